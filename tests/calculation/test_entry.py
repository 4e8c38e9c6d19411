from __future__ import annotations

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.calculation.engine import compute
from app.calculation.entry import MAX_TEXT, locked, parse_cell, parse_kind, show, show_kind, typable
from app.domain.address import Address
from app.domain.amount import WAN, YUAN, Refused
from app.domain.edition import Kind
from app.domain.report import Report
from tests.worked import edition, model, put_all, sample

TYPED = st.characters(exclude_categories=["Cc", "Cs"], exclude_characters="\ufffe\uffff")
KINDS = [
    Kind("money"),
    Kind("number", places=2),
    Kind("count"),
    Kind("text"),
    Kind("choice", choices=("重点", "一般")),
    Kind("date"),
]


@pytest.mark.parametrize(
    ("kind", "text", "value"),
    [
        ("date", "2023-04-17", "2023-04-17"),
        ("date", "2023年4月17日", "2023-04-17"),
        ("date", "２０２３．４．１７", "2023-04-17"),
        ("date", "2023/4/7", "2023-04-07"),
        ("count", "４２", 42),
        ("count", "1,200", 1200),
        ("number", "91.5", Decimal("91.5")),
        ("text", "  前后空格保留 ", "  前后空格保留 "),
        ("text", "=1+1", "=1+1"),
        ("text", "   ", None),
        ("money", "-", None),
    ],
)
def test_kinds_read_what_people_write(kind: str, text: str, value: object) -> None:
    assert parse_kind(next(k for k in KINDS if k.name == kind), text) == value


@pytest.mark.parametrize(
    ("kind", "text", "says"),
    [
        ("date", "2023-02-30", "不是日期"),
        ("date", "昨天", "不是日期"),
        ("count", "1.5", "整数"),
        ("count", "-1", "负数"),
        ("count", "很多", "不是数字"),
        ("choice", "特大", "重点、一般"),
        ("text", "字" * (MAX_TEXT + 1), "32,000"),
        ("text", "a\x00b", "控制字符"),
        ("number", "59.995", "2 位小数"),
    ],
)
def test_kinds_refuse_with_a_reason(kind: str, text: str, says: str) -> None:
    with pytest.raises(Refused, match=says):
        parse_kind(next(k for k in KINDS if k.name == kind), text)


def test_a_refusal_names_the_cell_and_what_happened_to_it() -> None:
    with pytest.raises(Refused) as refused:
        parse_cell(edition(), Address("accounts", "personnel", "final"), "一千五")
    text = str(refused.value)
    assert "人员经费·决算数" in text and "没有写入" in text and "原来的数没有动" in text and "一千五" in text


@given(st.sampled_from(KINDS), st.data())
def test_what_is_shown_plainly_is_read_back(kind: Kind, data: st.DataObject) -> None:
    values = {
        "money": st.integers(-(10**15), 10**15),
        "number": st.decimals(places=2, min_value=-999, max_value=999, allow_nan=False),
        "count": st.integers(0, 10**9),
        "text": st.text(TYPED, min_size=1).filter(str.strip),
        "choice": st.sampled_from(["重点", "一般"]),
        "date": st.dates().map(lambda d: d.isoformat()),
    }
    value = data.draw(values[kind.name])
    unit = data.draw(st.sampled_from([WAN, YUAN]))
    assert parse_kind(kind, show_kind(kind, value, unit, grouped=False), unit) == value


def test_switching_the_unit_changes_only_what_is_shown() -> None:
    address = Address("project", 13, "final")
    assert show(edition(), address, 1_027_000, WAN) == "1.027"
    assert show(edition(), address, 1_027_000, YUAN) == "10,270.00"
    assert show(edition(), address, None) == ""
    assert show_kind(Kind("percent", unit="%"), Decimal("-0.5244897")) == "−52.45%"


@pytest.mark.parametrize(
    ("address", "says"),
    [
        (Address("accounts", "personnel", "final"), ""),
        (Address("accounts", "personnel", "rate"), "决算数 ÷ 全年预算数"),
        (Address("accounts", "outlay", "final"), "基本支出 ＋ 项目支出"),
        (Address("accounts", "carry_in", "rate"), "没有这一栏"),
        (Address("accounts", "outlay_sangong", "final"), "由软件计算"),
        (Address("project", 99, "final"), "没有这一行"),
        (Address("project", 1, "grade"), "由软件计算"),
        (Address("nothing", "x", "y"), "没有可以填的格"),
        (Address("accounts", "personnel", "nothing"), "没有可以填的格"),
        (Address("note", "accounts/personnel/final", "text"), ""),
    ],
)
def test_computed_cells_say_why_they_cannot_be_typed(address: Address, says: str) -> None:
    report = sample()
    why = locked(model(), report, compute(model(), report).cells, address)
    assert (says in why) if says else why == ""


def test_totals_are_open_while_their_parts_are_blank() -> None:
    report = Report(2022)
    results = compute(model(), report)
    assert locked(model(), report, results.cells, Address("accounts", "outlay_basic", "final")) == ""
    assert locked(model(), report, results.cells, Address("accounts", "outlay_sangong", "final"))


def test_rare_characters_count_as_the_workbook_counts_them() -> None:
    rare = "𠅤"
    assert parse_kind(Kind("text"), rare * (MAX_TEXT // 2)) == rare * (MAX_TEXT // 2)
    with pytest.raises(Refused):
        parse_kind(Kind("text"), rare * (MAX_TEXT // 2 + 1))


def test_names_with_quotation_marks_are_quoted_with_inner_ones() -> None:
    address = Address("sangong", "sangong_total", "final")
    with pytest.raises(Refused) as refused:
        parse_cell(edition(), address, "abc")
    assert str(refused.value).startswith("“‘三公’经费·决算数”没有写入")


def test_typable_is_locked_without_its_words() -> None:
    """Every cell of every table, with and without figures, totals typed directly among them."""
    direct = Report(2022)
    put_all(direct, {"accounts/outlay_basic/final": "500", "sangong/sangong_total/final": "3"})
    beside = Report(2022)
    put_all(beside, {"accounts/outlay_basic/final": "500", "accounts/personnel/final": "400"})
    for report in (sample(), Report(2022), direct, beside):
        cells = compute(model(), report).cells
        for table in edition().tables:
            rows = list(table.row) if table.kind == "fixed" else list(report.tables.get(table.key, {}))
            for row in rows:
                for column in table.columns:
                    if table.kind == "fixed" and not table.has(str(row), column.key):
                        continue
                    address = Address(table.key, row, column.key)
                    free = locked(model(), report, cells, address) == ""
                    assert typable(model(), report, cells, address) is free, address
