import { ActionIcon, Badge, Button, Menu, Select, Table, Text, VisuallyHidden } from "@mantine/core";
import { useMediaQuery } from "@mantine/hooks";
import { modals } from "@mantine/modals";
import { useMutation } from "@tanstack/react-query";
import { Ban, Ellipsis, KeyRound, RotateCcw, UserPlus } from "lucide-react";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { api, queryClient } from "@/api/client";
import type { LinkOut, UserOut, UserPatch } from "@/api/schema";
import { ROLES, type Role, sessionQuery, useSession } from "@/api/session";
import { Ago } from "@/components/Ago";
import { ErrorState } from "@/components/EmptyState";
import { notifyDone, notifyError, notifyUndo } from "@/components/notify";
import { TableSkeleton } from "@/components/skeletons";
import { inert } from "@/components/text";
import { InviteDialog, LinkDialog } from "./Invite";
import { More } from "./More";
import { useUsers } from "./pages";
import classes from "./settings.module.css";

export const USERS = ["get", "/api/users"] as const;

async function change(user: UserOut, patch: UserPatch) {
  await api.PATCH("/api/users/{id}", { params: { path: { id: user.id } }, body: patch });
  queryClient.invalidateQueries({ queryKey: USERS });
}

/** Who may sign in, and as what. */
export function Users() {
  const { t } = useTranslation("settings");
  const { t: common } = useTranslation("common");
  const narrow = useMediaQuery("(max-width: 48em)", undefined, { getInitialValueInEffect: false });
  const found = useUsers();
  const [inviting, invite] = useState(false);
  const [link, show] = useState<{ email: string; link: LinkOut } | null>(null);
  const users = found.items;
  if (found.error && !users) return <ErrorState error={found.error} retry={() => found.refetch()} />;
  return (
    <>
      <div className={classes.head}>
        <Text size="sm" c="dimmed" maw={560}>
          {t("users.about")}
        </Text>
        <Button leftSection={<UserPlus size={16} />} onClick={() => invite(true)}>
          {t("invite.open")}
        </Button>
      </div>
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls sideways has to be reached by keyboard */}
      <section className={classes.frame} aria-label={t("tab.users")} tabIndex={0}>
        <Table>
          <Table.Thead>
            <Table.Tr>
              <Table.Th>{t("users.name")}</Table.Th>
              <Table.Th>{t("users.role")}</Table.Th>
              {!narrow && <Table.Th>{t("users.state")}</Table.Th>}
              {!narrow && <Table.Th>{t("users.seen")}</Table.Th>}
              <Table.Th className={classes.menu}>
                <VisuallyHidden>{common("actions")}</VisuallyHidden>
              </Table.Th>
            </Table.Tr>
          </Table.Thead>
          <Table.Tbody>
            {!users && <TableSkeleton columns={narrow ? 3 : 5} />}
            {users?.map((user) => (
              <Row
                key={user.id}
                user={user}
                narrow={narrow ?? false}
                show={(made) => show({ email: user.email, link: made })}
              />
            ))}
          </Table.Tbody>
        </Table>
      </section>
      <More pages={found} />
      {inviting && <InviteDialog onClose={() => invite(false)} />}
      {link && <LinkDialog email={link.email} link={link.link} onClose={() => show(null)} />}
    </>
  );
}

function State({ user }: { user: UserOut }) {
  const { t } = useTranslation("settings");
  const state = user.disabled ? "disabled" : user.has_password || user.last_seen_at ? "active" : "invited";
  const color = { disabled: "gray", active: "green", invited: "orange" }[state];
  return <Badge color={color}>{t(`users.is.${state}`)}</Badge>;
}

type RowProps = { user: UserOut; narrow: boolean; show: (link: LinkOut) => void };

function Row({ user, narrow, show }: RowProps) {
  const { t } = useTranslation("settings");
  const { t: common } = useTranslation("common");
  const own = useSession()?.user?.id === user.id;
  const name = inert(user.name);
  const role = useMutation({
    mutationFn: (next: Role) => change(user, { role: next }),
    onSuccess: (_, next) => {
      notifyDone(t("users.changed", { name, role: common(`role.${next}`) }));
      if (own) queryClient.invalidateQueries({ queryKey: sessionQuery.queryKey });
    },
    onError: notifyError,
  });
  const choose = (next: Role) => {
    if (!own) return role.mutate(next);
    modals.openConfirmModal({
      title: t("users.ownTitle"),
      children: <Text size="sm">{t("users.ownWhy")}</Text>,
      labels: { confirm: t("users.ownDo"), cancel: common("cancel") },
      closeButtonProps: { "aria-label": common("close") },
      onConfirm: () => role.mutate(next),
    });
  };
  const disable = async (disabled: boolean) => {
    try {
      await change(user, { disabled });
      const message = t(disabled ? "users.disabled" : "users.enabled", { name });
      notifyUndo(message, () => change(user, { disabled: !disabled }));
    } catch (error) {
      notifyError(error);
    }
  };
  const renew = async () => {
    try {
      const { data } = await api.POST("/api/users/{id}/link", { params: { path: { id: user.id } } });
      show(data!);
    } catch (error) {
      notifyError(error);
    }
  };
  return (
    <Table.Tr>
      <Table.Td>
        <div className={classes.cut} title={name}>
          <Text span fw={600} size="sm">
            <bdi>{name}</bdi>
          </Text>
          {own && <span className={classes.quiet}> {t("users.you")}</span>}
        </div>
        <div className={`${classes.cut} ${classes.quiet}`} title={inert(user.email)}>
          <bdi>{inert(user.email)}</bdi>
        </div>
        {narrow && <State user={user} />}
      </Table.Td>
      <Table.Td>
        <Select
          aria-label={t("users.roleOf", { name })}
          value={user.role}
          onChange={(next) => next && next !== user.role && choose(next as Role)}
          data={ROLES.map((value) => ({ value, label: common(`role.${value}`) }))}
          disabled={role.isPending}
          allowDeselect={false}
          w={narrow ? 116 : 140}
          comboboxProps={{ withinPortal: true }}
        />
      </Table.Td>
      {!narrow && (
        <Table.Td>
          <State user={user} />
        </Table.Td>
      )}
      {!narrow && (
        <Table.Td>
          <Ago at={user.last_seen_at} none={common("never")} />
        </Table.Td>
      )}
      <Table.Td className={classes.menu}>
        <Menu width={220}>
          <Menu.Target>
            <ActionIcon aria-label={`${common("actions")}: ${name}`}>
              <Ellipsis size={17} />
            </ActionIcon>
          </Menu.Target>
          <Menu.Dropdown>
            <Menu.Item leftSection={<KeyRound size={15} />} disabled={user.disabled} onClick={renew}>
              {t("users.link")}
            </Menu.Item>
            <Menu.Divider />
            {user.disabled ? (
              <Menu.Item leftSection={<RotateCcw size={15} />} onClick={() => disable(false)}>
                {t("users.enable")}
              </Menu.Item>
            ) : (
              <Menu.Item color="red" leftSection={<Ban size={15} />} disabled={own} onClick={() => disable(true)}>
                {t("users.disable")}
              </Menu.Item>
            )}
          </Menu.Dropdown>
        </Menu>
      </Table.Td>
    </Table.Tr>
  );
}
