"""The engine ``ray`` on a cluster of this machine: the same shards as with ``processes``, although a worker is lost."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Callable
from importlib.util import find_spec
from pathlib import Path

import pytest

from onrecord.archive import ray_tasks
from onrecord.archive.units import WorkUnit
from onrecord.errors import UsageError
from onrecord.settings import Settings
from tests import double
from tests.archive.making import shard_files, warc_records, write_warc

ROOT = Path(__file__).parents[2]
COMMAND = "from onrecord.cli import app; from tests.archive import lossy_reader; app(obj=lossy_reader.load)"

Run = Callable[..., tuple[int, str, str]]


@pytest.mark.skipif(find_spec("ray") is None, reason="Ray is not installed: pip install 'onrecord[archive]'")
def test_a_lost_worker_loses_nothing(tmp_path: Path, run: Run) -> None:
    sources = [
        write_warc(tmp_path / f"{part}.warc.gz", warc_records(range(part * 5, part * 5 + 5))) for part in range(3)
    ]
    here, there, losses = tmp_path / "here", tmp_path / "there", tmp_path / "losses"
    words = ["archive", "read", *map(str, sources), "--to", str(there), "--engine", "ray", "--processes", "2"]
    done = subprocess.run(
        [sys.executable, "-c", COMMAND, *words],
        env={
            **os.environ,
            "PYTHONPATH": os.pathsep.join([str(ROOT), os.environ.get("PYTHONPATH", "")]),
            "LOSSES": str(losses),
        },
        capture_output=True,
        text=True,
        check=False,
    )
    assert (done.returncode, done.stdout) == (0, f"{there} has 3 shards: 15 pages with 30 statements.\n"), done.stderr
    assert losses.read_text() == "0"
    assert run("archive", "read", *sources, "--to", here, "--processes", 1)[0] == 0
    assert shard_files(there) == shard_files(here)


def test_without_ray_the_error_says_what_to_install(tmp_path: Path, run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "ray", None)
    source = write_warc(tmp_path / "crawl.warc.gz", warc_records([1]))
    code, _, errors = run("archive", "read", source, "--to", tmp_path / "out", "--engine", "ray")
    assert code == 2
    assert errors.startswith("onrecord: --engine ray needs the package ray, which is not installed. Run `pip install")
    code, _, errors = run("archive", "read", source, "--to", tmp_path / "out", "--address", "auto")
    assert (code, "Add --engine ray" in errors) == (2, True)


def test_a_machine_with_another_reader_is_refused(tmp_path: Path) -> None:
    job = ray_tasks._Job(str(tmp_path), Settings(), double.load, reader="onrecord 0, another 1")
    with pytest.raises(UsageError, match=r"has the reader onrecord .*, but this machine has onrecord 0, another 1"):
        ray_tasks._run_task(WorkUnit(("crawl.warc.gz",), size=1), job)
    ray_tasks._pool(job.settings, job.load).close()
    ray_tasks._pool.cache_clear()
