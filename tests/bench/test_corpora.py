"""Finding the corpora and identifying them by their digests."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from bench.corpora import NotMeasuredError, digest, find, read_lines, write_lines


def lay(root: Path) -> Path:
    """Corpora of our own under ``root``, as far as finding goes; gives the folder of the data."""
    files = {
        "bench/statement_score.py": 'print(\'{"attribution": {"p": 0.5}}\')',
        "bench/page_score.py": "import sys; print('no', *sys.argv[3:], sep='\\n'); print('a1  None != None: words')",
        "data/polnear/dev.jsonl": '{"id": "a1"}\n\n{"id": "a2"}\n',
        "data/pages/gold.jsonl": '{"id": "p1"}\n',
        "data/pages/html/p1.html": "<p>One</p>",
        "data/celebrity/gold.jsonl": '{"id": "c1"}\n',
        "data/celebrity/text/c1.txt": "One",
        "data/celebrity/text/c2.txt": "Not in gold",
        "data/outlets/dev.jsonl": '{"id": "o1"}\n',
        "data/outlets/html/o1.html": "<p>One</p>",
        "seed/gold.jsonl": '{"id": "seed"}\n',
        "seed/page.txt": "One",
    }
    for name, text in files.items():
        path = root / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
    return root / "data"


def test_find(tmp_path: Path) -> None:
    data = lay(tmp_path)
    files = find({"ONRECORD_DATA": str(data)}).files()
    names = {name: [path.name for path in paths] for name, paths in files.items()}
    assert names == {
        "polnear": ["dev.jsonl"],
        "pages": ["gold.jsonl", "p1.html"],
        "celebrity": ["gold.jsonl", "c1.txt"],
        "outlets": ["dev.jsonl", "o1.html"],
        "trust": ["gold.jsonl", "p1.html", "gold.jsonl", "c1.txt", "dev.jsonl", "o1.html"],
        "seed": ["gold.jsonl", "page.txt"],
    }


def test_a_set_with_a_file_missing_has_none(tmp_path: Path) -> None:
    data = lay(tmp_path)
    (data / "celebrity" / "text" / "c1.txt").unlink()
    (data / "polnear" / "dev.jsonl").unlink()
    files = find({"ONRECORD_DATA": str(data)}).files()
    assert [name for name, paths in files.items() if paths] == ["pages", "outlets", "seed"]


@pytest.mark.parametrize(
    ("environment", "message"),
    [
        ({}, "ONRECORD_DATA is not set"),
        ({"ONRECORD_DATA": ""}, "ONRECORD_DATA is not set"),
        ({"ONRECORD_DATA": "{root}/nowhere"}, "ONRECORD_DATA='{root}/nowhere': the folder does not exist"),
        ({"ONRECORD_DATA": "{root}/data", "ONRECORD_SCORERS": "{root}/data"}, "statement_score.py is missing"),
    ],
)
def test_missing_folders_are_reported(tmp_path: Path, environment: dict[str, str], message: str) -> None:
    lay(tmp_path)
    with pytest.raises(NotMeasuredError) as raised:
        find({name: value.format(root=tmp_path) for name, value in environment.items()})
    assert message.format(root=tmp_path) in str(raised.value)


def test_scorers_may_lie_elsewhere(tmp_path: Path) -> None:
    data = lay(tmp_path)
    (tmp_path / "bench").rename(tmp_path / "scorers")
    with pytest.raises(NotMeasuredError):
        find({"ONRECORD_DATA": str(data)})
    result = find({"ONRECORD_DATA": str(data), "ONRECORD_SCORERS": str(tmp_path / "scorers")})
    assert result.scorers == tmp_path / "scorers"


def test_scorers_are_run_as_they_are(tmp_path: Path) -> None:
    corpora = find({"ONRECORD_DATA": str(lay(tmp_path))})
    any_file = tmp_path / "any.jsonl"
    assert corpora.score("statement_score.py", gold=any_file, predicted=any_file) == {"attribution": {"p": 0.5}}
    assert corpora.misses(gold=any_file, records=any_file, count=3) == ["a1  None != None: words"]


def test_digest_tells_files_apart(tmp_path: Path) -> None:
    first_file, two = tmp_path / "one", tmp_path / "two"
    first_file.write_bytes(b"words")
    two.write_bytes(b"other words")
    first = digest([first_file, two])
    assert first == digest([two, first_file])
    assert len(first) == 64
    moved = tmp_path / "elsewhere"
    moved.mkdir()
    (moved / "one").write_bytes(b"words")
    assert digest([moved / "one", two]) == first
    two.write_bytes(b"other word")
    assert digest([first_file, two]) != first
    assert digest([first_file]) != digest([two])


def test_lines_survive_writing(tmp_path: Path) -> None:
    rows = [{"id": "a1", "text": "“Curly” and\u2028odd"}, {"id": "a2", "text": ""}]
    path = write_lines(tmp_path / "rows.jsonl", rows)
    assert read_lines(path) == rows
    assert json.loads(path.read_text(encoding="utf-8").split("\n")[0]) == rows[0]
