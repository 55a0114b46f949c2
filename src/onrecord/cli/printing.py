"""What a command that reads pages prints: records on standard output, the pages that failed on standard error."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from dataclasses import replace
from enum import StrEnum

from rich.console import Console

from onrecord.cli.show import show, summary
from onrecord.cli.terminal import put, say
from onrecord.codec import to_json
from onrecord.errors import PageError
from onrecord.types import Kind, Reading, Statement


class Format(StrEnum):
    """How records are printed."""

    text = "text"
    json = "json"
    jsonl = "jsonl"


class Printer:
    """Prints each reading as it comes and remembers the pages that failed, to list them at the end."""

    def __init__(
        self, output: Console, *, form: Format, keep: Callable[[Statement], bool], explain: bool = False
    ) -> None:
        """``keep``: which statements the user asked to see. ``explain``: whether text says what decided each."""
        self.failed: list[str] = []
        self._output = output
        self._form = form
        self._keep = keep
        self._explain = explain
        self._read = 0
        self._left_out = 0
        self._kinds: Counter[Kind] = Counter()

    def add(self, outcome: Reading | PageError) -> None:
        """Print the reading of one page, or remember why there is none."""
        if isinstance(outcome, PageError):
            self.failed.append(str(outcome))
            return
        statements = tuple(filter(self._keep, outcome.statements))
        left_out = len(outcome.statements) - len(statements)
        self._read += 1
        self._left_out += left_out
        self._kinds.update(statement.kind for statement in statements)
        self._print(replace(outcome, statements=statements), left_out=left_out)

    def finish(self) -> None:
        """After the last page of several, print what they came to."""
        if self._form is Format.text and self._read > 1:
            put(f"{self._read} pages, {summary(self._kinds, left_out=self._left_out)}", console=self._output)

    def report(self, errors: Console) -> None:
        """List the pages that failed, with why and what to do."""
        if not self.failed:
            return
        self._output.file.flush()
        pages = self._read + len(self.failed)
        say(errors, f"{len(self.failed)} of {pages} page{'s' if pages > 1 else ''} could not be read:")
        for failure in self.failed:
            say(errors, failure, indent=2)

    def _print(self, reading: Reading, *, left_out: int) -> None:
        if self._form is Format.text:
            show(reading, console=self._output, left_out=left_out, explain=self._explain)
        else:
            put(to_json(reading, indent=2 if self._form is Format.json else None), console=self._output)
        self._output.file.flush()
