from __future__ import annotations

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.domain import amount
from app.domain.amount import WAN, YUAN, Refused, format_money, parse_decimal, parse_money, plain_money


@pytest.mark.parametrize(
    ("text", "fen"),
    [
        ("1513.69", 1513690000),
        ("1,513.69", 1513690000),
        ("１２３．４５", 123450000),
        ("0", 0),
        ("0.00", 0),
        ("-5.14", -5140000),
        ("−5.14", -5140000),
        ("（1,234.50）", -1234500000),
        ("(1,234.50)", -1234500000),
        ("△1,234.50", -1234500000),
        ("▲3", -3000000),
        ("+3", 3000000),
        (".5", 500000),
        ("12万", 12000000),
        ("12 万元", 12000000),
        ("（12万）", -12000000),
        ("1.2亿", 12000000000),
        ("3,000元", 300000),
        ("￥12", 12000000),
        ("1.027", 1027000),
        ("0.000001", 1),
        ("\u00a01 ", 1000000),
        ("1000000000", 10**15),
    ],
)
def test_amounts_in_wan(text: str, fen: int) -> None:
    assert parse_money(text, WAN) == fen


@pytest.mark.parametrize("text", ["", "  ", "-", "—", "——", "－", "/", "　"])
def test_a_lone_dash_is_blank(text: str) -> None:
    assert parse_money(text) is None
    assert parse_decimal(text) is None


@pytest.mark.parametrize(
    "text",
    [
        "abc", "一千五", "1,2,3", "1,5", "1e5", "NaN", "Infinity", "1_000", "10¹⁵",
        "①", "１２a", "0x10", "1.2.3", "--5", "(-5)", "△-5", "1 2", "12%", "无", "12万万", "万", "1\u0663",
        "（5", "5）", "1.0000001", "0.0000001", "1000000000.01", "1" * 400, "千", "=1+1", "＝1",
    ],
)  # fmt: skip
def test_everything_else_is_refused_with_a_reason(text: str) -> None:
    with pytest.raises(Refused) as refused:
        parse_money(text)
    assert any("\u4e00" <= character <= "\u9fff" for character in str(refused.value))


def test_units_read_the_same_digits_differently() -> None:
    assert parse_money("33.70", YUAN) == 3370
    assert parse_money("33.70", WAN) == 33_700_000
    assert parse_money("12万", YUAN) == parse_money("12万", WAN) == parse_money("120000", YUAN)
    with pytest.raises(Refused, match="2 位小数"):
        parse_money("33.705", YUAN)


@given(st.integers(-(10**15), 10**15), st.sampled_from([WAN, YUAN]))
def test_parse_of_format_gives_the_amount(fen: int, unit: amount.MoneyUnit) -> None:
    assert parse_money(plain_money(fen, unit), unit) == fen
    assert parse_money(format_money(fen, unit), unit) == fen


@given(st.text(max_size=12))
def test_any_text_gives_an_amount_blank_or_reason(text: str) -> None:
    try:
        fen = parse_money(text)
    except Refused:
        return
    assert fen is None or abs(fen) <= amount.MAX_FEN


@pytest.mark.parametrize(
    ("fen", "text"),
    [
        (1027000, "1.027"),
        (16000000, "16.00"),
        (-5140000, "−5.14"),
        (1513690000, "1,513.69"),
        (0, "0.00"),
        (1, "0.000001"),
    ],
)
def test_entered_decimals_are_never_hidden(fen: int, text: str) -> None:
    assert format_money(fen) == text


@pytest.mark.parametrize(
    ("value", "places", "expected"),
    [
        ("2.665", 2, "2.67"),
        ("-2.665", 2, "-2.67"),
        ("89.995", 2, "90.00"),
        ("1.005", 2, "1.01"),
        ("0.5", 0, "1"),
        ("-52.4489", 2, "-52.45"),
    ],
)
def test_halves_go_away_from_zero(value: str, places: int, expected: str) -> None:
    assert str(amount.round_half_up(Decimal(value), places)) == expected


@given(
    st.decimals(allow_nan=False, allow_infinity=False, places=6, min_value=-(10**9), max_value=10**9),
    st.integers(0, 5),
)
def test_rounding_is_within_half_a_unit_and_truncation_towards_zero(value: Decimal, places: int) -> None:
    unit = Decimal(1).scaleb(-places)
    assert abs(amount.round_half_up(value, places) - value) * 2 <= unit
    cut = amount.truncate(value, places)
    assert abs(cut) <= abs(value)
    assert abs(value - cut) < unit


def test_numbers_keep_what_was_typed() -> None:
    assert parse_decimal("91.5") == Decimal("91.5")
    assert str(parse_decimal("95.0", 2)) == "95.0"
    assert parse_decimal("４２", 0) == 42
    with pytest.raises(Refused, match="2 位小数"):
        parse_decimal("59.995", 2)
    with pytest.raises(Refused, match="整数"):
        parse_decimal("1.5", 0)


def test_decimals_and_digits() -> None:
    assert amount.decimals_of(1027000) == 3
    assert amount.decimals_of(0) == 0
    assert amount.decimals_of(339610000) == 2
    assert amount.significant(Decimal(1) / Decimal(3)) == "0." + "3" * 28
    assert amount.significant(Decimal("100.00")) == "100"
    assert amount.group("-1234567.5") == "-1,234,567.5"
