"""The main window: what an act changes on the screen, what is remembered, what is said."""

from __future__ import annotations

import os
import re
from pathlib import Path

import pytest
from PySide6.QtCore import QMimeData, QPointF, Qt, QUrl
from PySide6.QtGui import QDropEvent
from PySide6.QtWidgets import QApplication, QLabel, QPushButton

from app.domain.address import Address, parse_address
from app.domain.amount import WAN, YUAN
from app.storage.backup import list_backups
from app.storage.settings import Settings
from ui.main import make_window


def test_the_sample_opens_on_its_first_table_of_money(desk):
    assert desk.bench.table == "accounts"
    assert desk.bench.heading.title.text() == "收支预决算情况表"
    assert "单位：万元" in desk.bench.heading.unit.text()
    assert desk.window.windowTitle().startswith(desk.document.unit)
    assert desk.ratio("budget_execution_rate").value == "98.32%"
    assert desk.bench.problems.problems.counts["error"] == 0


def test_an_edit_shows_everywhere(desk):
    before = desk.ratio("budget_execution_rate").value
    assert desk.enter("accounts/personnel/final", "1500")
    node = desk.ratio("budget_execution_rate")
    assert node.old == before
    assert node.value != before
    assert desk.window.status._saved.text().startswith("已保存")
    assert desk.window.commands.actions["undo"].isEnabled()
    assert "人员经费" in desk.window.commands.actions["undo"].text()


def test_undo_and_redo_from_the_menu(desk):
    desk.enter("accounts/personnel/final", "1500")
    desk.act("undo")
    assert desk.value("accounts/personnel/final") == 15_136_900_00
    desk.act("redo")
    assert desk.value("accounts/personnel/final") == 15_000_000_00
    assert "已重做" in desk.window.status.said()


def test_a_refused_value_is_said_and_changes_nothing(desk):
    before = desk.value("accounts/personnel/final")
    assert not desk.enter("accounts/personnel/final", "abc")
    assert desk.value("accounts/personnel/final") == before
    assert "没有写入" in desk.window.message.text
    assert desk.window.message.kind == "error"
    assert desk.enter("accounts/personnel/final", "1501")
    assert desk.window.message.text == ""


def test_a_computed_cell_says_why_it_cannot_be_typed_into(desk):
    assert not desk.enter("accounts/personnel/rate", "1")
    assert "由软件计算" in desk.window.message.text


def test_escape_puts_the_message_away(desk):
    desk.session.said.emit("error", "没有写入")
    desk.keys(desk.window, Qt.Key.Key_Escape)
    assert desk.window.message.text == ""


def test_money_unit_changes_the_showing_and_not_the_data(desk):
    digest = desk.document.digest()
    desk.act("other_unit")
    assert desk.session.money_unit == YUAN
    assert desk.window.status._unit.text() == "元"
    assert "单位：元" in desk.bench.heading.unit.text()
    desk.act("other_unit")
    assert desk.session.money_unit == WAN
    assert desk.document.digest() == digest


def test_zoom_stays_between_100_and_200_percent(desk):
    for _ in range(15):
        desk.act("larger")
    assert desk.session.zoom == 2.0
    assert desk.window.status._zoom.text() == "200%"
    desk.act("normal")
    desk.act("smaller")
    assert desk.session.zoom == 1.0


@pytest.mark.parametrize("zoom", [1.0, 1.5, 2.0])
@pytest.mark.parametrize("theme", ["light", "dark"])
def test_no_label_is_clipped(desk, zoom, theme):
    desk.window.theme.choose(theme)
    desk.window.resize(1280, 720)
    desk.session.set_zoom(zoom)
    desk.session.select("budget_execution_rate")
    QApplication.processEvents()
    assert desk.window.minimumSizeHint().width() <= 1280
    assert desk.window.minimumSizeHint().height() <= 720
    for label in desk.window.findChildren(QLabel):
        if label.isVisible() and label.text() and not label.wordWrap():
            assert label.width() >= label.minimumSizeHint().width() - 1, label.text()
    for button in desk.window.findChildren(QPushButton):
        if button.isVisible():
            assert button.width() >= button.minimumSizeHint().width() - 1, button.text()


