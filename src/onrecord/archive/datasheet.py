"""The datasheet (Gebru et al., "Datasheets for Datasets", 2021) and the citation file of a dataset.

Accuracy and known errors are taken from the card of the model.
"""

from __future__ import annotations

import json
import re
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date
from importlib.resources import files
from typing import Final, Literal

from onrecord.export.tabular import COLUMNS, Row
from onrecord.version import VERSION

_MOST_OUTLETS: Final = 10
_ORIGINS: Final = {
    "record": """\
A record of OnRecord: the latest version of each page, with the corrections of its editors, and people linked across
pages (`person`, `about_persons`). People who are hidden in that record, and pages that were removed from it, are left
out.""",
    "shards": """\
Shards of `onrecord archive read`: each page in the version that was fetched last, as the program read it. People are
not linked across pages, so `person`, `about_persons` and `link` are empty. Nobody has hidden people or removed pages.
To do so, load the shards into a record, and make a dataset of the record.""",
}
_SHEET: Final = """\
# {title}

Version {version}: {statements:,} statements on {pages:,} news pages. A statement is something that a page attributes
to somebody. It may never have been said, and it may be untrue.

## Origin

{origin}

Readers: {readers}. A program read the pages: a statement, its speaker and its time may be wrong. `confidence` is the
probability that words, source and speaker are right.

## Files

- `statements/year=YEAR/*.parquet`: a row for each statement, by the year in which it was said or, if the page does not
  state it, published. Columns: {columns}. See docs/export.md of OnRecord {program} for their meaning.
- `pages.parquet`: a row for each page, including pages without statements.
- `manifest.json`: rows, bytes and SHA-256 of each file.

The words of statements are quoted from their pages. The dataset does not contain the articles. Check the law of your
country before you publish it.

## Composition

{composition}

## Accuracy

From the card of the model {model}.{note}

{scores}

## Known errors and biases

{errors}
"""


@dataclass(frozen=True, slots=True)
class DatasetDescription:
    """The title, authors and version that the user gives to a dataset."""

    origin: Literal["record", "shards"]
    title: str
    authors: tuple[str, ...] = ()
    version: str | None = None
    """By default a hash of the content."""


@dataclass(slots=True)
class Composition:
    """Counts of a dataset."""

    pages: int = 0
    statements: int = 0
    readers: Counter[str] = field(default_factory=Counter)
    """Pages by the version of the reader."""
    kinds: Counter[str] = field(default_factory=Counter)
    speaker_kinds: Counter[str] = field(default_factory=Counter)
    years: Counter[str] = field(default_factory=Counter)
    outlets: Counter[str] = field(default_factory=Counter)

    def add(self, statements: Iterable[Row[date]], *, reader: str, outlet: str | None) -> None:
        """Count a page with its statements."""
        self.pages += 1
        self.readers[reader] += 1
        self.outlets[outlet or "(not stated)"] += 1
        for row in statements:
            self.statements += 1
            self.kinds[row["kind"]] += 1
            self.speaker_kinds[row["speaker_kind"]] += 1
            self.years[str(row["first_day"].year) if row["first_day"] else "(not stated)"] += 1


def write_datasheet(description: DatasetDescription, composition: Composition, *, version: str) -> str:
    """The datasheet, in Markdown."""
    model_folder = files("onrecord") / "models" / "en"
    card = (model_folder / "README.md").read_text(encoding="utf-8")
    sections = dict(re.findall(r"^## (.+?)\n+(.*?)(?=^## |\Z)", card, flags=re.MULTILINE | re.DOTALL))
    model = json.loads((model_folder / "model.json").read_text(encoding="utf-8"))["version"]
    has_other_readers = any(not reader.endswith(model) for reader in composition.readers)
    tables = (
        _table("kind", composition.kinds.most_common()),
        _table("kind of speaker", composition.speaker_kinds.most_common()),
        _table("year", sorted(composition.years.items())),
        _table("outlet (most pages)", composition.outlets.most_common(_MOST_OUTLETS), unit="pages"),
    )
    readers = (f"{reader} ({pages:,} pages)" for reader, pages in sorted(composition.readers.items()))
    return _SHEET.format(
        title=description.title,
        version=version,
        statements=composition.statements,
        pages=composition.pages,
        origin=_ORIGINS[description.origin],
        readers="; ".join(readers) or "none",
        columns=", ".join(f"`{name}`" for name in COLUMNS),
        program=VERSION,
        composition="\n\n".join(tables),
        model=model,
        note=" Some pages were read by another version, whose scores may differ." if has_other_readers else "",
        scores=sections["Scores"].strip(),
        errors=sections["Known errors"].strip(),
    )


def write_citation(description: DatasetDescription, *, version: str) -> str:
    """The citation in the Citation File Format 1.2.0 (https://citation-file-format.github.io)."""
    # JSON strings are YAML strings.
    authors = description.authors or ("Anonymous",)
    lines = [
        "cff-version: 1.2.0",
        'message: "Please cite this dataset, with its version."',
        "type: dataset",
        f"title: {json.dumps(description.title, ensure_ascii=False)}",
        f"version: {json.dumps(version)}",
        "authors:",
        *(f"  - name: {json.dumps(author, ensure_ascii=False)}" for author in authors),
        "references:",
        "  - type: software",
        '    title: "OnRecord"',
        f"    version: {json.dumps(VERSION)}",
        "    authors:",
        '      - name: "The OnRecord authors"',
    ]
    return "\n".join(lines) + "\n"


def _table(head: str, counts: Iterable[tuple[str, int]], *, unit: str = "statements") -> str:
    return "\n".join([f"| {head} | {unit} |", "|---|---|", *(f"| {name} | {count:,} |" for name, count in counts)])
