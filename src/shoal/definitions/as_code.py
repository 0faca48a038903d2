"""Segments and measures as files: what a folder of YAML wants, what would change, and changing it in one step."""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Literal

from shoal.definitions.definitions import Definitions, Use
from shoal.definitions.difference import describe_difference
from shoal.definitions.draft import Draft, InvalidSegment, draft_of
from shoal.definitions.limits import limits_as_json, limits_of
from shoal.definitions.measures import Measures, describe_measure, measure_text, parse_measure
from shoal.definitions.yaml_form import dump_yaml, from_yaml, load_yaml, to_yaml
from shoal.membership import change_of
from shoal.model.errors import InvalidInput, Problem, RuleError, ShoalError, did_you_mean
from shoal.model.measure import MeasureDefinition, NamedMeasure
from shoal.model.segment import Segment
from shoal.rules import check, measures_in, normalise, references, remembered, resolve_types, to_json
from shoal.storage import Store

SEGMENTS, MEASURES = "segments", "measures"
_ID = re.compile(r"[a-z0-9][a-z0-9_-]{0,99}")
_MEASURE_KEYS = ("name", "description", "of")

Action = Literal["create", "change", "delete", "unchanged", "not_in_files"]
Kind = Literal["segment", "measure"]


@dataclass(frozen=True, slots=True)
class FileProblem:
    """Something that is wrong in a file, at a line of it where that is known."""

    file: str
    line: int | None
    problem: Problem

    @property
    def path(self) -> str:
        """The file, the line and the place in the definition."""
        place = self.file if self.line is None else f"{self.file}, line {self.line}"
        return f"{place}: {self.problem.path}" if self.problem.path else place

    @property
    def message(self) -> str:
        return self.problem.message

    @property
    def hint(self) -> str | None:
        return self.problem.hint

    @property
    def code(self) -> str:
        return self.problem.code

    @property
    def severity(self) -> str:
        return self.problem.severity

    def as_json(self) -> dict[str, object]:
        return {"file": self.file, "line": self.line, **self.problem.as_json()}


class InvalidFiles(InvalidInput):
    """Files that can't be applied, with every problem found."""

    code = "invalid_files"

    def __init__(self, problems: Sequence[FileProblem]) -> None:
        self.problems = tuple(problems)
        first = self.problems[0]
        place = first.file if first.line is None else f"{first.file}, line {first.line}"
        more = f" (and {len(self.problems) - 1} more)" if len(self.problems) > 1 else ""
        super().__init__(f"{place}: {first.problem.message}{more}", hint=first.problem.hint)

    def as_json(self) -> dict[str, object]:
        return InvalidInput.as_json(self) | {"problems": [p.as_json() for p in self.problems]}


@dataclass(frozen=True, slots=True)
class SegmentFile:
    file: str
    draft: Draft
    tests: tuple[object, ...]
    text: str


@dataclass(frozen=True, slots=True)
class MeasureFile:
    file: str
    name: str
    description: str
    definition: MeasureDefinition


@dataclass(frozen=True, slots=True)
class Wanted:
    """What a folder's files say, by id: the id of a file is its name without the ending."""

    segments: Mapping[str, SegmentFile]
    measures: Mapping[str, MeasureFile]


def read_files(files: Mapping[str, str]) -> Wanted:
    """`files` are texts by path; a file below a folder `measures` is a measure, any other a segment.

    Raises InvalidFiles with everything that is wrong in any of them.
    """
    segments: dict[str, SegmentFile] = {}
    measures: dict[str, MeasureFile] = {}
    problems: list[FileProblem] = []
    owner: dict[tuple[str, str], str] = {}
    for path, text in sorted(files.items()):
        parts = path.replace("\\", "/").split("/")
        id_, kind = parts[-1].rsplit(".", 1)[0], "measure" if MEASURES in parts[:-1] else "segment"
        if not _ID.fullmatch(id_):
            hint = "name the file with at most 100 small letters, digits, _ and -, such as big_orders.yaml"
            problems.append(FileProblem(path, None, Problem("", "bad_id", f"{id_!r} can't be an id", hint)))
            continue
        if (kind, id_) in owner:
            message = f"{owner[kind, id_]} is the {kind} {id_!r} already"
            problems.append(
                FileProblem(path, None, Problem("", "id_twice", message, "name one of the files otherwise"))
            )
            continue
        owner[kind, id_] = path
        try:
            value = load_yaml(text, origin=path)
            if kind == "measure":
                measures[id_] = _measure_of(path, value)
            else:
                tests = value.get("tests", [])
                segments[id_] = SegmentFile(
                    path, from_yaml(value), tuple(tests) if isinstance(tests, list) else (), text
                )
        except InvalidSegment as error:
            problems += [FileProblem(path, _line(text, found.path), found) for found in error.problems]
        except RuleError as error:
            problems += [FileProblem(path, _line(text, "of"), found) for found in error.problems]
        except InvalidInput as error:
            line = re.search(r", line (\d+)", error.message)
            problem = Problem("", "bad_yaml", error.message, error.hint)
            problems.append(FileProblem(path, int(line[1]) if line else None, problem))
    if problems:
        raise InvalidFiles(problems)
    return Wanted(segments, measures)


