"""Sums, averages and last times: what people spent, how long ago they did something, and whether they stopped."""

from datetime import date

from shoal.model.rule import (
    Absolute,
    Calendar,
    Duration,
    EventCondition,
    LifecycleCondition,
    Measure,
    Node,
    Rolling,
    Test,
)
from shoal.rules.sentence.amounts import read_amount
from shoal.rules.sentence.deeds import (
    NOTHING,
    Deed,
    Scope,
    as_node,
    read_filter,
    read_negation,
    read_objects,
    read_window,
    where_of,
)
from shoal.rules.sentence.times import limited, read_length, read_when

_NOW = {"d": "today", "w": "this_week", "mo": "this_month", "y": "this_year"}
_DEFAULT_PERIOD = Duration(30, "d")


def read_total(scope: Scope) -> Node | None:
    """A condition on a sum, an average or a last time."""
    for reading in (_spending, _recency, _noun_measure):
        found: Node | None = scope.cursor.attempt(reading, scope)
        if found is not None:
            return found
    return None


def _spending(scope: Scope) -> Node | None:
    """`spent more than 500 € on shoes in the last 30 days`."""
    cursor = scope.cursor
    negated = read_negation(cursor)
    token = cursor.peek()
    if token is None or token.stem not in ("spend", "spender"):
        return None
    event = scope.names.amount_event()
    if event is None:
        return None
    cursor.at += 1
    cursor.take("a total of", "in total", "altogether", "money")
    amount = read_amount(cursor)
    if amount is None:
        return None
    cursor.take("in total", "altogether", "overall")
    deed = Deed(event)
    cursor.take("on")
    while (
        read_window(scope, deed) or read_filter(scope, deed) or read_objects(scope, deed) or cursor.take("on", *NOTHING)
    ):
        pass
    if deed.filters or deed.both:
        cursor.note("whole orders that fit are summed, not only the part of them that does")
    path = scope.names.amount_of(event) or ""
    deed.measure, deed.test, deed.negated = Measure("sum", path), amount.test(bare="gte"), negated
    if not amount.said:
        cursor.note(f"“spent {amount.value}” is read as at least {amount.value}")
    return as_node(deed)


_TOTALS = {
    "avg": ("average", "mean", "typical"),
    "max": ("biggest", "largest", "highest", "most expensive"),
    "min": ("smallest", "lowest", "cheapest"),
    "sum": ("total", "sum of", "overall", "lifetime"),
}


def _noun_measure(scope: Scope) -> Node | None:
    """`average order value over 50`, `number of orders above 3`, `total spend of more than 500`, `biggest order over
    200`."""
    cursor = scope.cursor
    cursor.take("with", "whose", "having", "have", "has", "who have", "where")
    cursor.articles()
    if cursor.take("number of", "count of"):
        named = cursor.named(scope.names.events)
        deed = None if named is None else Deed(named.name)
        kind = "count"
    else:
        kind = next((k for k, phrases in _TOTALS.items() if cursor.take(*phrases)), "")
        deed = _money_noun(scope) if kind else None
    if deed is None:
        return None
    while read_window(scope, deed):
        pass
    cursor.take("is", "was", "of", "are", "being")
    amount = read_amount(cursor)
    if amount is None:
        return None
    while read_window(scope, deed):
        pass
    path = None if kind == "count" else scope.names.amount_of(deed.event)
    if kind != "count" and path is None:
        return None
    deed.measure, deed.test = Measure(kind, path), amount.test()  # type: ignore[arg-type]
    return as_node(deed)


def _money_noun(scope: Scope) -> Deed | None:
    cursor = scope.cursor
    if cursor.take("spend", "spending", "spent", "revenue", "basket", "basket value", "cart value", "value"):
        event = scope.names.amount_event()
        return None if event is None else Deed(event)
    named = cursor.named(scope.names.events)
    if named is None:
        return None
    cursor.take("value", "values", "total", "amount", "size", "revenue")
    return Deed(named.name)


def _recency(scope: Scope) -> Node | None:
    """`whose last order was more than 60 days ago`, `last bought in 2025`, `first ordered in the last 7 days`,
    `stopped buying`, `came back`."""
    cursor = scope.cursor
    stopped = cursor.attempt(_stopped, scope)
    if stopped is not None:
        return stopped
    cursor.take("whose", "with", "having", "where", "who", "have", "had")
    cursor.articles()
    word = cursor.take("last", "most recent", "latest", "first", "most recently", "initial")
    if word is None:
        return None
    kind = "first_time" if word in ("first", "initial") else "last_time"
    named = cursor.named(scope.names.events)
    if named is None:
        return None
    deed = Deed(named.name)
    while read_objects(scope, deed) or cursor.take(*NOTHING):
        pass
    cursor.take("is", "was", "are", "were", "happened", "took place")
    if cursor.take("on"):
        cursor.at -= 1
    test = cursor.attempt(_since, scope)
    if test is None:
        when = read_when(cursor, scope.today)
        span = None if when is None else limited(None, when)
        test = _date_test(span)
    if test is None:
        return None
    return EventCondition(deed.event, where_of(deed.filters), Measure(kind), test, None)  # type: ignore[arg-type]


def _since(scope: Scope) -> Test | None:
    cursor = scope.cursor
    more = cursor.take(
        "more than", "over", "at least", "longer than", "less than", "under", "within the last", "not more than"
    )
    length = read_length(cursor)
    if length is None or not (cursor.take("ago", "back") or more == "within the last"):
        return None
    if more in ("less than", "under", "within the last", "not more than"):
        return Test("in_last", length)
    if more is None:
        cursor.note(f"“{length} ago” is read as at least that long ago")
    return Test("before_last", length)


def _date_test(span: object) -> Test | None:
    match span:
        case Rolling(length):
            return Test("in_last", length)
        case Calendar(1, unit) if unit in _NOW:
            return Test(_NOW[unit])
        case Absolute(str(start), None):
            return Test("on_or_after", start, "date")
        case Absolute(None, str(end)):
            return Test("before", end, "date")
        case Absolute(str(start), str(end)):
            last = date.fromordinal(date.fromisoformat(end).toordinal() - 1).isoformat()
            return Test("between", (start, last), "date")
        case _:
            return None


def _stopped(scope: Scope) -> Node | None:
    cursor = scope.cursor
    read_negation(cursor)
    if not cursor.take("stopped", "stop", "quit", "gave up"):
        return None
    named = cursor.named(scope.names.events)
    if named is None:
        return None
    deed = Deed(named.name)
    while read_objects(scope, deed) or cursor.take(*NOTHING):
        pass
    when = read_when(cursor, scope.today)
    span = None if when is None else limited(None, when)
    if span is not None and not isinstance(span, Rolling):
        return None
    if span is None:
        cursor.note("stopped is: did it in the 30 days before the last 30, and not since")
    period = _DEFAULT_PERIOD if span is None else span.last
    return LifecycleCondition("stopped", deed.event, where_of(deed.filters), period)
