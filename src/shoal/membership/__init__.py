"""Who is in which segment: refresh, preview, explain, the published members and their past, verify."""

from importlib import import_module
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from shoal.membership.ask import member_rows, profiles_with
    from shoal.membership.explanation import Verdict, explain
    from shoal.membership.generations import GenerationInfo, Membership, latest_generations, members
    from shoal.membership.previewing import Clause, Preview, preview
    from shoal.membership.restore import RebuildReport, RebuiltRow, rebuild
    from shoal.membership.results import RunRow, latest_results
    from shoal.membership.run import Progress, SegmentResult, refresh
    from shoal.membership.verification import VerifyReport, VerifyRow, verify

# Loaded when they are first used: who lists segments need not load the engine.
_MODULES = {
    "ask": ("member_rows", "profiles_with"),
    "explanation": ("Verdict", "explain"),
    "generations": ("GenerationInfo", "Membership", "latest_generations", "members"),
    "previewing": ("Clause", "Preview", "preview"),
    "restore": ("RebuildReport", "RebuiltRow", "rebuild"),
    "results": ("RunRow", "latest_results"),
    "run": ("Progress", "SegmentResult", "refresh"),
    "verification": ("VerifyReport", "VerifyRow", "verify"),
}
_HOME = {name: module for module, names in _MODULES.items() for name in names}


def __getattr__(name: str) -> object:
    if name not in _HOME:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    found = globals()[name] = getattr(import_module(f"{__name__}.{_HOME[name]}"), name)
    return found


__all__ = [
    "Clause",
    "GenerationInfo",
    "Membership",
    "Preview",
    "Progress",
    "RebuildReport",
    "RebuiltRow",
    "RunRow",
    "SegmentResult",
    "Verdict",
    "VerifyReport",
    "VerifyRow",
    "explain",
    "latest_generations",
    "latest_results",
    "member_rows",
    "members",
    "preview",
    "profiles_with",
    "rebuild",
    "refresh",
    "verify",
]
