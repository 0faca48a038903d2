"""A sentence as a rule: what people say, the rule it stands for, and what isn't understood."""

import json
from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from shoal.definitions import plain_text
from shoal.model.catalog import Catalog, EventType, Field
from shoal.model.errors import InvalidInput
from shoal.model.measure import MeasureDefinition
from shoal.model.rule import EVERYONE, Measure
from shoal.rules import check, parse
from shoal.rules.sentence import Reading, propose, read_sentence

TODAY = date(2026, 11, 27)


def field(path: str, *values: object, kind: str = "string") -> Field:
    return Field(path, {kind: 100}, tuple(json.dumps(value) for value in values), 1.0)


def event(name: str, *fields: Field, count: int = 1000) -> EventType:
    return EventType(name, count, 100, 0, 1, {one.path: one for one in fields})


GOODS = (field("category", "Shoes", "Dresses", "Home"), field("brand", "Marlin", "Tidal"), field("product_id", "p1"))
CATALOG = Catalog(
    profiles=1000,
    events={
        e.name: e
        for e in (
            event(
                "Product Viewed", *GOODS, field("price", 9.5, kind="number"), field("context.device.type", "ios", "web")
            ),
            event("Product Added", *GOODS),
            event("Product Added to Wishlist", *GOODS),
            event("Products Searched", field("query", "red shoes")),
            event("Checkout Started", field("value", 3, kind="number")),
            event("Application Opened"),
            event("Application Installed"),
            event("Signed Up"),
            event("Order Refunded", field("total", 4, kind="number")),
            event("Video Watched", field("minutes", 5, kind="number")),
            event(
                "Order Completed",
                field("total", 20, kind="number"),
                field("coupon", "SALE20"),
                field("products", kind="list"),
                field("products[].category", "Shoes", "Dresses", "Home"),
                field("products[].price", 10, kind="number"),
            ),
            event("Push Notification Received"),
        )
    },
    attributes={
        f.path: f
        for f in (
            field("country", "TR", "ES", "GB"),
            field("city", "Istanbul", "Madrid", "London"),
            field("gender", "female", "male"),
            field("plan", "free", "gold"),
            field("age", 30, kind="number"),
            field("birthday", "1990-05-04"),
            field("createdAt", "2026-05-04T10:00:00Z"),
            field("loyaltyPoints", 100, kind="number"),
            field("marketingConsent", True, kind="boolean"),
            field("email", "a@example.com"),
            field("phone", "+34600000000"),
            field("favouriteCategories", kind="list"),
        )
    },
    tags={"vip": 10, "newsletter": 100},
    segments={"vip_at_risk": "VIPs at risk", "big_baskets": "Big baskets"},
    measures={"lifetime_value": MeasureDefinition("Order Completed", None, Measure("sum", "total"), None)},
    scores={"churn": ("low", "medium", "high")},
)


def read(sentence: str, catalog: Catalog = CATALOG) -> Reading:
    return read_sentence(sentence, catalog, today=TODAY)


def text(reading: Reading) -> str:
    assert reading.rule is not None
    typed, problems = check(reading.rule, CATALOG)
    assert [problem for problem in problems if problem.severity == "error"] == []
    return " ".join(plain_text(typed).split())


