"""Prints how many of the planted mistakes the suite notices: `python -m tests.mutants`. Exits 1 below 95 %.

Each mistake runs in a process of its own, in which the one module is loaded with the mistake in it; kernels run
uncompiled, so that no compiled code of the right program is used by chance.
"""

import argparse
import importlib.abc
import importlib.util
import os
import subprocess
import sys
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from importlib.machinery import ModuleSpec
from types import ModuleType

from tests.mutants.mistakes import MISTAKES, Mistake

from shoal.model.rule import Rule

REQUIRED = 0.95
MOST_CASES = 2_400


class _Planted(importlib.abc.MetaPathFinder, importlib.abc.Loader):
    """Loads one module from its source with the mistake in it."""

    def __init__(self, mistake: Mistake) -> None:
        self._mistake = mistake
        self._finding = False

    def find_spec(self, name: str, path: Sequence[str] | None, target: ModuleType | None = None) -> ModuleSpec | None:
        if name != self._mistake.module or self._finding:
            return None
        self._finding = True
        try:
            found = importlib.util.find_spec(name)
        finally:
            self._finding = False
        assert found is not None
        assert found.origin is not None
        return importlib.util.spec_from_loader(name, self, origin=found.origin)

    def exec_module(self, module: ModuleType) -> None:
        assert module.__spec__ is not None
        assert module.__spec__.origin is not None
        with open(module.__spec__.origin, encoding="utf-8") as file:
            source = file.read()
        if source.count(self._mistake.right) != 1:
            print(
                f"{self._mistake.name}: what it replaces stands {source.count(self._mistake.right)} times", flush=True
            )
            os._exit(3)
        module.__file__ = module.__spec__.origin
        exec(
            compile(source.replace(self._mistake.right, self._mistake.wrong), module.__file__, "exec"), module.__dict__
        )


def _find(number: int, cases: int) -> None:
    """Exits with 0 when the mistake is noticed and says by what, with 1 when it survives all the cases.

    The number -1 plants nothing: the right program must survive.
    """
    if number >= 0:
        sys.meta_path.insert(0, _Planted(MISTAKES[number]))
    from tests.cases.loader import examples
    from tests.properties.memory_records import engine_answers, engine_members, in_many_windows
    from tests.properties.worlds import Case, seeded_case
    from tests.properties.worlds_of_all import KINDS, seeded_case_of

    from shoal import oracle

    def noticed(where: str, expected: object, found: Callable[[], object]) -> None:
        try:
            same = found() == expected
        except Exception as error:
            same, where = False, f"{where}: {type(error).__name__}"
        if not same:
            print(where, flush=True)
            os._exit(0)

    def noticed_by(case: Case, rules: Sequence[Rule], where: str, normal: bool) -> None:
        expected = [oracle.members(rule, case.world, case.as_of, zone=case.zone) for rule in rules]
        noticed(where, expected, lambda: engine_answers(rules, case.world, case.as_of, zone=case.zone, normal=normal))

    def asked(seed: int, rules: Callable[[Case], list[Rule]]) -> None:
        case = seeded_case(seed)
        noticed_by(case, rules(case), f"seed {seed}", seed % 2 == 0)

    def asked_of_all(kind: str, seeds: range) -> None:
        for seed in seeds:
            case = seeded_case_of(kind, seed)
            rules = in_many_windows(case.rule) if kind in ("behaviour", "order") and seed % 5 == 0 else [case.rule]
            noticed_by(case, rules, f"{kind} {seed}", seed % 2 == 0)

    if number >= 0 and MISTAKES[number].kind:
        asked_of_all(MISTAKES[number].kind, range(cases // 2))
    else:
        for kind in KINDS:
            asked_of_all(kind, range(25))
    for seed in range(min(cases, 400)):
        asked(seed, lambda case: [case.rule])
    for seed in range(100):
        asked(seed, lambda case: in_many_windows(case.rule))
    for one in examples():
        noticed(one.name, one.members, lambda one=one: engine_members(one.typed, one.world, one.as_of, zone=one.zone))
    for seed in range(400, cases):
        asked(seed, lambda case: [case.rule])
    os._exit(1)


def _run(number: int, cases: int) -> tuple[int, str]:
    done = subprocess.run(
        [sys.executable, "-m", "tests.mutants", "--only", str(number), "--cases", str(cases)],
        env=os.environ | {"NUMBA_DISABLE_JIT": "1", "PYTHONWARNINGS": "ignore", "PYTHONHASHSEED": "0"},
        capture_output=True,
        text=True,
        check=False,
    )
    return done.returncode, (done.stdout + done.stderr).strip()


def main() -> None:
    arguments = argparse.ArgumentParser(prog="python -m tests.mutants", description=__doc__)
    arguments.add_argument("--only", type=int, help="plant one mistake, by its place in the list")
    arguments.add_argument("--cases", type=int, default=MOST_CASES, help="random cases before a mistake survives")
    arguments.add_argument("--workers", type=int, default=os.cpu_count() or 1)
    arguments.add_argument("--every", type=int, default=1, help="plant only every so many of the mistakes")
    chosen = arguments.parse_args()
    if chosen.only is not None:
        os.environ["NUMBA_DISABLE_JIT"] = "1"
        _find(chosen.only, chosen.cases)
    planted = range(0, len(MISTAKES), chosen.every)
    caught, invalid = 0, 0
    with ThreadPoolExecutor(chosen.workers) as pool:
        untouched = pool.submit(_run, -1, chosen.cases)
        runs = pool.map(lambda n: _run(n, chosen.cases), planted)
        for number, (code, said) in zip(planted, runs, strict=True):
            mistake = MISTAKES[number]
            caught += code == 0
            invalid += code not in (0, 1)
            mark = {0: "caught  ", 1: "SURVIVED"}.get(code, "INVALID ")
            print(f"{mark} {mistake.name} ({said.splitlines()[-1] if said else mistake.module})", flush=True)
    code, said = untouched.result()
    if code != 1:
        sys.exit(f"the suite fails without any mistake, so it shows nothing: {said}")
    score = caught / len(planted)
    print(f"{caught} of {len(planted)} mistakes caught: {score:.1%}")
    sys.exit(0 if score >= REQUIRED and not invalid else 1)


if __name__ == "__main__":
    main()
