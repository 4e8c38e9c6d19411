"""New, sample, copies, backups, log, export; and the dialogs in front of them."""

from __future__ import annotations

import os
import subprocess
import sys
from datetime import datetime
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QMessageBox

from app.document import open_document
from app.storage.backup import list_backups
from ui import crash, snapshot
from ui.dialogs import LogDialog, NewDialog, RestoreDialog, file_name
from ui.export import ExportDialog, copy_report
from ui.files import free_name
from ui.main import prepare_input_method
from ui.start_page import droppable


def test_the_start_page_offers_new_open_and_sample(start):
    page = start.start_page
    assert [button.isVisible() for button in page._buttons] == [True] * 3
    assert "涉密" in page._secret.text()
    assert page._empty.isVisible()
    assert not start.tools.isVisible()


def test_new_asks_unit_year_and_place(start, tmp_path: Path, monkeypatch):
    def fill(dialog: NewDialog) -> int:
        dialog.unit.setText("Test unit")
        dialog.year.setValue(2022)
        return 1

    monkeypatch.setattr(NewDialog, "exec", fill)
    start.start_page._buttons[0].click()
    document = start.session.document
    assert (document.unit, document.year) == ("Test unit", 2022)
    assert document.path == tmp_path / "Test unit-2022年绩效自评.zpt"
    assert "自动保存" in start.status.said()


def test_the_sample_is_a_document_of_ones_own(start, tmp_path: Path):
    start.start_page._buttons[2].click()
    assert start.session.document.path.parent == tmp_path
    assert start.workbench.ratios.ratios.find("budget_execution_rate").data().endswith("98.32%")
    start.files.sample()
    assert "（2）" in start.session.document.path.name


def test_recent_documents_open_with_enter_and_go_with_delete(start, sample: Path, qtbot):
    start.files.open_path(sample)
    start.commands.actions["close"].trigger()
    page = start.start_page
    assert page.recents.isVisible()
    qtbot.keyClick(page.recents, Qt.Key.Key_Return)
    assert start.session.document is not None
    start.commands.actions["close"].trigger()
    qtbot.keyClick(page.recents, Qt.Key.Key_Delete)
    assert page.recents.model().rowCount() == 0


def test_the_new_dialog_says_what_is_missing(qtbot, tmp_path: Path):
    dialog = NewDialog(tmp_path, year=2022)
    qtbot.addWidget(dialog)
    accept = dialog._buttons.buttons()[0]
    assert not accept.isEnabled()
    dialog.unit.setText("a/b:c")
    assert accept.isEnabled()
    assert dialog.path().name == "abc-2022年绩效自评.zpt"
    dialog.path().touch()
    dialog.unit.setText("a/b:c ")
    assert dialog.path().name == "abc-2022年绩效自评（2）.zpt"
    dialog.place.setText(str(tmp_path / "no" / "x.zpt"))
    assert not accept.isEnabled()
    dialog.place.setText(str(tmp_path / "x"))
    assert dialog.path().name == "x.zpt"


def test_names_of_files_are_free_and_clean(tmp_path: Path):
    assert file_name("", 2022).startswith("部门-2022")
    taken = tmp_path / "a.zpt"
    taken.touch()
    assert free_name(taken) == tmp_path / "a（2）.zpt"
    assert droppable(["/x/a.txt", "/x/b.ZPT"]) == [Path("/x/b.ZPT")]
    assert droppable(["/x/a.txt"]) == []
    dropped = ["/x/1.xlsx", "/x/2.zpt", "/x/3.xlsx"]
    assert [path.name for path in droppable(dropped)] == ["2.zpt", "1.xlsx", "3.xlsx"]


def test_a_copy_is_whole_and_the_open_document_stays(desk, tmp_path: Path):
    desk.enter("accounts/personnel/final", "1500")
    target = tmp_path / "副本.zpt"
    desk.window.files.copy_to(target)
    assert desk.document.path != target
    with open_document(target, read_only=True) as copy:
        assert copy.digest() == desk.document.digest()
    assert "已另存副本" in desk.window.message.text


def test_a_copy_never_covers_the_open_document(desk):
    desk.window.files.copy_to(desk.document.path)
    assert desk.window.message.kind == "error"


def test_restoring_brings_the_backup_back_and_keeps_what_was_there(desk, sample: Path):
    digest = desk.document.digest()
    copy = desk.document.make_backup()
    desk.enter("accounts/personnel/final", "1500")
    changed = desk.document.digest()
    desk.window.files.restore_from(copy, sample)
    assert desk.document.digest() == digest
    digests = set()
    for entry in list_backups(sample):
        with open_document(entry.path, read_only=True) as kept:
            digests.add(kept.digest())
    assert changed in digests


def test_the_restore_dialog_lists_backups(desk, qtbot, sample: Path):
    desk.document.make_backup()
    dialog = RestoreDialog(sample, list_backups(sample))
    qtbot.addWidget(dialog)
    assert dialog.chosen() == list_backups(sample)[0].path
    empty = RestoreDialog(sample, [])
    qtbot.addWidget(empty)
    assert empty.chosen() is None


def test_the_log_shows_who_did_what(desk, qtbot):
    desk.enter("accounts/personnel/final", "1500")
    dialog = LogDialog(desk.document.acts(100))
    qtbot.addWidget(dialog)
    first = dialog.list.topLevelItem(0)
    assert "人员经费" in first.text(3)
    assert datetime.fromisoformat(first.text(0))


