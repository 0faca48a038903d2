"""Shoal: describe audiences as rules, see who matches and why, and keep them fresh."""

__version__ = "0.1.0"
