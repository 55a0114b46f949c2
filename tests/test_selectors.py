"""Text quote selectors, and links that scroll to words, as browsers interpret them."""

from __future__ import annotations

from urllib.parse import unquote

import pytest

from onrecord.selectors import encoded, find_quote, link, quote_words

URL = "https://bell.example/ferry"
LONG = "we have mended the engine and the hull and the rudder and there is nothing left on the whole of that boat that "
LONG += "would keep anybody from crossing to Elmouth before the gales come back in the autumn, I promise you all"


@pytest.mark.parametrize(
    ("text", "words", "fragment"),
    [
        ('He said "it runs well," then left.', '"it runs well,"', "it%20runs%20well"),
        ("A well-known, old & slow boat", "well-known, old & slow", "well%2Dknown%2C%20old%20%26%20slow"),
        ("Größe und Ebbe", "Größe", "Gr%C3%B6%C3%9Fe"),
        (
            f"Ada: “{LONG}.” More.",
            f"“{LONG}.”",
            "we%20have%20mended%20the%20engine,autumn%2C%20I%20promise%20you%20all",
        ),
        ("First line here\nsecond line there.", "line here\nsecond line", "line%20here,second%20line"),
        ("It runs. We know. It runs.", "It runs", "It%20runs,-We"),
        ("Now it runs. But it runs. End", "it runs. End", "it%20runs.%20End"),
        ("It ran, she said.\nIt ran, he said.", "It ran", "It%20ran,-she"),
        ("“No!”", "“No!”", "No"),
    ],
)
def test_a_link_scrolls_to_the_words(text: str, words: str, fragment: str) -> None:
    start = text.index(words)
    assert link(URL, text, ((start, start + len(words)),)) == f"{URL}#:~:text={fragment}"


@pytest.mark.parametrize(
    ("text", "place", "fragment"),
    [
        ("A boat: yes. A train: yes.", 1, "train-,yes"),
        ("yes, he said. Then he said yes, he said. So yes, he said.", 1, "said-,yes,-he"),
        ("Line of yes\nyes\nyes", 1, "yes-,yes,-yes"),
    ],
)
def test_repeated_words_are_told_apart_by_their_context(text: str, place: int, fragment: str) -> None:
    index = -1
    for _ in range(place + 1):
        index = text.index("yes", index + 1)
    result = link(URL, text, ((index, index + 3),))
    assert result == f"{URL}#:~:text={fragment}"
    assert places(text, result.partition("text=")[2]) == [index]


def test_an_address_in_a_link_ends_at_its_end() -> None:
    hostile = 'https://bell.example/a b>"<i>{x}|`^\\\u202e%20ö'
    assert link(hostile, "…", ((0, 1),)) == "https://bell.example/a%20b%3E%22%3Ci%3E%7Bx%7D%7C%60%5E%5C%E2%80%AE%20ö"


def test_parts_are_marked_each() -> None:
    words = "it runs, she said, and well"
    result = link(f"{URL}#top", words, ((0, 7), (19, 27)))
    assert result == f"{URL}#:~:text=it%20runs&text=and%20well"


def test_without_a_word_there_is_nothing_to_scroll_to() -> None:
    assert link(f"{URL}#top", "“…”", ((0, 3),)) == URL


def test_characters_of_a_text_directive_are_encoded() -> None:
    assert encoded("a-b, c&d=e#f%") == "a%2Db%2C%20c%26d%3De%23f%25"


def test_the_same_words_elsewhere_are_told_apart() -> None:
    text = "so it is. " * 40 + "And then it is. " + "so it is. " * 40
    start = text.index("And then it is") + len("And then ")
    result = quote_words(text, (start, start + 5))
    assert (result.exact, text.count(result.prefix + result.exact + result.suffix)) == ("it is", 1)


def test_context_ends_with_the_text() -> None:
    result = quote_words("It runs.", (0, 7))
    assert (result.prefix, result.exact, result.suffix) == ("", "It runs", ".")


def places(text: str, directive: str) -> list[int]:
    """The places that a browser finds for ``directive``: its words with the required prefix and suffix."""
    parts = [unquote(part) for part in directive.split(",")]
    prefix = parts.pop(0)[:-1] if parts[0].endswith("-") else ""
    suffix = parts.pop()[1:] if parts[-1].startswith("-") else ""
    (words,) = parts

    def bare(piece: str) -> str:
        return "".join(char for char in piece if char.isalnum())

    return [
        index
        for index in range(len(text))
        if text.startswith(words, index)
        and bare(text[:index]).endswith(bare(prefix))
        and bare(text[index + len(words) :]).startswith(bare(suffix))
    ]


WORDS = "The ferry runs again. " * 3
BEFORE, AFTER = "On Monday the council met, and the mayor said: ", " Nobody asked the captain what he thought of it."


@pytest.mark.parametrize(
    ("edited", "is_there"),
    [
        (f"{WORDS}{BEFORE}it is mended{AFTER}", True),
        (f"{WORDS}{BEFORE}it is mended. Then rain fell.", True),  # the words after it were edited
        (f"{WORDS}On Tuesday. It is mended, it is mended{AFTER}", True),  # the words before it were edited
        (f"{WORDS}On Tuesday it is mended. Then rain fell.", False),  # both were
        (f"{WORDS}{BEFORE}it is broken{AFTER}", False),
        (f"{BEFORE}it is mended{AFTER}{BEFORE}it is mended{AFTER}", False),  # twice is nowhere
    ],
)
def test_a_quote_is_found_again_by_its_context(edited: str, is_there: bool) -> None:
    text = f"{BEFORE}it is mended{AFTER}"
    start = len(BEFORE)
    quote = quote_words(text, (start, start + len("it is mended")))
    span = find_quote(quote, edited)
    assert (span is not None) == is_there
    assert span is None or edited[slice(*span)] == "it is mended"
