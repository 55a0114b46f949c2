"""A stand-in for the model, and the command line with it: ``python -m tests.double read PAGE...``.

It finds quotations in straight double quotation marks, with a fixed confidence, so that reading, writing and printing
can be tested without the model. A quotation that begins with BUG makes it fail.
"""

from __future__ import annotations

import re

from onrecord.reading import Reader
from onrecord.settings import Settings
from onrecord.types import Article, Span, Statement

_QUOTATION = re.compile(r'"[^"]+"(?: (?P<source>[A-Z]\w+) (?P<cue>said|thinks))?')


class QuotationMarks:
    """Finds ``"words" Name said`` and quotations that stand alone."""

    version = "quotation-marks 1"

    def encode(self, article: Article) -> None:
        """It has no model."""

    def find(self, article: Article, encoding: None) -> tuple[Statement, ...]:
        """Every quotation of ``article``."""
        return tuple(
            self._statement(match, number, article) for number, match in enumerate(_QUOTATION.finditer(article.text), 1)
        )

    def _statement(self, match: re.Match[str], number: int, article: Article) -> Statement:
        if match[0].startswith('"BUG'):
            raise ZeroDivisionError("division by zero")
        start = match.start()
        end = article.text.index('"', start + 1) + 1
        is_in_furniture = any(first <= start < last for first, last in (piece.span for piece in article.furniture))
        return Statement(
            id=f"{article.id}-{number}",
            kind="direct",
            act="thought" if match["cue"] == "thinks" else "said",
            place="furniture" if is_in_furniture else "body",
            content=((start, end),),
            cue=_group(match, "cue"),
            source=_group(match, "source"),
            speaker_name=match["source"],
            speaker_kind="person" if match["source"] else "unknown",
            confidence=0.9 if match["source"] else 0.4,
        )


def load(settings: Settings) -> Reader:
    """A reader that finds quotation marks in the place of the model."""
    return Reader(statements=QuotationMarks(), settings=settings)


def _group(match: re.Match[str], name: str) -> tuple[Span, ...]:
    return (match.span(name),) if match[name] else ()


if __name__ == "__main__":
    # Imported here: a worker that imports this module does not need it.
    from onrecord.cli import app

    app(prog_name="onrecord", obj=load)
