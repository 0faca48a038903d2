"""Commands while a server has the data directory."""

import json
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from pathlib import Path

import pytest
from small_world import Shoal

PATIENCE = 60


@pytest.fixture
def server(data: Path) -> Iterator[str]:
    """The address of a server of its own process on the small world."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    command = [sys.executable, "-m", "shoal", "serve", "--json", "--data-dir", str(data), "--port", str(port)]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None
        try:
            told = ""
            while not told.rstrip().endswith("}"):
                told += process.stdout.readline()
            address = str(json.loads(told)["address"])
            _wait_for(address)
            yield address
        finally:
            process.terminate()


def _wait_for(address: str) -> None:
    ends = time.monotonic() + PATIENCE
    while True:
        try:
            with urllib.request.urlopen(f"{address}/health", timeout=5):
                return
        except OSError:
            if time.monotonic() > ends:
                raise
            time.sleep(0.1)


def test_segments_are_made_and_refreshed_beside_a_server(server: str, shoal: Shoal) -> None:
    made = shoal("segments", "create", "Turks", "--rule", 'country is "TR"')
    assert made.code == 0, made.err
    shoal("segments", "label", "turks", "home")

    refreshed = shoal("refresh", "turks", "--json")

    assert refreshed.code == 0, refreshed.err
    (row,) = refreshed.json  # type: ignore[misc]
    assert (row["segment"], row["status"], row["members"], row["entered"]) == ("turks", "ready", 6, 6)
    assert shoal("members", "turks", "--json").code == 0
    history = shoal("segments", "history", "turks", "--json").json
    assert [version["change"] for version in history] == ["label", "create"]  # type: ignore[union-attr]


def test_activating_has_the_server_refresh(server: str, shoal: Shoal) -> None:
    shoal("segments", "create", "Turks", "--rule", 'country is "TR"')
    shoal("segments", "deactivate", "turks")

    activated = shoal("segments", "activate", "turks")

    assert activated.code == 0, activated.err
    assert "6 members" in activated.words + activated.out


def test_a_refresh_of_the_past_needs_the_directory(server: str, shoal: Shoal) -> None:
    shoal("segments", "create", "Turks", "--rule", 'country is "TR"')

    refused = shoal("refresh", "--all", "--as-of", "2026-03-07")

    assert refused.code == 2
    assert "as of now" in refused.words


def test_what_adds_to_the_log_says_who_has_it(server: str, shoal: Shoal, tmp_path: Path) -> None:
    tagged = shoal("tags", "apply", "vip", "u1")

    assert tagged.code == 1
    assert "is being written to by process" in tagged.words
    assert "stop it" in tagged.words
