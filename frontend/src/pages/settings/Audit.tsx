import {
  Alert,
  Button,
  CloseButton,
  Collapse,
  Group,
  Select,
  Table,
  Text,
  TextInput,
  UnstyledButton,
} from "@mantine/core";
import { useDebouncedCallback, useMediaQuery } from "@mantine/hooks";
import { useMutation } from "@tanstack/react-query";
import { getRouteApi, Link } from "@tanstack/react-router";
import { ChevronDown, ChevronRight, ScrollText, ShieldAlert, ShieldCheck } from "lucide-react";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { api } from "@/api/client";
import type { AuditEntryOut } from "@/api/schema";
import { EmptyState, ErrorState } from "@/components/EmptyState";
import { notifyError } from "@/components/notify";
import { TableSkeleton } from "@/components/skeletons";
import { inert } from "@/components/text";
import { formatDateTime } from "@/format";
import { dayAfter, isKnown, linesOf, NOUNS, subjectOf } from "./audit";
import { More } from "./More";
import { useAudit } from "./pages";
import type { SettingsSearch } from "./search";
import classes from "./settings.module.css";

const route = getRouteApi("/app/settings");
const TYPING_MS = 350;

/** Who changed what, and when. */
export function Audit() {
  const { t } = useTranslation("settings");
  const search = route.useSearch();
  const narrow = useMediaQuery("(max-width: 48em)", undefined, { getInitialValueInEffect: false }) ?? false;
  const { actor, action, subject, since } = search;
  const until = search.until && dayAfter(search.until);
  const found = useAudit({ actor, action, subject, since, until });
  const rows = found.items;
  return (
    <>
      <div className={classes.head}>
        <Filters />
        <Check />
      </div>
      {found.error && !rows ? (
        <ErrorState error={found.error} retry={() => found.refetch()} />
      ) : rows?.length === 0 ? (
        <div className={classes.frame}>
          <EmptyState icon={ScrollText} title={t("audit.empty")}>
            {t("audit.emptyWhy")}
          </EmptyState>
        </div>
      ) : (
        // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls sideways has to be reached by keyboard
        <section className={classes.frame} aria-label={t("tab.audit")} tabIndex={0}>
          <Table>
            <Table.Thead>
              <Table.Tr>
                <Table.Th>{t("audit.what")}</Table.Th>
                {!narrow && <Table.Th>{t("audit.who")}</Table.Th>}
                {!narrow && <Table.Th>{t("audit.when")}</Table.Th>}
              </Table.Tr>
            </Table.Thead>
            <Table.Tbody>
              {!rows && <TableSkeleton columns={narrow ? 1 : 3} />}
              {rows?.map((row) => (
                <Row key={row.id} row={row} narrow={narrow} />
              ))}
            </Table.Tbody>
          </Table>
        </section>
      )}
      <More pages={found} />
    </>
  );
}

function Filters() {
  const { t } = useTranslation("settings");
  const search = route.useSearch();
  const navigate = route.useNavigate();
  const change = (patch: Partial<SettingsSearch>) =>
    navigate({ search: (old) => ({ ...old, ...patch }), replace: true, resetScroll: false });
  const later = useDebouncedCallback(change, TYPING_MS);
  const whats = NOUNS.map((value): { value: string; label: string } => ({
    value,
    label: t(`noun.${value.slice(0, -1)}`),
  }));
  const { action } = search;
  if (action && !whats.some((one) => one.value === action)) whats.push({ value: action, label: inert(action) });
  return (
    <div className={classes.filters}>
      <TextInput
        label={t("audit.who")}
        placeholder={t("audit.whoWhy")}
        key={`who ${search.actor ?? ""}`}
        defaultValue={search.actor}
        onChange={(event) => later({ actor: event.currentTarget.value || undefined })}
      />
      <Select
        label={t("audit.what")}
        placeholder={t("audit.anything")}
        value={search.action ?? null}
        onChange={(action) => change({ action: action ?? undefined })}
        data={whats}
        clearable
        clearButtonProps={{ "aria-label": t("common:clear") }}
      />
      {search.subject && (
        <TextInput
          label={t("audit.subject")}
          value={inert(search.subject)}
          readOnly
          rightSection={
            <CloseButton size="sm" aria-label={t("common:clear")} onClick={() => change({ subject: undefined })} />
          }
        />
      )}
      <TextInput
        label={t("audit.since")}
        type="date"
        value={search.since ?? ""}
        onChange={(event) => change({ since: event.currentTarget.value || undefined })}
      />
      <TextInput
        label={t("audit.until")}
        type="date"
        value={search.until ?? ""}
        onChange={(event) => change({ until: event.currentTarget.value || undefined })}
      />
    </div>
  );
}

