"""``onrecord judge``: judge statements, facts and people, and list, withdraw and export judgements."""

from __future__ import annotations

import getpass
import json
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Final, Literal, TypeAlias, get_args

import typer
from rich.console import Group, RenderableType
from rich.text import Text

from onrecord.cli import terminal
from onrecord.cli.options import LineFormat, RecordPath, argument, help_epilog, option
from onrecord.cli.session import open_record
from onrecord.cli.statement_text import draw_block, make_safe
from onrecord.errors import UsageError
from onrecord.types import StatedFact

if TYPE_CHECKING:
    from onrecord.judge.judgement_log import Judgement
    from onrecord.record import Judge

EPILOG = help_epilog(
    "Judgements override decisions of the program, stay in force when pages are read again, and can be withdrawn.",
    "Identify people by name or id. To tell namesakes apart, add @ and the id of a page: "
    "[italic]Tom Okafor@k3v7qx2mnb5d4e6f[/].",
    examples=[
        'onrecord judge same "Ada Quill" "Ada Quill-Tarn" --why "married in 2031"',
        "onrecord judge different 5tzq3v7w2ex4kd6a a2b3c4d5e6f7g2h3",
        'onrecord judge speaker r5t6y7u2i3o4p5a6 "Orla Kimura" --who mara',
    ],
)
LIST_EPILOG = help_epilog(
    "A judgement is orphaned when its words are gone from the page. It applies again when they come back.",
    examples=["onrecord judge list", "onrecord judge list --all --format jsonl"],
)
WIKIDATA_EPILOG = help_epilog(
    "Exports include Wikidata ids, which connect people to other data.",
    examples=['onrecord judge wikidata "Ada Quill" Q42', "onrecord judge wikidata --from people.csv"],
)

# Of a judgement as JSON, in this order.
_FIELDS: Final = (
    *("id", "kind", "subject", "value", "who", "why", "at", "withdrawn", "overruled", "orphaned", "target"),
)

FACT_EPILOG = help_epilog(
    "A fact of a person is judged on every page that states it, or on one page with NAME@PAGE. Dates are EDTF, such as "
    "2025-02-26.",
    examples=[
        'onrecord judge fact role "Ada Quill" --was pilot --value captain',
        'onrecord judge fact relationship "Ada Quill" --with "Jo Tarn" --was parent',
        'onrecord judge fact outlet a2b3c4d5e6f7g2h3 --value "The Harbour Bell"',
    ],
)
app = typer.Typer(no_args_is_help=True, rich_markup_mode="rich")

Author: TypeAlias = Annotated[
    str,
    option("--who", "NAME", "Your name, for the log. Default: your login name.", default_factory=getpass.getuser),
]
Reason: TypeAlias = Annotated[str | None, option("--why", "REASON", "Reason, kept with the judgement.")]
Person: TypeAlias = Annotated[str, argument("PERSON", "A name or an id, or NAME@PAGE for the person on that page.")]
OtherPerson: TypeAlias = Annotated[str, argument("OTHER", "The other person.")]
StatementId: TypeAlias = Annotated[str, argument("STATEMENT", "The statement's id.")]


@app.command()
def same(
    person: Person, other: OtherPerson, *, author: Author, reason: Reason = None, record: RecordPath = None
) -> None:
    """Judge that two names belong to the same person."""
    _judge(record, lambda judge: judge.people(person, other, "same", who=author, why=reason))


@app.command()
def different(
    person: Person, other: OtherPerson, *, author: Author, reason: Reason = None, record: RecordPath = None
) -> None:
    """Judge that two names belong to different people."""
    _judge(record, lambda judge: judge.people(person, other, "different", who=author, why=reason))


@app.command()
def unsure(
    person: Person, other: OtherPerson, *, author: Author, reason: Reason = None, record: RecordPath = None
) -> None:
    """Judge that two people may or may not be the same. They stay apart and leave the review queue."""
    _judge(record, lambda judge: judge.people(person, other, "unsure", who=author, why=reason))


@app.command()
def right(statement: StatementId, *, author: Author, reason: Reason = None, record: RecordPath = None) -> None:
    """Judge that a statement has the right speaker."""
    _judge(record, lambda judge: judge.statement(statement, "right", who=author, why=reason))


