"""Pages that drafts are compared with: their readings, with lookups by position."""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Final

from onrecord.encoder.quotations import Quotation, find_quotations
from onrecord.people.lexicon import fold, word_set
from onrecord.sentences import is_abbreviation
from onrecord.spans import SpanIndex, covered_length, merge_spans, subtract_spans
from onrecord.types import Article, Entity, Reading, Relation, Relationship, Span, Spans, Statement
from onrecord.word_keys import WordKey, split_words

_SENTENCE_END = re.compile(r"[.?!…][\"”’')\]]*(?P<space>\s+)(?=[\"“‘'(\[]?[A-Z0-9])")

_APOSTROPHE: Final = re.compile("['’]")
PRONOUNS: Final = word_set("he him his she her hers they their i who")
_AT_BIRTH: Final = re.compile(
    r"\b(?:née|nee|born) (?:[A-Z][\w’'-]* )?([A-Z][\w’'-]+)"
    r"|\b(?:was|known as|called|name) (?:[A-Z][\w’'-]* )?([A-Z][\w’'-]+),? (?:until|before) (?:her|his|she|he)"
    r" marri(?:age|ed)\b"
    r"|\bmaiden name,? (?:is |was |of )?([A-Z][\w’'-]+)"
)
_COUPLES: Final[frozenset[Relation]] = frozenset({"spouse", "ex-spouse", "partner", "ex-partner"})
_FIRST_PERSON: Final = word_set("i me my mine i'm i've i'd i'll we our ours us we're we've we'll")
_MOST_NAMES: Final = 50
"""Names before a statement that may be of its speaker: a page may have thousands."""
_MARKED: Final = 0.75
"""A direct statement counts as quoted if at least this share of it is in paired quotation marks."""


