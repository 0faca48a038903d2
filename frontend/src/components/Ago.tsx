import { useInterval } from "@mantine/hooks";
import { useState } from "react";
import { formatAgo, formatDateTime, NONE } from "@/format";

/** "12 minutes ago", kept true, with the exact time on hover. */
export function Ago({ at, none = NONE }: { at: string | null | undefined; none?: string }) {
  const [now, setNow] = useState(() => Date.now());
  useInterval(() => setNow(Date.now()), 30_000, { autoInvoke: true });
  if (!at) return <span>{none}</span>;
  return (
    <time dateTime={at} title={formatDateTime(at, true)} style={{ whiteSpace: "nowrap" }}>
      {formatAgo(at, Math.max(now, Date.now() - 30_000))}
    </time>
  );
}
