"""The verdict on words in quotation marks: verbatim, shortened, altered, joined, reversed or not found."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from itertools import groupby
from typing import Final, Literal

from onrecord.check.alignment import FUNCTION_WORDS, count_prefix, find_run, is_too_long
from onrecord.check.answers import is_open_question
from onrecord.check.certainty import LostCondition, depends_on, find_lost_condition
from onrecord.check.checked_pages import CheckedPage
from onrecord.check.comparison import Difference, WordComparison, compare, compare_each
from onrecord.check.draft_statements import QuotedPiece, make_piece
from onrecord.check.passage_index import PassageIndex, Place
from onrecord.check.passages import Passage, PassageKind
from onrecord.check.stance import NEGATIVE, Stance, explain_contrast, find_stance, find_stance_before, follows_colon
from onrecord.check.voices import bare
from onrecord.people.lexicon import word_set
from onrecord.resolve.name_similarity import compare_names
from onrecord.spans import covered_length
from onrecord.word_keys import WordKey, cuts_negation, print_words, spell_out, split_words

Verdict = Literal["verbatim", "shortened", "altered", "joined", "reversed", "supported", "differs", "not-found"]

QUOTED_KINDS: Final[tuple[PassageKind, ...]] = ("statement", "quotation")
TEXT_KINDS: Final[tuple[PassageKind, ...]] = ("text",)
_STATEMENTS: Final = 12
"""Number of statements and quotations that a piece is aligned with: those that share most words."""
_BLOCKS: Final = 5
"""Number of paragraphs that it is aligned with."""
# Fitted on bench.check. Below these values the passage is not the source: an invented "I am very happy about this"
# shares half of its words with many statements, but no run of rare words.
_LEAST_COVERAGE: Final = 0.6
_LEAST_RUN: Final = 3
_CLEAR_COVERAGE: Final = 0.75
_NEAR: Final = 0.25
_FEW_WORDS: Final = 3
"""With fewer words, all must match: “a disgrace” is not an altered “a delight”."""
_CLEAR_SHARE: Final = 0.9
"""A quotation joins two statements only if both together have at least this share of its words."""
_JOINED_RUN: Final = 3
"""A quotation joins two statements only if at least this many words of the second follow one another in it."""
_SMALL_PIECE: Final = 2
"""A piece with fewer content words may be anybody's: “it was”."""

_DEGREES: Final = word_set("so that very too all even quite ever at")
"""Words between a negation and what it negates: "not so proud"."""
_NO_NEGATION: Final = word_set("only just merely simply least to because until")
"""With one of these words after it, "not" does not negate what follows: "not only proud"."""
_PARAGRAPH_REACH: Final = 2_000
"""Characters before and after a quotation, in its paragraph, in which a condition may be given: a draft may be one long
paragraph."""
_NEGATION_REACH: Final = 160
"""Characters of the draft before and after a quotation in which it may be negated."""
_SENTENCE_START = re.compile(r"[.?!][\"”’')]*\s")
_NEGATES = re.compile(
    r"\b(?:no|not|never|nobody|none|nothing|neither|nor|nowhere|cannot|without|hardly|barely|scarcely|rarely|seldom"
    r"|few|little|less|far from|anything but|instead|than|against|if|whether|\w+n['’]t|refus\w+"
    r"|un(?:able|willing|likely|true|happy)|dis(?:agree|avow|believ|courag|lik|miss|own|put|trust)\w*"
    r"|den(?:y|ie)\w*|reject\w*|fail\w*|lack\w*|stop\w*|avoid\w*|declin\w+|doubt\w*|rul\w+ out|ceas\w+|prevent\w*"
    r"|oppos\w+|end(?:ed|s)?|lost|los(?:e|es|ing)|abandon\w*|resist\w*)\b",
    re.IGNORECASE,
)
"""Words before a quotation that may negate it."""

