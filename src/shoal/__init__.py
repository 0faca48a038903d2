"""Shoal: describe audiences as rules, see who matches and why, and keep them fresh."""

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from shoal.app.facade import Shoal, open

__version__ = "0.1.0"
__all__ = ["Shoal", "__version__", "open"]


def __getattr__(name: str) -> object:
    """`shoal.open` and `shoal.Shoal` load the engine only when they are used."""
    if name in ("open", "Shoal"):
        from shoal.app import facade

        return getattr(facade, name)
    raise AttributeError(f"module 'shoal' has no attribute {name!r}")
