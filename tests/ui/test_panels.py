"""Ratios, explanation, problems and navigator, each by what an officer does with it."""

from __future__ import annotations

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLineEdit

from app.domain.address import Address, parse_address
from app.domain.problem import Problem
from ui.problem_model import PROBLEM
from ui.ratio_delegate import _margins


def explained(desk) -> dict[str, str]:
    """Heading → text of what the explanation shows."""
    panel = desk.bench.explanation
    return {name: part.body.text() for name, part in panel._sections.items() if part.body.isVisibleTo(panel)}


# ---------------------------------------------------------------- ratios


def test_selecting_a_ratio_explains_it_and_outlines_its_cells(desk):
    panel = desk.bench.ratios
    panel.setCurrentIndex(panel.ratios.find("budget_execution_rate"))
    told = explained(desk)
    assert "÷" in told["words"]
    assert told["numbers"] == "1,972.83 ÷ 2,006.53"
    assert told["result"] == "98.320483…% → 98.32%"
    assert told["basis"]
    assert told["source"]
    cells = {Address("accounts", "outlay", "final"), Address("accounts", "outlay", "adjusted")}
    assert desk.bench.explanation.explanation.cells == tuple(desk.bench.explanation.explanation.cells)
    assert set(desk.bench.explanation.explanation.cells) == cells


def test_a_ratio_without_value_says_why(desk):
    node = desk.ratio("sangong_change_rate")
    assert node.value == ""
    assert "上年决算数" in node.reason
    desk.session.select("sangong_change_rate")
    assert desk.bench.explanation._value.text() == "缺数"
    assert "上年决算数" in explained(desk)["result"]


def test_another_basis_becomes_the_main_one_and_back(desk):
    panel = desk.bench.ratios
    key = "budget_execution_rate_by_resources"
    assert desk.ratio(key).level == 2
    panel.make_main(key)
    assert desk.ratio(key).level == 1
    assert desk.ratio("budget_execution_rate").level == 2
    assert "主要口径" in desk.document.undo_text
    desk.act("undo")
    assert desk.ratio(key).level == 2


def test_making_the_default_basis_main_again_leaves_no_choice_behind(desk):
    digest = desk.document.digest()
    desk.bench.ratios.make_main("budget_execution_rate_by_resources")
    desk.bench.ratios.make_main("budget_execution_rate")
    assert desk.document.digest() == digest


def test_the_menu_copies_value_and_sentence(desk):
    panel = desk.bench.ratios
    panel.setCurrentIndex(panel.ratios.find("sangong_control_rate"))
    menu = panel.menu(desk.ratio("sangong_control_rate"))
    menu.actions()[0].trigger()
    assert QApplication.clipboard().text() == "47.55%"
    menu.actions()[1].trigger()
    assert "47.55%" in QApplication.clipboard().text()
    assert len(QApplication.clipboard().text()) > 8


def test_the_old_value_goes_away_by_itself(desk):
    desk.enter("accounts/personnel/final", "1500")
    assert desk.ratio("budget_execution_rate").old
    desk.bench.ratios.ratios.forget_old()
    assert not desk.ratio("budget_execution_rate").old


def test_keys_fold_other_bases_out_and_jump_to_the_source(desk):
    panel = desk.bench.ratios
    index = panel.ratios.find("budget_execution_rate")
    panel.setFocus()
    panel.setCurrentIndex(index)
    assert not panel.isExpanded(index)
    desk.keys(panel, Qt.Key.Key_Right)
    assert panel.isExpanded(index)
    desk.keys(panel, Qt.Key.Key_Down, Qt.Key.Key_Up, Qt.Key.Key_Return)
    assert desk.bench.view.current_address().table == "accounts"


def test_ratios_in_money_follow_the_unit(desk):
    keys = [ratio.key for ratio in desk.document.model.edition.ratios if ratio.unit == "万元"]
    shown = next(key for key in keys if desk.ratio(key).value)
    assert desk.ratio(shown).value.endswith("万元")
    desk.act("other_unit")
    assert desk.ratio(shown).value.endswith(" 元")


def test_missing_and_not_applicable_are_two_words(desk):
    assert desk.ratio("sangong_change_rate").shown == "缺数"
    assert desk.ratio("abroad_change_initial_rate").shown == "不适用"
    desk.session.select("abroad_change_initial_rate")
    assert desk.bench.explanation._value.text() == "不适用"


@pytest.mark.parametrize("zoom", [1.0, 2.0])
def test_long_names_of_ratios_are_read_whole(desk, zoom):
    desk.session.set_zoom(zoom)
    desk.window.resize(1280, 720)
    QApplication.processEvents()
    if zoom > 1:
        desk.act("side")  # folded away here
    panel = desk.bench.ratios
    delegate = panel.itemDelegate()
    for key in ("vehicle_change_initial_rate", "vehicle_operation_change_initial_rate"):
        node = desk.ratio(key)
        sizes = delegate._sizes_of(panel.font())
        left, right = _margins(node, sizes.em)
        layout = delegate._divide(sizes, node, panel.viewport().width() - left - right)
        assert len(layout.lines) == 2
        assert "".join(layout.lines) == node.label
        heights = [
            panel.visualRect(panel.ratios.find(each)).height() for each in (key, "public_control_rate")
        ]
        assert heights[0] > heights[1]


