"""From tables to forms and back, from project to project, from a problem to its cell."""

from __future__ import annotations

from decimal import Decimal
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from app.calculation.scoring.choice import PROJECT_SCHEME
from app.document import create
from app.domain.address import Address, parse_address
from app.storage.editions import edition_for
from tests.ui.forms.conftest import FormHands
from ui.main import make_window
from ui.navigator import FORMS, KEY

INDICATOR = Address("indicator", 9, "actual")  # of the fifth project of the sample


def lines(desk) -> list[str]:
    model = desk.bench.navigator.list.model()
    return [model.index(row, 0).data() for row in range(model.rowCount())]


# ---------------------------------------------------------------- where the forms are


def test_the_forms_stand_under_the_projects_and_indicators_have_no_table(desk):
    found = lines(desk)
    assert found[found.index("项目") + 1] == "项目自评表"
    assert "绩效指标" not in found
    assert "部门整体自评" in found and "其他数据" in found


def test_a_click_at_the_left_shows_the_form_and_another_one_the_table(desk):
    desk.bench.navigator.list.setCurrentIndex(_line(desk, FORMS))
    assert desk.bench.forms.shown and desk.bench.view.isHidden()
    assert desk.bench.forms.pane.row == 1
    desk.bench.navigator.list.setCurrentIndex(_line(desk, "accounts"))
    assert not desk.bench.forms.shown and not desk.bench.view.isHidden()
    assert desk.bench.table == "accounts"


def test_f4_opens_the_form_of_the_project_and_goes_back_to_its_line(desk):
    desk.go("project/5/final")
    desk.act("form")
    assert desk.bench.forms.pane.row == 5
    desk.act("form")
    assert desk.bench.table == "project"
    assert str(desk.bench.view.current_address()) == "project/5/name"


def test_the_context_menu_of_a_project_opens_its_form(desk):
    desk.go("project/5/name")
    action = desk.bench.view.actions_.form
    assert action.isVisible() and action.isEnabled()
    action.trigger()
    assert desk.bench.forms.pane.row == 5
    desk.bench.show_table("accounts")
    assert not action.isVisible()


def test_the_project_table_hides_what_stands_in_the_form_and_tells_where_a_score_comes_from(desk):
    desk.bench.show_table("project")
    table = desk.bench.view.table
    assert "goal_actual" not in [column.key for column in table.columns]
    marks = {row: table.look(*table.place(Address("project", row, "score"))).mark for row in (1, 2)}
    assert marks == {1: "自评表", 2: "直接填列"}
    assert "F4" in table.reader.tip(Address("project", 1, "score"))


def test_scores_that_are_computed_after_the_table_is_on_the_screen_come_into_it(window, sample):
    window.setUpdatesEnabled(False)  # as at a start
    window.start(sample)
    window.setUpdatesEnabled(True)
    window.workbench.view.show_table("project")
    table = window.workbench.view.table
    place = table.place(Address("project", 1, "score"))
    assert table.look(*place).mark != "自评表"
    window.furnish()
    assert (table.look(*place).text, table.look(*place).mark) == ("91", "自评表")


def test_the_menus_carry_what_can_be_done_in_the_view_in_sight(form):
    def texts() -> list[str]:
        return [action.text() for action in form.desk.window.commands.grid.actions() if action.isVisible()]

    assert any("从指标库添加" in text for text in texts())
    form.bench.show_table("project")
    assert not any("从指标库添加" in text for text in texts())
    assert any("添加项目" in text for text in texts())


@pytest.mark.parametrize("menu", ["edit", "grid"])
def test_mnemonics_are_unique_in_the_menus_of_a_form(form, menu):
    commands = form.desk.window.commands
    texts = [action.text() for action in getattr(commands, menu).actions() if "&" in action.text()]
    keys = [text.split("&")[1][0] for text in texts]
    assert len(keys) == len(set(keys)), texts


# ---------------------------------------------------------------- from elsewhere to a cell


def test_revealing_an_indicator_opens_the_form_of_its_project(desk):
    desk.go(str(INDICATOR))
    pane = desk.bench.forms.pane
    assert pane.row == 5 and pane.view.current_address() == INDICATOR
    assert desk.session.selection == INDICATOR


def test_a_field_beside_the_form_is_gone_to_as_well(desk):
    desk.go("indicator/9/evidence")
    detail = desk.bench.forms.pane.detail
    assert str(detail.view.current_address()) == "indicator/9/evidence"
    desk.go("project/2/scheme")
    assert desk.bench.forms.pane.row == 2
    assert str(detail.view.current_address()) == "project/2/scheme"


