"""``GET /health``: checks that the room can do its work, for load balancers and monitors."""

from __future__ import annotations

import logging
from collections.abc import Callable
from typing import Final

from anyio import fail_after, to_thread
from fastapi import APIRouter, Request
from sqlalchemy import select
from starlette.responses import JSONResponse

from onrecord.encoder.model import check_files
from onrecord.errors import OnRecordError
from onrecord.room.dependencies import CurrentRoom, Room
from onrecord.store.schema import pages

router = APIRouter()

HEALTH_PATH: Final = "/health"
# Monitors wait 5 to 10 seconds for an answer.
_MAX_SECONDS: Final = 4.0
_LOG: Final = logging.getLogger(__name__)


@router.get(HEALTH_PATH)
async def show_health(request: Request, room: CurrentRoom) -> JSONResponse:
    """200 if every check passes, else 503. Only signed-in visitors see the checks and their problems."""
    problems = {name: await _find_problem(check, room) for name, check in _CHECKS.items()}
    healthy = not any(problems.values())
    content: dict[str, object] = {"status": "ok" if healthy else "failing"}
    if request.state.visitor is not None:
        content["checks"] = {name: problem or "ok" for name, problem in problems.items()}
    return JSONResponse(content, status_code=200 if healthy else 503)


async def _find_problem(check: Callable[[Room], None], room: Room) -> str | None:
    """The problem that ``check`` finds; null if it passes."""
    try:
        with fail_after(_MAX_SECONDS):
            await to_thread.run_sync(check, room, abandon_on_cancel=True, limiter=room.health_checks)
    except TimeoutError:
        return f"No answer within {_MAX_SECONDS:.0f} seconds."
    except OnRecordError as error:
        return str(error)
    except Exception:
        _LOG.exception("health check failed")
        return "OnRecord failed on this check. This is a bug: please report it with the output of `onrecord serve`."
    return None


def _check_database(room: Room) -> None:
    with room.record.snapshot() as connection:
        connection.execute(select(pages.c.id).limit(1)).all()


def _check_model(room: Room) -> None:
    check_files()


def _check_workers(room: Room) -> None:
    status = room.pool.status()
    if status.waiting and not status.workers:
        raise OnRecordError(
            f"{status.waiting} pages are waiting to be read, but no reading worker is running. Restart the room."
        )


_CHECKS: Final = {"database": _check_database, "model": _check_model, "workers": _check_workers}
