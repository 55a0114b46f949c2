"""The review queue: contradictions, statements and pairs of people for a reviewer to judge, one after another.

In: a store, and a reviewer's keys or buttons. Out: judgements that can be undone one by one. ``review_queue`` has the
order and the counts, ``review_lists`` the listings of the API, ``review`` a reviewer's progress through the queue, and
``review_keys`` the keys of both interfaces.
"""
