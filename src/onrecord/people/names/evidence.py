"""Evidence that capitalised words name a person, from their form, their context and the model.

Each cue adds or subtracts points, set by hand. With ``PERSON_THRESHOLD`` a run names a person: a cue of 3 points
decides on its own (a title, an age), a cue of 1 to 2 points needs another, and 9 points rule a run out.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Collection, Sequence
from dataclasses import dataclass, field

from onrecord.people import lexicon
from onrecord.people.lexicon import word_list, word_set
from onrecord.people.names.personal_names import GIVEN_NAME_LAST
from onrecord.people.names.probabilities import INITIALS, SURE_PERSON, NameProbabilities
from onrecord.people.names.titles import SEATS, body_beside, titles_before
from onrecord.people.view import OPENING_QUOTES, View, Word, follows
from onrecord.works import FICTION, WORKS

# Abbreviations of states and countries are not taken for initials: "N.J. Transit".
_STATE_ABBREVIATIONS = word_set("us uk un eu uae nj ny nh nc nd nm sc sd dc ri")
_KINDS_OF_PLACES = word_set("town city village county state port island province district suburb borough hamlet")
_LOCAL_OFFICES = word_set("mayor mp mps senator governor councillor bishop archbishop premier king queen duke duchess")
_QUARTERS = word_set("north south east west central")
_PLACE_PREPOSITIONS = frozenset(["in", "at", "near", "outside", "across", "around"])
_NAMED_THINGS, _NAMESAKES = word_list("named_things"), word_list("namesakes")
_COMMON = lexicon.COMMON | lexicon.PEOPLES | lexicon.PLACES
_PERFORMS = word_set("play played playing plays portray portrayed portraying portrays of as")
# In a sentence in which somebody "plays Piet Tarn".
_ON_STAGE = FICTION | word_set("actor actress cast character characters episode movies show starring")
_PARTS = word_set("character fame role roles starred starring stars")
_STORMS = frozenset(["storm", "hurricane", "hurricanes", "typhoon", "cyclone"])
# An inner capital, except after the prefixes of surnames: "MacTarn", "DeWitt".
_CAMEL = re.compile(r"^(?!Mac|Mc|De|Di|Du|La|Le|Fitz|Van)[A-Z]?[a-z]+[A-Z]")
PERSON_THRESHOLD = 1.5
"""Minimum score for a run to name a person."""

MODEL_WEIGHT = 2.0
"""Points for each unit of the model's log-odds, which are clipped at 4: it outvotes any cue but those of 9."""

SPEECH = word_list("speech")
_PREDICATES = SPEECH | frozenset(["has", "had", "is", "was", "will", "would", "did", "does", "who", "and"])


