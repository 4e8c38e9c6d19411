"""Years of a document side by side: fixed tables, ratios, layouts that differ."""

from __future__ import annotations

from dataclasses import replace
from fractions import Fraction

import pytest

from app.comparison.build import compare, default_columns, make_steps, offered_measures
from app.comparison.values import Step
from app.domain.act import SetCell
from app.domain.address import Address
from app.domain.report import SETTING
from app.edits import add_rows
from tests.comparison.support import WAN, changes, group_of, line_of, put_in, ratio_line
from tests.worked import edition


def values(line) -> list[object]:
    return [figure.value for figure in line.figures]


def test_the_sample_over_three_years(three):
    comparison = compare(three, three.years)
    line = line_of(comparison, "accounts.final", "outlay")
    assert values(line) == [1718_330_000, 1842_630_000, 1972_830_000]
    first, second = changes(comparison, line)
    assert first.amount.value == 124_300_000
    assert abs(Fraction(second.rate.value) - Fraction(130_200_000, 1_842_630_000)) < Fraction(1, 10**49)
    assert [figure.place for figure in line.figures] == [Address("accounts", "outlay", "final")] * 3


def test_every_line_with_figures_of_every_table_is_there(three):
    comparison = compare(three, three.years)
    there = {figure.place for group in comparison.groups for line in group.lines for figure in line.figures}
    for table in edition().tables:
        for row in table.row.values():
            for column in table.columns:
                wanted = column.key == "final" or len(table.columns) == 1
                numeric = table.kind_of(row.key, column.key).name in {"money", "count", "number"}
                if table.kind == "fixed" and wanted and numeric and table.has(row.key, column.key):
                    assert Address(table.key, row.key, column.key) in there
    assert set(edition().ratio) <= there


def test_columns_to_choose_from_begin_with_what_the_tables_report(three):
    offered = offered_measures(three)
    assert [measure.key for measure in offered][:3] == ["final", "initial", "adjusted"]
    assert offered[0].main and not offered[1].main
    assert {measure.key for measure in offered if measure.optional} == {"prior", "prior_initial"}
    assert default_columns(three) == ("final",)


def test_another_column_is_compared_when_it_is_chosen(three):
    comparison = compare(three, three.years, ["initial"])
    assert values(line_of(comparison, "accounts.initial", "personnel"))[-1] == 1044_450_000
    assert not [group for group in comparison.groups if group.key == "accounts.final"]


def test_years_stand_in_rising_order_and_each_against_the_one_before(three):
    comparison = compare(three, [2022, 2020])
    assert comparison.years == (2020, 2022)
    assert comparison.steps == (Step(1, 0),)


def test_against_a_base_year(three):
    comparison = compare(three, three.years, base=2021)
    assert comparison.steps == (Step(0, 1), Step(2, 1))
    earlier, later = changes(comparison, line_of(comparison, "accounts.final", "outlay"))
    assert earlier.amount.value == -124_300_000
    assert later.amount.value == 130_200_000
    assert compare(three, [2020], base=2022).years == (2020, 2022)  # the base takes part


def test_steps():
    assert make_steps((1, 2, 3), None) == (Step(1, 0), Step(2, 1))
    assert make_steps((1, 2, 3), 1) == (Step(1, 0), Step(2, 0))
    assert make_steps((1,), None) == ()


def test_a_year_that_is_not_there_is_refused(three):
    with pytest.raises(ValueError, match="2019"):
        compare(three, [2019, 2022])
    with pytest.raises(ValueError, match="2018"):
        compare(three, three.years, base=2018)


def test_blank_is_not_zero(two):
    put_in(two, 2021, accounts__personnel__final="0")
    put_in(two, 2022, accounts__public__final="3")
    comparison = compare(two, [2021, 2022])
    blank = line_of(comparison, "accounts.final", "public")
    assert values(blank) == [None, 3 * WAN]
    assert changes(comparison, blank)[0].amount.reason.text == "缺少：2021 年一般公用经费·决算数"
    zero = line_of(comparison, "accounts.final", "personnel")
    assert values(zero) == [0, None]


def test_an_incomplete_total_is_shown_but_not_compared(two):
    put_in(two, 2021, accounts__personnel__final="100", accounts__public__final="20")
    put_in(two, 2022, accounts__personnel__final="110")  # 公用经费 is required and blank
    comparison = compare(two, [2021, 2022])
    line = line_of(comparison, "accounts.final", "outlay_basic")
    assert values(line) == [120 * WAN, 110 * WAN]
    assert line.figures[1].outcome.missing
    found = changes(comparison, line)[0]
    assert found.amount.value is None
    assert "2022 年一般公用经费·决算数" in found.amount.reason.text


def test_figures_follow_an_edit_in_whichever_year(three):
    before = values(line_of(compare(three, three.years), "accounts.final", "outlay"))
    put_in(three, 2020, accounts__personnel__final="1000")
    after = values(line_of(compare(three, three.years), "accounts.final", "outlay"))
    assert after[0] == before[0] - 318_420_000
    assert after[1:] == before[1:]
    three.undo()
    assert values(line_of(compare(three, three.years), "accounts.final", "outlay")) == before


# ---------------------------------------------------------------- ratios


def test_ratios_of_one_basis_change_by_points(three):
    comparison = compare(three, three.years)
    line = ratio_line(comparison, "sangong_control_rate")
    assert line.kind.name == "percent"
    found = changes(comparison, line)[1]
    a, b = line.figures[1].value, line.figures[2].value
    assert Fraction(found.amount.value) == (Fraction(b) - Fraction(a)) * 100
    assert found.rate is None


