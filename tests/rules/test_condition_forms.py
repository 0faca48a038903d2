"""Every condition beyond attributes and plain events: text and JSON mean the same, and what is wrong is said."""

import json

import pytest

from shoal.model.errors import RuleError
from shoal.model.rule import Not
from shoal.rules import describe, format_text, normalise, parse, parse_json, parse_text, to_json

FORMS = [
    (
        'did "A" where x = 1 then not "B" where y > property "total" of step 1 with same (id, sku) within 24 hours '
        'then "C" in last 7 days',
        {
            "sequence": [
                {"event": "A", "where": {"property": "x", "op": "eq", "value": 1}},
                {
                    "event": "B",
                    "where": {"property": "y", "op": "gt", "value": {"property_of": 1, "name": "total"}},
                    "within": "24h",
                    "absent": True,
                    "same": ["id", "sku"],
                },
                {"event": "C"},
            ],
            "window": {"last": "7d"},
        },
    ),
    ('did "A" then "B" with same id', {"sequence": [{"event": "A"}, {"event": "B", "same": ["id"]}]}),
    ('first time "A" in last 7 days', {"lifecycle": "first_time", "event": "A", "period": "7d"}),
    ('stopped "A" for 7 days', {"lifecycle": "stopped", "event": "A", "period": "7d"}),
    ('restarted "A" after 7 days', {"lifecycle": "restarted", "event": "A", "period": "7d"}),
    (
        'regularly "A" at least 2 times per 7 days in 3 of last 4',
        {"lifecycle": "regularly", "event": "A", "period": "7d", "times": 2, "in": 3, "of": 4},
    ),
    (
        'did "A" more often than "B" in last 30 days',
        {"compare": [{"event": "A"}, {"event": "B"}], "window": {"last": "30d"}},
    ),
    ('did "A" not as often as "B"', {"compare": [{"event": "A"}, {"event": "B"}], "op": "ne"}),
    (
        'most frequent category over "A" in last 30 days is "Shoes"',
        {
            "event": "A",
            "measure": {"most_frequent": "category"},
            "op": "is",
            "value": "Shoes",
            "window": {"last": "30d"},
        },
    ),
    ('first total over "A" > 5', {"event": "A", "measure": {"first": "total"}, "op": "gt", "value": 5}),
    (
        'did "A" in last 30 days during 09:00 to 18:00 on (monday, friday) near within 5 km of (41.01, 28.97)',
        {
            "event": "A",
            "window": {
                "last": "30d",
                "hours": ["09:00", "18:00"],
                "weekdays": ["mon", "fri"],
                "near": {"within_km": 5, "of": [41.01, 28.97]},
            },
        },
    ),
    ('did "A" on saturday', {"event": "A", "window": {"weekdays": ["sat"]}}),
    ("located inside ((1, 2), (3, 4), (5, 6))", {"location": {"inside": [[1, 2], [3, 4], [5, 6]]}}),
    ("located box (1, 2, 3, -4)", {"location": {"box": [1, 2, 3, -4]}}),
    ('located country ("TR", "ES")', {"location": {"country": ["TR", "ES"]}}),
    (
        'did "A" where located city "Rome"',
        {"event": "A", "where": {"location": {"city": "Rome"}, "at": "event"}},
    ),
    (
        "entered segment s in last 7 days for any cause",
        {"segment": "s", "op": "entered", "window": {"last": "7d"}, "causes": "all"},
    ),
    ('left segment "a b"', {"segment": "a b", "op": "left"}),
    ("was in segment s on 2026-01-01", {"segment": "s", "op": "was_in", "on": "2026-01-01"}),
    ("device count >= 2", {"device": "count", "op": "gte", "value": 2}),
    (
        'one device (platform is "iOS" and os_version >= "17" as version)',
        {
            "device": {
                "where": {
                    "all": [
                        {"device": "platform", "op": "is", "value": "iOS"},
                        {"device": "os_version", "op": "gte", "value": "17", "type": "version"},
                    ]
                }
            }
        },
    ),
    ("reachable on push", {"device": "reachable_on", "op": "is", "value": "push"}),
    ('consent "marketing" on push granted', {"consent": "marketing", "channel": "push", "op": "granted"}),
    ('consent "ads" unknown', {"consent": "ads", "op": "unknown"}),
    ("value of lifetime_value >= 1000", {"value_of": "lifetime_value", "op": "gte", "value": 1000}),
    ("rfm r (4, 5) m (5)", {"rfm": {"r": [4, 5], "m": [5]}}),
    (
        'rfm f (1) of amount over "Purchase" in last 365 days',
        {"rfm": {"f": [1]}, "event": "Purchase", "value": "amount", "window": {"last": "365d"}},
    ),
    ("score churn_30d in top 20%", {"score": "churn_30d", "op": "top_percent", "value": 20}),
    ("score churn_30d >= 0.8", {"score": "churn_30d", "op": "gte", "value": 0.8}),
    ('score churn_30d band "high"', {"score": "churn_30d", "band": "high"}),
    ('sample 10% seed "holdout-2026"', {"sample": 10, "seed": "holdout-2026"}),
    (
        'a is not attribute "b" excluding missing',
        {"attribute": "a", "op": "is_not", "value": {"attribute": "b"}, "missing": "exclude"},
    ),
]


