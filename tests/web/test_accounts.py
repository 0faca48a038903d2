"""Users, sessions, links, keys and the audit, without a server."""

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from argon2 import PasswordHasher
from sqlalchemy import func, insert, select, update

from shoal.model.errors import Conflict, InvalidInput, NotFound, ShoalError
from shoal.storage.records import Records
from shoal.storage.records import tables as t
from shoal.web.accounts import DAY, MINUTE, SECOND, SESSION_IDLE, SESSION_LIFE, Accounts, User
from shoal.web.problems import TooMany, Unauthenticated

NOW = 1_772_971_200_000_000
GOOD = "orange bicycle lamp"
EMAIL = "ayse@example.com"


class CountingHasher(PasswordHasher):
    """Argon2id with the least work, which counts what it is asked for."""

    def __init__(self) -> None:
        super().__init__(time_cost=1, memory_cost=8, parallelism=1)
        self.verified = 0

    def verify(self, hash: str | bytes, password: str | bytes) -> bool:
        self.verified += 1
        return super().verify(hash, password)


@pytest.fixture
def records(tmp_path: Path) -> Iterator[Records]:
    records = Records.at(tmp_path / "records.sqlite")
    records.upgrade()
    with records.write() as connection:
        connection.execute(insert(t.workspace).values(workspace_id="main", zone="UTC", created_at=1))
    yield records
    records.close()


@pytest.fixture
def hasher() -> CountingHasher:
    return CountingHasher()


@pytest.fixture
def accounts(records: Records, hasher: CountingHasher) -> Accounts:
    return Accounts(records, "main", hasher=hasher, local_secret="the machine's own")


@pytest.fixture
def ayse(accounts: Accounts) -> User:
    """An admin with a password."""
    return accounts.create_user(EMAIL, "Ayşe", "admin", password=GOOD, actor="test", secret="ayşe", now=NOW)


def sign_in(accounts: Accounts, secret: str, *, password: str = GOOD, now: int = NOW, address: str = "1.2.3.4") -> User:
    return accounts.sign_in(EMAIL, password, address=address, secret=secret, now=now)


def audit_count(records: Records) -> int:
    with records.read() as connection:
        return connection.execute(select(func.count()).select_from(t.audit)).scalar_one()


# --- users ----------------------------------------------------------------------------------------------------------


def test_a_user_is_read_back(accounts: Accounts) -> None:
    made = accounts.create_user("  Bob@Example.COM ", " Bob   B. ", "marketer", actor="ayşe", secret="s", now=NOW)

    assert accounts.user(made.id) == made == accounts.user_named("bob@example.com")
    assert (made.email, made.name, made.role, made.has_password) == ("bob@example.com", "Bob B.", "marketer", False)


@pytest.mark.parametrize("email", ["", "bob", "@", "bob@", "a b@example.com", "a@b@c", "x" * 250 + "@e.com", "a@b\0c"])
def test_what_is_no_address_is_refused(accounts: Accounts, email: str) -> None:
    with pytest.raises(InvalidInput, match="no e-mail address"):
        accounts.create_user(email, "Bob", "viewer", actor="ayşe", secret="s", now=NOW)


@pytest.mark.parametrize("name", ["", "   ", "x" * 101, "a\0b"])
def test_what_is_no_name_is_refused(accounts: Accounts, name: str) -> None:
    with pytest.raises(InvalidInput, match="a name has"):
        accounts.create_user("bob@example.com", name, "viewer", actor="ayşe", secret="s", now=NOW)


def test_two_users_share_neither_address_nor_name(accounts: Accounts, ayse: User) -> None:
    with pytest.raises(Conflict, match="has an account"):
        accounts.create_user("AYSE@example.com", "Other", "viewer", actor="x", secret="s", now=NOW)
    with pytest.raises(Conflict, match="is called"):
        accounts.create_user("other@example.com", "ayşe", "viewer", actor="x", secret="s", now=NOW)


def test_an_unknown_user_is_named_with_the_nearest(accounts: Accounts, ayse: User) -> None:
    with pytest.raises(NotFound) as error:
        accounts.user_named("ayse@exampel.com")

    assert error.value.hint == "did you mean 'ayse@example.com'?"


