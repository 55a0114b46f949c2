"""Human judgements: the append-only log, targets, application, and judgements as training data.

In: a person's verdict, with a reason. Out: a store with the verdict applied. ``decisions`` takes verdicts,
``judgement_log`` stores them, ``application`` applies them.
"""
