import { Button, Center, Loader, PasswordInput, Stack, Text, TextInput } from "@mantine/core";
import { useMutation, useQuery } from "@tanstack/react-query";
import { Link, useSearch } from "@tanstack/react-router";
import { type FormEvent, useEffect, useRef } from "react";
import { useTranslation } from "react-i18next";
import { api } from "@/api/client";
import type { SignIn } from "@/api/schema";
import { sessionQuery } from "@/api/session";
import { Frame } from "./Frame";
import { useEnter, useToken } from "./link";
import { Problem } from "./Problem";

/** Signing in with e-mail and password, or by a link that works once. */
export default function SignInPage() {
  const { t } = useTranslation("sign-in");
  const { next } = useSearch({ from: "/sign-in" });
  const token = useToken();
  const enter = useEnter();
  const session = useQuery(sessionQuery).data;
  const signIn = useMutation({
    mutationFn: async (body: SignIn) => (await api.POST("/api/session", { body })).data!,
    onSuccess: (made) => enter(made, next),
  });

  // The link works once: React's double mount in development must not use it up twice.
  const used = useRef(false);
  const byLink = signIn.mutate;
  useEffect(() => {
    if (!token || used.current) return;
    used.current = true;
    byLink({ token });
  }, [token, byLink]);

  const submit = (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault();
    const form = new FormData(event.currentTarget);
    signIn.mutate({ email: String(form.get("email")), password: String(form.get("password")) });
  };

  if (token && !signIn.isError) {
    return (
      <Frame title={t("byLink")}>
        <Center py="md">
          <Loader size="sm" role="status" aria-label={t("common:loading")} />
        </Center>
      </Frame>
    );
  }
  return (
    <Frame title={t("title")} why={session?.workspace.name ? t("to", { name: session.workspace.name }) : undefined}>
      <form onSubmit={submit}>
        <Stack gap="md">
          <Problem error={signIn.error} />
          {session?.setup_needed && (
            <Text size="sm">
              {t("setupNeeded")} <Link to="/setup">{t("setupLink")}</Link>
            </Text>
          )}
          <TextInput
            name="email"
            type="email"
            label={t("email")}
            autoComplete="username"
            required
            withAsterisk={false}
            autoFocus
            size="md"
          />
          <PasswordInput
            name="password"
            label={t("password")}
            autoComplete="current-password"
            required
            withAsterisk={false}
            size="md"
            visibilityToggleButtonProps={{ "aria-label": t("show"), tabIndex: 0, "aria-hidden": false }}
          />
          <Button type="submit" loading={signIn.isPending} size="md" fullWidth mt={4}>
            {t("submit")}
          </Button>
          <Text size="xs" c="dimmed" ta="center">
            {t("forgotten")}
          </Text>
        </Stack>
      </form>
    </Frame>
  );
}
