import { Badge, Button, CloseButton, Tabs, TextInput } from "@mantine/core";
import { Link } from "@tanstack/react-router";
import { BookOpen, Search } from "lucide-react";
import { useTranslation } from "react-i18next";
import { $api } from "@/api/client";
import { useMay } from "@/api/session";
import { EmptyState, ErrorState } from "@/components/EmptyState";
import { Page } from "@/components/Page";
import { formatNumber } from "@/format";
import { AttributesTab } from "./AttributesTab";
import { useAddress } from "./address";
import classes from "./catalog.module.css";
import { EventsTab } from "./EventsTab";
import { MeasuresTab } from "./MeasuresTab";
import { TABS, type Tab } from "./search";

export default function CatalogPage() {
  const { t } = useTranslation("catalog");
  const { t: common } = useTranslation("common");
  const [search, change] = useAddress();
  const tab = search.tab ?? "events";
  const open = tab === "events" ? search.event : tab === "attributes" ? search.attribute : undefined;
  const admin = useMay("admin");
  const catalog = $api.useQuery("get", "/api/catalog", undefined, { staleTime: 60_000 });
  const measures = $api.useQuery("get", "/api/measures");
  const { data } = catalog;
  const sizes = { events: data?.events.length, attributes: data?.attributes.length, measures: measures.data?.length };

  const content = () => {
    if (catalog.error && !data) return <ErrorState error={catalog.error} retry={() => catalog.refetch()} />;
    if (data && data.events.length === 0 && data.attributes.length === 0) {
      return (
        <div className={classes.frame}>
          <EmptyState
            icon={BookOpen}
            title={t("empty.title")}
            action={
              admin && (
                <Button
                  variant="default"
                  renderRoot={(props) => <Link {...props} to="/settings" search={{ tab: "keys" }} />}
                >
                  {t("empty.action")}
                </Button>
              )
            }
          >
            {t("empty.why")}
          </EmptyState>
        </div>
      );
    }
    return (
      <Tabs
        value={tab}
        onChange={(next) => change({ tab: next === "events" ? undefined : (next as Tab), q: undefined })}
        keepMounted={false}
      >
        <Tabs.List mb="md">
          {TABS.map((each) => (
            <Tabs.Tab
              key={each}
              value={each}
              rightSection={
                sizes[each] !== undefined && (
                  <Badge color="gray" size="sm">
                    {formatNumber(sizes[each])}
                  </Badge>
                )
              }
            >
              {t(`tabs.${each}`)}
            </Tabs.Tab>
          ))}
        </Tabs.List>
        <Tabs.Panel value={tab}>
          <TextInput
            className={open === undefined ? classes.search : `${classes.search} ${classes.listOnly}`}
            data-page-search
            value={search.q ?? ""}
            onChange={(event) => change({ q: event.currentTarget.value || undefined })}
            placeholder={t(`search.${tab}`)}
            aria-label={t(`search.${tab}`)}
            leftSection={<Search size={16} aria-hidden />}
            rightSection={
              search.q ? (
                <CloseButton size="sm" aria-label={common("clear")} onClick={() => change({ q: undefined })} />
              ) : null
            }
          />
          {tab === "events" && <EventsTab catalog={data} />}
          {tab === "attributes" && <AttributesTab catalog={data} />}
          {tab === "measures" && <MeasuresTab catalog={data} />}
        </Tabs.Panel>
      </Tabs>
    );
  };

  return (
    <Page title={t("title")} description={t("about")}>
      {content()}
    </Page>
  );
}
