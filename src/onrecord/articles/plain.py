"""Segment a plain-text page into titles, paragraphs and furniture, as spans over the unchanged text."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from itertools import pairwise

from onrecord.articles.bylines import parse_bare_names, parse_byline
from onrecord.articles.dates import decide_ambiguity, find_date, to_edtf
from onrecord.articles.furniture import classify_line, is_separator
from onrecord.articles.headlines import MAX_HEADLINE_CHARS, is_title_case, looks_like_headline
from onrecord.articles.outlets import find_outlet_name
from onrecord.articles.rules import COMMENTS_HEADING, RELATED_HEADING
from onrecord.articles.turns import find_turns
from onrecord.errors import UnreadableError
from onrecord.types import Article, Furniture, FurnitureKind, Page, Span

_LINE = re.compile(r"[^\r\n]+")
_BLANK_LINE = re.compile(r"(?:\r\n|\r|\n)[^\S\r\n]*(?:\r\n|\r|\n)")

# Hard-wrapped text: mail programs and wire services break lines at 72 to 80 characters, editors at up to 120. The page
# must have at least two line breaks, half of them where the next word did not fit. Short lines of dialogue do not.
_MAX_WRAP_WIDTH = 120
_MIN_WRAPPED_BREAKS = 2
_MIN_WRAPPED_SHARE = 0.5
# A line counts as full if it ends within four characters of the width: hyphenation and double spaces shorten it.
_WRAP_SLACK = 4
# A line of more than three quarters of the width that ends in the middle of a sentence continues in the next one, even
# if the next word would have fitted (a ragged margin).
_MIN_CONTINUED_SHARE = 0.75
# "# Ferry to run again", "## The timetable"
_HEADING_MARK = re.compile(r"\s*+#{1,6}[ \t]++(?=\S)")
_SENTENCE_END = re.compile(r"[.!?:][\"'”’)]*$")

# A first line that ends in a full stop is a headline up to this length, if the paragraphs after it repeat its words:
# "Ferry will run again from Monday, board said."
_MAX_STOPPED_TITLE_CHARS = 120
# Headline, subheading and two deck lines; after them comes the text.
_MAX_TITLES = 4
# Turns of a transcript: "VALE: Order". Fewer than three such lines are headlines ("EXCLUSIVE: Ferry to run again!").
_SPEAKER_LABEL = re.compile(r"[A-Z][A-Z .,'’()-]{1,40}:\s")
_MIN_SPEAKER_LABELS = 3
# Lists of related headlines. Items have at least four words, since "Pier to close" could be a subheading. Without a
# heading, separators or bullets, at least three items at the end of the page make a list.
_BULLET = re.compile(r"[-–—*•·‣▪►>»]\s+\S")
_MIN_RELATED_WORDS = 4
_MIN_RELATED_ITEMS = 3
# Bylines and datelines count down to the second paragraph; one at the end of the page belongs to another article.
_TOP_PARAGRAPHS = 2
# "Ada Quill", and fewest lines of a page with such a name below its headline.
_BARE_NAME = re.compile(r"[A-Z][a-z]+(?: [A-Z]\.)?(?: [A-Z][\w’'-]*[a-z])+")
_MIN_LINES_WITH_NAME = 4
# The outlet is named among the first eight lines, with headline, byline and dateline.
_MAX_OUTLET_LINES = 8


@dataclass(slots=True)
class _Line:
    """A line, or the lines of a hard-wrapped paragraph, and its classification."""

    span: Span
    words: str
    """Its text with white space collapsed."""
    kind: FurnitureKind | None = None
    is_title: bool = False
    is_separator: bool = False

    @property
    def is_body(self) -> bool:
        return not (self.kind or self.is_title)


def cut(page: Page, text: str, *, name: str) -> Article:
    """Extract the article from ``text``, the decoded text of ``page``. ``name`` becomes the article's id.

    Raises ``UnreadableError`` if no line is a paragraph.
    """
    lines = _split_lines(text)
    for line in lines:
        line.is_separator = is_separator(line.words)
        line.kind = "other" if line.is_separator else classify_line(line.words)
    outlet = _mark_outlet(lines)
    _mark_bare_name(lines)
    _mark_titles(lines)
    _mark_comments(lines)
    _mark_related(lines)
    if not any(line.is_body for line in lines):
        raise UnreadableError(
            page.source, "no article was found in it", advice="Check that it has paragraphs of an article."
        )
    titles = tuple(line.span for line in lines if line.is_title)
    published, warnings = _find_publication_date(lines)
    article = Article(
        id=name,
        page=page,
        text=text,
        title=" ".join(text[slice(*titles[0])].split()) if titles else None,
        titles=titles,
        outlet=outlet,
        bylines=_find_bylines(lines),
        published=published,
        language=None,
        paragraphs=tuple(line.span for line in lines if line.is_body),
        furniture=tuple(Furniture(line.kind, line.span) for line in lines if line.kind),
        warnings=warnings,
    )
    return replace(article, turns=find_turns(article))


def _split_lines(text: str) -> list[_Line]:
    """Split ``text`` into its non-blank lines, and join hard-wrapped lines into paragraphs."""
    spans = [_strip_span(text, match.span()) for match in _LINE.finditer(text)]
    spans = [span for span in spans if span[0] < span[1]]
    width = _find_wrap_width(text, spans)
    if width:
        spans = _join_wrapped(text, spans, width=width)
    return [_Line(span, " ".join(text[slice(*span)].split())) for span in spans]


def _strip_span(text: str, span: Span) -> Span:
    """Return ``span`` without the white space around its words, and without the mark of a heading in Markdown."""
    words = text[slice(*span)]
    mark = _HEADING_MARK.match(words)
    start = span[0] + (mark.end() if mark else len(words) - len(words.lstrip()))
    return start, max(start, span[0] + len(words.rstrip()))


def _line_pairs(text: str, spans: list[Span]) -> Iterator[tuple[Span, Span, bool]]:
    """Iterate over pairs of consecutive lines, with true if no blank line separates them."""
    for line, next_line in pairwise(spans):
        yield line, next_line, not _BLANK_LINE.search(text[line[1] : next_line[0]])


def _find_wrap_width(text: str, spans: list[Span]) -> int | None:
    """Return the width in characters at which the text is hard-wrapped; null if each line is a paragraph.

    Text is hard-wrapped if most of its adjacent lines had no room for the first word of the line after them.
    """
    width = max((end - start for start, end in spans), default=0)
    pairs = [(line, next_line) for line, next_line, is_adjacent in _line_pairs(text, spans) if is_adjacent]
    full_lines = sum(_is_full(text, line, next_line, width=width) for line, next_line in pairs)
    is_wrapped = (
        width <= _MAX_WRAP_WIDTH and len(pairs) >= _MIN_WRAPPED_BREAKS and full_lines >= _MIN_WRAPPED_SHARE * len(pairs)
    )
    return width if is_wrapped else None


def _is_full(text: str, line: Span, next_line: Span, *, width: int) -> bool:
    """Return true if the first word of ``next_line`` did not fit into ``line``."""
    next_word = text[next_line[0] : next_line[0] + width + 1].split(maxsplit=1)[0]
    return line[1] - line[0] + 1 + len(next_word) > width - _WRAP_SLACK


def _join_wrapped(text: str, spans: list[Span], *, width: int) -> list[Span]:
    joined = [spans[0]]
    for line, next_line, is_adjacent in _line_pairs(text, spans):
        words = text[slice(*line)]
        has_separator = is_separator(words) or is_separator(text[slice(*next_line)])
        is_continued = line[1] - line[0] > _MIN_CONTINUED_SHARE * width and not _SENTENCE_END.search(words)
        if is_adjacent and not has_separator and (is_continued or _is_full(text, line, next_line, width=width)):
            joined[-1] = (joined[-1][0], next_line[1])
        else:
            joined.append(next_line)
    return joined


def _may_be_title(candidates: list[_Line], index: int) -> bool:
    """Return true if the leading line ``candidates[index]`` may be a headline.

    The first line may end in a full stop, if it is in title case or the paragraphs after it repeat its words, as a
    lead repeats its headline. Any further line could be a short first paragraph, so an exclamation mark, question mark
    or ellipsis at its end is not enough: "The board thinks so!" is text.
    """
    words = candidates[index].words
    if index:
        has_open_end = words.rstrip("\"'”’").endswith(("!", "?", "...", "…"))
        return looks_like_headline(words) and (not has_open_end or is_title_case(words))
    if looks_like_headline(words):
        return True
    next_words = " ".join(line.words for line in candidates[1:4])
    return len(words) <= MAX_HEADLINE_CHARS and (
        is_title_case(words.replace(". ", " ")) or _is_repeated(words, next_words)
    )


def _is_repeated(headline: str, text: str) -> bool:
    """Return true if ``text`` repeats at least three words and 60% of the words of ``headline``.

    Words of four letters or more are compared by their first five letters, so that "approves" equals "approved".
    """
    headline_stems, text_stems = (
        {word[:5] for word in re.findall(r"[^\W\d_]{4,}", part.lower())} for part in (headline, text)
    )
    shared_stems = headline_stems & text_stems
    return len(headline) <= _MAX_STOPPED_TITLE_CHARS and len(shared_stems) >= max(3, 0.6 * len(headline_stems))


def _mark_outlet(lines: list[_Line]) -> str | None:
    """Mark the leading line that names the outlet, and return the name.

    The first line is skipped: it is the headline, even if it looks like an outlet ("Daily Mail").
    """
    for line in lines[1:_MAX_OUTLET_LINES]:
        if line.kind is None and not looks_like_headline(line.words):
            return None
        outlet = find_outlet_name(line.words)
        if outlet and line.kind in {None, "dateline"}:
            line.kind = "dateline" if find_date(line.words) else "other"
            return outlet
    return None


def _mark_titles(lines: list[_Line]) -> None:
    """Mark the leading lines that look like headlines, if the page has any prose after them."""
    is_transcript = sum(bool(_SPEAKER_LABEL.match(line.words)) for line in lines) >= _MIN_SPEAKER_LABELS
    candidates = [line for line in lines if not line.kind]
    title_count = 0
    for index, line in enumerate(candidates[:_MAX_TITLES]):
        if (is_transcript and _SPEAKER_LABEL.match(line.words)) or not _may_be_title(candidates, index):
            break
        title_count += 1
    if any(not looks_like_headline(line.words) for line in candidates[title_count:]):
        for line in candidates[:title_count]:
            line.is_title = True


def _mark_bare_name(lines: list[_Line]) -> None:
    """Set apart a name on the second line that no other line mentions, of the author or the section: "Ada Quill" or
    "North Wex" below the headline. In a list of quotations other lines are names too."""
    bare_names = [line for line in lines if _BARE_NAME.fullmatch(line.words) and parse_bare_names(line.words)]
    if len(lines) < _MIN_LINES_WITH_NAME or lines[1].kind or bare_names != [lines[1]]:
        return
    surname = re.compile(rf"\b{re.escape(lines[1].words.rsplit(maxsplit=1)[-1])}\b", re.IGNORECASE)
    if not any(surname.search(line.words) for line in lines if line is not lines[1]):
        lines[1].kind = "other"


def _mark_comments(lines: list[_Line]) -> None:
    """Mark readers' comments: everything from a heading such as "2 Comments" to the end of the page."""
    has_body = False
    for index, line in enumerate(lines):
        if has_body and line.kind == "comments" and COMMENTS_HEADING.fullmatch(line.words):
            for comment_line in lines[index:]:
                comment_line.kind = "comments"
            return
        has_body = has_body or line.is_body


