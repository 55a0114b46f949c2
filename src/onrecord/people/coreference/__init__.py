"""Coreference: which person or organisation each mention, pronoun and description of a page refers to.

From the mentions and statements of a page it makes clusters of mentions, and finds the speaker of each statement and
the entities that its words refer to. ``onrecord.people.find`` calls ``gather``, ``speakers`` and ``about``, in this
order.

- ``gather`` clusters the mentions by name; ``blocking`` looks the candidates up.
- ``speakers`` reads the page once, from statement to statement: ``sources`` analyses its source, ``narration``
  resolves names, pronouns and descriptions on the way, by ``salience`` and the model's ``antecedents``, and ``bodies``
  the organisations. ``unnamed`` and ``unsourced`` resolve the rest, ``interview`` answers without a source.
- ``about`` reads it again, inside the statements: ``references`` finds the words that refer to somebody, ``groups``
  resolves those for several people.
- ``confidence`` describes each statement with its speaker to the regression.
"""
