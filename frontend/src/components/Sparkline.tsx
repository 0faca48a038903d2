import { useId } from "react";

type Props = {
  points: readonly number[];
  width?: number;
  height?: number;
  /** Colours by the direction from first to last; otherwise the accent. */
  byDirection?: boolean;
  /** What the line says, for those who can't see it; without it the line is decoration. */
  label?: string;
};

/** The path through the points, 2 px away from the edges; a flat line stands in the middle. */
export function sparkPath(points: readonly number[], width: number, height: number): string {
  if (points.length === 0) return "";
  const least = Math.min(...points);
  const span = Math.max(...points) - least;
  const usable = height - 4;
  const step = points.length > 1 ? width / (points.length - 1) : 0;
  const at = (value: number, index: number) => {
    const y = span === 0 ? height / 2 : 2 + usable * (1 - (value - least) / span);
    return `${(index * step).toFixed(1)},${y.toFixed(1)}`;
  };
  const places =
    points.length === 1
      ? [at(points[0]!, 0), `${width.toFixed(1)},${at(points[0]!, 0).split(",")[1]}`]
      : points.map(at);
  return `M${places.join("L")}`;
}

/** A trend the size of a word. Own SVG: the charts' library would weigh more than the page. */
export function Sparkline({ points, width = 72, height = 24, byDirection = true, label }: Props) {
  const id = useId();
  const change = points.length > 1 ? points.at(-1)! - points[0]! : 0;
  const color =
    !byDirection || change === 0
      ? "var(--mantine-color-accent-5)"
      : change > 0
        ? "var(--mantine-color-green-5)"
        : "var(--mantine-color-red-5)";
  const line = sparkPath(points, width, height);
  return (
    // biome-ignore lint/a11y/noSvgWithoutTitle: a title element would show as a tooltip; the label names it
    <svg
      width={width}
      height={height}
      viewBox={`0 0 ${width} ${height}`}
      style={{ display: "block", flex: "none", overflow: "visible" }}
      {...(label ? { role: "img", "aria-label": label } : { "aria-hidden": true })}
    >
      {line && (
        <>
          <linearGradient id={id} x1="0" x2="0" y1="0" y2="1">
            <stop offset="0" stopColor={color} stopOpacity="0.28" />
            <stop offset="1" stopColor={color} stopOpacity="0.04" />
          </linearGradient>
          <path d={`${line}V${height}H0Z`} fill={`url(#${id})`} />
          <path d={line} fill="none" stroke={color} strokeWidth="1.5" strokeLinejoin="round" strokeLinecap="round" />
        </>
      )}
    </svg>
  );
}
