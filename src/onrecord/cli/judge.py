"""``onrecord judge``: what people hold to be right, kept in the record's log."""

from __future__ import annotations

import getpass
import json
from collections.abc import Callable
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, TypeAlias

import typer
from rich.console import Console

from onrecord.cli import terminal
from onrecord.cli.judgements import fields, line, table
from onrecord.cli.options import RecordPath
from onrecord.settings import Settings

if TYPE_CHECKING:
    from onrecord.judge.decisions import OfPeople, OfStatement
    from onrecord.judge.judgement_log import Author
    from onrecord.record import Record

EPILOG = """People are given by name, by id, or by either with @ and the id of a page on which they stand. Judgements go
before what programs hold, stand when pages are read again, and can be withdrawn.

[bold]Examples[/bold]

onrecord judge same "Ada Quill" "Ada Quill-Tarn" --why "married in 2031"

onrecord judge different "Tom Okafor@k3v7qx2mnb5d4e6f" "Tom Okafor@a2b3c4d5e6f7g2h3"

onrecord judge speaker r5t6y7u2i3o4p5a6 "Orla Kimura" --who mara
"""

app = typer.Typer(no_args_is_help=True, rich_markup_mode="rich")


class JudgementFormat(StrEnum):
    """How judgements are listed."""

    text = "text"
    jsonl = "jsonl"


class Training(StrEnum):
    """What is exported as training data."""

    statements = "statements"
    people = "people"


Who: TypeAlias = Annotated[
    str | None, typer.Option("--who", metavar="NAME", help="Who judges. Else your login name.", show_default=False)
]
Why: TypeAlias = Annotated[
    str | None, typer.Option("--why", metavar="REASON", help="The reason, for who comes later.", show_default=False)
]
One: TypeAlias = Annotated[str, typer.Argument(metavar="PERSON", show_default=False)]
Other: TypeAlias = Annotated[str, typer.Argument(metavar="OTHER", show_default=False)]
StatementId: TypeAlias = Annotated[str, typer.Argument(metavar="STATEMENT", help="Its id.", show_default=False)]


@app.command()
def same(one: One, other: Other, *, who: Who = None, why: Why = None, record: RecordPath = None) -> None:
    """Two are one person."""
    _people(one, other, verdict="same", by=_author(who, why), path=record)


@app.command()
def different(one: One, other: Other, *, who: Who = None, why: Why = None, record: RecordPath = None) -> None:
    """Two are not one person, whatever their names."""
    _people(one, other, verdict="different", by=_author(who, why), path=record)


@app.command()
def unsure(one: One, other: Other, *, who: Who = None, why: Why = None, record: RecordPath = None) -> None:
    """Nobody can tell whether two are one: they stay two, and are not asked about again."""
    _people(one, other, verdict="unsure", by=_author(who, why), path=record)


@app.command()
def right(statement: StatementId, *, who: Who = None, why: Why = None, record: RecordPath = None) -> None:
    """The statement is its speaker's."""
    _statement(statement, verdict="right", by=_author(who, why), path=record)


@app.command()
def wrong(statement: StatementId, *, who: Who = None, why: Why = None, record: RecordPath = None) -> None:
    """The statement is not its speaker's."""
    _statement(statement, verdict="wrong", by=_author(who, why), path=record)


@app.command()
def speaker(
    statement: StatementId, person: One, *, who: Who = None, why: Why = None, record: RecordPath = None
) -> None:
    """The statement is this person's."""
    _statement(statement, verdict="speaker", by=_author(who, why), path=record, speaker=person)


@app.command(name="not-statement")
def not_statement(statement: StatementId, *, who: Who = None, why: Why = None, record: RecordPath = None) -> None:
    """It is no statement at all: scare quotes, a title, a nickname."""
    _statement(statement, verdict="not-statement", by=_author(who, why), path=record)


@app.command()
def wikidata(
    person: Annotated[str | None, typer.Argument(metavar="PERSON", show_default=False)] = None,
    item: Annotated[str | None, typer.Argument(metavar="ITEM", help="Such as Q42.", show_default=False)] = None,
    *,
    source: Annotated[
        Path | None,
        typer.Option("--from", metavar="FILE", help="A CSV file with columns name and wikidata.", show_default=False),
    ] = None,
    who: Who = None,
    why: Why = None,
    record: RecordPath = None,
) -> None:
    """Somebody is this Wikidata item. Who are one item are one; who are two are two."""
    from onrecord.errors import UsageError
    from onrecord.judge import decisions

    def work(opened: Record, output: Console, errors: Console) -> int:
        if (source is None) == (person is None or item is None):
            raise UsageError("give a person and an item, or a file of them with --from")
        if source is None:
            made = decisions.set_wikidata(opened, str(person), str(item), by=_author(who, why))
            terminal.put(line(made), console=output)
            return 0
        failed = 0
        for name, outcome in decisions.set_wikidata_from(opened, source, who=who_judges(who)):
            if isinstance(outcome, UsageError):
                failed += 1
                terminal.say(errors, f"{name}: {outcome}")
            else:
                terminal.put(line(outcome), console=output)
        return terminal.FAILED if failed else 0

    _with(record, work)


