"""Mentions of organisations: by their words, by the model, and by being the source of a statement."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from itertools import pairwise

from onrecord.people import lexicon
from onrecord.people.lexicon import given_names, word_set
from onrecord.people.names.evidence import SPEECH, is_of_place
from onrecord.people.names.organisation_names import initials
from onrecord.people.names.probabilities import MIN_JOINING, RULED_OUT, NameProbabilities
from onrecord.people.names.runs import has_capital, is_modifier
from onrecord.people.names.titles import body_beside
from onrecord.people.view import View, follows

_DOMAIN = re.compile(r"\.(?:com|org|net|co|gov|tv)$", re.IGNORECASE)
# Legal forms and numerals are no name on their own: "Inc" in "Elmouth Press, Inc", "XIV" in "Urban XIV".
_NO_NAMES = lexicon.SUFFIXES | {"inc", "corp", "co", "ltd", "llc", "plc", "company"}
_BASED = re.compile(r"(?:, [A-Z][\w.]{1,15})?-based\b")
_BODIES_OF_PLACES = word_set("government police military army forces parliament ministry council legislature")
"""Bodies that a place or a people has exactly one of."""
_LOCAL_BODIES = frozenset(["police", "council"])
# "Norway’s foreign ministry", "Elmouth city council".
_BEFORE_BODIES = lexicon.PORTFOLIOS | word_set("foreign interior city county town borough district parish regional")
_FIELD_BODIES = frozenset(["ministry", "council"])
_BODIES = lexicon.ORGANISATION | lexicon.BODY_WORDS
_BODIES_OF_OWNERS = (lexicon.ORGANISATION | _BODIES_OF_PLACES) - {"magazine"}
# Bodies whose name goes on with their field: "Committee on Quays".
_BODIES_ON = frozenset(["committee", "commission", "council", "subcommittee", "center", "centre", "institute", "panel"])
_OFFICE_HOLDERS = lexicon.ROLES | {"examiner", "ombudsman", "king", "queen"}
_PERSONS = (lexicon.PEOPLES - {"labour"}) | lexicon.NEVER_NAMED | lexicon.SHARED_ROLES
_SAINTS = frozenset(["st", "saint"])
_PLURALS = frozenset(["children", "men", "people", "women"])
_INNER_WORDS = frozenset(["of", "for", "and", "&"])
_ACRONYM = re.compile(r"(?:[A-Z]\.?){2,6}")
_STATE_ACRONYM = re.compile(r"US|U\.S\.")
_KINDS_OF_BODIES = lexicon.GENERIC_BODIES | lexicon.OUTLET_WORDS
_NATIONAL = lexicon.NATIONALITIES | {"the"}
_EVENTS = lexicon.word_list("events")
"""Last words of capitalised names that no organisation has: competitions, prizes and laws."""
_MEMBERS = frozenset(["republican", "democrat", "td", "mp", "msp", "mla"])
_MAX_COMPLEMENTS = 40
"""Most words of complements in the name of an organisation."""
_NO_EVIDENCE = lexicon.TITLES | lexicon.TIMES | lexicon.COMMON | lexicon.SUFFIXES | lexicon.ACRONYMS | {"td"}
_NO_BODIES = lexicon.TIMES | lexicon.NEVER_NAMED | lexicon.ACRONYMS
"""Words that are no organisation on their own, even where the model sees one."""
_OFFICES = lexicon.OFFICE_NOUNS - {"general", "state"}
_BEFORE_OFFICES = frozenset(["general", "press", "prime", "vice"])


@dataclass(frozen=True, slots=True)
class OrganisationFinder:
    """Finds the names of organisations among the runs of a page."""

    view: View
    source_words: Collection[int]
    """Indices of the words in sources of statements."""
    ner: NameProbabilities | None
    speakers: Collection[int] = ()
    """Indices of the words that name a speaker right after an organisation."""
    called: Collection[tuple[str, ...]] = ()
    """Forms of names, folded, that a noun calls organisations anywhere on the page: "airline Tarn"."""

    def find(self, runs: Sequence[range]) -> list[range]:
        """The names of organisations among ``runs``, each with its complements."""
        words, ner = self.view.words, self.ner
        # "Orla Tarn University", where the model sees "University".
        tails = {run[-1:]: run for run in runs if words[run[-1]].folded in lexicon.ORGANISATION}
        model_runs = (self._widen(tails.get(run, run)) for run in ner.organisation_runs()) if ner else ()
        model_runs = (run[:-1] if run[-1] in self.speakers else run for run in model_runs)
        # "QFA" for "Quay Fees Act".
        acts = [self.view.phrase(self.view.span(run)) for run in runs if _is_event(self.view.form(run))]
        no_bodies = {form for act in acts for form in initials(act)}
        organisations = _outermost(run for run in model_runs if not _is_no_name(self.view, run, no_bodies))
        covered = {index for run in organisations for index in run}
        organisations += [b for run in runs if (b := self._place_with_body(run)) and not covered.intersection(b)]
        covered = {index for run in organisations for index in run}
        full_names = {words[run.start].folded for run in organisations if len(run) > 1}
        for run in runs:
            # "Tarn said", after "Tarn Lines", and "Bernama said": the model may see a person.
            is_short = len(run) == 1 and run[0] in self.source_words and words[run[0]].folded in full_names
            is_short |= words[run[0]].folded in lexicon.AGENCIES or self._is_called_body(run)
            if covered.intersection(run) or (ner and not is_short and ner.organisation_log_odds(run) < RULED_OUT):
                continue
            organisation = self._widen(run)
            is_name = self._has_form_of_name(run) or self._is_called_body(run)
            if is_name and not _is_no_name(self.view, organisation, no_bodies):
                # "Locks" in "Bureau of Locks" is no organisation of its own.
                covered.update(organisation)
                organisations.append(organisation)
        # "Ministry of Ports", where the model sees "Ports".
        return _outermost(organisations)

    def _has_form_of_name(self, run: range) -> bool:
        """True if ``run`` has a word for organisations, or is a domain, an acronym or a source that is no person."""
        first, folded = self.view.words[run[0]], self.view.form(run)
        if _NO_NAMES.issuperset(folded):
            return False
        # "Quill & Moll", but not "Life & Tides".
        is_firm = "&" in folded[1:] and lexicon.COMMON.isdisjoint(folded) and folded[0] not in given_names()
        if is_firm or not lexicon.ORGANISATION.isdisjoint(folded) or _DOMAIN.search(first.text):
            return True
        # "PWU" and "R.N.L.I.", but not the title "VP".
        if len(run) == 1 and _ACRONYM.fullmatch(first.text) and first.folded not in _NO_EVIDENCE:
            return True
        # "Wexcombe said it was late": a source that is no person is an organisation.
        return run[0] in self.source_words and self._can_be_source(run) and not self._is_place_modifier(run)

    def _is_called_body(self, run: range) -> bool:
        """True if the page calls ``run`` an organisation anywhere; or, where it is a source, if an apposition does,
        "the drivers’ union, Unite Elmouth,", or a noun before it and the model sees no person: "the board Quay"."""
        is_place = self.ner is not None and self.ner.is_place(run)
        is_source = run[0] in self.source_words and not is_place and body_beside(self.view, run) is not None
        is_apposed = "," in (self.view.folded(run.start - 1), self.view.folded(run.stop))
        is_apposed |= self.ner is not None and self.ner.person_log_odds(run) < 0
        return self.view.form(run) in self.called or (is_source and is_apposed)

    def find_owned_bodies(self, runs: Sequence[range]) -> list[range]:
        """The names of organisations that begin with ``runs`` and have a possessive inside, "St Cuthbert’s School",
        "Port Workers’ Union", "Quill’s Bakery"."""
        view, words = self.view, self.view.words
        owner_counts = Counter(word.folded for word, mark in pairwise(words) if mark.text in lexicon.POSSESSIVE_MARKS)
        bodies = []
        for run in runs:
            mark, owner = run.stop, words[run[-1]].folded
            if mark + 1 >= len(words) or words[mark].text not in lexicon.POSSESSIVE_MARKS or words[mark + 1].opens:
                continue
            is_only_owner = owner_counts[owner] == view.counts[owner]
            end = mark + 1
            while end < len(words) and words[end].capital and follows(view, end):
                end += 1
            if end > mark + 1 and self._is_owned_body(run, range(mark + 1, end), is_only_owner=is_only_owner):
                bodies.append(self._widen(range(run.start, end)))
        return bodies

    def _is_owned_body(self, owner: range, body: range, *, is_only_owner: bool) -> bool:
        """True if ``owner`` and ``body``, with a possessive between them, are one name. ``is_only_owner``: the page has
        the owner's last word in the possessive only."""
        words, ner, last = self.view.words, self.ner, self.view.words[owner[-1]]
        # "Quill’s Bakery", but not "the Quay Trust’s Orla Tarn".
        may_own = is_only_owner and words[body.start].folded not in given_names()
        if may_own and ner is not None and all(ner.organisation_log_odds(part) > 0 for part in (owner, body)):
            return True
        # "Wexland’s Defence Ministry": many places have one.
        is_place = last.folded in lexicon.PLACES or (ner is not None and ner.is_place(owner))
        if is_place and len(owner) == 1 and len(body) < 4 and words[body[-1]].folded in _BODIES_OF_OWNERS:
            return True
        is_saint = words[owner[0]].folded in _SAINTS or last.text == "Saints"
        is_group = last.folded in _PLURALS or last.folded.removesuffix("s") in lexicon.SHARED_ROLES
        has_body = not _BODIES.isdisjoint((words[body[0]].folded, words[body[-1]].folded))
        return has_body and (is_saint or is_group or last.folded in _OFFICE_HOLDERS)

    def _is_place_modifier(self, run: range) -> bool:
        """True if ``run`` is a place in a longer source: "Elmouth residents", "mayors of Elmouth", but not "the
        U.S."."""
        before = run.start - 1
        is_complement = before in self.source_words and self.view.words[before].folded != "the"
        is_place = self.ner is not None and self.ner.is_place(run)
        return is_of_place(self.view, run) or (is_place and (run.stop in self.source_words or is_complement))

    def _place_with_body(self, run: range) -> range | None:
        """``run``, a place or a people, with the body after it: "the Elmouth police", "the Irish government", "Norway’s
        foreign ministry", "Elmouth city council"."""
        words, ner, folded, body = self.view.words, self.ner, self.view.folded, run.stop
        is_owner = body < len(words) and words[body].text in lexicon.POSSESSIVE_MARKS
        body += is_owner
        body += folded(body) in _BEFORE_BODIES and folded(body + 1) in _FIELD_BODIES
        # "Wexland’s military said", but not "Wexland’s military rulers".
        is_adjective = is_owner and folded(body) == "military" and folded(body + 1) not in SPEECH
        if folded(body) not in _BODIES_OF_PLACES or is_adjective:
            return None
        if not all(follows(self.view, index) for index in range(run.stop + is_owner, body + 1)):
            return None
        first, last = words[run.start], words[run[-1]].folded
        is_place = last in lexicon.PEOPLES or last in lexicon.PLACES or (ner is not None and ner.is_place(run))
        # "West Wexland police", a force whose place the model does not know.
        is_name = (len(run) > 1 or not first.opens) and last not in _NO_EVIDENCE
        is_force = is_name and folded(body) in _LOCAL_BODIES and ner is not None and not ner.is_person(run)
        return range(run.start, body + 1) if is_place or is_force else None

    def _can_be_source(self, run: Sequence[int]) -> bool:
        """True if the capitalised words of a source are a name, not a people, a role or the opening of a sentence."""
        words = [self.view.words[index] for index in run]
        last = words[-1].folded
        # "Republicans say", "Tarn’s aides said".
        is_people = last in _PERSONS or last.removesuffix("s") in lexicon.SHARED_ROLES
        # "Federal and local officials say", "Coastal towns say"; "Voters say it is late", "Residents say so".
        is_opening = run[-1] + 1 in self.source_words and self.view.words[run[-1] + 1].text.islower()
        is_opening |= len(words) == 1 and (last.endswith("s") or last in self.view.lowercased)
        # "US" and "U.S." are states, "us" is a pronoun.
        is_common = all(word.folded in _NO_EVIDENCE and not _STATE_ACRONYM.fullmatch(word.text) for word in words)
        return not (is_people or is_common or (words[0].opens and is_opening))

    def _widen(self, run: range) -> range:
        """``run`` with complements after it, "Board of Elections", and without a modifier before: "Elmouth-based Tarn
        Lines", "Carmaker Tarn", "the union Quays United", "of Tarn Securities"."""
        view, words = self.view, self.view.words
        first = words[run.start]
        is_kind = first.opens and first.folded in lexicon.MAKERS
        is_kind |= first.text.islower() and (first.folded in lexicon.BODY_WORDS or first.text in _INNER_WORDS)
        if len(run) > 1 and (is_modifier(first.text) or is_kind):
            run = run[1:]
        # "Harbour Board Chairman", "Quay House Press Secretary": the office of a person.
        while len(run) > 1 and self._is_office(run[-1]):
            run = run[:-1]
        end = run.stop
        # "Tarn & Quill", where the model sees "Quill".
        while run.start > 1 and words[run.start - 1].text == "&" and has_capital(view, run.start - 2):
            run = range(run.start - 2, run.stop)
        while end + 1 < len(words) and end - run.stop < _MAX_COMPLEMENTS and self._is_complement(run, end):
            end += 2 if words[end + 1].text in {"the", "a"} else 1
            while end < len(words) and has_capital(view, end) and follows(view, end):
                end += 1
        # "Quill magazine".
        end += end < len(words) and words[end].text == "magazine" and follows(view, end)
        return range(run.start, end)

    def _is_office(self, index: int) -> bool:
        """True if word ``index``, the last of a name, belongs to an office and not to the organisation."""
        before, word, after = (self.view.folded(n) for n in range(index - 1, index + 2))
        is_office = word in _OFFICES or (word in _BEFORE_OFFICES and after in _OFFICES)
        # "Office of the Secretary".
        return is_office and before not in _INNER_WORDS | {"the"}

    def _is_complement(self, run: range, index: int) -> bool:
        """True if word ``index`` joins a complement to the organisation ``run``: "of" in "Board of Elections"."""
        words, joint = self.view.words, self.view.words[index]
        if not follows(self.view, index):
            return False
        # "Alliance to Reclaim Our Quays"; "Committee on Quays", but not "the Council on Monday".
        before, after = words[index - 1].folded, self.view.folded(index + 1)
        has_purpose = joint.text == "to" and before in lexicon.ORGANISATION
        has_field = joint.text == "on" and before in _BODIES_ON and after not in lexicon.TIMES
        is_joined = joint.text in _INNER_WORDS
        if joint.text == "and" and self.ner is not None and index + 2 < len(words):
            # "Centre for Tide Control and Prevention", but not "Office of Ports and Google", "Quay Board and the Bank".
            is_field = after in lexicon.PORTFOLIOS and not _INNER_WORDS.isdisjoint(self.view.form(run))
            is_joined = is_field or self.ner.organisation_probability((index,)) >= MIN_JOINING
            is_joined &= after not in lexicon.ORGANISATION or is_field or words[index + 2].capital
            is_joined &= after != "the"
        if not (has_purpose or has_field or is_joined or _is_list_of_fields(self.view, run.start, index)):
            return False
        start = index + (2 if words[index + 1].text in {"the", "a"} else 1)
        if start >= len(words) or words[start].sentence != words[run.start].sentence:
            return False
        # "Orla Tarn and Piet Brandvold" are two people.
        are_people = joint.text == "and" and words[run.start].folded in given_names()
        return has_capital(self.view, start) and not are_people


