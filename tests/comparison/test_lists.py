"""Which projects of different years are the same, and what they come to."""

from __future__ import annotations

from app.comparison.build import compare
from app.comparison.lists import identity_columns
from tests.comparison.support import WAN, changes, group_of, line_of, projects
from tests.worked import edition


def table(document) -> dict[str, list[object]]:
    """Label → amounts by year."""
    group = group_of(compare(document, document.years), "project.final")
    return {line.row.label: [figure.value for figure in line.figures] for line in group.lines}


def test_the_same_lineage_is_the_same_project_whatever_it_is_called(two):
    projects(two, 2021, ("普法", "", 1, "a"), ("科普", "", 2, "b"))
    projects(two, 2022, ("科普（二期）", "", 3, "b"), ("普法", "", 4, "a"))
    assert table(two) == {
        "科普（二期）": [2 * WAN, 3 * WAN],
        "普法": [1 * WAN, 4 * WAN],
        "合计": [3 * WAN, 7 * WAN],
    }


def test_without_lineage_name_and_unit_tell(two):
    projects(two, 2021, ("租车", "本级", 1, ""), ("租车", "中心", 2, ""))
    projects(two, 2022, ("租车", "中心", 30, ""), ("租车", "本级", 40, ""))
    found = table(two)
    assert found["租车（中心）"] == [2 * WAN, 30 * WAN]
    assert found["租车（本级）"] == [1 * WAN, 40 * WAN]


def test_a_name_that_two_projects_of_a_year_share_is_not_guessed(two):
    projects(two, 2021, ("租车", "", 1, ""), ("租车", "", 2, ""))
    projects(two, 2022, ("租车", "", 3, ""))
    group = group_of(compare(two, two.years), "project.final")
    assert [[figure.value for figure in line.figures] for line in group.lines[:-1]] == [
        [None, 3 * WAN],
        [1 * WAN, None],
        [2 * WAN, None],
    ]


def test_lineage_counts_before_a_name(two):
    projects(two, 2021, ("甲", "", 1, "x"), ("乙", "", 2, "y"))
    projects(two, 2022, ("甲", "", 3, "y"), ("丙", "", 4, "z"))  # 乙 goes on under the name of 甲
    group = group_of(compare(two, two.years), "project.final")
    assert [[figure.value for figure in line.figures] for line in group.lines] == [
        [2 * WAN, 3 * WAN],
        [None, 4 * WAN],
        [1 * WAN, None],
        [3 * WAN, 7 * WAN],
    ]


def test_rows_without_a_name_are_not_taken_for_each_other(two):
    projects(two, 2021, ("", "本级", 1, ""))
    projects(two, 2022, ("", "本级", 2, ""))
    group = group_of(compare(two, two.years), "project.final")
    assert len(group.lines) == 3  # two projects and the total


def test_a_project_that_was_not_there_has_a_reason_and_no_rate(two):
    projects(two, 2022, ("普法", "", 1, ""))
    comparison = compare(two, two.years)
    line = line_of(comparison, "project.final", "普法")
    assert line.figures[0].place is None
    assert line.figures[0].outcome.reason.text == "2021 年没有这个项目"
    found = changes(comparison, line)[0]
    assert found.amount.value is None
    assert found.amount.reason.text == "2021 年没有这个项目"


def test_totals_are_those_of_the_printed_page_and_only_there(three):
    comparison = compare(three, three.years)
    total = group_of(comparison, "project.final").lines[-1]
    assert total.row.total
    assert total.figures[-1].value == 339_617_000  # each year's own rows, also those that ended
    assert not group_of(comparison, "project.score").lines[-1].row.total


def test_a_total_of_nothing_is_blank(two):
    projects(two, 2022, ("普法", "", 1, ""))
    total = group_of(compare(two, two.years), "project.final").lines[-1]
    assert [figure.value for figure in total.figures] == [None, WAN]


def test_a_project_through_three_years(three):
    line = line_of(compare(three, three.years), "project.score", "科普经费")
    assert [int(figure.value) for figure in line.figures] == [89, 90, 91]


def test_what_tells_projects_apart_is_data_of_the_layout():
    assert identity_columns([edition()], edition().table["project"]) == ("unit", "name")
    assert identity_columns([], edition().table["project"]) == ("name",)


def test_the_later_year_gives_the_order(two):
    projects(two, 2021, ("丙", "", 1, ""), ("甲", "", 2, ""), ("丁", "", 3, ""))
    projects(two, 2022, ("甲", "", 1, ""), ("乙", "", 2, ""), ("丙", "", 3, ""))
    assert list(table(two)) == ["甲", "乙", "丙", "丁", "合计"]
