"""Scores: what models say of people."""

from fastapi import APIRouter
from pydantic import BaseModel

from shoal.model.instant import format_instant
from shoal.web.security import Viewer
from shoal.web.services import Shoal

router = APIRouter(tags=["scores"])


class ScoreOut(BaseModel):
    """One set of scores: it counts from `at` on, until the next one of the same name does."""

    score: str
    at: str
    added_at: str
    added_by: str
    profiles: int
    bands: list[str]


@router.get("/api/scores", operation_id="list_scores")
def list_scores(shoal: Shoal, who: Viewer) -> list[ScoreOut]:
    """Every set of scores, newest first."""
    return [
        ScoreOut(
            score=one.score,
            at=format_instant(one.at),
            added_at=format_instant(one.added_at),
            added_by=one.added_by,
            profiles=one.profiles,
            bands=list(one.bands),
        )
        for one in shoal.store.scores.all()
    ]
