"""feeds.toml: read, and what is wrong with one told."""

from __future__ import annotations

from pathlib import Path

import pytest

from onrecord.errors import UsageError
from onrecord.watch.config import Feed, Search, Watch, load
from tests.watch.conftest import write

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
        feeds=(Feed("https://bell.example/feed.xml", 90), Feed("https://quay.example/sitemap.xml", 3600)),
        searches=(
            Search("ferries", by="Nell Brannigan", words='ferry OR "the boat"', webhook="https://hooks.example/a"),
            Search("board", about="harbour board", webhook="https://hooks.example/b"),
        ),
    )


def test_a_feed_is_asked_every_quarter_of_an_hour(tmp_path: Path) -> None:
    assert load(write(tmp_path / "feeds.toml", FEED)).feeds[0].every == 900


@pytest.mark.parametrize(
    ("text", "problem"),
    [
        ("", "it names no feed"),
        ("[[feed", "this is no TOML"),
        ('feed = "https://bell.example/"', "feed is 'https://bell.example/'. Write each feed under a line"),
        ("[[feed]]\n", "feed 1 has no url"),
        ('[[feed]]\nurl = "bell"\n', "url of feed 1 is 'bell'. Give an address on the web"),
        ("[[feed]]\nurl = 7\n", "url of feed 1 is 7"),
        (FEED + 'evry = "1h"\n', "feed 1 has 'evry', which means nothing. Expected: every, url."),
        (FEED + 'every = "30s"\n', "every of feed 1 is '30s'. Give a minute or more"),
        (FEED + "every = 15\n", "every of feed 1 is 15"),
        (FEED + FEED, "the feed 'https://bell.example/feed.xml' stands there twice"),
        (FEED + '[[search]]\nby = "Kimura"\n', "search 1 has no name"),
        (FEED + '[[search]]\nname = "a"\n', "search 1 looks for nothing"),
        (FEED + '[[search]]\nname = "a"\nby = ""\n', "by of search 1 is ''"),
        (FEED + '[[search]]\nname = "a"\nby = "b"\n' * 2, "the search 'a' stands there twice"),
    ],
)
def test_what_is_wrong_is_told(tmp_path: Path, text: str, problem: str) -> None:
    path = write(tmp_path / "feeds.toml", text)
    with pytest.raises(UsageError) as caught:
        load(path)
    assert str(caught.value).startswith(f"{path}: ")
    assert problem in str(caught.value)


def test_a_missing_file_is_told(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match=r"feeds.toml: it cannot be read .No such file"):
        load(tmp_path / "feeds.toml")
