"""The menu 年度: a year more, a year less, and both taken back."""

from __future__ import annotations

import pytest
from PySide6.QtWidgets import QDialog, QLineEdit, QMessageBox

from app.document import open_document
from ui.dialogs import YearDialog


@pytest.fixture
def choose(monkeypatch):
    """Answers the dialog 新建年度 with a year, its own proposal when None."""

    def answer(year: int | None) -> None:
        def fill(dialog: YearDialog) -> int:
            if year is not None:
                dialog.year.setValue(year)
            return int(QDialog.DialogCode.Accepted)

        monkeypatch.setattr(YearDialog, "exec", fill)

    return answer


@pytest.fixture
def confirm(monkeypatch):
    """Answers the question before deleting, and keeps what it said."""
    asked = []

    def answer(button) -> list[str]:
        def question(_parent, _title, text, *_buttons):
            asked.append(text)
            return button

        monkeypatch.setattr(QMessageBox, "question", question)
        return asked

    return answer


def years(desk) -> list[str]:
    box = desk.window.commands.year
    return [box.itemText(index) for index in range(box.count())]


def trigger(desk, key: str) -> None:
    action = desk.window.commands.actions[key]
    assert action.isEnabled()
    action.trigger()


def test_a_new_year_is_shown_and_taken_back(desk, choose):
    choose(None)
    before = desk.document.digest_all()
    trigger(desk, "new_year")
    assert (desk.document.year, years(desk)) == (2023, ["2022 年度", "2023 年度"])
    assert desk.window.commands.year.currentText() == "2023 年度"
    assert desk.value("accounts/personnel/final") is None
    assert "已新建 2023 年度" in desk.window.status.said()
    assert desk.enter("accounts/personnel/final", "12.34")
    trigger(desk, "undo")
    trigger(desk, "undo")
    assert (desk.document.year, years(desk)) == (2022, ["2022 年度"])
    assert desk.document.digest_all() == before
    assert desk.value("accounts/personnel/final") is not None
    trigger(desk, "redo")
    assert (desk.document.year, years(desk)) == (2023, ["2022 年度", "2023 年度"])


def test_the_name_of_the_unit_goes_along(desk, choose):
    name = desk.value("profile/unit_name/value")
    choose(2021)
    trigger(desk, "new_year")
    assert name
    assert desk.document.year == 2021
    assert desk.value("profile/unit_name/value") == name
    assert sum(1 for _ in desk.document.report.cells()) == 1


def test_a_year_is_deleted_only_when_said_so_and_comes_back(desk, choose, confirm):
    assert not desk.window.commands.actions["remove_year"].isEnabled()  # the only one
    choose(None)
    trigger(desk, "new_year")
    desk.session.select_year(2022)
    before, filled = desk.document.digest_all(), sum(1 for _ in desk.document.report.cells())
    asked = confirm(QMessageBox.StandardButton.Cancel)
    trigger(desk, "remove_year")
    assert f"删除 2022 年度和其中已填的 {filled} 格" in asked[0]
    assert desk.document.digest_all() == before
    confirm(QMessageBox.StandardButton.Yes)
    trigger(desk, "remove_year")
    assert (desk.document.year, years(desk)) == (2023, ["2023 年度"])
    assert "已删除 2022 年度" in desk.window.status.said()
    assert not desk.window.commands.actions["remove_year"].isEnabled()
    trigger(desk, "undo")
    assert (desk.document.year, years(desk)) == (2022, ["2022 年度", "2023 年度"])
    assert desk.document.digest_all() == before


def test_a_year_that_is_there_is_not_offered(qtbot):
    dialog = YearDialog([2022, 2024])
    qtbot.addWidget(dialog)
    accept = dialog._buttons.buttons()[0]
    assert (dialog.year.value(), accept.isEnabled()) == (2025, True)
    dialog.year.setValue(2022)
    assert not accept.isEnabled()
    assert dialog._why.text() == "这个年度已经在文档里了"
    dialog.year.setValue(2023)
    assert accept.isEnabled()


def test_a_year_without_a_layout_is_told(desk, choose):
    choose(2001)
    trigger(desk, "new_year")
    assert desk.document.years == [2022]
    assert "2001" in desk.window.message.text


def test_a_document_that_can_only_be_read_keeps_its_years(desk, choose):
    path = desk.document.path
    desk.session.close()
    with open_document(path, user="别人"):
        desk.session.open(path)
        choose(None)
        trigger(desk, "new_year")
        assert desk.document.years == [2022]
        assert desk.window.message.text.startswith("没有改动：")


def test_what_is_refused_in_an_open_editor_stops_it(desk, choose):
    choose(None)
    desk.go("accounts/personnel/final")
    desk.bench.view.edit(desk.bench.view.currentIndex())
    line = desk.bench.view.findChild(QLineEdit)
    assert line is not None
    line.setText("不是数")
    trigger(desk, "new_year")
    assert desk.document.years == [2022]
