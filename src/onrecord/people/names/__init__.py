"""Names: the mentions of people and organisations on a page, and names as strings.

In goes a tokenised article (``View``) with the model's probabilities; out come ``Mention``s, each a span that names a
person or an organisation. The packages that match people across pages use ``personal_names`` to compare names.
"""
