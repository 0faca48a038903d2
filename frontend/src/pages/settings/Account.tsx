import {
  Button,
  Card,
  PasswordInput,
  SegmentedControl,
  Stack,
  Text,
  Title,
  useMantineColorScheme,
} from "@mantine/core";
import { useMutation } from "@tanstack/react-query";
import { type FormEvent, useState } from "react";
import { useTranslation } from "react-i18next";
import { api } from "@/api/client";
import { begin, useSession } from "@/api/session";
import { notifyDone } from "@/components/notify";
import { inert } from "@/components/text";
import { faultOf, isOnlyAbout } from "@/features/static/faults";
import { Refusal } from "@/features/static/MembersForm";
import { currentLanguage, LANGUAGES, type Language, switchLanguage } from "@/i18n";
import classes from "./settings.module.css";

const LEAST_PASSWORD = 10;

/** One's own account, and how the app looks to oneself. */
export function Account() {
  const { t } = useTranslation("settings");
  const { t: common } = useTranslation("common");
  const user = useSession()?.user;
  const { colorScheme, setColorScheme } = useMantineColorScheme();
  if (!user) return null;
  return (
    <Stack className={classes.form} gap="lg">
      <Card>
        <Title order={2} size="h3" mb="md">
          {t("account.who")}
        </Title>
        <dl className={classes.facts}>
          <dt>{t("account.name")}</dt>
          <dd>
            <bdi>{inert(user.name)}</bdi>
          </dd>
          <dt>{t("account.email")}</dt>
          <dd>
            <bdi>{inert(user.email ?? "–")}</bdi>
          </dd>
          <dt>{t("account.role")}</dt>
          <dd>
            {common(`role.${user.role}`)}
            <div className={classes.quiet}>{t(`roleMay.${user.role}`)}</div>
          </dd>
        </dl>
      </Card>
      {user.kind === "user" && <Password />}
      <Card>
        <Title order={2} size="h3" mb="md">
          {t("account.look")}
        </Title>
        <Stack gap="md" align="flex-start">
          <div>
            <Text size="sm" fw={550} mb={4} id="setting-language">
              {t("account.language")}
            </Text>
            <SegmentedControl
              size="sm"
              aria-labelledby="setting-language"
              value={currentLanguage()}
              onChange={(code) => switchLanguage(code as Language)}
              data={Object.entries(LANGUAGES).map(([value, label]) => ({ value, label }))}
            />
          </div>
          <div>
            <Text size="sm" fw={550} mb={4} id="setting-scheme">
              {t("account.scheme")}
            </Text>
            <SegmentedControl
              size="sm"
              aria-labelledby="setting-scheme"
              value={colorScheme}
              onChange={(scheme) => setColorScheme(scheme as "auto" | "light" | "dark")}
              data={(["auto", "light", "dark"] as const).map((value) => ({ value, label: t(`scheme.${value}`) }))}
            />
          </div>
        </Stack>
      </Card>
    </Stack>
  );
}

function Password() {
  const { t } = useTranslation("settings");
  const [present, setPresent] = useState("");
  const [next, setNext] = useState("");
  const change = useMutation({
    mutationFn: async () => (await api.POST("/api/session/password", { body: { present, password: next } })).data!,
    onSuccess: (session) => {
      begin(session);
      setPresent("");
      setNext("");
      notifyDone(t("password.done"));
    },
  });
  const submit = (event: FormEvent) => {
    event.preventDefault();
    change.mutate();
  };
  const eye = { "aria-label": t("password.show"), tabIndex: 0, "aria-hidden": false };
  return (
    <Card>
      <Title order={2} size="h3" mb={2}>
        {t("password.title")}
      </Title>
      <Text size="sm" c="dimmed" mb="md">
        {t("password.about")}
      </Text>
      <form onSubmit={submit}>
        <Stack gap="sm">
          <PasswordInput
            label={t("password.present")}
            value={present}
            onChange={(event) => setPresent(event.currentTarget.value)}
            error={faultOf(change.error, "present")}
            autoComplete="current-password"
            visibilityToggleButtonProps={eye}
            withAsterisk={false}
            required
          />
          <PasswordInput
            label={t("password.next")}
            description={t("password.rule", { count: LEAST_PASSWORD })}
            value={next}
            onChange={(event) => setNext(event.currentTarget.value)}
            error={faultOf(change.error, "password")}
            autoComplete="new-password"
            minLength={LEAST_PASSWORD}
            visibilityToggleButtonProps={eye}
            withAsterisk={false}
            required
          />
          {change.error && !isOnlyAbout(change.error, ["present", "password"]) && <Refusal error={change.error} />}
          <Button
            type="submit"
            loading={change.isPending}
            disabled={!present || !next}
            style={{ alignSelf: "flex-start" }}
          >
            {t("password.do")}
          </Button>
        </Stack>
      </form>
    </Card>
  );
}
