import { Button, Group, Modal, Stack, Textarea, TextInput } from "@mantine/core";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useNavigate } from "@tanstack/react-router";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { api } from "@/api/client";
import { LabelsInput } from "@/components/LabelsInput";
import { inert } from "@/components/text";
import { faultOf, isOnlyAbout } from "./faults";
import { MembersForm, Refusal } from "./MembersForm";

export const LONGEST_NAME = 100;
export const LONGEST_DESCRIPTION = 500;
const FIELDS = ["name", "description", "labels"] as const;

/** Creates a static segment, then offers to put people in. */
export function CreateStatic({ onClose }: { onClose: () => void }) {
  const { t } = useTranslation("static");
  const { t: common } = useTranslation("common");
  const client = useQueryClient();
  const navigate = useNavigate();
  const [name, setName] = useState("");
  const [description, setDescription] = useState("");
  const [labels, setLabels] = useState<string[]>([]);
  const create = useMutation({
    mutationFn: async () => {
      const body = { name: name.trim(), description, labels, kind: "static" as const };
      const unlimited = { include: [], exclude: [] };
      return (
        await api.POST("/api/segments", {
          body: { ...body, ...unlimited, rule: null, pinned: false, active: true, refresh: false },
        })
      ).data!;
    },
    onSuccess: () => client.invalidateQueries({ queryKey: ["get", "/api/segments"] }),
  });
  const made = create.data;
  if (made) {
    const leave = () => {
      onClose();
      navigate({ to: "/segments/$id", params: { id: made.id } });
    };
    return (
      <Modal
        opened
        onClose={leave}
        size="lg"
        title={
          <>
            {t("create.people")} <bdi>{inert(made.name)}</bdi>
          </>
        }
        closeButtonProps={{ "aria-label": common("close") }}
      >
        <MembersForm segment={made.id} hasMembers={false} leave={t("create.later")} onLeave={leave} />
      </Modal>
    );
  }
  return (
    <Modal opened onClose={onClose} title={t("create.title")} closeButtonProps={{ "aria-label": common("close") }}>
      <form
        onSubmit={(event) => {
          event.preventDefault();
          if (name.trim()) create.mutate();
        }}
      >
        <Stack>
          <TextInput
            label={t("field.name")}
            value={name}
            onChange={(event) => setName(event.currentTarget.value)}
            maxLength={LONGEST_NAME}
            error={faultOf(create.error, "name")}
            required
            data-autofocus
          />
          <Textarea
            label={t("field.description")}
            value={description}
            onChange={(event) => setDescription(event.currentTarget.value)}
            maxLength={LONGEST_DESCRIPTION}
            error={faultOf(create.error, "description")}
            autosize
            minRows={2}
            maxRows={6}
          />
          <LabelsInput
            label={t("field.labels")}
            value={labels}
            onChange={setLabels}
            error={faultOf(create.error, "labels")}
          />
          {create.error && !isOnlyAbout(create.error, FIELDS) && <Refusal error={create.error} />}
          <Group justify="flex-end" gap="xs">
            <Button variant="default" onClick={onClose}>
              {common("cancel")}
            </Button>
            <Button type="submit" disabled={!name.trim()} loading={create.isPending}>
              {t("create.do")}
            </Button>
          </Group>
        </Stack>
      </form>
    </Modal>
  );
}
