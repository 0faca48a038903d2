"""The small workspace of the membership tests."""

from tests.membership.conftest import shop, workspace

__all__ = ["shop", "workspace"]
