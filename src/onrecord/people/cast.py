"""Coreference of names: cluster the mentions of a page by the person or organisation that they name.

Full names join a cluster with a compatible name. Single names ("Tarn", "Orla") go to the cluster that fits best by
salience, titles and pronouns. If two clusters fit about equally, the mention is ambiguous and joins neither.
"""

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

MIN_MARGIN = 0.25
"""Minimum lead of the best cluster for a single name over the second. With a smaller lead the mention is ambiguous:
"Tarn", after "Orla Tarn and Una Tarn", is neither of them."""


@dataclass(slots=True)
class Cluster:
    """A person or an organisation of the page, with all its mentions. It grows while the page is read."""

    sort: Sort
    forms: Counter[str] = field(default_factory=Counter)
    """The name as printed, with the number of mentions in that form."""
    plain_forms: set[str] = field(default_factory=set)
    """Forms printed outside headlines, where capitals are evidence of a name."""
    names: set[Name] = field(default_factory=set)
    mentions: list[Span] = field(default_factory=list)
    """Mentions by name, in order."""
    anaphors: list[Span] = field(default_factory=list)
    """Pronouns and descriptions that refer to it."""
    gender: Gender | None = None
    roles: list[Stated] = field(default_factory=list)
    ages: list[Stated] = field(default_factory=list)
    descriptions: list[str] = field(default_factory=list)
    """Definite descriptions that refer to it, as printed."""

    def note_roles_and_ages(self, view: View, span: Span) -> None:
        """Add the roles and ages printed around the name at ``span``."""
        self.roles += roles_at(view, span)
        self.ages += ages_at(view, span)

    @property
    def name(self) -> str:
        """The canonical name: the longest form, in words and then in letters.

        For a person, a full name printed outside headlines takes precedence over a longer one in a headline, where
        other words may be read as part of the name ("Orla Tarn Weds"). This raised PolNeAR speakers from .764 to .769
        (training/LOG.md, 2026-11-25). A form in capitals is used only if there is no other.
        """
        full = {form for form in self.plain_forms if " " in form} if self.sort == "person" else None
        forms = full or self.forms
        best = max(forms, key=lambda form: (not _is_all_capitals(form), len(form.split()), len(form), self.forms[form]))
        return best.title() if _is_all_capitals(best) and len(best.split()) > 1 and self.sort == "person" else best


def _is_all_capitals(form: str) -> bool:
    return form.isupper() and len(form) > 3


@dataclass(slots=True)
class Cast:
    """The entities of the page."""

    clusters: list[Cluster]
    by_span: dict[Span, Cluster]
    """The cluster that each mention and each resolved anaphor belongs to."""
    ambiguous: dict[Span, list[Cluster]]
    """Mentions that fit two clusters about equally, with those clusters."""

    @property
    def persons(self) -> list[Cluster]:
        return [cluster for cluster in self.clusters if cluster.sort == "person"]


def gather(view: View, mentions: Sequence[Mention]) -> Cast:
    """Cluster ``mentions`` by name, and by what the page says about each."""
    cast = Cast([], {}, {})
    parsed = [(mention, parse(mention.text)) for mention in mentions if mention.sort == "person"]
    # Full names first, so that the single names have clusters to choose from, and genders to agree with.
    for mention, name in parsed:
        if name.full:
            _add_to_cluster(view, cast, _find_full_name(cast, name), mention, name)
    for cluster in cast.clusters:
        cluster.gender = _infer_gender(view, cluster)
    for mention, name in parsed:
        if not name.full:
            _add_single_name(view, cast, mention, name)
    for mention in mentions:
        if mention.sort == "organisation":
            _add_organisation(view, cast, mention)
    for cluster in cast.persons:
        cluster.mentions.sort()
        for span in cluster.mentions:
            cluster.note_roles_and_ages(view, span)
    return cast


def _find_full_name(cast: Cast, name: Name) -> Cluster | None:
    """The cluster of a full name: one with exactly this name, else the largest with a compatible one."""
    candidates = [
        c for c in cast.persons if any(cluster_name.full and compatible(cluster_name, name) for cluster_name in c.names)
    ]
    exact = [c for c in candidates if name in c.names]
    return max(exact or candidates, key=lambda c: len(c.mentions), default=None)


def _add_to_cluster(view: View, cast: Cast, cluster: Cluster | None, mention: Mention, name: Name) -> Cluster:
    """Add ``mention`` to ``cluster``, or to a new one."""
    if cluster is None:
        cluster = Cluster(mention.sort)
        cast.clusters.append(cluster)
    _count_form(view, cluster, mention)
    cluster.names.add(name)
    cluster.mentions.append(mention.span)
    cast.by_span[mention.span] = cluster
    return cluster


def _count_form(view: View, cluster: Cluster, mention: Mention) -> None:
    """Count the printed form of ``mention``, and note if it is printed in running text."""
    cluster.forms[mention.text] += 1
    if not view.blocks[view.words[view.index(mention.span[0])].block].headline_style:
        cluster.plain_forms.add(mention.text)


def _infer_gender(view: View, cluster: Cluster) -> Gender | None:
    """The gender that most titles and roles of the cluster imply; if there are none, that of its given names."""
    votes: Counter[Gender] = Counter()
    for span in cluster.mentions:
        if gender := gender_at(view, span):
            votes[gender] += 1
    if votes:
        return votes.most_common(1)[0][0]
    # "Jr." and "Sr." imply a man.
    if any(name.suffix for name in cluster.names):
        return "male"
    known_given_names = given_names()
    genders = [
        name_gender for name in cluster.names if (name_gender := known_given_names.get(name.given.split("-")[0]))
    ]
    return genders[0] if genders and len(set(genders)) == 1 else None


