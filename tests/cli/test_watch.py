"""``onrecord watch``, over a server on loopback."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.pages.conftest import Site, site
from tests.watch.conftest import forgetful, publish, write

__all__ = ["forgetful", "site"]

Run = Callable[..., tuple[int, str, str]]


@pytest.fixture
def feeds(site: Site, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A file that names the site's feed and one search."""
    monkeypatch.setenv("ONRECORD_ALLOW_PRIVATE_ADDRESSES", "yes")
    monkeypatch.setenv("ONRECORD_FETCH_PAUSE", "0.001")
    monkeypatch.setenv("ONRECORD_RECORD", str(tmp_path / "record.sqlite"))
    search = '[[search]]\nname = "glad"\nby = "Kimura"\nwords = "glad"\n'
    return write(tmp_path / "feeds.toml", f'[[feed]]\nurl = "{site.url("/feed.xml")}"\n{search}')


def test_matches_are_printed_and_feeds_are_reported(run: Run, site: Site, feeds: Path) -> None:
    publish(site, "ferry")
    code, output, errors = run("watch", feeds, "--once")
    assert code == 0
    assert output.startswith('[glad] Kimura: "It runs again and we are glad of it ferry," — News of the ferry')
    assert "#:~:text=It%20runs%20again" in output
    assert errors == f"{site.url('/feed.xml')}: 1 new page\n"
    code, output, errors = run("watch", feeds, "--once")
    assert (code, output) == (0, "")
    assert errors.startswith(f"{site.url('/feed.xml')}: not due until 20")


def test_matches_are_printed_as_json_lines(run: Run, site: Site, feeds: Path) -> None:
    publish(site, "ferry")
    code, output, _ = run("watch", feeds, "--once", "--format", "jsonl")
    result = json.loads(output)
    assert code == 0
    assert (result["search"], result["speaker"], result["url"]) == ("glad", "Kimura", site.url("/ferry"))


def test_a_failed_feed_is_reported(run: Run, site: Site, feeds: Path) -> None:
    code, output, errors = run("watch", feeds, "--once")
    assert (code, output) == (1, "")
    assert errors.startswith(f"{site.url('/feed.xml')}: the server answers 404. Next attempt after 20")
    code, output, errors = run("watch", feeds, "--once")
    assert (code, output) == (0, "")
    assert errors.startswith(f"{site.url('/feed.xml')}: failing (1 attempt): the server answers 404. Next attempt")


def test_watch_runs_until_it_is_stopped(run: Run, site: Site, feeds: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    publish(site, "ferry")
    waits: list[float] = []

    def stopped(seconds: float) -> None:
        waits.append(seconds)
        raise KeyboardInterrupt

    monkeypatch.setattr("onrecord.cli.watch.time.sleep", stopped)
    code, output, errors = run("watch", feeds)
    assert code == 130
    assert output.startswith("[glad]")
    assert errors.endswith("onrecord: Stopped.\n")
    assert 880 < waits[0] <= 900


def test_a_feeds_file_without_feeds_is_wrong_usage(run: Run, tmp_path: Path) -> None:
    code, output, errors = run("watch", write(tmp_path / "feeds.toml", ""), "--record", tmp_path / "new.sqlite")
    assert (code, output) == (2, "")
    assert "it names no feed" in errors
    assert not (tmp_path / "new.sqlite").exists()