@dataclass(slots=True)
class PersonEvidence:
    """The evidence of a page that its capitalised words name people."""

    view: View
    runs: Sequence[range]
    source_words: Collection[int]
    """Indices of the words in sources of statements."""
    ner: NameProbabilities | None
    single_counts: Counter[str] = field(init=False)
    """How often each capitalised word stands on its own on the page."""

    def __post_init__(self) -> None:
        self.single_counts = Counter(self.view.words[run[0]].folded for run in self.runs if len(run) == 1)

    def names_person(self, run: Sequence[int], *, titled: bool) -> bool:
        """True if the words of ``run`` name a person. ``titled``: a title precedes them."""
        view, ner = self.view, self.ner
        # "Lord Tarn of Elmouth" is a person if "Lord Tarn" is.
        name = run[:2] if view.form(run)[2:3] == ("of",) else run
        words = [view.words[index] for index in name]
        # "April May" and "Eve Tarn" are people if the model thinks so, "April 2015" and "Monday" are none.
        is_name = len(words) > 1 and ner is not None and ner.is_wholly_person(run)
        is_time = words[0].folded in lexicon.TIMES and not is_name
        # The page's own outlet; "Storm Odile".
        is_outlet = (view.article.outlet or "").casefold() == " ".join(word.text for word in words).casefold()
        is_storm = len(words) > 1 and words[0].folded in _STORMS
        if is_time or is_outlet or is_storm or not words[-1].text[0].isalpha():
            return False
        score = 3.0 * titled + _score_form(view, name) + _score_context(view, run) + self._score_repeats(words)
        # Most sources of statements are people.
        if run[-1] in self.source_words and run[0] in self.source_words:
            score += 1
        return score + (MODEL_WEIGHT * ner.person_log_odds(name) if ner else 0.0) >= PERSON_THRESHOLD

    def _score_repeats(self, words: Sequence[Word]) -> float:
        """Points for the words of a run that also stand alone on the page."""
        first, last = words[0], words[-2] if len(words) > 1 and words[-1].folded in lexicon.SUFFIXES else words[-1]
        count = self.single_counts[first.folded]
        # A single word is weak evidence, unless it recurs or is a frequent surname: "Zuzka sang. Zuzka waved."
        if len(words) == 1:
            return 0.5 * (count > 1) + 0.5 * (count > 3) + 0.5 * (first.folded in lexicon.surnames()) - 0.75
        # The surname also stands alone, if it is a common word twice: "Orla Tarn met the crew. Tarn waved."
        score = 1.5 * (self.single_counts[last.folded] > (last.folded in lexicon.NOT_PERSONS))
        # "Hong Mei-ling met the crew. Hong waved": the family name is the first.
        return score + 1.5 * (len(words) == 2 and count > 0 and GIVEN_NAME_LAST.fullmatch(words[1].text) is not None)

    def is_sure(self, run: Sequence[int]) -> bool:
        """True if the model is sure that ``run`` names a person, though the rules would refuse its words."""
        return self.ner is not None and self.ner.person_log_odds(run) >= SURE_PERSON

    def place_forms(self, runs: Sequence[range]) -> set[tuple[str, ...]]:
        """Forms of the ``runs`` that are a place anywhere on the page: in "the town of Elmouth", or after a preposition
        of place, except for given names and the people of the model: "in Zuzka's case"."""
        folded, form = self.view.folded, self.view.form
        # After "the crew met in Wex Harbour", "Wex Harbour" is a place all over the page.
        near = (run for run in runs if folded(run[0] - 1) in _PLACE_PREPOSITIONS)
        no_people = (run for run in near if not (self.ner and self.ner.person_log_odds(run) > 0))
        places = {form(run) for run in no_people if form(run)[0] not in lexicon.given_names()}
        return places | {form(run) for run in runs if is_of_place(self.view, run)}


def is_of_place(view: View, run: range) -> bool:
    """True for the place in "the town of Elmouth", "MP for Elmouth and Wex", "Elmouth Mayor Orla Tarn", "the Elmouth
    MP", "Elmouth South" and "Orla Tarn, 42, of Elmouth"."""
    folded, first, stop = view.folded, run[0], run.stop
    kinds = {"of": _KINDS_OF_PLACES | _LOCAL_OFFICES, "for": _LOCAL_OFFICES}
    has_age = folded(first - 1) == "of" and folded(first - 2) == "," and folded(first - 3).isdigit()
    is_quartered = folded(stop) in _QUARTERS and view.words[stop].capital and follows(view, stop)
    is_seat = is_quartered or folded(stop) == "mayor" or (folded(stop) in SEATS and view.words[first].opens)
    is_second = folded(first - 1) == "and" and (folded(first - 4), folded(first - 3)) == ("mp", "for")
    is_seat = (len(run) == 1 and (is_seat or is_second)) or (folded(stop) in SEATS and folded(first - 1) == "the")
    return has_age or is_seat or folded(first - 2) in kinds.get(folded(first - 1), ())


def names_character(view: View, run: Sequence[int]) -> bool:
    """True if ``run`` names an animal or a vessel, "her dog, Rufus", "the lifeboat Orla Tarn", or in a sentence about a
    film one of its people: "plays Detective Piet Tarn", "the role of Piet Tarn", "as Piet Tarn in “Tides”"."""
    first = titles_before(view, run[0]).start
    before, previous = view.folded(first - 1), view.folded(first - 2)
    after = view.form(view.following(run[-1] + 1, 4))
    # "Her dog, Rufus, barked", "her character, Piet Tarn."; but "he sold the dog, Tarn said".
    noun = previous if before in {"named", "called"} or (before == "," and not "".join(after[:1]).isalnum()) else before
    is_thing = not _NAMED_THINGS.isdisjoint((noun, view.folded(run[-1])))
    # "His role as Tarn’s lawyer", "plays Tarn’s daughter", "the film portrays Tarn as a liar".
    is_real = after[:1] == ("as",) or not lexicon.GENITIVE.isdisjoint(after[:1])
    if is_thing or is_real or not (before in _PERFORMS or noun == "character"):
        return is_thing
    # "Ballots were cast as Tarn spoke", "plays Carla Tarn in the final".
    in_work = after[:1] == ("in",) and (OPENING_QUOTES.issuperset(after[1:2]) or not _ON_STAGE.isdisjoint(after))
    is_part = before not in {"of", "as"} or previous in _PARTS or (before == "as" and in_work)
    return is_part and (in_work or not _ON_STAGE.isdisjoint(view.form(view.sentence_of(first))))


