"""Words with the label of their speaker: turns of transcripts ("SMITH: ...", "Q: ..."), posts of accounts."""

from __future__ import annotations

import re
from collections.abc import Sequence, Set
from itertools import pairwise
from typing import NamedTuple

from onrecord.encoder.words import Words
from onrecord.spans import SpanIndex, covered_length, overlap_length
from onrecord.statements.drafts import Draft
from onrecord.types import Article, Span

# "TARN:", "DR. MOLL:", "Orla Tarn (Elmouth):", "Q:", with an opening quotation mark before it or not.
_LABEL = re.compile(
    r"""["“]? (?P<label> [A-Z][\w.'’-]* (?:[ ,]+(?:[A-Z(][\w.'’)-]*|of|the|de|van|von)){0,6} | Q | A )
    (?P<colon> \s?: ) \s+ (?=\S)""",
    re.VERBOSE,
)
_FIRST_PERSON = frozenset(["i", "me", "my", "we", "us", "our"])
_CONVERSATION = _FIRST_PERSON | {"i'm", "i’m", "i've", "i’ve", "i'll", "i’ll", "you", "your", "you're", "you’re"}
_CONVERSATION |= {"let's", "let’s"}
_SHORT_LABELS = frozenset(["q", "a", "the", "of", "dr", "mr", "mrs", "ms"])
_WORD = re.compile(r"\w+(?:['’]\w+)*")
# Headings and notes, which look like the label of a turn: "TRANSCRIPT: The harbour inquiry, day two".
_NO_SPEAKER = re.compile(
    r"(?:full )?transcripts?|updated?|(?:editor['’]?s )?note|watch|listen|read(?: more)?|photos?|video|corrections?"
    r"|warning|date|time|place|location|summary|topics?",
    re.IGNORECASE,
)
# Between the words of a post and its account.
_SIGNING = re.compile(r"(?:[—–-]|A (?:post|photo|video|reel) shared by)\Z")
# The link of a post whose words a script loads: "View this post on Instagram A post shared by Ada Quill (@adaquill)".
_PLACEHOLDER = re.compile(r"View this (?:post|profile|photo|video|reel|thread) on \w+\s+")
# Minimum number of labelled paragraphs in a transcript: "Update: ..." and "Note: ..." alone are notes.
MIN_TURNS = 3
# Their share of the paragraphs from the first label to the last. Match notes have labels on some paragraphs ("Rovers:
# One is hurt." ... "Town: Away."). Labels in capitals mark a transcript even where answers run over several paragraphs,
# so a fifth is enough.
MIN_LABELLED_SHARE, MIN_LABELLED_SHARE_IN_CAPITALS = 0.6, 0.2
# A draft that covers more of a turn than this is the turn itself, even with a cue and a source of its own.
_MAX_REPORTED_SHARE = 0.8


class _LabelledTurn(NamedTuple):
    """A paragraph with a label, in spans of the text."""

    content: Span
    label: Span
    colon: Span


def find_turns(drafts: Sequence[Draft], words: Words) -> list[Draft]:
    """Add the turns of a transcript to ``drafts``. A turn replaces a draft of the same words."""
    labelled_turns = _find_labelled_turns(words)
    questions = _find_questions(labelled_turns, words)
    if not questions and not _is_transcript(labelled_turns, words):
        return list(drafts)
    turns = [Draft((turn.content,), (turn.colon,), (turn.label,), "turn") for turn in labelled_turns]
    continuations = [draft for draft in _find_continuations(turns, words) if draft.content[0] not in questions]
    return _replace_drafts(drafts, [*turns, *continuations], words)


def find_unlabelled_turns(drafts: Sequence[Draft], article: Article, words: Words) -> list[Draft]:
    """Add the turns of ``article`` to ``drafts``, except in a transcript, whose turns have labels."""
    if any(draft.basis == "turn" for draft in drafts):
        return list(drafts)
    turns = [
        Draft((turn.span,), (), (turn.name,) if turn.name else (), "turn")
        for turn in article.turns
        if max(turn.span, turn.name or turn.span)[1] <= words.spans[-1, 1]
    ]
    return _replace_drafts(drafts, turns, words)


def _replace_drafts(drafts: Sequence[Draft], turns: Sequence[Draft], words: Words) -> list[Draft]:
    """Add ``turns`` to ``drafts``, each in place of the drafts of the same words."""
    index = SpanIndex(turn.content[0] for turn in turns)
    reported = [
        draft
        for draft in drafts
        if not any(
            _is_same_turn(draft, turns[number], words) for span in draft.content for number in index.overlapping(span)
        )
    ]
    return [*reported, *turns]


def find_turn_starts(words: Words) -> list[int]:
    """Return the starts of paragraphs that may be turns: those with a label, and in a transcript those between them."""
    labelled_turns = _find_labelled_turns(words)
    starts = [turn.label[0] for turn in labelled_turns]
    if _find_questions(labelled_turns, words) or _is_transcript(labelled_turns, words):
        spans = [block.span for block in words.blocks if block.role == "body"]
        starts = [start for start, end in spans if end > starts[0] and start <= starts[-1]]
    return starts


