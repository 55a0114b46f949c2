"""Invariants that hold for any page."""

from __future__ import annotations

from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from onrecord.people.find import find_people
from onrecord.types import Span, Statement
from tests.people.making import article_of

PIECES = st.sampled_from(
    [
        *(
            "Orla Tarn",
            "Piet van der Moll",
            "Tarn",
            "Mr. Tarn",
            "she",
            "He",
            "the singer",
            "a source",
            "The Quay Trust",
        ),
        *("said", ", 71,", "“It is late,”", '"', "“", ".", "\n", "’s", "(", "Jr.", "&", "of", "A.", "I", "TARN:", "-"),
        *(
            "her husband",
            "their two sons",
            "married",
            "?",
            "the wife of",
            "who shares",
            "with",
            "and",
            "his",
            "we",
            "kids",
        ),
        *("É", "李", "\u00a0", "\u2028", "Prince", "who", "'", "campaign"),
    ]
)


@st.composite
def pages(draw: st.DrawFn) -> tuple[str, list[Statement]]:
    text = "".join(f"{piece}{draw(st.sampled_from([' ', ' ', '']))}" for piece in draw(st.lists(PIECES, max_size=30)))
    statements = []
    for number in range(draw(st.integers(0, 4)) if text.strip() else 0):
        spans = [tuple(sorted(draw(st.tuples(st.integers(0, len(text)), st.integers(0, len(text)))))) for _ in range(3)]
        content, source, cue = ((a, b) for a, b in spans)
        if content[0] == content[1]:
            continue
        statements.append(
            Statement(
                id=f"s{number}",
                kind="direct",
                act="said",
                place="body",
                content=(content,),
                cue=(cue,) if cue[0] < cue[1] else (),
                source=(source,) if source[0] < source[1] else (),
                speaker_name=None,
                speaker_kind="unknown",
                confidence=0.5,
            )
        )
    return text, sorted(statements, key=lambda statement: statement.content)


@settings(deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(pages())
@example(("Orla Tarn Orla Tarn she Orla Tarn Orla Tarn Orla Tarn ", []))
def test_any_page_has_a_consistent_reading(page: tuple[str, list[Statement]]) -> None:
    text, statements = page
    reading = find_people(article_of(text), statements)
    names = {person.id: person.name for person in reading.people} | {
        organisation.id: organisation.name for organisation in reading.organisations
    }
    assert len(names) == len(reading.people) + len(reading.organisations)
    assert [statement.content for statement in reading.statements] == [statement.content for statement in statements]
    for statement in reading.statements:
        assert statement.speaker is None or names[statement.speaker] == statement.speaker_name
        assert statement.speaker is None or statement.speaker_kind in {"person", "organisation"}
    for person in reading.people:
        assert all(_inside(span, text) for span in person.mentions)
        assert all(text[slice(*age.span)] == age.text for age in person.ages)
        assert person.name not in person.aliases
    for relationship in reading.relationships:
        assert _inside(relationship.evidence, text)
        assert relationship.from_name != relationship.to_name
        assert relationship.count is None or relationship.count > 0


def _inside(span: Span, text: str) -> bool:
    return 0 <= span[0] < span[1] <= len(text)
