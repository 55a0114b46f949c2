"""Human judgements: the append-only log, what each points at, and what the store says because of them; review.

In: a verdict by somebody, with a reason. Out: a store that says so, and training data.
"""
