import { Alert, Button, Group, Radio, Stack } from "@mantine/core";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { TriangleAlert } from "lucide-react";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { ApiError, messageOf } from "@/api/problem";
import { inert } from "@/components/text";
import { changeMembers, type MembersChanged, MODES, type Mode, type Source } from "./api";
import { Figures } from "./Figures";
import { SourceInput } from "./SourceInput";
import { Unmatched } from "./Unmatched";

type Props = {
  /** The id of a static segment. */
  segment: string;
  /** Whether somebody is in it already, so that taking out and replacing make sense. */
  hasMembers: boolean;
  /** The word of the button that leaves. */
  leave: string;
  onLeave: () => void;
};

/** Puts people into a static segment or takes them out, and says whom the identifiers didn't name. */
export function MembersForm({ segment, hasMembers, leave, onLeave }: Props) {
  const { t } = useTranslation("static");
  const client = useQueryClient();
  const [mode, setMode] = useState<Mode>("add");
  const [source, setSource] = useState<Source | null>(null);
  const change = useMutation({
    mutationFn: (given: Source) => changeMembers(segment, given, mode),
    // Everything about a segment's members has changed, and the lists that count them.
    onSuccess: () =>
      client.invalidateQueries({ predicate: ({ queryKey }) => String(queryKey[1] ?? "").startsWith("/api/segments") }),
  });
  if (change.data) {
    return <Result changed={change.data} mode={mode} onAgain={() => change.reset()} onLeave={onLeave} />;
  }
  return (
    <Stack>
      {hasMembers && (
        <Radio.Group label={t("mode.label")} value={mode} onChange={(next) => setMode(next as Mode)}>
          <Stack gap={8} mt={6}>
            {MODES.map((one) => (
              <Radio key={one} value={one} label={t(`mode.${one}`)} description={t(`mode.${one}Why`)} />
            ))}
          </Stack>
        </Radio.Group>
      )}
      <SourceInput onChange={setSource} />
      {change.error && <Refusal error={change.error} />}
      <Group justify="flex-end" gap="xs">
        <Button variant="default" onClick={onLeave}>
          {leave}
        </Button>
        <Button
          disabled={source === null}
          loading={change.isPending}
          color={mode === "remove" ? "red" : undefined}
          onClick={() => source && change.mutate(source)}
        >
          {t(`mode.${mode}Do`)}
        </Button>
      </Group>
    </Stack>
  );
}

/** What the server refused, in its words, beside what was refused. */
export function Refusal({ error }: { error: unknown }) {
  const hint = error instanceof ApiError ? error.hint : null;
  return (
    <Alert color="red" role="alert" icon={<TriangleAlert size={16} />} title={inert(messageOf(error))}>
      {hint ? inert(hint) : null}
    </Alert>
  );
}

type ResultProps = { changed: MembersChanged; mode: Mode; onAgain: () => void; onLeave: () => void };

function Result({ changed, mode, onAgain, onLeave }: ResultProps) {
  const { t } = useTranslation("static");
  const { t: common } = useTranslation("common");
  return (
    <Stack>
      <Figures
        of={[
          { label: t("result.matched"), value: changed.matched },
          ...(mode === "remove" ? [] : [{ label: t("result.added"), value: changed.added }]),
          ...(mode === "add" ? [] : [{ label: t("result.removed"), value: changed.removed }]),
          { label: t("result.unmatched"), value: changed.unmatched_total, warn: true },
          { label: t("result.members"), value: changed.members },
        ]}
      />
      <Unmatched unmatched={changed.unmatched} total={changed.unmatched_total} />
      <Group justify="flex-end" gap="xs">
        <Button variant="default" onClick={onAgain}>
          {t("result.again")}
        </Button>
        <Button onClick={onLeave} data-autofocus>
          {common("close")}
        </Button>
      </Group>
    </Stack>
  );
}
