"""Copy, cut, paste, clear and fill of blocks: each is one act, and nothing is left out in silence."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication

from app.domain.amount import YUAN
from ui.grid.html_cells import read_table

K = Qt.Key


def test_copy_as_text_and_html(hands, sample):
    hands(sample).select("accounts/personnel/final", "accounts/public/rate").press(K.Key_C, ctrl=True)
    mime = QApplication.clipboard().mimeData()
    assert mime.text() == "1513.69\t\t97.82%\n119.53\t\t100.00%"
    assert "1513.69" in mime.html()
    assert read_table(mime.html())[0][0][0] == "1513.69"


def test_copy_keeps_every_digit_and_the_unit(hands, sample):
    h = hands(sample, "project")
    row = next(r for r, rec in sample.report.tables["project"].items() if rec.cells.get("final") == 10_270_00)
    h.at(f"project/{row}/final").press(K.Key_C, ctrl=True)
    assert QApplication.clipboard().text() == "1.027"
    h.session.money_unit = YUAN
    h.session.view_changed.emit()
    assert h.shown(f"project/{row}/final") == "10,270.00"
    h.at(f"project/{row}/adjusted").paste()
    assert h.value(f"project/{row}/adjusted") == 10_270_00  # copied in 万元, pasted while 元 are shown


def test_copy_with_headings(hands, sample):
    h = hands(sample).select("accounts/personnel/initial", "accounts/public/adjusted")
    h.view.actions_.copy_headed.trigger()
    assert QApplication.clipboard().text().split("\n") == [
        "项目\t年初预算数\t全年预算数",
        "人员经费\t1044.45\t1547.39",
        "一般公用经费\t119.18\t119.53",
    ]


def test_blank_stays_blank(hands, document):
    hands(document).select("accounts/personnel/initial", "accounts/public/rate").press(K.Key_C, ctrl=True)
    assert QApplication.clipboard().text() == "\t\t\t\t\n\t\t\t\t"


def test_paste_a_block_from_excel(hands, document):
    h = hands(document).clipboard("1,044.45\t1547.39\t1513.69\r\n119.18\t119.53\t119.53\r\n")
    h.at("accounts/personnel/initial").paste()
    assert h.value("accounts/public/final") == 1_195_300_00
    assert h.shown("accounts/outlay_basic/adjusted") == "1,666.92"
    assert h.acts()[0] == "粘贴 6 个单元格"
    assert h.view.ranges()[0].height == 2  # what was pasted is selected
    h.session.undo()
    assert h.value("accounts/personnel/initial") is None


def test_paste_takes_exact_numbers_of_html(hands, document):
    html = '<table><tr><td x:num="339.61700000000002">339.62</td></tr></table>'
    h = hands(document).clipboard("339.62", html).at("accounts/personnel/final").paste()
    assert h.value("accounts/personnel/final") == 3_396_170_00


def test_one_value_fills_the_selection(hands, document):
    h = hands(document).clipboard("5").select("accounts/personnel/initial", "accounts/public/final")
    h.paste()
    assert h.value("accounts/public/final") == 5 * 10**6
    assert h.acts()[0] == "粘贴 6 个单元格"


def test_a_block_is_repeated_where_it_fits_whole(hands, document):
    h = hands(document).clipboard("1\t2").select("accounts/personnel/initial", "accounts/public/adjusted")
    h.paste()
    assert [h.value(f"accounts/public/{c}") for c in ("initial", "adjusted")] == [10**6, 2 * 10**6]


def test_what_does_not_go_in_is_said(hands, document):
    h = hands(document).clipboard("abc\t5\t-\t6\t7").at("accounts/personnel/initial").paste()
    assert h.value("accounts/personnel/adjusted") == 5 * 10**6
    assert h.value("accounts/personnel/initial") is None
    kind, said = h.said[-1]
    assert kind == "error"
    assert "“人员经费·年初预算数”：“abc”不是金额" in said
    assert "1 个没有写入" in said
    assert "1 个由软件计算" in said
    assert "1 个“-”按空白处理" in said
    assert "已粘贴 3 个单元格" in said


def test_all_refused_writes_nothing_and_says_so(hands, document):
    h = hands(document)
    before = len(h.acts())
    h.clipboard("abc").at("accounts/personnel/initial").paste()
    assert len(h.acts()) == before
    assert "没有写入" in h.said[-1][1]


def test_a_whole_official_table_leaves_totals_to_the_computer(hands, document):
    """基本支出 over 人员 and 公用: the parts go in, the total stays a sum."""
    h = hands(document).clipboard("1633.22\n1513.69\n119.53").at("accounts/outlay_basic/final")
    h.paste()
    assert h.value("accounts/outlay_basic/final") is None
    assert h.shown("accounts/outlay_basic/final") == "1,633.22"
    assert h.look("accounts/outlay_basic/final").mark == ""


def test_totals_without_parts_go_in_as_typed(hands, document):
    h = hands(document).clipboard("1633.22\n\n").at("accounts/outlay_basic/final").paste()
    assert h.look("accounts/outlay_basic/final").mark == "直接填列"


def test_blank_cells_of_a_block_clear(hands, sample):
    h = hands(sample).clipboard("\t1").at("accounts/personnel/initial").paste()
    assert h.value("accounts/personnel/initial") is None
    assert h.value("accounts/personnel/adjusted") == 10**6


def test_beyond_the_table_is_said(hands, document):
    h = hands(document, "profile").clipboard("甲\t乙").at("profile/unit_name/value").paste()
    assert h.value("profile/unit_name/value") == "甲"
    assert "1 个超出表格范围" in h.said[-1][1]


def test_delete_clears_the_block_as_one_act(hands, sample):
    h = hands(sample).select("accounts/personnel/initial", "accounts/outlay_project/share")
    h.press(K.Key_Delete)
    assert h.value("accounts/public/final") is None
    assert h.acts()[0] == "清除 9 个单元格"
    assert h.shown("accounts/outlay_basic/final") == ""
    h.session.undo()
    assert h.value("accounts/personnel/final") == 15_136_900_00


def test_backspace_clears_and_computed_says_why(hands, sample):
    h = hands(sample).at("accounts/personnel/final").press(K.Key_Backspace)
    assert h.value("accounts/personnel/final") is None
    assert h.acts()[0] == "清除 人员经费·决算数"
    h.at("accounts/personnel/rate").press(K.Key_Delete)
    assert "由软件计算" in h.said[-1][1]


def test_cut_and_paste(hands, sample):
    h = hands(sample).at("accounts/personnel/final").press(K.Key_X, ctrl=True)
    assert h.value("accounts/personnel/final") is None
    h.at("accounts/personnel/prior").paste()
    assert h.value("accounts/personnel/prior") == 15_136_900_00


def test_fill_down_and_right(hands, sample):
    h = hands(sample).select("accounts/personnel/final", "accounts/outlay_to_superior/final")
    h.press(K.Key_D, ctrl=True)
    assert h.value("accounts/public/final") == h.value("accounts/outlay_to_superior/final") == 15_136_900_00
    assert h.acts()[0].startswith("向下填充")
    h.select("accounts/personnel/initial", "accounts/personnel/final").press(K.Key_R, ctrl=True)
    assert h.value("accounts/personnel/final") == 10_444_500_00
    h.at("accounts/public/initial").press(K.Key_D, ctrl=True)  # a single cell takes the one above
    assert h.value("accounts/public/initial") == 10_444_500_00


def test_scattered_blocks_are_not_copied(hands, sample):
    h = hands(sample).at("accounts/personnel/final")
    model = h.view.selectionModel()
    model.select(h.view.model().index(2, 0), model.SelectionFlag.Select)
    h.press(K.Key_C, ctrl=True)
    assert "不相邻" in h.said[-1][1]


def test_select_all_and_summary(hands, sample):
    h = hands(sample).select("accounts/personnel/final", "accounts/public/final")
    found = h.view.summary()
    assert (found.sum, found.mean, found.count) == ("1,633.22", "816.61", 2)
    h.session.money_unit = YUAN
    assert h.view.summary().sum == "16,332,200.00"
    h.press(K.Key_A, ctrl=True)
    assert h.view.summary().sum == ""  # amounts and rates together
    assert h.view.summary().count > 50


def test_summary_of_scores(hands, sample):
    h = hands(sample, "project").select("project/1/score", "project/17/score")
    found = h.view.summary()
    assert found.count == 17
    assert found.mean.startswith("91.47")


def test_keys_of_direction(hands, sample):
    h = hands(sample).at("accounts/personnel/initial").press(K.Key_Right, ctrl=True)
    assert h.where() == "accounts/personnel/final"
    h.press(K.Key_Home, ctrl=True)
    assert h.where() == "accounts/fiscal_appropriation/initial"
    h.press(K.Key_End)
    assert h.where() == "accounts/fiscal_appropriation/reason"
    h.press(K.Key_End, ctrl=True)
    assert h.where().startswith("accounts/outlay_grand") or h.where().endswith("/reason")
    h.press(K.Key_Home)
    assert h.where().endswith("/initial")


def test_shift_extends_and_the_cursor_stays(hands, document):
    h = hands(document).at("accounts/personnel/initial")
    h.press(K.Key_Down, K.Key_Right, K.Key_Right, shift=True)
    place = h.view.ranges()[0]
    assert (place.height, place.width) == (2, 3)
    h.type("4").press(K.Key_Return)
    assert h.value("accounts/personnel/initial") == 4 * 10**6  # typing goes where the selection was begun
    assert h.where() == "accounts/public/initial"  # Enter goes round in the selection
    assert len(h.view.ranges()) == 1
    assert h.view.ranges()[0].width == 3


def test_dragging_leaves_the_cursor_where_it_began(hands, document, qtbot):
    h = hands(document)
    start, end = (h.view.visualRect(h.view.model().index(*at)).center() for at in ((2, 0), (4, 2)))
    viewport = h.view.viewport()
    qtbot.mousePress(viewport, Qt.MouseButton.LeftButton, pos=start)
    qtbot.mouseMove(viewport, (start + end) / 2)
    qtbot.mouseMove(viewport, end)
    qtbot.mouseRelease(viewport, Qt.MouseButton.LeftButton, pos=end)
    assert h.where() == "accounts/general_public_budget/initial"
    assert h.view.ranges()[0].height == 3
    qtbot.mouseClick(viewport, Qt.MouseButton.LeftButton, Qt.KeyboardModifier.ShiftModifier, start)
    assert h.view.ranges()[0].height == 1
