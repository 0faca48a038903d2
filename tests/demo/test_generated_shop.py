"""The generated shop looks like a real one."""

import hashlib

import duckdb
import pytest
from example_sql import END

from shoal.demo import generate
from shoal.model.errors import InvalidInput
from shoal.model.instant import format_instant

DAY = 86_400_000_000


@pytest.fixture(scope="module")
def sql(shop):
    """Runs a query over `events`, `profiles` and `tags`; gives the first row."""
    connection = duckdb.connect()
    connection.execute("SET TimeZone = 'UTC'")
    connection.execute(f"""
        CREATE VIEW events AS SELECT *, properties::JSON AS p, context::JSON AS c FROM read_parquet('{shop.events}');
        CREATE VIEW profiles AS SELECT *, traits::JSON AS t FROM read_parquet('{shop.profiles}');
        CREATE VIEW tags AS FROM read_csv('{shop.tags}')""")
    return lambda query: connection.execute(query).fetchone()


def content(files) -> list[str]:
    return [hashlib.sha256(path.read_bytes()).hexdigest() for path in (files.events, files.profiles, files.tags)]


def test_the_same_seed_gives_the_same_shop(tmp_path):
    first, again, other = (
        generate(tmp_path / name, profiles=200, seed=seed, end=END) for name, seed in (("a", 1), ("b", 1), ("c", 2))
    )
    assert content(first) == content(again)
    assert content(first) != content(other)


def test_columns_are_those_of_the_tracking_format(sql):
    names = sql("SELECT list(column_name) FROM (DESCRIBE SELECT * EXCLUDE (p, c) FROM events)")[0]
    assert names == ["messageId", "type", "event", "userId", "anonymousId", "timestamp", "properties", "context"]
    names = sql("SELECT list(column_name) FROM (DESCRIBE SELECT * EXCLUDE (t) FROM profiles)")[0]
    assert names == ["messageId", "type", "userId", "anonymousId", "timestamp", "traits", "context"]
    assert sql("SELECT list(column_name) FROM (DESCRIBE tags)")[0] == ["userId", "tag", "timestamp"]


def test_counts_are_those_of_the_files(shop, sql):
    assert sql("SELECT count(*) FROM events")[0] == sum(shop.event_counts.values())
    assert sql("SELECT count(*) FROM profiles")[0] == shop.profile_rows
    assert sql("SELECT count(*) FROM tags")[0] == shop.tag_rows
    assert 20 * shop.people <= sum(shop.event_counts.values()) <= 45 * shop.people


def test_every_event_has_its_own_id_a_person_and_json(sql):
    assert sql("SELECT count(*) - count(DISTINCT messageId) FROM events") == (0,)
    assert sql("SELECT count(*) FROM events WHERE userId IS NULL AND anonymousId IS NULL") == (0,)
    assert sql("SELECT count(*) FROM events WHERE json_type(properties) <> 'OBJECT'") == (0,)


def test_events_lie_in_the_days_before_the_end(sql):
    first, last = sql("SELECT epoch_us(min(timestamp)), epoch_us(max(timestamp)) FROM events")
    assert END - 90 * DAY <= first < END - 89 * DAY
    assert END - DAY < last < END


def test_people_are_anonymous_until_they_sign_up(sql):
    early = """
        SELECT count(*) FROM events e JOIN profiles s ON e.anonymousId = s.anonymousId
        WHERE (e.timestamp < s.timestamp) {} (e.userId IS NULL)"""
    assert sql(early.format("AND"))[0] > 0
    assert sql(early.format("<>"))[0] == 0


def test_seven_in_ten_carts_are_abandoned(sql):
    carts, orders = sql("""
        SELECT count(DISTINCT (coalesce(userId, anonymousId), timestamp::DATE)) FILTER (event = 'Product Added'),
               count(*) FILTER (event = 'Order Completed') FROM events""")
    assert 0.55 < 1 - orders / carts < 0.85


def test_a_minority_buys_and_few_buy_often(shop, sql):
    buyers, often = sql("""
        SELECT count(*), count(*) FILTER (n >= 5) FROM (
          SELECT userId, count(*) AS n FROM events WHERE event = 'Order Completed' GROUP BY userId)""")
    assert 0.15 * shop.people < buyers < 0.45 * shop.people
    assert 0 < often < 0.15 * buyers


def test_the_total_of_an_order_follows_from_its_products(sql):
    wrong = sql("""
        WITH orders AS (SELECT p, unnest(p -> '$.products[*]') AS item FROM events WHERE event = 'Order Completed'),
        sums AS (SELECT p ->> '$.order_id' AS id, any_value(p) AS p,
                        sum((item ->> '$.price')::DECIMAL(12, 2) * (item ->> '$.quantity')::INT) AS worth
                 FROM orders GROUP BY ALL)
        SELECT count(*) FROM sums WHERE worth <> (p ->> '$.total')::DECIMAL(12, 2)
          - (p ->> '$.shipping')::DECIMAL(12, 2) + (p ->> '$.discount')::DECIMAL(12, 2)""")
    assert wrong == (0,)


