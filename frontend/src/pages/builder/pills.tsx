import { Tooltip, UnstyledButton } from "@mantine/core";
import { X } from "lucide-react";
import { useTranslation } from "react-i18next";
import type { Join, Node } from "@/rules/draft";
import { update } from "@/rules/edits";
import classes from "./builder.module.css";
import { useEditing } from "./context";

/** AND or OR between what a group holds; a click turns it. */
export function JoinPill({
  join,
  onChange,
  small = false,
}: {
  join: Join;
  onChange: (join: Join) => void;
  small?: boolean;
}) {
  const { t } = useTranslation("builder");
  return (
    <Tooltip label={t(`join.hint.${join}`)}>
      <UnstyledButton
        className={`${classes.pillButton} ${small ? classes.small : ""}`}
        data-join={join}
        onClick={() => onChange(join === "all" ? "any" : "all")}
        aria-label={t(`join.change.${join}`)}
      >
        {t(`join.${join}`)}
      </UnstyledButton>
    </Tooltip>
  );
}

/** "not" around a condition or a group; a click takes one away. */
export function NotChip({ node }: { node: Node }) {
  const { t } = useTranslation("builder");
  const { edit } = useEditing();
  return (
    <UnstyledButton
      className={classes.not}
      onClick={() => edit((root) => update(root, node.id, (old) => ({ ...old, nots: old.nots - 1 })))}
      aria-label={t("removeNot")}
    >
      {Array.from({ length: Math.min(node.nots, 3) }, () => t("not")).join(" ")}
      <X size={12} />
    </UnstyledButton>
  );
}
