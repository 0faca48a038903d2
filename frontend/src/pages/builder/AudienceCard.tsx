import {
  Alert,
  Anchor,
  Avatar,
  Button,
  Card,
  Group,
  Loader,
  Progress,
  Skeleton,
  Stack,
  Text,
  Tooltip,
  UnstyledButton,
} from "@mantine/core";
import { Link } from "@tanstack/react-router";
import { ChevronUp, History, TriangleAlert } from "lucide-react";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { ApiError, messageOf } from "@/api/problem";
import type { PreviewOut } from "@/api/schema";
import { inert } from "@/components/text";
import { formatDate, formatDuration, formatNumber, formatPercent } from "@/format";
import classes from "./builder.module.css";
import type { Audience } from "./useAudience";

type Props = { audience: Audience; incomplete: number };

const shareOf = ({ count, total }: PreviewOut) => (total > 0 ? count / total : 0);

/** "17,376", or "about 17,400" while only a part of the people was looked at. */
function useCount(audience: Audience): string | null {
  const { t } = useTranslation("builder");
  const { answer } = audience;
  if (!answer) return null;
  return answer.exact
    ? formatNumber(answer.count)
    : t("about", { count: answer.count, number: formatNumber(rounded(answer.count)) });
}

/** Three digits say as much as a sample knows. */
export function rounded(count: number): number {
  const step = 10 ** Math.max(0, Math.floor(Math.log10(Math.max(count, 1))) - 2);
  return Math.round(count / step) * step;
}

/** Who matches, at the side. */
export function AudienceCard({ audience, incomplete }: Props) {
  const { t } = useTranslation("builder");
  const { answer, counting, error } = audience;
  return (
    <Stack gap="md">
      <Card padding="md" aria-label={t("audience")} component="section">
        <Group justify="space-between">
          <Text size="sm" c="dimmed">
            {t("audience")}
          </Text>
          {counting && <Loader size={14} role="status" aria-label={t("counting")} />}
        </Group>
        <Figure audience={audience} />
        <LeftOut incomplete={incomplete} />
        {answer && <Reach answer={answer} stale={counting} />}
        {answer && <Platforms answer={answer} stale={counting} />}
        {answer && !error && (
          <Text size="xs" c="dimmed" mt="sm" className="tabular">
            {t(answer.exact ? "countedIn" : "estimatedIn", {
              time: formatDuration(Math.max(1, Math.round(answer.ms))),
            })}
          </Text>
        )}
      </Card>
      {answer && <Remarks answer={answer} />}
      {answer && <Doubts answer={answer} />}
      {answer && answer.sample.length > 0 && <Sample answer={answer} stale={counting} />}
    </Stack>
  );
}

function Figure({ audience }: { audience: Audience }) {
  const { t } = useTranslation("builder");
  const { answer, counting, error, retry } = audience;
  const count = useCount(audience);
  if (error) {
    // What is wrong with the rule stands at its conditions.
    const atConditions = error instanceof ApiError && error.problems.length > 0;
    return (
      <Alert color={atConditions ? "yellow" : "red"} icon={<TriangleAlert size={16} />} mt="xs" p="sm" role="alert">
        <Text size="sm">{atConditions ? t("cannotCount") : inert(messageOf(error))}</Text>
        {!atConditions && (
          <Button size="compact-sm" variant="default" mt="xs" onClick={retry}>
            {t("common:error.retry")}
          </Button>
        )}
      </Alert>
    );
  }
  if (!answer || count === null) return <Skeleton height={36} width={140} my={8} />;
  const share = shareOf(answer);
  return (
    <>
      <div className={classes.number} data-stale={counting || undefined} aria-live="polite" aria-atomic="true">
        {count}
        <Text size="sm" c="dimmed" className="tabular" component="div" fw={400} lh={1.5}>
          {t("shareOfAll", { share: formatPercent(share), count: answer.total, number: formatNumber(answer.total) })}
        </Text>
      </div>
      <Progress value={share * 100} size={6} radius="xl" mt={8} aria-label={t("shareLabel")} />
      {!answer.exact && (
        <Text size="xs" c="dimmed" mt={6}>
          {t("between", { from: formatNumber(answer.interval[0]), to: formatNumber(answer.interval[1]) })}
        </Text>
      )}
    </>
  );
}