def test_the_explanation_of_money_follows_the_unit(desk):
    desk.go("sangong/sangong_total/change_initial")
    desk.act("other_unit")
    panel = desk.bench.explanation
    assert panel._value.text() == "−51,400.00 元"
    assert explained(desk)["result"] == "−5.14 万元 = −51,400.00 元"
    assert panel._plain_value() == "-51400.00"
    assert "万元" in panel._sections["numbers"].heading.text()


def test_the_note_asks_for_what_fits_the_cell(desk):
    note = desk.bench.explanation._note
    desk.go("sangong/reception/final")
    assert "推算" in note.placeholderText()
    desk.go("project/1/name")
    assert note.placeholderText() == "来源、说明，例如文号"


def test_the_note_grows_with_the_zoom(desk):
    note = desk.bench.explanation._note
    desk.go("sangong/reception/final")
    size = note.font().pointSizeF()
    desk.session.set_zoom(2.0)
    assert note.font().pointSizeF() == 2 * size
    assert note.document().defaultFont().pointSizeF() == 2 * size


def test_a_narrow_heading_gives_up_the_unit_and_the_count_before_the_title(desk):
    bench = desk.bench
    desk.go("project/1/name")
    desk.window.resize(1500, 720)
    QApplication.processEvents()
    assert bench.heading.unit.isVisible()
    assert "个项目" in bench.heading.filled.text()
    desk.session.set_zoom(2.0)
    desk.window.resize(1000, 720)
    QApplication.processEvents()
    assert not bench.heading.unit.isVisible()
    assert "个项目" not in bench.heading.filled.text()
    assert bench.heading.title.toolTip() == bench.heading.title.text()
    for widget in (bench.heading.title, bench.heading.filled, bench.heading.add):
        assert widget.geometry().right() < bench.heading.width()


# ---------------------------------------------------------------- explanation


def test_a_computed_cell_is_explained(desk):
    desk.go("sangong/sangong_total/change_initial")
    told = explained(desk)
    assert told["numbers"] == "4.66 － 9.80"
    assert desk.bench.explanation._value.text() == "−5.14 万元"
    assert "href" in told["cells"]


def test_the_explanation_follows_an_edit(desk):
    desk.go("sangong/sangong_total/change_initial")
    assert desk.enter("sangong/reception/final", "1")
    assert explained(desk)["numbers"] == "5.66 － 9.80"


def test_a_sentence_is_copied(desk):
    desk.go("sangong/reception/final")
    desk.bench.explanation.copy_sentence()
    assert "1.00 万元" in QApplication.clipboard().text()


def test_a_source_link_goes_to_its_cell(desk):
    desk.session.select("sangong_control_rate")
    cell = desk.bench.explanation.explanation.cells[0]
    desk.bench.explanation._sections["cells"].body.linkActivated.emit(str(cell))
    assert desk.bench.view.current_address() == cell


def test_a_note_is_typed_in_the_panel(desk):
    address = desk.go("accounts/personnel/initial")
    panel = desk.bench.explanation
    panel.edit_note()
    panel._note.clear()
    QTest.keyClicks(panel._note, "doc 12")
    QTest.keyClick(panel._note, Qt.Key.Key_Return, Qt.KeyboardModifier.ControlModifier)
    assert desk.document.report.get(Address("note", str(address), "text")) == "doc 12"
    desk.act("undo")
    assert panel._note.toPlainText() != "doc 12"


def test_a_note_is_kept_when_the_selection_moves_on(desk):
    desk.go("accounts/personnel/initial")
    desk.bench.explanation._note.setPlainText("x")
    desk.bench.explanation._note.document().setModified(True)
    desk.go("accounts/personnel/final")
    assert desk.value("note/accounts/personnel/initial/text") == "x"


def test_a_removed_row_is_explained_no_more(desk):
    row = desk.document.report.rows("project")[0].row
    desk.go(f"project/{row}/final")
    desk.bench.view.actions_.remove_rows.trigger()
    assert row not in desk.document.report.tables["project"]
    assert (
        desk.session.selection != Address("project", row, "final") or not desk.bench.explanation.explanation
    )


# ---------------------------------------------------------------- problems


def test_the_chips_count_and_filter(desk):
    panel = desk.bench.problems
    counts = panel.problems.counts
    assert panel._chips["warning"].text() == f"警告 {counts['warning']}"
    assert panel.problems.rowCount() == sum(counts.values())
    panel._chips["warning"].click()
    assert panel.problems.rowCount() == counts["info"] + counts["error"]
    panel._chips["info"].click()
    panel._chips["error"].click()
    assert panel.problems.rowCount() == 0
    assert "筛选" in panel.list.empty


