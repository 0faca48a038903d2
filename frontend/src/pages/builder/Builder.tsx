import {
  ActionIcon,
  Alert,
  Button,
  Card,
  Group,
  SegmentedControl,
  Stack,
  Text,
  Textarea,
  Tooltip,
} from "@mantine/core";
import { useMediaQuery } from "@mantine/hooks";
import { useQueryClient } from "@tanstack/react-query";
import { Link, useBlocker, useNavigate } from "@tanstack/react-router";
import { Redo2, RotateCcw, Undo2 } from "lucide-react";
import { useCallback, useEffect, useMemo, useRef, useState } from "react";
import { useTranslation } from "react-i18next";
import { api } from "@/api/client";
import { ApiError } from "@/api/problem";
import type { Rule, SegmentDetail } from "@/api/schema";
import { useMay } from "@/api/session";
import { Ago } from "@/components/Ago";
import { LabelsInput } from "@/components/LabelsInput";
import { notifyDone, notifyError } from "@/components/notify";
import { Page } from "@/components/Page";
import { inert } from "@/components/text";
import { emptyDraft, fromJson, type Join, type Leaf, type Group as Tree, toJson, write } from "@/rules/draft";
import { update } from "@/rules/edits";
import { change, type History, redo, startHistory, undo } from "@/rules/history";
import type { JsonObject } from "@/rules/json";
import { AudienceBar, AudienceCard } from "./AudienceCard";
import classes from "./builder.module.css";
import { ADD, GroupView } from "./Conditions";
import { useKnown } from "./catalog";
import { type Editing, EditingContext } from "./context";
import { Choice } from "./inputs";
import { LimitsCard } from "./LimitsCard";
import { isUnfinished, type Limits, limitsOf, NO_LIMITS } from "./limits";
import { ConflictModal, ImpactModal, LeaveModal } from "./SaveModals";
import { Start } from "./Start";
import { forget, type Stored, store, stored } from "./stored";
import { TextForm } from "./TextForm";
import { useAudience } from "./useAudience";

export const LONGEST_NAME = 100;
const LONGEST_DESCRIPTION = 500;
const AUTOSAVE_MS = 800;

export type Saved = { segment: SegmentDetail; etag: string };
export type Begin = { name: string; description: string; labels: string[]; limits: Limits; root: Tree };

type Props = {
  /** The segment that is edited; without one, a new one is made. */
  saved?: Saved;
  /** What to begin with; a new segment that begins with something isn't saved yet. */
  begin: Begin;
  /** Reads the segment again, giving up what was changed here. */
  onReload?: () => void;
};

const sorted = (value: unknown): unknown =>
  Array.isArray(value)
    ? value.map(sorted)
    : typeof value === "object" && value !== null
      ? Object.fromEntries(
          Object.entries(value)
            .sort(([a], [b]) => (a < b ? -1 : 1))
            .map(([key, inner]) => [key, sorted(inner)]),
        )
      : value;

const same = (a: unknown, b: unknown) => JSON.stringify(sorted(a)) === JSON.stringify(sorted(b));

