"""Whether the server lives, and whether what it needs is there."""

from fastapi import APIRouter, Response
from pydantic import BaseModel

from shoal.web.security import Anyone
from shoal.web.services import Shoal
from shoal.web.version import VERSION

router = APIRouter(tags=["health"])


class Health(BaseModel):
    status: str
    version: str


class Part(BaseModel):
    """`state` is ok or failing, `detail` why."""

    name: str
    state: str
    detail: str | None


class Ready(BaseModel):
    status: str
    parts: list[Part]


@router.get("/health", operation_id="health")
def health(who: Anyone) -> Health:
    """The process answers."""
    return Health(status="ok", version=VERSION)


@router.get("/ready", operation_id="ready", responses={503: {"model": Ready}})
def ready(shoal: Shoal, who: Anyone, response: Response) -> Ready:
    """Each part that answers depend on, with its state; 503 when one is failing."""
    parts = [_part("records", shoal.store.watermark), _part("log", shoal.store.snapshot)]
    parts.append(_part("refresher", shoal.refresher.require_alive))
    parts.append(_part("ingest", shoal.receiver.require_working))
    failing = any(part.state != "ok" for part in parts)
    response.status_code = 503 if failing else 200
    return Ready(status="failing" if failing else "ok", parts=parts)


def _part(name: str, look: object) -> Part:
    try:
        look()  # type: ignore[operator]
    except Exception as error:  # whatever it is: the answer is that the part is failing
        return Part(name=name, state="failing", detail=str(error))
    return Part(name=name, state="ok", detail=None)
