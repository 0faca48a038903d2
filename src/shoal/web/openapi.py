"""Prints the OpenAPI document: `python -m shoal.web.openapi`. It depends on the routes alone, not on any data."""

import json
import sys
from typing import Any, cast

from shoal.web.app import create_app
from shoal.web.services import Services


def document() -> dict[str, Any]:
    """The document as JSON; the services are never asked for anything."""
    return create_app(cast(Services, None)).openapi()


if __name__ == "__main__":
    json.dump(document(), sys.stdout, indent=2, ensure_ascii=False)
    sys.stdout.write("\n")
