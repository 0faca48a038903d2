"""The table of a run, with the goals of the design beside what was measured, and the same as JSON."""

import json
import os
import platform
from collections.abc import Callable, Iterator
from dataclasses import asdict, dataclass
from importlib.metadata import version
from pathlib import Path

import numpy as np
from rich.console import Console
from rich.table import Table

from bench.costs import Cost
from bench.measuring import Findings, MixFindings

RATIOS = {"first": (25.0, 50.0), "language": (20.0, 40.0)}  # refresh against SQL by hand: must, aim


@dataclass(frozen=True, slots=True)
class Goal:
    """`measured` against `must` and `aim`: at least as much when `more`, else at most; None: no goal at this size."""

    name: str
    measured: float
    show: Callable[[float], str]
    must: float | None = None
    aim: float | None = None
    more: bool = False
    note: str = ""

    def reaches(self, bar: float | None) -> bool:
        return bar is None or (self.measured >= bar if self.more else self.measured <= bar)


def goals(found: Findings) -> Iterator[Goal]:
    """The goals of bench/README.md; those in seconds and bytes are for the full size."""

    def bar(value: float) -> float | None:
        return value if found.size.name == "full" else None

    for mix in found.mixes:
        yield from _mix_goals(mix, bar)
    rate = found.import_events / found.importing.wall
    note = f"{found.import_events:,} events, profiles and tags in {found.importing.wall:.1f} s"
    yield Goal("import", rate, _rate, 150_000, 500_000, more=True, note=note)
    note = "import and first refresh"
    yield Goal("memory, whole process", found.peak_bytes, _gigabytes, bar(5e9), bar(2.5e9), note=note)
    yield Goal("restart to first answer", found.restart_seconds, _seconds, bar(10.0), bar(3.0))


def _mix_goals(mix: MixFindings, bar: Callable[[float], float | None]) -> Iterator[Goal]:
    ratio = RATIOS[mix.name]
    refresh, hand = mix.refresh, mix.by_hand
    note = f"{hand.cpu:.1f} s by hand ÷ {refresh.cpu:.2f} s"
    yield Goal(
        f"{mix.name}: refresh all vs SQL by hand, CPU", hand.cpu / refresh.cpu, _times, *ratio, more=True, note=note
    )
    note = f"{hand.wall:.1f} s by hand ÷ {refresh.wall:.2f} s"
    yield Goal(f"{mix.name}: refresh all vs SQL by hand, wall", hand.wall / refresh.wall, _times, more=True, note=note)
    walls = [took.wall for took in mix.refreshes]
    note = f"{len(walls)} refreshes, {min(walls):.2f} to {max(walls):.2f} s; {mix.members:,} members"
    yield Goal(f"{mix.name}: refresh all, wall, members stored", refresh.wall, _seconds, bar(10.0), bar(4.0), note=note)
    yield Goal(f"{mix.name}: first refresh after the import, wall", mix.first_refresh.wall, _seconds)
    p50, p95 = np.percentile(mix.previews, [50, 95])
    note = f"{len(mix.previews)} unseen rules"
    yield Goal(f"{mix.name}: exact preview p50", float(p50), _milliseconds, bar(0.025), bar(0.010), note=note)
    yield Goal(f"{mix.name}: exact preview p95", float(p95), _milliseconds, bar(0.200), bar(0.100))


def print_report(found: Findings, console: Console) -> bool:
    """Prints the table; true when every `must` is reached."""
    size = found.size
    world = f"{size.profiles:,} profiles, {found.import_events:,} events"
    table = Table(title=f"{world}, {size.segments:,} segments, {os.cpu_count()} cores")
    for heading in ("measure", "measured", "must", "aim", ""):
        table.add_column(heading, justify="left" if heading in ("measure", "") else "right")
    rows = list(goals(found))
    for goal in rows:
        bars = ["" if bar is None else f"{'≥' if goal.more else '≤'} {goal.show(bar)}" for bar in (goal.must, goal.aim)]
        colour = (
            "red" if not goal.reaches(goal.must) else "green" if goal.aim is not None and goal.reaches(goal.aim) else ""
        )
        measured = f"[{colour}]{goal.show(goal.measured)}[/]" if colour else goal.show(goal.measured)
        table.add_row(goal.name, measured, *bars, goal.note)
    console.print(table)
    if found.costs:
        console.print(_cost_table(found.costs))
    asked = sum(mix.asked for mix in found.mixes)
    console.print(
        f"The same members in all {asked:,} segments asked by hand and the same counts in all previews. "
        f"The rival's layout took {found.layout_seconds:.1f} s to build, not counted."
    )
    return all(goal.reaches(goal.must) for goal in rows)


def _cost_table(costs: list[Cost]) -> Table:
    table = Table(title="What a condition of each kind costs, CPU")
    for heading in ("condition", "with others of its kind", "alone", "SQL by hand", "hand ÷ with others"):
        table.add_column(heading, justify="left" if heading == "condition" else "right")
    for cost in costs:
        times = [f"{seconds * 1000:.2f} ms" for seconds in (cost.together, cost.alone, cost.by_hand)]
        table.add_row(cost.kind, *times, _times(cost.by_hand / cost.together))
    return table


def write_report(found: Findings, file: Path) -> None:
    measured = {goal.name: {"measured": goal.measured, "must": goal.must, "aim": goal.aim} for goal in goals(found)}
    packages = {name: version(name) for name in ("duckdb", "numba", "numpy", "pyarrow", "pyroaring")}
    machine = {"cores": os.cpu_count(), "system": platform.platform(), "python": platform.python_version()}
    document = {"goals": measured, "findings": asdict(found), "packages": packages, "machine": machine}
    file.write_text(json.dumps(document, indent=1))


def _times(value: float) -> str:
    return f"{value:.1f}×"


def _rate(value: float) -> str:
    return f"{value:,.0f} events/s"


def _gigabytes(value: float) -> str:
    return f"{value / 1e9:.2f} GB"


def _seconds(value: float) -> str:
    return f"{value:.2f} s"


def _milliseconds(value: float) -> str:
    return f"{value * 1000:.1f} ms"
