import { Text, Tooltip } from "@mantine/core";
import { useTranslation } from "react-i18next";
import { inert } from "@/components/text";
import { formatCompact, formatNumber, formatPercent } from "@/format";
import classes from "./Distribution.module.css";

const HEIGHT = 110;

/** How many people inside and outside have a number in each of the ranges between the edges. */
type Histogram = { edges: number[]; inside: number[]; outside: number[] };
type Props = { field: string; histogram: Histogram; means: [number, number] | null };

/** How a number is spread inside and outside: pairs of bars, each a share of its own people. */
export function Distribution({ field, histogram, means }: Props) {
  const { t } = useTranslation("overlap");
  const { edges } = histogram;
  const [ours, theirs] = [sharesOf(histogram.inside), sharesOf(histogram.outside)];
  const top = Math.max(...ours, ...theirs, 0.001);
  return (
    <figure className={classes.figure}>
      <figcaption>
        <Text fz="xs" c="dimmed">
          <bdi>{inert(field)}</bdi> · {t("distribution.how")}
          {means &&
            ` · ${t("distribution.means", { inside: formatNumber(means[0], 1), outside: formatNumber(means[1], 1) })}`}
        </Text>
      </figcaption>
      <ul className={classes.bins} style={{ height: HEIGHT }}>
        {ours.map((share, bin) => {
          const other = theirs[bin] ?? 0;
          const range = t("distribution.range", {
            from: formatNumber(edges[bin], 2),
            to: formatNumber(edges[bin + 1], 2),
          });
          const label = t("distribution.bin", { range, inside: formatPercent(share), outside: formatPercent(other) });
          return (
            <Tooltip key={edges[bin]} label={label}>
              <li className={classes.bin}>
                <span className={classes.inside} style={{ height: `${(share / top) * 100}%` }} />
                <span className={classes.outside} style={{ height: `${(other / top) * 100}%` }} />
                <span className={classes.label}>{label}</span>
              </li>
            </Tooltip>
          );
        })}
      </ul>
      <div className={classes.axis} aria-hidden>
        {edges.map((edge, i) => (
          <span key={edge}>
            {i % Math.ceil(edges.length / 8) === 0 || i === edges.length - 1 ? formatCompact(edge) : ""}
          </span>
        ))}
      </div>
    </figure>
  );
}

/** Each side's people are a whole. */
function sharesOf(counts: readonly number[]): number[] {
  const all = counts.reduce((sum, count) => sum + count, 0);
  return counts.map((count) => (all === 0 ? 0 : count / all));
}
