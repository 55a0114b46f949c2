"""The corpora and their scorers: paths, and digests that identify the data the floors were measured on.

The project contains none of their text; ``ONRECORD_DATA`` names their folder.
"""

from __future__ import annotations

import hashlib
import json
import subprocess
import sys
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

DATA = "ONRECORD_DATA"
SCORERS = "ONRECORD_SCORERS"
TRUSTED_SETS = ("pages", "celebrity", "outlets")
"""The sets of pages whose quoted statements are measured together."""
_SCRIPTS = ("statement_score.py", "page_score.py")


class NotMeasuredError(Exception):
    """The corpora or their scorers are missing; the message says which and how to provide them."""


@dataclass(frozen=True, slots=True)
class Corpora:
    """The folders of the corpora and scorers."""

    data: Path
    scorers: Path
    seed: Path
    """Folder of the running example, beside the data; it may not exist."""

    def files(self) -> dict[str, list[Path]]:
        """The files behind each set of figures, in a fixed order; none for a set that is missing."""
        sets = {
            "polnear": [self.data / "polnear" / "dev.jsonl"],
            "pages": [self.data / "pages" / "gold.jsonl", *sorted((self.data / "pages" / "html").glob("*.html"))],
            "celebrity": self._annotated("celebrity/gold.jsonl", "text/{}.txt"),
            "outlets": self._annotated("outlets/dev.jsonl", "html/{}.html"),
            "seed": [self.seed / "gold.jsonl", self.seed / "page.txt"],
        }
        complete_sets = {name: paths if all(path.is_file() for path in paths) else [] for name, paths in sets.items()}
        together = [complete_sets[name] for name in TRUSTED_SETS]
        return {**complete_sets, "trust": [path for paths in together for path in paths] if all(together) else []}

    def score(self, script: str, *, gold: Path, predicted: Path) -> dict[str, dict[str, float]]:
        """Run ``script`` on ``predicted``; return p, r and f1 of each figure.

        Raises ``subprocess.CalledProcessError`` if the scorer fails; its message goes to standard error.
        """
        command = [sys.executable, str(self.scorers / script), str(gold), str(predicted), "--json"]
        done = subprocess.run(command, stdout=subprocess.PIPE, check=True, encoding="utf-8")
        scored: dict[str, dict[str, float]] = json.loads(done.stdout)
        return scored

    def misses(self, *, gold: Path, records: Path, count: int) -> list[str]:
        """The first ``count`` missed statements as ``page_score.py`` prints them, one a line."""
        command = [sys.executable, str(self.scorers / "page_score.py"), str(gold), str(records), "--misses", str(count)]
        output = subprocess.run(command, stdout=subprocess.PIPE, check=True, encoding="utf-8").stdout
        return [line for line in output.splitlines() if " != " in line][:count]

    def _annotated(self, gold: str, file: str) -> list[Path]:
        """The annotations in ``gold`` and their pages; ``file`` has ``{}`` in place of a page's id."""
        path = self.data / gold
        pages = read_lines(path) if path.is_file() else []
        return [path, *(path.parent / file.format(page["id"]) for page in pages)]


def find(environment: Mapping[str, str]) -> Corpora:
    """The corpora that ``environment`` names. Raises ``NotMeasuredError`` if they or their scorers are missing."""
    folder_name = environment.get(DATA)
    if not folder_name:
        raise NotMeasuredError(
            f"{DATA} is not set. Set it to the folder of the corpora, which are not part of the project."
        )
    data = Path(folder_name).expanduser()
    if not data.is_dir():
        raise NotMeasuredError(
            f"{DATA}={folder_name!r}: the folder does not exist. Set it to the folder of the corpora."
        )
    scorers = Path(environment.get(SCORERS) or data.parent / "bench").expanduser()
    for script in _SCRIPTS:
        if not (scorers / script).is_file():
            raise NotMeasuredError(
                f"{scorers / script} is missing. Set {SCORERS} to the folder that holds the scorers."
            )
    return Corpora(data=data, scorers=scorers, seed=data.parent / "seed")


def digest(paths: Iterable[Path]) -> str:
    """SHA-256 over the names and bytes of ``paths``, in hexadecimal; independent of their folder."""
    corpus_hash = hashlib.sha256()
    for path in sorted(paths, key=lambda path: path.name):
        corpus_hash.update(path.name.encode() + b"\0" + hashlib.sha256(path.read_bytes()).digest())
    return corpus_hash.hexdigest()


def read_lines(path: Path) -> list[dict[str, Any]]:
    """The objects of a JSON Lines file."""
    with path.open(encoding="utf-8") as lines:
        return [json.loads(line) for line in lines if line.strip()]


def write_lines(path: Path, rows: Sequence[Mapping[str, Any]]) -> Path:
    """Write ``rows`` as JSON Lines and return ``path``."""
    with path.open("w", encoding="utf-8") as lines:
        lines.writelines(json.dumps(row, ensure_ascii=False) + "\n" for row in rows)
    return path
