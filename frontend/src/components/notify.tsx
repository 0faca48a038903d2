import { Button, Group } from "@mantine/core";
import { notifications } from "@mantine/notifications";
import i18next from "i18next";
import { Check, TriangleAlert } from "lucide-react";
import { ApiError, messageOf } from "@/api/problem";
import { inert } from "./text";

const UNDO_MS = 10_000;

/** Says that something was done and offers to undo it, for ten seconds. */
export function notifyUndo(message: string, undo: () => unknown) {
  const id = notifications.show({
    autoClose: UNDO_MS,
    withCloseButton: true,
    closeButtonProps: { "aria-label": i18next.t("common:close") },
    message: (
      <Group justify="space-between" wrap="nowrap" gap="sm">
        <span style={{ overflowWrap: "anywhere" }}>{inert(message)}</span>
        <Button
          size="compact-sm"
          variant="light"
          style={{ flex: "none" }}
          onClick={() => {
            notifications.hide(id);
            Promise.resolve().then(undo).catch(notifyError);
          }}
        >
          {i18next.t("common:undo")}
        </Button>
      </Group>
    ),
  });
  return id;
}

export function notifyDone(message: string) {
  return notifications.show({
    color: "green",
    icon: <Check size={16} />,
    autoClose: 4000,
    closeButtonProps: { "aria-label": i18next.t("common:close") },
    message: inert(message),
  });
}

/** Tells what went wrong, in the server's words, with its hint. */
export function notifyError(error: unknown) {
  if (error instanceof ApiError && error.status === 401) return; // the sign-in page comes
  const offline = error instanceof ApiError && error.status === 0;
  const hint = error instanceof ApiError ? error.hint : null;
  notifications.show({
    color: "red",
    icon: <TriangleAlert size={16} />,
    autoClose: 8000,
    closeButtonProps: { "aria-label": i18next.t("common:close") },
    title: offline ? i18next.t("common:error.offline") : inert(messageOf(error)),
    message: offline ? i18next.t("common:error.offlineWhy") : hint ? inert(hint) : undefined,
  });
}
