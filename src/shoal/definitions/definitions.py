"""The segments of a workspace: every change is a new version with an audit row, in one transaction."""

import re
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from typing import Any

from sqlalchemy import Connection, RowMapping, Text, cast, insert, select, update

from shoal.definitions.cycles import find_cycle
from shoal.definitions.draft import Draft, InvalidSegment, draft_of, validate
from shoal.definitions.limits import KEYS as LIMITS
from shoal.definitions.limits import limits_as_json, limits_of, read_limits
from shoal.model.errors import Conflict, InvalidInput, NotFound, Problem
from shoal.model.instant import format_instant
from shoal.model.rule import Rule
from shoal.model.segment import MAX_NAME, Planned, Segment, slug
from shoal.rules import parse_json, references, remembered, to_json
from shoal.storage.records import Records, audit_rows
from shoal.storage.records import tables as t

_LISTING = "shoal segments list"
_ID = re.compile(r"[a-z0-9][a-z0-9_\-]{0,99}")

Also = Callable[[Connection, Segment], None]  # what else is written in the transaction that makes a segment


@dataclass(frozen=True, slots=True)
class Use:
    """Something that depends on a segment; `kind` is the noun of it, `segment` in this version."""

    kind: str
    id: str
    name: str


@dataclass(frozen=True, slots=True)
class Version:
    """One saved state of a segment. `definition` holds its fields as JSON; `changed_at` is microseconds since 1970."""

    version: int
    changed_at: int
    changed_by: str
    change: str
    definition: Mapping[str, Any]

    def as_json(self) -> dict[str, object]:
        return {
            "version": self.version,
            "change": self.change,
            "changed_at": format_instant(self.changed_at),
            "changed_by": self.changed_by,
            "definition": dict(self.definition),
        }


