"""Refreshes as runs: asked for, waiting, under way, finished or failed, and what each made of every segment."""

from shoal.refresh.history import Run, RunDetail, SegmentRun, run_detail, runs, segment_runs
from shoal.refresh.refresher import Progress, Refresher, Task

__all__ = [
    "Progress",
    "Refresher",
    "Run",
    "RunDetail",
    "SegmentRun",
    "Task",
    "run_detail",
    "runs",
    "segment_runs",
]
