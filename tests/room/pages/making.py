"""Pages to put into a record: one that changed twice, and one that would take over the browser if it could."""

from __future__ import annotations

from dataclasses import replace

from onrecord.record import Record
from onrecord.types import Furniture, Reading
from tests.kept_record import ADA, JONAS, MARA, PROSE
from tests.statement_pages import Said, edition, keep_all, page

MENDED = "The engine is mended and the crew is glad to sail again"
SPRING = "It will not last until spring, and everybody on the bay knows it"
SCRIPT = "<script>alert(1)</script>"
BREAKS_OUT = '" onmouseover="alert(2)'


def keep_edited(record: Record) -> str:
    """The public id of a page with three versions: words altered, a speaker changed, one statement gone, one new."""
    told = Said(MENDED, ADA, "she", (JONAS,), "The Lantern", "2031-04-01")
    gone = Said("has not commented on it", MARA, kind="no-response")
    sorry = replace(told, words=MENDED.replace("glad", "sorry"))
    editions = (
        page(told, Said(SPRING, JONAS, kind="mixed"), gone, prose=PROSE[:2], title="Ferry to run again"),
        page(sorry, Said(SPRING, MARA, kind="mixed"), prose=PROSE[1:], title="Ferry to run again"),
        page(sorry, Said(SPRING, MARA), Said("We sail on Monday", ADA), prose=PROSE[1:], title="Ferry may run again"),
    )
    url = "https://bell.example/edited"
    return keep_all(record, *(edition(one, url=url, day=day) for day, one in enumerate(editions, 1)))[0]


def keep_hostile(record: Record) -> str:
    """The public id of a page that has markup in its words, names, outlet, title and address."""
    made = page(
        Said(f"Nobody said {SCRIPT} to me{BREAKS_OUT}", f"Ada {SCRIPT}", told=SCRIPT, about=(f"Una{BREAKS_OUT}",)),
        outlet=f"The {SCRIPT} Bell",
        title=f"Headline “{SCRIPT}”",
        cites=(f"The Gull{BREAKS_OUT}",),
        ties=((f"Ada {SCRIPT}", "spouse", f"Una{BREAKS_OUT}", "alleged"),),
    )
    return keep_all(record, edition(_with_furniture(made), url="javascript:alert(3)", day=1))[0]


def _with_furniture(made: Reading) -> Reading:
    text = made.article.text
    beside = f"\n\nRelated: {SCRIPT}"
    piece = Furniture("related", (len(text) + 2, len(text) + len(beside)))
    return replace(made, article=replace(made.article, text=text + beside, furniture=(piece,)))
