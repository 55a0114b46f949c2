"""Organisations by description, "the Tarn campaign", "the company", and by names in the words of statements."""

from __future__ import annotations

from bisect import insort
from collections import defaultdict
from collections.abc import Collection, Iterable, Set
from dataclasses import dataclass, field
from itertools import islice, takewhile
from statistics import fmean

from onrecord.people import lexicon
from onrecord.people.coreference.antecedents import Antecedents
from onrecord.people.coreference.clusters import Cluster, Entities
from onrecord.people.coreference.salience import Salience
from onrecord.people.lexicon import PARTIES, fold, word_rows, word_set
from onrecord.people.names.organisation_names import name_words
from onrecord.people.names.personal_names import parse
from onrecord.people.names.titles import body_beside
from onrecord.people.view import View, follows
from onrecord.types import Span

_REACH_OF_COMPANY = 2
"""Number of paragraphs before "the company" in which it has been mentioned."""
_LAST_WORDS = {kind: word_set(words) for kind, words in word_rows("kinds_of_organisations")}
"""Last words of names that show the kind of the organisation: "the airline" is Tarn Air."""
_FIRMS = frozenset(["company", "firm", "brand", "label"])
_NO_FIRMS = lexicon.word_list("no_firms")
"""Words of names and before names, folded, that no firm has."""
_OWN_BODIES = frozenset(["company", "firm", "agency"])
"""What a speaker for an organisation calls it, whatever its name."""
_OTHER_BODIES = lexicon.BODY_WORDS - lexicon.OUTLET_WORDS
"""Last words of names that no outlet has: "the paper" is not the University of Elmouth."""
_MIN_PROBABILITY = 0.5
"""Minimum probability, by the model, of the organisation that "the airline" refers to, if it is most salient too."""
_MIN_PROBABILITY_OF_NAME = 0.6
"""Minimum mean probability of an organisation without a word such as "bank". On training pages 52 of 63 below it are
places, products and works."""
_OF_BODIES = lexicon.BODY_WORDS | lexicon.OUTLET_WORDS | lexicon.ORGANISATION
MAX_ORGANISATIONS = 40
"""Number of organisations, those mentioned last, that the model chooses among: a bound on the cost."""
_GENERIC_ACRONYMS = lexicon.ACRONYMS | {"pac"}
# Acronyms of broadcasters and other organisations ("BBC") name an entity; "TV" and legal forms do not.
_KNOWN_ACRONYMS = lexicon.ORGANISATION - _GENERIC_ACRONYMS
_MIN_MENTIONS = 3
"""Number of mentions that make any other acronym one: ``about`` is .687 on training pages without these, .691 with."""


