from __future__ import annotations

from dataclasses import replace
from decimal import Decimal

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from app.calculation.engine import compute, update
from app.calculation.entry import locked
from app.calculation.prepare import compile_edition
from app.domain.address import Address
from app.domain.edition import Check
from app.domain.problem import Outcome
from app.domain.report import Record, Report
from tests.worked import edition, model, put_all, sample


def final(row: str, column: str = "final") -> Address:
    return Address(edition().table_of_row[row], row, column)


def report_of(cells: dict[str, str]) -> Report:
    report = Report(2022)
    put_all(report, cells)
    return report


def test_totals_of_nothing_are_blank_not_zero() -> None:
    results = compute(model(), Report(2022))
    outcome = results.cells[final("outlay")]
    assert outcome.value is None
    assert outcome.reason is not None and outcome.reason.kind == "empty"
    assert results.problems == ()


def test_an_incomplete_total_shows_its_sum_and_gives_no_ratio() -> None:
    results = compute(
        model(), report_of({"accounts/personnel/final": "22.88", "accounts/personnel/adjusted": "100"})
    )
    basic = results.cells[final("outlay_basic")]
    assert basic.value == 22_880_000
    assert final("public") in basic.missing
    assert final("public") in results.cells[final("outlay")].missing
    rate = results.cells[final("outlay_basic", "rate")]
    assert rate.value is None
    assert rate.reason is not None and "一般公用经费·决算数" in rate.reason.text
    assert results.ratios["personnel_basic_share"].value is None


def test_a_total_may_be_typed_while_its_parts_are_blank() -> None:
    report = report_of({"accounts/outlay_basic/final": "500", "accounts/outlay_project/final": "300"})
    results = compute(model(), report)
    assert results.cells[final("outlay_basic")] == Outcome(value=500_000_000, direct=True)
    assert results.cells[final("outlay")].value == 800_000_000
    assert not results.cells[final("outlay")].missing
    assert locked(model(), report, results.cells, final("outlay_basic")) == ""
    assert "由软件计算" in locked(model(), report, results.cells, final("outlay"))


def test_parts_that_come_later_count_and_the_typed_total_is_kept_and_shown() -> None:
    report = report_of({"accounts/outlay_basic/final": "500"})
    put_all(report, {"accounts/personnel/final": "400", "accounts/public/final": "90"})
    results = compute(model(), report)
    assert results.cells[final("outlay_basic")].value == 490_000_000
    (conflict,) = [problem for problem in results.problems if problem.code == "direct_total"]
    assert conflict.severity == "error"
    assert "500.00" in conflict.message and "490.00" in conflict.message and "10.00" in conflict.message
    assert conflict.fix == "clear"
    put_all(report, {"accounts/outlay_basic/final": ""})
    assert not [p for p in compute(model(), report).problems if p.code == "direct_total"]


def test_of_which_rows_are_not_added_and_may_not_exceed() -> None:
    report = report_of(
        {"accounts/personnel/final": "5", "accounts/public/final": "1", "sangong/sangong_total/final": "7"}
    )
    put_all(report, {"accounts/outlay_project/final": "0"})
    results = compute(model(), report)
    assert results.cells[final("outlay")].value == 6_000_000
    assert results.cells[final("sangong_total")].direct
    (problem,) = [problem for problem in results.problems if problem.code == "of_which_outlay_sangong"]
    assert problem.severity == "error"
    assert "7.00" in problem.message and "6.00" in problem.message and "1.00" in problem.message


def test_sangong_is_a_memo_fed_from_its_table() -> None:
    results = compute(model(), sample())
    assert results.cells[final("outlay_sangong")].value == 4_660_000
    assert results.cells[final("outlay_grand")].value == 20_065_300_00
    assert results.cells[final("outlay_sangong", "change_initial")].value == -5_140_000


def test_grades_come_from_the_official_score() -> None:
    report = report_of({"project/1/score": "90", "project/2/score": "89.99", "project/3/score": "59.99"})
    results = compute(model(), report)
    grades = [results.cells[Address("project", row, "grade")].value for row in (1, 2, 3)]
    assert grades == ["优", "良", "差"]


