"""Titles, roles and ages printed next to a name, and the gender that they imply."""

from __future__ import annotations

import re
from collections.abc import Sequence

from onrecord.people import lexicon
from onrecord.people.lexicon import Gender, fold, word_list
from onrecord.people.names.personal_names import gender_of_title
from onrecord.people.view import View
from onrecord.types import Span, Stated

# Ages after a name: "Orla Tarn, 71, left", "Orla Tarn (71) left", "Orla Tarn, aged 9, left", not "Orla Tarn, 71 ships".
_AGE = re.compile(r"(?:, |,\xa0| \()(?:aged? )?(1?\d?\d)(?=[,.;)—]|\s(?:and|who|of|at)\b)")
# Before a name, with up to five words between: "the 71-year-old ferry pilot Orla Tarn".
_YEARS_OLD = re.compile(r"(1?\d?\d)[- ]years?[- ]old\s+((?:[\w.’'-]+\s+){0,5})$")
_BEFORE_NAMES, _STOPS = lexicon.ROLES | lexicon.KIN | {"named", "called"}, word_list("stops") | word_list("speech")
# "Orla Tarn, who is 71, left", "Tarn is 71 years old".
_IS_AGED = re.compile(r", who (?:is|was|turned|turns) (1?\d?\d)\b|,? (?:is|was) (1?\d?\d)[- ]years?[- ]old")
# An apposition of 3 to 60 characters: "Orla Tarn, the harbour director, left", but not "Tarn, thanked the director".
_APPOSED = re.compile(r", (?:(?:the|a|an|his|her|its|their|our|my|who is|who was)\s)?(?!\w+ed the )([^,.;—“”\"]{3,60})")
_WORD = re.compile(r"[^\W\d_][\w.’'-]*")
_AFTER_ROLES = frozenset(["of", "for", "in", "at", "who", "with", "from", "and", "to", "representing"])
_DETERMINERS = lexicon.GENITIVE | {"the", "his", "her", "its", "their", "our", "my"}
_MARKS = frozenset(",.;:)")
_STYLES = word_list("styles")
"""Forms of address, which are not roles: "Mrs. Orla Tarn" says nothing about her office."""
_MAX_APPOSED = 12
"""Most words between a determiner and a name in apposition: "the director of the port of Elmouth, Orla Tarn"."""
ORGANISATION_NOUNS = lexicon.BODY_WORDS | lexicon.OUTLET_WORDS | {"operator", "contractor", "maker"}
"""Nouns, folded, that call the name beside them an organisation: "the operator, Elmouth Ferries"."""
_AFTER_BODIES = _AFTER_ROLES | _MARKS | {"that", "which", "based", "behind"}
_LINKS = frozenset(["of", "for", "at"])
_INTO_CLAUSES = frozenset(["that", "which", "of", "behind", "representing", "running"])
# Places and peoples before titles; members of parliament, who follow the name of their constituency.
_ORIGINS, SEATS = lexicon.PLACES | lexicon.PEOPLES, lexicon.word_set("mp mps msp mep mla td tds")
_LOOK_BACK = 6
"""Maximum length of a title in words: "Former Assistant Deputy State Harbour Secretary" has six."""


def titles_before(view: View, index: int) -> range:
    """Indices of the words right before word ``index`` that form its title: "Ohio Gov." in "Ohio Gov. Orla Tarn"."""
    first = index
    words = view.words
    while first and index - first < _LOOK_BACK and not view.gap(first - 1).strip():
        word = words[first - 1]
        is_time = word.folded == "pm" and view.folded(first - 2)[:1].isdigit()  # "At 3 PM Tarn left"
        if word.block != words[index].block or word.sentence != words[index].sentence or is_time:
            break
        # Modifiers count only before a title: "former" and "Ohio" in "former Ohio Gov. Orla Tarn", "Rt" in "Rt Rev",
        # "Tory" in "Tory Lord Tarn", "Calder" in "Calder MP Orla Tarn".
        is_modifier = (first < index or words[index].folded in {"lord", "baroness"}) and (
            (word.folded in lexicon.BEFORE_TITLES or word.text == "Rt")
            or (word.capital and (word.folded in _ORIGINS or words[first].folded in SEATS))
        )
        is_title = word.folded in lexicon.ROLES
        # "Chief of staff Orla Tarn", "spokesman the Rev. Orla Tarn"; but "a spokesman for Mr Tarn" is somebody else.
        follows_title = first < index and words[first - 2].folded in lexicon.TITLES
        is_link = follows_title and (word.folded == "the" or (word.folded, words[first].folded) == ("of", "staff"))
        if not (is_modifier or is_title or is_link):
            break
        first -= 1
    return range(first, index)


