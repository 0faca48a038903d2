"""Segments as YAML."""

from dataclasses import replace
from decimal import Decimal

import pytest

from shoal.definitions import Draft, InvalidSegment, draft_of, dump_yaml, from_yaml, load_yaml, to_yaml
from shoal.model.errors import InvalidInput
from shoal.model.rule import AllOf, AttributeCondition
from shoal.model.segment import Cap, CapBy, Segment, Waterfall
from shoal.rules import parse

CART = """\
name: Cart abandoners, 24 h
description: Added to cart and didn't purchase.
labels: [recovery]
pinned: true
rule: |
  did "Product Added" in last 7 days
  and not did "Order Completed" in last 7 days
schedule: every 15 minutes
tests:
  - name: bought in time is out
    as_of: 2026-03-08T12:00:00Z
    expect: out
"""


def segment(**fields: object) -> Segment:
    plain = Segment(
        id="a",
        name="A",
        description="",
        kind="rule",
        rule=parse('country is "TR"'),
        zone=None,
        labels=(),
        pinned=False,
        active=True,
        schedule=None,
        version=3,
        created_at=1,
        created_by="ayşe",
        updated_at=2,
    )
    return replace(plain, **fields)  # type: ignore[arg-type]


def problems_of(text: str) -> list[tuple[str, str]]:
    with pytest.raises(InvalidSegment) as caught:
        from_yaml(load_yaml(text))
    return [(problem.path, problem.code) for problem in caught.value.problems]


def test_a_file_becomes_a_draft() -> None:
    draft = from_yaml(load_yaml(CART))

    assert draft == Draft(
        name="Cart abandoners, 24 h",
        rule=parse('did "Product Added" in last 7 days and not did "Order Completed" in last 7 days'),
        description="Added to cart and didn't purchase.",
        labels=("recovery",),
        pinned=True,
        schedule="every 15 minutes",
    )


def test_a_rule_may_be_json_inside_yaml_with_exact_numbers_and_plain_dates() -> None:
    text = """
name: A
rule:
  all:
    - {attribute: price, op: gt, value: 0.1}
    - {attribute: since, op: after, value: 2026-03-08}
"""
    rule = from_yaml(load_yaml(text)).rule

    assert isinstance(rule, AllOf)
    price, since = rule.children
    assert isinstance(price, AttributeCondition)
    assert isinstance(since, AttributeCondition)
    assert price.test.value == Decimal("0.1")
    assert since.test.value == "2026-03-08"


def test_words_that_look_like_booleans_elsewhere_are_text() -> None:
    assert load_yaml("labels: [no, on, y]\npinned: true") == {"labels": ["no", "on", "y"], "pinned": True}


@pytest.mark.parametrize(
    "given",
    [
        segment(),
        segment(
            name="Türkiye: #1",
            description="Two\nlines",
            labels=("no", "1", "ağ"),
            pinned=True,
            active=False,
            zone="Europe/Istanbul",
            schedule="0 6 * * *",
        ),
    ],
)
def test_a_segment_survives_the_way_to_yaml_and_back(given: Segment) -> None:
    draft = from_yaml(load_yaml(dump_yaml(to_yaml(given))))

    for field in Draft.__slots__:
        assert getattr(draft, field) == getattr(given, field), field


def test_defaults_are_left_out_and_the_rule_is_a_block() -> None:
    assert dump_yaml(to_yaml(segment())) == 'name: A\nrule: |\n  country is "TR"\n'


def test_an_unknown_key_is_refused_with_the_nearest() -> None:
    with pytest.raises(InvalidSegment) as caught:
        from_yaml(load_yaml("name: A\ndescripton: B\nrule: country is 'TR'"))

    assert caught.value.problems[0].hint == "did you mean 'description'?"


LIMITED = """
name: A
rule: country is "TR"
zone: person
include: [u1]
exclude: [u2, u3]
cap: {n: 100, by: {attribute: points}, order: lowest}
waterfall: {set: lifecycle, priority: 2}
"""


