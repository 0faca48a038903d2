"""A sentence as tokens: words with their stems and places, numbers, dates and texts in quotes."""

import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Literal

MAX_SENTENCE = 2_000  # characters

_NUMBERS = {
    "zero": 0, "one": 1, "two": 2, "three": 3, "four": 4, "five": 5, "six": 6, "seven": 7, "eight": 8, "nine": 9,
    "ten": 10, "eleven": 11, "twelve": 12, "twenty": 20, "thirty": 30, "fifty": 50, "hundred": 100, "thousand": 1000,
    "dozen": 12,
}  # fmt: skip
# irregular forms, and spellings of one word
_FORMS = {
    "bought": "buy", "saw": "see", "seen": "see", "spent": "spend", "paid": "pay", "sent": "send", "left": "leave",
    "got": "get", "made": "make", "came": "come", "began": "begin", "read": "read", "went": "go", "gone": "go",
    "said": "say", "chose": "choose", "chosen": "choose", "took": "take", "taken": "take", "used": "use",
    "using": "use", "wrote": "write",
    "written": "write", "gave": "give", "given": "give", "put": "put", "sold": "sell", "has": "have", "had": "have",
    "having": "have", "did": "do", "does": "do", "done": "do", "doing": "do", "people": "person", "women": "woman",
    "men": "man", "countries": "country", "app": "application", "apps": "application", "e-mail": "email",
    "e-mails": "email", "emails": "email", "favorite": "favourite", "favorites": "favourite", "basket": "cart",
    "baskets": "cart", "bag": "cart", "canceled": "cancel", "cancelled": "cancel", "signup": "sign-up",
}  # fmt: skip
_CONTRACTIONS = {
    "haven't": ("have", "not"), "hasn't": ("have", "not"), "hadn't": ("have", "not"), "didn't": ("do", "not"),
    "don't": ("do", "not"), "doesn't": ("do", "not"), "isn't": ("is", "not"), "aren't": ("is", "not"),
    "wasn't": ("is", "not"), "weren't": ("is", "not"), "won't": ("do", "not"), "can't": ("can", "not"),
    "cannot": ("can", "not"), "couldn't": ("can", "not"), "who've": ("who", "have"), "they've": ("they", "have"),
    "who're": ("who", "is"), "that's": ("that", "is"), "who's": ("who", "is"),
}  # fmt: skip

_TOKEN = re.compile(
    r"""
      (?P<quoted>"[^"]*"|“[^”]*”|‘[^’]*’|'[^']+'(?!\w))
    | (?P<date>\d{4}-\d{2}-\d{2})
    | (?P<clock>\d{1,2}:\d{2}(?::\d{2})?|\d{1,2}\s?(?:am|pm)\b)
    | (?P<version>\d+(?:\.\d+){2,})
    | (?P<number>(?:[$€£₺]\s?)?(?<!\d)-?(?:\d{1,3}(?:,\d{3})+|\d+)(?:\.\d+)?(?:k(?!\w))?[$€£₺]?)
    | (?P<word>[^\W\d_][\w&./+-]*(?:['’]\w+)?(?<![.,/+-])|_\w+)
    | (?P<sign>[(),;%+&]|(?<=\d)[-–](?=\d)|<=|>=|!=|[<>=])
    """,
    re.VERBOSE | re.IGNORECASE,
)
Kind = Literal["word", "number", "date", "clock", "version", "quoted", "sign"]


@dataclass(frozen=True, slots=True)
class Token:
    """One word or value. `low` is its text in lower case, `stem` what its forms have in common; `start` and `end` are
    its characters in the sentence."""

    kind: Kind
    text: str
    low: str
    stem: str
    start: int
    end: int
    number: Decimal | None = None


def tokens(sentence: str) -> list[Token]:
    """The tokens of a sentence. Contractions are two tokens (`haven't`: have, not) on the same characters."""
    found: list[Token] = []
    for match in _TOKEN.finditer(sentence):
        kind: Kind = match.lastgroup or "sign"  # type: ignore[assignment]
        text, start, end = match[0], match.start(), match.end()
        if kind == "quoted":
            found.append(Token(kind, text[1:-1], text[1:-1].casefold(), text[1:-1].casefold(), start, end))
            continue
        if kind == "number":
            found.append(Token(kind, text, text.lower(), text.lower(), start, end, _number(text)))
            continue
        low = text.lower().replace("’", "'")
        if low.endswith("'s") and low not in _CONTRACTIONS:
            low = low[:-2]
        for part in _CONTRACTIONS.get(low, (low,)):
            spelled = _NUMBERS.get(part)
            found.append(Token(kind, text, part, stem(part), start, end, None if spelled is None else Decimal(spelled)))
    return found


def _number(text: str) -> Decimal:
    bare = re.sub(r"[^\d.\-k]", "", text.lower())
    return Decimal(bare.rstrip("k")) * (1000 if bare.endswith("k") else 1)


def stem(word: str) -> str:
    """What the forms of an English word have in common: bought and buying → buy, orders → order."""
    word = _FORMS.get(word.casefold(), word.casefold())
    if word in _FORMS.values():
        return word
    if len(word) > 4 and word.endswith(("ies", "ied")):
        return word[:-3] + "y"
    for ending, least in (("ing", 6), ("ed", 5), ("es", 5), ("s", 4)):
        if len(word) >= least and word.endswith(ending) and not word.endswith("ss"):
            word = word[: -len(ending)]
            break
    if len(word) > 3 and word.endswith("e") and not word.endswith("ee"):
        word = word[:-1]
    if len(word) > 3 and word[-1] == word[-2] and word[-1] not in "aeiouls":
        word = word[:-1]
    return word


def stems(phrase: str) -> tuple[str, ...]:
    """The stems of a name's words, whatever its style: `loyaltyPoints`, `add_to_cart`, `Order Completed`."""
    spaced = re.sub(r"(?<=[a-z0-9])(?=[A-Z])", " ", phrase)
    return tuple(stem(word.lower()) for word in re.split(r"[^\w&]+|_+", spaced) if word)


def folded(text: str) -> str:
    """Text for comparison: without case and accents, one space between words."""
    bare = "".join(c for c in unicodedata.normalize("NFKD", text) if not unicodedata.combining(c))
    return " ".join(re.sub(r"[^\w&.+/]+", " ", bare.replace("ı", "i")).casefold().split())


def spoken(part: Sequence[Token], sentence: str) -> str:
    """What a person wrote for these tokens."""
    return sentence[part[0].start : part[-1].end] if part else ""
