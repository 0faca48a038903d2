"""Audit rows are appended, each with a hash over itself and the one before, so that a later change of any shows."""

import hashlib
import json
from collections.abc import Mapping
from typing import Any

from sqlalchemy import Connection, insert, select

from shoal.storage.records import tables as t

_CHAIN = "chain"


def append(
    connection: Connection,
    workspace_id: str,
    *,
    at: int,
    actor: str,
    action: str,
    subject: str,
    detail: Mapping[str, object],
) -> None:
    """Adds a row, inside a transaction that excludes other writers. `at` is microseconds since 1970 UTC."""
    a = t.audit.c
    last = select(a.detail).where(a.workspace_id == workspace_id).order_by(a.id.desc()).limit(1)
    before = connection.execute(last).scalar() or {}
    row = {"at": at, "actor": actor, "action": action, "subject": subject}
    chained = {**detail, _CHAIN: _link(before.get(_CHAIN, ""), row, detail)}
    connection.execute(insert(t.audit).values(workspace_id=workspace_id, **row, detail=chained))


def shown(detail: Mapping[str, Any]) -> dict[str, Any]:
    """The detail without its hash."""
    return {name: value for name, value in detail.items() if name != _CHAIN}


def broken(connection: Connection, workspace_id: str) -> int | None:
    """The id of the first row that isn't as it was written, or whose predecessor isn't; None when all are.

    Rows from before hashes were kept have none and come first. That the newest rows are missing can't be seen.
    """
    before = ""
    query = select(t.audit).where(t.audit.c.workspace_id == workspace_id).order_by(t.audit.c.id)
    for row in connection.execute(query).mappings():
        kept = row["detail"].get(_CHAIN, "")
        if not kept and not before:
            continue
        fields = {name: row[name] for name in ("at", "actor", "action", "subject")}
        if kept != _link(before, fields, shown(row["detail"])):
            return int(row["id"])
        before = kept
    return None


def _link(before: str, row: Mapping[str, object], detail: Mapping[str, object]) -> str:
    content = json.dumps([before, row, detail], sort_keys=True, separators=(",", ":"), ensure_ascii=True)
    return hashlib.sha256(content.encode()).hexdigest()
