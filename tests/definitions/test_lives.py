"""Static segments, undone deletions, plans, rollbacks and labels."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy import select

from shoal.definitions import Definitions, Draft, InvalidSegment
from shoal.definitions.draft import draft_of
from shoal.model.errors import Conflict, InvalidInput, NotFound
from shoal.model.rule import AttributeCondition, Rule, SegmentCondition, Test
from shoal.model.segment import Planned, Segment
from shoal.storage.records import Records, audit_rows
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


def make(definitions: Definitions, name: str, rule: Rule | None = TURKEY, labels: tuple[str, ...] = ()) -> Segment:
    kind = "static" if rule is None else "rule"
    return definitions.create(Draft(name, rule, labels=labels, kind=kind), actor="ayşe", now=1)


def changes(definitions: Definitions, id: str) -> list[tuple[int, str, str]]:
    return [(v.version, v.change, v.changed_by) for v in reversed(definitions.history(id))]


# --- static segments --------------------------------------------------------------------------------------------------


def test_a_static_segment_has_no_rule_and_is_edited_like_any_other(definitions: Definitions) -> None:
    made = make(definitions, "VIPs", None)
    assert (made.kind, made.rule) == ("static", None)

    definitions.rename("vips", "Best customers", actor="bob", now=2)
    definitions.label("vips", add=["a"], actor="bob", now=3)
    definitions.pin("vips", True, actor="bob", now=4)
    definitions.activate("vips", False, actor="bob", now=5)

    after = definitions.get("vips")
    assert draft_of(after) == Draft("Best customers", None, labels=("a",), pinned=True, active=False, kind="static")


@pytest.mark.parametrize(
    ("draft", "path"),
    [
        (Draft("A", None), "rule"),
        (Draft("A", TURKEY, kind="static"), "rule"),
        (Draft("A", None, kind="static", schedule="daily at 06:00"), "schedule"),
    ],
)
def test_kind_and_rule_fit_together(definitions: Definitions, draft: Draft, path: str) -> None:
    with pytest.raises(InvalidSegment) as raised:
        definitions.create(draft, actor="ayşe", now=1)
    assert [problem.path for problem in raised.value.problems] == [path]


def test_a_segment_keeps_its_kind(definitions: Definitions) -> None:
    make(definitions, "Buyers")
    make(definitions, "VIPs", None)

    with pytest.raises(Conflict, match="can't become a static segment"):
        definitions.edit("buyers", Draft("Buyers", None, kind="static"), actor="ayşe", now=2)
    with pytest.raises(Conflict, match="can't become a rule segment"):
        definitions.edit("vips", Draft("VIPs", TURKEY), actor="ayşe", now=2)


def test_what_belongs_to_a_new_segment_is_written_with_it_or_neither_is(
    definitions: Definitions, records: Records
) -> None:
    def fail(*_: object) -> None:
        raise RuntimeError("the disk is full")

    with pytest.raises(RuntimeError):
        definitions.create(Draft("VIPs", None, kind="static"), actor="ayşe", now=1, also=fail)
    assert definitions.list() == ()
    assert definitions.ids_ever() == set()


# --- deleting, and undoing it -----------------------------------------------------------------------------------------


def test_a_deleted_segment_comes_back_as_it_was(definitions: Definitions) -> None:
    made = make(definitions, "Buyers", labels=("a",))
    definitions.delete("buyers", actor="bob", now=2)

    back = definitions.restore("buyers", actor="eve", now=3)

    assert draft_of(back) == draft_of(made)
    assert definitions.get("buyers") == back
    assert changes(definitions, "buyers") == [(1, "create", "ayşe"), (2, "delete", "bob"), (3, "restore", "eve")]
    assert definitions.restore("buyers", actor="eve", now=4) == back


def test_a_name_that_was_taken_since_is_a_conflict(definitions: Definitions) -> None:
    make(definitions, "Buyers")
    definitions.delete("buyers", actor="bob", now=2)
    make(definitions, "BUYERS")

    with pytest.raises(Conflict, match="given to another segment since"):
        definitions.restore("buyers", actor="bob", now=3)
    assert definitions.restore("buyers", name="Old buyers", actor="bob", now=3).name == "Old buyers"
    with pytest.raises(NotFound):
        definitions.restore("sellers", actor="bob", now=4)


def test_a_rule_can_only_come_back_while_what_it_names_is_there(definitions: Definitions) -> None:
    make(definitions, "Turks")
    make(definitions, "Others", SegmentCondition("turks", "not_in"))
    definitions.delete("others", actor="bob", now=2)
    definitions.delete("turks", actor="bob", now=3)

    with pytest.raises(InvalidSegment, match="turks"):
        definitions.restore("others", actor="bob", now=4)
    definitions.restore("turks", actor="bob", now=5)
    definitions.restore("others", actor="bob", now=6)
    assert set(definitions.all()) == {"turks", "others"}


# --- plans ------------------------------------------------------------------------------------------------------------


def test_a_planned_deactivation_happens_when_it_is_due(definitions: Definitions) -> None:
    make(definitions, "Buyers")
    planned = definitions.plan_activation("buyers", False, 100, actor="bob", now=10)
    assert definitions.get("buyers").planned == planned.planned == Planned(False, 100)

    assert definitions.due_activations(99) == definitions.apply_due(99) == ()
    assert [segment.id for segment in definitions.due_activations(100)] == ["buyers"]
    (after,) = definitions.apply_due(120)

    assert (after.active, after.planned, after.updated_at) == (False, None, 120)
    assert definitions.get("buyers") == after
    assert definitions.apply_due(130) == ()
    assert changes(definitions, "buyers") == [(1, "create", "ayşe"), (2, "plan", "bob"), (3, "deactivate", "plan")]


def test_plans_that_make_no_sense_are_refused(definitions: Definitions) -> None:
    make(definitions, "Buyers")

    with pytest.raises(InvalidInput, match="not in the future"):
        definitions.plan_activation("buyers", False, 10, actor="bob", now=10)
    with pytest.raises(Conflict, match="active already"):
        definitions.plan_activation("buyers", True, 20, actor="bob", now=10)
    assert definitions.get("buyers").version == 1


def test_a_plan_is_replaced_cancelled_and_outlives_other_changes(definitions: Definitions) -> None:
    make(definitions, "Buyers")
    definitions.plan_activation("buyers", False, 100, actor="bob", now=10)
    definitions.plan_activation("buyers", False, 200, actor="bob", now=11)
    definitions.rename("buyers", "Customers", actor="bob", now=12)
    assert definitions.get("buyers").planned == Planned(False, 200)

    cancelled = definitions.cancel_plan("buyers", actor="bob", now=13)

    assert cancelled.planned is None
    assert definitions.cancel_plan("buyers", actor="bob", now=14) == cancelled
    assert definitions.apply_due(300) == ()


def test_a_plan_that_came_about_by_hand_is_forgotten(definitions: Definitions) -> None:
    make(definitions, "Buyers")
    definitions.plan_activation("buyers", False, 100, actor="bob", now=10)
    assert definitions.activate("buyers", False, actor="bob", now=20).planned is None
    definitions.activate("buyers", True, actor="bob", now=30)

    assert definitions.apply_due(200) == ()
    assert definitions.get("buyers").active


def test_a_deleted_segment_forgets_its_plan(definitions: Definitions) -> None:
    make(definitions, "Buyers")
    definitions.plan_activation("buyers", False, 100, actor="bob", now=10)
    definitions.delete("buyers", actor="bob", now=20)

    assert definitions.apply_due(200) == ()
    assert definitions.restore("buyers", actor="bob", now=300).planned is None


def test_several_plans_are_applied_together_the_earliest_first(definitions: Definitions) -> None:
    for name, at in (("A", 300), ("B", 100), ("C", 200)):
        make(definitions, name)
        definitions.plan_activation(name.lower(), False, at, actor="bob", now=10)

    assert [segment.id for segment in definitions.apply_due(250)] == ["b", "c"]


# --- versions ---------------------------------------------------------------------------------------------------------


def test_a_rollback_is_a_new_version_with_the_old_definition(definitions: Definitions) -> None:
    make(definitions, "Buyers", TURKEY, ("a",))
    definitions.edit("buyers", Draft("Spaniards", SPAIN, zone="Europe/Madrid"), actor="bob", now=2)
    definitions.activate("buyers", False, actor="bob", now=3)

    after = definitions.rollback("buyers", 1, actor="eve", now=4)

    assert draft_of(after) == Draft("Buyers", TURKEY, labels=("a",), active=False)  # out of use it stays
    assert changes(definitions, "buyers")[-1] == (4, "rollback", "eve")
    assert definitions.rollback("buyers", 1, actor="eve", now=5) == after
    with pytest.raises(NotFound, match="no version 9"):
        definitions.rollback("buyers", 9, actor="eve", now=6)


def test_a_rollback_to_a_name_that_is_taken_is_refused(definitions: Definitions) -> None:
    make(definitions, "Buyers")
    definitions.rename("buyers", "Customers", actor="bob", now=2)
    make(definitions, "Buyers", SPAIN)

    with pytest.raises(Conflict, match="taken"):
        definitions.rollback("buyers", 1, actor="bob", now=3)


# --- labels -----------------------------------------------------------------------------------------------------------


def test_labels_are_counted(definitions: Definitions) -> None:
    make(definitions, "A", labels=("x", "y"))
    make(definitions, "B", labels=("Y", "x"))

    assert list(definitions.labels().items()) == [("x", 2), ("Y", 1), ("y", 1)]


def test_a_label_is_renamed_everywhere_in_one_version_each(definitions: Definitions) -> None:
    make(definitions, "A", labels=("x", "y"))
    make(definitions, "B", labels=("z", "x", "new"))
    make(definitions, "C", labels=("z",))

    changed = definitions.rename_label("x", "new", actor="bob", now=2)

    assert {segment.id: segment.labels for segment in changed} == {"a": ("new", "y"), "b": ("z", "new")}
    assert {id: segment.version for id, segment in definitions.all().items()} == {"a": 2, "b": 2, "c": 1}
    with pytest.raises(NotFound):
        definitions.rename_label("x", "again", actor="bob", now=3)
    with pytest.raises(InvalidSegment):
        definitions.rename_label("z", " ", actor="bob", now=3)
    assert definitions.get("c").labels == ("z",)


def test_a_label_is_deleted_everywhere(definitions: Definitions) -> None:
    make(definitions, "A", labels=("x", "y"))
    make(definitions, "B", labels=("x",))

    definitions.delete_label("x", actor="bob", now=2)

    assert definitions.labels() == {"y": 1}


def test_many_segments_are_labelled_or_none(definitions: Definitions) -> None:
    make(definitions, "A", labels=("x",))
    make(definitions, "B", labels=tuple(f"l{number}" for number in range(20)))

    with pytest.raises(InvalidSegment, match="at most 20"):
        definitions.label_many(["a", "b"], add=["new"], actor="bob", now=2)
    assert definitions.get("a").version == 1
    with pytest.raises(NotFound):
        definitions.label_many(["a", "c"], add=["new"], actor="bob", now=2)

    definitions.label_many(["a", "b", "a"], add=["new"], remove=["x", "l3"], actor="bob", now=3)

    assert definitions.get("a").labels == ("new",)
    assert definitions.labels()["new"] == 2
    assert definitions.get("a").version == 2


# --- what depends on what ---------------------------------------------------------------------------------------------


def test_dependents_are_found_through_others(definitions: Definitions) -> None:
    make(definitions, "VIPs", None)
    make(definitions, "B", SegmentCondition("vips", "in"))
    make(definitions, "C", SegmentCondition("b", "not_in"))
    make(definitions, "D")

    assert [use.id for use in definitions.uses("vips")] == ["b"]
    assert [use.id for use in definitions.dependents("vips")] == ["b", "c"]
    assert [use.id for use in definitions.depends_on("c")] == ["b"]
    assert definitions.depends_on("vips") == definitions.dependents("d") == ()
    with pytest.raises(Conflict, match="used by segment 'b'"):
        definitions.delete("vips", actor="bob", now=2)


# --- names ------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "name",
    [
        "👩‍👩‍👧‍👦 families",  # joined by U+200D
        "❤️ fans",
        "🏴󠁧󠁢󠁥󠁮󠁧󠁿 England",  # made of tag characters
        "مشترون في إسطنبول",
        "\u200fקונים\u200f",
        "می\u200cخواهم",
        "Ärger\u00a0& Spaß",
        "🎁",
        "x" * 100,
    ],
)
def test_names_of_any_script_and_emoji_are_kept(definitions: Definitions, name: str) -> None:
    made = make(definitions, name)

    assert definitions.get(made.id).name == name


@pytest.mark.parametrize(
    "character",
    ["\u202e", "\u202a", "\u2066", "\u2069", "\x00", "\x1b", "\n", "\t", "\u2028", "\ud800", "\uffff", "\ue000"],
)
def test_characters_that_hide_or_turn_text_are_refused(definitions: Definitions, character: str) -> None:
    with pytest.raises(InvalidSegment) as raised:
        make(definitions, f"Buy{character}ers")
    assert f"U+{ord(character):04X}" in str(raised.value.problems[0].hint)


def test_a_description_may_have_lines_but_not_turn_text(definitions: Definitions) -> None:
    draft = Draft("A", TURKEY, description="one\n\ttwo")
    assert definitions.create(draft, actor="ayşe", now=1).description == "one\n\ttwo"
    with pytest.raises(InvalidSegment):
        definitions.create(Draft("B", TURKEY, description="\u202egnp.exe"), actor="ayşe", now=1)


@pytest.mark.parametrize("name", ["", "  ", "\u200d", "\u200f\u200f", "\ufe0f"])
def test_a_name_needs_something_to_see(definitions: Definitions, name: str) -> None:
    with pytest.raises(InvalidSegment, match="needs a name"):
        make(definitions, name)


def test_names_without_ascii_get_plain_ids(definitions: Definitions) -> None:
    assert [make(definitions, name).id for name in ("مشترون", "🎁", "购买者")] == ["segment", "segment-2", "segment-3"]
    assert make(definitions, "Şişli'de ağır").id == "sisli_de_agr"


def test_the_audit_rows_are_chained(definitions: Definitions, records: Records) -> None:
    make(definitions, "Buyers")
    definitions.plan_activation("buyers", False, 100, actor="bob", now=10)
    definitions.apply_due(100)
    with records.read() as connection:
        rows = connection.execute(select(t.audit.c.action, t.audit.c.actor).order_by(t.audit.c.id)).all()
        assert audit_rows.broken(connection, "main") is None
    assert [tuple(row) for row in rows] == [
        ("segment.create", "ayşe"),
        ("segment.plan", "bob"),
        ("segment.deactivate", "plan"),
    ]
