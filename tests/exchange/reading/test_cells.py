"""From stored text and doubles to exact values."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.exchange.reading.cells import from_double, is_number_text, iso, number, shown
from app.exchange.reading.formats import Look, read_format
from app.exchange.reading.grid import column_of, letters, place

AMOUNTS = st.integers(-(10**15) + 1, 10**15 - 1).flatmap(
    lambda whole: st.integers(0, 8).map(lambda places: Decimal(whole).scaleb(-places))
)


@given(AMOUNTS)
def test_what_was_typed_with_up_to_15_digits_comes_back(amount: Decimal) -> None:
    double = float(amount)
    for text in (repr(double), format(double, ".17g"), format(double, ".16G")):
        value, doubt = number(text)
        assert value == amount
        assert doubt is None


@given(st.floats(allow_nan=False, allow_infinity=False, min_value=-1e14, max_value=1e14))
def test_any_double_is_read_to_fifteen_digits(double: float) -> None:
    value, _ = from_double(double)
    assert value == Decimal(format(double, ".15g"))


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("0.30000000000000004", "0.3"),
        ("1513.6900000000001", "1513.69"),
        ("-5.14", "-5.14"),
        ("1E3", "1000"),
        ("1.5E-3", "0.0015"),
        ("12.50", "12.5"),
        ("0.1000000000000000055511151231257827021181583404541015625", "0.1"),
    ],
)
def test_numbers_without_doubt(text: str, value: str) -> None:
    assert number(text) == (Decimal(value), None)


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("123456789012345678", "123456789012346000"),
        ("130105199001011234", "130105199001011000"),
        ("123456789.123456789", "123456789.123457"),
    ],
)
def test_more_digits_than_a_workbook_keeps_are_told(text: str, value: str) -> None:
    found, doubt = number(text)
    assert found == Decimal(value)
    assert doubt is not None and doubt.kind == "precision"


@pytest.mark.parametrize(
    "text", ["NaN", "Infinity", "1_000", "１２", "", "0x10", "1e400", "--1", "1e99999", "a" * 50]
)
def test_what_is_no_number_is_told_and_has_no_value(text: str) -> None:
    value, doubt = number(text)
    assert value is None
    assert doubt is not None and doubt.kind == "unknown"


def test_whole_numbers_have_no_decimals() -> None:
    assert str(number("5.0")[0]) == "5"
    assert str(from_double(1e20)[0]) == "100000000000000000000"


@pytest.mark.parametrize(
    ("serial", "epoch_1904", "value"),
    [
        ("44625", False, date(2022, 3, 5)),
        ("43163", True, date(2022, 3, 5)),
        ("18264", False, date(1950, 1, 1)),
        ("2958465", False, date(9999, 12, 31)),
    ],
)
def test_dates(serial: str, epoch_1904: bool, value: date) -> None:
    assert shown(Decimal(serial), Look("date"), epoch_1904) == (value, None)


@pytest.mark.parametrize(
    ("serial", "value"),
    [
        ("1", date(1900, 1, 1)),
        ("59", date(1900, 2, 28)),
        ("61", date(1900, 3, 1)),
        ("1514", date(1904, 2, 22)),
        ("60", Decimal(60)),
        ("0", Decimal(0)),
        ("-1", Decimal(-1)),
        ("2958466", Decimal(2958466)),
        ("1e200", Decimal("1e200")),
    ],
)
def test_a_number_with_the_format_of_a_date_is_told(serial: str, value: object) -> None:
    found, doubt = shown(Decimal(serial), Look("date"), False)
    assert found == value
    assert doubt is not None and doubt.kind == "date"


@pytest.mark.parametrize(
    ("serial", "code", "text"),
    [
        ("44625.604166666664", "yyyy-mm-dd hh:mm", "2022-03-05 14:30:00"),
        ("44625.604166666664", "yyyy-mm-dd", "2022-03-05 14:30:00"),
        ("0.5", "h:mm", "12:00:00"),
        ("1.5", "[h]:mm", "36:00:00"),
        ("-0.5", "[h]:mm", "-12:00:00"),
        ("44625.99999999999", "yyyy-mm-dd hh:mm", "2022-03-06"),
    ],
)
def test_times_are_given_as_text(serial: str, code: str, text: str) -> None:
    found, doubt = shown(Decimal(serial), read_format(code), False)
    assert str(found) == text
    assert (doubt is not None and doubt.kind == "time") or not isinstance(found, str)


def test_dates_that_are_stored_as_text() -> None:
    assert iso("2022-03-05") == (date(2022, 3, 5), None)
    assert iso("2022-03-05T00:00:00Z") == (date(2022, 3, 5), None)
    found, doubt = iso("2022-03-05T14:30:00")
    assert found == "2022-03-05 14:30:00" and doubt is not None and doubt.kind == "time"
    found, doubt = iso("2022-13-45")
    assert found == "2022-13-45" and doubt is not None and doubt.kind == "unknown"


@pytest.mark.parametrize(
    "text", ["1513.69", "1,513.69", "１２３．５", "（1,234.50）", "-5", "−5.14", "△3", " 12 ", "0", "0.5"]
)
def test_texts_that_are_numbers(text: str) -> None:
    assert is_number_text(text)


@pytest.mark.parametrize(
    "text", ["", "-", "—", "2022年", "00123", "1.2.3", "12万", "项目", "1-2", "1" * 60, "12,34"]
)
def test_texts_that_are_not(text: str) -> None:
    assert not is_number_text(text)


@given(st.integers(0, 18_277))
def test_columns_have_letters(column: int) -> None:
    assert column_of(letters(column)) == column


def test_places() -> None:
    assert place(11, 2) == "C12"
    assert place(0, 701) == "ZZ1" and place(0, 702) == "AAA1" and place(1048575, 16383) == "XFD1048576"
    assert column_of("A1") == column_of("") == column_of("ABCD") == column_of("１") == -1
