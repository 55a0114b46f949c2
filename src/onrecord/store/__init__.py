"""The file that keeps readings: schema, migrations, codecs, transactions, and the nouns as they are stored.

Everything that is SQLite's own stands here. All packages below it in the order of imports read and write through it.
"""
