"""Wire copy: NewsML-G2 and ninjs items are cut like pages, and hostile ones are refused."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from onrecord.articles import cut, html
from onrecord.errors import PageError, UnreadableError
from onrecord.pages import open_pages
from onrecord.settings import Settings
from onrecord.types import NEWSML, NINJS, Article, Page
from tests.double import load

SAMPLES = Path(__file__).parents[2] / "samples" / "wire"
BODY = (
    "<p>ELMOUTH (Tarn Press) - The ferry will run again on Monday, the harbour board said.</p>"
    "<p>“The engine is mended and the crew is glad,” Lena Brannigan, the harbour master, told reporters.</p>"
    "<p>It had been laid up since the storm of last winter, which cost the town its pier.</p>"
)
HEADLINE = "Ferry to run again, says harbour board"
DATE = "2031-04-02T09:30:00Z"

Write = Callable[[str, str], Path]


@pytest.fixture
def write(tmp_path: Path) -> Write:
    def write_file(name: str, content: str) -> Path:
        (tmp_path / name).write_text(content, encoding="utf-8")
        return tmp_path / name

    return write_file


def newsml(
    *, meta: str = "", content: str = "", status: str = "stat:usable", prolog: str = "", headline: str = HEADLINE
) -> str:
    content = content or (
        '<inlineXML contenttype="application/xhtml+xml"><html xmlns="http://www.w3.org/1999/xhtml"><head><title>x'
        f"</title></head><body>{BODY}</body></html></inlineXML>"
    )
    return f"""<?xml version="1.0" encoding="UTF-8"?>{prolog}