def roles_at(view: View, span: Span) -> list[Stated]:
    """The titles and roles printed around the name at ``span``: before it, and in an apposition before or after it."""
    index = view.index(span[0])
    before = titles_before(view, index)
    spans: list[Span] = []
    # "Finance Minister" of "Finance Minister Datuk Seri Orla Tarn".
    offices = [position for position in before if view.words[position].folded not in _STYLES]
    if offices:
        spans.append(view.span(range(before.start, offices[-1] + 1)))
    # In "For the pilot, Orla Tarn is a friend" the pilot is somebody else.
    # "The Bishop of Elmouth, the Rt Revd Orla Tarn,".
    first = before.start - (bool(before) and view.folded(before.start - 1) == "the")
    if view.text[span[1] : span[1] + 1] in _MARKS and (role := _role_apposed_to(view, first)):
        spans.append(view.span(role))
    apposed = _APPOSED.match(view.text, span[1], min(span[1] + 90, view.block_of(view.words[index]).span[1]))
    if apposed:
        words = list(_WORD.finditer(view.text, *apposed.span(1)))
        head = _find_role_head([fold(word[0]) for word in words])
        # A bare capitalised role is not taken: "Orla Tarn, Chief Pilot, Piet Quill" may be a list of names.
        has_article = apposed.start(1) > apposed.start() + len(", ")
        if head is not None and (has_article or words[head][0][0].islower()):
            spans.append((words[0].start(), words[head].end()))
    return [Stated(view.phrase(span), span) for span in spans]


def _role_apposed_to(view: View, index: int) -> range:
    """Indices of the words of the role before a comma and the name at word ``index``: "harbour minister" in "the
    town’s harbour minister, Orla Tarn", "director" in "The director of the port, Orla Tarn", also without "the"."""
    phrase = view.just_before(index - 1, _MAX_APPOSED) if view.folded(index - 1) == "," else range(0)
    for first in range(index - 3, phrase.start - 2, -1) if phrase else ():
        words = view.form(range(first + 1, index - 1))
        is_bare = view.words[first + 1].opens and not _LINKS.isdisjoint(words[1:2])
        if not (is_bare or view.words[first].text[-1].isalnum() or view.words[first].text in lexicon.GENITIVE):
            break
        if (is_bare or view.words[first].folded in _DETERMINERS) and (head := _find_role_head(words)) is not None:
            return range(first + 1, first + 2 + head) if words[head] not in lexicon.KIN else range(0)
    return range(0)


def _find_role_head(words: Sequence[str]) -> int | None:
    """Index of the role in an apposition, its last word before a preposition: "pilot" in "a former chief pilot of the
    port"."""
    head = next((index for index, word in enumerate(words) if word in _AFTER_ROLES), len(words)) - 1
    # A role further in is part of a clause: "Orla Tarn, on the day after the storm that sank the pilot".
    return head if 0 <= head < 7 and words[head] in lexicon.SHARED_ROLES else None


def body_beside(view: View, run: Sequence[int]) -> str | None:
    """The noun, folded, that calls the name ``run`` an organisation: "union" in "the union Unite Elmouth", "Unite
    Elmouth, the drivers’ union," and "The union that drivers join, Unite Elmouth,"."""
    before, after = run[0] - 1, run[-1] + 1
    has_comma = view.folded(before) == ","
    if view.folded(before - has_comma) in ORGANISATION_NOUNS and view.words[before - has_comma].text.islower():
        # "The head of the union, Orla Tarn, left".
        has_head = has_comma and not _LINKS.isdisjoint(view.form(view.just_before(before, _LOOK_BACK)))
        return view.folded(before - has_comma) if not has_head else None
    if view.folded(after) == "," and view.folded(after + 1) in lexicon.ARTICLES:
        end = next((n for n in range(after + 2, after + 9) if view.folded(n) in _AFTER_BODIES), -1)
        return view.folded(end - 1) if view.folded(end - 1) in ORGANISATION_NOUNS else None
    sentence = view.sentence_of(run[0])
    if not has_comma or view.folded(sentence.start) != "the" or before - sentence.start > _MAX_APPOSED:
        return None
    nouns = (n for n in sentence[1:4] if view.folded(n) in ORGANISATION_NOUNS and view.folded(n + 1) in _INTO_CLAUSES)
    return next((view.folded(n) for n in nouns), None)


def ages_at(view: View, span: Span) -> list[Stated]:
    """The ages in years printed next to the name at ``span``."""
    block = view.block_at(span).span
    before = _YEARS_OLD.search(view.text, max(block[0], span[0] - 60), span[0])
    after = _AGE.match(view.text, span[1], block[1]) or _IS_AGED.match(view.text, span[1], block[1])
    # In "the 71-year-old said Orla Tarn waved" and "the 71-year-old wife of pilot Piet Tarn" somebody else is 71.
    between = fold(before[2]).split() if before else []
    is_other = bool(between) and (between[-1] not in _BEFORE_NAMES or not _STOPS.isdisjoint(between))
    matches = [(match, 1 if match[1] else 2) for match in (None if is_other else before, after) if match]
    return [Stated(match[group], match.span(group)) for match, group in matches if int(match[group]) > 0]


def gender_at(view: View, span: Span) -> Gender | None:
    """The gender implied by the titles and roles around the name at ``span``."""
    index = view.index(span[0])
    titles = [view.words[position].folded for position in titles_before(view, index)]
    if gender := gender_of_title(titles):
        return gender
    roles = [*titles, *(fold(role.text.split()[-1]) for role in roles_at(view, span))]
    # "His wife and actor Orla Tarn": women are actors too, and the given name tells more.
    return next(filter(None, (gender_of_role(role) for role in roles if role != "actor")), None)


def gender_of_role(role: str) -> Gender | None:
    """The gender of a role, folded: "actress", "ex-husband"."""
    return "female" if role in lexicon.FEMALE_ROLES else "male" if role in lexicon.MALE_ROLES else None