def test_a_problem_of_an_indicator_is_jumped_to(desk):
    desk.enter("indicator/9/actual", "1")
    desk.bench.problems.refill()
    codes = {
        p.code: p for p in desk.document.results.problems if any(c.table == "indicator" for c in p.cells)
    }
    assert codes
    code = next(iter(codes))
    desk.take_problem(code)
    desk.keys(desk.bench.problems.list, Qt.Key.Key_Return)
    assert desk.bench.forms is not None and desk.bench.forms.shown


def test_undo_stays_in_the_form_and_shows_the_cell(form):
    form.at("project/1/final").enter("200")
    form.at("indicator/3/actual")
    form.desk.act("undo")
    assert form.place.shown
    assert form.where() == "project/1/final"
    assert form.shown("project/1/final") == "220.84"


def test_the_explanation_and_the_outlines_follow_the_form(form):
    form.at("indicator/1/score")
    QApplication.processEvents()
    told = form.bench.explanation.explanation
    assert told is not None and told.words
    assert form.view.cells.sources


def test_only_this_table_means_the_project_and_its_indicators(form):
    form.session.enter(parse_address("indicator/1/weight"), "13")
    form.bench.problems.problems.filter(set(), form.bench.table)
    assert any("分值" in text for text in form.desk.problem_lines())


def test_the_project_looked_at_last_is_the_first_at_the_next_start(desk, settings, qtbot):
    desk.bench.show_form(5)
    desk.window.remember()
    other = make_window(settings)
    qtbot.addWidget(other)
    other.start(desk.document.path)  # to be read only: the first window has it
    other.workbench.show_table(FORMS)
    assert other.workbench.forms.pane.row == 5
    other.session.document.close(backup=False)
    other.session.document = None


# ---------------------------------------------------------------- from project to project


def test_next_and_previous_by_keyboard(form):
    form.press(Qt.Key.Key_PageDown, alt=True)
    assert form.pane.row == 2
    form.press(Qt.Key.Key_PageUp, alt=True)
    form.press(Qt.Key.Key_PageUp, alt=True)
    assert form.pane.row == 1
    assert form.said[-1] == ("info", "已经是第一个项目。")


def test_the_list_is_searched_and_enter_opens_the_form(form):
    form.desk.act("find")
    listed = form.pane.list
    assert listed.isVisible() and listed.search.hasFocus()
    listed.search.setText("全民")
    QTest.keyClick(listed.search, Qt.Key.Key_Return)
    assert form.pane.row == 5
    assert form.pane.view.hasFocus()


def test_the_list_tells_state_score_and_grade(form):
    form.desk.act("find")
    model = form.pane.list.model
    assert model.index(0).data() == "1　科普经费　已完成　91　优"
    assert model.index(1).data().endswith("无自评表　90　优")
    QTest.keyClick(form.pane.list.search, Qt.Key.Key_Down)
    assert form.pane.list.list.currentIndex().row() == 1
    QTest.keyClick(form.pane.list.search, Qt.Key.Key_Escape)
    assert not form.pane.list.isVisible() and form.pane.row == 1


def test_in_a_wide_window_the_list_stays_beside_the_form(form):
    form.desk.window.resize(2000, 1000)
    QApplication.processEvents()
    assert form.pane.list.isVisible()
    form.at("indicator/1/actual").press(Qt.Key.Key_Delete)
    assert "未填全" in form.pane.list.model.index(0).data()
    form.desk.window.resize(1366, 768)
    QApplication.processEvents()
    assert not form.pane.list.isVisible()


# ---------------------------------------------------------------- weights and schemes


def test_the_weights_bar_follows_every_weight(form):
    bar = form.pane.bar
    assert bar.fields()[0] == ("合计 100", True, 1.0)
    form.at("indicator/1/weight").enter("12")
    assert bar.fields()[0][:2] == ("合计 102 / 100", False)
    assert "产出指标 52/50 分" in bar.told()


def test_another_scheme_for_the_project_and_for_the_year_are_acts(form):
    button = form.pane.head.scheme
    button._fill()
    labels = [action.text() for action in button.menu().actions() if action.isCheckable()]
    assert labels[0] == "按本年度的方案"
    other = next(label for label in labels if "四川" in label)
    address = Address("project", 1, "scheme")
    button.choose(address, other)
    assert form.value("project/1/scheme") == other
    assert "本项目" in button.text()
    assert form.acts()[0] == f"项目 1“科普经费”的计分方案改为{other}"
    form.desk.act("undo")
    assert "本项目" not in button.text()
    button.choose(PROJECT_SCHEME, other)
    assert form.acts()[0] == f"2022 年度项目自评的计分方案改为{other}"
    assert other[:4] in button.text()


