"""Named entity recognition: the mentions of people and organisations by name."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterator, Sequence, Set
from dataclasses import dataclass, replace
from itertools import pairwise, product
from typing import Literal

from onrecord.encoder.encode import Encoding
from onrecord.people import lexicon
from onrecord.people.lexicon import (
    COMMON,
    KEPT,
    ORGANISATION,
    OTHER_USES,
    PARTICLES,
    SUFFIXES,
    TITLES,
    given_names,
    surnames,
)
from onrecord.people.names.evidence import SPEECH, PersonEvidence, is_brand, is_place_or_thing, names_character
from onrecord.people.names.organisations import OrganisationFinder
from onrecord.people.names.personal_names import is_blend, title_length
from onrecord.people.names.probabilities import RULED_OUT, NameProbabilities
from onrecord.people.names.runs import find_runs
from onrecord.people.view import View, Word, follows
from onrecord.types import Span

Sort = Literal["person", "organisation"]


@dataclass(frozen=True, slots=True)
class Mention:
    """A span that names a person, without titles, or an organisation, without its article."""

    span: Span
    sort: Sort
    text: str
    probability: float = 1.0
    """The model's probability that an organisation is one."""


_MAX_ACRONYM = 5
"""Longest acronym in letters. A longer label in capitals is a surname, as in "BRANNIGAN: It is late"."""
_MAX_NAME = 4
"""Most words of one person's name. A longer run is split into the full names that the page has elsewhere."""
_MAX_BEFORE = 9
"""Most words before its initials that are searched for a name: "Quay and River Service (Qars)"."""
_MAX_GIVEN = 50
"""Most given names that names for couples are made of: a bound on the cost."""
_BEFORE_SURNAMES = lexicon.ROLES | lexicon.PEOPLES | PARTICLES
_LEADERS = frozenset(product(("the", "its"), ("leader", "chairman", "chairwoman", "spokesman", "spokeswoman", "boss")))
_DETERMINERS = lexicon.ARTICLES | lexicon.GENITIVE | {"this", "that", "his", "her", "its", "their", "our", "my"}
_FIRM_NOUNS = lexicon.MAKERS | lexicon.GENERIC_BODIES | lexicon.word_list("firm_nouns")
_NEVER_ALONE = lexicon.NOT_PERSONS | ORGANISATION | SUFFIXES | lexicon.KIN | {"mam", "nan", "prime"}


def find_mentions(view: View, *, sources: Sequence[Span] = (), encoding: Encoding | None = None) -> tuple[Mention, ...]:
    """The mentions on the page, in order. ``sources`` are the spans that statements have as their source. The rules
    decide together with the model in ``encoding``, or without it alone."""
    ner = NameProbabilities.from_encoding(view, encoding) if encoding else None
    runs = list(_complete_runs(view, find_runs(view, ner=ner)))
    if ner:
        ner.pool(runs)
    source_words = set(view.indices(sources))
    speakers = _find_speakers_after_bodies(view, runs, ner)
    runs = [part for run in runs for part in ((run[:-1], run[-1:]) if run[-1] in speakers else (run,))]
    called = _find_called_bodies(view, runs, ner)
    organisations = OrganisationFinder(view, source_words, ner, speakers, called)
    bodies = organisations.find_owned_bodies(runs)
    owned = {index for body in bodies for index in body}
    runs = [run for run in runs if owned.isdisjoint(run)]
    persons = _PersonNames(view, runs, source_words, ner).find(called)
    trimmer = _NameTrimmer(view, persons, ner)
    persons = [name for run in persons for name in trimmer.trim(run)]
    persons += list(_find_repeats(view, persons))
    persons = [run for run in persons if owned.isdisjoint(run) and run.stop not in speakers]
    mentions = [mention_at(view, run, "person") for run in persons]
    mentions += [mention_at(view, body, "organisation") for body in bodies]
    covered = {index for run in (*persons, *bodies) for index in run}
    last_words = {view.words[run[-1]].folded for run in (*persons, *bodies)}
    turn_labels = _find_turn_labels(view)
    for run in organisations.find(runs):
        word = view.words[run[0]]
        is_label = len(run) == 1 and word.text.isupper() and (word.folded in last_words or run[0] in turn_labels)
        if not covered.intersection(run):
            mention = mention_at(view, run, "person" if is_label else "organisation")
            if ner and view.form(run) not in called:
                mention = replace(mention, probability=ner.organisation_probability(run))
            mentions.append(mention)
    return tuple(sorted(set(mentions), key=lambda mention: mention.span))