_REPORT = re.compile(
    r"\b(?P<words>(?:(?:they|people|some|many|others|everyone|everybody|critics|he|she)(?:['’]ve| have| has)?"
    r"(?: all| always| often)? (?:says?|said|thinks?|thought|believed?|claim(?:s|ed)?|insist(?:s|ed)?"
    r"|(?:tell|told|assured?|promised?) (?:me|us))|can(?:not|['’]t) rule out|(?:was|were|been) (?:told|assured)"
    r"(?: then)?) that|(?:I|we)(?: (?:do )?hope|(?:['’]d| would) like to (?:think|believe|hope))(?: that)?)\W{1,3}\Z",
    re.IGNORECASE,
)
"""Words of a quotation after which its speaker asserts nothing."""
_ALTERNATIVE: Final = re.compile(r", (?P<words>or (?:I|you|he|she|it|we|they) \w+)")
"""Words of a page after a clause that its speaker only takes to be possible: "She knew|, or she should| have known"."""
_MOST_REPORT: Final = 7
"""Most words of these."""
_SUBORDINATING: Final = word_set("if unless before until till whether lest")
"""Words before a clause that the speaker does not assert."""
_THAT = re.compile(r"\bthat\W*\Z")
_CLAUSE_MARKS: Final = frozenset('.,;:?!—–“"')
_OPENING_MARKS: Final = frozenset("“\"‘'")
_ARTICLES: Final = word_set("a an the")
_NAMING_REACH: Final = 40
_NAMES = re.compile(
    r"\b(?:is|are|was|were|as|(?:call(?:s|ed|ing)?|brand(?:s|ed|ing)?|dubb(?:ed|ing)|deem(?:s|ed|ing)?)"
    r"(?: [\w’']{1,20}){1,3})\s?[“\"‘']\Z",
    re.IGNORECASE,
)
"""Words before a quotation that says what something is."""
_UNQUOTED: Final = "The page reports these words without quotation marks."
_PARTLY_UNQUOTED: Final = "The page has only a part of these words in quotation marks."

RankSpeaker = Callable[[CheckedPage, Passage], int]
"""The fit of a passage's speaker with the draft's: greater is better. It decides between equal words."""


@dataclass(frozen=True)
class WordsFinding:
    """The verdict on a quoted piece, with the passages that decide it."""

    piece: QuotedPiece
    verdict: Verdict
    reasons: tuple[str, ...] = ()
    comparisons: tuple[WordComparison, ...] = ()
    """The deciding comparison first; for a joined quotation one for each statement."""

    @property
    def best(self) -> WordComparison | None:
        return self.comparisons[0] if self.comparisons else None

    @property
    def equals(self) -> tuple[WordComparison, ...]:
        """Further comparisons that differ in as few words as the deciding one."""
        return tuple(
            item for item in self.comparisons[1:] if len(item.differences) == len(self.comparisons[0].differences)
        )


