"""`python -m bench.app`: how fast the server answers what the app asks, over a real connection on this machine."""

import argparse
import json
import socket
import sys
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import asdict, replace
from pathlib import Path

import httpx
import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq
import uvicorn
from argon2 import PasswordHasher
from rich.console import Console
from rich.table import Table

from bench.measuring import peak_bytes
from bench.ours import Ours
from bench.questions import Question, make_questions
from bench.world import SECOND, SIZES, Size, write_world
from shoal.definitions import Definitions
from shoal.refresh import Refresher
from shoal.storage import Store
from shoal.web import Services, create_app
from shoal.web.accounts import Accounts

DATA = Path(__file__).parent / ".data"
SECRET = "bench"
# Names that the app's figures know, in place of the world's own.
NAMES = {
    "app_open": "Application Opened",
    "session_start": "Application Backgrounded",
    "message_sent": "Message Sent",
    "message_clicked": "Push Notification Tapped",
    "purchase": "Order Completed",
    "refund": "Order Refunded",
}
# The answers that the page of a segment is put together from.
PARTS = ("", "/trend", "/metrics", "/audience", "/members?columns=country", "/uses", "/refreshes", "/versions")
GOALS = {"list": 0.3, "details": 0.3, "estimate": 0.1, "exact": 0.5}


def world_of(size: Size, folder: Path) -> Path:
    """The benchmark's world with the events that the app's figures are made of."""
    plain, named = folder / "plain", folder / "named"
    if (named / "world.json").exists():
        return named
    write_world(size, plain)
    (named / "events").mkdir(parents=True, exist_ok=True)
    for file in sorted((plain / "events").glob("*.parquet")):
        table = pq.read_table(file)
        events = table["event"].combine_chunks().dictionary_encode()
        texts = pa.array([NAMES.get(name, name) for name in events.dictionary.to_pylist()])
        renamed = pa.DictionaryArray.from_arrays(events.indices, texts).cast(pa.string())
        column = table.schema.get_field_index("event")
        pq.write_table(table.set_column(column, "event", renamed), named / "events" / file.name, row_group_size=500_000)
        file.unlink()
    for name in ("profiles.parquet", "tags.parquet", "world.json"):
        (plain / name).replace(named / name)
    return named


def asked(count: int, seed: int) -> list[Question]:
    """Random rules in the names of the app."""

    def renamed(rule: object) -> object:
        text = json.dumps(rule)
        for old, new in NAMES.items():
            text = text.replace(json.dumps(old), json.dumps(new))
        return json.loads(text)

    return [replace(q, rule=renamed(q.rule)) for q in make_questions(count, seed=seed)]


def prepared(size: Size, folder: Path, say: Callable[[str], None]) -> Path:
    """A store with the world imported and its segments refreshed on each of the last days."""
    store, done = folder / "store", folder / "ready.json"
    if done.exists() and json.loads(done.read_text()) == asdict(size):
        return store
    say("making the world")
    world = world_of(size, folder)
    say("importing")
    ours = Ours(store)
    ours.import_world(world)
    ours.define(asked(size.segments, seed=1))
    for day in range(10, 0, -1):
        say(f"refreshing as of {day} days before")
        ours.refresh(size.as_of - day * 86_400 * SECOND)
    ours.close()
    done.write_text(json.dumps(asdict(size)))
    return store


@contextmanager
def served(store_folder: Path, now: Callable[[], int]) -> Iterator[httpx.Client]:
    """A client of a server on the store, with connections that stay open as a browser's do."""
    store = Store.open(store_folder, write=True, now=now())
    definitions = Definitions(store.records, store.workspace_id)
    accounts = Accounts(store.records, store.workspace_id, hasher=PasswordHasher(), local_secret=SECRET)
    refresher = Refresher(store, definitions, now)
    app = create_app(Services(store, definitions, accounts, refresher, now, lambda: SECRET))
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    server = uvicorn.Server(uvicorn.Config(app, host="127.0.0.1", port=port, log_level="error", proxy_headers=False))
    thread = threading.Thread(target=server.run, daemon=True)
    thread.start()
    while not server.started:
        time.sleep(0.05)
    headers = {"Authorization": f"Bearer {SECRET}"}
    try:
        with httpx.Client(base_url=f"http://127.0.0.1:{port}", headers=headers, timeout=600) as client:
            yield client
    finally:
        server.should_exit = True
        thread.join()
        store.close()


