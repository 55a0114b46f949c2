"""Selectors that the style sheets of a page hide: ".teaser", ".post > p.teaser"."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

from lxml.etree import _Element as Element

from onrecord.articles.style_values import STYLE_COMMENT, read_variables, unescape
from onrecord.articles.styles import NO_VARIABLES, is_invisible

MAX_STYLE_CHARACTERS = 2_000_000
"""Style sheets are read up to here; those of news pages have up to 250,000 characters."""
# Comparisons of an element with a selector. A news page takes a few thousand.
_MAX_CHECKS = 5_000_000
_BRACE = re.compile(r"[{}]")
# ".teaser", "#overlay", "p.teaser.late", "*.teaser", "p".
_COMPOUND = r"(?:(?:\*|[\w-]++)?+(?:[.#](?:\\.|[^\s.#>+~:\[*\\])++)++|[\w-]++)"
_SELECTOR = re.compile(rf"{_COMPOUND}(?:(?:\s*+>\s*+|\s++){_COMPOUND}){{0,5}}+")
_COMBINATOR = re.compile(r"\s*+(>)\s*+|\s++")
_COMPOUND_PART = re.compile(r"[.#]?(?:\\.|[^.#\\])++")
_ROOT = re.compile(r"(?:^|,)\s*+(?::root|html|body|\*)\s*+(?:,|$)")
# Rules in "@media screen { ... }" and "@supports (display: grid) { ... }" count as those outside.
_FOR_ALL_SCREENS = re.compile(
    r"\s*+@(?:media\s++(?:(?:only\s++)?(?:all|screen)|not\s++print|\(\s*+min-width\s*+:\s*+[12]?\d{1,2}px\s*+\))"
    # No hack for one browser: "@supports (-ms-ime-align: auto)".
    r"|layer\b[^;]*+|supports\s*+\([a-z][\w\s:.,-]*+\))\s*+",
    re.IGNORECASE,
)

Selector = tuple[tuple[bool, frozenset[str]], ...]
"""The compounds of a selector from the outermost to the element itself, each with true for a child (">")."""


@dataclass(frozen=True, slots=True)
class _Step:
    """A compound of a selector: in ".post > p.teaser" the first is ".post", the second "p.teaser"."""

    compound: frozenset[str]
    before: int
    """The number of the step that an element around must match; -1 for none."""
    is_child: bool
    """True if that element is the parent."""


class HiddenSelectors:
    """The selectors that style sheets of a page hide, matched while its elements are opened and closed in order."""

    def __init__(
        self,
        selectors: Iterable[Selector] = (),
        *,
        variables: Mapping[str, str] = NO_VARIABLES,
        is_complete: bool = True,
    ) -> None:
        self.variables = variables
        """The custom properties of the page's root."""
        self.is_complete = is_complete
        """False if some selectors were not read or matched, since there are too many."""
        numbers: dict[Selector, int] = {}
        self._last: set[int] = set()
        """Numbers of the last steps of selectors."""
        for selector in selectors:
            for end in range(1, len(selector) + 1):
                numbers.setdefault(selector[:end], len(numbers))
            self._last.add(numbers[selector])
        self._steps = [_Step(start[-1][1], numbers.get(start[:-1], -1), start[-1][0]) for start in numbers]
        counts = Counter(part for step in self._steps for part in step.compound)
        self._by_part: dict[str, list[int]] = {}
        """Numbers of the steps by the part that the fewest have."""
        for number, step in enumerate(self._steps):
            self._by_part.setdefault(min(step.compound, key=lambda part: (counts[part], part)), []).append(number)
        self._by_names: dict[tuple[str, str, str], list[int]] = {}
        """Numbers of the steps that elements match by tag, id and classes."""
        self._open: list[list[int]] = []
        """Numbers of the steps that each open element matches."""
        self._open_counts = [0] * len(self._steps)
        self._checks = 0

    def open(self, element: Element) -> bool:
        """Open ``element``, and return true if a selector hides it."""
        if not self._by_part:
            return False
        names = str(element.tag), element.get("id") or "", element.get("class") or ""
        candidates = self._by_names.get(names)
        if candidates is None:
            candidates = self._by_names[names] = self._match_names(*names)
        matched = [number for number in candidates if self._follows(self._steps[number])] if candidates else []
        for number in matched:
            self._open_counts[number] += 1
        self._open.append(matched)
        self._checks += len(candidates)
        if self._checks > _MAX_CHECKS:
            self._by_part.clear()
            self._open.clear()
            self.is_complete = False
        return not self._last.isdisjoint(matched)

    def close(self) -> None:
        """Close the element that was opened last."""
        for number in self._open.pop() if self._open else ():
            self._open_counts[number] -= 1

    def _match_names(self, tag: str, element_id: str, class_names: str) -> list[int]:
        parts = {tag, f"#{element_id}", *(f".{name}" for name in class_names.split())}
        numbers = [number for part in parts for number in self._by_part.get(part, ())]
        self._checks += len(numbers)
        return [number for number in numbers if self._steps[number].compound <= parts]

    def _follows(self, step: _Step) -> bool:
        """Return true if an open element matches the step before ``step``."""
        if step.before < 0:
            return True
        if step.is_child:
            return bool(self._open) and step.before in self._open[-1]
        return self._open_counts[step.before] > 0


