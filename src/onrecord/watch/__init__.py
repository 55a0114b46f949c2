"""Watching feeds: asked politely, what is new in them added, and what saved searches find in it told.

``tables`` is what is kept of it in the record, ``config`` the file that says what to watch, ``poll`` goes round the
feeds, ``searches`` finds, ``webhook`` tells.
"""
