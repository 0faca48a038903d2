"""`shoal pull`, `plan`, `apply`, `test`: segments as files, in git."""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer
from rich.text import Text

from shoal.app import clock
from shoal.app.cli.options import AsOf, DataDir, Json, Yes, confirm, opened, reason, settings_of, write_text
from shoal.app.cli.terminal import number, out, plural, print_json, progress, say
from shoal.model.errors import InvalidInput, ShoalError

if TYPE_CHECKING:
    from shoal.definitions.as_code import FileProblem, Wanted
    from shoal.membership import CaseResult

Folder = Annotated[Path, typer.Argument(metavar="DIR", help="A folder of YAML files, with folders below it.")]
Delete = Annotated[bool, typer.Option("--delete", help="Delete the segments and measures that no file has.")]
Server = Annotated[
    str | None,
    typer.Option("--server", metavar="URL", envvar="SHOAL_SERVER", help="A running server, instead of a directory."),
]
Key = Annotated[str | None, typer.Option("--key", metavar="KEY", envvar="SHOAL_KEY", help="An API key of that server.")]
CHANGED = 3  # the exit code of `plan --exit-code` when there is something to do

_WORDS = {"create": "+ create", "change": "~ change", "delete": "- delete", "not_in_files": "? not in the files"}
_STYLES = {"create": "green", "change": "yellow", "delete": "red", "not_in_files": "dim"}


def add_to(app: typer.Typer) -> None:
    for command in (pull, plan, apply):
        app.command()(command)
    app.command("test")(run_cases)


def pull(
    folder: Folder,
    label: Annotated[str | None, typer.Option("--label", metavar="LABEL", help="Only segments with it.")] = None,
    force: Annotated[bool, typer.Option("--force", help="Overwrite files that say something else.")] = False,
    data_dir: DataDir = None,
    json: Json = False,
) -> None:
    """Write every segment and measure as a YAML file.

    Files that mean the same stay as they are, and keep their tests. One that says something else is not overwritten
    without --force. Nothing is removed.

    Example: shoal pull ./audiences
    """
    with opened(data_dir) as shoal:
        from shoal.definitions import Measures
        from shoal.definitions.as_code import files_of, same_content, with_tests_of

        segments = [s for s in shoal.definitions.list() if label is None or label in s.labels]
        measures = Measures(shoal.store, shoal.definitions).list() if label is None else ()
        written, kept, refused = [], [], []
        for path, text in files_of(segments, measures).items():
            place = folder / path
            before = place.read_text(encoding="utf-8") if place.exists() else None
            if before is not None and same_content(before, text):
                kept.append(path)
            elif before is not None and not force:
                refused.append(path)
            else:
                place.parent.mkdir(parents=True, exist_ok=True)
                write_text(place, text if before is None else with_tests_of(text, before))
                written.append(path)
    if json:
        print_json({"written": written, "unchanged": kept, "refused": refused})
    else:
        say(f"Wrote {plural(len(written), 'file')} to {folder}; {len(kept)} said the same already.")
        for path in refused:
            say(f"{path} says something else and was left: --force overwrites it, `shoal plan` shows the difference")
    if refused:
        raise typer.Exit(1)


def plan(
    folder: Folder,
    delete: Delete = False,
    as_of: AsOf = None,
    exit_code: Annotated[bool, typer.Option("--exit-code", help="Exit with 3 when there is something to do.")] = False,
    server: Server = None,
    key: Key = None,
    data_dir: DataDir = None,
    json: Json = False,
) -> None:
    """Show what `shoal apply` would change: definitions in words, members that would enter and leave, what is affected.

    Example: shoal plan ./audiences
    """
    made = _planned(folder, delete, as_of, server, key, data_dir)
    if json:
        print_json(made)
    else:
        _print_plan(made)
    if exit_code and made["changes"]:
        raise typer.Exit(CHANGED)


