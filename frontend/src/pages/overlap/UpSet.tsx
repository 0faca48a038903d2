import { Text, Tooltip, UnstyledButton } from "@mantine/core";
import { useTranslation } from "react-i18next";
import { formatCompact, formatList, formatNumber, formatPercent } from "@/format";
import { type Combination, keyOf } from "./combinations";
import classes from "./UpSet.module.css";

export type NamedSet = { id: string; name: string; size: number };

const WIDE_COLUMN = 46;
const NARROW_COLUMN = 38;
const ROW = 38;
const BARS = 200;
const HEAD = 22;

type Props = {
  sets: readonly NamedSet[];
  combinations: readonly Combination[];
  /** The people in any of the sets, for percents. */
  union: number;
  selected: string | undefined;
  onSelect: (key: string) => void;
};

/** Sets as rows, their exact combinations as columns: a bar for how many, dots for which sets. */
export function UpSet({ sets, combinations, union, selected, onSelect }: Props) {
  const { t } = useTranslation("overlap");
  const top = Math.max(...combinations.map((one) => one.count), 1);
  const largest = Math.max(...sets.map((set) => set.size), 1);
  const step = combinations.length > 9 ? NARROW_COLUMN : WIDE_COLUMN;
  const width = combinations.length * step;
  const height = HEAD + BARS + sets.length * ROW;
  const nameOf = (id: string) => sets.find((set) => set.id === id)?.name ?? id;
  const y = (count: number) => HEAD + BARS - (count / top) * BARS;
  const middle = (column: number) => (column + 0.5) * step;
  const rowY = (row: number) => HEAD + BARS + row * ROW + ROW / 2;

  return (
    <div className={classes.root}>
      <div className={classes.sets} style={{ paddingTop: HEAD + BARS }}>
        <Text className={classes.axisTitle} style={{ height: HEAD + BARS }}>
          {t("upset.people")}
        </Text>
        {sets.map((set) => (
          <div key={set.id} className={classes.set} style={{ height: ROW }}>
            <span className={classes.size}>
              <span className={classes.sizeBar} style={{ width: `${(set.size / largest) * 100}%` }} />
            </span>
            <span className={classes.name}>
              <bdi title={set.name}>{set.name}</bdi>
              <span className={classes.sizeText}>{formatNumber(set.size)}</span>
            </span>
          </div>
        ))}
      </div>
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls sideways has to be reached by keyboard */}
      <section className={classes.scroll} tabIndex={0} aria-label={t("upset.label")}>
        <div className={classes.plot} style={{ width, height }}>
          <svg width={width} height={height} aria-hidden="true">
            {sets.map((set, row) => (
              <rect
                key={set.id}
                className={row % 2 === 0 ? classes.stripe : classes.plain}
                x={0}
                y={HEAD + BARS + row * ROW}
                width={width}
                height={ROW}
              />
            ))}
            <line className={classes.base} x1={0} x2={width} y1={HEAD + BARS} y2={HEAD + BARS} />
            {combinations.map((one, column) => {
              const key = keyOf(one.segments);
              const rows = sets.flatMap((set, row) => (one.segments.includes(set.id) ? [row] : []));
              const x = middle(column);
              return (
                <g key={key} className={classes.column} data-selected={key === selected || undefined}>
                  <path className={classes.bar} d={barPath(x - 11, y(one.count), 22, HEAD + BARS)} />
                  <text className={classes.count} x={x} y={y(one.count) - 6} textAnchor="middle">
                    {formatCompact(one.count)}
                  </text>
                  {rows.length > 1 && (
                    <line className={classes.link} x1={x} x2={x} y1={rowY(rows[0] ?? 0)} y2={rowY(rows.at(-1) ?? 0)} />
                  )}
                  {sets.map((set, row) => (
                    <circle
                      key={set.id}
                      className={rows.includes(row) ? classes.dot : classes.hole}
                      cx={x}
                      cy={rowY(row)}
                      r={6.5}
                    />
                  ))}
                </g>
              );
            })}
          </svg>
          {combinations.map((one, column) => {
            const key = keyOf(one.segments);
            const names = formatList(one.segments.map(nameOf));
            const only = one.segments.length < sets.length;
            return (
              <Tooltip
                key={key}
                label={
                  <>
                    <div>{only ? t("upset.only", { names }) : t("upset.all", { names })}</div>
                    <strong>
                      {t("upset.share", { n: formatNumber(one.count), share: formatPercent(one.count / union) })}
                    </strong>
                  </>
                }
              >
                <UnstyledButton
                  className={classes.hit}
                  style={{ left: column * step, width: step, height }}
                  aria-pressed={key === selected}
                  aria-label={`${only ? t("upset.only", { names }) : t("upset.all", { names })}: ${t("people", { count: one.count, n: formatNumber(one.count) })}`}
                  onClick={() => onSelect(key)}
                  onKeyDown={(event) => walk(event)}
                />
              </Tooltip>
            );
          })}
        </div>
      </section>
    </div>
  );
}

/** Arrow keys go to the column beside. */
function walk(event: React.KeyboardEvent<HTMLButtonElement>) {
  const step = { ArrowLeft: -1, ArrowRight: 1 }[event.key];
  if (!step) return;
  const buttons = [...(event.currentTarget.parentElement?.querySelectorAll("button") ?? [])];
  buttons[buttons.indexOf(event.currentTarget) + step]?.focus();
  event.preventDefault();
}

/** A bar with round upper corners; one of a pixel when there is anybody at all. */
function barPath(x: number, top: number, width: number, bottom: number): string {
  const y = Math.min(top, bottom - 2);
  const r = Math.min(4, bottom - y);
  return `M ${x} ${bottom} V ${y + r} Q ${x} ${y} ${x + r} ${y} H ${x + width - r} Q ${x + width} ${y} ${x + width} ${y + r} V ${bottom} Z`;
}
