"""The frame of every command: settings, output streams, the record, and an orderly end.

Modules that read pages or keep records are imported inside functions, here and in the commands: `--help` should not
wait for them.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import typer
from rich.console import Console

from onrecord.cli import terminal
from onrecord.settings import Settings

if TYPE_CHECKING:
    from onrecord.reading import Reader
    from onrecord.record import Record


@dataclass(frozen=True, slots=True)
class Session:
    """The settings and output streams of one run of a command."""

    settings: Settings
    output: Console
    errors: Console

    def open_record(self, path: Path | None, *, create: bool = False, read_only: bool = False) -> Record:
        """Open the record in ``path``, or in the default place. With ``read_only`` the file need not be writable."""
        from onrecord.record import Record
        from onrecord.store.store import default_path

        file = path or default_path(self.settings)
        # A record that may be written is opened so, since one that an earlier version made is brought up to date then.
        writable = not read_only or not file.exists() or all(os.access(item, os.W_OK) for item in (file, file.parent))
        return Record.open(file, settings=self.settings, create=create, writable=writable)


@contextmanager
def start_session() -> Iterator[Session]:
    """A session for the work inside. An error ends the command with its message and exit code."""
    output, errors = terminal.consoles()
    with terminal.orderly_exit(errors):
        yield Session(Settings.from_environment(), output, errors)


@contextmanager
def open_record(path: Path | None, *, read_only: bool = False) -> Iterator[tuple[Record, Session]]:
    """A session with the record in ``path``, which has to be there."""
    with start_session() as session, session.open_record(path, read_only=read_only) as record:
        yield record, session


def reader_loader(context: typer.Context, settings: Settings) -> Callable[[], Reader]:
    """A function that loads the model. Tests put a stand-in for the model into ``context``."""

    def load() -> Reader:
        from onrecord.reading import Reader

        return context.obj(settings) if context.obj else Reader.load(settings)

    return load
