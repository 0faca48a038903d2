import { ActionIcon, Button, Center, Skeleton, Stack, Text, TextInput, Tooltip } from "@mantine/core";
import { keepPreviousData } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { ListFilter, Search } from "lucide-react";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { $api } from "@/api/client";
import type { ValueOut } from "@/api/schema";
import { useMay } from "@/api/session";
import { ErrorState } from "@/components/EmptyState";
import { inert } from "@/components/text";
import { useDebounced } from "@/components/useDebounced";
import { formatNumber, formatPercent } from "@/format";
import { textOf } from "./catalog";
import classes from "./catalog.module.css";
import { Value } from "./Examples";
import { type Place, ruleOfValue } from "./rules";

/** How many are shown first, and after each wish for more. */
const STEPS = [10, 30, 100] as const;

type Props = {
  place: Place;
  /** All profiles, or all events of the name: what counts are parts of. */
  total: number;
};

/** The most frequent values of an attribute or property with how often each is set, to search in. */
export function Values({ place, total }: Props) {
  const { t } = useTranslation("catalog");
  const [text, setText] = useState("");
  const [step, setStep] = useState(0);
  const q = useDebounced(text.trim(), 250);
  const limit = STEPS[step] ?? STEPS[0];
  const values = $api.useQuery(
    "get",
    "/api/catalog/values",
    { params: { query: { ...place, q, limit } } },
    { placeholderData: keepPreviousData, staleTime: 60_000 },
  );
  const rows = values.data ?? [];
  const most = Math.max(...rows.map(({ count }) => count), 1);
  return (
    <>
      <TextInput
        size="xs"
        className={classes.valuesSearch}
        value={text}
        onChange={(event) => setText(event.currentTarget.value)}
        placeholder={t("values.search")}
        aria-label={t("values.search")}
        leftSection={<Search size={14} aria-hidden />}
      />
      {values.error ? (
        <ErrorState error={values.error} retry={() => values.refetch()} />
      ) : values.data === undefined ? (
        <Stack gap={10} aria-busy>
          {[62, 48, 40, 33, 21].map((width) => (
            <Skeleton key={width} h={14} w={`${width}%`} />
          ))}
        </Stack>
      ) : rows.length === 0 ? (
        <Text fz="sm" c="dimmed" py="xs">
          {t(q ? "values.noMatch" : "values.none")}
        </Text>
      ) : (
        <ul className={classes.values} data-stale={values.isPlaceholderData || undefined}>
          {rows.map((row) => (
            <Bar key={JSON.stringify(row.value)} row={row} place={place} most={most} total={total} />
          ))}
        </ul>
      )}
      {rows.length === limit && step < STEPS.length - 1 && (
        <Center mt={6}>
          <Button size="xs" variant="subtle" loading={values.isPlaceholderData} onClick={() => setStep(step + 1)}>
            {t("values.more")}
          </Button>
        </Center>
      )}
    </>
  );
}

function Bar({ row, place, most, total }: Props & { row: ValueOut; most: number }) {
  const { t } = useTranslation("catalog");
  const may = useMay("marketer");
  const rule = may ? ruleOfValue(place, row.value) : null;
  const label = t("values.segment", { value: inert(textOf(row.value)).slice(0, 60) });
  return (
    <li>
      <span className={classes.valueWords}>
        <Value value={row.value} />
        <span className={classes.meter} aria-hidden>
          <span style={{ width: `${(row.count / most) * 100}%` }} />
        </span>
      </span>
      <span className={classes.valueCount}>{formatNumber(row.count)}</span>
      <span className={classes.percent}>{total > 0 && formatPercent(row.count / total)}</span>
      {rule !== null ? (
        <Tooltip label={t("newSegment")}>
          <ActionIcon
            size="sm"
            aria-label={label}
            renderRoot={(props) => (
              <Link
                {...props}
                to="/segments/new"
                search={{ rule, name: textOf(row.value).slice(0, 100) || undefined }}
              />
            )}
          >
            <ListFilter size={14} />
          </ActionIcon>
        </Tooltip>
      ) : (
        <span />
      )}
    </li>
  );
}
