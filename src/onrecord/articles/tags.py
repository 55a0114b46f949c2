"""The tags of an HTML page, found as browsers and libxml2 find them, to limit elements and attributes before the page
is parsed, and to rename elements that libxml2 would end too early.

A tag counts only where the parser sees one: a quotation mark in a comment or a script opens no attribute value, and the
tags after it are not a part of one (https://html.spec.whatwg.org/multipage/parsing.html#tokenization).
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache

from onrecord.types import Span

_BLANK = r"[ \t\n\r\f]"
_VALUE = r"""(?:"[^"]*+"?+|'[^']*+'?+|[^ \t\n\r\f>"'][^ \t\n\r\f>]*+)"""
_ATTRIBUTE = rf"(?:[ \t\n\r\f/]*+[^ \t\n\r\f/>][^ \t\n\r\f/>=]*+(?:{_BLANK}*+={_BLANK}*+{_VALUE}?+)?+)"
# What follows "<" in "<!-- -->", "<!-->", "<!-- --!>", or a comment up to the end of the page.
_COMMENT = r"!--(?:-?>|[^-]*+(?:-(?!-!?>)[^-]*+)*+(?:--!?>)?+)"
# What follows "<" in "<!doctype html>", "<?php ?>", "</ >".
_DECLARATION = r"(?:[!?]|/(?![a-zA-Z]))[^>]*+"
_NAME = r"[a-zA-Z][^ \t\n\r\f/>]*+"
_TAIL = r"[ \t\n\r\f/]*+>?"
_NAME_END = r"(?=[ \t\n\r\f/>])"
# Elements whose text has no tags, with the end of their text. ``plaintext`` has none, and scripts are below.
_TEXT_ENDS = {
    name: re.compile(rf"</{name}{_NAME_END}", re.IGNORECASE)
    for name in ("iframe", "noembed", "noframes", "style", "textarea", "title", "xmp")
}
# In "<script><!-- <script> </script> --></script>" the first end tag is text. A state for each number of opened marks.
# The alternatives that begin with "<" come first: a pattern whose start is one character is found four times as fast.
_SCRIPT_MARKS = tuple(
    re.compile(marks, re.IGNORECASE)
    for marks in (
        rf"<(?:(?P<opens>!--)|/script{_NAME_END})",
        rf"<(?:(?P<opens>script{_NAME_END})|/script{_NAME_END})|(?P<ends>-->)",
        rf"</script{_NAME_END}|(?P<ends>-->)",
    )
)
# Elements that libxml2 ends at a paragraph and browsers do not, each with one of the same effect that neither ends: in
# "<small hidden><p>" the paragraph is hidden, in "<s><p>" it is struck out.
_ENDED_BY_PARAGRAPH = {
    **dict.fromkeys(("b", "big", "i", "small", "tt", "u", "h1", "h2", "h3", "h4", "h5", "h6"), "ins"),
    **dict.fromkeys(("s", "strike"), "del"),
}
_UNSHOWN = ("template", "noscript")
# <template shadowrootmode="open"> is shown in place of what else its parent has.
_IS_SHADOW_ROOT = re.compile(r"\sshadowrootmode\s*+=\s*+[\"']?(?:open|closed)\b", re.IGNORECASE)
SHADOW_ROOT = "shadow-root"
"""The element that a template of a shadow root becomes."""
# Attributes that may hide an element. A heading with a class keeps its name, which says more than the class.
_HIDES = re.compile(r"<h\d.*\b(?:hidden|style)\b|<[^h].*\b(?:hidden|style|class|id)\b", re.IGNORECASE | re.DOTALL)


def find_tags(markup: str, *, max_attributes: int, skips_plain: bool = False) -> Iterator[re.Match[str]]:
    """Yield each tag of ``markup``: a start tag with the group ``name``, an end tag with the group ``end``.

    The group ``rest`` has the attributes after the first ``max_attributes``. With ``skips_plain``, tags that matter to
    no limit and to no ``SplitElements`` may be left out, which takes less time: most tags of a page are such.
    Takes linear time.
    """
    pattern, plain_pattern = _tag_pattern(max_attributes), _plain_pattern(max_attributes)
    position = 0
    while True:
        if skips_plain and (plain := plain_pattern.match(markup, position)):
            position = plain.end()
        tag = pattern.search(markup, position)
        if tag is None:
            return
        position = tag.end()
        if tag["end"]:
            yield tag
        if tag["name"]:
            yield tag
            if not tag["tail"].endswith("/>"):
                position = _skip_text(markup, position, name=tag["name"].lower())


