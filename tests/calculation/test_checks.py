from __future__ import annotations

import pytest

from app.calculation.engine import compute
from app.domain.problem import Problem
from app.domain.report import Report
from tests.worked import edition, model, put_all, sample


def problems(cells: dict[str, str], code: str = "") -> list[Problem]:
    report = Report(2022)
    put_all(report, cells)
    return [problem for problem in compute(model(), report).problems if not code or problem.code == code]


def projects(total: str, *amounts: str) -> list[Problem]:
    cells = {f"project/{number}/final": amount for number, amount in enumerate(amounts, 1)}
    return problems(cells | {"accounts/outlay_project/final": total}, "projects_sum")


def test_no_difference_says_nothing() -> None:
    assert projects("3", "1", "2") == []
    assert projects("3") == []
    assert projects("", "1", "2") == []


@pytest.mark.parametrize(
    ("total", "amounts", "yuan"),
    [
        ("339.61", ("339.617",), "70 元"),  # cut off instead of rounded
        ("339.62", ("339.617",), "30 元"),  # rounded
        ("434.72", ("434.16", "0", "0.55"), "100 元"),  # one unit in the last place
        ("10.02", ("3.33", "3.33", "3.34"), "200 元"),  # 0.005 × (3 + 1)
        ("118.8", ("118.796",), "40 元"),  # equal at the coarser side's decimals
    ],
)
def test_tails_are_one_info_line_with_the_amount_in_yuan(
    total: str, amounts: tuple[str, ...], yuan: str
) -> None:
    (problem,) = projects(total, *amounts)
    assert problem.severity == "info"
    assert "尾差" in problem.message
    assert yuan in problem.message


def test_cut_off_figures_are_named_and_no_other() -> None:
    assert "截去末位" in projects("339.61", "339.617")[0].message
    assert "339.62" in projects("339.61", "339.617")[0].message
    assert "截去末位" not in projects("339.62", "339.617")[0].message


def test_several_figures_together_are_named_as_such() -> None:
    parts = {"general_public_budget": "10.333", "government_fund_budget": "1.33", "state_capital_budget": "0"}
    cells = {f"accounts/{row}/final": amount for row, amount in parts.items()}
    (problem,) = problems(cells | {"accounts/fiscal_appropriation/final": "11.66"}, "fiscal_parts")
    assert (
        "国有资本经营预算财政拨款·决算数合计 11.663 万元，比财政拨款收入·决算数 11.66 万元" in problem.message
    )
    assert "＋" not in problem.message


@pytest.mark.parametrize(
    ("total", "amounts"),
    [
        ("339.59", ("339.617",)),
        ("10.05", ("3.33", "3.33", "3.34")),
        ("3.0001", ("3.0002",)),  # entered in 元: 1 元 is 1 元
        ("3", ("1", "1")),
        ("100", ("99.6",)),
    ],
)
def test_more_than_a_tail_keeps_its_severity_and_says_both_numbers(
    total: str, amounts: tuple[str, ...]
) -> None:
    (problem,) = projects(total, *amounts)
    assert problem.severity == "error"
    assert "尾差" not in problem.message
    assert f"{total}" in problem.message


def test_figures_in_yuan_have_no_tolerance() -> None:
    (problem,) = projects("1.2346", "1.2345")
    assert problem.severity == "error"
    assert "1 元" in problem.message


def test_one_round_figure_among_figures_in_yuan_brings_no_tolerance_back() -> None:
    (problem,) = projects("3.7347", "1.2345", "2.5")
    assert problem.severity == "error"


def test_balance_is_checked_in_each_column_that_has_both_sides() -> None:
    cells = {
        "accounts/fiscal_appropriation/final": "792.22",
        "accounts/personnel/final": "434.89",
        "accounts/public/final": "77.4",
        "accounts/outlay_project/final": "286.83",
        "accounts/personnel/initial": "100",
    }
    (problem,) = problems(cells, "balance")
    assert problem.severity == "error"
    assert "792.22" in problem.message and "799.12" in problem.message and "6.90" in problem.message
    assert "决算数" in problem.message


def test_one_problem_for_a_pair_of_the_same_name_and_amount() -> None:
    pair = {
        f"project/{row}/{column}": text
        for row in (1, 2)
        for column, text in (("name", "租车"), ("final", "4.38"))
    }
    codes = [p.code for p in problems(pair) if "unique" in p.code or "same" in p.code]
    assert codes == ["project_unique_amount"]
    apart = pair | {"project/1/unit": "本级", "project/2/unit": "科普中心"}
    codes = [(p.code, p.severity) for p in problems(apart) if "unique" in p.code or "same" in p.code]
    assert codes == [("project_same_amount", "info")]
    differing = pair | {"project/2/final": "3"}
    codes = [p.code for p in problems(differing) if "unique" in p.code or "same" in p.code]
    assert codes == ["project_unique"]


def test_names_left_blank_are_not_duplicates() -> None:
    assert not problems({"project/1/final": "1", "project/2/final": "1"}, "project_unique_amount")
    (unnamed,) = problems({"project/1/final": "1", "project/2/final": "1"}, "project_name")
    assert len(unnamed.cells) == 2


def test_spending_over_the_adjusted_budget_is_an_error_once() -> None:
    cells = {
        "accounts/personnel/adjusted": "5",
        "accounts/personnel/final": "6",
        "accounts/personnel/initial": "5",
    }
    found = [p for p in problems(cells) if p.severity == "error" and p.code.startswith("over_adjusted")]
    assert len(found) == 1
    assert "6.00" in found[0].message and "5.00" in found[0].message and "1.00" in found[0].message


def test_counts_of_sangong_blank_or_zero() -> None:
    spent = {"sangong/vehicle_operation/final": "4.66"}
    blank = [p for p in problems(spent) if p.code.startswith("vehicle_operation_count")]
    assert [p.severity for p in blank] == ["info"]
    zero = [p for p in problems(spent | {"sangong_counts/vehicles_owned/count": "0"}) if "_count_" in p.code]
    assert [p.severity for p in zero] == ["warning"]
    assert not [
        p for p in problems(spent | {"sangong_counts/vehicles_owned/count": "2"}) if "_count_" in p.code
    ]


def test_every_check_can_be_told_apart_and_says_something() -> None:
    assert len({check.key for check in edition().checks}) == len(edition().checks)
    for problem in compute(model(), sample()).problems:
        assert problem.message.endswith("。")
        assert "{" not in problem.message and "None" not in problem.message
        assert problem.cells


def test_keys_stay_while_the_finding_stands() -> None:
    report = sample()
    before = {problem.key for problem in compute(model(), report).problems}
    put_all(report, {"accounts/personnel/final": "1513.70"})
    after = {problem.key for problem in compute(model(), report).problems}
    assert before <= after
