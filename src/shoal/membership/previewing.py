"""Preview: how many match a rule, clause by clause, without writing anything."""

from collections.abc import Mapping
from dataclasses import dataclass
from time import perf_counter

import numpy as np

from shoal.columns import bits
from shoal.columns.bits import Words
from shoal.columns.evaluate import evaluate, leaves_of
from shoal.columns.program import AttributeLeaf, Expression, Leaf, Source
from shoal.membership.compiled import Compiler, Segments
from shoal.model.instant import format_instant
from shoal.model.rule import Rule
from shoal.model.segment import Segment
from shoal.rules import describe_condition, leaf_paths
from shoal.storage import Store

SAMPLE = 5


@dataclass(frozen=True, slots=True)
class Clause:
    """One condition by itself: its path in the rule's JSON, its words, and how many living profiles it holds for."""

    path: str
    text: str
    count: int


@dataclass(frozen=True, slots=True)
class Preview:
    """`interval` bounds the count (both ends the count itself when `exact`); `missing` counts the living profiles that
    lack an attribute the rule asks about; `reachable` and `platforms` count members, who may have several."""

    count: int
    exact: bool
    interval: tuple[int, int]
    as_of: int
    total: int
    reachable: Mapping[str, int]
    missing: int
    clauses: tuple[Clause, ...]
    platforms: Mapping[str, int]
    sample: tuple[str, ...]
    ms: float

    def as_json(self) -> dict[str, object]:
        return {
            "count": self.count,
            "exact": self.exact,
            "interval": list(self.interval),
            "as_of": format_instant(self.as_of),
            "total": self.total,
            "reachable": dict(self.reachable),
            "missing": self.missing,
            "clauses": [{"path": c.path, "text": c.text, "count": c.count} for c in self.clauses],
            "platforms": dict(self.platforms),
            "sample": list(self.sample),
            "ms": round(self.ms, 1),
        }


def preview(store: Store, segments: Mapping[str, Segment], rule: Rule, *, as_of: int, zone: str | None) -> Preview:
    """Who matches a typed rule at `as_of`. Raises NotFound for a segment it names that isn't there."""
    started = perf_counter()
    source = store.source()
    compiler = Compiler(Segments(segments, store.zone), source, as_of)
    whole = compiler.rule(rule, zone)
    parts = [(path, node, compiler.rule(node, zone)) for path, node in leaf_paths(rule)]
    leaves = leaves_of([whole, *(expression for _, _, expression in parts)])
    evaluation = evaluate(leaves, source, as_of=as_of)
    words = evaluation.members(whole)
    count = bits.count(words)
    names = {name: segment.name for name, segment in segments.items()}
    clauses = tuple(
        Clause(path, describe_condition(node, segment_names=names), bits.count(evaluation.members(expression)))
        for path, node, expression in parts
    )
    members = bits.unpack(words, source.profiles)
    return Preview(
        count=count,
        exact=True,
        interval=(count, count),
        as_of=as_of,
        total=bits.count(evaluation.everyone),
        reachable=_reachable(source, as_of, members),
        missing=_missing(leaves_of(_attributes(whole)), source, as_of, evaluation.everyone),
        clauses=clauses,
        platforms=_platforms(source, as_of, members),
        sample=_sample(store, np.flatnonzero(members)),
        ms=(perf_counter() - started) * 1000,
    )


def _attributes(expression: Expression) -> list[Expression]:
    return [leaf for leaf in leaves_of([expression]) if isinstance(leaf, AttributeLeaf)]


def _missing(leaves: list[Leaf], source: Source, as_of: int, everyone: Words) -> int:
    paths = {leaf.path for leaf in leaves if isinstance(leaf, AttributeLeaf)}
    lacking = np.zeros(source.profiles, np.bool_)
    for path in paths:
        lacking |= source.attribute(path, as_of).codes < 0
    return int((lacking & bits.unpack(everyone, source.profiles)).sum())


def _platforms(source: Source, as_of: int, members: "np.ndarray[tuple[int], np.dtype[np.bool_]]") -> dict[str, int]:
    """Members by the platforms of their devices, most first."""
    devices = source.device_field("platform", as_of)
    values = devices.column.values
    mine = members[devices.profile] & (devices.column.codes >= 0)
    pairs = np.unique(devices.profile[mine].astype(np.int64) * (len(values) + 1) + devices.column.codes[mine])
    counts = np.bincount((pairs % (len(values) + 1)).astype(np.int64), minlength=len(values))
    named = sorted(zip(counts.tolist(), values.text.to_pylist(), strict=False), reverse=True)
    return {name: count for count, name in named if count}


def _reachable(source: Source, as_of: int, members: "np.ndarray[tuple[int], np.dtype[np.bool_]]") -> dict[str, int]:
    """Members with an e-mail address. Consent and push tokens are not recorded yet, so nothing is said about them."""
    return {"email": int((members & (source.attribute("email", as_of).codes >= 0)).sum())}


def _sample(store: Store, members: "np.ndarray[tuple[int], np.dtype[np.intp]]") -> tuple[str, ...]:
    """A few members, spread over all of them."""
    if members.size == 0:
        return ()
    chosen = members[np.unique(np.linspace(0, members.size - 1, min(SAMPLE, members.size)).astype(np.intp))]
    ids = store.profile_ids(store.snapshot())
    return tuple(ids[int(number)].as_py() for number in chosen)
