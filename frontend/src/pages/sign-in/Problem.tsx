import { Alert } from "@mantine/core";
import { CircleAlert } from "lucide-react";
import { useTranslation } from "react-i18next";
import { ApiError, messageOf } from "@/api/problem";
import { inert } from "@/components/text";

/** Why the form was refused, in the server's words, with its hint. */
export function Problem({ error }: { error: unknown }) {
  const { t } = useTranslation("common");
  if (!error) return null;
  const offline = error instanceof ApiError && error.status === 0;
  const hint = error instanceof ApiError ? error.hint : null;
  return (
    <Alert color="red" icon={<CircleAlert size={17} />} role="alert">
      {offline ? `${t("error.offline")}. ${t("error.offlineWhy")}` : inert(messageOf(error))}
      {!offline && hint && <div>{inert(hint)}</div>}
    </Alert>
  );
}
