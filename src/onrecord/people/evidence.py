"""Weigh what speaks for and against words with capitals being a person's name."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence

from onrecord.people.lexicon import (
    BODY_WORDS,
    ORGANISATION,
    OUTLET_WORDS,
    SHARED_ROLES,
    SUFFIXES,
    TITLES,
    given_names,
    surnames,
)
from onrecord.people.places import COMMON, NOT_PERSONS, PEOPLES, PLACES, TIMES
from onrecord.people.seen import Seen
from onrecord.people.view import View

_INITIALS = re.compile(r"(?:[A-Z]\.)+")
_STATES_IN_SHORT = frozenset(
    ["us", "uk", "un", "eu", "uae", "nj", "ny", "nh", "nc", "nd", "nm", "sc", "sd", "dc", "ri"]
)
_BODIES = BODY_WORDS | OUTLET_WORDS | {"operator", "contractor", "maker", "owner"}
_CAMEL = re.compile(r"^(?!Mac|Mc|De|Di|Du|La|Le|Fitz|Van)[A-Z]?[a-z]+[A-Z]")
ENOUGH = 1.5
"""Evidence from which words are taken for a person's name."""

SIGHT = 2.0
"""What the model's log-odds weigh against it."""

SPEECH = frozenset(
    [
        "said",
        "says",
        "told",
        "tells",
        "added",
        "adds",
        "wrote",
        "writes",
        "asked",
        "asks",
        "tweeted",
        "explained",
        "continued",
        "admitted",
        "revealed",
        "claimed",
        "claims",
        "argued",
        "argues",
        "announced",
        "insisted",
        "noted",
        "recalled",
        "replied",
        "joked",
        "denied",
        "declared",
        "acknowledged",
        "confessed",
        "insists",
        "thinks",
        "believes",
        "thought",
        "believed",
        "shared",
        "posted",
        "stated",
        "responded",
        "warned",
        "admits",
        "explains",
        "gushed",
        "quipped",
        "hopes",
        "wants",
        "vowed",
        "suggested",
        "testified",
        "concluded",
        "agreed",
        "promised",
        "confirmed",
    ]
)
_ACTS = SPEECH | frozenset(["has", "had", "is", "was", "will", "would", "did", "does", "who", "and"])


def is_person(
    view: View,
    run: Sequence[int],
    *,
    titled: bool,
    alone: Mapping[str, int],
    spoken: set[int],
    seen: Seen | None,
) -> bool:
    """Whether the words of ``run`` name a person. ``titled``: a title stood before them. ``alone``: how often each
    word with a capital stands on its own. ``spoken``: numbers of words that belong to a source of a statement."""
    words = [view.words[number] for number in run]
    if any(word.folded in TIMES for word in words[:1]) or not words[-1].text[0].isalpha():
        return False
    score = 3.0 * titled + _of_form(view, run) + _of_setting(view, run)
    last = words[-2] if len(words) > 1 and words[-1].folded in SUFFIXES else words[-1]
    if len(run) > 1 and alone.get(last.folded, 0) > (1 if last.folded in NOT_PERSONS else 0):
        score += 1.5
    if run[-1] in spoken and run[0] in spoken:
        score += 1
    if len(run) == 1:
        often = alone.get(words[0].folded, 0)
        score += 0.5 * (often > 1) + 0.5 * (often > 3) + 0.5 * (words[0].folded in surnames()) - 0.75
    return score + SIGHT * seen.person_log_odds(run) >= ENOUGH if seen else score >= ENOUGH


def is_brand(word: str) -> bool:
    """Whether ``word`` has capitals inside it or digits, as companies do and hardly a surname."""
    return bool(_CAMEL.search(word)) or any(letter.isdigit() for letter in word)


def places_of(view: View, runs: Sequence[range]) -> set[tuple[str, ...]]:
    """The runs, folded, that somewhere on the page stand as places do, and do not begin with a given name."""
    found = set()
    for run in runs:
        before = view.words[run[0] - 1].folded if run[0] else ""
        form = tuple(view.words[number].folded for number in run)
        if before in {"in", "at", "near", "outside", "across", "around"} and form[0] not in given_names():
            found.add(form)
    return found


