"""The example segments once more, by hand in DuckDB SQL over the generated files: what Shoal's answers are held to.

The views: `happened(person, event, time, p, c)` with properties and context as JSON, `people(person)`,
`attributes(person, a)` folded, `tags(person, tag)`, `devices(person, device, platform, app)` folded, and `moment(t)`.
A person is the user id, or the anonymous id of somebody who never signed up.
"""

import duckdb

from shoal.model.instant import parse_instant

END = parse_instant("2026-03-08T12:00:00Z", "UTC")  # of the shops in these tests

VIEWS = """
CREATE TABLE moment AS SELECT make_timestamptz({as_of}) AS t;
CREATE TABLE link AS
  SELECT anonymousId AS anonymous, any_value(userId) AS person FROM (
    SELECT userId, anonymousId FROM read_parquet('{events}') UNION ALL
    SELECT userId, anonymousId FROM read_parquet('{profiles}')
  ) WHERE userId IS NOT NULL AND anonymousId IS NOT NULL GROUP BY ALL;
CREATE TABLE happened AS
  SELECT coalesce(e.userId, link.person, e.anonymousId) AS person, event, timestamp AS time, messageId,
         properties::JSON AS p, context::JSON AS c
  FROM read_parquet('{events}') e LEFT JOIN link ON e.anonymousId = link.anonymous, moment
  WHERE timestamp < t;
CREATE TABLE attributes AS
  SELECT person, json_group_object(key, value) AS a FROM (
    SELECT userId AS person, key, arg_max(traits::JSON -> ('$."' || key || '"'), (timestamp, messageId)) AS value
    FROM read_parquet('{profiles}'), unnest(json_keys(traits::JSON)) AS k(key), moment WHERE timestamp < t GROUP BY ALL
  ) GROUP BY ALL;
CREATE TABLE tags AS SELECT DISTINCT userId AS person, tag FROM read_csv('{tags}'), moment WHERE timestamp < t;
CREATE TABLE devices AS
  SELECT person, c ->> '$.device.id' AS device,
         any_value(CASE c ->> '$.device.type' WHEN 'ios' THEN 'iOS' WHEN 'android' THEN 'Android' ELSE 'Web' END)
           AS platform,
         arg_max(c ->> '$.app.version', (time, messageId)) FILTER (c ->> '$.app.version' IS NOT NULL) AS app
  FROM happened WHERE c ->> '$.device.id' IS NOT NULL GROUP BY ALL;
CREATE TABLE people AS
  SELECT person FROM happened UNION SELECT person FROM attributes UNION SELECT person FROM tags;
"""

_ORDERED = "SELECT person FROM happened, moment WHERE event = 'Order Completed'"
_VERSION = "list_transform(string_split(split_part(app, '-', 1), '.'), lambda x: x::INT)"