def test_ordered_products_were_put_into_the_cart_before(sql):
    missing = sql("""
        SELECT count(*) FROM (
          SELECT userId, timestamp, unnest(p -> '$.products[*].product_id') AS product FROM events
          WHERE event = 'Order Completed') o
        WHERE NOT EXISTS (FROM events a WHERE a.event = 'Product Added' AND a.userId = o.userId
          AND (a.p -> '$.product_id') = o.product AND a.timestamp < o.timestamp
          AND a.timestamp > o.timestamp - INTERVAL 2 HOUR)""")
    assert missing[0] < 20  # carts filled in the moments before somebody signed up or before the first day


def test_evenings_are_busier_than_nights_where_people_live(sql):
    night, evening = sql("""
        SELECT count(*) FILTER (hour BETWEEN 2 AND 4), count(*) FILTER (hour BETWEEN 19 AND 21) FROM (
          SELECT extract(hour FROM timezone(c ->> '$.timezone', timestamp)) AS hour FROM events
          WHERE event = 'Application Opened')""")
    assert evening > 6 * night


def test_responses_follow_messages(sql):
    sent, delivered, opened, machine, clicked = sql("""
        SELECT count(*) FILTER (event = 'Message Sent' AND p ->> '$.channel' = 'email'),
               count(*) FILTER (event = 'Email Delivered'),
               count(*) FILTER (event = 'Email Opened' AND p ->> '$.machine' IS NULL),
               count(*) FILTER (event = 'Email Opened' AND p ->> '$.machine' = 'true'),
               count(*) FILTER (event = 'Email Link Clicked') FROM events""")
    assert 0.95 < delivered / sent < 1
    assert 0.1 < opened / delivered < 0.35
    assert 0 < machine < opened
    assert 0.05 < clicked / opened < 0.3
    orphans = sql("""
        SELECT count(*) FROM events r WHERE event IN ('Email Opened', 'Push Notification Tapped')
          AND NOT EXISTS (FROM events s WHERE s.event = 'Message Sent' AND s.userId = r.userId
            AND s.p ->> '$.message_id' = r.p ->> '$.message_id' AND s.timestamp <= r.timestamp)""")
    assert orphans == (0,)


def test_nobody_who_unsubscribed_gets_another_email(sql):
    later = sql("""
        SELECT count(*) FROM events u JOIN events s ON s.userId = u.userId
        WHERE u.event = 'Unsubscribed' AND s.event = 'Message Sent' AND s.p ->> '$.channel' = 'email'
          AND s.timestamp > u.timestamp + INTERVAL 1 HOUR""")
    assert later == (0,)


def test_devices_move_to_newer_versions(sql):
    early, late = (
        sql(f"""
            SELECT avg((p ->> '$.version' IN ('5.3.0', '5.10.0', '6.0.0-beta', '6.0.0'))::INT) FROM events
            WHERE event = 'Application Opened' AND timestamp {window}""")[0]
        for window in (f"< '{format_instant(END - 60 * DAY)}'", f"> '{format_instant(END - 14 * DAY)}'")
    )
    assert early == 0
    assert 0.5 < late < 0.99


def test_not_everybody_says_everything(sql):
    shares = sql("""
        SELECT avg((t ->> '$.phone' IS NOT NULL)::INT), avg((t ->> '$.birthday' IS NOT NULL)::INT),
               avg((t ->> '$.city' IS NOT NULL)::INT), avg((t ->> '$.email' IS NOT NULL)::INT)
        FROM profiles WHERE t ->> '$.firstName' IS NOT NULL""")
    assert all(0.3 < share < 1 for share in shares)


@pytest.mark.parametrize(("profiles", "days"), [(0, 90), (10, 0), (10, 400), (1_000_001, 90)])
def test_sizes_that_make_no_shop_are_refused(tmp_path, profiles, days):
    with pytest.raises(InvalidInput, match="can't be made"):
        generate(tmp_path, profiles=profiles, seed=1, end=END, days=days)


@pytest.mark.parametrize("days", [1, 30])
def test_one_person_or_one_day_is_a_shop_too(tmp_path, days):
    files = generate(tmp_path, profiles=1, seed=3, end=END, days=days)
    assert files.profile_rows <= 5


def test_progress_ends_at_the_total(tmp_path):
    seen = []
    files = generate(tmp_path, profiles=50, seed=1, end=END, progress=lambda *step: seen.append(step))
    total = sum(files.event_counts.values())
    assert seen[-1] == (total, total, "writing events")