def _measure_of(path: str, value: Mapping[str, object]) -> MeasureFile:
    for key in value:
        if key not in _MEASURE_KEYS:
            hint = did_you_mean(str(key), _MEASURE_KEYS) or f"known are {', '.join(_MEASURE_KEYS)}"
            raise InvalidSegment([Problem(str(key), "unknown_key", f"a measure has no `{key}`", hint)])
    name, of = value.get("name"), value.get("of")
    if not isinstance(name, str) or not isinstance(of, str | dict):
        hint = 'write name: Lifetime value, and of: sum of total over "Order Completed"'
        raise InvalidSegment([Problem("of", "missing", "a measure needs a `name` and an `of`", hint)])
    return MeasureFile(path, name, str(value.get("description", "")).strip(), parse_measure(of))


def _line(text: str, path: str) -> int | None:
    """The line of the key that a problem's path begins with."""
    key = re.split(r"[.\[]", path, maxsplit=1)[0]
    for number, line in enumerate(text.splitlines(), 1):
        if key and line.startswith(f"{key}:"):
            return number
    return None


# --- the plan ---------------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Impact:
    """Members now, and with the new definition, at one instant."""

    before: int
    after: int
    entered: int
    left: int


@dataclass(frozen=True, slots=True)
class PlanStep:
    """What becomes of one segment or measure. `differences` are in words; `uses` depend on it."""

    action: Action
    kind: Kind
    id: str
    name: str
    file: str | None
    differences: tuple[str, ...] = ()
    impact: Impact | None = None
    uses: tuple[Use, ...] = ()
    warnings: tuple[Problem, ...] = ()

    def as_json(self) -> dict[str, object]:
        impact = self.impact
        return {
            "action": self.action,
            "kind": self.kind,
            "id": self.id,
            "name": self.name,
            "file": self.file,
            "differences": list(self.differences),
            "impact": None
            if impact is None
            else {
                "before": impact.before,
                "after": impact.after,
                "entered": impact.entered,
                "left": impact.left,
            },
            "uses": [{"kind": use.kind, "id": use.id, "name": use.name} for use in self.uses],
            "warnings": [warning.as_json() for warning in self.warnings],
        }


@dataclass(frozen=True, slots=True)
class Plan:
    """What a folder would change, before anything is. `drafts` and `measures` are what is saved."""

    steps: tuple[PlanStep, ...]
    created: Mapping[str, Draft] = field(default_factory=dict)
    changed: Mapping[str, Draft] = field(default_factory=dict)
    deleted: tuple[str, ...] = ()
    measures: Mapping[str, MeasureFile] = field(default_factory=dict)
    deleted_measures: tuple[str, ...] = ()

    @property
    def changes(self) -> bool:
        return any(step.action in ("create", "change", "delete") for step in self.steps)

    def as_json(self) -> dict[str, object]:
        return {"changes": self.changes, "steps": [step.as_json() for step in self.steps]}