def _outermost(runs: Iterable[range]) -> list[range]:
    """``runs`` in order, without those that begin inside another: "Quays" in "Bureau of Quays"."""
    outermost: list[range] = []
    for run in sorted(runs, key=lambda run: (run.start, -run.stop)):
        if not outermost or run.start >= outermost[-1].stop:
            outermost.append(run)
    return outermost


def _is_no_name(view: View, run: range, no_bodies: Collection[str]) -> bool:
    """True if ``run``, which the model or its form takes for an organisation, is none. ``no_bodies``: further words of
    the page that are none on their own."""
    words, form = [view.words[index] for index in run], view.form(run)
    # "Inc" in "Elmouth Press, Inc", "XVI" and "SC" after a name: nothing but legal forms, honours and lower-case words.
    has_name_before = run[0] > 0 and view.words[run[0] - 1].capital
    endings = _NO_NAMES | lexicon.POST_NOMINALS if has_name_before else _NO_NAMES
    block = view.block_of(words[0])
    if (
        all(word.folded in endings or not word.capital for word in words)
        or is_modifier(words[-1].text)
        # "DVD", "Monday"; "the Quay Cup", which is no organisation, but "the United Nations" is.
        or (len(form) == 1 and (form[0] in _NO_BODIES or form[0] in no_bodies))
        or _is_event(form)
        # "The Elmouth, N.C.-based bank".
        or _BASED.match(view.text, words[-1].end)
        # "Norwegian officials", "the American firm", "The Italian".
        or all(w.folded in _NATIONAL or (w.text.islower() and w.folded in _KINDS_OF_BODIES) for w in words)
        # "The Cardinal said", "the PM said"; "the Ohio Democrat said", "the Elmouth TD said", a member of a body.
        or form[-1] in _MEMBERS
        or lexicon.TITLES.union(["prime", "pm"]).issuperset(form)
        # "The Commandant of the Quay Corps", a person; but "Children of the Quay Society".
        or (form[0] in lexicon.TITLES and form[1:2] == ("of",) and form[-1] not in _BODIES)
        # "Rocket firm scrubs launch", a headline, where the text has "the rocket".
        or (len(run) == 1 and block.role == "headline" and form[0] in view.lowercased)
    ):
        return True
    # "Pilot Wants Ferries", words of a headline that are no name in the text.
    is_name = form[-1] in _BODIES or all(word.folded in view.capitalised for word in words if word.capital)
    return block.headline_style and not is_name


def _is_event(form: tuple[str, ...]) -> bool:
    """True for the name, folded, of a competition, a prize or a law: "Quay Cup", but not "United Nations"."""
    return form[-1] in _EVENTS and form[-2:] != ("united", "nations")


def _is_list_of_fields(view: View, start: int, comma: int) -> bool:
    """True if the comma at word ``comma`` is inside the name of a body that begins with word ``start``: "Ministry of
    Quays, Locks and Harbours"."""
    words = view.words
    first, last = words[start : start + 2], words[comma + 1 : comma + 4]
    is_body = words[comma].text == "," and first[0].folded in lexicon.ORGANISATION and first[-1].text in _INNER_WORDS
    return is_body and len(last) == 3 and last[0].capital and last[1].text in lexicon.AND and last[2].capital
