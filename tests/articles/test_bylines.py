"""Names of authors."""

from __future__ import annotations

import pytest

from onrecord.articles.bylines import parse_author_line, parse_authors, parse_bare_names, parse_byline


@pytest.mark.parametrize(
    ("authors", "names"),
    [
        ([], ()),
        ([""], ()),
        (["Ada Quill"], ("Ada Quill",)),
        (["Ada Quill; Tom Hale", "Ada Quill"], ("Ada Quill", "Tom Hale")),
        (["Ada Quill, Tom Hale and Jo Meer"], ("Ada Quill", "Tom Hale", "Jo Meer")),
        (["ADA QUILL", "TOM HALE Harbour Press"], ("Ada Quill", "Tom Hale")),
        (["Analysis by Ada Quill", "Elmouth Courier editor-at-large"], ("Ada Quill",)),
        (["Elmouth Courier", "Jo van der Meer"], ("Jo van der Meer",)),
        (["The harbour board", "board members"], ()),
        (["Courier staff"], ()),
        (["Reuters"], ("Reuters",)),
        (["Ada Quill, Reuters"], ("Ada Quill", "Reuters")),
        (["Tom Hale Associated Press"], ("Tom Hale",)),
        # Particles.
        (["Maria de la Cruz"], ("Maria de la Cruz",)),
        (["Jan ten Brink", "Luca del Monte", "Ana dos Anjos"], ("Jan ten Brink", "Luca del Monte", "Ana dos Anjos")),
        # Surname first.
        (["Quill, Ada"], ("Ada Quill",)),
        (["van der Meer, Jo"], ("Jo van der Meer",)),
        (["Reuters, London"], ("Reuters",)),
        # Generations.
        (["Tom Hale Jr."], ("Tom Hale Jr.",)),
        (["Tom Hale, Jr."], ("Tom Hale, Jr.",)),
        (["Tom Hale III"], ("Tom Hale III",)),
        (["Bruce Y. Lee"], ("Bruce Y. Lee",)),
        # Hosts, handles, publishers.
        (["https://courier.example/ada", "Ada Quill"], ("Ada Quill",)),
        (["www.courier.example"], ()),
        (["courier.com"], ()),
        (["@adaquill"], ()),
        (["adaquill", "Ada Quill"], ("Ada Quill",)),
        (["Ada-Quill", "Ada Quill"], ("Ada Quill",)),
        (["Bell Media", "Ada Quill"], ("Ada Quill",)),
        (["Ada Quill for The Courier"], ("Ada Quill",)),
    ],
)
def test_authors_of_metadata(authors: list[str], names: tuple[str, ...]) -> None:
    assert parse_authors(authors, publishers=("Elmouth Courier", "Bell Media")) == names


@pytest.mark.parametrize(
    ("line", "names"),
    [
        ("By Ada Quill", ("Ada Quill",)),
        ("By Ada Quill, Tom Hale and Jo van der Meer", ("Ada Quill", "Tom Hale", "Jo van der Meer")),
        ("By Maria de la Cruz and Jan ten Brink", ("Maria de la Cruz", "Jan ten Brink")),
        ("Words by Ada Quill | Elmouth Courier reporter", ("Ada Quill",)),
        ("BY ADA QUILL AND TOM HALE", ("Ada Quill", "Tom Hale")),
        ("By Ada Quill, 3 May 2024", ("Ada Quill",)),
        ("Submitted by Ada Quill on Fri, 03/05/2024 - 13:20", ("Ada Quill",)),
        ("By Ada Quill · May 3, 2024 · Updated 3 hours ago", ("Ada Quill",)),
        ("Ada Quill, chief reporter", ("Ada Quill",)),
        ("By Ada Quill May 3, 2024 10:14 AM UTC", ("Ada Quill",)),
        ("By Ada Quill on May 3, 2024 08:08 pm @adaquill 76Comments", ("Ada Quill",)),
        ("By Ada Quill on May 03, 2024 at 11:30a @adaquill", ("Ada Quill",)),
        ("-- By Ada Quill Follow @adaquill", ("Ada Quill",)),
        ("By Ada Quill Friday, May 3, 2024", ("Ada Quill",)),
        ("By: Ada Quill", ("Ada Quill",)),
        ("By ADA QUILL and TOM HALE - AP Harbour Writers | AP – 1 hr 4 mins ago", ("Ada Quill", "Tom Hale")),
        ("Written by: Ada Quill", ("Ada Quill",)),
        ("Interview by Ada Quill · 3 May 2024", ("Ada Quill",)),
        ("Reporter: Ada Quill", ("Ada Quill",)),
        ("Story and photos by Ada Quill", ("Ada Quill",)),
        ("By Ada Quill and Tom Hale, Courier Staff Writers", ("Ada Quill", "Tom Hale")),
        ("By Ada Quill On May 3, 2024 In Harbour", ("Ada Quill",)),
        ("Friday, 3 May 2024 Written by Ada Quill", ("Ada Quill",)),
        ("Jan 14 Written By Ada Quill", ("Ada Quill",)),
        ("14 January, by Ada Quill", ("Ada Quill",)),
        ("14 January, by the sea", ()),
        ("Words: Ada Quill", ("Ada Quill",)),
        ("Text: Ada Quill, Photos: Mina Hart", ("Ada Quill",)),
        ("Words: Ada Quill Photography: Mina Hart", ("Ada Quill",)),
        ("By Ada Quill, Film Critic. Published 3 May 2024", ("Ada Quill",)),
        ("Interview: Ada Quill — Photographs: Mina Hart", ("Ada Quill",)),
        ("Reported by: Ada Quill, Edited by: Tom Hale", ("Ada Quill",)),
        ("By Ada Quill, Elmouth", ("Ada Quill",)),
        ("By ADA QUILL / Elmouth Courier", ("Ada Quill",)),
        ("By Ada Quill, Harbour Press | May 3, 2024", ("Ada Quill",)),
        ("By Ada Quill (aquill@courier.example)", ("Ada Quill",)),
        ("By Ada Quill and Tom Hale PUBLISHED: May 3, 2024 | UPDATED: May 4, 2024", ("Ada Quill", "Tom Hale")),
        ("Posted on May 3, 2024 by Ada Quill", ("Ada Quill",)),
        ("Posted on Friday the 3rd of May 2024 by Ada Quill in Harbour", ("Ada Quill",)),
        (
            "By Ada Quill in Tarn Quay, Aoife Ní Hale in Elmouth and Jo van der Meer in Tarn",
            ("Ada Quill", "Aoife Ní Hale", "Jo van der Meer"),
        ),
        ("Ada Quill, Business Editor, and Tom Hale, Political Correspondent, Harbour Press", ("Ada Quill", "Tom Hale")),
        ("Ada Quill and Tom Hale, reporters", ("Ada Quill", "Tom Hale")),
        ("By Ada Quill Last updated: May 4, 2024 10:00 am Published: May 3, 2024", ("Ada Quill",)),
        ("13-05-2024, 07:02 | Author: Ada Quill | Views: 1 204", ("Ada Quill",)),
        ("Text by: Ada Quill with agencies", ("Ada Quill",)),
        ("By Ada Quill in Elmouth | Tarn Daily | Updated: 2024-05-03 09:12 Share", ("Ada Quill",)),
        ("Harbour, Top Story | Published: 5 hours ago | Written by Ada Quill", ("Ada Quill",)),
        ("The ferry sank on May 3, 2024 by Tarn Quay", ()),
        ("By Ada Quill in the rain, and on the quay", ()),
        ("By Ada Quill May 3, 2024 was a fine day", ()),
        ("By the sea", ()),
        ("By Ada Quill and then it ended", ()),
    ],
)
def test_byline_lines(line: str, names: tuple[str, ...]) -> None:
    assert parse_byline(line) == names


