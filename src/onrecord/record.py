r"""``Record``, the public facade of the store: adds pages and answers questions.

    >>> from onrecord import Record
    >>> with Record.open("news.sqlite") as record:
    ...     for outcome in record.add("archive/"):
    ...         print(outcome)
    ...     for hit in record.find("divorc*", by="Ada Quill", since="2016").hits:
    ...         print(hit.entry.quote, hit.entry.page.url)

Methods import their modules when they are called, so that opening a record loads neither the model nor the views.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from functools import cached_property
from os import PathLike, fspath
from pathlib import Path
from typing import TYPE_CHECKING, TypedDict, Unpack

from onrecord.ingest import keep
from onrecord.ingest.keep import Kept
from onrecord.ingest.known_pages import is_known
from onrecord.judge.judgement_log import Author
from onrecord.resolve.new_appearances import Linker
from onrecord.settings import Settings
from onrecord.store.store import Store
from onrecord.types import Page, Reading

if TYPE_CHECKING:
    from onrecord.check.read_draft import ReadDraft
    from onrecord.check.report import DraftCheck
    from onrecord.cite.cited_statement import CitedStatement
    from onrecord.errors import PageError
    from onrecord.exclude.removal import Removed
    from onrecord.export.importer import Restored
    from onrecord.ingest.add_pages import Outcome
    from onrecord.ingest.rereading import RereadingSummary
    from onrecord.judge.decisions import PeopleVerdict, StatementVerdict
    from onrecord.judge.judgement_log import Judgement
    from onrecord.reading import Reader, ReadsPages
    from onrecord.search import Facets, Order, SearchPage
    from onrecord.search.query import Query
    from onrecord.search.statement_vectors import StatementVectors
    from onrecord.store.exclusions import Exclusion
    from onrecord.store.schema.values import FactKind
    from onrecord.views.article import KeptArticle
    from onrecord.views.between import Between
    from onrecord.views.headlines import Headlines
    from onrecord.views.log_entries import Log
    from onrecord.views.outlets import Outlet
    from onrecord.views.overview import Overview
    from onrecord.views.people import People
    from onrecord.views.person import Portrait
    from onrecord.views.timeline import Timeline
    from onrecord.views.trail import Trail
    from onrecord.views.versions import Changes, Comparison

__all__ = ["Filters", "Judge", "Record"]

Names = str | Sequence[str]
"""One or several names, aliases, public ids, or descriptions of unnamed sources."""


class Filters(TypedDict, total=False):
    """Filters of a search. A statement must match all of them. Of several values one must match; for ``about``, all."""

    by: Names
    """Speakers."""
    about: Names
    """People and organisations that the words refer to."""
    told: Names
    """Addressees and channels."""
    outlet: Names
    kind: Names
    """``direct``, ``mixed``, ``indirect`` or ``no-response``."""
    place: Names
    """``headline``, ``body`` or ``furniture``."""
    since: str
    """The earliest time of saying, EDTF, such as ``2016`` or ``2016-05``."""
    until: str
    """The latest time of saying, EDTF."""
    said: bool
    """Leave out thoughts and intentions."""


class Record(Store):
    """A SQLite file or a PostgreSQL database of readings, which many may read while one writes.

    Use it as a context manager, or ``close`` it. Threads may share it. Unknown names raise ``NotFoundError``, ambiguous
    names ``AmbiguousNameError``, and invalid filters ``UsageError``.
    """

    # Adding

    def add(
        self,
        *targets: str | PathLike[str],
        reread: bool = False,
        reader: Reader | None = None,
        settings: Settings | None = None,
        progress: Callable[[Outcome], object] | None = None,
    ) -> list[Outcome]:
        """Add the pages of ``targets``: files, folders, globs, URLs, feeds, sitemaps and web archives.

        Returns an ``Added`` or a ``PageError`` for each page in the order of the targets, and a ``PageList`` before the
        pages of a feed or sitemap; ``progress`` is called with each outcome at once. People are linked across pages.
        Pages in the record are not read again. With ``reread``, those that the reader has not read are, but their
        readings are not used until ``switch``. To resume stopped work, add the same targets again.
        """
        from onrecord.ingest.add_pages import Linking
        from onrecord.pages import find_sources
        from onrecord.reading import Reader

        settings = settings or (reader.settings if reader else Settings.from_environment())
        run = Linking(self, load_reader=lambda: reader or Reader.load(settings), settings=settings, reread=reread)
        run.enqueue(find_sources([fspath(target) for target in targets]))
        outcomes = []
        for outcome in run.run():
            outcomes.append(outcome)
            if progress is not None:
                progress(outcome)
        return outcomes

    def reread(
        self,
        *,
        reader: Reader | None = None,
        settings: Settings | None = None,
        progress: Callable[[PageError | None], object] | None = None,
    ) -> RereadingSummary:
        """Re-read every page that the reader has not read, and summarise the differences of the new readings.

        ``progress`` is called after each page, with the error of a page that failed. Searches use the earlier readings
        until ``switch``. To resume stopped work, call it again.
        """
        from onrecord.ingest.rereading import Rereading, summarise
        from onrecord.reading import Reader

        settings = settings or (reader.settings if reader else Settings.from_environment())
        reader = reader or Reader.load(settings)
        for failure in Rereading(self, load_reader=lambda: reader, settings=settings).run():
            if progress is not None:
                progress(failure)
        return summarise(self, by=reader.version)

    def switch(self, summary: RereadingSummary) -> None:
        """Use the new readings of ``summary`` in searches. Judgements stay in force."""
        from onrecord.ingest.rereading import switch
        from onrecord.resolve.linker import PersonLinker

        linker = PersonLinker()
        for _ in switch(self, by=summary.reader, linker=linker):
            pass
        linker.look_again(self)

    def keep(self, reading: Reading, *, linker: Linker | None = None) -> Kept:
        """Store a reading, completely or, after an error, not at all. A reading in the record changes nothing."""
        return keep.keep_reading(self, reading, linker=linker)

    def knows(self, page: Page, *, by: str | None = None) -> bool:
        """True if the record has these bytes from this address, with a reading by the reader ``by`` if given."""
        return is_known(self, page, by=by)

    # Finding

    def find(
        self,
        words: str = "",
        *,
        sort: Order | None = None,
        limit: int = 20,
        after: str | None = None,
        semantic: bool = False,
        **filters: Unpack[Filters],
    ) -> SearchPage:
        """Find statements by their words and by ``filters``.

        ``words`` may contain phrases, ``prefix*``, AND, OR and NOT. ``sort`` is ``relevance`` (the default with words),
        ``newest`` (the default without) or ``oldest``. ``after`` is ``next`` of the previous page. ``semantic``
        searches by meaning, the most similar first, and needs the extra ``semantic``.
        """
        from onrecord import search

        if semantic:
            from onrecord.search.semantic import find_similar

            self._vectors.update()
            return find_similar(self, _query(words, filters), vectors=self._vectors, limit=limit, after=after)
        return search.find(self, _query(words, filters), sort=sort, limit=limit, after=after)

    def count(self, words: str = "", **filters: Unpack[Filters]) -> Facets:
        """Count the results of a search by speaker, subject, addressee, outlet, kind, place and year."""
        from onrecord import search

        return search.facets(self, _query(words, filters))

    @cached_property
    def _vectors(self) -> StatementVectors:
        from onrecord.encoder.sentences import Sentences
        from onrecord.search.statement_vectors import StatementVectors

        return StatementVectors(self, Sentences.load())

    @property
    def _prepared_vectors(self) -> StatementVectors | None:
        """The vectors, if a search by meaning has written them and its model is installed."""
        from onrecord.errors import ModelError, UsageError
        from onrecord.search.vector_files import vectors_folder

        try:
            return self._vectors if vectors_folder(self.path).is_dir() else None
        except (ModelError, UsageError):
            return None

    # Checking

    def check(self, draft: str | PathLike[str] | ReadDraft, *, reader: ReadsPages | None = None) -> DraftCheck:
        """Check each quotation and reported statement of a draft: is it on record, word for word, by that speaker?

        ``draft`` is a file (text, Markdown, HTML or .docx), ``-``, or a draft that was read. Judgements are applied.
        If ``find(semantic=True)`` has made vectors, words are also found by their meaning. Raises ``PageError`` if the
        draft cannot be read.
        """
        from onrecord.check.checking import check_record
        from onrecord.check.read_draft import ReadDraft, open_draft, read_draft

        if not isinstance(draft, ReadDraft):
            from onrecord.reading import Reader

            source, settings = fspath(draft), Settings.from_environment()
            body = open_draft(source, settings=settings)
            draft = read_draft(source, body, reader=reader or Reader.load(settings), settings=settings)
        return check_record(self, draft, meaning=self._prepared_vectors)

    # Views

    def person(self, name: str) -> Portrait:
        """A person or an organisation: names, roles, ages and relationships over time, first and latest statements."""
        from onrecord.views.person import person

        return person(self, name)

    def people(self, words: str = "", *, limit: int = 50, after: str | None = None) -> People:
        """People and organisations, those with the most statements first; ``words`` are prefixes of names."""
        from onrecord.views.people import list_people

        return list_people(self, words, limit=limit, after=after)

    def timeline(self, name: str, *, year: int | None = None) -> Timeline:
        """Counts of statements by and about a person by year; with ``year`` by month, with the statements."""
        from onrecord.views.timeline import timeline

        return timeline(self, name, year=year)

    def between(self, name: str, other_name: str, *, limit: int = 50, after: str | None = None) -> Between:
        """Statements of two people about each other, and their relationship as pages state it, over time."""
        from onrecord.views.between import between

        return between(self, name, other_name, limit=limit, after=after)

    def trail(self, statement: str, *, limit: int = 50, after: str | None = None) -> Trail:
        """Every page that has the words of a statement: the first page, copies, and changes of wording or speaker.

        ``statement`` is a public id, or the words themselves.
        """
        from onrecord.views.trail import trail

        return trail(self, statement, limit=limit, after=after)

    def statement(self, statement: str) -> CitedStatement:
        """A statement by its public id: its evidence, context, history and judgements, and citations to copy."""
        from onrecord.cite.cited_statement import cited_statement

        return cited_statement(self, statement)

    def article(self, page: str, *, version: int | None = None) -> KeptArticle:
        """A page by its public id, as printed, with its statements, people and relationships; by default its latest
        version."""
        from onrecord.views.article import article

        return article(self, page, version=version)

    def compare(self, page: str, version: int, later_version: int) -> Comparison:
        """Two versions of a page side by side."""
        from onrecord.views.versions import compare

        return compare(self, page, version, later_version)

    def changed(self, *, kind: Names = (), limit: int = 20, after: str | None = None) -> Changes:
        """Changes of statements between versions of pages, latest first; ``kind`` such as ``altered``."""
        from onrecord.views.versions import list_changes

        return list_changes(self, kind=_several(kind), limit=limit, after=after)

    def headlines(
        self,
        *,
        outlet: Names = (),
        since: str | None = None,
        until: str | None = None,
        limit: int = 20,
        after: str | None = None,
    ) -> Headlines:
        """Headlines that quote words missing from their articles, newest first."""
        from onrecord.views.headlines import headlines

        return headlines(self, outlet=outlet, since=since, until=until, limit=limit, after=after)

    def outlets(self) -> tuple[Outlet, ...]:
        """Outlets, those with most pages first, with first reports, citations and copies."""
        from onrecord.views.outlets import outlets

        return outlets(self)

    def overview(self) -> Overview:
        """The record at a glance: its size, newest statements, most quoted people, and numbers of items to review."""
        from onrecord.views.overview import overview

        return overview(self)

    # Judging, citing and moving

    @property
    def judge(self) -> Judge:
        """Human judgements of statements, people and other facts."""
        return Judge(self)

    def remove(self, page: str, *, who: str, why: str, copies: bool = False) -> Removed:
        """Erase a page, by public id, address or path, and keep it out; with ``copies`` also its near-duplicates."""
        from onrecord.exclude.removal import remove

        return remove(self, page, by=Author(who, why), copies=copies)

    def allow(self, page: str, *, who: str, why: str) -> Exclusion:
        """Let a removed page, by its public id, be added again."""
        from onrecord.exclude.removal import allow

        return allow(self, page, by=Author(who, why))

    def hide(self, person: str, *, who: str, why: str) -> Exclusion:
        """Hide a person from searches, listings and exports; the text of pages does not change."""
        from onrecord.exclude.hiding import hide

        return hide(self, person, by=Author(who, why))

    def unhide(self, person: str, *, who: str, why: str) -> Exclusion:
        """Show a hidden person again."""
        from onrecord.exclude.hiding import unhide

        return unhide(self, person, by=Author(who, why))

    def exclusions(self) -> tuple[Exclusion, ...]:
        """The log of removed pages and hidden people, newest first."""
        from onrecord.store.exclusions import list_exclusions

        with self.snapshot() as connection:
            return list_exclusions(connection)

    def cite(self, statement: str, *, form: str = "plain") -> str:
        """A citation of a statement, as ``plain``, ``markdown``, ``bibtex``, ``wiki``, ``jsonld`` or ``annotation``."""
        from onrecord.cite.citation import cite, cite_form

        with self.snapshot() as connection:
            return cite(connection, statement, form=cite_form(form))

    def export(self, form: str, path: str | PathLike[str]) -> None:
        """Write the whole record to the file ``path``, or nothing after an error; gzipped if its name ends in ``.gz``.

        ``form`` is a format of ``onrecord export``, such as ``jsonl``, which ``restore`` reads.
        """
        from onrecord.export.formats import export_file

        export_file(self, form, Path(path))

    def export_lines(self, form: str) -> Iterator[str]:
        """A snapshot of the record in a text format, in parts to be written one after another."""
        from onrecord.export.formats import export_lines

        return export_lines(self, form)

    def back_up(self, path: str | PathLike[str], *, overwrite: bool = False) -> None:
        """Copy a snapshot of the record, with its statement vectors, to the file ``path``, even while others write it.

        Raises ``UsageError`` if ``path`` exists, unless ``overwrite`` is set.
        """
        from onrecord.search.vector_files import copy_vectors

        self.database.back_up(Path(path), overwrite=overwrite)
        copy_vectors(self.path, Path(path))

    def restore(self, lines: Iterable[str], *, name: str = "the export") -> list[Restored]:
        """Import the lines of an export in ``jsonl``. ``name`` is their source in error messages.

        A line that cannot be imported is left out: its outcome is ``invalid``, and its ``problem`` says why. Raises
        ``UsageError`` if the first line is not from an export.
        """
        from onrecord.export.importer import restore

        return list(restore(self, lines, name=name))


class Judge:
    """Judgements of a record. Each call appends to the log; nothing is overwritten, and all can be withdrawn.

    ``who`` is the author of the judgement and ``why`` the reason.
    """

    def __init__(self, record: Record) -> None:
        self._record = record

    def statement(
        self, statement: str, verdict: StatementVerdict, *, who: str, why: str | None = None, speaker: str | None = None
    ) -> Judgement:
        """Judge a statement: its speaker is ``right``, ``wrong`` or another ``speaker``; or it is ``not-statement``."""
        from onrecord.judge import decisions

        return decisions.judge_statement(self._record, statement, verdict=verdict, speaker=speaker, by=Author(who, why))

    def people(
        self, name: str, other_name: str, verdict: PeopleVerdict, *, who: str, why: str | None = None
    ) -> Judgement:
        """Judge that two names are the ``same`` person, ``different`` people, or that it is ``unsure``.

        A name may be a public id. Either may be followed by ``@`` and the id of a page on which that person appears.
        """
        from onrecord.judge import decisions

        return decisions.judge_people(self._record, name, other_name, verdict=verdict, by=Author(who, why))

    def wikidata(self, name: str, item: str, *, who: str, why: str | None = None) -> Judgement:
        """Judge that a person is the Wikidata item ``item``. Same item: merged. Different items: kept apart."""
        from onrecord.judge import decisions

        return decisions.set_wikidata(self._record, name, item, by=Author(who, why))

    def withdraw(self, judgement: str, *, who: str, why: str | None = None) -> Judgement:
        """Withdraw the judgement with this public id. The log keeps both."""
        from onrecord.ingest.corrected_pages import withdraw

        return withdraw(self._record, judgement, by=Author(who, why))

    def fact(
        self,
        kind: FactKind,
        subject: str,
        *,
        who: str,
        why: str | None = None,
        was: str | None = None,
        value: str | None = None,
        other: str | None = None,
    ) -> tuple[Judgement, ...]:
        """Judge a fact of a statement, a page or a person: it is ``value`` and not ``was``; see ``judge_fact``."""
        from onrecord.ingest.corrected_pages import judge_fact

        return judge_fact(self._record, kind, subject, was=was, value=value, other=other, by=Author(who, why))

    def missed(
        self, page: str, words: str, *, who: str, why: str | None = None, speaker: str | None = None
    ) -> Judgement:
        """Add a statement that the program missed: words as the page prints them, and the speaker's name."""
        from onrecord.ingest.corrected_pages import judge_missed

        return judge_missed(self._record, page, words, speaker=speaker, by=Author(who, why))

    def log(self, *, limit: int = 50, after: str | None = None) -> Log:
        """Judgements, newest first."""
        from onrecord.views.log_entries import log

        return log(self._record, limit=limit, after=after)


def _query(words: str, filters: Filters) -> Query:
    from onrecord.search.query import Query

    return Query.from_mapping({"words": words, **filters})


def _several(names: Names) -> tuple[str, ...]:
    return tuple(name for name in ([names] if isinstance(names, str) else names) if name.strip())