class SplitElements:
    """Elements with paragraphs that libxml2 would end at the first of these, so that what hides them does not."""

    def __init__(self) -> None:
        self._paragraphs = 0
        self._open: dict[str, list[tuple[re.Match[str], int]]] = {name: [] for name in _ENDED_BY_PARAGRAPH}
        self.renames: list[tuple[Span, str]] = []
        """Spans of the names of their tags, with the names that keep them whole."""

    def add(self, tag: re.Match[str]) -> None:
        """Add the next tag of the page."""
        name = (tag["name"] or tag["end"]).lower()
        if tag["name"] and name == "p":
            self._paragraphs += 1
        elif tag["name"] and name in self._open:
            self._open[name].append((tag, self._paragraphs))
        elif self._open.get(name):
            start, paragraphs = self._open[name].pop()
            new_name = _ENDED_BY_PARAGRAPH[name]
            if paragraphs < self._paragraphs and (new_name == "del" or _HIDES.match(start[0])):
                self.renames += [(start.span("name"), new_name), (tag.span("end"), new_name)]


class UnshownElements:
    """Elements whose content no browser shows, but which libxml2 would end at the end of an element around them:
    "<p>It ran.<template></p><p>It sank.</p></template>"."""

    def __init__(self) -> None:
        self._start: re.Match[str] | None = None
        self._depth = 0
        self._shadow_roots = 0
        self.contents: list[Span] = []
        """Spans of what is in them, without their tags."""
        self.renames: list[tuple[Span, str]] = []
        """Spans of the names of the tags of shadow roots, with the name that they get."""

    def add(self, tag: re.Match[str]) -> None:
        """Add the next tag of the page. Without an end tag an element has no content."""
        name = (tag["name"] or tag["end"]).lower()
        if self._start is None:
            if tag["name"] and name == "template" and _IS_SHADOW_ROOT.search(tag[0]):
                self._shadow_roots += 1
                self.renames.append((tag.span("name"), SHADOW_ROOT))
            elif tag["end"] and name == "template" and self._shadow_roots:
                self._shadow_roots -= 1
                self.renames.append((tag.span("end"), SHADOW_ROOT))
            elif tag["name"] and name in _UNSHOWN:
                self._start, self._depth = tag, 1
        elif name == self._start["name"].lower():
            # Only templates contain elements of their own kind.
            self._depth += 1 if tag["name"] and name == "template" else -1 if tag["end"] else 0
            if not self._depth:
                self.contents.append((self._start.end(), tag.start()))
                self._start = None


@lru_cache(maxsize=4)
def _tag_pattern(max_attributes: int) -> re.Pattern[str]:
    start_tag = rf"(?P<name>{_NAME}){_ATTRIBUTE}{{0,{max_attributes}}}+(?P<rest>{_ATTRIBUTE}*+)(?P<tail>{_TAIL})"
    return re.compile(rf"<(?:{start_tag}|/(?P<end>{_NAME}){_ATTRIBUTE}*+|{_COMMENT}|{_DECLARATION})")


@lru_cache(maxsize=4)
def _plain_pattern(max_attributes: int) -> re.Pattern[str]:
    """Return the pattern of a text with comments and with tags that are complete, short, and of no special name."""
    special_names = "|".join(("p", "script", "plaintext", *_TEXT_ENDS, *_ENDED_BY_PARAGRAPH, *_UNSHOWN))
    plain_tag = rf"/?+(?!(?i:{special_names}){_NAME_END}){_NAME}{_ATTRIBUTE}{{0,{max_attributes}}}+[ \t\n\r\f/]*+>"
    return re.compile(rf"(?:[^<]++|<(?:{plain_tag}|{_COMMENT}))*+")


def _skip_text(markup: str, position: int, *, name: str) -> int:
    """Return the end of the text of the element ``name``, whose start tag ends at ``position``, if it has no tags."""
    if name == "script":
        return _skip_script(markup, position)
    if name == "plaintext":
        return len(markup)
    if name not in _TEXT_ENDS:
        return position
    end = _TEXT_ENDS[name].search(markup, position)
    return end.start() if end else len(markup)


def _skip_script(markup: str, position: int) -> int:
    """Return the start of the end tag of the script whose text begins at ``position``."""
    state = 0
    while mark := _SCRIPT_MARKS[state].search(markup, position):
        groups = mark.groupdict()
        if not any(groups.values()) and state < 2:
            return mark.start()
        # The dashes of "<!-->" also end it.
        position = mark.end() - (2 if state == 0 else 0)
        state = 0 if groups.get("ends") else state + 1 if groups.get("opens") else 1
    return len(markup)