def test_the_last_admin_stays(accounts: Accounts, ayse: User) -> None:
    bob = accounts.create_user("bob@example.com", "Bob", "admin", actor="x", secret="b", now=NOW)

    for change in ({"role": "viewer"}, {"disabled": True}):  # Bob never came and has no password
        with pytest.raises(Conflict, match="last admin"):
            accounts.edit_user(ayse.id, **change, actor="x", now=NOW)  # type: ignore[arg-type]
    link = accounts.make_link("password", user_id=bob.id, actor="x", secret="l", now=NOW)
    accounts.set_password_by_link(link.token, GOOD, secret="s", now=NOW)

    assert accounts.edit_user(ayse.id, role="viewer", actor="x", now=NOW).role == "viewer"


def test_users_come_in_pages(accounts: Accounts) -> None:
    for i in (3, 1, 2):
        accounts.create_user(f"u{i}@example.com", f"U{i}", "viewer", actor="x", secret=f"s{i}", now=NOW)

    first = accounts.users(limit=2)

    assert [user.name for user in first] == ["U1", "U2"]
    assert [user.name for user in accounts.users(after=first[-1].email, limit=2)] == ["U3"]


# --- passwords ------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "password",
    [
        "short",
        "123456789",
        "1234567890",
        "Password123",
        "QWERTYUIOP",
        "aaaaaaaaaaaa",
        EMAIL,
        "Ayse@Example.com",
        "x" * 1001,
    ],
)
def test_a_weak_password_is_refused(accounts: Accounts, password: str) -> None:
    with pytest.raises(InvalidInput, match="the password"):
        accounts.create_user(EMAIL, "Ayşe", "viewer", password=password, actor="x", secret="s", now=NOW)


def test_a_password_is_kept_as_argon2id_only(accounts: Accounts, ayse: User, records: Records) -> None:
    with records.read() as connection:
        stored = connection.execute(select(t.user.c.password)).scalar_one()

    assert stored.startswith("$argon2id$")
    assert GOOD not in stored


def test_two_keyboards_write_one_password(accounts: Accounts, ayse: User) -> None:
    accounts.change_password(ayse.id, GOOD, "café au lait", address="a", secret="s1", now=NOW)

    assert sign_in(accounts, "s2", password="cafe\u0301 au lait").id == ayse.id


def test_a_stale_hash_is_made_again_at_sign_in(records: Records, ayse: User) -> None:
    stronger = PasswordHasher(time_cost=2, memory_cost=16, parallelism=1)
    sign_in(Accounts(records, "main", hasher=stronger), "s")

    with records.read() as connection:
        stored = connection.execute(select(t.user.c.password)).scalar_one()
    assert not stronger.check_needs_rehash(stored)


def test_changing_the_password_wants_the_present_one_and_ends_other_sessions(accounts: Accounts, ayse: User) -> None:
    sign_in(accounts, "old")

    with pytest.raises(InvalidInput, match="present password"):
        accounts.change_password(ayse.id, "something else", "a new long one", address="a", secret="new", now=NOW)
    accounts.change_password(ayse.id, GOOD, "a new long one", address="a", secret="new", now=NOW)

    assert accounts.session("old", NOW) is None
    assert accounts.session("new", NOW) is not None
    with pytest.raises(Unauthenticated):
        sign_in(accounts, "again")


# --- signing in -----------------------------------------------------------------------------------------------------


def test_signing_in_begins_a_session(accounts: Accounts, ayse: User) -> None:
    sign_in(accounts, "s")

    who = accounts.session("s", NOW)

    assert who is not None
    assert (who.kind, who.id, who.name, who.role) == ("user", ayse.id, "Ayşe", "admin")
    assert accounts.session("another", NOW) is None


def test_an_unknown_address_is_as_much_work_as_a_wrong_password(
    accounts: Accounts, ayse: User, hasher: CountingHasher
) -> None:
    said = []
    for email in (EMAIL, "nobody@example.com"):
        before = hasher.verified
        with pytest.raises(Unauthenticated) as error:
            accounts.sign_in(email, "not the password", address="a", secret="s", now=NOW)
        said.append((error.value.message, hasher.verified - before))

    assert said[0] == said[1]
    assert said[0][1] == 1


