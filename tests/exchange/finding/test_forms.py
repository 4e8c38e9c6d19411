"""Filled forms of other programs are found and read, cell by cell, and what is not taken is told."""

from __future__ import annotations

from decimal import Decimal

import pytest

from app.exchange.finding.entries import Way
from app.exchange.finding.forms import ReadForm, find_forms, reread
from app.exchange.reading.workbook import read_workbook
from tests import worked
from tests.exchange.support import SOFFICE, convert
from tests.form_books import HUBEI, RIGHT, SICHUAN, WRONG, national, write


def read(tmp_path, *sheets) -> list[ReadForm]:
    path = write(tmp_path / "表.xlsx", {f"Sheet{n}": cells for n, cells in enumerate(sheets, 1)})
    return list(find_forms(worked.edition(), read_workbook(path).grids))


def heads(form: ReadForm) -> dict[str, object]:
    return {field: entry.value for field, entry in form.heads.items() if entry.value is not None}


def items(form: ReadForm, *columns: str) -> list[tuple[object, ...]]:
    return [tuple(getattr(item.cells.get(c), "value", None) for c in columns) for item in form.items]


def test_the_national_form_with_lettered_headings(tmp_path):
    (form,) = read(tmp_path, national("水利工程", items=RIGHT))
    assert (form.layout, form.year, form.money, form.scheme) == ("national", 2022, "万元", "全国通用")
    assert heads(form) == {
        "name": "水利工程", "profile/unit_name/value": "某局", "unit": "某局",
        "initial": 40_000_000, "adjusted": 43_200_000, "final": 37_240_000,
        "initial_fiscal": 40_000_000, "adjusted_fiscal": 43_200_000, "final_fiscal": 37_240_000,
        "initial_carry": 0, "adjusted_carry": 0, "final_carry": 0,
        "initial_other": 0, "adjusted_other": 0, "final_other": 0,
        "execution_weight": 10, "rate": Decimal("0.862"), "execution_score": Decimal("8.62"),
        "goal": "完成监测 12 期", "goal_actual": "已完成 12 期",
        "total_weight": 100, "score": Decimal("98.62"),
    }  # fmt: skip
    assert items(form, "level1", "level2", "name", "direction", "target", "unit", "actual")[:5] == [
        ("产出指标", "数量指标", "培训人次", "≥", "1200", "人次", "1350"),
        ("产出指标", "数量指标", "讲座场次", "=", "12", "场", "12"),
        ("产出指标", "质量指标", "合格率", "≥", "95", "%", "97"),
        ("产出指标", "成本指标", "人均培训成本", "≤", "300", "元", "310"),
        ("效益指标", "社会效益指标", "科普覆盖面", "定性", "明显扩大", None, "明显扩大"),
    ]
    assert [item[0] for item in items(form, "weight")] == [20, 10, 10, 10, 30, 10]
    assert form.items[3].cells["deviation"].value == "教材涨价，已重新询价"
    assert form.heads["execution_score"].place == "I7"
    assert form.items[0].cells["target"].place == "E14"
    assert form.told == ()


def test_yuan_are_read_to_the_fen(tmp_path):
    funds = ((400000.55, 432000, 372400), (400000.55, 432000, 372400), ("—", "-", ""), (None, None, None))
    cells = national("培训", items=RIGHT, unit="元", funds=funds, title="财政项目支出绩效自评表")
    (form,) = read(tmp_path, cells)
    assert form.money == "元"
    assert form.heads["initial"].value == 40_000_055
    assert form.heads["initial_carry"].nothing
    again = reread(worked.edition(), read_workbook(tmp_path / "表.xlsx").grids, form, Way("千元"))
    assert again.heads["adjusted"].value == 43_200_000_000


def test_sichuans_form(tmp_path):
    (form,) = read(tmp_path, SICHUAN)
    assert (form.layout, form.scheme) == ("sichuan", "四川（10+90）")
    found = heads(form)
    assert (found["initial_fiscal"], found["final"]) == (238_930_000, 251_890_000)
    assert found["goal"] == "保障工资按时发放"
    assert found["execution_reason"] == "年中追加 12.96 万元"
    assert found["measures"] == "提前申报用款计划"
    assert items(form, "name", "direction", "target", "unit", "actual", "score") == [
        ("发放人数", "=", "32", "人", "32", 30),
        ("发放及时率", "≥", "100", "%", "98", Decimal("29.4")),
        ("队伍稳定", "定性", "稳定", None, "稳定", 30),
    ]
    assert form.told == ()