def test_f6_goes_round_the_panes_and_back(desk):
    desk.window.activateWindow()
    panes = desk.bench.panes()
    desk.bench.focus_grid()
    seen = []
    for _ in panes:
        desk.act("next_pane")
        focus = QApplication.focusWidget()
        seen.append(next(n for n, pane in enumerate(panes) if pane is focus or pane.isAncestorOf(focus)))
    assert sorted(seen) == list(range(len(panes)))
    desk.act("previous_pane")


def test_every_pane_has_a_name_for_screen_readers(desk):
    assert all(pane.accessibleName() for pane in desk.bench.panes())


def test_tables_are_reached_by_keys(desk):
    keys = [table.key for table in desk.document.model.edition.tables]
    desk.act("next_table")
    assert desk.bench.table == keys[keys.index("accounts") + 1]
    desk.act("previous_table")
    assert desk.bench.table == "accounts"


def test_a_row_is_added_with_the_button_and_taken_back(desk):
    desk.bench.show_table("project")
    rows = len(desk.document.report.tables["project"])
    assert desk.bench.heading.add.isVisible()
    desk.bench.heading.add.click()
    assert len(desk.document.report.tables["project"]) == rows + 1
    assert f"{rows + 1} 个" in desk.bench.heading.filled.text()
    desk.act("undo")
    assert len(desk.document.report.tables["project"]) == rows


def test_finding_walks_through_the_table(desk):
    desk.act("find")
    bar = desk.bench.bars.find
    assert bar.isVisible()
    bar.text.setText("1,513.69")
    assert bar.count.text() == "1/1"
    assert desk.bench.view.current_address() == Address("accounts", "personnel", "final")
    bar.text.setText("公用经费")
    assert bar.count.text().startswith("1/")
    bar.text.setText("qqq")
    assert bar.count.text() == "本表没有找到"
    desk.keys(bar.text, Qt.Key.Key_Escape)
    assert not bar.isVisible()


def test_the_window_remembers(qtbot, desk, settings: Settings, sample: Path):
    desk.session.set_money_unit(YUAN)
    desk.session.set_zoom(1.3)
    desk.bench.show_table("sangong")
    desk.window.resize(1300, 740)  # Qt keeps what fits on the screen
    desk.bench.across.setSizes([200, 700, 400])
    desk.bench.across.splitterMoved.emit(200, 1)
    QApplication.processEvents()
    sizes = desk.bench.across.sizes()
    desk.window.close()

    other = make_window(settings)
    qtbot.addWidget(other)
    other.start(Path(other.memory.get("last", "")))
    other.show()
    QApplication.processEvents()
    assert other.session.document.path == sample
    assert other.session.money_unit == YUAN
    assert other.session.zoom == 1.3
    assert other.workbench.table == "sangong"
    assert other.size().height() == 740
    assert abs(other.workbench.sizes.aside[0] * 1.3 - sizes[0]) <= 3  # as wide as the display lets it be
    other.close()


def test_settings_of_nonsense_do_no_harm(qtbot, home: Path, sample: Path):
    home.mkdir(parents=True, exist_ok=True)
    text = (
        '{"window": {"zoom": "x", "unit": 3, "geometry": 5, "grid": 7, "splitter_across": "!!", "table": []}}'
    )
    (home / "settings.json").write_text(text, "utf-8")
    window = make_window(Settings(home / "settings.json"))
    qtbot.addWidget(window)
    window.start(sample)
    window.show()
    assert window.session.zoom == 1.0
    window.close()


def test_closing_keeps_a_backup_aside(desk, sample: Path):
    desk.enter("accounts/personnel/final", "1500")
    desk.window.close()
    assert desk.session.document is None
    assert len(list_backups(sample)) == 1


def test_closing_the_document_leads_to_the_start_page(desk):
    desk.act("close")
    assert desk.session.document is None
    assert desk.window.pages.currentWidget() is desk.window.start_page
    assert not desk.window.commands.actions["export"].isEnabled()
    recents = desk.window.start_page.recents.model()
    assert recents.rowCount() == 1


def test_a_foreign_file_is_refused_in_words(start, tmp_path: Path):
    path = tmp_path / "不是.zpt"
    path.write_bytes(os.urandom(5000))
    before = path.read_bytes()
    assert not start.session.open(path)
    assert start.message.kind == "error"
    assert path.name in start.message.text
    assert path.read_bytes() == before


