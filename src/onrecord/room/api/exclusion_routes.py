"""Removed pages and hidden people."""

from __future__ import annotations

from pydantic import Field

from onrecord.exclude.removal import Removed
from onrecord.room.api.shared import CACHED, PageId, PersonRef, Reason, StrictParameters, section
from onrecord.room.dependencies import CurrentEditor, CurrentRoom, slow_route
from onrecord.store.exclusions import Exclusion

router = section("excluding")


class ExclusionReason(StrictParameters):
    """The reason, for the log."""

    why: Reason = Field(min_length=1, description="The reason, for the log.", examples=["A court order of 3 May."])


class RemovalReason(ExclusionReason):
    """The reason for a removal, and whether copies are removed too."""

    # Nothing but true and false: what is removed is gone, and pydantic would take "yes" and 1 for true.
    copies: bool = Field(False, strict=True, description="Also remove pages with nearly the same text.")


@router.get("/exclusions", summary="List removed pages and hidden people", **CACHED)
def exclusions(room: CurrentRoom) -> list[Exclusion]:
    """The log with author, time and reason, newest first."""
    return list(room.record.exclusions())


@router.post("/pages/{page}/remove", status_code=201, summary="Remove a page")
@slow_route
def remove_page(room: CurrentRoom, editor: CurrentEditor, page: PageId, reason: RemovalReason) -> Removed:
    """Erase a page, its text, statements and judgements. Only hashes are kept, so that it is not added again.

    The response lists pages with nearly the same text, which stay unless `copies` is set.
    """
    return room.record.remove(page, who=editor.name, why=reason.why, copies=reason.copies)


@router.post("/pages/{page}/allow", status_code=201, summary="Allow a removed page")
def allow_page(room: CurrentRoom, editor: CurrentEditor, page: PageId, reason: ExclusionReason) -> Exclusion:
    """Let a removed page be added again."""
    return room.record.allow(page, who=editor.name, why=reason.why)


@router.post("/people/{person}/hide", status_code=201, summary="Hide a person")
def hide_person(room: CurrentRoom, editor: CurrentEditor, person: PersonRef, reason: ExclusionReason) -> Exclusion:
    """Hide a person from searches, listings, exports and the reading room. The text of pages does not change."""
    return room.record.hide(person, who=editor.name, why=reason.why)


@router.post("/people/{person}/unhide", status_code=201, summary="Show a hidden person again")
def unhide_person(room: CurrentRoom, editor: CurrentEditor, person: PersonRef, reason: ExclusionReason) -> Exclusion:
    """Show a person again in searches, listings, exports and the reading room. `person` is the public id."""
    return room.record.unhide(person, who=editor.name, why=reason.why)
