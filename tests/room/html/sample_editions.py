"""Pages for tests: a page with three versions, and a page with markup in all its text."""

from __future__ import annotations

from dataclasses import replace

from onrecord.record import Record
from onrecord.types import Furniture, Reading
from tests.kept_record import ADA, JONAS, MARA, PROSE
from tests.statement_pages import Said, edition, keep_all, page

MENDED = "The engine is mended and the crew is glad to sail again"
SPRING = "It will not last until spring, and everybody on the bay knows it"
SCRIPT = "<script>alert(1)</script>"
ATTRIBUTE = '" onmouseover="alert(2)'


def keep_edited(record: Record) -> str:
    """The public id of a page with three versions.

    They reword a statement, change a speaker, remove a statement and add one.
    """
    glad = Said(MENDED, ADA, "she", (JONAS,), "The Lantern", "2031-04-01")
    removed = Said("has not commented on it", MARA, kind="no-response")
    sorry = replace(glad, words=MENDED.replace("glad", "sorry"))
    readings = (
        page(glad, Said(SPRING, JONAS, kind="mixed"), removed, prose=PROSE[:2], title="Ferry to run again"),
        page(sorry, Said(SPRING, MARA, kind="mixed"), prose=PROSE[1:], title="Ferry to run again"),
        page(sorry, Said(SPRING, MARA), Said("We sail on Monday", ADA), prose=PROSE[1:], title="Ferry may run again"),
    )
    url = "https://bell.example/edited"
    return keep_all(record, *(edition(reading, url=url, day=day) for day, reading in enumerate(readings, 1)))[0]


def keep_hostile(record: Record) -> str:
    """The public id of a page with markup in its words, names, outlet, title and address."""
    reading = page(
        Said(f"Nobody said {SCRIPT} to me{ATTRIBUTE}", f"Ada {SCRIPT}", told=SCRIPT, about=(f"Una{ATTRIBUTE}",)),
        outlet=f"The {SCRIPT} Bell",
        title=f"Headline “{SCRIPT}”",
        cites=(f"The Gull{ATTRIBUTE}",),
        ties=((f"Ada {SCRIPT}", "spouse", f"Una{ATTRIBUTE}", "alleged"),),
    )
    return keep_all(record, edition(_add_furniture(reading), url="javascript:alert(3)", day=1))[0]


def _add_furniture(reading: Reading) -> Reading:
    text = reading.article.text
    related = f"\n\nRelated: {SCRIPT}"
    furniture = Furniture("related", (len(text) + 2, len(text) + len(related)))
    return replace(reading, article=replace(reading.article, text=text + related, furniture=(furniture,)))
