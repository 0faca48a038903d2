"""`shoal check`, `shoal preview`: try a rule before it becomes a segment."""

from dataclasses import asdict
from typing import TYPE_CHECKING, Annotated

import typer
from rich.text import Text

from shoal.app.cli.options import AsOf, DataDir, Json, RuleArgument, Zone, opened, rule_source, settings_of
from shoal.app.cli.terminal import (
    Column,
    instant,
    number,
    out,
    percent,
    plural,
    print_json,
    show_error,
    show_warnings,
    table,
)
from shoal.model.errors import RuleError

if TYPE_CHECKING:
    from shoal.membership import Person, Preview


def add_to(app: typer.Typer) -> None:
    app.command()(check)
    app.command()(preview)
    app.command()(sentence)


def check(
    rule: RuleArgument,
    data: Annotated[
        bool,
        typer.Option(
            "--data", help="Also count each condition: who lacks values, what it costs, which segments are alike."
        ),
    ] = False,
    data_dir: DataDir = None,
    json: Json = False,
) -> None:
    """Say what is wrong with a rule, or what it means.

    Errors are names, types and values that can't be; warnings are conditions that contradict each other, always hold,
    say nothing new, or name values that never occur.

    Example: shoal check 'country is "TR" and country is "ES"'
    """
    source = rule_source(rule)
    with opened(data_dir) as shoal:
        from shoal.definitions import plain_text
        from shoal.rules import describe, to_json

        try:
            checked, warnings = shoal.read_rule(source)
        except RuleError as error:
            if json:
                print_json({"ok": False, "problems": [p.as_json() for p in error.problems]})
            else:
                show_error(error, as_json=False)
            raise typer.Exit(2) from None
        words = describe(checked, segment_names=shoal.catalog().segments)
        if data:
            from shoal import membership

            counted = membership.preview(
                shoal.store, shoal.definitions.all(), checked, as_of=shoal.instant(None), zone=None
            )
        if json:
            problems = [problem.as_json() for problem in warnings]
            document = {"ok": True, "problems": problems, "rule": to_json(checked), "text": plain_text(checked)}
            print_json(document | {"words": words} | ({"data": counted.as_json()} if data else {}))
        else:
            show_warnings(warnings)
            out().print(Text("✓ ", style="green") + Text(words))
            out().print(Text(plain_text(checked), style="dim"))
            if data:
                _print_preview(counted, shoal.zone)


def preview(
    rule: RuleArgument,
    as_of: AsOf = None,
    zone: Zone = None,
    estimate: Annotated[
        bool, typer.Option("--estimate", help="Count a sample where there are many people: sooner, and with bounds.")
    ] = False,
    data_dir: DataDir = None,
    json: Json = False,
) -> None:
    """Count who matches a rule, clause by clause.

    Nothing is saved.

    Example: shoal preview 'country is "TR" and did "Product Added" in last 7 days'
    """
    source = rule_source(rule)
    with opened(data_dir) as shoal:
        from shoal import membership

        typed, warnings = shoal.read_rule(source)
        moment = shoal.instant(as_of, zone)
        result = membership.preview(
            shoal.store, shoal.definitions.all(), typed, as_of=moment, zone=zone, exact=not estimate
        )
        if json:
            print_json(result.as_json())
        else:
            show_warnings(warnings)
            _print_preview(result, zone or shoal.zone)


