"""Both forms keep every rule, whatever its conditions, operators, types and names."""

import json

from hypothesis import HealthCheck, given, settings
from trees import rules

from shoal.model.rule import Node
from shoal.rules import format_text, parse, parse_json, parse_text, to_json

MANY = settings(max_examples=1000, deadline=None, suppress_health_check=[HealthCheck.too_slow])


@MANY
@given(rules)
def test_text_keeps_every_rule(rule: Node) -> None:
    # repr tells True from 1 and text from numbers, which == does not
    assert repr(parse_text(format_text(rule))) == repr(rule)


@MANY
@given(rules)
def test_json_keeps_every_rule(rule: Node) -> None:
    assert repr(parse_json(to_json(rule))) == repr(rule)
    assert repr(parse(json.dumps(to_json(rule)))) == repr(rule)
