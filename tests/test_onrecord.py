"""The public namespace: exactly the documented names."""

from __future__ import annotations

import pytest

import onrecord
from onrecord import errors, types

FUNCTIONS = ["__version__", "check_draft", "from_record", "read", "to_json", "to_record"]
OF_PLUGINS = ["ExportFormat", "PageOpener", "make_page", "text_format"]
NOUNS = [
    *("Article", "Citation", "Furniture", "Organisation", "Page", "Person", "Reader", "Reading", "Settings", "Stated"),
    *("Record", "Relationship", "Statement", "Turn", "When"),
]
STORED_NOUNS = ["Added", "DraftCheck", "Filters", "Hit", "Judgement", "SearchPage", "StoredPage", "StoredStatement"]
ERRORS = [
    *("FetchError", "ModelError", "OnRecordError", "PageError", "RefusedError", "UnreadableError", "UsageError"),
    *("AmbiguousNameError", "OverBudgetError"),
    *("DamagedRecordError", "ForeignRecordError", "NewerRecordError", "NotFoundError", "RecordError"),
    "QueryTimeoutError",
]


def test_the_public_names_are_these() -> None:
    assert sorted(onrecord.__all__) == sorted([*FUNCTIONS, *OF_PLUGINS, *NOUNS, *STORED_NOUNS, *ERRORS])
    assert set(onrecord.__all__) <= set(dir(onrecord))


@pytest.mark.parametrize("name", onrecord.__all__)
def test_each_public_name_can_be_used(name: str) -> None:
    assert getattr(onrecord, name) is not None


def test_every_error_is_public() -> None:
    defined = {name for name, item in vars(errors).items() if getattr(item, "__module__", "") == errors.__name__}
    assert {name for name in defined if isinstance(getattr(errors, name), type)} == set(ERRORS)


def test_every_noun_is_public() -> None:
    assert {name for name, item in vars(types).items() if hasattr(item, "__dataclass_fields__")} <= set(NOUNS)


def test_other_names_are_refused_as_python_does() -> None:
    with pytest.raises(AttributeError, match="module 'onrecord' has no attribute 'nothing'"):
        _ = onrecord.nothing
