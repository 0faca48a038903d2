import { Button, Code, Stack, Text, TextInput } from "@mantine/core";
import { useMutation, useQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import type { FormEvent } from "react";
import { useTranslation } from "react-i18next";
import { api } from "@/api/client";
import type { SetupIn } from "@/api/schema";
import { sessionQuery } from "@/api/session";
import { Frame } from "./Frame";
import { useEnter, useToken } from "./link";
import { NewPassword } from "./NewPassword";
import { Problem } from "./Problem";

/** The first run: whoever has the link that the server printed becomes the first admin. */
export default function SetupPage() {
  const { t } = useTranslation("sign-in");
  const token = useToken();
  const enter = useEnter();
  const session = useQuery(sessionQuery).data;
  const setUp = useMutation({
    mutationFn: async (body: SetupIn) => (await api.POST("/api/setup", { body })).data!,
    onSuccess: (made) => enter(made),
  });
  const submit = (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault();
    const form = new FormData(event.currentTarget);
    setUp.mutate({
      token: token ?? "",
      email: String(form.get("email")),
      name: String(form.get("name")),
      password: String(form.get("password")),
    });
  };
  if (session && !session.setup_needed && !setUp.isPending && !setUp.isSuccess) {
    return (
      <Frame title={t("setup.done")} why={t("setup.doneWhy")}>
        <Button fullWidth renderRoot={(props) => <Link to="/sign-in" {...props} />}>
          {t("setup.toSignIn")}
        </Button>
      </Frame>
    );
  }
  if (!token) {
    return (
      <Frame title={t("setup.title")}>
        <Text size="sm">{t("setup.noToken")}</Text>
        <Code block mt="md">
          shoal serve
        </Code>
      </Frame>
    );
  }
  return (
    <Frame title={t("setup.title")} why={t("setup.why")}>
      <form onSubmit={submit}>
        <Stack gap="md">
          <Problem error={setUp.error} />
          <TextInput
            name="name"
            label={t("name")}
            autoComplete="name"
            required
            withAsterisk={false}
            maxLength={100}
            autoFocus
            size="md"
          />
          <TextInput
            name="email"
            type="email"
            label={t("email")}
            autoComplete="username"
            required
            withAsterisk={false}
            size="md"
          />
          <NewPassword />
          <Button type="submit" loading={setUp.isPending} size="md" fullWidth mt={4}>
            {t("setup.submit")}
          </Button>
        </Stack>
      </form>
    </Frame>
  );
}
