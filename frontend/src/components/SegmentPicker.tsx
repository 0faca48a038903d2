import { Group, Loader, MultiSelect, type MultiSelectProps, Select, type SelectProps, Text } from "@mantine/core";
import { keepPreviousData, useQueries } from "@tanstack/react-query";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { $api } from "@/api/client";
import { formatNumber } from "@/format";
import { inert } from "./text";
import { useDebounced } from "./useDebounced";

type Option = { value: string; label: string; members: number | null };

const MOST = 50;

/** The segments whose name holds the text, and those that are chosen whatever their name. */
function useOptions(text: string, chosen: readonly string[], without: readonly string[]) {
  const q = useDebounced(text.trim(), 200);
  const found = $api.useQuery(
    "get",
    "/api/segments",
    { params: { query: { q: q || undefined, limit: MOST, sort: "name" } } },
    { placeholderData: keepPreviousData },
  );
  const rows: Option[] = (found.data?.items ?? []).map((row) => ({
    value: row.id,
    label: inert(row.name),
    members: row.members,
  }));
  const lacking = chosen.filter((id) => !rows.some((row) => row.value === id));
  const others = useQueries({
    queries: lacking.map((id) => $api.queryOptions("get", "/api/segments/{id}", { params: { path: { id } } })),
    combine: (results) =>
      results.map((result, index): Option => {
        const id = lacking[index]!;
        return result.data
          ? { value: id, label: inert(result.data.name), members: result.data.members }
          : { value: id, label: id, members: null };
      }),
  });
  const options = [...rows, ...others].filter(
    (option) => chosen.includes(option.value) || !without.includes(option.value),
  );
  return { options, loading: found.isFetching, error: found.error };
}

function OptionLine({ option }: { option: Option }) {
  return (
    <Group justify="space-between" wrap="nowrap" flex={1} gap="md">
      <Text size="sm" truncate>
        <bdi>{option.label}</bdi>
      </Text>
      <Text size="xs" c="dimmed" className="tabular">
        {formatNumber(option.members)}
      </Text>
    </Group>
  );
}

type OneProps = Omit<SelectProps, "data" | "value" | "onChange"> & {
  value: string | null;
  onChange: (id: string | null) => void;
  /** Ids that can't be chosen. */
  without?: readonly string[];
};

/** Chooses a segment by searching; the value is its id. Give it a `label` or `aria-label`. */
export function SegmentPicker({ value, onChange, without = [], ...rest }: OneProps) {
  const { t } = useTranslation("common");
  const [text, setText] = useState("");
  const [open, setOpen] = useState(false);
  const { options, loading } = useOptions(open ? text : "", value ? [value] : [], without);
  return (
    <Select
      searchable
      placeholder={t("picker.placeholder")}
      nothingFoundMessage={loading ? t("loading") : t("picker.nothing")}
      maxDropdownHeight={320}
      {...rest}
      data={options}
      value={value}
      onChange={onChange}
      onSearchChange={setText}
      onDropdownOpen={() => {
        setText("");
        setOpen(true);
      }}
      onDropdownClose={() => setOpen(false)}
      filter={({ options: all, search }) => narrowed(all as Option[], search, value ? [value] : [])}
      rightSection={loading && open ? <Loader size={14} /> : rest.rightSection}
      renderOption={({ option }) => <OptionLine option={option as unknown as Option} />}
    />
  );
}

type ManyProps = Omit<MultiSelectProps, "data" | "value" | "onChange"> & {
  value: string[];
  onChange: (ids: string[]) => void;
  without?: readonly string[];
};

/** Chooses several segments; the value is their ids in the order of choosing. */
export function SegmentsPicker({ value, onChange, without = [], ...rest }: ManyProps) {
  const { t } = useTranslation("common");
  const [text, setText] = useState("");
  const { options, loading } = useOptions(text, value, without);
  return (
    <MultiSelect
      searchable
      hidePickedOptions
      placeholder={value.length === 0 ? t("picker.placeholder") : undefined}
      nothingFoundMessage={loading ? t("loading") : t("picker.nothing")}
      maxDropdownHeight={320}
      {...rest}
      data={options}
      value={value}
      onChange={onChange}
      onSearchChange={setText}
      renderOption={({ option }) => <OptionLine option={option as unknown as Option} />}
    />
  );
}

/** The server searches; what it found for the text before stays until the new answer comes, less what no longer fits. */
function narrowed(options: Option[], search: string, chosen: readonly string[]): Option[] {
  const wanted = search.trim().toLowerCase();
  const label = options.find((option) => chosen.includes(option.value))?.label.toLowerCase();
  if (!wanted || wanted === label) return options;
  return options.filter((option) => option.label.toLowerCase().includes(wanted));
}
