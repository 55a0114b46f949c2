"""Human judgements: the append-only log, targets, application, the review queue, and judgements as training data.

In: a verdict of a person, with a reason. Out: a store that follows it. ``decisions`` takes verdicts, ``judgement_log``
keeps them, ``application`` makes the store follow; ``review_queue`` and ``review`` find what is worth judging.
"""
