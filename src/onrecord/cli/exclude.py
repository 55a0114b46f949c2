"""``onrecord remove``, ``allow``, ``hide`` and ``unhide``: erase pages, and hide people."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, TypeAlias

import typer

from onrecord.cli import terminal
from onrecord.cli.judge import Author
from onrecord.cli.options import RecordPath, argument, help_epilog, option
from onrecord.cli.session import Session, open_record
from onrecord.errors import UsageError

if TYPE_CHECKING:
    from onrecord.record import Record

REMOVE_EPILOG = help_epilog(
    "This erases the page, its text, its statements, people who are on no other page, and judgements that quote it. "
    "Only hashes are kept, so that a feed does not add the page again. Pages with nearly the same text are listed; "
    "`--copies` removes them too. Earlier backups and exports still contain the page.",
    examples=[
        'onrecord remove a2b3c4d5e6f7g2h3 --why "a court order of 3 May"',
        "onrecord remove --list",
    ],
)
ALLOW_EPILOG = help_epilog(
    "This does not add the page. Add it again, or wait until its feed is read.",
    examples=['onrecord allow a2b3c4d5e6f7g2h3 --why "the order was lifted"'],
)
HIDE_EPILOG = help_epilog(
    "Searches, listings, exports and the reading room leave out hidden people, with statements by and about them. The "
    "text of pages still contains the name, and the complete export (`onrecord export --format jsonl`) still contains "
    "everything.",
    examples=['onrecord hide "Orla Kimura" --why "asked to be left out"'],
)
UNHIDE_EPILOG = help_epilog(
    "Everything about the person is visible again at once. `onrecord hide --list` shows the ids of hidden people.",
    examples=['onrecord unhide k3v7qx2mnb5d4e6f --why "a minister since May"'],
)

Why: TypeAlias = Annotated[str, option("--why", "REASON", "The reason, which is kept in the log.")]
ListLog: TypeAlias = Annotated[bool, typer.Option("--list", help="List all removed pages and hidden people instead.")]


def remove(
    page: Annotated[str, argument("PAGE", "The id, address or path of a page.")] = "",
    *,
    author: Author,
    why: Why = "",
    copies: Annotated[bool, typer.Option("--copies", help="Remove pages with nearly the same text, too.")] = False,
    show_log: ListLog = False,
    record: RecordPath = None,
) -> None:
    """Erase a page from the record, and keep it out."""
    with open_record(record) as (opened, session):
        if show_log or not page:
            _print_log(opened, session, noun="page" if not show_log else None)
            return
        removed = opened.remove(page, who=author, why=why, copies=copies)
        pages = terminal.format_count(len(removed.pages), "page")
        statements = terminal.format_count(removed.statements, "statement")
        session.put(f"Erased {pages} with {statements}: {', '.join(removed.pages)}.")
        if removed.judgements:
            judgements = terminal.format_count(removed.judgements, "judgement")
            session.put(f"Erased {judgements} that quoted it.")
        for copy in removed.copies:
            name = terminal.tidy(copy.title or copy.source)
            session.say(f"A page with nearly the same text remains: {copy.id}  {name}")
        if removed.copies:
            session.say("To remove it, run `onrecord remove ID --why REASON`.")


def allow(
    page: Annotated[str, argument("PAGE", "The id of a removed page.")],
    *,
    author: Author,
    why: Why,
    record: RecordPath = None,
) -> None:
    """Let a removed page be added again."""
    with open_record(record) as (opened, session):
        entry = opened.allow(page, who=author, why=why)
        session.put(f"The page {entry.subject} may be added again.")


def hide(
    person: Annotated[str, argument("PERSON", "A name, an alias or a person's id.")] = "",
    *,
    author: Author,
    why: Why = "",
    show_log: ListLog = False,
    record: RecordPath = None,
) -> None:
    """Hide a person from searches, listings, exports and the reading room."""
    with open_record(record) as (opened, session):
        if show_log or not person:
            _print_log(opened, session, noun="person" if not show_log else None)
            return
        entry = opened.hide(person, who=author, why=why)
        session.put(f"Hidden: {entry.subject}.")


def unhide(
    person: Annotated[str, argument("PERSON", "The id of a hidden person.")],
    *,
    author: Author,
    why: Why,
    record: RecordPath = None,
) -> None:
    """Show a hidden person again."""
    with open_record(record) as (opened, session):
        entry = opened.unhide(person, who=author, why=why)
        session.put(f"No longer hidden: {entry.subject}.")


def _print_log(record: Record, session: Session, *, noun: str | None) -> None:
    """Print the log, newest first. ``noun`` names the missing argument; null if the user asked for the log."""
    if noun is not None:
        raise UsageError(f"No {noun} is given. Name one, or list all with --list.")
    entries = record.exclusions()
    if not entries:
        session.say("No page has been removed, and nobody is hidden.")
    for entry in entries:
        state = "in force" if entry.in_force else ""
        fields = (entry.at, entry.kind, entry.subject, entry.who, entry.why, state)
        session.put("  ".join(terminal.tidy(field) for field in fields if field))
