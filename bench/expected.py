"""The expected statements of the sample pages, with their spans. See samples/README.md."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from onrecord.types import Span, Spans

SAMPLES = Path(__file__).parent.parent / "samples"


@dataclass(frozen=True, slots=True)
class Expected:
    """The expected file of one page."""

    id: str
    page: str
    url: str | None
    titles: list[str]
    outlet: str
    published: str
    statements: list[dict[str, Any]]
    not_statements: list[str]
    furniture: list[str]


def expectations(folder: Path = SAMPLES) -> list[Expected]:
    """All expected files, sorted by id."""
    paths = sorted((folder / "expected").glob("*.json"))
    return [Expected(**json.loads(path.read_text(encoding="utf-8"))) for path in paths]


def of_page(expectations: Sequence[Expected], *, name: str, url: str | None) -> Expected:
    """The expected file of the page in the file ``name``; in an archive, of the page from ``url``.

    Raises ``LookupError`` if there is none or more than one.
    """
    of_name = [expected for expected in expectations if expected.page == name]
    if len(of_name) > 1:
        of_name = [expected for expected in of_name if expected.url == url]
    if len(of_name) != 1:
        raise LookupError(f"{name} ({url}): expected one file in samples/expected for this page, found {len(of_name)}")
    return of_name[0]


def occurrences(text: str, part: str) -> list[Span]:
    """The places of ``part`` in ``text``; those inside a longer word only if there is no other."""
    anywhere = [match.span() for match in re.finditer(re.escape(part), text)] if part else []
    return [span for span in anywhere if _whole(text, span)] or anywhere


def locate(statement: Mapping[str, Any], text: str) -> tuple[Spans, Spans, Spans]:
    """Content, source and cue of an expected statement as spans over ``text``. Words that are missing have no span.

    If a source or cue occurs more than once, the occurrence nearest to the content counts, preferably outside it.
    """
    content = tuple(span for part in statement["content"] for span in occurrences(text, part)[:1])

    def nearest(part: str) -> Spans:
        everywhere = occurrences(text, part)
        outside = [span for span in everywhere if not any(start <= span[0] < end for start, end in content)]
        return tuple(sorted(outside or everywhere, key=lambda span: _gap(span, content))[:1]) if content else ()

    return content, nearest(statement["source"]), nearest(statement["cue"])


def _whole(text: str, span: Span) -> bool:
    start, end = span
    cut_left = start > 0 and text[start - 1].isalnum() and text[start].isalnum()
    cut_right = end < len(text) and text[end - 1].isalnum() and text[end].isalnum()
    return not (cut_left or cut_right)


def _gap(span: Span, content: Spans) -> int:
    return min(max(start - span[1], span[0] - end, 0) for start, end in content)