<newsItem xmlns="http://iptc.org/std/nar/2006-10-01/" guid="urn:newsml:tarn.example:20310402:7" version="2"
 standard="NewsML-G2" standardversion="2.34" conformance="power" xml:lang="en">
 <itemMeta><itemClass qcode="ninat:text"/><provider qcode="nprov:TP"><name>Tarn Press</name></provider>
 <versionCreated>{DATE}</versionCreated><pubStatus qcode="{status}"/>{meta}</itemMeta>
 <contentMeta><by>By Ada Quill</by><headline>{headline}</headline></contentMeta>
 <contentSet>{content}</contentSet></newsItem>"""


def ninjs(**changes: Any) -> str:
    item = {
        "uri": "https://tarn.example/items/7",
        "type": "text",
        "language": "en",
        "versioncreated": DATE,
        "pubstatus": "usable",
        "headline": HEADLINE,
        "byline": "Ada Quill",
        "copyrightholder": "Tarn Press",
        "body_xhtml": f"<div>{BODY}</div>",
    }
    return json.dumps({name: value for name, value in {**item, **changes}.items() if value is not None})


def read_item(path: Path) -> Article:
    (page,) = open_pages(str(path), settings=Settings())
    assert isinstance(page, Page)
    return cut(page)


NITF = (
    '<inlineXML contenttype="application/nitf+xml"><nitf xmlns="http://iptc.org/std/NITF/2006-10-18/"><body><body.head>'
    "<hedline><hl1>Another headline</hl1></hedline><dateline><location>Elmouth</location></dateline></body.head>"
    f"<body.content><block>{BODY}</block></body.content></body></nitf></inlineXML>"
)
PLAIN = BODY.replace("<p>", "").replace("</p>", "\n\n").strip()
ESCAPED = BODY.replace("<", "&lt;")


@pytest.mark.parametrize(
    ("name", "content", "content_type"),
    [
        ("item.xml", newsml(), NEWSML),
        ("item.xml", newsml(content=NITF), NEWSML),
        ("item.xml", newsml(content=f'<inlineData contenttype="text/plain">{PLAIN}</inlineData>'), NEWSML),
        ("item.xml", newsml(content=f'<inlineData contenttype="text/html">{ESCAPED}</inlineData>'), NEWSML),
        ("item.xml", f"<newsMessage xmlns='http://iptc.org/std/nar/2006-10-01/'>{newsml()[38:]}</newsMessage>", NEWSML),
        ("item.json", ninjs(), NINJS),
        ("item.json", ninjs(body_xhtml=None, body_text=PLAIN), NINJS),
        (
            "item.json",
            ninjs(
                body_xhtml=None,
                byline=None,
                headline=None,
                copyrightholder=None,
                versioncreated=None,
                versionCreated=DATE,
                by="Ada Quill",
                provider={"name": "Tarn Press"},
                headlines=[{"role": "main", "value": HEADLINE}],
                bodies=[{"contentType": "text/html", "value": BODY}],
            ),
            NINJS,
        ),
    ],
)
def test_every_form_gives_the_same_article(name: str, content: str, content_type: str, write: Write) -> None:
    article = read_item(write(name, content))
    assert article.page.content_type == content_type
    assert article.id == "item"
    assert (article.title, article.outlet, article.bylines) == (HEADLINE, "Tarn Press", ("Ada Quill",))
    assert article.published == "2031-04-02"
    assert [article.words(span) for span in article.paragraphs] == PLAIN.split("\n\n")
    assert article.warnings == ()


def test_a_message_has_a_page_for_each_item(write: Write) -> None:
    items = newsml()[38:] + newsml(headline="Pier to be built anew")[38:]
    path = write("message.xml", f"<newsMessage xmlns='http://iptc.org/std/nar/2006-10-01/'>{items}</newsMessage>")
    first, second = (page for page in open_pages(str(path), settings=Settings()) if isinstance(page, Page))
    assert [cut(page).title for page in (first, second)] == [HEADLINE, "Pier to be built anew"]
    assert [first.source, second.source] == [f"{path}:1", f"{path}:2"]
    assert first.sha256 != second.sha256


def test_items_in_items_are_no_pages(write: Write) -> None:
    """200 items in one another, of 80 kB each, were 200 pages of up to 16 MB."""
    nested = newsml()[38:] + "<newsItem>" * 3 + "</newsItem>" * 3
    path = write("message.xml", f"<newsMessage xmlns='http://iptc.org/std/nar/2006-10-01/'>{nested}</newsMessage>")
    assert len(list(open_pages(str(path), settings=Settings()))) == 2


def test_items_of_a_message_declare_only_namespaces_that_they_use(write: Write) -> None:
    """Each of 4,000 items declared 4,000 namespaces of the message: 120 kB took four minutes."""
    namespaces = " ".join(f"xmlns:a{number}='urn:{number}'" for number in range(9))
    root = f"<newsMessage xmlns='http://iptc.org/std/nar/2006-10-01/' {namespaces}>"
    path = write("message.xml", f"{root}<newsItem/><newsItem a3:b=''/></newsMessage>")
    pages = [page for page in open_pages(str(path), settings=Settings()) if isinstance(page, Page)]
    assert [page.body.count(b"urn:") for page in pages] == [0, 1]


def test_a_message_of_thousands_of_items_is_refused(write: Write) -> None:
    path = write(
        "message.xml", f"<newsMessage xmlns='http://iptc.org/std/nar/2006-10-01/'>{'<newsItem/>' * 5_001}</newsMessage>"
    )
    with pytest.raises(UnreadableError, match=r"more than 5,000 news items\. Split it"):
        list(open_pages(str(path), settings=Settings()))


def test_attributes_in_namespaces_are_left_out(write: Write, monkeypatch: pytest.MonkeyPatch) -> None:
    """lxml takes quadratic time to move elements whose attributes are in thousands of namespaces to another tree."""
    attributes: list[dict[str, str]] = []

    def cut_tree(page: Page, tree: Any, **options: Any) -> Article:
        attributes.extend(dict(element.attrib) for element in tree.iter("p"))
        return html_cut_tree(page, tree, **options)

    html_cut_tree = html.cut_tree
    monkeypatch.setattr(html, "cut_tree", cut_tree)
    read_item(write("item.xml", newsml().replace("<p>", "<p xmlns:a='urn:a' a:b='' class='c' a:d=''>", 1)))
    assert attributes[0] == {"class": "c"}


def test_a_message_of_a_million_tags_is_not_split(write: Write) -> None:
    items = (newsml()[38:] + "<a/>" * 500_000) * 2
    path = write("message.xml", f"<newsMessage xmlns='http://iptc.org/std/nar/2006-10-01/'>{items}</newsMessage>")
    [page] = open_pages(str(path), settings=Settings())
    assert isinstance(page, Page)
    with pytest.raises(UnreadableError, match="more than 100,000 elements"):
        cut(page)


def test_twenty_notes_of_the_sender_are_kept(write: Write) -> None:
    notes = "".join(f"<edNote>Call the desk at {number}.</edNote>" for number in range(50))
    warnings = read_item(write("item.xml", newsml(meta=notes))).warnings
    assert warnings[19:] == ("Note of the sender: Call the desk at 19.",)


def test_addresses_on_the_web_are_those_of_the_article(write: Write) -> None:
    assert read_item(write("item.json", ninjs())).url == "https://tarn.example/items/7"
    assert read_item(write("item.json", ninjs(uri="javascript:alert(1)"))).url is None
    assert read_item(write("item.xml", newsml())).url is None
    link = '<link rel="irel:canonical" href="https://tarn.example/ferry"/>'
    assert read_item(write("item.xml", newsml(meta=link))).url == "https://tarn.example/ferry"


CORRECTION = "CORRECTION: The ferry runs on Monday, not on Tuesday as stated before."


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("item.xml", newsml(meta=f'<signal qcode="sig:correction"/><edNote>{CORRECTION}</edNote>')),
        ("item.json", ninjs(ednote=CORRECTION)),
    ],
)
def test_a_correction_is_marked_and_kept_apart(name: str, content: str, write: Write) -> None:
    article = read_item(write(name, content))
    assert article.warnings == (
        "The sender marks this item as the correction of an earlier version.",
        f"Note of the sender: {CORRECTION}",
    )
    assert [(part.kind, article.words(part.span)) for part in article.furniture] == [("correction", CORRECTION)]


def test_other_notes_are_warnings_and_no_text(write: Write) -> None:
    article = read_item(write("item.json", ninjs(ednote="Pictures to follow", pubstatus="withheld")))
    assert article.warnings == (
        "The sender withholds this item: it may not be published yet.",
        "Note of the sender: Pictures to follow",
    )
    assert "Pictures" not in article.text


EMBARGO = "The sender has set an embargo on this item until 2031-04-03T06:00:00Z."


@pytest.mark.parametrize(
    ("name", "content", "warning"),
    [
        ("item.xml", newsml(meta="<embargoed>2031-04-03T06:00:00Z</embargoed>"), EMBARGO),
        (
            "item.xml",
            newsml(meta="<embargoed/>"),
            EMBARGO.replace("2031-04-03T06:00:00Z", "a time that it does not state"),
        ),
        ("item.json", ninjs(embargoed="2031-04-03T06:00:00Z"), EMBARGO),
        ("item.json", ninjs(pubstatus="embargoed"), "The sender withholds this item: it may not be published yet."),
        ("item.json", ninjs(pubstatus="stat:withheld"), "The sender withholds this item: it may not be published yet."),
    ],
)
def test_an_embargo_is_a_warning(name: str, content: str, warning: str, write: Write) -> None:
    assert read_item(write(name, content)).warnings == (warning,)


@pytest.mark.parametrize(
    ("name", "content", "problem"),
    [
        ("item.xml", newsml(status="stat:canceled"), "its sender has canceled it"),
        ("item.xml", newsml(status=" stat:Canceled/ "), "its sender has canceled it"),
        ("item.json", ninjs(pubstatus="canceled"), "its sender has canceled it"),
        ("item.json", ninjs(pubstatus="stat:canceled "), "its sender has canceled it"),
        ("item.xml", newsml(prolog='<!DOCTYPE newsItem [<!ENTITY a "b">]>'), "it declares a document type"),
        ("item", newsml(prolog='<!DOCTYPE newsItem [<!ENTITY a "b">]>')[38:], "it declares a document type"),
        ("item.json", ninjs(x=[[]] * 100_000), "it has more than 100,000 elements"),
        ("item.xml", newsml(prolog='<!-- --> <!DOCTYPE x SYSTEM "file:///etc/passwd">'), "it declares a document type"),
        ("item.xml", newsml(prolog='<!\0DOCTYPE x SYSTEM "file:///etc/passwd">'), "it declares a document type"),
        ("item.xml", newsml(content='<!-- <a b=" -->' + "<p>x</p>" * 100_001), "it has more than 100,000 elements"),
        ("item.xml", newsml(headline="&other;"), "its XML is not well-formed"),
        ("item.xml", newsml()[:-20], "its XML is not well-formed"),
        ("item.xml", newsml(content="<p>" * 300 + "x" + "</p>" * 300), "its XML is not well-formed"),
        ("item.xml", newsml(content="<remoteContent href='file:///etc/passwd'/>"), "no article was found in it"),
        ("item.json", ninjs()[:-20], "its JSON is not valid"),
        ("item.json", ninjs(body_xhtml=None), "no article was found in it"),
        ("item.json", ninjs(body_xhtml="<i>" * 100_001), "it has more than 100,000 elements"),
        ("item.json", ninjs(bodies=[[[]], 1], body_xhtml=5, headline=[[]]), "no article was found in it"),
        *(
            ("item.json", ninjs(bodies=bodies, body_xhtml=None), "no article was found in it")
            for bodies in (5, True, 1.5, "x", {"x": 1})
        ),
    ],
)
def test_unusable_items_are_refused(name: str, content: str, problem: str, write: Write) -> None:
    with pytest.raises(UnreadableError) as error:
        read_item(write(name, content))
    assert error.value.problem.startswith(problem)


@pytest.mark.parametrize("key", ["headline", "byline", "copyrightholder", "language", "uri", "body_xhtml", "body_text"])
@pytest.mark.parametrize("character", ["\0", "\x1b", "\ufffe"])
def test_control_characters_in_json_are_left_out(key: str, character: str, write: Write) -> None:
    value = {"body_xhtml": f"<div>{BODY}</div>", "body_text": PLAIN, "headline": HEADLINE}.get(key, "en")
    changes = {"body_xhtml": None} if key == "body_text" else {}
    article = read_item(write("item.json", ninjs(**{**changes, key: character + value})))
    assert article.title == HEADLINE
    assert character not in article.text


def test_encodings_of_xml_are_those_that_it_declares(tmp_path: Path) -> None:
    text = newsml(headline="Café to open").replace("UTF-8", "ISO-8859-1").replace("“", '"').replace("”", '"')
    (tmp_path / "item.xml").write_bytes(text.encode("latin-1"))
    assert read_item(tmp_path / "item.xml").title == "Café to open"


def test_pages_in_json_lines_are_no_wire_copy(write: Write) -> None:
    line = json.dumps(
        {"url": "https://bell.example/a", "text": 'He wrote "uri": and "body_text": on the wall.', "html": None}
    )
    pages = list(open_pages(str(write("pages.json", f"{line}\n{line}")), settings=Settings()))
    assert len(pages) == 2


def test_the_samples_are_read() -> None:
    for path in sorted(SAMPLES.iterdir()):
        for reading in load(Settings()).read_source(str(path)):
            assert not isinstance(reading, PageError), reading
            assert reading.article.title
            assert reading.article.published == "2031-04-02"
            assert reading.article.bylines
