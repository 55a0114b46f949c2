"""Python examples in the documents run as they stand, one document after another from top to bottom."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import pytest

from docs import generate

EXAMPLE = re.compile(r"^```python\n(.*?)^```$", re.DOTALL | re.MULTILINE)
INNER_MODULE = re.compile(r"(?:from|import) onrecord\.\w+")


def examples(path: Path) -> list[str]:
    return EXAMPLE.findall(path.read_text(encoding="utf-8"))


DOCUMENTS = [path for path in generate.documents() if examples(path)]


@pytest.mark.parametrize("path", DOCUMENTS, ids=lambda path: path.name)
def test_examples_run(path: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "samples").symlink_to(generate.ROOT / "samples")
    monkeypatch.chdir(tmp_path)
    names: dict[str, Any] = {}
    for example in examples(path):
        exec(compile(example, str(path), "exec"), names)


@pytest.mark.parametrize("path", DOCUMENTS, ids=lambda path: path.name)
def test_examples_use_public_names_alone(path: Path) -> None:
    assert [line for example in examples(path) for line in example.splitlines() if INNER_MODULE.match(line)] == []
