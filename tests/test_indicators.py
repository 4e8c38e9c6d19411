"""Indicators come into a form from elsewhere, and nothing of what was achieved there comes along."""

from __future__ import annotations

from decimal import Decimal

import pytest

from app import indicators
from app.domain.act import AddRow, mirror
from app.domain.forms import LibraryEntry
from app.domain.report import POSITION_STEP, Record, Report
from app.edits import put, stage
from tests.worked import edition

ITEMS = "indicator"
WHOLE = {
    "level1": "产出指标",
    "level2": "数量指标",
    "name": "活动场次",
    "direction": "≥",
    "target": "10",
    "unit": "场",
    "weight": Decimal(5),
    "rule": "按完成比例",
    "actual": "12",
    "score": Decimal(5),
    "score_reason": "核实",
    "deviation": "多办了两场",
    "degree": "达成预期指标",
    "sample": 30,
    "evidence": "台账",
    "excluded": "不适用",
}


def report_of(**forms: list[dict]) -> Report:
    """Projects 1, 2… with these indicators; project names are the keywords."""
    report = Report(2022)
    row = 0
    for number, (name, items) in enumerate(forms.items(), 1):
        report.tables.setdefault("project", {})[number] = Record(
            number, {"name": name}, number * POSITION_STEP, f"p{number}"
        )
        for cells in items:
            row += 1
            report.tables.setdefault(ITEMS, {})[row] = Record(
                row, dict(cells), row * POSITION_STEP, f"i{row}", number
            )
    return report


def do(report: Report, changes) -> Report:
    put(report, stage(edition(), report, changes))
    return report


def names(report: Report, parent: int) -> list[str]:
    return [str(item.cells.get("name", "")) for item in indicators.items_of(report, ITEMS, parent)]


def item(name: str, level1: str = "产出指标") -> dict:
    return {"name": name, "level1": level1}


def scheme():
    return edition().forms.schemes[0]


def test_a_copy_brings_what_is_meant_and_nothing_of_what_came_of_it():
    report = report_of(甲=[WHOLE])
    do(report, indicators.duplicate(report, ITEMS, {1}))
    copy = report.tables[ITEMS][2]
    assert set(copy.cells) == set(indicators.MEANT)
    assert copy.parent == 1
    assert copy.lineage != "i1"


def test_copies_stand_behind_the_last_of_those_chosen():
    report = report_of(甲=[item("一"), item("二"), item("三")], 乙=[item("四")])
    do(report, indicators.duplicate(report, ITEMS, {1, 2}))
    assert names(report, 1) == ["一", "二", "一", "二", "三"]
    assert names(report, 2) == ["四"]


def test_the_library_gives_kind_and_name_and_leaves_the_rest_blank():
    entry = LibraryEntry("events", "产出指标", "数量指标", "活动场次", "≥", "", "场")
    assert indicators.of_library(entry) == {
        "level1": "产出指标", "level2": "数量指标", "name": "活动场次", "direction": "≥", "unit": "场",
    }  # fmt: skip


def test_new_ones_join_their_level_in_the_order_of_the_scheme():
    report = report_of(
        甲=[item("场次"), item("就业", "效益指标"), item("满意", "满意度指标")], 乙=[item("别")]
    )
    new = [item("群众", "满意度指标"), item("环境", "效益指标"), item("质量"), item("怪", "别的指标")]
    changes = indicators.add_items(report, ITEMS, 1, new, scheme())
    undone = mirror(tuple(changes))
    do(report, changes)
    assert names(report, 1) == ["场次", "质量", "就业", "环境", "满意", "群众", "怪"]
    do(report, undone)
    assert names(report, 1) == ["场次", "就业", "满意"]


def test_where_there_is_no_room_between_neighbours_they_come_last():
    report = report_of(甲=[item("一"), item("二", "效益指标")])
    report.tables[ITEMS][2].position = report.tables[ITEMS][1].position + 1
    do(report, indicators.add_items(report, ITEMS, 1, [item("三"), item("四", "满意度指标")], scheme()))
    assert sorted(names(report, 1)[2:]) == ["三", "四"]