def plan(
    store: Store, definitions: Definitions, wanted: Wanted, *, delete: bool, as_of: int, impact: bool = True
) -> Plan:
    """What it takes to make the workspace's segments and measures those of the files.

    With `delete`, what no file has is deleted; else it is only named. Raises InvalidFiles for rules that don't fit the
    data, or name what won't be there.
    """
    known, measures = definitions.all(), Measures(store, definitions).all()
    drafts = _typed(store, wanted, known, measures, delete=delete)
    created = {id_: draft for id_, draft in drafts.items() if id_ not in known}
    changed = {id_: draft for id_, draft in drafts.items() if id_ in known and draft != draft_of(known[id_])}
    gone = tuple(id_ for id_ in known if id_ not in wanted.segments)
    planner = _Planner(store, known, measures, wanted, drafts, delete=delete)
    steps = [
        *planner.measure_steps(),
        *(planner.step("create", id_, as_of if impact else None) for id_ in created),
        *(planner.step("change", id_, as_of if impact else None) for id_ in changed),
        *(planner.step("unchanged", id_, None) for id_ in drafts if id_ not in created and id_ not in changed),
        *(planner.step("delete" if delete else "not_in_files", id_, None) for id_ in gone),
    ]
    acting = [step for step in steps if step.kind == "measure" and step.file and _acts(step)]
    saved = {step.id: wanted.measures[step.id] for step in acting}
    gone_measures = tuple(step.id for step in steps if step.kind == "measure" and step.action == "delete")
    return Plan(tuple(steps), created, changed, gone if delete else (), saved, gone_measures)


def _acts(step: PlanStep) -> bool:
    return step.action in ("create", "change")


def _typed(
    store: Store,
    wanted: Wanted,
    known: Mapping[str, Segment],
    measures: Mapping[str, NamedMeasure],
    *,
    delete: bool,
) -> dict[str, Draft]:
    """The drafts with the types of their rules, checked against what the data holds and what will be there."""
    names = {} if delete else {id_: segment.name for id_, segment in known.items()}
    names |= {id_: one.draft.name for id_, one in wanted.segments.items()}
    coming = {} if delete else {id_: measure.definition for id_, measure in measures.items()}
    coming |= {id_: one.definition for id_, one in wanted.measures.items()}
    catalog = replace(store.catalog(), segments=names, measures=coming, scores=store.scores.names())
    problems: list[FileProblem] = []
    out = {}
    for id_, one in wanted.segments.items():
        rule = one.draft.rule
        if rule is not None:
            rule, found = check(rule, catalog)
            problems += [FileProblem(one.file, _line(one.text, "rule"), p) for p in found if p.severity == "error"]
        out[id_] = replace(one.draft, rule=rule)
    if problems:
        raise InvalidFiles(problems)
    return out


class _Planner:
    """Works out one step after another."""

    def __init__(
        self,
        store: Store,
        known: Mapping[str, Segment],
        measures: Mapping[str, NamedMeasure],
        wanted: Wanted,
        drafts: Mapping[str, Draft],
        *,
        delete: bool,
    ) -> None:
        self._store, self._known, self._measures = store, known, measures
        self._wanted, self._drafts, self._delete = wanted, drafts, delete
        self._names = {id_: s.name for id_, s in known.items()} | {id_: d.name for id_, d in drafts.items()}
        self._after = {id_: s for id_, s in known.items() if not delete or id_ in drafts}
        self._after |= {id_: _segment(id_, draft, known.get(id_)) for id_, draft in drafts.items()}
        before = {id_: measure.definition for id_, measure in measures.items()}
        after = ({} if delete else before) | {id_: one.definition for id_, one in wanted.measures.items()}
        self._definitions = (before, after)

    def step(self, action: Action, id_: str, as_of: int | None) -> PlanStep:
        draft, old = self._drafts.get(id_), self._known.get(id_)
        differences: tuple[str, ...] = ()
        impact = None
        if action == "change" and old is not None and draft is not None:
            differences = describe_difference(_as_json(draft_of(old)), _as_json(draft), self._names)
        if as_of is not None and draft is not None and draft.rule is not None:
            impact = self._impact(id_, as_of)
        file = self._wanted.segments[id_].file if id_ in self._wanted.segments else None
        return PlanStep(action, "segment", id_, self._names[id_], file, differences, impact, self._uses(id_))

    def _impact(self, id_: str, as_of: int) -> Impact:
        before, after = self._definitions
        change = change_of(self._store, id_, (self._known, before), (self._after, after), as_of=as_of)
        return Impact(*change)

    def _uses(self, id_: str) -> tuple[Use, ...]:
        """The other segments, as they will be, that name this one."""
        users = sorted(self._after.values(), key=lambda segment: segment.name.casefold())
        return tuple(
            Use("segment", user.id, user.name)
            for user in users
            if user.id != id_ and user.rule is not None and id_ in references(user.rule) | remembered(user.rule)
        )

    def measure_steps(self) -> Iterable[PlanStep]:
        for id_, one in self._wanted.measures.items():
            old = self._measures.get(id_)
            if old is None:
                yield self._measure_step("create", id_, one.name, one.file, (describe_measure(one.definition),))
                continue
            differences = []
            if old.name != one.name:
                differences.append(f"name “{old.name}” → “{one.name}”")
            if old.description != one.description:
                differences.append("description changed")
            if old.definition != one.definition:
                differences.append(f"{describe_measure(old.definition)} → {describe_measure(one.definition)}")
            action: Action = "change" if differences else "unchanged"
            yield self._measure_step(action, id_, one.name, one.file, tuple(differences))
        for id_, old in self._measures.items():
            if id_ not in self._wanted.measures:
                yield self._measure_step("delete" if self._delete else "not_in_files", id_, old.name, None, ())

    def _measure_step(
        self, action: Action, id_: str, name: str, file: str | None, differences: tuple[str, ...]
    ) -> PlanStep:
        uses = tuple(
            Use("segment", user.id, user.name)
            for user in self._after.values()
            if user.rule is not None and id_ in measures_in(user.rule)
        )
        return PlanStep(action, "measure", id_, name, file, differences, None, uses)


