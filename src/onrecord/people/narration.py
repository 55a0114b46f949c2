"""The first pass over a page: resolve names, pronouns and descriptions in reading order.

Candidates are ranked by salience and reranked by the model's antecedent scores. The best one is taken if it leads
clearly.
"""

from __future__ import annotations

import math
from collections.abc import Collection
from dataclasses import dataclass, field

from onrecord.people.antecedents import MIN_LOG_PROBABILITY, Antecedents
from onrecord.people.cast import Cast, Cluster
from onrecord.people.descriptions import Description, description_at
from onrecord.people.lexicon import OUTLET_WORDS, PRONOUN_GENDER, Gender, fold
from onrecord.people.naming import parse
from onrecord.people.salience import Salience, count_role_words
from onrecord.people.titles import gender_of_role
from onrecord.people.view import View
from onrecord.types import Span, Spans, Stated

MODEL_WEIGHT = 0.3
"""Weight of the model's log-probability, relative to the salience score. On the development sets weights from 0 to 0.3
score alike and 0.6 costs up to .02. On GAP, for which no rule was written, F1 is .528 at 0, .651 at 0.3 and .646 at 0.5
(training/LOG.md, 2026-11-25)."""
MIN_MARGIN = 0.1
"""Minimum lead of the best candidate over the second. After "With Orla Tarn came Una Quill" the two score alike, and
“she said” has no speaker."""
CLEAR_LEAD = MODEL_WEIGHT * -MIN_LOG_PROBABILITY + MIN_MARGIN
"""A lead in salience that the model cannot overturn, even with its lowest log-probability. With a larger lead the model
is not asked."""
MIN_SCORE = -0.6
"""Minimum score for the antecedent of a description, or of a pronoun that is resolved however close the second
candidate is. A lower score means that nobody suitable has been in focus for several paragraphs: "the actress" is
probably a person whom the page does not name."""


