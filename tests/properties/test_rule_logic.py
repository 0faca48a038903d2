"""What the checker concludes from a rule's wording must be so for every person of every world."""

from collections import Counter
from dataclasses import replace
from random import Random

import pytest
from tests.properties.worlds import Case, everyone, seeded_case

from shoal.model.rule import AllOf, AnyOf, Node, Not
from shoal.oracle import members
from shoal.rules import leaf_paths, parse, resolve_types
from shoal.rules.logic import contradictions, verdict


def from_a_few(rng: Random, leaves: list[Node], depth: int) -> Node:
    """A tree in which the same few conditions, and their neighbours, come up again and again."""
    if depth == 0 or rng.random() < 0.3:
        return rng.choice(leaves)
    if rng.random() < 0.25:
        return Not(from_a_few(rng, leaves, depth - 1))
    kind = rng.choice((AllOf, AnyOf))
    return kind(tuple(from_a_few(rng, leaves, depth - 1) for _ in range(rng.randint(2, 3))))


def asked(seed: int) -> tuple[Case, Node]:
    rng = Random(seed)
    case = seeded_case(seed)
    leaves = [node for _, node in leaf_paths(case.rule)][:4] or [case.rule]
    return case, from_a_few(rng, leaves, 3)


def wrong(seed: int, seen: Counter[str]) -> str | None:
    """What the checker says that isn't so; counts what it says."""
    case, rule = asked(seed)
    rule = resolve_types(rule, None)
    case = replace(case, rule=rule)
    found = members(rule, case.world, case.as_of, zone=case.zone)
    said = verdict(rule)
    seen[str(said)] += 1
    if said == "no one" and found:
        return f"{seed}: no one, but {sorted(found)[:3]} pass {rule}"
    if said == "everyone" and found != everyone(case):
        return f"{seed}: everyone, but {len(found)} of {len(everyone(case))} pass {rule}"
    leaves = dict(leaf_paths(rule))
    for problem in contradictions(rule, {}):
        seen[problem.code] += 1
        if problem.code in ("duplicate_condition", "redundant_condition") and problem.path:
            without = _without(rule, "", problem.path)
            if without is not None and members(without, case.world, case.as_of, zone=case.zone) != found:
                return f"{seed}: {problem.path} changes who passes {rule}"
        if problem.code in ("always_true", "never_true") and problem.path in leaves and "this holds" in problem.message:
            alone = members(leaves[problem.path], case.world, case.as_of, zone=case.zone)
            if alone != (everyone(case) if problem.code == "always_true" else frozenset()):
                return f"{seed}: {problem.path} isn't {problem.code} in {rule}"
    return None


def _without(node: Node, path: str, gone: str) -> Node | None:
    """The rule without the condition at a path, where it is a member of a group of several."""
    prefix = f"{path}." if path else ""
    match node:
        case AllOf(children):
            return _fewer(node, children, f"{prefix}all", gone)
        case AnyOf(children):
            return _fewer(node, children, f"{prefix}any", gone)
        case Not(AnyOf(children) as group):
            inside = _fewer(group, children, f"{prefix}none", gone)
            return None if inside is None else Not(inside)
        case Not(child):
            inside = _without(child, f"{prefix}not", gone)
            return None if inside is None else Not(inside)
    return None


def _fewer(node: AllOf | AnyOf, children: tuple[Node, ...], path: str, gone: str) -> Node | None:
    kept: list[Node] = []
    removed = False
    for i, child in enumerate(children):
        if gone in (f"{path}[{i}]", f"{path}[{i}].not"):
            removed = True
            continue
        inside = _without(child, f"{path}[{i}]", gone)
        removed = removed or inside is not None
        kept.append(child if inside is None else inside)
    if not removed:
        return None
    return type(node)(tuple(kept))


def test_what_is_concluded_from_the_wording_is_so() -> None:
    seen: Counter[str] = Counter()
    mistakes = [mistake for mistake in (wrong(seed, seen) for seed in range(600)) if mistake]
    assert mistakes == []
    for code in ("no one", "everyone", "contradiction", "duplicate_condition", "redundant_condition"):
        assert seen[code] >= 15, (code, seen)


@pytest.mark.slow
def test_what_is_concluded_is_so_in_many_worlds() -> None:
    seen: Counter[str] = Counter()
    assert [mistake for mistake in (wrong(seed, seen) for seed in range(600, 12_000)) if mistake] == []


@pytest.mark.parametrize(
    ("text", "path", "code"),
    [
        ('country is not "TR" or country is not "ES"', "any[1]", "always_true"),
        ('country is "TR" and country is "ES"', "all[1]", "contradiction"),
        ("age > 5 and age < 4", "all[1]", "contradiction"),
        ("age > 5 and age > 3", "all[1]", "redundant_condition"),
        ("age > 5 or age > 3", "any[0]", "redundant_condition"),
        ("age is missing and age > 3", "all[1]", "contradiction"),
        ("born in last 3 days and born is missing", "all[0]", "contradiction"),
        ("born before 2020-01-01 and born after 2021-01-01", "all[1]", "contradiction"),
        ("born in last 3 days and born before last 4 days", "all[1]", "contradiction"),
        ('did "A" at least 0 times', "", "always_true"),
        ('not did "A" in last 30 days and did "A" at least 2 times in last 7 days', "all[0].not", "contradiction"),
        ('did "A" at least 3 times in last 7 days and did "A" in last 30 days', "all[1]", "redundant_condition"),
        ('did "A" where (x > 5 and x < 3)', "where.all[1]", "contradiction"),
        ('(country is "TR" or country is "ES") and country is "FR"', "all[0]", "contradiction"),
        ('country is "TR" and (country is "ES" or age > 5)', "all[1].any[0]", "contradiction"),
        ('(country is "TR" or age > 5) and country is "TR"', "all[0]", "redundant_condition"),
        ('has tag "a" and none (has tag "a", has tag "b")', "all[1].none[0]", "contradiction"),
        ("born in month 3 and born in month 4", "all[1]", "contradiction"),
    ],
)
def test_conclusions(text: str, path: str, code: str) -> None:
    found = {(problem.path, problem.code) for problem in contradictions(resolve_types(parse(text), None), {})}
    assert (path, code) in found


@pytest.mark.parametrize(
    "text",
    [
        'did "A" in last 7 days and not did "A" in last 3 days',
        'did "A" in last 30 days and did "A" in previous 1 month',
        'country is "TR" or country is "ES"',
        'country is not "TR" and country is not "ES"',
        "age is set and age > 3 or age < 1",
        'device platform is "iOS" and device platform is "Android"',
        'has tag "a" and (has tag "b" or has tag "c")',
        'tags contains "x" as list and tags size > 2',
        "born after 2020-01-01 and born before 2019-01-01T00:00:00Z",
        'name is "a" ignoring case and name is "B" or name contains "c"',
    ],
)
def test_nothing_is_claimed_that_isnt_certain(text: str) -> None:
    rule = resolve_types(parse(text), None)
    found = [p for p in contradictions(rule, {}) if p.code in ("contradiction", "always_true", "never_true")]
    assert found == []
    assert verdict(rule) is None
