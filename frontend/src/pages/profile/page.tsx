import {
  ActionIcon,
  Anchor,
  Badge,
  Card,
  Code,
  CopyButton,
  Group,
  Skeleton,
  Stack,
  Tabs,
  Text,
  Tooltip,
  UnstyledButton,
} from "@mantine/core";
import { Link, useNavigate, useParams, useSearch } from "@tanstack/react-router";
import { Check, CircleHelp, Copy, Laptop, Smartphone } from "lucide-react";
import { useTranslation } from "react-i18next";
import { $api } from "@/api/client";
import type { DeviceOut, ProfileOut } from "@/api/schema";
import { Ago } from "@/components/Ago";
import { ErrorState } from "@/components/EmptyState";
import { Name } from "@/components/Name";
import { Page } from "@/components/Page";
import { CardSkeleton } from "@/components/skeletons";
import { inert } from "@/components/text";
import { formatDate, formatDateTime } from "@/format";
import { Attributes } from "./Attributes";
import { Explain } from "./Explain";
import { Face } from "./Face";
import classes from "./profile.module.css";
import { type Search, TABS } from "./search";
import { Timeline } from "./Timeline";
import { Value } from "./Value";

export default function ProfilePage() {
  const { t } = useTranslation("profile");
  const { id } = useParams({ from: "/app/profiles/$id" });
  const profile = $api.useQuery("get", "/api/profiles/{id}", { params: { path: { id } } });
  const crumbs = [{ label: t("profiles"), link: { to: "/profiles" } as const }];
  if (profile.error) {
    return (
      <Page title={id} breadcrumb={crumbs}>
        <ErrorState error={profile.error} retry={() => profile.refetch()} />
      </Page>
    );
  }
  if (profile.data === undefined) {
    return (
      <Page
        title={<Skeleton h={26} w={240} />}
        documentTitle={t("title")}
        breadcrumb={crumbs}
        description={<Skeleton h={12} w={320} mt={8} />}
      >
        <div className={classes.split}>
          <CardSkeleton height={420} />
          <CardSkeleton lines={8} />
        </div>
      </Page>
    );
  }
  return <Person key={id} profile={profile.data} crumbs={crumbs} />;
}

type Props = { profile: ProfileOut; crumbs: { label: string; link: { to: "/profiles" } }[] };

function Person({ profile, crumbs }: Props) {
  const { t } = useTranslation("profile");
  const search = useSearch({ from: "/app/profiles/$id" });
  const navigate = useNavigate({ from: "/profiles/$id" });
  const change = (patch: Partial<Search>) =>
    navigate({ search: (old) => ({ ...old, ...patch }), replace: true, resetScroll: false });
  const name = profile.name ?? profile.id;
  const tab = search.tab ?? "timeline";
  return (
    <Page
      title={
        <Group gap={12} wrap="nowrap" component="span">
          <Face name={profile.name} id={profile.id} size={38} />
          <Name>{name}</Name>
        </Group>
      }
      documentTitle={name}
      breadcrumb={[...crumbs, { label: <Name>{name}</Name> }]}
      description={
        <Group gap="4px 14px" mt={6}>
          {profile.name && profile.detail && <Name>{profile.detail}</Name>}
          {profile.first_seen && (
            <span title={formatDateTime(profile.first_seen)}>
              {t("firstSeen", { date: formatDate(profile.first_seen) })}
            </span>
          )}
          {profile.last_seen && (
            <span>
              {t("lastSeen")} <Ago at={profile.last_seen} />
            </span>
          )}
        </Group>
      }
    >
      <div className={classes.split}>
        <Tabs
          value={tab}
          keepMounted={false}
          miw={0}
          onChange={(next) => change({ tab: next === "timeline" ? undefined : (next as Search["tab"]) })}
        >
          <Tabs.List mb="md">
            {TABS.map((each) => (
              <Tabs.Tab key={each} value={each}>
                {t(`tabs.${each}`)}
              </Tabs.Tab>
            ))}
          </Tabs.List>
          <Tabs.Panel value="timeline">
            <Timeline
              profile={profile.id}
              events={profile.events}
              event={search.event}
              change={(event) => change({ event })}
            />
          </Tabs.Panel>
          <Tabs.Panel value="why">
            <Explain profile={profile.id} segment={search.segment} at={search.at} change={change} />
          </Tabs.Panel>
          <Tabs.Panel value="attributes">
            <Attributes attributes={profile.attributes} />
          </Tabs.Panel>
        </Tabs>
        <Stack gap="md" miw={0}>
          <Segments profile={profile} explain={(segment) => change({ tab: "why", segment })} />
          <Measures profile={profile} />
          <Tags profile={profile} />
          <Devices devices={profile.devices} />
          <Identifiers profile={profile} />
        </Stack>
      </div>
    </Page>
  );
}

