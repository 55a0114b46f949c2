"""Twenty short drafts about the sample pages, written by hand, with the report that each should get.

``drafts/NAME.json`` names the pages and holds the statements of the report, without what changes with the model:
confidences, ids, addresses, and the extent of the page's statements.
"""

from __future__ import annotations

import json
from functools import cache
from pathlib import Path
from typing import Any

import pytest

from onrecord.check.checking import check_against
from onrecord.check.read_draft import read_draft
from onrecord.check.report import CheckRecord
from onrecord.settings import Settings
from onrecord.types import Reading
from tests.shipped import load_shipped_reader

DRAFTS = Path(__file__).parent / "drafts"
PAGES = Path(__file__).parents[2] / "samples" / "pages"
FIELDS = ("quote", "kind", "speaker_name", "verdict", "speaker", "when", "told", "flagged", "reason")


@cache
def read_sample(name: str) -> Reading:
    (reading,) = load_shipped_reader().read_all([str(PAGES / name)])
    assert isinstance(reading, Reading)
    return reading


def shorten(report: CheckRecord) -> list[dict[str, Any]]:
    """The statements of ``report`` as the expected files hold them."""
    statements = []
    for statement in report["statements"]:
        row: dict[str, Any] = {field: statement[field] for field in FIELDS}  # type: ignore[literal-required]
        row["matches"] = [
            {
                "page": match["page"],
                "speaker_name": match["speaker_name"],
                "diff": [part for part in match["diff"] if part["op"] != "same"],
            }
            for match in statement["matches"][:1]
        ]
        statements.append(row)
    return statements


@pytest.mark.parametrize("path", sorted(DRAFTS.glob("*.json")), ids=lambda path: path.stem)
def test_draft(path: Path) -> None:
    expected = json.loads(path.read_text(encoding="utf-8"))
    body = (DRAFTS / expected["draft"]).read_bytes()
    draft = read_draft(expected["draft"], body, reader=load_shipped_reader(), settings=Settings())
    report = check_against(draft, map(read_sample, expected["against"])).to_record()
    assert shorten(report) == expected["statements"]
    assert report["summary"]["flagged"] == expected["flagged"]
    for statement in report["statements"]:
        printed = " … ".join(report["text"][start:end] for start, end in statement["content"])
        assert printed == statement["quote"]


def test_there_are_twenty_drafts_with_every_verdict() -> None:
    reports = [json.loads(path.read_text(encoding="utf-8")) for path in DRAFTS.glob("*.json")]
    verdicts = {statement["verdict"] for report in reports for statement in report["statements"]}
    assert len(reports) == 20
    assert verdicts == {"verbatim", "shortened", "altered", "joined", "reversed", "supported", "differs", "not-found"}