@pytest.mark.parametrize(
    ("line", "names"),
    [
        ("Ada Quill", ("Ada Quill",)),
        ("Ada Quill/Tom Hale", ("Ada Quill", "Tom Hale")),
        ("Ada Quill and Jo van der Meer", ("Ada Quill", "Jo van der Meer")),
        ("Ada", ()),
        ("Local News", ()),
        ("The Ferry Runs Again", ()),
        ("Ada Quill said so", ()),
        ("Courier Staff Writers", ()),
        ("Ada Quill Bloomberg", ("Ada Quill",)),
        ("Text Size", ()),
        ("Story Highlights", ()),
        ("What You Can Do", ()),
        ("ELMOUTH CITY COUNCIL", ()),
        ("Via The Bell", ()),
        ("Read More", ()),
        ("Elmouth Harbour Board", ()),
        ("Harbour Press", ()),
        ("Una Read", ("Una Read",)),
    ],
)
def test_bare_names(line: str, names: tuple[str, ...]) -> None:
    assert parse_bare_names(line) == names


@pytest.mark.parametrize(
    ("line", "names"),
    [
        ("Ada Quill and Tom Hale", ("Ada Quill", "Tom Hale")),
        ("Ada Quill, ELMOUTH COURIER 3:53 p.m. EST May 3, 2024", ("Ada Quill",)),
        ("Ada Quill | May 3, 2024, 10:47 IST", ("Ada Quill",)),
        ("Ada Quill Senior Harbour Correspondent", ("Ada Quill",)),
        ("Jo A. Meer, THE BELL", ("Jo A. Meer",)),
        ("Ada Quill, Local Government Editor", ("Ada Quill",)),
        ("By Ada Quill Political reporter, Elmouth", ("Ada Quill",)),
        ("Ada Quill / HP / Updated: May 3, 2024, 07:02 IST", ("Ada Quill",)),
        ("Ada Quill | Our Correspondent Published May 3, 2024", ("Ada Quill",)),
        ("Ada Quill · Harbour Society · Posted: May 3, 2024 4:00 AM EDT", ("Ada Quill",)),
        ("Ada Quill 3 days ago", ("Ada Quill",)),
        ("Ada Quill in Tarn Quay", ("Ada Quill",)),
        ("Ada Quill @adaquill", ("Ada Quill",)),
        ("Ada Quill, Senior Lecturer in Maritime Law, University of Elmouth", ("Ada Quill",)),
        ("Ada Quill, Professor, University of Elmouth", ("Ada Quill",)),
        ("AFP", ("AFP",)),
        ("Ada Quill – Friday 3 May 2024", ("Ada Quill",)),
        ("Ada Quill Courts correspondent", ("Ada Quill",)),
        ("Ada Quill / Updated: May 4, 2024 09:40 IST / First Published: May 3, 2024 23:55 IST", ("Ada Quill",)),
        ("Ada Quill | Elmouth Courier", ("Ada Quill",)),
        ("Dear Councillor Quill", ()),
        ("Ada Quill, Elmouth", ("Ada Quill",)),
        ("✍️ Ada Quill | 📅 May 3, 2024 | ⏱ 3 min read", ("Ada Quill",)),
        ("May 3, 2024", ()),
        ("Ferry runs again, says board", ()),
    ],
)
def test_lines_that_markup_calls_a_byline(line: str, names: tuple[str, ...]) -> None:
    assert parse_author_line(line) == names
