import { Button, SimpleGrid, Skeleton, Text, Title } from "@mantine/core";
import { Link } from "@tanstack/react-router";
import { Pin, SearchX, Users } from "lucide-react";
import { useTranslation } from "react-i18next";
import { $api } from "@/api/client";
import { useMay } from "@/api/session";
import { EmptyState } from "@/components/EmptyState";
import type { Ask } from "./dialog";
import type { Tab } from "./search";
import classes from "./segments.module.css";
import { TemplateCard } from "./TemplateCard";

const STARTS = 3;

/** A workspace without segments: three audiences to start from. */
export function NoSegments() {
  const { t } = useTranslation("segments");
  const may = useMay("marketer");
  const templates = $api.useQuery("get", "/api/templates", {}, { staleTime: 60_000 });
  return (
    <div className={`${classes.frame} ${classes.first}`}>
      <Title order={2}>{t("first.title")}</Title>
      <Text size="sm" c="dimmed" mt={4}>
        {t("first.why")}
      </Text>
      {may && (
        <>
          <SimpleGrid cols={{ base: 1, sm: STARTS }} spacing="md" className={classes.starts}>
            {templates.isPending
              ? ["a", "b", "c"].map((place) => <Skeleton key={place} height={110} radius="md" />)
              : templates.data
                  ?.slice(0, STARTS)
                  .map((template) => <TemplateCard key={template.id} template={template} />)}
          </SimpleGrid>
          <Button component={Link} to="/segments/new" variant="default">
            {t("first.action")}
          </Button>
        </>
      )}
    </div>
  );
}

/** Nothing fits the filters. */
export function NothingFits({ onClear }: { onClear: () => void }) {
  const { t } = useTranslation("segments");
  return (
    <div className={classes.frame}>
      <EmptyState
        icon={SearchX}
        title={t("nothing.title")}
        action={
          <Button variant="default" onClick={onClear}>
            {t("nothing.action")}
          </Button>
        }
      >
        {t("nothing.why")}
      </EmptyState>
    </div>
  );
}

/** A tab without segments, though there are others. */
export function EmptyTab({ tab, ask, onAll }: { tab: Tab; ask: Ask; onAll: () => void }) {
  const { t } = useTranslation("segments");
  const may = useMay("marketer");
  const action =
    tab === "static" && may ? (
      <Button onClick={() => ask({ kind: "static" })}>{t("emptyTab.staticAction")}</Button>
    ) : (
      <Button variant="default" onClick={onAll}>
        {t("emptyTab.showAll")}
      </Button>
    );
  return (
    <div className={classes.frame}>
      <EmptyState icon={tab === "pinned" ? Pin : Users} title={t(`emptyTab.${tab}`)} action={action}>
        {t(`emptyTab.${tab}Why`)}
      </EmptyState>
    </div>
  );
}
