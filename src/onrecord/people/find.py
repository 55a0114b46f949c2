"""The stage from Article and Statements to the people of the page, and who speaks."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from onrecord.encoder import Encoding
from onrecord.encoder.logistic import probability
from onrecord.people.about import About
from onrecord.people.antecedents import Antecedents
from onrecord.people.cast import Cast, Cluster, gather
from onrecord.people.kinship import find_relationships, with_relatives
from onrecord.people.lexicon import KIN, fold
from onrecord.people.mentions import find_mentions
from onrecord.people.speakers import Speakers
from onrecord.people.sureness import describe_speaker
from onrecord.people.view import View
from onrecord.people.voices import Voice
from onrecord.types import Article, Organisation, Person, Relationship, Span, Stated, Statement


@dataclass(frozen=True, slots=True)
class Found:
    """Who everyone on the page is, and the statements with their speakers."""

    people: tuple[Person, ...]
    organisations: tuple[Organisation, ...]
    statements: tuple[Statement, ...]
    warnings: tuple[str, ...]
    relationships: tuple[Relationship, ...] = ()
    """In the order of their evidence. Those of headlines beside the article are among them."""


def find_people(article: Article, statements: Sequence[Statement], *, encoding: Encoding | None = None) -> Found:
    """Who is named on the page, who speaks in ``statements``, whose own speakers are not looked at, and who
    is what to whom.

    Rules decide with what the model sees in ``encoding``, and the confidence of each statement takes in how sure its
    speaker is; without it they decide alone.
    """
    view = View(article)
    sources = [span for statement in statements for span in statement.source]
    cast = gather(view, with_relatives(view, find_mentions(view, sources=sources, encoding=encoding)))
    speakers = Speakers(view, cast, statements, Antecedents(encoding) if encoding else None)
    voices = speakers.work_out()
    about = About(speakers.narration, statements, voices).work_out()
    ids = _ids(view, cast, voices.values())
    persons = {id_: voice.cluster for id_, voice in voices.items() if voice.cluster and voice.cluster.sort == "person"}

    def sure(voice: Voice) -> float:
        return probability(describe_speaker(voice), encoding.model.settings["speaker"]) if encoding else 1.0

    return Found(
        people=tuple(_person(c, ids[id(c)]) for c in cast.clusters if c.sort == "person" and id(c) in ids),
        organisations=tuple(_organisation(c, ids[id(c)]) for c in cast.clusters if c.sort != "person" and id(c) in ids),
        statements=tuple(
            _spoken(statement, voices[statement.id], ids, about=about[statement.id], sure=sure(voices[statement.id]))
            for statement in statements
        ),
        warnings=tuple(speakers.narration.warnings),
        relationships=find_relationships(view, cast, statements, speakers=persons),
    )


def _ids(view: View, cast: Cast, voices: Iterable[Voice]) -> dict[int, str]:
    """Ids for everybody who speaks, or is named in the article proper, in the order of first mention."""
    speaking = {id(voice.cluster) for voice in voices if voice.cluster}
    cast.clusters.sort(key=lambda cluster: min(cluster.mentions, default=(len(view.text), 0)))
    ids: dict[int, str] = {}
    counts = {"person": 0, "organisation": 0}
    for cluster in cast.clusters:
        roles = {view.blocks[view.words[view.index(span[0])].block].role for span in cluster.mentions}
        if id(cluster) in speaking or roles - {"furniture"}:
            counts[cluster.sort] += 1
            ids[id(cluster)] = f"{cluster.sort[0]}{counts[cluster.sort]}"
    return ids


def _spoken(
    statement: Statement, voice: Voice, ids: dict[int, str], *, about: Sequence[Cluster], sure: float
) -> Statement:
    return replace(
        statement,
        speaker=ids[id(voice.cluster)] if voice.cluster else None,
        speaker_name=voice.name,
        speaker_kind=voice.kind,
        speaker_basis=voice.basis,
        speaker_evidence=voice.evidence,
        confidence=round(statement.confidence * sure, 3),
        about=tuple(cluster.name for cluster in about if id(cluster) in ids),
    )


def _person(cluster: Cluster, number: str) -> Person:
    return Person(
        id=number,
        name=cluster.name,
        aliases=_aliases(cluster),
        mentions=_spans(cluster),
        roles=_once([role for role in cluster.roles if fold(role.text.split()[-1]) not in KIN]),
        ages=_once(cluster.ages),
    )


def _organisation(cluster: Cluster, number: str) -> Organisation:
    return Organisation(id=number, name=cluster.name, aliases=_aliases(cluster), mentions=_spans(cluster))


def _aliases(cluster: Cluster) -> tuple[str, ...]:
    return tuple(dict.fromkeys(form for form in [*cluster.forms, *cluster.descriptions] if form != cluster.name))


def _spans(cluster: Cluster) -> tuple[Span, ...]:
    return tuple(sorted({*cluster.mentions, *cluster.anaphors}))


def _once(stated: Sequence[Stated]) -> tuple[Stated, ...]:
    """The first of those that say the same."""
    return tuple({fold(one.text): one for one in sorted(stated, key=lambda s: s.span, reverse=True)}.values())[::-1]