export function Builder({ saved, begin, onReload }: Props) {
  const { t } = useTranslation("builder");
  const may = useMay("marketer");
  const id = saved?.segment.id;
  const [name, setName] = useState(begin.name);
  const [description, setDescription] = useState(begin.description);
  const [labels, setLabels] = useState(begin.labels);
  const [limits, setLimits] = useState(begin.limits);
  const [history, setHistory] = useState<History<Tree>>(() => startHistory(begin.root));
  const [view, setView] = useState<"cards" | "text">("cards");
  const [tried, setTried] = useState(false);
  const root = history.now;
  const wide = useMediaQuery("(min-width: 1100px)", true, { getInitialValueInEffect: false });

  const editing = useRuleEditing({ history, setHistory, setView, segment: id, readOnly: !may, strict: tried });
  const written = useMemo(() => write(root, true), [root]);
  const whole = useMemo(() => toJson(root), [root]);
  const audience = useAudience(written, saved?.segment.zone ?? null, id);
  const incomplete = written.incomplete.size;

  const ruleChanged = !same(whole, saved ? saved.segment.rule : toJson(emptyDraft()));
  const original = saved?.segment ?? { name: "", description: "", labels: [] };
  const limitsChanged = !same(limits, saved ? limitsOf(saved.segment) : NO_LIMITS);
  const dirty =
    may &&
    (ruleChanged ||
      limitsChanged ||
      incomplete > 0 ||
      name !== original.name ||
      description !== original.description ||
      !same(labels, original.labels));
  const draft: Begin = { name, description, labels, limits, root };
  const kept = useAutosave(id, draft, dirty, begin);
  const saving = useSaving({
    saved,
    draft: { ...draft, name: name.trim() },
    whole,
    changed: { rule: ruleChanged, limits: limitsChanged },
    dirty,
  });

  const restore = (old: Stored) => {
    setName(old.name);
    setDescription(old.description);
    setLabels(old.labels);
    setLimits(old.limits);
    setHistory((now) => change(now, old.root, Date.now()));
    kept.dismiss();
  };
  const nameError = tried && name.trim() === "" ? t("nameNeeded") : null;
  const trySave = () => {
    if (saving.busy || !may) return;
    const lacking = name.trim() === "";
    setTried(true);
    if (lacking) {
      document.getElementById(NAME_ID)?.focus();
    } else if (incomplete > 0) {
      setView("cards");
      notifyError(new Error(t("finishFirst", { count: incomplete })));
      editing.focus([...written.incomplete][0]!);
    } else if (isUnfinished(limits)) {
      notifyError(new Error(t("limits.finish")));
    } else {
      saving.begin();
    }
  };
  const canUndo = history.past.length > 0;
  const canRedo = history.next.length > 0;
  const back = () => setHistory(undo);
  const forth = () => setHistory(redo);
  useShortcuts({
    back,
    forth,
    save: trySave,
    add: () => setTimeout(() => document.querySelector<HTMLElement>(`#${ADD} button`)?.click()),
  });

  const start = (rule: JsonObject, suggested: string, about: string) => {
    editing.edit(() => fromJson(rule));
    if (name.trim() === "") setName([...suggested].slice(0, LONGEST_NAME).join(""));
    if (description === "") setDescription(about);
    setTried(false);
  };
  const blank = !saved && root.children.length === 0;
  const setJoin = (join: string) =>
    editing.edit((now) => ({ ...now, join: join as Join, bare: join === "all" && now.bare }));
  const replace = useCallback((rule: JsonObject) => editing.edit(() => fromJson(rule), "text"), [editing]);

  return (
    <EditingContext value={editing}>
      <Page
        documentTitle={name || t(saved ? "editTitle" : "title")}
        title={<NameField value={name} onChange={setName} error={nameError} readOnly={!may} />}
        breadcrumb={[
          { label: t("segments"), link: { to: "/segments" } },
          ...(saved
            ? [
                {
                  label: <bdi>{inert(saved.segment.name)}</bdi>,
                  link: { to: "/segments/$id" as const, params: { id: saved.segment.id } },
                },
              ]
            : []),
          { label: t(saved ? "editTitle" : "title") },
        ]}
        description={
          nameError ? (
            <Text size="sm" c="var(--mantine-color-error)" id="name-error" role="alert">
              {nameError}
            </Text>
          ) : (
            <SavedNote dirty={dirty} at={kept.at} saved={saved} />
          )
        }
        actions={
          <>
            <Tooltip label={t("undoKey")}>
              <ActionIcon variant="default" size={36} aria-label={t("common:undo")} disabled={!canUndo} onClick={back}>
                <Undo2 size={17} />
              </ActionIcon>
            </Tooltip>
            <Tooltip label={t("redoKey")}>
              <ActionIcon variant="default" size={36} aria-label={t("redo")} disabled={!canRedo} onClick={forth}>
                <Redo2 size={17} />
              </ActionIcon>
            </Tooltip>
            <CancelButton id={id} />
            {may && (
              <Button onClick={trySave} loading={saving.busy} disabled={saved && !dirty}>
                {t(saved ? "save" : "saveNew")}
              </Button>
            )}
          </>
        }
      >
        {kept.offer && (
          <Alert icon={<RotateCcw size={16} />} mb="md" py="sm">
            <Group justify="space-between" gap="sm">
              <Text size="sm">
                {t("restore.found")} <Ago at={new Date(kept.offer.at).toISOString()} />
                {kept.offer.name && (
                  <>
                    {" · "}
                    <bdi>{inert(kept.offer.name)}</bdi>
                  </>
                )}
              </Text>
              <Group gap="xs">
                <Button size="compact-sm" variant="default" onClick={kept.discard}>
                  {t("restore.discard")}
                </Button>
                <Button size="compact-sm" onClick={() => restore(kept.offer!)}>
                  {t("restore.restore")}
                </Button>
              </Group>
            </Group>
          </Alert>
        )}
        <div className={classes.columns}>
          <div className={classes.left}>
            <Card padding={wide ? "lg" : "md"} component="section" aria-label={t("rule")} className={classes.ruleCard}>
              <Group justify="space-between" align="flex-start" mb="md" gap="sm">
                <div>
                  <div className={classes.headline}>
                    <span>{t("include")}</span>
                    <Choice
                      label={t("includeHow")}
                      value={root.nots > 0 ? null : root.join}
                      options={(["all", "any", "none"] as const).map((join) => ({
                        value: join,
                        label: t(`includeOf.${join}`),
                      }))}
                      onChange={setJoin}
                    />
                  </div>
                  <Text size="sm" c="dimmed" mt={2}>
                    {t(view === "cards" ? "includeNote" : "textNote")}
                  </Text>
                </div>
                <SegmentedControl
                  value={view}
                  onChange={(next) => setView(next as "cards" | "text")}
                  data={[
                    { value: "cards", label: t("viewCards") },
                    { value: "text", label: t("viewText") },
                  ]}
                  aria-label={t("view")}
                />
              </Group>
              {view === "cards" ? (
                <GroupView group={root} root findings={audience.findings} />
              ) : (
                <TextForm rule={written.rule} incomplete={incomplete} onRule={replace} readOnly={!may} />
              )}
            </Card>
            <LimitsCard limits={limits} onChange={setLimits} />
            {blank && view === "cards" && may && <Start onStart={start} />}
          </div>
          <div className={classes.right}>
            {wide && <AudienceCard audience={audience} incomplete={incomplete} />}
            <About
              description={description}
              setDescription={setDescription}
              labels={labels}
              setLabels={setLabels}
              readOnly={!may}
            />
          </div>
        </div>
        {!wide && <AudienceBar audience={audience} incomplete={incomplete} />}
      </Page>
      {saving.step === "impact" && (
        <ImpactModal
          segment={id!}
          answer={audience.answer}
          counting={audience.counting || !audience.exact}
          saving={saving.busy}
          onSave={() => saving.save()}
          onClose={saving.stop}
        />
      )}
      {saving.step === "conflict" && (
        <ConflictModal
          newest={saving.newest?.segment}
          saving={saving.busy}
          onOverwrite={() => saving.save(saving.newest?.etag)}
          onReload={() => {
            forget(id);
            onReload?.();
          }}
          onClose={saving.stop}
        />
      )}
      {saving.blocked && <LeaveModal onStay={saving.stay} onLeave={saving.leave} />}
    </EditingContext>
  );
}

