"""The `shoal` command: its subcommands, and what happens when one of them fails."""

import io
import os
import sys
import tempfile
import traceback
from collections.abc import Sequence
from typing import Annotated

import typer

import shoal
from shoal.app.cli import (
    accounts,
    as_code,
    data,
    demo,
    measures,
    people,
    rules,
    scores,
    segments,
    serve,
    sources,
    static,
    suggest,
    tags,
    upkeep,
)
from shoal.app.cli.options import Json
from shoal.app.cli.terminal import print_json, say, show_error
from shoal.model.errors import InvalidInput, ShoalError, StorageError

INTERRUPTED = 130

app = typer.Typer(
    name="shoal",
    help="Describe audiences as rules, see who matches and why, and keep them fresh.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
    context_settings={"help_option_names": ["--help", "-h"]},
)


def _show_version(wanted: bool) -> None:
    if wanted:
        print(f"shoal {shoal.__version__}")
        raise typer.Exit


@app.callback()
def shoal_command(
    version: Annotated[
        bool, typer.Option("--version", callback=_show_version, is_eager=True, help="Print the version and stop.")
    ] = False,
) -> None:
    """Describe audiences as rules, see who matches and why, and keep them fresh."""


def version(json: Json = False) -> None:
    """Print the version.

    Example: shoal version
    """
    if json:
        print_json({"version": shoal.__version__})
    else:
        print(f"shoal {shoal.__version__}")


for module in (
    demo,
    serve,
    sources,
    data,
    rules,
    suggest,
    people,
    upkeep,
    segments,
    static,
    as_code,
    measures,
    scores,
    tags,
    accounts,
):
    module.add_to(app)
app.command()(version)


def main(arguments: Sequence[str] | None = None) -> int:
    """Runs a command line; the exit code is 0, 2 for bad input, 1 for another failure, 130 when interrupted."""
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):  # a name that the terminal can't show isn't worth a failure
            stream.reconfigure(errors="replace")
    given = list(sys.argv[1:] if arguments is None else arguments)
    as_json = "--json" in given
    try:
        code = app(args=given, prog_name="shoal", standalone_mode=False)
        if code == INTERRUPTED:
            return _interrupted()
        return code if isinstance(code, int) else 0
    except ShoalError as error:
        show_error(error, as_json=as_json)
        return error.exit_code
    except typer.Abort:
        say("Stopped; nothing was changed.")
        return INTERRUPTED
    except OSError as error:
        return _fail(_disk_error(error), as_json)
    except Exception as error:
        if type(error).__name__ == "InterruptException":  # DuckDB's word for Ctrl-C in the middle of a query
            return _interrupted()
        return _usage_error(error, as_json) if _is_usage_error(error) else _unexpected(error, as_json)


def _interrupted() -> int:
    say("Interrupted. What was finished before is kept.")
    return INTERRUPTED


def _fail(error: ShoalError, as_json: bool) -> int:
    show_error(error, as_json=as_json)
    return error.exit_code


def _is_usage_error(error: Exception) -> bool:
    """Typer's own errors, for a command line that doesn't fit."""
    return hasattr(error, "format_message") and hasattr(error, "exit_code")


def _usage_error(error: Exception, as_json: bool) -> int:
    message = str(error.format_message()).rstrip(".")  # type: ignore[attr-defined]
    if not message:  # a group of commands without a command: its help was printed
        return 2
    context = getattr(error, "ctx", None)
    hint = f"`{context.command_path} --help` shows how it is used" if context is not None else None
    return _fail(InvalidInput(message, hint=hint), as_json)


def _disk_error(error: OSError) -> StorageError:
    place = f" ({error.filename})" if error.filename else ""
    return StorageError(
        f"the operating system refused: {error.strerror or error}{place}",
        hint="check the free space and the permissions; what was saved before is kept",
    )


def _unexpected(error: Exception, as_json: bool) -> int:
    """A bug: a short message, and the details in a file."""
    details = "".join(traceback.format_exception(error))
    if os.environ.get("SHOAL_DEBUG") == "1":
        sys.stderr.write(details)
    with tempfile.NamedTemporaryFile("w", prefix="shoal-error-", suffix=".txt", delete=False) as file:
        file.write(f"shoal {shoal.__version__}\n{details}")
    first_line = (str(error).splitlines() or [type(error).__name__])[0][:200]
    return _fail(ShoalError(f"something went wrong: {first_line}", hint=f"the details are in {file.name}"), as_json)