class Definitions:
    """Reads and changes segments. Every change takes who makes it (`actor`) and when (`now`, microseconds since 1970).

    Segments are given by id; an unknown one raises NotFound with the nearest there is.
    """

    def __init__(self, records: Records, workspace_id: str) -> None:
        self._records = records
        self._workspace_id = workspace_id

    # --- reading ---------------------------------------------------------------------------------------------------

    def all(self) -> dict[str, Segment]:
        """Every segment by id, oldest first."""
        with self._records.read() as connection:
            return self._all(connection)

    def list(self) -> tuple[Segment, ...]:
        """Every segment, by name."""
        return tuple(sorted(self.all().values(), key=lambda segment: (segment.name.casefold(), segment.id)))

    def get(self, id: str) -> Segment:
        return _get(self.all(), id)

    def ids_ever(self) -> set[str]:
        """The ids of all segments there are and were."""
        with self._records.read() as connection:
            return set(connection.scalars(select(t.segment.c.id)))

    def uses(self, id: str) -> tuple[Use, ...]:
        """What depends directly on the segment, by name."""
        segments = self.all()
        _get(segments, id)
        return _uses(segments, id)

    def dependents(self, id: str) -> tuple[Use, ...]:
        """What depends on the segment, directly or through others, by name."""
        segments = self.all()
        _get(segments, id)
        users = _users(segments)
        found: dict[str, Use] = {}
        pending = [id]
        while pending:
            for use in users[pending.pop()]:
                if use.id not in found:
                    found[use.id] = use
                    pending.append(use.id)
        return tuple(sorted(found.values(), key=lambda use: (use.name.casefold(), use.id)))

    def depends_on(self, id: str) -> tuple[Use, ...]:
        """The segments that this one's rule names, by name."""
        segments = self.all()
        rule = _get(segments, id).rule
        named = [segments[name] for name in (references(rule) if rule is not None else ()) if name in segments]
        return tuple(Use("segment", s.id, s.name) for s in sorted(named, key=lambda s: (s.name.casefold(), s.id)))

    def labels(self) -> dict[str, int]:
        """Every label with the number of segments that have it, by label."""
        counts = Counter(label for segment in self.all().values() for label in segment.labels)
        return {label: counts[label] for label in sorted(counts, key=lambda label: (label.casefold(), label))}

    def due_activations(self, now: int) -> tuple[Segment, ...]:
        """The segments whose planned activation or deactivation has come, the earliest first."""
        return _due(self.all(), now)

    def version(self, id: str, number: int) -> Version:
        """One version, also of a deleted segment. Raises NotFound."""
        for version in self.history(id):
            if version.version == number:
                return version
        raise NotFound(f"{id!r} has no version {number}", hint=f"`shoal segments history {id}` shows them")

    def history(self, id: str) -> tuple[Version, ...]:
        """Every version, newest first; a deleted segment keeps its history."""
        query = (
            select(t.segment_version)
            .where(t.segment_version.c.workspace_id == self._workspace_id, t.segment_version.c.segment_id == id)
            .order_by(t.segment_version.c.version.desc())
        )
        with self._records.read() as connection:
            rows = connection.execute(query).mappings().all()
            if not rows:
                _get(self._all(connection), id)
        return tuple(Version(**{name: row[name] for name in Version.__slots__}) for row in rows)

    # --- changing --------------------------------------------------------------------------------------------------

    def create(self, draft: Draft, *, id: str | None = None, actor: str, now: int, also: Also | None = None) -> Segment:
        """The id is made from the name unless one is given, as for a segment kept in a file. `also` writes what belongs
        to the segment in the same transaction.

        Raises InvalidSegment for fields that can't be saved, Conflict for a taken name or id, or a cycle.
        """
        return self.create_all([(id, draft)], actor=actor, now=now, also=also)[0]

    def create_all(
        self, drafts: Sequence[tuple[str | None, Draft]], *, actor: str, now: int, also: Also | None = None
    ) -> tuple[Segment, ...]:
        """Creates all or none of the (id, draft) pairs, whose rules may name each other."""
        for id, draft in drafts:
            validate(draft)
            if id is not None:
                _validate_id(id)
        with self._records.write() as connection:
            segments = self._all(connection)
            taken = set(connection.scalars(select(t.segment.c.id)))
            created: list[Segment] = []
            for id, draft in drafts:
                _refuse_taken_name(draft.name, segments)
                if id in taken:
                    raise Conflict(f"the id {id!r} is taken, or was once", hint="ids are never given again")
                segment = _segment(id or slug(draft.name, taken), draft, version=1, at=now, by=actor)
                taken.add(segment.id)
                segments[segment.id] = segment
                created.append(segment)
            _refuse_bad_references(segments, created)
            for segment in created:
                connection.execute(insert(t.segment).values(workspace_id=self._workspace_id, **_row(segment)))
                self._record(connection, segment, "create", actor, now)
                if also is not None:
                    also(connection, segment)
        return tuple(created)

    def edit(
        self, id: str, draft: Draft, *, actor: str, now: int, version: int | None = None, change: str = "edit"
    ) -> Segment:
        """Saves the draft as the next version; the same definition again changes nothing.

        With `version`, raises Conflict when somebody saved another one since. Raises InvalidSegment and Conflict as
        `create` does.
        """
        validate(draft)
        with self._records.write() as connection:
            segments = self._all(connection)
            before = _get(segments, id)
            if version is not None and version != before.version:
                raise Conflict(
                    f"{id!r} is at version {before.version}, not {version}: somebody changed it since",
                    hint=f"look at it with `shoal segments show {id}` and make the change again",
                )
            return self._edit(connection, segments, before, draft, actor, now, change)

    def save_all(
        self,
        connection: Connection,
        create: Mapping[str, Draft],
        change: Mapping[str, Draft],
        delete: Sequence[str],
        *,
        actor: str,
        now: int,
    ) -> None:
        """Creates, changes and deletes segments (drafts by id) within the caller's transaction.

        Rules may name what is created with them. Raises what `create`, `edit` and `delete` do.
        """
        segments = self._all(connection)
        taken = set(connection.scalars(select(t.segment.c.id)))
        leaving = {id: segments.pop(id) for id in delete if id in segments}
        made: list[Segment] = []
        for id, draft in create.items():
            validate(draft)
            _validate_id(id)
            _refuse_taken_name(draft.name, segments)
            if id in taken:
                raise Conflict(f"the id {id!r} is taken, or was once", hint="ids are never given again")
            segments[id] = _segment(id, draft, version=1, at=now, by=actor)
            made.append(segments[id])
        for id, draft in change.items():
            validate(draft)
            segments[id] = replace(segments[id], **{name: getattr(draft, name) for name in Draft.__slots__})
        _refuse_bad_references(segments, list(segments.values()))
        for segment in made:
            connection.execute(insert(t.segment).values(workspace_id=self._workspace_id, **_row(segment)))
            self._record(connection, segment, "create", actor, now)
        stored = self._all(connection) | {segment.id: segment for segment in made}
        for id, draft in change.items():
            self._edit(connection, {**segments, id: stored[id]}, stored[id], draft, actor, now, "edit")
        for before in leaving.values():
            after = replace(before, version=before.version + 1, updated_at=now, planned=None)
            self._save(connection, after, deleted_at=now)
            self._record(connection, after, "delete", actor, now)

    def _edit(
        self,
        connection: Connection,
        segments: dict[str, Segment],
        before: Segment,
        draft: Draft,
        actor: str,
        now: int,
        change: str,
    ) -> Segment:
        """Saves a valid draft as the next version unless it changes nothing, and puts it into `segments`."""
        if draft_of(before) == draft:
            return before
        if draft.kind != before.kind:
            raise Conflict(
                f"{before.id!r} is a {before.kind} segment and can't become a {draft.kind} segment",
                hint="make a new segment; `shoal segments freeze` makes a static copy",
            )
        after = replace(
            _segment(before.id, draft, version=before.version + 1, at=now, by=actor),
            created_at=before.created_at,
            created_by=before.created_by,
            planned=before.planned,
        )
        if after.planned is not None and after.planned.active == after.active:
            after = replace(after, planned=None)  # what was planned has come about
        _refuse_taken_name(draft.name, segments, other_than=before.id)
        segments[before.id] = after
        _refuse_bad_references(segments, [after])
        self._save(connection, after)
        self._record(connection, after, change, actor, now)
        return after

    def rename(self, id: str, name: str, *, actor: str, now: int) -> Segment:
        """The id stays, so that rules which name it keep their meaning."""
        segment = self.get(id)
        draft = replace(draft_of(segment), name=name)
        return self.edit(id, draft, actor=actor, now=now, version=segment.version, change="rename")

    def label(self, id: str, *, add: Iterable[str] = (), remove: Iterable[str] = (), actor: str, now: int) -> Segment:
        return self.label_many([id], add=add, remove=remove, actor=actor, now=now)[0]

    def label_many(
        self,
        ids: Sequence[str],
        *,
        add: Iterable[str] = (),
        remove: Iterable[str] = (),
        actor: str,
        now: int,
    ) -> tuple[Segment, ...]:
        """Labels all of the segments, or none when one of them can't have the labels; each gets its own version."""
        new, gone = tuple(add), set(remove)

        def changed(labels: Sequence[str]) -> Iterable[str]:
            return [*(label for label in labels if label not in gone), *new]

        with self._records.write() as connection:
            segments = self._all(connection)
            chosen = [_get(segments, id) for id in dict.fromkeys(ids)]
            return self._relabel(connection, segments, chosen, changed, actor, now)

    def rename_label(self, label: str, name: str, *, actor: str, now: int) -> tuple[Segment, ...]:
        """Renames a label on every segment that has it, all at once; returns those. Raises NotFound."""
        return self._change_label(label, [name], actor, now)

    def delete_label(self, label: str, *, actor: str, now: int) -> tuple[Segment, ...]:
        """Takes a label off every segment that has it, all at once; returns those. Raises NotFound."""
        return self._change_label(label, [], actor, now)

    def _change_label(self, label: str, instead: Sequence[str], actor: str, now: int) -> tuple[Segment, ...]:
        def changed(labels: Sequence[str]) -> Iterable[str]:
            return [name for present in labels for name in (instead if present == label else [present])]

        with self._records.write() as connection:
            segments = self._all(connection)
            chosen = [segment for segment in segments.values() if label in segment.labels]
            if not chosen:
                known = {name for segment in segments.values() for name in segment.labels}
                raise NotFound.named("label", label, known)
            return self._relabel(connection, segments, chosen, changed, actor, now)

    def _relabel(
        self,
        connection: Connection,
        segments: dict[str, Segment],
        chosen: Sequence[Segment],
        changed: Callable[[Sequence[str]], Iterable[str]],
        actor: str,
        now: int,
    ) -> tuple[Segment, ...]:
        out = []
        for segment in chosen:
            draft = replace(draft_of(segment), labels=tuple(dict.fromkeys(changed(segment.labels))))
            validate(draft)
            out.append(self._edit(connection, segments, segment, draft, actor, now, "label"))
        return tuple(out)

    def pin(self, id: str, pinned: bool, *, actor: str, now: int) -> Segment:
        segment = self.get(id)
        draft = replace(draft_of(segment), pinned=pinned)
        return self.edit(id, draft, actor=actor, now=now, version=segment.version, change="pin")

    def activate(self, id: str, active: bool, *, actor: str, now: int) -> Segment:
        """An inactive segment isn't refreshed, keeps its last members to look at, and inside other rules has nobody."""
        segment = self.get(id)
        draft = replace(draft_of(segment), active=active)
        change = "activate" if active else "deactivate"
        return self.edit(id, draft, actor=actor, now=now, version=segment.version, change=change)

    def duplicate(self, id: str, *, name: str | None = None, actor: str, now: int) -> Segment:
        """A new segment with the same definition, not pinned, called `… copy` unless a name is given.

        Members aren't copied: `freeze` makes a copy of a static segment.
        """
        source = self.get(id)
        draft = replace(draft_of(source), name=name or self.free_name(source.name), pinned=False)
        return self.create(draft, actor=actor, now=now)

    def free_name(self, name: str, suffix: str = "copy") -> str:
        """The name with a suffix, and a number where that is taken."""
        return _copy_name(name, suffix, {segment.name.casefold() for segment in self.all().values()})

    def plan_activation(self, id: str, active: bool, at: int, *, actor: str, now: int) -> Segment:
        """Activates or deactivates at a later instant, instead of what was planned before.

        Raises InvalidInput for an instant that isn't in the future, Conflict when the segment is so already.
        """
        if at <= now:
            raise InvalidInput(f"{format_instant(at)} is not in the future", hint="do it now, or plan it for later")
        with self._records.write() as connection:
            before = _get(self._all(connection), id)
            if before.active == active:
                raise Conflict(
                    f"{id!r} is {'active' if active else 'inactive'} already", hint="there is nothing to plan"
                )
            return self._plan(connection, before, Planned(active, at), "plan", actor, now)

    def cancel_plan(self, id: str, *, actor: str, now: int) -> Segment:
        """Forgets a planned activation or deactivation; without one nothing changes."""
        with self._records.write() as connection:
            before = _get(self._all(connection), id)
            return self._plan(connection, before, None, "cancel_plan", actor, now)

    def _plan(
        self, connection: Connection, before: Segment, planned: Planned | None, change: str, actor: str, now: int
    ) -> Segment:
        if before.planned == planned:
            return before
        after = replace(before, planned=planned, version=before.version + 1, updated_at=now)
        self._save(connection, after)
        self._record(connection, after, change, actor, now)
        return after

    def apply_due(self, now: int, *, actor: str = "plan") -> tuple[Segment, ...]:
        """Activates and deactivates what was planned until now; returns the segments that changed, as they are now.

        Whoever calls it refreshes those that became active.
        """
        if not self.due_activations(now):  # readers don't wait for writers; this is asked every second
            return ()
        with self._records.write() as connection:
            segments = self._all(connection)
            out = []
            for before in _due(segments, now):
                assert before.planned is not None
                draft = replace(draft_of(before), active=before.planned.active)
                change = "activate" if draft.active else "deactivate"
                out.append(self._edit(connection, segments, before, draft, actor, now, change))
            return tuple(out)

    def rollback(self, id: str, version: int, *, actor: str, now: int) -> Segment:
        """Saves an older version again, as the newest; only whether the segment is active stays as it is.

        Raises NotFound for a version that never was, and what `edit` raises.
        """
        older = self.version(id, version).definition
        rule = older["rule"]
        fields = {name: older[name] for name in Draft.__slots__ if name in older}
        fields |= {"rule": None if rule is None else parse_json(rule), "labels": tuple(older["labels"])}
        fields |= _limits_from(older)
        before = self.get(id)
        draft = replace(Draft(**fields), active=before.active)
        return self.edit(id, draft, actor=actor, now=now, version=before.version, change="rollback")

    def delete(self, id: str, *, actor: str, now: int) -> None:
        """Raises Conflict while something uses the segment. Its members' profiles stay, its id is never given again."""
        with self._records.write() as connection:
            segments = self._all(connection)
            before = _get(segments, id)
            users = _uses(segments, id)
            if users:
                names = ", ".join(f"{use.kind} {use.id!r}" for use in users)
                raise Conflict(f"{id!r} is used by {names}", hint="change or delete what uses it first")
            after = replace(before, version=before.version + 1, updated_at=now, planned=None)
            self._save(connection, after, deleted_at=now)
            self._record(connection, after, "delete", actor, now)

    def restore(self, id: str, *, name: str | None = None, actor: str, now: int) -> Segment:
        """Brings a deleted segment back, with its members and history, under another name when one is given.

        One that isn't deleted is returned as it is. Raises NotFound, Conflict when its name is taken by now,
        InvalidSegment when its rule names a segment that is gone.
        """
        with self._records.write() as connection:
            segments = self._all(connection)
            if id in segments:
                return segments[id]
            query = select(*_COLUMNS).where(t.segment.c.workspace_id == self._workspace_id, t.segment.c.id == id)
            row = connection.execute(query).mappings().one_or_none()
            if row is None:
                raise NotFound(f"there never was a segment with the id {id!r}")
            before = _from_row(row)
            draft = replace(draft_of(before), name=name or before.name)
            validate(draft)
            if any(other.name.casefold() == draft.name.casefold() for other in segments.values()):
                raise Conflict(
                    f"the name {draft.name!r} was given to another segment since",
                    hint="restore it under another name, or rename the other segment first",
                )
            after = replace(before, name=draft.name, version=before.version + 1, updated_at=now)
            segments[id] = after
            _refuse_bad_references(segments, [after])
            self._save(connection, after)
            self._record(connection, after, "restore", actor, now)
        return after

    # --- rows ------------------------------------------------------------------------------------------------------

    def _all(self, connection: Connection) -> dict[str, Segment]:
        query = (
            select(*_COLUMNS)
            .where(t.segment.c.workspace_id == self._workspace_id, t.segment.c.deleted_at.is_(None))
            .order_by(t.segment.c.created_at, t.segment.c.id)
        )
        return {row["id"]: _from_row(row) for row in connection.execute(query).mappings()}

    def _save(self, connection: Connection, segment: Segment, *, deleted_at: int | None = None) -> None:
        where = (t.segment.c.workspace_id == self._workspace_id, t.segment.c.id == segment.id)
        connection.execute(update(t.segment).where(*where).values(**_row(segment), deleted_at=deleted_at))

    def _record(self, connection: Connection, segment: Segment, change: str, actor: str, now: int) -> None:
        """The version row and the audit row of one change."""
        workspace = {"workspace_id": self._workspace_id}
        version = {"segment_id": segment.id, "version": segment.version, "definition": _definition(segment)}
        when = {"changed_at": now, "changed_by": actor, "change": change}
        connection.execute(insert(t.segment_version).values(**workspace, **version, **when))
        audit_rows.append(
            connection,
            self._workspace_id,
            at=now,
            actor=actor,
            action=f"segment.{change}",
            subject=segment.id,
            detail={"version": segment.version, "name": segment.name},
        )


