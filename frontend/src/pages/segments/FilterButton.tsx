import { Button, Combobox, Group, Text, useCombobox } from "@mantine/core";
import { Check, ChevronDown, Plus } from "lucide-react";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { inert } from "@/components/text";
import { formatList, formatNumber } from "@/format";
import classes from "./segments.module.css";

export type Choice = { value: string; label?: string; count?: number };

const SEARCHED_FROM = 8;
const SHOWN = 60;
const NAMED = 2;

type Props = {
  /** What is chosen by: "Status". */
  name: string;
  choices: readonly Choice[];
  chosen: readonly string[];
  onChange: (chosen: string[]) => void;
};

/** A filter as a button that says what is chosen, with a list to choose from; long lists are searched. */
export function FilterButton({ name, choices, chosen, onChange }: Props) {
  const { t } = useTranslation("segments");
  const [text, setText] = useState("");
  const searched = choices.length > SEARCHED_FROM;
  const box = useCombobox({
    onDropdownOpen: () => (searched ? box.focusSearchInput() : box.selectFirstOption()),
    onDropdownClose: () => {
      setText("");
      box.resetSelectedOption();
      box.focusTarget();
    },
  });
  const worded = (choice: Choice) => inert(choice.label ?? choice.value);
  const wanted = text.trim().toLocaleLowerCase();
  const fitting = choices.filter((choice) => worded(choice).toLocaleLowerCase().includes(wanted));
  // What is chosen stays in sight, also when hundreds fit.
  const ordered = [
    ...fitting.filter(({ value }) => chosen.includes(value)),
    ...fitting.filter(({ value }) => !chosen.includes(value)),
  ];
  const toggle = (value: string) =>
    onChange(chosen.includes(value) ? chosen.filter((one) => one !== value) : [...chosen, value]);
  const names = chosen
    .map((value) => choices.find((choice) => choice.value === value))
    .map((found, at) => (found ? worded(found) : inert(chosen[at]!)));
  const said = names.length > NAMED ? formatNumber(names.length) : formatList(names, "disjunction");

  return (
    <Combobox store={box} width={280} position="bottom-start" shadow="lg" onOptionSubmit={toggle}>
      <Combobox.Target targetType="button" withExpandedAttribute>
        <Button
          variant={chosen.length > 0 ? "light" : "default"}
          className={chosen.length > 0 ? undefined : classes.dashed}
          leftSection={chosen.length > 0 ? undefined : <Plus size={15} />}
          rightSection={chosen.length > 0 ? <ChevronDown size={15} /> : undefined}
          // A combobox isn't named by what it holds.
          aria-label={chosen.length > 0 ? t("filter.is", { name, said }) : name}
          onClick={() => box.toggleDropdown()}
        >
          <span className={classes.filter}>{chosen.length > 0 ? t("filter.is", { name, said }) : name}</span>
        </Button>
      </Combobox.Target>
      <Combobox.Dropdown>
        {searched && (
          <Combobox.Search
            value={text}
            onChange={(event) => {
              setText(event.currentTarget.value);
              box.updateSelectedOptionIndex();
            }}
            placeholder={t("filter.search", { name })}
            aria-label={t("filter.search", { name })}
          />
        )}
        <Combobox.Options mah={300} style={{ overflowY: "auto" }} aria-label={name}>
          {ordered.slice(0, SHOWN).map((choice) => (
            <Combobox.Option key={choice.value} value={choice.value} active={chosen.includes(choice.value)}>
              <Group gap={8} wrap="nowrap">
                <Check size={15} aria-hidden style={{ flex: "none", opacity: chosen.includes(choice.value) ? 1 : 0 }} />
                <Text size="sm" truncate flex={1} title={worded(choice)}>
                  <bdi>{worded(choice)}</bdi>
                </Text>
                {choice.count !== undefined && (
                  <Text size="xs" className={classes.amount}>
                    {formatNumber(choice.count)}
                  </Text>
                )}
              </Group>
            </Combobox.Option>
          ))}
          {fitting.length === 0 && <Combobox.Empty>{t("filter.none")}</Combobox.Empty>}
        </Combobox.Options>
        {(ordered.length > SHOWN || chosen.length > 0) && (
          <Combobox.Footer>
            <Group justify="space-between" wrap="nowrap">
              <Text size="xs" c="dimmed">
                {ordered.length > SHOWN &&
                  t("filter.more", { count: ordered.length - SHOWN, shown: formatNumber(ordered.length - SHOWN) })}
              </Text>
              {chosen.length > 0 && (
                <Button size="compact-xs" variant="subtle" onClick={() => onChange([])}>
                  {t("filter.clear")}
                </Button>
              )}
            </Group>
          </Combobox.Footer>
        )}
      </Combobox.Dropdown>
    </Combobox>
  );
}
