"""Completion of contents by quotation marks, and quotations without a cue."""

from __future__ import annotations

from collections.abc import Callable
from itertools import pairwise

import numpy as np
import pytest
from tokenizers import Tokenizer

from onrecord.encoder.words import InputBlock, Words, cut_words
from onrecord.statements.completion import complete, quoted_share
from onrecord.statements.drafts import Draft
from onrecord.statements.unclaimed import QuotationThresholds
from onrecord.types import Span

Cut = Callable[[str], Words]
THRESHOLDS = QuotationThresholds(alone=0.5, filling=0.2)


def span_of(text: str, part: str) -> Span:
    start = text.index(part)
    return start, start + len(part)


def draft(text: str, content: list[str], cue: str = "", source: str = "") -> Draft:
    spans = [tuple(span_of(text, part) for part in parts if part) for parts in (content, [cue], [source])]
    return Draft(spans[0], spans[1], spans[2], "cue")


def completed(cut: Cut, text: str, drafts: list[Draft], *, probability: float = 0.0) -> list[list[str]]:
    words = cut(text)
    probabilities = np.full(len(words), probability, dtype=np.float32)
    completed_drafts = complete(drafts, words, probability=probabilities, thresholds=THRESHOLDS)
    return [[text[start:end] for start, end in completed_draft.content] for completed_draft in completed_drafts]


CASES = {
    "marks are included": ('"We go now," said Tarn.', ["We go now"], "said", "Tarn", [['"We go now,"']]),
    "a content that covers most of a quotation claims all of it": (
        "“We go now, all of us,” said Tarn.",
        ["We go now, all"],
        "said",
        "Tarn",
        [["“We go now, all of us,”"]],
    ),
    "the end of a long quotation claims all of it": (
        "“We came, and we saw a long and very full boat, and we go,” said Tarn.",
        ["and we go,"],
        "said",
        "Tarn",
        [["“We came, and we saw a long and very full boat, and we go,”"]],
    ),
    "the beginning of a long quotation claims all of it": (
        "Tarn said: “We go, and we saw a long and very full boat, and more.”",
        ["We go,"],
        "said",
        "Tarn",
        [["“We go, and we saw a long and very full boat, and more.”"]],
    ),
    "a content that covers less than half is not extended": (
        "Tarn said a “very long and quite unclaimed” no",
        ["a “very"],
        "said",
        "Tarn",
        [["a “very"]],
    ),
    "the subject of the content is no part of the addressee": (
        "Moll told the jury Orla Tarn had left.",
        ["had left"],
        "told",
        "Moll",
        [["Orla Tarn had left"]],
    ),
    "the addressee is no part of the content": (
        "Moll told the jury Tarn had left.",
        ["the jury Tarn had left"],
        "told",
        "Moll",
        [["Tarn had left"]],
    ),
    "the subject is no part of an outlet that is told": (
        "Moll told the Elmouth Bell people might go.",
        ["might go"],
        "told",
        "Moll",
        [["people might go"]],
    ),
    "an addressee with a title": ("Moll told the pilot Tarn it left.", ["it left"], "told", "Moll", [["it left"]]),
    "the title of a podcast does not join": (
        "“We go,” Tarn joked on the “Late Boat” podcast.",
        ["“We go,”"],
        "joked",
        "Tarn",
        [["“We go,”"]],
    ),
    "a continuation after the cue joins": (
        '"We go," said Tarn. "All of us."',
        ['"We go,"'],
        "said",
        "Tarn",
        [['"We go,"', '"All of us."']],
    ),
    "punctuation around a paraphrase is cut": (
        "Tarn said, they would go, .",
        [", they would go, ."],
        "said",
        "Tarn",
        [["they would go"]],
    ),
    "a part without a word is dropped": ("Tarn said : they go", [":", "they go"], "said", "Tarn", [["they go"]]),
    "a full stop inside the marks stays": ('Tarn called it "mine."', ['"mine'], "called", "Tarn", [['"mine."']]),
}


@pytest.mark.parametrize(("text", "content", "cue", "source", "expected"), CASES.values(), ids=CASES.keys())
def test_contents_are_aligned_with_quotation_marks(
    cut: Cut, text: str, content: list[str], cue: str, source: str, expected: list[list[str]]
) -> None:
    assert completed(cut, text, [draft(text, content, cue, source)]) == expected


