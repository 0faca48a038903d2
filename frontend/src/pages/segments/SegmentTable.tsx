import { Checkbox, Table, UnstyledButton, VisuallyHidden } from "@mantine/core";
import { Link, useNavigate } from "@tanstack/react-router";
import { ArrowDown, ArrowUp, Pin } from "lucide-react";
import { type MouseEvent, useRef } from "react";
import { useTranslation } from "react-i18next";
import type { SegmentRow } from "@/api/schema";
import { StatusDot } from "@/components/StatusDot";
import { TableSkeleton } from "@/components/skeletons";
import { inert } from "@/components/text";
import { formatNumber } from "@/format";
import { Cell, Change, type Column, LONG, Plan, Refreshed, SORT_OF } from "./columns";
import type { Ask } from "./dialog";
import { RowMenu } from "./RowMenu";
import { nextSort, type Sort, type Sortable } from "./search";
import classes from "./segments.module.css";

type Props = {
  /** Undefined while the first page loads. */
  rows: readonly SegmentRow[] | undefined;
  columns: readonly Column[];
  sort: Sort | undefined;
  onSort: (sort: Sort) => void;
  selected: ReadonlySet<string>;
  onSelect: (ids: ReadonlySet<string>) => void;
  ask: Ask;
  /** Rows of two lines instead of a table. */
  narrow: boolean;
};

/** The segments: a table where there is room for one, rows of two lines on phones. */
export function SegmentTable(props: Props) {
  const select = useSelecting(props);
  return props.narrow ? <NarrowList {...props} select={select} /> : <WideTable {...props} select={select} />;
}

type Select = (row: SegmentRow, event: MouseEvent<HTMLInputElement>) => void;

/** Selects a row, or with Shift all from the one before. */
function useSelecting({ rows = [], selected, onSelect }: Props): Select {
  const last = useRef<string | null>(null);
  return (row, event) => {
    const on = event.currentTarget.checked;
    const from = event.shiftKey ? rows.findIndex(({ id }) => id === last.current) : -1;
    const to = rows.findIndex(({ id }) => id === row.id);
    const range = from < 0 ? [row] : rows.slice(Math.min(from, to), Math.max(from, to) + 1);
    const next = new Set(selected);
    for (const { id } of range) on ? next.add(id) : next.delete(id);
    last.current = row.id;
    onSelect(next);
  };
}

function WideTable({
  rows,
  columns,
  sort = "name",
  onSort,
  selected,
  onSelect,
  ask,
  select,
}: Props & { select: Select }) {
  const { t } = useTranslation("segments");
  const { t: common } = useTranslation("common");
  const open = useOpenRow();
  const all = rows !== undefined && rows.length > 0 && rows.every(({ id }) => selected.has(id));
  const heading = (column: Column | "name", by: Sortable | undefined) => (
    <Heading key={column} column={column} by={by} sort={sort} onSort={onSort} />
  );
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls sideways has to be reached by keyboard
    <section className={classes.frame} aria-label={t("title")} tabIndex={0}>
      <Table className={classes.table} highlightOnHover={false} verticalSpacing={8} horizontalSpacing={13}>
        <Table.Thead>
          <Table.Tr>
            <Table.Th className={classes.check}>
              <Checkbox
                aria-label={t("select.all")}
                checked={all}
                indeterminate={selected.size > 0 && !all}
                onChange={(event) => onSelect(new Set(event.currentTarget.checked ? rows?.map(({ id }) => id) : []))}
              />
            </Table.Th>
            {heading("name", "name")}
            {columns.map((column) => heading(column, SORT_OF[column]))}
            <Table.Th className={classes.menuCell}>
              <VisuallyHidden>{common("actions")}</VisuallyHidden>
            </Table.Th>
          </Table.Tr>
        </Table.Thead>
        <Table.Tbody>
          {rows === undefined && <TableSkeleton columns={columns.length + 3} />}
          {rows?.map((row) => (
            <Table.Tr
              key={row.id}
              data-selected={selected.has(row.id) || undefined}
              onClick={(event) => open(row, event)}
            >
              <Table.Td className={classes.check}>
                <Checkbox
                  aria-label={t("select.one", { name: inert(row.name) })}
                  checked={selected.has(row.id)}
                  onClick={(event) => select(row, event)}
                  readOnly
                />
              </Table.Td>
              <Table.Td className={classes.nameCell}>
                <NameLine row={row} />
                <div className={classes.words} title={inert(row.description || row.words || "")}>
                  <bdi>{inert(row.description || row.words || "")}</bdi>
                </div>
              </Table.Td>
              {columns.map((column) => (
                <Table.Td key={column} className={LONG.has(column) ? classes.longCell : undefined}>
                  <Cell column={column} row={row} />
                </Table.Td>
              ))}
              <Table.Td className={classes.menuCell}>
                <RowMenu row={row} ask={ask} />
              </Table.Td>
            </Table.Tr>
          ))}
        </Table.Tbody>
      </Table>
    </section>
  );
}

