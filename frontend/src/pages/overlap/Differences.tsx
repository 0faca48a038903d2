import { Badge, Button, Group, SegmentedControl, Skeleton, Stack, Text, Tooltip, UnstyledButton } from "@mantine/core";
import { keepPreviousData } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { ChevronDown, ChevronRight, Equal, Plus } from "lucide-react";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { $api } from "@/api/client";
import type { DifferentiatorOut } from "@/api/schema";
import { useMay } from "@/api/session";
import { EmptyState, ErrorState } from "@/components/EmptyState";
import { inert } from "@/components/text";
import { formatNumber, formatPercent, formatSigned } from "@/format";
import { Words } from "../details/Words";
import classes from "./Differences.module.css";
import { Distribution } from "./Distribution";

const MOST = 40;

type Props = { segment: string; against: string | null; insideName: string; outsideName: string };

/** What sets the people of a segment apart, the most telling first. */
export function Differences({ segment, against, insideName, outsideName }: Props) {
  const { t } = useTranslation("overlap");
  const [only, setOnly] = useState<"all" | "more" | "less">("all");
  const found = $api.useQuery(
    "post",
    "/api/insights/differentiators",
    { body: { segment, against, limit: MOST } },
    { placeholderData: keepPreviousData },
  );
  if (found.error) return <ErrorState error={found.error} retry={() => found.refetch()} />;
  if (found.data === undefined) {
    return (
      <Stack gap={12} aria-busy>
        {[1, 2, 3, 4, 5, 6].map((row) => (
          <Skeleton key={row} h={58} />
        ))}
      </Stack>
    );
  }
  const { inside, outside } = found.data;
  if (inside === 0 || outside === 0) {
    return (
      <EmptyState icon={Equal} title={t(inside === 0 ? "differences.noInside" : "differences.noOutside")}>
        {t("differences.needBoth")}
      </EmptyState>
    );
  }
  const rows = found.data.rows.filter(
    (row) =>
      only === "all" || (only === "more" ? row.inside_share > row.outside_share : row.inside_share < row.outside_share),
  );
  return (
    <div data-stale={found.isPlaceholderData || undefined} className={classes.root}>
      <Group justify="space-between" mb="sm" gap="sm">
        <Group gap="lg">
          <Key color="inside" name={insideName} count={inside} />
          <Key color="outside" name={outsideName} count={outside} />
        </Group>
        <SegmentedControl
          aria-label={t("differences.show")}
          value={only}
          onChange={(value) => setOnly(value as typeof only)}
          data={(["all", "more", "less"] as const).map((value) => ({ value, label: t(`differences.only.${value}`) }))}
        />
      </Group>
      {rows.length === 0 ? (
        <EmptyState icon={Equal} title={t("differences.none")}>
          {t("differences.noneWhy")}
        </EmptyState>
      ) : (
        <ol className={classes.rows}>
          {rows.map((row) => (
            <Row
              key={`${row.kind} ${row.field} ${JSON.stringify(row.value)} ${row.words}`}
              row={row}
              segment={segment}
            />
          ))}
        </ol>
      )}
    </div>
  );
}

function Key({ color, name, count }: { color: "inside" | "outside"; name: string; count: number }) {
  const { t } = useTranslation("overlap");
  return (
    <Group gap={8} wrap="nowrap" className={classes.key}>
      <span className={classes.swatch} data-part={color} />
      <Text fz="sm" fw={500} truncate maw={280} title={inert(name)}>
        <bdi>{inert(name)}</bdi>
      </Text>
      <Text fz="sm" c="dimmed" style={{ whiteSpace: "nowrap" }}>
        {t("people", { count, n: formatNumber(count) })}
      </Text>
    </Group>
  );
}

// The client's types of answers know tuples as lists.
type RowProps = { row: Omit<DifferentiatorOut, "interval"> & { interval: number[] }; segment: string };

function Row({ row, segment }: RowProps) {
  const { t } = useTranslation("overlap");
  const may = useMay("marketer");
  const [low = 0, high = 0] = row.interval;
  const [open, setOpen] = useState(false);
  const more = row.inside_share >= row.outside_share;
  const rule = { all: [{ segment }, row.rule] };
  return (
    <li className={classes.row}>
      <div className={classes.what}>
        <Text fz="sm" fw={500} component="div" style={{ overflowWrap: "anywhere" }}>
          <Words text={row.words} capital />
        </Text>
        <Group gap={8} mt={4}>
          <Text fz="xs" c="dimmed">
            {t(`differences.kinds.${row.kind}`, { defaultValue: row.kind })}
          </Text>
          {row.small && (
            <Tooltip label={t("differences.smallWhy")}>
              <Badge color="orange" size="sm" tabIndex={0}>
                {t("differences.small")}
              </Badge>
            </Tooltip>
          )}
          {row.histogram && (
            <UnstyledButton className={classes.more} aria-expanded={open} onClick={() => setOpen(!open)}>
              {open ? <ChevronDown size={14} /> : <ChevronRight size={14} />}
              {t("differences.distribution")}
            </UnstyledButton>
          )}
        </Group>
      </div>
      <div className={classes.bars}>
        <Bar part="inside" share={row.inside_share} label={t("differences.inside")} />
        <Bar part="outside" share={row.outside_share} label={t("differences.outside")} />
      </div>
      <div className={classes.lift}>
        <Tooltip label={t("differences.interval", { low: points(low), high: points(high) })}>
          <Text fw={600} tabIndex={0} c={more ? "var(--shoal-up)" : "var(--shoal-down)"} className="tabular">
            {row.lift === null ? t("differences.onlyInside") : times(row.lift)}
          </Text>
        </Tooltip>
        <Text fz="xs" c="dimmed" className="tabular">
          {t("differences.points", { low: points(low), high: points(high) })}
        </Text>
      </div>
      <div className={classes.act}>
        {may && (
          <Tooltip label={t("differences.saveWhy")}>
            <Button
              variant="subtle"
              color="gray"
              size="compact-sm"
              leftSection={<Plus size={14} />}
              renderRoot={(props) => <Link {...props} to="/segments/new" search={{ rule: JSON.stringify(rule) }} />}
              aria-label={t("differences.saveLabel", { words: row.words })}
            >
              {t("differences.save")}
            </Button>
          </Tooltip>
        )}
      </div>
      {open && row.histogram && (
        <div className={classes.distribution}>
          <Distribution field={row.field} histogram={row.histogram} means={meansOf(row)} />
        </div>
      )}
    </li>
  );
}

type Means = { numbers?: { inside: { mean: number }; outside: { mean: number } } | null };

/** The averages of both sides, where the answer has them. */
function meansOf(row: Means): [number, number] | null {
  return row.numbers ? [row.numbers.inside.mean, row.numbers.outside.mean] : null;
}

/** A difference of shares in percentage points: +12 */
function points(difference: number): string {
  return formatSigned(Math.round(difference * 1000) / 10);
}

/** 3.2× */
function times(lift: number): string {
  return `${formatNumber(lift, lift < 10 ? (lift < 0.1 ? 2 : 1) : 0)}×`;
}

function Bar({ part, share, label }: { part: "inside" | "outside"; share: number; label: string }) {
  return (
    <div className={classes.bar}>
      <span className={classes.track} aria-hidden>
        <span data-part={part} style={{ width: `${share * 100}%` }} />
      </span>
      <span className="tabular">
        <span className={classes.hidden}>{label} </span>
        {formatPercent(share)}
      </span>
    </div>
  );
}
