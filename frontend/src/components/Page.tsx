import { Group, Text, Title } from "@mantine/core";
import { Link, type LinkProps } from "@tanstack/react-router";
import { type ReactNode, useEffect } from "react";
import { useTranslation } from "react-i18next";
import classes from "./Page.module.css";
import { inert } from "./text";

export type Crumb = { label: ReactNode; link?: LinkProps };

type Props = {
  /** What the page is called; also the tab's title when it is a text. */
  title: ReactNode;
  /** The tab's title where `title` isn't a text. */
  documentTitle?: string;
  /** One line under the title. */
  description?: ReactNode;
  /** Beside the title: a status, badges. */
  beside?: ReactNode;
  breadcrumb?: Crumb[];
  /** Buttons at the right, the main one last. */
  actions?: ReactNode;
  /** At most 960 px wide: forms and settings. */
  narrow?: boolean;
  children: ReactNode;
};

/** The frame of every page: breadcrumb, title (the focus after a navigation), one line, actions. Sets the tab's title. */
export function Page({ title, documentTitle, description, beside, breadcrumb, actions, narrow, children }: Props) {
  const { t } = useTranslation("common");
  const name = documentTitle ?? (typeof title === "string" ? title : undefined);
  useEffect(() => {
    document.title = name ? `${inert(name)} · Shoal` : "Shoal";
  }, [name]);
  return (
    <div className={narrow ? `${classes.page} ${classes.narrow}` : classes.page}>
      {breadcrumb && (
        <nav aria-label={t("breadcrumb")} className={classes.crumbs}>
          <ol>
            {breadcrumb.map((crumb, index) => (
              // biome-ignore lint/suspicious/noArrayIndexKey: the place is what a crumb is
              <li key={index}>{crumb.link ? <Link {...crumb.link}>{crumb.label}</Link> : crumb.label}</li>
            ))}
          </ol>
        </nav>
      )}
      <header className={classes.head}>
        <div className={classes.words}>
          <Group gap="sm" align="center">
            <Title order={1} tabIndex={-1} id="page-title" className={classes.title}>
              {typeof title === "string" ? <bdi>{inert(title)}</bdi> : title}
            </Title>
            {beside}
          </Group>
          {description && (
            <Text size="sm" c="dimmed" mt={2} component="div">
              {description}
            </Text>
          )}
        </div>
        {actions && <Group gap="xs">{actions}</Group>}
      </header>
      {children}
    </div>
  );
}