def find_posts(drafts: Sequence[Draft], article: Article) -> list[Draft]:
    """Add the embedded posts of ``article`` to ``drafts``: the words of a post are those of its account.

    A draft in a post without the name of its account stays only if it has a source of its own there. In a correction
    ("An earlier version misquoted Mr. Tarn as saying “I quit.”") the outlet quotes words that were not said.
    """
    corrections = SpanIndex(piece.span for piece in article.furniture if piece.kind == "correction")
    posts = [piece for piece in article.furniture if piece.kind == "post"]
    drafts = [
        draft
        for draft in drafts
        if not corrections.overlapping(draft.content[0])
        and not any(
            overlap_length(draft.content[0], post.span)
            and (post.account or not any(overlap_length(source, post.span) for source in draft.source))
            for post in posts
        )
    ]
    for post in posts:
        # "Come and see! — Ada Quill (@adaquill) May 3": the words end before the dash.
        placeholder = _PLACEHOLDER.match(article.text, *post.span)
        start = placeholder.end() if placeholder else post.span[0]
        words = article.text[start : post.account[0]].rstrip() if post.account else ""
        signing = _SIGNING.search(words)
        content = words[: signing.start()].rstrip() if signing else ""
        if post.account and signing and content:
            cue = (start + signing.start(), start + signing.end())
            drafts.append(Draft(((start, start + len(content)),), (cue,), (post.account,), "turn"))
    return sorted(drafts, key=lambda draft: draft.start)


def _is_transcript(labelled_turns: Sequence[_LabelledTurn], words: Words) -> bool:
    """Return true for at least two labels, at least one of them repeated, on enough of the paragraphs."""
    labels = [words.text[slice(*turn.label)] for turn in labelled_turns]
    if len(labelled_turns) < MIN_TURNS or not 2 <= len(set(labels)) < len(labels):
        return False
    start, end = labelled_turns[0].label[0], labelled_turns[-1].content[1]
    paragraph_count = sum(block.role == "body" and start <= block.span[0] < end for block in words.blocks)
    is_upper_case = all(label.isupper() for label in labels)
    min_share = MIN_LABELLED_SHARE_IN_CAPITALS if is_upper_case else MIN_LABELLED_SHARE
    return len(labelled_turns) >= min_share * paragraph_count


def _find_questions(labelled_turns: Sequence[_LabelledTurn], words: Words) -> set[Span]:
    """Return the paragraphs of the interviewer, in an interview whose answers alone have a label: "Is it late?" before
    "TARN: It is." Empty for other texts."""
    names = {words.text[slice(*turn.label)].split()[-1].casefold() for turn in labelled_turns}
    if len(labelled_turns) < MIN_TURNS or len(names) > 1:
        return set()
    ends = {turn.content[1] for turn in labelled_turns}
    paragraphs = [block.span for block in words.blocks if block.role == "body"]
    before_answers = {span for span, after in pairwise(paragraphs) if after[1] in ends and span[1] not in ends}
    asked = {span for span in paragraphs if words.text[span[1] - 1] == "?" and span[1] not in ends}
    has_questions = len(asked & before_answers) >= MIN_LABELLED_SHARE * len(labelled_turns)
    return asked | before_answers if has_questions else set()


def _find_labelled_turns(words: Words) -> list[_LabelledTurn]:
    turns: list[_LabelledTurn] = []
    for block in words.blocks:
        match = _LABEL.match(words.text, *block.span) if block.role == "body" else None
        if match and not _NO_SPEAKER.fullmatch(match["label"]):
            content, colon_end = (match.end(), block.span[1]), match.end("colon")
            turns.append(_LabelledTurn(content, match.span("label"), (colon_end - 1, colon_end)))
    return turns


def _is_same_turn(draft: Draft, turn: Draft, words: Words) -> bool:
    """Return true if ``draft`` is the model's reading of ``turn``, and false if it is a statement reported in it.

    "TARN: She said it was fine" reports a statement. In "MOLL: I wanted to stay" the first person is the speaker
    herself, and the statement is her turn.
    """
    turn_content = turn.content[0]
    shared_chars = covered_length(turn_content, draft.content)
    uses_label = any(covered_length(span, (*turn.source, *turn.cue)) for span in (*draft.source, *draft.cue))
    sources = [words.text[start:end].casefold() for start, end in draft.source]
    # "I", "we", "We at Elmouth Sailing Club".
    is_first_person = any(source in _FIRST_PERSON or source.startswith(("i ", "we ")) for source in sources)
    return bool(shared_chars) and (
        uses_label
        or is_first_person
        or not draft.cue
        or not draft.source
        or shared_chars > _MAX_REPORTED_SHARE * (turn_content[1] - turn_content[0])
    )


def _find_continuations(turns: Sequence[Draft], words: Words) -> list[Draft]:
    """Return a turn for each paragraph without a label between two turns: it continues the turn before it.

    Stage directions, "(laughter)" and "[applause]", are left out, and so is narration: "Tarn then left the room."
    """
    start, end = turns[0].content[0][1], turns[-1].content[0][0]
    index = SpanIndex(turn.content[0] for turn in turns)
    labels = {word.casefold() for turn in turns for word in _WORD.findall(words.text[slice(*turn.source[0])])}
    return [
        Draft((block.span,), (), (), "turn")
        for block in words.blocks
        if block.role == "body"
        and start <= block.span[0] < end
        and not index.overlapping(block.span)
        and not words.text[block.span[0] : block.span[1]].lstrip('"“').startswith(("(", "["))
        and not _is_narration(words.text[slice(*block.span)], labels - _SHORT_LABELS)
    ]


def _is_narration(paragraph: str, labels: Set[str]) -> bool:
    """Return true if ``paragraph`` names a speaker and has no first or second person."""
    paragraph_words = [word.casefold() for word in _WORD.findall(paragraph)]
    return not labels.isdisjoint(paragraph_words) and not _CONVERSATION.intersection(paragraph_words)
