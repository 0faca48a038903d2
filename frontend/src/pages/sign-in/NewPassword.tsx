import { PasswordInput, type PasswordInputProps } from "@mantine/core";
import { useTranslation } from "react-i18next";

export const LEAST_PASSWORD = 10;

/** The field for a password that somebody chooses. */
export function NewPassword(props: PasswordInputProps) {
  const { t } = useTranslation("sign-in");
  return (
    <PasswordInput
      name="password"
      label={t("newPassword")}
      description={t("passwordRule", { count: LEAST_PASSWORD })}
      autoComplete="new-password"
      minLength={LEAST_PASSWORD}
      required
      withAsterisk={false}
      size="md"
      visibilityToggleButtonProps={{ "aria-label": t("show"), tabIndex: 0, "aria-hidden": false }}
      {...props}
    />
  );
}
