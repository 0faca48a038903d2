"""Sequences: what somebody did after something else, or didn't."""

from shoal.model.rule import Node, Rolling, SequenceCondition, SequenceStep
from shoal.rules.sentence.deeds import Deed, Scope, read_deed, read_negation, where_of


def read_sequence(scope: Scope, first: Deed) -> Node | None:
    """The steps that follow a first one, where the sentence orders them."""
    deeds, absent = [first], [False]
    while (further := scope.cursor.attempt(_step, scope)) is not None:
        deeds.append(further[0])
        absent.append(further[1])
        if further[1]:
            break
    if len(deeds) == 1:
        return _after(scope, first)
    window = next((deed.when.window for deed in deeds if deed.when is not None and deed.when.window is not None), None)
    if window is None and first.when is not None and first.when.loose is not None:
        window = Rolling(first.when.loose)
    steps = [
        SequenceStep(
            deed.event,
            where_of(deed.filters),
            within=deed.when.loose if i and deed.when is not None else None,
            absent=gone,
            same=deed.same,
        )
        for i, (deed, gone) in enumerate(zip(deeds, absent, strict=True))
    ]
    return SequenceCondition(tuple(steps), window)


def _step(scope: Scope) -> tuple[Deed, bool] | None:
    """The next step and whether it is one that doesn't happen."""
    cursor = scope.cursor
    ordered = cursor.take(
        "and then", "then", ", then", "followed by", "and later", "and afterwards", "and after that", ", and then",
        "but then", ", followed by",
    )  # fmt: skip
    without = None if ordered else cursor.take("without", ", without", "but without")
    joint = None if ordered or without else cursor.take("but", "and", ", but", ", and", "yet")
    if not (ordered or without or joint):
        return None
    cursor.take("they", "who")
    negated = read_negation(cursor) or without is not None
    deed = read_deed(scope, step=True)
    if deed is None or not deed.plain:
        return None
    loose = deed.when is not None and deed.when.loose is not None
    if loose:
        cursor.take("of that", "after that", "afterwards", "of it", "after it", "later")
    if ordered:
        return deed, negated
    if without:
        return (deed, True) if loose or deed.when is None else None
    return (deed, negated) if loose else None


def _after(scope: Scope, first: Deed) -> Node | None:
    """`bought within 7 days of signing up`, `opened the app after adding to cart`."""
    cursor = scope.cursor
    before = cursor.at
    loose = first.when is not None and first.when.loose is not None
    if not cursor.take("of", "after", "from", "since") if loose else not cursor.take("after", "before"):
        return None
    word = cursor.tokens[cursor.at - 1].low
    cursor.take("they", "first")
    read_negation(cursor)
    other = cursor.attempt(read_deed, scope, step=True)
    if other is None or not other.plain:
        cursor.at = before
        return None
    within = first.when.loose if first.when is not None else None
    earlier, later = (first, other) if word == "before" else (other, first)
    window = other.when.window if other.when is not None else None
    if window is None and first.when is not None:
        window = first.when.window
    return SequenceCondition(
        (
            SequenceStep(earlier.event, where_of(earlier.filters)),
            SequenceStep(later.event, where_of(later.filters), within=within, same=later.same),
        ),
        window,
    )
