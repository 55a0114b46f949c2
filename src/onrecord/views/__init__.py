"""Views: one module for each subject, such as a person, an article or a trail.

In: a store and an id or a name. Out: frozen dataclasses that the command line, the room and the API show as they are.
"""
