"""Segments through their life: made, changed, used, deleted."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy import select

from shoal.definitions import Definitions, Draft, InvalidSegment
from shoal.definitions.draft import draft_of
from shoal.model.errors import Conflict, NotFound
from shoal.model.rule import AllOf, AttributeCondition, Not, Rule, SegmentCondition, Test
from shoal.model.segment import Segment
from shoal.storage.records import Records
from shoal.storage.records import tables as t

TURKEY = AttributeCondition("country", Test("is", "TR", "string"))
SPAIN = AttributeCondition("country", Test("is", "ES", "string"))


@pytest.fixture
def records(tmp_path: Path) -> Iterator[Records]:
    records = Records.at(tmp_path / "records.sqlite")
    records.upgrade()
    yield records
    records.close()


@pytest.fixture
def definitions(records: Records) -> Definitions:
    return Definitions(records, "main")


def make(definitions: Definitions, name: str, rule: Rule = TURKEY, now: int = 1) -> Segment:
    return definitions.create(Draft(name, rule), actor="ayşe", now=now)


def in_segment(id: str) -> SegmentCondition:
    return SegmentCondition(id, "in")


def audit_rows(records: Records) -> list[tuple[str, str, str]]:
    with records.read() as connection:
        rows = connection.execute(select(t.audit.c.actor, t.audit.c.action, t.audit.c.subject).order_by(t.audit.c.id))
        return [tuple(row) for row in rows]


def test_a_created_segment_is_read_back_whole(definitions: Definitions) -> None:
    draft = Draft(
        "Türkiye, iOS",
        AllOf((TURKEY, Not(SPAIN))),
        description="Everybody there",
        zone="Europe/Istanbul",
        labels=("geo", "mobile"),
        pinned=True,
        active=False,
        schedule="daily at 06:00",
    )

    made = definitions.create(draft, actor="ayşe", now=17)

    assert definitions.get(made.id) == made
    assert draft_of(made) == draft
    assert (made.id, made.version, made.created_by, made.created_at) == ("turkiye_ios", 1, "ayşe", 17)


def test_another_workspace_sees_nothing_of_it(definitions: Definitions, records: Records) -> None:
    make(definitions, "Buyers")

    assert Definitions(records, "other").list() == ()
    with pytest.raises(NotFound):
        Definitions(records, "other").get("buyers")


def test_the_same_folded_name_gets_the_next_id(definitions: Definitions) -> None:
    assert make(definitions, "Big buyers").id == "big_buyers"
    assert make(definitions, "Big: buyers!").id == "big_buyers-2"


def test_the_id_of_a_deleted_segment_is_never_given_again(definitions: Definitions) -> None:
    make(definitions, "Buyers")
    definitions.delete("buyers", actor="ayşe", now=2)

    assert make(definitions, "Buyers").id == "buyers-2"
    with pytest.raises(Conflict, match="taken, or was once"):
        definitions.create(Draft("Other", TURKEY), id="buyers", actor="ayşe", now=3)
    assert definitions.ids_ever() == {"buyers", "buyers-2"}


def test_names_are_unique_whatever_their_case(definitions: Definitions) -> None:
    make(definitions, "Buyers")
    make(definitions, "Others")

    with pytest.raises(Conflict, match="'BUYERS' is taken by segment 'buyers'"):
        make(definitions, "BUYERS")
    with pytest.raises(Conflict):
        definitions.rename("others", "buyers", actor="ayşe", now=2)
    assert definitions.rename("buyers", "BUYERS", actor="ayşe", now=2).name == "BUYERS"


def test_every_change_is_a_version_with_an_audit_row(definitions: Definitions, records: Records) -> None:
    make(definitions, "Buyers", now=1)
    definitions.rename("buyers", "Customers", actor="bob", now=2)
    definitions.label("buyers", add=["a", "b"], actor="bob", now=3)
    definitions.label("buyers", remove=["a"], actor="bob", now=4)
    definitions.pin("buyers", True, actor="bob", now=5)
    definitions.edit("buyers", Draft("Customers", SPAIN), actor="eve", now=6)
    definitions.delete("buyers", actor="eve", now=7)

    versions = definitions.history("buyers")

    assert [(v.version, v.change, v.changed_by, v.changed_at) for v in versions] == [
        (7, "delete", "eve", 7),
        (6, "edit", "eve", 6),
        (5, "pin", "bob", 5),
        (4, "label", "bob", 4),
        (3, "label", "bob", 3),
        (2, "rename", "bob", 2),
        (1, "create", "ayşe", 1),
    ]
    assert versions[2].definition["labels"] == ["b"]
    assert versions[2].definition["pinned"] is True
    assert versions[1].definition["rule"] == {"attribute": "country", "op": "is", "value": "ES", "type": "string"}
    assert audit_rows(records) == [(v.changed_by, f"segment.{v.change}", "buyers") for v in reversed(versions)]


def test_saving_the_same_again_is_no_version(definitions: Definitions, records: Records) -> None:
    made = make(definitions, "Buyers")

    assert definitions.edit("buyers", draft_of(made), actor="bob", now=9) == made
    assert definitions.pin("buyers", False, actor="bob", now=9).version == 1
    assert len(audit_rows(records)) == 1


def test_an_edit_of_an_old_version_is_refused(definitions: Definitions) -> None:
    seen = make(definitions, "Buyers")
    definitions.edit("buyers", Draft("Buyers", SPAIN), actor="bob", now=2, version=seen.version)

    with pytest.raises(Conflict, match="at version 2, not 1"):
        definitions.edit("buyers", Draft("Mine", TURKEY), actor="eve", now=3, version=seen.version)
    assert definitions.get("buyers").rule == SPAIN


def test_an_edit_keeps_who_made_it_and_when(definitions: Definitions) -> None:
    make(definitions, "Buyers", now=1)

    after = definitions.edit("buyers", Draft("Buyers", SPAIN), actor="bob", now=5)

    assert (after.created_by, after.created_at, after.updated_at) == ("ayşe", 1, 5)


def test_a_duplicate_has_the_definition_but_not_the_pin(definitions: Definitions) -> None:
    definitions.create(Draft("Buyers", TURKEY, labels=("geo",), pinned=True), actor="ayşe", now=1)

    first = definitions.duplicate("buyers", actor="bob", now=2)
    second = definitions.duplicate("buyers", actor="bob", now=3)
    named = definitions.duplicate("buyers", name="Spain", actor="bob", now=4)

    assert [first.name, second.name, named.name] == ["Buyers copy", "Buyers copy 2", "Spain"]
    assert (first.rule, first.labels, first.pinned) == (TURKEY, ("geo",), False)


def test_the_copy_of_a_long_name_still_fits(definitions: Definitions) -> None:
    make(definitions, "x" * 100)
    copy = definitions.duplicate(definitions.list()[0].id, actor="bob", now=2)

    assert copy.name == "x" * 95 + " copy"


@pytest.mark.parametrize(
    ("draft", "paths"),
    [
        (Draft("", TURKEY), ["name"]),
        (Draft("   ", TURKEY), ["name"]),
        (Draft("x" * 101, TURKEY, description="y" * 501), ["name", "description"]),
        (Draft("two\nlines", TURKEY), ["name"]),
        (Draft("A", TURKEY, zone="Europe/Istambul"), ["zone"]),
        (Draft("A", TURKEY, schedule="now and then"), ["schedule"]),
        (Draft("A", TURKEY, labels=("", "z" * 51)), ["labels", "labels"]),
        (Draft("A", TURKEY, labels=tuple(f"l{i}" for i in range(21))), ["labels"]),
    ],
)
def test_fields_that_cant_be_saved_are_all_named(definitions: Definitions, draft: Draft, paths: list[str]) -> None:
    with pytest.raises(InvalidSegment) as caught:
        definitions.create(draft, actor="ayşe", now=1)

    assert [problem.path for problem in caught.value.problems] == paths
    assert definitions.list() == ()


def test_the_longest_allowed_texts_are_saved(definitions: Definitions) -> None:
    draft = Draft("x" * 100, TURKEY, description="y" * 500, labels=("z" * 50,))

    assert draft_of(definitions.create(draft, actor="ayşe", now=1)) == draft


@pytest.mark.parametrize("schedule", ["manual", "every 15 minutes", "every 1 day", "daily at 06:00", "0 6 * * mon-fri"])
def test_schedules_people_write(definitions: Definitions, schedule: str) -> None:
    made = definitions.create(Draft("A", TURKEY, schedule=schedule), actor="ayşe", now=1)

    assert definitions.get(made.id).schedule == schedule


@pytest.mark.parametrize("id", ["Big", "a b", "../x", "", "_x", "é", "x" * 101])
def test_an_id_that_is_no_slug_is_refused(definitions: Definitions, id: str) -> None:
    with pytest.raises(InvalidSegment, match="can't be the id"):
        definitions.create(Draft("A", TURKEY), id=id, actor="ayşe", now=1)


def test_an_unknown_segment_names_the_nearest(definitions: Definitions) -> None:
    make(definitions, "Cart abandoners")

    with pytest.raises(NotFound) as caught:
        definitions.get("cart_abandonners")
    assert caught.value.hint == "did you mean 'cart_abandoners'?"
    with pytest.raises(NotFound) as caught:
        definitions.get("Cart abandoners")
    assert caught.value.hint == "that is the name of 'cart_abandoners'"
    with pytest.raises(NotFound):
        definitions.history("zzz")


def test_a_segment_in_use_is_not_deleted(definitions: Definitions) -> None:
    make(definitions, "Buyers")
    make(definitions, "Zealots", AllOf((SPAIN, Not(in_segment("buyers")))))
    make(definitions, "Fans", in_segment("buyers"))

    assert [(use.kind, use.id) for use in definitions.uses("buyers")] == [("segment", "fans"), ("segment", "zealots")]
    with pytest.raises(Conflict, match="'buyers' is used by segment 'fans', segment 'zealots'"):
        definitions.delete("buyers", actor="ayşe", now=2)

    definitions.delete("fans", actor="ayşe", now=3)
    definitions.delete("zealots", actor="ayşe", now=4)
    definitions.delete("buyers", actor="ayşe", now=5)
    assert definitions.list() == ()


def test_a_cycle_is_refused_with_its_way(definitions: Definitions) -> None:
    make(definitions, "A")
    make(definitions, "B", in_segment("a"))
    make(definitions, "C", AllOf((TURKEY, in_segment("b"))))

    with pytest.raises(Conflict, match="a → c → b → a"):
        definitions.edit("a", Draft("A", Not(in_segment("c"))), actor="ayşe", now=2)
    with pytest.raises(Conflict, match="a → a"):
        definitions.edit("a", Draft("A", in_segment("a")), actor="ayşe", now=2)
    assert definitions.get("a").rule == TURKEY


def test_a_rule_can_only_name_segments_that_exist(definitions: Definitions) -> None:
    make(definitions, "Buyers")

    with pytest.raises(InvalidSegment, match="there is no segment 'buyer'") as caught:
        make(definitions, "Fans", in_segment("buyer"))
    assert caught.value.hint == "did you mean 'buyers'?"


def test_many_are_made_together_and_may_name_each_other(definitions: Definitions) -> None:
    made = definitions.create_all(
        [("fans", Draft("Fans", in_segment("buyers"))), (None, Draft("Buyers", TURKEY))], actor="ayşe", now=1
    )

    assert [segment.id for segment in made] == ["fans", "buyers"]
    assert list(definitions.all()) == ["buyers", "fans"]


@pytest.mark.parametrize(
    "drafts",
    [
        [(None, Draft("A", TURKEY)), (None, Draft("A", SPAIN))],
        [("same", Draft("A", TURKEY)), ("same", Draft("B", TURKEY))],
        [("a", Draft("A", in_segment("b"))), ("b", Draft("B", in_segment("a")))],
        [(None, Draft("A", TURKEY)), (None, Draft("", TURKEY))],
    ],
    ids=["name", "id", "cycle", "field"],
)
def test_one_bad_segment_of_many_leaves_none(
    definitions: Definitions, records: Records, drafts: list[tuple[str | None, Draft]]
) -> None:
    with pytest.raises((Conflict, InvalidSegment)):
        definitions.create_all(drafts, actor="ayşe", now=1)

    assert definitions.list() == ()
    assert audit_rows(records) == []
