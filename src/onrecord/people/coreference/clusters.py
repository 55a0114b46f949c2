"""Clusters: the people and organisations of a page, with their mentions."""

from __future__ import annotations

from bisect import insort
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from functools import cached_property

from onrecord.people.lexicon import KIN, Gender, fold, word_keys
from onrecord.people.names.mentions import Sort
from onrecord.people.names.personal_names import Name, is_misspelling
from onrecord.people.names.titles import ages_at, roles_at
from onrecord.people.view import View
from onrecord.types import Span, Stated

# Forms of a name that are compared: "Orla Tarn Quill", "Tarn Quill Moll" and so on are one person with thousands.
_MAX_FORMS = 100
_MIN_PRONOUNS = 2
"""Pronouns of one gender that show the gender of a person."""
# "The governor" is the person whom the page calls "Gov. Orla Tarn".
_SHORT_FORMS: dict[str, str] = word_keys("abbreviated_roles")


@dataclass(slots=True, eq=False)
class Cluster:
    """A person or an organisation of the page, with all its mentions. It grows while the page is read."""

    sort: Sort
    number: int = 0
    """Its place in the order in which the clusters of the page were made."""
    forms: Counter[str] = field(default_factory=Counter)
    """The name as printed, with the number of mentions in that form."""
    words: set[str] = field(default_factory=set)
    """The words of all forms, without case."""
    last_words: set[str] = field(default_factory=set)
    """The last word of each form, folded."""
    first_mentions: dict[str, Span] = field(default_factory=dict)
    """The first mention in each form."""
    names: set[Name] = field(default_factory=set)
    mentions: list[Span] = field(default_factory=list)
    """Mentions by name, in order once all are gathered."""
    anaphors: list[Span] = field(default_factory=list)
    """Pronouns and descriptions that refer to it, in order."""
    probabilities: list[float] = field(default_factory=list)
    """The model's probability at each mention that an organisation is one, and not a place, a product or a work."""
    gender: Gender | None = None
    pronoun_counts: Counter[Gender] = field(default_factory=Counter)
    """Number of third-person pronouns that refer to it, by their gender."""
    last_pronoun_sentence: int = -1
    roles: list[Stated] = field(default_factory=list)
    role_spans: dict[str, list[tuple[int, Span]]] = field(default_factory=dict)
    """For each word of a role, folded, the roles with that word: their index and span."""
    ages: list[Stated] = field(default_factory=list)
    ages_in_years: set[str] = field(default_factory=set)
    certain_descriptions: list[Stated] = field(default_factory=list)
    """Definite descriptions that refer to it, where the page had named nobody else whom they could mean."""
    _longest: str = ""
    _longest_plain: str = ""
    """The longest full name printed outside headlines."""

    def add_form(self, form: str, *, plain: bool) -> None:
        """Count ``form``, a form of the name as printed. ``plain``: in running text, where capitals are evidence."""
        if form not in self.forms:
            self.words.update(form.casefold().split())
            self.last_words.add(fold(form.split()[-1]))
        self.forms[form] += 1
        self._longest = self._longer(self._longest, form)
        if plain and " " in form and self.sort == "person":
            self._longest_plain = self._longer(self._longest_plain, form)

    def _longer(self, first: str, second: str) -> str:
        """The form with more words, letters or mentions, in this order. Capitals throughout come last, and "RenÃ©"."""

        def rank(form: str) -> tuple[bool, int, int, int]:
            return not (_is_all_capitals(form) or "Ã" in form), len(form.split()), len(form), self.forms[form]

        # "Jay" is short for "JAY-Q".
        if _is_all_capitals(first) != _is_all_capitals(second):
            shorter, longer = sorted((first, second), key=len)
            if shorter and fold(longer).startswith(fold(shorter)) and len(longer.split()) == 1:
                return longer
        return second if not first or rank(second) > rank(first) else first

    def add_roles(self, roles: Iterable[Stated]) -> None:
        """Add ``roles`` printed next to a name, or stated by a description."""
        for role in roles:
            for word in {fold(part) for part in role.text.split()}:
                self.role_spans.setdefault(word, []).append((len(self.roles), role.span))
            self.roles.append(role)

    def sort_roles(self) -> None:
        """Sort the roles by their place in the text."""
        roles, self.roles, self.role_spans = self.roles, [], {}
        self.add_roles(sorted(roles, key=lambda role: role.span))

    def note_pronoun(self, gender: Gender, sentence: int) -> None:
        """Count a pronoun in ``sentence``, once for each sentence. Several of one gender only show the gender, if name
        and roles do not: after "Orel Tarn ... his boat ... he" the actress is somebody else."""
        if sentence == self.last_pronoun_sentence:
            return
        self.last_pronoun_sentence = sentence
        self.pronoun_counts[gender] += 1
        if self.gender is None and len(self.pronoun_counts) == 1 and self.pronoun_counts[gender] >= _MIN_PRONOUNS:
            self.gender = gender

    def may_be(self, gender: Gender | None) -> bool:
        """True if the person may be of ``gender``; null stands for either."""
        return gender is None or self.gender is None or self.gender == gender

    def count_role_words(self, words: Sequence[str]) -> int:
        """Number of ``words``, folded, that occur in the roles."""
        return sum(any(form in self.role_spans for form in role_forms(word)) for word in set(words))

    def has_other_role(self, head: str) -> bool:
        """True if the page gives an occupation, but not ``head``: "the welder" is not the lawyer Orla Tarn."""
        occupations = (fold(role.text.split()[-1]) for role in self.roles)
        return not self.count_role_words([head]) and any(word not in KIN for word in occupations)

    def first_role_outside(self, words: Sequence[str], span: Span) -> Span | None:
        """Span of the first role with any of ``words``, folded, that does not begin inside ``span``."""
        roles = (self.role_spans.get(form, ()) for word in words for form in role_forms(word))
        outside = (next((role for role in same if not span[0] <= role[1][0] < span[1]), None) for same in roles)
        return min(filter(None, outside), default=(0, None))[1]

    def note_roles_and_ages(self, view: View, span: Span) -> None:
        """Add the roles and ages printed around the name at ``span``."""
        self.add_roles(roles_at(view, span))
        ages = ages_at(view, span)
        self.ages += ages
        self.ages_in_years.update(age.text for age in ages)

    @property
    def spans(self) -> tuple[Span, ...]:
        """All mentions, by name and otherwise, in order."""
        return tuple(sorted({*self.mentions, *self.anaphors}))

    @property
    def name(self) -> str:
        """The canonical name: the longest form, in words and then in letters, and not in capitals if there is another.
        A person's full name in running text precedes one in a headline, "Orla Tarn Weds" (training/LOG.md,
        2026-11-25)."""
        best = self._usual_spelling(self._longest_plain or self._longest)
        return best.title() if _is_all_capitals(best) and len(best.split()) > 1 and self.sort == "person" else best

    def _usual_spelling(self, name: str) -> str:
        """Of the full names that differ from ``name`` in the spelling of the surname, the one with the usual spelling:
        "Piet Brandvold" for a single "Piet Brandvolds"."""
        if self.sort != "person" or not 1 < len(self.forms) <= _MAX_FORMS:
            return name
        last = name.rpartition(" ")[2]
        spellings = {name: last}
        for form in self.forms:
            surname = form.rpartition(" ")[2]
            if " " in form and is_misspelling(fold(surname), fold(last)):
                spellings[form] = surname
        if len(spellings) == 1:
            return name
        counts = self.forms.items()
        return max(spellings, key=lambda form: sum(n for other, n in counts if other.endswith(spellings[form])))


