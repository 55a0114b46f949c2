"""SQL views for opening a record in other tools, such as Datasette: with names instead of keys."""

from __future__ import annotations

from sqlalchemy import Connection

from onrecord.store.dialect import is_postgres

_HIDDEN = "(SELECT person_id FROM hidden_persons)"
_HIDDEN_STATEMENTS = f"(SELECT id FROM statements WHERE speaker_id IN {_HIDDEN})"  # noqa: S608


def _day(column: str) -> str:
    """SQL that formats 20250226 as 2025-02-26, and null as null."""
    digits = f"CAST(100000000 + {column} AS TEXT)"
    return f"substr({digits}, 2, 4) || '-' || substr({digits}, 6, 2) || '-' || substr({digits}, 8, 2)"


VIEWS = {
    "said": f"""
        SELECT s.public_id AS statement, speaker.text AS speaker, s.quote AS words, s.kind, s.act, s.place,
               told.text AS told, s.edtf AS said_when,
               {_day("s.day_from")} AS first_day, {_day("s.day_to")} AS last_day,
               (SELECT group_concat(text, '; ') FROM (SELECT n.text FROM statement_subjects b
                 JOIN names n ON n.id = b.name_id WHERE b.statement_id = s.id
                 AND (b.person_id IS NULL OR b.person_id NOT IN {_HIDDEN}) ORDER BY b.position) AS subjects) AS about,
               s.confidence, s.speaker_kind, who.public_id AS person, p.title, outlet.text AS outlet, p.published,
               p.url, p.public_id AS page
        FROM statements s JOIN pages p ON p.id = s.page_id LEFT JOIN names speaker ON speaker.id = s.speaker_name_id
        LEFT JOIN names told ON told.id = s.told_id LEFT JOIN persons who ON who.id = s.speaker_id
        LEFT JOIN names outlet ON outlet.id = p.outlet_id
        WHERE s.state = 1 AND (s.speaker_id IS NULL OR s.speaker_id NOT IN {_HIDDEN})""",  # noqa: S608 - built from constants
    "people": f"""
        SELECT p.public_id AS person, n.text AS name, p.kind, p.pages, p.said, p.spoken_of,
               {_day("p.day_from")} AS first_day, {_day("p.day_to")} AS last_day,
               (SELECT group_concat(text, '; ') FROM (SELECT w.text FROM facts f JOIN names w ON w.id = f.name_id
                 WHERE f.person_id = p.id AND f.kind = 'alias' ORDER BY f.times DESC, w.text) AS others) AS aliases,
               (SELECT group_concat(text, '; ') FROM (SELECT w.text FROM facts f JOIN names w ON w.id = f.name_id
                 WHERE f.person_id = p.id AND f.kind = 'role' ORDER BY f.times DESC, w.text) AS titles) AS roles,
               p.wikidata
        FROM persons p JOIN names n ON n.id = p.name_id
        WHERE p.merged_into IS NULL AND p.id NOT IN {_HIDDEN}""",  # noqa: S608
    "kin": f"""
        SELECT one.text AS name, r.relation, other.text AS of_whom, r.how_many, r.status,
               {_day("r.day_from")} AS as_of, r.evidence, r.confidence, p.title, outlet.text AS outlet, p.url,
               left_person.public_id AS person, right_person.public_id AS of_person, p.public_id AS page
        FROM relationships r JOIN names one ON one.id = r.from_name_id JOIN names other ON other.id = r.to_name_id
        JOIN pages p ON p.id = r.page_id LEFT JOIN names outlet ON outlet.id = p.outlet_id
        LEFT JOIN persons left_person ON left_person.id = r.from_id
        LEFT JOIN persons right_person ON right_person.id = r.to_id
        WHERE coalesce(r.from_id, 0) NOT IN {_HIDDEN} AND coalesce(r.to_id, 0) NOT IN {_HIDDEN}""",  # noqa: S608
    "articles": """
        SELECT p.public_id AS page, p.title, outlet.text AS outlet, p.published, p.statements, p.versions, p.url,
               p.source, p.fetched
        FROM pages p LEFT JOIN names outlet ON outlet.id = p.outlet_id""",
    "edits": f"""
        SELECT c.at, p.title, p.url, c.kind, c.before, c.after, one.number AS from_version, other.number AS to_version,
               p.public_id AS page
        FROM changes c JOIN pages p ON p.id = c.page_id JOIN versions one ON one.id = c.from_version_id
        JOIN versions other ON other.id = c.to_version_id WHERE c.kind != 'reread'
        AND coalesce(c.before_id, 0) NOT IN {_HIDDEN_STATEMENTS}
        AND coalesce(c.after_id, 0) NOT IN {_HIDDEN_STATEMENTS}""",  # noqa: S608
}
"""Queries of the views by name: current statements, people, relationships, pages, and changes of statements."""


def make_views(connection: Connection) -> None:
    """Create the views that do not exist yet."""
    for name, query in VIEWS.items():
        if is_postgres(connection):
            joined = query.replace("group_concat(", "string_agg(")
            connection.exec_driver_sql(f"CREATE OR REPLACE VIEW {name} AS {joined}")
        else:
            connection.exec_driver_sql(f"CREATE VIEW IF NOT EXISTS {name} AS {query}")
