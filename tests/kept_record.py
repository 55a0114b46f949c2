"""A record of a few pages about a divorced couple and a ferry."""

from __future__ import annotations

from onrecord.types import Reading
from tests.statement_pages import Said, page

ADA, JONAS, MARA = "Ada Quill", "Jonas Brannigan", "Mara Okafor"
WINTER = "Nobody wants another winter without the ferry on this bay"
PROSE = (
    "The ferry between Tarn Quay and Elmouth has run for forty years, in winters that nobody has forgotten yet.",
    "Passengers have waited on the quay since the engine failed in March, while parts were brought from the mainland.",
    "Until it runs again the board pays for buses around the bay, which take an hour and are full before they leave.",
)


def pages() -> list[Reading]:
    """The pages, oldest first, except for an undated one."""
    return [
        page(
            Said("We are cool now, and the divorce is long behind us", ADA, "she", (JONAS,), "The Lantern", "2016"),
            outlet="The Lantern",
            published="2016-05-02",
            title="Quill on life after Brannigan",
            ties=((ADA, "ex-spouse", JONAS, "asserted"),),
            roles={ADA: "ferry captain"},
            ages={ADA: 41},
        ),
        page(
            Said("It was never easy to be married to a ferry", JONAS, about=(ADA,), told="reporters", kind="mixed"),
            outlet="The Elmouth Post",
            published="2018-11-20",
            title="Brannigan looks back on 'stormy' years",
            ties=((JONAS, "spouse", ADA, "denied"), (JONAS, "parent", MARA, "asserted")),
            ages={ADA: 43},
        ),
        page(
            Said("It is a great relationship and I would not change a thing about it", ADA, about=(JONAS, MARA)),
            Said(WINTER, JONAS, told="The Harbour Bell"),
            published="2025-02-03",
            title="Ferry “doomed for ever”, says harbour master",
            prose=PROSE,
            roles={ADA: "harbour board chair"},
        ),
        page(
            Said(WINTER, JONAS),
            outlet="The Tarn Courier",
            published="2025-02-04",
            title="Harbour master warns of “another winter”",
            prose=PROSE,
            cites=("The Harbour Bell",),
        ),
        page(
            Said("Nobody wants another winter without a bridge on this bay", JONAS),
            outlet="The Elmouth Post",
            published="2025-02-05",
        ),
        page(Said(WINTER, MARA), outlet="The Lantern", published="2025-02-09"),
        page(
            Said("Nobody wants another winter without the ferry", "a source close to the board", unnamed=True),
            outlet="The Gull",
            published=None,
        ),
        page(
            Said("I think it will not last until spring", ADA, act="thought"),
            Said("has not commented", JONAS, kind="no-response"),
            outlet="The Lantern",
            published="2025-03-01",
        ),
    ]
