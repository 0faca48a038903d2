"""One thing that people did: an event with its objects, how often, how much and when."""

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from decimal import Decimal

from shoal.model.rule import (
    AllOf,
    Behaviour,
    CompareCondition,
    Duration,
    EventCondition,
    ItemCondition,
    LifecycleCondition,
    Measure,
    Node,
    Not,
    PropertyCondition,
    ResponseCondition,
    Rolling,
    Test,
)
from shoal.rules.sentence.amounts import Amount, read_amount, read_frequency
from shoal.rules.sentence.cursor import Cursor
from shoal.rules.sentence.names import Names
from shoal.rules.sentence.times import When, limited, read_length, read_when
from shoal.rules.sentence.values import one_or_any, read_test, value_index
from shoal.rules.sentence.words import folded

_AUXILIARIES = (
    "have", "has", "had", "do", "does", "did", "are", "is", "were", "was", "will", "can", "have been", "has been",
)  # fmt: skip
_ADVERBS = (
    "also", "already", "ever", "even", "actually", "really", "recently", "at least ever", "yet", "either", "both",
)  # fmt: skip
_LIGHT = (
    "with", "having", "have", "had", "has", "make", "made", "place", "placed", "complete", "completed", "do", "did",
)  # fmt: skip
NOTHING = (
    "anything", "something", "everything", "things", "stuff", "products", "product", "items", "item", "a product",
    "an item", "it", "them", "one", "from us", "with us", "online", "in the shop", "in the store", "in our shop",
    "in our store", "from the shop", "from the store", "on the site", "on the website", "in the app", "us", "again",
    "since then", "of them", "yet", "at all", "already",
)  # fmt: skip
# words that end a behaviour: what follows them is another condition
_ENDS = frozenset(
    """and or but who that which whose not never without with except unless then nor neither in on at from by for of
    to have has had do did is are was were within after before""".split()  # noqa: SIM905
)


@dataclass
class Deed:
    """One behaviour as far as it has been read."""

    event: str
    negated: bool = False
    filters: list[tuple[str, Test]] = field(default_factory=list)
    often: Amount | None = None
    measure: Measure | None = None
    test: Test | None = None
    when: When | None = None
    life: LifecycleCondition | None = None
    rival: Behaviour | None = None
    rival_op: str = "gt"
    same: tuple[str, ...] = ()
    both: list[tuple[str, Test]] = field(default_factory=list)  # of `shoes and dresses`: each in its own event
    step: bool = False  # of a sequence, where `the same product` means something

    @property
    def plain(self) -> bool:
        """Whether it only says that the event happened: what a step of a sequence can say."""
        return (
            not self.both and self.often is None and self.measure is None and self.life is None and self.rival is None
        )


@dataclass
class Scope:
    """What every reading needs."""

    cursor: Cursor
    names: Names
    today: date
    response: ResponseCondition | None = None  # the latest one, which `it` stands for


def read_negation(cursor: Cursor) -> bool:
    """Reads helping verbs and adverbs, and says whether a `not` or `never` was among them."""
    negated = False
    while True:
        if cursor.take("not", "never", "no longer"):
            negated = not negated
        elif not cursor.take(*_AUXILIARIES, *_ADVERBS):
            return negated


# --- one behaviour -------------------------------------------------------------------------------------------------


def read_deed(scope: Scope, *, step: bool = False) -> Deed | None:
    cursor = scope.cursor
    started = cursor.attempt(_counted_noun, scope) or cursor.attempt(_verb, scope)
    if started is None:
        return None
    started.step = step
    while _modifier(scope, started) or _lost(scope, started):
        pass
    return started


def _lost(scope: Scope, deed: Deed) -> bool:
    """Past a word or two that nothing is known of, where a time or a number of times follows them: `bought hats
    yesterday`."""
    cursor = scope.cursor
    for count in (1, 2, 3):
        token = cursor.peek(count - 1)
        if token is None or token.kind not in ("word", "quoted") or token.low in _ENDS:
            return False
        before = cursor.state
        cursor.lost.extend(range(cursor.at, cursor.at + count))
        cursor.at += count
        if (deed.often is None and _often(scope, deed)) or (deed.when is None and read_window(scope, deed)):
            return True
        cursor.state = before
    return False


