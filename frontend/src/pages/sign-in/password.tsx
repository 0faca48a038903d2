import { Button, Stack, Text } from "@mantine/core";
import { useMutation } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import type { FormEvent } from "react";
import { useTranslation } from "react-i18next";
import { api } from "@/api/client";
import type { LinkPasswordIn } from "@/api/schema";
import { Frame } from "./Frame";
import { useEnter, useToken } from "./link";
import { NewPassword } from "./NewPassword";
import { Problem } from "./Problem";

/** The link of an invitation or a reset: choose a password, and be signed in. */
export default function PasswordPage() {
  const { t } = useTranslation("sign-in");
  const token = useToken();
  const enter = useEnter();
  const choose = useMutation({
    mutationFn: async (body: LinkPasswordIn) => (await api.POST("/api/links/password", { body })).data!,
    onSuccess: (made) => enter(made),
  });
  const submit = (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault();
    choose.mutate({ token: token ?? "", password: String(new FormData(event.currentTarget).get("password")) });
  };
  return (
    <Frame title={t("choose.title")} why={token ? t("choose.why") : undefined}>
      {token ? (
        <form onSubmit={submit}>
          <Stack gap="md">
            <Problem error={choose.error} />
            <NewPassword autoFocus />
            <Button type="submit" loading={choose.isPending} size="md" fullWidth mt={4}>
              {t("choose.submit")}
            </Button>
          </Stack>
        </form>
      ) : (
        <Stack gap="md">
          <Text size="sm">{t("choose.noToken")}</Text>
          <Button variant="default" renderRoot={(props) => <Link to="/sign-in" {...props} />}>
            {t("setup.toSignIn")}
          </Button>
        </Stack>
      )}
    </Frame>
  );
}