def mention_at(view: View, run: Sequence[int], sort: Sort) -> Mention:
    """The words of ``run`` as the name of a person or an organisation."""
    span = view.span(run)
    # "Orla [Tarn]", completed by an editor, is Orla Tarn.
    return Mention(span, sort, " ".join(view.text[slice(*span)].replace("[", "").replace("]", "").split()))


def _complete_runs(view: View, runs: Sequence[range]) -> Iterator[range]:
    """``runs`` without honours and offices after a name. "KC" in "Helena Tarn KC" may be a run of its own."""
    ends = {run.stop for run in runs}
    for run in runs:
        last = view.words[run[-1]]
        is_honour = last.folded in lexicon.POST_NOMINALS and (last.text.isupper() or last.folded in {"phd", "esq"})
        if is_honour and (len(run) > 2 or (len(run) == 1 and run[0] in ends)):
            run = run[:-1]
        if run:
            yield run


def _find_speakers_after_bodies(view: View, runs: Sequence[range], ner: NameProbabilities | None) -> set[int]:
    """Indices of the last words of ``runs`` that name a speaker after an organisation, without a comma, "Speaking to
    the Elmouth Mail |Tarn| said", if the page has the full name."""
    forms = [(run, view.form(run)) for run in runs if len(run) > 1]
    # "The Mirror Tarn wrote", and "Radio Elmouth Tarn said", where the model sees a person from "Elmouth" on.
    bodies = {run for run, form in forms if view.folded(run.start - 1) in ORGANISATION | {"the"}}
    people = [f for r, f in forms if f[0] in given_names() or (ner and r not in bodies and ner.is_wholly_person(r))]
    bodies |= {run for run, form in forms if len(run) > 2 and not ORGANISATION.isdisjoint(form[:-1])}
    surnames, no_body = {form[-1] for form in people} - ORGANISATION, _BEFORE_SURNAMES | given_names().keys()
    speakers = (run for run, form in forms if run in bodies and form[-1] in surnames and form[-2] not in no_body)
    return {run[-1] for run in speakers if view.folded(run.stop) in SPEECH}


def _find_called_bodies(view: View, runs: Sequence[range], ner: NameProbabilities | None) -> set[tuple[str, ...]]:
    """Forms of the ``runs`` that a noun before them calls a firm or a band, "Budget airline Tarn", "launch company
    Tarn", and of several words only where the model sees no person or the noun no article: "the band Orla Tarn
    founded"; initials in parentheses, "Quay Service (Qars)"; and "Fine Gull lost. Its leader, Orla Tarn, left"."""
    # In "Carmaker Tarn" the noun may be a part of the run.
    runs = [run[1:] if len(run) > 1 and view.folded(run[0]) in lexicon.MAKERS else run for run in runs]
    called = set()
    for run in runs:
        before, form = view.just_before(run[0], _MAX_BEFORE), view.form(run)
        is_noun = view.folded(run[0] - 1) in _FIRM_NOUNS and follows(view, run[0])
        has_article = len(run) > 1 and view.folded(run[0] - 2) in _DETERMINERS
        letters = "".join(view.folded(n)[0] for n in before if view.words[n].capital)
        after = view.form(view.following(view.sentence_of(run[0]).stop, 2)) if view.words[run[0]].opens else ()
        is_led = (view.folded(run[0] - 1), view.folded(run.stop)) in _LEADERS or after in _LEADERS
        is_led &= len(run) > 1 or (form[0] not in OTHER_USES and ner is not None and ner.person_log_odds(run) > 0)
        is_led &= form[0] not in given_names() and PARTICLES.isdisjoint(form)
        is_acronym = len(form[0]) > 2 and len(run) == 1 and view.folded(run[0] - 1) == "(" and letters.endswith(form[0])
        if is_acronym or is_led or (is_noun and not (has_article and (ner is None or ner.person_log_odds(run) >= 0))):
            called.add(form)
    return called


def _find_turn_labels(view: View) -> list[int]:
    """Indices of the words in capitals that open the turns of a transcript, as in "BRANNIGAN: It is late".

    A single turn is a dateline: "ELMOUTH: The ferry was late". Short labels are acronyms, "RNLI: It will not", unless
    the page has them in small letters too: "Councillor Askey has the floor", "ASKEY: It is late".
    """
    in_small_letters = {word.folded for word in view.words if word.capital and not word.text.isupper()}
    pairs = enumerate(pairwise(view.words))
    turns = [(n, word) for n, (word, after) in pairs if after.text == ":" and word.opens and word.text.isupper()]
    labels = turns if len(turns) > 1 else []
    return [index for index, word in labels if len(word.text) > _MAX_ACRONYM or word.folded in in_small_letters]


