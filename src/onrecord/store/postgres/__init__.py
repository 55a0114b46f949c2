"""A record in a PostgreSQL database: its dialect of SQL, its connections and errors, its tables, and its verification.

Only ``locations.find_database`` imports this package, where a record is in PostgreSQL: it needs the extra ``postgres``.
"""
