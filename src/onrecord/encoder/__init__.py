"""Article -> Encoding: what the one model makes of the page, for every stage that looks at words."""

from onrecord.encoder.encode import Encoding, encode

__all__ = ["Encoding", "encode"]
