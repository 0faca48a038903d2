"""A place in the tokens of a sentence, with the small steps that every phrase is read by."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from typing import ParamSpec, TypeVar

from shoal.rules.sentence.words import Token

Read = TypeVar("Read")
Given = ParamSpec("Given")
Named = TypeVar("Named")
ARTICLES = frozenset("a an the their his her our its your my any some all of these those".split())  # noqa: SIM905


@dataclass
class Cursor:
    """Tokens and a position. Readings that fail leave the position where it was."""

    tokens: Sequence[Token]
    at: int = 0
    notes: list[str] = field(default_factory=list)
    lost: list[int] = field(default_factory=list)  # tokens inside a condition that say nothing it knows

    def peek(self, ahead: int = 0) -> Token | None:
        place = self.at + ahead
        return self.tokens[place] if place < len(self.tokens) else None

    def low(self, ahead: int = 0) -> str:
        token = self.peek(ahead)
        return "" if token is None else token.low

    @property
    def done(self) -> bool:
        return self.at >= len(self.tokens)

    def take(self, *phrases: str) -> str | None:
        """The longest of the phrases that stands here, word for word."""
        for phrase in sorted(phrases, key=len, reverse=True):
            words = phrase.split()
            if all(self.low(i) == word for i, word in enumerate(words)) and self._quoted_free(len(words)):
                self.at += len(words)
                return phrase
        return None

    def _quoted_free(self, count: int) -> bool:
        return all(token.kind != "quoted" for token in self.tokens[self.at : self.at + count])

    def sees(self, *phrases: str) -> bool:
        before = self.at
        found = self.take(*phrases) is not None
        self.at = before
        return found

    def articles(self) -> None:
        while self.low() in ARTICLES:
            self.at += 1

    def number(self) -> Decimal | None:
        """`3`, `three`, `1,000`, `€50`, `50 euros`."""
        token = self.peek()
        if token is None or token.number is None:
            return None
        self.at += 1
        self.take("$", "€", "£", "euro", "euros", "eur", "usd", "dollars", "dollar", "lira", "try", "pounds", "gbp")
        return token.number

    def named(self, table: Mapping[tuple[str, ...], Named], *, longest: int = 8) -> Named | None:
        """The longest phrase of the table, in stems, that stands here; articles inside it are skipped."""
        best: tuple[int, Named] | None = None
        said: list[str] = []
        place = self.at
        while place < len(self.tokens) and len(said) < longest:
            token = self.tokens[place]
            if token.kind == "quoted" or (token.kind == "sign" and token.low not in (",", "%", "+", "&")):
                break
            place += 1
            if token.kind == "sign":  # inside a name it is nothing, at its end it isn't part of it
                continue
            if token.low in ARTICLES and said:
                # an article may also be part of the name
                best = _better(best, place, table, (*said, token.stem))
                continue
            said.extend(token.stem.split("-") if "-" in token.stem and (token.stem,) not in table else [token.stem])
            best = _better(best, place, table, tuple(said))
        if best is None:
            return None
        self.at = best[0]
        return best[1]

    def attempt(self, reading: Callable[Given, Read], *given: Given.args, **named: Given.kwargs) -> Read:
        """What the reading finds; where that is None, the position is as it was."""
        before = self.state
        found = reading(*given, **named)
        if found is None:
            self.state = before
        return found

    @property
    def state(self) -> tuple[int, tuple[str, ...], tuple[int, ...]]:
        """The position with what was said of the way there; setting it goes back."""
        return self.at, tuple(self.notes), tuple(self.lost)

    @state.setter
    def state(self, state: tuple[int, tuple[str, ...], tuple[int, ...]]) -> None:
        self.at, self.notes[:], self.lost[:] = state

    def note(self, text: str) -> None:
        if text not in self.notes:
            self.notes.append(text)


def _better(
    best: tuple[int, Named] | None, place: int, table: Mapping[tuple[str, ...], Named], said: tuple[str, ...]
) -> tuple[int, Named] | None:
    return (place, table[said]) if said in table else best
