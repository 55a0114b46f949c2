"""The command line, as its own tests run it."""

from tests.cli.conftest import run, start

__all__ = ["run", "start"]
