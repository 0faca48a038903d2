"""Suggested segments: parts of an attribute, RFM, and rules for a goal that hold on people the tree didn't see."""

from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest

import shoal
from shoal import insights
from shoal.app.facade import Shoal
from shoal.model.errors import InvalidInput, NotFound
from shoal.rules import parse

NOW = "2026-03-31T00:00:00Z"
PEOPLE = 2_000


@pytest.fixture(scope="module")
def world(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Shoal]:
    """Who viewed three products or more in February buys in March nine times in ten, others one time in ten."""
    data: Path = tmp_path_factory.mktemp("suggesting") / "data"
    chance = np.random.default_rng(5)
    records: list[dict[str, object]] = []
    for i in range(PEOPLE):
        user = f"u{i}"
        traits = {"age": 20 + i % 40, "plan": ("free", "plus", "pro")[i % 3], "likes": ["Home"] if i % 2 else ["Shoes"]}
        if i % 10 == 0:
            del traits["age"]
        records.append({"type": "identify", "userId": user, "traits": traits, "timestamp": "2026-01-01T00:00:00Z"})
        views = i % 5
        for day in range(views):
            for month in ("02", "03"):
                at = f"2026-{month}-{10 + day:02d}T10:00:00Z"
                records.append({"type": "track", "event": "Product Viewed", "userId": user, "timestamp": at})
        if chance.random() < (0.9 if views >= 3 else 0.1):
            buys = {"type": "track", "event": "Order Completed", "userId": user, "timestamp": "2026-03-20T10:00:00Z"}
            records.append({**buys, "properties": {"total": 10 + i % 50}})
    with shoal.open(data, create=True) as opened:
        opened.ingest(records)
    with shoal.open(data) as opened:
        yield opened


def suggested(world: Shoal, by: str, *arguments: object, **named: object) -> insights.Suggestions:
    opened = world._opened
    function = getattr(insights, f"by_{by}")
    found: insights.Suggestions = function(
        opened.store, opened.definitions.all(), world.catalog(), *arguments, as_of=world._instant(NOW), **named
    )
    for row in found.rows:
        assert row.count == world.preview(_json(row.rule), as_of=NOW).count
    return found


def _json(rule: object) -> dict[str, object]:
    from shoal.rules import to_json

    return to_json(rule)  # type: ignore[arg-type]


def test_numbers_are_cut_into_parts_of_about_one_size(world: Shoal) -> None:
    found = suggested(world, "attribute", "age", parts=4)

    assert [row.name for row in found.rows] == [
        "age: under 31", "age: 31 to under 41", "age: 41 to under 51", "age: 51 or more", "No age",
    ]  # fmt: skip
    counts = [row.count for row in found.rows]
    assert sum(counts) == PEOPLE
    assert counts[-1] == PEOPLE // 10
    assert max(counts[:4]) - min(counts[:4]) <= PEOPLE // 20


def test_values_come_most_frequent_first(world: Shoal) -> None:
    plans = suggested(world, "attribute", "plan", parts=2)
    likes = suggested(world, "attribute", "likes")

    assert [row.name for row in plans.rows] == ["plan: free", "plan: plus"]
    assert {row.name for row in likes.rows} == {"likes: Home", "likes: Shoes"}


def test_rfm_names_cells(world: Shoal) -> None:
    names = [row.name for row in suggested(world, "rfm").rows]

    assert "Big spenders" in names


def test_a_goal_finds_what_leads_to_it(world: Shoal) -> None:
    found = suggested(world, "goal", parse('did "Order Completed" in last 30 days'))

    best = found.rows[0]
    assert found.known_at == world._instant("2026-03-01T00:00:00Z")
    assert best.goal_share == pytest.approx(0.9, abs=0.06)
    assert best.lift is not None
    assert best.lift > 1.8
    assert best.interval is not None
    assert best.interval[0] < best.goal_share < best.interval[1]
    assert best.rule == parse('did "Product Viewed" at least 3 times in last 30 days')
    assert len(found.rows) == 1


def test_what_the_goal_names_is_not_looked_at(world: Shoal) -> None:
    found = suggested(world, "goal", parse('plan is "pro"'), lag="0d")

    assert "plan" not in str(found.rows)


@pytest.mark.parametrize(
    ("by", "arguments", "named", "words"),
    [
        ("attribute", ("aeg",), {}, "no attribute"),
        ("attribute", ("age",), {"parts": 1}, "2 to 20 parts"),
        ("rfm", (), {"event": "Order"}, "no event"),
        ("rfm", (), {"value": "sum"}, "no property"),
        ("goal", (parse('plan is "x"'),), {}, "0 of 2,000"),
        ("goal", (parse('plan is "pro"'),), {"lag": "soon"}, "the lag"),
        ("goal", (parse('plan is "pro"'),), {"depth": 9}, "1 to 6"),
    ],
)
def test_what_makes_no_sense_is_refused(
    world: Shoal, by: str, arguments: tuple[object, ...], named: dict[str, object], words: str
) -> None:
    with pytest.raises((InvalidInput, NotFound), match=words):
        suggested(world, by, *arguments, **named)