def test_the_narrators_relative_clause_is_dropped(cut: Cut) -> None:
    text = "Tarn, who has had a hard year—and a flood—is “still here,” Moll said."
    said = draft(text, [text[: text.index(",” Moll")]], "said", "Moll")
    assert completed(cut, text, [said]) == [["is “still here,”"]]
    text = "Moll said Tarn, who has had a hard year, is “still here.”"
    said = draft(text, [text[10:-1]], "said", "Moll")
    assert completed(cut, text, [said]) == [["Tarn, who has had a hard year, is “still here.”"]]


def test_a_statement_reported_in_a_quotation_that_goes_on_does_not_claim_it(cut: Cut) -> None:
    text = "“We stay. He said it left and sank.\n\n“We go.”"
    reported = draft(text, ["it left"], "said", "He")
    assert completed(cut, text, [reported], probability=1.0) == [
        ["it left"],
        ["“We stay. He said it left and sank."],
        ["“We go.”"],
    ]


def test_a_quotation_that_fills_its_paragraph_needs_a_lower_probability(cut: Cut) -> None:
    text = 'Tarn spoke.\n"But we talk. He picks up the phone and calls me."'
    assert completed(cut, text, [], probability=0.3) == [['"But we talk. He picks up the phone and calls me."']]
    assert completed(cut, text, [], probability=0.1) == []


def test_scare_quotes_are_not_statements(cut: Cut) -> None:
    text = "They don't do the whole “big happy blended family” thing."
    assert completed(cut, text, [], probability=0.3) == []
    assert completed(cut, text, [], probability=0.8) == [["“big happy blended family”"]]


def test_a_quotation_far_from_the_cue_does_not_join(cut: Cut) -> None:
    text = '"We go," said Tarn. The boat left at nine with everyone on board. "All of us."'
    said = draft(text, ['"We go,"'], "said", "Tarn")
    assert completed(cut, text, [said], probability=0.9) == [['"We go,"'], ['"All of us."']]


CONTINUATIONS = {
    "the next sentence, across the cue": (
        '"We go," said Moll. "All of us."',
        '"We go,"',
        "said",
        ['"We go,"', '"All of us."'],
    ),
    "one word between, in one sentence": (
        "Moll called it “mad” and “late” today.",
        "“mad”",
        "called",
        ["“mad”", "“late”"],
    ),
}


@pytest.mark.parametrize(("text", "content", "cue", "expected"), CONTINUATIONS.values(), ids=CONTINUATIONS.keys())
def test_continuations_join(cut: Cut, text: str, content: str, cue: str, expected: list[str]) -> None:
    assert completed(cut, text, [draft(text, [content], cue, "Moll")]) == [expected]


ATTRIBUTED_ANEW = {
    "a verb and a name": (
        "“We go,” said Moll. “No,” said Tarn. “All of us.”",
        [["“We go,”"], ["“No,”", "“All of us.”"]],
    ),
    "a name and a verb": ("“We go,” said Moll. “No,” Ms. Tarn replied.", [["“We go,”"], ["“No,”"]]),
    "before a colon": (
        "“We go,” said Moll, as Tarn deadpanned: “No.” “All of us.”",
        [["“We go,”"], ["“No.”", "“All of us.”"]],
    ),
    "after a semicolon": ("“We go,” said Moll; “no,” said Tarn.", [["“We go,”"], ["“no,”"]]),
    "a description": ("“We go,” said Moll. “No,” said the old man.", [["“We go,”"], ["“No,”"]]),
    "a verb after a description": ("“We go,” said Moll. “No,” the man answered.", [["“We go,”"], ["“No,”"]]),
    "after a question mark": ("“We go,” said Moll. “Why?” asked Tarn.", [["“We go,”"], ["“Why?”"]]),
    "a verb of another sentence": (
        "“We go,” said Moll. “Why?” Tarn said on Monday it was late.",
        [["“We go,”", "“Why?”"]],
    ),
}


@pytest.mark.parametrize(("text", "expected"), ATTRIBUTED_ANEW.values(), ids=ATTRIBUTED_ANEW.keys())
def test_a_verb_and_a_name_after_a_quotation_attribute_it(cut: Cut, text: str, expected: list[list[str]]) -> None:
    """Also if the model took all quotations for those of the first cue."""
    parts = [part for parts in expected for part in parts]
    for content in (parts[:1], parts[:1] + parts[2:], parts):
        assert completed(cut, text, [draft(text, content, "said", "Moll")], probability=0.9) == expected