def test_hubeis_form_gives_weights_in_the_names(tmp_path):
    (form,) = read(tmp_path, HUBEI)
    assert (form.layout, form.scheme, form.year) == ("hubei", "湖北（20+80）", 2022)
    found = heads(form)
    assert (found["kind_of_project"], found["nature"]) == ("市直专项", "持续性项目")
    assert "term" not in found
    assert (found["adjusted"], found["execution_score"], found["deviation"]) == (1_560_000, 20, "无偏差")
    assert items(form, "name", "weight") == [
        ("补贴渔船数", 20), ("渔船补贴发放率", 10), ("禁捕政策落实", 10), ("退捕渔民满意度", 40),
    ]  # fmt: skip
    assert "名称里写的 20 分" in form.items[0].cells["weight"].doubt


def test_errors_of_published_forms_are_read_as_they_stand(tmp_path):
    cells = national("审批平台", items=WRONG, execution=(10, 100, 9), total=(98, 101))
    (form,) = read(tmp_path, cells)
    assert form.heads["rate"].value == 100
    assert form.heads["execution_score"].value == 9
    assert items(form, "weight", "score", "deviation")[0] == (20, 20, "0")
    assert "没有写 ≥" in form.items[0].cells["direction"].doubt
    assert form.heads["total_weight"].value == 98


def test_several_forms_below_each_other_and_on_several_sheets(tmp_path):
    two = national("甲", items=RIGHT) | national("乙", items=WRONG, top=30, title="财政项目支出绩效自评表")
    forms = read(tmp_path, two, SICHUAN, {"A1": "别的"})
    assert [(form.sheet, form.text("name")) for form in forms] == [(0, "甲"), (0, "乙"), (1, "工资性支出")]
    assert [len(form.items) for form in forms] == [6, 5, 3]


def test_what_has_no_place_in_the_form_is_told(tmp_path):
    cells = national("甲", items=RIGHT)
    cells |= {"J13": "财政审核评分", "J14": 19, "J5": "随手写的"}
    (form,) = read(tmp_path, cells)
    told = [text for text, _ in form.told]
    assert "J 列“财政审核评分”没有对应的栏目，没有导入" in told
    assert "J5“随手写的”没有对应的栏目，没有导入" in told


@pytest.mark.parametrize("points", [48, 50])
def test_a_level_that_says_other_points_than_its_indicators_is_told(tmp_path, points):
    changed = [(f"产出指标({points}分)", *item[1:]) if "产出" in str(item[0]) else item for item in RIGHT]
    (form,) = read(tmp_path, national("甲", items=changed))
    assert any("相差 2 分" in text for text, _ in form.told) == (points == 48)


def test_other_tables_are_no_forms(tmp_path):
    list_of_indicators = {
        "A1": "一级指标", "B1": "二级指标", "C1": "三级指标", "D1": "年度指标值",
        "E1": "实际完成值", "F1": "得分",
        "A2": "产出指标", "C2": "场次", "D2": "12", "E2": "12", "F2": 10,
    }  # fmt: skip
    assert read(tmp_path, list_of_indicators, {"A1": "项目支出绩效自评表"}, {"A1": 1}) == []


def test_amounts_that_are_none_are_refused_not_guessed(tmp_path):
    funds = ((40, "约43万", 37.24), (40, 43.2, 37.2412345), (0, 0, 0), (0, 0, 0))
    (form,) = read(tmp_path, national("甲", items=RIGHT, funds=funds))
    assert form.heads["adjusted"].value is None
    assert "不是金额" in form.heads["adjusted"].why
    assert "小数太多" in form.heads["final_fiscal"].why


def test_a_form_may_have_its_headings_again_on_the_next_page(tmp_path):
    cells = national("甲", items=RIGHT[:3])
    heads = {area: value for area, value in cells.items() if area.endswith("13") and area[0] in "BCDEFGHI"}
    again = {area.replace("13", "17"): value for area, value in heads.items()}
    moved = {
        area: value for area, value in cells.items() if not area.startswith(("A17", "G17", "H17", "A18"))
    }
    more = national("甲", items=RIGHT[3:], top=5)
    rest = {a: v for a, v in more.items() if a[1:3].isdigit() and int(a[1:3]) >= 18}
    (form,) = read(tmp_path, moved | again | {a: v for a, v in rest.items() if a[0] != "A" or "总" in str(v)})
    assert [name for (name,) in items(form, "name")] == [
        "培训人次", "讲座场次", "合格率", "人均培训成本", "科普覆盖面", "学员满意度",
    ]  # fmt: skip


