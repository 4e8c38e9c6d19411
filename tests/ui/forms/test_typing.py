"""A form is filled in as the grid is: by typing, F2, Enter, Tab, Delete, and what an input method sends."""

from __future__ import annotations

from decimal import Decimal

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication


def test_typing_replaces_and_enter_goes_down_to_the_next_indicator(form):
    form.at("indicator/1/actual").enter("9")
    assert form.value("indicator/1/actual") == "9"
    assert form.where() == "indicator/2/actual"
    assert form.last() == "修改 “科普经费”的指标“流动科技馆巡展站点”·实际完成值"


def test_tab_goes_right_over_what_cannot_be_typed_into(form):
    form.at("project/1/final")
    form.press(Qt.Key.Key_Tab)
    assert form.where() == "project/1/execution_score"
    form.press(Qt.Key.Key_Tab)
    assert form.where() == "project/1/initial_fiscal"


@pytest.mark.parametrize(
    ("text", "direction", "target", "unit"),
    [
        ("≥95%", "≥", "95", "%"),
        ("不超过 20 万元", "≤", "20", "万元"),
        (">=1,200人次", "≥", "1200", "人次"),
        ("有所提升", "定性", "有所提升", None),
    ],
)
def test_a_target_typed_as_a_whole_is_direction_number_and_unit_in_one_act(
    form, text, direction, target, unit
):
    acts = len(form.acts())
    form.at("indicator/1/target").enter(text)
    assert form.value("indicator/1/direction") == direction
    assert form.value("indicator/1/target") == target
    assert form.value("indicator/1/unit") == unit
    assert len(form.acts()) == acts + 1
    form.desk.act("undo")
    assert form.shown("indicator/1/target") == "≥2个"


def test_a_number_without_a_sign_keeps_the_direction_and_the_unit(form):
    form.at("indicator/1/target").enter("8")
    assert form.shown("indicator/1/target") == "≥8个"


def test_an_actual_value_takes_its_unit_apart_where_it_is_the_same(form):
    form.at("indicator/1/actual").enter("7个")
    assert (form.value("indicator/1/actual"), form.value("indicator/1/unit")) == ("7", "个")
    form.at("indicator/1/actual").enter("7次")
    assert (form.value("indicator/1/actual"), form.value("indicator/1/unit")) == ("7次", "个")


def test_f2_goes_on_with_what_is_shown_and_esc_leaves_it(form):
    form.at("indicator/1/target").press(Qt.Key.Key_F2)
    assert form.editor.entered() == "≥2个"
    form.type("x")
    form.press(Qt.Key.Key_Escape)
    assert form.shown("indicator/1/target") == "≥2个"


def test_delete_blanks_direction_number_and_unit_together(form):
    form.at("indicator/1/target").press(Qt.Key.Key_Delete)
    assert [form.value(f"indicator/1/{name}") for name in ("direction", "target", "unit")] == [None] * 3
    assert form.shown("indicator/1/score") == "无法评价"
    assert form.look("indicator/1/score").tone == "muted"


def test_delete_of_an_actual_value_leaves_the_unit_and_never_full_marks(form):
    form.at("indicator/1/actual").press(Qt.Key.Key_Delete)
    assert form.value("indicator/1/unit") == "个"
    assert form.shown("indicator/1/score") == "无法评价"
    assert form.value("indicator/1/actual") is None


def test_what_is_computed_says_why_it_cannot_be_typed(form):
    form.at("project/1/total_weight").type("9")
    assert form.editor is None
    assert "计算" in form.said[-1][1]


def test_a_printed_text_takes_no_typing(form):
    form.view.selector.go(3, 0)
    form.type("9")
    assert form.editor is None
    assert form.said[-1] == ("info", "这是表上印好的文字，不用填")


def test_a_refused_text_stays_in_its_editor(form):
    form.at("indicator/1/weight").enter("很多")
    assert form.editor is not None
    assert form.value("indicator/1/weight") == Decimal(10)
    assert not form.desk.window.message.isVisible()  # it is said under the editor
    form.press(Qt.Key.Key_Escape)
    assert form.editor is None


def test_an_input_method_opens_the_editor_and_loses_no_letter(form):
    form.at("indicator/1/name").compose("liu")
    assert form.editor is not None
    form.compose("", "流动展览")
    form.press(Qt.Key.Key_Return)
    assert form.value("indicator/1/name") == "流动展览"


def test_a_text_that_comes_at_once_is_kept_too(form):
    form.at("indicator/1/actual").compose("", "六")
    form.press(Qt.Key.Key_Return)
    assert form.value("indicator/1/actual") == "六"


