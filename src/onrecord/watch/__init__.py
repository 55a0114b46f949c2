"""Watching: poll feeds politely, add their new pages, and run saved searches on each.

In: ``feeds.toml`` (``config``) and a record to add to. Out: events (``poll``), and matches sent to webhooks
(``searches``). The command line calls it; the room writes searches for it.
"""
