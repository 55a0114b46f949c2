"""The command line with a stand-in for the model; the first reading worker in Ray kills its process."""

from __future__ import annotations

import multiprocessing
import os
import signal
from pathlib import Path

from onrecord.reading import Reader
from onrecord.settings import Settings
from tests import double


def load(settings: Settings) -> Reader:
    """A reader; the first in a process of Ray ends that process, and notes its environment in a file."""
    parent_process = multiprocessing.parent_process()
    assert parent_process is not None
    parent = parent_process.pid
    if parent is not None and "ray::" in Path(f"/proc/{parent}/cmdline").read_text():
        try:
            with Path(os.environ["LOSSES"]).open("x") as losses:
                losses.write(os.environ["RAY_USAGE_STATS_ENABLED"])
        except FileExistsError:
            pass
        else:
            os.kill(parent, signal.SIGKILL)
    return double.load(settings)
