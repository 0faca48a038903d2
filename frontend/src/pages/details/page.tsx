import { Alert, Button, Group, Skeleton, Stack, Tabs, Text } from "@mantine/core";
import { useQueryClient } from "@tanstack/react-query";
import { useNavigate, useParams } from "@tanstack/react-router";
import { CircleAlert, CirclePause, Clock, FilePen, Pin } from "lucide-react";
import { useEffect, useRef, useState } from "react";
import { useTranslation } from "react-i18next";
import { $api } from "@/api/client";
import { ApiError } from "@/api/problem";
import type { SegmentDetail } from "@/api/schema";
import { useMay } from "@/api/session";
import { Ago } from "@/components/Ago";
import { ErrorState } from "@/components/EmptyState";
import { Name } from "@/components/Name";
import { Page } from "@/components/Page";
import { StatusDot } from "@/components/StatusDot";
import { CardSkeleton } from "@/components/skeletons";
import { inert } from "@/components/text";
import { formatDateTime } from "@/format";
import * as actions from "../segments/actions";
import { AudienceCard } from "./AudienceCard";
import { CriteriaCard } from "./CriteriaCard";
import { DifferencesTab } from "./DifferencesTab";
import classes from "./details.module.css";
import { Facts, HeadingActions } from "./Heading";
import { HistoryTab } from "./HistoryTab";
import { MembersCard } from "./Members";
import { MembersTab } from "./MembersTab";
import { MetricCards } from "./MetricCards";
import { TABS, type Tab } from "./search";
import { UsesTab } from "./UsesTab";
import { useAddress } from "./useAddress";
import { VersionsTab } from "./VersionsTab";

const LOOK_AGAIN_MS = 1500;

export default function DetailsPage() {
  const { t } = useTranslation("details");
  const { id } = useParams({ from: "/app/segments/$id" });
  const segment = $api.useQuery(
    "get",
    "/api/segments/{id}",
    { params: { path: { id } } },
    {
      refetchInterval: ({ state }) =>
        state.data?.status === "calculating" || state.data?.status === "queued" ? LOOK_AGAIN_MS : false,
    },
  );
  const navigate = useNavigate();
  // It was deleted while it was looked at: the notice with the way back stays, above the list.
  const gone = segment.data !== undefined && segment.error instanceof ApiError && segment.error.status === 404;
  useEffect(() => {
    if (gone) navigate({ to: "/segments" });
  }, [gone, navigate]);
  const crumbs = [{ label: t("segments"), link: { to: "/segments" } as const }];
  if (segment.error && !segment.data) {
    return (
      <Page title={id} breadcrumb={crumbs}>
        <ErrorState error={segment.error} retry={() => segment.refetch()} />
      </Page>
    );
  }
  if (!segment.data) {
    return (
      <Page
        title={<Skeleton h={26} w={280} />}
        documentTitle={t("title")}
        breadcrumb={crumbs}
        description={<Skeleton h={12} w={360} mt={8} />}
      >
        <div className={classes.top}>
          <CardSkeleton height={300} />
          <CardSkeleton height={300} />
        </div>
      </Page>
    );
  }
  return <Details key={id} segment={segment.data} crumbs={crumbs} />;
}

type Props = { segment: SegmentDetail; crumbs: { label: string; link: { to: "/segments" } }[] };

