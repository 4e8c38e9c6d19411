from __future__ import annotations

from dataclasses import fields
from decimal import Decimal

import pytest

from app.calculation.engine import compute
from app.calculation.excel import excel
from app.calculation.explain import explain
from app.calculation.sentence import compare
from app.domain.address import Address
from app.domain.problem import Results
from app.domain.report import Report
from tests.worked import edition, model, put_all, sample


def told(target: Address | str, report: Report | None = None):
    report = report or sample()
    return explain(model(), report, compute(model(), report), target)


def test_a_ratio_shows_formula_numbers_and_both_results() -> None:
    rate = told("budget_execution_rate")
    assert rate.words == "本年支出合计·决算数 ÷ 本年支出合计·全年预算数"
    assert rate.numbers == "1,972.83 ÷ 2,006.53"
    assert (rate.value, rate.shown, rate.unrounded) == ("98.32", "98.32%", "98.320483…")
    assert rate.exact == "98.32048362097750843495985607"
    assert {str(cell) for cell in rate.cells} == {"accounts/outlay/final", "accounts/outlay/adjusted"}
    assert rate.source and rate.basis


def test_sums_over_a_list_show_their_results() -> None:
    weighted = told("score_weighted")
    assert weighted.numbers == "31,085.47 ÷ 339.617"
    assert len(weighted.cells) == 34
    assert told("key_projects_rate").numbers == "220.84 ÷ 339.617"


def test_a_computed_cell_names_its_own_row_and_the_base_row() -> None:
    share = told(Address("accounts", "personnel", "share"))
    assert share.words == "决算数 ÷ 本年支出合计·决算数"
    assert share.numbers == "1,513.69 ÷ 1,972.83"
    assert share.shown == "76.73%"
    total = told(Address("accounts", "outlay_basic", "final"))
    assert total.words == "人员经费 ＋ 一般公用经费"
    assert total.numbers == "1,513.69 ＋ 119.53"


def test_no_value_has_its_reason_and_an_entered_cell_its_note() -> None:
    assert "编制数" in told("staff_control_rate").reason
    assert "为 0" in told("abroad_change_initial_rate").reason
    entered = told(Address("accounts", "personnel", "final"))
    assert entered.words == ""
    assert entered.value == "1513.69"
    typed = Report(2022)
    put_all(typed, {"accounts/outlay_basic/final": "5"})
    assert "直接填列" in told(Address("accounts", "outlay_basic", "final"), typed).basis


@pytest.mark.parametrize("key", list(edition().ratio))
def test_every_ratio_explains_itself_with_and_without_numbers(key: str) -> None:
    for report in (sample(), Report(2022)):
        results = compute(model(), report)
        explanation = explain(model(), report, results, key)
        assert explanation.words and explanation.numbers and explanation.source
        assert bool(explanation.value) != bool(explanation.reason)
        assert explanation.sentence.endswith("。")
        for field in fields(explanation):
            assert "None" not in str(getattr(explanation, field.name)).replace("NoneType", "")
        if explanation.value:
            assert abs(Decimal(explanation.value) - Decimal(explanation.exact)) <= Decimal("0.5")


@pytest.mark.parametrize("table", edition().tables, ids=lambda table: table.key)
def test_every_cell_explains_itself(table) -> None:
    report = sample()
    results: Results = compute(model(), report)
    rows = list(table.row) or [record.row for record in report.rows(table.key)][:2]
    for row in rows:
        for column in table.column:
            explanation = explain(model(), report, results, Address(table.key, row, column))
            assert explanation.title


SENTENCES = {
    "reception": "公务接待费支出 0 万元，较年初预算减少 1.00 万元，下降 100%，"
    "主要是认真贯彻落实中央八项规定精神和厉行节约要求，严格控制招待费支出。",
    "vehicle_operation": "公务用车运行维护费支出 4.66 万元，较年初预算减少 4.14 万元，下降 47.05%。",
    "sangong_total": "“三公”经费支出 4.66 万元，较年初预算减少 5.14 万元，下降 52.45%。",
}  # fmt: skip


@pytest.mark.parametrize(("row", "expected"), SENTENCES.items())
def test_rows_read_as_an_officer_would_write_them(row: str, expected: str) -> None:
    assert told(Address("sangong", row, "change_initial_rate")).sentence == expected


@pytest.mark.parametrize(
    ("now", "base", "expected"),
    [
        (0, 0, "与年初预算持平（均未安排）"),
        (5_000_000, 5_000_000, "与年初预算持平"),
        (5_000_000, 0, "较年初预算增加 5.00 万元（年初预算为 0，不作百分比比较）"),
        (5_000_000, 4_000_000, "较年初预算增加 1.00 万元，增长 25%"),
        (3_000_000, 4_000_000, "较年初预算减少 1.00 万元，下降 25%"),
        (3_000_000, -4_000_000, "较年初预算增加 7.00 万元（年初预算为负数，不作百分比比较）"),
        (-1_000_000, 0, "较年初预算减少 1.00 万元（年初预算为 0，不作百分比比较）"),
    ],
)
def test_changes_in_words(now: int, base: int, expected: str) -> None:
    assert compare(now, base, "年初预算") == expected


@pytest.mark.parametrize("key", list(edition().ratio))
def test_every_ratio_has_a_live_formula(key: str) -> None:
    text = excel(model().ratios[key].tree, lambda leaf: "A1:A9", lambda node: "项")
    assert text is not None
    assert text.startswith("=")
    assert text.count("(") == text.count(")")