class _PersonNames(PersonEvidence):
    """Decides which of the runs of a page name people."""

    def find(self, called: Set[tuple[str, ...]]) -> list[range]:
        """The runs that name people, without titles. ``called``: forms of names that the page calls organisations."""
        view, words = self.view, self.view.words
        # "Prince Rupert Tarn" on a page about the singer Prince.
        kept = (run for run in self.runs if len(run) == 1 and words[run[0]].folded in KEPT)
        kept_singles = {words[run[0]].folded for run in kept if self.is_sure(run)}
        untitled_runs = []
        for run in self.runs:
            form = view.form(run)
            length = 0 if form[0] in kept_singles else title_length(form) or _words_of_office(view, run)
            untitled_runs.append((run[length:], length > 0))
        # A full name after "in" or "at" anywhere on the page is a place: "in Wex Harbour".
        longer = [(run, titled) for run, titled in untitled_runs if len(run) > 1]
        places = self.place_forms([run for run, titled in longer if not titled])
        # "Plays Moll Crane", who is "Crane" further on; "her dog, Rufus", who is "Rufus".
        characters = {word for run, _ in untitled_runs if names_character(view, run) for word in view.form(run)}
        longer = [
            (r, t) for r, t in longer if view.form(r) not in places | called and not characters >= {*view.form(r)}
        ]
        full_names = [run for run, titled in longer if self.names_person(run, titled=titled)]
        forms = [view.form(run) for run in full_names]
        name_parts = {form[n] for form in forms for n in (0, -2 if form[-1] in SUFFIXES else -1)}
        surnames = {form[-1] for form in forms}
        # "Quay" on a page about the Quay Trust is no person on its own, unless a person has that name too.
        bodies = [run for run in self.runs if len(run) > 1 and words[run[-1]].folded in ORGANISATION]
        bodies += [run for run in self.runs if len(run) > 1 and self.ner and self.ner.organisation_log_odds(run) > 0]
        no_people = {form[0] for form in called if len(form) == 1} | {words[run[0]].folded for run in bodies}
        no_people = (no_people | characters) - name_parts
        alone = [pair for pair in untitled_runs if len(pair[0]) == 1 and not _is_family(view, pair[0][0], surnames)]
        singles = [(run, titled) for run, titled in alone if titled or view.form(run)[0] not in no_people]
        return sorted([*full_names, *self._single_names(singles, name_parts)], key=lambda run: run.start)

    def _single_names(self, singles: Sequence[tuple[range, bool]], name_parts: set[str]) -> Iterator[range]:
        """The names among ``singles``, words each with true if a title precedes it: parts of full names on the page,
        and words that an occurrence shows to be a name."""
        words, ner = self.view.words, self.ner
        attested = {words[run[0]].folded for run, titled in singles if self._is_attested_here(run, titled=titled)}
        attested -= {form[0] for form in self.place_forms([run for run, _ in singles])} - name_parts
        # "Orlivo" is no third person beside Orla and Ivo.
        given = sorted(name_parts & given_names().keys())[:_MAX_GIVEN]
        attested = {word for word in attested if not is_blend(word, given)}
        for run, titled in singles:
            word = words[run[0]].folded
            is_part = word in name_parts and not (ner and ner.person_log_odds(run) < RULED_OUT)
            if is_part or (word in attested and (titled or self.is_sure(run) or not is_place_or_thing(self.view, run))):
                yield run

    def _is_attested_here(self, run: range, *, titled: bool) -> bool:
        """True if the word of ``run`` is shown to be a name by this occurrence."""
        word, ner, is_sure = self.view.words[run[0]], self.ner, self.is_sure(run)
        # "Tories" are a party, but "Mrs Green" is a person.
        is_body = word.folded in lexicon.AGENCIES or (word.folded in lexicon.PARTIES and not titled)
        if is_body or not (is_sure or _can_be_single(word)):
            return False
        if titled:
            # In "the General Assembly" and "General President Orla Tarn" a title precedes no name.
            is_name = ner is None or ner.person_log_odds(run) > RULED_OUT
            return is_name and word.folded not in TITLES and word.folded not in ORGANISATION
        # Without a model: "Cal" in "On Friday Cal waved", where its capital does not open the sentence.
        if ner is None and word.folded in given_names() and (not word.opens or self.single_counts[word.folded] > 1):
            return True
        # "Prince" and "Pope" are names too: "an indication that Prince was ill".
        is_title = word.folded in TITLES and not (word.folded in KEPT and is_sure)
        can_be_name = not is_title and word.folded not in lexicon.NEVER_NAMED
        return can_be_name and self.names_person(run, titled=False)


