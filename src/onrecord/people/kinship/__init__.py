"""Relationships between people, as the page states them."""

from onrecord.people.kinship.find import find_relationships
from onrecord.people.kinship.names import with_relatives

__all__ = ["find_relationships", "with_relatives"]
