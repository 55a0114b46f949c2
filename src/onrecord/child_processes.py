"""Processes that this one starts: how they start, which signals they ignore, when they end, and how many may run."""

from __future__ import annotations

import multiprocessing
import os
import signal
import sys
from multiprocessing import connection, resource_tracker
from multiprocessing.context import ForkServerContext, SpawnContext
from pathlib import Path
from threading import Thread
from typing import Final

# Processor time and length of each period, in microseconds, for the container of this process (cgroup v2).
_CONTAINER_QUOTA: Final = Path("/sys/fs/cgroup/cpu.max")


def count_processors() -> int:
    """Processors that this process may use, at least one: by its affinity, and by the quota of its container."""
    count = len(os.sched_getaffinity(0)) if sys.platform == "linux" else os.cpu_count() or 1
    try:
        quota, period = _CONTAINER_QUOTA.read_text(encoding="ascii").split()
        return max(1, min(count, int(quota) // int(period)))
    except (OSError, ValueError):  # not in a container, or "max": a container without a quota
        return count


def make_process_context(*, imports: str) -> ForkServerContext | SpawnContext:
    """The context that starts processes: on Linux by a fork of a process that has imported the module ``imports``.

    That process runs until this one ends, so only the first worker waits for the imports, and all workers share their
    memory. This process itself is not forked, since a fork would inherit the locks of its threads.
    """
    if sys.platform != "linux":
        return multiprocessing.get_context("spawn")
    context = multiprocessing.get_context("forkserver")
    context.set_forkserver_preload([imports])
    return context


def outlive_signals() -> None:
    """Let processes that this thread starts ignore Ctrl-C and ``kill``, which are meant for the parent process.

    A terminal sends SIGINT to all processes of a command, and systemd sends SIGTERM to all processes of a service. The
    parent ends its workers when it is ready to, and they end when it is gone. Children inherit blocked signals. The
    resource tracker must run first, because starting it with the first child would unblock the signals here.
    """
    if sys.platform != "win32":
        resource_tracker.ensure_running()
        block_signals()


def block_signals() -> None:
    """Ignore Ctrl-C and ``kill`` in this thread, and in the processes that it starts."""
    if sys.platform != "win32":
        signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT, signal.SIGTERM})


def exit_with_parent() -> None:
    """End this process when its parent is gone, whatever it is doing."""
    Thread(target=_wait_for_parent, daemon=True).start()


def _wait_for_parent() -> None:
    parent = multiprocessing.parent_process()
    assert parent is not None
    connection.wait([parent.sentinel])
    os._exit(1)
