"""Typing into the grid as in Excel: replace, edit, give up, refuse, move on."""

from __future__ import annotations

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest

from app.domain.amount import YUAN
from ui.grid.editors import ChoiceEditor, LineEditor, TextEditor

K = Qt.Key
POPUPS = pytest.mark.qt_log_ignore("This plugin does not support")  # the offscreen platform, of windows


def test_typing_replaces_and_enter_goes_down(hands, document):
    h = hands(document).at("accounts/personnel/final").type("1513.69").press(K.Key_Return)
    assert h.value("accounts/personnel/final") == 15_136_900_00
    assert h.where() == "accounts/public/final"
    assert h.editor is None
    h.type("119.53").press(K.Key_Return)
    assert h.shown("accounts/outlay_basic/final") == "1,633.22"
    assert h.acts()[0] == "修改 一般公用经费·决算数"


def test_enter_skips_what_is_computed(hands, sample):
    h = hands(sample).at("accounts/other_income/initial").press(K.Key_Return)
    assert h.where() == "accounts/nonfiscal_surplus/initial"  # past 本年收入合计 and a row without the column
    h.press(K.Key_Return, shift=True)
    assert h.where() == "accounts/other_income/initial"


def test_tab_goes_over_writable_cells_and_wraps(hands, sample):
    h = hands(sample).at("accounts/personnel/prior").press(K.Key_Tab)
    assert h.where() == "accounts/personnel/reason"
    h.press(K.Key_Tab)
    assert h.where() == "accounts/public/initial"
    h.press(K.Key_Backtab, shift=True)
    assert h.where() == "accounts/personnel/reason"


def test_enter_after_tabs_returns_under_the_first_cell(hands, document):
    h = hands(document).at("accounts/personnel/initial")
    h.type("1").press(K.Key_Tab).type("2").press(K.Key_Tab).type("3").press(K.Key_Return)
    assert h.where() == "accounts/public/initial"
    found = [h.value(f"accounts/personnel/{column}") for column in ("initial", "adjusted", "final")]
    assert found == [10**6, 2 * 10**6, 3 * 10**6]


def test_f2_edits_what_is_there(hands, sample):
    h = hands(sample).at("accounts/personnel/final").press(K.Key_F2)
    assert h.editor.entered() == "1513.69"
    h.type("4").press(K.Key_Return)
    assert h.value("accounts/personnel/final") == 15_136_940_00


def test_escape_gives_up(hands, sample):
    h = hands(sample).at("accounts/personnel/final").type("7").press(K.Key_Escape)
    assert h.editor is None
    assert h.value("accounts/personnel/final") == 15_136_900_00
    assert h.view.hasFocus()
    assert h.where() == "accounts/personnel/final"


def test_opening_and_leaving_writes_nothing(hands, sample):
    h = hands(sample)
    before = len(h.acts())
    h.at("accounts/personnel/final").press(K.Key_F2).press(K.Key_Return)
    assert len(h.acts()) == before


def test_arrows_commit_while_typing_but_not_after_f2(hands, document):
    h = hands(document).at("accounts/personnel/final").type("12").press(K.Key_Right)
    assert h.where() == "accounts/personnel/prior"
    assert h.value("accounts/personnel/final") == 12 * 10**6
    h.press(K.Key_Left).press(K.Key_F2).press(K.Key_Left)
    assert isinstance(h.editor, LineEditor)
    assert h.editor.cursorPosition() == len("12.00") - 1
    h.press(K.Key_Escape)


@pytest.mark.parametrize("typed", ["abc", "1,2,3", "1e5", "NaN", "10000000000000", "1.1234567", "--5"])
def test_refused_text_stays_with_its_reason(hands, sample, typed):
    h = hands(sample).at("accounts/personnel/final").type(typed).press(K.Key_Return)
    assert h.editor.entered() == typed
    assert h.where() == "accounts/personnel/final"
    assert h.value("accounts/personnel/final") == 15_136_900_00
    bubble = h.view.editing._bubble
    assert bubble.isVisible()
    assert "没有写入" in bubble.text()
    assert h.said[-1][0] == "error"
    h.press(K.Key_Backspace)
    assert not bubble.isVisible()  # it no longer holds
    h.press(K.Key_Escape)
    assert h.editor is None
    assert h.shown("accounts/personnel/final") == "1,513.69"


def test_refused_text_is_kept_when_the_mouse_goes_elsewhere(hands, sample):
    h = hands(sample).at("accounts/personnel/final").type("abc")
    other = h.view.visualRect(h.view.model().index(2, 0)).center()
    QTest.mouseClick(h.view.viewport(), Qt.MouseButton.LeftButton, pos=other)
    assert h.editor.entered() == "abc"
    assert h.where() == "accounts/personnel/final"
    h.press(K.Key_Backspace, K.Key_Backspace, K.Key_Backspace).type("5")
    QTest.mouseClick(h.view.viewport(), Qt.MouseButton.LeftButton, pos=other)
    assert h.editor is None
    assert h.value("accounts/personnel/final") == 5 * 10**6
    assert h.where() == "accounts/general_public_budget/initial"


