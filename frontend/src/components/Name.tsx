import { inert } from "./text";

/** A name or value that people or data chose: any script and direction, emoji, control characters, shown harmless. */
export function Name({ children, className }: { children: string; className?: string }) {
  return <bdi className={className}>{inert(children)}</bdi>;
}
