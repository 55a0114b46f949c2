"""Names: the mentions of people and organisations on a page, and names as strings.

From a tokenised article (``View``) and the model's probabilities it makes ``Mention``s, each a span that names a person
or an organisation. The packages that match people across pages use ``personal_names`` to compare names.

- ``mentions`` decides what each run of capitalised words names: ``runs`` finds them, ``probabilities`` has the model's
  view of them, ``evidence`` scores people and ``organisations`` finds the rest.
- ``titles`` reads titles, roles and ages around a name; ``personal_names`` and ``organisation_names`` compare names.
"""
