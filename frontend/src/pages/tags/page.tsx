import {
  ActionIcon,
  Button,
  CloseButton,
  Menu,
  Table,
  Text,
  TextInput,
  UnstyledButton,
  VisuallyHidden,
} from "@mantine/core";
import { useMediaQuery } from "@mantine/hooks";
import { useQuery } from "@tanstack/react-query";
import { getRouteApi, Link } from "@tanstack/react-router";
import {
  ArrowDown,
  ArrowUp,
  Ellipsis,
  ListFilter,
  Pencil,
  Plus,
  Search,
  SearchX,
  Tags,
  Trash2,
  UserMinus,
  UserPlus,
} from "lucide-react";
import { lazy, Suspense, useMemo, useState } from "react";
import { useTranslation } from "react-i18next";
import { useMay } from "@/api/session";
import { Ago } from "@/components/Ago";
import { EmptyState, ErrorState } from "@/components/EmptyState";
import { Page } from "@/components/Page";
import { TableSkeleton } from "@/components/skeletons";
import { inert } from "@/components/text";
import { formatNumber, NONE } from "@/format";
import type { TagSort, TagsSearch } from "./search";
import { fitting, nextTagSort, type Tag, tagsQuery } from "./tags";
import classes from "./tags.module.css";

const TagForm = lazy(() => import("./TagDialogs").then((file) => ({ default: file.TagForm })));
const DeleteDialog = lazy(() => import("./TagDialogs").then((file) => ({ default: file.DeleteDialog })));
const PeopleDialog = lazy(() => import("./PeopleDialog").then((file) => ({ default: file.PeopleDialog })));

const route = getRouteApi("/app/tags");

type Dialog = { kind: "create" } | { kind: "describe" | "apply" | "remove" | "delete"; tag: Tag };

export default function PageOfTags() {
  const { t } = useTranslation("tags");
  const { t: common } = useTranslation("common");
  const search = route.useSearch();
  const navigate = route.useNavigate();
  const change = (patch: Partial<TagsSearch>) =>
    navigate({ search: (old) => ({ ...old, ...patch }), replace: true, resetScroll: false });
  const [dialog, ask] = useState<Dialog | null>(null);
  const may = useMay("marketer");
  const tags = useQuery(tagsQuery);
  const shown = useMemo(() => fitting(tags.data ?? [], search), [tags.data, search]);
  const create = (
    <Button leftSection={<Plus size={16} />} onClick={() => ask({ kind: "create" })}>
      {t("create.open")}
    </Button>
  );

  const content = () => {
    if (tags.error && !tags.data) return <ErrorState error={tags.error} retry={() => tags.refetch()} />;
    if (tags.data?.length === 0) {
      return (
        <div className={classes.frame}>
          <EmptyState icon={Tags} title={t("empty.title")} action={may ? create : undefined}>
            {t("empty.why")}
          </EmptyState>
        </div>
      );
    }
    return (
      <>
        <TextInput
          className={classes.search}
          data-page-search
          value={search.q ?? ""}
          onChange={(event) => change({ q: event.currentTarget.value || undefined })}
          placeholder={t("search")}
          aria-label={t("search")}
          leftSection={<Search size={16} aria-hidden />}
          rightSection={
            search.q ? (
              <CloseButton size="sm" aria-label={common("clear")} onClick={() => change({ q: undefined })} />
            ) : null
          }
        />
        {tags.data && shown.length === 0 ? (
          <div className={classes.frame}>
            <EmptyState
              icon={SearchX}
              title={t("nothing.title")}
              action={
                <Button variant="default" onClick={() => change({ q: undefined })}>
                  {t("nothing.action")}
                </Button>
              }
            />
          </div>
        ) : (
          <TagTable
            tags={tags.data && shown}
            sort={search.sort}
            onSort={(sort) => change({ sort: sort === "name" ? undefined : sort })}
            may={may}
            ask={ask}
          />
        )}
        <VisuallyHidden aria-live="polite">{tags.data && t("found", { count: shown.length })}</VisuallyHidden>
      </>
    );
  };

  const close = () => ask(null);
  return (
    <Page title={t("title")} description={t("about")} actions={may && create}>
      {content()}
      <Suspense>
        {dialog?.kind === "create" && <TagForm tag={null} onClose={close} />}
        {dialog?.kind === "describe" && <TagForm tag={dialog.tag} onClose={close} />}
        {dialog?.kind === "delete" && <DeleteDialog tag={dialog.tag} onClose={close} />}
        {(dialog?.kind === "apply" || dialog?.kind === "remove") && (
          <PeopleDialog tag={dialog.tag} present={dialog.kind === "apply"} onClose={close} />
        )}
      </Suspense>
    </Page>
  );
}

type TableProps = {
  /** Undefined while they load. */
  tags: readonly Tag[] | undefined;
  sort: TagSort | undefined;
  onSort: (sort: TagSort) => void;
  may: boolean;
  ask: (dialog: Dialog) => void;
};