def _get(segments: Mapping[str, Segment], id: str) -> Segment:
    if id in segments:
        return segments[id]
    by_name = [segment.id for segment in segments.values() if segment.name.casefold() == id.casefold()]
    if by_name:
        raise NotFound(f"there is no segment with the id {id!r}", hint=f"that is the name of {by_name[0]!r}")
    raise NotFound.named("segment", id, segments, listing=_LISTING)


def _validate_id(id: str) -> None:
    if not _ID.fullmatch(id):
        hint = "use at most 100 small letters, digits, _ and -, a letter or digit first"
        raise InvalidSegment([Problem("id", "bad_id", f"{id!r} can't be the id of a segment", hint)])


def _uses(segments: Mapping[str, Segment], id: str) -> tuple[Use, ...]:
    return tuple(_users(segments)[id])


def _users(segments: Mapping[str, Segment]) -> Mapping[str, Sequence[Use]]:
    """By id of a segment, the others whose rules name it, by name."""
    users: defaultdict[str, list[Use]] = defaultdict(list)
    for segment in sorted(segments.values(), key=lambda s: s.name.casefold()):
        for name in references(segment.rule) | remembered(segment.rule) if segment.rule is not None else ():
            if name != segment.id:
                users[name].append(Use("segment", segment.id, segment.name))
    return users