def test_the_first_ones_of_a_form_come_in_the_order_of_the_scheme():
    report = report_of(甲=[])
    new = [item("满意", "满意度指标"), item("场次"), item("就业", "效益指标")]
    do(report, indicators.add_items(report, ITEMS, 1, new, scheme()))
    assert names(report, 1) == ["场次", "就业", "满意"]


def test_a_blank_one_takes_the_kind_of_its_neighbour():
    report = report_of(甲=[WHOLE, item("二", "效益指标")])
    do(report, indicators.blank_after(report, ITEMS, 1, 1))
    assert names(report, 1) == ["活动场次", "", "二"]
    assert report.tables[ITEMS][3].cells == {"level1": "产出指标", "level2": "数量指标"}
    do(report, indicators.blank_after(report, ITEMS, 1, None))
    assert report.tables[ITEMS][4].cells == {"level1": "效益指标"}
    empty = report_of(甲=[])
    do(empty, indicators.blank_after(empty, ITEMS, 1, None))
    assert empty.tables[ITEMS][1].cells == {}


@pytest.mark.parametrize(
    ("rows", "by", "order"),
    [
        ({2}, -1, ["二", "一", "三"]),
        ({2}, 1, ["一", "三", "二"]),
        ({1, 2}, 1, ["三", "一", "二"]),
        ({1}, -1, ["一", "二", "三"]),
        ({3}, 1, ["一", "二", "三"]),
    ],
)
def test_they_move_within_their_form(rows, by, order):
    report = report_of(甲=[item("一"), item("二"), item("三")], 乙=[item("四")])
    do(report, indicators.move(report, ITEMS, rows, by))
    assert names(report, 1) == order
    assert names(report, 2) == ["四"]


def test_moving_passes_over_the_indicators_of_other_projects():
    report = report_of(甲=[item("一")], 乙=[item("四")])
    do(report, indicators.add_items(report, ITEMS, 1, [item("二")]))
    report.tables[ITEMS][3].position = 9 * POSITION_STEP  # behind that of the other project
    do(report, indicators.move(report, ITEMS, {3}, -1))
    assert names(report, 1) == ["二", "一"]


def test_removing_takes_only_those_named():
    report = report_of(甲=[item("一"), item("二")])
    do(report, indicators.remove(report, ITEMS, {1}, edition()))
    assert names(report, 1) == ["二"]


def test_last_years_form_is_found_by_lineage_else_by_name_and_unit():
    before, now = report_of(甲=[item("一")], 乙=[item("二")]), report_of(改了名=[], 乙=[], 新=[])
    now.tables["project"][2].lineage = "fresh"
    found = indicators.last_year(edition(), now, before, 1)
    assert found is not None
    assert (found.label, [one.cells["name"] for one in found.items]) == ("甲", ["一"])
    found = indicators.last_year(edition(), now, before, 2)
    assert found is not None
    assert found.label == "乙"
    now.tables["project"][3].lineage = "fresh too"
    assert indicators.last_year(edition(), now, before, 3) is None
    assert indicators.last_year(edition(), now, None, 1) is None


def test_two_projects_of_one_name_are_not_guessed_between():
    before, now = report_of(甲=[item("一")], 乙=[item("二")]), report_of(甲=[])
    before.tables["project"][2].cells["name"] = "甲"
    now.tables["project"][1].lineage = "fresh"
    assert indicators.last_year(edition(), now, before, 1) is None


def test_indicators_taken_from_last_year_keep_their_lineage():
    before, now = report_of(甲=[item("一"), item("二")]), report_of(甲=[])
    origin = indicators.last_year(edition(), now, before, 1)
    assert origin is not None
    cells = [indicators.meant(one) for one in origin.items]
    changes = indicators.add_items(now, ITEMS, 1, cells, scheme(), None, indicators.lineages_of(origin.items))
    assert [change.lineage for change in changes if isinstance(change, AddRow)] == ["i1", "i2"]


def test_other_projects_with_indicators_are_offered_in_order():
    report = report_of(甲=[item("一")], 乙=[], 丙=[item("二"), item("三")])
    found = indicators.other_projects(edition(), report, 1)
    assert [(one.label, len(one.items)) for one in found] == [("丙", 2)]