def _as_json(draft: Draft) -> dict[str, object]:
    """A draft as `Version.definition` has it."""
    fields = {name: getattr(draft, name) for name in ("name", "description", "zone", "pinned", "active", "schedule")}
    segment = _segment("x", draft, None)
    rule = None if draft.rule is None else to_json(draft.rule)
    return fields | {"labels": list(draft.labels), "rule": rule} | limits_as_json(limits_of(segment))


def _segment(id_: str, draft: Draft, before: Segment | None) -> Segment:
    """The segment that a draft makes, as far as rules can tell."""
    fields = {name: getattr(draft, name) for name in Draft.__slots__}
    if before is not None:
        return replace(before, **fields)
    return Segment(id=id_, version=1, created_at=0, created_by="", updated_at=0, **fields)


def segments_of(wanted: Wanted) -> dict[str, Segment]:
    """The segments of the files as rules see them, without a workspace."""
    return {id_: _segment(id_, one.draft, None) for id_, one in wanted.segments.items()}


def apply(store: Store, definitions: Definitions, made: Plan, *, actor: str, now: int) -> None:
    """Saves everything that the plan changes in one transaction, or nothing. Raises as `Definitions.save_all` does."""
    measures = Measures(store, definitions)
    with store.records.write() as connection:
        for id_, one in made.measures.items():
            measures.save(connection, id_, one.name, one.definition, one.description, actor=actor, now=now)
        definitions.save_all(connection, made.created, made.changed, made.deleted, actor=actor, now=now)
        for id_ in made.deleted_measures:
            measures.remove(connection, id_, actor=actor, now=now)


# --- files of what is there -------------------------------------------------------------------------------------------


def files_of(segments: Iterable[Segment], measures: Iterable[NamedMeasure]) -> dict[str, str]:
    """The file of each segment and measure, by path below a folder."""
    out = {f"{SEGMENTS}/{segment.id}.yaml": dump_yaml(to_yaml(segment)) for segment in segments}
    for measure in measures:
        value: dict[str, object] = {"name": measure.name}
        if measure.description:
            value["description"] = measure.description
        value["of"] = measure_text(measure.definition)
        out[f"{MEASURES}/{measure.id}.yaml"] = dump_yaml(value)
    return out


def same_content(one: str, other: str) -> bool:
    """Whether two files mean the same, whatever their spelling; tests are a file's own."""
    try:
        return _meaning(load_yaml(one)) == _meaning(load_yaml(other))
    except ShoalError:
        return False


def _meaning(value: Mapping[str, object]) -> object:
    if "of" in value:
        return _measure_of("", value)
    draft = from_yaml(value)
    return replace(draft, rule=None if draft.rule is None else normalise(resolve_types(draft.rule, None)))


def with_tests_of(text: str, before: str) -> str:
    """A file as it is pulled, with the tests that the file had before."""
    try:
        old = load_yaml(before)
    except ShoalError:
        return text
    tests = old.get("tests")
    return text if not tests else text + dump_yaml({"tests": tests})