def _refuse_taken_name(name: str, segments: Mapping[str, Segment], other_than: str | None = None) -> None:
    for segment in segments.values():
        if segment.id != other_than and segment.name.casefold() == name.casefold():
            raise Conflict(f"the name {name!r} is taken by segment {segment.id!r}", hint="choose another name")


def _refuse_bad_references(segments: Mapping[str, Segment], changed: Sequence[Segment]) -> None:
    """Every segment that the changed rules name must exist, and none may lead back to itself."""
    graph = {s.id: sorted(_needs(segments, s)) for s in segments.values()}
    for segment in changed:
        named = frozenset() if segment.rule is None else references(segment.rule) | remembered(segment.rule)
        unknown = [name for name in sorted(named) if name not in segments]
        if unknown:
            problems = [NotFound.named("segment", name, segments, listing=_LISTING) for name in unknown]
            raise InvalidSegment([Problem("rule", "unknown_segment", p.message, p.hint) for p in problems])
        cycle = find_cycle(graph, segment.id)
        if cycle:
            raise Conflict(
                f"the rule of {segment.id!r} leads back to itself: {' → '.join(cycle)}",
                hint="take one of these segments out of the other's rule",
            )


def _needs(segments: Mapping[str, Segment], segment: Segment) -> set[str]:
    """The segments that must be worked out before: those that the rule names, and the earlier ones of its waterfall,
    with what their rules name."""
    named: set[str] = set()
    if segment.rule is not None:
        named |= references(segment.rule)
    mine = segment.waterfall
    for other in segments.values() if mine is not None else ():
        theirs = other.waterfall
        if theirs is None or mine is None or theirs.set != mine.set or other.rule is None:
            continue
        if (theirs.priority, other.id) < (mine.priority, segment.id):
            named |= references(other.rule)
    return named


