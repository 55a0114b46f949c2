"""The record: readings kept, searched and corrected. One SQLite file by default.

    >>> from onrecord.record import Record
    >>> with Record.open("record.sqlite") as record:
    ...     kept = record.keep(reading)              # one reading: a new page, a new version of one, or nothing new
    ...     record.reading(kept.page) == to_record(reading)

How to build on it:

- ``schema`` holds the tables, and says at its top which are kept for good and which are an index made from those.
  Import tables from there; ask by ``with record.snapshot() as connection`` (one state, however long) and write by
  ``with record.transaction() as connection`` (one writer at a time; committed at the end, undone by an exception).
  Both tell what goes wrong with the file as ``RecordError``. Ask with ``state == CURRENT`` unless the past is wanted.
- ``forms`` makes what is stored: ``fold`` for names to look up, ``words_hash`` for words to compare, ``days`` for
  EDTF, ``public_id`` for what people point at. ``record.names.keys(connection, texts)`` interns names.
- Who is who: pass a ``link.PersonLinker`` to ``keep``, and at the end of a run ``look_again``. A linker is called
  inside the transaction with the page's ``Newcomers``, says whose appearances they are, and appends to ``links``. What
  people judge is ``judging`` (by name and id) and logged by ``judgements``. ``settle`` works out who is who from both
  logs, ``corrections`` what statements are, ``rebuild`` all of it anew. Ask for ``state == CURRENT``: a statement that
  was judged to be none is ``REFUSED``. ``speaker_id`` is as judged; ``corrected`` has what the reading says where that
  differs. ``links``, ``judgements`` and ``changes`` refuse updates and deletes. ``review.doubtful`` is what to look at
  first.
- New tables: put them in ``schema`` (or a module that ``migrations`` imports, on ``schema.metadata``) and append a step
  to ``migrations.STEPS`` that makes sure of them (``Table.create(connection, checkfirst=True)``).
- Full text: ``statement_words`` (column ``quote``, rowid is ``statements.id``) and ``page_words`` (``title``) are FTS5
  with external content, kept by triggers, so ``bm25``, ``highlight`` and ``snippet`` work. They hold statements of
  every state.
"""

from onrecord.record.entities import Linker, Newcomers
from onrecord.record.keep import Kept
from onrecord.record.match import Change
from onrecord.record.store import Record, default_path

__all__ = ["Change", "Kept", "Linker", "Newcomers", "Record", "default_path"]