def _add_single_name(view: View, cast: Cast, mention: Mention, name: Name) -> None:
    """Add a mention of a single word to the cluster that it most likely names."""
    word = name.parts[0]
    title = [view.words[index].folded for index in titles_before(view, view.index(mention.span[0]))]
    gender = gender_of_title(title)
    candidates = [c for c in cast.persons if _has_name_part(c, word)]
    # Gender agreement: "Mr. Tarn" is not Orla Tarn, whom the page calls an actress.
    candidates = [c for c in candidates if not (gender and c.gender and gender != c.gender)]
    # Titles go with surnames: "Sen. Tarn" is Orla Tarn rather than Tarn Quill.
    if gender or title:
        candidates = [
            c
            for c in candidates
            if any(word in cluster_name.parts[-1:] or not cluster_name.full for cluster_name in c.names)
        ] or candidates
    scores = sorted(
        ((_score_single_name(view, c, mention, word, title, cast=cast), n) for n, c in enumerate(candidates)),
        reverse=True,
    )
    if len(scores) > 1 and scores[0][0] - scores[1][0] < MIN_MARGIN:
        cast.ambiguous[mention.span] = [candidates[n] for _, n in scores[:2]]
        return
    # A new cluster of a single word takes the gender of its title or, if it is a given name, of that name.
    cluster = _add_to_cluster(view, cast, candidates[scores[0][1]] if scores else None, mention, name)
    cluster.gender = cluster.gender or gender or (None if scores else given_names().get(word))


def _has_name_part(cluster: Cluster, word: str) -> bool:
    """True if ``word`` is a given name, a surname, a nickname or the whole of a name of ``cluster``."""
    for name in cluster.names:
        if word in (name.given, name.surname, name.nickname) or word in name.surname.split():
            return True
        # Middle names, but not their initials.
        if len(name.parts) > 2 and word in name.parts[1:-1] and len(word) > 1:
            return True
        # Short forms: "Bill" for William Tarn.
        if name.full and len(word) > 2 and word != name.given and short_for(word, name.given):
            return True
    return False


def _score_single_name(
    view: View, cluster: Cluster, mention: Mention, word: str, title: Sequence[str], *, cast: Cast
) -> float:
    """Points for ``cluster`` as the bearer of a single name that several clusters share.

    The weights were set by hand. Frequency and recency decide most cases; the later cues decide between two people who
    are equally in focus.
    """
    earlier = [span for span in cluster.mentions if span[0] < mention.span[0]]
    index = view.index(mention.span[0])
    # Frequency, damped, and whether the cluster has been named before: one that is first named further down is an
    # unlikely bearer.
    score = 0.6 * math.log1p(len(cluster.mentions)) + (0.5 if earlier else -1.0)
    # The usual order of the press: the full name first, then the surname.
    full_before = any(len(view.text[slice(*span)].split()) > 1 for span in earlier)
    score += 0.5 * full_before
    if earlier:
        # Recency: in the same paragraph, in the same sentence, and fading with each paragraph between.
        nearest = view.words[view.index(max(earlier)[0])]
        score += 0.6 * (nearest.block == view.words[index].block) + 0.4 * (
            nearest.sentence == view.words[index].sentence
        )
        score += 0.4 / (1 + view.words[index].block - nearest.block)
    # The page is usually about the people in its headline.
    score += 0.4 * any(
        view.blocks[view.words[view.index(span[0])].block].role == "headline" for span in cluster.mentions
    )
    # A given name identifies a person better than a surname that a family shares: "Piet" is Piet Tarn.
    if any(word == name.given and name.full for name in cluster.names):
        score += 0.3
    # The title agrees with a role of the cluster: "Gov. Tarn" is the Tarn of whom the page says "Ohio Gov. Orla Tarn".
    if title:
        role_words = {
            fold(part) for span in cluster.mentions for role in roles_at(view, span) for part in role.text.split()
        }
        score += 1.0 * bool(role_words.intersection(title))
    return score + _score_pronoun_agreement(view, cast, cluster, index)


def _score_pronoun_agreement(view: View, cast: Cast, cluster: Cluster, index: int) -> float:
    """Points for agreement with the next pronoun of the sentence.

    In "On Monday Tarn broke his leg" the name is more likely a man's. The score is 0 if the pronoun may refer to
    another mention in the sentence.
    """
    sentence = view.sentence_of(index)
    begins = view.words[sentence.start].start
    for position in range(index + 1, sentence.stop):
        word = view.words[position]
        if word.quoted == view.words[index].quoted and word.folded in PRONOUN_GENDER:
            rivals = (
                span for span in cast.by_span if begins <= span[0] < word.start and span[0] != view.words[index].start
            )
            if cluster.gender is None or any(rivals):
                return 0.0
            return 0.5 if cluster.gender == PRONOUN_GENDER[word.folded] else -0.5
    return 0.0


def _add_organisation(view: View, cast: Cast, mention: Mention) -> None:
    """Add a mention of an organisation to the largest cluster with a form of the same name, or to a new one."""
    organisations: Iterable[Cluster] = (c for c in cast.clusters if c.sort == "organisation")
    candidates = [c for c in organisations if any(same_body(form, mention.text) for form in c.forms)]
    cluster = max(candidates, key=lambda c: len(c.mentions), default=None)
    if cluster is None:
        cluster = Cluster("organisation")
        cast.clusters.append(cluster)
    _count_form(view, cluster, mention)
    cluster.mentions.append(mention.span)
    cast.by_span[mention.span] = cluster