def _is_family(view: View, index: int, surnames_on_page: Collection[str]) -> bool:
    """True if word ``index`` names several people: "the Tarns", or "Mr. and Mrs. Quill" with no other Quill."""
    folded, before = view.folded(index), view.form(view.just_before(index, 3))
    is_plural = folded.endswith("s") and folded[:-1] in surnames_on_page
    return folded not in surnames_on_page and (is_plural or before in {("mr", "and", "mrs"), ("mr", "&", "mrs")})


def _words_of_office(view: View, run: Sequence[int]) -> int:
    """1 if the first word of ``run`` belongs to a title before the name: "President of Iceland Ivo Tarn", "MCA Orla
    Tarn", "TD Orla Tarn", "DC Tarn"; else 0."""
    before = [word.folded for word in view.words[max(run[0] - 2, 0) : run[0]]]
    first, *others = (view.words[index] for index in run)
    is_place = len(before) == 2 and before[0] in TITLES and before[1] == "of" and first.folded in lexicon.TERRITORIES
    # "JD Tarn" are initials.
    is_acronym = len(first.text) > 2 and first.text.isupper() and first.text.isalpha()
    is_acronym = is_acronym and not others[0].text.isupper() and others[0].folded in given_names() if others else False
    # "TD Economics" is a bank’s.
    is_rank = first.text in {"TD", "DC", "DI", "DS"} and len(run) > 1 + (first.text == "TD")
    return int(is_rank or (len(run) > 2 and (is_place or is_acronym)))


def _can_be_single(word: Word) -> bool:
    """True if ``word`` has the form of a one-word name: it is no acronym, no brand and no common word."""
    if not word.text[-1].isalnum() or len(word.text) < 2 or word.folded in _NEVER_ALONE or is_brand(word.text):
        return False
    # Short words in capitals are acronyms; seven letters or more are a name in capitals: "BRANNIGAN".
    return not (word.text.isupper() and len(word.text) < 7 and "-" not in word.text)


