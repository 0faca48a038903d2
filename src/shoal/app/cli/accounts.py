"""`shoal users …`, `shoal keys …`, `shoal audit`: who may use the server, and who changed what.

They work on the records alone, which a running server shares: what they change holds for it at once.
"""

import secrets
import sys
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer
from rich.table import Table

from shoal.app import clock
from shoal.app.cli.options import DataDir, Json, opened
from shoal.app.cli.terminal import Column, ago, instant, out, print_json, say, table
from shoal.model.errors import InvalidInput

if TYPE_CHECKING:
    from shoal.app.wiring import Opened
    from shoal.web.accounts import Accounts, Key, Link, Role, User

users = typer.Typer(no_args_is_help=True, help="Who may sign in to the server, and as what.")
keys = typer.Typer(no_args_is_help=True, help="Keys with which programs call the server.")

UserArgument = Annotated[str, typer.Argument(metavar="USER", help="The e-mail address of a user, or the id.")]
RoleArgument = Annotated[str, typer.Argument(metavar="ROLE", help="viewer, marketer, analyst or admin.")]
RoleOption = Annotated[str, typer.Option("--role", metavar="ROLE", help="viewer, marketer, analyst or admin.")]
_MAX_PASSWORD_BYTES = 4096


def add_to(app: typer.Typer) -> None:
    app.add_typer(users, name="users")
    app.add_typer(keys, name="keys")
    app.command()(audit)


# --- users ----------------------------------------------------------------------------------------------------------


@users.command("list")
def list_users(data_dir: DataDir = None, json: Json = False) -> None:
    """Show everybody who has an account.

    Example: shoal users list
    """
    with _accounts(data_dir) as (_, accounts):
        found = accounts.users()
        if json:
            print_json([user.as_json() for user in found])
        elif found:
            columns = (Column("E-mail", "id"), Column("Name"), Column("Role"), Column("State"), Column("Seen", "date"))
            rows = [(u.email, u.name, u.role, _state(u), ago(u.last_seen_at, clock.now())) for u in found]
            out().print(table(columns, rows))
        else:
            say("There is no user yet. Make the first one: shoal users create ayse@example.com --role admin")


@users.command("create")
def create_user(
    email: Annotated[str, typer.Argument(metavar="EMAIL", help="The address to sign in with.")],
    name: Annotated[
        str | None, typer.Option("--name", metavar="NAME", help="What the history calls them (else from the address).")
    ] = None,
    role: RoleOption = "viewer",
    password_stdin: Annotated[
        bool, typer.Option("--password-stdin", help="Read a password from stdin instead of making a link.")
    ] = False,
    data_dir: DataDir = None,
    json: Json = False,
) -> None:
    """Make a user, and a link by which they choose a password.

    Shoal doesn't send the link: hand it over yourself.

    Example: shoal users create ayse@example.com --name Ayşe --role marketer
    """
    with _accounts(data_dir) as (shoal, accounts):
        name = name or email.partition("@")[0]
        who, now, secret = shoal.actor, clock.now(), secrets.token_urlsafe(32)
        if password_stdin:
            password = _password_from_stdin()
            user = accounts.create_user(email, name, _role(role), password=password, actor=who, secret=secret, now=now)
            _report(user, json, f"{user.email} can sign in as {_a(user.role)}.")
            return
        user, link = accounts.invite(email, name, _role(role), actor=who, secret=secret, now=now)
        if json:
            print_json({"user": user.as_json(), "link": link.as_json()})
            return
        say(f"{user.email} is {_a(user.role)} as soon as they have chosen a password.")
        _print_link(link, shoal.zone)


@users.command("role")
def change_role(user: UserArgument, role: RoleArgument, data_dir: DataDir = None, json: Json = False) -> None:
    """Let a user do more, or less. It holds at once.

    Example: shoal users role ayse@example.com admin
    """
    with _accounts(data_dir) as (shoal, accounts):
        id = accounts.user_named(user).id
        after = accounts.edit_user(id, role=_role(role), actor=shoal.actor, now=clock.now())
        _report(after, json, f"{after.email} is {_a(after.role)}.")


