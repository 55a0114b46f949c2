"""Named entities, coreference, speaker attribution and kinship: who is on the page, and who speaks.

An article and its statements come in; ``Found`` comes out, with people, organisations, relationships and the same
statements with their speakers. Other stages call ``find_people`` only. The record also uses ``naming`` and
``lexicon``, to compare names across pages.

Three units of text are used throughout. A *span* is a pair of character offsets. A word is referred to by its
*index* in ``View.words``. A *run* is a range of such indices, usually capitalised words that may be a name.
"""

from onrecord.people.find import Found, find_people

__all__ = ["Found", "find_people"]
