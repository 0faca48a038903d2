import { Alert, Card, Group, Skeleton, Text, ThemeIcon } from "@mantine/core";
import { DateTimePicker } from "@mantine/dates";
import "@mantine/dates/styles.css";
import { Anchor } from "@mantine/core";
import { keepPreviousData } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { Check, Clock, HelpCircle, Info, X } from "lucide-react";
import { useTranslation } from "react-i18next";
import { $api } from "@/api/client";
import type { ExplanationOut, VerdictOut } from "@/api/schema";
import { EmptyState, ErrorState } from "@/components/EmptyState";
import { Name } from "@/components/Name";
import { SegmentPicker } from "@/components/SegmentPicker";
import { inert } from "@/components/text";
import { formatAgo, formatDateTime } from "@/format";
import { Words } from "../details/Words";
import classes from "./Explain.module.css";

type Props = {
  profile: string;
  segment: string | undefined;
  /** A past minute without zone, as 2026-03-08T12:00; now without it. */
  at: string | undefined;
  change: (patch: { segment?: string; at?: string }) => void;
};

/** Why the person is in a segment or isn't: each condition, what decided it, and when time alone would change it. */
export function Explain({ profile, segment, at, change }: Props) {
  const { t } = useTranslation("profile");
  const found = $api.useQuery(
    "get",
    "/api/profiles/{id}/explain",
    { params: { path: { id: profile }, query: { segment: segment ?? "", as_of: at } } },
    { enabled: segment !== undefined, placeholderData: keepPreviousData },
  );
  return (
    <Card>
      <Group gap="md" align="flex-end" mb="lg">
        <SegmentPicker
          w={320}
          maw="100%"
          label={t("why.segment")}
          value={segment ?? null}
          onChange={(id) => change({ segment: id ?? undefined })}
          clearable
        />
        <DateTimePicker
          w={230}
          label={t("why.at")}
          placeholder={t("why.now")}
          value={at ? `${at.replace("T", " ")}:00` : null}
          onChange={(value) => change({ at: value ? value.replace(" ", "T").slice(0, 16) : undefined })}
          valueFormat="D MMM YYYY HH:mm"
          maxDate={new Date().toISOString().slice(0, 10)}
          clearable
          clearButtonProps={{ "aria-label": t("why.toNow") }}
        />
      </Group>
      {segment === undefined ? (
        <EmptyState icon={HelpCircle} title={t("why.choose")}>
          {t("why.chooseWhy")}
        </EmptyState>
      ) : found.error ? (
        <ErrorState error={found.error} retry={() => found.refetch()} />
      ) : found.data === undefined ? (
        <Skeleton h={180} />
      ) : (
        <div className={classes.answer} data-stale={found.isPlaceholderData || undefined} aria-live="polite">
          <Summary answer={found.data} past={at !== undefined} />
          <ul className={classes.tree}>
            <Verdict node={found.data.verdict} base={at === undefined ? null : found.data.as_of} root />
          </ul>
        </div>
      )}
    </Card>
  );
}

/** "in 3 days" from now; from a past time, the date. */
function useWhen(base: string | null) {
  const { t } = useTranslation("profile");
  return (at: string) => (base === null ? formatAgo(at) : t("why.on", { date: formatDateTime(at) }));
}

function Summary({ answer, past }: { answer: ExplanationOut; past: boolean }) {
  const { t } = useTranslation("profile");
  const { verdict, as_of, member_stored } = answer;
  const inside = verdict.verdict;
  const tense = past ? "then" : "now";
  const when = useWhen(past ? as_of : null);
  return (
    <>
      <div className={classes.summary} data-in={inside || undefined}>
        <Mark holds={inside} size={30} />
        <div style={{ minWidth: 0 }}>
          <Text fw={600}>
            {t(inside ? `why.in.${tense}` : `why.out.${tense}`)}{" "}
            <Anchor
              inherit
              renderRoot={(props) => <Link {...props} to="/segments/$id" params={{ id: answer.segment }} />}
            >
              <Name>{answer.segment_name}</Name>
            </Anchor>
          </Text>
          <Text fz="sm" c="dimmed">
            {past ? t("why.asOf", { when: formatDateTime(as_of) }) : t("why.rule")}
          </Text>
          {verdict.flips_at && (
            <Text fz="sm" mt={2} className={classes.flip}>
              <Clock size={14} aria-hidden />
              <time dateTime={verdict.flips_at} title={formatDateTime(verdict.flips_at, true)}>
                {t(inside ? "why.leaves" : "why.enters", { when: when(verdict.flips_at) })}
              </time>
            </Text>
          )}
        </div>
      </div>
      {member_stored !== null && member_stored !== inside && (
        <Alert color="accent" icon={<Info size={18} />} mt="sm">
          {t(member_stored ? "why.storedIn" : "why.storedOut")}
        </Alert>
      )}
    </>
  );
}

const GROUPS: Record<string, string> = { "all of these": "all", "any of these": "any", "none of these": "none" };

/** The time at which all of it flips stands in the summary: not again at the root. */
function Verdict({ node, base, root = false }: { node: VerdictOut; base: string | null; root?: boolean }) {
  const { t } = useTranslation("profile");
  const when = useWhen(base);
  const group = GROUPS[node.text];
  return (
    <li className={classes.node}>
      <Mark holds={node.verdict} size={22} />
      <div className={classes.body}>
        <Text component="div" fz="md" fw={group ? 600 : 400}>
          {group ? t(`why.groups.${group}`) : <Words text={node.text} capital />}
        </Text>
        {node.because && (
          <Text fz="sm" c="dimmed" component="div" style={{ overflowWrap: "anywhere" }}>
            {inert(node.because)}
          </Text>
        )}
        {node.flips_at && !root && (
          <Text fz="xs" className={classes.flip} mt={2}>
            <Clock size={13} aria-hidden />
            <time dateTime={node.flips_at} title={formatDateTime(node.flips_at, true)}>
              {t(node.verdict ? "why.stops" : "why.starts", { when: when(node.flips_at) })}
            </time>
          </Text>
        )}
        {node.children.length > 0 && (
          <ul className={classes.children}>
            {node.children.map((child, i) => (
              // biome-ignore lint/suspicious/noArrayIndexKey: the place is what a condition is
              <Verdict key={i} node={child} base={base} />
            ))}
          </ul>
        )}
      </div>
    </li>
  );
}

function Mark({ holds, size }: { holds: boolean; size: number }) {
  const { t } = useTranslation("profile");
  const Icon = holds ? Check : X;
  return (
    <ThemeIcon
      variant="light"
      color={holds ? "green" : "red"}
      size={size}
      radius="xl"
      flex="none"
      role="img"
      aria-label={t(holds ? "why.holds" : "why.fails")}
    >
      <Icon size={Math.round(size * 0.62)} strokeWidth={2.5} />
    </ThemeIcon>
  );
}
