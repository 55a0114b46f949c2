"""Coreference: which person or organisation each mention, pronoun and description of a page refers to.

From the mentions and statements of a page it makes clusters of mentions, and finds the speaker of each statement and
the entities that its words refer to. ``onrecord.people.find`` calls ``gather``, ``speakers`` and ``about``, in this
order.
"""