# ---------------------------------------------------------------- beside the form


def test_the_fields_beside_the_form_follow_the_cursor(form):
    form.at("indicator/2/name")
    assert "专家" not in form.detail.title.text()
    shown = {spot.address.column for spot in form.detail.view.table.sheet.spots if spot.address}
    assert {"direction", "rule", "degree", "excluded", "sample", "evidence", "score_reason"} <= shown
    assert not {"target", "actual", "weight", "score"} & shown


def test_what_does_not_apply_is_left_out_and_the_rest_is_rescaled(form):
    form.at("indicator/8/name").in_detail("indicator/8/excluded").type("不")
    form.press(Qt.Key.Key_Return)
    assert form.value("indicator/8/excluded") == "不适用"
    assert form.shown("indicator/8/score") == "不适用"


def test_degrees_are_those_of_the_rule_of_the_indicator(form):
    form.at("indicator/7/name").in_detail("indicator/7/degree")
    kind = form.detail.view.table.kind(Address("indicator", 7, "degree"))
    assert kind.choices and "达成预期指标" in kind.choices[0]


def test_f6_goes_from_the_form_to_its_fields(form):
    form.desk.act("next_pane")
    assert form.detail.view.hasFocus()
    form.press(Qt.Key.Key_Escape)
    assert form.view.hasFocus()


# ---------------------------------------------------------------- the department


def test_criteria_are_ticked_and_what_is_missing_stays_without_a_score(whole):
    item = next(one for one in _scheme(whole).items if one.criteria)
    whole.at(f"department/{item.row}/score")
    boxes = whole.detail.criteria.boxes
    assert len(boxes) == len(item.criteria)
    assert whole.shown(f"department/{item.row}/score") == "无法评价"
    boxes[0].click()
    assert whole.value(f"department/{item.row}/ticks") == "1"
    assert whole.acts()[0].startswith("勾选“")
    boxes[0].click()
    assert whole.value(f"department/{item.row}/ticks") == "0"
    assert whole.shown(f"department/{item.row}/score") == "0"
    whole.desk.act("undo")
    assert boxes[0].isChecked()


def test_the_department_has_no_grade_while_something_is_missing(whole):
    assert "部分得分" in whole.pane.head.state.text()
    assert not whole.pane.head.add.isVisible() and not whole.pane.bar.isVisible()


def test_a_weight_of_the_department_may_be_another(whole):
    row = _scheme(whole).items[0].row
    whole.at(f"department/{row}/weight").enter("7")
    assert whole.look(f"department/{row}/weight").mark == "已改"
    assert whole.value(f"department/{row}/weight") == Decimal(7)


# ---------------------------------------------------------------- what cannot be done


def test_a_locked_year_shows_its_forms_and_takes_nothing(form):
    form.session.change_years(lambda document: document.lock_year(2022))
    QApplication.processEvents()
    assert form.place.shown and form.pane.row == 1
    assert form.where() == "project/1/name"
    form.at("indicator/1/actual").type("9")
    assert form.editor is None
    assert not form.view.actions_.add_blank.isEnabled()
    assert not form.pane.head.add.isEnabled()


def test_without_projects_the_forms_say_what_to_do(window, tmp_path: Path, qtbot):
    path = tmp_path / "空.zpt"
    create(path, "某局", 2022, edition_for(2022)).close(backup=False)
    window.start(path)
    window.show()
    window.workbench.show_table(FORMS)
    texts = [spot.text for spot in window.workbench.forms.pane.view.table.lines.spots]
    assert any("还没有项目" in text for text in texts)


def test_a_refused_text_keeps_the_officer_in_the_form(form):
    form.at("indicator/1/weight").type("x")
    form.desk.act("form")
    assert form.place.shown and form.editor is not None
    form.press(Qt.Key.Key_Escape)


def test_zoom_and_unit_are_those_of_the_window(form):
    form.desk.act("other_unit")
    assert form.shown("project/1/final") == "2,208,400.00"
    height = form.view.rowHeight(form.view.selector.place[0])
    form.session.set_zoom(2.0)
    assert form.view.rowHeight(form.view.selector.place[0]) > height * 1.5
    form.session.set_zoom(1.0)


def test_every_line_is_as_high_as_its_texts(form):
    form.at("indicator/1/deviation").type("a" * 200)
    form.press(Qt.Key.Key_Return)
    spot = form.view.current_spot() or form.view.table.spot(0, 0)
    assert spot is not None
    place = form.view.table.place(parse_address("indicator/1/deviation"))
    rect = form.view.visualRect(form.view.table.index(*place))
    spacing = form.view.metrics.text.lineSpacing()
    needed = form.view.metrics.text.horizontalAdvance("a" * 200) / (rect.width() - 2 * form.view.metrics.pad)
    assert rect.height() >= spacing * needed


