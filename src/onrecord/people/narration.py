"""Read a page from its first word to its last, keeping in mind who is spoken of, and resolve what stands for whom."""

from __future__ import annotations

import math
from collections.abc import Collection
from dataclasses import dataclass, field

from onrecord.people.antecedents import LEAST_LOG, Antecedents
from onrecord.people.cast import Cast, Cluster
from onrecord.people.descriptions import Description, description_at
from onrecord.people.lexicon import OUTLET_WORDS, PRONOUN_GENDER, Gender, fold
from onrecord.people.naming import parse
from onrecord.people.salience import Salience, share_of_words
from onrecord.people.titles import gender_of_role
from onrecord.people.view import View
from onrecord.types import Span, Spans, Stated

SIGHT = 0.3
"""What the model's log-probability weighs against the rules' score."""
CLOSE = 0.1
"""Two candidates whose scores are less apart than this are no answer."""
CLEAR = SIGHT * -LEAST_LOG + CLOSE
"""A lead of the rules' score that the model's cannot take back."""
LEAST = -0.6
"""Score that the best candidate for a description must have."""


@dataclass(slots=True)
class Narration:
    """What is known at the point of the page that reading has come to."""

    view: View
    cast: Cast
    antecedents: Antecedents | None = None
    """What the model says of them, where there is a model."""
    salience: Salience = field(init=False)
    names: dict[int, Span] = field(default_factory=dict)
    """The mention that each word of a name, by number, belongs to."""
    speakers: set[int] = field(default_factory=set)
    """Ids of those who have spoken so far."""
    undecided: dict[Span, list[Cluster]] = field(default_factory=dict)
    """Pronouns and descriptions that may stand for either of two."""
    warnings: list[str] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.salience = Salience(self.view)
        for span in [*self.cast.by_span, *self.cast.ambiguous]:
            self.names.update(dict.fromkeys(self.view.inside(span), span))

    def mention_starts(self) -> list[int]:
        """Numbers of the words with which a name, a pronoun or a description may begin."""
        words = enumerate(self.view.words)
        return [n for n, word in words if n in self.names or word.folded in PRONOUN_GENDER or word.folded == "the"]

    def resolve_at(self, at: int) -> None:
        """Take note of the name, pronoun or description that begins with word ``at``, if one does."""
        word = self.view.words[at]
        if at in self.names:
            span = self.names[at]
            if word.start == span[0] and (cluster := self.resolve_name(span)):
                self.salience.note_mention(cluster, span)
        elif word.folded in PRONOUN_GENDER and not word.quoted:
            self.resolve_pronoun((word.start, word.end), decide=True)
        elif description := description_at(self.view, at):
            self.resolve_description(description, standing=True)

    def resolve_name(self, span: Span) -> Cluster | None:
        """Whom the name at ``span`` names; where several share it, the one in mind, if one clearly is."""
        if span in self.cast.by_span:
            return self.cast.by_span[span]
        ranked = self.salience.rank(self.cast.ambiguous[span], self.view.index(span[0]), gender=None)
        if len(ranked) > 1 and ranked[0][0] - ranked[1][0] < 6 * CLOSE:
            return None
        cluster = ranked[0][1]
        cluster.mentions.append(span)
        cluster.forms[" ".join(self.view.text[slice(*span)].split())] += 1
        self.cast.by_span[span] = cluster
        cluster.note_roles_and_ages(self.view, span)
        return cluster

    def resolve_pronoun(self, span: Span, *, decide: bool = False, barred: Collection[int] = ()) -> Cluster | None:
        """Whom "she" or "he" at ``span`` stands for. With ``decide`` the likeliest is taken however close."""
        if span in self.cast.by_span:
            return self.cast.by_span[span]
        gender = PRONOUN_GENDER[fold(self.view.text[slice(*span)])]
        ranked = self.rank_antecedents(span, gender=gender, barred=barred, enough=CLEAR)
        if not ranked or (ranked[0][0] < LEAST and decide):
            return None
        if len(ranked) > 1 and ranked[0][0] - ranked[1][0] < CLOSE and not decide:
            self.warn_ambiguous(span, [cluster for _, cluster in ranked[:2]])
            return None
        self._link(ranked[0][1], span)
        return ranked[0][1]

    def resolve_description(
        self, description: Description, *, standing: bool, barred: Collection[int] = ()
    ) -> Cluster | None:
        """Whom a description stands for: one of its role, or, with ``standing`` (a role by which the press calls the
        one it writes of), the likeliest."""
        if description.span in self.cast.by_span:
            return self.cast.by_span[description.span]
        gender: Gender | None = gender_of_role(description.head)
        scored = []
        for score, cluster in self.rank_antecedents(description.span, gender=gender, barred=barred):
            held = share_of_words(cluster, [description.head])
            more = share_of_words(cluster, description.words)
            if held or standing:
                aged = any(description.head.startswith(f"{age.text}-") for age in cluster.ages)
                scored.append((score + 1.2 * bool(held) + 0.6 * min(more, 2) + 2.0 * aged, cluster))
        scored.sort(key=lambda pair: -pair[0])
        if not scored or scored[0][0] < LEAST:
            return None
        if len(scored) > 1 and scored[0][0] - scored[1][0] < CLOSE:
            self.undecided[description.span] = [cluster for _, cluster in scored[:2]]
            return None
        cluster = scored[0][1]
        self._link(cluster, description.span)
        if standing and not description.head[0].isdigit():
            end = description.span[1]
            last = self.view.words[self.view.index(end) - 1]
            cluster.roles.append(Stated(last.text, (last.start, end)))
        if description.words:
            cluster.descriptions.append(" ".join(self.view.text[slice(*description.span)].split()))
        return cluster

    def resolve_group(self, owner: Cluster | None, word: str) -> Cluster | None:
        """The organisation that ``owner`` gives its name to: "the Tarn campaign"; null owner: the last of its kind."""
        bodies = [cluster for cluster in self.cast.clusters if cluster.sort == "organisation"]
        if owner is None:
            return max((c for c in bodies if c.name.endswith(f" {word}")), key=self._recency, default=None)
        last = owner.name.split()[-1 - bool(parse(owner.name).suffix)] if owner.sort == "person" else owner.name
        name = f"{last} {word}"
        for cluster in bodies:
            if name in cluster.forms:
                return cluster
        cluster = Cluster("organisation")
        cluster.forms[name] += 1
        self.cast.clusters.append(cluster)
        return cluster

    def resolve_body(self, head: str, at: int) -> Cluster | None:
        """The organisation that "the magazine" or "the committee" at word ``at`` stands for."""
        bodies = [c for c in self.cast.clusters if c.sort == "organisation" and id(c) in self.salience.mention_counts]
        called = [c for c in bodies if any(head in form.casefold().split() for form in c.forms)]
        if not called and head in OUTLET_WORDS:
            called = [c for c in bodies if id(c) in self.speakers] or bodies
        if not called and head in {
            "company",
            "firm",
            "group",
            "organization",
            "organisation",
            "agency",
            "brand",
            "label",
        }:
            called = [c for c in bodies if self._recency(c)[1] >= self.view.words[at].block - 1]
        return max(called, key=self._recency, default=None)

    def _recency(self, cluster: Cluster) -> tuple[int, int]:
        seen = [table[id(cluster)] for table in (self.salience.narrated, self.salience.quoted) if id(cluster) in table]
        return max(((one.sentence, one.block) for one in seen), default=(-1, -1))

    def rank_antecedents(
        self,
        anaphor: Span,
        *,
        gender: Gender | None,
        barred: Collection[int],
        salience: Salience | None = None,
        enough: float = math.inf,
    ) -> list[tuple[float, Cluster]]:
        """Whom the pronoun or description at ``anaphor`` may stand for, likeliest first, by who is in mind:
        ``salience``, or else what reading has come to. A lead of ``enough`` is not put to the model."""
        at = self.view.index(anaphor[0])
        ranked = (salience or self.salience).rank(self.cast.persons, at, gender=gender, barred=barred)
        if self.antecedents is None or len(ranked) < 2 or ranked[0][0] - ranked[1][0] > enough:
            return ranked
        seen = self.antecedents.score(anaphor, [cluster for _, cluster in ranked])
        weighed = [(score + SIGHT * log, cluster) for (score, cluster), log in zip(ranked, seen, strict=True)]
        return sorted(weighed, key=lambda pair: -pair[0])

    def _link(self, cluster: Cluster, span: Span) -> None:
        self.cast.by_span[span] = cluster
        cluster.anaphors.append(span)
        self.salience.note_mention(cluster, span)

    def antecedent_of(self, cluster: Cluster, span: Span) -> Spans:
        """The name that ``span`` goes back to: the nearest before it, else the first; for a name the fullest one.
        None where that is ``span`` itself."""
        names = sorted(cluster.mentions)
        if span in cluster.mentions:
            full = [name for name in names if " ".join(self.view.text[slice(*name)].split()) == cluster.name]
            name = span if span in full else next(iter(full), span)
        else:
            before = [name for name in names if name < span]
            name = next(iter([*before[-1:], *names]), span)
        return () if name == span else (name,)

    def warn_ambiguous(self, span: Span, clusters: list[Cluster]) -> None:
        """Say that the words at ``span`` may be those of either of ``clusters``."""
        self.undecided[span] = clusters
        names = " or ".join(cluster.name for cluster in sorted(clusters, key=lambda cluster: cluster.mentions[0]))
        printed = self.view.text[slice(*span)]
        self.warnings.append(f"“{printed}” at {span[0]} may be {names}: its words are given no speaker.")
