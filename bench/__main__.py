"""`python -m bench small`: the table of bench/README.md on this machine."""

import argparse
import sys
from pathlib import Path

from rich.console import Console

from bench.comparing import DifferentAnswers
from bench.language import MIXES
from bench.measuring import Plan, measure
from bench.report import print_report, write_report
from bench.world import SIZES

DATA = Path(__file__).parent / ".data"


def main() -> int:
    """Exits 0 when every goal is reached, 1 when one isn't or the answers differ."""
    parser = argparse.ArgumentParser(prog="python -m bench", description=__doc__)
    parser.add_argument("size", choices=list(SIZES), nargs="?", default="small")
    parser.add_argument("--data", type=Path, default=DATA, help="where the generated files go (default: bench/.data)")
    parser.add_argument("--mix", choices=[*MIXES, "both"], default="both", help="kinds of conditions (default: both)")
    parser.add_argument("--rounds", type=int, default=4, help="turns of the two sides (default: 4)")
    parser.add_argument("--share", type=float, default=1.0, help="part of the segments asked by hand (default: 1, all)")
    parser.add_argument("--previews", type=int, default=200, help="unseen rules to preview (default: 200)")
    parser.add_argument("--each", type=int, default=40, help="conditions of each kind to cost (default: 40; 0: none)")
    options = parser.parse_args()
    mixes = tuple(mix for name, mix in MIXES.items() if options.mix in (name, "both"))
    plan = Plan(mixes, options.rounds, options.share, options.previews, options.each)
    console = Console() if sys.stdout.isatty() else Console(width=130)
    folder = options.data / options.size
    folder.mkdir(parents=True, exist_ok=True)
    try:
        with console.status("starting") as status:
            findings = measure(SIZES[options.size], folder, plan, status.update)
    except DifferentAnswers as difference:
        console.print(f"[red]The two sides differ.[/] {difference}", highlight=False)
        return 1
    write_report(findings, folder / "result.json")
    reached = print_report(findings, console)
    return 0 if reached else 1


if __name__ == "__main__":
    sys.exit(main())