def _mark_related(lines: list[_Line]) -> None:
    """Mark lists of other pages' headlines: below a heading, after separators or bullets, or at the end of the page."""
    has_body = is_below_heading = False
    for line in lines:
        if line.is_body and is_below_heading and _looks_related(line.words):
            line.kind = "related"
        elif line.is_body:
            has_body, is_below_heading = True, False
        elif has_body and line.kind == "related" and RELATED_HEADING.fullmatch(line.words):
            is_below_heading = True
    tail = _find_tail(lines)
    items = [line for line in tail if line.is_body]
    # Each item must end in a letter or digit. "And then ..." may be the article's last line.
    if len(items) >= _MIN_RELATED_ITEMS and all(
        _looks_related(line.words) and line.words[-1].isalnum() for line in items
    ):
        _set_related(items)
    else:
        _set_related(_find_list_items(tail))


def _set_related(items: Iterable[_Line]) -> None:
    for line in items:
        line.kind = "related"


def _find_list_items(tail: list[_Line]) -> list[_Line]:
    """Return the items of the list at the end of ``tail``: each follows a separator line, or each begins with a bullet.

    A single bullet is not a list: "- and then it sank" may be the last line of the article.
    """
    separated, bulleted = [], []
    for previous, line in reversed(list(pairwise(tail))):
        if line.is_body and not previous.is_separator:
            break
        if line.is_body:
            separated.append(line)
    for line in reversed(tail):
        if line.is_body and not _BULLET.match(line.words):
            break
        if line.is_body:
            bulleted.append(line)
    return separated or (bulleted if len(bulleted) > 1 else [])


