"""Who is in which segment: refresh, preview, explain, the published members and their past, verify."""

from importlib import import_module
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from shoal.membership.ask import member_rows, profiles_with
    from shoal.membership.audience import device_sets, platforms, reachable
    from shoal.membership.cases import Case, CaseResult, read_case, run_case
    from shoal.membership.changing import change_of
    from shoal.membership.explanation import Verdict, explain
    from shoal.membership.generations import GenerationInfo, Membership, last_change, latest_generations, members
    from shoal.membership.measures import measure_values, named_measures
    from shoal.membership.naming import Person, people, values_of
    from shoal.membership.previewing import Clause, Preview, preview
    from shoal.membership.restore import RebuildReport, RebuiltRow, rebuild
    from shoal.membership.results import RunRow, SegmentResult, latest_results
    from shoal.membership.run import Progress, refresh
    from shoal.membership.static import Resolved, Unmatched, change_members, resolve_members
    from shoal.membership.verification import VerifyReport, VerifyRow, verify

# Loaded when they are first used: who lists segments need not load the engine.
_MODULES = {
    "audience": ("device_sets", "platforms", "reachable"),
    "ask": ("member_rows", "profiles_with"),
    "cases": ("Case", "CaseResult", "read_case", "run_case"),
    "changing": ("change_of",),
    "explanation": ("Verdict", "explain"),
    "generations": ("GenerationInfo", "Membership", "last_change", "latest_generations", "members"),
    "measures": ("measure_values", "named_measures"),
    "naming": ("Person", "people", "values_of"),
    "previewing": ("Clause", "Preview", "preview"),
    "restore": ("RebuildReport", "RebuiltRow", "rebuild"),
    "results": ("RunRow", "SegmentResult", "latest_results"),
    "run": ("Progress", "refresh"),
    "static": ("Resolved", "Unmatched", "change_members", "resolve_members"),
    "verification": ("VerifyReport", "VerifyRow", "verify"),
}
_HOME = {name: module for module, names in _MODULES.items() for name in names}


def __getattr__(name: str) -> object:
    if name not in _HOME:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    found = globals()[name] = getattr(import_module(f"{__name__}.{_HOME[name]}"), name)
    return found


__all__ = [
    "Case",
    "CaseResult",
    "Clause",
    "GenerationInfo",
    "Membership",
    "Person",
    "Preview",
    "Progress",
    "RebuildReport",
    "RebuiltRow",
    "Resolved",
    "RunRow",
    "SegmentResult",
    "Unmatched",
    "Verdict",
    "VerifyReport",
    "VerifyRow",
    "change_members",
    "change_of",
    "device_sets",
    "explain",
    "last_change",
    "latest_generations",
    "latest_results",
    "measure_values",
    "member_rows",
    "members",
    "named_measures",
    "people",
    "platforms",
    "preview",
    "profiles_with",
    "reachable",
    "read_case",
    "rebuild",
    "refresh",
    "resolve_members",
    "run_case",
    "values_of",
    "verify",
]
