"""Processes of ``onrecord`` that start at once, since they are forked from one that has imported the modules.

A process of its own would import for a second before it begins. ``CommandServer`` starts the server, ``python -m
tests.cli.command_server``, which receives the arguments of a command, its environment and its streams, and forks. Each
process is the child of a keeper, also a fork, which reports its id and its exit code. Other modules of the tests can be
run in the same way.
"""

from __future__ import annotations

import atexit
import gc
import importlib
import json
import os
import runpy
import signal
import socket
import subprocess
import sys
from collections.abc import Mapping, Sequence
from contextlib import suppress
from functools import cache
from pathlib import Path
from typing import IO

ROOT = Path(__file__).parents[2]
MODULES = ("onrecord.record", "onrecord.reading_pool", "rich.progress")
_NUMBER_BYTES = 8
_PAGE = (
    b'Ferry to run again\nBy Ada Quill\n"The engine is mended and the crew is glad of it," Brannigan said on Monday.\n'
)


class Command:
    """A process that was started, with the methods of ``subprocess.Popen`` that the tests need."""

    def __init__(
        self,
        status: socket.socket,
        *,
        stdin: IO[bytes] | None,
        stdout: IO[bytes] | None,
        stderr: IO[bytes] | None,
    ) -> None:
        self._status = status
        self.stdin, self.stdout, self.stderr = stdin, stdout, stderr
        self.returncode: int | None = None
        self.pid = _receive_number(status)

    def poll(self) -> int | None:
        """The exit code, as ``Popen.poll`` returns it; null while the process runs."""
        with suppress(TimeoutError, BlockingIOError):
            self.wait(timeout=0)
        return self.returncode

    def wait(self, timeout: float | None = None) -> int:
        """Wait for the end of the process; its exit code. Raises ``TimeoutError``."""
        if self.returncode is None:
            self._status.settimeout(timeout)
            self.returncode = _receive_number(self._status)
            self._status.close()
        return self.returncode

    def communicate(self, timeout: float | None = None) -> tuple[bytes, bytes]:
        """Wait for the end of the process; what it wrote to those streams that are pipes, less than a pipe holds."""
        if self.stdin is not None:
            self.stdin.close()
        self.wait(timeout)
        output, errors = (self._read(stream) for stream in (self.stdout, self.stderr))
        return output, errors

    def send_signal(self, number: int) -> None:
        """Send the signal ``number``, unless the process has ended."""
        if self.poll() is None:
            os.kill(self.pid, number)

    def kill(self) -> None:
        """End the process now."""
        self.send_signal(signal.SIGKILL)

    @staticmethod
    def _read(stream: IO[bytes] | None) -> bytes:
        if stream is None or stream.closed:
            return b""
        with stream:
            return stream.read()


class CommandServer:
    """The server, for this process."""

    def __init__(self) -> None:
        self._socket, other_end = socket.socketpair(socket.AF_UNIX, socket.SOCK_SEQPACKET)
        with other_end:
            self._server = subprocess.Popen(
                [sys.executable, "-m", "tests.cli.command_server", str(other_end.fileno())],
                cwd=ROOT,
                pass_fds=[other_end.fileno()],
            )

    def close(self) -> None:
        """End the server, and commands that a failed test has left running."""
        self._socket.close()
        self._server.wait()

    def start(
        self,
        arguments: Sequence[str],
        *,
        module: str | None = None,
        environment: Mapping[str, str] = os.environ,
        imports: Sequence[str] = (),
        start_new_session: bool = False,
        **streams: int,
    ) -> Command:
        """Start ``onrecord``, or ``module``, with ``streams`` as for ``Popen``. The server imports ``imports``."""
        own_ends: dict[str, IO[bytes] | None] = {}
        its_ends = []
        for number, name in enumerate(("stdin", "stdout", "stderr")):
            stream = streams.get(name, number)
            own_ends[name] = None
            if stream == subprocess.PIPE:
                reader, writer = os.pipe()
                its_end, own_end = (reader, writer) if name == "stdin" else (writer, reader)
                own_ends[name] = open(own_end, "wb" if name == "stdin" else "rb")  # noqa: PTH123, SIM115
            else:
                its_end = os.open(os.devnull, os.O_RDWR) if stream == subprocess.DEVNULL else os.dup(stream)
            its_ends.append(its_end)
        own_status, its_status = socket.socketpair()
        message = json.dumps([module, list(arguments), dict(environment), list(imports), start_new_session]).encode()
        socket.send_fds(self._socket, [message], [*its_ends, its_status.fileno()])
        its_status.close()
        for end in its_ends:
            os.close(end)
        return Command(own_status, **own_ends)