def is_brand(word: str) -> bool:
    """True if ``word`` has an inner capital or a digit, as companies do and surnames hardly ever: "HarbourNet"."""
    return bool(_CAMEL.search(word)) or (not word.isalpha() and any(map(str.isdigit, word)))


def is_place_or_thing(view: View, run: Sequence[int]) -> bool:
    """True if the context treats ``run`` as a place or a thing: "in Elmouth", "the Rust film set"."""
    before = view.folded(run[0] - 1)
    after = view.words[run[-1] + 1].text if run[-1] + 1 < len(view.words) else ""
    return before in {"in", "at", "near", "the", "into", "outside", "across", "a", "an"} and after != "’s"


def _score_form(view: View, run: Sequence[int]) -> float:
    """Points for the words themselves."""
    words = [view.words[index] for index in run]
    folded = [word.folded for word in words]
    initials = len(words) > 1 and bool(INITIALS.fullmatch(words[0].text)) and folded[0] not in _STATE_ABBREVIATIONS
    is_titled = len(words) == 2 and folded[0] in lexicon.KEPT
    has_given = initials or is_titled or (folded[0] in lexicon.given_names() and folded[0] not in lexicon.PLACES)
    has_given |= len(words) == 2 and folded[0] == "will"
    # "Park Ji-won".
    has_given |= len(words) == 2 and folded[0] in lexicon.surnames() and bool(GIVEN_NAME_LAST.fullmatch(words[1].text))
    score = 0.0
    if len(words) > 1:
        is_plain = lexicon.NOT_PERSONS.isdisjoint(folded) and view.lowercased.isdisjoint(folded) and len(words) < 4
        # "Orla Tarn": a given name (2), a frequent surname (1), and no word that is also a common word (1.25).
        is_surname = folded[-1] in lexicon.surnames() and (has_given or folded[-1] not in lexicon.PLACES)
        score += 2.0 * has_given + 1.0 * is_surname + 1.25 * is_plain
        # A middle initial: "Zsofi B. Okafor".
        score += 2.0 * any(len(word.text) <= 2 and word.text.isupper() for word in words[1:-1]) * (len(words) > 2)
        # "Martin Tarn Jr."
        score += 1.5 * (folded[-1] in lexicon.SUFFIXES)
        # A role at the end: "RNLI Director", "Tarn Pollster".
        score -= 4.0 * (folded[-1] in lexicon.ROLES and not has_given and folded[-1] not in lexicon.surnames())
    # A word for organisations: "Tarn Trust", "Orla Tarn University". A first word that is a given name is not checked.
    score -= 4.0 * (not lexicon.ORGANISATION.isdisjoint(folded[1 if has_given else 0 :]))
    score -= 5.0 * (len(words) > 1 and folded[-1] in lexicon.ORGANISATION and folded[-1] not in lexicon.surnames())
    # "The" may be part of a name where its capital is evidence: "Orla Tarn and The Gull".
    name_forms = folded[1:] if folded[0] == "the" and not words[0].opens else folded
    common = [form for form in name_forms if form in _COMMON]
    # A given name before a place or a common word is seldom a person: "Orla Avenue".
    is_odd = has_given and not is_titled and len(words) > 1 and folded[-1] in set(common) - lexicon.surnames()
    # Brands ("HarbourNet"), and places named after saints ("St. Orla").
    score -= 3.0 * any(is_brand(word.text) for word in words) + 9.0 * (folded[0] == "st" and len(words) == 2)
    # "Tarn & Quill" is a firm.
    score -= 2.0 * is_odd + 9.0 * any(word.text == "&" for word in words)
    # Each common word or place counts against the run, less after a given name: "Orla White", but not "White Harbour".
    score -= (0.5 if has_given else 1.0 if len(words) == 1 else 2.0) * len(common)
    # Domains: "TarnNews.com".
    score -= 9.0 * any("." in word.text[1:-1] and not word.text.isupper() for word in words)
    # A title inside the run, or more than four words, suggests a headline: "Singer Orla Tarn Meets Governor Quill".
    is_long = len(words) > 4 and sum(word.text[0].isalpha() for word in words) > 4
    score -= 1.0 * (not lexicon.TITLES.isdisjoint(folded[:-1])) + 2.0 * is_long
    # A run in capitals is as often an acronym as a name: "RNLI".
    score -= 2.0 * all(word.text.isupper() and len(word.text) > 1 for word in words)
    # The page also prints the words in lower case: "Ferry Strike", on a page about a ferry strike.
    return score - 1.5 * (not has_given and view.lowercased.issuperset(folded))


