from __future__ import annotations

from collections.abc import Callable
from importlib.resources import files

import pytest
from tokenizers import Tokenizer

from onrecord.statements.words import Block, Words, cut_words


@pytest.fixture(scope="session")
def tokenizer() -> Tokenizer:
    tokenizer = Tokenizer.from_str((files("onrecord") / "models" / "en" / "tokenizer.json").read_text("utf-8"))
    tokenizer.no_truncation()
    tokenizer.no_padding()
    return tokenizer


@pytest.fixture(scope="session")
def cut(tokenizer: Tokenizer) -> Callable[[str], Words]:
    """Cuts a text whose every line is a block of the body."""

    def cut(text: str) -> Words:
        blocks, at = [], 0
        for line in text.split("\n"):
            if line:
                blocks.append(Block((at, at + len(line))))
            at += len(line) + 1
        return cut_words(text, blocks, tokenizer=tokenizer)

    return cut
