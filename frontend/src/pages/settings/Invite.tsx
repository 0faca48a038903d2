import { Button, Group, Modal, Select, Stack, Text, TextInput } from "@mantine/core";
import { useMutation } from "@tanstack/react-query";
import { type FormEvent, useState } from "react";
import { useTranslation } from "react-i18next";
import { api, queryClient } from "@/api/client";
import type { LinkOut } from "@/api/schema";
import { ROLES, type Role } from "@/api/session";
import { inert } from "@/components/text";
import { faultOf, isOnlyAbout } from "@/features/static/faults";
import { Refusal } from "@/features/static/MembersForm";
import { formatDateTime } from "@/format";
import { Secret } from "./Secret";

/** Asks whom to invite, then shows the link that only works once. */
export function InviteDialog({ onClose }: { onClose: () => void }) {
  const { t } = useTranslation("settings");
  const { t: common } = useTranslation("common");
  const [email, setEmail] = useState("");
  const [name, setName] = useState("");
  const [role, setRole] = useState<Role>("marketer");
  const invite = useMutation({
    mutationFn: async () =>
      (await api.POST("/api/users", { body: { email: email.trim(), name: name.trim(), role } })).data!,
    onSuccess: () => queryClient.invalidateQueries({ queryKey: ["get", "/api/users"] }),
  });
  if (invite.data) return <LinkDialog email={invite.data.user.email} link={invite.data.link} onClose={onClose} />;
  const submit = (event: FormEvent) => {
    event.preventDefault();
    invite.mutate();
  };
  return (
    <Modal opened onClose={onClose} title={t("invite.title")} closeButtonProps={{ "aria-label": common("close") }}>
      <form onSubmit={submit}>
        <Stack>
          <TextInput
            label={t("invite.email")}
            type="email"
            value={email}
            onChange={(event) => setEmail(event.currentTarget.value)}
            error={faultOf(invite.error, "email")}
            withAsterisk={false}
            required
            data-autofocus
          />
          <TextInput
            label={t("invite.name")}
            description={t("invite.nameWhy")}
            value={name}
            onChange={(event) => setName(event.currentTarget.value)}
            error={faultOf(invite.error, "name")}
            withAsterisk={false}
            dir="auto"
            required
          />
          <Select
            label={t("users.role")}
            description={t(`roleMay.${role}`)}
            value={role}
            onChange={(next) => next && setRole(next as Role)}
            data={ROLES.map((value) => ({ value, label: common(`role.${value}`) }))}
            allowDeselect={false}
          />
          {invite.error && !isOnlyAbout(invite.error, ["email", "name"]) && <Refusal error={invite.error} />}
          <Group justify="flex-end" gap="xs">
            <Button variant="default" onClick={onClose}>
              {common("cancel")}
            </Button>
            <Button type="submit" loading={invite.isPending} disabled={!email.trim() || !name.trim()}>
              {t("invite.do")}
            </Button>
          </Group>
        </Stack>
      </form>
    </Modal>
  );
}

/** The link by which somebody chooses a password: shown now, and never again. */
export function LinkDialog({ email, link, onClose }: { email: string; link: LinkOut; onClose: () => void }) {
  const { t } = useTranslation("settings");
  const { t: common } = useTranslation("common");
  return (
    <Modal
      opened
      onClose={onClose}
      title={t("link.title")}
      // What is shown once isn't lost by a click beside it.
      closeOnClickOutside={false}
      closeOnEscape={false}
      closeButtonProps={{ "aria-label": common("close") }}
    >
      <Stack>
        <Text size="sm">{t("link.about", { email: inert(email), when: formatDateTime(link.expires_at) })}</Text>
        <Secret label={t("link.label")} text={`${location.origin}${link.path}`} />
        <Group justify="flex-end">
          <Button onClick={onClose}>{t("link.done")}</Button>
        </Group>
      </Stack>
    </Modal>
  );
}
