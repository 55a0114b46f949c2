"""Accuracy on the sample pages: ``python -m bench.samples``, page by page; needs no corpora.

``bench.quality`` holds the totals to floors.
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, fields
from pathlib import Path
from typing import Any

from rich.console import Console
from rich.table import Table

from bench.expected import SAMPLES, Expected, expectations, locate, occurrences, of_page
from bench.floors import Figure
from bench.match import HALF, Words, overlap, pair, same_source
from onrecord.errors import ModelError, PageError
from onrecord.reading import Reader
from onrecord.types import Reading


@dataclass(frozen=True, slots=True)
class Score:
    """Counts for one page or many: statements, except ``leaked``, which counts strings."""

    expected: int = 0
    found: int = 0
    """Expected statements whose content was found."""
    attributed: int = 0
    """Found statements whose source is right too."""
    kind: int = 0
    act: int = 0
    taken: int = 0
    """Statements read, without furniture unless it was expected."""
    extra: int = 0
    """Statements read that were not expected."""
    wrongly: int = 0
    """Extra statements that are scare quotes, titles or nicknames."""
    leaked: int = 0
    """Pieces of furniture in the article's body."""

    def __add__(self, other: Score) -> Score:
        return Score(*(getattr(self, field.name) + getattr(other, field.name) for field in fields(self)))

    @property
    def f1(self) -> float:
        """F1 of content and source together, 0 to 1."""
        either = self.expected + self.taken
        return 2 * self.attributed / either if either else 0.0


class Comparison:
    """The reading of one page, compared with its expected statements.

    Statements that are expected in furniture count only if they are found: a reader may leave furniture out.
    """

    def __init__(self, expected: Expected, reading: Reading) -> None:
        self.expected, self.reading = expected, reading
        text = reading.article.text
        words = Words(text)
        located = [locate(statement, text) for statement in expected.statements]
        self._wanted = [words.claim(content=content, source=source) for content, source, _ in located]
        self._found = [words.claim(content=read.content, source=read.source) for read in reading.statements]
        self._pairs = pair(self._wanted, self._found)
        self._scares = [
            words.claim(content=[span], source=())
            for part in expected.not_statements
            for span in occurrences(text, part)
        ]

    @property
    def missed(self) -> list[dict[str, Any]]:
        """Expected statements that were not found."""
        return [
            statement
            for i, statement in enumerate(self.expected.statements)
            if i not in self._pairs and statement["place"] != "furniture"
        ]

    @property
    def extra(self) -> list[int]:
        """Indexes of statements outside furniture that were not expected."""
        matched = set(self._pairs.values())
        return [j for j, read in enumerate(self.reading.statements) if j not in matched and read.place != "furniture"]

    @property
    def wrongly(self) -> list[int]:
        """Indexes of extra statements that are scare quotes, titles or nicknames."""
        return [j for j in self.extra if any(overlap(self._found[j], scare) >= HALF for scare in self._scares)]

    @property
    def leaked(self) -> list[str]:
        """Furniture that is in the body."""
        body = [self.reading.article.words(span) for span in self.reading.article.paragraphs]
        return [text for text in self.expected.furniture if any(text in paragraph for paragraph in body)]

    @property
    def score(self) -> Score:
        """The counts."""
        expected, statements = self.expected.statements, self.reading.statements
        matched, extra = len(self._pairs), len(self.extra)
        return Score(
            expected=matched + len(self.missed),
            found=matched,
            attributed=sum(same_source(self._wanted[i], self._found[j]) for i, j in self._pairs.items()),
            kind=sum(expected[i]["kind"] == statements[j].kind for i, j in self._pairs.items()),
            act=sum(expected[i]["act"] == statements[j].act for i, j in self._pairs.items()),
            taken=matched + extra,
            extra=extra,
            wrongly=len(self.wrongly),
            leaked=len(self.leaked),
        )

    def differences(self) -> Iterator[str]:
        """A line for each difference."""
        for statement in self.missed:
            yield f"missed: {_join(statement['content'])}"
        for i, j in self._pairs.items():
            expected, read = self.expected.statements[i], self.reading.statements[j]
            said = [name for name in ("kind", "act") if expected[name] != getattr(read, name)]
            differing = [f"{name} {getattr(read, name)}, expected {expected[name]}" for name in said]
            if not same_source(self._wanted[i], self._found[j]):
                differing.append(f"source {self._words(read.source)!r}, expected {expected['source']!r}")
            if differing:
                yield f"{'; '.join(differing)}: {_join(expected['content'])}"
        for j in self.extra:
            kind = "scare quotes taken" if j in self.wrongly else "extra"
            yield f"{kind}: {self._words(self.reading.statements[j].content)}"
        for text in self.leaked:
            yield f"furniture in the body: {text}"

    def _words(self, spans: Sequence[tuple[int, int]]) -> str:
        return _join([self.reading.article.words(span) for span in spans])


def compare_all(reader: Reader, *, folder: Path = SAMPLES) -> Iterator[Comparison]:
    """Read and compare each sample page. Raises the ``PageError`` of a page that cannot be read."""
    wanted = expectations(folder)
    for path in sorted((folder / "pages").iterdir()):
        for outcome in reader.read_source(str(path)):
            if isinstance(outcome, PageError):
                raise outcome
            yield Comparison(of_page(wanted, name=path.name, url=outcome.article.page.url), outcome)


def figures(total: Score) -> list[Figure]:
    """The figures of ``total``, the sum over all pages, that have floors."""
    return [
        Figure("samples.found", total.found / total.expected if total.expected else 0.0),
        Figure("samples.attribution", total.f1),
        Figure("samples.kind", total.kind / total.found if total.found else 0.0),
        Figure("samples.scare quotes taken", total.wrongly, less_is_better=True),
        Figure("samples.furniture in the body", total.leaked, less_is_better=True),
    ]


def _join(parts: Sequence[str]) -> str:
    return " … ".join(parts)


def main(arguments: Sequence[str] | None = None) -> int:
    """Print a table of the pages, with ``--misses`` also each difference; return 1 if the model cannot be loaded."""
    parser = argparse.ArgumentParser(prog="python -m bench.samples", description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("--misses", action="store_true", help="list the differences on each page")
    options = parser.parse_args(arguments)
    console = Console()
    try:
        reader = Reader.load()
    except ModelError as error:
        console.print(f"Samples: not read. {error}", style="red", markup=False, highlight=False, soft_wrap=True)
        return 1
    columns = [field.name for field in fields(Score)]
    table = Table("page", title="The sample pages")
    for column in columns:
        table.add_column(column, justify="right")
    total = Score()
    for comparison in compare_all(reader):
        score = comparison.score
        total += score
        table.add_row(comparison.expected.id, *(str(getattr(score, column)) for column in columns))
        for line in comparison.differences() if options.misses else ():
            console.print(f"{comparison.expected.id}: {line}", markup=False, highlight=False, soft_wrap=True)
    table.add_section()
    table.add_row("all", *(str(getattr(total, column)) for column in columns))
    console.print(table)
    console.print(f"Attribution F1 {total.f1:.3f}, by {reader.version}", markup=False, highlight=False)
    return 0


if __name__ == "__main__":
    sys.exit(main())
