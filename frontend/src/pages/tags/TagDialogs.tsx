import { Button, Group, Modal, Stack, Textarea, TextInput } from "@mantine/core";
import { useMutation } from "@tanstack/react-query";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { inert } from "@/components/text";
import { ConfirmDialog } from "@/features/ConfirmDialog";
import { faultOf, isOnlyAbout } from "@/features/static/faults";
import { Refusal } from "@/features/static/MembersForm";
import { formatNumber } from "@/format";
import { createTag, deleteTag, describeTag, type Tag } from "./tags";

const LONGEST_NAME = 200;
const LONGEST_DESCRIPTION = 500;

/** Creates a tag, or says what one means. */
export function TagForm({ tag, onClose }: { tag: Tag | null; onClose: () => void }) {
  const { t } = useTranslation("tags");
  const { t: common } = useTranslation("common");
  const [name, setName] = useState(tag?.name ?? "");
  const [description, setDescription] = useState(tag?.description ?? "");
  const save = useMutation({
    mutationFn: () => (tag ? describeTag(tag.name, description) : createTag(name.trim(), description)),
    onSuccess: onClose,
  });
  return (
    <Modal
      opened
      onClose={onClose}
      title={
        tag ? (
          <>
            {t("describe.title")} <bdi>{inert(tag.name)}</bdi>
          </>
        ) : (
          t("create.title")
        )
      }
      closeButtonProps={{ "aria-label": common("close") }}
    >
      <form
        onSubmit={(event) => {
          event.preventDefault();
          save.mutate();
        }}
      >
        <Stack>
          {!tag && (
            <TextInput
              label={t("create.name")}
              value={name}
              onChange={(event) => setName(event.currentTarget.value)}
              maxLength={LONGEST_NAME}
              error={faultOf(save.error, "name")}
              dir="auto"
              required
              data-autofocus
            />
          )}
          <Textarea
            label={t("create.description")}
            value={description}
            onChange={(event) => setDescription(event.currentTarget.value)}
            maxLength={LONGEST_DESCRIPTION}
            error={faultOf(save.error, "description")}
            autosize
            minRows={2}
            maxRows={8}
            data-autofocus={tag ? true : undefined}
          />
          {save.error && !isOnlyAbout(save.error, ["name", "description"]) && <Refusal error={save.error} />}
          <Group justify="flex-end" gap="xs">
            <Button variant="default" onClick={onClose}>
              {common("cancel")}
            </Button>
            <Button type="submit" disabled={!name.trim()} loading={save.isPending}>
              {tag ? common("save") : t("create.do")}
            </Button>
          </Group>
        </Stack>
      </form>
    </Modal>
  );
}

/** Asks before a tag goes: it can't be brought back. */
export function DeleteDialog({ tag, onClose }: { tag: Tag; onClose: () => void }) {
  const { t } = useTranslation("tags");
  return (
    <ConfirmDialog
      title={
        <>
          {t("delete.title")} <bdi>{inert(tag.name)}</bdi>
        </>
      }
      why={t("delete.why", { count: tag.profiles, shown: formatNumber(tag.profiles) })}
      confirm={t("delete.do")}
      work={() => deleteTag(tag.name)}
      done={t("delete.done", { name: tag.name })}
      onClose={onClose}
    />
  );
}
