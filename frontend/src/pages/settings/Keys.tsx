import { Badge, Button, Group, Modal, Select, Stack, Table, Text, TextInput, VisuallyHidden } from "@mantine/core";
import { useMediaQuery } from "@mantine/hooks";
import { useMutation } from "@tanstack/react-query";
import { KeyRound, Plus } from "lucide-react";
import { type FormEvent, useState } from "react";
import { useTranslation } from "react-i18next";
import { api, queryClient } from "@/api/client";
import type { KeyOut } from "@/api/schema";
import { ROLES, type Role } from "@/api/session";
import { Ago } from "@/components/Ago";
import { EmptyState, ErrorState } from "@/components/EmptyState";
import { TableSkeleton } from "@/components/skeletons";
import { inert } from "@/components/text";
import { ConfirmDialog } from "@/features/ConfirmDialog";
import { faultOf, isOnlyAbout } from "@/features/static/faults";
import { Refusal } from "@/features/static/MembersForm";
import { formatDate } from "@/format";
import { expiryIn, LIVES, type Life } from "./lives";
import { More } from "./More";
import { useKeys } from "./pages";
import { Secret } from "./Secret";
import classes from "./settings.module.css";

const KEYS = ["get", "/api/keys"] as const;

/** Keys of programs. */
export function Keys() {
  const { t } = useTranslation("settings");
  const { t: common } = useTranslation("common");
  const narrow = useMediaQuery("(max-width: 48em)", undefined, { getInitialValueInEffect: false }) ?? false;
  const found = useKeys();
  const [creating, create] = useState(false);
  const [revoking, revoke] = useState<KeyOut | null>(null);
  const keys = found.items;
  if (found.error && !keys) return <ErrorState error={found.error} retry={() => found.refetch()} />;
  const button = (
    <Button leftSection={<Plus size={16} />} onClick={() => create(true)}>
      {t("keys.open")}
    </Button>
  );
  return (
    <>
      <div className={classes.head}>
        <Text size="sm" c="dimmed" maw={560}>
          {t("keys.about")}
        </Text>
        {keys?.length !== 0 && button}
      </div>
      {keys?.length === 0 ? (
        <div className={classes.frame}>
          <EmptyState icon={KeyRound} title={t("keys.empty")} action={button}>
            {t("keys.emptyWhy")}
          </EmptyState>
        </div>
      ) : (
        // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls sideways has to be reached by keyboard
        <section className={classes.frame} aria-label={t("tab.keys")} tabIndex={0}>
          <Table>
            <Table.Thead>
              <Table.Tr>
                <Table.Th>{t("keys.name")}</Table.Th>
                <Table.Th>{t("keys.state")}</Table.Th>
                {!narrow && <Table.Th>{t("users.role")}</Table.Th>}
                {!narrow && <Table.Th>{t("keys.used")}</Table.Th>}
                {!narrow && <Table.Th>{t("keys.expires")}</Table.Th>}
                {!narrow && <Table.Th>{t("keys.created")}</Table.Th>}
                <Table.Th className={classes.menu}>
                  <VisuallyHidden>{common("actions")}</VisuallyHidden>
                </Table.Th>
              </Table.Tr>
            </Table.Thead>
            <Table.Tbody>
              {!keys && <TableSkeleton columns={narrow ? 3 : 7} />}
              {keys?.map((key) => (
                <Row key={key.id} of={key} narrow={narrow} onRevoke={() => revoke(key)} />
              ))}
            </Table.Tbody>
          </Table>
        </section>
      )}
      <More pages={found} />
      {creating && <CreateDialog onClose={() => create(false)} />}
      {revoking && <RevokeDialog of={revoking} onClose={() => revoke(null)} />}
    </>
  );
}

