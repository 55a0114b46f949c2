"""Fixtures that run the command line, for tests of archives."""

from tests.cli.conftest import run, start

__all__ = ["run", "start"]