def _verb(scope: Scope) -> Deed | None:
    cursor = scope.cursor
    early = read_frequency(cursor)
    cursor.take(*_ADVERBS)
    split = cursor.attempt(_split_verb, scope)
    if split is not None:
        return split if early is None else replace(split, often=early)
    token = cursor.peek()
    cursor.take("did", "do", "event", "the event", "did the event")
    quoted = cursor.peek()
    if quoted is not None and quoted.kind == "quoted":
        exact = [name for name in scope.names.catalog.events if folded(name) == folded(quoted.text)]
        if not exact:
            return None
        cursor.at += 1
        return Deed(exact[0], often=early)
    coupon = cursor.attempt(_coupon, scope)
    if coupon is not None:
        return replace(coupon, often=early)
    cursor.articles()
    named = cursor.named(scope.names.events)
    if named is None or token is None:
        return None
    if named.others:
        others = " and ".join(named.others[:3])
        cursor.note(
            f"“{token.text}” is read as {named.name}; there {'is' if len(named.others) == 1 else 'are'} {others}"
        )
    return Deed(named.name, often=early)


def _coupon(scope: Scope) -> Deed | None:
    """`used a coupon`, `redeemed the code SALE20`: a purchase that has one."""
    cursor = scope.cursor
    token = cursor.peek()
    event = scope.names.amount_event()
    if token is None or event is None or token.stem not in ("use", "apply", "redeem"):
        return None
    cursor.at += 1
    cursor.articles()
    path = next((p for p in ("coupon", "coupon_code", "discount_code", "voucher")
                 if p in scope.names.catalog.events[event].properties), None)  # fmt: skip
    if path is None or not cursor.take("coupon", "coupons", "code", "coupon code", "voucher", "vouchers"):
        return None
    test = read_test(cursor, ("string",), scope.names.property_values(event).get(path, {}))
    return Deed(event, filters=[(path, test or Test("is_set"))])


def _split_verb(scope: Scope) -> Deed | None:
    """`added shoes to the cart`, `put something in their basket`."""
    cursor = scope.cursor
    verb = cursor.peek()
    if verb is None or verb.stem not in ("add", "put", "leave", "remove", "take"):
        return None
    for ahead in range(2, 9):
        word = cursor.low(ahead)
        if word in ("to", "in", "into", "from") and not cursor.sees("or", "and"):
            noun = ahead + 1
            while cursor.low(noun) in ("the", "their", "a", "his", "her"):
                noun += 1
            last = cursor.peek(noun)
            if last is None:
                return None
            prepositions = ("to", "in") if word != "from" else ("from",)
            for preposition in prepositions:
                named = scope.names.events.get((verb.stem, preposition, last.stem))
                if named is not None:
                    end = cursor.at + noun + 1
                    inner = Cursor(cursor.tokens[: cursor.at + ahead], cursor.at + 1, cursor.notes, cursor.lost)
                    deed = Deed(named.name)
                    within = replace(scope, cursor=inner)
                    inner.articles()
                    while not inner.done and _modifier(within, deed):
                        pass
                    if not inner.done:
                        return None
                    cursor.at = end
                    return deed
    return None


def _counted_noun(scope: Scope) -> Deed | None:
    """`with at least 2 orders`, `made three purchases`, `no orders`, `without any order`."""
    cursor = scope.cursor
    light = cursor.take(*_LIGHT)
    negated = light is not None and cursor.take("not") is not None
    without = cursor.take("without", "no", "zero") if light is None or cursor.sees("no", "zero") else None
    if without:
        cursor.take("any", "a", "an", "having", "ever", "making", "placing")
        named = cursor.named(scope.names.events)
        return None if named is None else Deed(named.name, often=Amount("eq", Decimal(0)))
    amount = read_amount(cursor)
    if amount is None:
        if light is None or light in ("do", "did"):
            return None
        cursor.articles()
        named = cursor.named(scope.names.events)
        return None if named is None else Deed(named.name, negated=negated)
    different = cursor.take("different", "distinct", "unique", "separate")
    named = cursor.named(scope.names.events) if different is None else None
    return None if named is None else Deed(named.name, often=amount)


