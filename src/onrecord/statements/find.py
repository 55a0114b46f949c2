"""The stage from article to statements, in order: candidates, selection, completion, refusals, turns."""

from __future__ import annotations

import time
from collections.abc import Sequence
from functools import partial

import numpy as np
from numpy.typing import NDArray

from onrecord.encoder.encode import Encoding, encode
from onrecord.encoder.model import Encoded, Floats, Model
from onrecord.encoder.words import Ints, Words
from onrecord.spans import SpanIndex
from onrecord.statements.agents import take_owners
from onrecord.statements.attribution import Attribution, Thresholds, decode_attributions
from onrecord.statements.completion import complete
from onrecord.statements.confidence import estimate_confidence, extract_features
from onrecord.statements.drafts import Draft, spans_of
from onrecord.statements.kinds import classify_act, classify_kind
from onrecord.statements.nested import find_nested
from onrecord.statements.refusals import find_refusals
from onrecord.statements.selection import Selection, rank, select
from onrecord.statements.signatures import find_signatures, warn_of_undecided_lists
from onrecord.statements.source_phrases import clean_source
from onrecord.statements.turns import find_posts, find_turn_starts, find_turns, find_unlabelled_turns
from onrecord.statements.unclaimed import QuotationThresholds
from onrecord.statements.unsaid import drop_unsaid
from onrecord.types import Article, Place, Statement

# Signs of statements that a text may have: a fixed number, and a number for each character before them. Of the
# development pages the densest has 8 statements in 1,000 characters. "“It is late,” Orla Tarn said. “I know,” he said."
# over and over has 46, "Q: Is it?", "A: It is." has 70, and both take twice as long as other text of their length.
MAX_SIGNS, MAX_SIGNS_PER_CHAR = 250, 0.015


class StatementReader:
    """Finds the statements of articles. Load it once; apart from ``timings`` it keeps no state between articles."""

    def __init__(self, model: Model) -> None:
        self.model = model

    @classmethod
    def load(cls, *, language: str = "en", threads: int = 1) -> StatementReader:
        """Load the shipped model. Raises ``ModelError`` if a file is missing or damaged."""
        return cls(Model.load(language=language, threads=threads))

    @property
    def version(self) -> str:
        """Version of the model, such as ``en-2026.11.25``."""
        version: str = self.model.settings["version"]
        return version

    @property
    def timings(self) -> dict[str, float]:
        """Processor seconds so far: tokenise, encode, link, decode, complete, finish. Steps do not overlap."""
        return self.model.timings

    def encode(self, article: Article) -> Encoding:
        """Run the encoder over ``article``. The encoding serves this stage and the later ones.

        A text with too many signs of statements is cut before the sentence that exceeds the limit.
        """
        thresholds = Thresholds(**self.model.settings["thresholds"])
        return encode(article, model=self.model, count_readable=partial(_count_readable, thresholds=thresholds))

    def find(self, article: Article, encoding: Encoding) -> tuple[Statement, ...]:
        """Find the statements of ``article``, headlines and furniture included, in the order of their contents.

        Speakers remain unknown: resolving them takes the whole page and is the next stage's work.
        """
        words, encoded = encoding.words, encoding.encoded
        drafts = self.draft(words, encoded, candidates=self.candidates(words, encoded))
        encoding.doubts[:] = warn_of_undecided_lists(drafts, words)
        return self.finish(article, words, encoded, find_posts(find_unlabelled_turns(drafts, article, words), article))

    def draft(self, words: Words, encoded: Encoded, *, candidates: Sequence[Draft]) -> list[Draft]:
        """Select among ``candidates``, complete quotations, and add refusals and turns, in the order of the text."""
        start_time = time.process_time()
        settings = self.model.settings
        selection = Selection(**settings["selection"])
        ranked = rank(candidates, words, encoded, selection=selection)
        selected, rejected = select(ranked, words, selection=selection)
        drafts = complete(
            selected,
            words,
            rejected=rejected,
            probability=encoded.probability("content"),
            thresholds=QuotationThresholds(**settings["quotations"]),
        )
        drafts = take_owners(drafts, words.text)
        source_probability = encoded.probability("source")
        # Refusals take over the sources of what was not said: "|The board| did not reply".
        drafts = find_refusals([*drafts, *find_nested(ranked, drafts, words)], words, probability=source_probability)
        drafts = drop_unsaid(drafts, words)
        drafts = [clean_source(draft, words, probability=source_probability) for draft in drafts]
        drafts = find_signatures(find_turns(drafts, words), words)
        self.timings["complete"] += time.process_time() - start_time
        return sorted(drafts, key=lambda draft: (draft.start, draft.content[-1][1]))

    def candidates(self, words: Words, encoded: Encoded) -> list[Draft]:
        """Decode an attribution for every cue, probable or not."""
        start_time, link_seconds = time.process_time(), self.timings["link"]
        thresholds = Thresholds(**self.model.settings["thresholds"])
        attributions = decode_attributions(words, encoded, model=self.model, thresholds=thresholds)
        link_seconds = self.timings["link"] - link_seconds
        drafts = [_make_draft(attribution, words) for attribution in attributions]
        # The linker runs inside this step and has its own entry.
        self.timings["decode"] += time.process_time() - start_time - link_seconds
        return drafts

    def finish(
        self, article: Article, words: Words, encoded: Encoded, drafts: Sequence[Draft]
    ) -> tuple[Statement, ...]:
        """Turn ``drafts`` into statements with id, kind, act, place and confidence."""
        start_time = time.process_time()
        weights = self.model.settings["confidence"]
        titles, furniture = SpanIndex(article.titles), SpanIndex(part.span for part in article.furniture)
        statements = []
        for number, draft in enumerate(drafts, start=1):
            kind = classify_kind(draft, words)
            statements.append(
                Statement(
                    id=f"s{number}",
                    kind=kind,
                    act=classify_act(draft, words, kind=kind),
                    place=_place(draft, titles=titles, furniture=furniture),
                    content=draft.content,
                    cue=draft.cue,
                    source=draft.source,
                    speaker_name=None,
                    speaker_kind="unknown",
                    confidence=estimate_confidence(extract_features(draft, words, encoded), weights),
                )
            )
        self.timings["finish"] += time.process_time() - start_time
        return tuple(statements)


