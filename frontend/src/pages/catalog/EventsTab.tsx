import { Table, Text, VisuallyHidden } from "@mantine/core";
import { useMediaQuery } from "@mantine/hooks";
import { Link } from "@tanstack/react-router";
import { useMemo } from "react";
import { useTranslation } from "react-i18next";
import type { CatalogOut } from "@/api/schema";
import { Ago } from "@/components/Ago";
import { TableSkeleton } from "@/components/skeletons";
import { inert } from "@/components/text";
import { formatDate, formatNumber, formatPercent } from "@/format";
import { useAddress } from "./address";
import { type FoundEvent, fittingEvents } from "./catalog";
import classes from "./catalog.module.css";
import { EventPane } from "./EventPane";
import { Nothing } from "./Nothing";
import { Sorter } from "./Sorter";
import { Split, useWide } from "./Split";

/** The events of the data, and one of them opened. */
export function EventsTab({ catalog }: { catalog: CatalogOut | undefined }) {
  const { t } = useTranslation("catalog");
  const [{ q, sort, event: open }, change] = useAddress();
  const wide = useWide();
  const found = useMemo(() => catalog && fittingEvents(catalog.events, q, sort), [catalog, q, sort]);
  const opened = catalog?.events.find(({ name }) => name === open);
  const all = { label: t("nothing.action"), show: () => change({ q: undefined }) };
  return (
    <>
      <Split
        list={
          found?.length === 0 ? (
            <Nothing title={t(q ? "nothing.event" : "nothing.events")} all={q ? all : undefined} />
          ) : (
            <EventTable found={found} profiles={catalog?.profiles ?? 0} short={wide && open !== undefined} />
          )
        }
        open={catalog && open !== undefined ? open : null}
        detail={
          opened ? (
            <EventPane key={opened.name} event={opened} profiles={catalog?.profiles ?? 0} />
          ) : (
            <Nothing
              title={t("missing.event")}
              all={{ label: t("back.events"), show: () => change({ event: undefined }) }}
            />
          )
        }
        back={t("back.events")}
        onBack={() => change({ event: undefined })}
      />
      <VisuallyHidden aria-live="polite">{found && t("foundEvents", { count: found.length })}</VisuallyHidden>
    </>
  );
}

type TableProps = { found: readonly FoundEvent[] | undefined; profiles: number; short: boolean };

function EventTable({ found, profiles, short }: TableProps) {
  const { t } = useTranslation("catalog");
  const narrow = useMediaQuery("(max-width: 48em)", undefined, { getInitialValueInEffect: false });
  const few = short || narrow;
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls has to be reached by keyboard
    <section className={classes.frame} aria-label={t("tabs.events")} tabIndex={0}>
      <Table className={classes.table}>
        <Table.Thead>
          <Table.Tr>
            <Sorter column="name" otherwise="-count" />
            <Sorter column="count" otherwise="-count" number />
            {!few && (
              <>
                <Sorter column="profiles" otherwise="-count" number />
                <Table.Th scope="col" className={classes.number}>
                  {t("column.properties")}
                </Table.Th>
                <Table.Th scope="col">{t("column.first")}</Table.Th>
                <Sorter column="last" otherwise="-count" />
              </>
            )}
          </Table.Tr>
        </Table.Thead>
        <Table.Tbody>
          {found === undefined && <TableSkeleton columns={few ? 2 : 6} />}
          {found?.map((row) => (
            <EventRow key={row.event.name} row={row} profiles={profiles} few={few} />
          ))}
        </Table.Tbody>
      </Table>
    </section>
  );
}

function EventRow({ row: { event, by }, profiles, few }: { row: FoundEvent; profiles: number; few: boolean }) {
  const { t } = useTranslation("catalog");
  const [{ event: open }] = useAddress();
  const part = profiles > 0 ? formatPercent(event.profiles / profiles) : null;
  return (
    <Table.Tr className={classes.row} data-open={event.name === open || undefined}>
      <Table.Td className={classes.nameCell}>
        <Link
          from="/catalog"
          to="/catalog"
          search={(old) => ({ ...old, event: event.name })}
          resetScroll={false}
          className={classes.name}
          title={inert(event.name)}
          aria-current={event.name === open ? "true" : undefined}
        >
          <bdi>{inert(event.name)}</bdi>
        </Link>
        {by !== null ? (
          <Text fz="xs" c="dimmed" truncate title={inert(by)}>
            {t("byProperty")} <bdi>{inert(by)}</bdi>
          </Text>
        ) : (
          few && (
            <Text fz="xs" c="dimmed" truncate>
              {t("seen")} <Ago at={event.last_seen} />
            </Text>
          )
        )}
      </Table.Td>
      <Table.Td className={classes.number}>
        {formatNumber(event.count)}
        {few && (
          <Text fz="xs" c="dimmed">
            {t("people", { count: event.profiles, shown: formatNumber(event.profiles) })}
          </Text>
        )}
      </Table.Td>
      {!few && (
        <>
          <Table.Td className={classes.number}>
            {formatNumber(event.profiles)}
            {part && (
              <Text span fz="xs" c="dimmed" className={classes.part}>
                {part}
              </Text>
            )}
          </Table.Td>
          <Table.Td className={classes.number}>{formatNumber(event.properties.length)}</Table.Td>
          <Table.Td>{formatDate(event.first_seen)}</Table.Td>
          <Table.Td>
            <Ago at={event.last_seen} />
          </Table.Td>
        </>
      )}
    </Table.Tr>
  );
}