function LeftOut({ incomplete }: { incomplete: number }) {
  const { t } = useTranslation("builder");
  if (incomplete === 0) return null;
  return (
    <Text size="xs" className={classes.unfinished} mt={6}>
      {t("leftOut", { count: incomplete })}
    </Text>
  );
}

type PartProps = { answer: PreviewOut; stale?: boolean };

function Reach({ answer, stale }: PartProps) {
  const { t } = useTranslation("builder");
  const channels = Object.entries(answer.reachable);
  if (channels.length === 0) return null;
  return (
    <dl className={classes.facts} data-stale={stale || undefined}>
      {channels.map(([channel, count]) => (
        <div key={channel}>
          <dt>{t("reachable", { channel: t(`channelName.${channel}`, { defaultValue: inert(channel) }) })}</dt>
          <dd>
            {formatNumber(count)}
            {answer.count > 0 && count > 0 && (
              <span className={classes.hint}> {formatPercent(count / answer.count, 0)}</span>
            )}
          </dd>
        </div>
      ))}
    </dl>
  );
}

function Platforms({ answer, stale }: PartProps) {
  const { t } = useTranslation("builder");
  const rows = Object.entries(answer.platforms).slice(0, 5);
  if (rows.length === 0 || answer.count === 0) return null;
  return (
    <ul className={classes.platforms} aria-label={t("platforms")} data-stale={stale || undefined}>
      {rows.map(([name, count]) => (
        <li key={name}>
          <span className={classes.platform}>
            <bdi>{inert(name)}</bdi>
          </span>
          <span className={classes.bar} aria-hidden>
            <span style={{ width: `${Math.min(100, (count / answer.count) * 100)}%` }} />
          </span>
          <Tooltip label={formatNumber(count)}>
            <span className="tabular">{formatPercent(count / answer.count, 0)}</span>
          </Tooltip>
        </li>
      ))}
    </ul>
  );
}

/** Conditions that decide nothing, and segments that are nearly this one. */
function Remarks({ answer }: PartProps) {
  const { t } = useTranslation("builder");
  const { findings, similar } = answer;
  if (findings.length === 0 && similar.length === 0) return null;
  return (
    <Card padding="md" component="section" aria-label={t("remarks.title")}>
      {findings.slice(0, 5).map((fault) => (
        <Group key={`${fault.path} ${fault.code}`} gap={8} wrap="nowrap" align="flex-start" mb={8}>
          <TriangleAlert size={15} className={classes.doubtIcon} />
          <Text size="xs">
            {inert(fault.message)}
            {fault.hint && <span className={classes.hint}> {inert(fault.hint)}</span>}
          </Text>
        </Group>
      ))}
      {similar.length > 0 && (
        <>
          <Text size="sm" c="dimmed" mb={6} mt={findings.length > 0 ? "xs" : 0}>
            {t("remarks.similar")}
          </Text>
          <dl className={classes.facts}>
            {similar.slice(0, 4).map((other) => (
              <div key={other.id}>
                <dt>
                  <Anchor
                    size="sm"
                    renderRoot={(props) => (
                      <Link to="/segments/$id" params={{ id: other.id }} target="_blank" {...props} />
                    )}
                  >
                    <bdi>{inert(other.name)}</bdi>
                  </Anchor>
                </dt>
                <dd>{other.same_rule ? t("remarks.same") : formatPercent(other.share)}</dd>
              </div>
            ))}
          </dl>
        </>
      )}
    </Card>
  );
}

