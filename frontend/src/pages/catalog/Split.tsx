import { Button } from "@mantine/core";
import { useMediaQuery } from "@mantine/hooks";
import { ArrowLeft } from "lucide-react";
import { type ReactNode, useEffect, useRef } from "react";
import classes from "./catalog.module.css";

/** Whether a list and what is open of it fit beside each other. */
export function useWide(): boolean {
  return useMediaQuery("(min-width: 75em)", undefined, { getInitialValueInEffect: false });
}

/** About the height of a row and of the head that stays over the rows, in pixels. */
const ROW = 60;

type Props = {
  list: ReactNode;
  /** What is open, and what it is called: null for nothing. */
  open: string | null;
  detail: ReactNode;
  back: string;
  onBack: () => void;
};

/** A list with what is open of it at its right; where that doesn't fit, instead of it, with a way back. */
export function Split({ list, open, detail, back, onBack }: Props) {
  const wide = useWide();
  const top = useRef<HTMLDivElement>(null);
  const side = useRef<HTMLDivElement>(null);
  const alone = open !== null && !wide;
  useEffect(() => {
    if (!alone || open === null) return;
    window.scrollTo({ top: 0 });
    top.current?.querySelector<HTMLElement>("h2")?.focus({ preventScroll: true });
  }, [alone, open]);
  useEffect(() => {
    if (open === null || alone) return;
    // By hand: scrollIntoView would move the page too.
    const frame = side.current?.querySelector("section");
    const row = frame?.querySelector<HTMLElement>("tr[data-open]");
    if (!frame || !row) return;
    const hidden = row.offsetTop < frame.scrollTop + ROW || row.offsetTop + ROW > frame.scrollTop + frame.clientHeight;
    if (hidden) frame.scrollTop = row.offsetTop - frame.clientHeight / 2;
  }, [alone, open]);
  if (open === null) return list;
  if (alone) {
    return (
      <div ref={top}>
        <Button variant="subtle" color="gray" ml={-12} mb="xs" leftSection={<ArrowLeft size={16} />} onClick={onBack}>
          {back}
        </Button>
        {detail}
      </div>
    );
  }
  return (
    <div className={classes.split}>
      <div className={classes.side} ref={side}>
        {list}
      </div>
      <div className={classes.detail}>{detail}</div>
    </div>
  );
}