@dataclass(slots=True)
class Narration:
    """The state of the first pass at a point of the page."""

    view: View
    cast: Cast
    antecedents: Antecedents | None = None
    """The model's antecedent scores; null without a model."""
    salience: Salience = field(init=False)
    names: dict[int, Span] = field(default_factory=dict)
    """The mention that each word of a name belongs to, by index of the word."""
    speakers: set[int] = field(default_factory=set)
    """Ids of the clusters that have spoken so far."""
    undecided: dict[Span, list[Cluster]] = field(default_factory=dict)
    """Pronouns and descriptions with two candidates that score alike."""
    warnings: list[str] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.salience = Salience(self.view)
        for span in [*self.cast.by_span, *self.cast.ambiguous]:
            self.names.update(dict.fromkeys(self.view.inside(span), span))

    def mention_starts(self) -> list[int]:
        """Indices of the words that a name, a pronoun or a description may begin with."""
        words = enumerate(self.view.words)
        return [
            index
            for index, word in words
            if index in self.names or word.folded in PRONOUN_GENDER or word.folded == "the"
        ]

    def resolve_at(self, index: int) -> None:
        """Resolve the name, pronoun or description that begins with word ``index``, if one does, and update
        salience."""
        word = self.view.words[index]
        if index in self.names:
            span = self.names[index]
            if word.start == span[0] and (cluster := self.resolve_name(span)):
                self.salience.note_mention(cluster, span)
        elif word.folded in PRONOUN_GENDER and not word.quoted:
            self.resolve_pronoun((word.start, word.end), decide=True)
        elif description := description_at(self.view, index):
            self.resolve_description(description, standing=True)

    def resolve_name(self, span: Span) -> Cluster | None:
        """The cluster of the name at ``span``. An ambiguous name goes to the more salient of its two clusters, if the
        lead is large."""
        if span in self.cast.by_span:
            return self.cast.by_span[span]
        ranked = self.salience.rank(self.cast.ambiguous[span], self.view.index(span[0]), gender=None)
        # Six times the usual margin: a wrong name puts words into the mouth of a real person.
        if len(ranked) > 1 and ranked[0][0] - ranked[1][0] < 6 * MIN_MARGIN:
            return None
        cluster = ranked[0][1]
        cluster.mentions.append(span)
        cluster.forms[" ".join(self.view.text[slice(*span)].split())] += 1
        self.cast.by_span[span] = cluster
        cluster.note_roles_and_ages(self.view, span)
        return cluster

    def resolve_pronoun(self, span: Span, *, decide: bool = False, barred: Collection[int] = ()) -> Cluster | None:
        """The antecedent of the third-person pronoun at ``span``.

        With ``decide`` the best candidate is taken even if the second is close. ``barred`` holds ids of clusters that
        cannot be meant.
        """
        if span in self.cast.by_span:
            return self.cast.by_span[span]
        gender = PRONOUN_GENDER[fold(self.view.text[slice(*span)])]
        ranked = self.rank_antecedents(span, gender=gender, barred=barred, clear_lead=CLEAR_LEAD)
        if not ranked or (ranked[0][0] < MIN_SCORE and decide):
            return None
        if len(ranked) > 1 and ranked[0][0] - ranked[1][0] < MIN_MARGIN and not decide:
            self.warn_ambiguous(span, [cluster for _, cluster in ranked[:2]])
            return None
        self._link(ranked[0][1], span)
        return ranked[0][1]

    def resolve_description(
        self, description: Description, *, standing: bool, barred: Collection[int] = ()
    ) -> Cluster | None:
        """The antecedent of a definite description.

        Candidates have the role that is its head: "the director" is Una Quill, the harbour director. With ``standing``
        (the head is a role that the press uses for people already named, as in "the actress") every salient person is a
        candidate.
        """
        if description.span in self.cast.by_span:
            return self.cast.by_span[description.span]
        gender: Gender | None = gender_of_role(description.head)
        scored = []
        for score, cluster in self.rank_antecedents(description.span, gender=gender, barred=barred):
            has_head = count_role_words(cluster, [description.head])
            modifiers = count_role_words(cluster, description.words)
            if has_head or standing:
                # The head counts most (1.2), further matching words of the role help (0.6 each, at most two), and an
                # age is as good as a name (2): "the 71-year-old".
                has_age = any(description.head.startswith(f"{age.text}-") for age in cluster.ages)
                scored.append((score + 1.2 * bool(has_head) + 0.6 * min(modifiers, 2) + 2.0 * has_age, cluster))
        scored.sort(key=lambda pair: -pair[0])
        if not scored or scored[0][0] < MIN_SCORE:
            return None
        if len(scored) > 1 and scored[0][0] - scored[1][0] < MIN_MARGIN:
            self.undecided[description.span] = [cluster for _, cluster in scored[:2]]
            return None
        cluster = scored[0][1]
        self._link(cluster, description.span)
        # The description states a role: "the Saltmarsh actress" makes Orla Tarn an actress in the record.
        if standing and not description.head[0].isdigit():
            end = description.span[1]
            last = self.view.words[self.view.index(end) - 1]
            cluster.roles.append(Stated(last.text, (last.start, end)))
        if description.words:
            cluster.descriptions.append(" ".join(self.view.text[slice(*description.span)].split()))
        return cluster

    def resolve_group(self, owner: Cluster | None, noun: str) -> Cluster | None:
        """The organisation formed from the name of ``owner`` and ``noun``: "the Tarn campaign".

        It is added to the page's entities if it is new. Without an owner it is the last organisation of the kind.
        """
        organisations = [cluster for cluster in self.cast.clusters if cluster.sort == "organisation"]
        if owner is None:
            return max((c for c in organisations if c.name.endswith(f" {noun}")), key=self._recency, default=None)
        last = owner.name.split()[-1 - bool(parse(owner.name).suffix)] if owner.sort == "person" else owner.name
        name = f"{last} {noun}"
        for cluster in organisations:
            if name in cluster.forms:
                return cluster
        cluster = Cluster("organisation")
        cluster.forms[name] += 1
        self.cast.clusters.append(cluster)
        return cluster

    def resolve_body(self, head: str, index: int) -> Cluster | None:
        """The organisation that "the magazine" or "the committee" at word ``index`` refers to."""
        organisations = [
            c for c in self.cast.clusters if c.sort == "organisation" and id(c) in self.salience.mention_counts
        ]
        candidates = [c for c in organisations if any(head in form.casefold().split() for form in c.forms)]
        # "The magazine" need not have the word in its name: it is an organisation that has been a source, else any.
        if not candidates and head in OUTLET_WORDS:
            candidates = [c for c in organisations if id(c) in self.speakers] or organisations
        if not candidates and head in {
            "company",
            "firm",
            "group",
            "organization",
            "organisation",
            "agency",
            "brand",
            "label",
        }:
            # "The company" refers back one paragraph at most.
            candidates = [c for c in organisations if self._recency(c)[1] >= self.view.words[index].block - 1]
        return max(candidates, key=self._recency, default=None)

    def _recency(self, cluster: Cluster) -> tuple[int, int]:
        """Sentence and block of the last mention of ``cluster``; (-1, -1) if it has none so far."""
        last_mentions = [
            table[id(cluster)] for table in (self.salience.narrated, self.salience.quoted) if id(cluster) in table
        ]
        return max(((last_mention.sentence, last_mention.block) for last_mention in last_mentions), default=(-1, -1))

    def rank_antecedents(
        self,
        anaphor: Span,
        *,
        gender: Gender | None,
        barred: Collection[int],
        salience: Salience | None = None,
        clear_lead: float = math.inf,
    ) -> list[tuple[float, Cluster]]:
        """Candidate antecedents of the pronoun or description at ``anaphor``, best first.

        ``salience`` defaults to that of the first pass. If the lead in salience exceeds ``clear_lead``, the model is
        not asked.
        """
        index = self.view.index(anaphor[0])
        ranked = (salience or self.salience).rank(self.cast.persons, index, gender=gender, barred=barred)
        if self.antecedents is None or len(ranked) < 2 or ranked[0][0] - ranked[1][0] > clear_lead:
            return ranked
        log_probabilities = self.antecedents.score(anaphor, [cluster for _, cluster in ranked])
        reranked = [
            (score + MODEL_WEIGHT * log_probability, cluster)
            for (score, cluster), log_probability in zip(ranked, log_probabilities, strict=True)
        ]
        return sorted(reranked, key=lambda pair: -pair[0])

    def _link(self, cluster: Cluster, span: Span) -> None:
        """Make ``span`` a mention of ``cluster``."""
        self.cast.by_span[span] = cluster
        cluster.anaphors.append(span)
        self.salience.note_mention(cluster, span)

    def antecedent_of(self, cluster: Cluster, span: Span) -> Spans:
        """The name that explains ``span``, as evidence in the record; empty if it is ``span`` itself.

        For a pronoun or description it is the nearest name before it, else the first after it; for a name the fullest
        form.
        """
        names = sorted(cluster.mentions)
        if span in cluster.mentions:
            full = [name for name in names if " ".join(self.view.text[slice(*name)].split()) == cluster.name]
            name = span if span in full else next(iter(full), span)
        else:
            before = [name for name in names if name < span]
            name = next(iter([*before[-1:], *names]), span)
        return () if name == span else (name,)

    def warn_ambiguous(self, span: Span, clusters: list[Cluster]) -> None:
        """Add a warning that the words at ``span`` may refer to any of ``clusters``."""
        self.undecided[span] = clusters
        names = " or ".join(cluster.name for cluster in sorted(clusters, key=lambda cluster: cluster.mentions[0]))
        text = self.view.text[slice(*span)]
        self.warnings.append(f"“{text}” at {span[0]} may be {names}: its words are given no speaker.")