QUERIES: dict[str, str] = {
    "app_regulars": """
        SELECT person FROM happened, moment WHERE event = 'Application Opened' AND time >= t - INTERVAL 720 HOUR
        GROUP BY person HAVING count(DISTINCT date_trunc('day', time)) >= 4""",
    "big_baskets": """
        SELECT person FROM happened WHERE event = 'Order Completed'
        GROUP BY person HAVING avg((p ->> '$.total')::DECIMAL(12, 2)) > 120 AND count(*) >= 2""",
    "birthday_next_week": """
        SELECT DISTINCT person FROM (
          SELECT person, (a ->> '$.birthday')::DATE AS day, t::DATE AS today, unnest(range(7)) AS ahead
          FROM attributes, moment WHERE a ->> '$.birthday' IS NOT NULL
        ) WHERE strftime(today + ahead::INT, '%m-%d') = strftime(day, '%m-%d')""",
    "cart_abandoners_24h": f"""
        SELECT person FROM happened, moment WHERE event = 'Product Added'
          AND time >= t - INTERVAL 48 HOUR AND time < t - INTERVAL 24 HOUR
        EXCEPT {_ORDERED} AND time >= t - INTERVAL 48 HOUR""",
    "category_explorers": """
        SELECT person FROM happened, moment WHERE event = 'Product Viewed' AND time >= t - INTERVAL 720 HOUR
        GROUP BY person HAVING count(DISTINCT p ->> '$.category') >= 4""",
    "email_sleepers": """
        WITH sent AS (
          SELECT DISTINCT person, p ->> '$.message_id' AS message FROM happened, moment
          WHERE event = 'Message Sent' AND p ->> '$.channel' = 'email' AND p ->> '$.test' IS NULL
            AND time >= t - INTERVAL 720 HOUR
        ), opened AS (
          SELECT DISTINCT person, p ->> '$.message_id' AS message FROM happened
          WHERE event = 'Email Opened' AND p ->> '$.machine' IS NULL
        )
        SELECT sent.person FROM sent LEFT JOIN opened USING (person, message)
        GROUP BY ALL HAVING bool_and(opened.message IS NULL)
        INTERSECT SELECT person FROM attributes WHERE a ->> '$.marketingConsent' = 'true'""",
    "gift_browsers": """
        SELECT person FROM happened, moment
        WHERE event = 'Product Viewed' AND time >= date_trunc('month', t) - INTERVAL 1 MONTH
          AND p ->> '$.category' IN ('Toys', 'Books')
          AND ((p ->> '$.price')::DECIMAL(12, 2) < 20 OR p ->> '$.brand' = 'Lumen')
        GROUP BY person HAVING count(*) >= 2""",
    "high_value_buyers_30d": """
        SELECT person FROM happened, moment WHERE event = 'Order Completed' AND time >= t - INTERVAL 720 HOUR
        GROUP BY person HAVING sum((p ->> '$.total')::DECIMAL(12, 2)) > 200""",
    "high_value_without_push": """
        SELECT person FROM happened, moment WHERE event = 'Order Completed' AND time >= t - INTERVAL 720 HOUR
        GROUP BY person HAVING sum((p ->> '$.total')::DECIMAL(12, 2)) > 200
        EXCEPT SELECT person FROM attributes WHERE a ->> '$.pushEnabled' = 'true'""",
    "home_and_beauty_fans": """
        SELECT person FROM attributes WHERE json_array_length(a -> '$.favouriteCategories') >= 2
          AND (list_contains(a ->> '$.favouriteCategories[*]', 'Beauty')
               OR list_contains(a ->> '$.favouriteCategories[*]', 'Home'))""",
    "lapsed_buyers_60d": """
        SELECT person FROM happened, moment WHERE event = 'Order Completed'
        GROUP BY person HAVING max(time) < any_value(t) - INTERVAL 1440 HOUR""",
    "last_month_buyers_tr_es": """
        SELECT person FROM happened, moment WHERE event = 'Order Completed'
          AND time >= date_trunc('month', t) - INTERVAL 1 MONTH AND time < date_trunc('month', t)
        INTERSECT SELECT person FROM attributes WHERE a ->> '$.country' IN ('TR', 'ES')""",
    "new_buyers_7d": """
        SELECT person FROM happened, moment WHERE event = 'Order Completed'
        GROUP BY person HAVING min(time) >= any_value(t) - INTERVAL 168 HOUR""",
    "new_without_order": f"""
        SELECT person FROM attributes, moment WHERE (a ->> '$.createdAt')::TIMESTAMPTZ >= t - INTERVAL 336 HOUR
          AND (a ->> '$.createdAt')::TIMESTAMPTZ < t
        EXCEPT {_ORDERED}""",
    "old_app_versions": f"""
        SELECT person FROM devices WHERE app IS NOT NULL AND {_VERSION} < [5, 10, 0]
        INTERSECT SELECT person FROM happened, moment
        WHERE event = 'Application Opened' AND time >= t - INTERVAL 720 HOUR""",
    "push_enabled_istanbul": """
        SELECT person FROM attributes WHERE a ->> '$.pushEnabled' = 'true' AND a ->> '$.city' = 'Istanbul'
        INTERSECT SELECT person FROM devices WHERE platform IN ('iOS', 'Android')""",
    "shoe_buyers": """
        SELECT DISTINCT person FROM (
          SELECT person, unnest(p -> '$.products[*]') AS item FROM happened, moment
          WHERE event = 'Order Completed' AND time >= t - INTERVAL 1440 HOUR
        ) WHERE item ->> '$.category' = 'Shoes' AND (item ->> '$.price')::DECIMAL(12, 2) > 50""",
    "tapped_last_push": """
        WITH last AS (
          SELECT p ->> '$.message_id' AS message, min(time) AS start FROM happened
          WHERE event = 'Message Sent' AND p ->> '$.channel' = 'push' AND p ->> '$.test' IS NULL
          GROUP BY ALL ORDER BY start DESC, message DESC LIMIT 1
        )
        SELECT DISTINCT person FROM happened, last
        WHERE event = 'Push Notification Tapped' AND p ->> '$.message_id' = message""",
    "top_loyalty": """
        SELECT person FROM (
          SELECT person, row_number() OVER (ORDER BY (a ->> '$.loyaltyPoints')::INT DESC, person) AS rank,
                 count(*) OVER () AS n
          FROM attributes WHERE a ->> '$.loyaltyPoints' IS NOT NULL
        ) WHERE rank <= ceil(5 * n / 100)""",
    "vip_at_risk": """
        SELECT person FROM tags WHERE tag = 'vip'
        EXCEPT SELECT person FROM happened, moment WHERE event = 'Order Completed' AND time >= t - INTERVAL 504 HOUR""",
}


def connect(files: object, as_of: int) -> duckdb.DuckDBPyConnection:
    """`files` has events, profiles and tags as paths; `as_of` is µs since 1970 UTC."""
    connection = duckdb.connect()
    connection.execute("SET TimeZone = 'UTC'; SET threads = 2")
    paths = {name: getattr(files, name) for name in ("events", "profiles", "tags")}
    connection.execute(VIEWS.format(as_of=as_of, **paths))
    return connection


def members(connection: duckdb.DuckDBPyConnection, segment: str) -> set[str]:
    return {person for (person,) in connection.execute(QUERIES[segment]).fetchall()}
