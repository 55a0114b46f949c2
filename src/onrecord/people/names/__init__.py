"""Names: the mentions of people and organisations on a page, and names as strings.

From a tokenised article (``View``) and the model's probabilities it makes ``Mention``s, each a span that names a person
or an organisation. The packages that match people across pages use ``personal_names`` to compare names.
"""
