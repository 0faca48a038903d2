import { Button, CloseButton, Group, TextInput } from "@mantine/core";
import { Search } from "lucide-react";
import { useEffect, useRef, useState } from "react";
import { useTranslation } from "react-i18next";
import type { SegmentPage } from "@/api/schema";
import { STATUSES, type Status } from "@/components/StatusDot";
import { useDebounced } from "@/components/useDebounced";
import { ColumnsMenu } from "./ColumnsMenu";
import type { Column } from "./columns";
import { FilterButton } from "./FilterButton";
import { isFiltered, type SegmentsSearch } from "./search";
import classes from "./segments.module.css";

type Props = {
  search: SegmentsSearch;
  /** Of all segments: which labels, owners and statuses there are. */
  page: SegmentPage | undefined;
  onChange: (patch: Partial<SegmentsSearch>) => void;
  columns: readonly Column[];
  onColumns: (columns: readonly Column[]) => void;
};

/** What narrows the list, and what is shown of it. */
export function Filters({ search, page, onChange, columns, onColumns }: Props) {
  const { t } = useTranslation("segments");
  const { t: common } = useTranslation("common");
  const statuses = page?.statuses ?? {};
  const some = (list: string[]) => (list.length > 0 ? list : undefined);
  return (
    <Group className={classes.filters} gap="xs">
      <NameSearch q={search.q ?? ""} onChange={(q) => onChange({ q: q || undefined })} />
      <FilterButton
        name={t("filter.status")}
        choices={STATUSES.map((value) => ({ value, label: common(`status.${value}`), count: statuses[value] ?? 0 }))}
        chosen={search.status ?? []}
        onChange={(status) => onChange({ status: some(status) as Status[] | undefined })}
      />
      <FilterButton
        name={t("filter.labels")}
        choices={page?.labels.map(({ label, count }) => ({ value: label, count })) ?? []}
        chosen={search.label ?? []}
        onChange={(label) => onChange({ label: some(label) })}
      />
      <FilterButton
        name={t("filter.owner")}
        choices={page?.owners.map((value) => ({ value })) ?? []}
        chosen={search.owner ?? []}
        onChange={(owner) => onChange({ owner: some(owner) })}
      />
      {isFiltered(search) && (
        <Button
          variant="subtle"
          color="gray"
          onClick={() => onChange({ q: undefined, status: undefined, label: undefined, owner: undefined })}
        >
          {common("clear")}
        </Button>
      )}
      <div className={classes.columns}>
        <ColumnsMenu columns={columns} onChange={onColumns} />
      </div>
    </Group>
  );
}

/** Follows the address, and writes it once the typing rests. */
function NameSearch({ q, onChange }: { q: string; onChange: (q: string) => void }) {
  const { t } = useTranslation("segments");
  const { t: common } = useTranslation("common");
  const [text, setText] = useState(q);
  const settled = useDebounced(text, 250);
  const told = useRef(q);
  useEffect(() => {
    if (settled.trim() === told.current) return;
    told.current = settled.trim();
    onChange(told.current);
  }, [settled, onChange]);
  useEffect(() => {
    if (q === told.current) return;
    told.current = q;
    setText(q);
  }, [q]);
  return (
    <TextInput
      data-page-search
      className={classes.search}
      value={text}
      onChange={(event) => setText(event.currentTarget.value)}
      placeholder={t("search")}
      aria-label={t("search")}
      maxLength={200}
      leftSection={<Search size={16} aria-hidden />}
      rightSection={text ? <CloseButton size="sm" aria-label={common("clear")} onClick={() => setText("")} /> : null}
    />
  );
}