def _modifier(scope: Scope, deed: Deed) -> bool:
    cursor = scope.cursor
    for reading in (_life, _rival, _often, _same, _distinct, read_window, _worth, read_filter, read_objects):
        before = cursor.state
        if reading(scope, deed):
            return True
        cursor.state = before
    return cursor.take(*NOTHING) is not None


def _life(scope: Scope, deed: Deed) -> bool:
    cursor = scope.cursor
    if deed.life is not None:
        return False
    if cursor.take("for the first time ever", "for the first time", "first time", "for their first time"):
        when = read_when(cursor, scope.today)
        span = None if when is None else limited(None, when)
        if not isinstance(span, Rolling):
            return False
        deed.life = LifecycleCondition("first_time", deed.event, None, span.last)
        return True
    if cursor.take("again after", "after", "again following"):
        cursor.articles()
        if not cursor.take("pause of", "break of", "gap of", "absence of") and not cursor.sees("pause", "break"):
            length = read_length(cursor)
            if length is None or not cursor.take("away", "of absence", "without", "of silence", "off", "of inactivity"):
                return False
        else:
            length = read_length(cursor)
        if length is None:
            return False
        deed.life = LifecycleCondition("restarted", deed.event, None, length)
        return True
    if cursor.take("regularly", "steadily"):
        cursor.note("regularly is: in each of the last 4 weeks")
        deed.life = LifecycleCondition("regularly", deed.event, None, Duration(1, "w"), 1, 4, 4)
        return True
    return _every(scope, deed)


