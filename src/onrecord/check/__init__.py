"""Checks a draft before publication: each quotation in it against the words of pages."""
