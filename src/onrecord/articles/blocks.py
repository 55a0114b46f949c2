"""Flatten HTML into text blocks: paragraphs, headings, list items and table rows in document order.

It visits the tree once, in linear time. Every block has its box (the innermost block element around it), and every box
its parent and the kind of furniture that its markup announces.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from itertools import islice

from lxml.etree import _Element as Element
from lxml.etree import iterwalk

from onrecord.articles.markup import INVISIBLE, Markup, read_markup
from onrecord.articles.style_sheets import HiddenSelectors, find_hidden_selectors


def _tags(names: str) -> frozenset[str]:
    return frozenset(names.split())


# Elements that start and end a block. Custom elements ("site-figure") do too.
_BLOCK_TAGS = _tags(
    "body p div section article main header footer aside nav figure figcaption blockquote ul ol li dl dt dd table tr"
    " caption h1 h2 h3 h4 h5 h6 pre form fieldset address center details summary hr dialog"
)
# Parts of a sentence in these are inline, whatever their tag: "<p>Shares of <company-name>Tarn</company-name> fell".
_SENTENCE_TAGS = _tags("p b em i strong h1 h2 h3 h4 h5 h6")
# A cell with one of these right inside it is a column of the page.
_LAYOUT_TAGS = _tags("p div table br h1 h2 h3")
HEADING_TAGS = _tags("h1 h2 h3 h4 h5 h6")
_PICTURE_TAGS = _tags("img amp-img")
_BOLD_TAGS = _tags("b strong h2 h3 h4 h5 h6")
# Elements with text that readers do not see, or see only as a control.
_HIDDEN_TAGS = _tags(
    "title script style noscript template svg iframe select textarea button object audio video canvas math"
    " noembed noframes datalist meter progress rp rt"
)
# Inline elements of these kinds are not part of the sentence around them: a box that appears when the reader hovers
# over a name, a caption in a span.
_INLINE_KINDS = frozenset({"hidden", "caption", "credit"})
# Inline elements that sites set side by side without a space between: "<a>Ada Quill</a><time>3 May</time>".
_SIDE_BY_SIDE = _tags("a span time")
# The letters on both sides show that they are two texts: a word continues in lower case.
_ENDS_TEXT = re.compile(r"[\w.!?’”')]")
_BEGINS_TEXT = re.compile(r"[A-ZÀ-ÖØ-Þ\d“‘\"]|@\w")
# A question in bold has at most as many pieces of text: a bound on the cost of a paragraph of bold words.
_MAX_QUESTION_PIECES = 20
# A few words in lower case go on with the sentence, unless their class says that they are hidden: readers of a forged
# page may see the word in “I did <em class="credit">not</em> steal it”.
_MAX_CONTINUING_WORDS = 3
_HIDING_NAME = re.compile(r"hidden|invisible|^d none|^off ?screen|^sr only|^screen ?reader|print")
_NEGATION = re.compile(r"\b(?:not|never|no|none|nor|without|\w{1,9}n['’]t)\b", re.IGNORECASE)
_CODE_TAGS = _tags("script style")
_MAX_OMITTED_CHARS = 50


@dataclass(frozen=True, slots=True)
class Box:
    """A block element, or an inline element that hides its text."""

    parent: int
    """Index of the box around it in ``Layout.boxes``; -1 for the outermost."""
    tag: str
    markup: Markup | None
    """Kind of furniture by its tag, classes and ids; null if they do not announce any."""
    class_names: str = ""


@dataclass(frozen=True, slots=True)
class Block:
    """A separate part of the text: a paragraph, heading, list item or table row."""

    text: str
    """The visible text, with white space collapsed."""
    link_share: float
    """Share of the characters that are link text, from 0 to 1."""
    box: int
    """Index of the innermost box around it in ``Layout.boxes``."""
    tag: str
    """Tag name of that box."""
    key: str
    """``text_key`` of the text, for comparison with other blocks."""
    is_heading: bool
    """True for a heading below the headline, a term of a list, and a text that is bold throughout."""
    quotation: int
    """Index of the innermost ``blockquote`` around it in ``Layout.boxes``; 0 for none."""


@dataclass(slots=True)
class Layout:
    """The blocks of a page and the boxes around them, each in document order: a box comes after its parent."""

    boxes: list[Box] = field(default_factory=list)
    blocks: list[Block] = field(default_factory=list)
    pictures: dict[int, int] = field(default_factory=dict)
    """Boxes that begin with a picture, with the number of blocks in each."""
    below_pictures: set[int] = field(default_factory=set)
    """Indexes of the blocks right below a picture that has a line of its own."""
    buttons: list[tuple[int, str]] = field(default_factory=list)
    """The index of the box and the words of each button, which are no block."""
    omissions: dict[int, str] = field(default_factory=dict)
    """Negations that were left out of the sentences of a block because browsers may hide them, by the block's index."""
    has_all_styles: bool = True
    """False if the style sheets are too large to be read whole."""