def test_somebody_invited_or_disabled_is_told_what_a_stranger_is(accounts: Accounts, ayse: User) -> None:
    accounts.invite("new@example.com", "New", "viewer", actor="x", secret="n", now=NOW)
    out = accounts.create_user("out@example.com", "Out", "viewer", password=GOOD, actor="x", secret="o", now=NOW)
    accounts.edit_user(out.id, disabled=True, actor="x", now=NOW)

    for email in ("new@example.com", "out@example.com"):
        with pytest.raises(Unauthenticated, match="the e-mail address or the password is wrong"):
            accounts.sign_in(email, GOOD, address="a", secret="s", now=NOW)


def test_the_eleventh_failure_has_to_wait(accounts: Accounts, ayse: User, hasher: CountingHasher) -> None:
    for i in range(10):
        with pytest.raises(Unauthenticated):
            sign_in(accounts, "s", password="wrong", now=NOW + i * SECOND)
    worked = hasher.verified
    with pytest.raises(TooMany) as error:
        sign_in(accounts, "s", now=NOW + MINUTE)

    assert error.value.retry_after == 14 * 60
    assert hasher.verified == worked
    assert sign_in(accounts, "other place", now=NOW + MINUTE, address="5.6.7.8").id == ayse.id
    assert sign_in(accounts, "later", now=NOW + 15 * MINUTE).id == ayse.id


def test_many_attempts_at_once_gain_nothing(accounts: Accounts, ayse: User) -> None:
    def attempt(i: int) -> str:
        try:
            sign_in(accounts, f"s{i}", password="wrong")
        except ShoalError as error:
            return error.code
        return "in"

    with ThreadPoolExecutor(8) as pool:
        told = list(pool.map(attempt, range(24)))

    assert told.count("unauthenticated") == 10
    assert told.count("too_many") == 14


def test_success_takes_the_failures_back(accounts: Accounts, ayse: User) -> None:
    for turn in range(3):
        for _ in range(9):
            with pytest.raises(Unauthenticated):
                sign_in(accounts, "s", password="wrong")
        sign_in(accounts, f"s{turn}")


def test_a_session_ends_when_it_is_idle_or_old(accounts: Accounts, ayse: User) -> None:
    sign_in(accounts, "idle")
    sign_in(accounts, "used")

    assert accounts.session("idle", NOW + SESSION_IDLE) is None
    seen = NOW
    while seen + 6 * DAY < NOW + SESSION_LIFE:
        seen += 6 * DAY
        assert accounts.session("used", seen) is not None
    assert accounts.session("used", NOW + SESSION_LIFE) is None
    assert accounts.user(ayse.id).last_seen_at == seen


def test_disabling_ends_sessions_and_links_and_enabling_brings_neither_back(accounts: Accounts, ayse: User) -> None:
    bob = accounts.create_user("bob@example.com", "Bob", "viewer", password=GOOD, actor="x", secret="b", now=NOW)
    accounts.sign_in(bob.email, GOOD, address="a", secret="s", now=NOW)
    link = accounts.make_link("sign_in", user_id=bob.id, actor="x", secret="l", now=NOW)
    accounts.edit_user(bob.id, disabled=True, actor="x", now=NOW)

    assert accounts.session("s", NOW) is None
    accounts.edit_user(bob.id, disabled=False, actor="x", now=NOW)
    assert accounts.session("s", NOW) is None
    with pytest.raises(NotFound):
        accounts.sign_in_by_link(link.token, secret="s2", now=NOW)


def test_another_role_holds_at_once(accounts: Accounts, ayse: User) -> None:
    bob = accounts.create_user("bob@example.com", "Bob", "viewer", password=GOOD, actor="x", secret="b", now=NOW)
    accounts.sign_in(bob.email, GOOD, address="a", secret="s", now=NOW)
    accounts.edit_user(bob.id, role="analyst", actor="x", now=NOW)

    who = accounts.session("s", NOW)

    assert who is not None
    assert [who.may(role) for role in ("viewer", "marketer", "analyst", "admin")] == [True, True, True, False]


