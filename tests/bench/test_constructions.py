"""The benchmark of invented constructions: the pages made of them, and the errors counted."""

from __future__ import annotations

from dataclasses import replace

import pytest

from bench import constructions
from bench.constructions import Construction, Group, Said, find_errors, load_groups, make_pages
from bench.edits import text_page
from onrecord import Person, Relationship
from onrecord.reading import Reader

TEXT = '"It is late," said {a}. "We know," said {b}.'
GROUP = Group("late", "Ferry late\n\n{text} It rained.", (Construction(TEXT),), (Said("It is late", "{a}"),))


def test_all_words_of_the_file_are_on_their_pages_and_the_names_are_filled_in() -> None:
    for group in load_groups():
        for page in make_pages(group):
            assert "{" not in page.text + page.construction
            for words in (*(said.words for said in page.said), *page.unsaid):
                assert words in page.text, (group.name, page.construction)


def test_a_page_is_made_for_each_cast_and_quotation() -> None:
    quoted = replace_group(GROUP, '"{q}," said {a}.', Said("{q}", "A"), q=("No", "Yes"))
    pages = list(make_pages(quoted))
    assert len(pages) == 2 * len({page.said[0].speaker for page in pages})
    assert pages[0].text == 'Ferry late\n\n"No," said Tarn. It rained.'
    assert pages[0].said == (Said("No", "Orla Tarn"),)


@pytest.mark.parametrize(
    ("said", "errors"),
    [
        (Said("It is late", "{a}"), []),
        (Said("We know", "{a}"), ["We know: speaker Tarn, read as Varga"]),
        (Said("It rained", "{a}"), ["It rained: speaker Tarn, read as nothing"]),
        (Said("It is late", "{a}", ("B",)), ["It is late: about Peter Varga, read as nothing"]),
        (Said("It is late", "{a}", (), "pilot"), ["It is late: told pilot, read as no name"]),
        (Said("It is late", "{a}", (), "", "2016"), ["It is late: when 2016, read as no name"]),
    ],
)
def test_statements_are_compared_with_what_was_said(reader: Reader, said: Said, errors: list[str]) -> None:
    page = next(make_pages(replace_group(GROUP, TEXT, said)))
    assert find_errors(reader.read(text_page("page", page.text)), page) == errors
    assert page.fact_count == 1 + (said.about is not None) + (said.told is not None) + (said.when is not None)


def test_words_that_nobody_said_and_relationships_are_compared(reader: Reader) -> None:
    construction = Construction(TEXT, unsaid=("We know",), related=(("{b}", "child", "{a}"),))
    page = next(make_pages(Group("", "{text}", (construction,))))
    reading = reader.read(text_page("page", page.text))
    unsaid = "We know: said by nobody, read as said by Varga"
    assert find_errors(reading, page) == [unsaid, "relationships [('Tarn', 'parent', 'Varga')], read as []"]
    child = Relationship("Tarn", "parent", "Varga", None, "asserted", (0, 1), 0.9)
    related = replace(reading, relationships=(child, replace(child, relation="spouse", status="denied")))
    people = tuple(Person(name, name, (), ()) for name in ("Tarn", "Varga"))
    assert find_errors(replace(related, people=people), page) == [unsaid]


def test_the_errors_are_listed(
    reader: Reader, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(Reader, "load", lambda: reader)
    monkeypatch.setattr(constructions, "load_groups", lambda: [replace_group(GROUP, TEXT, Said("We know", "{a}"))])
    assert constructions.main(["--misses"]) == 0
    printed = capsys.readouterr().out
    assert "We know: speaker Tarn, read as Varga" in printed
    assert printed.count("read as") == 4


def replace_group(group: Group, text: str, said: Said, q: tuple[str, ...] = ("",)) -> Group:
    """``group`` with one construction."""
    return Group(group.name, group.frame, (Construction(text, (said,)),), q=q)
