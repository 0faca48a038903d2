import { ActionIcon, Badge, Button, Card, Code, CopyButton, Group, Stack, Text, Tooltip } from "@mantine/core";
import { useQueries } from "@tanstack/react-query";
import { Check, Copy } from "lucide-react";
import { Fragment, useMemo, useState } from "react";
import { useTranslation } from "react-i18next";
import { $api } from "@/api/client";
import type { SegmentDetail } from "@/api/schema";
import { inert } from "@/components/text";
import { type Criterion, criteriaOf, negatedIn } from "./criteria";
import classes from "./details.module.css";
import { Words } from "./Words";

/** Who belongs to the segment, as sentences; or the rule's text. */
export function CriteriaCard({ segment }: { segment: SegmentDetail }) {
  const { t } = useTranslation("details");
  const [asText, setAsText] = useState(false);
  const rule = segment.rule as object | null;
  const tree = useMemo(() => (rule === null ? null : criteriaOf(rule)), [rule]);
  const negated = useMemo(() => (tree === null ? [] : negatedIn(tree)), [tree]);
  // The words of a condition that must not hold ("did not …") are the server's to make.
  const described = useQueries({
    queries: negated.map((one) =>
      $api.queryOptions(
        "post",
        "/api/rules/describe",
        { body: { rule: one.rule as never } },
        { staleTime: Number.POSITIVE_INFINITY },
      ),
    ),
    combine: (results) => new Map(negated.map((one, i) => [one.path, results[i]?.data?.words])),
  });
  const wordsOf = (one: Criterion & { kind: "condition" }) => {
    const line = segment.lines.find((each) => each.path === one.path)?.text ?? "";
    return one.negated ? (described.get(one.path) ?? t("criteria.not", { text: line })) : line;
  };
  return (
    <Card>
      <Group justify="space-between" mb={tree ? 8 : 0}>
        <Text className={classes.title} component="h2">
          {t("criteria.title")}
        </Text>
        {tree && (
          <Group gap={6}>
            {asText && segment.text && (
              <CopyButton value={segment.text}>
                {({ copied, copy }) => (
                  <Tooltip label={copied ? t("criteria.copied") : t("criteria.copy")}>
                    <ActionIcon aria-label={t("criteria.copy")} onClick={copy}>
                      {copied ? <Check size={16} /> : <Copy size={16} />}
                    </ActionIcon>
                  </Tooltip>
                )}
              </CopyButton>
            )}
            <Button variant="subtle" color="gray" size="compact-sm" onClick={() => setAsText(!asText)}>
              {asText ? t("criteria.asWords") : t("criteria.asText")}
            </Button>
          </Group>
        )}
      </Group>
      {tree === null ? (
        <Text mt={6}>{t(`criteria.kinds.${segment.kind}`)}</Text>
      ) : asText ? (
        <Code block tabIndex={0} aria-label={t("criteria.asText")} style={{ whiteSpace: "pre-wrap" }}>
          {inert(segment.text ?? "").replaceAll("\u240a", "\n")}
        </Code>
      ) : (
        <Lines tree={tree} wordsOf={wordsOf} />
      )}
      <Extras segment={segment} />
    </Card>
  );
}

type LinesProps = { tree: Criterion; wordsOf: (one: Criterion & { kind: "condition" }) => string };

function Lines({ tree, wordsOf }: LinesProps) {
  const { t } = useTranslation("details");
  if (tree.kind === "condition") return <Words text={wordsOf(tree)} capital />;
  if (tree.children.length === 0) return <Text>{t(`criteria.empty.${tree.joins}`)}</Text>;
  return (
    <div>
      {tree.joins === "none" && (
        <Text c="dimmed" fz="sm" mb={4}>
          {t("criteria.none")}
        </Text>
      )}
      <Stack gap={8}>
        {tree.children.map((child, i) => (
          // biome-ignore lint/suspicious/noArrayIndexKey: the place is what a condition is
          <Fragment key={i}>
            <div className={classes.line}>
              {i > 0 ? (
                <Badge color={tree.joins === "all" ? "accent" : "orange"} className={classes.joint}>
                  {t(tree.joins === "all" ? "criteria.and" : "criteria.or")}
                </Badge>
              ) : (
                tree.children.length > 1 && <span className={classes.first} />
              )}
              {child.kind === "condition" ? (
                <Words text={wordsOf(child)} capital />
              ) : (
                <div className={classes.nested}>
                  <Lines tree={child} wordsOf={wordsOf} />
                </div>
              )}
            </div>
          </Fragment>
        ))}
      </Stack>
    </div>
  );
}

/** What else decides who is a member, beside the rule. */
function Extras({ segment }: { segment: SegmentDetail }) {
  const { t } = useTranslation("details");
  const lines = [
    segment.include.length > 0 && t("criteria.include", { count: segment.include.length }),
    segment.exclude.length > 0 && t("criteria.exclude", { count: segment.exclude.length }),
    segment.zone && t("criteria.zone", { zone: segment.zone }),
  ].filter((line) => typeof line === "string");
  if (lines.length === 0) return null;
  return (
    <Text fz="sm" c="dimmed" mt={10}>
      {lines.join(" · ")}
    </Text>
  );
}