/** A click on a row's free places opens it; one on a control, or one that selects text, does not. */
function useOpenRow() {
  const navigate = useNavigate();
  return (row: SegmentRow, event: MouseEvent<HTMLElement>) => {
    const target = event.target as HTMLElement;
    if (!event.currentTarget.contains(target) || target.closest("a, button, input, label, [role=menu]")) return;
    if (window.getSelection()?.toString()) return;
    navigate({ to: "/segments/$id", params: { id: row.id } });
  };
}

type HeadingProps = { column: Column | "name"; by: Sortable | undefined; sort: Sort; onSort: (sort: Sort) => void };

function Heading({ column, by, sort, onSort }: HeadingProps) {
  const { t } = useTranslation("segments");
  const down = sort === `-${by}`;
  const sorted = by !== undefined && (sort === by || down);
  const place = column === "name" ? classes.nameCell : column === "members" ? classes.right : undefined;
  const Arrow = sorted ? (down ? ArrowDown : ArrowUp) : by && nextSort(by, sort).startsWith("-") ? ArrowDown : ArrowUp;
  return (
    <Table.Th className={place} aria-sort={sorted ? (down ? "descending" : "ascending") : undefined} scope="col">
      {by ? (
        <UnstyledButton
          className={classes.sorter}
          data-sorted={sorted || undefined}
          onClick={() => onSort(nextSort(by, sort))}
        >
          {t(`columns.${column}`)}
          <Arrow size={13} aria-hidden />
        </UnstyledButton>
      ) : (
        t(`columns.${column}`)
      )}
    </Table.Th>
  );
}

function NameLine({ row }: { row: SegmentRow }) {
  const { t } = useTranslation("segments");
  const name = inert(row.name);
  return (
    <div className={classes.name}>
      <Link
        to="/segments/$id"
        params={{ id: row.id }}
        className={classes.link}
        title={[...name].length > 30 ? name : undefined}
      >
        <bdi>{name}</bdi>
      </Link>
      {row.pinned && <Pin size={14} className={classes.pin} role="img" aria-label={t("pinned")} />}
    </div>
  );
}

function NarrowList({ rows, selected, ask, select }: Props & { select: Select }) {
  const { t } = useTranslation("segments");
  const open = useOpenRow();
  if (rows === undefined) {
    return (
      <div className={classes.frame}>
        <Table>
          <Table.Tbody>
            <TableSkeleton columns={2} />
          </Table.Tbody>
        </Table>
      </div>
    );
  }
  return (
    <div className={classes.frame}>
      <ul className={classes.list} aria-label={t("title")}>
        {rows.map((row) => (
          // biome-ignore lint/a11y/useKeyWithClickEvents: the name inside is the link that keys reach
          <li
            key={row.id}
            className={classes.item}
            data-selected={selected.has(row.id) || undefined}
            onClick={(event) => open(row, event)}
          >
            <Checkbox
              aria-label={t("select.one", { name: inert(row.name) })}
              checked={selected.has(row.id)}
              onClick={(event) => select(row, event)}
              readOnly
            />
            <div style={{ minWidth: 0 }}>
              <div className={classes.line}>
                <NameLine row={row} />
                <span className={classes.number}>{formatNumber(row.members)}</span>
              </div>
              <div className={classes.line}>
                <div className={classes.facts}>
                  <StatusDot
                    status={row.status}
                    error={row.status === "failed" || row.status === "skipped" ? row.error : null}
                  />
                  {row.planned ? <Plan planned={row.planned} /> : <Refreshed row={row} />}
                </div>
                <Change row={row} />
              </div>
            </div>
            <RowMenu row={row} ask={ask} />
          </li>
        ))}
      </ul>
    </div>
  );
}