def test_the_previous_year_serves_checks_only() -> None:
    before = report_of({"accounts/carry_out/final": "300"})
    report = report_of({"accounts/carry_in/final": "302.90"})
    codes = [problem.code for problem in compute(model(), report, before).problems]
    assert "carry_in_prior" in codes
    put_all(report, {"accounts/carry_in_adjustment/final": "2.90"})
    assert "carry_in_prior" not in [p.code for p in compute(model(), report, before).problems]
    assert "carry_in_prior" not in [p.code for p in compute(model(), report).problems]


MONEY = st.sampled_from(["", "0", "1.5", "-2", "339.61", "119.53", "0.007", "12.3456"])
CELL = st.one_of(
    st.tuples(
        st.sampled_from(
            ["personnel", "public", "outlay_project", "outlay_basic", "fiscal_appropriation", "carry_in"]
        ),
        st.sampled_from(["initial", "adjusted", "final", "prior"]),
        MONEY,
    ).map(lambda t: (f"accounts/{t[0]}/{t[1]}", t[2])),
    st.tuples(
        st.sampled_from(["abroad", "reception", "vehicle_operation"]),
        st.sampled_from(["initial", "final"]),
        MONEY,
    ).map(lambda t: (f"sangong/{t[0]}/{t[1]}", t[2])),
    st.tuples(st.integers(1, 4), st.sampled_from(["initial", "adjusted", "final"]), MONEY).map(
        lambda t: (f"project/{t[0]}/{t[1]}", t[2])
    ),
    st.tuples(st.integers(1, 4), st.sampled_from(["", "60", "89.99", "90", "101"])).map(
        lambda t: (f"project/{t[0]}/score", t[1])
    ),
    st.tuples(st.integers(1, 4), st.sampled_from(["", "甲", "公务用车租赁"])).map(
        lambda t: (f"project/{t[0]}/name", t[1])
    ),
    st.tuples(st.integers(1, 4), st.sampled_from(["", "重点", "一般"])).map(
        lambda t: (f"project/{t[0]}/category", t[1])
    ),
)


@settings(max_examples=60, deadline=None)
@given(st.lists(st.one_of(CELL, st.integers(1, 4)), max_size=12))
@example(
    [
        ("sangong/abroad/final", "0"),
        ("project/1/final", "1.5"),
        ("project/1/name", "公务用车租赁"),
        ("sangong/abroad/initial", "1.5"),  # a condition over projects that also reads a cell elsewhere
    ]
)
def test_updating_gives_what_computing_anew_gives(steps: list[tuple[str, str] | int]) -> None:
    report = Report(2022)
    results = compute(model(), report)
    for step in steps:
        known = set(report.tables.get("project", {}))
        if isinstance(step, int):  # the row goes
            gone = report.tables.get("project", {}).pop(step, None)
            rows = [("project", step)] if gone is not None else []
            results = update(model(), report, results, [], rows)
        else:
            addresses = put_all(report, dict([step]))
            rows = [("project", int(row)) for row in report.tables.get("project", {}) if row not in known]
            results = update(model(), report, results, addresses, rows)
        fresh = compute(model(), report)
        assert dict(results.cells) == dict(fresh.cells)
        assert dict(results.ratios) == dict(fresh.ratios)
        assert results.problems == fresh.problems


@pytest.mark.parametrize(
    ("when", "step"),
    [
        ("final > 0 and or_zero(sangong_total.initial) > 0", ("sangong/abroad/initial", "1.5")),  # elsewhere
        ("final > mean(project.final)", ("project/3/final", "9")),  # all rows
        ("final > 0 and sangong_control_rate > 1", ("sangong/abroad/initial", "1.5")),  # a ratio
    ],
)
def test_a_check_of_rows_that_reads_more_than_its_row_is_tried_on_all(
    when: str, step: tuple[str, str]
) -> None:
    check = Check("own", "自定", "info", "{label}", each="project", when=when, cells=("final",))
    own = compile_edition(replace(edition(), checks=(check,)))
    start = {"project/1/final": "1", "project/2/final": "4", "sangong/abroad/final": "2"}
    report = report_of(start)
    results = compute(own, report)
    addresses = put_all(report, dict([step]))
    rows = [("project", int(address.row)) for address in addresses if address.table == "project"]
    after = update(own, report, results, addresses, rows)
    told = [problem for problem in after.problems if problem.code == "own"]
    assert told != [problem for problem in results.problems if problem.code == "own"]
    assert after.problems == compute(own, report).problems


