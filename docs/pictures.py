"""Draws the pictures of the README from what the commands print: `python docs/pictures.py DATA_DIR` after a demo."""

import io
import os
import re
import subprocess
import sys
from pathlib import Path

from rich.console import Console
from rich.terminal_theme import MONOKAI
from rich.text import Text

FOLDER = Path(__file__).parent / "pictures"
WIDTH = 100

PICTURES = {
    "preview": (
        "preview",
        'did "Product Added" in last 7 days and not did "Order Completed" in last 7 days and pushEnabled is true',
    ),
    "explain": ("explain", "cart_abandoners_24h", "MEMBER"),
}


def run(data_dir: str, *arguments: str) -> str:
    """What a command prints, with its colours."""
    environment = os.environ | {"FORCE_COLOR": "1", "COLUMNS": str(WIDTH), "TERM": "xterm-256color"}
    command = [sys.executable, "-m", "shoal", *arguments, "--data-dir", data_dir]
    return subprocess.run(command, env=environment, capture_output=True, text=True, check=True).stdout


def draw(command: str, printed: str) -> str:
    console = Console(record=True, width=WIDTH, file=io.StringIO())
    console.print(Text("$ ", style="green") + Text(command, style="bold"))
    console.print(Text.from_ansi(printed.rstrip()))
    svg = console.export_svg(title="shoal", theme=MONOKAI)
    # The template names fonts on a server of somebody else's; the reader's own will do.
    svg = re.sub(r"\s*@font-face \{.*?\}", "", svg, flags=re.DOTALL)
    return svg.replace("<text ", '<text xml:space="preserve" ')


def main() -> None:
    data_dir = sys.argv[1]
    FOLDER.mkdir(exist_ok=True)
    member = re.search(r"p[0-9a-f]{24}", run(data_dir, "members", "cart_abandoners_24h", "--limit", "1"))
    assert member is not None
    for name, (command, *arguments) in PICTURES.items():
        asked = [member[0] if argument == "MEMBER" else argument for argument in arguments]
        shown = " ".join(f"'{a}'" if " " in a else a for a in asked)
        (FOLDER / f"{name}.svg").write_text(draw(f"shoal {command} {shown}", run(data_dir, command, *asked)))


if __name__ == "__main__":
    main()
