"""Adding pages: pages that are known, versions and their differences, near-duplicates, failures.

In: sources or readings. Out: rows of the store, one transaction a page.
"""