function Segments({ profile, explain }: { profile: ProfileOut; explain: (id: string) => void }) {
  const { t } = useTranslation("profile");
  const inside = profile.segments;
  return (
    <Card>
      <Text className={classes.title} component="h2">
        {t("segments.title", { count: inside.length })}
      </Text>
      {inside.length === 0 ? (
        <Text fz="sm" c="dimmed">
          {t("segments.none")}
        </Text>
      ) : (
        <ul className={classes.plain}>
          {inside.map((segment) => (
            <li key={segment.id} className={classes.segment}>
              <Anchor
                className={classes.ellipsis}
                fz="sm"
                title={inert(segment.name)}
                renderRoot={(props) => <Link {...props} to="/segments/$id" params={{ id: segment.id }} />}
              >
                <Name>{segment.name}</Name>
              </Anchor>
              <Text fz="xs" c="dimmed" style={{ whiteSpace: "nowrap" }} title={formatDateTime(segment.since)}>
                {segment.since && t("since", { date: formatDate(segment.since) })}
              </Text>
              <Tooltip label={t("segments.why")}>
                <ActionIcon
                  size="sm"
                  aria-label={t("segments.whyLabel", { name: segment.name })}
                  onClick={() => explain(segment.id)}
                >
                  <CircleHelp size={15} />
                </ActionIcon>
              </Tooltip>
            </li>
          ))}
        </ul>
      )}
    </Card>
  );
}

/** The named measures, those that say something first. */
function Measures({ profile }: { profile: ProfileOut }) {
  const { t } = useTranslation("profile");
  if (profile.measures.length === 0) return null;
  const sorted = profile.measures.toSorted((a, b) => Number(a.value === null) - Number(b.value === null));
  return (
    <Card>
      <Text className={classes.title} component="h2">
        {t("measures.title")}
      </Text>
      <ul className={classes.plain}>
        {sorted.map(({ id, name, value }) => (
          <li key={id} className={classes.segment}>
            <Text fz="sm" className={classes.ellipsis} title={inert(name)}>
              <Name>{name}</Name>
            </Text>
            <Text fz="sm" component="div" maw={180} ta="end">
              <Value value={value} clamp />
            </Text>
          </li>
        ))}
      </ul>
    </Card>
  );
}

function Tags({ profile }: { profile: ProfileOut }) {
  const { t } = useTranslation("profile");
  return (
    <Card>
      <Text className={classes.title} component="h2">
        {t("tags.title")}
      </Text>
      {profile.tags.length === 0 ? (
        <Text fz="sm" c="dimmed">
          {t("tags.none")}
        </Text>
      ) : (
        <Group gap={6}>
          {profile.tags.map(({ tag, since }) => (
            <Tooltip key={tag} label={since ? t("since", { date: formatDateTime(since) }) : t("tags.always")}>
              <Badge color="gray" tabIndex={0} title={inert(tag)} className={classes.tag}>
                <Name>{tag}</Name>
              </Badge>
            </Tooltip>
          ))}
        </Group>
      )}
    </Card>
  );
}

function Devices({ devices }: { devices: readonly DeviceOut[] }) {
  const { t } = useTranslation("profile");
  return (
    <Card>
      <Text className={classes.title} component="h2">
        {t("devices.title")}
      </Text>
      {devices.length === 0 ? (
        <Text fz="sm" c="dimmed">
          {t("devices.none")}
        </Text>
      ) : (
        <Stack gap={12}>
          {devices.map((device, i) => (
            // biome-ignore lint/suspicious/noArrayIndexKey: a device may have no name of its own
            <DeviceLine key={i} device={device} />
          ))}
        </Stack>
      )}
    </Card>
  );
}

function DeviceLine({ device }: { device: DeviceOut }) {
  const { t } = useTranslation("profile");
  const { platform, model, os_version, app_version } = device;
  const Icon = /web|mac|windows|linux/i.test(platform ?? "") ? Laptop : Smartphone;
  const facts = [
    model,
    os_version && t("devices.os", { version: os_version }),
    app_version && t("devices.app", { version: app_version }),
  ].filter(Boolean);
  return (
    <Group gap={10} wrap="nowrap" align="flex-start">
      <Text span c="dimmed" lh={0} mt={2}>
        <Icon size={18} aria-hidden />
      </Text>
      <div style={{ minWidth: 0 }}>
        <Text fz="sm" fw={500}>
          <Name>{platform || t("devices.unknown")}</Name>
        </Text>
        {facts.length > 0 && (
          <Text fz="xs" c="dimmed" style={{ overflowWrap: "anywhere" }}>
            <Name>{facts.join(" · ")}</Name>
          </Text>
        )}
      </div>
    </Group>
  );
}

function Identifiers({ profile }: { profile: ProfileOut }) {
  const { t } = useTranslation("profile");
  return (
    <Card>
      <Text className={classes.title} component="h2">
        {t("identifiers.title")}
      </Text>
      <ul className={classes.plain}>
        {[{ kind: "profile", value: profile.id }, ...profile.identifiers].map(({ kind, value }) => (
          <li key={`${kind} ${value}`} className={classes.identifier}>
            <Text fz="xs" c="dimmed">
              {t(`identifiers.kinds.${kind}`, { defaultValue: kind })}
            </Text>
            <CopyButton value={value}>
              {({ copied, copy }) => (
                <Tooltip label={copied ? t("common:copied") : t("common:copy")}>
                  <UnstyledButton className={classes.copy} onClick={copy} aria-label={t("identifiers.copy", { value })}>
                    <Code className={classes.ellipsis} title={inert(value)}>
                      <bdi>{inert(value)}</bdi>
                    </Code>
                    {copied ? <Check size={13} /> : <Copy size={13} />}
                  </UnstyledButton>
                </Tooltip>
              )}
            </CopyButton>
          </li>
        ))}
      </ul>
    </Card>
  );
}