def _score_context(view: View, run: Sequence[int]) -> float:
    """Points for the words around the run."""
    words, first, last = view.words, run[0], run[-1]
    before = words[first - 1] if first else None
    after = [words[index] for index in view.following(last + 1, 3)]
    score = 0.0
    # A listed given name and a listed surname halve the cost of an article.
    is_strong = first < last and words[first].folded in lexicon.given_names()
    is_strong &= words[last].folded in lexicon.surnames()
    if before is not None and before.block == words[first].block:
        # "The Rust"; "in Elmouth" and "a Tarn" are weaker evidence.
        score -= (1.5 if is_strong else 3.0) * (before.folded == "the")
        score -= 1.0 * (before.folded in {"in", "at", "near", "a", "an"})
        # "The ceramicist Orla Tarn".
        is_occupation = before.text.islower() and before.folded.endswith("ist") and before.folded not in lexicon.COMMON
        has_role = before.folded in lexicon.SHARED_ROLES or is_occupation
        is_complement = before.folded in {"of", "for", "on"} and first > 1 and words[first - 2].capital
        # The complement of an organisation: "Bureau of Quay Affairs".
        score -= 4.0 * (is_complement and words[first - 2].folded in lexicon.ORGANISATION)
        # "Hurricane Orla".
        score -= 4.0 * (before.folded in _STORMS)
        # "Pilot Orla Tarn", and "said Orla Tarn" after its verb.
        score += 2.0 * has_role + 1.5 * (before.folded in SPEECH)
        # Titles of works and nicknames stand in quotation marks: "the song “Salt Harbour”".
        quoted = before.text in "“\"‘'" and bool(after) and after[0].text in "”\"’',"
        score -= (9.0 if view.folded(first - 2) in WORKS else 3.0) * quoted
    if after and after[0].block == words[first].block:
        # "Ward councillors said", "Campaigners said", at the start of a sentence.
        nouns = (word.folded for word in (words[first], after[0]) if word is words[first] or word.text.islower())
        is_plural_role = any(noun.endswith("s") and noun.removesuffix("s") in lexicon.ROLES for noun in nouns)
        score -= 3.0 * (len(run) == 1 and words[first].opens and is_plural_role)
        # "The ferry operator, Brannock Lines, said", "Tarn Quill, the drivers’ union, said" and "the union Tarn Quill
        # said", but not "the union Orla Tarn left".
        is_body = body_beside(view, run) is not None
        is_beside = view.folded(first - 1) == "," or after[0].folded in SPEECH
        score -= (9.0 if after[0].text == "," else 4.0 * is_beside) * is_body
        # "Quill magazine".
        score -= 4.0 * (len(run) == 1 and after[0].text in lexicon.OUTLET_WORDS)
        # "Orla Tarn Avenue", "an Orla Tarn gown", but not the headline "Orla Tarn Road Trip".
        is_namesake = after[0].text in _NAMESAKES and not view.block_of(after[0]).headline_style
        score -= 9.0 * (is_namesake and follows(view, last + 1))
        # "Orla Tarn, 71, left": almost nothing but a person has an age.
        has_age = len(after) > 2 and after[0].text == "," and after[1].text.isdigit() and after[2].text in ",.;"
        # "Orla Tarn said"; "Orla Tarn has", which a ferry may do as well.
        score += 3.0 * has_age + 1.5 * (after[0].folded in SPEECH) + 0.5 * (after[0].folded in _PREDICATES)
        # An apposition: "Orla Tarn, who left", "Orla Tarn, the pilot".
        opening = after[1].folded if after[0].text == "," and len(after) > 1 else ""
        score += 1.0 * (opening in {"who", "whose", "the", "a", "an"})
        is_owner = after[0].text in {"'s", "’s"}
        # "Tarn’s Law".
        is_law = is_owner and len(run) == 1 and len(after) > 1 and after[1].text in {"Law", "Act", "Rule", "Day"}
        score += 0.5 * is_owner - 9.0 * is_law
    return score