SAID = {
    # the two of the product's description
    "people in Turkey or Spain who bought at least twice last month but haven't opened the app this week": (
        'country in ("TR", "ES") and did "Order Completed" at least 2 times last month'
        ' and not did "Application Opened" this week'
    ),
    "added to cart but didn't purchase in 24 hours, with push enabled": (
        'did "Product Added" then not "Order Completed" within 24 hours and reachable on push'
    ),
    # behaviours
    "people who have never bought": 'not did "Order Completed"',
    "people who didn't buy anything last week": 'not did "Order Completed" last week',
    "people who ordered exactly once": 'did "Order Completed" exactly once',
    "people who bought 5+ times": 'did "Order Completed" at least 5 times',
    "people with no orders": 'not did "Order Completed"',
    "customers with 3 or more orders since September": 'did "Order Completed" at least 3 times from 2026-09-01',
    "people who watched a video yesterday": 'did "Video Watched" yesterday',
    'people who did "Video Watched" at least once': 'did "Video Watched"',
    "people who viewed or bought shoes in the past week": (
        'did "Product Viewed" where category is "Shoes" in last 1 week'
        ' or did "Order Completed" where products any item (category is "Shoes") in last 1 week'
    ),
    "people who never opened the app or bought anything": (
        'not did "Application Opened" and not did "Order Completed"'
    ),
    "people who neither opened the app nor bought in the last 30 days": (
        'none (did "Application Opened" in last 30 days or did "Order Completed" in last 30 days)'
    ),
    "customers who bought shoes for more than 50 € in the last 60 days": (
        'did "Order Completed" where products any item (category is "Shoes" and price > 50) in last 60 days'
    ),
    "people who viewed shoes and dresses today": (
        'did "Product Viewed" where category is "Shoes" today'
        ' and did "Product Viewed" where category is "Dresses" today'
    ),
    "people who viewed Marlin products on iOS": (
        'did "Product Viewed" where (brand is "Marlin" and context.device.type is "ios")'
    ),
    "people who bought with coupon SALE20": 'did "Order Completed" where coupon is "SALE20"',
    "people who never used a coupon": 'not did "Order Completed" where coupon is set',
    "people who bought on weekends between 9:00 and 18:00": (
        'did "Order Completed" during 09:00 to 18:00 on (saturday, sunday)'
    ),
    "people who bought between 30 and 60 days ago": 'did "Order Completed" between 60 and 30 days ago',
    "people who bought in Q3 2026": 'did "Order Completed" from 2026-07-01 to 2026-10-01',
    "people who haven't bought for 2 months": 'not did "Order Completed" in last 60 days',
    # money and recency
    "people who spent more than 500 in the last 30 days": 'sum of total over "Order Completed" in last 30 days > 500',
    "people with an average order value over 120": 'average of total over "Order Completed" > 120',
    "people with total spend over 1,000": 'sum of total over "Order Completed" > 1000',
    "everyone whose last order was more than 60 days ago": 'last time of "Order Completed" before last 60 days',
    "people who installed the app more than 60 days ago": 'first time of "Application Installed" before last 60 days',
    "people who viewed at least 4 different categories this month": (
        'distinct category over "Product Viewed" this month >= 4'
    ),
    "people who opened the app on at least 3 different days this week": (
        'active days of "Application Opened" this week >= 3'
    ),
    # order and lifecycle
    "people who searched and then bought within 2 hours": (
        'did "Products Searched" then "Order Completed" within 2 hours'
    ),
    "who bought within 7 days of signing up": 'did "Signed Up" then "Order Completed" within 7 days',
    "people who viewed a product then added to cart with the same product within 1 hour": (
        'did "Product Viewed" then "Product Added" with same product_id within 1 hour'
    ),
    "people who started checkout but did not order within 1 hour in the last 7 days": (
        'did "Checkout Started" then not "Order Completed" within 1 hour in last 7 days'
    ),
    "people who bought for the first time in the last 7 days": 'first time "Order Completed" in last 7 days',
    "people who stopped buying in the last 30 days": 'stopped "Order Completed" for 30 days',
    "people who bought again after 60 days away": 'restarted "Order Completed" after 60 days',
    "people who opened the app every week for the last 4 weeks": (
        'regularly "Application Opened" at least 1 times per 1 week in 4 of last 4'
    ),
    "people who viewed products more often than they bought in the last 30 days": (
        'did "Product Viewed" more often than "Order Completed" in last 30 days'
    ),
    # people
    "people who are not in Turkey": 'country is not "TR"',
    "women in Istanbul aged 25 to 34": 'gender is "female" and city is "Istanbul" and age between 25 and 34',
    "men older than 50": 'gender is "male" and age > 50',
    "gold customers": 'plan is "gold"',
    "people with plan not free": 'plan is not "free"',
    "people with email but without phone": "email is set and phone is missing",
    "people with at least 200 loyalty points": "loyaltyPoints >= 200",
    "top 5% by loyalty points": "loyaltyPoints in top 5%",
    "people interested in Home or Shoes": 'favouriteCategories contains any of ("Home", "Shoes")',
    "people who signed up before 2026-10-01": 'did "Signed Up" until 2026-10-01',
    "people with a birthday in the next 7 days": "birthday anniversary in next 7 days",
    "people whose birthday is this month": "birthday in month 11",
    "people tagged vip or newsletter": 'has any tag ("vip", "newsletter")',
    "VIPs": 'has tag "vip"',
    "everyone except VIPs": 'not has tag "vip"',
    "people tagged vip in the last 30 days": 'tagged "vip" in last 30 days',
    "people in segment VIPs at risk": "in segment vip_at_risk",
    "entered segment big baskets in the last 7 days": "entered segment big_baskets in last 7 days",
    "people who were in segment big baskets on 2026-10-05": "was in segment big_baskets on 2026-10-05",
    "people who clicked the last push": "clicked last push",
    "people who have not opened any email in the last 30 days": "not opened any email in last 30 days",
    "people who opened the last email but didn't click it": "opened last email and not clicked last email",
    "people who consented to marketing": "marketingConsent is true",
    "people reachable by email and push": "reachable on email and reachable on push",
    "users on Android with more than one device": 'device platform is "Android" and device count > 1',
    "iOS users with app version below 5.10": 'device platform is "iOS" and device app_version < "5.10"',
    "people within 5 km of 41.01, 28.97": "located within 5 km of (41.01, 28.97)",
    "people with lifetime value over 500": "value of lifetime_value > 500",
    "people with a churn score above 0.7": "score churn > 0.7",
    "people likely to churn": 'score churn band "high"',
    "a random 10% of customers in Spain": 'sample 10% seed "sample" and country is "ES"',
    "best customers": "rfm r (4, 5) f (4, 5) m (4, 5)",
    # logic
    "people in Turkey who bought shoes or live in Spain": (
        'country is "TR" and (did "Order Completed" where products any item (category is "Shoes") or country is "ES")'
    ),
    "people who (opened the app or watched a video) and live in Spain": (
        '(did "Application Opened" or did "Video Watched") and country is "ES"'
    ),
    "everyone": "everyone",
    'country is "TR" and did "Order Completed" last month': 'country is "TR" and did "Order Completed" last month',
}