const NAME_ID = "segment-name";

function NameField({
  value,
  onChange,
  error,
  readOnly,
}: {
  value: string;
  onChange: (name: string) => void;
  error: string | null;
  readOnly: boolean;
}) {
  const { t } = useTranslation("builder");
  return (
    <input
      id={NAME_ID}
      className={classes.name}
      value={value}
      onChange={(event) => onChange(event.currentTarget.value)}
      maxLength={LONGEST_NAME}
      placeholder={t("namePlaceholder")}
      aria-label={t("name")}
      aria-invalid={error !== null}
      aria-describedby={error ? "name-error" : undefined}
      readOnly={readOnly}
      dir="auto"
      autoComplete="off"
      data-own-undo
    />
  );
}

function SavedNote({ dirty, at, saved }: { dirty: boolean; at: string | null; saved: Saved | undefined }) {
  const { t } = useTranslation("builder");
  if (dirty && at) {
    return (
      <>
        {t("draftKept")} <Ago at={at} />
      </>
    );
  }
  if (saved) {
    return (
      <>
        {t("savedAt")} <Ago at={saved.segment.updated_at} />
      </>
    );
  }
  return t("notYet");
}

function CancelButton({ id }: { id: string | undefined }) {
  const { t } = useTranslation("common");
  return id === undefined ? (
    <Button variant="default" component={Link} to="/segments">
      {t("cancel")}
    </Button>
  ) : (
    <Button variant="default" renderRoot={(props) => <Link to="/segments/$id" params={{ id }} {...props} />}>
      {t("cancel")}
    </Button>
  );
}

