"""Citations of statements: plain, Markdown, BibTeX, wiki and data, with a link that scrolls to the words."""
