"""Benchmarks of archives, on a few pages."""

from __future__ import annotations

import re
import shutil
import sys
from pathlib import Path

import pytest

from bench import archive
from onrecord import Page, Settings
from onrecord.pages import open_pages


def test_the_archive_has_as_many_different_pages_as_asked_for(tmp_path: Path) -> None:
    path = archive.write_archive(tmp_path / "crawl.warc.gz", pages=20, first=3)
    pages = [page for page in open_pages(str(path), settings=Settings()) if isinstance(page, Page)]
    assert len({page.sha256 for page in pages}) == 20
    assert pages[0].url == "https://press.example/3"


def test_processes_below_a_command_count() -> None:
    busy = "sum(range(10**7))"
    child = f"import subprocess, sys; subprocess.run([sys.executable, '-c', {busy!r}]); {busy}"
    usage = archive.run_and_sample([sys.executable, "-c", child])
    assert usage.seconds > 0
    assert usage.memory > 1_000_000
    with pytest.raises(RuntimeError, match="failed with exit code 3"):
        archive.run_and_sample([sys.executable, "-c", "raise SystemExit(3)"])


def test_loading_and_memory(empty_record: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert archive.main(["loading", "--pages", "12"]) == 0
    assert re.match(r"12 pages with \d+ statements into a record of 0: \d+ pages a second", capsys.readouterr().out)
    record = shutil.copy(empty_record, tmp_path)
    assert archive.main(["loading", "--pages", "5", "--record", str(record)]) == 0
    assert archive.main(["memory", "--pages", "40"]) == 0
    assert "40 pages: " in capsys.readouterr().out


def test_queries(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    monkeypatch.setattr(archive, "_PAGES_A_SHARD", 20)
    monkeypatch.chdir(tmp_path)
    assert archive.main(["queries", "--pages", "60"]) == 0
    lines = capsys.readouterr().out.splitlines()
    assert lines[0].startswith("60 pages in ")
    assert len(lines) == 4
    assert all(re.match(r"\d+\.\d\d s here, ", line) for line in lines[1:])
