"""Pages with markup and scripts in all their text and metadata."""

from __future__ import annotations

from onrecord.record import Record
from tests.statement_pages import Said, keep_all, page

SCRIPT = "<script>alert('x')</script>"
IMAGE = '"><img src=x onerror=alert(1)>'
OVERRIDE = "\u202e"
"""It would show all that follows from right to left."""
NAME = f"Zed {IMAGE} Quill"
OUTLET = f"The {SCRIPT} {OVERRIDE}Bell"
WORDS = f"Nobody wants another zeppelin {SCRIPT} over this bay, not even in winter"


def keep_hostile(record: Record) -> list[str]:
    """Keep two such pages, of two outlets."""
    said = Said(WORDS, NAME, printed="she", about=(f"Ida {SCRIPT}",), told=f"reporters {IMAGE}", when="2031-04-01")
    return keep_all(
        record,
        page(
            said,
            outlet=OUTLET,
            published="2031-04-02",
            title=f"“Doomed{OVERRIDE} {SCRIPT}”, says {IMAGE}",
            cites=(IMAGE,),
        ),
        page(said, outlet="The Gull", published="2031-04-03", title=f"Once more {SCRIPT}", cites=(OUTLET,)),
    )


def assert_only_text(html: str) -> None:
    """Nothing of the pages is anything but text in ``html``."""
    assert "<script>alert" not in html
    assert "<img" not in html
    assert OVERRIDE not in html
    assert "onerror=alert" not in html.replace("onerror=alert(1)&gt;", "")
    assert "&lt;script&gt;alert" in html or "&lt;img" in html