/** What could make the number another one than people expect. */
function Doubts({ answer }: PartProps) {
  const { t } = useTranslation("builder");
  const missing = answer.missing_by.slice(0, 6);
  const short = answer.short_history.slice(0, 3);
  if (missing.length === 0 && short.length === 0) return null;
  return (
    <Card padding="md" component="section" aria-label={t("doubts")}>
      {missing.length > 0 && (
        <>
          <Text size="sm" c="dimmed" mb={6}>
            {t("missingTitle")}
          </Text>
          <dl className={classes.facts}>
            {missing.map(({ attribute, count }) => (
              <div key={attribute}>
                <dt title={attribute}>
                  <bdi>{inert(attribute)}</bdi>
                </dt>
                <dd>
                  {formatNumber(count)}
                  {answer.total > 0 && <span className={classes.hint}> {formatPercent(count / answer.total, 0)}</span>}
                </dd>
              </div>
            ))}
          </dl>
        </>
      )}
      {short.length > 0 && (
        <Stack gap={8} mt={missing.length > 0 ? "sm" : 0}>
          {short.map((row) => (
            <Group key={row.path} gap={8} wrap="nowrap" align="flex-start">
              <History size={15} className={classes.doubtIcon} />
              <Text size="xs">
                {row.data_from && row.data_from > row.window_start
                  ? t("shortData", { from: formatDate(row.data_from), start: formatDate(row.window_start) })
                  : t("shortPeople", {
                      count: row.people,
                      number: formatNumber(row.people),
                      start: formatDate(row.window_start),
                    })}
                <span className={classes.hint}> {inert(row.text)}</span>
              </Text>
            </Group>
          ))}
        </Stack>
      )}
    </Card>
  );
}

const COLORS = ["green", "accent", "orange", "grape", "cyan"];

function Sample({ answer, stale }: PartProps) {
  const { t } = useTranslation("builder");
  return (
    <Card padding="md" component="section" aria-label={t("sample")} data-stale={stale || undefined}>
      <Text size="sm" c="dimmed" mb={8}>
        {t("sample")}
      </Text>
      <ul className={classes.sample}>
        {answer.sample.map((person, index) => {
          const name = inert(person.name ?? person.id);
          return (
            <li key={person.id}>
              <Link to="/profiles/$id" params={{ id: person.id }} target="_blank" className={classes.person}>
                <Avatar size={30} color={COLORS[index % COLORS.length]} radius="xl" aria-hidden>
                  {initials(name)}
                </Avatar>
                <span className={classes.personWords}>
                  <bdi className={classes.ellipsis} title={name}>
                    {name}
                  </bdi>
                  {person.detail && (
                    <Text span size="xs" c="dimmed" className={classes.ellipsis} title={inert(person.detail)}>
                      <bdi>{inert(person.detail)}</bdi>
                    </Text>
                  )}
                </span>
              </Link>
            </li>
          );
        })}
      </ul>
    </Card>
  );
}

function initials(name: string): string {
  const words = name.split(/[\s._@-]+/).filter((word) => /[\p{L}\p{N}]/u.test(word));
  const first = [...(words[0] ?? "?")][0]!;
  const last = words.length > 1 && !name.includes("@") ? [...words.at(-1)!][0]! : "";
  return (first + last).toLocaleUpperCase();
}

/** The same on narrow screens: a bar at the bottom that opens. */
export function AudienceBar(props: Props) {
  const { t } = useTranslation("builder");
  const { audience, incomplete } = props;
  const [open, setOpen] = useState(false);
  const count = useCount(audience);
  const { answer, counting, error } = audience;
  return (
    <div className={classes.bottom} data-open={open || undefined}>
      {open && (
        <div className={classes.bottomBody}>
          <AudienceCard {...props} />
        </div>
      )}
      <UnstyledButton className={classes.bottomBar} aria-expanded={open} onClick={() => setOpen(!open)}>
        <span
          aria-live={open ? undefined : "polite"}
          className={classes.bottomWords}
          data-stale={counting || undefined}
        >
          <span className={classes.hint}>{t("audience")}</span>{" "}
          <b className="tabular">{error ? "–" : (count ?? "…")}</b>
          {answer && !error && <span className={classes.hint}> {formatPercent(shareOf(answer))}</span>}
          {incomplete > 0 && <span className={classes.unfinished}> {t("leftOutShort", { count: incomplete })}</span>}
        </span>
        {counting && <Loader size={14} aria-hidden />}
        <ChevronUp
          size={18}
          style={{ transform: open ? "rotate(180deg)" : undefined }}
          aria-label={t(open ? "audienceLess" : "audienceMore")}
        />
      </UnstyledButton>
    </div>
  );
}
