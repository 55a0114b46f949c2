"""Taking the record out, in forms that others read, and back in.

    lines          the whole record, nothing lost, as JSON Lines; ``importing`` takes it back
    tables         a row a statement: CSV, and Parquet with the extra ``onrecord[parquet]``
    linked         schema.org JSON-LD
    webannotation  W3C Web Annotation
    entities       FollowTheMoney
    tei            TEI
    forms          all of these by name, to a file or in parts
    citing         one statement, cited, with a link that scrolls to its words

All but the first are written from ``sheets``: each page with its current statements, read in lots from one snapshot.
"""