@users.command()
def disable(user: UserArgument, data_dir: DataDir = None, json: Json = False) -> None:
    """Shut a user out: sessions and links end at once. What they made stays.

    Example: shoal users disable ayse@example.com
    """
    with _accounts(data_dir) as (shoal, accounts):
        id = accounts.user_named(user).id
        after = accounts.edit_user(id, disabled=True, actor=shoal.actor, now=clock.now())
        _report(after, json, f"{after.email} can't sign in any more. Undo it: shoal users enable {after.email}")


@users.command()
def enable(user: UserArgument, data_dir: DataDir = None, json: Json = False) -> None:
    """Let a user in again.

    Example: shoal users enable ayse@example.com
    """
    with _accounts(data_dir) as (shoal, accounts):
        id = accounts.user_named(user).id
        after = accounts.edit_user(id, disabled=False, actor=shoal.actor, now=clock.now())
        _report(after, json, f"{after.email} can sign in.")


@users.command()
def link(
    user: UserArgument,
    sign_in: Annotated[bool, typer.Option("--sign-in", help="A link that signs in instead.")] = False,
    data_dir: DataDir = None,
    json: Json = False,
) -> None:
    """Make a link by which a user chooses a new password. It works once.

    Example: shoal users link ayse@example.com
    """
    with _accounts(data_dir) as (shoal, accounts):
        id = accounts.user_named(user).id
        made = accounts.make_link(
            "sign_in" if sign_in else "password",
            user_id=id,
            actor=shoal.actor,
            secret=secrets.token_urlsafe(32),
            now=clock.now(),
        )
        if json:
            print_json(made.as_json())
        else:
            _print_link(made, shoal.zone)


# --- keys -----------------------------------------------------------------------------------------------------------


@keys.command("list")
def list_keys(data_dir: DataDir = None, json: Json = False) -> None:
    """Show the keys, newest first, with those that don't work any more.

    Example: shoal keys list
    """
    with _accounts(data_dir) as (shoal, accounts):
        found, now = accounts.keys(), clock.now()
        if json:
            print_json([key.as_json(now) for key in found])
        elif found:
            out().print(_key_table(found, now, shoal.zone))
        else:
            say("There is no key yet. Make one: shoal keys create 'Nightly export' --role viewer")


@keys.command("create")
def create_key(
    name: Annotated[str, typer.Argument(metavar="NAME", help="What it is for.")],
    role: RoleOption = "viewer",
    expires: Annotated[
        str | None, typer.Option("--expires", metavar="TIME", help="When it stops working, such as 2027-01-01.")
    ] = None,
    data_dir: DataDir = None,
    json: Json = False,
) -> None:
    """Make a key. It is printed this once; Shoal keeps only a hash of it.

    Example: shoal keys create "Nightly export" --role viewer --expires 2027-01-01
    """
    with _accounts(data_dir) as (shoal, accounts):
        now = clock.now()
        key, secret = accounts.create_key(
            name,
            _role(role),
            expires_at=None if expires is None else shoal.instant(expires),
            actor=shoal.actor,
            secret=secrets.token_urlsafe(32),
            now=now,
        )
        if json:
            print_json({"key": key.as_json(now), "secret": secret})
            return
        until = "until it is revoked" if key.expires_at is None else f"until {instant(key.expires_at, shoal.zone)}"
        say(f"{key.name!r} may do what {_a(key.role)} may, {until}. This is the only time it is shown:")
        print(secret)


@keys.command()
def revoke(
    key: Annotated[str, typer.Argument(metavar="KEY", help="The id of a key, or the name of one that works.")],
    data_dir: DataDir = None,
    json: Json = False,
) -> None:
    """End a key at once.

    Example: shoal keys revoke "Nightly export"
    """
    with _accounts(data_dir) as (shoal, accounts):
        found = accounts.key_named(key)
        accounts.revoke_key(found.id, actor=shoal.actor, now=clock.now())
        if json:
            print_json({"key": found.id, "revoked": True})
        else:
            say(f"{found.name!r} doesn't work any more.")


# --- the audit ------------------------------------------------------------------------------------------------------