def test_refused_text_survives_a_cursor_moved_from_elsewhere(hands, sample):
    h = hands(sample).at("accounts/personnel/final").type("abc")
    h.view.setCurrentIndex(h.view.model().index(2, 0))
    assert h.editor.entered() == "abc"


def test_taken_text_is_written_when_the_cursor_is_moved_from_elsewhere(hands, sample):
    h = hands(sample).at("accounts/personnel/final").type("8")
    h.view.setCurrentIndex(h.view.model().index(2, 0))
    assert h.value("accounts/personnel/final") == 8 * 10**6


def test_computed_cells_say_why_not(hands, sample):
    h = hands(sample).at("accounts/personnel/rate").type("1")
    assert h.editor is None
    assert "由软件计算" in h.said[-1][1]
    h.at("accounts/outlay_basic/final").press(K.Key_F2)
    assert h.editor is None
    assert "由软件计算" in h.said[-1][1]
    h.at("accounts/carry_in/rate").type("1")
    assert "不用填" in h.said[-1][1]


def test_a_total_can_be_typed_while_its_parts_are_blank(hands, document):
    h = hands(document).at("accounts/outlay_basic/final").type("1633.22").press(K.Key_Return)
    assert h.shown("accounts/outlay_basic/final") == "1,633.22"
    assert h.look("accounts/outlay_basic/final").mark == "直接填列"


def test_full_width_and_units(hands, document):
    h = hands(document).at("accounts/personnel/final").type("１２３．４５").press(K.Key_Return)
    assert h.value("accounts/personnel/final") == 123_450_000
    h.type("12万").press(K.Key_Return)
    assert h.value("accounts/public/final") == 12_000_000


def test_undo_and_redo(hands, document):
    h = hands(document).at("accounts/personnel/final").type("5").press(K.Key_Return)
    h.session.undo()
    assert h.shown("accounts/personnel/final") == ""
    h.session.redo()
    assert h.shown("accounts/personnel/final") == "5.00"


def test_changes_elsewhere_leave_the_open_editor_alone(hands, sample):
    h = hands(sample).at("accounts/personnel/final").type("99")
    h.session.enter(_address("accounts/personnel/initial"), "1")
    h.session.enter(_address("accounts/personnel/final"), "2")
    assert h.editor.entered() == "99"


@POPUPS
def test_tab_stays_in_the_grid(hands, document, qtbot):
    from PySide6.QtWidgets import QLineEdit, QVBoxLayout, QWidget

    h = hands(document)
    window = QWidget()
    qtbot.addWidget(window)
    layout = QVBoxLayout(window)
    for widget in (QLineEdit(), h.view, QLineEdit()):
        layout.addWidget(widget)
    window.show()
    window.activateWindow()
    h.view.setFocus()
    h.at("accounts/personnel/initial").press(K.Key_Tab)
    assert h.where() == "accounts/personnel/adjusted"
    h.type("5").press(K.Key_Tab, K.Key_Tab)
    assert h.where() == "accounts/personnel/prior"
    h.press(K.Key_Backtab, shift=True)
    assert h.where() == "accounts/personnel/final"
    assert window.focusWidget() is h.view
    h.view.setParent(None)  # qtbot closes each by itself


def test_focus_going_to_another_pane_commits(hands, document, qtbot):
    from PySide6.QtWidgets import QLineEdit

    h = hands(document)
    other = QLineEdit(h.view.parentWidget())
    qtbot.addWidget(other)
    h.at("accounts/personnel/final").type("5")
    h.view.editing._editor.clearFocus()
    qtbot.waitUntil(lambda: h.value("accounts/personnel/final") == 5 * 10**6)
    assert h.editor is None


def test_switching_the_table_commits(hands, document):
    h = hands(document).at("accounts/personnel/final").type("5")
    assert h.view.show_table("sangong")
    assert h.value("accounts/personnel/final") == 5 * 10**6
    assert h.view.table.table.key == "sangong"


def test_the_unit_switched_while_typing(hands, document):
    h = hands(document).at("accounts/personnel/final").type("12.5")
    h.session.set_money_unit(YUAN)
    assert h.value("accounts/personnel/final") == 12_500_000
    assert h.shown("accounts/personnel/final") == "125,000.00"


def test_refused_text_survives_a_zoom(hands, document):
    h = hands(document).at("accounts/personnel/final").type("abc")
    h.session.set_zoom(1.5)
    assert h.editor.entered() == "abc"
    h.press(K.Key_Escape)


