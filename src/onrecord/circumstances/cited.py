"""Outlets that an article credits: "according to the Elmouth Herald", "Quill told Lantern"."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from functools import cache

from onrecord.circumstances.clauses import MASK
from onrecord.circumstances.noun_phrases import find_noun_phrase
from onrecord.circumstances.outlet_names import WordUses, find_outlets, may_be_outlet
from onrecord.spans import merge_spans
from onrecord.types import Article, Citation, Span, Statement

# Stems of cues that report news, rather than accuse or hope.
_REPORTING_CUE = re.compile(
    r"\b(?:report|according|writ|wrote|said|say|claim|reveal|confirm|note|quot|alleg|publish|suggest|cit|learn|per\b|via\b)",
    re.IGNORECASE,
)
# Words before the name of a credited outlet, outside of statements: "in letters obtained by The Tarn Post".
_CREDIT = re.compile(
    r"\b(?:[Aa]ccording to"
    r"|(?:reported|obtained|published|seen|released|cited|conducted|confirmed) (?:first )?(?:by|in)|[Vv]ia|[Pp]er"
    r"|citing|reports?|reported in|(?:spoke|speaking|talking|talked) (?:to|with)|interview (?:with|for|in)"
    r"|(?:issue|edition) of|told) "
)

# Number of characters on either side of the cue that are searched for the name in ``told``, whose span is the evidence.
MAX_EVIDENCE_CHARS = 500


def find_cited(article: Article, statements: Sequence[Statement]) -> tuple[Citation, ...]:
    """Return each credited outlet with the time of the report, in the order of the text.

    ``statements`` must have ``told`` and ``when``. Furniture is left out, and so is the article's own outlet. An outlet
    is returned once for each time, and without a time only if it has none at all.
    """
    own_outlet = article.outlet or ""
    citations: dict[tuple[str, str | None], Citation] = {}
    candidates = [*_find_in_statements(article, statements), *_find_in_text(article, statements)]
    for citation in sorted(candidates, key=lambda candidate: (candidate.evidence[0], candidate.when is None)):
        key = _key(citation.outlet)
        if key and key != _key(own_outlet) and not own_outlet.endswith(f" {citation.outlet}"):
            citations.setdefault((key, citation.when.text if citation.when else None), citation)
    dated_outlets = {outlet for outlet, when in citations if when}
    longer_names = _find_endings(citation.outlet for citation in citations.values())
    return tuple(
        citation
        for (outlet, when), citation in citations.items()
        if (when or outlet not in dated_outlets) and not longer_names[citation.outlet.removeprefix("The ")] - {outlet}
    )


def _find_in_statements(article: Article, statements: Sequence[Statement]) -> Iterator[Citation]:
    """Find outlets that are the addressee or the source of a statement."""
    names = (statement.speaker_name for statement in statements if statement.speaker_kind == "person")
    speaker_words = {word for name in names if name for word in name.split()}
    uses = WordUses(article.text)

    @cache  # which looks at each use of the name on the page
    def find_told_outlets(told: str) -> list[str]:
        outlets = find_outlets(told)
        if not outlets and may_be_outlet(told, uses=uses, speaker_words=speaker_words):
            outlets = [told]
        return outlets

    for statement in statements:
        if statement.place == "furniture" or not statement.cue:
            continue
        if statement.told:
            for name in find_told_outlets(statement.told):
                evidence = _find_evidence(article.text, name, statement)
                if evidence:
                    yield Citation(name, statement.when, evidence)
        source = " ".join(article.words(span) for span in statement.source)
        if _REPORTING_CUE.search(" ".join(article.words(span) for span in statement.cue)):
            spans = [*statement.source, *statement.cue]
            evidence = (min(start for start, _ in spans), max(end for _, end in spans))
            yield from (Citation(name, statement.when, evidence) for name in find_outlets(source))


def _find_evidence(text: str, name: str, statement: Statement) -> Span | None:
    """Return the span from the cue to the nearest occurrence of ``name``, both included."""
    cue_start, cue_end = statement.cue[0][0], statement.cue[-1][1]
    after = text.find(name, cue_end, cue_end + MAX_EVIDENCE_CHARS)
    before = text.rfind(name, max(0, cue_start - MAX_EVIDENCE_CHARS), cue_start)
    if after >= 0 and (before < 0 or after - cue_end <= cue_start - before):
        return cue_start, after + len(name)
    return (before, cue_end) if before >= 0 else None


def _find_in_text(article: Article, statements: Sequence[Statement]) -> Iterator[Citation]:
    """Find outlets after a credit in titles and paragraphs, outside of quotations."""
    quoted = [span for statement in statements if statement.kind in {"direct", "mixed"} for span in statement.content]
    masked = _mask(article.text, quoted)
    for block in (*article.titles, *article.paragraphs):
        text = masked[slice(*block)]
        for match in _CREDIT.finditer(text):
            phrase = find_noun_phrase(text, match.end())
            if phrase is None:
                continue
            for name in find_outlets(text[phrase[0] : phrase[1]]):
                start = text.index(name, phrase[0])
                yield Citation(name, None, (block[0] + match.start(), block[0] + start + len(name)))


def _mask(text: str, spans: Iterable[Span]) -> str:
    parts: list[str] = []
    end = 0
    for span_start, span_end in merge_spans(spans):
        parts += [text[end:span_start], MASK * (span_end - span_start)]
        end = span_end
    return "".join([*parts, text[end:]])


def _find_endings(names: Iterable[str]) -> dict[str, set[str]]:
    """Return the keys of the names that end with each ending: "The Times" is short for "The Elmouth Times"."""
    keys: dict[str, set[str]] = defaultdict(set)
    for name in names:
        words = name.split(" ")
        for first in range(1, len(words)):
            keys[" ".join(words[first:])].add(_key(name))
    return keys


def _key(name: str) -> str:
    """Normalise a name: "The Lantern", "Lantern magazine" and "lantern.com" are one outlet."""
    bare = re.sub(r"^the |(?: magazine| newspaper|\.com)$", "", name.lower())
    return re.sub(r"\W", "", bare)
