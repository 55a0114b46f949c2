"""Speakers of statements without a source: quotations that continue, subjects before them, impersonal cues."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field
from itertools import pairwise

from onrecord.people.coreference.clusters import Cluster
from onrecord.people.coreference.narration import MIN_PROBABILITY_UNSOURCED, Narration
from onrecord.people.coreference.speaker import UNKNOWN, UNNAMED, Speaker
from onrecord.people.lexicon import PRONOUN_GENDER, YOU, word_list
from onrecord.people.view import CLOSING_QUOTES, OPENING_QUOTES, View
from onrecord.types import Statement

_IMPERSONAL_CUES = word_list("impersonal_cues")
"""Cues that, without a source, do not say who speaks: "Tarn is reportedly late", "it is said"."""

_PASSIVE = re.compile(
    r"\b(?:is|are|was|were|been|being|be)(?: \w+ly| also| now)? "
    r"(?:(?P<rumour>said|rumou?red|reported|alleged|understood)|told|asked|warned|advised"
    r"|(?:accused|suspected|convicted)(?: of)?|charged(?: with)?"
    r"|(?:called|critici[sz]ed|described|known|label+ed|regarded|seen|titled)(?: as| for)?)$"
)
_OWNERS = frozenset(["his", "her", "their", "its"])
_MAX_HEADING_WORDS = 12
"""Most words of a heading within the text."""
_REACH_OF_HEADING, _REACH_OF_HEADLINE = 12, 60
"""Number of paragraphs around a heading whose words it may repeat."""
_MIN_REPEATED, _MIN_HEADING_WORDS, _STEM = 0.59, 2, 4
"""Minimum share of the words of a heading that a statement must repeat, minimum number of these words, and the number
of first letters by which words are compared."""


@dataclass(slots=True)
class Unsourced:
    """Resolves the speakers of statements without a source of their own."""

    view: View
    narration: Narration
    statements: Sequence[Statement]
    resolved_speakers: dict[str, Speaker]
    _subjects: dict[int, tuple[int, Speaker | None]] = field(default_factory=dict)
    """For the index at which a search for a subject began, the index that it has reached and its result."""

    def resolve(self, statement: Statement, following: Statement | None) -> Speaker:
        """The speaker of ``statement``, from what the page has said so far. ``following`` is the next statement.

        A related headline, “I never liked it”, is not the last speaker's, who is not named in it.
        """
        speaker = self._resolve(statement, following)
        if speaker.cluster is None or statement.place != "furniture":
            return speaker
        block, mentions = self.view.block_at(statement.content[0]).span, speaker.cluster.mentions
        first = bisect_left(mentions, block)
        return speaker if first < len(mentions) and mentions[first][0] < block[1] else UNKNOWN

    def _resolve(self, statement: Statement, following: Statement | None) -> Speaker:
        if statement.place == "body" and self._is_heading(statement):
            return UNKNOWN
        speaker = self._apply_rules(statement)
        # Such a quotation is left to ``look_ahead``: “It is late.” “Very late,” Brandvold said.
        is_first = following and _is_bare(statement) and self._block_of(statement) == self._block_of(following)
        if speaker.kind != "unknown" or is_first:
            return speaker
        # The model is asked about the mark that opens the quotation, or the end of the cue.
        start = statement.content[0][0]
        anchor = statement.cue[-1] if statement.cue else (start, start + 1)
        # After a paragraph that ends "She had last seen Piet Tarn on Monday.", “He never had a boat.” is not Piet's.
        index = self.view.index(start)
        before = self.view.sentence_of(max(index - 1, 0))
        gender = PRONOUN_GENDER.get(self.view.folded(before.start)) if before.stop <= index else None
        cluster = self.narration.decide_by_model(anchor, gender=gender, min_probability=MIN_PROBABILITY_UNSOURCED)
        if cluster is None:
            return speaker
        return Speaker.of(cluster, "continuation", *self.narration.antecedent_of(cluster, anchor))

    def _apply_rules(self, statement: Statement) -> Speaker:
        cue = self.view.indices(statement.cue)
        words = self.view.form(cue)
        # "It ended with Tarn saying “I know”", "“It is late.” ― Orla Tarn".
        first = next((n for n in cue if self.view.words[n].text[0].isalnum()), -1)
        for name, cluster in self.narration.entities_named([first]).items():
            return self.narration.speaker(cluster, "named", name)
        # A participle continues another statement: "Tarn said it was late, adding that it was cold".
        has_participle = any(word.endswith("ing") for word in words)
        if statement.kind == "indirect" and not has_participle and _IMPERSONAL_CUES.intersection(words):
            return UNNAMED
        is_impersonal = not {"heard", "hears", "known", "dubbed", "titled", "entitled"}.isdisjoint(words)
        if statement.cue and (is_impersonal or self._is_passive(statement)):
            return UNNAMED
        return self._resolve_continuation(statement)

    def _is_passive(self, statement: Statement) -> bool:
        """True if the cue of ``statement`` is a passive: "Tarn is said to be “late”", "Tarn was told it was “late”",
        "Tarn is suspected of “leaving”"."""
        index = self.view.index(statement.cue[-1][1]) - 1
        before = " ".join(word.folded for word in self.view.words[max(0, index - 3) : index + 1])
        passive = _PASSIVE.search(before)
        return passive is not None and (not passive["rumour"] or self.view.folded(index + 1) == "to")

    def resolve_headings(self) -> None:
        """Give headings in quotation marks, and headlines, the speaker whose words they repeat: “Ends recession debate”
        stands above “The numbers just about end the recession debate,” Tarn said."""
        headings = [statement for statement in self.statements if self._is_heading(statement)]
        if not headings:
            return
        by_block: defaultdict[int, list[tuple[Statement, set[str]]]] = defaultdict(list)
        for statement in self.statements:
            if not self._is_heading(statement) and self.resolved_speakers[statement.id].kind != "unknown":
                by_block[self._block_of(statement)].append((statement, self._content_words(statement)))
        for heading in headings:
            block, words = self._block_of(heading), self._content_words(heading)
            reach = _REACH_OF_HEADING if heading.place == "body" else _REACH_OF_HEADLINE
            near = (pair for number in range(block - reach, block + reach + 1) for pair in by_block.get(number, ()))
            size = max(len(words), _MIN_HEADING_WORDS)
            shares = ((len(words & other_words) / size, candidate) for candidate, other_words in near)
            share, best = max(shares, key=lambda pair: pair[0], default=(0.0, None))
            if best is not None and share > _MIN_REPEATED:
                self.resolved_speakers[heading.id] = self._speaker_again(best)

    def resolve_headline_roles(self) -> None:
        """Give a headline whose source is a role the only person with that role: "Ferry ‘must close’, says mayor"."""
        holders: defaultdict[str, list[Cluster]] = defaultdict(list)
        for person in self.narration.entities.persons:
            for word in person.role_spans:
                holders[word].append(person)
        for statement in self.statements:
            is_unnamed = self.resolved_speakers[statement.id].kind == "unnamed"
            if statement.place != "headline" or not is_unnamed or not statement.source:
                continue
            source = statement.source[0]
            role = [word for word in self.view.form(self.view.indices(statement.source)) if word != "the"]
            people = holders.get(role[0], []) if len(role) == 1 else []
            if len(people) == 1 and (span := people[0].first_role_outside(role, source)):
                self.resolved_speakers[statement.id] = Speaker.of(people[0], "description", source, span)

    def _speaker_again(self, statement: Statement) -> Speaker:
        """The speaker of ``statement``, for another that continues it."""
        return self.resolved_speakers[statement.id].with_basis("continuation")

    def _is_heading(self, statement: Statement) -> bool:
        """True if ``statement``, which has neither source nor cue, is in a headline or is a heading within the text."""
        if statement.source or statement.cue:
            return False
        if statement.place == "headline":
            return True
        start, end = self.view.blocks[self._block_of(statement)].span
        content = self.view.text[slice(*statement.content[0])]
        text = content.rstrip("”\"’'")
        fills = statement.content[0][0] - start < 2 and end - statement.content[-1][1] < 2 and text != content
        return fills and len(text.split()) <= _MAX_HEADING_WORDS and text[-1:] not in ".,!?…"

    def _content_words(self, statement: Statement) -> set[str]:
        """The first letters of the words of ``statement``, folded, without short words: "ends" is "ended"."""
        words = self.view.form(self.view.indices(statement.content))
        return {word[:_STEM] for word in words if len(word) > 2}

    def look_ahead(self) -> None:
        """Give quotations without a source the speaker of the next one, where it continues them: “It is late.” “Very
        late,” Brandvold said. One that is left open at the end of its paragraph continues in the next."""
        previous_block = -1
        for statement, following in pairwise(self.statements):
            block, next_block = self._block_of(statement), self._block_of(following)
            if _is_bare(statement) and self._opens(statement):
                precedes = next_block == block and self.resolved_speakers[statement.id].kind == "unknown"
                is_open = self.view.text[statement.content[-1][1] - 1] not in CLOSING_QUOTES
                is_next = previous_block < block and next_block == block + 1 and self._opens(following)
                if precedes or (is_open and is_next and following.source):
                    self.resolved_speakers[statement.id] = self._speaker_again(following)
            previous_block = self._block_of(statement, end=True)

    def _resolve_continuation(self, statement: Statement) -> Speaker:
        """The subject since the last quotation in the paragraph, Brandvold waved: “It is late.”, or else the last
        speaker, who continues where a paragraph is nothing but a quotation."""
        last, block = self._statement_before(statement), self._block_of(statement)
        index = self.view.index(statement.content[0][0])
        # A colon or comma before the quotation leads in from the narration, a colon also at the end of a paragraph.
        before = self.view.words[index - 1]
        is_above = before.text == ":" and before.block == block - 1
        has_lead_in = index > 0 and before.text in {":", ","} and (before.block == block or is_above)
        begins = self.view.index(self.view.blocks[block - is_above].span[0])
        if last is not None and self._block_of(last) >= block - is_above:
            begins = max(begins, self.view.index(last.content[-1][1]))
        subject = self._narrated_subject(begins, index) if has_lead_in or last is not None else None
        if subject:
            is_same = last is not None and self.resolved_speakers[last.id].cluster is subject.cluster
            return self._speaker_again(last) if last and is_same else subject
        # "Piet Tarn on the ferries: “They are late.”" is no longer the last speaker's.
        is_led_in = before.text == ":" and any(n in self.narration.names for n in range(begins, index))
        if last is None or statement.kind == "indirect" or is_led_in:
            return UNKNOWN
        if self._block_of(last) != block and (self._is_question(last) or self._is_personal(statement, after=last)):
            return UNKNOWN
        # Turns of a transcript may run over several paragraphs; a quotation continues into the next paragraph only.
        is_turn = not statement.cue and not self._opens(statement)
        continues = is_turn or block - self._block_of(last, end=True) <= 1
        return self._speaker_again(last) if continues else UNKNOWN

    def _is_question(self, statement: Statement) -> bool:
        """True if ``statement`` awaits an answer: “Why did you leave?” Tarn asked."""
        words = self.view.form(self.view.indices((*statement.content, *statement.cue)))
        is_question = self.view.text[slice(*statement.content[-1])].endswith(("?”", '?"', "?’", "?'"))
        return is_question and not YOU.isdisjoint(words) and not {"asked", "asks"}.isdisjoint(words)

    def _is_personal(self, statement: Statement, *, after: Statement) -> bool:
        """True if ``statement`` says "I" ``after`` the report of a body: "The council left. “My boat sank.”"."""
        is_body = after.kind == "indirect" and self.resolved_speakers[after.id].kind != "person"
        return is_body and not {"i", "my"}.isdisjoint(self.view.form(self.view.indices(statement.content)))

    def _narrated_subject(self, begin: int, end: int) -> Speaker | None:
        """The first entity among the words from ``begin`` up to ``end`` that the narration names as a subject, by name
        or pronoun: not Tarn in "His wife, Una Quill, once called him “late”"."""
        searched, subject = self._subjects.get(begin, (begin, None))
        if subject is not None:
            return subject if searched <= end else None
        for index in range(searched, end):
            word = self.view.words[index]
            span = self.narration.names.get(index, word.span)
            cluster = self.narration.entities.by_span.get(span)
            if cluster and not word.quoted and word.folded not in _OWNERS and self.narration.salience.is_subject(span):
                subject = self.narration.speaker(cluster, "subject", span)
                self._subjects[begin] = index + 1, subject
                return subject
        self._subjects[begin] = max(searched, end), None
        return None

    def _statement_before(self, statement: Statement) -> Statement | None:
        """The last statement that begins before ``statement`` and whose speaker is resolved."""
        end = bisect_left(self.statements, statement.content[0], key=lambda s: s.content[0])
        earlier = (self.statements[rank] for rank in range(end - 1, -1, -1))
        return next((s for s in earlier if s.id in self.resolved_speakers), None)

    def _opens(self, statement: Statement) -> bool:
        """True if ``statement`` begins with a quotation mark."""
        return self.view.text[statement.content[0][0]] in OPENING_QUOTES

    def _block_of(self, statement: Statement, *, end: bool = False) -> int:
        """The block in which ``statement`` begins or, with ``end``, ends."""
        index = self.view.index(statement.content[-1][1] - 1 if end else statement.content[0][0])
        return self.view.words[min(index, len(self.view.words) - 1)].block


def _is_bare(statement: Statement) -> bool:
    """True if ``statement`` is a quotation with neither source nor cue."""
    return not statement.source and not statement.cue and statement.kind != "indirect"
