"""导入自评表 in the window: several workbooks, the preview, one step that undo takes back."""

from __future__ import annotations

from decimal import Decimal
from pathlib import Path

import pytest
from PySide6.QtCore import QMimeData, QPoint, QPointF, Qt, QUrl
from PySide6.QtGui import QDropEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QFileDialog, QPushButton

from tests.books import accounts
from tests.books import write as write_book
from tests.form_books import HUBEI, RIGHT, SICHUAN, WRONG, YUEYANG, beside_tables, national, write
from ui.importing.forms_dialog import FormsDialog
from ui.importing.lines import TEXTS, TICK
from ui.importing.model import CELL
from ui.problem_model import PROBLEM


class Import:
    """What an officer does in the preview."""

    def __init__(self, desk, qtbot) -> None:
        self.desk, self.qtbot = desk, qtbot
        self.verb = desk.window.files.forms_importing

    def wait(self) -> FormsDialog:
        self.qtbot.waitUntil(lambda: self.verb.dialog is not None, timeout=20_000)
        self.qtbot.waitUntil(lambda: self.dialog.preview.plan is not None, timeout=20_000)
        return self.dialog

    def open(self, *paths: Path) -> FormsDialog:
        self.verb.read(paths)
        return self.wait()

    @property
    def dialog(self) -> FormsDialog:
        assert self.verb.dialog is not None
        return self.verb.dialog

    def line(self, number: int) -> list[str]:
        return self.dialog.forms.item(number).data(TEXTS)

    def cell(self, row: int, column: int):
        return self.dialog.sheet.index(row, column).data(CELL)

    def attention(self) -> list[str]:
        model = self.dialog.attention
        return [model.index(row).data(PROBLEM).message for row in range(model.rowCount())]

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


def right(tmp_path, name="甲.xlsx", project="甲项目") -> Path:
    return write(tmp_path / name, {"自评表": national(project, items=RIGHT, total=(100, 98.3))})


def wrong(tmp_path) -> Path:
    cells = national("乙项目", items=WRONG, execution=(10, 100, 9), total=(98, 101))
    return write(tmp_path / "乙.xlsx", {"附件1": cells})


def drop(window, *paths: Path) -> None:
    data = QMimeData()
    data.setUrls([QUrl.fromLocalFile(str(path)) for path in paths])
    buttons, keys = Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier
    window.dropEvent(QDropEvent(QPointF(QPoint(9, 9)), Qt.DropAction.CopyAction, data, buttons, keys))


def scores(desk, name: str) -> object:
    rows = {r.cells["name"]: r.row for r in desk.document.report.rows("project")}
    found = [
        a for a in desk.document.results.cells if a[:2] == ("project", rows[name]) and a.column == "score"
    ]
    return desk.document.results.cells[found[0]].value


def test_forms_are_chosen_read_looked_through_and_written_as_one_step(desk, intake, tmp_path, monkeypatch):
    paths = [right(tmp_path), wrong(tmp_path)]
    before = desk.document.digest()
    names = [str(path) for path in paths]
    monkeypatch.setattr(QFileDialog, "getOpenFileNames", lambda *_: (names, ""))
    desk.act("import_forms")
    dialog = intake.wait()
    assert dialog.windowTitle() == "导入自评表：“甲.xlsx”等 2 个文件"
    assert intake.line(0)[:2] == ["甲项目", "→ 新项目"]
    assert "不一致 2" in intake.line(1)[2]
    assert desk.document.digest() == before
    intake.write()
    assert intake.verb.dialog is None
    assert "已导入到 2022 年度" in desk.window.message.text
    assert scores(desk, "甲项目") == Decimal("98.30")
    desk.act("undo")
    assert desk.document.digest() == before


def test_several_dropped_workbooks_are_forms(desk, intake, tmp_path, qtbot):
    drop(desk.window, right(tmp_path), write(tmp_path / "丙.xlsx", {"四川": SICHUAN, "湖北": HUBEI}))
    intake.wait()
    assert [intake.line(n)[0] for n in range(3)] == [
        "甲项目",
        "工资性支出",
        "渔业成品油价格改革补贴（长江禁捕）",
    ]


def test_one_dropped_workbook_of_forms_has_their_preview_too(desk, intake, tmp_path):
    drop(desk.window, right(tmp_path))
    assert intake.wait().windowTitle() == "导入自评表：“甲.xlsx”"


def test_what_is_doubtful_is_marked_said_and_can_be_left(desk, intake, tmp_path):
    dialog = intake.open(wrong(tmp_path))
    assert intake.cell(6, 7).standing == "differs"  # 执行率 holds 100
    assert (intake.cell(6, 8).standing, intake.cell(6, 8).ticked) == ("set", True)  # 9 for 86.2 %
    assert intake.cell(15, 7).standing == "same"  # 8 of 8
    assert any("软件算出 8.62 分，相差 0.38 分" in text for text in intake.attention())
    dialog.view.go(6, 8)
    assert "软件算出 8.62 分" in dialog.detail.text()
    QTest.keyClick(dialog.view, Qt.Key.Key_Space)
    assert (intake.cell(6, 8).standing, intake.cell(6, 8).ticked) == ("open", False)
    intake.write()
    (row,) = [r for r in desk.document.report.rows("project") if r.cells["name"] == "乙项目"]
    assert "execution_score" not in row.cells