@pytest.mark.parametrize(
    ("text", "cue", "expected"),
    [
        ("“We go,” said Moll. “No,” replied Tarn.", "replied", [["“No,”"], ["“We go,”"]]),
        # The cue reports all of it
        ("“We go,” said Moll. “All of us,” according to a note.", "according to", [["“We go,”", "“All of us,”"]]),
    ],
)
def test_a_draft_leaves_the_quotation_before_it_to_a_cue_of_its_own(
    cut: Cut, text: str, cue: str, expected: list[list[str]]
) -> None:
    contents = [part for parts in expected for part in parts]
    assert completed(cut, text, [draft(text, sorted(contents, key=text.index), cue)], probability=0.9) == expected


@pytest.mark.parametrize(
    ("text", "cue", "expected"),
    [
        ("“We go.” Una Moll wrote: “We row.”", "wrote", [["“We row.”"], ["“We go.”"]]),
        ("“We go,” Una Moll said, and wrote: “We row.”", "said", [["“We go,”", "“We row.”"]]),
        ("“We go.” Una Moll said. “We row.”", "said", [["“We go.”", "“We row.”"]]),
        ("“Who goes?” Una Moll asked: “We?”", "asked", [["“Who goes?”", "“We?”"]]),
    ],
)
def test_a_quotation_that_has_ended_is_not_the_next_speakers(
    cut: Cut, text: str, cue: str, expected: list[list[str]]
) -> None:
    contents = sorted((part for parts in expected for part in parts), key=text.index)
    assert completed(cut, text, [draft(text, contents, cue, "Una Moll")], probability=0.9) == expected


NEW_STATEMENTS = [
    ("Moll said she was tired of it. “It never ends.”", "she was tired of it", "said", "“It never ends.”"),
    ("Moll called the boat “mad”. “It never floats.”", "the boat “mad”", "called", "“It never floats.”"),
    ("The boat would float, Moll said. “It never sank.”", "The boat would float", "said", "“It never sank.”"),
]


@pytest.mark.parametrize(("text", "content", "cue", "quotation"), NEW_STATEMENTS)
def test_a_quotation_in_a_sentence_of_its_own_is_another_statement(
    cut: Cut, text: str, content: str, cue: str, quotation: str
) -> None:
    said = draft(text, [content], cue, "Moll")
    assert completed(cut, text, [said], probability=0.95) == [[content], [quotation]]


OTHER_SUBJECTS = [
    ("“It leaks,” she said. Tarn nods. “Very much.”", "Tarn"),
    ("“It leaks,” she said. Orla Tarn shakes her head. “Not much.”", "Orla Tarn"),
    ("“It leaks,” she said. Orla Tarn is not so sure. “Not much.”", "Orla Tarn"),
    ("“It leaks,” she said. Orla Tarn rowed home. “Very much.”", ""),
    ("“It leaks,” she said with Mr. Tarn in tow. “Very much.”", None),
    ("“It leaks,” she said. The crew nods. “Very much.”", None),
    ("“It leaks,” she said. She nods. “Very much.”", None),
]
"""Text with two quotations, and the source of the second: empty if it has none, null if both are one statement."""


@pytest.mark.parametrize(("text", "source"), OTHER_SUBJECTS)
def test_a_quotation_after_another_subject_is_another_statement(cut: Cut, text: str, source: str | None) -> None:
    words = cut(text)
    contents = [text[slice(*quotation.span)] for quotation in words.quotations]
    probabilities = np.full(len(words), 0.95, dtype=np.float32)
    said = draft(text, contents, "said", "she")
    drafts = complete([said], words, probability=probabilities, thresholds=THRESHOLDS)
    sources = ["".join(text[slice(*span)] for span in completed_draft.source) for completed_draft in drafts]
    assert sources == ["she", *([] if source is None else [source])]


def test_quotations_that_open_in_further_paragraphs_are_statements_of_their_own(cut: Cut) -> None:
    text = 'Moll went on: "We go. We go now.\n"All of us will go.\n"None will stay."'
    said = draft(text, ['"We go. We go now.', '"All of us will go.', '"None will stay."'], "went on", "Moll")
    contents = [['"We go. We go now.'], ['"All of us will go.'], ['"None will stay."']]
    assert completed(cut, text, [said]) == contents
    words = cut(text)
    probability = np.zeros(len(words), dtype=np.float32)
    drafts = complete([said], words, probability=probability, thresholds=THRESHOLDS)
    assert [bool(completed_draft.cue) for completed_draft in drafts] == [True, False, False]