function Details({ segment, crumbs }: Props) {
  const { t } = useTranslation("details");
  const { id } = segment;
  const [search, change] = useAddress();
  useNewMembers(segment);
  // The end of every range; a new one with each refresh, so that the charts hold still between two.
  const [now, setNow] = useState(() => Date.now());
  // biome-ignore lint/correctness/useExhaustiveDependencies: a new generation is a new now
  useEffect(() => setNow(Date.now()), [segment.refreshed_at, segment.members]);
  const tab = search.tab ?? "members";
  return (
    <Page
      title={segment.name}
      breadcrumb={[...crumbs, { label: <Name>{segment.name}</Name> }]}
      beside={
        <Group gap={10}>
          <StatusDot status={segment.status} error={segment.error} />
          {segment.pinned && (
            <Group gap={4} c="var(--mantine-color-anchor)" wrap="nowrap">
              <Pin size={14} aria-hidden />
              <Text fz="sm" fw={500}>
                {t("pinned")}
              </Text>
            </Group>
          )}
        </Group>
      }
      description={
        <>
          {segment.description && (
            <Text fz="sm" mb={4} maw={760} style={{ overflowWrap: "anywhere" }}>
              <bdi>{inert(segment.description)}</bdi>
            </Text>
          )}
          <Facts segment={segment} />
        </>
      }
      actions={<HeadingActions segment={segment} />}
    >
      <Stack gap="md">
        <State segment={segment} />
        <div className={classes.top}>
          <MembersCard id={id} members={segment.members} total={segment.total} now={now} />
          <AudienceCard id={id} />
        </div>
        <MetricCards id={id} />
        <CriteriaCard segment={segment} />
        <Tabs
          value={tab}
          onChange={(next) => change({ tab: next === "members" ? undefined : (next as Tab) })}
          keepMounted={false}
          mt="xs"
        >
          <Tabs.List className={classes.tabs}>
            {TABS.map((each) => (
              <Tabs.Tab key={each} value={each}>
                {t(`tabs.${each}`)}
              </Tabs.Tab>
            ))}
          </Tabs.List>
          <Tabs.Panel value="members" pt="md">
            <MembersTab id={id} members={segment.members} />
          </Tabs.Panel>
          <Tabs.Panel value="differences" pt="md">
            <DifferencesTab segment={segment} />
          </Tabs.Panel>
          <Tabs.Panel value="uses" pt="md">
            <UsesTab id={id} name={segment.name} />
          </Tabs.Panel>
          <Tabs.Panel value="history" pt="md">
            <HistoryTab id={id} />
          </Tabs.Panel>
          <Tabs.Panel value="versions" pt="md">
            <VersionsTab segment={segment} />
          </Tabs.Panel>
        </Tabs>
      </Stack>
    </Page>
  );
}

/** What is out of the ordinary: a failure, no refresh yet, out of use, a change that is planned. */
function State({ segment }: { segment: SegmentDetail }) {
  const { t } = useTranslation("details");
  const may = useMay("marketer");
  return (
    <>
      {segment.status === "failed" && (
        <Alert color="red" icon={<CircleAlert size={18} />} title={t("state.failed")} role="alert">
          <Text fz="sm" style={{ overflowWrap: "anywhere" }}>
            {inert(segment.error ?? t("state.noReason"))}
          </Text>
          <Text fz="sm" mt={4}>
            {segment.refreshed_at ? (
              <>
                {t("state.lastGood")} <Ago at={segment.refreshed_at} />
              </>
            ) : (
              t("state.neverGood")
            )}
          </Text>
          {may && (
            <Button size="xs" mt={10} variant="light" color="red" onClick={() => actions.refresh([segment])}>
              {t("common:error.retry")}
            </Button>
          )}
        </Alert>
      )}
      {segment.status === "inactive" && (
        <Alert variant="default" icon={<CirclePause size={18} />} title={t("state.inactive")}>
          <Text fz="sm">{t("state.inactiveWhy")}</Text>
          {may && (
            <Button size="xs" mt={10} variant="default" onClick={() => actions.activate([segment], true)}>
              {t("actions.activate")}
            </Button>
          )}
        </Alert>
      )}
      {segment.status === "draft" && (
        <Alert color="accent" icon={<FilePen size={18} />} title={t("state.draft")}>
          <Text fz="sm">{t("state.draftWhy")}</Text>
          {may && segment.kind === "rule" && (
            <Button size="xs" mt={10} variant="light" onClick={() => actions.refresh([segment])}>
              {t("actions.refresh")}
            </Button>
          )}
        </Alert>
      )}
      {segment.members !== null && segment.members > 0 && segment.members === segment.total && (
        <Alert color="orange" icon={<CircleAlert size={18} />} title={t("state.everyone")}>
          <Text fz="sm">{t("state.everyoneWhy")}</Text>
        </Alert>
      )}
      {segment.planned && (
        <Alert color="accent" icon={<Clock size={18} />}>
          <Group justify="space-between" gap="sm">
            <Text fz="sm">
              {t(segment.planned.active ? "state.activates" : "state.deactivates", {
                when: formatDateTime(segment.planned.at),
              })}
            </Text>
            {may && (
              <Button size="compact-sm" variant="subtle" onClick={() => actions.cancelPlan(segment)}>
                {t("state.keep")}
              </Button>
            )}
          </Group>
        </Alert>
      )}
    </>
  );
}

/** A refresh that ends makes everything below the segment old. */
function useNewMembers(segment: SegmentDetail) {
  const client = useQueryClient();
  const mark = `${segment.refreshed_at} ${segment.status === "failed"}`;
  const seen = useRef(mark);
  useEffect(() => {
    if (seen.current === mark) return;
    seen.current = mark;
    client.invalidateQueries({
      predicate: ({ queryKey }) => typeof queryKey[1] === "string" && queryKey[1].startsWith("/api/segments/{id}/"),
    });
  }, [client, mark]);
}
