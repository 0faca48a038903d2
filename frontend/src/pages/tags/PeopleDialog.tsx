import { Button, Group, Modal, SegmentedControl, Stack } from "@mantine/core";
import { useMutation } from "@tanstack/react-query";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { SegmentPicker } from "@/components/SegmentPicker";
import { inert } from "@/components/text";
import type { Source } from "@/features/static/api";
import { Figures } from "@/features/static/Figures";
import { Refusal } from "@/features/static/MembersForm";
import { SourceInput } from "@/features/static/SourceInput";
import { Unmatched } from "@/features/static/Unmatched";
import { type People, type Tag, tagPeople } from "./tags";

type Props = {
  tag: Tag;
  /** Whether the tag is put on or taken away. */
  present: boolean;
  onClose: () => void;
};

/** Puts a tag on people, or takes it from them: pasted identifiers, or the members of a segment. */
export function PeopleDialog({ tag, present, onClose }: Props) {
  const { t } = useTranslation("tags");
  const { t: common } = useTranslation("common");
  const [from, setFrom] = useState<"segment" | "paste">("segment");
  const [segment, setSegment] = useState<string | null>(null);
  const [source, setSource] = useState<Source | null>(null);
  const change = useMutation({ mutationFn: (people: People) => tagPeople(tag.name, people, present) });
  const people = from === "segment" ? segment && { segment } : source && "identifiers" in source ? source : null;
  const way = present ? "apply" : "remove";
  return (
    <Modal
      opened
      onClose={onClose}
      size="lg"
      title={
        <>
          {t(`${way}.title`)} <bdi>{inert(tag.name)}</bdi>
        </>
      }
      closeButtonProps={{ "aria-label": common("close") }}
    >
      {change.data ? (
        <Stack>
          <Figures
            of={[
              { label: t(`${way}.changed`), value: change.data.changed },
              { label: t(`${way}.unchanged`), value: change.data.unchanged },
              ...(change.data.unmatched_total > 0
                ? [{ label: t("unmatched"), value: change.data.unmatched_total, warn: true }]
                : []),
            ]}
          />
          <Unmatched unmatched={change.data.unmatched} total={change.data.unmatched_total} />
          <Group justify="flex-end">
            <Button onClick={onClose} data-autofocus>
              {common("close")}
            </Button>
          </Group>
        </Stack>
      ) : (
        <Stack>
          <SegmentedControl
            aria-label={t("from.label")}
            value={from}
            onChange={(next) => setFrom(next as "segment" | "paste")}
            data={[
              { value: "segment", label: t("from.segment") },
              { value: "paste", label: t("from.paste") },
            ]}
            style={{ alignSelf: "flex-start" }}
          />
          {from === "segment" ? (
            <SegmentPicker label={t("from.which")} value={segment} onChange={setSegment} />
          ) : (
            <SourceInput files={false} onChange={setSource} />
          )}
          {change.error && <Refusal error={change.error} />}
          <Group justify="flex-end" gap="xs">
            <Button variant="default" onClick={onClose}>
              {common("cancel")}
            </Button>
            <Button
              color={present ? undefined : "red"}
              disabled={!people}
              loading={change.isPending}
              onClick={() => people && change.mutate(people)}
            >
              {t(`${way}.do`)}
            </Button>
          </Group>
        </Stack>
      )}
    </Modal>
  );
}
