"""Storage of readings in SQLite: schema, migrations, codecs, transactions, and classes for stored data.

All code that is specific to SQLite is in this package. Packages that import it read and write through it.
"""
