"""The HTTP API and the app that lies on it. Routes parse, call and render; what they call is in the modules below."""

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from shoal.web.app import create_app
    from shoal.web.services import Services

__all__ = ["Services", "create_app"]


def __getattr__(name: str) -> object:
    """The server's modules are loaded when it is made; commands that look at accounts do without them."""
    if name == "create_app":
        from shoal.web.app import create_app

        return create_app
    if name == "Services":
        from shoal.web.services import Services

        return Services
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
