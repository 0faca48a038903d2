"""The API against its own description: whatever is sent, nothing fails and every answer is as described."""

from collections.abc import Iterator
from typing import Any, cast
from zlib import crc32

import pytest
import schemathesis
from fastapi import FastAPI
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from schemathesis import Case, GenerationMode
from schemathesis.checks import CHECKS
from served import served_at

from shoal.web import Services, create_app
from shoal.web.openapi import document as openapi_document
from shoal.web.security import Policy
from world import BUYERS, Shop


def app_without_rules() -> FastAPI:
    """The app, describing a rule as any object: the schema of rules is more than can be made up from it."""
    app = create_app(cast(Services, None), policy=Policy(hosts=None))
    document = app.openapi()
    components = document["components"]["schemas"]
    app.openapi = lambda: (
        document
        | {  # type: ignore[method-assign]
            "components": document["components"] | {"schemas": components | {"Rule": {"type": "object"}}}
        }
    )
    return app


APP = app_without_rules()  # the fixture gives it a workspace
SCHEMA = schemathesis.openapi.from_asgi("/openapi.json", APP)
OPERATIONS = [found.ok() for found in SCHEMA.get_all_operations()]
DESCRIBED = {
    found.ok().label: found.ok() for found in schemathesis.openapi.from_dict(openapi_document()).get_all_operations()
}
WANTED = CHECKS.get_by_names(
    [
        "not_a_server_error",
        "status_code_conformance",
        "content_type_conformance",
        "response_schema_conformance",
        "unsupported_method",
    ]
)
FEW = settings(max_examples=4, deadline=None, derandomize=True, database=None, suppress_health_check=list(HealthCheck))
MANY = settings(FEW, max_examples=300)

Known = dict[str, list[Any]]


@pytest.fixture(scope="module")
def api(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Shop, Known]]:
    """A filled workspace behind APP, and what in it can be named."""
    with served_at(tmp_path_factory.mktemp("schema")) as served:
        shop = Shop.open(served)
        buyers = shop.segment("Buyers", labels=["shop"])
        inside = shop.segment("Young buyers", f'in segment "{buyers}" and age < 24')
        vips = shop.static("VIPs", "u1", "u2")
        shop.client.post("/api/tags", json={"name": "vip"})
        shop.client.post("/api/tags/vip/apply", json={"segment": vips})
        APP.state.services = served.services
        refresher = served.services.refresher
        refresher.start()
        served.receiver.start()
        assert refresher.wait(60)
        segments, paths = [buyers, inside, vips], ["country", "age", "email"]
        yield (
            shop,
            {
                "id": [*segments, "u1", "u2"],
                "name": ["vip"],
                "label": ["shop"],
                "version": [1],
                "segment": segments,
                "against": segments,
                "segments": [segments[:2], segments],
                "ids": [segments[:1], segments],
                "attribute": paths,
                "path": paths,
                "columns": [paths],
                "event": ["Order Completed", "Product Viewed"],
                "property": ["total", "product_id"],
                "rule": [
                    BUYERS,
                    {"attribute": "age", "op": "gte", "value": 24},
                    {"event": "Order Completed", "within": "7d"},
                    "country is known",
                    f'in segment "{vips}"',
                ],
                "identifiers": [["u1", "u3", "nobody"]],
            },
        )
        served.receiver.stop()
        refresher.stop()


def with_known(part: Any, known: Known) -> None:
    """Replaces most of what nothing is called by with names that are there, decided by the value itself."""
    if not isinstance(part, dict):
        return
    for name, value in part.items():
        at = crc32(repr(value).encode())
        if name in known and at % 4:
            part[name] = known[name][at % len(known[name])]


def ask(operation: Any, api: tuple[Shop, Known], budget: settings) -> None:
    """Sends requests as they are described, and others that are wrong in some place."""
    shop, known = api

    @budget
    @given(st.one_of(operation.as_strategy(mode) for mode in GenerationMode))
    def conforms(case: Case) -> None:
        for part in (case.path_parameters, case.query, case.body):
            with_known(part, known)
        if isinstance(case.query, dict):
            case.query.pop("stream", None)  # it has no end
        answer = case.call_and_validate(headers=dict(shop.client.headers), checks=WANTED)
        DESCRIBED[operation.label].validate_response(answer)

    conforms()


@pytest.mark.parametrize("operation", OPERATIONS, ids=lambda operation: operation.label)
def test_every_answer_is_as_described(operation: Any, api: tuple[Shop, Known]) -> None:
    ask(operation, api, FEW)


@pytest.mark.slow
@pytest.mark.parametrize("operation", OPERATIONS, ids=lambda operation: operation.label)
def test_every_answer_to_many_requests_is_as_described(operation: Any, api: tuple[Shop, Known]) -> None:
    ask(operation, api, MANY)
