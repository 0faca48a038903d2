"""Shoal's side of the benchmark, through the same functions that the command line calls. The only file that does."""

import dataclasses
import gc
import time
from collections.abc import Mapping, Sequence
from pathlib import Path

import numpy as np
import numpy.typing as npt

from bench.questions import Question
from bench.world import EVENT_MAPPING, PROFILE_MAPPING, TAG_MAPPING, ZONE
from shoal import ingest, membership
from shoal.columns import bits
from shoal.columns.bits import Words
from shoal.columns.evaluate import evaluate, leaves_of
from shoal.definitions import Definitions, Draft
from shoal.membership.compiled import Compiler, Segments
from shoal.model.rule import Rule
from shoal.model.segment import Cap, CapBy, Segment
from shoal.rules import parse_json, resolve_types
from shoal.storage import Store


def now() -> int:
    return time.time_ns() // 1000


class Ours:
    """A store of its own in `directory`; people are known by the numbers of the generator."""

    def __init__(self, directory: Path) -> None:
        self._store = Store.open(directory, write=True, now=now(), zone=ZONE)
        self._segments: Mapping[str, Segment] = {}
        self._numbers: npt.NDArray[np.int64] | None = None

    def import_world(self, world: Path) -> int:
        """Imports the files of `write_world`; returns the number of events. Fails when a row was refused."""
        events = 0
        for file in sorted((world / "events").glob("*.parquet")):
            events += self._import(ingest.import_events, file, EVENT_MAPPING)
        self._import(ingest.import_profiles, world / "profiles.parquet", PROFILE_MAPPING)
        self._import(ingest.import_tags, world / "tags.parquet", TAG_MAPPING)
        return events

    def _import(self, function: object, file: Path, mapping: str) -> int:
        assert callable(function)
        report = function(self._store, file, mapping=ingest.Mapping_.loads(mapping), source="bench", now=now)
        if report.rejected or report.duplicates:
            raise RuntimeError(f"{file}: {report.rejected} rejected, {report.duplicates} duplicates, {report.reasons}")
        return int(report.accepted)

    def define(self, questions: Sequence[Question]) -> None:
        """Creates the segments, unless the store has them from before. They are the ones refreshed from now on."""
        definitions = Definitions(self._store.records, self._store.workspace_id)
        if questions[0].id not in definitions.all():
            drafts = [(question.id, _draft(question)) for question in questions]
            definitions.create_all(drafts, actor="bench", now=now())
        wanted = {question.id for question in questions}
        self._segments = {id_: segment for id_, segment in definitions.all().items() if id_ in wanted}

    def refresh(self, as_of: int) -> int:
        """All segments, members stored; returns the number of members of all of them together."""
        results = membership.refresh(self._store, self._segments, None, as_of=as_of, now=now)
        failed = [result for result in results if result.status != "ready"]
        if failed or len(results) != len(self._segments):
            raise RuntimeError(f"{len(failed)} of {len(results)} segments failed, the first: {failed[:1]}")
        return sum(result.members or 0 for result in results)

    def settle(self) -> None:
        """Sets aside what lives as long as the process, as a server does after its first refresh."""
        gc.collect()
        gc.freeze()

    def members(self, segment: str) -> npt.NDArray[np.int64]:
        """The people stored by the last refresh, ascending."""
        dense = np.array(membership.members(self._store, segment).profiles, dtype=np.int64)
        return np.sort(self._person_numbers()[dense])

    def people(self, profiles: Words) -> npt.NDArray[np.int64]:
        """The generator's numbers of what `compute` found, ascending."""
        return np.sort(self._person_numbers()[bits.numbers(profiles)])

    def compute(self, segments: Mapping[str, Segment], as_of: int) -> list[Words]:
        """The profiles in each: the part of a refresh that is the conditions', without storing what comes out."""
        source = self._store.source()
        compiler = Compiler(Segments(segments, self._store.zone), source, as_of)
        rules = [compiler.segment(segment) for segment in segments.values()]
        evaluation = evaluate(leaves_of(rules), source, as_of=as_of)
        return [evaluation.members(rule) for rule in rules]

    def preview(self, question: Question, as_of: int) -> int:
        count = membership.preview(self._store, self._segments, _rule(question), as_of=as_of, zone=None).count
        return int(count)

    def close(self) -> None:
        self._store.close()

    def _person_numbers(self) -> npt.NDArray[np.int64]:
        """The generator's number of each profile, by dense number."""
        if self._numbers is None:
            with self._store.sql() as sql:
                rows = sql.execute("SELECT profile, substr(value, 2)::BIGINT AS number FROM identifiers").fetchnumpy()
            self._numbers = np.full(int(rows["profile"].max()) + 1, -1, dtype=np.int64)
            self._numbers[rows["profile"]] = rows["number"]
        return self._numbers


def _draft(question: Question) -> Draft:
    cap = None if question.cap is None else Cap(question.cap, CapBy("attribute", "points"))
    return Draft(question.id, _rule(question), cap=cap)


def segments_of(questions: Sequence[Question]) -> dict[str, Segment]:
    """Segments that no store has."""
    out = {}
    for question in questions:
        draft = _draft(question)
        fields = {field.name: getattr(draft, field.name) for field in dataclasses.fields(draft)}
        out[question.id] = Segment(id=question.id, version=1, created_at=0, created_by="", updated_at=0, **fields)
    return out


def _rule(question: Question) -> Rule:
    return resolve_types(parse_json(question.rule), None)
