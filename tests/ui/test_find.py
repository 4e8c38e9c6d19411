"""Ctrl+H: one piece of text for another, in entered cells only, as one act."""

from __future__ import annotations

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication

K = Qt.Key


@pytest.fixture
def bar(desk):
    desk.bench.show_table("project")
    desk.act("replace")
    return desk.bench.bars.find


def replace(bar, wanted: str, by: str) -> None:
    bar.text.setText(wanted)
    bar.by.setText(by)
    bar.all.click()
    QApplication.processEvents()


def names(desk) -> list[str]:
    return [str(row.cells.get("name")) for row in desk.document.report.rows("project")]


def test_all_of_a_text_is_one_act(desk, bar):
    before = names(desk)
    assert any("科普" in name for name in before)
    replace(bar, "科普", "科学普及")
    assert names(desk) == [name.replace("科普", "科学普及") for name in before]
    assert desk.document.acts(1)[0].text.startswith("替换")
    assert "已替换" in desk.window.status.said()
    desk.act("undo")
    assert names(desk) == before


def test_find_alone_shows_no_second_line(desk, bar):
    assert bar.by.isVisible()
    desk.act("find")
    assert not bar.by.isVisible()


def test_numbers_are_read_as_typed(desk):
    desk.bench.show_table("accounts")
    desk.act("replace")
    replace(desk.bench.bars.find, "1,513.69", "1,513.7")
    assert desk.value("accounts/personnel/final") == 15_137_000_00


def test_computed_cells_are_not_touched_and_told(desk):
    desk.bench.show_table("accounts")
    desk.act("replace")
    digest = desk.document.digest()
    replace(desk.bench.bars.find, "97.82%", "1")  # the rate of 人员经费
    assert desk.document.digest() == digest
    assert "都不能替换" in desk.window.status.said()
    replace(desk.bench.bars.find, "119.53", "120")  # entered, and nothing computed shows it
    assert desk.value("accounts/public/final") == 1_200_000_00


def test_what_is_not_taken_is_named_and_the_rest_goes_in(desk, bar):
    replace(bar, "一般", "特级")
    assert "不在可选项里" in desk.window.message.text
    assert desk.value("project/1/category") is not None


def test_one_after_the_other(desk, bar):
    bar.text.setText("经费")
    bar.by.setText("费用")
    first, count = bar._hits[0], len(bar._hits)
    before = names(desk)
    bar.one.click()
    assert names(desk)[first[0]] == before[first[0]].replace("经费", "费用")
    assert names(desk)[first[0] + 1 :] == before[first[0] + 1 :]
    assert bar._hits[bar._at] > first
    assert len(bar._hits) == count - 1
    bar.by.setFocus()
    desk.keys(bar.by, K.Key_Return)  # Enter in the second line replaces too
    assert len(bar._hits) == count - 2


def test_a_replacement_that_holds_what_is_looked_for_goes_on(desk, bar):
    bar.text.setText("经费")
    bar.by.setText("经费经费")
    first = bar._hits[0]
    bar.one.click()
    assert bar._hits[bar._at] > first


def test_blank_takes_away_and_signs_of_patterns_mean_themselves(desk, bar):
    desk.enter("project/1/name", r"甲(1).*\n乙")
    replace(bar, ".*", r"\1")
    assert desk.value("project/1/name") == r"甲(1)\1\n乙"
    replace(bar, r"\1", "")
    assert desk.value("project/1/name") == r"甲(1)\n乙"


def test_read_only_cannot_be_replaced(desk, bar):
    desk.document.read_only = "只读"
    desk.act("replace")
    assert not bar.all.isEnabled()
    desk.document.read_only = ""


def test_the_filter_is_told_and_taken_away_from_the_bar(desk):
    from app.filtering import Chosen
    from ui.grid.filtering import apply

    desk.bench.show_table("project")
    desk.act("find")
    desk.bench.bars.find.text.setText("经费")
    everything = len(desk.bench.bars.find._hits)
    apply(desk.bench.view, {"category": Chosen(frozenset({"重点"}))})
    bar = desk.bench.bars.filter
    shown = desk.bench.view.table.rowCount()
    assert bar.count.text() == f"筛选：显示 {shown} / 17"
    assert bar.words.text() == "类别：重点"
    assert len(desk.bench.bars.find._hits) < everything
    desk.bench.show_table("accounts")
    assert not bar.isVisible()
    desk.bench.show_table("project")
    assert bar.isVisible()
    bar.clear.click()
    assert not bar.isVisible()
    assert desk.bench.view.table.rowCount() == 17
