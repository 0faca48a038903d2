"""The twenty example segments mean what their SQL, written by hand, says; and are worth showing."""

import example_sql
import pytest
from example_sql import END
from people_of import world_of

from shoal import oracle
from shoal.definitions.yaml_form import from_yaml
from shoal.demo import example_segments, generate
from shoal.model.history import SegmentRule
from shoal.rules import format_text, parse, references, resolve_types

SEGMENTS = {segment["id"]: segment for segment in example_segments()}


@pytest.fixture(scope="module")
def answers(shop):
    return example_sql.connect(shop, END)


@pytest.fixture(scope="module")
def world(shop):
    return world_of(shop)


def test_there_are_twenty_each_with_a_query_by_hand():
    assert len(SEGMENTS) == 20
    assert set(SEGMENTS) == set(example_sql.QUERIES)


@pytest.mark.parametrize("name", SEGMENTS)
def test_reads_as_a_segment_file(name):
    draft = from_yaml({key: value for key, value in SEGMENTS[name].items() if key != "id"})
    assert draft.description
    assert parse(format_text(draft.rule)) == draft.rule
    assert references(draft.rule) <= set(SEGMENTS)


@pytest.mark.parametrize("name", SEGMENTS)
def test_the_rule_means_what_the_sql_says(name, world, answers):
    rules = {key: SegmentRule(resolve_types(parse(segment["rule"]), None)) for key, segment in SEGMENTS.items()}
    found = oracle.members(rules[name].rule, type(world)(world.profiles, rules), END)
    assert found == example_sql.members(answers, name)


def test_sizes_are_believable(tmp_path):
    connection = example_sql.connect(generate(tmp_path, profiles=15_000, seed=1, end=END), END)
    everyone = connection.execute("SELECT count(*) FROM people").fetchone()[0]
    shares = {name: len(example_sql.members(connection, name)) / everyone for name in SEGMENTS}
    assert {name: share for name, share in shares.items() if not 0.003 <= share <= 0.6} == {}
