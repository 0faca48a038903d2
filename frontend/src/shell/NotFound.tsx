import { Button } from "@mantine/core";
import { Link } from "@tanstack/react-router";
import { Compass } from "lucide-react";
import { useTranslation } from "react-i18next";
import { EmptyState } from "@/components/EmptyState";
import { Page } from "@/components/Page";

/** An address that leads nowhere. */
export function NotFound() {
  const { t } = useTranslation("shell");
  return (
    <Page title={t("notFound.title")}>
      <EmptyState
        icon={Compass}
        title={t("notFound.why")}
        action={
          <Button component={Link} to="/segments">
            {t("notFound.action")}
          </Button>
        }
      />
    </Page>
  );
}