# --- links ----------------------------------------------------------------------------------------------------------


def test_the_setup_link_makes_the_first_user_once(accounts: Accounts) -> None:
    assert accounts.setup_needed()
    link = accounts.make_link("setup", actor="server", secret="l", now=NOW)

    user = accounts.set_up(link.token, EMAIL, "Ayşe", GOOD, secret="s", now=NOW)

    assert (user.role, accounts.setup_needed()) == ("admin", False)
    assert accounts.session("s", NOW) is not None
    with pytest.raises(NotFound):
        accounts.set_up(link.token, "b@example.com", "Bob", GOOD, secret="s2", now=NOW)
    with pytest.raises(Conflict, match="has users"):
        accounts.make_link("setup", actor="server", secret="l2", now=NOW)


def test_a_setup_link_is_worth_nothing_once_there_is_a_user(accounts: Accounts) -> None:
    link = accounts.make_link("setup", actor="server", secret="l", now=NOW)
    accounts.create_user(EMAIL, "Ayşe", "admin", actor="x", secret="s", now=NOW)

    with pytest.raises(Conflict):
        accounts.set_up(link.token, "b@example.com", "Bob", GOOD, secret="s2", now=NOW)


def test_only_the_newest_setup_link_works(accounts: Accounts) -> None:
    old = accounts.make_link("setup", actor="server", secret="one", now=NOW)
    accounts.make_link("setup", actor="server", secret="two", now=NOW)

    with pytest.raises(NotFound):
        accounts.set_up(old.token, EMAIL, "Ayşe", GOOD, secret="s", now=NOW)


def test_a_link_works_once_in_time_and_for_its_purpose(accounts: Accounts, ayse: User) -> None:
    link = accounts.make_link("sign_in", user_id=ayse.id, actor="x", secret="l", now=NOW, lasts=MINUTE)

    with pytest.raises(NotFound):
        accounts.set_password_by_link(link.token, GOOD, secret="s", now=NOW)
    with pytest.raises(NotFound):
        accounts.sign_in_by_link(link.token, secret="s", now=NOW + MINUTE)
    assert accounts.sign_in_by_link(link.token, secret="s", now=NOW).id == ayse.id
    with pytest.raises(NotFound):
        accounts.sign_in_by_link(link.token, secret="s2", now=NOW)


def test_one_link_opened_by_many_at_once_lets_one_in(accounts: Accounts, ayse: User) -> None:
    link = accounts.make_link("sign_in", user_id=ayse.id, actor="x", secret="l", now=NOW)

    def attempt(i: int) -> bool:
        try:
            accounts.sign_in_by_link(link.token, secret=f"s{i}", now=NOW)
        except NotFound:
            return False
        return True

    with ThreadPoolExecutor(8) as pool:
        assert list(pool.map(attempt, range(8))).count(True) == 1


def test_a_weak_password_leaves_the_invitation_open(accounts: Accounts) -> None:
    user, link = accounts.invite(EMAIL, "Ayşe", "viewer", actor="x", secret="l", now=NOW)

    with pytest.raises(InvalidInput):
        accounts.set_password_by_link(link.token, "short", secret="s", now=NOW)
    assert accounts.set_password_by_link(link.token, GOOD, secret="s", now=NOW).id == user.id
    assert accounts.session("s", NOW) is not None


# --- keys -----------------------------------------------------------------------------------------------------------


def test_a_key_identifies_a_program(accounts: Accounts) -> None:
    key, secret = accounts.create_key("Nightly", "analyst", actor="ayşe", secret="abcdefghijklmnop", now=NOW)

    who = accounts.key(secret, NOW)

    assert secret == "shoal_sk_abcdefghijklmnop"
    assert key.prefix == "shoal_sk_abcdef"
    assert who is not None
    assert (who.kind, who.id, who.name, who.role) == ("key", key.id, "Nightly (key)", "analyst")
    assert accounts.key("shoal_sk_another", NOW) is None