_RETRACTS: Final = re.compile(
    r"\b(?:(?:earlier|previous|original|first) versions?|originally|previously|incorrectly|wrongly|mistakenly"
    r"|erroneously|inaccurately|misquoted|misattributed|misstated|misheard"
    r"|(?:article|column|headline|report|story)\b[^.“”]{1,80} quot(?:ed|ing))\b",
    re.IGNORECASE,
)
"""Words of a correction before a quotation that it withdraws."""
# "The words “this week” |were added in error|."
_IN_ERROR: Final = re.compile(r"[”\"’'] (?:was|were) [a-z]+ (?:in error|by mistake|mistakenly|wrongly)\b")
_CORRECTIONS: Final = re.compile(r"\A(?:corrections?|clarifications?)\b", re.IGNORECASE)
"""The beginning of the title of a page of corrections."""
# "misquoted as “It is late”, |but in fact she said| “It is early”".
_RECTIFIES: Final = re.compile(r"\b(?:in fact|actually|instead|should|correct(?:ed to| quotation))\b", re.IGNORECASE)
_NOT: Final = re.compile(r"\b(?:not|rather than|instead of)\W{0,3}\Z", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class StatementFacts:
    """The facts of a statement that judgements may have corrected."""

    id: str
    speaker_name: str | None
    speaker_kind: str
    person: str | None
    """Public id of the speaker in the record; null without one."""
    told: str | None
    when: str | None
    """Date of the statement, EDTF."""
    confidence: float
    is_judged: bool = False


@dataclass(frozen=True)
class CheckedPage:
    """A page that drafts are compared with: its reading, and the facts of its statements as judged."""

    id: str
    url: str | None
    """Address to open it at; null if it is not on the web."""
    source: str
    reading: Reading
    facts: Mapping[int, StatementFacts]
    """By the position of the statement in the reading, without statements that were judged to be none."""
    block_quotes: Spans = ()
    """Block quotations, which need no quotation marks."""
    left_out: Spans = ()
    """Words of people whom the record hides."""

    @property
    def article(self) -> Article:
        return self.reading.article

    @cached_property
    def blocks(self) -> Spans:
        """Headlines, paragraphs and furniture, in the order of the text; the lines of a wrapped paragraph are one."""
        furniture = [piece.span for piece in self.article.furniture]
        blocks: list[Span] = []
        for block in sorted((*self.article.titles, *self.article.paragraphs, *furniture)):
            if blocks and self._is_wrapped(blocks[-1][1], block):
                blocks[-1] = (blocks[-1][0], block[1])
            else:
                blocks.append(block)
        return tuple(blocks)

    def _is_wrapped(self, end: int, block: Span) -> bool:
        """True if a sentence goes on from ``end`` to ``block`` in the next line: "asked | her to tone it down"."""
        text = self.article.text
        return text[end : block[0]] == "\n" and text[end - 1] not in '.?!:”"' and text[block[0]].islower()

    @cached_property
    def retracted(self) -> Spans:
        """Quotations that a correction on the page withdraws: an earlier version had |“It is late”|."""
        corrections = [piece.span for piece in self.article.furniture if piece.kind == "correction"]
        is_column = _CORRECTIONS.match(self.article.title or "") is not None
        corrections += self.article.paragraphs if is_column else ()
        quotations = [item for span in corrections for item in find_quotations(self.article.text, [span])]
        return tuple(item.inner for item in quotations if item.depth == 0 and self._is_retracted(item))

    def _is_retracted(self, quotation: Quotation) -> bool:
        before = self.article.text[self.sentence(quotation.span)[0] : quotation.span[0]]
        is_error = _IN_ERROR.match(self.article.text, quotation.inner[1]) is not None
        return (
            is_error
            or _NOT.search(before) is not None
            or (_RETRACTS.search(before) is not None and _RECTIFIES.search(before) is None)
        )

    @cached_property
    def words(self) -> list[WordKey]:
        """All words of the page, in order, without those that it withdraws."""
        hidden = merge_spans((*self.left_out, *self.retracted))
        blocks = subtract_spans(self.blocks, hidden) if hidden else self.blocks
        return [word for block in blocks for word in split_words(self.article.text, block)]

    @cached_property
    def quotations(self) -> tuple[Quotation, ...]:
        """The outermost quotations of the page."""
        return tuple(quotation for quotation in self._all_quotations if quotation.depth == 0)

    @cached_property
    def _all_quotations(self) -> tuple[Quotation, ...]:
        quotations = find_quotations(self.article.text, self.blocks)
        quoted_spans = SpanIndex(quotation.span for quotation in quotations)
        bare = [block for block in self.block_quotes if not quoted_spans.overlapping(block)]
        blocks = [Quotation(span=block, inner=block, mark='"', depth=0, closed=True) for block in bare]
        return tuple(sorted((*quotations, *blocks), key=lambda quotation: quotation.span))

    @cached_property
    def _quotation_index(self) -> SpanIndex:
        """The outermost quotations, with their marks, by their positions in ``quotations``."""
        return SpanIndex(quotation.span for quotation in self.quotations)

    @cached_property
    def _nested_index(self) -> SpanIndex:
        """Nested quotations by their positions in ``_all_quotations``."""
        index = SpanIndex()
        for number, quotation in enumerate(self._all_quotations):
            if quotation.depth:
                index.add([quotation.span], number)
        return index

    @cached_property
    def _content_index(self) -> SpanIndex:
        """The contents of statements by the positions of the statements in the reading."""
        index = SpanIndex()
        for number in self.facts:
            index.add(self.reading.statements[number].content, number)
        return index

    @cached_property
    def _mention_index(self) -> SpanIndex:
        """The mentions of people and organisations by the positions of these entities in the reading."""
        index = SpanIndex()
        for number, entity in enumerate(self._entities):
            index.add(entity.mentions, number)
        return index

    @cached_property
    def _entities(self) -> tuple[Entity, ...]:
        return self.reading.entities

    @cached_property
    def _names(self) -> list[tuple[Span, str]]:
        """The mentions of people except pronouns ("he", "she’ll"), with the people's ids, in order."""
        mentions = [(span, person.id) for person in self.reading.people for span in person.mentions]
        return sorted(
            (span, person)
            for span, person in mentions
            if _APOSTROPHE.split(self.article.words(span))[0].lower() not in PRONOUNS
        )

    def names_between(self, start: int, end: int) -> list[tuple[Span, str]]:
        """The people whose names or descriptions begin from ``start`` up to ``end``, exclusive, with their spans."""
        first, last = (bisect_left(self._names, ((place, 0), "")) for place in (start, end))
        return self._names[first:last]

    @cached_property
    def entities_by_id(self) -> Mapping[str, Entity]:
        """The people and organisations of the reading by their ids in it."""
        return {entity.id: entity for entity in self._entities}

    @cached_property
    def entities_by_name(self) -> Mapping[str, Entity]:
        """The people and organisations by their names; of namesakes the first."""
        return {entity.name: entity for entity in reversed(self._entities)}

    @cached_property
    def _couples(self) -> Mapping[str, list[Relationship]]:
        couples: dict[str, list[Relationship]] = {}
        for row in self.reading.relationships:
            if row.relation in _COUPLES:
                for name in (row.from_name, row.to_name):
                    couples.setdefault(name, []).append(row)
        return couples

    @cached_property
    def surnames_at_birth(self) -> frozenset[str]:
        """The surnames that the page says somebody had before a marriage, folded: "née |Kimura|", "was Ada |Kimura|
        until she married"."""
        return frozenset(fold(match[match.lastindex or 0]) for match in _AT_BIRTH.finditer(self.article.text))

    def couples_of(self, person: str) -> Sequence[Relationship]:
        """The marriages and partnerships of the person with this name, present and past."""
        return self._couples.get(person, ())

    def quotations_at(self, span: Span) -> list[Quotation]:
        """The outermost quotations that share a character with ``span``, marks included, in order."""
        return [self.quotations[number] for number in self._quotation_index.overlapping(span)]

    @cached_property
    def keys(self) -> frozenset[str]:
        """The keys of all words of the page."""
        return frozenset(word.key for word in self.words)

    @cached_property
    def _starts(self) -> list[int]:
        return [word.span[0] for word in self.words]

    @cached_property
    def quoted(self) -> list[bool]:
        """For each word: true if it is in quotation marks or in a direct statement without any: a post, a turn."""
        quoted = [False] * len(self.words)
        spans = [quotation.inner for quotation in self.quotations]
        for position in self.facts:
            statement = self.reading.statements[position]
            # A turn of an interview is printed without quotation marks: "Orla Tarn: No. Boats tell the truth."
            is_turn = statement.speaker_basis == "turn" or self._is_introduced(statement)
            if (statement.kind == "direct" or is_turn) and not self._is_marked(statement):
                spans += statement.content
        spans += [block for block in self.article.paragraphs if self._is_own_text(block)]
        for span in spans:
            positions = self.positions(span)
            quoted[positions.start : positions.stop] = [True] * len(positions)
        return quoted

    def _is_introduced(self, statement: Statement) -> bool:
        """True for a statement in paragraphs of its own after a colon, as a block quotation is printed: "His parents
        said:", and below it "Our son would never leave"."""
        start, end = statement.content[0][0], statement.content[0][1]
        number = bisect_left(self.blocks, (start + 1, 0)) - 1
        if number < 1 or start > self.blocks[number][0] or end < self.blocks[number][1] - 1:
            return False
        return self.article.words(self.blocks[number - 1]).rstrip().endswith(":")

    def _is_own_text(self, block: Span) -> bool:
        """True for a paragraph in the first person that nobody else's words or quotation marks are in.

        A page sets a letter or a post as a block without marks: "My mother waited eleven hours." Narrators say "I" of
        themselves, and then the words are the outlet's own.
        """
        speakers = {self.facts[number].speaker_name for number in self.statements_at(block)}
        is_free = not self.quotations_at(block) and speakers <= {None, *self.article.bylines}
        return is_free and any(word.key in _FIRST_PERSON for word in self.words_in(block))

    def words_in(self, span: Span) -> Sequence[WordKey]:
        """The words that begin in ``span``."""
        positions = self.positions(span)
        return self.words[positions.start : positions.stop]

    def _is_marked(self, statement: Statement) -> bool:
        """True if most of a statement is in paired quotation marks; a turn of a transcript or a post has none."""
        length = sum(end - start for start, end in statement.content)
        inner = {quotation.inner for span in statement.content for quotation in self.quotations_at(span)}
        cover = merge_spans(inner)
        return sum(covered_length(span, cover) for span in statement.content) >= _MARKED * length

    def positions(self, span: Span) -> range:
        """Positions in ``words`` of the words that begin in ``span``."""
        return range(bisect_left(self._starts, span[0]), bisect_left(self._starts, span[1]))

    def statements_at(self, span: Span) -> list[int]:
        """Positions of the statements whose content overlaps ``span``."""
        return self._content_index.overlapping(span)

    def entity_at(self, span: Span) -> Entity | None:
        """The person or organisation that the words at ``span`` refer to; null if the reading has none there."""
        entities = [self._entities[number] for number in self._mention_index.overlapping(span)]
        covering = (e for e in entities if any(start <= span[0] and span[1] <= end for start, end in e.mentions))
        return next(covering, None)

    def paragraphs_around(self, position: int) -> list[WordKey]:
        """The words of the block at ``position`` and of its neighbours."""
        number = max(bisect_left(self.blocks, (position + 1, 0)) - 1, 0)
        spans = self.blocks[max(number - 1, 0) : number + 2]
        return [self.words[position] for span in spans for position in self.positions(span)]

    def named_since(self, person: str, position: int) -> list[str]:
        """Ids of the people named after the last mention of ``person`` before ``position``, outside statements, last
        first.

        Empty if ``person`` is not named before ``position``.
        """
        people: list[str] = []
        first = bisect_left(self._names, ((position, 0), ""))
        for span, name in reversed(self._names[max(0, first - _MOST_NAMES) : first]):
            if self.statements_at(span):
                continue
            if name == person:
                return people
            people.append(name)
        return people if first > _MOST_NAMES else []

    def start_of_context(self, position: int) -> int:
        """The start of the paragraph before the one at ``position``."""
        context = self._blocks_before(position)
        return context[0][0] if context else position

    def block_at(self, position: int) -> Span:
        """The block that holds ``position``."""
        return self.blocks[max(bisect_left(self.blocks, (position + 1, 0)) - 1, 0)]

    def _blocks_before(self, position: int) -> Spans:
        """The block at ``position`` and the one before it."""
        number = max(bisect_left(self.blocks, (position + 1, 0)) - 1, 0)
        return self.blocks[max(number - 1, 0) : number + 1]

    def context(self, statement: Statement) -> str:
        """The paragraph of ``statement`` and the previous one, without the words of the statement."""
        spans = subtract_spans(self._blocks_before(statement.content[0][0]), statement.content)
        return " ".join(self.article.words(span) for span in spans)

    def unquoted(self, statement: Statement) -> str:
        """The words of ``statement`` outside quotation marks."""
        quoted = [quotation.span for span in statement.content for quotation in self.quotations_at(span)]
        return " ".join(self.article.words(span) for span in subtract_spans(statement.content, quoted))

    def is_nested(self, span: Span) -> bool:
        """True if ``span`` is in a nested quotation: somebody else may have said these words."""
        nested = [self._all_quotations[number] for number in self._nested_index.overlapping(span)]
        return any(quotation.inner[0] <= span[0] and span[1] <= quotation.span[1] for quotation in nested)

    def sentence(self, span: Span) -> Span:
        """The sentences that contain ``span``, within its block."""
        number = bisect_left(self.blocks, (span[0] + 1, 0)) - 1
        block = self.blocks[number] if number >= 0 and span[0] < self.blocks[number][1] else span
        if block not in self._sentence_ends:
            self._sentence_ends[block] = _find_sentence_ends(self.article.text, block)
        ends = self._sentence_ends[block]
        before = bisect_right(ends, span[0], key=lambda gap: gap[1])
        start = ends[before - 1][1] if before else block[0]
        after = bisect_left(ends, span[1], lo=before, key=lambda gap: gap[1])
        end = ends[after][0] if after < len(ends) else block[1]
        return start, max(end, min(span[1], block[1]))

    @cached_property
    def _sentence_ends(self) -> dict[Span, list[Span]]:
        return {}


def page_of_reading(reading: Reading, *, block_quotes: Spans = ()) -> CheckedPage:
    """Return the page of a reading that is in no record."""
    article = reading.article
    facts = {
        position: StatementFacts(
            id=statement.id,
            speaker_name=statement.speaker_name,
            speaker_kind=statement.speaker_kind,
            person=None,
            told=statement.told,
            when=statement.when.edtf if statement.when else None,
            confidence=statement.confidence,
        )
        for position, statement in enumerate(reading.statements)
        if statement.kind != "no-response"
    }
    return CheckedPage(
        id=article.id,
        url=article.page.url or article.url,
        source=article.page.source,
        reading=reading,
        facts=facts,
        block_quotes=block_quotes,
    )


def _find_sentence_ends(text: str, block: Span) -> list[Span]:
    """Return the white space between the sentences of ``block``."""
    return [
        match.span("space")
        for match in _SENTENCE_END.finditer(text, *block)
        if not is_abbreviation(text, match.start() + 1)
    ]


def name_keys(entity: Entity) -> set[str]:
    """The keys of the words of an entity's name and its other forms."""
    return {word.key for name in (entity.name, *entity.aliases) for word in split_words(name, (0, len(name)))}
