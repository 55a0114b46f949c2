"""Sending what a saved search has found to where somebody waits for it."""

from __future__ import annotations

from dataclasses import asdict

from onrecord.codec import write_json
from onrecord.errors import PageError
from onrecord.pages import web
from onrecord.settings import Settings
from onrecord.store.store import Store
from onrecord.watch import searches
from onrecord.watch.config import Search


def deliver(record: Store, search: Search, *, settings: Settings, at: str) -> PageError | None:
    """Send what ``search`` has found since its webhook took something last: why that failed, null where it did not.

    What was not taken is sent again the next time, so the webhook may see a statement twice, and none is lost.
    """
    while search.webhook is not None:
        with record.snapshot() as connection:
            keys, found = searches.waiting(connection, search)
        if not keys:
            break
        wanted = {name: value for name, value in asdict(search).items() if name != "webhook"}
        payload = {"search": wanted, "statements": [hit.statement for hit in found]}
        try:
            if found:
                body = write_json(payload).encode()
                web.post(search.webhook, body=body, content_type="application/json", settings=settings)
        except PageError as error:
            return error
        with record.transaction() as connection:
            searches.sent(connection, search, keys, at=at)
    return None
