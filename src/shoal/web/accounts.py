"""Who may use a workspace: users, their sessions, one-time links, keys of programs, and the audit of every change.

Secrets are made by the caller (`secret`: fresh, unguessable, URL-safe) and leave only their SHA-256 here; passwords are
kept as argon2id. Times are microseconds since 1970 UTC.
"""

import hashlib
import hmac
import re
import threading
import unicodedata
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass, field, replace
from typing import Any, Literal, get_args

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError
from sqlalchemy import ColumnElement, Connection, RowMapping, delete, func, insert, or_, select, tuple_, update

from shoal.model.errors import Busy, Conflict, InvalidInput, NotFound
from shoal.model.instant import format_instant
from shoal.storage.records import Records, audit_rows
from shoal.storage.records import tables as t
from shoal.web.problems import TooMany, Unauthenticated

Role = Literal["viewer", "marketer", "analyst", "admin"]
Kind = Literal["user", "key", "local"]
Purpose = Literal["setup", "sign_in", "password"]
ROLES: tuple[Role, ...] = get_args(Role)  # each may do what those before it may

SECOND = 1_000_000
MINUTE = 60 * SECOND
DAY = 1440 * MINUTE
SESSION_LIFE = 30 * DAY
SESSION_IDLE = 7 * DAY
LINK_LIFE: Mapping[Purpose, int] = {"setup": DAY, "sign_in": DAY, "password": 3 * DAY}
KEY_MARK = "shoal_sk_"

MIN_PASSWORD, MAX_PASSWORD = 10, 1000
MAX_EMAIL, MAX_NAME = 254, 100
FAILURES, FAILURE_WINDOW = 10, 15 * MINUTE

_GOOD_PASSWORD = "a few unrelated words are good"
_EMAIL = re.compile(r"[^@\s]+@[^@\s]+")
_PAGES: Mapping[Purpose, str] = {"setup": "setup", "sign_in": "sign-in", "password": "password"}
# The session and the key of a busy client are written to now and then, not at each request.
_SESSION_SEEN_EACH, _KEY_USED_EACH = 10 * MINUTE, MINUTE
_HASHING_AT_ONCE = 4  # each takes 64 MiB
# The commonest of those that are long enough.
_COMMON_PASSWORDS = """
1234567890 0123456789 0987654321 9876543210 12345678910 123456789a a123456789 1q2w3e4r5t 1qaz2wsx3edc q1w2e3r4t5
qwertyuiop qwerty1234 qwerty12345 qwerty123456 qwertzuiop azertyuiop asdfghjkl1 zxcvbnm123 abcdefghij abcd123456
password12 password123 password1234 passw0rd123 p@ssw0rd123 iloveyou12 iloveyou123 letmein123 welcome123 welcome1234
administrator admin12345 admin123456 changeme123 football123 baseball123 superman123 princess123 sunshine123 trustno123
dragon12345 monkey12345 michael123 computer123 internet123 unknown123 passwordpassword qwertyqwerty 12345123456
"""


@dataclass(frozen=True, slots=True)
class Identity:
    """Who makes a request. `name` is what the history of changes says; `id` is the user's or key's, or `local`."""

    kind: Kind
    id: str
    name: str
    role: Role
    workspace_id: str

    def may(self, role: Role) -> bool:
        return ROLES.index(self.role) >= ROLES.index(role)


@dataclass(frozen=True, slots=True)
class User:
    """`has_password` is false for somebody who was invited and didn't choose one yet."""

    id: str
    email: str
    name: str
    role: Role
    has_password: bool
    created_at: int
    last_seen_at: int | None
    disabled_at: int | None

    def as_json(self) -> dict[str, object]:
        return {
            "id": self.id,
            "email": self.email,
            "name": self.name,
            "role": self.role,
            "disabled": self.disabled_at is not None,
            "has_password": self.has_password,
            "created_at": format_instant(self.created_at),
            "last_seen_at": _instant(self.last_seen_at),
            "disabled_at": _instant(self.disabled_at),
        }


