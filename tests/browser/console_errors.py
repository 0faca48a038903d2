"""What pages complain of in the console."""

import re
from dataclasses import dataclass, field

from playwright.sync_api import ConsoleMessage


@dataclass
class Complaints:
    """What the pages of a test wrote to the console as errors, or failed with."""

    found: list[str] = field(default_factory=list)
    _expected: set[int] = field(default_factory=set)

    def expect(self, status: int) -> None:
        """The test makes the server refuse something: the browser says so in the console."""
        self._expected.add(status)

    def hear(self, message: ConsoleMessage) -> None:
        if message.type != "error":
            return
        refused = re.search(r"Failed to load resource.* status of (\d+)", message.text)
        if refused is None or int(refused[1]) not in self._expected:
            self.found.append(f"{message.text} ({message.location.get('url')})")
