import { Button, Center, Stack, Text, ThemeIcon } from "@mantine/core";
import { Inbox, type LucideIcon, RotateCw, TriangleAlert } from "lucide-react";
import type { ReactNode } from "react";
import { useTranslation } from "react-i18next";
import { ApiError } from "@/api/problem";
import { inert } from "./text";

type Props = {
  title: string;
  /** One line: why there is nothing. */
  children?: ReactNode;
  icon?: LucideIcon;
  /** One action: a Button. */
  action?: ReactNode;
};

/** Where there is nothing: what is missing, one line why, one action. */
export function EmptyState({ title, children, icon: Icon = Inbox, action }: Props) {
  return (
    <Center py={56} px="md">
      <Stack align="center" gap={6} maw={440} ta="center">
        <ThemeIcon variant="light" size={44} radius="lg" mb={6} aria-hidden>
          <Icon size={22} />
        </ThemeIcon>
        <Text fw={600} size="md">
          {title}
        </Text>
        {children && (
          <Text size="sm" c="dimmed" component="div">
            {children}
          </Text>
        )}
        {action && <div style={{ marginTop: 12 }}>{action}</div>}
      </Stack>
    </Center>
  );
}

/** Where loading failed: the server's words, its hint, and another try. */
export function ErrorState({ error, retry }: { error: unknown; retry?: () => void }) {
  const { t } = useTranslation("common");
  const problem = error instanceof ApiError ? error : null;
  const offline = problem?.status === 0;
  const forbidden = problem?.status === 403;
  const missing = problem?.status === 404;
  const title = offline
    ? t("error.offline")
    : forbidden
      ? t("error.forbidden")
      : missing
        ? t("error.missing")
        : t("error.title");
  const text = offline ? t("error.offlineWhy") : error instanceof Error ? error.message : String(error);
  return (
    <div role="alert">
      <Center py={48} px="md">
        <Stack align="center" gap={6} maw={520} ta="center">
          <ThemeIcon variant="light" color="red" size={44} radius="lg" mb={6} aria-hidden>
            <TriangleAlert size={22} />
          </ThemeIcon>
          <Text fw={600} size="md">
            {title}
          </Text>
          <Text size="sm" c="dimmed" style={{ overflowWrap: "anywhere" }}>
            {inert(text)}
          </Text>
          {problem?.hint && (
            <Text size="sm" c="dimmed">
              {inert(problem.hint)}
            </Text>
          )}
          {retry && (
            <Button variant="default" mt={12} leftSection={<RotateCw size={15} />} onClick={retry}>
              {t("error.retry")}
            </Button>
          )}
        </Stack>
      </Center>
    </div>
  );
}
