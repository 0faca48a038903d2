"""What the routes work with, put together by whoever starts the server."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Annotated

from fastapi import Depends, Request

from shoal import insights
from shoal.definitions import Definitions
from shoal.ingest import Receiver, Sources
from shoal.membership.measures import named_measures
from shoal.model.catalog import Catalog
from shoal.model.errors import Problem, RuleError
from shoal.model.instant import parse_instant, within_calendar
from shoal.model.rule import Rule
from shoal.refresh import Refresher
from shoal.rules import check, parse
from shoal.rules.sentence import LanguageModel
from shoal.storage import Store
from shoal.web.accounts import Accounts

RuleInput = str | dict[str, object]


@dataclass(frozen=True, slots=True)
class Services:
    """`now` is the clock in microseconds since 1970 UTC, `secret` gives a fresh unguessable text, URL-safe.
    `language_model` is None unless somebody set one up."""

    store: Store
    definitions: Definitions
    accounts: Accounts
    refresher: Refresher
    sources: Sources
    receiver: Receiver
    now: Callable[[], int]
    secret: Callable[[], str]
    language_model: LanguageModel | None = None

    def catalog(self) -> Catalog:
        """What the data holds, and the segments that a rule may name."""
        names = {segment.id: segment.name for segment in self.definitions.list()}
        measures, scores = named_measures(self.store), self.store.scores.names()
        values = insights.texts(self.store, as_of=self.now())
        return replace(self.store.catalog(), segments=names, measures=measures, scores=scores, values=values)

    def rule(self, source: RuleInput) -> tuple[Rule, tuple[Problem, ...]]:
        """The typed rule and the checker's warnings. Raises RuleError with every fault."""
        typed, problems = check(parse(source), self.catalog())
        errors = [problem for problem in problems if problem.severity == "error"]
        if errors:
            raise RuleError(errors)
        return typed, tuple(problems)

    def instant(self, text: str, zone: str | None = None) -> int:
        """The instant of a request, microseconds; one without offset is in the zone. Raises InvalidInput."""
        return within_calendar(parse_instant(text, zone or self.store.zone))


def _services(request: Request) -> Services:
    services: Services = request.app.state.services
    return services


Shoal = Annotated[Services, Depends(_services)]
