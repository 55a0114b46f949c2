"""The tables of a record in PostgreSQL, with its schema number and write count (in SQLite: in the file header)."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from sqlalchemy import Connection, LargeBinary, Text, text

from onrecord.store import exclusions, fulltext, log_guard, sql_views
from onrecord.store.migrations import LATEST, migrate, note_creation
from onrecord.store.schema import metadata

COMPUTE_WORDS: Final = "terms_to_words"
"""SQL function that computes the index entry in ``statement_words`` from ``statements.terms``."""
_MOST_WORDS: Final = 16_383
"""Words of a statement that are indexed: the last position of a tsvector."""
_MAKE_STATE: Final = "CREATE TABLE onrecord_state (schema_number BIGINT NOT NULL, writes BIGINT NOT NULL)"
# Terms are letters and digits, so a tsvector needs no escapes. PostgreSQL's text search parser is not used, because it
# would split some terms again, for instance at letters that its locale lacks.
_MAKE_WORDS: Final = f"""
    CREATE FUNCTION {COMPUTE_WORDS}(terms text) RETURNS tsvector LANGUAGE sql IMMUTABLE STRICT AS $$
        SELECT coalesce(string_agg('''' || left(term, {fulltext.LONGEST_WORD}) || ''':' || place, ' '), '')::tsvector
        FROM unnest(string_to_array(terms, ' ')) WITH ORDINALITY AS words(term, place)
        WHERE term <> '' AND place <= {_MOST_WORDS}
    $$;
    CREATE TABLE {fulltext.INDEX} (
        rowid BIGINT PRIMARY KEY REFERENCES statements (id) ON DELETE CASCADE, words tsvector NOT NULL
    );
    CREATE INDEX {fulltext.INDEX}_words ON {fulltext.INDEX} USING gin (words);
    CREATE FUNCTION index_words() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN
        INSERT INTO {fulltext.INDEX} VALUES (NEW.id, {COMPUTE_WORDS}(NEW.terms))
        ON CONFLICT (rowid) DO UPDATE SET words = excluded.words;
        RETURN NULL;
    END $$;
    CREATE TRIGGER {fulltext.INDEX}_insert AFTER INSERT ON statements FOR EACH ROW EXECUTE FUNCTION index_words();
    CREATE TRIGGER {fulltext.INDEX}_update AFTER UPDATE OF terms ON statements
        FOR EACH ROW WHEN (OLD.terms <> NEW.terms) EXECUTE FUNCTION index_words()"""  # noqa: S608


def bring_up(connection: Connection, *, is_record: bool) -> None:
    """Create the tables of a new record, or migrate an older one."""
    if not is_record:
        connection.exec_driver_sql(_MAKE_STATE)
        connection.execute(text("INSERT INTO onrecord_state VALUES (:number, 0)"), {"number": LATEST})
        metadata.create_all(connection)
        connection.exec_driver_sql(_MAKE_WORDS)
        log_guard.guard_logs(connection)
        sql_views.make_views(connection)
        note_creation(connection)
    else:
        migrate(connection, done=connection.execute(text("SELECT schema_number FROM onrecord_state")).scalar_one())
        connection.execute(text("UPDATE onrecord_state SET schema_number = :number"), {"number": LATEST})
    exclusions.make_visible_views(connection)


def with_words() -> Iterator[str]:
    """Names of the tables that may contain words of pages."""
    yield fulltext.INDEX
    for table in metadata.sorted_tables:
        if any(isinstance(column.type, Text | LargeBinary) for column in table.c):
            yield table.name
