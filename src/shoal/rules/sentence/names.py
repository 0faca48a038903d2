"""What the words of a sentence may name: the events, attributes, values, tags, segments, measures and scores of a
catalog, each under the phrases that people use for it.
"""

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property

from babel import Locale

from shoal.model.catalog import Catalog, Field
from shoal.rules.sentence.words import folded, stems

Phrase = tuple[str, ...]

# What people call what shops and apps record: names of events, the likeliest first → phrases, in stems.
_SPOKEN_EVENTS: Sequence[tuple[tuple[str, ...], tuple[str, ...]]] = (
    (
        ("Order Completed", "Purchase", "Purchased", "Order Placed", "Payment Completed", "Transaction", "Order"),
        ("buy", "purchase", "order", "place order", "make purchase", "make order", "complete order",
         "complete purchase", "shop", "pay", "transaction", "place purchase", "do order"),
    ),
    (("Product Viewed", "View Item", "Item Viewed", "Product View"),
     ("view", "view product", "see", "look at", "browse", "product view", "look at product", "view item",
      "browse product", "see product")),
    (("Product Added", "Add To Cart", "Added To Cart", "Item Added"),
     ("add to cart", "put in cart", "cart addition", "add product to cart", "add something to cart",
      "put something in cart", "put product in cart", "leave something in cart", "add item to cart", "add product")),
    (("Product Removed", "Remove From Cart", "Removed From Cart"), ("remove from cart", "take out of cart")),
    (("Product Added to Wishlist", "Add To Wishlist", "Added To Wishlist"),
     ("wishlist", "wish for", "add to wishlist", "save for later", "favourite")),
    (("Products Searched", "Search", "Searched"), ("search", "search for", "look for", "search for product")),
    (("Product List Viewed", "Category Viewed"), ("view category", "view list", "browse category", "browse list")),
    (("Checkout Started", "Begin Checkout", "Checkout"),
     ("check out", "checkout", "start checkout", "begin checkout", "start to check out", "go to checkout")),
    (("Cart Viewed", "View Cart"), ("view cart", "look at cart", "open cart")),
    (("Order Refunded", "Refund", "Refunded"), ("refund", "return order", "get refund", "send back", "return product")),
    (("Order Cancelled", "Order Canceled"), ("cancel order", "cancel")),
    (("Product Reviewed", "Review Submitted"), ("review", "write review", "rate", "leave review", "review product")),
    (("Application Opened", "App Opened", "App Open", "Session Started", "session_start"),
     ("open application", "use application", "launch application", "start application", "visit application",
      "application open", "session", "visit", "be active", "is active", "active in application",
      "come back to application")),
    (("Application Installed", "App Installed", "first_open"),
     ("install application", "install", "download application", "get application")),
    (("Signed Up", "Account Created", "User Registered", "Registered", "sign_up"),
     ("sign up", "sign-up", "register", "join", "create account", "open account", "subscribe to newsletter")),
    (("Signed In", "Logged In", "Login"), ("sign in", "log in", "login")),
    (("Page Viewed", "Viewed Page", "page_view", "Page"), ("view page", "visit page", "visit site", "visit website")),
)  # fmt: skip
_FILLED = {"application": "app", "product": "item"}  # nouns of event names that people leave out
AMOUNTS = ("total", "revenue", "value", "amount", "price", "order_total", "order_value")
_SEXES = {
    "woman": ("female", "f", "woman", "women"),
    "female": ("female", "f", "woman", "women"),
    "man": ("male", "m", "man", "men"),
    "mal": ("male", "m", "man", "men"),
}
_COUNTRY_NAMES = {
    "turkey": "TR", "turkiye": "TR", "uk": "GB", "great britain": "GB", "britain": "GB", "england": "GB", "usa": "US",
    "america": "US", "the us": "US", "holland": "NL", "the netherlands": "NL", "czech republic": "CZ", "korea": "KR",
    "south korea": "KR", "russia": "RU", "uae": "AE", "emirates": "AE", "ivory coast": "CI",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Named:
    """A phrase that stands for something: what, by its exact name, and how many other things it could be."""

    kind: str  # event, attribute, tag, segment, measure, score, purpose
    name: str
    others: tuple[str, ...] = ()


@dataclass
class Names:
    """The phrases of a catalog."""

    catalog: Catalog
    _read: dict[tuple[str | None, str], tuple[str, ...]] = field(default_factory=dict)

    # --- events ----------------------------------------------------------------------------------------------------

    @cached_property
    def events(self) -> Mapping[Phrase, Named]:
        """Phrases in stems → events. What is spoken of an event beats what its name only looks like."""
        looks_like: dict[Phrase, list[str]] = {}
        by_stems = {stems(name): name for name in self.catalog.events}
        spoken: dict[Phrase, str] = {}
        for names, phrases in _SPOKEN_EVENTS:
            known = next((by_stems[stems(name)] for name in names if stems(name) in by_stems), None)
            if known is not None:
                for said in phrases:
                    spoken.setdefault(stems(said), known)
        for event in sorted(self.catalog.events, key=lambda name: -self.catalog.events[name].count):
            for phrase in _orders(stems(event)):
                looks_like.setdefault(phrase, []).append(event)
        named = {phrase: Named("event", events[0], tuple(events[1:])) for phrase, events in looks_like.items()}
        exact = {stems(event): Named("event", event) for event in self.catalog.events}
        return {**named, **{phrase: Named("event", event) for phrase, event in spoken.items()}, **exact}

    def amount_of(self, event: str) -> str | None:
        """The property that holds the money of an event."""
        known = self.catalog.events[event].properties
        return next((name for name in AMOUNTS if name in known and "number" in known[name].types), None)

    def amount_event(self) -> str | None:
        """The event that money is spent with."""
        bought = self.events.get(("buy",))
        if bought is not None and self.amount_of(bought.name) is not None:
            return bought.name
        return next((name for name in self.catalog.events if self.amount_of(name) is not None), None)

    def properties(self, event: str) -> Mapping[Phrase, str]:
        """The properties of an event by their words; the parts of list items by the last of theirs."""
        known = [path for path in self.catalog.events[event].properties if not path.endswith("[]")]
        return _by_words(path for path in known if not path.startswith("context."))

    # --- attributes ------------------------------------------------------------------------------------------------

    @cached_property
    def attributes(self) -> Mapping[Phrase, str]:
        known = self.catalog.attributes
        return _by_words(path for path in known if not path.endswith("[]") and set(known[path].types) != {"object"})

    @cached_property
    def attribute_values(self) -> Mapping[str, Mapping[str, str]]:
        """Attribute path → folded value → value, for attributes whose values are words."""
        return {
            path: {folded(value): value for value in self._texts(None, path, known)}
            for path, known in self.catalog.attributes.items()
            if "string" in known.types and path not in ("email", "phone", "firstName", "lastName")
        }

    def property_values(self, event: str) -> Mapping[str, Mapping[str, str]]:
        """Property path → folded value → value, of one event."""
        return {
            path: {folded(value): value for value in self._texts(event, path, known)}
            for path, known in self.catalog.events[event].properties.items()
            if "string" in known.types and not path.startswith("context.")
        }

    @cached_property
    def categories(self) -> Mapping[str, str]:
        """Folded value → value of what things are sorted by, over all events."""
        return {
            folded: value
            for event in self.catalog.events
            for path, values in self.property_values(event).items()
            if path.split("[].")[-1].split(".")[-1].casefold() == "category"
            for folded, value in values.items()
        }

    def _texts(self, event: str | None, path: str, known: Field) -> tuple[str, ...]:
        if (event, path) not in self._read:
            texts = [value for value in map(json.loads, known.examples) if isinstance(value, str)]
            every = self.catalog.values(event, path) if self.catalog.values is not None else None
            self._read[(event, path)] = tuple(dict.fromkeys([*(every or ()), *texts]))
        return self._read[(event, path)]

    def places(self, text: str) -> Sequence[tuple[str, str]]:
        """(attribute path, value) for a country, a region or a city of this name, the likeliest first.

        A country's name stands for the codes that the data has in its place (ISO 3166, names from CLDR).
        """
        said = folded(text)
        if len(said) == 2 and not text.isupper():
            return []  # `it` and `us` are words; IT and US are countries
        code = _COUNTRY_NAMES.get(said) or _countries().get(said)
        found = []
        for path, values in self.attribute_values.items():
            part = path.split(".")[-1].casefold()
            if part not in ("country", "city", "region", "state", "town", "province", "countrycode", "country_code"):
                continue
            for wanted in (said, *([code.casefold()] if code and part.startswith("country") else [])):
                if wanted in values:
                    found.append((path, values[wanted]))
        return sorted(found, key=lambda row: (row[0].count("."), not row[0].endswith("country")))

    def sex(self, word_stem: str) -> tuple[str, str] | None:
        for path in ("gender", "sex"):
            for wanted in _SEXES.get(word_stem, ()):
                if wanted in self.attribute_values.get(path, {}):
                    return path, self.attribute_values[path][wanted]
        return None

    # --- the rest --------------------------------------------------------------------------------------------------

    @cached_property
    def tags(self) -> Mapping[Phrase, str]:
        return {stems(tag): tag for tag in self.catalog.tags}

    @cached_property
    def segments(self) -> Mapping[Phrase, str]:
        """Ids by the words of their names, and of the ids themselves."""
        names = {stems(name): id for id, name in self.catalog.segments.items()}
        return names | {stems(id): id for id in self.catalog.segments}

    @cached_property
    def measures(self) -> Mapping[Phrase, str]:
        return {stems(id): id for id in self.catalog.measures}

    @cached_property
    def scores(self) -> Mapping[Phrase, str]:
        return {stems(name): name for name in self.catalog.scores}

    def everything(self) -> Sequence[str]:
        """Every name, for guesses at what somebody meant."""
        texts = [value for values in self.attribute_values.values() for value in values.values()]
        return [
            *self.catalog.events, *self.catalog.attributes, *self.catalog.tags, *self.catalog.segments,
            *self.catalog.measures, *self.catalog.scores, *texts,
            *(" ".join(phrase) for phrase in self.events),
        ]  # fmt: skip


def _orders(words: Phrase) -> Iterable[Phrase]:
    """The orders in which people say an event's name: Product Added to Wishlist → add to wishlist, add product to
    wishlist; Products Searched → search, search product."""
    yield words
    if len(words) == 1:
        return
    noun, verb, rest = words[0], words[1], words[2:]
    yield (verb, noun, *rest)
    for said in _FILLED.get(noun, "").split():
        yield (verb, said, *rest)
    yield (verb, *rest)


def _by_words(paths: Iterable[str]) -> Mapping[Phrase, str]:
    """Paths by their words: all of them, and the last step alone, where the shortest path wins."""
    found: dict[Phrase, str] = {}
    for path in sorted(paths, key=lambda path: (path.count("."), path)):
        found.setdefault(stems(path.replace("[]", "")), path)
        found.setdefault(stems(path.split(".")[-1]), path)
    return found


def _countries() -> Mapping[str, str]:
    names = Locale("en").territories
    return {folded(name): code for code, name in names.items() if len(code) == 2}
