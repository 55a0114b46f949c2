"""Entity resolution: blocking, pairwise scoring and clusters of appearances; and name resolution.

In: the people and organisations of a page, or a name. Out: persons of the store, each decision logged in ``links``.
"""