/** Has the server look whether every row is as it was written. */
function Check() {
  const { t } = useTranslation("settings");
  const check = useMutation({
    mutationFn: async () => (await api.GET("/api/audit/check")).data!,
    onError: notifyError,
  });
  if (check.data) {
    const { ok, first_broken } = check.data;
    return (
      <Alert
        color={ok ? "green" : "red"}
        icon={ok ? <ShieldCheck size={18} /> : <ShieldAlert size={18} />}
        py={8}
        withCloseButton
        closeButtonLabel={t("common:close")}
        onClose={() => check.reset()}
      >
        {ok ? t("audit.whole") : t("audit.broken", { id: first_broken })}
      </Alert>
    );
  }
  return (
    <Button
      variant="default"
      leftSection={<ShieldCheck size={16} />}
      loading={check.isPending}
      onClick={() => check.mutate()}
    >
      {t("audit.check")}
    </Button>
  );
}

function Row({ row, narrow }: { row: AuditEntryOut; narrow: boolean }) {
  const { t } = useTranslation("settings");
  const [open, setOpen] = useState(false);
  const subject = inert(subjectOf(row));
  const lines = linesOf(row);
  const words = isKnown(row.action) ? t(`action.${row.action}`) : inert(row.action);
  return (
    <Table.Tr>
      <Table.Td>
        <UnstyledButton
          aria-expanded={open}
          onClick={() => setOpen(!open)}
          style={{ font: "inherit", maxWidth: "100%" }}
        >
          <Group gap={8} wrap="nowrap" align="center">
            {open ? <ChevronDown size={15} /> : <ChevronRight size={15} />}
            <span style={{ minWidth: 0 }}>
              <Text span size="sm">
                {words}
              </Text>{" "}
              <Text span size="sm" fw={600} style={{ overflowWrap: "anywhere" }}>
                <bdi>{subject}</bdi>
              </Text>
              {narrow && (
                <span className={classes.quiet} style={{ display: "block" }}>
                  <bdi>{inert(row.actor)}</bdi> · {formatDateTime(row.at)}
                </span>
              )}
            </span>
          </Group>
        </UnstyledButton>
        <Collapse expanded={open}>
          <dl className={classes.detail}>
            {lines.map(([key, value]) => (
              <div key={key} style={{ display: "contents" }}>
                <dt>{inert(key)}</dt>
                <dd>
                  <bdi>{inert(value)}</bdi>
                </dd>
              </div>
            ))}
            {row.action.startsWith("segment.") && row.action !== "segment.delete" && (
              <div style={{ display: "contents" }}>
                <dt>{t("noun.segment")}</dt>
                <dd>
                  <Link to="/segments/$id" params={{ id: row.subject }}>
                    {t("audit.open")}
                  </Link>
                </dd>
              </div>
            )}
          </dl>
        </Collapse>
      </Table.Td>
      {!narrow && (
        <Table.Td>
          <div className={classes.cut} title={inert(row.actor)}>
            <bdi>{inert(row.actor)}</bdi>
          </div>
        </Table.Td>
      )}
      {!narrow && <Table.Td style={{ whiteSpace: "nowrap" }}>{formatDateTime(row.at)}</Table.Td>}
    </Table.Tr>
  );
}
