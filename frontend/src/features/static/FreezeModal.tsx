import { Button, Group, Modal, Stack, Switch, Text, TextInput } from "@mantine/core";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useNavigate } from "@tanstack/react-router";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { useSession } from "@/api/session";
import { notifyDone } from "@/components/notify";
import { inert } from "@/components/text";
import { formatDate } from "@/format";
import { freezeSegment } from "./api";
import { LONGEST_NAME } from "./CreateStatic";
import { faultOf, isOnlyAbout } from "./faults";
import { Refusal } from "./MembersForm";
import { MomentInput, wallClock } from "./MomentInput";

type Props = { segment: { id: string; name: string }; onClose: () => void };

/** The name with the day behind it, within the longest that a name may be. */
function frozenName(name: string, day: string): string {
  const behind = `, ${day}`;
  return `${[...name].slice(0, LONGEST_NAME - behind.length).join("")}${behind}`;
}

/** Makes a static segment of another one's members: those of now, or of an earlier time. */
export function FreezeModal({ segment, onClose }: Props) {
  const { t } = useTranslation("static");
  const { t: common } = useTranslation("common");
  const client = useQueryClient();
  const navigate = useNavigate();
  const zone = useSession()?.workspace?.zone;
  const [now] = useState(() => Date.now());
  const [name, setName] = useState(() => frozenName(segment.name, formatDate(now)));
  const [past, setPast] = useState(false);
  const [moment, setMoment] = useState<string | null>(null);
  const freeze = useMutation({
    mutationFn: () => freezeSegment(segment.id, name.trim(), past && moment ? moment.replace(" ", "T") : null),
    onSuccess: (made) => {
      client.invalidateQueries({ queryKey: ["get", "/api/segments"] });
      notifyDone(t("freeze.done", { name: made.name }));
      onClose();
      navigate({ to: "/segments/$id", params: { id: made.id } });
    },
  });
  return (
    <Modal
      opened
      onClose={onClose}
      title={
        <>
          {t("freeze.title")} <bdi>{inert(segment.name)}</bdi>
        </>
      }
      closeButtonProps={{ "aria-label": common("close") }}
    >
      <form
        onSubmit={(event) => {
          event.preventDefault();
          freeze.mutate();
        }}
      >
        <Stack>
          <Text size="sm" c="dimmed">
            {t("freeze.why")}
          </Text>
          <TextInput
            label={t("field.name")}
            value={name}
            onChange={(event) => setName(event.currentTarget.value)}
            maxLength={LONGEST_NAME}
            error={faultOf(freeze.error, "name")}
            required
            data-autofocus
          />
          <Switch label={t("freeze.past")} checked={past} onChange={(event) => setPast(event.currentTarget.checked)} />
          {past && (
            <MomentInput label={t("freeze.at")} value={moment} onChange={setMoment} maxDate={wallClock(now, zone)} />
          )}
          {freeze.error && !isOnlyAbout(freeze.error, ["name"]) && <Refusal error={freeze.error} />}
          <Group justify="flex-end" gap="xs">
            <Button variant="default" onClick={onClose}>
              {common("cancel")}
            </Button>
            <Button type="submit" disabled={!name.trim() || (past && !moment)} loading={freeze.isPending}>
              {t("freeze.do")}
            </Button>
          </Group>
        </Stack>
      </form>
    </Modal>
  );
}
