from __future__ import annotations

from decimal import Decimal, localcontext

import pytest

from app.calculation.environment import Workspace
from app.calculation.evaluate import evaluate
from app.calculation.resolve import Scope, read
from app.domain.amount import CONTEXT
from app.domain.problem import Reason
from app.domain.report import Report
from tests.worked import edition, model, put_all

CELLS = {
    "accounts/personnel/final": "10",
    "accounts/public/final": "0",
    "accounts/outlay_project/final": "-4",
    "project/1/final": "3",
    "project/1/category": "重点",
    "project/1/score": "90",
    "project/1/name": "公务用车租赁",
    "project/2/final": "1",
    "project/2/category": "一般",
    "project/3/score": "60",
}


def value(text: str, cells: dict[str, str] | None = None) -> object:
    report = Report(2022)
    put_all(report, CELLS if cells is None else cells)
    with localcontext(CONTEXT):
        return evaluate(read(text, Scope(edition())).tree, Workspace(model(), report))


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("personnel.final + outlay_project.final", 6_000_000),
        ("personnel.final - outlay_project.final", 14_000_000),
        ("-personnel.final", -10_000_000),
        ("personnel.final * 2", 20_000_000),
        ("outlay_project.final / personnel.final", Decimal("-0.4")),
        ("sum(personnel.final, public.final, other_income.final)", 10_000_000),
        ("mean(personnel.final, public.final)", 5_000_000),
        ("count(personnel.final, other_income.final)", 1),
        ("min(personnel.final, outlay_project.final)", -4_000_000),
        ("max(personnel.final, outlay_project.final)", 10_000_000),
        ("abs(outlay_project.final)", 4_000_000),
        ("or_zero(other_income.final) + personnel.final", 10_000_000),
        ("blank(other_income.final)", True),
        ("blank(public.final)", False),
        ("round(personnel.final / 3, 2)", 3_330_000),
        ("round(outlay_project.final / personnel.final * 3.3333, 2)", Decimal("-1.33")),
        ("change(outlay_project.final, personnel.final)", Decimal("-1.4")),
        ("sum(project.final)", 4_000_000),
        ("sum(project.final, where=project.category == '重点')", 3_000_000),
        ("sum(project.final, where=project.category in ('重点', '一般'))", 4_000_000),
        ("sum(project.final, where=not blank(project.score))", 3_000_000),
        ("sum(project.final, where='租赁' in project.name)", 3_000_000),
        ("sum(project.final, where=project.score >= 90 and project.category == '重点')", 3_000_000),
        ("sum(project.final, where=project.score >= 90 or project.category == '一般')", 4_000_000),
        ("count(project)", 3),
        ("count(project.score)", 2),
        ("count(project, where=blank(project.category))", 1),
        ("mean(project.score)", 75),
        ("mean(project.score, weight=project.final)", 90),
        ("1 if personnel.final > 0 else 2", 1),
        ("'多' if personnel.final < 0 else '少'", "少"),
        ("personnel.final >= personnel.final and not public.final > 0", True),
        ("total(project.final, where=project.category == '重点')", 3_000_000),
        ("total(project.final)", None),
        ("sum(project.initial)", None),
        ("sum(other_income.final, business_income.final)", None),
        ("max(project.initial)", None),
    ],
)
def test_values(text: str, expected: object) -> None:
    assert value(text) == expected


@pytest.mark.parametrize(
    ("text", "kind", "says"),
    [
        ("other_income.final + personnel.final", "missing", ""),
        ("personnel.final / other_income.final", "missing", ""),
        ("personnel.final / public.final", "zero_base", "一般公用经费·决算数为 0"),
        ("public.final / public.final", "zero_base", "为 0"),
        ("personnel.final / outlay_project.final", "negative_base", "为负数"),
        ("change(personnel.final, public.final)", "zero_base", "不作百分比比较"),
        ("other_income.final > 0", "missing", ""),
        ("abs(other_income.final)", "missing", ""),
        ("sum(project.initial) / personnel.final", "missing", "项目年初预算数"),
        ("total(project.final) / personnel.final", "missing", "每行都填"),
        ("prior(carry_out.final)", "missing", "上一年度"),
        ("mean(project.score, weight=project.score) / score_mean", "missing", ""),
    ],
)
def test_reasons(text: str, kind: str, says: str) -> None:
    answer = value(text)
    assert isinstance(answer, Reason)
    assert answer.kind == kind
    assert says in answer.text


def test_all_missing_cells_are_named_once() -> None:
    answer = value("(other_income.final + business_income.final) / (other_income.final + personnel.final)")
    assert isinstance(answer, Reason)
    assert [cell.row for cell in answer.cells] == ["other_income", "business_income"]


def test_blank_is_not_zero() -> None:
    assert value("sum(project.final)", {}) is None
    assert value("sum(project.final)", {"project/1/final": "0"}) == 0
    assert isinstance(value("personnel.final - public.final", {"accounts/personnel/final": "1"}), Reason)


def test_a_weight_of_nothing_is_no_base() -> None:
    answer = value(
        "mean(project.score, weight=project.final)", {"project/1/final": "0", "project/1/score": "90"}
    )
    assert isinstance(answer, Reason)
    assert answer.kind == "zero_base"


def test_ratios_keep_fifty_digits() -> None:
    answer = value("1 - personnel.final / (personnel.final + personnel.final + personnel.final)")
    assert isinstance(answer, Decimal)
    assert str(answer).startswith("0." + "6" * 49)
