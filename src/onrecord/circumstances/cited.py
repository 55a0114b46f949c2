"""The outlets that a page has its news from, where it says so."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence

from onrecord.circumstances.clauses import BLOT
from onrecord.circumstances.outlets import may_be_outlet, outlet_names
from onrecord.circumstances.phrases import noun_phrase
from onrecord.types import Article, Citation, Span, Statement

_REPORTS = re.compile(
    r"\b(?:report|according|writ|wrote|said|say|claim|reveal|confirm|note|quot|alleg|publish|suggest|cit|learn|per\b|via\b)",
    re.IGNORECASE,
)
_CREDITS = re.compile(
    r"\b(?:[Aa]ccording to"
    r"|(?:reported|obtained|published|seen|released|cited|conducted|confirmed) (?:first )?(?:by|in)|[Vv]ia|[Pp]er"
    r"|citing|reports?|reported in|(?:spoke|speaking|talking|talked) (?:to|with)|interview (?:with|for|in)"
    r"|(?:issue|edition) of|told) "
)

NEARBY = 500
"""Characters before the cue and behind it in which the name of the outlet that was told is looked for."""


def find_cited(article: Article, statements: Sequence[Statement]) -> tuple[Citation, ...]:
    """Each outlet that the article credits, with the time of what it was told or reported, in the order of the text.

    ``statements`` have their ``told`` and ``when``. What is beside the article credits nothing, and neither does the
    article's own outlet.
    """
    own = article.outlet or ""
    found: dict[tuple[str, str | None], Citation] = {}
    both = [*_from_statements(article, statements), *_from_text(article, statements)]
    for citation in sorted(both, key=lambda one: (one.evidence[0], one.when is None)):
        key = _key(citation.outlet)
        if key and key != _key(own) and not own.endswith(f" {citation.outlet}"):
            found.setdefault((key, citation.when.text if citation.when else None), citation)
    dated = {outlet for outlet, when in found if when}
    return tuple(
        citation
        for (outlet, when), citation in found.items()
        if (when or outlet not in dated) and not _is_short_form(citation.outlet, found.values())
    )


def _from_statements(article: Article, statements: Sequence[Statement]) -> Iterator[Citation]:
    speakers = {one.speaker_name for one in statements if one.speaker_name and one.speaker_kind == "person"}
    for one in statements:
        if one.place == "furniture" or not one.cue:
            continue
        if one.told:
            names = outlet_names(one.told)
            if not names and may_be_outlet(one.told, text=article.text, speakers=speakers):
                names = [one.told]
            for name in names:
                evidence = _around(article.text, name, one)
                if evidence:
                    yield Citation(name, one.when, evidence)
        source = " ".join(article.words(span) for span in one.source)
        if _REPORTS.search(" ".join(article.words(span) for span in one.cue)):
            spans = [*one.source, *one.cue]
            evidence = (min(a for a, _ in spans), max(b for _, b in spans))
            yield from (Citation(name, one.when, evidence) for name in outlet_names(source))


def _around(text: str, name: str, statement: Statement) -> Span | None:
    """The cue and the nearest place of ``name``, with what stands between them."""
    first, last = statement.cue[0][0], statement.cue[-1][1]
    behind = text.find(name, last, last + NEARBY)
    before = text.rfind(name, max(0, first - NEARBY), first)
    if behind >= 0 and (before < 0 or behind - last <= first - before):
        return first, behind + len(name)
    return (before, last) if before >= 0 else None


def _from_text(article: Article, statements: Sequence[Statement]) -> Iterator[Citation]:
    said = [span for one in statements if one.kind in {"direct", "mixed"} for span in one.content]
    for block in (*article.titles, *article.paragraphs):
        text = _blot(article.text, block, said)
        for match in _CREDITS.finditer(text):
            phrase = noun_phrase(text, match.end())
            if phrase is None:
                continue
            for name in outlet_names(text[phrase[0] : phrase[1]]):
                start = text.index(name, phrase[0])
                yield Citation(name, None, (block[0] + match.start(), block[0] + start + len(name)))


def _blot(text: str, block: Span, spans: Sequence[Span]) -> str:
    words = text[block[0] : block[1]]
    for start, end in spans:
        first, last = max(start, block[0]) - block[0], min(end, block[1]) - block[0]
        if first < last:
            words = words[:first] + BLOT * (last - first) + words[last:]
    return words


def _is_short_form(name: str, others: Iterable[Citation]) -> bool:
    """Whether ``name`` is the end of a longer one among ``others``: "The Times" where "The Elmouth Times" is."""
    ending = " " + name.removeprefix("The ")
    return any(other.outlet.endswith(ending) and _key(other.outlet) != _key(name) for other in others)


def _key(name: str) -> str:
    bare = re.sub(r"^the |(?: magazine| newspaper|\.com)$", "", name.lower())
    return re.sub(r"\W", "", bare)