function TagTable({ tags, sort, onSort, may, ask }: TableProps) {
  const { t } = useTranslation("tags");
  const { t: common } = useTranslation("common");
  const narrow = useMediaQuery("(max-width: 48em)", undefined, { getInitialValueInEffect: false });
  const heading = (column: "name" | "profiles" | "created") => <Heading column={column} sort={sort} onSort={onSort} />;
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls sideways has to be reached by keyboard
    <section className={classes.frame} aria-label={t("title")} tabIndex={0}>
      <Table>
        <Table.Thead>
          <Table.Tr>
            {heading("name")}
            {!narrow && <Table.Th scope="col">{t("column.description")}</Table.Th>}
            {heading("profiles")}
            {!narrow && heading("created")}
            <Table.Th className={classes.menu}>
              <VisuallyHidden>{common("actions")}</VisuallyHidden>
            </Table.Th>
          </Table.Tr>
        </Table.Thead>
        <Table.Tbody>
          {tags === undefined && <TableSkeleton columns={narrow ? 3 : 5} />}
          {tags?.map((tag) => (
            <Table.Tr key={tag.name}>
              <Table.Td>
                <div className={classes.name} title={inert(tag.name)}>
                  <bdi>{inert(tag.name)}</bdi>
                </div>
                {narrow && tag.description && <Description text={tag.description} under />}
              </Table.Td>
              {!narrow && (
                <Table.Td>
                  {tag.description ? (
                    <Description text={tag.description} />
                  ) : (
                    <Text span c="dimmed">
                      {NONE}
                    </Text>
                  )}
                </Table.Td>
              )}
              <Table.Td className={classes.number}>{formatNumber(tag.profiles)}</Table.Td>
              {!narrow && (
                <Table.Td>
                  {tag.created_at ? <Ago at={tag.created_at} /> : t("fromData")}
                  {tag.created_by && (
                    <Text size="xs" c="dimmed">
                      <bdi>{inert(tag.created_by)}</bdi>
                    </Text>
                  )}
                </Table.Td>
              )}
              <Table.Td className={classes.menu}>
                <TagMenu tag={tag} may={may} ask={ask} />
              </Table.Td>
            </Table.Tr>
          ))}
        </Table.Tbody>
      </Table>
    </section>
  );
}

function Description({ text, under = false }: { text: string; under?: boolean }) {
  return (
    <div className={under ? `${classes.description} ${classes.under}` : classes.description} title={inert(text)}>
      <bdi>{inert(text)}</bdi>
    </div>
  );
}

type HeadingProps = {
  column: "name" | "profiles" | "created";
  sort: TagSort | undefined;
  onSort: (sort: TagSort) => void;
};

function Heading({ column, sort = "name", onSort }: HeadingProps) {
  const { t } = useTranslation("tags");
  const down = sort === `-${column}`;
  const sorted = sort === column || down;
  const next = nextTagSort(column, sort);
  const Arrow = (sorted ? down : next.startsWith("-")) ? ArrowDown : ArrowUp;
  return (
    <Table.Th
      scope="col"
      className={column === "profiles" ? classes.number : undefined}
      aria-sort={sorted ? (down ? "descending" : "ascending") : undefined}
    >
      <UnstyledButton className={classes.sorter} data-sorted={sorted || undefined} onClick={() => onSort(next)}>
        {t(`column.${column}`)}
        <Arrow size={13} aria-hidden />
      </UnstyledButton>
    </Table.Th>
  );
}

function TagMenu({ tag, may, ask }: { tag: Tag; may: boolean; ask: (dialog: Dialog) => void }) {
  const { t } = useTranslation("tags");
  const { t: common } = useTranslation("common");
  if (!may) return null;
  // The builder takes a rule as its JSON.
  const rule = JSON.stringify({ all: [{ tag: tag.name, op: "has" }] });
  return (
    <Menu width={230}>
      <Menu.Target>
        <ActionIcon aria-label={`${common("actions")}: ${inert(tag.name)}`}>
          <Ellipsis size={17} />
        </ActionIcon>
      </Menu.Target>
      <Menu.Dropdown>
        <Menu.Item leftSection={<UserPlus size={15} />} onClick={() => ask({ kind: "apply", tag })}>
          {t("menu.apply")}
        </Menu.Item>
        <Menu.Item
          leftSection={<UserMinus size={15} />}
          disabled={tag.profiles === 0}
          onClick={() => ask({ kind: "remove", tag })}
        >
          {t("menu.remove")}
        </Menu.Item>
        <Menu.Item leftSection={<Pencil size={15} />} onClick={() => ask({ kind: "describe", tag })}>
          {t("menu.describe")}
        </Menu.Item>
        <Menu.Item
          renderRoot={(props) => <Link {...props} to="/segments/new" search={{ rule, name: tag.name.slice(0, 100) }} />}
          leftSection={<ListFilter size={15} />}
        >
          {t("menu.segment")}
        </Menu.Item>
        <Menu.Divider />
        <Menu.Item color="red" leftSection={<Trash2 size={15} />} onClick={() => ask({ kind: "delete", tag })}>
          {t("menu.delete")}
        </Menu.Item>
      </Menu.Dropdown>
    </Menu>
  );
}
