"""The stage from Article and Statements to people, organisations, relationships and speakers."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from onrecord.encoder.encode import Encoding
from onrecord.encoder.logistic import probability
from onrecord.people.coreference.about import ReferenceResolver
from onrecord.people.coreference.antecedents import Antecedents
from onrecord.people.coreference.clusters import Cluster, Entities
from onrecord.people.coreference.confidence import claim_group, describe_claims
from onrecord.people.coreference.gather import gather
from onrecord.people.coreference.speaker import Speaker
from onrecord.people.coreference.speakers import SpeakerResolver
from onrecord.people.kinship import Families, find_relationships, with_relatives
from onrecord.people.lexicon import KIN, fold
from onrecord.people.names.mentions import find_mentions
from onrecord.people.view import View
from onrecord.types import Article, Organisation, Person, Relationship, Stated, Statement


@dataclass(frozen=True, slots=True)
class Found:
    """The entities of the page, their relationships, and the statements with their speakers."""

    people: tuple[Person, ...]
    organisations: tuple[Organisation, ...]
    statements: tuple[Statement, ...]
    warnings: tuple[str, ...]
    relationships: tuple[Relationship, ...] = ()
    """In the order of their evidence, including those in related headlines beside the article."""


def find_people(article: Article, statements: Sequence[Statement], *, encoding: Encoding | None = None) -> Found:
    """Find the entities of ``article`` and their relationships, and resolve the speakers of ``statements``.

    Any speakers that ``statements`` already have are ignored. Rules decide together with the model's probabilities in
    ``encoding``, and each statement's confidence becomes the probability that its speaker is right too; without an
    encoding the rules decide alone and the confidence stays as it is.
    """
    view = View(article)
    sources = [span for statement in statements for span in statement.source]
    entities = gather(view, with_relatives(view, find_mentions(view, sources=sources, encoding=encoding)))
    antecedents = Antecedents(encoding) if encoding else None
    resolver = SpeakerResolver(view, entities, statements, antecedents)
    resolved_speakers = resolver.resolve_all()
    ids = _assign_ids(view, entities, resolved_speakers.values())
    person_speakers = {id_: s.cluster for id_, s in resolved_speakers.items() if s.cluster and s.kind == "person"}
    relationships, warnings = find_relationships(view, entities, statements, speakers=person_speakers)
    families = Families(entities.persons, relationships)
    about = ReferenceResolver(resolver.narration, statements, resolved_speakers, families).resolve_all()
    # Couples among the speakers are known once "they" and "the exes" are resolved.
    confidences = {statement.id: statement.confidence for statement in statements}
    if encoding:
        claims = describe_claims(statements, resolved_speakers, entities.clusters)
        weights = encoding.model.settings["claim"]
        for statement in statements:
            score = probability(claims[statement.id], weights[claim_group(statement.kind)])
            confidences[statement.id] = round(score, 3)
    recorded = [cluster for cluster in entities.clusters if id(cluster) in ids]
    return Found(
        people=tuple(_person(c, ids[id(c)]) for c in recorded if c.sort == "person"),
        organisations=tuple(
            Organisation(ids[id(c)], c.name, _aliases(c), c.spans) for c in recorded if c.sort != "person"
        ),
        statements=tuple(
            _with_speaker(s, resolved_speakers[s.id], ids, about=about[s.id], confidence=confidences[s.id])
            for s in statements
        ),
        warnings=(*(antecedents.warnings if antecedents else ()), *resolver.narration.warnings, *warnings),
        relationships=relationships,
    )


def _assign_ids(view: View, entities: Entities, resolved_speakers: Iterable[Speaker]) -> dict[int, str]:
    """Assign ids to the clusters that go into the record, in the order of their first mention: the speakers, and all
    who are named in the article itself and not only in related headlines."""
    speaker_clusters = {id(speaker.cluster) for speaker in resolved_speakers if speaker.cluster}
    entities.clusters.sort(key=lambda cluster: min(cluster.mentions, default=(len(view.text), 0)))
    ids: dict[int, str] = {}
    counts = {"person": 0, "organisation": 0}
    for cluster in entities.clusters:
        roles = {view.block_at(span).role for span in cluster.mentions}
        if id(cluster) in speaker_clusters or roles - {"furniture"}:
            counts[cluster.sort] += 1
            ids[id(cluster)] = f"{cluster.sort[0]}{counts[cluster.sort]}"
    return ids


def _with_speaker(
    statement: Statement, speaker: Speaker, ids: dict[int, str], *, about: Sequence[Cluster], confidence: float
) -> Statement:
    return replace(
        statement,
        speaker=ids[id(speaker.cluster)] if speaker.cluster else None,
        speaker_name=speaker.name,
        speakers=speaker.joint_names,
        speaker_kind=speaker.kind,
        speaker_basis=speaker.basis,
        speaker_evidence=speaker.evidence,
        confidence=confidence,
        about=tuple(cluster.name for cluster in about if id(cluster) in ids),
    )


def _person(cluster: Cluster, id_: str) -> Person:
    return Person(
        id=id_,
        name=cluster.name,
        aliases=_aliases(cluster),
        mentions=cluster.spans,
        roles=_distinct(_stated_roles(cluster)),
        ages=_distinct(cluster.ages),
    )


def _stated_roles(cluster: Cluster) -> list[Stated]:
    """The roles printed next to the name, without nouns for relatives: "his wife, Orla Tarn". A description, "the
    Saltmarsh singer", states one only where it can mean nobody else: on 200 training pages all 32 are right."""
    certain_ends = {description.span[1] for description in cluster.certain_descriptions}
    doubtful_ends = {end for _, end in cluster.anaphors} - certain_ends
    return [
        role for role in cluster.roles if fold(role.text.split()[-1]) not in KIN and role.span[1] not in doubtful_ends
    ]


def _aliases(cluster: Cluster) -> tuple[str, ...]:
    """The other forms of the name, and descriptions with more than a role: "the Saltmarsh actress"."""
    descriptions = (row.text for row in cluster.certain_descriptions if len(row.text.split()) > 2)
    return tuple(form for form in dict.fromkeys([*cluster.forms, *descriptions]) if form != cluster.name)


def _distinct(attributes: Sequence[Stated]) -> tuple[Stated, ...]:
    """``attributes`` without repeats, each kept at its first occurrence."""
    by_text = {fold(attribute.text): attribute for attribute in sorted(attributes, key=lambda s: s.span)[::-1]}
    return tuple(by_text.values())[::-1]
