"""``POST /api/check``: check a draft against pages or the record, without storing the draft."""

from __future__ import annotations

from typing import Annotated, Final

from fastapi import Depends
from fastapi.responses import JSONResponse
from pydantic import ConfigDict, Field, ValidationError, with_config
from starlette.exceptions import HTTPException

from onrecord.check.checking import check_against
from onrecord.check.draft_formats import DraftFormat
from onrecord.check.read_draft import read_brief_draft
from onrecord.check.report import CheckRecord
from onrecord.errors import UsageError
from onrecord.pages.find import STDIN
from onrecord.room.api.reading_routes import (
    FORM_TYPES,
    JSON,
    RATE,
    PageToRead,
    RequestBody,
    body_error,
    open_described_page,
    read_body,
)
from onrecord.room.api.shared import StrictParameters, section
from onrecord.room.dependencies import CurrentRoom, rate_limit, slow_route
from onrecord.room.middleware import body_too_large

router = section("checking")

MAX_PAGES: Final = 20
"""Pages that a draft may be checked against; each takes up to a second to read."""
_TEXT: Final = "text/plain"
_FORMATS: Final[dict[str, DraftFormat]] = {
    _TEXT: "text",
    "text/markdown": "markdown",
    "text/html": "html",
    "application/vnd.openxmlformats-officedocument.wordprocessingml.document": "docx",
}

Report: Final = with_config(ConfigDict(use_attribute_docstrings=True, defer_build=True))(CheckRecord)
"""The report on a draft as a response."""


class DraftToCheck(StrictParameters):
    """A draft to check: its text, Markdown or HTML, and the pages to check it against."""

    text: str | None = Field(None, min_length=1, examples=["“It runs,” Ada Quill told The Elmouth Bell."])
    markdown: str | None = Field(None, min_length=1)
    html: str | None = Field(None, min_length=1)
    against: list[PageToRead] = Field(
        [], max_length=MAX_PAGES, description="Pages to check it against. By default the record."
    )

    def draft(self) -> tuple[DraftFormat, str]:
        """The format of the draft and its words. Raises ``UsageError`` unless there is exactly one."""
        formats: dict[DraftFormat, str | None] = {"text": self.text, "markdown": self.markdown, "html": self.html}
        drafts = [(form, words) for form, words in formats.items() if words is not None]
        if len(drafts) != 1:
            raise UsageError(f"{len(drafts)} drafts were given. Give one of text, markdown and html.")
        return drafts[0]


@router.post(
    "/check",
    summary="Check a draft",
    response_model=Report,
    dependencies=[Depends(rate_limit(RATE))],
    openapi_extra={
        "requestBody": {
            "required": True,
            "content": {
                JSON: {"schema": {"$ref": "#/components/schemas/DraftToCheck"}},
                **{media_type: {"schema": {"type": "string", "minLength": 1}} for media_type in _FORMATS},
            },
        }
    },
)
@slow_route
def check(room: CurrentRoom, body: Annotated[RequestBody, Depends(read_body)]) -> JSONResponse:
    """The report on a draft: a verdict on each quotation and reported statement in it. Nothing is saved.

    Send JSON, or the draft itself with its content type: text, Markdown, HTML or a Word document. It is checked
    against the pages in `against`, or by default against the record.
    """
    if body.media_type in FORM_TYPES:
        raise HTTPException(415, "The body is a form. Send JSON, or the draft itself with its content type.")
    against: list[PageToRead] = []
    if body.media_type == JSON:
        try:
            described = DraftToCheck.model_validate_json(body.content)
        except ValidationError as error:
            raise body_error(error) from error
        form, words = described.draft()
        content, against = words.encode("utf-8", "replace"), described.against
    else:
        form, content = _FORMATS.get(body.media_type, "text"), body.content
    if len(content) > room.settings.max_page_bytes:
        raise body_too_large(room.settings.max_page_bytes)
    draft = read_brief_draft(STDIN, content, form=form, reader=room.pool, settings=room.settings)
    if against:
        pages = [open_described_page(page, settings=room.settings) for page in against]
        checked = check_against(draft, map(room.pool.read, pages))
    else:
        checked = room.record.check(draft)
    return JSONResponse(checked.to_record())