def _looks_related(words: str) -> bool:
    return looks_like_headline(words) and len(words.split()) >= _MIN_RELATED_WORDS


def _find_tail(lines: list[_Line]) -> list[_Line]:
    """Return the lines after the last prose of the page: furniture, and lines that look like headlines."""
    start = len(lines)
    while (
        start
        and not lines[start - 1].is_title
        and (lines[start - 1].kind or looks_like_headline(lines[start - 1].words))
    ):
        start -= 1
    return lines[start:]


def _find_top(lines: list[_Line]) -> list[_Line]:
    """Return the lines down to the second paragraph, where a page gives its authors and date."""
    paragraph_count = 0
    for index, line in enumerate(lines):
        paragraph_count += line.is_body
        if paragraph_count > _TOP_PARAGRAPHS:
            return lines[:index]
    return lines


def _find_bylines(lines: list[_Line]) -> tuple[str, ...]:
    names = (
        name
        for line in _find_top(lines)
        if line.kind == "byline"
        for name in parse_byline(line.words) or parse_bare_names(line.words)
    )
    return tuple(dict.fromkeys(names))


def _find_publication_date(lines: list[_Line]) -> tuple[str | None, tuple[str, ...]]:
    """Return the first date in a dateline at the top of the page, or a warning; "Published" precedes "Updated"."""
    datelines = [line.words for line in _find_top(lines) if line.kind == "dateline"]
    datelines.sort(key=lambda words: bool(re.search(r"updated|modified", words, re.IGNORECASE)))
    dates = (to_edtf(match) for words in datelines if (match := find_date(words)))
    published = next((date for date in dates if date), None)
    return (published, ()) if published else decide_ambiguity(datelines)