def _due(segments: Mapping[str, Segment], now: int) -> tuple[Segment, ...]:
    due = [(s.planned.at, s.id) for s in segments.values() if s.planned is not None and s.planned.at <= now]
    return tuple(segments[id] for _, id in sorted(due))


def _copy_name(name: str, word: str, taken: Iterable[str]) -> str:
    number = 1
    while True:
        suffix = f" {word}" if number == 1 else f" {word} {number}"
        candidate = name[: MAX_NAME - len(suffix)] + suffix
        if candidate.casefold() not in taken:
            return candidate
        number += 1


def _segment(id: str, draft: Draft, *, version: int, at: int, by: str) -> Segment:
    fields: dict[str, Any] = {name: getattr(draft, name) for name in Draft.__slots__}
    return Segment(id=id, version=version, created_at=at, created_by=by, updated_at=at, **fields)


def _row(segment: Segment) -> dict[str, Any]:
    row = {name: getattr(segment, name) for name in _PLAIN}
    planned = segment.planned
    return row | {
        "labels": [*segment.labels],
        "rule": None if segment.rule is None else to_json(segment.rule),
        "planned_active": None if planned is None else planned.active,
        "planned_at": None if planned is None else planned.at,
        "limits": limits_as_json(limits_of(segment)) or None,
    }


