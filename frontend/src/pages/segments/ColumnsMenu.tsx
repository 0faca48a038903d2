import { Button, Checkbox, Popover, Stack } from "@mantine/core";
import { Columns3 } from "lucide-react";
import { useTranslation } from "react-i18next";
import { COLUMNS, type Column, USUAL } from "./columns";

type Props = { columns: readonly Column[]; onChange: (columns: readonly Column[]) => void };

/** Chooses the columns of the table. */
export function ColumnsMenu({ columns, onChange }: Props) {
  const { t } = useTranslation("segments");
  return (
    <Popover position="bottom-end" trapFocus>
      <Popover.Target>
        <Button variant="default" leftSection={<Columns3 size={16} />}>
          {t("columns.title")}
        </Button>
      </Popover.Target>
      <Popover.Dropdown aria-label={t("columns.title")}>
        <Stack gap={10}>
          {COLUMNS.map((column) => (
            <Checkbox
              key={column}
              label={t(`columns.${column}`)}
              checked={columns.includes(column)}
              onChange={(event) =>
                onChange(event.currentTarget.checked ? [...columns, column] : columns.filter((one) => one !== column))
              }
            />
          ))}
          <Button variant="subtle" size="compact-sm" onClick={() => onChange(USUAL)}>
            {t("columns.reset")}
          </Button>
        </Stack>
      </Popover.Dropdown>
    </Popover>
  );
}
