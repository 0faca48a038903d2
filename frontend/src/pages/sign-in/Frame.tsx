import { Anchor, Text, Title } from "@mantine/core";
import { type ReactNode, useEffect } from "react";
import { useTranslation } from "react-i18next";
import { currentLanguage, LANGUAGES, type Language, switchLanguage } from "@/i18n";
import { Logo } from "@/shell/Logo";
import classes from "./Frame.module.css";

/** The pages before somebody is signed in: the product's name, one card, the languages. */
export function Frame({ title, why, children }: { title: string; why?: ReactNode; children: ReactNode }) {
  const { t } = useTranslation("sign-in");
  useEffect(() => {
    document.title = `${title} · Shoal`;
  }, [title]);
  const language = currentLanguage();
  return (
    <main className={classes.outer}>
      <div className={classes.brand}>
        <Logo size={34} />
        Shoal
      </div>
      <div className={classes.card}>
        <Title order={1} size="h2" mb={why ? 4 : "lg"}>
          {title}
        </Title>
        {why && (
          <Text size="sm" c="dimmed" mb="lg">
            {why}
          </Text>
        )}
        {children}
      </div>
      <nav className={classes.languages} aria-label={t("language")}>
        {(Object.entries(LANGUAGES) as [Language, string][]).map(([code, name]) => (
          <Anchor
            key={code}
            component="button"
            type="button"
            lang={code}
            size="xs"
            c={code === language ? undefined : "dimmed"}
            aria-current={code === language ? "true" : undefined}
            onClick={() => switchLanguage(code)}
          >
            {name}
          </Anchor>
        ))}
      </nav>
    </main>
  );
}
