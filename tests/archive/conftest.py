"""Fixtures that run the command line, for tests of archives."""

from tests.cli.conftest import commands, run, start

__all__ = ["commands", "run", "start"]