def timed(call: Callable[[], httpx.Response]) -> float:
    started = time.perf_counter()
    answer = call()
    if answer.status_code >= 400:
        raise RuntimeError(f"{answer.request.url}: {answer.status_code} {answer.text[:300]}")
    return time.perf_counter() - started


def list_calls(client: httpx.Client) -> Iterator[Callable[[], httpx.Response]]:
    for sort in ("name", "-members", "-refreshed", "change", "-updated", "kind", "status", "-change"):
        for q in ("", "s1", "segment", "zzz"):
            yield lambda s=sort, q=q: client.get("/api/segments", params={"sort": s, "q": q, "limit": 50})


def details_calls(client: httpx.Client, ids: list[str]) -> Iterator[Callable[[], httpx.Response]]:
    for id_ in ids:
        for part in (
            "",
            "/trend",
            "/metrics",
            "/audience",
            "/members?columns=country",
            "/uses",
            "/refreshes",
            "/versions",
        ):
            yield lambda i=id_, p=part: client.get(f"/api/segments/{i}{p}")


def preview_calls(client: httpx.Client, rules: list[Question], exact: bool) -> Iterator[Callable[[], httpx.Response]]:
    for question in rules:
        body = {"rule": question.rule, "exact": exact}
        yield lambda b=body: client.post("/api/rules/preview", json=b)


def measure(size: Size, folder: Path, previews: int, say: Callable[[str], None]) -> dict[str, list[float]]:
    """Seconds of every request by what was asked. Rules to preview are new, their columns were asked for before."""
    store = prepared(size, folder, say)
    with served(store, lambda: size.as_of) as client:
        ids = [row["id"] for row in client.get("/api/segments", params={"limit": 200}).json()["items"]]
        say("warming")
        for call in [*details_calls(client, ids[:2]), *list_calls(client)]:
            timed(call)
        for exact in (True, False):
            for call in preview_calls(client, asked(previews, seed=3), exact):
                timed(call)
        rules = asked(previews, seed=2)
        chosen = np.random.default_rng(5).choice(ids, 40, replace=False).tolist()
        work = {
            "list": [call for _ in range(3) for call in list_calls(client)],
            "details": list(details_calls(client, chosen)),
            "estimate": list(preview_calls(client, rules, exact=False)),
            "exact": list(preview_calls(client, rules, exact=True)),
        }
        out = {}
        for what, calls in work.items():
            say(what)
            out[what] = [timed(call) for call in calls]
        return out


def main() -> int:
    """Exits 1 when the 95th percentile of something is over its goal at the size that the goals are for."""
    parser = argparse.ArgumentParser(prog="python -m bench.app", description=__doc__)
    parser.add_argument("size", choices=["small", "app"], nargs="?", default="small")
    parser.add_argument("--data", type=Path, default=DATA)
    parser.add_argument("--previews", type=int, default=150)
    options = parser.parse_args()
    size = replace(SIZES["small"], segments=200) if options.size == "small" else Size("app", 1_000_000, 50_000_000, 200)
    folder = options.data / f"app-{options.size}"
    folder.mkdir(parents=True, exist_ok=True)
    console = Console() if sys.stdout.isatty() else Console(width=120)
    with console.status("starting") as status:
        found = measure(size, folder, options.previews, status.update)
    table = Table(title=f"{size.profiles:,} profiles, {size.events:,} events, {size.segments} segments")
    for name in ("asked", "requests", "p50", "p95", "most", "goal for p95"):
        table.add_column(name, justify="left" if name == "asked" else "right")
    missed = False
    for what, seconds in found.items():
        p50, p95 = np.percentile(seconds, [50, 95])
        missed |= options.size == "app" and p95 > GOALS[what]
        cells = (f"{v * 1000:,.0f} ms" for v in (p50, p95, max(seconds), GOALS[what]))
        table.add_row(what, str(len(seconds)), *cells)
    console.print(table)
    console.print(f"most memory {peak_bytes() / 1e9:.1f} GB")
    (folder / "result.json").write_text(json.dumps(found))
    return 1 if missed else 0


if __name__ == "__main__":
    sys.exit(main())
