import { UnstyledButton } from "@mantine/core";
import { useTranslation } from "react-i18next";
import { formatNumber, formatPercent } from "@/format";
import { layoutCircles, lensPath } from "./circles";
import { type Combination, keyOf } from "./combinations";
import classes from "./TwoCircles.module.css";
import type { NamedSet } from "./UpSet";

const WIDTH = 420;
const HEIGHT = 250;

type Props = {
  first: NamedSet;
  second: NamedSet;
  combinations: readonly Combination[];
  union: number;
  selected: string | undefined;
  onSelect: (key: string) => void;
};

/** Two segments as circles whose areas are in proportion; the parts can be chosen in the picture and beside it. */
export function TwoCircles({ first, second, combinations, union, selected, onSelect }: Props) {
  const { t } = useTranslation("overlap");
  const count = (...ids: string[]) => combinations.find((one) => keyOf(one.segments) === keyOf(ids))?.count ?? 0;
  const both = count(first.id, second.id);
  const circles = layoutCircles(first.size, second.size, both, WIDTH, HEIGHT);
  const lens = lensPath(circles);
  // One circle inside the other: what both share is the smaller one.
  const inner = lens === null && both > 0 ? (circles.left.r < circles.right.r ? circles.left : circles.right) : null;
  const parts = [
    { key: keyOf([first.id]), count: count(first.id), label: t("circles.only", { name: first.name }), color: "first" },
    { key: keyOf([first.id, second.id]), count: both, label: t("circles.both"), color: "both" },
    {
      key: keyOf([second.id]),
      count: count(second.id),
      label: t("circles.only", { name: second.name }),
      color: "second",
    },
  ];
  const state = (index: number) => ({
    "data-selected": parts[index]?.key === selected || undefined,
    onClick: () => onSelect(parts[index]?.key ?? ""),
  });
  return (
    <div className={classes.root}>
      <svg className={classes.picture} viewBox={`0 0 ${WIDTH} ${HEIGHT}`} aria-hidden="true">
        <circle className={classes.first} cx={circles.left.x} cy={circles.left.y} r={circles.left.r} {...state(0)} />
        <circle
          className={classes.second}
          cx={circles.right.x}
          cy={circles.right.y}
          r={circles.right.r}
          {...state(2)}
        />
        {lens && <path className={classes.both} d={lens} {...state(1)} />}
        {inner && <circle className={classes.both} cx={inner.x} cy={inner.y} r={inner.r} {...state(1)} />}
      </svg>
      <ul className={classes.parts}>
        {parts.map((part) => (
          <li key={part.key}>
            <UnstyledButton
              className={classes.part}
              aria-pressed={part.key === selected}
              onClick={() => onSelect(part.key)}
              disabled={part.count === 0}
            >
              <span className={classes.swatch} data-part={part.color} />
              <bdi className={classes.label} title={part.label}>
                {part.label}
              </bdi>
              <span className={classes.number}>{formatNumber(part.count)}</span>
              <span className={classes.share}>{union > 0 ? formatPercent(part.count / union, 0) : ""}</span>
            </UnstyledButton>
          </li>
        ))}
      </ul>
    </div>
  );
}
