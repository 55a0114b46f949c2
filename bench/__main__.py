"""``python -m bench``: measure quality, then speed."""

from __future__ import annotations

import sys

from bench import quality, speed

if __name__ == "__main__":
    failed = quality.main([])
    sys.exit(speed.main([]) or failed)
