"""The filter of a list: a view only. Deeds reach the rows in sight, and no row is lost out of sight."""

from __future__ import annotations

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QAbstractItemModelTester, QTest

from app.filtering import Chosen, Within
from ui.grid.filter_dialog import FilterDialog
from ui.grid.filtering import apply

K = Qt.Key
KEY_PROJECT = {"category": Chosen(frozenset({"重点"}))}


@pytest.fixture
def projects(hands, sample):
    h = hands(sample, "project")
    h.tester = QAbstractItemModelTester(h.view.model(), QAbstractItemModelTester.FailureReportingMode.Warning)
    return h


def rows(h) -> list[int]:
    return [int(row) for row in h.view.table.lines]


def narrow(h, *wanted: int) -> None:
    """By the projects' names: exactly these rows, as far as names tell them apart."""
    names = {str(h.value(f"project/{row}/name")) for row in wanted}
    apply(h.view, {"name": Chosen(frozenset(names))})
    assert rows(h) == list(wanted)


def dialog(h) -> FilterDialog:
    return next(one for one in h.view.findChildren(FilterDialog) if one.isVisible())


def test_by_keyboard_from_a_cell(projects):
    h = projects.at("project/3/category").press(K.Key_L, ctrl=True, shift=True)
    asked = dialog(h)
    h.qtbot.keyClick(asked.choice.search, K.Key_Down)
    assert asked.choice.list.currentIndex().data().startswith("重点")
    asked.choice.search.setText("一")
    h.qtbot.keyClick(asked.choice.search, K.Key_Return)
    shown = rows(h)
    assert 0 < len(shown) < 17
    assert all(h.value(f"project/{row}/category") == "一般" for row in shown)
    assert h.where() == "project/3/category"  # the cursor stays on its row


def test_numbers_keep_their_rows(projects):
    h = projects
    narrow(h, 3, 5, 8)
    heads = [h.view.model().headerData(row, Qt.Orientation.Vertical) for row in range(3)]
    assert heads == ["3", "5", "8"]
    assert h.view.table.total == 17


def test_a_list_unchecked_and_all_of_it(projects):
    h = projects.at("project/1/category").press(K.Key_L, ctrl=True, shift=True)
    asked = dialog(h)
    asked.choice.every.click()
    assert asked.choice.texts.checked_shown() == 0
    asked.done_button.click()
    assert "至少选一项" in asked.why.text()
    asked.choice.every.click()
    asked.done_button.click()
    assert not h.view.table.conditions  # everything checked is no filter


def test_numbers_by_a_comparison(projects):
    h = projects.at("project/1/final").press(K.Key_L, ctrl=True, shift=True)
    asked = dialog(h)
    asked.choice.low.setText("abc")
    asked.done_button.click()
    assert "不是金额" in asked.why.text()
    asked.choice.low.setText("20")
    h.qtbot.keyClick(asked.choice.low, K.Key_Return)
    assert rows(h)
    assert all(h.value(f"project/{row}/final") >= 20 * 10**6 for row in rows(h))
    h.press(K.Key_L, ctrl=True, shift=True)
    asked = dialog(h)
    assert asked.choice.low.text() == "20.00"
    asked.clear.click()
    assert len(rows(h)) == 17


def test_deeds_reach_the_rows_in_sight_only(projects):
    h = projects
    narrow(h, 3, 5, 8)
    hidden = {row: h.value(f"project/{row}/adjusted") for row in (4, 6, 7)}
    h.clipboard("1\n2\n3").at("project/3/adjusted").paste()
    assert [h.value(f"project/{row}/adjusted") for row in (3, 5, 8)] == [10**6, 2 * 10**6, 3 * 10**6]
    h.select("project/3/adjusted", "project/8/adjusted").press(K.Key_D, ctrl=True)
    assert h.value("project/8/adjusted") == 10**6
    h.select("project/3/adjusted", "project/8/adjusted").press(K.Key_Delete)
    assert h.value("project/5/adjusted") is None
    assert {row: h.value(f"project/{row}/adjusted") for row in hidden} == hidden
    h.select("project/3/name", "project/8/name").press(K.Key_C, ctrl=True)
    from PySide6.QtWidgets import QApplication

    assert len(QApplication.clipboard().text().split("\n")) == 3


def test_removing_takes_what_is_seen(projects):
    h = projects
    narrow(h, 3, 5, 8)
    h.select("project/3/name", "project/5/name").press(K.Key_Delete, ctrl=True)
    present = {int(record.row) for record in h.session.document.report.rows("project")}
    assert present == set(range(1, 18)) - {3, 5}
    assert rows(h) == [8]
    assert h.view.model().headerData(0, Qt.Orientation.Vertical) == "6"