type AboutProps = {
  description: string;
  setDescription: (text: string) => void;
  labels: string[];
  setLabels: (labels: string[]) => void;
  readOnly: boolean;
};

function About({ description, setDescription, labels, setLabels, readOnly }: AboutProps) {
  const { t } = useTranslation("builder");
  return (
    <Card padding="md" component="section" aria-label={t("aboutSegment")}>
      <Stack gap="sm">
        <Textarea
          label={t("description")}
          placeholder={t("descriptionPlaceholder")}
          value={description}
          onChange={(event) => setDescription(event.currentTarget.value)}
          maxLength={LONGEST_DESCRIPTION}
          autosize
          minRows={2}
          maxRows={6}
          readOnly={readOnly}
          data-own-undo
        />
        <LabelsInput
          label={t("labels")}
          placeholder={labels.length === 0 ? t("labelsPlaceholder") : undefined}
          value={labels}
          onChange={setLabels}
          readOnly={readOnly}
        />
      </Stack>
    </Card>
  );
}

/** The functions that change the rule; they stay the same while it changes. */
function useRuleEditing(props: {
  history: History<Tree>;
  setHistory: (next: History<Tree>) => void;
  setView: (view: "cards" | "text") => void;
  segment: string | undefined;
  readOnly: boolean;
  strict: boolean;
}): Editing {
  const { history, setHistory, setView, segment, readOnly, strict } = props;
  const { known } = useKnown();
  const now = useRef(history);
  now.current = history;
  const next = useRef<string | null>(null);
  useEffect(() => {
    const id = next.current;
    next.current = null;
    if (id !== null && history) focusOn(id);
  }, [history]);
  return useMemo(() => {
    const edit: Editing["edit"] = (make, of) => {
      if (readOnly) return;
      // Several changes may come before the next drawing.
      now.current = change(now.current, make(now.current.now), Date.now(), of);
      setHistory(now.current);
    };
    return {
      known,
      edit,
      setBody: (id, make, of) =>
        edit((root) => update<Leaf>(root, id, (leaf) => ({ ...leaf, body: make(leaf.body, leaf) })), of),
      focus: (id) => {
        next.current = id;
        // Where nothing changes, nothing is drawn.
        setTimeout(() => {
          if (next.current === id) {
            next.current = null;
            focusOn(id);
          }
        });
      },
      editAsText: () => setView("text"),
      segment,
      readOnly,
      strict,
    };
  }, [known, readOnly, segment, setHistory, setView, strict]);
}

/** The first thing to choose in what was added, else the thing itself. */
function focusOn(id: string) {
  const element = document.getElementById(id);
  if (!element) return;
  const empty = "input:not([value]):not([type=hidden]), input[value='']:not([type=hidden])";
  const target = id === ADD ? element.querySelector<HTMLElement>("button") : element.querySelector<HTMLElement>(empty);
  (target ?? element).focus();
  element.scrollIntoView({ block: "nearest" });
}

/** Keeps what isn't saved in the browser, and offers what was kept before. */
function useAutosave(segment: string | undefined, draft: Begin, dirty: boolean, begin: Begin) {
  const [offer, setOffer] = useState<Stored | null>(() => stored(segment));
  const [at, setAt] = useState<string | null>(null);
  const untouched =
    draft.root === begin.root &&
    draft.name === begin.name &&
    draft.description === begin.description &&
    draft.labels === begin.labels &&
    draft.limits === begin.limits;
  const { name, description, labels, limits, root } = draft;
  useEffect(() => {
    if (!dirty || untouched) return;
    const timer = setTimeout(() => {
      const now = Date.now();
      store(segment, { at: now, name, description, labels, limits, root });
      setAt(new Date(now).toISOString());
      setOffer(null);
    }, AUTOSAVE_MS);
    return () => clearTimeout(timer);
  }, [segment, name, description, labels, limits, root, dirty, untouched]);
  return {
    offer,
    at,
    dismiss: () => setOffer(null),
    discard: () => {
      forget(segment);
      setOffer(null);
    },
  };
}

type SavingProps = {
  saved: Saved | undefined;
  draft: Begin;
  whole: JsonObject;
  changed: { rule: boolean; limits: boolean };
  dirty: boolean;
};

