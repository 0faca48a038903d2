import { Button, Card, Skeleton, Stack, TextInput, Title } from "@mantine/core";
import { useMutation } from "@tanstack/react-query";
import { type FormEvent, useState } from "react";
import { useTranslation } from "react-i18next";
import { $api, api, queryClient } from "@/api/client";
import type { WorkspaceOut } from "@/api/schema";
import { sessionQuery, useMay } from "@/api/session";
import { ErrorState } from "@/components/EmptyState";
import { notifyDone } from "@/components/notify";
import { inert } from "@/components/text";
import { faultOf, isOnlyAbout } from "@/features/static/faults";
import { Refusal } from "@/features/static/MembersForm";
import { formatDateTime, formatNumber } from "@/format";
import classes from "./settings.module.css";

const LONGEST_NAME = 100;

/** What the workspace is called, its zone, and how much it holds. */
export function Workspace() {
  const { t } = useTranslation("settings");
  const may = useMay("admin");
  const found = $api.useQuery("get", "/api/workspace");
  if (found.error) return <ErrorState error={found.error} retry={() => found.refetch()} />;
  if (!found.data) return <Skeleton height={240} className={classes.form} />;
  const { name, zone, profiles, events, data_until } = found.data;
  return (
    <Stack className={classes.form} gap="lg">
      {may && <Name name={name} />}
      <Card>
        <Title order={2} size="h3" mb="md">
          {t("workspace.facts")}
        </Title>
        <dl className={classes.facts}>
          {!may && (
            <>
              <dt>{t("workspace.name")}</dt>
              <dd>
                <bdi>{inert(name)}</bdi>
              </dd>
            </>
          )}
          <dt>{t("workspace.zone")}</dt>
          <dd>
            {zone}
            <div className={classes.quiet}>{t("workspace.zoneWhy")}</div>
          </dd>
          <dt>{t("workspace.profiles")}</dt>
          <dd>{formatNumber(profiles)}</dd>
          <dt>{t("workspace.events")}</dt>
          <dd>{formatNumber(events)}</dd>
          <dt>{t("workspace.until")}</dt>
          <dd>{data_until ? formatDateTime(data_until) : t("workspace.empty")}</dd>
        </dl>
      </Card>
    </Stack>
  );
}

function Name({ name }: { name: string }) {
  const { t } = useTranslation("settings");
  const { t: common } = useTranslation("common");
  const [next, setNext] = useState(name);
  const rename = useMutation({
    mutationFn: async (): Promise<WorkspaceOut> =>
      (await api.PATCH("/api/workspace", { body: { name: next.trim() } })).data!,
    onSuccess: () => {
      queryClient.invalidateQueries({ queryKey: ["get", "/api/workspace"] });
      queryClient.invalidateQueries({ queryKey: sessionQuery.queryKey });
      notifyDone(t("workspace.renamed"));
    },
  });
  const submit = (event: FormEvent) => {
    event.preventDefault();
    rename.mutate();
  };
  return (
    <Card>
      <form onSubmit={submit}>
        <Stack gap="sm">
          <TextInput
            label={t("workspace.name")}
            description={t("workspace.nameWhy")}
            value={next}
            onChange={(event) => setNext(event.currentTarget.value)}
            maxLength={LONGEST_NAME}
            error={faultOf(rename.error, "name")}
            dir="auto"
            required
            withAsterisk={false}
          />
          {rename.error && !isOnlyAbout(rename.error, ["name"]) && <Refusal error={rename.error} />}
          <Button
            type="submit"
            loading={rename.isPending}
            disabled={!next.trim() || next.trim() === name}
            style={{ alignSelf: "flex-start" }}
          >
            {common("save")}
          </Button>
        </Stack>
      </form>
    </Card>
  );
}