def apply(
    folder: Folder,
    delete: Delete = False,
    refresh: Annotated[bool, typer.Option("--refresh", help="Work out the members of what changed.")] = False,
    yes: Yes = False,
    server: Server = None,
    key: Key = None,
    data_dir: DataDir = None,
    json: Json = False,
) -> None:
    """Make the workspace's segments and measures those of the files: all of them, or on any fault none.

    The same files again change nothing.

    Example: shoal apply ./audiences --yes
    """
    made = _planned(folder, delete, None, server, key, data_dir)
    if not json:
        _print_plan(made)
    if not made["changes"]:
        if json:
            print_json(made | {"applied": False})
        return
    confirm("Apply this?", yes=yes, as_json=json)
    if server is not None:
        body = {"files": _read(folder), "delete": delete, "refresh": refresh}
        made = _asked(server, key, "/api/apply", body)
    else:
        with opened(data_dir, write="records") as shoal:
            from shoal.definitions import as_code

            wanted = as_code.read_files(_read(folder))
            exact = as_code.plan(shoal.store, shoal.definitions, wanted, delete=delete, as_of=clock.now(), impact=False)
            as_code.apply(shoal.store, shoal.definitions, exact, actor=shoal.actor, now=clock.now())
            ids = [*exact.created, *exact.changed]
            if refresh and ids:
                from shoal.app.cli.upkeep import reporting
                from shoal.app.refreshing import refresh as work_out

                rules = [id_ for id_ in ids if shoal.definitions.get(id_).rule is not None]
                with progress("Refreshing") as show:
                    work_out(shoal, rules, report=reporting(show))
    if json:
        print_json(made | {"applied": True})
        return
    touched = [step["id"] for step in made["steps"] if step["action"] in ("create", "change", "delete")]
    say(f"Applied: {plural(len(touched), 'definition')} changed.")
    if not refresh and server is None:
        say("Their members are those of the last refresh: shoal refresh --all")


def run_cases(folder: Folder, data_dir: DataDir = None, json: Json = False) -> None:
    """Run the cases in the files: made-up people who must be in, or out. Needs no data.

    Example: shoal test ./audiences
    """
    from shoal.definitions import as_code

    zone = settings_of(data_dir).zone or "UTC"
    wanted = as_code.read_files(_read(folder))
    results, problems = _judged(wanted, zone)
    failed = [(file, result) for file, result in results if not result.passed]
    if json:
        print_json(
            {
                "passed": len(results) - len(failed),
                "failed": len(failed),
                "cases": [_case_json(file, result) for file, result in results],
                "problems": [problem.as_json() for problem in problems],
            }
        )
    else:
        for file, result in results:
            _print_case(file, result)
        for problem in problems:
            place = problem.file if problem.line is None else f"{problem.file}, line {problem.line}"
            say(f"! {place}: {problem.problem.path}: {problem.problem.message}")
        unread = f", {len(problems)} can't be read" if problems else ""
        hint = "" if results or problems else ". Add `tests:` to a file: see the guide, segments as code"
        say(f"{plural(len(results) - len(failed), 'case')} passed, {len(failed)} failed{unread}{hint}.")
    if problems:
        raise typer.Exit(2)
    if failed:
        raise typer.Exit(1)


def _judged(wanted: "Wanted", zone: str) -> "tuple[list[tuple[str, CaseResult]], list[FileProblem]]":
    from shoal.definitions.as_code import FileProblem, segments_of
    from shoal.membership import read_case, run_case
    from shoal.membership.cases import InvalidCase
    from shoal.model.errors import Problem

    segments = segments_of(wanted)
    measures = {id_: one.definition for id_, one in wanted.measures.items()}
    results: list[tuple[str, CaseResult]] = []
    problems: list[FileProblem] = []
    for id_, one in wanted.segments.items():
        for place, value in enumerate(one.tests):
            try:
                case = read_case(value, zone=zone)
                results.append((one.file, run_case(case, segments[id_], segments, measures, zone=zone)))
            except InvalidCase as error:
                found = error.problem
                path = f"tests[{place}].{found.path}" if found.path else f"tests[{place}]"
                line = _line_of_tests(one.text)
                problems.append(FileProblem(one.file, line, Problem(path, found.code, found.message, found.hint)))
            except (ShoalError, ValueError) as error:
                said = error.message if isinstance(error, ShoalError) else str(error)
                problems.append(FileProblem(one.file, None, Problem(f"tests[{place}]", "cannot_judge", said)))
    return results, problems


def _line_of_tests(text: str) -> int | None:
    lines = text.splitlines()
    return next((number for number, line in enumerate(lines, 1) if line.startswith("tests:")), None)


def _case_json(file: str, result: "CaseResult") -> dict[str, object]:
    return {
        "file": file,
        "name": result.case.name,
        "expect": result.case.expect,
        "found": result.found,
        "passed": result.passed,
        "conditions": [{"text": text, "verdict": verdict} for text, verdict in result.verdicts],
    }


