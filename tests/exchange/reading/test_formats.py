"""What a number format does to what a number looks like."""

from __future__ import annotations

import pytest

from app.exchange.reading.formats import PLAIN, read_format


@pytest.mark.parametrize(
    "code",
    [
        "General",
        "G/通用格式",
        "0.00",
        "#,##0.00",
        "#,##0.00;[Red]#,##0.00",
        "#,##0.00_);[Red](#,##0.00)",
        '_ * #,##0.00_ ;_ * -#,##0.00_ ;_ * "-"??_ ;_ @_ ',
        "0.00E+00",
        "# ?/?",
        "@",
        "[$¥-804]#,##0.00",
        '000-0000"号"',
        "[DBNum1][$-804]General",
    ],
)
def test_formats_that_change_nothing(code: str) -> None:
    assert read_format(code) == PLAIN


@pytest.mark.parametrize(
    ("code", "sort"),
    [
        ("0.00%", "percent"),
        ("0%;[Red]-0%", "percent"),
        ("yyyy-mm-dd", "date"),
        ('yyyy"年"m"月"d"日"', "date"),
        ("[$-F800]dddd, mmmm dd, yyyy", "date"),
        ("yyyy\\-mm", "date"),
        ("mmm", "date"),
        ("yyyy/m/d h:mm", "datetime"),
        ("h:mm:ss", "time"),
        ("mm:ss.0", "time"),
        ('上午/下午h"时"mm"分"', "time"),
        ("[h]:mm", "duration"),
        ('[Red]"d"0.00', "number"),
    ],
)
def test_sort_of_a_format(code: str, sort: str) -> None:
    assert read_format(code).sort == sort


@pytest.mark.parametrize(
    ("code", "unit"),
    [
        ('0.00"万元"', "万元"),
        ("0.00万元", "万元"),
        ("#,##0.00\\元", "元"),
        ('#,##0" 亿元"', "亿元"),
        ('0.00;-0.00"元"', ""),
        ('0"个"', ""),
    ],
)
def test_unit_written_by_a_format(code: str, unit: str) -> None:
    assert read_format(code).unit == unit


@pytest.mark.parametrize("code", ["#,##0,", "0.00,", "0!.0,", "0\\.0000", '0!.0,"万"', "[>=10000]0!.0,;0"])
def test_formats_that_show_less_than_is_stored(code: str) -> None:
    assert read_format(code).scaled


@pytest.mark.parametrize(
    ("code", "red", "minus"),
    [
        ("[Red]0.00", True, False),
        ("[红色]0.00", True, False),
        ("[Color3]0.00", True, False),
        ("[Blue]0.00;[Red]0.00", False, False),
        ("-0.00", False, True),
        ("(0.00)", False, True),
        ('"△"0.00', False, True),
        ("0.00;-0.00", False, False),
        ("0.00-", False, False),
    ],
)
def test_positive_numbers_that_look_negative(code: str, red: bool, minus: bool) -> None:
    look = read_format(code)
    assert (look.red, look.minus) == (red, minus)


def test_a_format_that_shows_nothing() -> None:
    assert read_format(";;;").invisible
    assert read_format(";;").invisible
    assert not read_format("").invisible
    assert not read_format("0;;").invisible


def test_a_format_of_any_text_is_read() -> None:
    for code in ['"' * 50, "[" * 50, "\\", "_", "*", ";;;;;;;", "[Red", '0"', "\x00", "é" * 5000]:
        read_format(code)