def choose(document, year: int, family: str, key: str) -> None:
    shown = document.year
    document.select_year(year)
    document.write([SetCell(Address(SETTING, family, "main"), None, key)], "选主口径")
    document.select_year(shown)


def test_main_bases_that_differ_are_shown_and_not_compared(three):
    family = "budget_execution_rate"
    choose(three, 2022, family, "budget_execution_rate_by_income")
    comparison = compare(three, three.years)
    line = ratio_line(comparison, f"{family} main")
    assert "各年主口径" in line.row.label
    assert [figure.place for figure in line.figures] == [family, family, "budget_execution_rate_by_income"]
    assert all(figure.value is not None for figure in line.figures)
    same, other = changes(comparison, line)
    assert same.amount.value is not None
    assert other.amount.reason.kind == "other_basis"
    assert other.amount.reason.text == "口径不同：2021 年为全年预算口径，2022 年为当年收入口径，不作比较"
    own = ratio_line(comparison, "budget_execution_rate_by_income")  # on one basis they are compared
    assert all(found.amount.value is not None for found in changes(comparison, own))


def test_the_main_basis_comes_first_and_is_not_repeated(three):
    for year in three.years:
        choose(three, year, "budget_execution_rate", "budget_execution_rate_by_income")
    lines = group_of(compare(three, three.years), "ratio.预算执行").lines
    keys = [line.row.key for line in lines]
    assert keys[0] == "budget_execution_rate_by_income"
    assert len(keys) == len(set(keys))
    assert not any(key.endswith(" main") for key in keys)


def other_edition(**changed):
    """The shipped layout with some ratios, rows or texts changed, as the year after might have it."""
    shipped = edition()
    ratios = (
        tuple(replace(ratio, **changed["ratio"].get(ratio.key, {})) for ratio in shipped.ratios)
        if "ratio" in changed
        else shipped.ratios
    )
    tables = []
    for table in shipped.tables:
        rows = tuple(
            replace(row, **changed.get("row", {}).get(row.key, {}))
            for row in table.rows
            if row.key not in changed.get("without", ())
        )
        tables.append(replace(table, rows=rows, hint=changed.get("hint", table.hint)))
    return replace(shipped, id="cn-next", ratios=ratios, tables=tuple(tables), checks=(), source="")


def with_next(document, next_edition):
    """The document with 2023 on another layout, filled like the year before."""
    filled = [
        SetCell(address, None, value)
        for address, value in document.report.cells()
        if address.table in {"accounts", "sangong"} and next_edition.table_of_row.get(str(address.row))
    ]
    rows = [dict(record.cells) for record in document.report.rows("project")]
    lineages = [record.lineage for record in document.report.rows("project")]
    document.add_year(2023, next_edition, filled)
    document.write(add_rows(document.report, "project", rows, lineages=lineages), "项目")
    return compare(document, [2022, 2023])


def test_a_layout_that_differs_only_in_words_is_compared(three):
    comparison = with_next(three, other_edition(hint="换一句提示", row={"personnel": {"label": "人员支出"}}))
    line = line_of(comparison, "accounts.final", "personnel")
    assert line.row.label == "人员支出"  # as the latest year calls it
    assert changes(comparison, line)[0].amount.value == 0
    assert not any(line.differs[0] for group in comparison.groups for line in group.lines)
    assert comparison.notes and "版式不同" in comparison.notes[0]


def test_a_ratio_with_another_formula_is_not_compared(three):
    changed = {"carry_over_rate": {"formula": "carry_out.final / income.final"}}
    comparison = with_next(three, other_edition(ratio=changed))
    line = ratio_line(comparison, "carry_over_rate")
    assert None not in values(line)
    told = changes(comparison, line)[0].amount.reason
    assert told.kind == "other_basis"
    assert "结转结余率的算法不一样" in told.text
    assert changes(comparison, ratio_line(comparison, "basic_share"))[0].amount.value == 0


def test_what_a_total_is_made_of_counts_for_it_and_for_all_that_rests_on_it(three):
    changed = {"outlay_basic": {"formula": "sum(personnel, public, outlay_business)"}}
    comparison = with_next(three, other_edition(row=changed))
    for key in ("outlay_basic", "outlay"):
        line = line_of(comparison, "accounts.final", key)
        assert None not in values(line)
        assert changes(comparison, line)[0].amount.reason.kind == "other_basis", key
    assert changes(comparison, ratio_line(comparison, "basic_share"))[0].amount.reason.kind == "other_basis"
    assert changes(comparison, line_of(comparison, "accounts.final", "personnel"))[0].amount.value == 0


def test_a_line_of_one_layout_alone_is_blank_with_its_reason_where_it_is_missing(three):
    comparison = with_next(
        three,
        other_edition(
            without=("superior_subsidy",),
            row={
                "income": {
                    "formula": "sum(fiscal_appropriation, institution_income, business_income, "
                    "affiliate_remittance, other_income)"
                }
            },
        ),
    )
    lines = group_of(comparison, "accounts.final").lines
    keys = [line.row.key for line in lines]
    assert keys.index("superior_subsidy") == keys.index("state_capital_budget") + 1  # where it used to stand
    line = line_of(comparison, "accounts.final", "superior_subsidy")
    gone = line.figures[1]
    assert gone.place is None
    assert (gone.outcome.reason.kind, gone.outcome.reason.text) == ("missing", "2023 年的版式没有这一行")