@app.command()
def withdraw(
    judgement: Annotated[str, typer.Argument(metavar="JUDGEMENT", help="Its id.", show_default=False)],
    *,
    who: Who = None,
    why: Why = None,
    record: RecordPath = None,
) -> None:
    """Take a judgement back. The log keeps both."""
    from onrecord.judge import decisions

    def work(opened: Record, output: Console, _errors: Console) -> int:
        made = decisions.withdraw(opened, judgement, by=_author(who, why))
        terminal.put(line(made), console=output)
        return 0

    _with(record, work)


@app.command(name="list")
def list_(
    *,
    orphaned: Annotated[bool, typer.Option("--orphaned", help="Only those whose words are gone.")] = False,
    everything: Annotated[bool, typer.Option("--all", help="Withdrawn ones and withdrawals too.")] = False,
    form: Annotated[JudgementFormat, typer.Option("--format", help="text to look at, jsonl one a line.")] = (
        JudgementFormat.text
    ),
    record: RecordPath = None,
) -> None:
    """List judgements, oldest first: who made them, when, why, and whether they still bear on anything."""
    from onrecord.judge.judgement_log import list_judgements

    def work(opened: Record, output: Console, _errors: Console) -> int:
        with opened.snapshot() as connection:
            found = list_judgements(connection, everything=everything)
        found = [one for one in found if one.orphaned] if orphaned else found
        if form is JudgementFormat.jsonl:
            for one in found:
                terminal.put(json.dumps(fields(one)), console=output)
        elif output.is_terminal and found:
            output.print(table(found))
        else:
            for one in found:
                terminal.put(line(one), console=output)
        return 0

    _with(record, work)


@app.command()
def export(
    what: Annotated[Training, typer.Argument(help="statements with their speakers, or pairs of people.")] = (
        Training.statements
    ),
    *,
    record: RecordPath = None,
) -> None:
    """Print judgements as training data, JSON one a line, in the form of the corpora."""
    from onrecord.judge import training_data

    def work(opened: Record, output: Console, _errors: Console) -> int:
        with opened.snapshot() as connection:
            rows = training_data.judged_statements if what is Training.statements else training_data.judged_pairs
            for row in rows(connection):
                terminal.put(json.dumps(row, ensure_ascii=True), console=output)
        return 0

    _with(record, work)


@app.command()
def rebuild(*, record: RecordPath = None) -> None:
    """Work out anew who is who, from the logs of links and judgements."""
    from onrecord.judge import decisions

    def work(opened: Record, output: Console, _errors: Console) -> int:
        moved = decisions.rebuild(opened)
        many = f"{moved:,} appearances now have" if moved != 1 else "1 appearance now has"
        terminal.put(f"{many} another person." if moved else "Nothing was amiss.", console=output)
        return 0

    _with(record, work)


def _people(one: str, other: str, *, verdict: OfPeople, by: Author, path: Path | None) -> None:
    from onrecord.judge import decisions

    def work(opened: Record, output: Console, _errors: Console) -> int:
        made = decisions.judge_people(opened, one, other, verdict=verdict, by=by)
        terminal.put(line(made), console=output)
        return 0

    _with(path, work)


def _statement(
    statement: str,
    *,
    verdict: OfStatement,
    by: Author,
    path: Path | None,
    speaker: str | None = None,
) -> None:
    from onrecord.judge import decisions

    def work(opened: Record, output: Console, _errors: Console) -> int:
        made = decisions.judge_statement(opened, statement, verdict=verdict, by=by, speaker=speaker)
        terminal.put(line(made), console=output)
        return 0

    _with(path, work)


def _with(path: Path | None, work: Callable[[Record, Console, Console], int]) -> None:
    """Do ``work`` with the record that is there, and end with its exit code."""
    output, errors = terminal.consoles()
    code = 0
    with terminal.orderly_exit(errors):
        # Imported here, since `--help` should not wait for it.
        from onrecord.record import Record

        with Record.open(path, settings=Settings.from_environment(), create=False) as opened:
            code = work(opened, output, errors)
    raise typer.Exit(code)


def _author(who: str | None, why: str | None) -> Author:
    from onrecord.judge.judgement_log import Author

    return Author(who_judges(who), why)


def who_judges(who: str | None) -> str:
    """The name that signs judgements: ``who``, or else the login name."""
    return who if who is not None else getpass.getuser()
