import { ActionIcon, CopyButton, Group, Text, Tooltip } from "@mantine/core";
import { Check, Copy } from "lucide-react";
import { useTranslation } from "react-i18next";
import classes from "./settings.module.css";

/** A text to take along, with a button that copies it. */
export function Secret({ label, text }: { label: string; text: string }) {
  const { t } = useTranslation("common");
  return (
    <div>
      <Group justify="space-between" mb={4} wrap="nowrap">
        <Text size="sm" fw={550}>
          {label}
        </Text>
        <CopyButton value={text}>
          {({ copied, copy }) => (
            <Tooltip label={copied ? t("copied") : t("copy")}>
              <ActionIcon aria-label={`${t("copy")}: ${label}`} onClick={copy} data-autofocus>
                {copied ? <Check size={16} /> : <Copy size={16} />}
              </ActionIcon>
            </Tooltip>
          )}
        </CopyButton>
      </Group>
      <div className={classes.secret}>{text}</div>
    </div>
  );
}
