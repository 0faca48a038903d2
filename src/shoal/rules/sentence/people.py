"""What people are: places, attributes, tags, segments, devices, reach, measures and scores of a sentence."""

from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import date
from decimal import Decimal

from shoal.model.rule import (
    Absolute,
    AllOf,
    AnyOf,
    AttributeCondition,
    Calendar,
    ConsentCondition,
    DeviceCondition,
    Duration,
    LedgerCondition,
    LocationCondition,
    Node,
    Not,
    OtherValue,
    ReachableCondition,
    ResponseCondition,
    ResponseWord,
    RfmCondition,
    Rolling,
    SampleCondition,
    ScoreCondition,
    SegmentCondition,
    TagCondition,
    Test,
    ValueOfCondition,
    WithinKm,
)
from shoal.rules.sentence.amounts import read_amount, read_comparator
from shoal.rules.sentence.deeds import Scope, read_negation
from shoal.rules.sentence.times import limited, read_length, read_month, read_unit, read_when
from shoal.rules.sentence.values import read_test, value_index
from shoal.rules.sentence.words import stem, stems

_CHANNELS = {
    "push": "push", "notification": "push", "email": "email", "newsletter": "email", "message": None, "campaign": None,
    "mail": "email", "mailing": "email",
}  # fmt: skip
_RESPONSES: dict[str, ResponseWord] = {
    "receive": "received", "receiv": "received", "get": "received", "open": "opened", "read": "opened",
    "click": "clicked", "tap": "clicked", "bounc": "bounced", "unsubscrib": "unsubscribed",
}  # fmt: skip
_PLATFORMS = {
    "ios": "iOS", "iphone": "iOS", "iphones": "iOS", "ipad": "iOS", "apple": "iOS", "android": "Android",
    "androids": "Android", "web": "Web", "browser": "Web", "website": "Web", "desktop": "Web",
}  # fmt: skip
_HAVING = (
    "with",
    "whose",
    "has",
    "have",
    "having",
    "is",
    "are",
    "was",
    "were",
    "who",
    "that",
    "where",
    "had",
    "been",
    "be",
)


def read_person(scope: Scope) -> Node | None:
    """A condition on what somebody is or has."""
    return scope.cursor.attempt(_person, scope)


def _person(scope: Scope) -> Node | None:
    cursor = scope.cursor
    negated = False
    while True:
        if cursor.take("not", "without", "no", "never", "do not have", "no longer"):
            negated = not negated
        elif not cursor.take(*_HAVING, "do", "can"):
            break
    for reading in _READINGS:
        found: Node | None = cursor.attempt(reading, scope)
        if found is not None:
            return _opposite(found) if negated else found
    return None


def _opposite(node: Node) -> Node:
    match node:
        case Not(child):
            return child
        case SegmentCondition(segment, "in"):
            return SegmentCondition(segment, "not_in")
        case ResponseCondition(response="opened" | "clicked" as word):
            return replace(node, response=f"not_{word}")  # type: ignore[arg-type]
        case AttributeCondition(path, Test("is_set")):
            return AttributeCondition(path, Test("is_missing"))
        case AttributeCondition(path, Test("is" | "is_any_of" as op) as test):
            return AttributeCondition(path, replace(test, op={"is": "is_not", "is_any_of": "is_none_of"}[op]))
        case _:
            return Not(node)


# --- segments, tags, responses -------------------------------------------------------------------------------------


def _segment(scope: Scope) -> Node | None:
    cursor = scope.cursor
    op = "in"
    entered = cursor.take(
        "entered", "joined", "left", "in", "members of", "part of", "belong to", "inside", "outside", "from"
    )
    cursor.articles()
    named_first = cursor.take("segment", "segments", "audience") is not None
    cursor.articles()
    segment = _exactly(scope, scope.names.segments)
    if segment is None:
        return None
    named_after = cursor.take("segment", "audience") is not None
    if entered in ("entered", "joined", "left"):
        when = read_when(cursor, scope.today)
        window = None if when is None else limited(None, when)
        if not isinstance(window, Rolling | Calendar | Absolute | None):
            return None
        return LedgerCondition(segment, "left" if entered == "left" else "entered", window)
    if not (named_first or named_after or entered in ("members of", "part of", "belong to") or _quoted_before(scope)):
        return None
    on = cursor.attempt(_on_day, scope)
    if on is not None:
        return LedgerCondition(segment, "was_in", None, on)
    return SegmentCondition(segment, "not_in" if entered == "outside" else op)  # type: ignore[arg-type]