def test_a_key_ends_by_time_and_by_revoking(accounts: Accounts) -> None:
    _, short = accounts.create_key("Short", "viewer", expires_at=NOW + DAY, actor="x", secret="one", now=NOW)
    long_key, long = accounts.create_key("Long", "viewer", actor="x", secret="two", now=NOW)

    assert accounts.key(short, NOW + DAY - 1) is not None
    assert accounts.key(short, NOW + DAY) is None
    accounts.revoke_key(long_key.id, actor="x", now=NOW)
    assert accounts.key(long, NOW) is None
    rows = accounts.keys()
    assert sorted(str(key.as_json(NOW + DAY)["state"]) for key in rows) == ["expired", "revoked"]


def test_a_key_that_would_have_expired_is_refused(accounts: Accounts) -> None:
    with pytest.raises(InvalidInput, match="expired already"):
        accounts.create_key("Late", "viewer", expires_at=NOW, actor="x", secret="s", now=NOW)


def test_the_use_of_a_key_is_noted_once_a_minute(accounts: Accounts) -> None:
    _, secret = accounts.create_key("Nightly", "viewer", actor="x", secret="s", now=NOW)
    noted = []
    for at in (0, 59, 60, 119, 121):
        accounts.key(secret, NOW + at * SECOND)
        used = accounts.keys()[0].last_used_at
        assert used is not None
        noted.append((used - NOW) // SECOND)

    assert noted == [0, 0, 60, 60, 121]


def test_keys_come_in_pages_newest_first(accounts: Accounts) -> None:
    for i in range(5):  # two of one instant
        accounts.create_key(f"k{i}", "viewer", actor="x", secret=f"s{i}", now=NOW + i // 2)
    pages, after = [], None
    while page := accounts.keys(after=after, limit=2):
        pages += [key.name for key in page]
        after = page[-1].id

    assert sorted(pages) == ["k0", "k1", "k2", "k3", "k4"]
    assert pages[0] == "k4"


def test_another_workspace_knows_none_of_it(records: Records, accounts: Accounts, ayse: User) -> None:
    other = Accounts(records, "other", hasher=CountingHasher())
    key, secret = accounts.create_key("Nightly", "viewer", actor="x", secret="k", now=NOW)
    link = accounts.make_link("sign_in", user_id=ayse.id, actor="x", secret="l", now=NOW)
    sign_in(accounts, "s")

    assert other.key(secret, NOW) is None
    assert other.session("s", NOW) is None
    assert (other.users(), other.keys(), other.audit(), other.setup_needed()) == ((), (), (), True)
    for change in (
        lambda: other.user(ayse.id),
        lambda: other.edit_user(ayse.id, role="viewer", actor="x", now=NOW),
        lambda: other.revoke_key(key.id, actor="x", now=NOW),
        lambda: other.sign_in_by_link(link.token, secret="x", now=NOW),
        lambda: other.make_link("password", user_id=ayse.id, actor="x", secret="y", now=NOW),
    ):
        with pytest.raises(NotFound):
            change()
    with pytest.raises(Unauthenticated):
        other.sign_in(EMAIL, GOOD, address="a", secret="z", now=NOW)
    other.sign_out("s", now=NOW)
    assert accounts.session("s", NOW) is not None


def test_the_machines_own_secret_is_an_admin(accounts: Accounts, records: Records) -> None:
    who = accounts.local("the machine's own", "ayşe")

    assert who is not None
    assert (who.kind, who.name, who.role) == ("local", "ayşe", "admin")
    assert accounts.local("another", "ayşe") is None
    assert Accounts(records, "main").local("", "ayşe") is None


# --- the audit ------------------------------------------------------------------------------------------------------


def test_every_change_writes_one_row_and_no_secret(records: Records, accounts: Accounts) -> None:
    link = accounts.make_link("setup", actor="server", secret="secret-1", now=NOW)
    ayse = accounts.set_up(link.token, EMAIL, "Ayşe", GOOD, secret="secret-2", now=NOW)
    bob, invitation = accounts.invite("bob@example.com", "Bob", "viewer", actor="Ayşe", secret="secret-3", now=NOW)
    key, _ = accounts.create_key("Nightly", "viewer", actor="Ayşe", secret="secret-4", now=NOW)
    changes = [
        lambda: accounts.set_password_by_link(invitation.token, GOOD, secret="secret-5", now=NOW),
        lambda: accounts.edit_user(bob.id, name="Bobby", role="analyst", actor="Ayşe", now=NOW),
        lambda: accounts.edit_user(bob.id, disabled=True, actor="Ayşe", now=NOW),
        lambda: accounts.change_password(ayse.id, GOOD, GOOD + "s", address="a", secret="secret-6", now=NOW),
        lambda: accounts.sign_in(EMAIL, GOOD + "s", address="a", secret="secret-7", now=NOW),
        lambda: accounts.sign_out("secret-7", now=NOW),
        lambda: accounts.make_link("sign_in", user_id=ayse.id, actor="cli", secret="secret-8", now=NOW),
        lambda: accounts.sign_in_by_link("secret-8", secret="secret-9", now=NOW),
        lambda: accounts.revoke_key(key.id, actor="Ayşe", now=NOW),
        lambda: accounts.rename_workspace("Example shop", actor="Ayşe", now=NOW),
    ]
    assert audit_count(records) == 4
    for number, change in enumerate(changes, start=5):
        change()
        assert audit_count(records) == number
    nothing = [
        lambda: accounts.edit_user(bob.id, role="analyst", actor="Ayşe", now=NOW),
        lambda: accounts.revoke_key(key.id, actor="Ayşe", now=NOW),
        lambda: accounts.rename_workspace("Example shop", actor="Ayşe", now=NOW),
        lambda: accounts.sign_out("secret-7", now=NOW),
    ]
    for change in nothing:
        change()
    assert audit_count(records) == 14

    rows = accounts.audit()
    assert [row.action for row in rows][:3] == ["workspace.rename", "key.revoke", "session.create"]
    assert rows[8].detail == {"email": "bob@example.com", "name": ["Bob", "Bobby"], "role": ["viewer", "analyst"]}
    assert "secret-" not in str(rows).replace("shoal_sk_secret", "")  # what is shown of a key
    assert GOOD not in str(rows)


def test_the_audit_is_filtered_and_paged(accounts: Accounts) -> None:
    for i in range(5):
        accounts.create_key(f"k{i}", "viewer", actor=f"actor {i % 2}", secret=f"s{i}", now=NOW + i)
    accounts.rename_workspace("Shop", actor="actor 1", now=NOW + 9)

    def names(**filters: object) -> list[str]:
        return [str(row.detail["name"]) for row in accounts.audit(**filters)]  # type: ignore[arg-type]

    assert names() == ["Shop", "k4", "k3", "k2", "k1", "k0"]
    assert names(actor="actor 0") == ["k4", "k2", "k0"]
    assert names(action="workspace.") == ["Shop"]
    assert names(action="key.create", start=NOW + 1, end=NOW + 3) == ["k2", "k1"]
    assert names(action="%") == []
    assert names(before=accounts.audit()[3].id, limit=1) == ["k1"]


@pytest.mark.parametrize(
    "tampering",
    [
        update(t.audit).where(t.audit.c.id == 2).values(actor="somebody else"),
        update(t.audit).where(t.audit.c.id == 2).values(at=1),
        t.audit.delete().where(t.audit.c.id == 2),
    ],
    ids=["actor", "time", "removed"],
)
def test_tampering_with_the_audit_shows(records: Records, accounts: Accounts, tampering: object) -> None:
    for i in range(4):
        accounts.create_key(f"k{i}", "viewer", actor="x", secret=f"s{i}", now=NOW + i)
    assert accounts.first_broken() is None

    with records.write() as connection:
        connection.execute(tampering)  # type: ignore[call-overload]

    assert accounts.first_broken() in (2, 3)


def test_rows_from_before_hashes_may_come_first(records: Records, accounts: Accounts) -> None:
    old = {"workspace_id": "main", "at": 1, "actor": "x", "action": "segment.edit", "subject": "s", "detail": {}}
    with records.write() as connection:
        connection.execute(insert(t.audit).values(**old))
    accounts.create_key("k", "viewer", actor="x", secret="s", now=NOW)

    assert accounts.first_broken() is None
    with records.write() as connection:
        connection.execute(insert(t.audit).values(**old))
    assert accounts.first_broken() == 3
