"""Uploaded members: which identifiers a file holds."""

import pytest

from shoal.ingest import member_rows_of, parse_members
from shoal.ingest import members as members_module
from shoal.model.errors import InvalidInput, NotFound


def read(text: str | bytes, column: str | None = None) -> tuple[list[str], str | None]:
    rows = parse_members(text if isinstance(text, bytes) else text.encode(), column=column)
    return rows.identifiers.to_pylist(), rows.kind


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("u1\nu2\n", (["u1", "u2"], None)),
        ("u1", (["u1"], None)),
        ("u1\r\n\r\n u2 \r\n", (["u1", "u2"], None)),
        ("user_id\nu1\n", (["u1"], "user_id")),
        ("User ID\nu1\n", (["u1"], "user_id")),
        ("E-Mail\na@b.c\n", (["a@b.c"], "email")),
        ("id\nu1\n", (["u1"], None)),
        ("name,email\nAnn,a@b.c\n", (["a@b.c"], "email")),
        ("email;profile_id\na@b.c;p1\n", (["p1"], "profile_id")),
        ("name\tuser_id\nAnn\tu1\n", (["u1"], "user_id")),
        ('name,user_id\n"Lee, Ann",u1\n', (["u1"], "user_id")),
        ('user_id\n"u\n1"\n', (["u\n1"], "user_id")),
        ("user_id,name\nu1,Ann\n,Bob\n", (["u1"], "user_id")),
        ('["u1", "u2", 17, null]', (["u1", "u2", "17"], None)),
        (' [{"name": "Ann", "user_id": "u1"}, {"user_id": "u2"}, {"name": "x"}]', (["u1", "u2"], "user_id")),
        (b"\xef\xbb\xbfuser_id\nu1\n", (["u1"], "user_id")),
        ("user_id\nu1\n".encode("utf-16"), (["u1"], "user_id")),
        ("müşteri\n", (["müşteri"], None)),
        ("sess\u2028ion\n", (["sess\u2028ion"], None)),
    ],
)
def test_identifiers_are_found(text: str | bytes, found: tuple[list[str], str | None]) -> None:
    assert read(text) == found


def test_a_column_can_be_named() -> None:
    assert read("name,phone,user_id\nAnn,55,u1\n", "phone") == (["55"], None)
    assert read("name,email,user_id\nAnn,a@b,u1\n", "email") == (["a@b"], "email")
    assert read('[{"phone": "55", "user_id": "u1"}]', "phone") == (["55"], None)
    with pytest.raises(NotFound, match="telephone"):
        read("name,phone\nAnn,55\n", "telephone")


def test_lines_are_those_of_the_file() -> None:
    rows = parse_members(b'user_id\nu1\n\n"u\n2"\n  \nu3\n')
    assert rows.lines.tolist() == [2, 5, 7]


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("", "no identifiers"),
        ("user_id\n", "no identifiers"),
        ("[]", "no identifiers"),
        ("name,phone\nAnn,55\n", "none is called profile_id"),
        ("user_id,name\nu1,Ann\nu2\n", "line 3: 1 columns instead of 2"),
        ('user_id\n"u1\n', "line 2"),
        ('["u1", ["u2"]]', "item 2"),
        ("[true]", "item 1"),
        ('["u1"', "no JSON"),
        ("[" * 100_000, "no JSON"),
        (b"\xff\xfe\x00", "UTF-16"),
        (b"user\xffid\n", "UTF-8"),
        ("x" * 600, "600 bytes"),
        ('["\\ud800"]', "a character that is none"),
    ],
)
def test_what_cannot_be_read_says_why(text: str | bytes, words: str) -> None:
    with pytest.raises(InvalidInput, match=words):
        read(text)


def test_files_have_limits(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(members_module, "MAX_ROWS", 3)
    monkeypatch.setattr(members_module, "MAX_BYTES", 100)

    assert len(read("user_id\na\nb\nc\n")[0]) == 3
    with pytest.raises(InvalidInput, match="more than 3 rows"):
        read("user_id\na\nb\nc\nd\n")
    with pytest.raises(InvalidInput, match="more than 3 rows"):
        read('["a", "b", "c", "d"]')
    with pytest.raises(InvalidInput, match="101 bytes"):
        read("a" * 101)


def test_identifiers_given_one_by_one() -> None:
    rows = member_rows_of([" u1", "", "u2"], "user_id")
    assert (rows.identifiers.to_pylist(), rows.lines.tolist(), rows.kind) == (["u1", "u2"], [1, 3], "user_id")
    with pytest.raises(InvalidInput, match="'phone'"):
        member_rows_of(["1"], "phone")
