"""Kinship: relationships between the people of a page, as the page states them.

Phrases with a kinship noun ("her husband Piet Tarn") and verbs and nouns for couples ("Orla Quill wed Piet Tarn") each
make a claim about two people. ``settle`` turns the claims into one relationship for each pair. In all modules the
*owner* is the possessor of the noun, and the *relative* its referent: in "her husband Piet", she owns and he is the
relative.
"""

from onrecord.people.kinship.families import Families
from onrecord.people.kinship.find import find_relationships
from onrecord.people.kinship.relative_names import with_relatives

__all__ = ["Families", "find_relationships", "with_relatives"]
