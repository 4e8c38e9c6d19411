"""导入 in the window: reading beside the work, the preview, one step that undo takes back."""

from __future__ import annotations

import shutil
import threading
from pathlib import Path

import pytest
from PySide6.QtCore import QMimeData, QPoint, QPointF, Qt, QTimer, QUrl
from PySide6.QtGui import QDropEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QFileDialog, QProgressDialog

from app.document import DocumentError, open_document
from app.exchange.finding.block import Target
from app.exchange.reading.workbook import read_workbook
from app.intake.source import marked_year
from tests.books import accounts, hand, long_list, projects, write
from ui.export import TemplateDialog
from ui.importing import writing
from ui.importing.chooser import Chooser
from ui.importing.dialog import ImportDialog
from ui.importing.legend import Legend
from ui.importing.model import CELL, MATCHED
from ui.problem_model import PROBLEM


class Import:
    """What an officer does in the preview."""

    def __init__(self, desk, qtbot) -> None:
        self.desk, self.qtbot = desk, qtbot
        self.verb = desk.window.files.importing

    def open(self, path: Path) -> ImportDialog:
        self.verb.read(path)
        self.qtbot.waitUntil(lambda: self.desk.window.files.running is None, timeout=20_000)
        assert self.verb.dialog is not None, self.desk.window.message.text
        self.qtbot.waitUntil(lambda: self.dialog.preview.plan is not None, timeout=20_000)
        return self.dialog

    @property
    def dialog(self) -> ImportDialog:
        assert self.verb.dialog is not None
        return self.verb.dialog

    def show_table(self, sheet: str) -> None:
        names = [self.dialog.preview.grid(line[0]).name for line in self.dialog.tables.shown]
        self.dialog.tables.setCurrentRow(names.index(sheet))

    def cell(self, row: int, column: int):
        return self.dialog.sheet.index(row, column).data(CELL)

    def heading(self, column: int) -> str:
        return self.dialog.sheet.headerData(column, Qt.Orientation.Horizontal, MATCHED).text

    def label(self, row: int) -> str:
        return self.dialog.sheet.headerData(row, Qt.Orientation.Vertical, MATCHED).text

    def attention(self) -> list[str]:
        model = self.dialog.attention
        return [model.index(row).data(PROBLEM).message for row in range(model.rowCount())]

    def pick(self, chooser: Chooser, text: str) -> None:
        """Type what it is called, and Enter."""
        chooser.filter.setText(text)
        QTest.keyClick(chooser.filter, Qt.Key.Key_Return)
        QApplication.processEvents()

    def write(self) -> None:
        self.dialog.accept_button.setFocus()
        QTest.keyClick(self.dialog.accept_button, Qt.Key.Key_Return)
        QApplication.processEvents()


@pytest.fixture
def intake(desk, qtbot):
    made = Import(desk, qtbot)
    yield made
    if made.verb.dialog is not None:
        made.verb.dialog.reject()


def test_a_workbook_is_chosen_read_looked_through_and_written_as_one_step(
    desk, intake, tmp_path, monkeypatch, qtbot
):
    path = hand(tmp_path / "2022.xlsx", 2022)
    before, source = desk.document.digest(), path.read_bytes()
    monkeypatch.setattr(QFileDialog, "getOpenFileName", lambda *_: (str(path), ""))
    desk.act("import")
    qtbot.waitUntil(lambda: intake.verb.dialog is not None, timeout=20_000)
    assert intake.dialog.windowTitle() == "导入“2022.xlsx”"
    assert intake.dialog.year.currentText() == "2022 年度"
    assert intake.dialog.accept_button.text().startswith("写入 ")
    assert desk.document.digest() == before
    intake.write()
    assert intake.verb.dialog is None
    assert desk.value("accounts/personnel/final") == 1513690000
    assert "已导入到 2022 年度" in desk.window.message.text and "写入" in desk.window.message.text
    after = desk.document.digest()
    assert after != before
    desk.act("undo")
    assert desk.document.digest() == before
    desk.act("redo")
    assert desk.document.digest() == after
    assert path.read_bytes() == source


def test_esc_leaves_everything_as_it_was(desk, intake, tmp_path):
    before = desk.document.digest()
    QTest.keyClick(intake.open(hand(tmp_path / "a.xlsx")), Qt.Key.Key_Escape)
    assert intake.verb.dialog is None
    assert desk.document.digest() == before and "导入" not in desk.document.undo_text