def test_the_export_dialog_knows_its_place(qtbot, tmp_path: Path):
    dialog = ExportDialog(tmp_path / "a.xlsx", data=True)
    qtbot.addWidget(dialog)
    assert not dialog.without_data.isChecked()
    dialog.place.setText(str(tmp_path / "b"))
    assert dialog.path() == tmp_path / "b.xlsx"
    (tmp_path / "b.xlsx").touch()
    dialog.place.setText(str(tmp_path / "b.xlsx"))
    assert "替换" in dialog._why.text()
    dialog.place.setText(str(tmp_path / "no" / "b.xlsx"))
    assert not dialog._buttons.buttons()[0].isEnabled()


def test_export_runs_beside_the_window(desk, qtbot, tmp_path: Path):
    pytest.importorskip("app.exchange.xlsx")
    target = tmp_path / "out.xlsx"
    desk.window.files.export_to(target)
    assert desk.enter("accounts/personnel/final", "1500")
    qtbot.waitUntil(lambda: desk.window.files.running is None, timeout=20_000)
    assert "已导出" in desk.window.message.text
    assert target.exists()


def test_a_cancelled_export_leaves_nothing(desk, qtbot, tmp_path: Path):
    pytest.importorskip("app.exchange.xlsx")
    target = tmp_path / "out.xlsx"
    desk.window.files.export_to(target)
    desk.window.files.running.cancel()
    qtbot.waitUntil(lambda: desk.window.files.running is None, timeout=20_000)
    assert not target.exists() or "已导出" in desk.window.message.text


def test_a_snapshot_of_the_report_is_safe_from_later_edits(desk):
    taken = copy_report(desk.document.report)
    desk.enter("accounts/personnel/final", "1")
    assert dict(taken.cells()) != dict(desk.document.report.cells())


def test_the_picture_of_the_window(sample: Path, tmp_path: Path, home: Path, qapp):
    from PySide6.QtGui import QImage

    out = tmp_path / "window.png"
    assert snapshot.main([str(sample), str(out), "--size", "1366x768", "--table", "project"]) == 0
    picture = QImage(str(out))
    assert (picture.width(), picture.height()) == (1366, 768)
    colours = {picture.pixel(x, y) for x in range(0, 1366, 7) for y in range(0, 768, 7)}
    assert len(colours) > 20
    assert snapshot.main([str(tmp_path / "none.zpt"), str(out)]) == 1


def test_the_picture_without_a_display_says_nothing(sample: Path, tmp_path: Path, home: Path):
    out = tmp_path / "window.png"
    alone = {key: value for key, value in os.environ.items() if key not in {"DISPLAY", "WAYLAND_DISPLAY"}}
    command = [sys.executable, "-m", "ui.snapshot", str(sample), str(out)]
    alone["QT_QPA_PLATFORM"] = "offscreen"
    done = subprocess.run(command, env=alone, capture_output=True, text=True, check=False)
    assert (done.returncode, done.stdout, done.stderr) == (0, "", "")
    assert out.stat().st_size > 10_000


def test_an_unexpected_error_can_be_copied(qtbot):
    try:
        raise RuntimeError("boom")
    except RuntimeError as error:
        text = crash.detail(type(error), error, error.__traceback__)
    box = crash.make_box(text)
    qtbot.addWidget(box)
    assert "boom" in box.detailedText()
    assert "不会丢失" in box.informativeText()
    next(button for button in box.buttons() if "复制" in button.text()).click()
    assert "boom" in QApplication.clipboard().text()


@pytest.mark.skipif(not sys.platform.startswith("linux"), reason="input methods of Linux")
def test_fcitx_is_reached_through_ibus(monkeypatch):
    for name in ("QT_IM_MODULE", "QT_IM_MODULES", "GTK_IM_MODULE", "IBUS_USE_PORTAL"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("XMODIFIERS", "@im=none")
    prepare_input_method()
    import os

    assert "IBUS_USE_PORTAL" not in os.environ
    monkeypatch.setenv("XMODIFIERS", "@im=fcitx")
    prepare_input_method()
    assert os.environ["QT_IM_MODULE"] == "ibus"
    assert os.environ["IBUS_USE_PORTAL"] == "1"
    monkeypatch.setenv("IBUS_USE_PORTAL", "")


def test_a_machine_without_a_chinese_font_is_told_in_plain_letters(start, monkeypatch, capsys):
    from ui.main import tell_missing_font

    said = []
    monkeypatch.setattr(QMessageBox, "warning", lambda parent, title, text: said.append(text))
    tell_missing_font(start)
    assert said == []
    monkeypatch.setattr("PySide6.QtGui.QFontDatabase.families", lambda *_: [])
    tell_missing_font(start)
    assert "No Chinese font is installed" in said[0]
    assert "fonts-wqy-microhei" in capsys.readouterr().err


def test_a_name_of_another_encoding_is_refused_with_what_to_do(desk, sample: Path):
    odd = Path(os.fsdecode(os.fsencode(sample.parent) + b"/\xc3\xd0\xce\xc4.zpt"))
    odd.write_bytes(sample.read_bytes())
    assert not desk.session.open(odd)
    assert "编码" in desk.window.message.text and "改个名字" in desk.window.message.text
    assert desk.document.path == sample
    with open_document(odd) as document:  # the command line can
        assert document.close() == ""


def test_a_home_that_may_not_be_looked_into(monkeypatch):
    from ui import dialogs

    def denied(self):
        raise PermissionError

    monkeypatch.setattr(Path, "is_dir", denied)
    assert dialogs.documents_folder() == Path.home()