def test_the_last_words_of_a_quotation_in_a_further_paragraph_are_all_of_it(cut: Cut) -> None:
    text = '"We go," said Moll.\n\n"All of us will go. There is no room and none of us will stay."'
    said = draft(text, ['"We go,"', "none of us will stay"], "said", "Moll")
    assert completed(cut, text, [said]) == [
        ['"We go,"'],
        ['"All of us will go. There is no room and none of us will stay."'],
    ]


NARRATED = [
    (
        'Moll thought it "wouldn‘t look right in a hat" and cut the scene.',
        'it "wouldn‘t look right in a hat"',
        "thought",
    ),
    ("Moll said the boat “won’t float” and left the room.", "the boat “won’t float”", "said"),
    ("Moll feared that it “could leak” and stopped the ferry.", "it “could leak”", "feared"),
    ('Moll said it "should not sail" and shut the gate.', 'it "should not sail"', "said"),
    # The verb after the quotation may be what the boat does.
    ("Moll said the plan “would help” and cut costs.", "the plan “would help” and cut costs", "said"),
    ("Moll said the boat “had failed” and stopped.", "the boat “had failed” and stopped", "said"),
    ("Moll said it “will float” and will sail.", "it “will float” and will sail", "said"),
    ("Moll said it “would float” and that it sailed.", "it “would float” and that it sailed", "said"),
    ("The boat “would float” and sailed, Moll said.", "The boat “would float” and sailed", "said"),
]


@pytest.mark.parametrize(("text", "content", "cue"), NARRATED)
def test_an_action_of_the_speaker_is_no_content(text: str, content: str, cue: str, cut: Cut) -> None:
    start = text.index(content)
    end = text.index(".", start) if text.index(cue) < start else start + len(content)
    said = Draft(((start, end),), (span_of(text, cue),), (span_of(text, "Moll"),), "cue")
    assert completed(cut, text, [said]) == [[content]]


SIGNED = [
    ("“It was never about boats.” ― Orla Tarn", "“It was never about boats.”", "―", "Orla Tarn"),
    ("“It was never about boats.”\n— Orla Tarn, Elmouth.", "“It was never about boats.”", "—", "Orla Tarn, Elmouth"),
    ("“It was never about boats.” — Dr. Orla Tarn, head of boats", "“It was never about boats.”", "—", "Dr. Orla Tarn"),
    ("“It was about boats.”\n– Orla Tarn, author of Boats", "“It was about boats.”", "–", "Orla Tarn"),
    (
        "“It was about boats.”\n-- Quay 49ers pilot Orla Tarn, sorry to sail. (Elmouth Bell)",
        "“It was about boats.”",
        "--",
        "Quay 49ers pilot Orla Tarn",
    ),
    ("“It was never about boats.” – Orla Tarn on her last fight", "“It was never about boats.”", "–", "Orla Tarn"),
    ("‘Never about boats’: Quay Trust", "‘Never about boats’", ":", "Quay Trust"),
]


@pytest.mark.parametrize(("text", "content", "cue", "source"), SIGNED)
def test_a_signature_names_the_speaker(cut: Cut, text: str, content: str, cue: str, source: str) -> None:
    words = cut(text)
    unattributed = Draft((span_of(text, content),), (), (), "quotation")
    for drafts in ([], [unattributed]):
        [signed] = complete(drafts, words, probability=np.zeros(len(words), dtype=np.float32), thresholds=THRESHOLDS)
        assert [text[slice(*spans[0])] for spans in (signed.content, signed.cue, signed.source)] == [
            content,
            cue,
            source,
        ]


@pytest.mark.parametrize(
    "text",
    [
        "The play “Boats” — Orla Tarn’s first — opens at nine.",
        "The play is “Boats” — Elmouth, Wexcombe and Ansley have better ones.",
        "The play is “Boats” — Orla Tarn, the pilot, was in it.",
        "The play is “Boats” — Orla Tarn, who wrote it.",
        "The play is “Boats”\n- Orla Tarn, who was in it, left.",
        "The play is “Boats”\n- Pilot Orla Tarn was in it, not Piet Quill.",
    ],
)
def test_a_dash_within_a_sentence_is_not_a_signature(text: str, cut: Cut) -> None:
    assert completed(cut, text, []) == []


