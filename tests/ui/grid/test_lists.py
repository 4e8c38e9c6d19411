"""Rows of a list table: added, removed, moved, pasted, and views told in small steps."""

from __future__ import annotations

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QAbstractItemModelTester, QTest

from app.edits import add_rows

K = Qt.Key


@pytest.fixture
def projects(hands, sample):
    """The sample's projects, every signal of the model watched by Qt's own tester."""
    h = hands(sample, "project")
    h.tester = QAbstractItemModelTester(h.view.model(), QAbstractItemModelTester.FailureReportingMode.Warning)
    h.resets = []
    h.view.model().modelReset.connect(lambda: h.resets.append(1))
    return h


def names(h) -> list[str]:
    return [str(record.cells.get("name", "")) for record in h.session.document.report.rows("project")]


def test_insert_adds_below_and_goes_there(projects):
    h = projects.at("project/3/final").press(K.Key_Insert)
    assert h.view.model().rowCount() == 18
    assert h.view.currentIndex().row() == 3
    assert h.view.currentIndex().column() == 0
    h.type("New").press(K.Key_Tab)
    assert names(h)[3] == "New"
    assert not h.resets
    h.session.undo()
    h.session.undo()
    assert h.view.model().rowCount() == 17
    assert not h.resets


def test_removing_is_one_act_and_comes_back(projects):
    h = projects.select("project/2/name", "project/4/name")
    before = names(h)
    h.press(K.Key_Delete, ctrl=True)
    assert names(h) == [before[0], *before[4:]]
    assert h.acts()[0] == "删除 3 个项目"
    assert h.view.currentIndex().row() == 1
    h.session.undo()
    assert names(h) == before
    assert not h.resets


def test_removing_the_last_rows(projects):
    h = projects.press(K.Key_A, ctrl=True).press(K.Key_Delete, ctrl=True)
    assert h.view.model().rowCount() == 0
    h.view.viewport().repaint()
    h.press(K.Key_Insert)
    assert h.view.model().rowCount() == 1


def test_moving_keeps_the_cursor_on_its_row(projects):
    h = projects.at("project/3/final")
    before = names(h)
    h.press(K.Key_Up, alt=True)
    assert names(h)[1:3] == [before[2], before[1]]
    assert h.where() == "project/3/final"
    assert h.view.currentIndex().row() == 1
    h.press(K.Key_Down, K.Key_Down, alt=True)
    assert names(h)[3] == before[2]
    assert h.view.verticalHeader().model().headerData(3, Qt.Orientation.Vertical) == "4"
    assert not h.resets


def test_at_the_edge_nothing_moves(projects):
    h = projects.at("project/1/name")
    acts = len(h.acts())
    h.press(K.Key_Up, alt=True)
    assert len(h.acts()) == acts


def test_an_open_editor_survives_rows_that_come(projects):
    h = projects.at("project/5/final").type("77")
    report = h.session.document.report
    h.session.write(add_rows(report, "project", [{}], 0), "添加项目")
    assert h.editor.entered() == "77"
    h.press(K.Key_Return)
    assert h.value("project/5/final") == 77 * 10**6


def test_paste_beyond_the_end_adds_rows(projects):
    h = projects.clipboard("甲\t内容\n乙\t\n丙\t").at("project/17/name").paste()
    assert names(h)[16:] == ["甲", "乙", "丙"]
    assert h.acts()[0] == "粘贴 4 个单元格，新增 2 行"
    assert not h.resets
    h.session.undo()
    assert h.view.model().rowCount() == 17


def test_paste_into_an_empty_list(hands, document):
    h = hands(document, "project").clipboard("甲\t\t\t重点\n乙\t\t\t一般\n\n").paste()
    assert names(h) == ["甲", "乙"]
    assert h.value("project/1/category") == "重点"


def test_refused_cells_of_new_rows_are_said(hands, document):
    h = hands(document, "project").clipboard("甲\t\t\t特级").paste()
    assert names(h) == ["甲"]
    assert "“特级”不在可选项里" in h.said[-1][1]


def test_the_line_under_the_list_adds(hands, document):
    h = hands(document, "project")
    h.view.viewport().repaint()
    spot = h.view.overlay._adder().center()
    QTest.mouseClick(h.view.viewport(), Qt.MouseButton.LeftButton, pos=spot)
    assert h.view.model().rowCount() == 1


def test_actions_fit_the_table(hands, sample):
    h = hands(sample, "project")
    texts = [action.text() for action in h.view.actions_for_menu() if action.isVisible()]
    assert "添加项目(&I)" in texts
    h.view.show_table("accounts")
    texts = [action.text() for action in h.view.actions_for_menu() if action.isVisible()]
    assert not any("添加" in text for text in texts)


def test_notes_and_sentences_are_asked_of_the_window(projects, qtbot):
    h = projects.at("project/2/final")
    with qtbot.waitSignal(h.view.note_requested) as asked:
        h.press(K.Key_F2, shift=True)
    assert str(asked.args[0]) == "project/2/final"
    with qtbot.waitSignal(h.view.sentence_requested):
        h.view.actions_.sentence.trigger()


def test_the_naming_column_stays_in_sight(projects):
    h = projects
    pinned, bar = h.view.pinned, h.view.horizontalScrollBar()
    assert not pinned.isVisible()
    h.at("project/3/score")
    assert bar.value() > 0
    assert pinned.isVisible()
    assert h.view.visualRect(h.view.currentIndex()).left() >= pinned.reach
    h.press(K.Key_Home)
    assert h.where() == "project/3/name"
    assert bar.value() > 0  # it is in sight already
    h.press(K.Key_Right)
    assert h.view.visualRect(h.view.currentIndex()).left() >= pinned.reach


def test_typing_into_the_pinned_column_scrolls_it_back(projects):
    h = projects.at("project/3/score")
    pinned = h.view.pinned
    spot = pinned.rect().topLeft() + QPoint(20, h.view.frame_.columns.height() + 5)
    QTest.mouseClick(pinned, Qt.MouseButton.LeftButton, pos=spot)
    assert h.where() == "project/1/name"
    h.type("abc")
    assert not pinned.isVisible()
    assert h.editor.entered() == "abc"
    h.press(K.Key_Return)
    assert h.value("project/1/name") == "abc"


def test_sorting_by_a_column_is_one_act_and_keeps_the_cursor_on_its_row(projects):
    h = projects.at("project/5/final")
    before = names(h)
    h.view.actions_.sort_down.trigger()
    amounts = [record.cells.get("final") for record in h.session.document.report.rows("project")]
    assert amounts == sorted(amounts, reverse=True)
    assert h.view.current_address().row == 5
    assert h.acts()[0] == "按执行数降序排列"
    assert not h.resets
    h.view.actions_.sort_down.trigger()  # already so: no act
    assert h.acts()[0] == "按执行数降序排列"
    assert len(h.acts()) == len(set(h.acts()))
    h.session.undo()
    assert names(h) == before