def test_an_update_leaves_the_old_results_alone() -> None:
    report = sample()
    old = compute(model(), report)
    copy = (dict(old.cells), dict(old.ratios), old.problems)
    put_all(report, {"accounts/personnel/final": "1"})
    new = update(model(), report, old, [final("personnel")])
    assert (dict(old.cells), dict(old.ratios), old.problems) == copy
    assert new.ratios["budget_execution_rate"] != old.ratios["budget_execution_rate"]


def test_rows_swap_places_without_losing_anything() -> None:
    report = sample()
    results = compute(model(), report)
    records = report.tables["project"]
    records[1].position, records[2].position = records[2].position, records[1].position
    moved = update(model(), report, results, [], [("project", 1), ("project", 2)])
    assert moved.problems == compute(model(), report).problems
    assert moved.ratios["score_weighted"].value == results.ratios["score_weighted"].value
    assert isinstance(moved.ratios["score_weighted"].value, Decimal)
    assert isinstance(report.tables["project"][1], Record)


def projects(*rows: dict[str, str]) -> Report:
    return report_of(
        {f"project/{n}/{key}": text for n, row in enumerate(rows, 1) for key, text in row.items()}
    )


def test_a_sum_of_rows_that_meet_a_condition_is_0_when_none_does_and_all_are_told() -> None:
    told = compute(model(), projects({"category": "一般", "final": "3"}, {"category": "一般", "final": "1"}))
    assert told.ratios["key_projects_total"].value == 0
    assert told.ratios["key_projects_rate"].value == 0
    open_ = compute(model(), projects({"category": "一般", "final": "3"}, {"final": "1"}))
    assert open_.ratios["key_projects_total"].value is None
    assert "缺少" in open_.ratios["key_projects_rate"].reason.text  # type: ignore[union-attr]
    assert compute(model(), Report(2022)).ratios["key_projects_total"].value is None


def test_a_typed_total_larger_than_its_parts_so_far_gives_no_ratio_until_they_are_all_there() -> None:
    """A published total and one known part: the ratio of the part alone would be a wrong figure."""
    cells = {"sangong/sangong_total/prior": "7.3", "sangong/sangong_total/final": "7.2"}
    assert compute(model(), report_of(cells)).ratios["sangong_change_rate"].value is not None
    results = compute(model(), report_of(cells | {"sangong/reception/prior": "3.9"}))
    total = results.cells[final("sangong_total", "prior")]
    assert total.value == 3_900_000
    assert total.missing == (final("abroad", "prior"), final("vehicle", "prior"))
    assert "因公出国（境）费" in results.ratios["sangong_change_rate"].reason.text  # type: ignore[union-attr]
    told = [p.message for p in results.problems if p.code == "direct_total"]
    assert len(told) == 1
    assert "还没有填：因公出国（境）费·上年决算数" in told[0]
    less = compute(model(), report_of(cells | {"sangong/reception/prior": "8"}))
    assert not less.cells[final("sangong_total", "prior")].missing  # blank parts cannot explain it


def test_a_typed_total_that_differs_by_rounding_is_an_info() -> None:
    cells = {"accounts/outlay_basic/final": "105.58", "accounts/public/final": "10.23"}
    for personnel, severity in (("95.36", "info"), ("95.35", "info"), ("95.46", "error")):
        results = compute(model(), report_of(cells | {"accounts/personnel/final": personnel}))
        (problem,) = [p for p in results.problems if p.code == "direct_total"]
        assert problem.severity == severity
        assert ("尾差" in problem.message) is (personnel == "95.36")