def test_only_this_table(desk):
    panel = desk.bench.problems
    panel._only.click()
    model = panel.problems
    tables = [
        {cell.table for cell in model.index(row).data(PROBLEM).cells} for row in range(model.rowCount())
    ]
    assert tables
    assert all("accounts" in found for found in tables)
    desk.bench.show_table("project")
    tables = [
        {cell.table for cell in model.index(row).data(PROBLEM).cells} for row in range(model.rowCount())
    ]
    assert all("project" in found for found in tables)


def test_enter_walks_through_all_cells_of_a_problem(desk):
    panel = desk.bench.problems
    model = panel.problems
    row = next(row for row in range(model.rowCount()) if len(model.index(row).data(PROBLEM).cells) > 1)
    panel.list.setFocus()
    panel.list.setCurrentIndex(model.index(row))
    cells = model.index(row).data(PROBLEM).cells
    for cell in (*cells, cells[0]):
        desk.keys(panel.list, Qt.Key.Key_Return)
        assert desk.bench.view.current_address() == cell
    assert "共" in desk.window.status.said()


def test_a_problem_gets_its_explanation_in_place(desk):
    panel = desk.bench.problems
    panel.list.setCurrentIndex(panel.problems.index(0))
    problem = panel.current()
    panel.edit_explanation()
    editor = panel.list.findChild(QLineEdit)
    assert editor is not None
    QTest.keyClicks(editor, "reason 7")
    QTest.keyClick(editor, Qt.Key.Key_Return)
    desk.qtbot.waitUntil(lambda: panel.problems.explanation(problem) == "reason 7")
    assert "说明：reason 7" in panel.problems.index(0).data(Qt.ItemDataRole.ToolTipRole)
    assert panel.current().key == problem.key
    desk.act("undo")
    assert panel.problems.explanation(problem) == ""


def test_a_problem_goes_when_it_is_mended(desk):
    before = desk.bench.problems.problems.counts["warning"]
    row = next(p for p in desk.document.results.problems if p.severity == "warning" and len(p.cells) == 1)
    assert row.cells
    reasons = [p for p in desk.document.results.problems if "没有填增减原因" in p.message]
    cell = next(cell for cell in reasons[0].cells if cell.column == "reason")
    assert desk.session.enter(cell, "why")
    assert desk.bench.problems.problems.counts["warning"] == before - 1


def test_one_step_clears_a_typed_total_beside_its_parts(desk, monkeypatch):
    address = parse_address("accounts/personnel/final")
    problem = Problem("x", "x", "warning", "多出来的数", (address,), fix="clear")
    panel = desk.bench.problems
    monkeypatch.setattr(panel, "current", lambda: problem)
    panel._show_actions()
    assert panel._mend.isVisibleTo(panel)
    panel._mend.click()
    assert desk.document.report.get(address) is None
    desk.act("undo")
    assert desk.document.report.get(address) is not None


def test_no_problem_says_so(window, tmp_path):
    window.start(None)
    assert window.session.create(tmp_path / "a.zpt", "unit", 2022)
    panel = window.workbench.problems
    if not panel.problems.rowCount():
        assert "没有发现问题" in panel.list.empty


# ---------------------------------------------------------------- navigator


def test_the_navigator_counts_what_is_filled(desk):
    nav = desk.bench.navigator
    filled, required = nav.progress.all()
    assert f"{filled}/{required}" in nav._total.text()
    assert desk.enter("accounts/personnel/final", "")
    assert nav.progress.all() == (filled - 1, required)
    assert f"{filled - 1}/{required}" in nav._total.text()
    desk.act("undo")
    assert nav.progress.all() == (filled, required)


def test_rows_of_a_list_count_as_they_come_and_go(desk):
    nav = desk.bench.navigator
    _, required = nav.progress.of("project")
    desk.bench.show_table("project")
    desk.bench.heading.add.click()
    assert nav.progress.of("project")[1] > required
    desk.act("undo")
    assert nav.progress.of("project")[1] == required


def test_progress_kept_up_equals_progress_counted_anew(desk):
    from ui.progress import Progress

    desk.enter("accounts/personnel/final", "")
    desk.enter("sangong/reception/initial", "3")
    desk.bench.show_table("project")
    desk.bench.heading.add.click()
    fresh = Progress(desk.document)
    assert [fresh.of(t.key) for t in desk.document.model.edition.tables] == [
        desk.bench.navigator.progress.of(t.key) for t in desk.document.model.edition.tables
    ]


def test_choosing_in_the_navigator_shows_the_table(desk):
    nav = desk.bench.navigator
    nav.list.setFocus()
    desk.keys(nav.list, Qt.Key.Key_Down)
    keys = [table.key for table in desk.document.model.edition.tables]
    assert desk.bench.table == keys[keys.index("accounts") + 1]
    tip = nav.list.currentIndex().data(Qt.ItemDataRole.ToolTipRole)
    assert "已填" in tip or "没有填" in tip
