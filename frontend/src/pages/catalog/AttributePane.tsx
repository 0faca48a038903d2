import { Card, Stack, Text } from "@mantine/core";
import { useTranslation } from "react-i18next";
import type { FieldOut } from "@/api/schema";
import { formatPercent } from "@/format";
import { useAddress } from "./address";
import { hasValues } from "./catalog";
import classes from "./catalog.module.css";
import { Examples } from "./Examples";
import { NewSegment } from "./NewSegment";
import { PaneHead } from "./PaneHead";
import { ruleOfAttribute } from "./rules";
import { Types } from "./Types";
import { Values } from "./Values";

/** One attribute: its types, how many profiles have it, and what values it has. */
export function AttributePane({ attribute, profiles }: { attribute: FieldOut; profiles: number }) {
  const { t } = useTranslation("catalog");
  const [, change] = useAddress();
  return (
    <Stack gap="md">
      <Card>
        <PaneHead
          name={attribute.path}
          beside={<Types types={attribute.types} explain />}
          action={<NewSegment rule={ruleOfAttribute(attribute.path)} name={attribute.path} />}
          onClose={() => change({ attribute: undefined })}
        />
        <dl className={classes.facts}>
          <div>
            <dt>{t("column.share")}</dt>
            <dd>{formatPercent(attribute.share)}</dd>
          </div>
          {attribute.examples.length > 0 && (
            <div className={classes.broad}>
              <dt>{t("column.examples")}</dt>
              <dd>
                <Examples values={attribute.examples} most={5} />
              </dd>
            </div>
          )}
        </dl>
      </Card>
      <Card>
        <Text component="h3" fw={600} mb="sm">
          {t("values.title")}
        </Text>
        {hasValues(attribute) ? (
          <Values place={{ attribute: attribute.path }} total={profiles} />
        ) : (
          <Text fz="sm" c="dimmed">
            {t("values.nested")}
          </Text>
        )}
      </Card>
    </Stack>
  );
}
