"""Rules to start from: common audiences, each with what the data must hold for it to make sense."""

from collections.abc import Iterator
from dataclasses import dataclass

from shoal.model.catalog import Catalog
from shoal.model.rule import Rule
from shoal.rules import check, parse_text


@dataclass(frozen=True, slots=True)
class Template:
    """`text` is the rule in the text form; `purpose` files it in the gallery."""

    id: str
    name: str
    description: str
    purpose: str
    text: str

    @property
    def rule(self) -> Rule:
        return parse_text(self.text)


TEMPLATES: tuple[Template, ...] = (
    Template(
        "high_value_buyers",
        "High-value buyers",
        "Spent more than 200 in the last 30 days.",
        "revenue",
        'sum of total over "Order Completed" in last 30 days > 200',
    ),
    Template(
        "lapsed_buyers",
        "Lapsed buyers",
        "Bought before, but not in the last 60 days.",
        "win back",
        'did "Order Completed" and not did "Order Completed" in last 60 days',
    ),
    Template(
        "cart_abandoners",
        "Cart abandoners",
        "Added to the cart in the last 3 days and bought nothing since then.",
        "recovery",
        'did "Product Added" in last 3 days and not did "Order Completed" in last 3 days',
    ),
    Template(
        "new_people",
        "New this week",
        "First opened the app within the last 7 days.",
        "welcome",
        'first time of "Application Opened" in last 7 days',
    ),
    Template(
        "first_time_buyers",
        "First-time buyers",
        "Placed exactly one order, within the last 30 days.",
        "welcome",
        'did "Order Completed" exactly once and did "Order Completed" in last 30 days',
    ),
    Template(
        "loyal_buyers",
        "Loyal buyers",
        "Ordered at least 3 times in the last 90 days.",
        "loyalty",
        'did "Order Completed" at least 3 times in last 90 days',
    ),
    Template(
        "browsers",
        "Browsing without buying",
        "Viewed at least 5 products in the last 14 days and ordered nothing.",
        "recovery",
        'did "Product Viewed" at least 5 times in last 14 days and not did "Order Completed" in last 14 days',
    ),
    Template(
        "app_regulars",
        "App regulars",
        "Opened the app on at least 10 days of the last 30.",
        "loyalty",
        'active days of "Application Opened" in last 30 days >= 10',
    ),
    Template(
        "gone_quiet",
        "Gone quiet",
        "Opened the app before, but not in the last 30 days.",
        "win back",
        'did "Application Opened" and not did "Application Opened" in last 30 days',
    ),
    Template(
        "push_clickers",
        "Push clickers",
        "Clicked a push message in the last 30 days.",
        "engagement",
        "clicked any push in last 30 days",
    ),
    Template(
        "email_sleepers",
        "E-mail sleepers",
        "Was sent an e-mail in the last 60 days and opened none of them.",
        "engagement",
        "not opened any email in last 60 days",
    ),
    Template(
        "big_spenders",
        "Big spenders",
        "Spent 500 or more in the last year.",
        "revenue",
        'sum of total over "Order Completed" in last 365 days >= 500',
    ),
)


def templates_for(catalog: Catalog) -> Iterator[tuple[Template, tuple[str, ...]]]:
    """Every template with what the data lacks for it, in words; nothing is lacking for one that fits."""
    for template in TEMPLATES:
        _, problems = check(template.rule, catalog)
        yield template, tuple(dict.fromkeys(problem.message for problem in problems))