class QuotationChecker:
    """Finds the words of a draft's quotations on pages."""

    def __init__(self, index: PassageIndex, *, draft_text: str) -> None:
        self._index = index
        self._draft_text = draft_text

    def check(
        self,
        piece: QuotedPiece,
        *,
        stance: Stance,
        rank_speaker: RankSpeaker,
        prefer: Place | None = None,
        speaker: str | None = None,
    ) -> WordsFinding:
        """Return the verdict on ``piece``, which the draft reports with ``stance`` as the words of ``speaker``.

        ``prefer`` is the passage of the previous piece. It wins against equal passages.
        """
        comparisons = _sort(self._compare(piece), rank_speaker=rank_speaker, prefer=prefer)
        best = comparisons[0] if comparisons else None
        if best is None:
            return WordsFinding(piece, "not-found")
        joined = self._find_joined(best)
        if joined:
            differences = [difference for part in joined for difference in part.differences]
            reasons = ["The words are from several statements.", *_explain(differences)]
            reasons += [_PARTLY_UNQUOTED] if any(part.quoted_share < 1 for part in joined) else []
            return WordsFinding(piece, "joined", tuple(reasons), joined)
        swapped = None if not best.differences else self._find_halves(best, of_one=True)
        if swapped:
            return WordsFinding(piece, "altered", ("On the page the parts are in another order.",), swapped[:1])
        if not _is_like(best):
            nearest = [item for item in comparisons if item.place.passage.statements and _is_near(item)]
            is_skipped = any(is_too_long(piece.words, item.passage_words) for item in comparisons)
            too_long = ("It is too long to be compared with the page: check it by hand.",) if is_skipped else ()
            return WordsFinding(piece, "not-found", too_long, tuple(nearest[:3]))
        return self._judge(best, comparisons, stance=stance, speaker=speaker)

    def _compare(self, piece: QuotedPiece) -> list[WordComparison]:
        places = self._index.nearest(piece.words, kinds=QUOTED_KINDS, most=_STATEMENTS)
        places += self._index.nearest(piece.words, kinds=TEXT_KINDS, most=_BLOCKS)
        return compare_each(piece, places, draft_text=self._draft_text)

    def _judge(
        self, best: WordComparison, comparisons: Sequence[WordComparison], *, stance: Stance, speaker: str | None
    ) -> WordsFinding:
        reasons = list(_explain(best.differences))
        verdict: Verdict = "altered" if best.differences else "shortened" if best.omissions else "verbatim"
        if best.quoted_share < 1 and not (speaker and _is_own_text(best, speaker)):
            verdict = "altered"
            reasons.insert(0, _UNQUOTED if best.quoted_share == 0 else _PARTLY_UNQUOTED)
        if any(best.omissions):
            reasons.append(f"Left out: {_quote_all(filter(None, best.omissions))}.")
        condition = self._find_lost_condition(best)
        contrast = _find_contrast(best, stance=stance)
        if contrast and find_negation_before(best) and _is_asserted_too(comparisons):
            contrast = None
        if condition and condition.is_own:
            contrast = condition.reason
        elif condition:
            reasons.append(condition.reason)
        report = _find_lost_report(best) if verdict == "verbatim" else None
        if report:
            reasons.append(f"The draft leaves out “{report}”.")
        alternative = (
            _ALTERNATIVE.match(best.place.page.article.text, best.source_span[1]) if best.source_span else None
        )
        if alternative:
            reasons.append(f"The draft leaves out the alternative “{alternative['words']} …”.")
        is_cut = (
            report is not None or alternative is not None or (condition is not None and self._cuts(condition, best))
        )
        if verdict == "verbatim" and is_cut and _stands_alone(best, report=report):
            verdict = "altered"
        if contrast:
            verdict = "reversed"
            reasons.insert(0, contrast)
        further = [item for item in comparisons[1:] if _is_like(item) and item.place.passage.kind != "text"]
        return WordsFinding(best.piece, verdict, tuple(reasons), (best, *further[:4]))

    def _find_lost_condition(self, best: WordComparison) -> LostCondition | None:
        """Find the condition that a quotation leaves out, if no word of the draft's paragraph gives one."""
        page, span, text = best.place.page, best.source_span, self._draft_text
        if span is None:
            return None
        first, last = max(0, best.piece.span[0] - _PARAGRAPH_REACH), best.piece.span[1] + _PARAGRAPH_REACH
        start = max(first, text.rfind("\n", first, best.piece.span[0]) + 1)
        end = text.find("\n", best.piece.span[1], last)
        keys = {word.key for word in split_words(text, (start, end if end >= 0 else min(last, len(text))))}
        common = page.words_in(span)
        return find_lost_condition(keys, common, page.words_in(page.sentence(span)), text=page.article.text, least=1)

    def _cuts(self, condition: LostCondition, best: WordComparison) -> bool:
        """True if a quotation has the whole clause that depends on ``condition``: “|They can wait|” for “They can wait
        if it is done properly”."""
        page, span = best.place.page, best.source_span
        if span is None:
            return False
        before = [word for word in page.words_in(page.sentence(span)) if word.span[0] < span[0]]
        # "I told him |that| I’d go if ..."
        is_whole = not before or before[-1].key == "that"
        is_whole |= bool(before) and not _CLAUSE_MARKS.isdisjoint(page.article.text[before[-1].span[1] : span[0]])
        return is_whole and depends_on(condition, best.piece.words)

    def _find_joined(self, best: WordComparison) -> tuple[WordComparison, ...]:
        """Return the comparisons with the statements that ``best``'s piece joins; empty if it joins none."""
        # “that [Calder] county would give us”: an unexplained bracket is no part of another statement.
        if best.differs_in_brackets_only and best.place.passage.kind != "text":
            return ()
        halves = self._find_halves(best)
        if halves:
            return halves
        if best.place.passage.kind == "text":
            return self._statements_within(best)
        if best.longest_run < _JOINED_RUN:
            return ()
        parts = [self._compare_same(best)]
        for segment in best.segments:
            start, end = segment.draft
            if segment.operation == "same" or end - start < _JOINED_RUN:
                continue
            changed_piece = self._piece(best.piece, start, end)
            part = self._find_part(changed_piece, apart_from=best.place) if changed_piece else None
            if part is not None:
                parts.append(part)
        return tuple(parts) if len(parts) > 1 else ()

    def _compare_same(self, best: WordComparison) -> WordComparison:
        """Compare the words of ``best``'s piece from the first to the last that its statement has."""
        if not best.same_words:
            return best
        piece = self._piece(best.piece, best.same_words[0], best.same_words[-1] + 1)
        return compare(piece, best.place, draft_text=self._draft_text) if piece else best

    def _find_halves(self, best: WordComparison, *, of_one: bool = False) -> tuple[WordComparison, ...]:
        """Return comparisons with two statements, one with the first words of the piece and one with all the rest.

        With ``of_one`` both parts are from one statement, in another order.
        """
        words = best.piece.words
        nearest = self._index.nearest
        firsts = nearest(words[: len(words) // 2], kinds=QUOTED_KINDS, most=_STATEMENTS)
        lasts = nearest(words[len(words) // 2 :], kinds=QUOTED_KINDS, most=_STATEMENTS)
        heads = [(count_prefix(words, place.passage.words), place) for place in firsts]
        tails = [(count_prefix(words[::-1], place.passage.words[::-1]), place) for place in lasts]
        for head, place in sorted(heads, key=lambda pair: -pair[0]):
            for tail, tail_place in sorted(tails, key=lambda pair: -pair[0]):
                if min(head, tail) < _JOINED_RUN or head + tail < _CLEAR_SHARE * len(words):
                    break
                if (place.passage is tail_place.passage) != of_one or not (
                    _tells(words[:head]) and _tells(words[-tail:])
                ):
                    continue
                parts = self._piece(best.piece, 0, head), self._piece(best.piece, len(words) - tail, len(words))
                if of_one and _in_order(words[:head], words[-tail:], place.passage):
                    continue
                if all(parts) and (
                    of_one or (not _has(tail_place.passage, words[:head]) and not _has(place.passage, words[-tail:]))
                ):
                    pairs = zip(parts, (place, tail_place), strict=True)
                    return tuple(
                        compare(part, part_place, draft_text=self._draft_text) for part, part_place in pairs if part
                    )
        return ()

    def _find_part(self, piece: QuotedPiece, *, apart_from: Place) -> WordComparison | None:
        """Find another statement with most of the words of ``piece`` in a row."""
        for place in self._index.nearest(piece.words, kinds=QUOTED_KINDS, most=_STATEMENTS):
            if place.page is apart_from.page and place.passage is apart_from.passage:
                continue
            comparison = compare(piece, place, draft_text=self._draft_text)
            if comparison.longest_run >= _JOINED_RUN and comparison.coverage >= _CLEAR_COVERAGE:
                own = apart_from.passage
                # Words that are in the first statement too are no evidence for a second one.
                if find_run(piece.words, own.words) is None:
                    return comparison
        return None

    def _statements_within(self, best: WordComparison) -> tuple[WordComparison, ...]:
        """Return comparisons with each statement in a paragraph that shares words with the piece, if several do."""
        page, starts = best.place.page, {best.passage_words[number].span[0] for number in best.source_words}
        parts = []
        for passage in self._index.passages_of(page):
            if passage.kind == "text":
                continue
            shared = [word for word in passage.words if word.span[0] in starts]
            if len(shared) >= _JOINED_RUN and any(word.key not in FUNCTION_WORDS for word in shared):
                parts.append(self._compare_same(compare(best.piece, Place(page, passage), draft_text=self._draft_text)))
        return tuple(parts) if len(parts) > 1 else ()

    def _piece(self, piece: QuotedPiece, start: int, end: int) -> QuotedPiece | None:
        span = (piece.words[start].span[0], piece.words[end - 1].span[1])
        return make_piece(self._draft_text, span)


def _is_own_text(comparison: WordComparison, speaker: str) -> bool:
    """True for words of a column by ``speaker`` that are nobody else's: “Perhaps it would,” wrote Orla Tarn."""
    page, span = comparison.place.page, comparison.source_span
    if span is None or page.quotations_at(span):
        return False
    others = {page.facts[number].speaker_name for number in page.statements_at(span)} - {None}
    return any(compare_names(bare(speaker), author) != "none" and others <= {author} for author in page.article.bylines)


def _is_asserted_too(comparisons: Sequence[WordComparison]) -> bool:
    """True if the page of the first of ``comparisons`` has its words by the same speaker or nobody too, not negated:
    "sorry for calling them |“moaners”|. “They’re not |moaners|,” he said"."""
    page = comparisons[0].place.page

    def speakers(item: WordComparison) -> set[str | None]:
        return {page.facts[number].speaker_name for number in item.place.passage.statements}

    return any(
        item.place.page is page
        and item.quoted_share == 1
        and speakers(item) <= {None, *speakers(comparisons[0])}
        and not item.differences
        and find_source_stance(item) == "asserts"
        and not find_negation_before(item)
        for item in comparisons[1:]
    )


def _is_near(comparison: WordComparison) -> bool:
    """True if a statement shares enough words to be shown as the nearest."""
    telling = any(comparison.piece.words[number].key not in FUNCTION_WORDS for number in comparison.same_words)
    return telling and comparison.coverage >= _NEAR


def _in_order(first: Sequence[WordKey], last: Sequence[WordKey], passage: Passage) -> bool:
    start, end = find_run(first, passage.words), find_run(last, passage.words)
    return start is None or end is None or start <= end


def _has(passage: Passage, words: Sequence[WordKey]) -> bool:
    return find_run(words, passage.words) is not None


def _tells(words: Sequence[WordKey]) -> bool:
    """True if these words in a row are no coincidence: every text has "to be the"."""
    return sum(word.key not in FUNCTION_WORDS for word in words) >= _SMALL_PIECE or len(words) >= 2 * _JOINED_RUN


def _is_like(comparison: WordComparison) -> bool:
    """True if the passage shares enough words to be the source of the quotation."""
    # “forget [her] debts” has all words of "forget my debts" that are not in brackets.
    words = comparison.own_words
    telling = sum(word.key not in FUNCTION_WORDS for word in words)
    if len(words) < _FEW_WORDS or telling < _SMALL_PIECE:
        if comparison.coverage < 1:
            spelled = spell_out(words), spell_out(comparison.passage_words)
            return len(words) >= _FEW_WORDS and find_run(*spelled) is not None
        return comparison.place.passage.kind != "text" or len(words) >= _FEW_WORDS
    if len(words) == _FEW_WORDS:
        return comparison.coverage >= _LEAST_COVERAGE and comparison.longest_run >= 2
    least_run = min(_LEAST_RUN, len(words) // 2)
    return (comparison.coverage >= _LEAST_COVERAGE and comparison.longest_run >= least_run) or (
        comparison.coverage >= _CLEAR_COVERAGE
    )


def _sort(
    comparisons: Iterable[WordComparison], *, rank_speaker: RankSpeaker, prefer: Place | None
) -> list[WordComparison]:
    """Sort comparisons of one piece, the best first: by their share of its words, then by ``_rank``."""

    def rank(item: WordComparison) -> tuple[float, float, int, int, int, int]:
        return _rank(item, rank_speaker=rank_speaker, prefer=prefer)

    ordered: list[WordComparison] = []
    for _, items in groupby(sorted(comparisons, key=_share, reverse=True), key=_share):
        equals = list(items)
        ordered += sorted(equals, key=rank, reverse=True) if len(equals) > 1 and _share(equals[0]) >= _NEAR else equals
    return ordered


def _share(comparison: WordComparison) -> float:
    return round(comparison.coverage, 3)


def _rank(
    comparison: WordComparison, *, rank_speaker: RankSpeaker, prefer: Place | None
) -> tuple[float, float, int, int, int, int]:
    """The order of comparisons with as many words: fewer changes, quoted words, the draft's speaker, the body."""
    page, passage = comparison.place.page, comparison.place.passage
    changes = sum(len(item.draft) + len(item.source) for item in comparison.differences)
    is_preferred = prefer is not None and prefer.page is page and prefer.passage is passage
    in_body = not any(page.reading.statements[number].place != "body" for number in passage.statements)
    kind = {"statement": 2, "quotation": 1, "text": 0}[passage.kind]
    return (
        -changes,
        comparison.quoted_share,
        is_preferred,
        kind,
        rank_speaker(page, passage) if _is_like(comparison) else 0,
        in_body,
    )


def _explain(differences: Iterable[Difference]) -> list[str]:
    reasons = []
    for difference in differences:
        kind, draft, source = difference.kind, difference.draft, difference.source
        if kind == "bracket":
            referent = f"“{source}” refers to" if source else "the words refer to"
            reasons.append(f"The bracket “{draft}” does not name what {referent}.")
        elif draft and source:
            reasons.append(f"A {kind} differs: “{draft}” instead of “{source}”.")
        elif source:
            subject = f"A {kind} is missing" if kind != "word" else "Left out without a mark"
            reasons.append(f"{subject}: “{source}”.")
        else:
            reasons.append(f"A {kind} was added: “{draft}”." if kind != "word" else f"Added: “{draft}”.")
    return reasons


def _quote_all(parts: Iterable[str]) -> str:
    return ", ".join(f"“{part}”" for part in parts)


def _find_contrast(comparison: WordComparison, *, stance: Stance) -> str | None:
    """Explain that the page denies or asks the words that the draft asserts, or the reverse; null if it does not."""
    source, place = find_source_stance(comparison), comparison.place
    statements = [place.page.reading.statements[number] for number in place.passage.statements]
    if source == "asserts" and not statements:
        return None
    span = comparison.source_span
    if (
        stance == "asserts"
        and span
        and is_open_question(place.page, span, is_clause=True)
        and not _draft_negates(comparison)
    ):
        return "The page asks this."
    if source == "asks" and any("?" in place.page.article.quote(statement.content) for statement in statements):
        return None  # the words themselves are a question: “Will it sell?”
    contrast = explain_contrast(source, stance)
    if contrast and stance in NEGATIVE and _denies_object(comparison):
        return None  # "did not believe “a word of it”", and “I don't believe a word of it”
    negation = find_negation_before(comparison)
    if contrast and negation and {source, stance} == {"denies", "asserts"}:
        return None  # denied that it had “said no”, and “We never said no”
    is_asserted = source == stance == "asserts" and not _draft_negates(comparison)
    if not contrast and negation and is_asserted and not comparison.differences:
        return f"On the page these words are negated: “{negation}”."
    return contrast


def _denies_object(comparison: WordComparison) -> bool:
    """True if the page denies the words as an object: “I do not believe |a word of it|”."""
    page, span = comparison.place.page, comparison.source_span
    return span is not None and (
        find_stance_before(page.article.text, span, sentence=page.sentence(span), is_content=True) in NEGATIVE
    )


def find_negation_before(comparison: WordComparison) -> str | None:
    """Return the negation on the page of the words that a quotation begins with: “We |never| said no”; or null.

    It stands directly before them, outside or inside the quotation marks ("not |“owed a boat”|"), or before an adverb:
    "not so proud", "never really asked". Words that begin with a function word may be quoted without a claim: 'spoke of
    “a path for us”' for "there isn't a path for us".
    """
    words, text = comparison.passage_words, comparison.place.page.article.text
    if not comparison.source_words or comparison.segments[0].operation != "same":
        return None
    if comparison.piece.words[0].key in FUNCTION_WORDS and not _is_named(comparison):
        return None
    number = comparison.source_words[0] - 1
    if number > 0 and (words[number].key in _DEGREES or words[number].key.endswith("ly")):
        number -= 1
    if number < 0:
        return None
    gap = text[words[number].span[1] : words[comparison.source_words[0]].span[0]]
    # "Nothing stopping us" and "without eating" are seldom quoted as a claim, and “no” answers or counts inside marks.
    is_no = words[number].key == "no" and not _OPENING_MARKS.isdisjoint(gap)
    if not (is_no or words[number].key in {"not", "never"} or words[number].key.endswith("n't")):
        return None
    if any(mark in gap for mark in ",.;:?!—–”…") or words[number + 1].key in _NO_NEGATION:
        return None
    return print_words(words[number : comparison.source_words[0] + 1], text)


def _find_lost_report(comparison: WordComparison) -> str | None:
    """Return the words that make a quotation one of what others say or of what may be: “|They have assured me that| the
    worst is over”; null without them, or if the quotation has them."""
    passage, text = comparison.place.passage, comparison.place.page.article.text
    first = comparison.source_words[0] if comparison.source_words else 0
    if not first or not passage.quoted[first - 1]:
        return None
    end = passage.words[first].span[0]
    match = _REPORT.search(text, passage.words[max(0, first - _MOST_REPORT)].span[0], end)
    return match["words"] if match else None


def _stands_alone(comparison: WordComparison, *, report: str | None) -> bool:
    """True if a quotation begins its paragraph of the draft, and little else is there that could give what it leaves
    out: '“They can wait,” said Trench', but not '“They can wait,” is what everyone says' for the ``report`` “Everyone
    says that they can wait”."""
    text, (first, last) = comparison.draft_text, comparison.piece.span
    start = text.rfind("\n", 0, first) + 1
    end = text.find("\n", last)
    around = [*split_words(text, (start, first)), *split_words(text, (last, end if end >= 0 else len(text)))]
    plain = [word for word in around if word.key not in FUNCTION_WORDS and not text[word.span[0]].isupper()]
    is_first = not any(mark in text[start:first] for mark in ".?!") and not _THAT.search(text[start:first])
    is_reported = report is not None and report.split()[0].lower() in {word.key for word in around}
    return is_first and not is_reported and len(plain) <= _FEW_WORDS


def _is_named(comparison: WordComparison) -> bool:
    """True if the draft calls something by the quoted words: 'said the apology was |“a remedy”|', 'calling it |“a
    remedy”|'."""
    start = comparison.piece.words[0].span[0]
    before = comparison.draft_text[max(0, start - _NAMING_REACH) : start]
    return comparison.piece.words[0].key in _ARTICLES and _NAMES.search(before) is not None


def _draft_negates(comparison: WordComparison) -> bool:
    """True if the draft's sentence may negate the words that it quotes: 'is not “proud”', 'far from “proud”'."""
    start, end = comparison.piece.words[0].span[0], comparison.piece.words[-1].span[1]
    before = _SENTENCE_START.split(comparison.draft_text[max(0, start - _NEGATION_REACH) : start])[-1]
    # 'Is she “proud of this”? She is not.'
    after = re.split(r"[.\n]", comparison.draft_text[end : end + _NEGATION_REACH], maxsplit=1)[0]
    return "?" in after or any(_NEGATES.search(part) for part in (before, after))


def find_source_stance(comparison: WordComparison) -> Stance:
    """Return the stance with which the page reports the words of ``comparison``."""
    page, passage, span = comparison.place.page, comparison.place.passage, comparison.source_span
    if span is None:
        return "asserts"
    stance = find_stance_before(page.article.text, span, sentence=page.sentence(span))
    if stance != "asserts" or follows_colon(page.article.text, span[0]):
        return stance
    numbers = passage.statements or tuple(page.statements_at(span))
    statement = page.reading.statements[numbers[0]] if numbers else None
    if statement is None or covered_length(statement.cue[0] if statement.cue else (0, 0), [span]):
        return "asserts"  # “|He asked me where I lived|” has its cue in the quoted words
    return find_stance(statement, page)


def join_findings(findings: Sequence[WordsFinding]) -> tuple[WordsFinding, ...]:
    """Mark quoted pieces with one cue as shortened if words of the same statement are left out between them, and as
    altered if these negate the rest: “It is,” she said, “the boat” for “It is |not| the boat”."""
    joined = list(findings)
    for number in range(1, len(joined)):
        earlier, later = joined[number - 1].best, joined[number].best
        if (
            earlier is None
            or later is None
            or earlier.place.passage is not later.place.passage
            or {joined[number - 1].verdict, joined[number].verdict} - {"verbatim", "shortened"}
        ):
            continue
        gap = range(earlier.source_words[-1] + 1, later.source_words[0])
        quoted = [position for position in gap if later.place.passage.quoted[position]]
        if quoted:
            omitted = later.place.page.article.words(later.place.passage.span(quoted[0], quoted[-1] + 1))
            text = later.place.page.article.text
            is_reversed = cuts_negation(later.place.passage.words, (gap.start, gap.stop), text=text)
            reason = f"{'A negation is missing' if is_reversed else 'Left out'}: “{' '.join(omitted.split())}”."
            # “I’d like to see it again,” she said. “I believe it” for "to see it again |before| I believe it"
            is_reversed |= len(gap) == 1 and later.place.passage.words[gap.start].key in _SUBORDINATING
            joined[number] = replace(
                joined[number],
                verdict="altered" if is_reversed else "shortened",
                reasons=(*joined[number].reasons, reason),
            )
    return tuple(joined)