def _print_case(file: str, result: "CaseResult") -> None:
    mark = Text("✓ ", style="green") if result.passed else Text("✗ ", style="red")
    out().print(mark + Text(f"{file}: ", style="dim") + Text(result.case.name))
    if not result.passed:
        out().print(Text(f"    expected {result.case.expect}, found {result.found}", style="red"))
        for text, verdict in result.verdicts:
            out().print(Text(f"    {'yes' if verdict else 'no':>3}  {text}"))


# --- plans ------------------------------------------------------------------------------------------------------------


def _planned(
    folder: Path, delete: bool, as_of: str | None, server: str | None, key: str | None, data_dir: Path | None
) -> dict[str, Any]:
    files = _read(folder)
    if server is not None:
        return _asked(server, key, "/api/plan", {"files": files, "delete": delete, "as_of": as_of})
    with opened(data_dir) as shoal:
        from shoal.definitions import as_code

        wanted = as_code.read_files(files)
        with progress("Working out who enters and leaves"):
            made = as_code.plan(shoal.store, shoal.definitions, wanted, delete=delete, as_of=shoal.instant(as_of))
        return made.as_json()


def _read(folder: Path) -> dict[str, str]:
    """The YAML files below a folder, by path from it. Raises InvalidInput for one that can't be read."""
    if not folder.is_dir():
        raise InvalidInput(f"{folder} is no folder", hint="`shoal pull DIR` writes one")
    out_: dict[str, str] = {}
    for path in sorted([*folder.rglob("*.yaml"), *folder.rglob("*.yml")]):
        inside = path.relative_to(folder)
        if any(part.startswith(".") for part in inside.parts):
            continue
        try:
            out_[inside.as_posix()] = path.read_text(encoding="utf-8-sig")
        except OSError as error:
            raise InvalidInput(f"{path} can't be read: {reason(error)}") from None
        except UnicodeDecodeError:
            raise InvalidInput(f"{path} is no UTF-8 text") from None
    return out_


def _asked(server: str, key: str | None, path: str, body: dict[str, object]) -> dict[str, Any]:
    """What a server answers. Raises InvalidInput with what it says is wrong."""
    import httpx

    headers = {} if key is None else {"Authorization": f"Bearer {key}"}
    try:
        answer = httpx.post(f"{server.rstrip('/')}{path}", json=body, headers=headers, timeout=300)
    except httpx.HTTPError as error:
        raise InvalidInput(
            f"{server} can't be reached: {error}", hint="is it running, and the address right?"
        ) from None
    try:
        found = answer.json()
    except ValueError:
        found = {}
    if answer.is_error:
        said = found.get("detail") or found.get("title") or f"status {answer.status_code}"
        for problem in found.get("problems", []):
            say(f"! {problem.get('file', '')} {problem.get('path', '')}: {problem.get('message', '')}")
        raise InvalidInput(f"{server} refused: {said}", hint=found.get("hint"))
    assert isinstance(found, dict)
    return found


def _print_plan(made: dict[str, Any]) -> None:
    steps = made["steps"]
    for step in steps:
        if step["action"] == "unchanged":
            continue
        head = Text(f"{_WORDS[step['action']]} {step['kind']} ", style=_STYLES[step["action"]])
        out().print(head + Text(step["id"], style="bold") + Text(f"  {step['name']}", style="dim"))
        for line in step["differences"]:
            out().print(Text(f"    {line}"))
        if step["impact"] is not None:
            impact = step["impact"]
            out().print(
                Text(f"    members {number(impact['before'])} → {number(impact['after'])}  ")
                + Text(f"+{number(impact['entered'])} ", style="green")
                + Text(f"−{number(impact['left'])}", style="red")
            )
        if step["uses"] and step["action"] != "create":
            out().print(Text(f"    used by {', '.join(use['id'] for use in step['uses'])}", style="dim"))
        for warning in step["warnings"]:
            out().print(Text(f"    ! {warning['message']}", style="yellow"))
    counts = {action: sum(step["action"] == action for step in steps) for action in (*_WORDS, "unchanged")}
    said = [f"{counts[action]} to {action}" for action in ("create", "change", "delete") if counts[action]]
    rest = f"{plural(counts['unchanged'], 'definition')} unchanged"
    if counts["not_in_files"]:
        rest += f", {counts['not_in_files']} not in the files (--delete takes them away)"
    say(f"{', '.join(said) or 'Nothing to do'}; {rest}.")
