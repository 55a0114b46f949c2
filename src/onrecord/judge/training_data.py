"""Judgements as training data: what people put right, in the form of the corpora that models are trained on.

statements   one page a line: id, text, title, publisher, published, and of its statements those that were judged:
             content, source, cue, kind, speaker, speaker_kind; those that are none under not_statements
people       one pair a line: left and right as [page, start, end], and whether they are one
"""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Iterator
from typing import Any

from sqlalchemy import Connection, select

from onrecord.judge import targets
from onrecord.judge.judgement_log import OF_STATEMENTS, Judgement, list_judgements
from onrecord.store import schema
from onrecord.store.codecs import unpack_record, unpack_text
from onrecord.store.rows import AnyRow
from onrecord.store.schema import pages, readings, statements, texts


def judged_statements(connection: Connection) -> Iterator[dict[str, Any]]:
    """The pages of which statements were judged, with those statements as judged; the latest judgement of each counts.

    That a speaker is wrong is left out: it does not say who is right.
    """
    by_page: dict[int, list[tuple[AnyRow, Judgement]]] = defaultdict(list)
    for judgement in list_judgements(connection):
        if judgement.kind in OF_STATEMENTS and judgement.kind != "wrong" and judgement.in_force:
            row = connection.execute(select(statements).where(statements.c.public_id == judgement.subject)).first()
            if row is not None:
                by_page[row.page_id].append((row, judgement))
    for page_id in sorted(by_page):
        yield _page(connection, page_id, by_page[page_id])


def judged_pairs(connection: Connection) -> Iterator[dict[str, Any]]:
    """Pairs of mentions, and whether they are of one person; those that nobody could tell are left out."""
    for one in list_judgements(connection):
        if one.kind in {"same", "different"} and one.in_force:
            places = [_place(connection, one.target[side]) for side in ("left", "right")]
            if None not in places:
                yield {"left": places[0], "right": places[1], "same": one.kind == "same"}


def _page(connection: Connection, page_id: int, judged: list[tuple[AnyRow, Judgement]]) -> dict[str, Any]:
    chosen = select(pages.c.public_id, readings.c.record, texts.c.body)
    chosen = chosen.join(readings, readings.c.id == pages.c.reading_id).join(texts, texts.c.id == readings.c.text_id)
    row = connection.execute(chosen.where(pages.c.id == page_id)).one()
    article = unpack_record(row.record, text=unpack_text(row.body))["article"]
    said, refused = [], []
    for one, judgement in sorted(judged, key=lambda pair: int(pair[0].position)):
        content, cue, source = json.loads(one.spans)
        if judgement.kind == "not-statement":
            refused.append({"content": content})
        else:
            said.append(
                {
                    "id": one.public_id,
                    "content": content,
                    "source": source,
                    "cue": cue,
                    "kind": one.kind,
                    "speaker": judgement.value,
                    "speaker_kind": one.speaker_kind,
                }
            )
    return {
        "id": row.public_id,
        "text": article["text"],
        "title": article["title"],
        "publisher": article["outlet"],
        "published": article["published"],
        "statements": said,
        "not_statements": refused,
    }


def _place(connection: Connection, anchor: targets.Anchor) -> list[Any] | None:
    """Page, start and end of the words of ``anchor``; null where they are not found."""
    if "exact" not in anchor:
        return None
    packed = select(texts.c.body).join(readings, readings.c.text_id == texts.c.id)
    packed = packed.join(schema.pages, schema.pages.c.reading_id == readings.c.id)
    body = connection.execute(packed.where(schema.pages.c.public_id == anchor["page"])).scalar()
    span = None if body is None else targets.locate(anchor, unpack_text(body))
    return None if span is None else [anchor["page"], *span]