def test_another_document_forgets_the_form_of_the_one_before(form, tmp_path: Path):
    path = tmp_path / "空.zpt"
    create(path, "某局", 2022, edition_for(2022)).close(backup=False)
    assert form.session.open(path)
    QApplication.processEvents()
    assert form.pane.row is None
    assert form.items(1) == []


def _line(desk, key: str):
    model = desk.bench.navigator.list.model()
    return next(
        model.index(row, 0) for row in range(model.rowCount()) if model.index(row, 0).data(KEY) == key
    )


def _scheme(hands: FormHands):
    from app.calculation.scoring.choice import department_scheme_of

    document = hands.session.document
    found = department_scheme_of(document.model.edition, document.report)
    assert found is not None
    return found


# ---------------------------------------------------------------- what is marked


def test_the_marks_of_problems_are_of_this_moment_in_the_form_and_in_the_table(form):
    score = "indicator/1/score"
    form.at(score).enter("11")  # of 10
    assert form.look(score).severity == "error"
    form.desk.act("undo")
    assert form.look(score).severity is None
    final = parse_address("project/1/final")
    form.at("project/1/adjusted").enter("100")
    assert form.desk.bench.view.problems.at(final)
    assert form.look("project/1/final").severity is not None
    form.desk.go("project/1/name")
    form.bench.show_table("project")
    table = form.bench.view.table
    assert table.look(*table.place(final)).severity is not None


def test_the_heads_of_a_form_name_the_unit_in_which_money_is_shown(form):
    def heads() -> str:
        return " ".join(form.view.table.look(spot.row, spot.column).text for spot in form.pane.sheet.spots)

    assert "（万元）" in heads()
    form.desk.act("other_unit")
    assert "（元）" in heads() and "万元" not in heads()


def test_a_form_whose_weights_do_not_make_the_whole_is_not_complete(form):
    form.at("indicator/1/weight").enter("9")
    assert form.pane.head.state.text().startswith("未填全") and "优" not in form.pane.head.state.text()
    form.desk.act("undo")
    assert form.pane.head.state.text().startswith("已完成")


# ---------------------------------------------------------------- where the cursor is


def test_the_cell_of_the_cursor_stays_in_sight_when_fields_take_room(form):
    form.desk.window.resize(1280, 720)
    address = parse_address("indicator/1/name")
    form.at("project/1/name")
    form.desk.go(str(address))
    view = form.view

    def seen() -> bool:
        rect = view.visualRect(view.currentIndex())
        return rect.top() >= 0 and rect.bottom() <= view.viewport().height()

    form.qtbot.wait(50)  # panes share the room when nothing else is to be done
    assert seen()


def test_home_goes_to_the_first_field_and_f6_to_the_first_field_beside_the_form(form):
    form.at("indicator/1/weight").press(Qt.Key.Key_Home)
    assert form.where() == "indicator/1/level1"
    form.desk.act("next_pane")
    view = form.detail.view
    assert view.hasFocus()
    assert view.table.typable(*view.selector.place)


def test_criteria_of_the_department_are_ticked_by_keyboard(whole):
    row = next(item.row for item in _scheme(whole).items if item.criteria)
    whole.at(f"department/{row}/score")
    whole.desk.act("next_pane")
    box = QApplication.focusWidget()
    assert box is whole.detail.criteria.boxes[0]
    QTest.keyClick(box, Qt.Key.Key_Space)
    assert whole.value(f"department/{row}/ticks") == "1"
    QTest.keyClick(box, Qt.Key.Key_Escape)
    assert whole.view.hasFocus()


def test_the_table_behind_a_form_does_not_tell_what_is_selected(form):
    form.desk.go("project/1/content")
    form.desk.act("form")
    form.session.change_years(lambda document: document.lock_year(2022))
    QApplication.processEvents()
    assert form.session.selection == form.view.current_address()
    form.desk.act("form")
    assert form.session.selection == form.bench.view.current_address()


def test_what_a_spreadsheet_shows_for_an_error_is_no_target(form):
    before = form.value("indicator/1/target")
    form.at("indicator/1/target").paste_text("#NAME?")
    assert form.value("indicator/1/target") == before
    assert "出错" in form.desk.window.message.text


def test_the_first_project_has_none_before_it(form):
    assert not form.pane.head.previous.isEnabled() and form.pane.head.next.isEnabled()
    form.pane.show_project(17)
    assert form.pane.head.previous.isEnabled() and not form.pane.head.next.isEnabled()
