import { Button } from "@mantine/core";
import { Link } from "@tanstack/react-router";
import { ListFilter } from "lucide-react";
import { useTranslation } from "react-i18next";
import { useMay } from "@/api/session";

/** The way to the builder with a rule, for those who may make segments; nothing where there is no rule. */
export function NewSegment({ rule, name }: { rule: string | null; name: string }) {
  const { t } = useTranslation("catalog");
  const may = useMay("marketer");
  if (!may || rule === null) return null;
  return (
    <Button
      variant="default"
      leftSection={<ListFilter size={15} />}
      renderRoot={(props) => <Link {...props} to="/segments/new" search={{ rule, name: name.slice(0, 100) }} />}
    >
      {t("newSegment")}
    </Button>
  );
}
