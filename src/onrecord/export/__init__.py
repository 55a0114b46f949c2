"""Export formats, from the record to text or a file, and the import of JSON Lines.

    jsonl, line_shapes   the whole record as lossless JSON Lines
    importer, page_importer, link_importer  import of these lines into a record
    salvage              the lines that can still be read from a damaged record
    tabular              a row for each statement: CSV, and Parquet with the extra ``onrecord[parquet]``
    jsonld               schema.org JSON-LD
    followthemoney       FollowTheMoney entities
    tei                  TEI
    formats              all formats by name, with those of plugins; W3C Web Annotation

All formats except JSON Lines are written from ``store.current_pages``. The command line, the room and ``Record`` call
``formats`` and ``importer``.
"""