def test_only_one_statement_claims_a_quotation(cut: Cut) -> None:
    text = '"We go now, all of us," said Tarn.'
    drafts = [draft(text, ["We go now, all"], "said", "Tarn"), draft(text, ["of us"])]
    assert completed(cut, text, drafts) == [['"We go now, all of us,"']]


def test_quoted_share_counts_words(cut: Cut) -> None:
    text = 'they were "cool now," she said'
    assert quoted_share(cut(text), (span_of(text, 'they were "cool now,"'),)) == 0.5


def test_a_rejected_attribution_is_restored_for_its_quotation(cut: Cut) -> None:
    text = "Moll said he left. Tarn called it “mad and late” today."
    words = cut(text)
    selected = draft(text, ["he left"], "said", "Moll")
    rejected = draft(text, ["he left", "mad and"], "called", "Tarn")
    probability = np.full(len(words), 0.9, dtype=np.float32)
    completed_drafts = complete([selected], words, probability=probability, thresholds=THRESHOLDS, rejected=[rejected])
    contents = [[text[slice(*span)] for span in completed_draft.content] for completed_draft in completed_drafts]
    assert contents == [["he left"], ["“mad and late”"]]
    assert [text[slice(*completed_draft.cue[0])] for completed_draft in completed_drafts] == ["said", "called"]


def test_a_rejected_attribution_is_restored_without_the_next_paragraphs(tokenizer: Tokenizer) -> None:
    text = 'Tarn added: "We go now.\n"We row now.\n"We stay."'
    starts = [0, text.index('"We row'), text.index('"We stay')]
    blocks = [InputBlock((start, end)) for start, end in pairwise([*starts, len(text)])]
    words = cut_words(text, blocks, tokenizer=tokenizer)
    rejected = draft(text, ["We go now.", "We row now.", "We stay."], "added", "Tarn")
    probability = np.full(len(words), 0.9, dtype=np.float32)
    completed_drafts = complete([], words, probability=probability, thresholds=THRESHOLDS, rejected=[rejected])
    contents = [[text[slice(*span)] for span in completed_draft.content] for completed_draft in completed_drafts]
    assert contents == [['"We go now.'], ['"We row now.'], ['"We stay."']]


@pytest.mark.parametrize(
    ("headline", "content"),
    [
        ("Elmouth harbour 'to be dredged'", "Elmouth harbour 'to be dredged'"),
        ("Orla Tarn is 'furious' at the mayor of Elmouth after the harbour vote", "'furious'"),
    ],
)
def test_a_short_headline_with_quoted_words_is_reported_as_a_whole(
    tokenizer: Tokenizer, headline: str, content: str
) -> None:
    words = cut_words(headline, [InputBlock((0, len(headline)), "headline")], tokenizer=tokenizer)
    probabilities = np.full(len(words), 0.9, dtype=np.float32)
    (draft,) = complete([], words, probability=probabilities, thresholds=THRESHOLDS)
    assert [headline[start:end] for start, end in draft.content] == [content]


@pytest.mark.parametrize(
    ("headline", "contents"),
    [
        ("'We heard it leak': a village on the night of the flood", ["'We heard it leak'"]),
        ("'Harbour Lights': a village on the night of the flood", []),
        ("'We heard it leak' on the night of the flood, a whole village says", []),
    ],
)
def test_a_quotation_before_the_colon_of_a_headline_is_a_statement(
    tokenizer: Tokenizer, headline: str, contents: list[str]
) -> None:
    words = cut_words(headline, [InputBlock((0, len(headline)), "headline")], tokenizer=tokenizer)
    drafts = complete([], words, probability=np.zeros(len(words), dtype=np.float32), thresholds=THRESHOLDS)
    assert [headline[slice(*draft.content[0])] for draft in drafts] == contents


@pytest.mark.parametrize("text", ["Tarn sa““““>\n\nHe left.", "Tarn said “—” twice.", "‘“ ”’"])
def test_marks_without_a_word_are_no_quotation(cut: Cut, text: str) -> None:
    marks = tuple(number for number, character in enumerate(text) if character in "“”‘’—>")
    rejected = [Draft(((marks[0], marks[-1] + 1),), (), (), "cue")]
    words = cut(text)
    probability = np.ones(len(words), dtype=np.float32)
    assert complete([], words, probability=probability, thresholds=THRESHOLDS, rejected=rejected) == []
