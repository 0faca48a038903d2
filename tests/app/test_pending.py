"""What was accepted before a crash is in the log after the next command that writes."""

from pathlib import Path

from small_world import NOW, Shoal

from shoal.storage import Store


def test_the_next_writer_applies_what_the_inbox_holds(shoal: Shoal, tmp_path: Path) -> None:
    store = Store.open(tmp_path / "shoal-data", write=True, now=NOW)
    store.inbox.append(
        "web", NOW - 60_000_000, b'{"type":"track","event":"Signed Up","userId":"ann","messageId":"m1"}\n'
    )
    store.close()
    assert shoal("segments", "create", "Everyone", "--rule", "everyone").code == 0
    assert "Signed Up" in shoal("catalog", "--json").out
    assert shoal("refresh", "everyone", "--json").code == 0
    assert '"members": 1' in shoal("segments", "list", "--json").out
