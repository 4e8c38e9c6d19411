"""The window at a first start, at narrow sizes and zooms, and what undo, refusals and clicks do to it."""

from __future__ import annotations

from decimal import Decimal
from pathlib import Path

import pytest
from PySide6.QtCore import QSize, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from app.domain.address import Address, parse_address
from app.domain.amount import WAN, YUAN
from app.storage.settings import Settings
from ui.main import make_window
from ui.main_window import MainWindow


@pytest.mark.parametrize(
    ("width", "height", "whole"),
    [(1280, 720, True), (1366, 768, True), (1600, 1000, False), (1920, 1080, False)],
)
def test_a_first_start_fits_on_the_screen_with_its_frame(
    qtbot, settings: Settings, monkeypatch, width: int, height: int, whole: bool
):
    class Screen:
        def availableSize(self) -> QSize:
            return QSize(width, height)

    monkeypatch.setattr(MainWindow, "screen", lambda _self: Screen())
    made = make_window(settings)
    qtbot.addWidget(made)
    assert bool(made.windowState() & Qt.WindowState.WindowMaximized) is whole
    assert made.width() <= width
    assert made.height() < height
    if not whole:
        assert made.width() >= 1366
        assert made.height() >= 750


def test_typing_goes_to_the_table_after_a_click_at_the_left(desk):
    navigator = desk.bench.navigator.list
    row = [table.key for table in desk.document.model.edition.tables].index("sangong")
    spot = navigator.visualRect(navigator.model().index(row, 0)).center()
    QTest.mouseClick(navigator.viewport(), Qt.MouseButton.LeftButton, pos=spot)
    assert desk.bench.table == "sangong"
    assert desk.window.focusWidget() is desk.bench.view


def test_the_button_adds_at_the_end_and_typing_names_the_row(desk):
    desk.bench.show_table("project")
    desk.bench.heading.add.click()
    QApplication.processEvents()
    assert desk.window.focusWidget() is desk.bench.view
    desk.keys(desk.bench.view, Qt.Key.Key_A)
    desk.bench.view.finish_editing()
    names = [row.cells.get("name") for row in desk.document.report.rows("project")]
    assert names[-1] == "a"


def test_undo_shows_what_it_changed_in_whichever_table(desk):
    desk.bench.show_table("sangong")
    desk.enter("sangong/reception/final", "0.5")
    desk.bench.show_table("accounts")
    desk.act("undo")
    assert desk.bench.view.current_address() == Address("sangong", "reception", "final")
    desk.bench.show_table("accounts")
    desk.act("redo")
    assert desk.bench.view.current_address() == Address("sangong", "reception", "final")


def test_what_made_the_document_is_not_undone(desk, start, tmp_path: Path):
    desk.window.files.sample()
    assert desk.document.undo_text == ""
    assert not desk.window.commands.actions["undo"].isEnabled()
    assert [act.text for act in desk.document.acts()] == ["填入样例数据", "填入单位名称"]
    desk.enter("accounts/personnel/final", "1")
    desk.act("undo")
    assert desk.document.undo_text == ""
    assert desk.value("accounts/personnel/final") is not None


def test_a_refused_text_keeps_the_table_and_the_unit(desk):
    view = desk.bench.view
    desk.go("accounts/personnel/final")
    desk.keys(view, Qt.Key.Key_A)
    desk.bench.navigator.step(1)
    QApplication.processEvents()
    assert desk.bench.table == "accounts"
    assert desk.bench.navigator.list.currentIndex().data(Qt.ItemDataRole.UserRole) == "accounts"
    assert view.editing.refused
    assert not desk.window.message.isVisible()  # said at the cell, not twice
    desk.act("other_unit")
    assert desk.session.money_unit == WAN
    desk.keys(view.editing.editor, Qt.Key.Key_Escape)
    desk.act("other_unit")
    assert desk.session.money_unit == YUAN


def test_zooming_in_and_out_leaves_the_panes_as_they_were(desk):
    before = desk.bench.across.sizes()
    desk.session.set_zoom(2.0)
    desk.session.set_zoom(1.0)
    QApplication.processEvents()
    assert all(abs(now - then) <= 2 for now, then in zip(desk.bench.across.sizes(), before, strict=True))


def test_the_right_pane_makes_room_for_the_table_and_comes_back(desk):
    bench = desk.bench
    desk.session.set_zoom(2.0)
    QApplication.processEvents()
    assert bench.side.isHidden()
    assert bench.view.width() > desk.window.width() // 2
    desk.act("side")
    assert not bench.side.isHidden()
    desk.act("side")
    assert bench.side.isHidden()


@pytest.mark.parametrize("text", ["/", "", "."])
def test_a_place_without_a_file_name_is_told_in_the_dialogs(qtbot, tmp_path: Path, text: str):
    from ui.dialogs import NewDialog
    from ui.export import ExportDialog

    new, export = NewDialog(tmp_path), ExportDialog(tmp_path / "表.xlsx", True)
    new.unit.setText("某局")
    for dialog in (new, export):
        qtbot.addWidget(dialog)
        dialog.place.setText(text)
        assert not dialog._buttons.buttons()[0].isEnabled()
        assert dialog._why.text()


