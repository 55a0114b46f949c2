"""Words, wordpieces, features and windows."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import pytest
from tokenizers import Tokenizer

from onrecord.encoder.model import WINDOW_LIMIT, pack_windows
from onrecord.encoder.words import FEATURES, MAX_PIECES, InputBlock, Words, cut_words

Cut = Callable[[str], Words]


def column(words: Words, name: str) -> list[int]:
    values: list[int] = words.features[:, list(FEATURES).index(name)].tolist()
    return values


def test_words(cut: Cut) -> None:
    text = "Orla Tarn’s “plan” — don't ask!\nShe’d gone."
    words = cut(text)
    assert [text[start:end] for start, end in words.spans.tolist()] == [
        "Orla", "Tarn’s", "“", "plan", "”", "—", "don't", "ask", "!", "She’d", "gone", ".",
    ]  # fmt: skip
    assert words.block.tolist() == [0] * 9 + [1] * 3


def test_features(cut: Cut) -> None:
    words = cut('Tarn said "Go NOW," A 3rd 10 McRae.')
    assert column(words, "shape") == [1, 0, 8, 1, 2, 7, 8, 3, 6, 5, 4, 7]
    assert column(words, "inside") == [0, 0, 0, 1, 1, 1, 0, 0, 0, 0, 0, 0]
    assert column(words, "mark") == [0, 0, 1, 0, 0, 0, 2, 0, 0, 0, 0, 0]
    assert column(words, "place")[0] == 0
    assert column(words, "place")[-1] == 2


@pytest.mark.parametrize(
    ("text", "places"),
    [
        ("Orla went.", [0, 3, 2]),
        ("Go!", [0, 2]),
        ("Go", [0]),
        ('She "left. He" is.', [0, 3, 3, 3, 1, 3, 3, 2]),
        # The marks behind a full stop, and the word behind them.
        ("Go...” Tarn left now.", [0, 3, 1, 1, 1, 1, 3, 3, 2]),
        ("“(Orla left", [0, 1, 1, 2]),
        # A block opens a sentence of its own.
        ("Go on\n“Orla left", [0, 2, 0, 1, 2]),
        ("Go.\nOrla left", [0, 2, 0, 2]),
    ],
)
def test_places_in_sentences_and_blocks(cut: Cut, text: str, places: list[int]) -> None:
    assert column(cut(text), "place") == places


def test_order_of_headlines_and_paragraphs(tokenizer: Tokenizer) -> None:
    text = "A b c d"
    blocks = [InputBlock((0, 1), "headline"), InputBlock((2, 3)), InputBlock((4, 5)), InputBlock((6, 7))]
    assert column(cut_words(text, blocks, tokenizer=tokenizer), "order") == [0, 1, 1, 2]


@pytest.mark.parametrize(
    "text", ["", "\n", "a", "\u0007\u0008", "naïve café 中文 👩‍👩‍👧", "x" * 500, "a\u200bb\ufeffc"]
)
def test_every_word_has_pieces(cut: Cut, text: str) -> None:
    words = cut(text)
    sizes = np.diff(words.first_piece)
    assert len(sizes) == len(words)
    assert ((sizes > 0) & (sizes <= MAX_PIECES)).all()
    assert words.first_piece[-1] == len(words.pieces)


@pytest.mark.parametrize("first_limit", [None, 30])
def test_windows_have_every_word_once_and_keep_blocks_whole(cut: Cut, first_limit: int | None) -> None:
    words = cut("\n".join(f"Paragraph number {n} says a little more than the one before it." for n in range(40)))
    windows = pack_windows(words, first_limit=first_limit)
    assert [start for start, _ in windows] == [0, *(end for _, end in windows[:-1])]
    assert windows[-1][1] == len(words)
    for index, (start, end) in enumerate(windows):
        window_limit = first_limit if first_limit and index == 0 else WINDOW_LIMIT
        assert words.first_piece[end] - words.first_piece[start] <= window_limit
        assert end == len(words) or words.block[end - 1] != words.block[end]


def test_a_block_longer_than_a_window_is_split(cut: Cut) -> None:
    words = cut("word " * 500)
    windows = pack_windows(words)
    assert sum(end - start for start, end in windows) == 500
    assert max(end - start for start, end in windows) == WINDOW_LIMIT


def test_no_words_give_no_window(cut: Cut) -> None:
    assert pack_windows(cut("")) == []


def test_a_sentence_begins_with_its_quotation_mark(cut: Cut) -> None:
    words = cut("Tarn waved. “It is late,” she said, and left.\nShe said so.")
    starts = {words.text[slice(*words.spans[words.sentence_start(word)])] for word in range(len(words))}
    assert starts == {"Tarn", "“", "She"}
    assert words.sentence_start(words.last_before(words.text.index(" said"))) == 3


def test_the_first_words_are_words_of_their_own(cut: Cut) -> None:
    text = "Tarn waved. “It is late,” she said.\n“Go,” he said. “Now.”\nShe left."
    words, first = cut(text), cut(text[: text.index(" “Now")])
    beginning = words.until(len(first))
    assert len(beginning) == len(first)
    assert beginning.quotations == first.quotations
    assert [block.span for block in beginning.blocks] == [block.span for block in first.blocks]
    for name in ("spans", "block", "pieces", "first_piece", "starts", "word_counts", "quoted_counts"):
        assert np.array_equal(getattr(beginning, name), getattr(first, name)), name
