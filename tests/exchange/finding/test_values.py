"""One cell as a value: exact, or refused with a sentence."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.domain.amount import MAX_FEN, Refused
from app.domain.edition import Kind
from app.exchange.finding.values import UNITS, is_nothing, read_value, seen, unit_in

MONEY, NUMBER, COUNT, TEXT, DATE = (Kind(name) for name in ("money", "number", "count", "text", "date"))
CHOICE = Kind("choice", choices=("重点", "一般"))
WAN, YUAN = UNITS["万元"], UNITS["元"]


@pytest.mark.parametrize(
    ("kind", "value", "unit", "wanted"),
    [
        (MONEY, Decimal("1513.69"), WAN, 1_513_690_000),
        (MONEY, Decimal("15136900.5"), YUAN, 1_513_690_050),
        (MONEY, Decimal("2.5"), UNITS["千元"], 250_000),
        (MONEY, Decimal("-5.14"), WAN, -5_140_000),
        (MONEY, "１，５１３．６９", WAN, 1_513_690_000),
        (MONEY, "（5.14）", WAN, -5_140_000),
        (MONEY, "3,000元", WAN, 300_000),
        (MONEY, "12万", None, 12_000_000),
        (MONEY, "—", WAN, None),
        (MONEY, "无", None, None),
        (MONEY, None, None, None),
        (COUNT, Decimal("42"), None, 42),
        (NUMBER, Decimal("91.5"), None, Decimal("91.5")),
        (TEXT, Decimal("13812345678"), None, "13812345678"),
        (TEXT, "00123", None, "00123"),
        (TEXT, date(2023, 4, 17), None, "2023-04-17"),
        (DATE, date(2023, 4, 17), None, "2023-04-17"),
        (DATE, "2023年4月17日", None, "2023-04-17"),
        (CHOICE, " 重点 ", None, "重点"),
    ],
)
def test_taken(kind, value, unit, wanted):
    got = read_value(kind, value, unit)
    assert got == wanted and type(got) is type(wanted)


@pytest.mark.parametrize(
    ("kind", "value", "unit", "percent", "said"),
    [
        (MONEY, Decimal("0.9832"), WAN, True, "98.32%”是百分数"),
        (MONEY, Decimal("3"), None, False, "没有写明金额单位"),
        (MONEY, Decimal("0.0000001"), WAN, False, "小数太多"),
        (MONEY, Decimal("0.123"), YUAN, False, "四舍五入到分"),
        (MONEY, Decimal(MAX_FEN), YUAN, False, "太大"),
        (MONEY, "一千五", WAN, False, "不是金额"),
        (MONEY, "98.32%", WAN, False, "不是金额"),
        (MONEY, True, WAN, False, "逻辑值“TRUE”"),
        (MONEY, date(2023, 1, 2), WAN, False, "是日期 2023-01-02，不是金额"),
        (COUNT, Decimal("4.5"), None, False, "只能填整数"),
        (COUNT, Decimal("-1"), None, False, "不能是负数"),
        (NUMBER, Decimal("91.555"), None, False, "小数太多"),
        (DATE, Decimal("45000"), None, False, "不是日期"),
        (CHOICE, "专项", None, False, "不在可选项里"),
    ],
)
def test_refused(kind, value, unit, percent, said):
    with pytest.raises(Refused, match=said):
        read_value(kind, value, unit, percent=percent)


def test_rounding_is_asked_for():
    assert read_value(MONEY, Decimal("0.125"), YUAN, rounding=True) == 13
    assert read_value(MONEY, Decimal("-0.125"), YUAN, rounding=True) == -13
    assert read_value(NUMBER, Decimal("89.995"), None, rounding=True) == Decimal("90.00")


@given(st.integers(-MAX_FEN, MAX_FEN), st.sampled_from(["万元", "元", "千元"]))
def test_money_is_exact_in_every_unit(fen, unit):
    assert read_value(MONEY, Decimal(fen).scaleb(-UNITS[unit].places), UNITS[unit]) == fen


def test_units_in_brackets():
    texts = ("执行数（万元）", "金额(元)", "固定资产净值（单位：元）", "出国（境）费")
    assert [unit_in(text) for text in texts] == [
        "万元", "元", "元", "",
    ]  # fmt: skip


def test_what_is_seen():
    assert (seen(Decimal("0.9832"), percent=True), seen(Decimal("1E+3")), seen(None)) == (
        "98.32%",
        "1000",
        "",
    )
    assert is_nothing("—") and is_nothing("无") and not is_nothing("") and not is_nothing(Decimal(0))