def test_templates_rows_that_nobody_filled_are_passed_over(tmp_path):
    blank = (None, None, None, None, None)
    template = ("效益指标", "经济效益指标", "指标1：", *blank), ("效益指标", "生态效益指标", "……", *blank)
    (form,) = read(tmp_path, national("甲", items=(*RIGHT[:2], *template)))
    assert len(form.items) == 2
    assert form.told == (("“产出指标(50分)”与下面各指标分值的合计相差 20 分", (13, 1)),)


@pytest.mark.parametrize("tall", [3, 3_000])
def test_merged_cells_without_end_take_no_time_and_no_memory(tall):
    from app.exchange.reading.grid import Grid

    rows = [
        ("项目支出绩效自评表",),
        ("项目名称", "甲"),
        ("一级指标", "二级指标", "三级指标", "年度指标值", "得分"),
    ]
    rows += [("产出指标", "数量指标", f"指标甲{n}", "3", "1") for n in range(tall)]
    merged = tuple((0, 0, 199_999, 999) for _ in range(20_000))
    nothing = frozenset()
    grid = Grid("表", tuple(rows), False, nothing, {}, {}, {}, merged, nothing, nothing)
    assert len(find_forms(worked.edition(), [grid])) <= 1


@pytest.mark.parametrize("kind", ["xls", "ods"])
@pytest.mark.libreoffice
@pytest.mark.skipif(SOFFICE is None, reason="LibreOffice is not installed")
def test_old_and_open_formats_say_the_same(tmp_path, kind):
    path = write(tmp_path / "表.xlsx", {"全国": national("甲", items=RIGHT), "四川": SICHUAN, "湖北": HUBEI})
    same = list(find_forms(worked.edition(), read_workbook(path).grids))
    other = list(find_forms(worked.edition(), read_workbook(convert(path, tmp_path, kind)).grids))
    assert [heads(form) for form in other] == [heads(form) for form in same]
    columns = ("name", "direction", "target", "unit", "actual", "weight", "score", "deviation")
    assert [items(form, *columns) for form in other] == [items(form, *columns) for form in same]


def test_a_target_without_a_sign_has_that_of_its_kind(tmp_path):
    unsigned = (
        ("产出指标", "数量指标", "开放天数", "300天", "310天", 20, 20, ""),
        ("产出指标", "质量指标", "安全事故数", "0起", "3起", 20, 20, ""),
        ("产出指标", "时效指标", "审批时限", "5天", "8天", 10, 10, ""),
        ("产出指标", "数量指标", "项目工期", "90天", "80天", 10, 10, ""),
    )
    (form,) = read(tmp_path, national("甲", items=unsigned))
    assert [item[0] for item in items(form, "direction")] == ["≥", "≤", "≤", "≤"]
    assert all("请核对" in item.cells["direction"].doubt for item in form.items)


def test_signs_in_words_and_shares_of_a_percentage(tmp_path):
    (form,) = read(tmp_path, DIRECTIONS)
    assert items(form, "direction", "target", "unit", "actual") == [
        ("≥", "1500", "项", "1600"),
        ("≤", "5", "%", "0.8"),
        ("≥", "98", "%", "99"),
    ]
    assert [bool(item.cells["actual"].doubt) for item in form.items] == [False, True, True]


DIRECTIONS = {
    "A1": "项目支出绩效自评表", "A2": "项目名称", "B2": "甲",
    "A3": "项目资金（万元）", "C3": "年初预算", "D3": "调整后预算数", "E3": "预算执行数", "F3": "分值",
    "B4": "年度资金总额", "C4": 40, "D4": 43.2, "E4": 37.24, "F4": 10,
    "A5": "年度总体目标", "B5": "预期目标", "E5": "实际完成情况", "B6": "办完", "E6": "办完了",
    **{f"{column}7": text for column, text in zip("ABCDEFGHI", (
        "一级指标", "二级指标", "三级指标", "指标性质", "指标值", "度量单位", "实际完成值", "分值", "得分",
    ), strict=True)},
    **{f"{column}{row}": value for row, values in enumerate((
        ("产出指标", "数量指标", "事项数", "大于等于", 1500, "项", 1600, 45, 45),
        ("产出指标", "质量指标", "差错率", "<=", "5", "%", 0.8, 30, 30),
        ("满意度指标", "服务对象满意度指标", "满意度", ">=", "98", "%", 0.99, 15, 15),
    ), 8) for column, value in zip("ABCDEFGHI", values, strict=True)},
}  # fmt: skip


def test_cells_that_nobody_merged(tmp_path):
    (form,) = read(tmp_path, DIRECTIONS)
    assert (heads(form)["goal"], heads(form)["goal_actual"]) == ("办完", "办完了")
    assert (heads(form)["adjusted"], heads(form)["final"]) == (43_200_000, 37_240_000)