def _count_readable(words: Words, cue_probability: Floats, *, thresholds: Thresholds) -> int:
    """Count the words before the sentence whose signs of statements exceed the limit: usually all words.

    *Shape:* ``cue_probability`` [words].
    """
    is_cue = cue_probability > thresholds.edge
    if np.count_nonzero(is_cue) + len(words.quotations) + len(words.blocks) <= MAX_SIGNS:
        return len(words)  # each sign is a cue, a quotation or the start of a paragraph
    signs = _find_signs(words, is_cue)
    excess = np.flatnonzero(np.arange(len(signs)) >= MAX_SIGNS + MAX_SIGNS_PER_CHAR * words.spans[signs, 0])
    return max(1, words.sentence_start(int(signs[excess[0]]))) if len(excess) else len(words)


def _find_signs(words: Words, is_cue: NDArray[np.bool_]) -> Ints:
    """Return the first word of each sign of a statement: cues, and the quotations and turns that no cue follows.

    *Shape:* ``is_cue`` [words] -> [signs], ascending.
    """
    cues = np.flatnonzero(is_cue & ~np.concatenate([[False], is_cue[:-1]]))
    starts = [quotation.span[0] for quotation in words.quotations if quotation.depth == 0] + find_turn_starts(words)
    others = np.unique(np.searchsorted(words.spans[:, 0], np.array(starts, dtype=np.int64)))
    # "“We go,” he said" is one statement, with two signs. The cue after the last one may have been cut off.
    has_cue = np.diff(np.searchsorted(cues, others), append=len(cues) + 1) > 0
    signs: Ints = np.sort(np.concatenate([cues, others[~has_cue]]))
    return signs


def _make_draft(attribution: Attribution, words: Words) -> Draft:
    return Draft(
        content=spans_of(words, attribution.content),
        cue=spans_of(words, attribution.cue),
        source=spans_of(words, attribution.source),
        basis="cue",
        attribution=attribution,
    )


def _place(draft: Draft, *, titles: SpanIndex, furniture: SpanIndex) -> Place:
    """Return the part of the page in which the content begins."""
    first_span = draft.content[0]
    if titles.overlapping(first_span):
        return "headline"
    return "furniture" if furniture.overlapping(first_span) else "body"
