import { Button, Group, Modal, Stack, Text } from "@mantine/core";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import type { SegmentRow } from "@/api/schema";
import { LabelBadge } from "@/components/LabelBadge";
import { LabelsInput, MOST_LABELS } from "@/components/LabelsInput";
import { notifyError } from "@/components/notify";
import { inert } from "@/components/text";
import { compareNames, formatNumber } from "@/format";
import * as actions from "./actions";
import type { Ask } from "./dialog";

type Props = { rows: SegmentRow[]; ask: Ask; onClose: () => void };

/** The labels of one segment; or of several: those that all have, and which to take off. */
export function LabelsDialog({ rows, ask, onClose }: Props) {
  const { t } = useTranslation("segments");
  const { t: common } = useTranslation("common");
  const [first] = rows;
  const single = rows.length === 1;
  const shared = first ? first.labels.filter((one) => rows.every((row) => row.labels.includes(one))) : [];
  const [labels, setLabels] = useState<string[]>(shared);
  const [off, setOff] = useState<string[]>([]);
  const some = [...new Set(rows.flatMap((row) => row.labels))]
    .filter((one) => !shared.includes(one))
    .sort(compareNames);
  const save = async () => {
    onClose();
    const add = labels.filter((one) => !shared.includes(one));
    const remove = [...shared.filter((one) => !labels.includes(one)), ...off.filter((one) => !labels.includes(one))];
    if (add.length === 0 && remove.length === 0) return;
    try {
      const refused = await actions.label(rows, add, remove);
      if (refused.length > 0) ask({ kind: "refused", refused });
    } catch (error) {
      notifyError(error);
    }
  };
  return (
    <Modal
      opened
      onClose={onClose}
      title={
        single ? (
          <>
            {t("labels.of")} <bdi>{inert(first?.name ?? "")}</bdi>
          </>
        ) : (
          t("labels.ofMany", { count: rows.length, shown: formatNumber(rows.length) })
        )
      }
      closeButtonProps={{ "aria-label": common("close") }}
    >
      <Stack>
        <LabelsInput
          label={t(single ? "labels.label" : "labels.all")}
          description={t("labels.why", { most: MOST_LABELS })}
          value={labels}
          onChange={setLabels}
          data-autofocus
        />
        {!single && some.length > 0 && (
          <div>
            <Text size="sm" fw={500} mb={6}>
              {t("labels.some")}
            </Text>
            <Group gap={6}>
              {some.slice(0, 60).map((one) => (
                <Button
                  key={one}
                  variant="subtle"
                  color="gray"
                  size="compact-sm"
                  px={4}
                  aria-pressed={off.includes(one)}
                  aria-label={t("labels.takeOff", { label: inert(one) })}
                  style={{
                    opacity: off.includes(one) ? 0.55 : 1,
                    textDecoration: off.includes(one) ? "line-through" : undefined,
                  }}
                  onClick={() => setOff(off.includes(one) ? off.filter((other) => other !== one) : [...off, one])}
                >
                  <LabelBadge label={one} />
                </Button>
              ))}
            </Group>
          </div>
        )}
        <Group justify="flex-end" gap="xs">
          <Button variant="default" onClick={onClose}>
            {common("cancel")}
          </Button>
          <Button onClick={save}>{common("save")}</Button>
        </Group>
      </Stack>
    </Modal>
  );
}
