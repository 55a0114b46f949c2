"""``onrecord mcp``: the record for an assistant, over the Model Context Protocol."""

from __future__ import annotations

from typing import TYPE_CHECKING

import typer

from onrecord.cli import terminal
from onrecord.cli.options import RecordPath
from onrecord.cli.serve import need_room
from onrecord.settings import Settings

if TYPE_CHECKING:
    from onrecord.reading import Reader

EPILOG = """Name it to your assistant as a server that is started by this command and spoken to over its standard
input and output. Its tools (find, person, between, trail, cite, read) change nothing, and answer with citations alone.

[bold]Examples[/bold]

onrecord mcp --record record.sqlite
"""


def mcp(context: typer.Context, *, record: RecordPath = None) -> None:
    """Let an assistant ask the record, and answer it with citations."""
    _, errors = terminal.consoles()
    with terminal.orderly_exit(errors):
        settings = Settings.from_environment()
        need_room()
        from onrecord.record import Record
        from onrecord.room.assistant import create_server

        def load() -> Reader:
            from onrecord.reading import Reader

            return context.obj(settings) if context.obj else Reader.load(settings)

        with Record.open(record, settings=settings, create=False, writable=False) as opened:
            create_server(opened, load_reader=load, settings=settings).run("stdio")