def test_the_input_method_is_off_where_nothing_can_be_typed(form):
    form.at("project/1/total_weight")
    assert not form.view.testAttribute(Qt.WidgetAttribute.WA_InputMethodEnabled)
    form.at("indicator/1/level1")
    assert form.view.testAttribute(Qt.WidgetAttribute.WA_InputMethodEnabled)


def test_a_merged_level_is_typed_for_all_indicators_it_covers(form):
    covered = form.view.table.of_items(
        form.view.table.spot(*form.view.table.place(_at("indicator/1/level1")))
    )
    form.at("indicator/1/level1").type("产出")
    form.press(Qt.Key.Key_Return)
    assert len(covered) > 1
    assert {form.value(str(cell)) for cell in covered} == {"产出指标"}
    form.at("indicator/1/level1").enter("过程指标")
    assert {form.value(str(cell)) for cell in covered} == {"过程指标"}
    assert form.last().endswith(f"（{len(covered)} 个指标）")


def test_a_level_offers_those_of_the_scheme(form):
    form.at("indicator/1/level1")
    kind = form.view.table.kind(_at("indicator/1/level1"))
    assert kind.choices == ("产出指标", "效益指标", "满意度指标")
    assert "数量指标" in form.view.table.kind(_at("indicator/1/level2")).choices


def test_arrows_pass_merged_cells_and_keep_their_column(form):
    form.at("project/1/adjusted").press(Qt.Key.Key_Up, Qt.Key.Key_Up)
    assert form.view.selector.place[1] == form.view.table.place(_at("project/1/adjusted"))[1]
    form.press(Qt.Key.Key_Up, Qt.Key.Key_Down, Qt.Key.Key_Down, Qt.Key.Key_Down)
    assert form.where() == "project/1/adjusted"


def test_a_total_of_funds_is_typed_while_its_parts_are_blank(form):
    form.at("project/1/initial_fiscal").enter("100")
    form.at("project/1/initial_other").enter("20.5")
    assert form.shown("project/1/initial") == "120.50"
    form.at("project/1/initial").type("9")
    assert form.editor is None or form.value("project/1/initial") is not None
    form.press(Qt.Key.Key_Escape)


def test_another_score_within_the_weight_is_marked_and_comes_back(form):
    form.at("indicator/1/score").enter("9")
    look = form.look("indicator/1/score")
    assert (look.text, look.mark) == ("9", "已改")
    form.at("indicator/1/score").press(Qt.Key.Key_Delete)
    assert form.look("indicator/1/score").mark == ""


def test_a_choice_is_made_by_part_of_its_text(form):
    form.at("project/1/name")
    form.pane.detail.show_spot(
        form.pane.sheet, form.view.table.spot(*form.view.table.place(_at("indicator/7/name")))
    )
    form.in_detail("indicator/7/direction").type("≤")
    form.press(Qt.Key.Key_Return)
    assert form.value("indicator/7/direction") == "≤"


def test_ctrl_enter_fills_what_is_selected(form):
    form.select("indicator/1/weight", "indicator/3/weight").type("4")
    form.press(Qt.Key.Key_Return, ctrl=True)
    assert [form.value(f"indicator/{row}/weight") for row in (1, 2, 3)] == [Decimal(4)] * 3


def test_the_status_bar_adds_up_weights(form):
    form.select("indicator/1/weight", "indicator/3/weight")
    QApplication.processEvents()
    found = form.view.summary()
    assert (found.sum, found.count) == ("25", 3) or found.numbers == 3
    assert "求和" in form.bench.summary()


def _at(text: str):
    from app.domain.address import parse_address

    return parse_address(text)


def test_a_block_of_indicators_tells_how_many_came_and_how_many_were_changed(form):
    lines = "\n".join(f"n{number}\t≥{number}个" for number in range(1, 4))
    last = form.session.document.report.rows("indicator")
    row = [record.row for record in last if record.parent == 1][-2]
    form.at(f"indicator/{row}/name").paste_text(lines)
    assert form.desk.window.status.said() == "已粘贴：新增 1 个指标，改了原有的 2 个指标。可以撤销。"


def test_replacing_is_not_offered_in_a_form(form):
    form.desk.act("replace")
    assert not form.pane.list.search.hasFocus()
    assert "没有替换" in form.desk.window.status.said()


def test_what_stands_in_another_table_is_changed_there(desk):
    """The department's name heads every form; typed over in one it would change in all."""
    from app.domain.address import parse_address

    desk.window.workbench.show_form(1)
    model = desk.window.workbench.forms.pane.view.table
    row, column = model.place(parse_address("profile/unit_name/value"))
    before = desk.document.digest()
    assert not model.typable(row, column)
    assert "请到那里改" in model.refusal(row, column)
    assert not model.setData(model.index(row, column), "别的局")
    assert desk.document.digest() == before
