import { Table, UnstyledButton } from "@mantine/core";
import { ArrowDown, ArrowUp } from "lucide-react";
import { useTranslation } from "react-i18next";
import { useAddress } from "./address";
import { nextSort, type Order } from "./catalog";
import classes from "./catalog.module.css";
import type { Sort } from "./search";

type Props = { column: Order; otherwise: Sort; number?: boolean };

/** A column's heading that orders the rows by it; `otherwise` is the order without a word in the address. */
export function Sorter({ column, otherwise, number = false }: Props) {
  const { t } = useTranslation("catalog");
  const [{ sort = otherwise }, change] = useAddress();
  const down = sort === `-${column}`;
  const sorted = sort === column || down;
  const next = nextSort(column, sort);
  const Arrow = (sorted ? down : next.startsWith("-")) ? ArrowDown : ArrowUp;
  return (
    <Table.Th
      scope="col"
      className={number ? classes.number : undefined}
      aria-sort={sorted ? (down ? "descending" : "ascending") : undefined}
    >
      <UnstyledButton
        className={classes.sorter}
        data-sorted={sorted || undefined}
        onClick={() => change({ sort: next === otherwise ? undefined : next })}
      >
        {t(`column.${column}`)}
        <Arrow size={13} aria-hidden />
      </UnstyledButton>
    </Table.Th>
  );
}