def test_a_damaged_file_offers_its_backup(desk, sample: Path, monkeypatch):
    desk.enter("accounts/personnel/final", "1500")
    digest = desk.document.digest()
    desk.act("close")
    data = bytearray(sample.read_bytes())
    data[4096:20000] = bytes(20000 - 4096)
    sample.write_bytes(bytes(data))
    assert not desk.session.open(sample)
    assert desk.window.message.kind == "error"
    buttons = [b for b in desk.window.message.findChildren(QPushButton) if "备份" in b.text()]
    assert buttons
    monkeypatch.setattr("ui.dialogs.RestoreDialog.exec", lambda self: 1)
    monkeypatch.setattr(desk.window.files, "_confirm_restore", lambda path: True)
    buttons[0].click()
    assert desk.document.digest() == digest
    assert "已从备份恢复" in desk.window.status.said()


@pytest.mark.skipif(not hasattr(os, "getuid"), reason="file modes of Unix")
def test_a_read_only_document_says_so_and_takes_nothing(window, sample: Path):
    sample.chmod(0o444)
    window.start(sample)
    window.show()
    assert "只读" in window.banner.text
    assert not window.session.enter(parse_address("accounts/personnel/final"), "1")
    assert "没有写入" in window.message.text or "只读" in window.message.text
    assert window.status._saved.text() == "只读"


def test_a_full_disk_is_said_and_the_value_is_not_taken(desk, monkeypatch):
    from app.storage.errors import DocumentError

    before = desk.value("accounts/personnel/final")

    def full(*_args, **_named):
        raise DocumentError("没有保存：磁盘已满")

    monkeypatch.setattr(desk.document._log, "append", full)
    assert not desk.enter("accounts/personnel/final", "1")
    assert desk.window.message.text == "没有保存：磁盘已满。"
    assert desk.value("accounts/personnel/final") == before


def test_a_dropped_document_opens(start, sample: Path):
    data = QMimeData()
    data.setUrls([QUrl.fromLocalFile(str(sample))])
    action, button, none = Qt.DropAction.CopyAction, Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier
    start.dropEvent(QDropEvent(QPointF(5, 5), action, data, button, none))
    for _ in range(3):
        QApplication.processEvents()
    assert start.session.document is not None


def test_the_theme_follows_the_menu(desk):
    dark = next(a for a in desk.window.commands.themes.actions() if a.data() == "dark")
    dark.trigger()
    assert QApplication.palette().base().color().lightness() < 128
    assert desk.window.memory.get("theme", "") == "dark"


def test_notes_are_written_with_the_dialog(desk, monkeypatch):
    desk.go("accounts/personnel/final")

    def fill(dialog) -> int:
        dialog.text.setPlainText("note 1")
        return 1

    monkeypatch.setattr("ui.dialogs.NoteDialog.exec", fill)
    desk.window.verbs.edit_note()
    assert desk.value("note/accounts/personnel/final/text") == "note 1"


def test_choosing_another_year(desk):
    from app.storage.editions import edition_for

    desk.document.add_year(2023, edition_for(2023))
    desk.document.select_year(2022)
    desk.session.opened.emit()
    desk.window.commands.year.setCurrentIndex(1)
    desk.window.commands.year.activated.emit(1)
    assert desk.document.year == 2023
    assert desk.ratio("budget_execution_rate").value == ""
    assert "已填 0/" in desk.bench.heading.filled.text()


def test_what_is_said_ends_like_a_sentence(desk):
    desk.session.said.emit("error", "没有写入")
    assert desk.window.message.text == "没有写入。"
    desk.session.said.emit("info", "已清除，可以撤销。")
    assert desk.window.status.said() == "已清除，可以撤销。"
    desk.session.said.emit("info", "")
    assert desk.window.status.said() == ""


def test_no_letter_stands_twice_in_a_menu(desk):
    bar = desk.window.menuBar().actions()
    texts = {one.text(): [action.text() for action in one.menu().actions()] for one in bar}
    texts["bar"] = [one.text() for one in bar]
    texts["cell"] = [action.text() for action in desk.bench.view.actions_for_menu()]
    for name, entries in texts.items():
        letters = re.findall(r"&([A-Z])", " ".join(entries))
        assert sorted(letters) == sorted(set(letters)), name
