"""The inbox: what is in it stays there until it is trimmed, in order, through restarts."""

from pathlib import Path

import pytest

from shoal.model.errors import CorruptStore
from shoal.storage.inbox import Inbox


def test_parcels_come_back_in_order_with_ascending_numbers(tmp_path: Path):
    inbox = Inbox(tmp_path / "inbox.sqlite", applied=0)
    numbers = [inbox.append("web", i, b"%d" % i) for i in range(3)]
    assert numbers == sorted(numbers)
    assert [(p.number, p.source, p.received_at, p.lines) for p in inbox.after(numbers[0])] == [
        (numbers[1], "web", 1, b"1"),
        (numbers[2], "web", 2, b"2"),
    ]


def test_they_are_there_after_a_restart_and_go_when_trimmed(tmp_path: Path):
    inbox = Inbox(tmp_path / "inbox.sqlite", applied=0)
    number = inbox.append("web", 0, b"x")
    inbox.close()
    again = Inbox(tmp_path / "inbox.sqlite", applied=0)
    assert [p.number for p in again.after(0)] == [number]
    again.trim(number)
    assert again.after(0) == []
    assert again.append("web", 0, b"y") > number


def test_numbers_go_on_when_the_file_was_lost(tmp_path: Path):
    assert Inbox(tmp_path / "new.sqlite", applied=41).append("web", 0, b"x") == 42


def test_a_damaged_file_is_named(tmp_path: Path):
    (tmp_path / "inbox.sqlite").write_bytes(b"no database" * 1000)
    with pytest.raises(CorruptStore, match=r"inbox\.sqlite is damaged"):
        Inbox(tmp_path / "inbox.sqlite", applied=0)
