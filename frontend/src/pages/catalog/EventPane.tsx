import { Card, Stack, Text } from "@mantine/core";
import { useTranslation } from "react-i18next";
import type { EventOut } from "@/api/schema";
import { Ago } from "@/components/Ago";
import { formatDate, formatDateTime, formatNumber, formatPercent } from "@/format";
import { useAddress } from "./address";
import classes from "./catalog.module.css";
import { NewSegment } from "./NewSegment";
import { PaneHead } from "./PaneHead";
import { PropertiesCard } from "./PropertiesCard";
import { ruleOfEvent } from "./rules";
import { VolumeCard } from "./VolumeCard";

/** One event: how often and when it happens, and what it carries. */
export function EventPane({ event, profiles }: { event: EventOut; profiles: number }) {
  const { t } = useTranslation("catalog");
  const [, change] = useAddress();
  return (
    <Stack gap="md">
      <Card>
        <PaneHead
          name={event.name}
          action={<NewSegment rule={ruleOfEvent(event.name)} name={event.name} />}
          onClose={() => change({ event: undefined })}
        />
        <dl className={classes.facts}>
          <div>
            <dt>{t("column.count")}</dt>
            <dd>{formatNumber(event.count)}</dd>
          </div>
          <div>
            <dt>{t("column.profiles")}</dt>
            <dd>
              {formatNumber(event.profiles)}
              {profiles > 0 && (
                <Text span fz="sm" c="dimmed" ml={6}>
                  {formatPercent(event.profiles / profiles)}
                </Text>
              )}
            </dd>
          </div>
          <div>
            <dt>{t("column.first")}</dt>
            <dd>
              <time dateTime={event.first_seen} title={formatDateTime(event.first_seen, true)}>
                {formatDate(event.first_seen)}
              </time>
            </dd>
          </div>
          <div>
            <dt>{t("column.last")}</dt>
            <dd>
              <Ago at={event.last_seen} />
            </dd>
          </div>
        </dl>
      </Card>
      <VolumeCard event={event.name} />
      <PropertiesCard event={event} />
    </Stack>
  );
}
