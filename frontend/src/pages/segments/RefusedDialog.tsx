import { Anchor, Button, Group, List, Modal, Stack, Text } from "@mantine/core";
import { Link } from "@tanstack/react-router";
import { useTranslation } from "react-i18next";
import type { SegmentRow, Use } from "@/api/schema";
import { inert } from "@/components/text";
import type { Refused } from "./actions";

type UsesProps = { row: SegmentRow; uses: Use[]; onClose: () => void };

/** Why a segment can't be deleted: what uses it. */
export function UsesDialog({ row, uses, onClose }: UsesProps) {
  const { t } = useTranslation("segments");
  const { t: common } = useTranslation("common");
  return (
    <Modal opened onClose={onClose} title={t("uses.title")} closeButtonProps={{ "aria-label": common("close") }}>
      <Stack>
        <Text size="sm" style={{ overflowWrap: "anywhere" }}>
          <bdi>{inert(row.name)}</bdi> {t("uses.why")}
        </Text>
        <List size="sm" spacing={6}>
          {uses.map((use) => (
            <List.Item key={`${use.kind}-${use.id}`} style={{ overflowWrap: "anywhere" }}>
              {use.kind === "segment" ? (
                <Anchor
                  renderRoot={(props) => (
                    <Link {...props} to="/segments/$id" params={{ id: use.id }} onClick={onClose} />
                  )}
                  inherit
                >
                  <bdi>{inert(use.name)}</bdi>
                </Anchor>
              ) : (
                <bdi>{inert(use.name)}</bdi>
              )}
            </List.Item>
          ))}
        </List>
        <Group justify="flex-end">
          <Button onClick={onClose}>{common("close")}</Button>
        </Group>
      </Stack>
    </Modal>
  );
}

/** Which of many segments were left as they are, and why. */
export function RefusedDialog({ refused, onClose }: { refused: Refused; onClose: () => void }) {
  const { t } = useTranslation("segments");
  const { t: common } = useTranslation("common");
  return (
    <Modal
      opened
      onClose={onClose}
      size="lg"
      title={t("refused.title", { count: refused.length })}
      closeButtonProps={{ "aria-label": common("close") }}
    >
      <Stack>
        <List size="sm" spacing={10}>
          {refused.map(({ name, fault }) => (
            <List.Item key={fault.path} style={{ overflowWrap: "anywhere" }}>
              <Text size="sm" fw={550}>
                <bdi>{inert(name)}</bdi>
              </Text>
              <Text size="sm" c="dimmed">
                {inert(fault.message)}
                {fault.hint && ` · ${inert(fault.hint)}`}
              </Text>
            </List.Item>
          ))}
        </List>
        <Group justify="flex-end">
          <Button onClick={onClose}>{common("close")}</Button>
        </Group>
      </Stack>
    </Modal>
  );
}
