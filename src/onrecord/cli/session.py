"""The frame of every command: settings, output streams, the record, and an orderly end.

Modules that read pages or keep records are imported inside functions, here and in the commands: `--help` should not
wait for them.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

import typer
from rich.console import Console

from onrecord.cli import terminal
from onrecord.cli.progress import PageProgress
from onrecord.errors import PageError
from onrecord.settings import Settings

if TYPE_CHECKING:
    from onrecord.reading import ReadsPages
    from onrecord.record import Record

# Pages for each worker that are begun before the first is printed or stored. The end of a source counts as a page.
_PAGES_AHEAD: Final = 4
# Pages that justify a worker, which takes 0.8 s to start and 0.2 s for a page.
_PAGES_PER_WORKER: Final = 5


@dataclass(frozen=True, slots=True)
class Session:
    """The settings and output streams of one run of a command."""

    settings: Settings
    output: Console
    errors: Console

    def put(self, line: str) -> None:
        """Print ``line`` to standard output, exactly."""
        terminal.put(line, console=self.output)

    def say(self, line: str, *, indent: int = 0) -> None:
        """Print ``line`` to standard error, without line breaks."""
        terminal.say(self.errors, line, indent=indent)

    def progress(self, sources: int) -> PageProgress:
        """A progress bar for this number of sources, which gives way to lines on standard output."""
        return PageProgress(self.errors, sources=sources, shares_terminal=self.output.is_terminal)

    def list_failures(self, failures: Sequence[PageError], *, pages: int, outcome: str) -> None:
        """List the pages that failed, of ``pages`` in all, each with the reason and what to do."""
        if failures:
            # Standard error is not buffered: without this the list would come before the last page.
            self.output.file.flush()
            self.say(f"{len(failures):,} of {terminal.format_count(pages, 'page')} {outcome}:")
        for failure in failures:
            self.say(str(failure), indent=2)

    @contextmanager
    def open_record(self, location: str | None, *, create: bool = False, read_only: bool = False) -> Iterator[Record]:
        """Open the record in ``location``, or the default one. With ``read_only`` it need not be writable."""
        from onrecord.record import Record
        from onrecord.store.locations import find_database

        database = find_database(location, settings=self.settings)
        # A writable record is opened for writing even to read it, because this migrates records of earlier versions.
        writable = not read_only or database.is_writable
        opened = Record.open(location, settings=self.settings, create=create, writable=writable)
        with opened.database.clear_symptoms(), opened:
            yield opened


@contextmanager
def start_session() -> Iterator[Session]:
    """A session for the work inside. An error ends the command with its message and exit code."""
    output, errors = terminal.consoles()
    with terminal.orderly_exit(errors):
        yield Session(Settings.from_environment(), output, errors)


@contextmanager
def open_record(location: str | None, *, read_only: bool = False) -> Iterator[tuple[Record, Session]]:
    """A session with the record in ``location``, which must exist."""
    with start_session() as session, session.open_record(location, read_only=read_only) as record:
        yield record, session


@contextmanager
def reader_loader(
    context: typer.Context, settings: Settings, *, processes: int | None = None
) -> Iterator[Callable[[], ReadsPages]]:
    """A function that loads the model, in this process or in ``processes`` others, which end after the work inside.

    Tests put a stand-in for the model into ``context``.
    """
    with ExitStack() as stack:

        def load() -> ReadsPages:
            from onrecord.reading import Reader, collect_rarely

            load_reader = context.obj or Reader.load
            if processes is None:
                reader: ReadsPages = load_reader(settings)
                if context.obj is None:
                    collect_rarely()
                return reader
            from onrecord.reading_pool import ReaderPool

            return stack.enter_context(ReaderPool(settings, processes=processes, load=load_reader))

        yield load


def count_workers(sources: Sequence[str] | None, *, processes: int | None) -> int | None:
    """Number of workers for ``sources``, or for all pages of the record if that is null.

    It is ``processes``, or by default one for each processor. Null if this process should read the pages itself:
    fewer than ten pages, or a single processor.
    """
    from onrecord.child_processes import count_processors
    from onrecord.pages.find import has_many_pages

    if processes is not None:
        return processes
    workers = count_processors()
    if sources is not None and not any(map(has_many_pages, sources)):
        workers = min(workers, len(sources) // _PAGES_PER_WORKER)
    return workers if workers > 1 else None


def pages_ahead(processes: int | None) -> int:
    """Number of pages to begin before the first of them is printed or stored."""
    return _PAGES_AHEAD * (processes or 0)
