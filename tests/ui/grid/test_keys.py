"""Keys beside typing, each as in Excel: whole rows and columns, edges, pages, dates, frozen columns."""

from __future__ import annotations

from datetime import datetime

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest

K = Qt.Key


def chosen(h) -> tuple[int, int, int, int]:
    (place,) = h.view.ranges()
    return tuple(place)


def test_shift_space_takes_the_row_and_control_space_the_column(hands, sample):
    h = hands(sample, "project").at("project/3/final").press(K.Key_Space, shift=True)
    assert chosen(h) == (2, 0, 2, h.view.model().columnCount() - 1)
    assert h.where() == "project/3/final"
    h.at("project/3/final").press(K.Key_Space, ctrl=True)
    column = h.view.currentIndex().column()
    assert chosen(h) == (0, column, 16, column)
    assert h.editor is None
    h.press(K.Key_Delete)
    assert h.value("project/17/final") is None
    assert h.acts()[0] == "清除 17 个单元格"


def test_space_alone_types(hands, sample):
    h = hands(sample, "project").at("project/3/name").type(" ")
    assert h.editor is not None
    h.press(K.Key_Escape)


def test_selecting_to_the_edges(hands, sample):
    h = hands(sample, "project").at("project/3/final").press(K.Key_Down, ctrl=True, shift=True)
    assert chosen(h)[::2] == (2, 16)
    h.at("project/3/final").press(K.Key_Home, ctrl=True, shift=True)
    assert chosen(h) == (0, 0, 2, h.view.currentIndex().column())
    h.at("project/3/final").press(K.Key_End, ctrl=True, shift=True)
    assert chosen(h)[2:] == (16, h.view.model().columnCount() - 1)
    h.at("project/3/final").press(K.Key_Home, shift=True)
    assert chosen(h) == (2, 0, 2, h.view.currentIndex().column())
    assert h.where() == "project/3/final"


def test_pages(hands, sample):
    h = hands(sample).press(K.Key_Home, ctrl=True)
    start = h.view.currentIndex().row()
    h.press(K.Key_PageDown)
    down = h.view.currentIndex().row()
    assert down > start + 5
    h.press(K.Key_PageUp)
    assert h.view.currentIndex().row() == start
    h.press(K.Key_PageDown, shift=True)
    assert chosen(h)[2] == down
    assert h.view.currentIndex().row() == start


def test_enter_goes_round_in_a_selection_of_several_rows(hands, document):
    h = hands(document).select("accounts/personnel/initial", "accounts/public/adjusted")
    for text in "1234":
        h.type(text).press(K.Key_Return)
    values = [
        h.value(f"accounts/{row}/{column}")
        for column in ("initial", "adjusted")
        for row in ("personnel", "public")
    ]
    assert values == [1_000_000, 2_000_000, 3_000_000, 4_000_000]
    assert h.where() == "accounts/personnel/initial"


def test_control_backspace_brings_the_cursor_back_into_sight(hands, sample):
    h = hands(sample).at("accounts/carry_out/final")
    before = h.value("accounts/carry_out/final")
    h.view.verticalScrollBar().setValue(0)
    h.press(K.Key_Backspace, ctrl=True)
    assert h.view.viewport().rect().contains(h.view.visualRect(h.view.currentIndex()).center())
    assert h.value("accounts/carry_out/final") == before


def test_today(hands, document):
    h = hands(document, "profile").at("profile/report_date/value").press(K.Key_Semicolon, ctrl=True)
    today = f"{datetime.now().astimezone():%Y-%m-%d}"
    assert h.editor.entered() == today
    h.press(K.Key_Return)
    assert h.value("profile/report_date/value") == today
    h.at("profile/unit_name/value").press(K.Key_Semicolon, ctrl=True)
    assert h.editor is None
    assert "日期" in h.said[-1][1]


def test_a_heading_selects_its_column_and_a_double_click_fits_it(hands, sample, qtbot):
    h = hands(sample, "project")
    header = h.view.frame_.columns
    middle = header._section(1).center() - QPoint(0, header.height() // 3)
    qtbot.mouseClick(header.viewport(), Qt.MouseButton.LeftButton, pos=middle)
    assert chosen(h) == (0, 1, 16, 1)
    h.view.setColumnWidth(1, 40)
    edge = QPoint(header.sectionViewportPosition(1) + header.sectionSize(1) - 1, header.height() // 2)
    QTest.mouseDClick(header.viewport(), Qt.MouseButton.LeftButton, pos=edge)
    assert h.view.columnWidth(1) > 40


# ---------------------------------------------------------------- frozen columns


@pytest.fixture
def wide(hands, sample):
    h = hands(sample)
    h.view.resize(800, 500)
    return h


def test_columns_are_frozen_up_to_the_cursor(wide):
    h = wide.at("accounts/personnel/adjusted")
    h.view.actions_.freeze.trigger()
    h.at("accounts/personnel/reason")
    pinned = h.view.pinned
    assert pinned.isVisible()
    assert pinned.width() == h.view.columnWidth(0) + h.view.columnWidth(1)
    assert h.view.visualRect(h.view.currentIndex()).left() >= pinned.reach
    pinned.repaint()
    bar = h.view.horizontalScrollBar().value()
    h.at("accounts/personnel/initial")
    assert h.view.horizontalScrollBar().value() == bar  # in sight already
    h.type("7").press(K.Key_Return)
    assert h.value("accounts/personnel/initial") == 7 * 10**6


def test_a_press_on_a_frozen_cell_goes_there(wide):
    h = wide.at("accounts/personnel/adjusted")
    h.view.pinned.freeze(2)
    h.at("accounts/personnel/reason")
    row = h.view.currentIndex().row()
    y = h.view.frame_.columns.height() + h.view.rowViewportPosition(row) + 5
    spot = QPoint(h.view.columnWidth(0) + 10, y)
    QTest.mouseClick(h.view.pinned, Qt.MouseButton.LeftButton, pos=spot)
    assert h.where() == "accounts/personnel/adjusted"


def test_frozen_columns_are_remembered_by_table(wide):
    h = wide.at("accounts/personnel/adjusted")
    h.view.pinned.freeze(2)
    state = h.view.state()
    assert state["frozen"] == {"accounts": "adjusted"}
    h.view.pinned.freeze(0)
    assert not h.view.actions_.unfreeze.isEnabled() or h.view.pinned.count == 0
    h.view.restore(state)
    assert h.view.pinned.count == 2
    h.view.restore({"frozen": {"accounts": "no such column", 5: 6}})
    assert h.view.pinned.count == 0


def test_the_naming_column_of_a_list_can_be_let_go(hands, sample):
    h = hands(sample, "project")
    assert h.view.pinned.count == 1
    h.view.actions_.refresh()
    h.view.actions_.unfreeze.trigger()
    h.at("project/3/score")
    assert not h.view.pinned.isVisible()


def test_too_many_columns_leave_room_for_the_others(wide):
    h = wide
    h.view.pinned.freeze(9)
    h.at("accounts/personnel/reason")
    assert 0 < h.view.pinned.width() <= h.view.viewport().width() * 0.55


def test_the_menu_of_a_heading(hands, sample):
    from ui.grid.column_menu import column_menu

    h = hands(sample, "project").at("project/3/name")
    menu = column_menu(h.view, 7)
    assert h.where() == "project/3/final"
    texts = [action.text() for action in menu.actions() if action.isVisible() and not action.isSeparator()]
    assert texts[0].startswith("按这一栏升序")
    assert any("冻结到这一栏" in text for text in texts)
    assert any("筛选这一栏" in text for text in texts)
    menu.deleteLater()