@dataclass(slots=True)
class Bodies:
    """The organisations of a page, and what it calls them besides their names."""

    view: View
    entities: Entities
    salience: Salience
    antecedents: Antecedents | None = None
    _by_form: dict[str, Cluster] = field(default_factory=dict)
    _forms_by_word: defaultdict[str, list[str]] = field(default_factory=lambda: defaultdict(list))
    """The names with each word, folded."""

    def __post_init__(self) -> None:
        for cluster in reversed(self.entities.clusters):
            if cluster.sort == "organisation":
                self._by_form.update(dict.fromkeys(cluster.forms, cluster))
                # "The auction house Tarn & Quill" is "the house" below.
                nouns = (body_beside(self.view, self.view.inside(span)) for span in cluster.mentions)
                cluster.words.update(filter(None, nouns))
        for form in self._by_form:
            for word in set(name_words(form)[0]):
                self._forms_by_word[word].append(form)

    def note_group(self, owner: Cluster, index: int) -> None:
        """Note the organisation that a noun at word ``index`` forms with the name of ``owner`` before it."""
        words = self.view.words
        index += index < len(words) and words[index].text in lexicon.POSSESSIVE_MARKS
        if self.view.folded(index) in lexicon.GROUPS and follows(self.view, index):
            self.form_group(owner, words[index].folded, (words[index].start, words[index].end))

    def form_group(self, owner: Cluster, noun: str, span: Span) -> Cluster:
        """The organisation, new or known, that the name of ``owner`` forms with ``noun`` at ``span``: "the Tarn
        campaign"."""
        last = owner.name.split()[-1 - bool(parse(owner.name).suffix)] if owner.sort == "person" else owner.name
        # "The Tarn camp" is the Tarn campaign, where the page has one.
        campaign = f"{last} campaign"
        name = campaign if noun in {"camp", "team"} and campaign in self._by_form else f"{last} {noun}"
        if name not in self._by_form:
            self._by_form[name] = self.entities.new_cluster("organisation")
            self._by_form[name].add_form(name, plain=False)
        self.salience.note_mention(self._by_form[name], span)
        return self._by_form[name]

    def find_described(self, words: Set[str]) -> Cluster | None:
        """The organisation with all of ``words``, folded, in its name: "Elmouth’s harbour authority" for the "Harbour
        Authority of Elmouth". Null for a single word."""
        forms = min((self._forms_by_word.get(word, []) for word in words), key=len, default=[])
        matching = dict.fromkeys(self._by_form[form] for form in forms if words <= set(name_words(form)[0]))
        return next(iter(matching)) if len(matching) == 1 and len(words) > 1 else None

    def find_called(self, head: str) -> Cluster | None:
        """The organisation last mentioned that has ``head`` in its name, or else a name of this kind."""
        recent = self.salience.organisations
        of_kind = (c for c in recent.all() if not c.last_words.isdisjoint(_LAST_WORDS.get(head, ())))
        return recent.latest(c for c in recent.all() if head in c.words) or recent.latest(of_kind)

    def resolve_in_speech(self, head: str, owners: Iterable[Cluster], named: Iterable[Cluster]) -> Cluster | None:
        """The organisation that "the company" or "the court" is in words said for one of ``owners``, "a Tarn Air
        spokesman", which have ``named`` others so far: that of the speaker, or else the last with this noun. A rival
        of the last speaks of another "party"."""
        is_own = head == "club" or (head in _OWN_BODIES and all(cluster.sort == "person" for cluster in named))
        barred = _NO_FIRMS if head in _FIRMS else ()
        bodies = (c for c in owners if c.sort == "organisation" and c.words.isdisjoint(barred))
        own = next((c for c in bodies if is_own or head in c.words), None)
        return own if own or head == "party" else self.find_called(head)

    def find_party(self, member: str) -> Cluster | None:
        """The party that ``member`` speaks for: the Conservative Party, of "a Tory source"."""
        words = {fold(PARTIES[word]) for word in map(fold, member.split()) if word in PARTIES} | {"party"}
        parties = (form for form in self._by_form if words.issuperset(name_words(form)[0]) and len(words) > 1)
        return next((self._by_form[form] for form in parties), None)

    def resolve(self, head: str, anaphor: Span) -> Cluster | None:
        """The organisation that "the magazine", "the committee", "the company" or "it" at ``anaphor`` refers to."""
        recent = self.salience.organisations
        organisation = self.find_called(head)
        # "The magazine" need not have the word in its name: it is an organisation that has been a source, else any.
        if organisation is None and head in lexicon.OUTLET_WORDS:
            outlets = [cluster for cluster in recent.all() if cluster.last_words.isdisjoint(_OTHER_BODIES)]
            sources = (cluster for cluster in outlets if id(cluster) in self.salience.speakers)
            organisation = recent.latest(sources) or recent.latest(iter(outlets))
        # "The government" is one with the word in its name, or none of the page's.
        if organisation is not None or head in lexicon.GROUPS - lexicon.GENERIC_BODIES:
            return organisation
        index = self.view.index(anaphor[0])
        block = self.view.words[index].block
        near = takewhile(lambda c: recent.last[c.number].block >= block - _REACH_OF_COMPANY, recent.all())
        # "The firm" is not the union.
        firms = (c for c in near if head not in _FIRMS or c.words.isdisjoint(_NO_FIRMS))
        ranked = self.salience.rank(list(islice(firms, MAX_ORGANISATIONS)), index, gender=None)
        if head in lexicon.GENERIC_BODIES or self.antecedents is None:
            scored = self.antecedents.rerank(anaphor, ranked) if self.antecedents else ranked
            return scored[0][1] if scored and head in lexicon.GENERIC_BODIES else None
        best = self.antecedents.decide(anaphor, [cluster for _, cluster in ranked], min_probability=_MIN_PROBABILITY)
        return best if ranked and best is ranked[0][1] else None


def has_own_name(cluster: Cluster, speakers: Collection[int]) -> bool:
    """True if ``cluster`` is more than a place, a generic acronym ("TV") or what the model takes for a product or a
    work. ``speakers``: ids of those who speak. "Iceland said": the state and not the place."""
    if id(cluster) in speakers:
        return True
    words = {fold(word) for form in cluster.forms for word in form.split()}
    is_doubtful = fmean(cluster.probabilities or [1.0]) < _MIN_PROBABILITY_OF_NAME and _OF_BODIES.isdisjoint(words)
    if is_doubtful or words <= lexicon.PLACES | lexicon.PEOPLES:
        return False
    if any(not form.replace(".", "").isupper() or fold(form) in _KNOWN_ACRONYMS for form in cluster.forms):
        return True
    # Any other acronym counts if the page repeats it.
    is_generic = any(fold(form) in _GENERIC_ACRONYMS for form in cluster.forms)
    return sum(cluster.forms.values()) >= _MIN_MENTIONS and not is_generic


def add_repeated(view: View, entities: Entities, indices: Iterable[int]) -> None:
    """Add mentions of known organisations where their names recur among the words ``indices``."""
    words = view.words
    covered = set(view.indices(entities.by_span))
    forms: dict[tuple[str, ...], Cluster] = {}
    lengths: defaultdict[str, set[int]] = defaultdict(set)
    """Lengths in words of the forms that begin with each word."""
    for cluster in entities.clusters:
        if cluster.sort == "organisation":
            for span in cluster.mentions:
                form = tuple(words[index].text for index in view.inside(span))
                forms[form] = cluster
                lengths[form[0]].add(len(form))
    for index in indices:
        if words[index].text not in lengths or not words[index].capital or index in covered:
            continue
        for length in sorted(lengths[words[index].text], reverse=True):
            run = words[index : index + length]
            cluster_of_form = forms.get(tuple(word.text for word in run))
            if cluster_of_form:
                span = run[0].start, run[-1].end
                entities.by_span[span] = cluster_of_form
                insort(cluster_of_form.mentions, span)
                break