def test_a_new_row_is_in_sight_and_below_the_current_one(projects):
    h = projects
    narrow(h, 3, 5, 8)
    h.at("project/5/name").press(K.Key_Insert)
    assert h.where() == "project/18/name"
    order = [int(record.row) for record in h.session.document.report.rows("project")]
    assert order[4:7] == [5, 18, 6]
    assert rows(h) == [3, 5, 18, 8]
    h.view.deeds.append_row()
    assert h.session.document.report.rows("project")[-1].row == 19
    assert rows(h)[-1] == 19


def test_pasting_beyond_the_end_adds_rows_in_sight(projects):
    h = projects
    narrow(h, 3, 5)
    h.clipboard("甲\n乙").at("project/5/name").press(K.Key_V, ctrl=True)
    assert h.preview.cells.headerData(1, Qt.Orientation.Vertical) == "18（新增）"
    h.qtbot.keyClick(h.preview.accept_button, K.Key_Return)
    assert h.session.document.report.rows("project")[-1].cells["name"] == "乙"
    assert rows(h) == [3, 5, 18]


def test_moving_passes_the_row_in_sight(projects):
    h = projects
    narrow(h, 3, 5, 8)
    h.at("project/8/name").press(K.Key_Up, alt=True)
    assert rows(h) == [3, 8, 5]
    order = [int(record.row) for record in h.session.document.report.rows("project")]
    assert order.index(8) == order.index(5) - 1
    h.press(K.Key_Down, alt=True)
    assert rows(h) == [3, 5, 8]


def test_an_edited_row_stays_until_it_is_filtered_anew(projects):
    h = projects
    apply(h.view, {"final": Within(20 * 10**6)})
    first, count = rows(h)[0], len(rows(h))
    h.at(f"project/{first}/final").type("1").press(K.Key_Return)
    assert first in rows(h)
    h.press(K.Key_L, ctrl=True, alt=True)
    assert first not in rows(h)
    assert len(rows(h)) == count - 1


def test_undo_of_what_is_out_of_sight_shows_it(projects):
    h = projects.at("project/4/final").type("77").press(K.Key_Return)
    narrow(h, 3, 5)
    h.session.undo()
    assert not h.view.table.conditions
    assert len(rows(h)) == 17
    assert h.shown("project/4/final") != "77.00"


def test_an_edit_in_sight_leaves_the_filter_and_the_unit_is_told_anew(projects):
    h = projects
    narrow(h, 3, 5)
    told = []
    h.view.filtered.connect(lambda: told.append(1))
    h.at("project/3/final").type("7").press(K.Key_Return)
    assert rows(h) == [3, 5]
    assert not told


def test_undo_of_removed_rows_brings_them_into_sight(projects):
    h = projects.select("project/4/name", "project/6/name").press(K.Key_Delete, ctrl=True)
    narrow(h, 3, 7)
    h.session.undo()
    assert {4, 5, 6} <= set(rows(h))


def test_a_jump_to_a_hidden_row_clears_the_filter(projects):
    h = projects
    narrow(h, 3, 5)
    h.at("project/9/final")
    assert h.where() == "project/9/final"
    assert not h.view.table.conditions


def test_no_row_left(projects):
    h = projects
    apply(h.view, {"final": Within(10**14)})
    assert rows(h) == []
    h.view.viewport().repaint()
    assert h.session.selection is None
    h.type("5").press(K.Key_Delete, K.Key_F2)
    h.view.filter_again(clear=True)
    assert len(rows(h)) == 17
    assert h.view.currentIndex().isValid()


def test_the_list_offers_what_the_other_filters_leave(projects):
    h = projects
    apply(h.view, KEY_PROJECT)
    left = {str(h.value(f"project/{row}/name")) for row in rows(h)}
    h.at(f"project/{rows(h)[0]}/name").press(K.Key_L, ctrl=True, shift=True)
    assert set(dialog(h).choice.texts._texts) == left
    dialog(h).reject()


def test_the_mark_in_the_heading(projects):
    h = projects
    header = h.view.frame_.columns
    place = 3
    spot: QPoint = header._mark(header._section(place)).center()
    QTest.mouseClick(header.viewport(), Qt.MouseButton.LeftButton, pos=spot)
    assert dialog(h).windowTitle() == "筛选：类别"
    dialog(h).reject()
    apply(h.view, KEY_PROJECT)
    assert (
        h.view.model()
        .headerData(place, Qt.Orientation.Horizontal, Qt.ItemDataRole.AccessibleTextRole)
        .endswith("已筛选")
    )


def test_there_is_nothing_to_filter_in_fixed_tables(hands, sample):
    h = hands(sample)
    assert not h.view.actions_.filter.isEnabled()
    h.view.filter_column(0)
    assert not h.view.findChildren(FilterDialog)


def test_the_filter_stays_with_its_table(projects):
    h = projects
    narrow(h, 3, 5)
    h.view.show_table("accounts")
    assert not h.view.actions_.unfilter.isVisible()
    h.view.show_table("project")
    assert rows(h) == [3, 5]
    assert h.view.actions_.unfilter.isEnabled()
