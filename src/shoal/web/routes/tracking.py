"""What SDKs call: `/v1/batch`, `/v1/track` and the like, in the Segment tracking format, with a write key.

Answers are what those SDKs act on: exactly 200 for what was taken, 429 and 503 for what they shall send again, other
numbers only for what will never be right. Single records that are wrong don't make a request fail; they are kept and
shown with the reason.
"""

import base64
import binascii
from collections.abc import Sequence
from http import HTTPStatus
from typing import Annotated

from fastapi import APIRouter, Path, Request
from fastapi.responses import JSONResponse
from starlette.concurrency import run_in_threadpool
from starlette.exceptions import HTTPException
from starlette.requests import ClientDisconnect

from shoal.ingest.sources import Source
from shoal.ingest.wire import CALLS, Malformed, TooLarge, deliveries, unpacked
from shoal.model.errors import Busy, NotFound, ShoalError
from shoal.web.problems import Unauthenticated, document, status_of
from shoal.web.security import BODY, Anyone
from shoal.web.services import Services, Shoal

router = APIRouter(tags=["tracking"])

_RETRY_SECONDS = "5"
_CORS = {
    "Access-Control-Allow-Origin": "*",
    "Access-Control-Allow-Methods": "GET, POST, OPTIONS",
    "Access-Control-Allow-Headers": "Authorization, Content-Type, Content-Encoding, X-Retry-Count",
    "Access-Control-Max-Age": "86400",
    "Cross-Origin-Resource-Policy": "cross-origin",
}
_CALLS = "|".join(sorted(CALLS))
Call = Annotated[str, Path(pattern=f"^({_CALLS}|m)$", description="track, identify, … or batch; m is ignored")]


@router.post("/v1/{call}", operation_id="track")
async def track(call: Call, request: Request, shoal: Shoal, who: Anyone) -> JSONResponse:
    """Takes the calls of an SDK; what is taken is durable. Who calls is told by the write key."""
    try:
        body = await request.body()
        if call != "m":  # what browsers say of themselves
            authorization = request.headers.get("authorization")
            encoding = request.headers.get("content-encoding", "")
            await run_in_threadpool(_take, shoal, call, body, encoding, authorization)
    except ShoalError as error:
        return _refusal(error)
    except ClientDisconnect:
        raise HTTPException(400, "the sender went away") from None
    return JSONResponse({"success": True}, headers=_CORS)


@router.options("/v1/{call}", operation_id="track_preflight")
def track_preflight(call: str, who: Anyone) -> JSONResponse:
    """Says to browsers that pages of any site may send."""
    return JSONResponse({}, headers=_CORS)


@router.get("/v1/projects/{write_key}/settings", operation_id="tracking_settings")
def tracking_settings(write_key: str, request: Request, shoal: Shoal, who: Anyone) -> JSONResponse:
    """What the browser's SDK reads first, when its `cdnURL` is this server: where to send, and nothing else to load."""
    if shoal.sources.with_key(write_key, shoal.now()) is None:
        raise NotFound("no source has this write key")
    own = {"apiKey": write_key, "apiHost": f"{request.url.netloc}/v1", "protocol": request.url.scheme}
    settings = {"integrations": {"Segment.io": own}, "plan": {}, "edgeFunction": {}, "metrics": {"sampleRate": 0}}
    return JSONResponse(settings, headers=_CORS)


def _take(shoal: Services, call: str, body: bytes, encoding: str, authorization: str | None) -> None:
    header_key, now = _key_in(authorization), shoal.now()
    found = deliveries(call, unpacked(body, encoding, BODY))
    owned = [(_source(shoal, (header_key, delivery.write_key), now), delivery.lines) for delivery in found]
    for source, lines in owned:
        shoal.receiver.receive(source, lines, now=now)


def _source(shoal: Services, keys: Sequence[str | None], now: int) -> Source:
    """The source of the first key that is one; a Bearer token of another system may stand before it."""
    given = [key for key in keys if key is not None]
    for key in given:
        source = shoal.sources.with_key(key, now)
        if source is not None:
            return source
    message = "no source has this write key" if given else "the request has no write key"
    raise Unauthenticated(message, hint="`shoal sources list` shows the keys that work")


def _key_in(authorization: str | None) -> str | None:
    """The write key of `Basic base64(key:)`, the colon being left out by some, or of `Bearer key`."""
    scheme, _, value = (authorization or "").partition(" ")
    if scheme.lower() == "bearer":
        return value.strip() or None
    if scheme.lower() != "basic":
        return None
    try:
        return base64.b64decode(value.strip(), validate=True).decode().partition(":")[0] or None
    except (binascii.Error, UnicodeDecodeError):
        return None


def _refusal(error: ShoalError) -> JSONResponse:
    """A problem document that also has `success` and `code`, by which SDKs tell what will never be right."""
    problem = document(error)
    problem.status = _STATUS.get(type(error), status_of(error))
    problem.title = HTTPStatus(problem.status).phrase
    again = {"Retry-After": _RETRY_SECONDS} if problem.status in (429, 503) else {}
    content = {"success": False, "message": problem.detail} | problem.model_dump()
    return JSONResponse(content, status_code=problem.status, headers=_CORS | again)


_STATUS: dict[type[ShoalError], int] = {Malformed: 400, TooLarge: 413, Busy: 429}
