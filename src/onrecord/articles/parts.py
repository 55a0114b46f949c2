"""Label the blocks of an HTML article with their kind of furniture: captions, prompts, related headlines, authors."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace

from onrecord.articles.blocks import HEADING_TAGS, Block, Layout, text_key
from onrecord.articles.body import ArticleRange
from onrecord.articles.bylines import is_agency, is_role, parse_author_line, parse_bare_names
from onrecord.articles.dates import find_date, is_dated_label, is_dateline
from onrecord.articles.furniture import classify_line
from onrecord.articles.headlines import looks_like_headline
from onrecord.articles.repetitions import find_pull_quotes, find_repetitions
from onrecord.articles.rules import RELATED_HEADING
from onrecord.articles.turns import is_letters_page, is_signature
from onrecord.types import FurnitureKind

# A line of link text with at least three words is the headline of another page ("Gulls steal chips from mayor").
# A shorter one is a linked name or section ("Ada Quill").
_HEADLINE_LINK_SHARE = 0.9
_MIN_LINKED_WORDS = 3
# Some pages list hundreds of related headlines; the first 30 are enough. A block of more than 400 characters is not a
# caption or headline but a paragraph of another article.
MAX_FURNITURE = 30
MAX_FURNITURE_CHARS = 400
# The first sentence of another article, below its headline.
_MAX_TEASER_CHARS = 250
# "The Morning Tide", "Want to read the rest?"
_MAX_LABEL_WORDS = 8
_PROMPT_BUTTON = re.compile(
    r"(?:sign (?:me )?up|subscribe|join|donate|give|vote)(?: now| here| today| for free)?\W*", re.IGNORECASE
)
_MAX_PROMPT_CHARS = 250
# A paragraph of the article before its first long one ends as a sentence does or has at least five words.
_MIN_STANDFIRST_WORDS = 5
# After the name of an author at the start of a last paragraph: "Ada Quill is a contributing editor".
_ABOUT_AUTHOR = re.compile(r",? (?:is|was|writes|covers|reports|joined|has (?:written|reported|covered))\b")
_ABOUT_AUTHOR_HEADING = re.compile(
    r"\W*about the (?:author|contributor|writer|reporter|journalist)s?\W*", re.IGNORECASE
)
# The heading, the name, the role, and two paragraphs.
_MAX_NOTE_PARAGRAPHS = 5
# A line of link text that asks the reader to go elsewhere: "[Learn how the ferry is steered.]", "Watch the ferry sink."
_LINKED_CALL = re.compile(r"[\[(>» ]*(?:see|watch|read|learn|listen|click|view|find|download|buy)\b.*", re.IGNORECASE)
# A label and the linked headline of another page: "READ ALSO Gulls steal chips". The label is no link.
_LINKED_LABEL = re.compile(r"\W{0,3}(?:read (?:also|more|next|this)|also read|see also|related|more)\b", re.IGNORECASE)
_MIN_LABELLED_LINK_SHARE = 0.6
_BUTTON_KINDS = frozenset({"other", "promo"})
# A picture in one of these is part of a text: a sign of mood in a paragraph, an icon before the item of a list.
_TEXT_TAGS = frozenset({"p", "li"})
# Above a caption: "2 / 7", "Image 2 of 7".
_SLIDE_NUMBER = re.compile(r"(?:[A-Z][a-z]{1,10} )?\d{1,3} ?(?:/|of) ?\d{1,3}")
# The name below words in large letters: "— Rafe Quill, manager".
_ATTRIBUTION = re.compile(r"[—–-] ?[A-Z](?:\S+ ){1,9}\S+")
# Double or single quotation marks around at least two characters. A single mark between letters is an apostrophe:
# ‘the board’s last word’ is one quotation.
_QUOTATION = re.compile(r"[“\"][^“”\"]{2,}[”\"]|(?<!\w)[‘'][^‘’']{2,}(?:[’'](?=\w)[^‘’']+)*[’'](?!\w)")
# A headline that attributes its quotation: "Ann Vale: ‘I never liked the ferry’" or "“We were wrong to sell”: Vale".
# Quotations of one or two words are left out: in "Review: ‘The Gulls’" they are a title. The first colon before a
# quotation mark decides: trying each in turn takes quadratic time.
_ATTRIBUTING_COLON = re.compile(r"\w: ?(?=[“‘\"']\S)")
_WHOLE_QUOTATION = re.compile(r"[“‘\"'](?:\S+ ){2,}\S*[”’\"']$")
_ATTRIBUTED_AT_END = re.compile(r"[“‘\"'](?:\S+ ){2,}\S*[”’\"']:")


@dataclass(frozen=True, slots=True)
class Part:
    """The text of a block, with its kind of furniture, or null for a paragraph of the article."""

    text: str
    kind: FurnitureKind | None = None
    is_heading: bool = False
    quotation: int = 0
    """The number of the ``blockquote`` around it; 0 for none."""
    box: int = 0
    """The index of its box in ``Layout.boxes``."""
    tag: str = ""
    """The tag name of its box."""


def classify_blocks(
    layout: Layout, selection: ArticleRange, *, title: str | None, title_index: int | None
) -> list[Part]:
    """Label each block of the article with its kind of furniture, if any.

    Headlines below a heading such as "More stories" are related headlines, up to the next line of the article.
    """
    title_key = text_key(title or "")
    pull_quotes = find_pull_quotes(layout, selection)
    repetitions = pull_quotes | find_repetitions(layout, selection)
    parts: list[Part] = []
    in_related_list = has_links = has_sentence = False
    for before, index in zip([-1, *selection.indexes], selection.indexes, strict=False):
        block = layout.blocks[index]
        has_links |= in_related_list and selection.kinds[index] == "related"
        if selection.kinds[index] or index == title_index or block.key == title_key or index in repetitions:
            # <div>Ada Quill</div><div class="story-date">3 May 2024</div>
            is_dated = selection.kinds[index] == "byline" and is_dateline(block.text)
            parts += [Part(block.text, "dateline")] * is_dated
            continue
        is_number = block.text.isdigit() or _SLIDE_NUMBER.fullmatch(block.text) is not None
        if not block.key or (is_number and not block.is_heading):
            # "* * *" between two parts, "41" readers who like the article, and "2 / 7" above a caption.
            continue
        if before in pull_quotes and (parse_bare_names(block.text) or _ATTRIBUTION.fullmatch(block.text)):
            continue
        kind = classify_line(block.text)
        ends_article = kind == "comments" and (block.is_heading or "powered by" in block.text)
        if ends_article and any(part.kind is None for part in parts):
            # "<h3>12 Comments</h3>", "comments powered by Disqus": readers' comments, to the end of the article.
            break
        is_linked = block.link_share >= _HEADLINE_LINK_SHARE and len(block.text.split()) >= _MIN_LINKED_WORDS
        is_headline = looks_like_headline(block.text)
        # The first heading without a link after those with links is one of the article.
        in_related_list = in_related_list and not (has_links and block.is_heading and not block.link_share)
        is_teaser = before >= 0 and _is_teaser(layout, block, layout.blocks[before])
        if kind is None and (
            is_teaser
            or (is_headline and (in_related_list or is_linked))
            or (is_linked and _LINKED_CALL.fullmatch(block.text))
            or (is_headline and block.link_share >= _MIN_LABELLED_LINK_SHARE and _LINKED_LABEL.match(block.text))
        ):
            kind = "related"
        elif (
            kind is None
            and is_headline
            and _may_be_caption(block)
            and (
                _is_below_picture(layout, block)
                or (has_sentence and index in layout.below_pictures)
                or (before >= 0 and _SLIDE_NUMBER.fullmatch(layout.blocks[before].text))
            )
        ):
            kind = "caption"
        elif kind is None and is_headline and _is_below_caption(layout, block, parts):
            # "Mina Hart/The Bell"
            kind = "credit"
        has_sentence |= kind is None and not is_headline
        in_related_list = bool(RELATED_HEADING.fullmatch(block.text)) or (in_related_list and kind is not None)
        has_links = in_related_list and (has_links or is_linked)
        parts.append(Part(block.text, kind, block.is_heading, block.quotation, block.box, block.tag))
    return _trim(_label_prompts(layout, parts), title=title)


def _label_prompts(layout: Layout, parts: list[Part]) -> list[Part]:
    """Label what stands beside a sign-up prompt in a box of their own: its heading, and one short text above a button.

    <div><h3>The Morning Tide</h3><p>Sign up for our email</p></div>
    <div><div>The Morning Tide</div><div>All the news from the quay.</div><a>Sign up</a></div>
    <div><h4>Support the Courier</h4><p>Your gift pays for the printing.</p><a>Donate</a></div>
    """
    buttons = [Part(text, box=box) for box, text in layout.buttons] + parts
    buttons = [part for part in buttons if _PROMPT_BUTTON.fullmatch(part.text)]
    prompts = buttons + [part for part in parts if part.kind == "newsletter"]
    if not prompts:
        return parts
    button_boxes = {box for part in buttons for box in _boxes_of(layout, part)}
    text_counts, lengths = [0] * len(layout.boxes), [0] * len(layout.boxes)
    for part in parts:
        if part.kind is None and not _is_label(part):
            text_counts[part.box] += 1
            # Nobody is quoted in a prompt.
            lengths[part.box] += _MAX_PROMPT_CHARS if has_quotation(part.text) else len(part.text)
    for index in range(len(layout.boxes) - 1, 0, -1):
        text_counts[layout.boxes[index].parent] += text_counts[index]
        lengths[layout.boxes[index].parent] += lengths[index]
    labels = (part for part in parts if _is_label(part) and not _PROMPT_BUTTON.fullmatch(part.text))
    labelled_boxes = {box for part in labels for box in _boxes_of(layout, part)}
    button_boxes &= labelled_boxes
    prompt_boxes = {
        box
        for part in prompts
        for box in _boxes_of(layout, part)
        if not text_counts[box] or (box in button_boxes and text_counts[box] == 1 and lengths[box] < _MAX_PROMPT_CHARS)
    }
    return [
        replace(part, kind="newsletter")
        if part.kind is None and not prompt_boxes.isdisjoint(_boxes_of(layout, part))
        else part
        for part in parts
    ]


def _boxes_of(layout: Layout, part: Part) -> tuple[int, int]:
    """Return the box of ``part`` and the one around it."""
    return part.box, max(layout.boxes[part.box].parent, 0)


def _is_label(part: Part) -> bool:
    return part.is_heading or (len(part.text.split()) <= _MAX_LABEL_WORDS and looks_like_headline(part.text))


def _is_below_picture(layout: Layout, block: Block) -> bool:
    """Return true if ``block`` is the only text in a box with a picture: <div><img><p>The ferry on Monday</p></div>."""
    boxes = (block.box, layout.boxes[block.box].parent)
    return any(layout.pictures.get(box) == 1 and layout.boxes[box].tag not in _TEXT_TAGS for box in boxes)


def _is_below_caption(layout: Layout, block: Block, parts: list[Part]) -> bool:
    """Return true if ``block`` is a short line in the box of a picture, right below its caption."""
    is_short = not block.is_heading and len(block.text.split()) < _MIN_STANDFIRST_WORDS
    box = layout.boxes[block.box].parent
    follows_caption = parts and parts[-1].kind == "caption" and layout.boxes[parts[-1].box].parent == box
    return is_short and bool(follows_caption) and box in layout.pictures


def _is_teaser(layout: Layout, block: Block, before: Block) -> bool:
    """Return true if ``block`` stands below a picture and a linked headline, ``before``, in a box of their own."""
    box = layout.boxes[block.box].parent
    is_card = layout.pictures.get(box) == 2 and len(block.text) <= _MAX_TEASER_CHARS
    is_inside = box in {before.box, layout.boxes[before.box].parent}
    return is_card and is_inside and before.link_share >= _HEADLINE_LINK_SHARE


def _may_be_caption(block: Block) -> bool:
    is_heading = block.is_heading or block.tag in HEADING_TAGS
    # "Ada Quill May 3, 2024" beside a picture of her.
    is_author = find_date(block.text) is not None and bool(parse_author_line(block.text))
    return not (is_heading or is_author) and len(block.text.split()) >= _MIN_STANDFIRST_WORDS


def _trim(parts: list[Part], *, title: str | None) -> list[Part]:
    """Drop labels before the first and after the last sentence: "Politics", "Topics in this story".

    The signature of a letter to the editor stays.
    """
    sentences = [index for index, part in enumerate(parts) if part.kind is None and not looks_like_headline(part.text)]
    if not sentences:
        return parts
    signature = parts[sentences[-1] + 1 : sentences[-1] + 2]
    if signature and is_signature(signature[0].text) and is_letters_page(title, [part.text for part in parts]):
        sentences.append(sentences[-1] + 1)
    label = sentences[0] - 1
    inner_tags = {part.tag for part in parts[sentences[0] : sentences[-1]] if part.kind is None}
    if label >= 0 and parts[label].kind is None and parts[label].tag in HEADING_TAGS & inner_tags:
        # The heading of the first of several sections.
        sentences[0] = label
    elif label >= 0 and parts[label].kind is None and parse_bare_names(parts[label].text):
        # The author on a separate line: "Ada Quill".
        parts[label] = replace(parts[label], kind="byline")
    # The first sentence may be a standfirst.
    top = sentences[1] if len(sentences) > 1 else sentences[0]
    parts = _label_authors(parts[:top]) + parts[top:]
    return [
        part
        for index, part in enumerate(parts)
        if part.kind
        or sentences[0] <= index <= sentences[-1]
        or (index < sentences[0] and len(part.text.split()) >= _MIN_STANDFIRST_WORDS and not find_date(part.text))
    ]


def _label_authors(parts: list[Part]) -> list[Part]:
    """Label names with a date on the same line or beside it, or with a role below, as bylines; and the roles."""
    # "Ada Quill", "Follow", "3 May 2024": a button in between counts for nothing.
    lines = [part for part in parts if part.kind not in _BUTTON_KINDS]
    labelled: list[Part] = []
    has_byline = False
    for before, part, after in zip([None, *lines], lines, [*lines[1:], None], strict=False):
        text = part.text
        is_dated = (
            any(neighbour and _is_dated(neighbour) for neighbour in (before, after))
            or find_date(text) is not None
            or text.endswith(" ago")
        )
        has_role = after is not None and is_role(after.text)
        # After a byline a name is a heading: "Orla Tarn", "Pilot, Elmouth".
        has_byline = has_byline or (before is not None and labelled[-1].kind == "byline")
        may_be_name = part.kind is None or (part.kind == "credit" and is_agency(text))
        is_name = may_be_name and not has_byline and bool(parse_author_line(text))
        is_byline = is_name and (is_dated or has_role)
        is_byline |= bool(labelled) and labelled[-1].kind == "byline" and is_role(text)
        labelled.append(replace(part, kind="byline") if is_byline else part)
    remaining = iter(labelled)
    return [part if part.kind in _BUTTON_KINDS else next(remaining) for part in parts]


def _is_dated(part: Part) -> bool:
    return part.kind == "dateline" or (part.kind is None and is_dated_label(part.text))


def without_author_notes(paragraphs: list[Part], bylines: tuple[str, ...]) -> list[Part]:
    """Leave out notes about the authors: "Ada Quill is a contributing editor. She lives at Tarn Quay".

    They are the last paragraph or one of the first two, or stand below a last heading such as "About the author".
    """
    first = max(len(paragraphs) - _MAX_NOTE_PARAGRAPHS, 1)
    headings = (n for n in range(first, len(paragraphs)) if _ABOUT_AUTHOR_HEADING.fullmatch(paragraphs[n].text))
    paragraphs = paragraphs[: next(headings, len(paragraphs))]
    # A note on each author, and the name above it.
    while len(paragraphs) > 1 and _is_author_note(paragraphs[-1].text, bylines):
        paragraphs.pop()
    places = {0, 1} if len(paragraphs) >= _MAX_NOTE_PARAGRAPHS else set()
    return [
        part
        for number, part in enumerate(paragraphs)
        if number not in places or not _is_author_note(part.text, bylines)
    ]


def _is_author_note(text: str, bylines: tuple[str, ...]) -> bool:
    text = text.lstrip("•*–— ")
    return any(text == name or _ABOUT_AUTHOR.match(text, len(name)) for name in bylines if text.startswith(name))


def find_posts(layout: Layout, selection: ArticleRange) -> list[Part]:
    """Return the embedded posts of the article, each with its account as one text: "Words — Name (@name) May 3"."""
    posts: dict[int, list[str]] = {}
    for index in selection.indexes:
        if selection.kinds[index] == "post":
            posts.setdefault(selection.roots[index], []).append(layout.blocks[index].text)
    # <li class="tweet">Tweet</li> is a button.
    texts_of_posts = filter(lambda text: " " in text, (" ".join(texts) for texts in posts.values()))
    return [Part(text, "post") for text in texts_of_posts][:MAX_FURNITURE]


def find_quoting_furniture(layout: Layout, selection: ArticleRange, body_keys: set[str]) -> list[Part]:
    """Find captions and related headlines outside the body that contain quotations.

    ``body_keys`` are the text keys of the body's blocks and the title. Between the body's paragraphs any quotation
    counts. Before and after them a page is full of other pages' headlines, and only a headline that attributes its
    quotation with a colon counts: "Ann Vale: ‘I never liked the ferry’".
    """
    parts: dict[str, Part] = {}
    inside = set(selection.indexes)
    for index, block in enumerate(layout.blocks):
        kind = selection.kinds[index]
        if kind not in {"caption", "related"} or len(block.text) > MAX_FURNITURE_CHARS or block.key in body_keys:
            continue
        is_headline = looks_like_headline(block.text) and block.link_share >= _HEADLINE_LINK_SHARE
        quotes = has_quotation if index in inside else _attributes_quotation
        if (kind == "related") != is_headline or (kind == "caption" and index not in inside):
            continue
        if quotes(block.text) and classify_line(block.text) in {None, "related", "caption"}:
            parts.setdefault(block.key, Part(block.text, "related" if kind == "related" else "caption"))
    return list(parts.values())[:MAX_FURNITURE]


def _attributes_quotation(text: str) -> bool:
    """Return true if ``text`` is a headline that attributes its quotation."""
    colon = _ATTRIBUTING_COLON.search(text)
    return bool((colon and _WHOLE_QUOTATION.match(text, colon.end())) or _ATTRIBUTED_AT_END.match(text))


def has_quotation(text: str) -> bool:
    """Return true if ``text`` may quote somebody.

    A quotation needs a word in lower case: “The Gulls” is a title, “the gulls” may be what somebody said.
    """
    return any(re.search(r"(?:^|\s)[a-z]", match[0].strip("“”‘’\"'")) for match in _QUOTATION.finditer(text))
