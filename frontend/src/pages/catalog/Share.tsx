import { formatPercent } from "@/format";
import classes from "./catalog.module.css";

/** A part as percent beside a thin bar of that length. */
export function Share({ of }: { of: number }) {
  return (
    <span className={classes.share}>
      <span className={classes.meter} aria-hidden>
        <span style={{ width: `${Math.min(of, 1) * 100}%` }} />
      </span>
      <span className={classes.percent}>{formatPercent(of)}</span>
    </span>
  );
}
