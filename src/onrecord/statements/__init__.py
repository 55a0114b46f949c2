"""Statement extraction: from an article and its encoding to statements, before speakers are resolved.

The model labels cue, source and content (a linear-chain CRF around each cue); rules complete quotations and add
refusals to comment and transcripts. ``StatementReader`` is the only entry point; ``onrecord.reading`` calls it.
"""

from onrecord.statements.find import StatementReader

__all__ = ["StatementReader"]
