import { Card, Group, Table, Text, TextInput } from "@mantine/core";
import { Search } from "lucide-react";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { EmptyState } from "@/components/EmptyState";
import { Name } from "@/components/Name";
import { compareNames } from "@/format";
import classes from "./profile.module.css";
import { textOf, Value } from "./Value";

/** All that is known of the person, to search in by name and by value. */
export function Attributes({ attributes }: { attributes: Readonly<Record<string, unknown>> }) {
  const { t } = useTranslation("profile");
  const [text, setText] = useState("");
  const wanted = text.trim().toLocaleLowerCase();
  const all = Object.entries(attributes).sort(([a], [b]) => compareNames(a, b));
  const rows = all.filter(([path, value]) => `${path}\n${textOf(value)}`.toLocaleLowerCase().includes(wanted));
  return (
    <Card>
      <Group justify="space-between" mb="sm">
        <Text fz="sm" c="dimmed" aria-live="polite">
          {t("attributes.count", { count: rows.length })}
        </Text>
        <TextInput
          type="search"
          w={260}
          leftSection={<Search size={15} />}
          placeholder={t("attributes.search")}
          aria-label={t("attributes.search")}
          value={text}
          onChange={(event) => setText(event.currentTarget.value)}
        />
      </Group>
      {rows.length === 0 ? (
        <EmptyState title={t(all.length === 0 ? "attributes.none" : "attributes.noMatch")} />
      ) : (
        <Table verticalSpacing={8} highlightOnHover={false} aria-label={t("tabs.attributes")}>
          <Table.Tbody>
            {rows.map(([path, value]) => (
              <Table.Tr key={path}>
                <Table.Th scope="row" className={classes.path}>
                  <Name>{path}</Name>
                </Table.Th>
                <Table.Td>
                  <Value value={value} />
                </Table.Td>
              </Table.Tr>
            ))}
          </Table.Tbody>
        </Table>
      )}
    </Card>
  );
}
