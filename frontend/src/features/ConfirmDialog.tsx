import { Button, Group, Modal, Stack, Text } from "@mantine/core";
import { useMutation } from "@tanstack/react-query";
import type { ReactNode } from "react";
import { useTranslation } from "react-i18next";
import { notifyDone } from "@/components/notify";
import { Refusal } from "./static/MembersForm";

type Props = {
  title: ReactNode;
  why: string;
  /** What the button says. */
  confirm: string;
  work: () => Promise<unknown>;
  /** What is said once it is done. */
  done: string;
  onClose: () => void;
};

/** Asks before something goes that can't be brought back. */
export function ConfirmDialog({ title, why, confirm, work, done, onClose }: Props) {
  const { t: common } = useTranslation("common");
  const run = useMutation({
    mutationFn: work,
    onSuccess: () => {
      notifyDone(done);
      onClose();
    },
  });
  return (
    <Modal opened onClose={onClose} title={title} closeButtonProps={{ "aria-label": common("close") }}>
      <Stack>
        <Text size="sm">{why}</Text>
        {run.error && <Refusal error={run.error} />}
        <Group justify="flex-end" gap="xs">
          <Button variant="default" onClick={onClose} data-autofocus>
            {common("cancel")}
          </Button>
          <Button color="red" loading={run.isPending} onClick={() => run.mutate()}>
            {confirm}
          </Button>
        </Group>
      </Stack>
    </Modal>
  );
}
