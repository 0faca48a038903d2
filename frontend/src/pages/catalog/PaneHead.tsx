import { CloseButton, Group, Title } from "@mantine/core";
import type { ReactNode } from "react";
import { useTranslation } from "react-i18next";
import { inert } from "@/components/text";
import classes from "./catalog.module.css";
import { useWide } from "./Split";

type Props = { name: string; beside?: ReactNode; action: ReactNode; onClose: () => void };

/** What is open: its name, its action, and the way to close it where the list is beside it. */
export function PaneHead({ name, beside, action, onClose }: Props) {
  const { t } = useTranslation("common");
  const wide = useWide();
  return (
    <div className={classes.paneHead}>
      <div className={classes.paneName}>
        <Title order={2} tabIndex={-1} className={classes.paneTitle}>
          <bdi>{inert(name)}</bdi>
        </Title>
        {beside}
      </div>
      <Group gap="xs" wrap="nowrap">
        {action}
        {wide && <CloseButton aria-label={t("close")} onClick={onClose} />}
      </Group>
    </div>
  );
}
