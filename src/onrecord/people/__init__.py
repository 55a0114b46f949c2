"""Article and Statements -> who everyone on the page is, and who speaks."""

from onrecord.people.find import Found, find_people

__all__ = ["Found", "find_people"]
