"""The built app: hashed assets for a year, everything else always asked for; unknown pages are the app's own."""

from pathlib import Path

from fastapi import FastAPI, Request, Response
from fastapi.responses import FileResponse, HTMLResponse, JSONResponse

from shoal.web.problems import MEDIA_TYPE, ProblemDocument
from shoal.web.security import Anyone

_YEAR = "public, max-age=31536000, immutable"
_NOT_BUILT = """<!doctype html><html lang="en"><meta charset="utf-8"><title>Shoal</title>
<body style="font:16px/1.5 system-ui;max-width:40rem;margin:4rem auto;padding:0 1rem">
<h1>The app isn't built</h1>
<p>Shoal was installed without its web app (SHOAL_SKIP_UI was set, or Node was missing). The API works all the same.</p>
<p>To build it, with Node 20.19 or newer: <code>cd frontend && npm ci && npm run build</code>, then reload.</p>
"""
# Paths that are the API's own: an unknown one there is a mistake of a program, not a page.
_API = ("api/", "v1/", "schemas/", "assets/")


def serve(app: FastAPI, folder: Path) -> None:
    """Adds the route of last resort, which serves the app's files."""

    def page(request: Request, path: str, who: Anyone) -> Response:
        if path.startswith(_API) or path in ("api", "v1", "schemas", "assets"):
            if path.startswith("assets/") and (file := _file(folder, path)) is not None:
                return FileResponse(file, headers={"Cache-Control": _YEAR})
            return _not_found(path)
        if request.method not in ("GET", "HEAD"):
            return _not_found(path)
        file = _file(folder, path) or _file(folder, "index.html")
        if file is None:
            return HTMLResponse(_NOT_BUILT, headers={"Cache-Control": "no-cache"})
        return FileResponse(file, headers={"Cache-Control": "no-cache"})

    app.add_api_route("/{path:path}", page, methods=["GET", "HEAD"], include_in_schema=False, operation_id="app_page")


def _file(folder: Path, path: str) -> Path | None:
    """The file of a path, when it is one inside the folder."""
    if not path or "\0" in path:
        return None
    found = (folder / path).resolve()
    return found if found.is_file() and found.is_relative_to(folder.resolve()) else None


def _not_found(path: str) -> Response:
    document = ProblemDocument(title="Not Found", status=404, detail=f"there is nothing at /{path}", code="not_found")
    return JSONResponse(document.model_dump(), status_code=404, media_type=MEDIA_TYPE)