def _on_day(scope: Scope) -> str | None:
    when = read_when(scope.cursor, scope.today)
    if when is None or not isinstance(when.window, Absolute) or not (when.window.start and when.window.end):
        return None
    start, end = date.fromisoformat(when.window.start), date.fromisoformat(when.window.end)
    return start.isoformat() if (end - start).days == 1 else None


def _quoted_before(scope: Scope) -> bool:
    return scope.cursor.tokens[scope.cursor.at - 1].kind == "quoted"


def _exactly(scope: Scope, table: object) -> str | None:
    """A name from the table: its words, or the name in quotes."""
    cursor = scope.cursor
    token = cursor.peek()
    if token is not None and token.kind == "quoted":
        found = table.get(stems(token.text))  # type: ignore[attr-defined]
        if found is not None:
            cursor.at += 1
        return found
    return cursor.named(table)  # type: ignore[arg-type]


def _tag(scope: Scope) -> Node | None:
    cursor = scope.cursor
    cursor.articles()
    said = cursor.take("tagged as", "tagged with", "tagged", "tag", "tags", "labelled", "labeled")
    cursor.articles()
    tag = _exactly(scope, scope.names.tags)
    if tag is None:
        return None
    tags, word = [tag], "or"
    while True:
        before = cursor.at
        joint = cursor.take("or", "and", ",")
        more = _exactly(scope, scope.names.tags) if joint else None
        if more is None:
            cursor.at = before
            break
        word = joint if joint in ("or", "and") else word
        tags.append(more)
    named_after = cursor.take("tag", "tags") is not None
    if said is None and not named_after and len(tags) == 1 and len(stems(tag)) == 1 and not cursor.done:
        # a bare tag, such as "VIPs": only where nothing else follows that it could belong to
        cursor.take("customers", "customer", "people", "users", "members")
    if said and said.startswith("tagged") and len(tags) == 1:
        when = cursor.attempt(read_when, cursor, scope.today)
        window = None if when is None else limited(None, when)
        if isinstance(window, Rolling):
            return TagCondition((tag,), "tagged_within", window.last)
    if len(tags) == 1:
        return TagCondition((tag,), "has")
    return TagCondition(tuple(tags), "has_all_of" if word == "and" else "has_any_of")


def _response(scope: Scope) -> Node | None:
    """`opened an email in the last 30 days`, `clicked our last push`, `received the message "m1"`."""
    cursor = scope.cursor
    negated = read_negation(cursor)
    token = cursor.peek()
    word = _RESPONSES.get(token.stem) if token is not None else None
    if cursor.take("marked"):
        word = "marked_as_spam"
    elif word is None:
        return None
    else:
        cursor.at += 1
    if scope.response is not None and cursor.take("it", "them", "that", "on it"):
        again = replace(scope.response, response=word)
        return _opposite(again) if negated else again
    cursor.take("on", "from", "our", "to")
    own = cursor.take("their last", "own last", "their latest")
    last = cursor.take("the last", "our last", "last", "the latest", "latest", "most recent", "the most recent")
    cursor.articles()
    token = cursor.peek()
    noun = "" if token is None else token.stem
    if noun not in _CHANNELS:
        return None
    cursor.at += 1
    channel = _CHANNELS[noun]
    if noun in ("push", "email"):
        cursor.take("notification", "notifications", "message", "messages", "campaign", "campaigns")
    cursor.take("as spam")
    message = "last_sent_to_person" if own else "last" if last else "any"
    campaign = None
    quoted = cursor.peek()
    if cursor.take("of campaign", "from campaign", "of the campaign", "from the campaign", "campaign"):
        quoted = cursor.peek()
        if quoted is None or quoted.kind != "quoted":
            return None
        campaign = quoted.text
        cursor.at += 1
    elif quoted is not None and quoted.kind == "quoted":
        message = quoted.text
        cursor.at += 1
    when = read_when(cursor, scope.today)
    window = None if when is None else limited(None, when)
    if word in ("marked_as_spam", "bounced", "unsubscribed") and message == "last":
        message = "any"
    node = ResponseCondition(word, message, campaign, channel, window)  # type: ignore[arg-type]
    scope.response = node
    return _opposite(node) if negated else node


