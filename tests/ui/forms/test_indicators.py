"""Indicators come into a form, are pasted from Excel, copied, moved and taken away; each is one act."""

from __future__ import annotations

from decimal import Decimal

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QDialog

from app.domain.act import SetCell
from app.domain.address import Address, parse_address
from app.domain.report import note_address
from app.edits import remove_rows
from app.storage.editions import edition_for
from app.years import begin_year
from tests.ui.forms.conftest import FormHands
from ui.forms.library import LibraryDialog, OriginDialog


def dialog(form, kind: type[QDialog]) -> QDialog:
    found = [one for one in form.desk.window.findChildren(kind) if one.isVisible()]
    assert len(found) == 1
    return found[0]


def test_a_form_without_indicators_says_how_to_begin(blank):
    hints = [spot.text for spot in blank.view.table.lines.spots if "还没有指标" in spot.text]
    assert len(hints) == 1
    assert "Ctrl+Insert" in hints[0]


def test_insert_adds_a_blank_one_and_goes_to_its_name(blank):
    blank.press(Qt.Key.Key_Insert)
    assert blank.items() == [""]
    assert blank.where().endswith("/name")
    blank.enter("a")
    assert blank.items() == ["a"]
    assert blank.acts()[1] == "添加指标：项目 2“党组织活动经费”"


def test_a_blank_one_stands_under_the_cursor_and_is_of_its_kind(form):
    before = form.items()
    form.at("indicator/2/name").press(Qt.Key.Key_Insert)
    now = form.items()
    assert now[:3] == [*before[:2], ""]
    row = parse_address(form.where()).row
    assert form.value(f"indicator/{row}/level1") == form.value("indicator/2/level1")


def test_the_library_is_searched_and_several_are_taken_as_one_act(blank):
    acts = len(blank.acts())
    blank.press(Qt.Key.Key_Insert, ctrl=True)
    library = dialog(blank, LibraryDialog)
    library.search.setText("满意度")
    shown = [item for item in library._items() if not item.isHidden()]
    assert shown and all(
        "满意" in item.text(0) + item.text(3) or "满意" in item.data(0, Qt.ItemDataRole.UserRole).level1
        for item in shown
    )
    library.search.setText("")
    chosen = library._items()[:2]
    for item in chosen:
        item.setCheckState(0, Qt.CheckState.Checked)
    assert "已勾选 2 个" in library.count.text()
    names = sorted(item.text(0) for item in chosen)
    library.accept()
    QApplication.processEvents()
    assert sorted(blank.items()) == names
    assert len(blank.acts()) == acts + 1
    assert blank.acts()[0] == "从指标库取 2 个指标：项目 2“党组织活动经费”"
    blank.desk.act("undo")
    assert blank.items() == []


def test_space_ticks_in_the_library_by_keyboard(blank):
    blank.press(Qt.Key.Key_Insert, ctrl=True)
    library = dialog(blank, LibraryDialog)
    library.tree.setCurrentItem(library._items()[0])
    library.tree.setFocus()
    blank.qtbot.keyClick(library.tree, Qt.Key.Key_Space)
    assert len(library.ticked()) == 1
    library.reject()
    assert blank.items() == []


def test_enter_in_the_library_takes_all_that_are_ticked(blank):
    blank.press(Qt.Key.Key_Insert, ctrl=True)
    library = dialog(blank, LibraryDialog)
    library.search.setText("满意度")
    for key in (Qt.Key.Key_Return, Qt.Key.Key_Down):
        blank.qtbot.keyClick(library.search, key)  # nothing is ticked yet: Enter takes nothing and says so
        assert "还没有勾选" in library.count.text()
    assert library.focusWidget() is library.tree
    for key in (Qt.Key.Key_Space, Qt.Key.Key_Down, Qt.Key.Key_Space):
        blank.qtbot.keyClick(library.tree, key)
    names = [entry.name for entry in library.ticked()]
    blank.qtbot.keyClick(library.tree, Qt.Key.Key_Return)
    QApplication.processEvents()
    assert len(names) == 2 and sorted(blank.items()) == sorted(names)


def test_what_the_form_has_already_is_told(form):
    form.press(Qt.Key.Key_Insert, ctrl=True)
    library = dialog(form, LibraryDialog)
    names = set(form.items())
    for item in library._items():
        assert ("表里已有" in item.text(3)) == (item.text(0) in names)
    library.reject()


def test_those_of_another_project_come_without_what_was_achieved(blank):
    blank.view.actions_.other.trigger()
    origins = dialog(blank, OriginDialog)
    origins.search.setText("全民")
    assert not origins.list.currentItem().isHidden()
    origins.accept()
    QApplication.processEvents()
    assert blank.items() == blank.items(5)
    report = blank.session.document.report
    new = [item for item in report.rows("indicator") if item.parent == 2]
    assert all(not {"actual", "score", "deviation", "degree"} & set(item.cells) for item in new)
    assert all("weight" in item.cells for item in new)


def test_last_years_form_is_asked_for_where_there_is_none(form):
    form.view.actions_.last_year.trigger()
    assert "文档里没有 2021 年度" in form.said[-1][1]


def test_last_years_form_of_the_same_project(desk):
    document = desk.document
    begin_year(document, 2023, edition_for(2023), carrying=True)
    desk.session.opened.emit()
    report = document.report
    project = next(row for row in report.rows("project") if row.cells.get("name") == "科普经费")
    gone = [int(item.row) for item in report.rows("indicator") if item.parent == project.row]
    if gone:  # where the new year has carried them over already
        desk.session.write(remove_rows(report, "indicator", gone, document.model.edition), "删除指标")
    form = FormHands(desk, int(project.row))
    form.view.actions_.last_year.trigger()
    assert form.items() == [
        str(item.cells["name"]) for item in document.report_of(2022).rows("indicator") if item.parent == 1
    ]
    assert form.acts()[0].startswith("取 2022 年度的")
    assert all("actual" not in item.cells for item in document.report.rows("indicator"))


