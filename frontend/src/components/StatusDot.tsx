import { HoverCard, Text, UnstyledButton } from "@mantine/core";
import type { ReactNode } from "react";
import { useTranslation } from "react-i18next";
import classes from "./StatusDot.module.css";
import { inert } from "./text";

export const STATUSES = ["draft", "ready", "calculating", "queued", "failed", "skipped", "inactive"] as const;
export type Status = (typeof STATUSES)[number];

const COLORS: Record<Status, string> = {
  draft: "var(--mantine-color-gray-5)",
  ready: "var(--mantine-color-green-5)",
  calculating: "var(--mantine-color-accent-6)",
  queued: "var(--mantine-color-yellow-6)",
  failed: "var(--mantine-color-red-5)",
  skipped: "var(--mantine-color-orange-5)",
  inactive: "var(--mantine-color-gray-6)",
};

type Props = {
  status: Status;
  /** Why it failed; shown on hover, focus and click. */
  error?: string | null;
  /** More to show with the error, such as a button. */
  details?: ReactNode;
};

/** A segment's status: a word with a dot of its colour, never the colour alone. */
export function StatusDot({ status, error, details }: Props) {
  const { t } = useTranslation("common");
  const word = t(`status.${status}`);
  const inside = (
    <>
      {status === "calculating" ? (
        <span className={classes.ring} aria-hidden />
      ) : (
        <span className={classes.dot} style={{ "--dot": COLORS[status] } as React.CSSProperties} aria-hidden />
      )}
      <span className={classes.word}>{word}</span>
    </>
  );
  if (!error && !details) return <span className={classes.status}>{inside}</span>;
  return (
    <HoverCard width={320} shadow="lg" withArrow openDelay={120} position="bottom-start">
      <HoverCard.Target>
        <UnstyledButton
          className={`${classes.status} ${classes.open}`}
          aria-label={`${word}: ${inert(error ?? "")}`}
          onClick={(event) => event.stopPropagation()}
        >
          {inside}
        </UnstyledButton>
      </HoverCard.Target>
      <HoverCard.Dropdown onClick={(event) => event.stopPropagation()}>
        <Text size="sm" style={{ overflowWrap: "anywhere" }}>
          {inert(error ?? "")}
        </Text>
        {details}
      </HoverCard.Dropdown>
    </HoverCard>
  );
}