def _reach(scope: Scope) -> Node | None:
    cursor = scope.cursor
    if cursor.take(
        "push enabled", "push notifications enabled", "push on", "push notifications on", "push allowed",
                   "notifications enabled", "notifications on", "push permission", "push turned on", "enabled push",
                   "allow push", "allow push notifications", "allow notifications", "allowing notifications",
    ):  # fmt: skip
        return ReachableCondition("push")
    if cursor.take("push disabled", "push off", "notifications off", "push notifications off", "disabled push"):
        return Not(ReachableCondition("push"))
    if cursor.take("push", "push notifications") and not cursor.sees("notification", "message"):
        cursor.note("push is: can be reached by push")
        return ReachableCondition("push")
    if not cursor.take("reachable", "be reached", "contactable", "be contacted", "reach"):
        return None
    cursor.take("by", "on", "via", "through", "with", "over")
    channel = cursor.take("push", "email", "e-mail", "mail")
    if channel is None:
        return None
    cursor.take("notification", "notifications")
    first = ReachableCondition("push" if channel == "push" else "email")
    before = cursor.at
    joint = cursor.take("and", "or", "and by", "or by", "and on", "or on")
    other = cursor.take("push", "email") if joint else None
    if joint is None or other is None:
        cursor.at = before
        return first
    both = (first, ReachableCondition("push" if other == "push" else "email"))
    return AllOf(both) if joint.startswith("and") else AnyOf(both)


def _consent(scope: Scope) -> Node | None:
    cursor = scope.cursor
    denied = cursor.take("refused", "denied", "withdrew consent to", "withdrew consent for", "opted out of")
    given = denied or cursor.take(
        "consented to", "agreed to", "opted in to", "opted into", "gave consent to", "gave consent for",
        "given consent to", "given consent for", "consent to", "consent for", "subscribed to",
    )  # fmt: skip
    token = cursor.peek()
    if given is None or token is None or token.kind not in ("word", "quoted"):
        return None
    cursor.at += 1
    purpose, channel = token.text, None
    if purpose.casefold() in ("push", "email", "e-mail"):
        purpose, channel = "marketing", "push" if purpose.casefold() == "push" else "email"
        cursor.take("marketing")
        cursor.note("the purpose is marketing")
    elif cursor.take("by email", "via email", "on email"):
        channel = "email"
    elif cursor.take("by push", "via push", "on push"):
        channel = "push"
    boolean = next(
        (path for words, path in scope.names.attributes.items() if set(words) == {stem(purpose), "consent"}), None
    )
    if boolean is not None and channel is None:
        return AttributeCondition(boolean, Test("is_false" if denied else "is_true", None, "boolean"))
    return ConsentCondition(purpose, channel, "denied" if denied else "granted")  # type: ignore[arg-type]


# --- devices -------------------------------------------------------------------------------------------------------


def _device(scope: Scope) -> Node | None:
    cursor = scope.cursor
    version: Node | None = cursor.attempt(_version, scope)
    if version is not None:
        return version
    count: Node | None = cursor.attempt(_devices, scope)
    if count is not None:
        return count
    used = cursor.take("on", "using", "use", "with", "own", "owning", "from")
    cursor.articles()
    platforms = []
    while (platform := _PLATFORMS.get(cursor.low())) is not None:
        cursor.at += 1
        platforms.append(platform)
        before = cursor.at
        if not (cursor.take("or", "and", ",") and cursor.low() in _PLATFORMS):
            cursor.at = before
            break
    if not platforms or (used is None and not _device_noun(scope)):
        return None
    cursor.take("device", "devices", "phone", "phones", "users", "user", "app", "customers")
    if len(platforms) == 1:
        return DeviceCondition("platform", Test("is", platforms[0], "string"))
    return DeviceCondition("platform", Test("is_any_of", tuple(platforms), "string"))


def _device_noun(scope: Scope) -> bool:
    return scope.cursor.low() in (
        "users",
        "user",
        "device",
        "devices",
        "customers",
        "people",
        "phone",
        "phones",
        "owners",
    )


