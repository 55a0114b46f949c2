"""Who is who across pages: candidates, pairwise scoring and clusters; and which person a name means.

In: the people and organisations of a page, or a name. Out: persons of the store, each decision logged in ``links``.
"""
