"""``onrecord verify`` and ``backup``: check the file of a record, and copy it."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from onrecord.cli import terminal
from onrecord.cli.options import RecordPath, argument, help_epilog
from onrecord.cli.session import open_record, start_session

VERIFY_EPILOG = help_epilog(
    "Reads the whole record: the structure of the file, rows that refer to each other, every reading and its text, and "
    "the search index. The exit code is 1 where something is damaged. See docs/record.md for restoring a backup.",
    examples=["onrecord verify", "onrecord verify --record news.sqlite"],
)
BACKUP_EPILOG = help_epilog(
    "The copy is complete and consistent even while pages are being added. To restore it, put it in the place of the "
    "record: see docs/record.md.",
    examples=["onrecord backup backup.sqlite", 'onrecord backup "record-$(date +%F).sqlite"'],
)


def verify(*, record: RecordPath = None) -> None:
    """Check a record for damage, and say what can be saved."""
    with start_session() as session:
        from onrecord.store.store import default_path
        from onrecord.store.verify import verify as verify_file

        path = record or default_path(session.settings)
        verification = verify_file(path)
        pages = terminal.format_count(verification.pages, "page")
        if not verification.damage:
            terminal.put(f"{path} is whole: {pages}.", console=session.output)
            return
        for damage in verification.damage:
            terminal.put(terminal.tidy(str(damage)), console=session.output)
        if verification.more:
            terminal.put(f"... and {verification.more:,} more", console=session.output)
        damaged = f"{len(verification.damaged_pages):,} of {pages}"
        terminal.say(session.errors, f"{path} is damaged, in {damaged} or more. {verification.advice}")
        raise typer.Exit(terminal.FAILED)


def backup(
    *,
    file: Annotated[Path, argument("FILE", "The file to write.")],
    overwrite: Annotated[bool, typer.Option("--overwrite", help="Replace FILE if it is there.")] = False,
    record: RecordPath = None,
) -> None:
    """Copy a record to FILE while it is in use."""
    with open_record(record, read_only=True) as (opened, session):
        opened.back_up(file, overwrite=overwrite)
        pages = terminal.format_count(opened.counts()["pages"], "page")
        terminal.put(f"{file} holds a copy of {opened.path} ({pages}).", console=session.output)
