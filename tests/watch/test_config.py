"""feeds.toml: parsing and errors."""

from __future__ import annotations

from pathlib import Path

import pytest

from onrecord.errors import UsageError
from onrecord.search.query import Query
from onrecord.watch.config import Feed, Watch, load
from tests.watch.conftest import saved, write

pytestmark = pytest.mark.both_databases

WHOLE = """
every = "1h"
webhook = "https://hooks.example/a"

[[feed]]
url = "https://bell.example/feed.xml"
every = "90s"

[[feed]]
url = "https://quay.example/sitemap.xml"

[[search]]
name = "ferries"
by = "Nell Brannigan"
words = 'ferry OR "the boat"'

[[search]]
name = "board"
about = "harbour board"
webhook = "https://hooks.example/b"
"""
FEED = '[[feed]]\nurl = "https://bell.example/feed.xml"\n'


def test_a_whole_file(tmp_path: Path) -> None:
    assert load(write(tmp_path / "feeds.toml", WHOLE)) == Watch(
        feeds=(Feed("https://bell.example/feed.xml", 90, 3600), Feed("https://quay.example/sitemap.xml", 3600, 3600)),
        searches=(
            saved("ferries", by="Nell Brannigan", words='ferry OR "the boat"', webhook="https://hooks.example/a"),
            saved("board", about="harbour board", webhook="https://hooks.example/b"),
        ),
    )


def test_a_search_takes_every_filter(tmp_path: Path) -> None:
    text = """[[search]]
name = "all"
words = ["ferry", "engine"]
by = ["Nell Brannigan", "a friend of the couple"]
about = "Okafor"
told = "The Gull"
outlet = ["The Gull", "The Lantern"]
kind = ["direct", "mixed"]
place = "body"
since = 2016
until = 2025-06-30
said = true
"""
    (search,) = load(write(tmp_path / "feeds.toml", FEED + text)).searches
    assert search.query == Query(
        "ferry engine",
        by=("Nell Brannigan", "a friend of the couple"),
        about=("Okafor",),
        told=("The Gull",),
        outlet=("The Gull", "The Lantern"),
        kind=("direct", "mixed"),
        place=("body",),
        since="2016",
        until="2025-06-30",
        said=True,
    )
    assert Query.from_mapping(search.query.to_mapping()) == search.query


def test_a_feed_is_polled_every_quarter_of_an_hour(tmp_path: Path) -> None:
    assert load(write(tmp_path / "feeds.toml", FEED)).feeds[0].every == 900
    assert load(write(tmp_path / "feeds.toml", f"\ufeff{FEED}")).feeds[0].every == 900


@pytest.mark.parametrize(
    ("text", "problem"),
    [
        ("", "it names no feed"),
        ("[[feed", "this is not TOML"),
        ("every = " + "[" * 4_900, "this is not TOML"),
        ('feed = "https://bell.example/"', "feed is 'https://bell.example/'. Write each feed under a line"),
        ("[[feed]]\n", "feed 1 has no url"),
        ('[[feed]]\nurl = "bell"\n', "url of feed 1 is 'bell'. Give an address on the web"),
        ("[[feed]]\nurl = 7\n", "url of feed 1 is 7"),
        (FEED + 'evry = "1h"\n', "feed 1 has 'evry', which is not a known key. Expected: every, revisit, url."),
        (FEED + 'every = "30s"\n', "every of feed 1 is '30s'. Give a minute or more"),
        (FEED + "every = 15\n", "every of feed 1 is 15"),
        (FEED + 'every = "999999d"\n', "every of feed 1 is '999999d'"),
        (FEED + f'every = "{"9" * 4_900}d"\n', "every of feed 1 is '9"),
        (f"every = {'9' * 4_900}\n", "this is not TOML"),
        (f"{'a.' * 100_000}a = 1\n", "line 1 has more than 5,000 characters"),
        (FEED + FEED, "the feed 'https://bell.example/feed.xml' occurs twice"),
        (FEED + '[[search]]\nby = "Kimura"\n', "search 1 has no name"),
        (FEED + '[[search]]\nname = "a"\n', "search 1 ('a') has no filter. Give one or more of words, by, about"),
        (
            FEED + '[[search]]\nname = "a"\nby = ""\n',
            "search 1 ('a') has no filter. Give one or more of words, by, about",
        ),
        (FEED + '[[search]]\nname = "a"\nby = [7]\n', "The filter 'by' is [7]. Give a text, or a list of texts"),
        (FEED + '[[search]]\nname = "a"\nwords = \'"open\'\n', "a phrase has no closing quotation mark"),
        (FEED + '[[search]]\nname = "a"\nkind = "shouted"\n', "There is no kind 'shouted'. Choose one of direct"),
        (FEED + '[[search]]\nname = "a"\nsince = "soon"\n', "'soon' is not a date for 'since'"),
        (FEED + '[[search]]\nname = "a"\nsaid = "yes"\n', "The filter 'said' is 'yes'. Give true or false"),
        (FEED + '[[search]]\nname = "a"\nsubject = "b"\n', "search 1 has 'subject', which is not a known key"),
        (FEED + '[[search]]\nname = "a"\nby = "b"\n' * 2, "the search 'a' occurs twice"),
    ],
)
def test_an_invalid_file_is_reported(tmp_path: Path, text: str, problem: str) -> None:
    path = write(tmp_path / "feeds.toml", text)
    with pytest.raises(UsageError) as caught:
        load(path)
    assert str(caught.value).startswith(f"{path}: ")
    assert problem in str(caught.value)


def test_a_missing_file_is_reported(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match=r"feeds.toml: it cannot be read .there is no such file"):
        load(tmp_path / "feeds.toml")
