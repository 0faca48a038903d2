import { Button, Code, Group, Text } from "@mantine/core";
import type { ErrorComponentProps } from "@tanstack/react-router";
import { TriangleAlert } from "lucide-react";
import { useTranslation } from "react-i18next";
import { ApiError, messageOf } from "@/api/problem";
import { EmptyState, ErrorState } from "@/components/EmptyState";
import { Page } from "@/components/Page";
import { inert } from "@/components/text";

/** What stands in the place of a page that threw: a request's problem in the server's words, our own faults as such. */
export function Broken({ error, reset }: ErrorComponentProps) {
  const { t } = useTranslation("shell");
  // A page's script that isn't there any more: a newer version was installed since this one was loaded.
  const outdated = /dynamically imported module|module script failed/i.test(messageOf(error));
  if (error instanceof ApiError) return <ErrorState error={error} retry={reset} />;
  return (
    <Page title={outdated ? t("broken.outdated") : t("broken.title")}>
      <EmptyState
        icon={TriangleAlert}
        title={outdated ? t("broken.outdatedWhy") : t("broken.why")}
        action={
          <Group justify="center">
            <Button onClick={() => window.location.reload()}>{t("broken.reload")}</Button>
          </Group>
        }
      >
        {!outdated && (
          <Text size="xs" component="div" mt="xs">
            <Code>{inert(messageOf(error)).slice(0, 400)}</Code>
          </Text>
        )}
      </EmptyState>
    </Page>
  );
}