def test_another_document_drops_the_editor(hands, document):
    h = hands(document).at("accounts/personnel/final").type("5")
    h.session.opened.emit()
    assert h.editor is None
    assert h.view.table.table.key == "accounts"


def test_text_of_several_lines(hands, document):
    h = hands(document).at("accounts/personnel/reason").type("a")
    assert isinstance(h.editor, TextEditor)
    h.press(K.Key_Return, alt=True).type("b").press(K.Key_Return)
    assert h.value("accounts/personnel/reason") == "a\nb"


def test_text_editor_grows_and_stays_in_sight(hands, document):
    h = hands(document).at("accounts/personnel/reason").type("a")
    editor = h.view.editing._editor
    before = editor.height()
    for _ in range(6):
        h.press(K.Key_Return, alt=True)
    assert editor.height() > before
    assert h.view.viewport().rect().contains(editor.geometry())
    h.press(K.Key_Escape)


def test_a_long_text_gets_a_wider_editor_and_f2_a_large_one(hands, document):
    h = hands(document).at("accounts/personnel/reason").press(K.Key_F2)
    editor = h.view.editing._editor
    editor.setPlainText("字" * 20)
    narrow, low = editor.width(), editor.height()
    editor.setPlainText("字" * 200)
    assert editor.width() > narrow
    before = editor.height()
    assert before > low
    h.press(K.Key_F2)
    assert editor.height() > before
    assert editor.height() >= h.view.viewport().height() * 0.9
    assert h.view.viewport().rect().contains(editor.geometry())
    h.press(K.Key_F2)
    assert editor.height() == before
    h.press(K.Key_Return)
    assert h.value("accounts/personnel/reason") == "字" * 200


def test_long_pasted_text_is_refused_whole_not_cut(hands, document):
    h = hands(document, "profile").at("profile/unit_name/value").press(K.Key_F2)
    h.editor.setText("长" * 100_000)
    h.press(K.Key_Return)
    assert len(h.editor.entered()) == 100_000
    assert "100,000" in h.view.editing._bubble.text()
    h.press(K.Key_Escape)


@POPUPS
def test_choices_can_be_typed_in_part(hands, sample):
    h = hands(sample, "project").at("project/1/category").type("一")
    assert isinstance(h.editor, ChoiceEditor)
    h.editor.completer().popup().hide()
    h.press(K.Key_Return)
    assert h.value("project/1/category") == "一般"
    h.at("project/1/category").type("x")
    h.editor.completer().popup().hide()
    h.press(K.Key_Return)
    assert h.editor is not None
    assert "重点、一般" in h.view.editing._bubble.text()
    h.press(K.Key_Escape)


@POPUPS
def test_choice_from_the_list(hands, sample, qtbot):
    h = hands(sample, "project").at("project/1/category").press(K.Key_F2)
    popup = h.editor.completer().popup()
    qtbot.waitUntil(popup.isVisible)
    assert popup.model().rowCount() == 2
    qtbot.keyClick(popup, K.Key_Down)
    qtbot.keyClick(popup, K.Key_Down)
    qtbot.keyClick(popup, K.Key_Return)
    qtbot.waitUntil(lambda: h.value("project/1/category") == "一般")
    assert h.editor is None


def test_control_enter_fills_the_selection(hands, document):
    h = hands(document).select("accounts/personnel/initial", "accounts/outlay_project/final")
    h.type("3").press(K.Key_Return, ctrl=True)
    assert h.editor is None
    assert h.value("accounts/outlay_project/final") == 3 * 10**6
    assert h.acts()[0] == "填入 9 个单元格"
    h.type("x").press(K.Key_Return, ctrl=True)
    assert h.editor.entered() == "x"
    h.press(K.Key_Escape)


def test_double_click_edits(hands, sample):
    h = hands(sample).at("accounts/personnel/final")
    spot: QPoint = h.view.visualRect(h.view.currentIndex()).center()
    QTest.mouseDClick(h.view.viewport(), Qt.MouseButton.LeftButton, pos=spot)
    assert h.editor.entered() == "1513.69"
    h.press(K.Key_Escape)


def test_the_session_hears_where_the_officer_is(hands, sample):
    h = hands(sample).at("accounts/personnel/final")
    assert str(h.session.selection) == "accounts/personnel/final"
    h.at("accounts/carry_in/rate")
    assert h.session.selection is None


def test_read_only(hands, sample, tmp_path):
    from app.document import open_document

    path = sample.path
    with open_document(path, read_only=True) as shown:
        h = hands(shown).at("accounts/personnel/final").type("5")
        assert h.editor is None
        assert "只读" in h.said[-1][1]
        h.press(K.Key_Delete)
        assert h.value("accounts/personnel/final") == 15_136_900_00
        assert not h.view.actions_.paste.isEnabled()


def _address(text):
    from app.domain.address import parse_address

    return parse_address(text)
