"""A whole sentence: conditions joined by and, or, but and except, and what was not understood."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date

from shoal.model.catalog import Catalog
from shoal.model.errors import InvalidInput, RuleError, did_you_mean
from shoal.model.rule import EVERYONE, AllOf, AnyOf, Node, Not, Rule
from shoal.rules.check import check
from shoal.rules.json_form import parse_json
from shoal.rules.json_writing import to_json
from shoal.rules.sentence.behaviour import read_behaviour
from shoal.rules.sentence.cursor import ARTICLES, Cursor
from shoal.rules.sentence.deeds import Scope
from shoal.rules.sentence.names import Names
from shoal.rules.sentence.people import read_person
from shoal.rules.sentence.words import MAX_SENTENCE, Token, tokens
from shoal.rules.text_form import parse_text

_PEOPLE = frozenset(
    """people person customer customers user users everyone everybody visitor visitors member members profile profiles
    those anyone anybody shopper shoppers persons contacts audience subscribers somebody ones""".split()  # noqa: SIM905
)
_FILLERS = frozenset(
    """a an the all of our we us my me please show find list give get want target who that which whose they them are is
    was were be been have has had do does did also just there only then i would like to see select segment every each
    any in on at from with for by and/or let let's lets make create build send having being as their these such it its
    s yet already since ever even""".split()  # noqa: SIM905
)
_STRONG = (
    "but also", "but", "yet", ", but", ", and who", "and also", "; and", ";", ", who", "who", "that", "which", ", that",
    "as long as", "provided that", "and whose", ", whose",
)  # fmt: skip
_EXCEPT = (
    "except for", "except", "excluding", "unless", "other than", "apart from", "but not those", "minus", ", except",
    "leaving out",
)  # fmt: skip
_DENIALS = ("not", "never", "without", "no")
_OR = ("or else", ", or", "or", "and/or", "or who", ", or who")
_AND = (", and", "and", "as well as", "and who", "plus", "&")


@dataclass(frozen=True, slots=True)
class Fragment:
    """A piece of the sentence, by its characters, that no part of the rule stands for. `hint` is the nearest name."""

    text: str
    start: int
    end: int
    hint: str | None


@dataclass(frozen=True, slots=True)
class Reading:
    """The rule that a sentence stands for; None where nothing was understood. `notes` are the choices it took."""

    rule: Rule | None
    not_understood: tuple[Fragment, ...]
    notes: tuple[str, ...]

    @property
    def complete(self) -> bool:
        return self.rule is not None and not self.not_understood


def read_sentence(sentence: str, catalog: Catalog, *, today: date) -> Reading:
    """Reads an English sentence such as `people in Turkey or Spain who bought at least twice last month`.

    `today` is the local day, for months without a year. A rule in its text form is taken as it is. What isn't
    understood is never guessed: it is left out of the rule and named. Raises InvalidInput for an empty or too long
    sentence.
    """
    if not sentence.strip():
        raise InvalidInput("the sentence is empty", hint="for example: people in Turkey who bought twice last month")
    if len(sentence) > MAX_SENTENCE:
        raise InvalidInput(f"a sentence has at most {MAX_SENTENCE:,} characters; this one has {len(sentence):,}")
    try:
        written = parse_text(sentence)
    except RuleError:
        pass
    else:
        typed, problems = check(written, catalog)
        if not any(problem.severity == "error" for problem in problems):
            return Reading(typed, (), ())
    return _Sentence(sentence, Scope(Cursor(tokens(sentence)), Names(catalog), today)).read()


@dataclass
class _Sentence:
    text: str
    scope: Scope
    skipped: set[int] = field(default_factory=set)  # places of tokens that no condition took

    @property
    def cursor(self) -> Cursor:
        return self.scope.cursor

    def read(self) -> Reading:
        rule = self._statement()
        while not self.cursor.done:  # a closing bracket too many
            self._skip()
            more = self._statement()
            rule = more if rule is None else rule if more is None else AllOf((rule, more))
        if rule is None and not self.skipped and any(token.low in _PEOPLE for token in self.cursor.tokens):
            rule = EVERYONE
        return Reading(rule, self._fragments(), tuple(self.cursor.notes))

    def _fragments(self) -> tuple[Fragment, ...]:
        """Tokens in a row are one fragment; articles at its edge are no part of it."""
        tokens, groups = self.cursor.tokens, list[list[Token]]()
        last = -2
        for place in sorted(self.skipped | set(self.cursor.lost)):
            if place == last + 1:
                groups[-1].append(tokens[place])
            else:
                groups.append([tokens[place]])
            last = place
        known = self.scope.names.everything() if groups else ()
        found = []
        for group in groups:
            words = [token for token in group if token.low not in ARTICLES] or group
            start, end = words[0].start, words[-1].end
            text = self.text[start:end]
            found.append(Fragment(text, start, end, did_you_mean(text, known)))
        return tuple(found)

    # --- logic -----------------------------------------------------------------------------------------------------

    def _statement(self) -> Node | None:
        """Parts that all hold: what `but`, `who` and `except` join."""
        parts: list[Node] = []
        excluded = False
        while True:
            part = self._part()
            if part is not None:
                parts.append(Not(part) if excluded else part)
            if self.cursor.done or self.cursor.sees(")"):
                break
            excluded = self.cursor.take(*_EXCEPT) is not None
            if not excluded and self.cursor.take(*_STRONG) is None:
                break
        return None if not parts else parts[0] if len(parts) == 1 else _all(parts)

    def _part(self) -> Node | None:
        """Conditions joined by `and`, `or`, commas, or nothing; `and` binds tighter than `or`."""
        items: list[Node] = []
        joints: list[str] = []
        pending = ""
        while True:
            item, joint_before = self._next()
            joint = pending if pending not in ("", "next") else (joint_before or pending)
            if item is None:
                break
            if items:
                joints.append(joint or "next")
            items.append(item)
            pending = self._joint()
            if pending == "end":
                break
        return _joined(items, joints) if items else None

    def _joint(self) -> str:
        cursor = self.cursor
        if cursor.done or cursor.sees(")"):
            return "end"
        if cursor.sees(*_EXCEPT):
            return "end"
        if cursor.take(*_OR):
            cursor.take("who", "those who", "that", "those")
            return "or"
        if cursor.sees(*_STRONG):
            return "end"
        if cursor.take(*_AND):
            cursor.take("who", "those who", "that", "those")
            return "and"
        return "comma" if cursor.take(",") else "next"

    def _next(self) -> tuple[Node | None, str]:
        """The next condition of this part, and a word that joins it, past what isn't understood."""
        cursor = self.cursor
        joint, negated, unclear = "", False, False
        while not cursor.done and not cursor.sees(")"):
            before = cursor.at
            item = self._item()
            if item is not None and unclear:  # part of a denied clause that wasn't understood: what it denies is open
                self.skipped.update(range(before, cursor.at))
                continue
            if item is not None:
                return (Not(item) if negated else item), joint
            if cursor.sees(*_EXCEPT) or self._strong_ahead():
                break
            if cursor.take("or", "nor"):
                joint, negated, unclear = "or", False, False
            elif cursor.take("and", ","):
                joint, negated, unclear = joint or "and", False, False
            elif cursor.low() in ("who", "that", "which", "whose"):
                negated = unclear = False
                self._skip()
            elif cursor.low() in _DENIALS:
                negated = not negated
                self._skip()
            else:
                unclear = (negated and not self._is_filler()) or unclear
                self._skip()
        return None, joint

    def _strong_ahead(self) -> bool:
        """A `who` at the very start is only a word; after something was read it begins a new part."""
        return self.cursor.at > 0 and self.cursor.sees(*_STRONG) and self._read_before()

    def _read_before(self) -> bool:
        return self.cursor.low() not in ("who", "that", "which")

    def _item(self) -> Node | None:
        cursor = self.cursor
        if cursor.take("("):
            inner = self._statement()
            cursor.take(")")
            return inner
        if cursor.take("neither"):
            return self._neither()
        if cursor.sees("not (", "not those who"):
            cursor.take("not those who")
            cursor.take("not")
            inner = self._item()
            return None if inner is None else Not(inner)
        return read_behaviour_or_person(self.scope)

    def _neither(self) -> Node | None:
        children = []
        while (item := self._item()) is not None:
            children.append(item)
            if not self.cursor.take("nor", "or", ", nor"):
                break
        return Not(AnyOf(tuple(children))) if children else None

    def _is_filler(self) -> bool:
        token = self.cursor.peek()
        return token is not None and (token.low in _PEOPLE or token.low in _FILLERS or token.low.endswith("ly"))

    def _skip(self) -> None:
        token = self.cursor.peek()
        if token is None:
            return
        self.cursor.at += 1
        if token.low not in _PEOPLE and token.low not in _FILLERS and token.kind != "sign":
            self.skipped.add(self.cursor.at - 1)


