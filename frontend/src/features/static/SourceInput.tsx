import { ActionIcon, Group, SegmentedControl, Select, Stack, Text, Textarea } from "@mantine/core";
import { FileText, Upload, X } from "lucide-react";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { inert } from "@/components/text";
import { formatNumber } from "@/format";
import type { Source } from "./api";
import { type Head, pastedIdentifiers, readHead } from "./csv";
import classes from "./SourceInput.module.css";

const MOST_BYTES = 64 * 2 ** 20;
const HEAD_BYTES = 65_536;

type Props = {
  /** What there is to send now; null while it isn't complete. */
  onChange: (source: Source | null) => void;
  /** Whether a file may be given. */
  files?: boolean;
};

/** Identifiers of people: a dropped or chosen file with a choice of its column, or a pasted text. */
export function SourceInput({ onChange, files = true }: Props) {
  const { t } = useTranslation("static");
  const [from, setFrom] = useState<"file" | "paste">(files ? "file" : "paste");
  const [file, setFile] = useState<File | null>(null);
  const [head, setHead] = useState<Head | null>(null);
  const [column, setColumn] = useState<string | null>(null);
  const [text, setText] = useState("");

  const take = async (given: File | undefined) => {
    if (!given) return;
    const json = given.name.toLowerCase().endsWith(".json");
    const read = json ? null : readHead(await given.slice(0, HEAD_BYTES).text());
    setFile(given);
    setHead(read);
    setColumn(read && read.header.length > 1 ? read.guess : null);
    onChange(sourceOf(given, read, read?.guess ?? null));
  };
  const drop = () => {
    setFile(null);
    setHead(null);
    onChange(null);
  };
  const pick = (next: string | null) => {
    setColumn(next);
    if (file) onChange(sourceOf(file, head, next));
  };
  const paste = (next: string) => {
    setText(next);
    const identifiers = pastedIdentifiers(next);
    onChange(identifiers.length > 0 ? { identifiers } : null);
  };
  const turn = (next: string) => {
    setFrom(next as "file" | "paste");
    if (next === "paste") paste(text);
    else onChange(file ? sourceOf(file, head, column) : null);
  };

  return (
    <Stack gap="sm">
      {files && (
        <SegmentedControl
          aria-label={t("source.from")}
          value={from}
          onChange={turn}
          data={[
            { value: "file", label: t("source.file") },
            { value: "paste", label: t("source.paste") },
          ]}
          style={{ alignSelf: "flex-start" }}
        />
      )}
      {from === "paste" ? (
        <Textarea
          label={t("source.identifiers")}
          description={t("source.identifiersWhy")}
          placeholder={"u1042\nada@example.com"}
          autosize
          minRows={6}
          maxRows={12}
          value={text}
          onChange={(event) => paste(event.currentTarget.value)}
          spellCheck={false}
          rightSection={null}
          inputWrapperOrder={["label", "description", "input", "error"]}
        />
      ) : file ? (
        <Chosen file={file} head={head} column={column} onColumn={pick} onDrop={drop} />
      ) : (
        <DropZone onFile={take} />
      )}
      {from === "paste" && text !== "" && (
        <Text size="xs" c="dimmed" aria-live="polite">
          {t("source.count", {
            count: pastedIdentifiers(text).length,
            shown: formatNumber(pastedIdentifiers(text).length),
          })}
        </Text>
      )}
    </Stack>
  );
}

/** A file of several columns is complete only when one of them is chosen. */
function sourceOf(file: File, head: Head | null, column: string | null): Source | null {
  if (file.size > MOST_BYTES || file.size === 0) return null;
  const several = head !== null && head.header.length > 1;
  if (several && column === null) return null;
  return { file, column: several ? column : null };
}

function DropZone({ onFile }: { onFile: (file: File | undefined) => void }) {
  const { t } = useTranslation("static");
  const [over, setOver] = useState(false);
  return (
    <div className={classes.drop} data-over={over || undefined}>
      <Upload size={20} aria-hidden />
      <Text fw={550}>{t("source.drop")}</Text>
      <Text size="xs" c="dimmed">
        {t("source.dropWhy")}
      </Text>
      <input
        type="file"
        className={classes.file}
        onDragEnter={() => setOver(true)}
        onDragLeave={() => setOver(false)}
        onDrop={() => setOver(false)}
        aria-label={t("source.drop")}
        accept=".csv,.tsv,.txt,.json,text/csv,text/plain,application/json"
        onChange={(event) => onFile(event.currentTarget.files?.[0])}
      />
    </div>
  );
}

type ChosenProps = {
  file: File;
  head: Head | null;
  column: string | null;
  onColumn: (column: string | null) => void;
  onDrop: () => void;
};

function Chosen({ file, head, column, onColumn, onDrop }: ChosenProps) {
  const { t } = useTranslation("static");
  const several = head !== null && head.header.length > 1;
  const fault = file.size > MOST_BYTES ? t("source.large") : file.size === 0 ? t("source.empty") : null;
  return (
    <Stack gap="sm">
      <Group gap="xs" wrap="nowrap">
        <FileText size={18} aria-hidden style={{ flex: "none" }} />
        <Text truncate fw={550} title={inert(file.name)}>
          <bdi>{inert(file.name)}</bdi>
        </Text>
        <Text size="xs" c="dimmed" style={{ flex: "none" }}>
          {t("source.size", { size: formatNumber(Math.max(file.size / 1024, 0.1), file.size < 10_240 ? 1 : 0) })}
        </Text>
        <ActionIcon aria-label={t("source.other")} onClick={onDrop}>
          <X size={16} />
        </ActionIcon>
      </Group>
      {fault && (
        <Text size="sm" c="var(--mantine-color-error)" role="alert">
          {fault}
        </Text>
      )}
      {several && (
        <>
          <Select
            label={t("source.column")}
            description={t("source.columnWhy")}
            placeholder={t("source.columnChoose")}
            data={[...new Set(head.header)]
              .filter((name) => name !== "")
              .map((name) => ({ value: name, label: inert(name) }))}
            value={column}
            onChange={onColumn}
            searchable={head.header.length > 8}
            allowDeselect={false}
            maw={320}
          />
          <Preview head={head} column={column} />
        </>
      )}
    </Stack>
  );
}

function Preview({ head, column }: { head: Head; column: string | null }) {
  const { t } = useTranslation("static");
  const chosen = (place: number) => (head.header[place] === column ? true : undefined);
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls has to be reached by keyboard
    <section className={classes.preview} aria-label={t("source.preview")} tabIndex={0}>
      <table>
        <thead>
          <tr>
            {head.header.map((name, place) => (
              // biome-ignore lint/suspicious/noArrayIndexKey: the place is what a column is; names may repeat
              <th key={place} data-chosen={chosen(place)} scope="col">
                <bdi>{inert(name)}</bdi>
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {head.rows.slice(0, 3).map((row, line) => (
            // biome-ignore lint/suspicious/noArrayIndexKey: a row is its line
            <tr key={line}>
              {head.header.map((_, place) => (
                // biome-ignore lint/suspicious/noArrayIndexKey: as above
                <td key={place} data-chosen={chosen(place)}>
                  <bdi>{inert(row[place] ?? "")}</bdi>
                </td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
    </section>
  );
}
