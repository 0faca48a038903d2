"""The eleven questions about a real shop: the same customers as independent SQL over the file itself."""

from collections.abc import Iterator
from pathlib import Path

import duckdb
import pytest
import yaml

from shoal import ingest, membership
from shoal.definitions import Definitions, Draft
from shoal.model.instant import parse_instant
from shoal.rules import parse, resolve_types
from shoal.storage import Store

FOLDER = Path(__file__).parents[2] / "examples" / "online_retail"
ASKED = yaml.safe_load((FOLDER / "questions.yaml").read_text(encoding="utf-8"))
QUESTIONS = {question["name"]: question for question in ASKED["questions"]}
AS_OF = parse_instant(ASKED["as_of"], "UTC")
NOW = AS_OF + 1


@pytest.fixture(scope="module")
def lines(public_data: Path) -> Path:
    return public_data / "online_retail" / "lines.parquet"


@pytest.fixture(scope="module")
def shop(lines: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Store]:
    store = Store.open(tmp_path_factory.mktemp("retail"), write=True, now=NOW, zone=ASKED["zone"])
    mapping = ingest.Mapping_.load(FOLDER / "mapping.yaml")
    report = ingest.import_events(store, lines, mapping=mapping, source="retail", now=lambda: NOW)
    assert (report.accepted, report.rejected, report.duplicates) == (406_829, 135_080, 0)
    definitions = Definitions(store.records, store.workspace_id)
    for name, question in QUESTIONS.items():
        rule = resolve_types(parse(question["rule"]), store.catalog())
        definitions.create(Draft(name, rule), actor="test", now=NOW)
    results = membership.refresh(store, definitions.all(), None, as_of=AS_OF, now=lambda: NOW)
    assert {result.status for result in results} == {"ready"}
    yield store
    store.close()


@pytest.mark.parametrize("name", QUESTIONS)
def test_the_members_are_those_of_the_sql(name: str, shop: Store, lines: Path) -> None:
    with duckdb.connect() as sql:
        sql.execute("SET TimeZone = 'UTC'")
        sql.execute(ASKED["view"].replace("$path", f"'{lines}'"))
        expected = {str(int(customer)) for (customer,) in sql.execute(QUESTIONS[name]["sql"]).fetchall()}
    segments = Definitions(shop.records, shop.workspace_id).all()
    id_ = next(segment.id for segment in segments.values() if segment.name == name)
    numbers = membership.members(shop, id_).profiles
    with shop.sql() as sql:
        customers = dict(sql.execute("SELECT profile, value FROM identifiers WHERE kind = 'user_id'").fetchall())
    assert {customers[number] for number in numbers} == expected
    assert 0 < len(expected) < 4_372


def test_an_explanation_that_a_shop_owner_understands(shop: Store) -> None:
    segments = Definitions(shop.records, shop.workspace_id).all()
    segment = next(segment for segment in segments.values() if segment.name.startswith("At least 3 orders"))
    member = min(membership.members(shop, segment.id).profiles)
    verdict = membership.explain(shop, segments, segment, member, as_of=AS_OF)
    assert verdict.verdict
    orders, spent, country = verdict.children
    assert " different: " in orders.because
    assert "the sum is" in spent.because
    assert "United Kingdom" not in country.because
    assert orders.flips_at is not None
    assert orders.flips_at > AS_OF


def test_importing_the_file_again_adds_nothing(shop: Store, lines: Path) -> None:
    mapping = ingest.Mapping_.load(FOLDER / "mapping.yaml")
    report = ingest.import_events(shop, lines, mapping=mapping, source="retail", now=lambda: NOW)
    assert (report.accepted, report.duplicates) == (0, 406_829)
