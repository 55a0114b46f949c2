"""Main-text extraction: from the bytes of a page to its article.

Input is a ``Page`` of HTML or plain text. Output is an ``Article``: its text, titles, paragraphs and metadata, with
page furniture (captions, related headlines, datelines, sign-up prompts) set apart by span. ``cut`` is the only entry
point; ``onrecord.reading`` calls it first.
"""

from onrecord.articles.cut import cut

__all__ = ["cut"]
