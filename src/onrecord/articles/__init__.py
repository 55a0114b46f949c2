"""From a page's bytes to its article: text, titles, paragraphs, and what is not the article set apart."""

from onrecord.articles.cut import cut

__all__ = ["cut"]