@dataclass(frozen=True, slots=True)
class Key:
    """A program's key. `prefix` is the beginning of its secret, to tell keys apart."""

    id: str
    name: str
    prefix: str
    role: Role
    created_at: int
    created_by: str
    expires_at: int | None
    last_used_at: int | None
    revoked_at: int | None

    def state(self, now: int) -> Literal["active", "expired", "revoked"]:
        if self.revoked_at is not None:
            return "revoked"
        return "expired" if self.expires_at is not None and self.expires_at <= now else "active"

    def as_json(self, now: int) -> dict[str, object]:
        return {
            "id": self.id,
            "name": self.name,
            "prefix": self.prefix,
            "role": self.role,
            "state": self.state(now),
            "created_at": format_instant(self.created_at),
            "created_by": self.created_by,
            "expires_at": _instant(self.expires_at),
            "last_used_at": _instant(self.last_used_at),
            "revoked_at": _instant(self.revoked_at),
        }


@dataclass(frozen=True, slots=True)
class Link:
    """A link that works once, until `expires_at`."""

    purpose: Purpose
    token: str
    expires_at: int

    @property
    def path(self) -> str:
        """Its place in the app. The token is behind `#`: no server or proxy writes it into its log."""
        return f"/{_PAGES[self.purpose]}#{self.token}"

    def as_json(self) -> dict[str, object]:
        return {"path": self.path, "token": self.token, "expires_at": format_instant(self.expires_at)}


@dataclass(frozen=True, slots=True)
class AuditEntry:
    """One change: who did what to what. `detail` says how, without secrets."""

    id: int
    at: int
    actor: str
    action: str
    subject: str
    detail: Mapping[str, Any]

    def as_json(self) -> dict[str, object]:
        return {
            "id": self.id,
            "at": format_instant(self.at),
            "actor": self.actor,
            "action": self.action,
            "subject": self.subject,
            "detail": dict(self.detail),
        }


