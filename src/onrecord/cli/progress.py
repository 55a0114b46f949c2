"""How far the reading has come, for a person who waits for it."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from time import monotonic
from types import TracebackType

from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, SpinnerColumn, TextColumn, TimeRemainingColumn
from rich.progress import Progress as Bar

from onrecord.cli.terminal import tidy


class Progress:
    """A bar on standard error with pages a second and the time left.

    It shows only in a terminal, and only once there is more than one page to read. How many pages a web archive
    holds is not known before its end, so time is told in sources: files, URLs and archives.
    """

    def __init__(self, errors: Console, *, sources: int, shares_terminal: bool) -> None:
        """``shares_terminal``: whether standard output goes to the same terminal, so that the bar must make way."""
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
        self._wanted = errors.is_terminal
        self._many = sources > 1
        self._shares_terminal = shares_terminal
        self._shown = False
        self._pages = 0
        self._began = monotonic()

    def __enter__(self) -> Progress:
        self._show()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, traceback: TracebackType | None
    ) -> None:
        self._hide()

    def reached(self, done: int, *, of: int, source: str) -> None:
        """So many sources are done ``of`` so many, which may have become more; ``source`` is being read."""
        self._many = self._many or of > 1
        self._bar.update(self._task, completed=done, total=of if of > 1 else None)
        self.opening(source)

    def opening(self, source: str) -> None:
        """``source`` is being read."""
        name = tidy(source)
        self._bar.update(self._task, description=name if len(name) <= 30 else f"…{name[-29:]}")

    def page_done(self) -> None:
        """One more page has been read, or found unreadable."""
        self._pages += 1
        self._many = self._many or self._pages > 1
        self._bar.update(self._task, rate=f"{self._pages / (monotonic() - self._began):.1f} pages/s")
        self._show()

    def source_done(self) -> None:
        """The last page of a source has been read."""
        self._bar.advance(self._task)

    @contextmanager
    def aside(self) -> Iterator[None]:
        """Out of the way while something is printed to the terminal that the bar stands in."""
        if self._shares_terminal:
            self._hide()
        yield
        self._show()

    def _show(self) -> None:
        if self._wanted and self._many and not self._shown:
            self._shown = True
            self._bar.start()

    def _hide(self) -> None:
        # A bar that was never shown is not stopped either: that would print an empty line.
        if self._shown:
            self._shown = False
            self._bar.stop()
