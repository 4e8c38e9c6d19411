"""The menu 年度: a year more, a year less, and both taken back."""

from __future__ import annotations

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QDialog, QLineEdit, QMessageBox

from app.document import open_document
from app.domain.address import parse_address
from app.domain.report import carried_cells, carried_mark
from app.years import filled
from ui.edition_dialog import EditionDialog
from ui.year_dialogs import NewYearDialog, OffersDialog, YearsDialog


@pytest.fixture
def choose(monkeypatch):
    """Answers the dialog 新建年度 with a year, its own proposal when None."""

    def answer(year: int | None, *, carrying: bool = False, drop: tuple[int, ...] = ()) -> None:
        def fill(dialog: NewYearDialog) -> int:
            if year is not None:
                dialog.year.setValue(year)
            dialog.carrying.setChecked(carrying)
            for place in drop:
                dialog._trees["project"].topLevelItem(place).setCheckState(0, Qt.CheckState.Unchecked)
            return int(QDialog.DialogCode.Accepted)

        monkeypatch.setattr(NewYearDialog, "exec", fill)

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
    before, count = desk.document.digest_all(), filled(desk.document, 2022)
    asked = confirm(QMessageBox.StandardButton.Cancel)
    trigger(desk, "remove_year")
    assert f"删除 2022 年度和其中已填的 {count:,} 格" in asked[0]
    assert desk.document.digest_all() == before
    confirm(QMessageBox.StandardButton.Yes)
    trigger(desk, "remove_year")
    assert (desk.document.year, years(desk)) == (2023, ["2023 年度"])
    assert "已删除 2022 年度" in desk.window.status.said()
    assert not desk.window.commands.actions["remove_year"].isEnabled()
    trigger(desk, "undo")
    assert (desk.document.year, years(desk)) == (2022, ["2022 年度", "2023 年度"])
    assert desk.document.digest_all() == before


def test_a_year_that_is_there_is_not_offered(desk, qtbot):
    dialog = NewYearDialog(desk.document)
    qtbot.addWidget(dialog)
    accept = dialog._buttons.buttons()[0]
    assert (dialog.year.value(), accept.isEnabled(), dialog.carries()) == (2023, True, True)
    dialog.year.setValue(2022)
    assert not accept.isEnabled()
    assert dialog._why.text() == "这个年度已经在文档里了"
    dialog.year.setValue(2024)
    assert accept.isEnabled() and not dialog.carries()
    assert "文档里没有 2023 年度" in dialog._why.text()


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


# -- what carries over


def test_a_new_year_takes_over_what_carries_over(desk, choose):
    choose(None, carrying=True, drop=(2, 3))
    trigger(desk, "new_year")
    assert len(desk.document.report.rows("project")) == 15
    assert desk.value("accounts/personnel/prior") == 1_513_690_000
    assert "从 2022 年度带入" in desk.window.status.said()
    trigger(desk, "undo")
    assert desk.document.years == [2022]


def test_all_or_none_of_the_projects(desk, qtbot):
    dialog = NewYearDialog(desk.document)
    qtbot.addWidget(dialog)
    head = next(w for w in dialog._lists.children() if hasattr(w, "count") and hasattr(w, "_label"))
    assert head._label.text() == "延续的项目：17 / 17"
    head._set_all(Qt.CheckState.Unchecked)
    assert (head._label.text(), dialog.keep()) == ("延续的项目：0 / 17", {"project": []})
    dialog.carrying.setChecked(False)
    assert dialog.keep() is None


@pytest.fixture
def carried(desk, choose):
    """2023 taken over from the sample's 2022."""
    choose(None, carrying=True)
    trigger(desk, "new_year")
    return desk


def marked(desk, text: str) -> bool:
    return desk.document.report.get(carried_mark(parse_address(text))) is not None


