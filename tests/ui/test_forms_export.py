"""Forms out of the window: what is asked, what is written, what is printed."""

from __future__ import annotations

from pathlib import Path

import pytest
from PySide6.QtWidgets import QApplication

from ui.forms.export import FormsDialog, export_forms
from ui.printing.verb import Taken


@pytest.fixture
def dialog(qtbot, tmp_path: Path):
    def make(begun: int = 3, blank: int = 14, current: str = "科普经费") -> FormsDialog:
        made = FormsDialog(tmp_path / "2022年度自评表", begun, blank, current)
        qtbot.addWidget(made)
        return made

    return make


def test_the_dialog_says_what_it_will_do(dialog, tmp_path: Path):
    asked = dialog()
    assert asked.all.isChecked()
    assert "3 个" in asked.all.text()
    assert "14 张空白表" in asked.blank.text()
    assert "新建" in asked._why.text()
    asked.place.setText(str(tmp_path / "无" / "此处"))
    assert "不存在" in asked._why.text()
    assert not asked._buttons.buttons()[0].isEnabled()
    asked.place.setText(str(tmp_path))
    assert "替换" in asked._why.text()
    assert asked._buttons.buttons()[0].isEnabled()


def test_one_project_alone_leaves_the_rest_out(dialog):
    asked = dialog()
    asked.mine.click()
    assert not (asked.blank.isEnabled() or asked.further.isEnabled() or asked.one.isEnabled())
    assert dialog(current="").mine.isHidden()


def test_who_has_no_indicators_gets_blank_forms(dialog):
    asked = dialog(begun=0, current="")
    assert asked.blank.isChecked()
    assert asked._buttons.buttons()[0].isEnabled()
    asked.blank.click()
    asked.further.click()
    assert not asked._buttons.buttons()[0].isEnabled()


@pytest.mark.parametrize(
    ("kind", "one", "rows", "names"),
    [
        (0, True, [], ["2022年度自评表.xlsx"]),
        (1, True, [], ["2022年度自评表.pdf"]),
        (0, False, [1], ["科普经费.xlsx"]),
        (1, False, [1], ["科普经费.pdf"]),
    ],
)
def test_forms_are_written_beside_the_window(desk, dialog, qtbot, kind, one, rows, names):
    asked = dialog()
    asked.kind.setCurrentIndex(kind)
    asked.one.setChecked(one)
    (asked.mine if rows else asked.all).setChecked(True)
    export_forms(desk.document, desk.window.files, asked, rows, desk.window)
    qtbot.waitUntil(lambda: desk.window.files.running is None, timeout=30_000)
    assert "张自评表" in desk.window.message.text
    assert [path.name for path in asked.folder.iterdir()] == names


def test_a_file_for_each_form(desk, dialog, qtbot):
    asked = dialog()
    export_forms(desk.document, desk.window.files, asked, [], desk.window)
    qtbot.waitUntil(lambda: desk.window.files.running is None, timeout=30_000)
    written = sorted(path.name for path in asked.folder.iterdir())
    assert "科普经费.xlsx" in written
    assert "部门整体支出绩效自评表.xlsx" in written
    assert f"已导出 {len(written)} 张自评表" in desk.window.message.text


def test_the_menu_knows_the_project_in_sight(desk, monkeypatch):
    seen = []
    monkeypatch.setattr(FormsDialog, "exec", lambda self: seen.append(self.mine.text()) or 0)
    desk.go("project/1/name")
    desk.window.commands.actions["export_forms"].trigger()
    assert "科普经费" in seen[0]
    desk.go("accounts/personnel/final")
    desk.window.commands.actions["export_forms"].trigger()
    assert "科普经费" not in seen[1]


def test_the_preview_lists_the_forms_without_ticking_them(desk):
    taken = Taken(desk.document)
    forms = [page for page in taken.pages if page.key.startswith("form_")]
    assert "科普经费" in [page.name for page in forms]
    assert not any(taken.chosen[page.key].wanted for page in forms)


def test_printing_in_a_form_begins_with_that_form(desk, qtbot):
    printing = desk.window.files.printing
    for form, name in ((1, "科普经费"), ("department", "部门整体支出绩效自评表"), (2, "党组织活动经费")):
        taken = Taken(desk.document, "project", form=form)
        preview = printing.dialog(desk.document, taken, "project", single=True, form=form)
        qtbot.addWidget(preview)
        qtbot.waitUntil(lambda preview=preview: bool(preview.job.leaves), timeout=10_000)
        assert preview.name == name
        QApplication.processEvents()
