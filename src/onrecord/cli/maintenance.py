"""``onrecord verify`` and ``backup``: check a record for damage, and copy it."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from onrecord.cli import terminal
from onrecord.cli.options import RecordPath, argument, help_epilog, option
from onrecord.cli.session import Session, open_record, start_session
from onrecord.errors import UsageError

VERIFY_EPILOG = help_epilog(
    "Reads the whole record: the structure of the file, references between rows, every reading and its text, the "
    "search index and the statement vectors. The exit code is 1 if anything is damaged. See docs/record.md for "
    "restoring a backup.",
    examples=["onrecord verify", "onrecord verify --record news.sqlite --save-to saved.sqlite"],
)
BACKUP_EPILOG = help_epilog(
    "The copy is complete and consistent even while pages are being added. To restore it, replace the record with "
    "it: see docs/record.md.",
    examples=["onrecord backup backup.sqlite", 'onrecord backup "record-$(date +%F).sqlite"'],
)


def verify(
    *,
    target: Annotated[
        Path | None,
        option("--save-to", "NEWFILE", "Save the readable part of a damaged record, and list the losses."),
    ] = None,
    record: RecordPath = None,
) -> None:
    """Check a record for damage, and save its readable part."""
    with start_session() as session:
        from onrecord.search.vector_files import find_vector_damage
        from onrecord.store.locations import find_database
        from onrecord.store.sqlite_file import SqliteFile

        database = find_database(record, settings=session.settings)
        if target is not None and not isinstance(database, SqliteFile):
            raise UsageError(
                "--save-to works on files only. Restore a record in PostgreSQL from a dump with pg_restore, or write "
                "its readable part with `onrecord export`."
            )
        verification = database.verify(beside=find_vector_damage(database.file))
        pages = terminal.format_count(verification.pages, "page")
        if not verification.damage:
            session.put(f"{database} is intact: {pages}.")
            if target is not None:
                session.say(f"{target} was not written. To copy the record, run `onrecord backup`.")
            return
        for damage in verification.damage:
            session.put(terminal.tidy(str(damage)))
        if verification.more:
            session.put(f"... and {verification.more:,} more")
        damaged = len(verification.damaged_pages)
        extent = f", with at least {damaged:,} of {pages} affected" if damaged else ""
        advice = verification.advice if target is None else ""
        session.say(f"{database} is damaged{extent}. {advice}".strip())
        if target is not None:
            _save(database.file, target, session=session)
        raise typer.Exit(terminal.FAILED)


def _save(path: Path, target: Path, *, session: Session) -> None:
    """Save the readable part of the record in ``path``, and list the losses."""
    from onrecord.export.salvage import salvage
    from onrecord.resolve.linker import PersonLinker

    saved = salvage(path, target, linker=PersonLinker())
    for unsaved in saved.unsaved:
        session.put(terminal.tidy(f"not saved: {unsaved}"))
    for kind, count in sorted(saved.counts.items()):
        session.put(f"not saved: {kind} ({count:,})")
    pages = terminal.format_count(saved.pages, "page")
    rebuilt = f", {saved.rebuilt:,} of them rebuilt from their readings" if saved.rebuilt else ""
    session.say(f"Saved to {target}: {pages}{rebuilt}.")


def backup(
    *,
    file: Annotated[Path, argument("FILE", "The file to write.")],
    overwrite: Annotated[bool, typer.Option("--overwrite", help="Replace FILE if it exists.")] = False,
    record: RecordPath = None,
) -> None:
    """Copy a record to FILE while it is in use."""
    with open_record(record, read_only=True) as (opened, session):
        opened.back_up(file, overwrite=overwrite)
        session.put(f"{file} is a copy of {opened.database}.")