def read_behaviour_or_person(scope: Scope) -> Node | None:
    """What somebody is, does or has; where both readings fit, the one that reaches further in the sentence."""
    cursor = scope.cursor
    before = cursor.state
    best, found = before, None
    for reading in (read_person, read_behaviour):
        cursor.state = before
        node = reading(scope)
        if node is not None and not _sound(node, scope.names.catalog):
            continue
        if node is not None and cursor.at - len(cursor.lost) > best[0] - len(best[2]):
            best, found = cursor.state, node
    cursor.state = best
    return found


def _sound(node: Node, catalog: Catalog) -> bool:
    """Whether the language takes it, as it takes a rule that somebody wrote: an order of two numbers, say."""
    try:
        _, problems = check(parse_json(to_json(node)), catalog)
    except RuleError:
        return False
    return not any(problem.severity == "error" for problem in problems)


def _joined(items: Sequence[Node], joints: Sequence[str]) -> Node:
    """A comma is what the next spoken joint is; `a, b or c` is any of them."""
    resolved = list(joints)
    for i in reversed(range(len(resolved))):
        if resolved[i] == "comma":
            later = next((joint for joint in resolved[i + 1 :] if joint in ("and", "or")), "and")
            resolved[i] = later
    groups: list[list[Node]] = [[items[0]]]
    for item, joint in zip(items[1:], resolved, strict=True):
        if joint == "or":
            groups.append([item])
        else:
            groups[-1].append(item)
    alternatives = [group[0] if len(group) == 1 else _all(group) for group in groups]
    return alternatives[0] if len(alternatives) == 1 else AnyOf(tuple(alternatives))


def _all(parts: Sequence[Node]) -> Node:
    """One group, without a group of the same kind inside."""
    flat: list[Node] = []
    for part in parts:
        flat.extend(part.children if isinstance(part, AllOf) else [part])
    return AllOf(tuple(flat))
