"""Sources: the form of a statement's source (name, pronoun, description), and its head."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise, takewhile
from typing import Literal

from onrecord.people import lexicon
from onrecord.people.lexicon import word_list, word_set
from onrecord.people.names.titles import titles_before
from onrecord.people.view import View
from onrecord.types import Span, Spans, Statement

# own: "I"; relative: "who"; group: "the Tarn campaign"; role: "the director"; body: "the board"; unnamed: "a source".
Form = Literal["pronoun", "own", "it", "they", "relative", "name", "group", "role", "body", "document", "unnamed"]

_PRONOUN_FORMS: dict[str, Form] = {
    **dict.fromkeys(lexicon.OTHER_PRONOUNS, "unnamed"),
    **dict.fromkeys(lexicon.RELATIVE, "relative"),
    **dict.fromkeys(lexicon.THEY - {"themselves"}, "they"),
    **dict.fromkeys(lexicon.IT, "it"),
    **dict.fromkeys(lexicon.OWN, "own"),
    **dict.fromkeys(lexicon.PRONOUN_GENDER, "pronoun"),
}
_BOUNDARY_MARKS = frozenset(",;(—–-:")
# Words that end a source's noun phrase: a complement or a clause follows.
_PREPOSITIONS = word_list("prepositions")
_DEFINITE = frozenset(["the", "this", "that", "these", "those"])
_MARKS = frozenset("\"“”‘’',.:;()")
_NOUNS = lexicon.SHARED_ROLES | lexicon.NEVER_NAMED | lexicon.BODY_WORDS | {"pac", "man", "woman", "person", "people"}
"""Heads of sources that a participle may follow: "a woman backing Tarn"."""
_DETERMINERS = _DEFINITE | lexicon.PRONOUN_GENDER.keys() | {"a", "an", "one", "my", "our", "its", "their"}
_BEHIND_HEADS = _MARKS | {"'s", "’s", "himself", "herself", "itself"}
_AFTER_PRONOUNS = frozenset(["himself", "herself", "both", "all", ",", "'s"])
_BEFORE_AND = lexicon.STANDING_ROLES | lexicon.PEOPLES | lexicon.PORTFOLIOS
_FIELDS = lexicon.PORTFOLIOS | {"house"}
_APPOSING_MARKS = frozenset(",-–—")
# "A friend, retired pilot Piet Tarn", "one of them, a pilot named Piet Tarn".
_INSIDE_APPOSITIONS = frozenset(["ranking", "acting", "retired", "and", "named", "called"])
_RECEIVING = frozenset(["received", "receives", "got"])
_INNER_MARKS = re.compile(r"(?:, [A-Z][\w.]{1,15})?-based\b")
_YEARS_OLD = re.compile(r"\d+-?year-?old")
_FEATURES = word_set("brow eyebrows expression eyes face gaze hands lips shoulders smile tone voice")
PARENT_NOUNS = word_set("mother mom mum father dad")
_COLLECTIVE = ("s", "sh", "ch", "ese", "african", "asian", "australian", "european")


@dataclass(frozen=True, slots=True)
class Source:
    """The analysed source of a statement."""

    statement: Statement
    form: Form
    text: str
    """The whole source as printed, on one line."""
    head: str
    """Its head, folded: the last word before any complement. "Director" in "the harbour director of Elmouth"."""
    words: tuple[str, ...]
    """The words up to and including the head, folded."""
    span: Span
    """Span of the words up to and including the head."""
    name: Span | None = None
    """The mention that is the source, or that its organisation is named after."""
    definite: bool = False
    """True with "the" or a demonstrative, which refers to something mentioned before."""

    @property
    def is_standing(self) -> bool:
        """True if the press calls a person already named so: "the actress", "the 63-year-old", "the mother of two"."""
        is_aged = any(_YEARS_OLD.fullmatch(word) for word in self.words)
        is_parent = self.head in PARENT_NOUNS and " of " in self.text
        return is_aged or self.head in lexicon.STANDING_ROLES or is_parent

    @property
    def is_native(self) -> bool:
        """True for "the Norwegian"; "the Swiss" are a people, and "The Australian" is a newspaper."""
        return self.head in lexicon.NATIONALITIES and not self.head.endswith(_COLLECTIVE)


def read_source(view: View, statement: Statement, *, names: Mapping[int, Span]) -> Source | None:
    """Analyse the source of ``statement``; null if it is nothing but marks. ``names``: the name that each word belongs
    to."""
    return _SourceReader(view, statement, names).read(_choose_part(view, statement.source, cue=statement.cue))


def _choose_part(view: View, spans: Spans, *, cue: Spans) -> Spans:
    """The part of a source that speaks: the first, or the last before its participle; all parts of a list.

    “It … Tarn’s” in "It would not say whether the boat was Tarn’s", but “the pair … Moll” in "the pair sail, with Moll
    telling us so". After a comma the participle is the first part's: "Tarn left the board, stating that it was late".
    """
    if all(view.text[first[1] : second[0]].strip() in {",", "and", ", and", "&"} for first, second in pairwise(spans)):
        return ((spans[0][0], spans[-1][1]),) if spans else ()
    subjects = [span for span in spans if not view.phrase(span).endswith(("'s", "’s"))]
    before = [span for span in subjects if cue and span[1] <= cue[0][0]]
    is_participle = bool(cue) and view.phrase(cue[0]).casefold().split()[0].endswith("ing")
    is_its_own = is_participle and bool(before) and "," not in view.text[before[-1][1] : cue[0][0]]
    return (before[-1],) if is_its_own else spans[:1]


@dataclass(frozen=True, slots=True)
class _SourceReader:
    """Analyses sources as sequences of words, which are given by their indices."""

    view: View
    statement: Statement
    names: Mapping[int, Span]

    def read(self, spans: Spans) -> Source | None:
        """The source at ``spans``."""
        view = self.view
        words = view.indices(spans)
        # "A pilot who" ends with the pronoun that refers to it.
        while len(words) > 1 and (self._is_mark(words[-1]) or view.words[words[-1]].folded == "who"):
            words.pop()
        if not words or self._is_mark(words[-1]):
            return None
        # "Her voice cracks": she speaks.
        if len(words) == 2 and view.folded(words[1]) in _FEATURES and view.folded(words[0]) in lexicon.PRONOUN_GENDER:
            words.pop()
        text = " ".join(" ".join(view.text[slice(*span)] for span in spans).split()).removesuffix(" who")
        text = text.strip(' ,.:;"“”')
        words = self._leave_out_bracket(words)
        return self._read_received(words) or self._read_pronoun(words, text) or self._read_noun_phrase(words, text)

    def _leave_out_bracket(self, words: list[int]) -> list[int]:
        """``words`` without a bracket before a name or a role: "Chief (Mrs) Orla Tarn", "police commissioner (North)
        Orla Tarn" and "the Quay Party (QP) leader", but not "the Quay Party (QP) of Orla Tarn"."""
        marks = [position for position, index in enumerate(words) if self.view.words[index].text in {"(", ")"}]
        first, last = marks[:2] if len(marks) > 1 else (0, 0)
        after = words[last + 1] if first > 0 and last + 1 < len(words) else -1
        continues = after in self.names or self.view.folded(after) in lexicon.SHARED_ROLES
        return [*words[:first], *words[last + 1 :]] if continues else words

    def _is_mark(self, index: int) -> bool:
        return self.view.words[index].text in _MARKS and index not in self.names

    def _read_received(self, words: Sequence[int]) -> Source | None:
        """The document whose recipient is taken for the source: "she" in "the reply she received, from a manager, said
        it was late", "the email Tarn" in "the email Tarn received said so"."""
        view, last = self.view, words[-1]
        first = view.index(self.names[last][0]) if last in self.names else last
        noun, after = view.words[max(first - 1, 0)], view.words[min(last + 1, len(view.words) - 1)]
        if after.folded not in _RECEIVING or noun.folded.removesuffix("s") not in lexicon.DOCUMENT:
            return None
        determiner = view.words[max(first - 2, 0)]
        span = (determiner if determiner.folded in _DETERMINERS else noun).start, noun.end
        return Source(self.statement, "document", view.phrase(span), noun.folded, (noun.folded,), span)

    def _read_pronoun(self, words: Sequence[int], text: str) -> Source | None:
        first = self.view.words[words[0]]
        folded = first.folded.split("'")[0]
        # "She herself", "they both", but not "her husband".
        is_alone = len(words) == 1 or self.view.words[words[1]].folded in _AFTER_PRONOUNS
        # "Two pilots wept. One, Orla Tarn, said it was late."
        is_apposed = folded in lexicon.OTHER_PRONOUNS and not self.names.keys().isdisjoint(words[1:])
        if not is_alone or is_apposed or words[0] in self.names or folded not in _PRONOUN_FORMS:
            return None
        span = first.start, first.start + len(folded)
        return Source(self.statement, _PRONOUN_FORMS[folded], text, folded, (folded,), span)

    def _find_head(self, words: Sequence[int]) -> list[int]:
        """The words up to the head: without what follows a comma, a preposition or "who"."""
        for position, index in enumerate(words[1:], start=1):
            word, before = self.view.words[index], self.view.words[words[position - 1]].folded
            # A preposition with a capital or in quotation marks is in a title: "the “Songs from Elmouth” singer".
            in_title = word.capital or (word.quoted and not self.view.words[words[0]].quoted)
            is_boundary = word.text in _BOUNDARY_MARKS or (word.folded in _PREPOSITIONS and not in_title)
            # "The Elmouth, N.C.-based bank".
            is_boundary &= not _INNER_MARKS.match(self.view.text, word.start)
            if index in self.names or not (is_boundary or self._is_participle_after(words[position - 1], index)):
                continue
            # "Minister for Ports Orla Tarn", "one of the pilots"; but the head of "the secretary of state" is
            # "secretary", and that of "the chair of the Quay Trust" is "chair".
            after = takewhile(lambda n: self.view.words[n].text not in _BOUNDARY_MARKS, words[position + 1 :])
            fields = [n for n in after if self.view.words[n].folded != "the"]
            is_field = bool(fields) and (fields[0] == words[position + 1] or self.view.folded(fields[0]) in _FIELDS)
            is_office = is_field and self.names.get(fields[-1]) not in (None, self.names.get(fields[0]))
            if word.folded in {"of", "for"} and (
                before in {"one", "lot"} or (is_office and before in lexicon.OFFICE_NOUNS)
            ):
                continue
            unnamed = not any(n in self.names for n in words[:position])
            # Of one person: "the singer and actress", "a smiling and waving Tarn", "British and Irish coach Tarn".
            is_inner = before in _BEFORE_AND or before.endswith(("ing", "ed"))
            if not (word.folded == "and" and unnamed and is_inner):
                return list(words[:position])
        return list(words)

    def _is_participle_after(self, noun: int, index: int) -> bool:
        """True if word ``index`` begins a clause about the name or noun before it: "Orla Tarn addressing the crowd",
        "voters backing Tarn", but not "a visiting pilot"."""
        word, before = self.view.words[index], self.view.words[noun]
        after = self.view.folded(index + 1)
        is_noun = noun in self.names and (after in _DETERMINERS or after in _PREPOSITIONS)
        is_noun |= before.folded in _NOUNS or before.folded.removesuffix("s") in lexicon.SHARED_ROLES
        is_plural = before.text.islower() and before.folded.endswith("s") and before.folded not in _DETERMINERS | {"'s"}
        return word.text.islower() and word.text.endswith("ing") and (is_noun or is_plural)

    def _read_noun_phrase(self, words: Sequence[int], text: str) -> Source:
        view, names, head = self.view, self.names, self._find_head(words)
        # "Orla Tarn KC", but not "the Elmouth MP".
        honours = lexicon.POST_NOMINALS if view.folded(head[0]) not in _DEFINITE else ()
        while len(head) > 1 and (
            view.words[head[-1]].text in _BEHIND_HEADS
            or (head[-2] in names and head[-1] not in names and view.words[head[-1]].folded in honours)
        ):
            head.pop()
        folded = view.form(head)
        last, is_owned = folded[-1], "'s" in folded
        is_definite = folded[0] in _DEFINITE
        described = Source(self.statement, "unnamed", text, last, folded, view.span(head), definite=is_definite)
        # "The Commander of the Quay Corps, Mr. Ivo Tarn", where "Commander of the Quay Corps" is taken for a name.
        name = self.names.get(next((index for index in reversed(words) if not self._is_mark(index)), -1))
        titles = titles_before(view, view.index(name[0])) if name else range(0)
        # "The Chief Medical Officer, Ivo Tarn".
        has_office = titles or (folded[0] in lexicon.ARTICLES and not lexicon.ROLES.isdisjoint(folded))
        if has_office and view.folded(titles.start - 1) == ",":
            return replace(described, form="name", name=name)
        # "Orla Tarn", "the Elmouth Bell newspaper", "the Bernama news agency"; but "an Elmouth newspaper" has no name.
        nouns = 2 if folded[-2:] == ("news", "agency") else int(last in lexicon.OUTLET_WORDS)
        is_named = len(head) > nouns and head[-1] not in names and folded[0] not in lexicon.INDEFINITE
        naming_word = head[-1 - nouns] if is_named else head[-1]
        following = [index for index in words if index > head[-1]]
        if naming_word in names:
            return replace(described, form="name", name=names[naming_word])
        owner = next((names[index] for index in reversed(head) if index in names), None)
        # "The Tarn campaign", "Tarn’s presidential campaign", "her campaign", but not "Tarn’s legal team".
        is_part = last == "team" and len(head) > 2 and head[-2] not in names and folded[-2] != "'s"
        if last in lexicon.GROUPS and not is_part and (owner is not None or folded[0] in lexicon.PRONOUN_GENDER):
            return replace(described, form="group", name=owner)
        if last in lexicon.DOCUMENT or last.rstrip("s") in lexicon.DOCUMENT:
            # "Her statement read" is hers.
            if last in lexicon.OWN_WORDS and len(head) == 2 and folded[0] in lexicon.PRONOUN_GENDER:
                return Source(self.statement, "pronoun", text, folded[0], folded[:1], view.words[head[0]].span)
            # "A statement by Tarn" speaks for its author, "a police report" for itself.
            author = (owner or self._find_author(following)) if last in lexicon.OWN_WORDS else None
            return replace(described, form="name" if author else "document", name=author)
        is_bare = folded[0] not in _DETERMINERS or (folded[0] in lexicon.PRONOUN_GENDER and last in lexicon.KIN)
        apposed = self._find_apposed_name(following, bare=is_bare)
        if apposed is not None:
            return replace(described, form="name", name=apposed)
        return replace(described, form=_description_form(described, is_owned=owner is not None or is_owned))

    def _find_author(self, following: Sequence[int]) -> Span | None:
        """The author of a document: the name after "from", "by" or "of", but not in "from Tarn’s lawyer", "from a
        lawyer for Tarn" and "from the Tarn campaign"."""
        if not following or self.view.words[following[0]].folded not in {"from", "by", "of"}:
            return None
        for position, index in enumerate(following[1:6], start=1):
            if name := self.names.get(index):
                after = next((n for n in following[position:] if self.view.words[n].start >= name[1]), None)
                return name if after is None or self._ends_phrase(after) else None
            if self.view.words[index].folded in _PREPOSITIONS:
                return None
        return None

    def _ends_phrase(self, index: int) -> bool:
        """True if a noun phrase ends before word ``index``."""
        word = self.view.words[index]
        return word.text in _BOUNDARY_MARKS or word.folded in _PREPOSITIONS | lexicon.RELATIVE

    def _find_apposed_name(self, following: Sequence[int], *, bare: bool) -> Span | None:
        """The name in an apposition, "his campaign manager, Piet Tarn,", or behind the first part of a longer title:
        "Secretary of Ports Orla Tarn", "her cousin and rival Orla Tarn". ``following`` are the words after the head.
        ``bare``: the head has no article; with one there are two people: "the pilot and mechanic Orla Tarn"."""
        name = self.names.get(next((index for index in reversed(following) if not self._is_mark(index)), -1))
        first = self.view.index(name[0]) if name else 0
        # The last, in "a lecturer at the Quay College, Elmouth, Dr Orla Tarn", "chair of the Quay Union Orla Tarn".
        is_holder = first - 1 in self.names and self.view.folded(following[0]) == "of"
        # "Ferry pilot from Elmouth Capt. Orla Tarn", but not "lawyers from Capt. Orla Tarn".
        titles = titles_before(self.view, first)
        is_from = bare and bool(following) and self.view.folded(following[0]) == "from"
        is_holder |= is_from and following[0] + 1 < titles.start < first
        if name and (is_holder or self.view.folded(titles.start - 1) == ","):
            return name
        for position, index in enumerate(following[:-1]):
            word = self.view.words[index]
            if word.text in _APPOSING_MARKS:
                apposition = following[position + 1 :]
                apposed = self._name_after(apposition)
                # "The families of Orla Tarn, Una Quill and Piet Moll", but not "the mayors of Elmouth, Tarn and Quill".
                continues = apposed is not None and self.view.folded(self.view.index(apposed[1])) == "and"
                head, link = self.view.form((following[0] - 1, following[0]))
                is_owned = link == "for" or head.removesuffix("s") not in lexicon.ROLES
                is_list = continues and is_owned and not self.names.keys().isdisjoint(following[:position])
                return None if is_list else apposed or self._name_at_end(apposition)
            joins_titles = position == 0 and bare and following[1] not in self.names
            if joins_titles and word.folded in {"and", "of"}:
                name = self._name_after(following[1:])
                # "Superintendent of police Orla Tarn", but not "friend of actor Orla Tarn".
                before = self.view.folded(self.view.index(name[0]) - 1) if name else ""
                is_friends = word.folded == "of" and before in lexicon.ROLES
                return None if is_friends else name
        return None

    def _name_at_end(self, words: Sequence[int]) -> Span | None:
        """The name at the end of a title that fills ``words``: "former envoy to Wexland Piet Tarn"."""
        if words and self.view.words[words[-1]].text in _MARKS:
            words = words[:-1]
        if not words or words[-1] not in self.names:
            return None
        name = self.names[words[-1]]
        first, before = self.view.words[words[0]], self.view.words[self.view.index(name[0]) - 1]
        # In "deputy to Piet Tarn" and "director of Tarn’s campaign" somebody else has the title.
        is_complement = before.folded in _PREPOSITIONS or not before.capital
        is_title = first.folded in lexicon.BEFORE_TITLES or first.folded in lexicon.ROLES
        return name if is_title and not is_complement else None

    def _name_after(self, words: Sequence[int]) -> Span | None:
        """The name that ``words`` begin with, after adjectives and roles at most: "committee chairman Piet Tarn"."""
        for index in words[:7]:
            word, name = self.view.words[index], self.names.get(index)
            # "Their chair, Labour’s Orla Tarn", "one delegate, Quay Trust chair Orla Tarn".
            after = self.view.index(name[1]) if name else -1
            has_role = after in words and self.view.folded(after) in lexicon.ROLES and after + 1 in self.names
            if word.folded == "'s" or (name and (has_role or self.view.folded(after) == "'s")):
                continue
            if name:
                return name
            # Any other word begins a clause or another phrase: "a friend, fearing Tarn", "an aide, with Tarn".
            ends_phrase = word.folded in _PREPOSITIONS or word.folded.endswith(("ing", "ed", "'s"))
            if ends_phrase and not word.capital and word.folded not in _INSIDE_APPOSITIONS:
                return None
        return None


def _description_form(described: Source, *, is_owned: bool) -> Form:
    """The form of a source that is a description, from its last word. ``is_owned``: it has an owner."""
    head = described.head
    if head in lexicon.NEVER_NAMED:
        return "unnamed"
    if not described.definite:
        # "Elmouth’s harbour authority" has an owner. "A pilot" is unnamed, even if the page names a pilot elsewhere.
        return "body" if is_owned and head in lexicon.BODY_WORDS else "unnamed"
    if head in lexicon.OUTLET_WORDS or head in lexicon.BODY_WORDS:
        return "body"
    return "role" if head in lexicon.SHARED_ROLES or described.is_standing or described.is_native else "unnamed"
