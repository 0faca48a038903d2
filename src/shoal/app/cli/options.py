"""Options and arguments that commands share, and how they are opened and read."""

import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Literal

import typer

from shoal.app.settings import Settings, load_settings
from shoal.model.errors import InvalidInput

if TYPE_CHECKING:
    from shoal.app.wiring import Opened

_READ_AT_MOST = 16 * 2**20  # of a rule; the language itself takes much less

DataDir = Annotated[
    Path | None,
    typer.Option("--data-dir", metavar="DIR", help="The data directory (else SHOAL_DATA, else ./shoal-data)."),
]
Json = Annotated[bool, typer.Option("--json", help="One JSON document on stdout.")]
AsOf = Annotated[
    str | None, typer.Option("--as-of", metavar="TIME", help="Another instant than now, such as 2026-03-08T12:00:00Z.")
]
Zone = Annotated[
    str | None,
    typer.Option("--zone", metavar="ZONE", help="Time zone, such as Europe/Istanbul (else the workspace's)."),
]
RuleArgument = Annotated[str, typer.Argument(metavar="RULE", help="Text, JSON, @FILE, or - for stdin.")]
RuleOption = Annotated[str | None, typer.Option("--rule", metavar="RULE", help="Text, JSON, @FILE, or - for stdin.")]
SegmentArgument = Annotated[str, typer.Argument(metavar="SEGMENT", help="The id of a segment.")]
SegmentArguments = Annotated[list[str] | None, typer.Argument(metavar="[SEGMENT]…", help="Ids of segments.")]
Yes = Annotated[bool, typer.Option("--yes", "-y", help="Don't ask.")]


def settings_of(data_dir: Path | None) -> Settings:
    return load_settings(os.environ, Path.cwd(), data_dir=data_dir)


@contextmanager
def opened(
    data_dir: Path | None, *, write: bool | Literal["records"] = False, create: bool = False
) -> Iterator["Opened"]:
    """The data directory, for one command, as `wiring.opened` has it. Loads the heavy modules."""
    settings = settings_of(data_dir)
    from shoal.app import wiring

    with wiring.opened(settings, write=write, create=create) as shoal:
        yield shoal


def confirm(question: str, *, yes: bool, as_json: bool = False, otherwise: str = "") -> None:
    """Goes on when the person says yes, or said `--yes`. Raises InvalidInput where nobody can be asked."""
    if yes:
        return
    if as_json or not sys.stdin.isatty():
        raise InvalidInput(
            "this asks a question and nobody is there to answer",
            hint=f"say --yes, {otherwise}" if otherwise else "say --yes",
        )
    typer.confirm(question, abort=True, err=True)


def rule_source(argument: str) -> bytes:
    """What a RULE argument stands for. Raises InvalidInput for a file that can't be read."""
    if argument == "-":
        return sys.stdin.buffer.read(_READ_AT_MOST)
    if argument.startswith("@"):
        return read_bytes(Path(argument[1:]), _READ_AT_MOST)
    return argument.encode(errors="surrogateescape")


def read_bytes(path: Path, limit: int) -> bytes:
    """The file's first `limit` bytes. Raises InvalidInput saying why it can't be read."""
    try:
        with path.open("rb") as file:
            return file.read(limit)
    except OSError as error:
        raise InvalidInput(f"the file {path} can't be read: {reason(error)}") from None


def write_text(path: Path, text: str) -> None:
    """Raises InvalidInput for a place that can't be written."""
    try:
        path.write_text(text, encoding="utf-8")
    except OSError as error:
        raise InvalidInput(f"{path} can't be written: {reason(error)}") from None


def reason(error: OSError) -> str:
    """The operating system's words, in lower case."""
    return (error.strerror or str(error)).lower()