@dataclass
class _Attempts:
    """Counts sign-ins by e-mail address and network address, in memory; those that succeed are taken back."""

    most: int = FAILURES
    window: int = FAILURE_WINDOW
    keys_at_most: int = 50_000
    _times: dict[tuple[str, str], list[int]] = field(default_factory=dict)
    _guard: threading.Lock = field(default_factory=threading.Lock)

    def take(self, key: tuple[str, str], now: int) -> None:
        """Counts an attempt before it is made, so that many at once gain nothing. Raises TooMany."""
        with self._guard:
            times = [at for at in self._times.pop(key, ()) if now - at < self.window]
            self._times[key] = times  # the end of the dict: the oldest keys are dropped first
            if len(times) >= self.most:
                wait = -(-(times[0] + self.window - now) // SECOND)
                raise TooMany(
                    "too many failed sign-ins", retry_after=wait, hint=f"try again in {-(-wait // 60)} minutes"
                )
            times.append(now)
            while len(self._times) > self.keys_at_most:
                del self._times[next(iter(self._times))]

    def forgive(self, key: tuple[str, str]) -> None:
        with self._guard:
            self._times.pop(key, None)


class Accounts:
    """Reads and changes the accounts of one workspace. Safe to share between threads.

    Every change takes who makes it (`actor`) and when (`now`), and writes one audit row in its transaction. Whoever
    knows `local_secret` acts as an admin of this machine; it lives as long as the server's process.
    """

    def __init__(
        self,
        records: Records,
        workspace_id: str,
        *,
        hasher: PasswordHasher | None = None,
        local_secret: str | None = None,
    ) -> None:
        self.workspace_id = workspace_id
        self.local_secret = local_secret
        self._records = records
        self._hasher = hasher or PasswordHasher()
        self._hashing = threading.BoundedSemaphore(_HASHING_AT_ONCE)
        self._attempts = _Attempts()
        self._decoy: str | None = None

    # --- the workspace ----------------------------------------------------------------------------------------------

    def workspace_name(self) -> str:
        """What people call the workspace; its id until somebody named it."""
        query = select(t.workspace.c.name).where(t.workspace.c.workspace_id == self.workspace_id)
        with self._records.read() as connection:
            return connection.execute(query).scalar() or self.workspace_id

    def rename_workspace(self, name: str, *, actor: str, now: int) -> None:
        name = _name_of(name)
        with self._records.write() as connection:
            here = t.workspace.c.workspace_id == self.workspace_id
            before = connection.execute(select(t.workspace.c.name).where(here)).scalar()
            if before == name:
                return
            connection.execute(update(t.workspace).where(here).values(name=name))
            self._record(connection, "workspace.rename", self.workspace_id, actor, now, name=name, before=before)

    def note(self, action: str, subject: str, detail: dict[str, object], *, actor: str, now: int) -> None:
        """An audit row for what changes nothing, such as taking members out as a file."""
        with self._records.write() as connection:
            self._record(connection, action, subject, actor, now, **detail)

    # --- users ------------------------------------------------------------------------------------------------------

    def setup_needed(self) -> bool:
        """Whether there is no user yet."""
        with self._records.read() as connection:
            return self._user_count(connection) == 0

    def users(self, *, after: str | None = None, limit: int | None = None) -> tuple[User, ...]:
        """By e-mail address; `after` is that of the last one of the page before."""
        query = self._of_here(t.user).order_by(t.user.c.email).limit(limit)
        if after is not None:
            query = query.where(t.user.c.email > after)
        with self._records.read() as connection:
            return tuple(_user(row) for row in connection.execute(query).mappings())

    def user(self, id: str) -> User:
        """Raises NotFound."""
        with self._records.read() as connection:
            return _user(self._user_row(connection, id))

    def user_named(self, text: str) -> User:
        """The user with this id or e-mail address. Raises NotFound with the nearest address."""
        found = {user.email: user for user in self.users()}
        by_id = {user.id: user for user in found.values()}
        user = by_id.get(text) or found.get(text.strip().lower())
        if user is None:
            raise NotFound.named("user", text, found, listing="shoal users list")
        return user

    def create_user(
        self, email: str, name: str, role: Role, *, password: str | None = None, actor: str, secret: str, now: int
    ) -> User:
        """Raises InvalidInput for a field that can't be saved, Conflict for a taken address or name."""
        email = _email_of(email)
        hashed = None if password is None else self._hash(password, email)
        with self._records.write() as connection:
            user = self._insert_user(connection, email, _name_of(name), role, hashed, secret, now)
            self._record(connection, "user.create", user.id, actor, now, email=user.email, name=user.name, role=role)
        return user

    def invite(self, email: str, name: str, role: Role, *, actor: str, secret: str, now: int) -> tuple[User, Link]:
        """A user without a password, and the link by which to choose one. Raises as `create_user` does."""
        email = _email_of(email)
        with self._records.write() as connection:
            user = self._insert_user(connection, email, _name_of(name), role, None, secret, now)
            link = self._insert_link(connection, "password", user.id, secret, now, LINK_LIFE["password"])
            self._record(connection, "user.create", user.id, actor, now, email=user.email, name=user.name, role=role)
        return user, link

    def edit_user(
        self,
        id: str,
        *,
        name: str | None = None,
        role: Role | None = None,
        disabled: bool | None = None,
        actor: str,
        now: int,
    ) -> User:
        """Changes what is given. Disabling ends the user's sessions.

        Raises NotFound, InvalidInput, and Conflict for the last admin or a taken name.
        """
        with self._records.write() as connection:
            before = _user(self._user_row(connection, id))
            after = replace(before, name=before.name if name is None else _name_of(name), role=role or before.role)
            if disabled is not None and disabled != (before.disabled_at is not None):
                after = replace(after, disabled_at=now if disabled else None)
            if after == before:
                return before
            if after.name != before.name:
                self._refuse_taken_name(connection, after.name, other_than=id)
            if before.role == "admin" and (after.role != "admin" or after.disabled_at is not None):
                self._refuse_last_admin(connection, before)
            values = {"name": after.name, "role": after.role, "disabled_at": after.disabled_at}
            connection.execute(update(t.user).where(*self._is_user(id)).values(values))
            if after.disabled_at is not None:
                self._end_sessions(connection, id)
            changed: dict[str, object] = {
                field: [getattr(before, field), getattr(after, field)]
                for field in ("name", "role")
                if getattr(before, field) != getattr(after, field)
            }
            if after.disabled_at != before.disabled_at:
                changed["disabled"] = [before.disabled_at is not None, after.disabled_at is not None]
            self._record(connection, "user.edit", id, actor, now, email=before.email, **changed)
        return after

    # --- passwords --------------------------------------------------------------------------------------------------

    def change_password(self, id: str, old: str, new: str, *, address: str, secret: str, now: int) -> User:
        """Sets the user's own password, ends all sessions, and begins one with `secret`.

        Raises InvalidInput for a wrong old or a weak new password, TooMany after many wrong ones.
        """
        user = self.user(id)
        with self._records.read() as connection:
            stored = self._user_row(connection, id)["password"]
        attempt = (user.email, address)
        self._attempts.take(attempt, now)
        if not self._is_right(stored, old):
            raise InvalidInput("the present password is another one", hint="an admin can make a new link")
        self._attempts.forgive(attempt)
        hashed = self._hash(new, user.email)
        with self._records.write() as connection:
            user = self._active_user(connection, id)
            self._set_password(connection, user, hashed)
            self._begin_session(connection, user, secret, now)
            self._record(connection, "user.password", id, user.name, now, email=user.email, by="the user")
        return user

    # --- signing in -------------------------------------------------------------------------------------------------

    def sign_in(self, email: str, password: str, *, address: str, secret: str, now: int) -> User:
        """Begins a session with `secret`. An unknown address takes as long as a wrong password, and says the same.

        Raises Unauthenticated, and TooMany after ten failures of an e-mail and network address within 15 minutes.
        """
        email = email.strip().lower()[:MAX_EMAIL]
        attempt = (email, address)
        self._attempts.take(attempt, now)
        with self._records.read() as connection:
            query = self._of_here(t.user).where(t.user.c.email == email, t.user.c.disabled_at.is_(None))
            row = connection.execute(query).mappings().one_or_none()
        stored: str | None = None if row is None else row["password"]
        right = self._is_right(stored, password)
        if row is None or stored is None or not right:
            raise Unauthenticated("the e-mail address or the password is wrong")
        self._attempts.forgive(attempt)
        stale = self._hasher.check_needs_rehash(stored)
        hashed = self._hash(password, email, check=False) if stale else stored
        with self._records.write() as connection:
            user = self._active_user(connection, row["id"])
            if stale:
                connection.execute(update(t.user).where(*self._is_user(user.id)).values(password=hashed))
            self._begin_session(connection, user, secret, now)
            self._record(connection, "session.create", user.id, user.name, now, email=user.email, by="password")
        return user

    def session(self, secret: str, now: int) -> Identity | None:
        """Whose session it is, when it is one of this workspace that hasn't ended."""
        s, u = t.session.c, t.user.c
        query = select(s.user_id, s.seen_at, u.name, u.role).join_from(t.session, t.user, s.user_id == u.id)
        alive = (s.expires_at > now, s.seen_at > now - SESSION_IDLE, u.disabled_at.is_(None))
        here = (s.secret_hash == _sha256(secret), s.workspace_id == self.workspace_id, u.workspace_id == s.workspace_id)
        with self._records.read() as connection:
            row = connection.execute(query.where(*here, *alive)).mappings().one_or_none()
        if row is None:
            return None
        if now - row["seen_at"] >= _SESSION_SEEN_EACH:
            with suppress(Busy), self._records.write() as connection:
                connection.execute(update(t.session).where(s.secret_hash == _sha256(secret)).values(seen_at=now))
                connection.execute(update(t.user).where(*self._is_user(row["user_id"])).values(last_seen_at=now))
        return Identity("user", row["user_id"], row["name"], row["role"], self.workspace_id)

    def sign_out(self, secret: str, *, now: int) -> None:
        """Ends the session; one that isn't there is ended already."""
        who = self.session(secret, now)
        with self._records.write() as connection:
            ended = connection.execute(
                delete(t.session).where(
                    t.session.c.workspace_id == self.workspace_id, t.session.c.secret_hash == _sha256(secret)
                )
            )
            if ended.rowcount and who is not None:
                self._record(connection, "session.delete", who.id, who.name, now)

    def end_session(self, secret: str) -> None:
        """Ends a session that another one takes the place of."""
        here = (t.session.c.workspace_id == self.workspace_id, t.session.c.secret_hash == _sha256(secret))
        with self._records.write() as connection:
            connection.execute(delete(t.session).where(*here))

    # --- links ------------------------------------------------------------------------------------------------------

    def make_link(
        self,
        purpose: Purpose,
        *,
        user_id: str | None = None,
        actor: str,
        secret: str,
        now: int,
        lasts: int | None = None,
    ) -> Link:
        """A link that works once, in place of the unused ones of the user and purpose.

        Raises Conflict for a setup link when there are users, NotFound, and InvalidInput for a disabled user.
        """
        with self._records.write() as connection:
            detail: dict[str, object] = {"purpose": purpose}
            if purpose == "setup":
                self._refuse_second_setup(connection)
            elif user_id is None:
                raise InvalidInput(f"a link to {purpose.replace('_', ' ')} needs a user")
            else:
                detail["email"] = self._active_user(connection, user_id).email
            lasting = LINK_LIFE[purpose] if lasts is None else lasts
            link = self._insert_link(connection, purpose, user_id, secret, now, lasting)
            self._record(connection, "link.create", user_id or self.workspace_id, actor, now, **detail)
        return link

    def set_up(self, token: str, email: str, name: str, password: str, *, secret: str, now: int) -> User:
        """The first user, an admin, by a setup link; begins a session. Raises NotFound, Conflict, InvalidInput."""
        email, name = _email_of(email), _name_of(name)
        with self._records.read() as connection:  # hashing is dear: not for everybody who asks
            self._link_row(connection, "setup", token, now)
        hashed = self._hash(password, email)
        with self._records.write() as connection:
            self._refuse_second_setup(connection)
            self._use_link(connection, "setup", token, now)
            user = self._insert_user(connection, email, name, "admin", hashed, secret, now)
            self._begin_session(connection, user, secret, now)
            self._record(
                connection, "user.create", user.id, name, now, email=email, name=name, role="admin", by="setup"
            )
        return user

    def sign_in_by_link(self, token: str, *, secret: str, now: int) -> User:
        """Begins a session by a sign-in link. Raises NotFound for one that isn't known, was used or is too old."""
        with self._records.write() as connection:
            row = self._use_link(connection, "sign_in", token, now)
            user = self._active_user(connection, row["user_id"])
            self._begin_session(connection, user, secret, now)
            self._record(connection, "session.create", user.id, user.name, now, email=user.email, by="link")
        return user

    def set_password_by_link(self, token: str, password: str, *, secret: str, now: int) -> User:
        """The user of the link gets this password and a session; other sessions end. Raises NotFound, InvalidInput."""
        with self._records.read() as connection:
            row = self._link_row(connection, "password", token, now)
            user = self._active_user(connection, row["user_id"])
        hashed = self._hash(password, user.email)
        with self._records.write() as connection:
            self._use_link(connection, "password", token, now)
            user = self._active_user(connection, user.id)
            self._set_password(connection, user, hashed)
            self._begin_session(connection, user, secret, now)
            self._record(connection, "user.password", user.id, user.name, now, email=user.email, by="link")
        return user

    # --- keys -------------------------------------------------------------------------------------------------------

    def keys(self, *, after: str | None = None, limit: int | None = None) -> tuple[Key, ...]:
        """Newest first, revoked ones too; `after` is the id of the last one of the page before."""
        place = (t.api_key.c.created_at, t.api_key.c.id)
        query = self._of_here(t.api_key).order_by(*(column.desc() for column in place)).limit(limit)
        if after is not None:
            last = select(*place).where(t.api_key.c.workspace_id == self.workspace_id, t.api_key.c.id == after)
            query = query.where(tuple_(*place) < last.scalar_subquery())
        with self._records.read() as connection:
            return tuple(_key(row) for row in connection.execute(query).mappings())

    def key_named(self, text: str) -> Key:
        """The key with this id, or the one that isn't revoked with this name. Raises NotFound with the nearest name."""
        every = self.keys()
        live = {key.name: key for key in every if key.revoked_at is None}
        found = next((key for key in every if key.id == text), live.get(text))
        if found is None:
            raise NotFound.named("key", text, live, listing="shoal keys list")
        return found

    def create_key(
        self, name: str, role: Role, *, expires_at: int | None = None, actor: str, secret: str, now: int
    ) -> tuple[Key, str]:
        """The key and its secret, which is never seen again.

        Raises InvalidInput for a field that can't be saved, Conflict for the name of a key that isn't revoked.
        """
        name = _name_of(name)
        if expires_at is not None and expires_at <= now:
            raise InvalidInput("the key would have expired already", hint="give a time in the future, or none")
        whole = KEY_MARK + secret
        key = Key(
            id="key_" + _sha256(f"key id {secret}")[:16],
            name=name,
            prefix=whole[: len(KEY_MARK) + 6],
            role=role_named(role),
            created_at=now,
            created_by=actor,
            expires_at=expires_at,
            last_used_at=None,
            revoked_at=None,
        )
        with self._records.write() as connection:
            live = self._of_here(t.api_key).where(t.api_key.c.revoked_at.is_(None))
            if any(row["name"].casefold() == name.casefold() for row in connection.execute(live).mappings()):
                raise Conflict(
                    f"a key is called {name!r} already", hint="choose another name, or revoke that one first"
                )
            values = {name: getattr(key, name) for name in Key.__slots__}
            connection.execute(
                insert(t.api_key).values(workspace_id=self.workspace_id, secret_hash=_sha256(whole), **values)
            )
            detail = {"name": name, "role": role, "prefix": key.prefix, "expires_at": _instant(expires_at)}
            self._record(connection, "key.create", key.id, actor, now, **detail)
        return key, whole

    def revoke_key(self, id: str, *, actor: str, now: int) -> None:
        """The key stops working; one that was revoked stays so. Raises NotFound."""
        with self._records.write() as connection:
            row = connection.execute(self._of_here(t.api_key).where(t.api_key.c.id == id)).mappings().one_or_none()
            if row is None:
                raise NotFound(f"there is no key {id!r}", hint="`shoal keys list` shows what there is")
            if row["revoked_at"] is not None:
                return
            connection.execute(update(t.api_key).where(t.api_key.c.id == id).values(revoked_at=now))
            self._record(connection, "key.revoke", id, actor, now, name=row["name"], prefix=row["prefix"])

    def key(self, secret: str, now: int) -> Identity | None:
        """Who holds the key, when it is one of this workspace that works."""
        k = t.api_key.c
        works = (k.revoked_at.is_(None), or_(k.expires_at.is_(None), k.expires_at > now))
        query = self._of_here(t.api_key).where(k.secret_hash == _sha256(secret), *works)
        with self._records.read() as connection:
            row = connection.execute(query).mappings().one_or_none()
        if row is None:
            return None
        if row["last_used_at"] is None or now - row["last_used_at"] >= _KEY_USED_EACH:
            with suppress(Busy), self._records.write() as connection:
                connection.execute(update(t.api_key).where(k.id == row["id"]).values(last_used_at=now))
        return Identity("key", row["id"], f"{row['name']} (key)", row["role"], self.workspace_id)

    def local(self, secret: str, actor: str) -> Identity | None:
        """This machine's own commands, when they know the server's secret."""
        if self.local_secret is None or not hmac.compare_digest(secret.encode(), self.local_secret.encode()):
            return None
        return Identity("local", "local", actor, "admin", self.workspace_id)

    # --- audit ------------------------------------------------------------------------------------------------------

    def audit(
        self,
        *,
        actor: str | None = None,
        action: str | None = None,
        subject: str | None = None,
        start: int | None = None,
        end: int | None = None,
        before: int | None = None,
        limit: int | None = None,
    ) -> tuple[AuditEntry, ...]:
        """Newest first. `action` is a beginning, such as `segment.`; `before` is the id of the last one of a page.

        From `start` until before `end`, microseconds since 1970 UTC.
        """
        a = t.audit.c
        query = self._of_here(t.audit).order_by(a.id.desc()).limit(limit)
        if actor is not None:
            query = query.where(a.actor == actor)
        if action is not None:
            query = query.where(a.action.startswith(action, autoescape=True))
        if subject is not None:
            query = query.where(a.subject == subject)
        if start is not None:
            query = query.where(a.at >= start)
        if end is not None:
            query = query.where(a.at < end)
        if before is not None:
            query = query.where(a.id < before)
        with self._records.read() as connection:
            rows = connection.execute(query).mappings().all()
        return tuple(_entry(row) for row in rows)

    def first_broken(self) -> int | None:
        """The id of the first audit row that was changed, or before which one was removed; None when all is well."""
        with self._records.read() as connection:
            return audit_rows.broken(connection, self.workspace_id)

    # --- rows -------------------------------------------------------------------------------------------------------

    def _of_here(self, table: Any) -> Any:
        return select(table).where(table.c.workspace_id == self.workspace_id)

    def _is_user(self, id: str) -> tuple[ColumnElement[bool], ...]:
        return (t.user.c.workspace_id == self.workspace_id, t.user.c.id == id)

    def _user_count(self, connection: Connection) -> int:
        query = select(func.count()).select_from(t.user).where(t.user.c.workspace_id == self.workspace_id)
        return connection.execute(query).scalar_one()

    def _user_row(self, connection: Connection, id: str) -> RowMapping:
        row = connection.execute(select(t.user).where(*self._is_user(id))).mappings().one_or_none()
        if row is None:
            raise NotFound(f"there is no user {id!r}", hint="`shoal users list` shows who there is")
        return row

    def _active_user(self, connection: Connection, id: str) -> User:
        user = _user(self._user_row(connection, id))
        if user.disabled_at is not None:
            raise InvalidInput(f"{user.email} is disabled", hint="an admin can enable the account again")
        return user

    def _insert_user(
        self, connection: Connection, email: str, name: str, role: Role, hashed: str | None, secret: str, now: int
    ) -> User:
        query = self._of_here(t.user).where(t.user.c.email == email)
        if connection.execute(query).first() is not None:
            raise Conflict(f"{email} has an account already")
        self._refuse_taken_name(connection, name)
        id = "user_" + _sha256(f"user id {secret}")[:16]
        values = {
            "id": id,
            "email": email,
            "name": name,
            "role": role_named(role),
            "password": hashed,
            "created_at": now,
        }
        connection.execute(insert(t.user).values(workspace_id=self.workspace_id, **values))
        return _user(self._user_row(connection, id))

    def _refuse_taken_name(self, connection: Connection, name: str, other_than: str | None = None) -> None:
        """The history names people: two of the same name would be one in it."""
        for row in connection.execute(self._of_here(t.user)).mappings():
            if row["id"] != other_than and row["name"].casefold() == name.casefold():
                raise Conflict(
                    f"{row['email']} is called {name!r} already", hint="add something that tells the two apart"
                )

    def _refuse_last_admin(self, connection: Connection, user: User) -> None:
        """Somebody else has to be an admin who was here, or can come by a password."""
        u = t.user.c
        came = or_(u.password.is_not(None), u.last_seen_at.is_not(None))
        others = self._of_here(t.user).where(u.role == "admin", u.disabled_at.is_(None), u.id != user.id, came)
        if connection.execute(others).first() is None:
            raise Conflict(f"{user.email} is the last admin", hint="make somebody else an admin first")

    def _refuse_second_setup(self, connection: Connection) -> None:
        if self._user_count(connection):
            raise Conflict("the workspace has users already", hint="ask an admin for an invitation")

    def _set_password(self, connection: Connection, user: User, hashed: str) -> None:
        connection.execute(update(t.user).where(*self._is_user(user.id)).values(password=hashed))
        self._end_sessions(connection, user.id)

    def _begin_session(self, connection: Connection, user: User, secret: str, now: int) -> None:
        s = t.session.c
        ended = or_(s.expires_at <= now, s.seen_at <= now - SESSION_IDLE)
        connection.execute(delete(t.session).where(s.user_id == user.id, ended))
        values = {"user_id": user.id, "created_at": now, "seen_at": now, "expires_at": now + SESSION_LIFE}
        connection.execute(
            insert(t.session).values(workspace_id=self.workspace_id, secret_hash=_sha256(secret), **values)
        )
        connection.execute(update(t.user).where(*self._is_user(user.id)).values(last_seen_at=now))

    def _end_sessions(self, connection: Connection, user_id: str) -> None:
        """The sessions of a user, and the links that would begin one."""
        connection.execute(delete(t.session).where(t.session.c.user_id == user_id))
        connection.execute(delete(t.link).where(t.link.c.user_id == user_id, t.link.c.used_at.is_(None)))

    def _insert_link(
        self, connection: Connection, purpose: Purpose, user_id: str | None, secret: str, now: int, lasts: int
    ) -> Link:
        here = (t.link.c.workspace_id == self.workspace_id, t.link.c.purpose == purpose)
        connection.execute(delete(t.link).where(*here, t.link.c.user_id == user_id, t.link.c.used_at.is_(None)))
        times = {"created_at": now, "expires_at": now + lasts}
        values = {"purpose": purpose, "user_id": user_id, "secret_hash": _sha256(secret)}
        connection.execute(insert(t.link).values(workspace_id=self.workspace_id, **values, **times))
        return Link(purpose, secret, now + lasts)

    def _link_row(self, connection: Connection, purpose: Purpose, token: str, now: int) -> RowMapping:
        this = (t.link.c.secret_hash == _sha256(token), t.link.c.purpose == purpose)
        open_ = (t.link.c.used_at.is_(None), t.link.c.expires_at > now)
        row = connection.execute(self._of_here(t.link).where(*this, *open_)).mappings().one_or_none()
        if row is None:
            raise NotFound("the link isn't known, was used already, or is too old", hint="ask an admin for a new one")
        return row

    def _use_link(self, connection: Connection, purpose: Purpose, token: str, now: int) -> RowMapping:
        row = self._link_row(connection, purpose, token, now)
        connection.execute(update(t.link).where(t.link.c.secret_hash == row["secret_hash"]).values(used_at=now))
        return row

    def _record(
        self, connection: Connection, action: str, subject: str, actor: str, now: int, **detail: object
    ) -> None:
        audit_rows.append(
            connection, self.workspace_id, at=now, actor=actor, action=action, subject=subject, detail=detail
        )

    # --- hashing ----------------------------------------------------------------------------------------------------

    def _hash(self, password: str, email: str, *, check: bool = True) -> str:
        if check:
            check_password(password, email)
        with self._hashing:
            return self._hasher.hash(_normal(password))

    def _is_right(self, stored: str | None, password: str) -> bool:
        """Whether the password is the stored one. Without a stored one it takes as long and is false."""
        with self._hashing:
            if self._decoy is None:  # in either case, so that the first question tells nothing
                self._decoy = self._hasher.hash("nobody's password")
            try:
                self._hasher.verify(stored or self._decoy, _normal(password))
            except (VerificationError, InvalidHashError):
                return False
            return stored is not None


def check_password(password: str, email: str) -> None:
    """Raises InvalidInput for a password that is too short, too long, the e-mail address, or among the commonest."""
    plain = _normal(password).casefold()
    if len(_normal(password)) < MIN_PASSWORD:
        raise InvalidInput(f"the password has fewer than {MIN_PASSWORD} characters", hint=_GOOD_PASSWORD)
    if len(password) > MAX_PASSWORD:
        raise InvalidInput(f"the password has more than {MAX_PASSWORD} characters")
    if plain in (email.casefold(), email.casefold().partition("@")[0]):
        raise InvalidInput("the password is the e-mail address", hint=_GOOD_PASSWORD)
    if plain in _COMMON_PASSWORDS.split() or len(set(plain)) < 3:
        raise InvalidInput("the password is one of the commonest", hint=_GOOD_PASSWORD)


def _normal(password: str) -> str:
    """Keyboards write the same letter in two ways."""
    return unicodedata.normalize("NFKC", password)


def _email_of(text: str) -> str:
    email = text.strip().lower()
    if not _EMAIL.fullmatch(email) or len(email) > MAX_EMAIL or not email.isprintable():
        raise InvalidInput(f"{text[:100]!r} is no e-mail address", hint="write it as ayse@example.com")
    return email


def _name_of(text: str) -> str:
    name = " ".join(text.split())
    if not name or len(name) > MAX_NAME or any(unicodedata.category(c) in ("Cc", "Cs") for c in name):
        raise InvalidInput(f"a name has 1 to {MAX_NAME} characters, none of them a control character")
    return name


def role_named(text: str) -> Role:
    """Raises InvalidInput for what is no role."""
    for role in ROLES:
        if role == text:
            return role
    raise InvalidInput(f"there is no role {text!r}", hint=f"the roles are {', '.join(ROLES)}")


def _user(row: RowMapping) -> User:
    fields = {name: row[name] for name in User.__slots__ if name != "has_password"}
    return User(**fields, has_password=row["password"] is not None)


def _key(row: RowMapping) -> Key:
    return Key(**{name: row[name] for name in Key.__slots__})


def _entry(row: RowMapping) -> AuditEntry:
    fields = {name: row[name] for name in AuditEntry.__slots__}
    return AuditEntry(**fields | {"detail": audit_rows.shown(row["detail"])})


def _instant(time: int | None) -> str | None:
    return None if time is None else format_instant(time)


def _sha256(text: str) -> str:
    return hashlib.sha256(text.encode(errors="surrogatepass")).hexdigest()
