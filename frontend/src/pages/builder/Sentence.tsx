import { Alert, Button, Card, Group, Text, Textarea, Title } from "@mantine/core";
import { useMutation } from "@tanstack/react-query";
import { Sparkles } from "lucide-react";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { api } from "@/api/client";
import { messageOf } from "@/api/problem";
import type { ReadingOut } from "@/api/schema";
import { inert } from "@/components/text";
import type { JsonObject } from "@/rules/json";
import classes from "./builder.module.css";

type Props = { onStart: (rule: JsonObject, name: string, description: string) => void };

/** A sentence becomes a rule: what it was read as, and what of it wasn't understood. */
export function Sentence({ onStart }: Props) {
  const { t } = useTranslation("builder");
  const [sentence, setSentence] = useState("");
  const read = useMutation({
    mutationFn: async (text: string) =>
      (await api.POST("/api/rules/sentence", { body: { sentence: text, assisted: true } })).data as ReadingOut,
    onSuccess: (reading, text) => {
      if (reading.complete && reading.rule) onStart(reading.rule as JsonObject, capital(text), "");
    },
  });
  const reading = read.data;
  const submit = () => sentence.trim() !== "" && read.mutate(sentence);
  return (
    <Card component="section" aria-label={t("sentence.title")}>
      <Group gap={8} mb={4}>
        <Sparkles size={17} />
        <Title order={2} size="h3">
          {t("sentence.title")}
        </Title>
      </Group>
      <Text size="sm" c="dimmed" mb="sm">
        {t("sentence.note")}
      </Text>
      <Textarea
        aria-label={t("sentence.title")}
        placeholder={t("sentence.example")}
        value={sentence}
        onChange={(event) => setSentence(event.currentTarget.value)}
        onKeyDown={(event) => {
          if (event.key === "Enter" && !event.shiftKey) {
            event.preventDefault();
            submit();
          }
        }}
        autosize
        minRows={2}
        maxLength={2000}
        data-own-undo
      />
      <Group mt="sm" gap="sm">
        <Button variant="light" onClick={submit} loading={read.isPending} disabled={sentence.trim() === ""}>
          {t("sentence.read")}
        </Button>
      </Group>
      {read.error && (
        <Alert color="red" mt="sm" p="sm">
          {inert(messageOf(read.error))}
        </Alert>
      )}
      {reading && !reading.complete && (
        <Alert color="yellow" mt="sm" p="sm" title={t(reading.rule ? "sentence.partly" : "sentence.nothing")}>
          <ul className={classes.fragments}>
            {reading.not_understood.map((fragment) => (
              <li key={`${fragment.start} ${fragment.end}`}>
                <Text size="sm" component="span">
                  “{inert(fragment.text)}”
                </Text>
                {fragment.hint && (
                  <Text size="sm" c="dimmed" component="span">
                    {" "}
                    {inert(fragment.hint)}
                  </Text>
                )}
              </li>
            ))}
          </ul>
          {reading.rule && (
            <>
              <Text size="sm" mt="xs">
                {t("sentence.readAs", { words: inert(reading.words ?? "") })}
              </Text>
              <Button
                size="compact-sm"
                variant="default"
                mt="xs"
                onClick={() => onStart(reading.rule as JsonObject, capital(sentence), "")}
              >
                {t("sentence.useAnyway")}
              </Button>
            </>
          )}
        </Alert>
      )}
    </Card>
  );
}

const capital = (text: string) => text.trim().charAt(0).toLocaleUpperCase() + text.trim().slice(1);
