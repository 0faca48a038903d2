"""Who is in which segment: refresh, preview, explain, the published members and their past, verify."""

from shoal.membership.ask import member_rows
from shoal.membership.explain import Verdict, explain
from shoal.membership.generations import GenerationInfo, Membership, latest_generations, members
from shoal.membership.preview import Clause, Preview, preview
from shoal.membership.restore import RebuildReport, RebuiltRow, rebuild
from shoal.membership.run import Progress, RunRow, SegmentResult, latest_results, refresh
from shoal.membership.verify import VerifyReport, VerifyRow, verify

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
    "rebuild",
    "refresh",
    "verify",
]
