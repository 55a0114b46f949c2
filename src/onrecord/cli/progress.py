"""A progress bar with pages per second and the time left."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from time import monotonic
from types import TracebackType

from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, SpinnerColumn, TextColumn, TimeRemainingColumn
from rich.progress import Progress as Bar

from onrecord.cli.terminal import tidy


class PageProgress:
    """A bar on standard error, shown only in a terminal and only for more than one page.

    The time left is estimated by sources (files, URLs, archives), since an archive does not say how many pages it has.
    """

    def __init__(self, errors: Console, *, sources: int, shares_terminal: bool) -> None:
        """``shares_terminal``: standard output goes to the same terminal, so the bar is hidden while it prints."""
        self._bar = Bar(
            SpinnerColumn(),
            TextColumn("{task.description}", style="dim"),
            BarColumn(bar_width=30),
            MofNCompleteColumn(),
            TextColumn("{task.fields[rate]}"),
            TimeRemainingColumn(),
            console=errors,
            transient=True,
            redirect_stdout=False,
            redirect_stderr=False,
        )
        self._task = self._bar.add_task("", total=sources if sources > 1 else None, rate="")
        self._in_terminal = errors.is_terminal
        self._several = sources > 1
        self._shares_terminal = shares_terminal
        self._visible = False
        self._pages = 0
        self._start = monotonic()

    def __enter__(self) -> PageProgress:
        self._show()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, traceback: TracebackType | None
    ) -> None:
        self._hide()

    def update(self, done: int, *, total: int, source: str) -> None:
        """Show that ``done`` of ``total`` sources are done and ``source`` is being read. The total may grow."""
        self._several = self._several or total > 1
        # A total of one would show a bar that jumps from nothing to the end: without a total it pulses.
        self._bar.update(self._task, completed=done, total=total if total > 1 else None)
        self.open_source(source)

    def open_source(self, source: str) -> None:
        """Show that ``source`` is being read."""
        name = tidy(source)
        self._bar.update(self._task, description=name if len(name) <= 30 else f"…{name[-29:]}")

    def count_page(self, pages: int = 1) -> None:
        """Count one more page, read or failed, or several."""
        self._pages += pages
        self._several = self._several or self._pages > 1
        self._bar.update(self._task, rate=f"{self._pages / (monotonic() - self._start):.1f} pages/s")
        self._show()

    def finish_source(self) -> None:
        """Count a source as done."""
        self._bar.advance(self._task)

    @contextmanager
    def make_way(self) -> Iterator[None]:
        """Hide the bar during output to the terminal that it shares."""
        if self._shares_terminal:
            self._hide()
        yield
        self._show()

    def _show(self) -> None:
        if self._in_terminal and self._several and not self._visible:
            self._visible = True
            self._bar.start()

    def _hide(self) -> None:
        # Rich prints an empty line when it stops a bar that was never started.
        if self._visible:
            self._visible = False
            self._bar.stop()