def test_old_and_new_stand_on_every_cell(desk, intake, tmp_path):
    desk.enter("accounts/personnel/final", "1500")
    dialog = intake.open(hand(tmp_path / "a.xlsx", 2022))
    assert intake.cell(8, 3).standing == "over"
    dialog.view.go(8, 3)
    assert "人员经费·决算数：1,500.00 → 1,513.69" in dialog.detail.text()
    assert dialog.sheet.index(8, 3).data(Qt.ItemDataRole.ToolTipRole) == "1,500.00 → 1,513.69"
    assert intake.cell(11, 3).standing == "refused"
    dialog.view.go(11, 3)
    assert "小数太多" in dialog.detail.text()


def test_a_column_gets_another_match_and_a_vague_one_its_answer(desk, intake, tmp_path):
    dialog = intake.open(hand(tmp_path / "a.xlsx", 2022))
    intake.show_table("项目")
    assert intake.heading(2) == "请选择"
    assert intake.cell(3, 2).standing == "left"
    before = dialog.preview.plan.count("set")
    dialog.view.go(3, 2)
    dialog.strip.column.showPopup()
    intake.pick(dialog.strip.chooser, "年初预算")
    assert intake.heading(2) == "年初预算数"
    assert intake.cell(3, 2).standing == "set"
    assert dialog.preview.plan.count("set") == before + 2
    assert f"写入 {before + 2}" in dialog.sum_up.text() and f"{before + 2}" in dialog.accept_button.text()
    header = dialog.view.columns
    at = QPoint(header.sectionViewportPosition(2) + 5, header.height() // 2)
    QTest.mouseClick(header.viewport(), Qt.MouseButton.LeftButton, pos=at)
    intake.pick(dialog.strip.chooser, "不导入")
    assert intake.heading(2) == "不导入"
    assert dialog.preview.plan.count("set") == before


def test_a_column_that_lost_its_match_to_another_is_told_so(desk, intake, tmp_path):
    dialog = intake.open(hand(tmp_path / "a.xlsx", 2022))
    block = dialog.tables.shown[0][1]
    assert intake.heading(1) == "年初预算数"
    dialog.strip.column_wanted.emit(block, 2, Target("initial"))
    assert intake.heading(1) == "不导入"
    told = "Sheet1 B 列原来对应“年初预算数”，现在由 C 列对应"
    assert told in intake.attention() and not any("B 列" in t and "选了" in t for t in intake.attention())
    dialog.list.setCurrentIndex(dialog.attention.index(intake.attention().index(told)))
    dialog.list.jumped.emit(True)
    assert dialog.view.currentIndex().column() == 1
    dialog.strip.column_wanted.emit(block, 2, None)
    assert told not in intake.attention() and any(
        "B 列" in text and "选了" in text for text in intake.attention()
    )


def test_what_a_row_name_is_matched_with_is_told(desk, intake, tmp_path):
    rows = [list(row) for row in accounts(2022)]
    rows[8].append(True)
    dialog = intake.open(write(tmp_path / "a.xlsx", {"Sheet1": rows}))
    dialog.view.go(8, 0)
    assert dialog.detail.text() == "Sheet1!A9：人员支出（对应“人员经费”）"
    dialog.view.go(10, 0)
    assert dialog.detail.text() == "Sheet1!A11：其他杂项（不导入）"
    assert intake.cell(8, 4).text == "TRUE"


def test_the_legend_and_the_list_of_tables_say_all(desk, intake, tmp_path):
    dialog = intake.open(hand(tmp_path / "a.xlsx", 2022))
    legend = dialog.findChild(Legend)
    assert "名称相近，请核对" in legend.accessibleName()
    for width in (2000, 130):
        dialog.tables.resize(width, 300)
        QApplication.processEvents()
        lines = dialog.tables.item(0).data(Qt.ItemDataRole.UserRole)
        assert len(lines) == (3 if width == 2000 else 4)
        assert dialog.tables.item(0).toolTip() == "\n".join(lines)
        assert (
            dialog.tables.visualItemRect(dialog.tables.item(0)).height()
            >= len(lines) * legend.fontMetrics().height()
        )
    assert "写入" in lines[2] and "不能写入 1" in lines[3]


def test_a_row_gets_another_match(desk, intake, tmp_path):
    dialog = intake.open(hand(tmp_path / "a.xlsx", 2022))
    assert intake.label(10) == "不导入"
    dialog.view.go(10, 1)
    dialog.strip.row.showPopup()
    intake.pick(dialog.strip.chooser, "经营收入")
    assert intake.label(10) == "经营收入"
    assert intake.cell(10, 1).standing == "set"
    header = dialog.view.rows
    at = QPoint(20, header.sectionViewportPosition(8) + 5)
    QTest.mouseClick(header.viewport(), Qt.MouseButton.LeftButton, pos=at)
    intake.pick(dialog.strip.chooser, "不导入")
    assert intake.label(8) == "不导入"
    intake.write()
    assert desk.value("accounts/business_income/initial") == 100


def test_money_without_a_unit_waits_for_one(desk, intake, tmp_path):
    path = write(tmp_path / "a.xlsx", {"Sheet1": accounts(2022, unit="")})
    dialog = intake.open(path)
    assert dialog.strip.unit.currentText() == "请选择"
    assert intake.cell(8, 3).standing == "refused"
    assert any("没有写明金额单位" in text for text in intake.attention())
    dialog.strip.unit.setCurrentIndex(dialog.strip.unit.findData("元"))
    dialog.strip.unit.activated.emit(dialog.strip.unit.currentIndex())
    assert intake.cell(8, 3).standing in {"set", "over", "same"}
    assert dialog.preview.item(0, 8, 3).entry.value == 1513690000
    assert intake.cell(11, 3).standing == "refused"
    dialog.strip.rounding.click()
    assert intake.cell(11, 3).standing in {"set", "over"}


def test_a_table_is_unticked_with_space(desk, intake, tmp_path):
    dialog = intake.open(hand(tmp_path / "a.xlsx", 2022))
    intake.show_table("项目")
    QTest.keyClick(dialog.tables, Qt.Key.Key_Space)
    assert not dialog.preview.choices(dialog.tables.shown[1][1]).used
    assert "工作表“项目”选了不导入" in intake.attention()
    assert dialog.strip.isHidden()
    QTest.keyClick(dialog.tables, Qt.Key.Key_Space)
    assert dialog.preview.choices(dialog.tables.shown[1][1]).used


def test_an_asked_cell_is_taken_when_ticked_and_a_sure_one_can_be_left(desk, intake, tmp_path):
    desk.enter("accounts/superior_subsidy/final", "5")
    dialog = intake.open(hand(tmp_path / "a.xlsx", 2022))
    assert (intake.cell(5, 3).standing, intake.cell(5, 3).ticked) == ("open", False)
    dialog.view.go(5, 3)
    QTest.keyClick(dialog.view, Qt.Key.Key_Space)
    assert intake.cell(5, 3).standing == "clear"
    place = dialog.view.visualRect(dialog.sheet.index(6, 3))
    dialog.view.go(6, 3)
    QTest.keyClick(dialog.view, Qt.Key.Key_Space)
    assert intake.cell(6, 3).ticked is False
    place = dialog.view.visualRect(dialog.sheet.index(6, 3))
    at = QPoint(place.left() + 8, place.center().y())
    QTest.mouseClick(dialog.view.viewport(), Qt.MouseButton.LeftButton, pos=at)
    assert intake.cell(6, 3).ticked is True
    intake.write()
    assert desk.value("accounts/superior_subsidy/final") is None
    assert desk.value("accounts/other_income/final") == 1200000


def test_all_that_is_asked_can_be_ticked_at_once(desk, intake, tmp_path):
    for column in ("initial", "adjusted", "final"):
        desk.enter(f"accounts/superior_subsidy/{column}", "5")
    dialog = intake.open(hand(tmp_path / "a.xlsx", 2022))
    assert dialog.tick_all.isVisible() and "3 格" in dialog.tick_all.text()
    dialog.tick_all.setFocus()
    QTest.keyClick(dialog.tick_all, Qt.Key.Key_Return)
    assert dialog.focusWidget() is dialog.list  # not the button that writes: Enter may be struck twice
    assert dialog.preview.plan.count("clear") == 3
    assert not dialog.tick_all.isVisible()


def test_enter_in_the_list_goes_to_the_cell(desk, intake, tmp_path):
    dialog = intake.open(hand(tmp_path / "a.xlsx", 2022))
    row = next(n for n, text in enumerate(intake.attention()) if "不能确定是哪一栏" in text)
    dialog.list.setCurrentIndex(dialog.attention.index(row))
    QTest.keyClick(dialog.list, Qt.Key.Key_Return)
    assert intake.verb.dialog is dialog  # it went there; it did not write
    assert dialog.preview.grid(dialog.sheet.sheet).name == "项目"
    assert dialog.view.currentIndex().column() == 2
    row = next(n for n, text in enumerate(intake.attention()) if "小数太多" in text)
    dialog.list.setCurrentIndex(dialog.attention.index(row))
    dialog.list.jumped.emit(True)
    assert (dialog.view.currentIndex().row(), dialog.view.currentIndex().column()) == (11, 3)
    assert dialog.sheet.sheet == 0


def test_a_new_year_comes_with_the_import_and_goes_with_undo(desk, intake, tmp_path):
    before = desk.document.digest_all()
    dialog = intake.open(hand(tmp_path / "a.xlsx", 2021))
    assert any("表题写的是 2021 年" in text for text in intake.attention())
    place = dialog.year.findText("新建 2021 年度")
    assert place >= 0
    dialog.year.setCurrentIndex(place)
    dialog.year.activated.emit(place)
    assert dialog.proposal.aim.year == 2021
    assert not any("表题写的是" in text for text in intake.attention())
    intake.write()
    assert (desk.document.year, desk.document.years) == (2021, [2021, 2022])
    assert "新建的 2021 年度" in desk.window.message.text
    assert desk.value("accounts/personnel/final") == 1513690000
    desk.act("undo")
    assert desk.document.years == [2022]
    assert desk.document.digest_all() == before


def test_a_year_without_an_edition_is_refused_and_the_old_one_stays(desk, intake, tmp_path):
    dialog = intake.open(hand(tmp_path / "a.xlsx", 2022))
    dialog._aim_at = lambda year: f"没有适用于 {year} 年度的版本"
    dialog.year.setCurrentIndex(dialog.year.findText("新建 2023 年度"))
    dialog.year.activated.emit(dialog.year.currentIndex())
    assert "没有适用于" in dialog.banner.text
    assert dialog.year.currentText() == "2022 年度"


def test_our_own_form_goes_into_the_year_it_is_of(desk, intake, tmp_path, qtbot):
    form = tmp_path / "模板.xlsx"
    desk.window.files.template_to(form, filled=True)
    qtbot.waitUntil(lambda: desk.window.files.running is None, timeout=20_000)
    assert "已导出填报模板" in desk.window.message.text
    desk.session.change_years(lambda d: d.add_year(2023, d.model.edition))
    assert desk.document.year == 2023
    dialog = intake.open(form)
    assert dialog.proposal.aim.year == 2022
    assert dialog.preview.plan.count("set", "clear", "refused", "asked") == 0
    assert not dialog.accept_button.isEnabled()


def test_cancelling_while_it_is_read_changes_nothing(desk, intake, tmp_path, monkeypatch, qtbot):
    going, path = threading.Event(), hand(tmp_path / "a.xlsx")

    def slow(path, progress, cancelled):
        progress(1, 10)
        going.set()
        while not cancelled():
            threading.Event().wait(0.01)
        return read_workbook(path, progress, cancelled)

    monkeypatch.setattr("app.exchange.reading.workbook.read_workbook", slow)
    intake.verb.read(path)
    qtbot.waitUntil(going.is_set)
    qtbot.waitUntil(lambda: desk.window.status.progress is not None)
    assert "正在读 a.xlsx" in desk.window.message.text
    desk.enter("accounts/personnel/final", "1501")  # the window stays alive
    intake.verb.read(path)
    assert "还没有做完" in desk.window.message.text
    desk.window.files.running.cancel()
    qtbot.waitUntil(lambda: desk.window.files.running is None)
    assert intake.verb.dialog is None
    assert "导入已取消" in desk.window.status.said()
    assert desk.window.status.progress is None


def test_what_is_no_workbook_is_said_in_the_message_line(desk, intake, tmp_path, qtbot):
    path = tmp_path / "坏.xlsx"
    path.write_bytes(b"PK\x03\x04 nothing")
    intake.verb.read(path)
    qtbot.waitUntil(lambda: desk.window.files.running is None)
    assert desk.window.message.kind == "error" and "坏.xlsx" in desk.window.message.text
    assert intake.verb.dialog is None


def test_a_failure_nobody_foresaw_is_said_with_a_detail(desk, intake, tmp_path, monkeypatch, qtbot):
    def broken(*_):
        raise ZeroDivisionError

    monkeypatch.setattr("app.exchange.reading.workbook.read_workbook", broken)
    intake.verb.read(hand(tmp_path / "a.xlsx"))
    qtbot.waitUntil(lambda: desk.window.files.running is None)
    assert "没有读完" in desk.window.message.text


def test_a_locked_year_can_be_looked_at_and_another_written(desk, intake, tmp_path):
    desk.document.lock_year(2022)
    before = desk.document.digest(2022)
    dialog = intake.open(hand(tmp_path / "a.xlsx", 2022))
    assert dialog.year.currentText() == "2022 年度（已锁定）"
    assert intake.cell(8, 3).standing in {"set", "over", "same"}
    assert not dialog.accept_button.isEnabled()
    assert "已上报锁定" in dialog.accept_button.toolTip()
    assert "2022 年度已上报锁定" in dialog.banner.text and "换一个年度" in dialog.banner.text
    intake.write()
    assert intake.verb.dialog is dialog and desk.document.digest(2022) == before
    place = dialog.year.findText("新建 2023 年度")
    dialog.year.setCurrentIndex(place)
    dialog.year.activated.emit(place)
    assert dialog.accept_button.isEnabled() and "已上报锁定" not in dialog.banner.text
    assert "Ctrl+Enter" in dialog.accept_button.toolTip()
    intake.write()
    assert desk.document.years == [2022, 2023] and desk.document.digest(2022) == before


def test_enter_acts_on_what_has_the_focus_and_writes_from_the_button_only(desk, intake, tmp_path):
    before = desk.document.digest()
    dialog = intake.open(hand(tmp_path / "a.xlsx", 2022))
    strip = dialog.strip
    for widget in (dialog.year, strip.unit):
        widget.setFocus()
        QTest.keyClick(widget, Qt.Key.Key_Return)
        assert widget.view().isVisible()
        widget.hidePopup()
    for widget, opener in ((dialog.table, dialog), (strip.column, strip), (strip.row, strip)):
        dialog.view.go(8, 3)
        widget.setFocus()
        QTest.keyClick(widget, Qt.Key.Key_Return)
        assert opener.chooser.isVisible()
        QTest.keyClick(opener.chooser.filter, Qt.Key.Key_Escape)
    for widget in (dialog.tables, dialog.view, strip.rounding, dialog.list):
        widget.setFocus()
        for key in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            QTest.keyClick(widget, key)
    assert intake.verb.dialog is dialog and desk.document.digest() == before
    intake.write()
    assert intake.verb.dialog is None and desk.document.digest() != before


@pytest.mark.parametrize("part", ["view", "list", "year", "tables"])
def test_ctrl_enter_writes_from_anywhere(desk, intake, tmp_path, part):
    before = desk.document.digest()
    widget = getattr(intake.open(hand(tmp_path / "a.xlsx", 2022)), part)
    widget.setFocus()
    QTest.keyClick(widget, Qt.Key.Key_Return, Qt.KeyboardModifier.ControlModifier)
    assert intake.verb.dialog is None and desk.document.digest() != before


def test_a_heading_in_two_lines_is_named_in_one(desk, intake, tmp_path):
    rows = [list(row) for row in accounts(2022)]
    rows[2][1], rows[8][0] = "年初\n预算数", "人员\n 支出"
    dialog = intake.open(write(tmp_path / "a.xlsx", {"Sheet1": rows}))
    dialog.view.go(8, 1)
    assert dialog.strip._column_label.text() == "B 列“年初 预算数”对应"
    assert dialog.strip._row_label.text() == "第 9 行“人员 支出”对应"


def test_sheets_are_listed_also_when_nothing_of_them_can_be_used(desk, intake, tmp_path):
    blank = [
        ["收入支出决算总表"],
        ["公开01表", None, None, "单位：万元"],
        ["收入", None, "支出", None],
        ["项目", "决算数", "项目", "决算数"],
        ["一、一般公共预算财政拨款收入", None, "一、一般公共服务支出", None],
        ["本年收入合计", None, "本年支出合计", None],
        ["总计", None, "总计", None],
    ]
    dialog = intake.open(write(tmp_path / "a.xlsx", {"Z01": blank}))
    assert [dialog.tables.item(n).text() or dialog.tables.item(n).toolTip() for n in range(1)] == [
        "Z01\n没有认出是哪张表"
    ]
    assert dialog.sheet.rowCount() == len(blank) and "Z01!A1" in dialog.detail.text()
    assert "没有认出有数可填的表" in dialog.banner.text
    assert any("认出部门决算公开表" in told for told in intake.attention())
    assert dialog.strip.isHidden() and dialog.table.isEnabled()  # it can be said what it is
    assert not dialog.accept_button.isEnabled()


def test_a_document_that_can_only_be_read_asks_for_no_file(window, sample, monkeypatch, tmp_path):
    with open_document(sample):
        window.start(sample)
        assert window.session.document.read_only
        monkeypatch.setattr(QFileDialog, "getOpenFileName", lambda *_: pytest.fail("asked for a file"))
        window.files.import_workbook()
        assert "没有导入" in window.message.text
        window.files.importing.read(hand(tmp_path / "a.xlsx"))
        assert window.files.running is None


def test_the_next_file_of_the_same_shape_needs_no_choices(desk, intake, tmp_path):
    dialog = intake.open(hand(tmp_path / "a.xlsx", 2022))
    intake.show_table("项目")
    assert dialog.strip.drop.isHidden()
    dialog.strip.column_wanted.emit(dialog.tables.shown[1][1], 2, Target("initial"))
    intake.write()
    dialog = intake.open(hand(tmp_path / "b.xlsx", 2022))
    intake.show_table("项目")
    assert dialog.strip.drop.isVisible() and dialog.strip._recalled.text() == "沿用上次的对应（可改）"
    assert intake.heading(2) == "年初预算数"
    dialog.strip.drop.click()
    assert intake.heading(2) == "请选择"
    assert dialog.strip.drop.isHidden()


def test_the_sum_up_can_be_kept(desk, intake, tmp_path, monkeypatch):
    intake.open(hand(tmp_path / "a.xlsx", 2022))
    intake.write()
    target = tmp_path / "结果"
    monkeypatch.setattr(QFileDialog, "getSaveFileName", lambda *_: (str(target), ""))
    button = desk.window.message._actions.itemAt(0).widget()
    assert button.text() == "保存导入结果(&J)…"
    button.click()
    text = (tmp_path / "结果.txt").read_text("utf-8-sig")
    assert text.startswith("“a.xlsx”：写入")
    assert "人员经费·决算数" in text or "不变" in text
    assert "小数太多" in text
    monkeypatch.setattr(QFileDialog, "getSaveFileName", lambda *_: (str(tmp_path / "无" / "x.txt"), ""))
    button.click()
    assert desk.window.message.kind == "error"


def test_what_was_said_of_an_import_goes_with_undo(desk, intake, tmp_path):
    intake.open(hand(tmp_path / "a.xlsx", 2022))
    intake.write()
    desk.enter("accounts/personnel/final", "1501")
    desk.act("undo")
    assert "已导入到 2022 年度" in desk.window.message.text  # another deed was taken back
    desk.act("undo")
    assert desk.window.message.text == ""
    assert "已撤销：导入“a.xlsx”" in desk.window.status.said()
    desk.act("redo")
    assert desk.window.message.text == "" and "已重做：导入“a.xlsx”" in desk.window.status.said()


def test_a_sheet_nobody_knows_is_given_its_table(desk, intake, tmp_path):
    sheets = {"表甲": [["经济分类", "决算数（万元）"], ["人员经费", 3]], "空": [["没有"]]}
    dialog = intake.open(write(tmp_path / "a.xlsx", sheets))
    assert "没有认出有数可填的表" in dialog.banner.text
    assert not dialog.accept_button.isEnabled()
    dialog.table.showPopup()
    intake.pick(dialog.chooser, "收支预决算")
    assert intake.cell(1, 1).standing == "over"
    assert dialog.banner.text == ""
    dialog.tables.setCurrentRow(1)
    dialog.table.showPopup()
    intake.pick(dialog.chooser, "项目")
    assert "找不到“项目”" in dialog.banner.text
    intake.write()
    assert desk.value("accounts/personnel/final") == 3000000


def test_a_long_list_is_planned_beside_the_window(desk, intake, tmp_path, qtbot):
    before = desk.document.digest()
    dialog = intake.open(long_list(tmp_path / "a.xlsx", 4000))
    assert dialog.preview.plan.count("set") == 12_000
    dialog.view.go(10, 1)
    QTest.keyClick(dialog.view, Qt.Key.Key_Space)
    dialog.view.go(11, 1)
    QTest.keyClick(dialog.view, Qt.Key.Key_Space)  # while the first is still planned
    assert not dialog.accept_button.isEnabled()
    qtbot.waitUntil(lambda: not dialog.progress.isVisible(), timeout=20_000)
    assert dialog.preview.plan.count("left") == 2
    intake.write()
    assert len(desk.document.report.rows("project")) == 4017
    desk.act("undo")
    assert desk.document.digest() == before


def test_closing_while_it_is_planned_ends_the_thread(desk, intake, tmp_path, qtbot):
    intake.verb.read(long_list(tmp_path / "a.xlsx", 4000))
    qtbot.waitUntil(lambda: intake.verb.dialog is not None, timeout=20_000)
    dialog = intake.dialog
    dialog.reject()
    assert dialog.planner._work is None and not dialog.planner._old
    assert intake.verb.dialog is None


def test_what_cannot_be_written_is_said_in_the_preview(desk, intake, tmp_path, monkeypatch):
    dialog = intake.open(hand(tmp_path / "a.xlsx", 2022))

    def full(*_args, **_named):
        raise DocumentError("没有写入：磁盘满了")

    monkeypatch.setattr(desk.document, "write", full)
    before = desk.document.digest()
    intake.write()
    assert intake.verb.dialog is dialog
    assert "磁盘满了" in dialog.banner.text
    assert desk.document.digest() == before
    monkeypatch.undo()


def test_a_long_write_shows_how_far_it_is_and_can_be_called_off(desk, intake, tmp_path, monkeypatch):
    monkeypatch.setattr(writing, "PATIENCE", 0)
    before = desk.session.document.digest()
    intake.open(hand(tmp_path / "a.xlsx"))
    seen = []

    def look():
        box = QApplication.activeModalWidget()
        assert isinstance(box, QProgressDialog)
        seen.append((box.labelText(), box.maximum() > 0, box.isVisible()))
        QTest.keyClick(box, Qt.Key.Key_Escape)

    QTimer.singleShot(0, look)
    intake.dialog.accept()
    assert seen == [("正在写入，完成前可以取消。", True, True)]
    assert desk.session.document.digest() == before
    assert "什么都没有写入" in intake.dialog.banner.text
    intake.dialog.accept()
    assert intake.verb.dialog is None and desk.session.document.digest() != before


def test_a_dropped_workbook_is_imported_and_without_a_document_told(window, desk, intake, tmp_path, qtbot):
    path = hand(tmp_path / "a.xlsx")
    drop(desk.window, path)
    qtbot.waitUntil(lambda: intake.verb.dialog is not None, timeout=20_000)
    assert desk.window.message.text == ""
    intake.dialog.reject()
    desk.act("close")
    desk.window.files.take(path)
    assert "先打开或新建一份文档" in desk.window.message.text


def drop(window, *paths: Path) -> None:
    mime = QMimeData()
    mime.setUrls([QUrl.fromLocalFile(str(path)) for path in paths])
    copy, left, none = Qt.DropAction.CopyAction, Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier
    window.dropEvent(QDropEvent(QPointF(5, 5), copy, mime, left, none))


def test_of_several_dropped_files_it_is_told_which_is_taken(desk, intake, tmp_path, qtbot, sample_file):
    drop(desk.window, hand(tmp_path / "a.xlsx"), hand(tmp_path / "b.xlsx"))
    qtbot.waitUntil(lambda: intake.verb.dialog is not None, timeout=20_000)
    assert intake.dialog.windowTitle() == "导入“a.xlsx”"
    told = "一次只能导入一个工作簿：导入的是“a.xlsx”，“b.xlsx”没有导入。"
    assert desk.window.message.text == told
    intake.dialog.reject()
    assert desk.window.message.text == told
    other = Path(shutil.copy(sample_file, tmp_path / "另一份.zpt"))
    drop(desk.window, tmp_path / "a.xlsx", other)
    qtbot.waitUntil(lambda: desk.document.path == other)
    assert "打开的是“另一份.zpt”，“a.xlsx”没有打开" in desk.window.message.text


def test_the_preview_remembers_its_size(desk, intake, tmp_path):
    dialog = intake.open(hand(tmp_path / "a.xlsx"))
    dialog.resize(760, 520)
    dialog.reject()
    assert intake.open(hand(tmp_path / "b.xlsx")).size().toTuple() == (760, 520)


def test_the_form_is_asked_for_and_exported(desk, tmp_path, monkeypatch, qtbot):
    asked = []

    def fill(dialog: TemplateDialog) -> int:
        asked.append((dialog.path().name, dialog.filled.text()))
        return 1

    monkeypatch.setattr(TemplateDialog, "exec", fill)
    desk.act("template")
    qtbot.waitUntil(lambda: desk.window.files.running is None, timeout=20_000)
    assert asked == [("2022年度填报模板.xlsx", "带上 2022 年度已填的数(&F)")]
    path = desk.document.path.parent / "2022年度填报模板.xlsx"
    book = read_workbook(path)
    assert marked_year(book) == 2022
    assert not any("1513.69" in str(value) for grid in book.grids for row in grid.rows for value in row)
    desk.window.files.template_to(path, filled=True)
    qtbot.waitUntil(lambda: desk.window.files.running is None, timeout=20_000)
    book = read_workbook(path)
    assert any(str(value) == "1513.69" for grid in book.grids for row in grid.rows for value in row)
    desk.window.files.template_to(desk.document.path, filled=True)
    qtbot.waitUntil(lambda: desk.window.files.running is None, timeout=20_000)
    assert desk.window.message.kind == "error"
    assert desk.value("accounts/personnel/final") == 1513690000


def test_two_halves_and_a_projects_sheet_answer_for_every_cell(desk, intake, tmp_path):
    """Every cell of every sheet can be asked, whatever it is."""
    halves = [
        ["2022年部门收支预决算情况表", None, None, "单位：万元"],
        ["收入", "决算数", "支出", "决算数"],
        ["财政拨款收入", 1, "人员经费", 2],
        ["其他收入", 3, "项目支出", 4],
    ]
    dialog = intake.open(write(tmp_path / "a.xlsx", {"表": halves, "项目": projects(2022)}))
    for line in range(dialog.tables.count()):
        dialog.tables.setCurrentRow(line)
        for row in range(dialog.sheet.rowCount()):
            intake.label(row)
            for column in range(dialog.sheet.columnCount()):
                index = dialog.sheet.index(row, column)
                assert index.data(Qt.ItemDataRole.AccessibleTextRole) is not None
                dialog.view.setCurrentIndex(index)


def test_of_tables_below_one_another_the_headings_tell_of_the_one_with_the_cursor(desk, intake, tmp_path):
    below = [
        *[list(row) for row in accounts(2022)],
        [None],
        ["2022年“三公”经费情况表"],
        [None, None, "单位：万元"],
        ["项目", "全年预算数", "决算数"],
        ["公务接待费", 3, 2],
        ["公务用车运行维护费", 5, 4],
    ]
    dialog = intake.open(write(tmp_path / "a.xlsx", {"表": below}))
    assert [block.table for _, block in dialog.tables.shown] == ["accounts", "sangong"]
    dialog.view.go(8, 1)
    assert (intake.heading(1), dialog.strip.unit.currentText()) == ("年初预算数", "表里写明：元")
    dialog.tables.setCurrentRow(1)
    assert dialog.view.currentIndex().row() == 16
    assert (intake.heading(1), dialog.strip.unit.currentText()) == ("全年预算数", "表里写明：万元")
    assert intake.label(16).startswith("公务接待费")
    dialog.strip.column_wanted.emit(dialog.tables.shown[1][1], 1, None)
    assert intake.heading(1) == "不导入"
    dialog.view.go(8, 1)
    assert intake.heading(1) == "年初预算数"