def test_a_carried_cell_is_marked_until_it_is_typed_into(carried):
    address = "accounts/personnel/prior"
    look = carried.bench.view.table.reader.look(parse_address(address))
    assert look.carried
    assert "从上一年度带入" in carried.bench.view.table.reader.tip(parse_address(address))
    carried.enter(address, "1513.69")  # the same figure: looked at
    assert not marked(carried, address)
    assert not carried.bench.view.table.look(*carried.bench.view.table.place(parse_address(address))).carried
    trigger(carried, "undo")
    assert marked(carried, address)


def test_the_selection_is_confirmed(carried):
    carried.go("accounts/personnel/prior")
    before = len(list(carried_cells(carried.document.report)))
    carried.bench.view.actions_.confirm.trigger()
    assert not marked(carried, "accounts/personnel/prior")
    assert len(list(carried_cells(carried.document.report))) == before - 1
    carried.bench.view.actions_.confirm.trigger()
    assert "没有从上年带入" in carried.window.status.said()


def choose_problem(desk, code: str) -> None:
    panel = desk.bench.problems
    key = next(p.key for p in desk.document.results.problems if p.code == code)
    panel.list.setCurrentIndex(panel.problems.index(panel.problems.row_of(key)))
    panel._show_actions()


def test_all_are_confirmed_from_the_problem(carried):
    choose_problem(carried, "carried")
    panel = carried.bench.problems
    assert panel._mend.text() == "全部确认" and panel._mend.isVisibleTo(panel)
    panel.mend()
    assert list(carried_cells(carried.document.report)) == []


def test_a_correction_of_the_year_before_is_taken_from_the_problem(carried):
    carried.session.select_year(2022)
    assert carried.enter("accounts/personnel/final", "1600")
    carried.session.select_year(2023)
    choose_problem(carried, "same_accounts_prior")
    carried.bench.problems.mend()
    assert carried.value("accounts/personnel/prior") == 1_600_000_000


def test_what_differs_is_listed_and_taken(carried, monkeypatch):
    carried.session.select_year(2022)
    assert carried.enter("accounts/personnel/final", "1600")
    assert carried.enter("profile/staff_active/value", "43")
    carried.session.select_year(2023)
    seen = []

    def fill(dialog: OffersDialog) -> int:
        tree = dialog.tree
        seen.extend([tree.topLevelItem(n).text(c) for c in range(3)] for n in range(tree.topLevelItemCount()))
        tree.topLevelItem(0).setCheckState(0, Qt.CheckState.Unchecked)
        return int(QDialog.DialogCode.Accepted)

    monkeypatch.setattr(OffersDialog, "exec", fill)
    trigger(carried, "check_year")
    assert seen == [["人员经费·上年决算数", "1,513.69", "1,600.00"], ["在职人员", "42", "43"]]
    assert carried.value("accounts/personnel/prior") == 1_513_690_000
    assert carried.value("profile/staff_active/value") == 43
    trigger(carried, "undo")
    assert carried.value("profile/staff_active/value") == 42


def test_nothing_to_take_is_said(carried):
    trigger(carried, "check_year")
    assert "与 2022 年度一致" in carried.window.status.said()


# -- closing a year


def test_a_closed_year_takes_nothing_and_says_why(desk, confirm):
    confirm(QMessageBox.StandardButton.Yes)
    trigger(desk, "lock_year")
    assert years(desk) == ["2022 年度（已锁定）"]
    assert "已上报锁定" in desk.window.banner.text
    address = parse_address("accounts/personnel/final")
    assert "解锁" in desk.session.locked(address) and not desk.session.typable(address)
    before = desk.document.digest()
    assert not desk.enter("accounts/personnel/final", "1")
    desk.bench.view.deeds.clear()
    assert desk.document.digest() == before
    assert not desk.bench.view.actions_.paste.isEnabled()
    trigger(desk, "lock_year")  # 解锁
    assert years(desk) == ["2022 年度"] and not desk.window.banner.isVisible()
    assert desk.enter("accounts/personnel/final", "1")


