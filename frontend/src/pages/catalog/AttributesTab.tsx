import { Table, VisuallyHidden } from "@mantine/core";
import { useMediaQuery } from "@mantine/hooks";
import { Link } from "@tanstack/react-router";
import { useMemo } from "react";
import { useTranslation } from "react-i18next";
import type { CatalogOut, FieldOut } from "@/api/schema";
import { TableSkeleton } from "@/components/skeletons";
import { inert } from "@/components/text";
import { AttributePane } from "./AttributePane";
import { useAddress } from "./address";
import { fittingFields } from "./catalog";
import classes from "./catalog.module.css";
import { Examples } from "./Examples";
import { Nothing } from "./Nothing";
import { Share } from "./Share";
import { Sorter } from "./Sorter";
import { Split, useWide } from "./Split";
import { Types } from "./Types";

/** The attributes of profiles, and one of them opened. */
export function AttributesTab({ catalog }: { catalog: CatalogOut | undefined }) {
  const { t } = useTranslation("catalog");
  const [{ q, sort, attribute: open }, change] = useAddress();
  const wide = useWide();
  const found = useMemo(() => catalog && fittingFields(catalog.attributes, q, sort), [catalog, q, sort]);
  const opened = catalog?.attributes.find(({ path }) => path === open);
  const all = { label: t("nothing.action"), show: () => change({ q: undefined }) };
  return (
    <>
      <Split
        list={
          found?.length === 0 ? (
            <Nothing title={t(q ? "nothing.attribute" : "nothing.attributes")} all={q ? all : undefined} />
          ) : (
            <AttributeTable found={found} short={wide && open !== undefined} />
          )
        }
        open={catalog && open !== undefined ? open : null}
        detail={
          opened ? (
            <AttributePane key={opened.path} attribute={opened} profiles={catalog?.profiles ?? 0} />
          ) : (
            <Nothing
              title={t("missing.attribute")}
              all={{ label: t("back.attributes"), show: () => change({ attribute: undefined }) }}
            />
          )
        }
        back={t("back.attributes")}
        onBack={() => change({ attribute: undefined })}
      />
      <VisuallyHidden aria-live="polite">{found && t("foundAttributes", { count: found.length })}</VisuallyHidden>
    </>
  );
}

function AttributeTable({ found, short }: { found: readonly FieldOut[] | undefined; short: boolean }) {
  const { t } = useTranslation("catalog");
  const narrow = useMediaQuery("(max-width: 48em)", undefined, { getInitialValueInEffect: false });
  const few = short || narrow;
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls has to be reached by keyboard
    <section className={classes.frame} aria-label={t("tabs.attributes")} tabIndex={0}>
      <Table className={classes.table}>
        <Table.Thead>
          <Table.Tr>
            <Sorter column="name" otherwise="name" />
            {!few && <Table.Th scope="col">{t("column.types")}</Table.Th>}
            <Sorter column="share" otherwise="name" />
            {!few && <Table.Th scope="col">{t("column.examples")}</Table.Th>}
          </Table.Tr>
        </Table.Thead>
        <Table.Tbody>
          {found === undefined && <TableSkeleton columns={few ? 2 : 4} />}
          {found?.map((field) => (
            <AttributeRow key={field.path} field={field} few={few} />
          ))}
        </Table.Tbody>
      </Table>
    </section>
  );
}

function AttributeRow({ field, few }: { field: FieldOut; few: boolean }) {
  const [{ attribute: open }] = useAddress();
  return (
    <Table.Tr className={classes.row} data-open={field.path === open || undefined}>
      <Table.Td className={classes.nameCell}>
        <Link
          from="/catalog"
          to="/catalog"
          search={(old) => ({ ...old, attribute: field.path })}
          resetScroll={false}
          className={classes.name}
          title={inert(field.path)}
          aria-current={field.path === open ? "true" : undefined}
        >
          <bdi>{inert(field.path)}</bdi>
        </Link>
        {few && <Types types={field.types} />}
      </Table.Td>
      {!few && (
        <Table.Td className={classes.typesCell}>
          <Types types={field.types} />
        </Table.Td>
      )}
      <Table.Td className={classes.shareCell}>
        <Share of={field.share} />
      </Table.Td>
      {!few && (
        <Table.Td className={classes.examplesCell}>
          <Examples values={field.examples} most={4} />
        </Table.Td>
      )}
    </Table.Tr>
  );
}
