"""Speakers that the model decides alone because no rule does, and speakers about whom it is not asked."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from types import SimpleNamespace
from typing import cast

import pytest

from onrecord.people.coreference.about import ReferenceResolver
from onrecord.people.coreference.antecedents import Antecedents
from onrecord.people.coreference.clusters import Cluster
from onrecord.people.coreference.gather import gather
from onrecord.people.coreference.salience import Points
from onrecord.people.coreference.speakers import SpeakerResolver
from onrecord.people.kinship import Families
from onrecord.people.names.mentions import find_mentions
from onrecord.people.view import View
from onrecord.types import Span
from tests.people.making import Said, article_of, statements_of


@dataclass(frozen=True)
class Preference:
    """Antecedent scores that give every anaphor to the entity ``name``, with this probability."""

    name: str
    log_probability: float = -0.05

    def reach(self, anaphor: Span) -> int:
        return 400

    def is_exhausted(self) -> bool:
        return False

    def score(self, anaphor: Span, clusters: Sequence[Cluster]) -> list[float]:
        return [self.log_probability if cluster.name == self.name else -4.0 for cluster in clusters]

    def rerank(self, anaphor: Span, ranked: Sequence[Points], scored: Sequence[Points]) -> Sequence[Points]:
        return scored

    encoding = SimpleNamespace(words=SimpleNamespace(covers=lambda offset: True))
    decide = Antecedents.decide


def speaker_of(text: str, said: Said, preference: Preference) -> str | None:
    """The name of the speaker of the only statement on a page of ``text``."""
    view, statements = View(article_of(text)), statements_of(text, [said])
    entities = gather(view, find_mentions(view, sources=statements[0].source))
    resolver = SpeakerResolver(view, entities, statements, cast("Antecedents", preference))
    return resolver.resolve_all()[statements[0].id].name


PEOPLE = "Orla Tarn met Martin Quill Jr. and Una Tarn. The Quay Trust paid.\n"
LATE = "“It is late,”"

CASES = [
    ("a description of an organisation", "the ministry", Preference("Quay Trust"), "Quay Trust"),
    ("a description of a person", "the pilot’s sister", Preference("Una Tarn"), "Una Tarn"),
    ("a body that need not have the word in its name", "the airline", Preference("Quay Trust", -0.6), "Quay Trust"),
    ("any government", "the government", Preference("Quay Trust", -0.6), "the government"),
    ("a name that is no mention", "Wex Quay Rescue", Preference("Quay Trust"), "Wex Quay Rescue"),
    ("not probable enough", "the ministry", Preference("Quay Trust", log_probability=-0.8), "the ministry"),
    ("a ministry is no person", "the ministry", Preference("Orla Tarn"), "the ministry"),
    ("a sister is no man", "the pilot’s sister", Preference("Martin Quill Jr."), "the pilot’s sister"),
    ("the press withholds the name", "a source", Preference("Orla Tarn"), "a source"),
    ("an indefinite description", "a leader of the council", Preference("Una Tarn"), "a leader of the council"),
    ("a plural", "the unions", Preference("Quay Trust"), "the unions"),
    ("an ambiguous name is one of the two", "Tarn", Preference("Martin Quill Jr."), None),
    ("the family of somebody", "the family of Orla Tarn", Preference("Orla Tarn"), "the family of Orla Tarn"),
    ("an envoy", "the ambassador to Britain Una Tarn", Preference("Una Tarn"), "Una Tarn"),
    ("her son", "her son", Preference("Una Tarn"), "her son"),
    ("his father", "his father", Preference("Martin Quill Jr."), "his father"),
    ("his wife", "his wife", Preference("Una Tarn"), "Una Tarn"),
    ("a leadership is no person", "the leadership of the union", Preference("Una Tarn"), "the leadership of the union"),
    ("I of a column", "I", Preference("Orla Tarn"), None),
]


@pytest.mark.parametrize(
    ("source", "preference", "speaker"), [case[1:] for case in CASES], ids=[case[0] for case in CASES]
)
def test_sources_that_no_rule_resolves(source: str, preference: Preference, speaker: str | None) -> None:
    assert speaker_of(f"{PEOPLE}{LATE} {source} said.", (LATE, source, "said"), preference) == speaker


@pytest.mark.parametrize(
    ("after", "speaker"),
    [
        ("Ivo Moll said why.", "Ivo Moll"),
        ("Ivo Moll, 34, wept.", "the tax commissioner"),
        ("“It is cold,” said Ivo Moll.", "the tax commissioner"),
        ("Pilot Ivo Moll wept.", "the tax commissioner"),
    ],
)
def test_a_description_before_the_name(after: str, speaker: str) -> None:
    text = f"Again the tax commissioner said {LATE}\n{after}"
    assert speaker_of(text, (LATE, "the tax commissioner", "said"), Preference("Ivo Moll")) == speaker


def test_a_name_that_opens_its_sentence_is_no_description() -> None:
    text = f"{PEOPLE}It was up to National. National said {LATE}"
    assert speaker_of(text, (LATE, "National", "said"), Preference("Orla Tarn")) != "Orla Tarn"


@pytest.mark.parametrize(("log_probability", "speaker"), [(-0.4, "Orla Tarn"), (-0.6, None)])
def test_quotations_without_a_source(log_probability: float, speaker: str | None) -> None:
    preference = Preference("Orla Tarn", log_probability=log_probability)
    assert speaker_of(f"{PEOPLE}{LATE}", (LATE, "", ""), preference) == speaker


@pytest.mark.parametrize(("before", "speaker"), [("She rowed.", "Orla Tarn"), ("He rowed.", None)])
def test_a_quotation_is_not_of_somebody_whom_the_paragraph_before_cannot_mean(before: str, speaker: str | None) -> None:
    assert speaker_of(f"{PEOPLE}{before}\n{LATE}", (LATE, "", ""), Preference("Orla Tarn")) == speaker


@pytest.mark.parametrize(("log_probability", "about"), [(-0.4, ["Orla Tarn"]), (-0.8, [])])
def test_descriptions_inside_a_quotation(log_probability: float, about: list[str]) -> None:
    words = "“The actress is late,”"
    view = View(article_of(f"{PEOPLE}{words} Karl Moll said."))
    statements = statements_of(view.text, [(words, "Karl Moll", "said")])
    entities = gather(view, find_mentions(view, sources=statements[0].source))
    preference = cast("Antecedents", Preference("Orla Tarn", log_probability=log_probability))
    resolver = SpeakerResolver(view, entities, statements, preference)
    speakers = resolver.resolve_all()
    (clusters,) = ReferenceResolver(resolver.narration, statements, speakers, Families([], [])).resolve_all().values()
    assert [cluster.name for cluster in clusters] == about