@cache
def command_server() -> CommandServer:
    """The server of this process, which ends with it."""
    server = CommandServer()
    atexit.register(server.close)
    return server


def _serve(connection: socket.socket) -> str | None:
    """Start the processes that are asked for until the other end is closed.

    Returns in each of them, with the name of the module to run; null for ``onrecord``.
    """
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    for name in MODULES:
        importlib.import_module(name)
    keepers = []
    while True:
        message, descriptors, _, _ = socket.recv_fds(connection, 1 << 18, 4)
        if not message:
            break
        module, arguments, environment, imports, in_new_session = json.loads(message)
        for name in imports:
            importlib.import_module(name)
        keeper = os.fork()
        if keeper == 0:
            connection.close()
            if _keep(descriptors):
                os._exit(0)
            _become(arguments, environment=environment, descriptors=descriptors, in_new_session=in_new_session)
            return str(module) if module else None
        keepers.append(keeper)
        for descriptor in descriptors:
            os.close(descriptor)
    for keeper in keepers:
        os.kill(keeper, signal.SIGTERM)
        os.waitpid(keeper, 0)
    sys.exit()


def _keep(descriptors: Sequence[int]) -> bool:
    """Start a process and report its id and its exit code; false in that process. SIGTERM ends the process."""
    process = os.fork()
    if process == 0:
        return False
    signal.signal(signal.SIGTERM, lambda *_: os.kill(process, signal.SIGKILL))
    *streams, status = descriptors
    for stream in streams:
        os.close(stream)
    for descriptor in range(3):
        os.close(descriptor)
    _send_number(status, process)
    with suppress(BrokenPipeError):  # nobody waits for it
        _send_number(status, os.waitstatus_to_exitcode(os.waitpid(process, 0)[1]))
    return True


def _become(
    arguments: Sequence[str], *, environment: Mapping[str, str], descriptors: Sequence[int], in_new_session: bool
) -> None:
    """Make this process one that was started with ``arguments``."""
    signal.signal(signal.SIGINT, signal.default_int_handler)
    if in_new_session:
        os.setsid()
    *streams, status = descriptors
    os.close(status)
    for number, stream in enumerate(streams):
        os.dup2(stream, number)
        os.close(stream)
    os.environ.clear()
    os.environ.update(environment)
    sys.argv[:] = ["onrecord", *arguments]
    encoding = environment.get("PYTHONIOENCODING", "utf-8")
    sys.stdin = open(0, encoding=encoding, closefd=False)  # noqa: SIM115
    sys.stdout = open(1, "w", encoding=encoding, closefd=False)  # noqa: SIM115
    sys.stderr = open(2, "w", encoding=encoding, errors="backslashreplace", closefd=False)  # noqa: SIM115


def _send_number(descriptor: int, number: int) -> None:
    os.write(descriptor, number.to_bytes(_NUMBER_BYTES, "big", signed=True))


def _receive_number(connection: socket.socket) -> int:
    received = connection.recv(_NUMBER_BYTES, socket.MSG_WAITALL)
    assert len(received) == _NUMBER_BYTES, "the server of the commands has ended"
    return int.from_bytes(received, "big", signed=True)


def _main() -> None:
    # Imported here: a process that reads pages imports this module too, and does not need them.
    from typer.main import get_command
    from typer.testing import CliRunner

    from onrecord.cli import app
    from tests import double

    command = get_command(app)
    CliRunner().invoke(app, ["read", "-"], input=_PAGE, obj=double.load)  # imports and compiles what each command would
    gc.freeze()
    module = _serve(socket.socket(fileno=int(sys.argv[1])))
    if module is None:
        command(prog_name="onrecord", obj=double.load)
    else:
        runpy.run_module(module, run_name="__main__")


if __name__ == "__main__":
    _main()
