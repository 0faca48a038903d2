"""The server that has a data directory, as the commands of the same user talk to it."""

import json
import time
import urllib.error
import urllib.request
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import quote

from shoal.model.errors import Busy, InvalidInput

SERVER_FILE = "server.json"
_LOOK_SECONDS = 0.2
_TIMEOUT_SECONDS = 30

Show = Callable[[int, int, str], None]


@dataclass(frozen=True, slots=True)
class RunningServer:
    """`url` is where it is called on this machine, `token` the secret by which this user's programs may act."""

    url: str
    token: str

    def refresh(self, segments: Sequence[str] | None, *, actor: str, show: Show) -> None:
        """Has the server refresh the segments (None: all of them) and waits until it has.

        Raises InvalidInput for what it refuses, and Busy when it stops meanwhile.
        """
        number = self._call("POST", "/api/refreshes", actor, {"segments": segments and list(segments)})["number"]
        while True:
            progress = self._call("GET", "/api/refreshes/progress", actor)
            waits = any(request["number"] == number for request in progress["waiting"])
            if not waits and (progress["number"] != number or not progress["running"]):
                if progress["number"] == number and progress["error"] is not None:
                    raise InvalidInput(progress["error"], hint="`shoal segments list` shows what failed")
                return
            task = next((task for task in progress["tasks"] if task["state"] == "running"), None)
            if not waits and task is not None:
                show(task["done"], task["total"], task["detail"])
            time.sleep(_LOOK_SECONDS)

    def _call(self, method: str, path: str, actor: str, body: object = None) -> Any:
        headers = {"Authorization": f"Bearer {self.token}", "X-Shoal-Actor": quote(actor)}
        content = None if body is None else json.dumps(body).encode()
        if content is not None:
            headers["Content-Type"] = "application/json"
        request = urllib.request.Request(self.url + path, content, headers, method=method)
        try:
            with urllib.request.urlopen(request, timeout=_TIMEOUT_SECONDS) as answer:
                return json.load(answer)
        except urllib.error.HTTPError as error:
            problem = json.load(error)
            raise InvalidInput(problem["detail"], hint=problem.get("hint")) from None
        except OSError as error:
            raise Busy(f"the server at {self.url} doesn't answer: {error}", hint="try again in a moment") from None


def server_of(workspace: Path) -> RunningServer | None:
    """The server that a workspace's folder names; None without one. It may have died since: call it and see."""
    try:
        found = json.loads((workspace / SERVER_FILE).read_text())
        return RunningServer(found["local"], found["token"])
    except (OSError, ValueError, KeyError, TypeError):
        return None