@pytest.mark.parametrize(("text", "form"), FORMS, ids=[text[:50] for text, _ in FORMS])
def test_text_and_json_convert_both_ways(text: str, form: dict[str, object]) -> None:
    rule = parse_text(text)
    assert rule == parse_json(json.dumps(form))
    assert to_json(rule) == form
    assert format_text(rule) == text


@pytest.mark.parametrize(("text", "form"), FORMS, ids=[text[:50] for text, _ in FORMS])
def test_each_has_words_of_its_own_and_for_its_opposite(text: str, form: dict[str, object]) -> None:
    rule = parse_json(form)
    assert describe(rule) != describe(Not(rule))
    assert normalise(normalise(rule)) == normalise(rule)


@pytest.mark.parametrize(
    ("form", "path", "code"),
    [
        ({"sequence": [{"event": "A"}]}, "sequence", "bad_sequence"),
        ({"sequence": [{"event": "A", "absent": True}, {"event": "B"}]}, "sequence[0].absent", "first_step"),
        ({"sequence": [{"event": "A"}, {"evnt": "B"}]}, "sequence[1]", "bad_step"),
        (
            {
                "sequence": [
                    {"event": "A"},
                    {"event": "B", "where": {"property": "x", "op": "eq", "value": {"property_of": 2, "name": "x"}}},
                ]
            },
            "sequence[1].where.value.property_of",
            "bad_step",
        ),
        ({"lifecycle": "stopt", "event": "A", "period": "7d"}, "lifecycle", "unknown_lifecycle"),
        ({"lifecycle": "stopped", "event": "A"}, "", "missing_period"),
        ({"lifecycle": "stopped", "event": "A", "period": "7d", "times": 2}, "times", "unknown_key"),
        ({"lifecycle": "regularly", "event": "A", "period": "7d", "in": 5, "of": 4}, "in", "wrong_operand"),
        ({"compare": [{"event": "A"}]}, "compare", "bad_compare"),
        ({"event": "A", "window": {"hours": ["09:00", "09:00"]}}, "window.hours", "bad_hours"),
        ({"event": "A", "window": {"hours": ["9", "25:00"]}}, "window.hours[0]", "bad_hours"),
        ({"event": "A", "window": {"weekdays": ["caturday"]}}, "window.weekdays[0]", "unknown_weekday"),
        ({"response": "clicked", "window": {"weekdays": ["mon"]}}, "window.weekdays", "misplaced"),
        ({"location": {"within_km": 0, "of": [1, 2]}}, "location.within_km", "bad_place"),
        ({"location": {"within_km": 5, "of": [91, 2]}}, "location.within_km", "bad_place"),
        ({"location": {"inside": [[1, 2], [3, 4]]}}, "location.inside", "bad_place"),
        ({"location": {"box": [3, 1, 2, 4]}}, "location.box", "bad_place"),
        ({"location": {"country": []}}, "location.country", "bad_place"),
        ({"location": {"country": "TR"}, "at": "event"}, "at", "misplaced"),
        ({"segment": "s", "op": "was_in"}, "", "missing_on"),
        ({"segment": "s", "op": "entered", "causes": "some"}, "causes", "unknown_choice"),
        ({"device": {"where": {"device": "count", "op": "gte", "value": 2}}}, "device.where.device", "unknown_field"),
        ({"device": "reachable_on", "op": "is", "value": "fax"}, "value", "unknown_channel"),
        ({"consent": "x", "op": "maybe"}, "op", "unknown_operator"),
        ({"rfm": {"r": [6]}}, "rfm.r", "bad_cells"),
        ({"rfm": {}}, "rfm", "bad_cells"),
        ({"score": "x", "op": "contains", "value": "a"}, "op", "wrong_operator"),
        ({"sample": 0, "seed": "x"}, "sample", "wrong_operand"),
        ({"sample": 10}, "", "missing_seed"),
        ({"attribute": "a", "op": "between", "value": {"attribute": "b"}}, "value", "wrong_operand"),
        ({"attribute": "a", "op": "eq", "value": {"property": "b"}}, "value", "wrong_operand"),
    ],
    ids=str,
)
def test_what_is_wrong_is_said_with_its_place(form: dict[str, object], path: str, code: str) -> None:
    with pytest.raises(RuleError) as caught:
        parse(form)
    assert (path, code) in [(problem.path, problem.code) for problem in caught.value.problems]


@pytest.mark.parametrize(
    ("text", "same"),
    [
        ('did "A" more often than "B"', 'did "B" less often than "A"'),
        ('did "A" during 00:00 to 24:00', 'did "A"'),
        ('did "A" on (mon, tue, wed, thu, fri, sat, sun) in last 30 days'.replace(" in last 30 days", ""), 'did "A"'),
        ('located country ("TR", "ES")', 'located country ("ES", "TR")'),
        ('one device (platform is "iOS")', 'device platform is "iOS"'),
        ('stopped "A" for 7 days', 'stopped "A" for 168 hours'),
        ('did "A" then "B" with same (b, a)', 'did "A" then "B" with same (a, b)'),
    ],
)
def test_one_meaning_has_one_normal_form(text: str, same: str) -> None:
    assert normalise(parse(text)) == normalise(parse(same))
