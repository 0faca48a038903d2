"""The questions about a real shop: the same customers as independent SQL over the file itself."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from tests.examples.asking import Questions

from shoal import ingest, membership
from shoal.definitions import Definitions
from shoal.storage import Store

FOLDER = Path(__file__).parents[2] / "examples" / "online_retail"
QUESTIONS = Questions(FOLDER)
NOW = QUESTIONS.as_of + 1


@pytest.fixture(scope="module")
def lines(public_data: Path) -> Path:
    return public_data / "online_retail" / "lines.parquet"


@pytest.fixture(scope="module")
def shop(lines: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Store]:
    store = Store.open(tmp_path_factory.mktemp("retail"), write=True, now=NOW, zone=QUESTIONS.zone)
    mapping = ingest.Mapping_.load(FOLDER / "mapping.yaml")
    report = ingest.import_events(store, lines, mapping=mapping, source="retail", now=lambda: NOW)
    assert (report.accepted, report.rejected, report.duplicates) == (406_829, 135_080, 0)
    QUESTIONS.ask(store, now=lambda: NOW)
    yield store
    store.close()


@pytest.mark.parametrize("name", QUESTIONS.by_name)
def test_the_members_are_those_of_the_sql(name: str, shop: Store, lines: Path) -> None:
    expected = QUESTIONS.by_hand(name, shop, lines, ("CustomerID", "BIGINT"))
    assert QUESTIONS.answered(name, shop) == {str(int(float(customer))) for customer in expected}
    assert 0 < len(expected) < 4_372


def test_an_explanation_that_a_shop_owner_understands(shop: Store) -> None:
    segments = Definitions(shop.records, shop.workspace_id).all()
    segment = next(segment for segment in segments.values() if segment.name.startswith("At least 3 orders"))
    member = min(membership.members(shop, segment.id).profiles)
    verdict = membership.explain(shop, segments, segment, member, as_of=QUESTIONS.as_of)
    assert verdict.verdict
    orders, spent, country = verdict.children
    assert " different: " in orders.because
    assert "the sum is" in spent.because
    assert "United Kingdom" not in country.because
    assert orders.flips_at is not None
    assert orders.flips_at > QUESTIONS.as_of


def test_importing_the_file_again_adds_nothing(shop: Store, lines: Path) -> None:
    mapping = ingest.Mapping_.load(FOLDER / "mapping.yaml")
    report = ingest.import_events(shop, lines, mapping=mapping, source="retail", now=lambda: NOW)
    assert (report.accepted, report.duplicates) == (0, 406_829)
