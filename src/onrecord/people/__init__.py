"""Named entities, coreference, speaker attribution and kinship: who is on the page, and who speaks.

The stage takes an article and its statements, and returns ``Found``: people, organisations, relationships, and the same
statements with their speakers. Other stages call ``find.find_people`` only. The packages that match people across pages
compare names with ``names.personal_names`` and ``lexicon``, which load no model.

The modules share three units of text. A *span* is a pair of character offsets. The *index* of a word is its position in
``View.words``. A *run* is a range of such indices, usually capitalised words that may be a name.
"""