def test_a_copy_of_the_chosen_ones_stands_under_them(form):
    before = form.items()
    form.select("indicator/1/name", "indicator/2/name")
    form.press(Qt.Key.Key_D, ctrl=True, shift=True)
    assert form.items()[:4] == [*before[:2], *before[:2]]
    assert form.acts()[0] == "复制 2 个指标"


def test_they_go_and_come_back(form):
    before = form.items()
    form.select("indicator/1/name", "indicator/2/name").press(Qt.Key.Key_Delete, ctrl=True)
    assert form.items() == before[2:]
    assert form.said[-1] == ("info", "已删除 2 个指标，可以撤销。")
    form.desk.act("undo")
    assert form.items() == before


def test_the_last_one_that_goes_leaves_the_hint(form):
    form.select("indicator/1/name", "indicator/8/name").press(Qt.Key.Key_Delete, ctrl=True)
    assert form.items() == []
    assert any("还没有指标" in spot.text for spot in form.view.table.lines.spots)
    assert "无自评表" in form.pane.head.state.text()


def test_they_move_and_the_cursor_goes_along(form):
    before = form.items()
    form.at("indicator/2/name").press(Qt.Key.Key_Up, alt=True)
    assert form.items()[:2] == [before[1], before[0]]
    assert form.where() == "indicator/2/name"
    form.press(Qt.Key.Key_Up, alt=True)
    assert form.items()[0] == before[1]  # at the end nothing happens
    form.press(Qt.Key.Key_Down, alt=True)
    assert form.items() == before


ROWS = (
    "产出指标\t数量指标\t培训期数\t≥10期\t12期\t20\n"
    "\t质量指标\t合格率\t≥95%\t96%\t30\n"
    "满意度指标\t服务对象满意度指标\t学员满意度\t≥90%\t95%\t10\n"
)


def test_lines_from_excel_become_indicators(blank):
    blank.press(Qt.Key.Key_Insert)
    first = parse_address(blank.where()).row
    acts = len(blank.acts())
    blank.at(f"indicator/{first}/level1").paste_text(ROWS)
    assert blank.items() == ["培训期数", "合格率", "学员满意度"]
    report = blank.session.document.report
    items = [item.cells for item in report.rows("indicator") if item.parent == 2]
    assert items[0] == {
        "level1": "产出指标", "level2": "数量指标", "name": "培训期数", "direction": "≥", "target": "10",
        "unit": "期", "actual": "12", "weight": Decimal(20),
    }  # fmt: skip
    assert items[1]["level1"] == "产出指标"  # a merged cell gives its text once
    assert (items[2]["target"], items[2]["unit"], items[2]["actual"]) == ("90", "%", "95")
    assert len(blank.acts()) == acts + 1
    assert blank.acts()[0].endswith("新增 2 行")
    blank.desk.act("undo")
    assert blank.items() == [""]


def test_a_block_of_targets_goes_field_by_field(form):
    form.at("indicator/1/target").paste_text("≥3个\t4个\n≤7\t5")
    assert form.shown("indicator/1/target") == "≥3个"
    assert form.shown("indicator/1/actual") == "4个"
    assert form.value("indicator/2/direction") == "≤"
    assert form.value("indicator/2/actual") == "5"


def test_a_refused_text_of_a_paste_is_told_and_the_rest_goes_in(form):
    form.at("indicator/1/weight").paste_text("5\n很多\n6")
    assert form.value("indicator/1/weight") == Decimal(5)
    assert form.value("indicator/3/weight") == Decimal(6)
    assert form.value("indicator/2/weight") == Decimal(10)
    assert "没有写入" in form.said[-1][1]


def test_funds_are_pasted_as_a_block(form):
    form.at("project/1/initial_fiscal").paste_text("1\t2\t3\n4\t5\t6")
    assert form.shown("project/1/initial_fiscal") == "1.00"
    assert form.shown("project/1/final_carry") == "6.00"
    assert form.shown("project/1/final") == "9.00"


def test_a_copy_takes_the_texts_as_shown_and_a_merged_one_once(form):
    form.select("indicator/1/level1", "indicator/2/target").press(Qt.Key.Key_C, ctrl=True)
    lines = QApplication.clipboard().text().split("\n")
    assert [line.split("\t")[-1] for line in lines] == ["≥2个", form.shown("indicator/2/target")]
    assert lines[0].split("\t")[0] == "产出指标"
    assert lines[1].split("\t")[0] == ""


def test_removing_a_project_takes_its_indicators_along_and_undo_brings_both(form):
    form.desk.act("form")
    view = form.bench.view
    assert str(view.current_address()) == "project/1/name"
    view.deeds.remove_rows()
    assert form.items(1) == []
    form.desk.act("undo")
    assert len(form.items(1)) == 8


def test_a_note_stands_on_a_cell_of_the_form(form, monkeypatch):
    monkeypatch.setattr("ui.dialogs.NoteDialog.exec", lambda _dialog: 0)
    form.session.write([SetCell(note_address(Address("indicator", 1, "target")), None, "见方案")], "批注")
    assert form.look("indicator/1/target").note
    asked = []
    form.view.note_requested.connect(asked.append)
    form.at("indicator/1/target").view.deeds.ask_note()
    assert asked == [Address("indicator", 1, "target")]