/** From the button to the saved segment: what an edit would change, somebody else's version, leaving without. */
function useSaving({ saved, draft, whole, changed, dirty }: SavingProps) {
  const { t } = useTranslation("builder");
  const client = useQueryClient();
  const navigate = useNavigate();
  const [step, setStep] = useState<"impact" | "conflict" | null>(null);
  const [busy, setBusy] = useState(false);
  const [newest, setNewest] = useState<Saved | null>(null);
  const done = useRef(false);
  const blocker = useBlocker({
    shouldBlockFn: () => dirty && !done.current,
    enableBeforeUnload: () => dirty && !done.current,
    withResolver: true,
  });
  const { name, description, labels } = draft;
  const limits = draft.limits as Pick<Change, keyof Limits>;

  const save = async (etag = saved?.etag) => {
    setBusy(true);
    try {
      const segment = saved
        ? await edited(
            saved.segment.id,
            {
              name,
              description,
              labels,
              ...(changed.rule && { rule: whole as Rule }),
              ...(changed.limits && limits),
            },
            etag,
          )
        : await created({ name, description, labels, ...limits, rule: whole as Rule });
      done.current = true;
      forget(saved?.segment.id);
      client.removeQueries({ queryKey: ["segment-to-edit", segment.id] });
      await Promise.all(
        ["/api/segments", "/api/segments/{id}", "/api/labels"].map((path) =>
          client.invalidateQueries({ queryKey: ["get", path], refetchType: "none" }),
        ),
      );
      notifyDone(t("saved", { name: segment.name }));
      await navigate({ to: "/segments/$id", params: { id: segment.id } });
    } catch (error) {
      if (saved && error instanceof ApiError && error.status === 412) {
        setStep("conflict");
        setNewest(await readSegment(saved.segment.id).catch(() => null));
      } else {
        setStep(null);
        notifyError(error);
      }
    } finally {
      setBusy(false);
    }
  };
  return {
    step,
    busy,
    newest,
    save,
    begin: () => (saved && changed.rule ? setStep("impact") : save()),
    stop: () => setStep(null),
    blocked: blocker.status === "blocked",
    stay: () => blocker.reset?.(),
    leave: () => blocker.proceed?.(),
  };
}

type Change = { name: string; description: string; labels: string[]; rule?: Rule } & Partial<
  Pick<SegmentDetail, keyof Limits>
>;

async function edited(id: string, body: Change, etag: string | undefined): Promise<SegmentDetail> {
  const header = etag === undefined ? {} : { "If-Match": etag };
  const { data } = await api.PATCH("/api/segments/{id}", {
    params: { path: { id }, header },
    body: { ...body, refresh: true },
  });
  return data!;
}

async function created(body: Change): Promise<SegmentDetail> {
  const { data } = await api.POST("/api/segments", {
    body: { include: [], exclude: [], ...body, kind: "rule", pinned: false, active: true, refresh: true },
  });
  return data!;
}

/** A segment with the ETag of its version. */
export async function readSegment(id: string, signal?: AbortSignal): Promise<Saved> {
  const { data, response } = await api.GET("/api/segments/{id}", { params: { path: { id } }, signal });
  return { segment: data!, etag: response.headers.get("ETag") ?? "" };
}

type Shortcuts = { back: () => void; forth: () => void; save: () => void; add: () => void };

function useShortcuts(shortcuts: Shortcuts) {
  const latest = useRef(shortcuts);
  latest.current = shortcuts;
  useEffect(() => {
    const pressed = (event: KeyboardEvent) => {
      if (!(event.ctrlKey || event.metaKey) || event.altKey || document.querySelector("[aria-modal=true]")) return;
      const key = event.key.toLowerCase();
      const { back, forth, save, add } = latest.current;
      // A text of its own has its own undo.
      const own = event.target instanceof Element && event.target.closest("textarea, [data-own-undo]") !== null;
      const action =
        key === "s"
          ? save
          : key === "enter"
            ? add
            : own
              ? null
              : key === "z"
                ? event.shiftKey
                  ? forth
                  : back
                : key === "y"
                  ? forth
                  : null;
      if (!action) return;
      event.preventDefault();
      action();
    };
    window.addEventListener("keydown", pressed);
    return () => window.removeEventListener("keydown", pressed);
  }, []);
}
