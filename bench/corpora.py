"""Where the corpora and their scorers are, and proof that they are the ones the floors were set on.

None of their text is kept in the project; ``ONRECORD_DATA`` names the folder that holds them.
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
_SCRIPTS = ("statement_score.py", "page_score.py")


class NotMeasuredError(Exception):
    """There is nothing to measure on; the message says why and how to change that."""


@dataclass(frozen=True, slots=True)
class Corpora:
    """The folders that measuring reads from."""

    data: Path
    scorers: Path
    seed: Path
    """The folder of the running example, beside the data; it may be missing."""

    def files(self) -> dict[str, list[Path]]:
        """The files behind each set of figures, in a fixed order. A set that is not there has none."""
        sets = {
            "polnear": [self.data / "polnear" / "dev.jsonl"],
            "pages": [self.data / "pages" / "gold.jsonl", *sorted((self.data / "pages" / "html").glob("*.html"))],
            "celebrity": [self.data / "celebrity" / "gold.jsonl", *self._celebrity_texts()],
            "seed": [self.seed / "gold.jsonl", self.seed / "page.txt"],
        }
        return {name: paths if all(path.is_file() for path in paths) else [] for name, paths in sets.items()}

    def score(self, script: str, *, gold: Path, predicted: Path) -> dict[str, dict[str, float]]:
        """What ``script`` says of ``predicted``: for each figure its p, r and f1.

        Raises ``subprocess.CalledProcessError`` where the scorer fails; its own words stand on standard error.
        """
        command = [sys.executable, str(self.scorers / script), str(gold), str(predicted), "--json"]
        done = subprocess.run(command, stdout=subprocess.PIPE, check=True, encoding="utf-8")
        scored: dict[str, dict[str, float]] = json.loads(done.stdout)
        return scored

    def misses(self, *, gold: Path, records: Path, count: int) -> list[str]:
        """What ``page_score.py`` shows of the first ``count`` statements that were missed, one a line."""
        command = [sys.executable, str(self.scorers / "page_score.py"), str(gold), str(records), "--misses", str(count)]
        shown = subprocess.run(command, stdout=subprocess.PIPE, check=True, encoding="utf-8").stdout
        return [line for line in shown.splitlines() if " != " in line][:count]

    def _celebrity_texts(self) -> list[Path]:
        gold = self.data / "celebrity" / "gold.jsonl"
        if not gold.is_file():
            return []
        return [self.data / "celebrity" / "text" / f"{page['id']}.txt" for page in read_lines(gold)]


def find(environment: Mapping[str, str]) -> Corpora:
    """The corpora that ``environment`` names. Raises ``NotMeasuredError`` where they or their scorers are missing."""
    named = environment.get(DATA)
    if not named:
        raise NotMeasuredError(
            f"{DATA} is not set: it names the folder of the corpora, which are no part of the project."
        )
    data = Path(named).expanduser()
    if not data.is_dir():
        raise NotMeasuredError(f"{DATA}={named!r}: there is no such folder. Set it to the folder of the corpora.")
    scorers = Path(environment.get(SCORERS) or data.parent / "bench").expanduser()
    for script in _SCRIPTS:
        if not (scorers / script).is_file():
            raise NotMeasuredError(
                f"{scorers / script} is missing. Set {SCORERS} to the folder that holds the scorers."
            )
    return Corpora(data=data, scorers=scorers, seed=data.parent / "seed")


def digest(paths: Iterable[Path]) -> str:
    """SHA-256 over the names and bytes of ``paths``, in hexadecimal; blind to the folder that they lie in."""
    whole = hashlib.sha256()
    for path in sorted(paths, key=lambda path: path.name):
        whole.update(path.name.encode() + b"\0" + hashlib.sha256(path.read_bytes()).digest())
    return whole.hexdigest()


def read_lines(path: Path) -> list[dict[str, Any]]:
    """The objects of a JSON Lines file."""
    with path.open(encoding="utf-8") as lines:
        return [json.loads(line) for line in lines if line.strip()]


def write_lines(path: Path, rows: Sequence[Mapping[str, Any]]) -> Path:
    """Writes ``rows`` as JSON Lines and returns ``path``."""
    with path.open("w", encoding="utf-8") as lines:
        lines.writelines(json.dumps(row, ensure_ascii=False) + "\n" for row in rows)
    return path