def test_limits_of_a_segment_are_read_and_written() -> None:
    draft = from_yaml(load_yaml(LIMITED))
    assert draft.include == ("u1",)
    assert draft.exclude == ("u2", "u3")
    assert draft.cap == Cap(100, CapBy("attribute", "points"), "lowest")
    assert draft.waterfall == Waterfall("lifecycle", 2)
    assert draft.zone == "person"
    limited = replace(
        segment(), include=draft.include, exclude=draft.exclude, cap=draft.cap, waterfall=draft.waterfall, zone="person"
    )
    assert from_yaml(to_yaml(limited)) == draft_of(limited)


@pytest.mark.parametrize(
    ("line", "path", "code"),
    [
        ("include: u1", "include", "wrong_type"),
        ("exclude: [1]", "exclude", "wrong_type"),
        ("cap: 100", "cap", "wrong_type"),
        ("cap: {n: 0, by: {attribute: points}}", "cap.n", "wrong_number"),
        ("cap: {n: 5, by: points}", "cap.by", "wrong_type"),
        ("cap: {n: 5, by: {attribute: points}, ordr: lowest}", "cap.ordr", "unknown_key"),
        ("waterfall: {set: a}", "waterfall.priority", "wrong_number"),
        ("waterfall: {priority: 1}", "waterfall.set", "wrong_type"),
    ],
)
def test_limits_that_cant_be_are_refused_with_their_place(line: str, path: str, code: str) -> None:
    assert (path, code) in problems_of(f'name: A\nrule: country is "TR"\n{line}')


@pytest.mark.parametrize("kind", ["connector", "predictive", "similar"])
def test_kinds_that_come_later_are_refused_by_name(kind: str) -> None:
    assert problems_of(f'name: A\nrule: country is "TR"\nkind: {kind}') == [("kind", "not_supported")]


def test_all_problems_are_collected() -> None:
    text = """
nam: A
labels: recovery
pinned: 'yes'
zone: Mars/Olympus
kind: odd
rule: {attribute: a, op: iss, value: b}
"""

    assert problems_of(text) == [
        ("nam", "unknown_key"),
        ("kind", "unknown_kind"),
        ("rule.op", "unknown_operator"),
        ("labels", "wrong_type"),
        ("pinned", "wrong_type"),
        ("name", "empty"),
        ("zone", "unknown"),
    ]


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("name: [", "line 1"),
        ("name: A\nname: B", "`name` is there twice"),
        ("- a\n- b", "holds no segment"),
        ("", "holds no segment"),
        ("name: .nan", "is no number"),
        ("name: !!python/object:os.system x", "is no YAML"),
        ("a: " + "[" * 5_000, "is no YAML"),
        ("x" * (4 * 2**20 + 1), "characters long"),
    ],
)
def test_text_that_is_no_segment(text: str, words: str) -> None:
    with pytest.raises(InvalidInput, match=r"^file\.yaml ") as caught:
        load_yaml(text, origin="file.yaml")
    assert words in caught.value.message


def test_labels_that_yaml_reads_as_numbers() -> None:
    assert problems_of('name: A\nrule: country is "TR"\nlabels: [2026]') == [("labels", "wrong_type")]


def test_the_rule_has_to_be_there() -> None:
    assert problems_of("name: A") == [("rule", "missing")]
    assert problems_of("name: A\nrule: 3") == [("rule", "wrong_type")]


def test_tests_are_a_sequence() -> None:
    assert problems_of('name: A\nrule: country is "TR"\ntests: yes please') == [("tests", "wrong_type")]


def test_a_static_segment_is_a_file_without_a_rule() -> None:
    draft = from_yaml(load_yaml("name: VIPs\nkind: static\nlabels: [a]\n"))
    assert draft == Draft("VIPs", None, labels=("a",), kind="static")
    assert problems_of('name: A\nkind: static\nrule: country is "TR"') == [("rule", "not_allowed")]
    assert problems_of("name: A") == [("rule", "missing")]
