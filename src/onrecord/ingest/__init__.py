"""Adding pages: known pages, versions and their differences, near-duplicates, failures.

In: sources or readings. Out: rows of the store, one transaction per page.
"""
