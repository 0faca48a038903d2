"""The command line. `main` runs one command and turns every error into one message and an exit code."""

from shoal.app.cli.main import main

__all__ = ["main"]