def text_key(text: str) -> str:
    """Reduce ``text`` to its letters and digits in lower case, so that equal blocks compare equal.

    The same words can differ in spacing and punctuation between two places of a page: "“Yes,” he said ." and "“Yes,” he
    said." have the same key.
    """
    return "".join(filter(str.isalnum, text.casefold()))


def _is_in_sentence(element: Element) -> bool:
    """Return true if ``element`` has only text and stands in a sentence."""
    parent = element.getparent()
    return parent is not None and parent.tag in _SENTENCE_TAGS and len(element) == 0


def lay_out(root: Element) -> Layout:
    """Return the blocks under ``root``, the tree of a page without comments and processing instructions."""
    hidden_selectors = find_hidden_selectors(root)
    builder = _LayoutBuilder(hidden_selectors)
    walker = iterwalk(root, events=("start", "end"))
    for event, element in walker:
        if event == "start" and not builder.start(element):
            walker.skip_subtree()
        elif event == "end":
            builder.end(element)
    builder.flush()
    builder.layout.has_all_styles = hidden_selectors.is_complete
    return builder.layout


_Piece = tuple[str, bool, bool]
"""A text, true if it is link text, and true if it is bold."""


class _LayoutBuilder:
    """Collect text while walking a tree, and close a block at each block element and line break."""

    def __init__(self, hidden_selectors: HiddenSelectors) -> None:
        self._hidden_selectors = hidden_selectors
        self.layout = Layout([Box(-1, "html", None)])
        self._pieces: list[_Piece] = []
        """Text of the open block so far."""
        self._open: list[tuple[Element, int, list[_Piece] | None]] = []
        """Boxes that are open, with the number of each, and the pieces of the block that an inline box interrupts."""
        self._pictures: dict[int, int] = {}
        """Open boxes that begin with a picture, with the number of blocks before each picture."""
        self._is_below_picture = False
        """True after a picture, up to the end of the next block."""
        self._links: list[Element] = []
        self._bold: list[Element] = []
        self._quotations = [0]
        self._closed: str | None = None
        """Tag of the inline element that ended right before, with no text since."""

    def start(self, element: Element) -> bool:
        """Open ``element``. Return false if its text must be skipped."""
        tag = str(element.tag)
        is_hidden = self._hidden_selectors.open(element)
        if self._is_skipped(element):
            return False
        self._start_picture(tag)
        if tag not in _SIDE_BY_SIDE:
            self._closed = None
        if tag == "br":
            self.flush()
        elif tag == "a" and not (element.get("href") or "").startswith("#"):
            self._links.append(element)
        elif tag in _BOLD_TAGS:
            self._bold.append(element)
        elif tag in {"td", "th"} and self._pieces:
            self._start_cell(element)
        # The footer of a block quotation says who is quoted.
        markup = (
            None
            if tag == "footer" and self._quotations[-1]
            else read_markup(element, is_hidden=is_hidden, variables=self._hidden_selectors.variables)
        )
        if tag in _BLOCK_TAGS or ("-" in tag and not _is_in_sentence(element)):
            self.flush()
            # A link around whole blocks is a card: picture, headline and first words of another page.
            self._push(element, markup or (Markup("related", "a") if self._links else None), None)
        elif markup and self._is_apart(element, markup):
            self._note_omission(element)
            interrupted, self._pieces = self._pieces, []
            self._push(element, markup, interrupted)
        if element.text:
            self._add(element.text)
        return True

    def _is_skipped(self, element: Element) -> bool:
        """Return true for an element with text that readers do not see, and note a negation in it."""
        if element.tag not in _HIDDEN_TAGS or (element.tag == "button" and self._continues_sentence(element)):
            return False
        if element.tag == "button":
            words = "".join(text[:_MAX_OMITTED_CHARS] for text in islice(element.itertext(), 5))
            self.layout.buttons.append((self._innermost(), " ".join(words.split())))
        if element.tag not in _CODE_TAGS:
            self._note_omission(element)
        return True

    def _is_apart(self, element: Element, markup: Markup) -> bool:
        """Return true if the words of the inline ``element`` with ``markup`` are not part of the sentence around it."""
        if markup.kind not in _INLINE_KINDS or (element.tag == "a" and markup is not INVISIBLE):
            return False
        is_hidden = markup.word == element.tag or _HIDING_NAME.search(markup.word) is not None
        return is_hidden or not self._continues_sentence(element)

    def _continues_sentence(self, element: Element) -> bool:
        """Return true if ``element`` has a few words in the middle of a sentence: "did <em>not</em> steal"."""
        words = (element.text or "").split() if len(element) == 0 and (element.tail or "").strip() else []
        return bool(self._pieces) and 0 < len(words) <= _MAX_CONTINUING_WORDS and words[0].islower()

    def _note_omission(self, element: Element) -> None:
        """Note a negation that is left out of the sentence around it."""
        if self._pieces or (element.tail or "").strip():
            words = " ".join(text[:_MAX_OMITTED_CHARS] for text in islice(element.itertext(), 5)).split()
            if 0 < len(words) <= _MAX_CONTINUING_WORDS and _NEGATION.search(" ".join(words)):
                self.layout.omissions.setdefault(len(self.layout.blocks), " ".join(words))

    def _start_cell(self, element: Element) -> None:
        """Divide the cell ``element`` of a table from the one before it. A table row is one block: "Monday | 09:00"."""
        if any(child.tag in _LAYOUT_TAGS for child in element):
            self.flush()
        else:
            self._pieces.append((" | ", False, False))

    def end(self, element: Element) -> None:
        """Close ``element`` and add the text that follows it."""
        self._hidden_selectors.close()
        if self._open and self._open[-1][0] is element:
            self.flush()
            _, number, interrupted = self._open.pop()
            self._end_picture(number)
            if self._quotations[-1] == number > 0:
                self._quotations.pop()
            if interrupted is not None:
                self._pieces = interrupted
        if self._links and self._links[-1] is element:
            self._links.pop()
        if self._bold and self._bold[-1] is element:
            self._bold.pop()
            if self._asks():
                self.flush()
        self._closed = str(element.tag) if element.tag in _SIDE_BY_SIDE else None
        if element.tail:
            self._closed = None
            self._add(element.tail)

    def _start_picture(self, tag: str) -> None:
        """Note that the open box begins with a picture, if ``tag`` is one."""
        if tag in _PICTURE_TAGS and not self._pieces:
            self._is_below_picture = True
            self._pictures.setdefault(self._innermost(), len(self.layout.blocks))

    def _end_picture(self, number: int) -> None:
        """Count the blocks of the box ``number`` if it begins with a picture. A box without text is the picture."""
        start = self._pictures.pop(number, None)
        if start is None:
            return
        count = len(self.layout.blocks) - start
        if count:
            self.layout.pictures[number] = count
        else:
            self._pictures.setdefault(self._innermost(), start)

    def _push(self, element: Element, markup: Markup | None, interrupted: list[_Piece] | None) -> None:
        self.layout.boxes.append(Box(self._innermost(), str(element.tag), markup, element.get("class") or ""))
        self._open.append((element, len(self.layout.boxes) - 1, interrupted))
        if element.tag == "blockquote":
            self._quotations.append(len(self.layout.boxes) - 1)

    def _add(self, text: str) -> None:
        if self._closed and self._pieces and _ENDS_TEXT.match(self._pieces[-1][0][-1:]) and _BEGINS_TEXT.match(text):
            # Two links side by side are two headlines: "<a>Pier closes</a><a>Gulls steal chips</a>".
            if self._closed == "a" and self._links and all(in_link for _, in_link, _ in self._pieces):
                self.flush()
            else:
                self._pieces.append((" ", False, False))
        self._closed = None
        self._pieces.append((text, bool(self._links), bool(self._bold)))

    def _asks(self) -> bool:
        """Return true if the block so far is a question in bold: "<b>How do you row?</b> With my knees." """
        if not 0 < len(self._pieces) <= _MAX_QUESTION_PIECES or not self._is_bold():
            return False
        text = "".join(text for text, _, _ in self._pieces).rstrip()
        return text.endswith("?") and " " in text.lstrip()

    def _is_bold(self) -> bool:
        return all(in_bold or text.isspace() for text, _, in_bold in self._pieces)

    def _innermost(self) -> int:
        return self._open[-1][1] if self._open else 0

    def flush(self) -> None:
        """Close the open block, if it has any text, and attribute it to the innermost open box."""
        if not self._pieces:
            if self._is_below_picture:
                self.layout.below_pictures.add(len(self.layout.blocks))
            return
        text = " ".join("".join([piece for piece, _, _ in self._pieces]).split())
        if text:
            link_chars = sum([len(piece) for piece, in_link, _ in self._pieces if in_link])
            all_chars = sum([len(piece) for piece, _, _ in self._pieces])
            box = self._innermost()
            tag = self.layout.boxes[box].tag
            # <dt>Why stop now?</dt><dd>Because I was happy.</dd>
            is_heading = self._is_bold() or tag == "dt"
            self.layout.blocks.append(
                Block(text, link_chars / all_chars, box, tag, text_key(text), is_heading, self._quotations[-1])
            )
            self._is_below_picture = False
        self._pieces = []
