"""Example questions: what Shoal says to a rule, and what independent SQL says over the file itself."""

from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

import duckdb
import pyarrow as pa
import yaml

from shoal import membership
from shoal.definitions import Definitions, Draft, Measures, parse_measure
from shoal.definitions.limits import read_limits
from shoal.model.instant import parse_instant
from shoal.rules import parse, resolve_types
from shoal.storage import Store


class Questions:
    """The questions of an example, by name."""

    def __init__(self, folder: Path) -> None:
        self.asked: Mapping[str, Any] = yaml.safe_load((folder / "questions.yaml").read_text(encoding="utf-8"))
        self.by_name: dict[str, Any] = {question["name"]: question for question in self.asked["questions"]}
        self.zone: str = self.asked["zone"]
        self.as_of = parse_instant(self.asked["as_of"], "UTC")
        assert len(self.by_name) == len(self.asked["questions"])

    def ask(self, store: Store, *, now: Callable[[], int]) -> None:
        """Makes a segment of each question and refreshes them."""
        definitions = Definitions(store.records, store.workspace_id)
        for name, text in self.asked.get("measures", {}).items():
            Measures(store, definitions).create(name, parse_measure(text), id=name, actor="test", now=now())
        for name, question in self.by_name.items():
            rule = resolve_types(parse(question["rule"]), store.catalog())
            definitions.create(Draft(name, rule, cap=read_limits(question, []).cap), actor="test", now=now())
        results = membership.refresh(store, definitions.all(), None, as_of=self.as_of, now=now)
        assert {result.status for result in results} == {"ready"}

    def answered(self, name: str, store: Store) -> set[str]:
        """The user ids of the members."""
        segments = Definitions(store.records, store.workspace_id).all()
        id_ = next(segment.id for segment in segments.values() if segment.name == name)
        users = _users(store)
        return {users[number][0] for number in membership.members(store, id_).profiles}

    def by_hand(self, name: str, store: Store, path: Path, people: tuple[str, str]) -> set[str]:
        """The user ids that the SQL finds in the file; `people` is their column there and its type."""
        users, ids = zip(*_users(store).values(), strict=True)
        with duckdb.connect() as sql:
            sql.execute("SET TimeZone = 'UTC'")
            sql.register("known", pa.table({"user": pa.array(users), "id": pa.array(ids)}))
            sql.execute(f"CREATE VIEW people AS SELECT user::{people[1]} AS {people[0]}, id FROM known")
            sql.execute(self.asked["view"].replace("$path", f"'{path}'"))
            return {str(found) for (found,) in sql.execute(self.by_name[name]["sql"]).fetchall()}


def _users(store: Store) -> dict[int, tuple[str, str]]:
    """The user id and the profile id of each profile."""
    query = "SELECT profile, value, profile_id FROM identifiers JOIN profiles USING (profile) WHERE kind = 'user_id'"
    with store.sql() as sql:
        return {number: (user, id_) for number, user, id_ in sql.execute(query).fetchall()}