def _every(scope: Scope, deed: Deed) -> bool:
    """`every week for 4 weeks`, `at least twice every day in the last 7 days`."""
    cursor = scope.cursor
    often = read_frequency(cursor)
    word = cursor.take(
        "every day", "each day", "daily", "every week", "each week", "weekly", "every month", "each month"
    )
    if word is None:
        return False
    period = {"d": Duration(1, "d"), "w": Duration(1, "w"), "m": Duration(30, "d")}[
        "d" if "da" in word else "w" if "week" in word else "m"
    ]
    when = read_when(cursor, scope.today)
    span = None if when is None else limited(None, when)
    periods = 4
    if isinstance(span, Rolling):
        periods = max(1, min(52, span.last.microseconds // period.microseconds))
    else:
        cursor.note(f"{word} is: in each of the last {periods} times {period}")
    times = int(often.value) if often is not None and isinstance(often.value, Decimal) else 1
    deed.life = LifecycleCondition("regularly", deed.event, None, period, times, periods, periods)
    return True


_OFTEN_THAN = {
    "gt": ("more often than", "more than", "more frequently than"),
    "lt": ("less often than", "less frequently than", "less than"),
    "gte": ("at least as often as",),
    "lte": ("at most as often as",),
    "eq": ("as often as", "exactly as often as"),
}


def _rival(scope: Scope, deed: Deed) -> bool:
    cursor = scope.cursor
    for op, phrases in _OFTEN_THAN.items():
        if cursor.take(*phrases):
            cursor.take("they", "he", "she")
            read_negation(cursor)
            other = cursor.attempt(_verb, scope)
            if other is None:
                return False
            while read_objects(scope, other) or cursor.take(*NOTHING):
                pass
            deed.rival, deed.rival_op = Behaviour(other.event, where_of(other.filters)), op
            return True
    return False


def _often(scope: Scope, deed: Deed) -> bool:
    if deed.often is not None:
        return False
    deed.often = read_frequency(scope.cursor)
    return deed.often is not None


def _same(scope: Scope, deed: Deed) -> bool:
    cursor = scope.cursor
    if not deed.step or not cursor.take(
        "with the same", "with same", "of the same", "the same", "for the same", "same"
    ):
        return False
    named = cursor.named(scope.names.properties(deed.event))
    if named is None:
        known = scope.names.properties(deed.event)
        product = cursor.take("product", "item", "one")
        named = known.get(("product", "id")) if product else None
    if named is None or "[]" in named:
        return False
    deed.same = (*deed.same, named)
    return True


def _distinct(scope: Scope, deed: Deed) -> bool:
    """`at least 4 different categories`, `on 3 different days`."""
    cursor = scope.cursor
    if deed.measure is not None:
        return False
    cursor.take("on", "in", "from", "of")
    amount = read_amount(cursor)
    if amount is None:
        return False
    cursor.take("different", "distinct", "unique", "separate")
    said = cursor.low(-1) in ("different", "distinct", "unique", "separate")
    if cursor.take("days", "day") and cursor.low() != "ago":
        deed.measure, deed.test = Measure("active_days"), amount.test(bare="gte")
        return said or (cursor.tokens[cursor.at - 1].low == "days" and _after_on(cursor))
    named = cursor.named(scope.names.properties(deed.event)) if said else None
    if named is None or "[]" in named:
        return False
    deed.measure, deed.test = Measure("distinct", named), amount.test(bare="gte")
    return True


def _after_on(cursor: Cursor) -> bool:
    return any(token.low == "on" for token in cursor.tokens[max(0, cursor.at - 6) : cursor.at])


def read_window(scope: Scope, deed: Deed) -> bool:
    cursor = scope.cursor
    if deed.when is None and deed.measure is None and deed.often is None:
        ago = cursor.attempt(_ago, scope)
        if ago is not None:
            deed.measure, deed.test = Measure("first_time"), Test("before_last", ago)
            return True
    when = read_when(cursor, scope.today)
    if when is None:
        return False
    if deed.when is None:
        deed.when = when
    elif deed.when.window is None and when.loose is None:
        deed.when = When(when.window, deed.when.loose)
    elif deed.when.loose is None and when.window is None:
        deed.when = When(deed.when.window, when.loose)
    else:
        return False
    return True


def _ago(scope: Scope) -> Duration | None:
    """`more than 60 days ago`."""
    cursor = scope.cursor
    if not cursor.take("more than", "over", "at least", "longer than"):
        return None
    length = read_length(cursor)
    return length if length is not None and cursor.take("ago", "back") else None


def _worth(scope: Scope, deed: Deed) -> bool:
    """`for more than 50 €`, `worth over 100`, `over 100 euros`."""
    cursor = scope.cursor
    word = cursor.take("for", "worth", "of", "costing", "at", "priced", "valued at")
    amount = read_amount(cursor)
    if amount is None or (not amount.said and word is None) or cursor.sees("times", "time", "days", "day", "hours"):
        return False
    if cursor.sees("different", "distinct", "unique") or cursor.low() in ("weeks", "months", "years", "minutes", "or"):
        return False
    items = next((path.split("[].")[0] for path, _ in deed.filters if "[]." in path), None)
    known = scope.names.catalog.events[deed.event].properties
    price = f"{items}[].price" if items else None
    if price is not None and price in known:
        cursor.note("the amount is the price of that item")
        deed.filters.append((price, amount.test()))
        return True
    path = scope.names.amount_of(deed.event)
    if path is None:
        return False
    deed.filters.append((path, amount.test()))
    return True


# --- objects and filters -------------------------------------------------------------------------------------------


def read_objects(scope: Scope, deed: Deed) -> bool:
    """`shoes`, `shoes or dresses`, `from the category Shoes`, `by Marlin`, `on iOS`."""
    cursor = scope.cursor
    cursor.take("in", "from", "by", "of", "for", "on", "for the", "from the", "on the", "to")
    cursor.articles()
    index = value_index(scope.names.property_values(deed.event))
    found = cursor.named(index)
    if found is None:
        return _platform(scope, deed)
    path, first = found
    values, word = [first], "or"
    while True:
        before = cursor.at
        joint = cursor.take(", or", "or", ",", "and", "and also", ", and")
        if joint is None:
            break
        cursor.take("from", "in", "by", "both")
        cursor.articles()
        more = cursor.named({words: row for words, row in index.items() if row[0] == path})
        if more is None:
            cursor.at = before
            break
        word = "and" if "and" in joint else "or" if "or" in joint else word
        values.append(more[1])
    cursor.take("category", "categories", "brand", "products", "items", "product")
    if word == "and" and len(values) > 1:
        deed.both.extend((path, one_or_any([value])) for value in values)
    else:
        deed.filters.append((path, one_or_any(values)))
    return True


def _platform(scope: Scope, deed: Deed) -> bool:
    path = "context.device.type"
    known = scope.names.catalog.events[deed.event].properties.get(path)
    token = scope.cursor.peek()
    if known is None or token is None:
        return False
    platform = {"ios": "ios", "iphone": "ios", "android": "android", "web": "web", "website": "web"}.get(token.low)
    if platform is None or f'"{platform}"' not in known.examples:
        return False
    scope.cursor.at += 1
    deed.filters.append((path, Test("is", platform, "string")))
    return True


def read_filter(scope: Scope, deed: Deed) -> bool:
    """`with a total over 50`, `where coupon is SALE20`, `using a coupon`, `in category Shoes`."""
    cursor = scope.cursor
    word = cursor.take("with", "where", "whose", "using", "having", "in", "from", "of", "that had", "by", "without")
    cursor.articles()
    named = cursor.named(scope.names.properties(deed.event))
    if named is None:
        return False
    cursor.take("code", "called", "named")
    types = scope.names.catalog.events[deed.event].properties[named].value_types
    test = read_test(scope.cursor, types, scope.names.property_values(deed.event).get(named, {}))
    if test is None:
        if word not in ("with", "using", "having", "without"):
            return False
        test = Test("is_missing" if word == "without" else "is_set")
    deed.filters.append((named, test))
    return True


def where_of(filters: Sequence[tuple[str, Test]]) -> Node | None:
    """One tree of filters; those on parts of one list are about one item."""
    plain: list[Node] = []
    items: dict[str, list[Node]] = {}
    for path, test in filters:
        if "[]." in path:
            owner, part = path.split("[].", 1)
            items.setdefault(owner, []).append(ItemCondition(part, test))
        else:
            plain.append(PropertyCondition(path, test))
    for owner, tests in items.items():
        tree = tests[0] if len(tests) == 1 else AllOf(tuple(tests))
        plain.append(PropertyCondition(owner, Test("any_item", tree, "list")))
    if not plain:
        return None
    return plain[0] if len(plain) == 1 else AllOf(tuple(plain))


# --- what a behaviour stands for -----------------------------------------------------------------------------------


def as_node(deed: Deed) -> Node:
    if deed.both:
        each = [replace(deed, both=[], filters=[*deed.filters, one], negated=False) for one in deed.both]
        node: Node = AllOf(tuple(_positive(one) for one in each))
    else:
        node = _positive(deed)
    return Not(node) if deed.negated else node


def _positive(deed: Deed) -> Node:
    where = where_of(deed.filters)
    window = None if deed.when is None else limited(None, deed.when)
    if deed.life is not None:
        return replace(deed.life, where=where)
    if deed.rival is not None:
        return CompareCondition(Behaviour(deed.event, where), deed.rival, deed.rival_op, window)  # type: ignore[arg-type]
    if deed.measure is not None and deed.test is not None:
        return EventCondition(deed.event, where, deed.measure, deed.test, window)
    test = Test("gte", Decimal(1)) if deed.often is None else deed.often.test(bare="gte")
    if test == Test("eq", Decimal(0)) or test == Test("gte", Decimal(0)):
        return Not(EventCondition(deed.event, where, Measure("count"), Test("gte", Decimal(1)), window))
    return EventCondition(deed.event, where, Measure("count"), test, window)