def sentence(
    sentence: Annotated[str, typer.Argument(metavar="SENTENCE", help="English, in quotes.")],
    count: Annotated[bool, typer.Option("--count", help="Also count who matches, as `shoal preview` does.")] = False,
    assisted: Annotated[
        bool, typer.Option("--assisted/--grammar-only", help="Ask the language model too, where one is set up.")
    ] = True,
    data_dir: DataDir = None,
    json: Json = False,
) -> None:
    """Turn a sentence into a rule, and say what of it wasn't understood.

    The same sentence always gives the same rule. Nothing is guessed and nothing is saved. Exits 2 when nothing at all
    was understood.

    Example: shoal sentence "people in Turkey or Spain who bought at least twice last month"
    """
    settings = settings_of(data_dir)
    with opened(data_dir) as shoal:
        from shoal import insights, membership
        from shoal.app.language_model import language_model
        from shoal.definitions import plain_text
        from shoal.rules import describe, to_json

        model = language_model(settings) if assisted else None
        catalog, now = shoal.catalog(), shoal.instant(None)
        reading = insights.understand(sentence, catalog, as_of=now, zone=shoal.zone, model=model)
        rule, warnings = (None, ()) if reading.rule is None else shoal.checked(reading.rule)
        counted = (
            membership.preview(shoal.store, shoal.definitions.all(), rule, as_of=now, zone=None)
            if count and rule is not None
            else None
        )
        if json:
            document: dict[str, object] = {
                "complete": reading.complete,
                "rule": None if rule is None else to_json(rule),
                "text": None if rule is None else plain_text(rule),
                "words": None if rule is None else describe(rule, segment_names=catalog.segments),
                "not_understood": [asdict(part) for part in reading.not_understood],
                "notes": [*reading.notes],
                "warnings": [problem.as_json() for problem in warnings],
            }
            print_json(document | ({} if counted is None else {"preview": counted.as_json()}))
        else:
            console = out()
            if rule is not None:
                mark = Text("✓ ", style="green") if reading.complete else Text("≈ ", style="yellow")
                console.print(mark + Text(describe(rule, segment_names=catalog.segments)))
                console.print(Text(plain_text(rule), style="dim"))
            for note in reading.notes:
                console.print(Text(f"  {note}", style="dim"))
            for part in reading.not_understood:
                hint = f" ({part.hint})" if part.hint else ""
                console.print(Text(f"? not understood: “{part.text}”{hint}", style="yellow"))
            show_warnings(warnings)
            if counted is not None:
                _print_preview(counted, shoal.zone)
    if rule is None:
        raise typer.Exit(2)


def _print_preview(result: "Preview", zone: str) -> None:
    console = out()
    share = f" ({percent(result.count / result.total)})" if result.total else ""
    about = "" if result.exact else "about "
    console.print(
        Text(about + number(result.count), style="bold")
        + Text("" if result.exact else " ({}–{})".format(*map(number, result.interval)))
        + Text(f" of {plural(result.total, 'profile')} match{share}")
        + Text(f"  as of {instant(result.as_of, zone)} {zone}, {result.ms:,.0f} ms", style="dim")
    )
    if len(result.clauses) > 1:
        rows = [
            (number(clause.count), f"{clause.ms:,.1f}", "  " * _depth(clause.path) + clause.text)
            for clause in result.clauses
        ]
        console.print(table((Column("Profiles", "number"), Column("ms", "number"), Column("Clause")), rows))
    for finding in result.findings:
        console.print(Text(f"! {finding.message}", style="yellow"))
    for similar in result.similar:
        alike = "means the same" if similar.same_rule else f"has {percent(similar.share)} in common with this"
        console.print(Text(f"! {similar.name} ({similar.id}) {alike}", style="yellow"))
    if result.platforms:
        split = ", ".join(f"{name} {number(count)}" for name, count in result.platforms.items())
        console.print(Text(f"Platforms: {split}"))
    if result.missing:
        console.print(Text(f"Without a value that the rule asks for: {number(result.missing)}"))
    if result.sample:
        console.print(Text(f"For example: {', '.join(_called(person) for person in result.sample)}"))


def _called(person: "Person") -> str:
    return person.id if person.name is None else f"{person.name} ({person.id})"


def _depth(path: str) -> int:
    """How many groups a clause lies in, beside the outermost: 1 for `all[0].any[1]`."""
    return max(path.count("[") - 1, 0)