function Row({ of: key, narrow, onRevoke }: { of: KeyOut; narrow: boolean; onRevoke: () => void }) {
  const { t } = useTranslation("settings");
  const { t: common } = useTranslation("common");
  const name = inert(key.name);
  const color = { active: "green", expired: "orange", revoked: "gray" }[key.state];
  return (
    <Table.Tr>
      <Table.Td>
        <div className={classes.cut} title={name}>
          <Text span fw={600} size="sm">
            <bdi>{name}</bdi>
          </Text>
        </div>
        <div className={classes.quiet}>
          <code>{key.prefix}…</code>
          {narrow && ` · ${common(`role.${key.role}`)}`}
        </div>
      </Table.Td>
      <Table.Td>
        <Badge color={color}>{t(`keys.is.${key.state}`)}</Badge>
      </Table.Td>
      {!narrow && <Table.Td>{common(`role.${key.role}`)}</Table.Td>}
      {!narrow && (
        <Table.Td>
          <Ago at={key.last_used_at} none={common("never")} />
        </Table.Td>
      )}
      {!narrow && <Table.Td>{key.expires_at ? formatDate(key.expires_at) : common("never")}</Table.Td>}
      {!narrow && (
        <Table.Td>
          <Ago at={key.created_at} />
          <div className={`${classes.cut} ${classes.quiet}`}>
            <bdi>{inert(key.created_by)}</bdi>
          </div>
        </Table.Td>
      )}
      <Table.Td className={classes.menu}>
        {key.state === "active" && (
          <Button
            variant="subtle"
            color="red"
            size="compact-sm"
            aria-label={`${t("keys.revoke")}: ${name}`}
            onClick={onRevoke}
          >
            {t("keys.revoke")}
          </Button>
        )}
      </Table.Td>
    </Table.Tr>
  );
}

function CreateDialog({ onClose }: { onClose: () => void }) {
  const { t } = useTranslation("settings");
  const { t: common } = useTranslation("common");
  const [name, setName] = useState("");
  const [role, setRole] = useState<Role>("viewer");
  const [life, setLife] = useState<Life>("90");
  const create = useMutation({
    mutationFn: async () => {
      const body = { name: name.trim(), role, expires_at: expiryIn(life, Date.now()) };
      return (await api.POST("/api/keys", { body })).data!;
    },
    onSuccess: () => queryClient.invalidateQueries({ queryKey: KEYS }),
  });
  const submit = (event: FormEvent) => {
    event.preventDefault();
    create.mutate();
  };
  const made = create.data;
  return (
    <Modal
      opened
      onClose={onClose}
      title={made ? t("keys.made") : t("keys.title")}
      size={made ? "lg" : undefined}
      // What is shown once isn't lost by a click beside it.
      closeOnClickOutside={!made}
      closeOnEscape={!made}
      closeButtonProps={{ "aria-label": common("close") }}
    >
      {made ? (
        <Stack>
          <Text size="sm">{t("keys.once")}</Text>
          <Secret label={t("keys.secret")} text={made.secret} />
          <Secret
            label={t("keys.example")}
            text={`curl -H "Authorization: Bearer ${made.secret}" ${location.origin}/api/segments`}
          />
          <Group justify="flex-end">
            <Button onClick={onClose}>{t("link.done")}</Button>
          </Group>
        </Stack>
      ) : (
        <form onSubmit={submit}>
          <Stack>
            <TextInput
              label={t("keys.name")}
              description={t("keys.nameWhy")}
              value={name}
              onChange={(event) => setName(event.currentTarget.value)}
              error={faultOf(create.error, "name")}
              withAsterisk={false}
              dir="auto"
              required
              data-autofocus
            />
            <Select
              label={t("users.role")}
              description={t(`roleMay.${role}`)}
              value={role}
              onChange={(next) => next && setRole(next as Role)}
              data={ROLES.map((value) => ({ value, label: common(`role.${value}`) }))}
              allowDeselect={false}
            />
            <Select
              label={t("keys.expires")}
              value={life}
              onChange={(next) => next && setLife(next as Life)}
              data={LIVES.map((value) => ({ value, label: t(`keys.life.${value}`) }))}
              allowDeselect={false}
            />
            {create.error && !isOnlyAbout(create.error, ["name"]) && <Refusal error={create.error} />}
            <Group justify="flex-end" gap="xs">
              <Button variant="default" onClick={onClose}>
                {common("cancel")}
              </Button>
              <Button type="submit" loading={create.isPending} disabled={!name.trim()}>
                {t("keys.do")}
              </Button>
            </Group>
          </Stack>
        </form>
      )}
    </Modal>
  );
}

/** Asks first: a key can't be brought back. */
function RevokeDialog({ of: key, onClose }: { of: KeyOut; onClose: () => void }) {
  const { t } = useTranslation("settings");
  const revoke = async () => {
    await api.DELETE("/api/keys/{id}", { params: { path: { id: key.id } } });
    queryClient.invalidateQueries({ queryKey: KEYS });
  };
  return (
    <ConfirmDialog
      title={t("keys.revokeTitle", { name: inert(key.name) })}
      why={t("keys.revokeWhy")}
      confirm={t("keys.revoke")}
      work={revoke}
      done={t("keys.revoked", { name: inert(key.name) })}
      onClose={onClose}
    />
  );
}
