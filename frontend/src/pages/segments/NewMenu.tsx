import { Button, Menu, Text } from "@mantine/core";
import { Link } from "@tanstack/react-router";
import { LayoutTemplate, ListFilter, Plus, Users } from "lucide-react";
import { useTranslation } from "react-i18next";
import type { Ask } from "./dialog";

function Words({ of }: { of: "rules" | "template" | "static" }) {
  const { t } = useTranslation("segments");
  return (
    <>
      <Text size="sm" fw={550}>
        {t(`new.${of}`)}
      </Text>
      <Text size="xs" c="dimmed">
        {t(`new.${of}Why`)}
      </Text>
    </>
  );
}

/** The ways to a new segment. */
export function NewMenu({ ask }: { ask: Ask }) {
  const { t } = useTranslation("segments");
  return (
    <Menu width={300}>
      <Menu.Target>
        <Button leftSection={<Plus size={16} />}>{t("new.title")}</Button>
      </Menu.Target>
      <Menu.Dropdown>
        <Menu.Item component={Link} to="/segments/new" leftSection={<ListFilter size={18} />}>
          <Words of="rules" />
        </Menu.Item>
        <Menu.Item leftSection={<LayoutTemplate size={18} />} onClick={() => ask({ kind: "templates" })}>
          <Words of="template" />
        </Menu.Item>
        <Menu.Item leftSection={<Users size={18} />} onClick={() => ask({ kind: "static" })}>
          <Words of="static" />
        </Menu.Item>
      </Menu.Dropdown>
    </Menu>
  );
}
