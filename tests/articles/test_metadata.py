"""Who a page says wrote it."""

from __future__ import annotations

import pytest

from onrecord.articles.metadata import authors


@pytest.mark.parametrize(
    ("stated", "names"),
    [
        (None, ()),
        ("", ()),
        ("Ada Quill", ("Ada Quill",)),
        ("Ada Quill; Tom Hale; Ada Quill", ("Ada Quill", "Tom Hale")),
        ("ADA QUILL; TOM HALE Harbour Press", ("Ada Quill", "Tom Hale")),
        ("Analysis by Ada Quill; Elmouth Courier editor-at-large", ("Ada Quill",)),
        ("Elmouth Courier; Jo van der Meer", ("Jo van der Meer",)),
        ("The harbour board; board members", ()),
        ("Courier staff", ()),
        ("Reuters", ("Reuters",)),
    ],
)
def test_authors(stated: str | None, names: tuple[str, ...]) -> None:
    assert authors(stated, outlet="Elmouth Courier") == names
