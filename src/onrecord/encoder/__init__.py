"""The encoder: one pass over an article, whose result every later stage uses.

Input is an ``Article``. Output is an ``Encoding``: words with their vectors, tag and name probabilities, and scores for
pairs of mentions on demand. ``statements`` and ``people`` read it; ``sentences`` is separate and embeds sentences for
search by meaning.
"""