class _NameTrimmer:
    """Trims names to those that the page uses elsewhere: "Hopeful Orla Tarn" in a headline, where the text has "Orla
    Tarn"."""

    def __init__(self, view: View, names: Sequence[range], ner: NameProbabilities | None) -> None:
        self.view, self.ner = view, ner
        self.forms = Counter(map(view.form, names))
        self.surnames = Counter(form[-1] for form in self.forms if len(form) > 1)
        in_text = (run for run in names if not view.block_of(view.words[run[0]]).headline_style)
        self.forms_in_text = set(map(view.form, in_text))
        self.forms_in_text.update(form[-1:] for form in list(self.forms_in_text))

    def trim(self, run: range) -> list[range]:
        """The names in ``run``."""
        form, forms = self.view.form(run), self.forms
        # A caption has several: "Orla Tarn Una Winter Piet Quill Agency".
        is_headline = self.view.block_of(self.view.words[run[0]]).headline_style
        names = self._names_known(run) if is_headline or len(form) > _MAX_NAME else []
        if names and (is_headline or sum(len(name) > 1 for name in names) > 1):
            return names
        # In "Sorcha Mac Tarn", whom the page calls "Mac Tarn" further on, the shorter form is a surname.
        is_longer = len(form) > 2 and forms[form[1:]] > 0 and form[0] not in given_names() and form[1] not in PARTICLES
        # The capital of a word that opens a sentence is no evidence: "Brave Orla Tarn", "Brave Tarn" after "Orla Tarn".
        is_opening = self.view.words[run[0]].opens and form[0] not in KEPT
        is_common = form[0] in COMMON and form[0] not in given_names()
        is_longer |= is_opening and len(form) == 2 and is_common and self.surnames[form[1]] > 1
        if self.ner and self.ner.is_wholly_person(run) and not (is_longer and is_opening):
            return [run]
        # "Hopeful Orla Tarn", where "Orla Tarn" is a mention too.
        if is_longer:
            return [run[1:]]
        # "Orla Tarn Weds", beside "Orla Tarn".
        is_other = form[-1] in COMMON or form[-1] in self.view.lowercased
        is_other |= self.ner is not None and self.ner.is_outside_name(run[-1])
        if len(form) > 2 and is_other and forms[form[:-1]] and not self._can_end_name(run[-1]):
            return [run[:-1]]
        # "Tarn Weds", if "Tarn" is a surname on the page and "Tarn Weds" occurs once.
        if len(form) == 2 and form[0] in self.surnames and forms[form[:1]] and not self._can_end_name(run[1]):
            return [run[:1] if forms[form] == 1 else run]
        # "Asserting Tarn".
        is_pair = len(form) == 2 and form[1] in self.surnames
        return [run[1:] if is_pair and self._is_headline_word(run[0]) else run]

    def _names_known(self, run: range) -> list[range]:
        """The names in ``run``, a caption or a headline in title case, that running text has too: "Orla Tarn" and
        "Quill" in "Orla Tarn Hints Quill Lied". Empty if it has none, or only "Tarn" or "Orla" of "Orla Tarn"."""
        form, names, start = self.view.form(run), list[range](), 0
        while start < len(form):
            lengths = range(min(_MAX_NAME, len(form) - start), 0, -1)
            length = next((n for n in lengths if form[start : start + n] in self.forms_in_text), 0)
            before = names[-1] if names and names[-1].stop == run[start] else None
            # "Tarn" after "Orla", or "Orla" before "Tarn", where running text has one of them alone.
            is_surname = before and not self._is_complete(before) and (length == 1 or form[start] in surnames())
            is_given = not length and form[start] in given_names() and form[start + 1 : start + 2] in self.forms_in_text
            if before and is_surname:
                names[-1] = range(before.start, run[start] + 1)
            elif length or is_given:
                length += 2 * is_given
                names.append(run[start : start + length])
            start += length or 1
        is_last = len(names) == 1 and names[0].stop == run.stop
        is_part = len(names) == 1 and len(names[0]) == 1 and (is_last or not self._is_complete(names[0]))
        is_longer = is_last and form[0] in given_names()
        return [] if is_part or is_longer or form[-1] in SUFFIXES else names

    def _is_complete(self, name: range) -> bool:
        """True if ``name`` is a full name or a surname that running text has, to which no further surname belongs."""
        form = self.view.form(name)
        return form in self.forms_in_text and (len(form) > 1 or form[0] in self.surnames)

    def _is_headline_word(self, index: int) -> bool:
        """True if word ``index`` is no given name but a common word or, in a headline, a participle: "Asserting",
        "Stop". Outside headlines a capital is evidence: "the analyst Flemming Tarn"."""
        word = self.view.words[index]
        # "Lord Tarn", but not "First Lady Tarn".
        is_kept = word.folded in KEPT and self.view.folded(index - 1) != "first"
        is_name = word.folded in given_names() or is_kept or word.folded == "will"
        # "Continued Tarn:" at the start of a sentence, where "Tarn" is a mention too.
        is_repeated = self.forms[self.view.words[index + 1].folded,] > 0
        is_opening = word.opens and is_repeated and self.ner is not None and self.ner.is_outside_name(index)
        is_common = is_opening or word.folded in COMMON or word.folded in self.view.lowercased
        is_common |= word.folded.endswith("ing") and (word.opens or self.view.block_of(word).headline_style)
        return is_common and not is_name

    def _can_end_name(self, index: int) -> bool:
        word = self.view.words[index].folded
        return word in SUFFIXES or (word in surnames() and not (self.ner and self.ner.is_outside_name(index)))


def _find_repeats(view: View, names: Sequence[range]) -> Iterator[range]:
    """Further occurrences of ``names``: in headlines, and surnames in capitals before a colon."""
    forms = set(map(view.form, names))
    surnames_of_names = {form[-1:] for form in forms if form[-1] not in lexicon.NOT_PERSONS}
    full_names = {form for form in forms if len(form) > 1}
    covered = {index for name in names for index in name}
    for run in find_occurrences(view, full_names | surnames_of_names, covered):
        word = view.words[run[0]]
        is_label = word.text.isupper() and view.folded(run.stop) == ":"
        if len(run) > 1 or is_label or view.block_of(word).headline_style:
            yield run


def find_occurrences(view: View, forms: Set[tuple[str, ...]], covered: Set[int]) -> Iterator[range]:
    """The capitalised words with one of ``forms``, the longest at each place, none of them among ``covered``."""
    lengths: dict[str, set[int]] = {}
    """Lengths in words of the forms that begin with each word."""
    for form in forms:
        lengths.setdefault(form[0], set()).add(len(form))
    stop = 0
    for index, word in enumerate(view.words):
        if index >= stop and word.capital and word.folded in lengths:
            runs = (view.following(index, length) for length in sorted(lengths[word.folded], reverse=True))
            run = next((run for run in runs if view.form(run) in forms), None)
            if run and covered.isdisjoint(run):
                stop = run.stop
                yield run
