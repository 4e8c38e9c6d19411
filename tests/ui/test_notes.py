"""批注列表: every note with jump and mark, in turn with the problems."""

from __future__ import annotations

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication

from app.domain.address import parse_address
from app.domain.report import DONE

K = Qt.Key


@pytest.fixture
def panel(desk):
    desk.act("notes")
    return desk.bench.notes


def test_it_takes_the_place_of_the_problems_and_gives_it_back(desk, panel):
    assert panel.isVisible()
    assert not desk.bench.problems.isVisible()
    assert panel._title.text() == "批注　19 条，19 条未处理"
    desk.act("notes")
    assert not panel.isVisible()
    assert desk.bench.problems.isVisible()
    assert desk.window.focusWidget() is desk.bench.view


def test_enter_jumps_to_the_cell(desk, panel):
    desk.bench.show_table("sangong")
    panel.list.setCurrentIndex(panel.notes.index(1, 1))
    cell = panel.notes.note(1).cell
    desk.keys(panel.list, K.Key_Return)
    assert desk.bench.view.current_address() == cell
    assert desk.window.focusWidget() is panel.list  # and on to the next


def test_space_marks_and_undo_takes_it_back(desk, panel):
    panel.list.setCurrentIndex(panel.notes.index(2, 1))
    note = panel.notes.note(2)
    desk.keys(panel.list, K.Key_Space)
    assert desk.value(f"note/{note.cell}/done") == DONE
    assert desk.document.acts(1)[0].text.startswith("批注已处理 ")
    assert panel._title.text() == "批注　19 条，18 条未处理"
    assert panel.list.currentIndex().row() == 2
    assert desk.bench.view.table.look(*desk.bench.view.table.place(note.cell)).settled
    desk.act("undo")
    assert desk.value(f"note/{note.cell}/done") is None
    assert panel.notes.open == 19


def test_only_those_still_open(desk, panel):
    panel.only_open.setChecked(True)
    first, second = panel.notes.note(0), panel.notes.note(1)
    panel.list.setCurrentIndex(panel.notes.index(0, 1))
    desk.keys(panel.list, K.Key_Space)
    assert panel.notes.row_of(first) == -1
    assert panel.notes.note(panel.list.currentIndex().row()) == second  # Space again deals with the next
    panel.only_open.setChecked(False)
    assert panel.notes.rowCount() == 19


def test_the_mouse_ticks_too(desk, panel):
    index = panel.notes.index(0, 0)
    assert panel.notes.setData(index, Qt.CheckState.Checked, Qt.ItemDataRole.CheckStateRole)
    assert panel.notes.note(0).done


def test_notes_written_elsewhere_appear(desk, panel, monkeypatch):
    desk.go("accounts/public/initial")

    def fill(dialog) -> int:
        dialog.text.setPlainText("来自批复")
        return 1

    monkeypatch.setattr("ui.dialogs.NoteDialog.exec", fill)
    desk.window.verbs.edit_note()
    assert panel.notes.total == 20
    row = next(n for n in range(14) if panel.notes.note(n).text == "来自批复")
    panel.list.setCurrentIndex(panel.notes.index(row, 1))
    monkeypatch.setattr("ui.dialogs.NoteDialog.exec", lambda dialog: dialog.text.setPlainText("改过") or 1)
    desk.keys(panel.list, K.Key_F2)
    assert desk.value("note/accounts/public/initial/text") == "改过"


def test_a_filtered_row_comes_into_sight(desk, panel):
    from app.domain.act import SetCell
    from app.domain.report import note_address
    from app.filtering import Chosen
    from ui.grid.filtering import apply

    cell = parse_address("project/2/final")
    desk.session.write([SetCell(note_address(cell), desk.value(f"note/{cell}/text"), "来源")], "批注")
    desk.bench.show_table("project")
    apply(desk.bench.view, {"category": Chosen(frozenset({"重点"}))})
    row = next(n for n in range(panel.notes.total) if panel.notes.note(n).cell == cell)
    panel.list.setCurrentIndex(panel.notes.index(row, 1))
    desk.keys(panel.list, K.Key_Return)
    assert desk.bench.view.current_address() == cell


def test_read_only_takes_no_marks(desk, panel):
    desk.document.read_only = "只读"
    assert not panel.notes.flags(panel.notes.index(0, 0)) & Qt.ItemFlag.ItemIsUserCheckable
    desk.keys(panel.list, K.Key_Space)
    assert not panel.notes.note(0).done
    desk.document.read_only = ""


def test_without_notes_it_says_how_to_write_one(start, tmp_path):
    start.session.create(tmp_path / "空.zpt", "某局", 2022)
    start.commands.actions["notes"].trigger()
    QApplication.processEvents()
    panel = start.workbench.notes
    assert panel.notes.rowCount() == 0
    panel.list.viewport().repaint()
    assert panel._title.text() == "批注"
