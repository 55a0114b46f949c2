"""W3C Web Annotation: each statement as an annotation of its page, for annotation tools.

The output is one annotation collection, written as a stream.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from onrecord.cite.web_annotation import CONTEXT, annotation
from onrecord.codec import write_json
from onrecord.store.current_pages import CurrentPage


def annotation_lines(pages: Iterable[CurrentPage]) -> Iterator[str]:
    """The lines of one JSON document: a page of annotations with every statement."""
    yield f'{{"@context":"{CONTEXT}","id":"urn:onrecord:annotations","type":"AnnotationPage","items":['
    before = ""
    for page in pages:
        for statement in page.statements:
            yield before + write_json(annotation(page.stored, statement))
            before = ","
    yield "]}"
