import { TagsInput, type TagsInputProps } from "@mantine/core";
import { $api } from "@/api/client";

/** The server takes no more on one segment, and none that is longer. */
export const MOST_LABELS = 20;
export const LONGEST_LABEL = 50;
const SHOWN = 40;

type Props = Omit<TagsInputProps, "data" | "value" | "onChange"> & {
  value: string[];
  onChange: (labels: string[]) => void;
};

/** Writes labels, offering those that are in use; of hundreds it shows those that fit what is typed. */
export function LabelsInput({ value, onChange, ...rest }: Props) {
  const labels = $api.useQuery("get", "/api/labels", {}, { staleTime: 60_000 });
  return (
    <TagsInput
      maxTags={MOST_LABELS}
      maxLength={LONGEST_LABEL}
      limit={SHOWN}
      maxDropdownHeight={240}
      clearable={value.length > 0}
      {...rest}
      data={labels.data?.map(({ label }) => label) ?? []}
      value={value}
      onChange={onChange}
    />
  );
}
