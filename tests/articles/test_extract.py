"""Main-text extraction with trafilatura."""

from __future__ import annotations

import pytest
from lxml.etree import _Element as Element
from trafilatura import load_html

from onrecord.articles import extract
from onrecord.articles.blocks import iter_blocks
from tests.articles.factories import LAST, LEAD, QUOTE

STORY = "".join(f"<p>{text}</p>" for text in (LEAD, QUOTE, LAST))
ASIDE = f"<p>The harbour board meets on Thursdays.</p><aside><div class='entry'>{STORY}</div></aside>"


@pytest.mark.parametrize(
    ("body", "expected_modes"),
    [
        (f"<article>{STORY}</article>", [True]),
        (ASIDE, [True, False]),
        (f"<article><p>{LEAD}</p></article>", [True, False]),
    ],
)
def test_generic_extractors_run_only_after_a_poor_result(
    body: str, expected_modes: list[bool], monkeypatch: pytest.MonkeyPatch
) -> None:
    modes: list[bool] = []
    run_trafilatura = extract._run_trafilatura

    def record_mode(tree: Element, *, fast: bool) -> Element | None:
        modes.append(fast)
        return run_trafilatura(tree, fast=fast)

    monkeypatch.setattr(extract, "_run_trafilatura", record_mode)
    tree = load_html(f"<html><body>{body}</body></html>")
    body_blocks = extract.extract_body(tree, page_blocks=list(iter_blocks(tree)))
    assert modes == expected_modes
    assert LEAD in " ".join(block.text for block in body_blocks)


def test_a_page_without_text() -> None:
    tree = load_html("<html><body><div></div><script>run()</script></body></html>")
    assert extract.extract_body(tree, page_blocks=list(iter_blocks(tree))) == []
