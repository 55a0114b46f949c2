"""Article -> Statements: the model, its decoding, and quotation marks."""

from onrecord.statements.find import StatementReader

__all__ = ["StatementReader"]
