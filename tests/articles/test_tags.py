"""Tags are found where the parser of HTML finds them, so that no comment or script hides any from the limits."""

from __future__ import annotations

import random

import pytest
from lxml import etree

from onrecord.articles.tags import SplitElements, UnshownElements, find_tags

OWN_TAGS = {"html", "head", "body"}
"""Tags that the parser adds."""
FRAGMENTS = [
    *(
        "<",
        "<!",
        "<!--",
        "-->",
        "--!>",
        "--",
        "-",
        ">",
        "/>",
        "</",
        "</p>",
        "</p ",
        "<p",
        "<p ",
        "<i>",
        "<br/>",
        "<q:r ",
    ),
    *("<script", "<script>", "<script/>", "<SCRIPT>", "</script>", "</script ", "<style>", "</style>", "<title>"),
    *("</title>", "<textarea>", "</textarea>", "<xmp>", "</xmp>", "<plaintext>", "<noscript>", "</noscript>"),
    *("<iframe>", "</iframe>", "<noframes>", "</noframes>", "<noembed>", "</noembed>", "<svg>", "</svg>", "<math>"),
    *("<![CDATA[", "]]>", "<?", "?>", "<!doctype ", '<!DOCTYPE html PUBLIC "', "<template>", "<select>", "<table>"),
    *("a", "b", "=", "= ", " =", '"', "'", " ", "\n", "\t", "/", "x", "\u00a0", "<_", "<:", "<1", "<é", "&lt;", "&"),
]


class _Tags:
    """A target of the parser that collects the names of start tags."""

    def __init__(self) -> None:
        self.names: list[str] = []

    def start(self, tag: str, attributes: object) -> None:
        self.names.append(tag)

    def close(self) -> list[str]:
        return [name for name in self.names if name not in OWN_TAGS]


def find_names(markup: str) -> list[str]:
    names = (tag["name"].lower() for tag in find_tags(markup, max_attributes=200) if tag["name"])
    return [name for name in names if name not in OWN_TAGS]


def parse_names(markup: str) -> list[str]:
    parser = etree.HTMLParser(target=_Tags(), encoding="utf-8", huge_tree=True)
    names: list[str] = etree.fromstring(markup.encode(), parser)
    return names


@pytest.mark.parametrize(
    ("markup", "names"),
    [
        ("<p>a<i b='<u>'>c", ["p", "i"]),
        ('<p><!-- <a b=" --><i><u title="">', ["p", "i", "u"]),
        ('<p><!--> <a b=" --><i c="">', ["p", "a"]),
        ('<script>if (a <b && c == "</script><i><u title="">', ["script", "i", "u"]),
        ("<script><!-- <script> </script> <b> --></script><i>", ["script", "i"]),
        ("<script/><i>", ["script", "i"]),
        ("<title><a b='</title><i><u>'", ["title", "i", "u"]),
        ('<p></a b="><i>"><u>', ["p", "u"]),
        ('<? <a b="> <i c="">', ["i"]),
        ("<p a=\u00a0'><i>'", ["p", "i"]),
        ("<plaintext><i>", ["plaintext"]),
    ],
)
def test_tags_are_those_that_the_parser_finds(markup: str, names: list[str]) -> None:
    assert find_names(markup) == names
    assert parse_names(f"<body>{markup}") == names


def test_no_fragments_of_markup_hide_tags() -> None:
    source = random.Random(5)
    for _ in range(2_000):
        markup = "<html><body><p>x</p>" + "".join(source.choices(FRAGMENTS, k=source.randint(1, 25)))
        assert len(find_names(markup)) >= len(parse_names(markup)), markup


def test_plain_tags_that_are_skipped_matter_to_no_limit_and_no_split_element() -> None:
    source = random.Random(6)
    fragments = [
        *FRAGMENTS,
        "<div ",
        "<a b=c d e f>",
        "</a ",
        "<b hidden>",
        "</b>",
        "<h1 class=x>",
        "</h1>",
        "<s>",
        "</s>",
        "<template class=x>",
        "</template>",
    ]
    for _ in range(2_000):
        markup = "".join(source.choices(fragments, k=source.randint(1, 25)))
        kept = []
        for skips_plain in (False, True):
            split_elements, unshown_elements, surplus = SplitElements(), UnshownElements(), []
            for tag in find_tags(markup, max_attributes=2, skips_plain=skips_plain):
                split_elements.add(tag)
                unshown_elements.add(tag)
                surplus += [tag.span("rest")] if tag["rest"] else []
            kept.append((split_elements.renames, unshown_elements.contents, surplus))
        assert kept[0] == kept[1], markup