def role_forms(word: str) -> tuple[str, ...]:
    """The role ``word``, folded, and the word that it abbreviates: "gov" and "governor"."""
    return (word, _SHORT_FORMS[word]) if word in _SHORT_FORMS else (word,)


def _is_all_capitals(form: str) -> bool:
    return form.isupper() and len(form) > 3


@dataclass
class Entities:
    """The entities of the page."""

    clusters: list[Cluster] = field(default_factory=list)
    by_span: dict[Span, Cluster] = field(default_factory=dict)
    """The cluster that each mention and each resolved anaphor belongs to."""
    ambiguous: dict[Span, list[Cluster]] = field(default_factory=dict)
    """Mentions that fit two clusters about equally, with those clusters."""

    @cached_property
    def persons(self) -> list[Cluster]:
        """The people, in the order in which they were made. There are no new ones once all names are gathered."""
        return [cluster for cluster in self.clusters if cluster.sort == "person"]

    def new_cluster(self, sort: Sort) -> Cluster:
        """Add an entity without mentions."""
        cluster = Cluster(sort, len(self.clusters))
        self.clusters.append(cluster)
        return cluster

    def add_mention(self, cluster: Cluster, span: Span, text: str, *, plain: bool) -> None:
        """Make the name ``text`` at ``span`` a mention of ``cluster``. ``plain``: see ``Cluster.add_form``."""
        cluster.add_form(text, plain=plain)
        cluster.first_mentions[text] = min(span, cluster.first_mentions.get(text, span))
        insort(cluster.mentions, span)
        self.by_span[span] = cluster

    def merge(self, first: Span, second: Span) -> None:
        """Make the people mentioned at two spans one, with the name of the one whom the page mentions more often."""
        person, alias = self.by_span.get(first), self.by_span.get(second)
        if not person or not alias or person is alias:
            return
        if len(alias.mentions) > len(person.mentions):
            person, alias = alias, person
        person.forms.update(alias.forms)
        person.words |= alias.words
        person.last_words |= alias.last_words
        person.names |= alias.names
        person.mentions = sorted([*person.mentions, *alias.mentions])
        person.first_mentions |= alias.first_mentions
        person.add_roles(alias.roles)
        person.ages += alias.ages
        person.ages_in_years |= alias.ages_in_years
        person.gender = person.gender or alias.gender
        self.by_span |= dict.fromkeys(alias.mentions, person)
        self.ambiguous = {
            span: list(dict.fromkeys(person if cluster is alias else cluster for cluster in clusters))
            for span, clusters in self.ambiguous.items()
        }
        self.clusters.remove(alias)
