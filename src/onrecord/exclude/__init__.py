"""Exclude pages and people from a record: erase a page, or hide a person, with an author and a reason.

In: a page or a person, and a reason. Out: the record without them. ``Record`` and the room call it.
"""