def _version(scope: Scope) -> Node | None:
    cursor = scope.cursor
    cursor.take("on", "using", "with")
    cursor.articles()
    field = cursor.take("app version", "application version", "version", "os version", "system version", "app versions")
    if field is None:
        return None
    cursor.take("is", "of", "are")
    if cursor.take("older than", "before", "earlier than"):
        op: str | None = "lt"
    else:
        op = read_comparator(cursor)
    token = cursor.peek()
    if token is None or token.kind not in ("number", "version"):
        return None
    cursor.at += 1
    if op is None:
        if cursor.take("or newer", "or later", "or higher", "or above", "and up", "+"):
            op = "gte"
        elif cursor.take("or older", "or lower", "or below", "or earlier"):
            op = "lte"
    name = "os_version" if field.startswith(("os", "system")) else "app_version"
    return DeviceCondition(name, Test(op or "eq", token.text, "version"))  # type: ignore[arg-type]


def _devices(scope: Scope) -> Node | None:
    cursor = scope.cursor
    cursor.take("with", "have", "own", "use", "using", "on")
    amount = read_amount(cursor)
    if amount is None or not cursor.take("devices", "device", "phones"):
        return None
    return DeviceCondition("count", amount.test(bare="eq"))


# --- places --------------------------------------------------------------------------------------------------------


def _near(scope: Scope) -> Node | None:
    """`within 5 km of 41.01, 28.97`."""
    cursor = scope.cursor
    cursor.take("located", "living", "live", "last seen", "seen")
    if not cursor.take("within", "less than", "at most", "in"):
        return None
    km = cursor.number()
    unit = cursor.take("km", "kilometres", "kilometers", "kilometre", "kilometer", "miles", "m", "metres", "meters")
    if km is None or unit is None:
        return None
    scale = {
        "m": Decimal("0.001"),
        "metres": Decimal("0.001"),
        "meters": Decimal("0.001"),
        "miles": Decimal("1.609344"),
    }
    cursor.take("of", "from", "around")
    cursor.take("(")
    latitude = cursor.number()
    cursor.take(",")
    longitude = cursor.number()
    cursor.take(")")
    if latitude is None or longitude is None or abs(latitude) > 90 or abs(longitude) > 180:
        return None
    return LocationCondition(WithinKm(km * scale.get(unit, Decimal(1)), latitude, longitude))


def _place(scope: Scope) -> Node | None:
    """`in Turkey or Spain`, `living in Istanbul`, `from Germany`."""
    cursor = scope.cursor
    cursor.take("live", "living", "lives", "based", "located", "reside", "residing", "come", "coming", "located")
    said = cursor.take("in", "from", "at", "near") is not None
    found: list[tuple[str, str]] = []
    while True:
        before = cursor.at
        if found:
            if not cursor.take(", or", "or", "and", ","):
                break
            cursor.take("in", "from")
        cursor.take("the city of", "the country", "the region of", "city of")
        place = _place_name(scope, None if not found else found[0][0])
        if place is None:
            cursor.at = before
            break
        found.append(place)
    if not found or not said:
        return None
    path, values = found[0][0], tuple(dict.fromkeys(value for _, value in found))
    if len(values) == 1:
        return AttributeCondition(path, Test("is", values[0], "string"))
    return AttributeCondition(path, Test("is_any_of", values, "string"))


def _place_name(scope: Scope, path: str | None) -> tuple[str, str] | None:
    cursor = scope.cursor
    if cursor.sees("the") and not cursor.sees("the us", "the netherlands"):
        cursor.articles()
    for count in (4, 3, 2, 1):
        part = cursor.tokens[cursor.at : cursor.at + count]
        if len(part) < count or any(token.kind not in ("word", "quoted") for token in part):
            continue
        known = scope.names.places(" ".join(token.text for token in part))
        fitting = next((row for row in known if path in (None, row[0])), None)
        if fitting is not None:
            cursor.at += count
            return fitting
    return None


# --- attributes ----------------------------------------------------------------------------------------------------


def _age(scope: Scope) -> Node | None:
    cursor = scope.cursor
    said = cursor.take("aged", "age", "ages", "of age", "between the ages of", "at the age of")
    comparing = cursor.sees("older than", "younger than")
    cursor.take("of", "is")
    if said == "between the ages of":
        cursor.at -= 4
        amount = None
        cursor.take("between the ages of")
        low = cursor.number()
        high = cursor.number() if cursor.take("and") else None
        test = Test("between", (low, high)) if low is not None and high is not None else None
    else:
        amount = read_amount(cursor)
        test = None if amount is None else amount.test()
    if test is None:
        return None
    years = cursor.take("years old", "years of age", "year olds", "year old", "years", "-year-olds", "olds")
    if not (said or comparing or (years and "old" in years)):
        return None
    path = next((path for path in ("age", *scope.names.attributes.values()) if path == "age"), None)
    if path in scope.names.catalog.attributes:
        return AttributeCondition("age", replace(test, type="number"))
    return _age_by_birthday(scope, test)