def _from_row(row: RowMapping) -> Segment:
    fields = {name: row[name] for name in _PLAIN}
    rule = None if row["rule"] in (None, "null") else _rule_of(row["rule"])
    planned = None if row["planned_at"] is None else Planned(row["planned_active"], row["planned_at"])
    return Segment(
        **fields | {"labels": tuple(row["labels"]), "rule": rule, "planned": planned} | _limits_from(row["limits"])
    )


def _limits_from(stored: Mapping[str, Any] | None) -> dict[str, Any]:
    """The fields of a segment that limit it."""
    limits = read_limits(stored or {}, [])
    return {name: getattr(limits, name) for name in LIMITS}


@lru_cache(maxsize=20_000)
def _rule_of(text: str) -> Rule:
    """The same text gives the same object, for which much else is kept: segments are read far more often than saved."""
    return parse_json(text)


_PLAIN = tuple(name for name in Segment.__slots__ if name not in ("planned", *LIMITS))  # columns of the same name
_COLUMNS = (*(column for column in t.segment.c if column.name != "rule"), cast(t.segment.c.rule, Text).label("rule"))


def _definition(segment: Segment) -> dict[str, Any]:
    """What people set, as JSON: what a version keeps."""
    row = _row(segment)
    planned = segment.planned
    plan = None if planned is None else {"active": planned.active, "at": format_instant(planned.at)}
    fields = {name: row[name] for name in Draft.__slots__ if name not in LIMITS}
    return fields | {"planned": plan} | (row["limits"] or {})
