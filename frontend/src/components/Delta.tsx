import { Text, type TextProps } from "@mantine/core";
import { formatChange, formatSigned, NONE } from "@/format";

type Props = TextProps & {
  /** A fraction (0.037 is +3.7%) or, with `kind="number"`, an amount. */
  value: number | null | undefined;
  kind?: "percent" | "number";
  /** Less is better, as with errors. */
  inverse?: boolean;
};

/** A change with its sign and colour. */
export function Delta({ value, kind = "percent", inverse = false, ...rest }: Props) {
  const text = kind === "percent" ? formatChange(value) : formatSigned(value);
  const sign = value == null || text === NONE ? 0 : Math.sign(Number(value.toFixed(kind === "percent" ? 3 : 0)));
  const good = inverse ? -sign : sign;
  const color = good > 0 ? "var(--shoal-up)" : good < 0 ? "var(--shoal-down)" : "dimmed";
  return (
    <Text span inherit={rest.size === undefined} c={color} className="tabular" {...rest}>
      {text}
    </Text>
  );
}
