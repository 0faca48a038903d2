import { Alert, Button, Group, List, Loader, Modal, Stack, Text } from "@mantine/core";
import { Link } from "@tanstack/react-router";
import { TriangleAlert } from "lucide-react";
import { useTranslation } from "react-i18next";
import { $api } from "@/api/client";
import type { PreviewOut, SegmentDetail } from "@/api/schema";
import { Ago } from "@/components/Ago";
import { inert } from "@/components/text";
import { formatNumber, NONE } from "@/format";
import classes from "./builder.module.css";

type ImpactProps = {
  segment: string;
  answer: PreviewOut | undefined;
  counting: boolean;
  saving: boolean;
  onSave: () => void;
  onClose: () => void;
};

/** Before an edit is saved: who would enter and leave, and what depends on the segment. */
export function ImpactModal({ segment, answer, counting, saving, onSave, onClose }: ImpactProps) {
  const { t } = useTranslation("builder");
  const uses = $api.useQuery("get", "/api/segments/{id}/uses", { params: { path: { id: segment } } });
  const used = uses.data?.all_used_by ?? [];
  const impact = counting ? null : answer?.impact;
  const figures = [
    { name: t("impact.before"), value: impact ? formatNumber(impact.members) : null },
    { name: t("impact.after"), value: impact && answer ? formatNumber(answer.count) : null },
    {
      name: t("impact.entered"),
      value: impact ? formatNumber(impact.entered) : null,
      color: impact?.entered ? "var(--shoal-up)" : undefined,
    },
    {
      name: t("impact.left"),
      value: impact ? formatNumber(impact.left) : null,
      color: impact?.left ? "var(--shoal-down)" : undefined,
    },
  ];
  return (
    <Modal
      opened
      onClose={onClose}
      title={t("impact.title")}
      size="lg"
      closeButtonProps={{ "aria-label": t("common:close") }}
    >
      <Stack gap="md">
        <dl className={classes.impact} aria-busy={counting}>
          {figures.map(({ name, value, color }) => (
            <div key={name}>
              <dt>{name}</dt>
              <dd style={{ color }}>
                {counting ? <Loader size={16} role="status" aria-label={t("counting")} /> : (value ?? NONE)}
              </dd>
            </div>
          ))}
        </dl>
        {used.length > 0 ? (
          <div>
            <Text size="sm" fw={550} mb={4}>
              {t("impact.usedBy", { count: used.length })}
            </Text>
            <List size="sm" spacing={2}>
              {used.slice(0, 8).map((use) => (
                <List.Item key={`${use.kind} ${use.id}`}>
                  {use.kind === "segment" ? (
                    <Link to="/segments/$id" params={{ id: use.id }} target="_blank">
                      <bdi>{inert(use.name)}</bdi>
                    </Link>
                  ) : (
                    <bdi>{inert(use.name)}</bdi>
                  )}
                </List.Item>
              ))}
            </List>
            {used.length > 8 && (
              <Text size="sm" c="dimmed">
                {t("impact.moreUses", { count: used.length - 8 })}
              </Text>
            )}
          </div>
        ) : (
          <Text size="sm" c="dimmed">
            {uses.isPending ? t("common:loading") : t("impact.unused")}
          </Text>
        )}
        <Group justify="flex-end" gap="xs">
          <Button variant="default" onClick={onClose}>
            {t("impact.back")}
          </Button>
          <Button onClick={onSave} loading={saving} data-autofocus>
            {t("save")}
          </Button>
        </Group>
      </Stack>
    </Modal>
  );
}

type ConflictProps = {
  newest: SegmentDetail | undefined;
  onReload: () => void;
  onOverwrite: () => void;
  onClose: () => void;
  saving: boolean;
};

/** Somebody else saved a version since this one was read. */
export function ConflictModal({ newest, onReload, onOverwrite, onClose, saving }: ConflictProps) {
  const { t } = useTranslation("builder");
  return (
    <Modal
      opened
      onClose={onClose}
      title={t("conflict.title")}
      size="lg"
      closeButtonProps={{ "aria-label": t("common:close") }}
    >
      <Stack gap="md">
        <Text size="sm">{t("conflict.why")}</Text>
        {newest && (
          <Alert color="yellow" icon={<TriangleAlert size={16} />}>
            <Text size="sm" fw={550}>
              <bdi>{inert(newest.name)}</bdi> · {t("conflict.version", { version: newest.version })} ·{" "}
              <Ago at={newest.updated_at} />
            </Text>
            {newest.words && (
              <Text size="sm" style={{ overflowWrap: "anywhere" }}>
                {inert(newest.words)}
              </Text>
            )}
          </Alert>
        )}
        <Group justify="flex-end" gap="xs">
          <Button variant="default" onClick={onClose}>
            {t("conflict.keep")}
          </Button>
          <Button variant="default" onClick={onReload} disabled={!newest}>
            {t("conflict.reload")}
          </Button>
          <Button color="red" onClick={onOverwrite} loading={saving} disabled={!newest}>
            {t("conflict.overwrite")}
          </Button>
        </Group>
      </Stack>
    </Modal>
  );
}

/** The page is left with something that isn't saved. */
export function LeaveModal({ onStay, onLeave }: { onStay: () => void; onLeave: () => void }) {
  const { t } = useTranslation("builder");
  return (
    <Modal opened onClose={onStay} title={t("leave.title")} closeButtonProps={{ "aria-label": t("common:close") }}>
      <Text size="sm" mb="lg">
        {t("leave.why")}
      </Text>
      <Group justify="flex-end" gap="xs">
        <Button variant="default" onClick={onLeave}>
          {t("leave.leave")}
        </Button>
        <Button onClick={onStay} data-autofocus>
          {t("leave.stay")}
        </Button>
      </Group>
    </Modal>
  );
}