def test_a_form_goes_to_the_project_that_is_chosen_or_nowhere(desk, intake, tmp_path, qtbot):
    dialog = intake.open(right(tmp_path), wrong(tmp_path))
    dialog.strip.project.showPopup()
    chooser = dialog.strip.chooser
    chooser.filter.setText("普法")
    QTest.keyClick(chooser.filter, Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: "普法经费" in intake.line(0)[1])
    assert "普法经费" in dialog.strip.project.currentText()
    dialog.forms.setCurrentRow(1)
    QTest.keyClick(dialog.forms, Qt.Key.Key_Space)
    qtbot.waitUntil(lambda: dialog.forms.item(1).data(TICK) is False)
    count = len(desk.document.report.rows("project"))
    intake.write()
    assert len(desk.document.report.rows("project")) == count
    assert "甲项目" in [record.cells["name"] for record in desk.document.report.rows("project")]


def test_enter_on_a_problem_goes_to_its_cell(desk, intake, tmp_path):
    dialog = intake.open(right(tmp_path), wrong(tmp_path))
    row = next(n for n, text in enumerate(intake.attention()) if "H7" in text)
    dialog.list.setCurrentIndex(dialog.attention.index(row))
    QTest.keyClick(dialog.list, Qt.Key.Key_Return)
    assert dialog.forms.currentRow() == 1
    assert (dialog.view.currentIndex().row(), dialog.view.currentIndex().column()) == (6, 7)


def test_a_unit_is_chosen_where_the_form_names_none(desk, intake, tmp_path, qtbot):
    path = write(tmp_path / "甲.xlsx", {"表": national("甲项目", items=RIGHT, unit="")})
    dialog = intake.open(path)
    assert "不能写入 12" in intake.line(0)[2]
    dialog.strip.unit.setCurrentIndex(dialog.strip.unit.findData("元"))
    dialog.strip.unit.activated.emit(0)
    qtbot.waitUntil(lambda: "不能写入" not in intake.line(0)[2])


def test_forms_beside_other_tables_are_offered(desk, intake, tmp_path, qtbot):
    path = beside_tables(tmp_path / "都有.xlsx", accounts(2022), national("甲项目", items=RIGHT))
    desk.window.files.importing.read(path)
    qtbot.waitUntil(lambda: desk.window.files.importing.dialog is not None, timeout=20_000)
    ordinary = desk.window.files.importing.dialog
    qtbot.waitUntil(lambda: "1 份填好的自评表" in ordinary.banner.text, timeout=20_000)
    (button,) = [b for b in ordinary.banner.findChildren(QPushButton) if b.text() == "导入自评表"]
    button.click()
    assert intake.wait().windowTitle() == "导入自评表：“都有.xlsx”"


def test_workbooks_without_forms_are_told(desk, intake, tmp_path, qtbot):
    paths = [write_book(tmp_path / f"{n}.xlsx", {"Sheet1": accounts(2022)}) for n in (1, 2)]
    intake.verb.read(paths)
    qtbot.waitUntil(lambda: "没有认出填好的自评表" in desk.window.message.text, timeout=20_000)
    assert intake.verb.dialog is None


def test_a_locked_year_takes_nothing(desk, intake, tmp_path):
    assert desk.session.change_years(lambda document: document.lock_year(2022))
    dialog = intake.open(right(tmp_path))
    assert not dialog.accept_button.isEnabled()
    assert "锁定" in dialog.banner.text


def test_the_departments_form_beside_a_projects(desk, intake, tmp_path):
    before = desk.document.digest()
    dialog = intake.open(right(tmp_path), write(tmp_path / "部门.xlsx", {"评分表": YUEYANG}))
    assert intake.line(0)[:2] == ["甲项目", "→ 新项目"]
    assert intake.line(1)[:2] == ["2022年度部门整体支出绩效评价评分表", "→ 部门整体自评"]
    dialog.forms.setCurrentRow(1)
    strip = dialog.strip
    assert not strip.project.isEnabled()
    assert not strip.unit.isVisible()
    assert not strip.replaces.isVisible()
    assert any("公务招待费变动率" in text for text in intake.attention())
    item = next(i for i in dialog.preview.plan.items if i.address.row == "department_sangong_change")
    assert dialog.preview.change(item).startswith("分值：空 → 5")
    dialog.forms.setCurrentRow(0)
    assert strip.project.isEnabled()
    assert strip.unit.isVisible()
    intake.write()
    cells = desk.document.report.tables["department"]["department_sangong_change"].cells
    assert cells["reason"] == "接待批次增加"
    desk.act("undo")
    assert desk.document.digest() == before
