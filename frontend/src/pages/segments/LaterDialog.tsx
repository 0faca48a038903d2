import { Button, Group, Modal, Stack, Text } from "@mantine/core";
import { useMutation } from "@tanstack/react-query";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import type { SegmentRow } from "@/api/schema";
import { useSession } from "@/api/session";
import { inert } from "@/components/text";
import { Refusal } from "@/features/static/MembersForm";
import { MomentInput, wallClock } from "@/features/static/MomentInput";
import { formatNumber } from "@/format";
import * as actions from "./actions";
import type { Ask } from "./dialog";

const DAY = 86_400_000;

type Props = { rows: SegmentRow[]; active: boolean; ask: Ask; onClose: () => void };

/** Chooses when segments become active or inactive. */
export function LaterDialog({ rows, active, ask, onClose }: Props) {
  const { t } = useTranslation("segments");
  const { t: common } = useTranslation("common");
  const zone = useSession()?.workspace?.zone;
  const [now] = useState(() => Date.now());
  const [moment, setMoment] = useState<string | null>(() => `${wallClock(now + DAY, zone).slice(0, 10)} 09:00:00`);
  const [first] = rows;
  const plan = useMutation({
    mutationFn: (at: string) => actions.activateLater(rows, active, at),
    onSuccess: (refused) => (refused.length > 0 ? ask({ kind: "refused", refused }) : onClose()),
  });
  return (
    <Modal
      opened
      onClose={onClose}
      title={t(active ? "later.activate" : "later.deactivate")}
      closeButtonProps={{ "aria-label": common("close") }}
    >
      <Stack>
        <Text size="sm" c="dimmed" style={{ overflowWrap: "anywhere" }}>
          {rows.length === 1 ? (
            <bdi>{inert(first?.name ?? "")}</bdi>
          ) : (
            t("several", { count: rows.length, shown: formatNumber(rows.length) })
          )}
          {": "}
          {t(active ? "later.activateWhy" : "later.deactivateWhy")}
        </Text>
        <MomentInput
          label={t("later.when")}
          value={moment}
          onChange={setMoment}
          minDate={wallClock(now, zone)}
          data-autofocus
        />
        {plan.error && <Refusal error={plan.error} />}
        <Group justify="flex-end" gap="xs">
          <Button variant="default" onClick={onClose}>
            {common("cancel")}
          </Button>
          <Button disabled={!moment} loading={plan.isPending} onClick={() => moment && plan.mutate(moment)}>
            {t("later.do")}
          </Button>
        </Group>
      </Stack>
    </Modal>
  );
}
