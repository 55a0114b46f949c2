"""Standard input of the MCP server: JSON-RPC messages, and error responses to all other lines.

The SDK (mcp 2.3) reads lines of any length, and drops invalid ones, so that their sender would wait forever.
"""

from __future__ import annotations

import json
from collections.abc import AsyncIterator
from typing import Any, BinaryIO, Final, Literal

import anyio
from anyio import to_thread
from mcp.shared.message import SessionMessage
from mcp.types import (
    INVALID_PARAMS,
    INVALID_REQUEST,
    PARSE_ERROR,
    ErrorData,
    JSONRPCError,
    jsonrpc_message_adapter,
)
from pydantic import ValidationError

# A request has a few hundred bytes.
MAX_LINE_BYTES: Final = 1_000_000


class MessageLines:
    """The messages of ``stdin``, to be iterated over once. ``start`` sets the output for errors."""

    def __init__(self, stdin: BinaryIO) -> None:
        self._stdin = stdin
        self._started = anyio.Event()
        self._output: Any = None

    def start(self, output: Any) -> None:
        """Read, and send errors to ``output``, the SDK's stream of messages to the client."""
        self._output = output
        self._started.set()

    async def __aiter__(self) -> AsyncIterator[str]:
        await self._started.wait()
        while line := await to_thread.run_sync(self._read_line, abandon_on_cancel=True):
            if not line.strip():
                continue
            fault = find_fault(line)
            if isinstance(fault, JSONRPCError):
                await self._output.send(SessionMessage(fault))
            elif fault is None:
                yield line.decode()

    def _read_line(self) -> bytes:
        """The next line. Of a line that is too long, only the beginning; its rest is skipped."""
        line = self._stdin.readline(MAX_LINE_BYTES + 1)
        rest = line
        while len(rest) > MAX_LINE_BYTES and not rest.endswith(b"\n"):
            rest = self._stdin.readline(MAX_LINE_BYTES + 1)
        return line


def find_fault(line: bytes) -> JSONRPCError | Literal["ignored"] | None:
    """The JSON-RPC 2.0 error (section 5.1) for an invalid line; null for a valid message.

    A faulty notification is to be ignored: notifications are never answered.
    """
    if len(line) > MAX_LINE_BYTES:
        return _error(INVALID_REQUEST, f"The message is longer than {MAX_LINE_BYTES:,} bytes. Send a shorter one.")
    try:
        message = json.loads(line.decode())
    except (ValueError, RecursionError) as error:
        return _error(PARSE_ERROR, f"The line is not JSON ({error}). Send one message per line.")
    if not isinstance(message, dict):
        return _error(INVALID_REQUEST, "The message is not a JSON object. Send one message per line, without batches.")
    request_id = message.get("id")
    if "id" in message and not _is_request_id(request_id):
        return _error(INVALID_REQUEST, "The id of a request is a string or a whole number.")
    try:
        jsonrpc_message_adapter.validate_json(line, by_name=False)
    except ValidationError:
        if "id" not in message and isinstance(message.get("method"), str):
            return "ignored"
        if isinstance(message.get("method"), str) and not isinstance(message.get("params", {}), dict):
            return _error(INVALID_PARAMS, "The parameters of a method are a JSON object.", request_id=request_id)
        return _error(INVALID_REQUEST, "The message is not a request of JSON-RPC 2.0.", request_id=request_id)
    return None


def _is_request_id(value: object) -> bool:
    """True for the id of a request that an answer can repeat: "\\ud800", half a character, cannot be written."""
    if isinstance(value, str):
        return not any("\ud800" <= character <= "\udfff" for character in value)
    return isinstance(value, int) and not isinstance(value, bool)


def _error(code: int, message: str, *, request_id: int | str | None = None) -> JSONRPCError:
    return JSONRPCError(jsonrpc="2.0", id=request_id, error=ErrorData(code=code, message=message))
