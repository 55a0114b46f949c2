"""Coreference: which person or organisation each mention, pronoun and description of a page refers to.

In go the mentions of a page and its statements; out come clusters of mentions, the speaker of each statement, and the
entities that its words refer to. ``onrecord.people.find`` calls ``gather``, ``speakers`` and ``about``, in this order.
"""
