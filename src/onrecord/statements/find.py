"""The stage from Article to Statements."""

from __future__ import annotations

import time
from collections.abc import Sequence

from onrecord.encoder import Encoding, encode
from onrecord.encoder.model import Encoded, Model
from onrecord.encoder.words import Words
from onrecord.statements.attribution import Attribution, Thresholds, attributions
from onrecord.statements.completion import complete
from onrecord.statements.confidence import confidence, describe
from onrecord.statements.drafts import Draft, overlap, spans_of
from onrecord.statements.kinds import act_of, kind_of
from onrecord.statements.refusals import find_refusals
from onrecord.statements.selection import Selection, select
from onrecord.statements.turns import find_turns
from onrecord.statements.unclaimed import QuotationThresholds
from onrecord.types import Article, Place, Statement


class StatementReader:
    """Finds the statements of articles. Load it once; it keeps nothing of what it reads."""

    def __init__(self, model: Model) -> None:
        self.model = model

    @classmethod
    def load(cls, *, language: str = "en", threads: int = 1) -> StatementReader:
        """A reader on the shipped model. Raises ``ModelError`` where its files are missing or damaged."""
        return cls(Model.load(language=language, threads=threads))

    @property
    def version(self) -> str:
        """Which model it reads with."""
        version: str = self.model.settings["version"]
        return version

    @property
    def timings(self) -> dict[str, float]:
        """Seconds spent so far by step: tokenise, encode, link, decode, complete, finish. They do not overlap."""
        return self.model.timings

    def encode(self, article: Article) -> Encoding:
        """What the model makes of ``article``."""
        return encode(article, model=self.model)

    def find(self, article: Article, encoding: Encoding) -> tuple[Statement, ...]:
        """The statements of ``article``, headlines and furniture too, in the order of their contents.

        Who speaks in them is not said: that takes the whole page.
        """
        words, encoded = encoding.words, encoding.encoded
        drafts = self.draft(words, encoded, candidates=self.candidates(words, encoded))
        return self.finish(article, words, encoded, drafts)

    def draft(self, words: Words, encoded: Encoded, *, candidates: Sequence[Draft]) -> list[Draft]:
        """The statements as they will be, but for what is told of each as a whole."""
        began = time.perf_counter()
        settings = self.model.settings
        selection = Selection(**settings["selection"])
        likely, others = select(candidates, words, encoded, selection=selection)
        drafts = complete(
            likely,
            words,
            spare=others,
            probability=encoded.probability("content"),
            thresholds=QuotationThresholds(**settings["quotations"]),
        )
        drafts = find_refusals(drafts, words, probability=encoded.probability("source"))
        drafts = find_turns(drafts, words)
        self.timings["complete"] += time.perf_counter() - began
        return sorted(drafts, key=lambda draft: (draft.start, draft.content[-1][1]))

    def candidates(self, words: Words, encoded: Encoded) -> list[Draft]:
        """Every attribution that the model sees a cue for, likely or not."""
        began, linking = time.perf_counter(), self.timings["link"]
        thresholds = Thresholds(**self.model.settings["thresholds"])
        found = attributions(words, encoded, model=self.model, thresholds=thresholds)
        linking = self.timings["link"] - linking
        drafts = [_draft(one, words) for one in found]
        self.timings["decode"] += time.perf_counter() - began - linking
        return drafts

    def finish(
        self, article: Article, words: Words, encoded: Encoded, drafts: Sequence[Draft]
    ) -> tuple[Statement, ...]:
        """Turn drafts into statements."""
        began = time.perf_counter()
        weights = self.model.settings["confidence"]
        statements = []
        for number, draft in enumerate(drafts, start=1):
            kind = kind_of(draft, words)
            statements.append(
                Statement(
                    id=f"s{number}",
                    kind=kind,
                    act=act_of(draft, words, kind=kind),
                    place=_place(article, draft),
                    content=draft.content,
                    cue=draft.cue,
                    source=draft.source,
                    speaker_name=None,
                    speaker_kind="unknown",
                    confidence=confidence(describe(draft, words, encoded), weights),
                )
            )
        self.timings["finish"] += time.perf_counter() - began
        return tuple(statements)


def _draft(found: Attribution, words: Words) -> Draft:
    return Draft(
        content=spans_of(words, found.content),
        cue=spans_of(words, found.cue),
        source=spans_of(words, found.source),
        basis="cue",
        attribution=found,
    )


def _place(article: Article, draft: Draft) -> Place:
    first = draft.content[0]
    if any(overlap(first, span) for span in article.titles):
        return "headline"
    return "furniture" if any(overlap(first, part.span) for part in article.furniture) else "body"
