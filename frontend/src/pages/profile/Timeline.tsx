import {
  Badge,
  Button,
  Card,
  Center,
  Group,
  Select,
  Skeleton,
  Stack,
  Table,
  Text,
  UnstyledButton,
} from "@mantine/core";
import { useInfiniteQuery } from "@tanstack/react-query";
import {
  Bell,
  ChevronDown,
  ChevronRight,
  CircleDot,
  CreditCard,
  Eye,
  Heart,
  type LucideIcon,
  Mail,
  MousePointerClick,
  Search,
  ShoppingBag,
  ShoppingCart,
  Smartphone,
  Star,
  Undo2,
  UserPlus,
} from "lucide-react";
import { useId, useState } from "react";
import { useTranslation } from "react-i18next";
import { api } from "@/api/client";
import type { EventCount, TimelineOut } from "@/api/schema";
import { EmptyState, ErrorState } from "@/components/EmptyState";
import { Name } from "@/components/Name";
import { inert } from "@/components/text";
import { formatDate, formatDateTime, formatNumber, formatTime } from "@/format";
import { byDay, tellingProperties } from "./days";
import classes from "./Timeline.module.css";
import { Value } from "./Value";

const PAGE = 50;

// Pictures for the names that the tracking format gives to common events; others have a dot.
const ICONS: [RegExp, LucideIcon, string][] = [
  [/refund|cancel/i, Undo2, "orange"],
  [/order|purchase|payment info/i, ShoppingBag, "green"],
  [/checkout/i, CreditCard, "violet"],
  [/wishlist/i, Heart, "pink"],
  [/cart|product added|product removed/i, ShoppingCart, "accent"],
  [/search/i, Search, "cyan"],
  [/review|rated/i, Star, "yellow"],
  [/push|notification/i, Bell, "grape"],
  [/click|tapped/i, MousePointerClick, "grape"],
  [/email|message|unsubscribed/i, Mail, "grape"],
  [/application|app /i, Smartphone, "gray"],
  [/signed|account/i, UserPlus, "green"],
  [/viewed|page|screen/i, Eye, "gray"],
];

type Props = {
  profile: string;
  events: readonly EventCount[];
  event: string | undefined;
  change: (event: string | undefined) => void;
};

/** Everything the person did, newest first, a day under its date. */
export function Timeline({ profile, events, event, change }: Props) {
  const { t } = useTranslation("profile");
  const pages = useInfiniteQuery({
    queryKey: ["get", "/api/profiles/{id}/timeline", { profile, event }, "all"],
    queryFn: async ({ pageParam, signal }) => {
      const query = { cursor: pageParam, event, limit: PAGE };
      return (await api.GET("/api/profiles/{id}/timeline", { params: { path: { id: profile }, query }, signal })).data;
    },
    initialPageParam: undefined as string | undefined,
    getNextPageParam: (page) => page?.next ?? undefined,
  });
  const items = pages.data?.pages.flatMap((page) => page?.items ?? []) ?? [];
  const days = byDay(items, (at) => formatDate(at));
  const all = events.reduce((sum, one) => sum + one.count, 0);
  return (
    <Card>
      <Group justify="space-between" mb="md" gap="sm">
        <Text fz="sm" c="dimmed">
          {t("timeline.all", { count: all, n: formatNumber(all) })}
        </Text>
        <Select
          w={300}
          maw="100%"
          searchable
          clearable
          aria-label={t("timeline.filter")}
          placeholder={t("timeline.filter")}
          value={event ?? null}
          onChange={(name) => change(name ?? undefined)}
          data={events.map((one) => ({ value: one.name, label: inert(one.name) }))}
          nothingFoundMessage={t("timeline.noEvent")}
          renderOption={({ option }) => (
            <Group justify="space-between" flex={1} wrap="nowrap">
              <Text fz="sm" truncate>
                <bdi>{option.label}</bdi>
              </Text>
              <Text fz="xs" c="dimmed" className="tabular">
                {formatNumber(events.find((one) => one.name === option.value)?.count)}
              </Text>
            </Group>
          )}
        />
      </Group>
      {pages.error ? (
        <ErrorState error={pages.error} retry={() => pages.refetch()} />
      ) : pages.isPending ? (
        <Stack gap={12}>
          {[1, 2, 3, 4, 5, 6].map((row) => (
            <Skeleton key={row} h={34} />
          ))}
        </Stack>
      ) : items.length === 0 ? (
        <EmptyState icon={CircleDot} title={t("timeline.none")}>
          {t(event ? "timeline.noneOf" : "timeline.noneWhy")}
        </EmptyState>
      ) : (
        days.map((day) => (
          <section key={day.key} className={classes.day}>
            <Text component="h2" className={classes.date}>
              <time dateTime={day.at}>{formatDate(day.at, "long")}</time>
              <Badge color="gray" size="sm">
                {formatNumber(day.events.length)}
              </Badge>
            </Text>
            <ol className={classes.events}>
              {day.events.map((one, i) => (
                // biome-ignore lint/suspicious/noArrayIndexKey: two events may be alike to the microsecond
                <Event key={`${one.at} ${one.event} ${i}`} event={one} />
              ))}
            </ol>
          </section>
        ))
      )}
      {pages.hasNextPage && (
        <Center mt="md">
          <Button variant="default" loading={pages.isFetchingNextPage} onClick={() => pages.fetchNextPage()}>
            {t("common:more")}
          </Button>
        </Center>
      )}
    </Card>
  );
}

function Event({ event }: { event: TimelineOut }) {
  const { t } = useTranslation("profile");
  const [open, setOpen] = useState(false);
  const panel = useId();
  const [, Icon, color] = ICONS.find(([pattern]) => pattern.test(event.event)) ?? [null, CircleDot, "gray"];
  const properties = Object.entries(event.properties);
  const Chevron = open ? ChevronDown : ChevronRight;
  return (
    <li className={classes.event}>
      <UnstyledButton
        className={classes.head}
        aria-expanded={open}
        aria-controls={open ? panel : undefined}
        disabled={properties.length === 0}
        onClick={() => setOpen(!open)}
      >
        <span
          className={classes.icon}
          style={{ "--tint": `var(--mantine-color-${color}-6)` } as React.CSSProperties}
          aria-hidden
        >
          <Icon size={15} />
        </span>
        <span className={classes.name}>
          <Name>{event.event}</Name>
        </span>
        <span className={classes.telling}>
          {tellingProperties(event.properties).map(([name, value]) => (
            <span key={name} title={inert(name)}>
              <bdi>{typeof value === "number" ? formatNumber(value, 2) : inert(value)}</bdi>
            </span>
          ))}
        </span>
        <time className={classes.time} dateTime={event.at} title={formatDateTime(event.at, true)}>
          {formatTime(event.at)}
        </time>
        <Chevron
          size={15}
          className={classes.chevron}
          aria-hidden
          style={properties.length === 0 ? { visibility: "hidden" } : undefined}
        />
      </UnstyledButton>
      {open && (
        <div id={panel} className={classes.properties}>
          <Table verticalSpacing={5} highlightOnHover={false} aria-label={t("timeline.properties")}>
            <Table.Tbody>
              {properties.map(([name, value]) => (
                <Table.Tr key={name}>
                  <Table.Th scope="row" className={classes.property}>
                    <Name>{name}</Name>
                  </Table.Th>
                  <Table.Td>
                    <Value value={value} />
                  </Table.Td>
                </Table.Tr>
              ))}
            </Table.Tbody>
          </Table>
        </div>
      )}
    </li>
  );
}
