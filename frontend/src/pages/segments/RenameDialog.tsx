import { Button, Group, Modal, Stack, TextInput } from "@mantine/core";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import type { SegmentRow } from "@/api/schema";
import { notifyError } from "@/components/notify";
import * as actions from "./actions";

const LONGEST = 100;

/** Gives a segment another name. The list shows it at once; a refusal brings the old one back. */
export function RenameDialog({ row, onClose }: { row: SegmentRow; onClose: () => void }) {
  const { t } = useTranslation("segments");
  const { t: common } = useTranslation("common");
  const [name, setName] = useState(row.name);
  const wanted = name.trim();
  return (
    <Modal opened onClose={onClose} title={t("rename.title")} closeButtonProps={{ "aria-label": common("close") }}>
      <form
        onSubmit={(event) => {
          event.preventDefault();
          if (!wanted) return;
          if (wanted !== row.name) actions.rename(row, wanted).catch(notifyError);
          onClose();
        }}
      >
        <Stack>
          <TextInput
            label={t("rename.name")}
            value={name}
            onChange={(event) => setName(event.currentTarget.value)}
            maxLength={LONGEST}
            dir="auto"
            required
            data-autofocus
          />
          <Group justify="flex-end" gap="xs">
            <Button variant="default" onClick={onClose}>
              {common("cancel")}
            </Button>
            <Button type="submit" disabled={!wanted}>
              {t("rename.do")}
            </Button>
          </Group>
        </Stack>
      </form>
    </Modal>
  );
}