def test_at_the_start_the_table_comes_first_and_can_be_typed_into(window, qtbot, sample: Path):
    window.setUpdatesEnabled(False)  # as while the program starts
    window.show()
    window.start(sample)
    bench, session = window.workbench, window.session
    assert bench.companions is None
    assert not session.document.finished
    assert bench.view.current_address() is not None
    window.setUpdatesEnabled(True)
    assert session.enter(parse_address("sangong/reception/final"), "0.25")
    window.furnish()
    assert session.document.finished
    shown = [bench.problems.problems.index(row) for row in range(bench.problems.problems.rowCount())]
    assert len(shown) == len(session.document.results.problems)
    warnings = sum(entry.warnings for entry in bench.navigator._model.entries)
    assert warnings >= 8
    assert bench.explanation.explanation is not None
    window.furnish()  # again changes nothing
    assert bench.companions is not None


def test_a_document_whose_rules_cannot_be_read_is_closed_with_the_reason(desk, sample: Path, monkeypatch):
    from app.document import Document
    from app.storage.errors import DocumentError

    def foreign(_self):
        raise DocumentError("版式是另一版软件写的")

    desk.session.close()
    monkeypatch.setattr(Document, "results", property(foreign))
    desk.session.open(sample)
    assert desk.session.document is None
    assert "另一版软件" in desk.window.message.text


def test_cells_in_failed_checks_are_marked_after_a_start(window, sample: Path):
    window.setUpdatesEnabled(False)
    window.show()
    window.start(sample)
    window.workbench.show_table("project")
    table = window.workbench.view.table
    assert table.look(1, 0).severity is None  # looked at before the checks
    window.setUpdatesEnabled(True)
    window.furnish()
    assert table.look(1, 0).severity == "warning"  # 党组织活动经费 stands there twice


def test_the_table_at_the_left_is_marked_again_after_a_refused_text(desk):
    desk.go("accounts/personnel/final")
    desk.keys(desk.bench.view, Qt.Key.Key_A)
    navigator = desk.bench.navigator.list
    spot = navigator.visualRect(navigator.model().index(4, 0)).center()
    QTest.mouseClick(navigator.viewport(), Qt.MouseButton.LeftButton, pos=spot)
    QApplication.processEvents()
    assert desk.bench.table == "accounts"
    assert [index.row() for index in navigator.selectedIndexes()] == [1]


def test_a_click_beside_the_tables_leaves_the_typing_to_the_grid(desk):
    navigator = desk.bench.navigator.list
    spot = navigator.viewport().rect().bottomLeft()
    QTest.mouseClick(navigator.viewport(), Qt.MouseButton.LeftButton, pos=spot)
    assert desk.window.focusWidget() is desk.bench.view


def test_heights_and_folding_are_remembered(qtbot, desk, settings: Settings, sample: Path):
    desk.bench.middle.setSizes([300, 300])
    desk.bench.middle.splitterMoved.emit(300, 1)
    share = desk.bench.middle.sizes()[1] / sum(desk.bench.middle.sizes())
    assert share > 0.4
    desk.act("side")
    desk.window.resize(400, 320)
    QApplication.processEvents()
    desk.window.resize(1366, 768)
    QApplication.processEvents()
    again = desk.bench.middle.sizes()
    assert abs(again[1] / sum(again) - share) < 0.02  # also after the window was small
    desk.window.close()
    other = make_window(settings)
    qtbot.addWidget(other)
    other.start(sample)
    other.show()
    QApplication.processEvents()
    assert other.workbench.side.isHidden()
    assert abs(other.workbench.sizes.below - share) < 0.02
    other.close()


def test_finding_in_thousands_of_rows_waits_for_a_pause_and_agrees_with_what_is_shown(desk, qtbot):
    from app.edits import add_rows
    from ui.grid.search import places, plain

    rows = [{"name": f"项目甲{n}", "final": n * 1_000_000 + n, "score": Decimal(n % 100)} for n in range(700)]
    desk.session.write(add_rows(desk.document.report, "project", rows), "增加")
    desk.bench.show_table("project")
    table = desk.bench.view.table
    for wanted in ("项目甲1", "12.", "0.5", "90", "339", "优", "1,0", "98.32"):
        slow = [
            (row, column)
            for row in range(table.rowCount())
            for column in range(table.columnCount())
            if plain(wanted) in plain(str(table.index(row, column).data() or ""))
        ]
        assert places(table, wanted) == slow, wanted
    desk.act("find")
    bar = desk.bench.bars.find
    bar.text.setText("项目甲69")
    assert bar.count.text() != "1/11"
    qtbot.waitUntil(lambda: bar.count.text() == "1/11")
    bar.text.setText("项目甲699")
    desk.keys(bar.text, Qt.Key.Key_Return)  # Enter does not wait
    assert bar.count.text() == "1/1"


@pytest.mark.parametrize("zoom", [1.0, 1.5, 2.0])
def test_a_title_that_fits_is_not_cut(desk, zoom: float):
    desk.session.set_zoom(zoom)
    for key in ("sangong", "sangong_counts"):
        desk.bench.show_table(key)
        QApplication.processEvents()
        title = desk.bench.heading.title
        cut = title.fontMetrics().elidedText(title.text(), Qt.TextElideMode.ElideRight, title.width())
        assert cut == title.text()