def is_place_or_thing(view: View, run: Sequence[int]) -> bool:
    """Whether the words around ``run`` treat it as a place or a thing: "in Elmouth", "the Rust film set"."""
    before = view.words[run[0] - 1].folded if run[0] else ""
    after = view.words[run[-1] + 1].text if run[-1] + 1 < len(view.words) else ""
    return before in {"in", "at", "near", "the", "into", "outside", "across", "a", "an"} and after != "’s"


def _of_form(view: View, run: Sequence[int]) -> float:
    """What the words themselves say."""
    words = [view.words[number] for number in run]
    folded = [word.folded for word in words]
    initials = len(words) > 1 and bool(_INITIALS.fullmatch(words[0].text)) and folded[0] not in _STATES_IN_SHORT
    given = initials or (folded[0] in given_names() and folded[0] not in PLACES)
    score = 0.0
    if len(words) > 1:
        plain = not any(name in NOT_PERSONS or name in view.lowercased for name in folded) and len(words) < 4
        score += 2.0 * given + 1.0 * (folded[-1] in surnames() and (given or folded[-1] not in PLACES)) + 1.25 * plain
        score += 2.0 * any(len(word.text) <= 2 and word.text.isupper() for word in words[1:-1]) * (len(words) > 2)
        score += 1.5 * (folded[-1] in SUFFIXES)
    score -= 4.0 * any(name in ORGANISATION for name in folded[1 if given else 0 :])
    common = [name for name in folded if name in COMMON or name in PEOPLES or name in PLACES]
    odd = given and len(words) > 1 and folded[-1] in common and folded[-1] not in surnames()
    score -= 3.0 * any(is_brand(word.text) for word in words) + 3.0 * (folded[0] == "st" and len(words) == 2)
    score -= 2.0 * odd + 9.0 * any(word.text == "&" for word in words)
    score -= (0.5 if given else 1.0 if len(words) == 1 else 2.0) * len(common)
    score -= 9.0 * any("." in word.text[1:-1] and not word.text.isupper() for word in words)
    score -= 1.0 * any(name in TITLES for name in folded[:-1]) + 2.0 * (
        sum(word.text[0].isalpha() for word in words) > 4
    )
    if all(word.text.isupper() and len(word.text) > 1 for word in words):
        score -= 2
    return score - 1.5 * (not given and all(name in view.lowercased for name in folded))


def _of_setting(view: View, run: Sequence[int]) -> float:
    """What stands around them says."""
    words, first, last = view.words, run[0], run[-1]
    before = words[first - 1] if first else None
    after = [words[number] for number in range(last + 1, min(last + 4, len(words)))]
    score = 0.0
    strong = len(run) > 1 and words[first].folded in given_names() and words[last].folded in surnames()
    if before is not None and before.block == words[first].block:
        score -= (1.5 if strong else 3.0) * (before.folded == "the") + 1.0 * (
            before.folded in {"in", "at", "near", "a", "an"}
        )
        role = before.folded in SHARED_ROLES or before.folded in {"actor", "ex-husband", "ex-wife"}
        joins = before.folded in {"of", "for", "on"} and first > 1 and words[first - 2].capital
        score -= 4.0 * (joins and words[first - 2].folded in ORGANISATION)
        score -= 4.0 * (before.text == "," and first > 1 and words[first - 2].folded in _BODIES)
        score += 2.0 * role + 1.5 * (before.folded in SPEECH)
        quoted = before.text in "“\"‘'" and bool(after) and after[0].text in "”\"’',"
        score -= 3.0 * quoted
    if after and after[0].block == words[first].block:
        age = len(after) > 2 and after[0].text == "," and after[1].text.isdigit() and after[2].text in ",.;"
        score += 3.0 * age + 1.5 * (after[0].folded in SPEECH) + 0.5 * (after[0].folded in _ACTS)
        score += 1.0 * (
            after[0].text == "," and len(after) > 1 and after[1].folded in {"who", "whose", "the", "a", "an"}
        )
        score += 0.5 * (after[0].text in {"'s", "’s"})
    return score
