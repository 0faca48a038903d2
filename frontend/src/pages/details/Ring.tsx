export type Slice = { name: string; value: number; color: string };

const SIZE = 150;
const THICK = 20;
const GAP = 3;

/** A ring of shares; what it means stands in a legend beside it. */
export function Ring({ slices, label }: { slices: readonly Slice[]; label: string }) {
  const r = (SIZE - THICK) / 2;
  const around = 2 * Math.PI * r;
  const total = slices.reduce((sum, slice) => sum + slice.value, 0);
  const gap = slices.length > 1 ? GAP : 0;
  let start = 0;
  return (
    <svg width={SIZE} height={SIZE} viewBox={`0 0 ${SIZE} ${SIZE}`} aria-hidden="true">
      <g transform={`rotate(-90 ${SIZE / 2} ${SIZE / 2})`} fill="none" strokeWidth={THICK}>
        {slices.map((slice) => {
          const length = (slice.value / total) * around;
          const offset = start;
          start += length;
          return (
            <circle
              key={slice.name}
              cx={SIZE / 2}
              cy={SIZE / 2}
              r={r}
              stroke={slice.color}
              strokeDasharray={`${Math.max(length - gap, 1)} ${around}`}
              strokeDashoffset={-offset}
            />
          );
        })}
      </g>
      <text
        x={SIZE / 2}
        y={SIZE / 2}
        textAnchor="middle"
        dominantBaseline="central"
        fill="var(--mantine-color-text)"
        fontSize={15}
        fontWeight={550}
      >
        {label}
      </text>
    </svg>
  );
}