@app.command()
def wrong(statement: StatementId, *, author: Author, reason: Reason = None, record: RecordPath = None) -> None:
    """Judge that a statement has the wrong speaker, without naming the right one."""
    _judge(record, lambda judge: judge.statement(statement, "wrong", who=author, why=reason))


@app.command()
def speaker(
    statement: StatementId, person: Person, *, author: Author, reason: Reason = None, record: RecordPath = None
) -> None:
    """Judge that a statement is by this person."""
    _judge(record, lambda judge: judge.statement(statement, "speaker", who=author, why=reason, speaker=person))


@app.command("not-statement")
def not_statement(statement: StatementId, *, author: Author, reason: Reason = None, record: RecordPath = None) -> None:
    """Judge that words are not a statement, for instance scare quotes, a title or a nickname."""
    _judge(record, lambda judge: judge.statement(statement, "not-statement", who=author, why=reason))


@app.command(epilog=FACT_EPILOG)
def fact(
    kind: Annotated[StatedFact, argument("FACT", f"One of {', '.join(get_args(StatedFact))}.")],
    subject: Annotated[str, argument("SUBJECT", "A person, or the id of a statement or a page.")],
    *,
    was: Annotated[str | None, option("--was", "VALUE", "The wrong value, as read.")] = None,
    value: Annotated[str | None, option("--value", "VALUE", "The right value. Default: there is none.")] = None,
    other: Annotated[str | None, option("--with", "PERSON", "The other person of a relationship.")] = None,
    author: Author,
    reason: Reason = None,
    record: RecordPath = None,
) -> None:
    """Judge that a fact is wrong, with the right value if there is one."""
    with open_record(record) as (opened, session):
        for judgement in opened.judge.fact(kind, subject, was=was, value=value, other=other, who=author, why=reason):
            session.put(_judgement_line(judgement))


@app.command()
def missed(
    page: Annotated[str, argument("PAGE", "The id of a page.")],
    words: Annotated[str, argument("WORDS", "The words as printed.")],
    *,
    by: Annotated[str | None, option("--speaker", "NAME", "The speaker's name.")] = None,
    author: Author,
    reason: Reason = None,
    record: RecordPath = None,
) -> None:
    """Add a statement that the program missed on a page."""
    _judge(record, lambda judge: judge.missed(page, words, speaker=by, who=author, why=reason))


@app.command(epilog=WIKIDATA_EPILOG)
def wikidata(
    person: Annotated[
        str | None, argument("PERSON", "A name or an id, or NAME@PAGE for the person on that page.")
    ] = None,
    item: Annotated[str | None, argument("ITEM", "The Wikidata id, such as Q42.")] = None,
    *,
    source: Annotated[Path | None, option("--from", "FILE", "A CSV file with columns name and wikidata.")] = None,
    author: Author,
    reason: Reason = None,
    record: RecordPath = None,
) -> None:
    """Link a person to a Wikidata item. People with the same item are merged; those with different items stay apart."""
    if source is None and person is not None and item is not None:
        _judge(record, lambda judge: judge.wikidata(person, item, who=author, why=reason))
        return
    failures = 0
    with open_record(record) as (opened, session):
        if source is None or person is not None:
            raise UsageError("Give a person and a Wikidata id, or a CSV file of both with --from.")
        from onrecord.judge.decisions import set_wikidata_from

        for name, outcome in set_wikidata_from(opened, source, author=author):
            if isinstance(outcome, UsageError):
                failures += 1
                session.say(f"{name}: {outcome}")
            else:
                session.put(_judgement_line(outcome))
    raise typer.Exit(terminal.FAILED if failures else 0)


@app.command()
def withdraw(
    judgement: Annotated[str, argument("JUDGEMENT", "The judgement's id.")],
    *,
    author: Author,
    reason: Reason = None,
    record: RecordPath = None,
) -> None:
    """Withdraw a judgement. Both stay in the log."""
    _judge(record, lambda judge: judge.withdraw(judgement, who=author, why=reason))