def find_hidden_selectors(root: Element) -> HiddenSelectors:
    """Return the selectors that style sheets of the page hide: ".teaser", "#overlay", ".post > p.teaser".

    Rules for tags alone or for elements beside others do not count, nor those inside "@media print" and the like. The
    last rule for a selector decides.
    """
    selectors: dict[Selector, bool] = {}
    variables: dict[str, str] = {}
    rules: list[tuple[str, str]] = []
    chars_left = MAX_STYLE_CHARACTERS
    for style in root.iter("style"):
        sheet = style.text or ""
        chars_left -= len(sheet)
        for selector_list, declarations in _find_rules(STYLE_COMMENT.sub("", sheet[: min(chars_left, 0) or None])):
            rules.append((selector_list, declarations))
            if "--" in declarations and _ROOT.search(selector_list):
                variables |= read_variables(declarations)
    for element in root.iter("html", "body"):
        variables |= read_variables(element.get("style") or "")
    for selector_list, declarations in rules:
        hides = is_invisible(declarations, variables)
        if hides or "display" in declarations or "visibility" in declarations:
            selectors |= dict.fromkeys(_read_selectors(selector_list), hides)
    hiding = (selector for selector, hides in selectors.items() if hides)
    return HiddenSelectors(hiding, variables=variables, is_complete=chars_left >= 0)


def _read_selectors(selector_list: str) -> Iterator[Selector]:
    """Yield the selectors in ".post > p.teaser, #overlay" that have a class or an id."""
    for selector in map(str.strip, selector_list.split(",")):
        if _SELECTOR.fullmatch(selector) and ("." in selector or "#" in selector):
            compounds = _COMBINATOR.split(selector)
            yield tuple(
                (sign == ">", _read_compound(compound))
                for sign, compound in zip([None, *compounds[1::2]], compounds[::2], strict=True)
            )


def _read_compound(selector: str) -> frozenset[str]:
    """Return the parts of "p.teaser.late", and those of "*.teaser" without the asterisk."""
    parts = (unescape(part) for part in _COMPOUND_PART.findall(selector.removeprefix("*")))
    return frozenset(part if part[0] in ".#" else part.lower() for part in parts)


def _find_rules(sheet: str) -> Iterator[tuple[str, str]]:
    """Yield selectors and declarations of the rules in ``sheet`` that are not inside another."""
    depth, rule_start, brace, is_flat = 0, 0, 0, True
    for mark in _BRACE.finditer(sheet):
        position = mark.start()
        if sheet[position] == "}":
            if depth == 1 and is_flat:
                yield sheet[rule_start:brace].rpartition(";")[2], sheet[brace + 1 : position]
            depth = depth - 1 if depth else 0
            rule_start = rule_start if depth else position + 1
        elif (
            not depth and "@" in sheet[rule_start:position] and _FOR_ALL_SCREENS.fullmatch(sheet, rule_start, position)
        ):
            rule_start = position + 1
        else:
            is_flat = not depth
            brace = position if is_flat else brace
            depth += 1
