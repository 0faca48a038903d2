"""Finding the way from a segment back to itself."""

import pytest

from shoal.definitions.cycles import find_cycle


@pytest.mark.parametrize(
    ("graph", "cycle"),
    [
        ({"a": []}, None),
        ({"a": ["a"]}, ["a", "a"]),
        ({"a": ["b"], "b": ["c"], "c": []}, None),
        ({"a": ["b"], "b": ["a"]}, ["a", "b", "a"]),
        ({"a": ["b", "c"], "b": ["d"], "d": ["c"], "c": ["a"]}, ["a", "c", "a"]),  # the shortest of two
        ({"a": ["b"], "b": ["c"], "c": ["b"]}, None),  # a cycle that `a` only leads to
    ],
)
def test_the_shortest_way_back(graph: dict[str, list[str]], cycle: list[str] | None) -> None:
    assert find_cycle(graph, "a") == cycle


def test_a_long_chain_needs_no_deep_stack() -> None:
    graph = {str(i): [str(i + 1)] for i in range(20_000)} | {"20000": ["0"]}

    found = find_cycle(graph, "0")

    assert found is not None
    assert len(found) == 20_002
