"""Kinship: relationships between the people of a page, as the page states them.

Phrases with a kinship noun ("her husband Piet Tarn") and verbs and nouns for couples ("Orla Quill wed Piet Tarn") each
make a claim about two people. ``claims`` turns them into one relationship for each pair. In all modules the
*owner* is the possessor of the noun, and the *relative* its referent: in "her husband Piet", she owns and he is the
relative.

- ``relative_names`` adds names that only a kinship noun shows, before mentions are clustered.
- ``find`` makes the claims: ``phrases`` reads each kinship noun with the words around it and the names after it,
  ``owners`` finds whose relative it is, and ``couples`` reads verbs and nouns for couples, with the people of the page
  from ``context`` and the words of ``vocabulary``.
- ``claims`` decides between them, and ``families`` looks relatives up.
"""

from onrecord.people.kinship.families import Families
from onrecord.people.kinship.find import find_relationships
from onrecord.people.kinship.relative_names import with_relatives

__all__ = ["Families", "find_relationships", "with_relatives"]
