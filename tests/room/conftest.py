"""A room over a real record that was filled from the sample pages, and visitors to it."""

from __future__ import annotations

import logging
import shutil
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path

import pytest
from argon2 import PasswordHasher

from onrecord.ingest.add_pages import Adding
from onrecord.reading import Reader
from onrecord.reading_pool import ReaderPool
from onrecord.record import Record
from onrecord.resolve.linker import PersonLinker
from onrecord.room import Access, access, create_app
from onrecord.settings import Settings
from tests.conftest import MakeOnce
from tests.room.room_client import RoomClient

SAMPLES = Path(__file__).parents[2] / "samples" / "pages"

Opens = Callable[..., RoomClient]


@pytest.fixture(scope="module", autouse=True)
def quick_hasher() -> Iterator[None]:
    """Hash secrets with the least work that argon2 allows: as shipped, one hash takes 0.1 s of two processors.

    ``test_access.py`` checks the hasher that is shipped.
    """
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(access, "_HASHER", PasswordHasher(time_cost=1, memory_cost=8, parallelism=1))
        yield


@pytest.fixture
def log_records() -> Iterator[list[logging.LogRecord]]:
    """What is logged during a test. The fixture of pytest for it, ``caplog``, would take time at every test."""
    records: list[logging.LogRecord] = []

    class Recorder(logging.Handler):
        def emit(self, record: logging.LogRecord) -> None:
            records.append(record)

    handler = Recorder()
    logging.getLogger().addHandler(handler)
    yield records
    logging.getLogger().removeHandler(handler)


@pytest.fixture(scope="session")
def filled(make_once: MakeOnce) -> Path:
    """The file of a record of the sample pages, as the model reads them. Copy it before you write to it."""

    def write(path: Path) -> None:
        settings = Settings()
        with Record.open(path) as record:
            adding = Adding(record, load_reader=lambda: Reader.load(settings), settings=settings, linker=PersonLinker())
            adding.enqueue(map(str, sorted(SAMPLES.iterdir())))
            for _ in adding.run():
                pass

    return make_once("samples.sqlite", write)


@pytest.fixture
def record(filled: Path, tmp_path: Path) -> Iterator[Record]:
    """A record of the sample pages that may be written to."""
    path = tmp_path / "record.sqlite"
    shutil.copy(filled, path)
    with Record.open(path) as opened:
        yield opened


@pytest.fixture
def new_record(empty_record: Path, tmp_path: Path) -> Iterator[Record]:
    """A record without pages, for tests that ask nothing of them."""
    with Record.open(Path(shutil.copy(empty_record, tmp_path / "new.sqlite"))) as opened:
        yield opened


@contextmanager
def room_opener(record: Record, pool: ReaderPool) -> Iterator[Opens]:
    """Opens rooms over ``record`` and gives a browser in each; by default its owner's."""
    with ExitStack() as stack:

        def open_(visitors: Access | None = None, **options: object) -> RoomClient:
            app = create_app(
                record,
                access=visitors or Access(owner="mara"),
                pool=pool,
                **options,  # type: ignore[arg-type]
            )
            return stack.enter_context(RoomClient(app))

        yield open_


@pytest.fixture
def open_room(record: Record, pool: ReaderPool) -> Iterator[Opens]:
    """Opens a room over ``record`` and gives a browser in it; by default its owner's."""
    with room_opener(record, pool) as opens:
        yield opens


@pytest.fixture(scope="module")
def open_shared_room(empty_record: Path, pool: ReaderPool, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Opens]:
    """Opens a room over a record without pages, for all tests of a module: those whose requests are refused."""
    path = Path(shutil.copy(empty_record, tmp_path_factory.mktemp("shared") / "record.sqlite"))
    with Record.open(path) as record, room_opener(record, pool) as opens:
        yield opens


@pytest.fixture
def browser(open_room: Opens) -> RoomClient:
    """The owner's browser in the room."""
    return open_room()
