import { useTranslation } from "react-i18next";
import type { Use } from "@/api/schema";
import { inert } from "@/components/text";
import classes from "./UsesGraph.module.css";

const ROW = 46;
const BOX = 34;
const WIDE = 190;
const GAP = 64;
const MOST = 6;

type Box = { key: string; name: string; column: number; y: number; kind: "own" | "near" | "far" };

/** Left what the segment is built on, right what is built on it; the lists beside say the same in words. */
export function UsesGraph({
  name,
  below,
  direct,
  indirect,
}: {
  name: string;
  below: readonly Use[];
  direct: readonly Use[];
  indirect: readonly Use[];
}) {
  const { t } = useTranslation("details");
  const more = (count: number) => t("uses.more", { count });
  const columns = [
    below.length > 0 ? shortened(below, more) : null,
    [{ key: "own", name }],
    direct.length > 0 ? shortened(direct, more) : null,
    indirect.length > 0 ? shortened(indirect, more) : null,
  ].filter((column) => column !== null);
  const own = below.length > 0 ? 1 : 0;
  const rows = Math.max(...columns.map((column) => column.length));
  const height = rows * ROW;
  const width = columns.length * WIDE + (columns.length - 1) * GAP;
  const boxes = columns.map((column, c) =>
    column.map(
      (one, r): Box => ({
        ...one,
        column: c,
        y: height / 2 + (r - (column.length - 1) / 2) * ROW,
        kind: c === own ? "own" : Math.abs(c - own) === 1 ? "near" : "far",
      }),
    ),
  );
  const x = (column: number) => column * (WIDE + GAP);
  const links = boxes.flatMap((column, c) => {
    const next = boxes[c + 1];
    if (!next) return [];
    // Which of the direct uses an indirect one goes through isn't known here: those are joined as a bundle.
    return column.flatMap((from) => next.map((to) => ({ from, to, loose: c > own })));
  });
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls sideways has to be reached by keyboard
    <section className={classes.scroll} tabIndex={0} aria-label={t("uses.graph")}>
      <svg
        width={width}
        height={height}
        viewBox={`0 0 ${width} ${height}`}
        role="img"
        aria-label={t("uses.graphLabel", { below: below.length, direct: direct.length, indirect: indirect.length })}
      >
        {links.map(({ from, to, loose }) => {
          const [x1, x2] = [x(from.column) + WIDE, x(to.column)];
          const middle = (x1 + x2) / 2;
          return (
            <path
              key={`${from.column} ${from.key} ${to.key}`}
              className={loose ? classes.loose : classes.link}
              d={`M ${x1} ${from.y} C ${middle} ${from.y} ${middle} ${to.y} ${x2 - 5} ${to.y}`}
            />
          );
        })}
        {boxes.flat().map((box) => (
          <g key={`${box.column} ${box.key}`} className={classes[box.kind]}>
            <rect x={x(box.column) + 0.5} y={box.y - BOX / 2} width={WIDE - 1} height={BOX} rx={7} />
            <foreignObject x={x(box.column) + 10} y={box.y - BOX / 2} width={WIDE - 20} height={BOX}>
              <div className={classes.text} title={inert(box.name)}>
                <bdi>{inert(box.name)}</bdi>
              </div>
            </foreignObject>
          </g>
        ))}
      </svg>
    </section>
  );
}

function shortened(uses: readonly Use[], more: (count: number) => string): { key: string; name: string }[] {
  const shown = uses
    .slice(0, uses.length > MOST ? MOST - 1 : MOST)
    .map((use) => ({ key: `${use.kind} ${use.id}`, name: use.name }));
  const left = uses.length - shown.length;
  return left > 0 ? [...shown, { key: "more", name: more(left) }] : shown;
}