def audit(
    actor: Annotated[str | None, typer.Option("--actor", metavar="NAME", help="Only what this one changed.")] = None,
    action: Annotated[
        str | None,
        typer.Option("--action", metavar="ACTION", help="Such as segment.rename, or its beginning: segment."),
    ] = None,
    subject: Annotated[str | None, typer.Option("--subject", metavar="ID", help="Only changes of this one.")] = None,
    since: Annotated[str | None, typer.Option("--since", metavar="TIME", help="From this time on.")] = None,
    until: Annotated[str | None, typer.Option("--until", metavar="TIME", help="Before this time.")] = None,
    limit: Annotated[int, typer.Option("--limit", metavar="N", min=0, help="How many to print; 0 is all.")] = 50,
    check: Annotated[bool, typer.Option("--check", help="Say whether anybody changed the rows.")] = False,
    data_dir: DataDir = None,
    json: Json = False,
) -> None:
    """Show who changed what, newest first.

    Example: shoal audit --action segment. --since 2026-03-01
    """
    with _accounts(data_dir) as (shoal, accounts):
        if check:
            _check_audit(accounts, json)
            return
        found = accounts.audit(
            actor=actor,
            action=action,
            subject=subject,
            start=None if since is None else shoal.instant(since),
            end=None if until is None else shoal.instant(until),
            limit=limit or None,
        )
        if json:
            print_json([entry.as_json() for entry in found])
        elif found:
            columns = (
                Column("When", "date"),
                Column("Who"),
                Column("Action", "id"),
                Column("What", "id"),
                Column("How"),
            )
            rows = [(instant(e.at, shoal.zone), e.actor, e.action, e.subject, _words(e.detail)) for e in found]
            out().print(table(columns, rows))
        else:
            say("Nothing was changed that fits.")


def _check_audit(accounts: "Accounts", json: bool) -> None:
    broken = accounts.first_broken()
    if json:
        print_json({"ok": broken is None, "first_broken": broken})
    elif broken is None:
        say("Every row is as it was written. (That the newest rows were removed can't be seen.)")
    else:
        say(f"Row {broken} isn't as it was written, or the one before it was removed.")
    if broken is not None:
        raise typer.Exit(1)


# --- parts ----------------------------------------------------------------------------------------------------------


@contextmanager
def _accounts(data_dir: Path | None) -> "Iterator[tuple[Opened, Accounts]]":
    """The accounts of the data directory. It isn't opened for writing: a server may have it."""
    with opened(data_dir) as shoal:
        from shoal.web.accounts import Accounts

        yield shoal, Accounts(shoal.store.records, shoal.store.workspace_id)


def _role(text: str) -> "Role":
    from shoal.web.accounts import role_named

    return role_named(text)


def _password_from_stdin() -> str:
    content = sys.stdin.buffer.read(_MAX_PASSWORD_BYTES)
    try:
        return content.decode().rstrip("\r\n")
    except UnicodeDecodeError:
        raise InvalidInput("the password is no UTF-8 text") from None


def _report(user: "User", json: bool, done: str) -> None:
    if json:
        print_json(user.as_json())
    else:
        say(done)


def _print_link(link: "Link", zone: str) -> None:
    say(f"The link works once, until {instant(link.expires_at, zone)}; put the address of the app before it:")
    print(link.path)


def _state(user: "User") -> str:
    if user.disabled_at is not None:
        return "disabled"
    return "active" if user.has_password or user.last_seen_at is not None else "invited"


def _key_table(found: "tuple[Key, ...]", now: int, zone: str) -> Table:
    columns = (
        Column("Key", "id"),
        Column("Name", "id"),
        Column("Role", "id"),
        Column("State", "id"),
        Column("Expires", "date", spare=True),
        Column("Used", "date"),
    )
    rows = [
        (key.id, key.name, key.role, key.state(now), instant(key.expires_at, zone), ago(key.last_used_at, now))
        for key in found
    ]
    return table(columns, rows)


def _words(detail: Mapping[str, object]) -> str:
    """`role: viewer → admin, email: …` in one line."""
    parts = []
    for name, value in detail.items():
        if value is None:
            continue
        shown = " → ".join(map(str, value)) if isinstance(value, list) and len(value) == 2 else str(value)
        parts.append(f"{name}: {shown}")
    return ", ".join(parts)


def _a(role: str) -> str:
    return f"{'an' if role[0] in 'aeiou' else 'a'} {role}"
