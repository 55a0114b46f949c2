"""The record of ``tests.kept_record``."""

from __future__ import annotations

from tests.kept_record import kept

__all__ = ["kept"]