def _age_by_birthday(scope: Scope, test: Test) -> Node | None:
    """With a date of birth and no age: the years as days, which is exact to a day or two."""
    path = next((p for p in ("birthday", "birthdate", "birth_date", "dateOfBirth", "date_of_birth")
                 if p in scope.names.catalog.attributes), None)  # fmt: skip
    if path is None:
        return None
    scope.cursor.note(f"the age is taken from {path}, with 365.25 days a year")

    def born(years: Decimal, op: str) -> Node:
        return AttributeCondition(path, Test(op, Duration(int(years * Decimal("365.25")), "d"), "date"))

    if isinstance(test.value, tuple):
        low, high = (Decimal(str(value)) for value in test.value)
        return AllOf((born(low, "before_last"), born(high + 1, "in_last")))
    if not isinstance(test.value, Decimal):
        return None
    match test.op:
        case "gt":
            return born(test.value + 1, "before_last")
        case "gte":
            return born(test.value, "before_last")
        case "lt":
            return born(test.value, "in_last")
        case "lte":
            return born(test.value + 1, "in_last")
        case _:
            return AllOf((born(test.value, "before_last"), born(test.value + 1, "in_last")))


def _birthday(scope: Scope) -> Node | None:
    cursor = scope.cursor
    path = next((p for p in ("birthday", "birthdate", "birth_date", "dateOfBirth", "date_of_birth")
                 if p in scope.names.catalog.attributes), None)  # fmt: skip
    cursor.articles()
    if path is None or not cursor.take("birthday", "birthdays", "born"):
        return None
    cursor.take("is", "comes", "falls", "was")
    if cursor.take("today"):
        return AttributeCondition(path, Test("anniversary_in_next", Duration(1, "d"), "date"))
    if cursor.take("tomorrow"):
        return AllOf(
            (
                AttributeCondition(path, Test("anniversary_in_next", Duration(2, "d"), "date")),
                Not(AttributeCondition(path, Test("anniversary_in_next", Duration(1, "d"), "date"))),
            )
        )
    if cursor.take("this month"):
        return AttributeCondition(path, Test("month_is", Decimal(scope.today.month), "date"))
    if cursor.take("next month"):
        return AttributeCondition(path, Test("month_is", Decimal(scope.today.month % 12 + 1), "date"))
    direction = cursor.take("in the next", "within the next", "in next", "within", "in", "in the last", "in last")
    month = read_month(cursor) if direction == "in" else None
    if month is not None:
        return AttributeCondition(path, Test("month_is", Decimal(month), "date"))
    length = read_length(cursor)
    if length is None:
        unit = read_unit(cursor)
        length = {"w": Duration(7, "d"), "mo": Duration(30, "d")}.get(str(unit))
    if direction is None or length is None:
        return None
    days = Duration(max(1, length.microseconds // 86_400_000_000), "d")
    op = "anniversary_in_last" if "last" in direction else "anniversary_in_next"
    return AttributeCondition(path, Test(op, days, "date"))


def _attribute(scope: Scope) -> Node | None:
    """`loyalty points over 100`, `plan is gold`, `with a phone number`, `interested in Home or Beauty`."""
    cursor = scope.cursor
    cursor.take("with", "whose", "where", "have", "a")
    counted: Node | None = cursor.attempt(_counted, scope)
    if counted is not None:
        return counted
    cursor.articles()
    path = cursor.named(scope.names.attributes)
    if path is None:
        return None
    field = scope.names.catalog.attributes[path]
    cursor.take("number", "address")
    if "boolean" in field.types:
        if cursor.take("is false", "false", "is off", "off", "disabled", "is not true"):
            return AttributeCondition(path, Test("is_false", None, "boolean"))
        cursor.take("is true", "true", "is on", "on", "enabled", "given", "granted")
        return AttributeCondition(path, Test("is_true", None, "boolean"))
    if cursor.take("in the top", "among the top", "top"):
        percent = cursor.number()
        if percent is not None and cursor.take("%", "percent"):
            return AttributeCondition(path, Test("top_percent", percent, "number"))
        return None
    if _is_date(field.examples):
        date_test: Test | None = cursor.attempt(_date, scope)
        if date_test is not None:
            return AttributeCondition(path, date_test)
    other: Test | None = cursor.attempt(_other_attribute, scope)
    if other is not None:
        return AttributeCondition(path, other)
    known = scope.names.attribute_values.get(path, _list_values(field.examples))
    test = read_test(cursor, field.value_types, known)
    return AttributeCondition(path, test or Test("is_set"))


def _counted(scope: Scope) -> Node | None:
    """`at least 200 loyalty points`."""
    amount = read_amount(scope.cursor)
    path = None if amount is None else scope.cursor.named(scope.names.attributes)
    if amount is None or path is None or "number" not in scope.names.catalog.attributes[path].types:
        return None
    return AttributeCondition(path, amount.test())


def _other_attribute(scope: Scope) -> Test | None:
    cursor = scope.cursor
    if cursor.take("is not the same as", "differs from", "is different from", "different from", "is not their"):
        op = "is_not"
    elif cursor.take("is the same as", "equals their", "is their", "same as"):
        op = "is"
    else:
        return None
    cursor.articles()
    path = cursor.named(scope.names.attributes)
    return None if path is None else Test(op, OtherValue(path), "string")


def _list_values(examples: Sequence[str]) -> dict[str, str]:
    texts = [example[1:-1] for example in examples if example.startswith('"')]
    return {text.casefold(): text for text in texts}


def _is_date(examples: Sequence[str]) -> bool:
    texts = [example.strip('"') for example in examples]
    return bool(texts) and all(len(text) >= 10 and text[:4].isdigit() and text[4] == "-" for text in texts)


def _date(scope: Scope) -> Test | None:
    cursor = scope.cursor
    cursor.take("is", "was")
    more = cursor.take("more than", "over", "at least", "less than", "under")
    if more is not None:
        length = read_length(cursor)
        if length is None or not cursor.take("ago", "old"):
            return None
        return Test("in_last" if more in ("less than", "under") else "before_last", length, "date")
    when = read_when(cursor, scope.today)
    span = None if when is None else limited(None, when)
    match span:
        case Rolling(last):
            return Test("in_last", last, "date")
        case Absolute(str(start), None):
            return Test("on_or_after", start, "date")
        case Absolute(None, str(end)):
            return Test("before", end, "date")
        case Absolute(str(start), str(end)):
            last_day = date.fromordinal(date.fromisoformat(end).toordinal() - 1).isoformat()
            return Test("between", (start, last_day), "date")
        case _:
            return None


def _sex(scope: Scope) -> Node | None:
    token = scope.cursor.peek()
    found = None if token is None else scope.names.sex(token.stem)
    if found is None:
        return None
    scope.cursor.at += 1
    return AttributeCondition(found[0], Test("is", found[1], "string"))


def _value(scope: Scope) -> Node | None:
    """A value alone, where one attribute has it: `gold customers`, `interested in Home`, `plan gold`."""
    cursor = scope.cursor
    liked = cursor.take("interested in", "like", "liking", "love", "a fan of", "fans of")
    cursor.take("on the", "on")
    cursor.articles()
    lists = {
        path: {value.casefold(): value for value in _list_values(field.examples).values()}
        for path, field in scope.names.catalog.attributes.items()
        if path.endswith("[]")
    }
    known = {**scope.names.attribute_values, **lists}
    # a code such as IT is a word too: it needs an `in` before it
    index = value_index({path: {k: v for k, v in values.items() if len(v) > 2} for path, values in known.items()})
    found = cursor.named(index)
    if found is None:
        return _liking(scope) if liked else None
    path, values = found[0], [found[1]]
    while True:
        before = cursor.at
        more = cursor.named(index) if cursor.take(", or", "or", ",") else None
        if more is None or more[0] != path:
            cursor.at = before
            break
        values.append(more[1])
    cursor.named({words: name for words, name in scope.names.attributes.items() if name == path})
    cursor.take("plan", "customers", "users", "people", "members")
    if path.endswith("[]"):
        return AttributeCondition(path.removesuffix("[]"), Test("contains_any_of", tuple(values), "list"))
    if len(values) == 1:
        return AttributeCondition(path, Test("is", values[0], "string"))
    return AttributeCondition(path, Test("is_any_of", tuple(values), "string"))


def _liking(scope: Scope) -> Node | None:
    """What somebody likes, in the list that is about it, such as `favouriteCategories`."""
    for words, path in scope.names.attributes.items():
        if {"favourite", "interest", "prefer", "lik"} & set(words) and "list" in scope.names.catalog.attributes[
            path
        ].types:
            test = read_test(scope.cursor, ("list",), scope.names.categories)
            return None if test is None else AttributeCondition(path, test)
    return None


# --- numbers about a person ----------------------------------------------------------------------------------------


def _rank(scope: Scope) -> Node | None:
    """`top 5 % by loyalty points`, `the top 10% of spenders`, `bottom 20% by age`."""
    cursor = scope.cursor
    cursor.take("in", "among", "of")
    cursor.articles()
    word = cursor.take("top", "best", "highest", "bottom", "lowest")
    percent = cursor.number() if word else None
    if word is None or percent is None or not cursor.take("%", "percent"):
        return None
    op = "bottom_percent" if word in ("bottom", "lowest") else "top_percent"
    cursor.take("of", "by", "in terms of", "on", "for")
    cursor.articles()
    cursor.take("customers by", "people by", "users by")
    measure = cursor.named(scope.names.measures)
    if measure is not None:
        return ValueOfCondition(measure, Test(op, percent, "number"))
    path = cursor.named(scope.names.attributes)
    if path is None or "number" not in scope.names.catalog.attributes[path].types:
        return None
    return AttributeCondition(path, Test(op, percent, "number"))


def _sample(scope: Scope) -> Node | None:
    cursor = scope.cursor
    cursor.articles()
    said = cursor.take("random sample of", "random", "sample of", "random sample")
    percent = cursor.number()
    if percent is None or not cursor.take("%", "percent"):
        return None
    if not said and not cursor.take("random sample", "sample"):
        return None
    cursor.take("sample", "of people", "of them", "of everyone", "of customers")
    return SampleCondition(percent, "sample")


def _measure(scope: Scope) -> Node | None:
    cursor = scope.cursor
    cursor.articles()
    measure = cursor.named(scope.names.measures)
    if measure is None:
        return None
    cursor.take("is", "of", "was")
    amount = read_amount(cursor)
    return None if amount is None else ValueOfCondition(measure, amount.test())


def _score(scope: Scope) -> Node | None:
    """`likely to churn`, `churn score above 0.7`, `high churn likelihood`."""
    cursor = scope.cursor
    likely = cursor.take("likely to", "unlikely to")
    bands = {band.casefold() for bands in scope.names.catalog.scores.values() for band in bands}
    band = cursor.low() if cursor.low() in bands else None
    if band is not None:
        cursor.at += 1
    name = cursor.named(scope.names.scores)
    if name is None:
        return None
    known = scope.names.catalog.scores[name]
    cursor.take("score", "likelihood", "probability", "is", "of")
    if band is None and cursor.low() in bands:
        band = cursor.low()
        cursor.at += 1
    if band is not None:
        return (
            ScoreCondition(name, None, next(b for b in known if b.casefold() == band))
            if band in {b.casefold() for b in known}
            else None
        )
    if likely is not None:
        wanted = "high" if likely.startswith("likely") else "low"
        fitting = next((b for b in known if b.casefold() == wanted), None)
        if fitting is not None:
            return ScoreCondition(name, None, fitting)
        cursor.note("likely is: a score of at least 0.5")
        return ScoreCondition(name, Test("gte" if wanted == "high" else "lt", Decimal("0.5"), "number"))
    cursor.take("is", "of")
    amount = read_amount(cursor)
    if amount is None:
        return None
    value = amount.value
    if cursor.take("%", "percent") and isinstance(value, Decimal):
        value = value / 100
    return ScoreCondition(name, replace(amount.test(bare="gte"), value=value, type="number"))


def _rfm(scope: Scope) -> Node | None:
    cursor = scope.cursor
    event = scope.names.amount_event()
    path = None if event is None else scope.names.amount_of(event)
    if event is None or path is None:
        return None
    cursor.articles()
    if cursor.take("best customers", "champions", "our best customers", "most valuable customers"):
        cursor.note("best customers are in the upper two fifths by recency, frequency and money")
        return RfmCondition((4, 5), (4, 5), (4, 5), event=event, value=path)
    return None


_READINGS: Sequence[Callable[[Scope], Node | None]] = (
    _segment, _response, _rank, _sample, _near, _birthday, _age, _measure, _score, _attribute, _reach, _consent,
    _device, _place, _rfm, _sex, _tag, _value,
)  # fmt: skip
