"""Rows of tables that are checked in one test."""

from __future__ import annotations

import pytest

from tests.rows import MOST_ROWS, check_rows

NUMBERS = range(MOST_ROWS + 2)
CHECKED: list[int] = []


@pytest.mark.parametrize("number", NUMBERS)
def test_each_row_is_checked(number: int) -> None:
    CHECKED.append(number)


def test_rows_of_one_table_are_joined(request: pytest.FixtureRequest) -> None:
    if request.config.getoption("each_row"):
        pytest.skip("each row is a test")
    tests = [item for item in request.session.items if "test_each_row_is_checked" in item.name]
    assert [item.name.partition("[")[2] for item in tests] == [f"rows 1 to {MOST_ROWS}]", f"rows 65 to {len(NUMBERS)}]"]
    CHECKED.clear()
    for item in tests:
        assert isinstance(item, pytest.Function)
        item.obj()
    assert [*NUMBERS] == CHECKED


@pytest.mark.parametrize("number", [1, pytest.param(2, marks=pytest.mark.filterwarnings("default"))])
def test_a_row_with_a_mark_is_a_test(request: pytest.FixtureRequest, number: int) -> None:
    assert request.node.callspec.params == {"number": number}


@pytest.mark.parametrize("number", [1, 2])
def test_a_row_with_a_fixture_of_its_own_is_a_test(
    tmp_path: object, request: pytest.FixtureRequest, number: int
) -> None:
    assert request.node.callspec.params == {"number": number}


def check_half(number: int, *, half: int) -> None:
    if number == 7:
        pytest.fail("seven is odd")
    assert number / half == 2


def test_a_row_that_fails_is_named() -> None:
    rows = {str(number): {"number": number} for number in (2, 4)}
    with pytest.raises(AssertionError, match=r"assert \(4 / 1\) == 2") as failure:
        check_rows(check_half, rows, half=1)
    assert failure.value.__notes__ == ["This is row 4 of check_half."]


@pytest.mark.parametrize(
    ("numbers", "failed"),
    [((4, 6), ["4", "6"]), ((4, 2, 7), ["4", "7"]), ((7, 2, 2, 8), ["7", "8"]), (("a", 2, 3), ["a", "3"])],
)
def test_all_rows_that_fail_are_named(numbers: tuple[int | str, ...], failed: list[str]) -> None:
    rows = {str(number): {"number": number} for number in numbers}
    with pytest.raises(ExceptionGroup, match=f"2 of {len(rows)} rows failed") as failure:
        check_rows(check_half, rows, half=1)
    notes = [note for error in failure.value.exceptions for note in error.__notes__]
    assert notes == [f"This is row {number} of check_half." for number in failed]


@pytest.mark.parametrize("error", [KeyboardInterrupt, SystemExit])
def test_an_interruption_ends_the_rows(error: type[BaseException]) -> None:
    def check(number: int) -> None:
        CHECKED.append(number)
        raise error

    CHECKED.clear()
    with pytest.raises(error):
        check_rows(check, {"first": {"number": 1}, "second": {"number": 2}})
    assert CHECKED == [1]
