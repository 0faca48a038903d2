"""Behaviours of a sentence: one, a list of them that shares what follows it, or a sequence."""

from dataclasses import replace

from shoal.model.rule import AllOf, AnyOf, Node, Test
from shoal.rules.sentence.cursor import Cursor
from shoal.rules.sentence.deeds import Deed, Scope, as_node, read_deed, read_negation
from shoal.rules.sentence.orders import read_sequence
from shoal.rules.sentence.totals import read_total


def read_behaviour(scope: Scope) -> Node | None:
    """A behaviour, a list of them (`viewed or bought shoes`), or a sequence (`added to cart but didn't buy within 24
    hours`)."""
    return scope.cursor.attempt(_behaviour, scope)


def _behaviour(scope: Scope) -> Node | None:
    special = read_total(scope)
    if special is not None:
        return special
    found = _deeds(scope)
    if found is None:
        return None
    deeds, word = found
    if len(deeds) == 1 and not deeds[0].negated and deeds[0].plain:
        sequence = read_sequence(scope, deeds[0])
        if sequence is not None:
            return sequence
    nodes = tuple(as_node(deed) for deed in deeds)
    if len(nodes) == 1:
        return nodes[0]
    return AllOf(nodes) if word == "and" else AnyOf(nodes)


def _deeds(scope: Scope) -> tuple[list[Deed], str] | None:
    """One behaviour, or several joined by one word that share a `not`, and what follows the last of them."""
    cursor = scope.cursor
    negated = read_negation(cursor)
    first = read_deed(scope)
    if first is None:
        return None
    deeds, word = [replace(first, negated=negated)], "or"
    while True:
        before = cursor.at
        joint = cursor.take(", or", ", and", "or", "nor", "and", ",")
        if joint is None:
            break
        joined = "and" if "and" in joint else "or"
        bare = _is_bare(deeds[-1]) or (negated and joined == "or")
        further = cursor.attempt(read_deed, scope) if bare and not _starts_anew(cursor) else None
        if further is None or (joint == "," and not _more(cursor)):
            cursor.at = before
            break
        if joint != ",":
            word = joined
        deeds.append(replace(further, negated=negated))
    last = deeds[-1]
    for deed in deeds[:-1]:
        if _is_bare(deed):
            deed.filters, deed.often, deed.when = _fitting(scope, last.filters, deed.event), last.often, last.when
    # neither of them: `haven't opened the app or bought` is not (opened or bought)
    return deeds, "and" if negated and word == "or" else word


def _is_bare(deed: Deed) -> bool:
    return deed.plain and not deed.filters and deed.when is None


def _more(cursor: Cursor) -> bool:
    """After `viewed, searched`: whether the list goes on to an `or` or an `and`."""
    return cursor.sees(",", "or", "and", ", or", ", and")


def _starts_anew(cursor: Cursor) -> bool:
    return cursor.sees("have", "has", "had", "do", "did", "who", "are", "is", "with", "not", "never", "whose")


def _fitting(scope: Scope, filters: list[tuple[str, Test]], event: str) -> list[tuple[str, Test]]:
    """Filters on another event, where it has the properties."""
    known = scope.names.catalog.events[event].properties
    fitting = []
    for path, test in filters:
        last = path.split("[].")[-1]
        if path in known:
            fitting.append((path, test))
        else:
            other = next((p for p in known if p.split("[].")[-1] == last), None)
            if other is not None:
                fitting.append((other, test))
    return fitting
