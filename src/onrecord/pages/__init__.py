"""Where pages come from: files, folders, standard input, the web and web archives.

``find`` turns what a user names into sources, one a page or archive; ``open_pages`` turns a source into pages.
"""

from onrecord.pages.find import find
from onrecord.pages.open import open_pages

__all__ = ["find", "open_pages"]