@pytest.mark.parametrize("sentence", SAID)
def test_a_sentence_stands_for_a_rule(sentence: str) -> None:
    reading = read(sentence)

    assert reading.not_understood == ()
    assert text(reading) == SAID[sentence]


@pytest.mark.parametrize(
    ("sentence", "rule", "fragments"),
    [
        ("people in Atlantis who bought yesterday", 'did "Order Completed" yesterday', ["Atlantis"]),
        ("people who bought hats yesterday", 'did "Order Completed" yesterday', ["hats"]),
        ("people in Turkey with blue eyes", 'country is "TR"', ["blue eyes"]),
        ("people who bought the same product", 'did "Order Completed"', ["same product"]),
    ],
)
def test_what_is_not_understood_is_named_and_left_out(sentence: str, rule: str, fragments: list[str]) -> None:
    reading = read(sentence)

    assert [part.text for part in reading.not_understood] == fragments
    assert [sentence[part.start : part.end] for part in reading.not_understood] == fragments
    assert text(reading) == rule
    assert not reading.complete


def test_a_near_name_is_offered() -> None:
    (part,) = read("people with newslettr").not_understood

    assert part.hint == "did you mean 'newsletter'?"


@pytest.mark.parametrize(
    "sentence", ["people who have not flibbed in Turkey", "people who flibbed", "without flibbing"]
)
def test_a_denial_that_is_not_understood_denies_nothing_else(sentence: str) -> None:
    reading = read(sentence)

    assert reading.rule is None
    assert reading.not_understood


def test_a_denial_reaches_over_an_adverb() -> None:
    assert text(read("people who have not really bought")) == 'not did "Order Completed"'


def test_choices_are_told() -> None:
    assert read("people who bought in the last 3 months").notes == ("3 months is 90 days",)


def test_only_names_of_the_catalog_count() -> None:
    reading = read("people who bought in the last 30 days", Catalog())

    assert reading.rule is None


@pytest.mark.parametrize("sentence", ["", "   ", "x" * 3000])
def test_a_sentence_has_a_length(sentence: str) -> None:
    with pytest.raises(InvalidInput):
        read(sentence)


_SIGNS = ("(", ")", ",", "not", "or", "and", "5", '"', "%")
_WORDS = [*sorted({word for sentence in SAID for word in sentence.split()}), *_SIGNS]


@settings(deadline=None, max_examples=200)
@given(st.lists(st.sampled_from(_WORDS), max_size=25).map(" ".join).filter(str.strip))
def test_any_words_give_a_rule_that_checks_or_none(sentence: str) -> None:
    reading = read(sentence)

    if reading.rule is not None:
        assert parse(text(reading)) is not None
    for part in reading.not_understood:
        assert sentence[part.start : part.end] == part.text


@settings(deadline=None)
@given(st.text(max_size=60).filter(str.strip))
def test_any_text_is_read(sentence: str) -> None:
    read(sentence)


# --- a language model -----------------------------------------------------------------------------------------------


class Says:
    """A model that answers what the test says, and keeps what it was asked."""

    name = "test model"

    def __init__(self, *answers: object) -> None:
        self.answers = [answer if isinstance(answer, str) else json.dumps(answer) for answer in answers]
        self.asked: list[str] = []

    def complete(self, instructions: str, question: str) -> str:
        assert "Order Completed" in instructions
        assert "a@example.com" not in instructions  # names of fields, no values of people
        self.asked.append(question)
        return self.answers.pop(0)


SENTENCE = "people who adore us in Turkey"
GOOD = {"attribute": "country", "op": "is", "value": "TR"}


def test_a_model_proposes_what_the_grammar_left_out() -> None:
    model = Says({"rule": GOOD, "not_understood": ["adore us"]})

    reading = propose(SENTENCE, CATALOG, read(SENTENCE), model)

    assert text(reading) == 'country is "TR"'
    assert [(part.text, part.start) for part in reading.not_understood] == [("adore us", 11)]
    assert "test model" in reading.notes[0]


def test_a_refused_proposal_is_asked_for_again_with_the_reason() -> None:
    model = Says({"rule": {"attribute": "contry", "op": "is", "value": "TR"}}, {"rule": GOOD})

    reading = propose(SENTENCE, CATALOG, read(SENTENCE), model)

    assert text(reading) == 'country is "TR"'
    assert "did you mean 'country'?" in model.asked[1]


@pytest.mark.parametrize(
    "answer", ["no idea", {"nothing": 1}, {"rule": {"op": "is"}}, {"rule": None, "not_understood": 3}]
)
def test_what_does_not_fit_leaves_the_grammars_reading(answer: object) -> None:
    grammar = read(SENTENCE)

    reading = propose(SENTENCE, CATALOG, grammar, Says(answer, answer))

    assert reading.rule == grammar.rule
    assert "proposed nothing that fits" in reading.notes[-1]


def test_everyone_is_everyone() -> None:
    assert read("all customers").rule == EVERYONE
