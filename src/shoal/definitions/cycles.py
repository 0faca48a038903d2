"""Cycles among segments that name each other."""

from collections.abc import Mapping, Sequence


def find_cycle(graph: Mapping[str, Sequence[str]], start: str) -> list[str] | None:
    """A shortest way from `start` back to itself, both ends included, or None. `graph` holds what each one names."""
    came_from: dict[str, str] = {}
    queue = [start]
    for node in queue:
        for target in graph.get(node, ()):
            if target == start:
                return _way(came_from, start, node)
            if target not in came_from:
                came_from[target] = node
                queue.append(target)
    return None


def _way(came_from: Mapping[str, str], start: str, last: str) -> list[str]:
    way = [start]
    while last != start:
        way.append(last)
        last = came_from[last]
    return [start, *reversed(way)]
