"""Gather mentions into those whom they name: one cluster a person or organisation."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from onrecord.people.bodies import same_body
from onrecord.people.lexicon import PRONOUN_GENDER, Gender, fold, given_names
from onrecord.people.mentions import Mention, Sort
from onrecord.people.naming import Name, compatible, gender_of_title, parse, short_for
from onrecord.people.titles import ages_at, gender_at, roles_at, titles_before
from onrecord.people.view import View
from onrecord.types import Span, Stated

CLOSE = 0.25
"""Two candidates for a name whose scores are less apart than this are no answer."""


@dataclass(slots=True)
class Cluster:
    """One person or organisation while the page is being read."""

    sort: Sort
    forms: Counter[str] = field(default_factory=Counter)
    plain_forms: set[str] = field(default_factory=set)
    """Those of the forms that stand outside headlines, where words that are no part of a name have capitals too."""
    names: set[Name] = field(default_factory=set)
    mentions: list[Span] = field(default_factory=list)
    """Names, in order; pronouns and descriptions come later."""
    anaphors: list[Span] = field(default_factory=list)
    """Pronouns and descriptions."""
    gender: Gender | None = None
    roles: list[Stated] = field(default_factory=list)
    ages: list[Stated] = field(default_factory=list)
    descriptions: list[str] = field(default_factory=list)
    """Definite descriptions that stand for it, as printed."""

    def note_roles_and_ages(self, view: View, span: Span) -> None:
        """Take the roles and ages that stand around the name at ``span``."""
        self.roles += roles_at(view, span)
        self.ages += ages_at(view, span)

    @property
    def name(self) -> str:
        """The longest form, by words and then by letters; capitals throughout only where there is no other. A person's
        full name outside headlines goes before a longer one in a headline."""
        full = {form for form in self.plain_forms if " " in form} if self.sort == "person" else None
        forms = full or self.forms
        best = max(forms, key=lambda form: (not _shouts(form), len(form.split()), len(form), self.forms[form]))
        return best.title() if _shouts(best) and len(best.split()) > 1 and self.sort == "person" else best


def _shouts(form: str) -> bool:
    return form.isupper() and len(form) > 3


@dataclass(slots=True)
class Cast:
    """Everybody on the page, who owns which span, and which names could not be told apart."""

    clusters: list[Cluster]
    by_span: dict[Span, Cluster]
    ambiguous: dict[Span, list[Cluster]]

    @property
    def persons(self) -> list[Cluster]:
        return [cluster for cluster in self.clusters if cluster.sort == "person"]


def gather(view: View, mentions: Sequence[Mention]) -> Cast:
    """Put ``mentions`` together by their names and by what the page says of each."""
    cast = Cast([], {}, {})
    parsed = [(mention, parse(mention.text)) for mention in mentions if mention.sort == "person"]
    for mention, name in parsed:
        if name.full:
            _join(view, cast, _full(cast, name), mention, name)
    for cluster in cast.clusters:
        cluster.gender = _gender(view, cluster)
    for mention, name in parsed:
        if not name.full:
            _single(view, cast, mention, name)
    for mention in mentions:
        if mention.sort == "organisation":
            _body(view, cast, mention)
    for cluster in cast.persons:
        cluster.mentions.sort()
        for span in cluster.mentions:
            cluster.note_roles_and_ages(view, span)
    return cast


def _full(cast: Cast, name: Name) -> Cluster | None:
    """The cluster that a full name belongs to: one with the very name, else the most frequent that it fits."""
    fits = [c for c in cast.persons if any(known.full and compatible(known, name) for known in c.names)]
    same = [c for c in fits if name in c.names]
    return max(same or fits, key=lambda c: len(c.mentions), default=None)


def _join(view: View, cast: Cast, cluster: Cluster | None, mention: Mention, name: Name) -> Cluster:
    if cluster is None:
        cluster = Cluster(mention.sort)
        cast.clusters.append(cluster)
    _note(view, cluster, mention)
    cluster.names.add(name)
    cluster.mentions.append(mention.span)
    cast.by_span[mention.span] = cluster
    return cluster


def _note(view: View, cluster: Cluster, mention: Mention) -> None:
    cluster.forms[mention.text] += 1
    if not view.blocks[view.words[view.index(mention.span[0])].block].headline_style:
        cluster.plain_forms.add(mention.text)


def _gender(view: View, cluster: Cluster) -> Gender | None:
    """What titles and roles tell, else what given names do."""
    told: Counter[Gender] = Counter()
    for span in cluster.mentions:
        if gender := gender_at(view, span):
            told[gender] += 1
    if told:
        return told.most_common(1)[0][0]
    if any(name.suffix for name in cluster.names):
        return "male"
    known = given_names()
    named = [of for name in cluster.names if (of := known.get(name.given.split("-")[0]))]
    return named[0] if named and len(set(named)) == 1 else None


def _single(view: View, cast: Cast, mention: Mention, name: Name) -> None:
    word = name.parts[0]
    title = [view.words[number].folded for number in titles_before(view, view.index(mention.span[0]))]
    gender = gender_of_title(title)
    fits = [c for c in cast.persons if _has(c, word)]
    fits = [c for c in fits if not (gender and c.gender and gender != c.gender)]
    if gender or title:
        fits = [c for c in fits if any(word in known.parts[-1:] or not known.full for known in c.names)] or fits
    scores = sorted(((_claim(view, c, mention, word, title, cast=cast), n) for n, c in enumerate(fits)), reverse=True)
    if len(scores) > 1 and scores[0][0] - scores[1][0] < CLOSE:
        cast.ambiguous[mention.span] = [fits[n] for _, n in scores[:2]]
        return
    cluster = _join(view, cast, fits[scores[0][1]] if scores else None, mention, name)
    cluster.gender = cluster.gender or gender or (None if scores else given_names().get(word))


def _has(cluster: Cluster, word: str) -> bool:
    """Whether ``word`` is a given name, a surname or the whole of a name of ``cluster``."""
    for name in cluster.names:
        if word in (name.given, name.surname, name.nickname) or word in name.surname.split():
            return True
        if len(name.parts) > 2 and word in name.parts[1:-1] and len(word) > 1:
            return True
        if name.full and len(word) > 2 and word != name.given and short_for(word, name.given):
            return True
    return False


def _claim(view: View, cluster: Cluster, mention: Mention, word: str, title: Sequence[str], *, cast: Cast) -> float:
    """How well ``cluster`` fits a name of one word that several clusters have."""
    before = [span for span in cluster.mentions if span[0] < mention.span[0]]
    at = view.index(mention.span[0])
    score = 0.6 * math.log1p(len(cluster.mentions)) + (0.5 if before else -1.0)
    full_before = any(len(view.text[slice(*span)].split()) > 1 for span in before)
    score += 0.5 * full_before
    if before:
        nearest = view.words[view.index(max(before)[0])]
        score += 0.6 * (nearest.block == view.words[at].block) + 0.4 * (nearest.sentence == view.words[at].sentence)
        score += 0.4 / (1 + view.words[at].block - nearest.block)
    score += 0.4 * any(
        view.blocks[view.words[view.index(span[0])].block].role == "headline" for span in cluster.mentions
    )
    if any(word == name.given and name.full for name in cluster.names):
        score += 0.3
    if title:
        held = {fold(part) for span in cluster.mentions for role in roles_at(view, span) for part in role.text.split()}
        score += 1.0 * bool(held.intersection(title))
    return score + _agreement(view, cast, cluster, at)


def _agreement(view: View, cast: Cast, cluster: Cluster, at: int) -> float:
    """Whether the pronoun that comes next in the sentence has the gender of ``cluster``, where nobody else is named
    whom it may stand for."""
    sentence = view.sentence_of(at)
    begins = view.words[sentence.start].start
    for number in range(at + 1, sentence.stop):
        word = view.words[number]
        if word.quoted == view.words[at].quoted and word.folded in PRONOUN_GENDER:
            others = (
                span for span in cast.by_span if begins <= span[0] < word.start and span[0] != view.words[at].start
            )
            if cluster.gender is None or any(others):
                return 0.0
            return 0.5 if cluster.gender == PRONOUN_GENDER[word.folded] else -0.5
    return 0.0


def _body(view: View, cast: Cast, mention: Mention) -> None:
    others: Iterable[Cluster] = (c for c in cast.clusters if c.sort == "organisation")
    fits = [c for c in others if any(same_body(form, mention.text) for form in c.forms)]
    cluster = max(fits, key=lambda c: len(c.mentions), default=None)
    if cluster is None:
        cluster = Cluster("organisation")
        cast.clusters.append(cluster)
    _note(view, cluster, mention)
    cluster.mentions.append(mention.span)
    cast.by_span[mention.span] = cluster