def test_closing_and_opening_are_said(desk, choose, confirm):
    choose(None)
    trigger(desk, "new_year")
    confirm(QMessageBox.StandardButton.Yes)
    trigger(desk, "lock_year")
    assert desk.window.status.said() == "2023 年度已锁定。"
    trigger(desk, "lock_year")
    assert desk.window.status.said() == "2023 年度已解锁。"


def test_list_and_question_count_the_same_cells(carried, qtbot, confirm):
    assert list(carried_cells(carried.document.report))  # their marks are cells, too
    dialog = YearsDialog(carried.document, {})
    qtbot.addWidget(dialog)
    counted = dialog.list.topLevelItem(1).text(2)
    asked = confirm(QMessageBox.StandardButton.Cancel)
    carried.window.years.remove(2023)
    assert counted == f"{filled(carried.document, 2023):,} 格" and f"已填的 {counted}" in asked[0]


def test_closing_is_not_done_without_a_yes(desk, confirm):
    asked = confirm(QMessageBox.StandardButton.Cancel)
    trigger(desk, "lock_year")
    assert "锁定它" in asked[0] and desk.document.seal() is None


def test_the_list_of_years(carried, qtbot, confirm):
    confirm(QMessageBox.StandardButton.Yes)
    years_ = carried.window.years
    verbs = {
        "open": carried.session.select_year,
        "new": lambda _: None,
        "lock": years_.lock,
        "remove": years_.remove,
    }
    dialog = YearsDialog(carried.document, verbs)
    qtbot.addWidget(dialog)
    texts = [[dialog.list.topLevelItem(n).text(c) for c in (0, 1)] for n in range(2)]
    assert texts == [["2022 年", "填报中"], ["2023 年", "填报中"]]
    dialog.list.setCurrentItem(dialog.list.topLevelItem(0))
    dialog._lock.click()
    assert dialog.list.topLevelItem(0).text(1).startswith("已上报锁定")
    dialog.list.setCurrentItem(dialog.list.topLevelItem(0))
    assert not dialog._remove.isEnabled() and dialog._lock.text() == "解锁(&L)…"
    dialog.list.setCurrentItem(dialog.list.topLevelItem(1))
    dialog._remove.click()
    assert carried.document.years == [2022]


# -- another layout


def test_another_layout_from_a_file_and_back(desk, monkeypatch):
    def choose(dialog: EditionDialog) -> int:
        assert dialog.list.count() >= 1
        monkeypatch.setattr(
            "ui.edition_dialog.QFileDialog.getOpenFileName",
            lambda *_: ("tests/data/edition-bureau.toml", ""),
        )
        dialog._from_file()
        return int(QDialog.DialogCode.Accepted)

    monkeypatch.setattr(EditionDialog, "exec", choose)
    before = desk.document.digest()
    desk.act("follow")
    assert desk.document.model.edition.id == "test-bureau"
    assert desk.document.digest() == before
    assert "已填的数没有动" in desk.window.status.said()
    desk.act("undo")
    assert desk.document.model.edition.id == "cn-2022"


def test_a_layout_that_cannot_stand_is_told_and_nothing_changes(desk, monkeypatch, tmp_path):
    broken = tmp_path / "坏.toml"
    broken.write_text(
        'id = "x"\ntitle = "坏"\nyears = [2022, 2022]\nextends = "cn-2022"\nschem = 1\n', "utf-8"
    )
    monkeypatch.setattr(EditionDialog, "exec", lambda _: int(QDialog.DialogCode.Accepted))
    monkeypatch.setattr(EditionDialog, "source", property(lambda _: str(broken)))
    before = desk.document.digest_all()
    desk.act("follow")
    assert desk.document.digest_all() == before
    assert "没有更换版式" in desk.window.message.text
    assert "schem" in desk.window.message.text
