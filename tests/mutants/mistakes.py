"""Mistakes that a person could make in the engine or the language: each one small edit of a source file.

`python -m tests.mutants` plants them one at a time and counts how many the comparison with the oracle notices.
"""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Mistake:
    """In `module`, `right` (which stands there exactly once) becomes `wrong`."""

    name: str
    module: str
    right: str
    wrong: str


MISTAKES = (
    # --- windows and instants
    Mistake(
        "a rolling window of zero length",
        "shoal.membership.lower",
        "return frame.as_of - last.microseconds, frame.as_of",
        "return frame.as_of, frame.as_of",
    ),
    Mistake(
        "a rolling window a microsecond too long",
        "shoal.membership.lower",
        "return frame.as_of - last.microseconds, frame.as_of",
        "return frame.as_of - last.microseconds - 1, frame.as_of",
    ),
    Mistake(
        "events at as_of count",
        "shoal.membership.lower",
        "return frame.as_of - last.microseconds, frame.as_of",
        "return frame.as_of - last.microseconds, frame.as_of + 1",
    ),
    Mistake(
        "all time reaches into the future",
        "shoal.membership.lower",
        "return BEGINNING, frame.as_of",
        "return BEGINNING, 2**62",
    ),
    Mistake(
        "between takes its newer end for now",
        "shoal.membership.lower",
        "return frame.as_of - older.microseconds, frame.as_of - newer.microseconds",
        "return frame.as_of - older.microseconds, frame.as_of",
    ),
    Mistake(
        "calendar windows forget the current unit",
        "shoal.membership.lower",
        "zones.unit_start(frame.today, unit, count - 1)",
        "zones.unit_start(frame.today, unit, count)",
    ),
    Mistake(
        "previous includes the current unit",
        "shoal.membership.lower",
        "return zones.midnight(first, frame.zone), zones.midnight(current, frame.zone)",
        "return zones.midnight(first, frame.zone), frame.as_of",
    ),
    Mistake(
        "local midnight taken in UTC",
        "shoal.membership.lower",
        "return zones.midnight(value, frame.zone) if bare else value",
        'return zones.midnight(value, "UTC") if bare else value',
    ),
    Mistake(
        "an absolute window runs past as_of",
        "shoal.membership.lower",
        "end_instant = frame.as_of if end is None else min(frame.as_of, _bound(end, frame))",
        "end_instant = frame.as_of if end is None else _bound(end, frame)",
    ),
    Mistake(
        "an event on the window's first instant is left out",
        "shoal.columns.measures",
        'int(self.events.time.searchsorted(time, "left"))',
        'int(self.events.time.searchsorted(time, "right"))',
    ),
    Mistake(
        "attributes set at as_of hold already",
        "shoal.columns.folding",
        'before = int(np.searchsorted(records.time, as_of, "left"))\n        if (path, before)',
        'before = int(np.searchsorted(records.time, as_of, "right"))\n        if (path, before)',
    ),
    Mistake(
        "a segment inside a rule is asked in the outer zone",
        "shoal.membership.lower",
        "found = self.lower(referenced.rule, referenced.zone)",
        "found = self.lower(referenced.rule, self.workspace_zone)",
    ),
    # --- zones
    Mistake(
        "an ambiguous local time is its second occurrence",
        "shoal.columns.zones",
        "shown[1:] += np.maximum(offsets[1:], offsets[:-1])",
        "shown[1:] += np.minimum(offsets[1:], offsets[:-1])",
    ),
    Mistake(
        "weeks start on Sunday",
        "shoal.columns.zones",
        "timedelta(days=today.weekday() + 7 * back)",
        "timedelta(days=(today.weekday() + 1) % 7 + 7 * back)",
    ),
    Mistake(
        "quarters are off by a month",
        "shoal.columns.zones",
        "today.replace(month=today.month - (today.month - 1) % 3)",
        "today.replace(month=today.month, day=1)",
    ),
    Mistake(
        "the offset of the time before is used",
        "shoal.columns.zones",
        'np.searchsorted(starts, instants, "right") - 1',
        'np.searchsorted(starts, instants, "left") - 1',
    ),
    # --- logic
    Mistake(
        "NOT forgets the dead",
        "shoal.columns.evaluate",
        "return ~self._words(expression.child) & self.everyone",
        "return self._words(expression.child)",
    ),
    Mistake(
        "everyone includes people of the future",
        "shoal.columns.folding",
        "return bits.pack(seen < as_of)",
        "return bits.pack(seen <= as_of)",
    ),
    Mistake(
        "an empty any is everyone",
        "shoal.columns.evaluate",
        "out = self.everyone.copy() if isinstance(expression, And) else np.zeros_like(self.everyone)",
        "out = self.everyone.copy() if isinstance(expression, And) or not expression.children "
        "else np.zeros_like(self.everyone)",
    ),
    Mistake(
        "or means and",
        "shoal.columns.evaluate",
        "np.bitwise_and if isinstance(expression, And) else np.bitwise_or",
        "np.bitwise_and",
    ),
    Mistake(
        "not in a segment means in",
        "shoal.membership.lower",
        'return inside if op == "in" else Complement(inside)',
        "return inside",
    ),
    Mistake(
        "inactive segments still have members",
        "shoal.membership.lower",
        "if self.segments[name].active else Or(())",
        "",
    ),
    Mistake(
        "has none of means has any of",
        "shoal.membership.lower",
        'return Complement(leaf) if op == "has_none_of" else leaf',
        "return leaf",
    ),
    Mistake("has all of means has any of", "shoal.membership.lower", 'op == "has_all_of", since', "False, since"),
    Mistake(
        "any inside where means all",
        "shoal.columns.predicates",
        "out |= decide_tree(child, decide, size)",
        "out &= decide_tree(child, decide, size)",
    ),
    Mistake(
        "the rest of a where is forgotten",
        "shoal.columns.evaluate",
        "rest = [conjunct for conjunct in group.conjuncts if conjunct is not condition]",
        "rest = []",
    ),
    # --- missing and types
    Mistake(
        "a negative operator is false for missing values",
        "shoal.columns.predicates",
        "return np.append(~passed, True)",
        "return np.append(~passed, False)",
    ),
    Mistake(
        "missing: exclude keeps wrong types",
        "shoal.columns.predicates",
        "return np.append(~passed & has_type(values, test, frame), False)",
        "return np.append(~passed, False)",
    ),
    Mistake(
        "a test on strings takes any text",
        "shoal.columns.predicates",
        "return (values.kinds == STRING) & _string(values, op, test)",
        "return _string(values, op, test)",
    ),
    Mistake(
        "a missing part of an object is present",
        "shoal.columns.predicates",
        "return np.append(table[inner_codes], table[-1])[item_codes]",
        "return np.append(table[np.maximum(inner_codes, 0)], table[-1])[item_codes]",
    ),
    Mistake(
        "all items of an empty list fail",
        "shoal.columns.predicates",
        "return np.bincount(owner[~passed], minlength=len(lists)) == 0",
        "return (np.bincount(owner[~passed], minlength=len(lists)) == 0) & "
        "(np.bincount(owner, minlength=len(lists)) > 0)",
    ),
    Mistake(
        'true, 1 and "1" are one list item',
        "shoal.columns.predicates",
        "return (type(item).__name__, item)",
        'return ("", item)',
    ),
    Mistake(
        "the size of what is no list is 0",
        "shoal.columns.predicates",
        "result = np.full(len(values) + 1, table[-1])",
        "result = np.full(len(values) + 1, table[0])",
    ),
    # --- operators
    Mistake("gt lets its bound in", "shoal.columns.predicates", "return scaled > low", "return scaled >= low"),
    Mistake("lte leaves its bound out", "shoal.columns.predicates", "return scaled <= low", "return scaled < low"),
    Mistake(
        "between leaves its upper end out",
        "shoal.columns.predicates",
        '_compare_scaled(scaled, "gte", low, unit) & _compare_scaled(scaled, "lte", high, unit)',
        '_compare_scaled(scaled, "gte", low, unit) & _compare_scaled(scaled, "lt", high, unit)',
    ),
    Mistake(
        "eq rounds its literal",
        "shoal.columns.predicates",
        "return scaled == low if low == high == exact else np.zeros(scaled.size, np.bool_)",
        "return scaled == low",
    ),
    Mistake(
        "numbers beyond millionths are dropped",
        "shoal.columns.predicates",
        "result[code] = decimal_passes(Decimal(values.text[code].as_py()), op, test)",
        "result[code] = False",
    ),
    Mistake("case folding is lower case", "shoal.columns.predicates", "fold = str.casefold", "fold = str.lower"),
    Mistake(
        "patterns are anchored",
        "shoal.columns.predicates",
        "pc.match_substring_regex(values.text, str(test.value), ignore_case=test.ignore_case)",
        'pc.match_substring_regex(values.text, "^(?:" + str(test.value) + ")$", ignore_case=test.ignore_case)',
    ),
    Mistake(
        "versions compare as text",
        "shoal.columns.predicates",
        'key = [(1, int(part), "") if part[0] in "0123456789" else (0, 0, part) for part in parts_]',
        'key = [(1, 0, part) if part[0] in "0123456789" else (0, 0, part) for part in parts_]',
    ),
    Mistake(
        "a beta sorts after its release",
        "shoal.columns.predicates",
        "else (0, 0, part) for part in parts_]",
        "else (2, 0, part) for part in parts_]",
    ),
    Mistake(
        "top percent rounds down",
        "shoal.columns.ranks",
        "size = -(-p * population.size // (100 * q))",
        "size = p * population.size // (100 * q)",
    ),
    Mistake(
        "ties at the cut go to the greater ids",
        "shoal.columns.ranks",
        'tied = tied[np.argsort(source.id_order()[tied], kind="stable")]',
        'tied = tied[np.argsort(-source.id_order()[tied], kind="stable")]',
    ),
    Mistake("bottom means top", "shoal.columns.ranks", '-rank if test.op == "top_percent" else rank', "-rank"),
    # --- dates
    Mistake(
        "in the last days misses today",
        "shoal.columns.dates",
        '"in_last": lambda today, days: (today - days + 1, today + 1)',
        '"in_last": lambda today, days: (today - days, today)',
    ),
    Mistake(
        "before the last days compares with now",
        "shoal.columns.dates",
        '"before_last": lambda as_of, length: (None, as_of - length)',
        '"before_last": lambda as_of, length: (None, as_of)',
    ),
    Mistake(
        "an anniversary is the day itself",
        "shoal.columns.dates",
        "found |= (returns >= first) & (returns <= last) & (returns > days)",
        "found |= (returns >= first) & (returns <= last)",
    ),
    Mistake(
        "29 February returns on 1 March", "shoal.columns.dates", "returns = returns - leap_day", "returns = returns - 0"
    ),
    Mistake("weekdays are off by one", "shoal.columns.dates", "(days + 3) % 7", "(days + 4) % 7"),
    Mistake(
        "a bare date compares as a UTC instant",
        "shoal.columns.dates",
        "left = dates.local_days(frame.zone) if bare else dates.instants(frame.zone)",
        'left = dates.local_days("UTC") if bare else dates.instants(frame.zone)',
    ),
    Mistake(
        "times without offset are in UTC",
        "shoal.columns.dates",
        "times[naive] = zones.instants_of_local(times[naive], workspace_zone)",
        "times[naive] = times[naive]",
    ),
    # --- measures
    Mistake(
        "counts stop one too early",
        "shoal.columns.measures",
        "limit = 1 + max(_largest_literal(leaf.test)",
        "limit = -1 + max(_largest_literal(leaf.test)",
    ),
    Mistake(
        "an average of nothing is zero",
        "shoal.columns.measures",
        'present = counts > 0 if leaf.measure.kind == "avg" else None',
        "present = None",
    ),
    Mistake(
        "an average counts events without a number",
        "shoal.columns.sweep",
        "            counts[profile[i]] += 1\n",
        "            counts[profile[i]] += 2\n",
    ),
    Mistake("a sum of odd numbers is in doubles only", "shoal.columns.measures", "if by_hand is None:", "if True:"),
    Mistake(
        "least and greatest are exchanged",
        "shoal.columns.measures",
        'extreme = lowest if leaf.measure.kind == "min" else highest',
        'extreme = highest if leaf.measure.kind == "min" else lowest',
    ),
    Mistake("the greatest is the latest", "shoal.columns.sweep", "elif r > highest[p]:", "elif r != highest[p]:"),
    Mistake(
        "first and last time are exchanged",
        "shoal.columns.measures",
        'at = first if leaf.measure.kind == "first_time" else last',
        'at = last if leaf.measure.kind == "first_time" else first',
    ),
    Mistake(
        "distinct counts occurrences",
        "shoal.columns.sweep",
        "while table[slot] != -1 and table[slot] != key:",
        "while table[slot] != -1:",
    ),
    Mistake("distinct forgets the shorter windows", "shoal.columns.measures", "counts += added", "counts[:] = added"),
    Mistake(
        "active days are days of UTC",
        "shoal.columns.measures",
        "days = zones.local_days(family.selection.time[oldest : family.high], family.of)",
        'days = zones.local_days(family.selection.time[oldest : family.high], "UTC")',
    ),
    Mistake(
        "a longer window drops the shorter one",
        "shoal.columns.measures",
        "            high = min(step.low, high)\n",
        "            high = min(step.low, high) - 1\n",
    ),
    # --- folding, devices, tags, responses
    Mistake(
        "the first value of an attribute stays",
        "shoal.columns.sweep",
        "            out[row[i]] = codes[i]\n",
        "            out[row[i]] = codes[i] if out[row[i]] == -1 else out[row[i]]\n",
    ),
    Mistake("a removed tag stays", "shoal.columns.folding", "has[has] = present[latest[has]]", "pass"),
    Mistake(
        "no device is: some device is not",
        "shoal.columns.people",
        "passed = ~_owners(devices.profile[positive[devices.column.codes]], source.profiles)",
        "passed = _owners(devices.profile[~positive[devices.column.codes]], source.profiles)",
    ),
    Mistake(
        "machines open mail",
        "shoal.membership.lower",
        'Not(_property("machine", Test("is_true", None, "boolean")))',
        "AllOf(())",
    ),
    Mistake(
        "not opened means not opened by anybody asked",
        "shoal.columns.responses",
        "mask[profile[hit]] = False",
        "mask[profile[~hit]] = True",
    ),
    Mistake(
        "not opened includes people nothing was sent to",
        "shoal.columns.responses",
        "    mask[profile] = True\n    mask[profile[hit]] = False",
        "    mask[:] = True\n    mask[profile[hit]] = False",
    ),
    Mistake(
        "the last message is the first",
        "shoal.columns.responses",
        "messages[np.lexsort((ranks[messages], self.time[first]))[-1]]",
        "messages[np.lexsort((ranks[messages], self.time[first]))[0]]",
    ),
    Mistake(
        "test sends count",
        "shoal.columns.responses",
        'keep = (events.time < as_of) & ~is_true(source.event_values(SENT, "test"))',
        "keep = events.time < as_of",
    ),
    # --- normal form
    Mistake(
        "a single value in a list of numbers is text",
        "shoal.rules.normalise",
        '("is_any_of", "number"): "eq"',
        '("is_any_of", "number"): "ne"',
    ),
    Mistake(
        "double negation is kept once",
        "shoal.rules.normalise",
        "    if isinstance(child, Not):\n        return child.child\n",
        "    if isinstance(child, Not):\n        return child\n",
    ),
    Mistake(
        "has none of loses its negation",
        "shoal.rules.normalise",
        'return Not(_tag(TagCondition(tags, "has_any_of")))',
        'return _tag(TagCondition(tags, "has_any_of"))',
    ),
    Mistake(
        "an empty group absorbs",
        "shoal.rules.normalise",
        "    if not flat:\n        return empty\n",
        "    if not flat:\n        return absorbing\n",
    ),
    Mistake(
        "durations keep only whole days",
        "shoal.rules.normalise",
        "        if rest == 0:\n            return Duration(count, unit)\n",
        "        if count:\n            return Duration(count, unit)\n",
    ),
)