@app.command("list", epilog=LIST_EPILOG)
def list_judgements(
    *,
    orphaned: Annotated[bool, typer.Option("--orphaned", help="Only judgements whose words are gone.")] = False,
    everything: Annotated[bool, typer.Option("--all", help="Include withdrawn judgements and withdrawals.")] = False,
    form: Annotated[
        LineFormat, typer.Option("--format", metavar="FORMAT", help="text or jsonl (one judgement per line).")
    ] = "text",
    record: RecordPath = None,
) -> None:
    """List judgements, oldest first, with author, time, reason and state."""
    with open_record(record) as (opened, session):
        from onrecord.judge import judgement_log

        with opened.snapshot() as connection:
            judgements = judgement_log.list_judgements(connection, everything=everything)
        if orphaned:
            judgements = [judgement for judgement in judgements if judgement.orphaned]
        if form == "text" and session.output.is_terminal and judgements:
            session.output.print(Group(*map(_draw_judgement, judgements)))
            return
        if form == "text" and not judgements:
            session.say("No judgements.")
        for judgement in judgements:
            line = (
                json.dumps({field: getattr(judgement, field) for field in _FIELDS})
                if form == "jsonl"
                else _judgement_line(judgement)
            )
            session.put(line)


@app.command()
def export(
    kind: Annotated[
        Literal["statements", "people", "facts"],
        typer.Argument(metavar="KIND", help="statements (with their speakers), people (pairs) or facts."),
    ] = "statements",
    *,
    record: RecordPath = None,
) -> None:
    """Print judgements as training data, one JSON object per line."""
    with open_record(record) as (opened, session):
        from onrecord.judge import training_data

        with opened.snapshot() as connection:
            for row in training_data.WRITERS[kind](connection):
                session.put(json.dumps(row, ensure_ascii=True))


@app.command()
def rebuild(*, record: RecordPath = None) -> None:
    """Compute the people of the record again from the logs of links and judgements."""
    with open_record(record) as (opened, session):
        from onrecord.judge import decisions

        moved = decisions.rebuild(opened)
        appearances = terminal.format_count(moved, "appearance")
        message = f"Moved {appearances} to another person." if moved else "Nothing changed."
        session.put(message)


def _judge(path: str | None, decide: Callable[[Judge], Judgement]) -> None:
    """Make one judgement and print it."""
    with open_record(path) as (opened, session):
        session.put(_judgement_line(decide(opened.judge)))


def _judgement_line(judgement: Judgement) -> str:
    parts = [judgement.id, judgement.kind, _describe_target(judgement), f"by {judgement.who}", judgement.at]
    parts += [f"because {judgement.why}"] if judgement.why else []
    parts += [state] if (state := _describe_state(judgement)) else []
    return terminal.tidy("  ".join(parts))


def _describe_target(judgement: Judgement) -> str:
    """The words that a judgement is about, with its value."""
    target = judgement.target
    # Of a fact: role of Ada Quill: not “captain”, but “harbour master”.
    if "fact" in target:
        from onrecord.judge.facts import describe_fact

        name = target["person"]["name"] if "person" in target else None
        return describe_fact(judgement.kind, fact=target["fact"], value=judgement.value, name=name)
    # Of two people: "Ada Quill (k3v7qx2mnb5d4e6f) / Ada Quill-Tarn (a2b3c4d5e6f7g2h3)", each with a page.
    if "right" in target:
        return " / ".join(f"{target[side]['name']} ({target[side]['page']})" for side in ("left", "right"))
    # Of a person and a Wikidata item: "Ada Quill is Q42".
    if "left" in target:
        return f"{target['left']['name']} is {judgement.value}"
    # Of a statement: "It runs well." by Orla Kimura.
    if "statement" in target:
        return f"{target['statement']['quote']}{f' by {judgement.value}' if judgement.value else ''}"
    # Of a withdrawal: the id of the judgement that it withdraws.
    return str(judgement.value)


def _describe_state(judgement: Judgement) -> str:
    if judgement.withdrawn:
        return "withdrawn"
    if judgement.orphaned:
        return f"orphaned: {judgement.orphaned}"
    return "overruled by a newer judgement" if judgement.overruled else ""


def _draw_judgement(judgement: Judgement) -> RenderableType:
    state = _describe_state(judgement)
    heading = Text.assemble(
        (judgement.kind, "bold"), f" · {judgement.who}", *([(f" · {state}", "yellow")] if state else [])
    )
    lines = [Text(terminal.tidy(text)) for text in (_describe_target(judgement), judgement.why) if text]
    return draw_block(judgement.at[:10], make_safe(heading), *lines, Text(judgement.id, style="dim"))
