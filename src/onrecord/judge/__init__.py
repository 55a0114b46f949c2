"""Human judgements: the append-only log, targets, application, the review queue, and judgements as training data.

In: a person's verdict, with a reason. Out: a store with the verdict applied. ``decisions`` takes verdicts,
``judgement_log`` stores them, ``application`` applies them; ``review_queue`` and ``review`` offer items to judge.
"""
