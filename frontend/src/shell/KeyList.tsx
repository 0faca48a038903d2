import { Group, Kbd, Modal, Stack, Text } from "@mantine/core";
import { useTranslation } from "react-i18next";
import { COMMAND_KEY } from "./SideBar";

const KEYS: [string, string[]][] = [
  ["palette", [COMMAND_KEY, "K"]],
  ["search", ["/"]],
  ["create", ["N"]],
  ["list", ["?"]],
  ["close", ["Esc"]],
];

/** The keys that work everywhere. */
export default function KeyList({ opened, onClose }: { opened: boolean; onClose: () => void }) {
  const { t } = useTranslation("shell");
  return (
    <Modal
      opened={opened}
      onClose={onClose}
      title={t("keys.title")}
      size="sm"
      closeButtonProps={{ "aria-label": t("common:close") }}
    >
      <Stack gap="sm">
        {KEYS.map(([name, keys]) => (
          <Group key={name} justify="space-between">
            <Text size="sm">{t(`keys.${name}`)}</Text>
            <Group gap={4}>
              {keys.map((key) => (
                <Kbd key={key}>{key}</Kbd>
              ))}
            </Group>
          </Group>
        ))}
      </Stack>
    </Modal>
  );
}
