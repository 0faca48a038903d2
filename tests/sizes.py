"""`python -m tests.sizes`: how long our files and functions are, beside code that people love to read. No gate."""

import ast
from collections.abc import Iterator
from pathlib import Path
from statistics import median, quantiles

ROOT = Path(__file__).parents[1]
BELOVED = (
    ("starlette", 142, 548, 27),
    ("httpx", 248, 641, 34),
    ("narwhals", 150, 839, 26),
    ("metricflow", 89, 294, 34),
    ("sqlglot", 164, 835, 34),
)


def function_lengths(path: Path) -> Iterator[int]:
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            yield (node.end_lineno or node.lineno) - node.lineno + 1


def main() -> None:
    files = [path for path in (ROOT / "src").rglob("*.py") if path.stat().st_size]
    lengths = [len(path.read_text(encoding="utf-8").splitlines()) for path in files]
    functions = [length for path in files for length in function_lengths(path)]
    tests = sum(len(path.read_text(encoding="utf-8").splitlines()) for path in (ROOT / "tests").rglob("*.py"))
    print(f"{'':12} {'file median':>11} {'file p90':>9} {'function p90':>13}")
    ours = ("shoal", median(lengths), quantiles(lengths, n=10)[-1], quantiles(functions, n=10)[-1])
    for name, half, most, long in (ours, *BELOVED):
        print(f"{name:12} {half:11.0f} {most:9.0f} {long:13.0f}")
    print(f"{len(files)} files, {sum(lengths):,} lines of source, {tests:,} lines of tests")


if __name__ == "__main__":
    main()
