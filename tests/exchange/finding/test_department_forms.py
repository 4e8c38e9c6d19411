"""Forms of the department's own score are found and read: layouts of other departments, beside others."""

from __future__ import annotations

from decimal import Decimal

from app.exchange.finding.forms import ReadForm, find_forms, find_summaries
from app.exchange.reading.workbook import read_workbook
from tests import worked
from tests.form_books import CHONGQING, RIGHT, YUEYANG, national, write


def read(tmp_path, *sheets) -> list[ReadForm]:
    path = write(tmp_path / "表.xlsx", {f"Sheet{n}": cells for n, cells in enumerate(sheets, 1)})
    return list(find_forms(worked.edition(), read_workbook(path).grids))


def items(form: ReadForm, *columns: str) -> list[tuple[object, ...]]:
    return [tuple(getattr(item.cells.get(c), "value", None) for c in columns) for item in form.items]


def heads(form: ReadForm) -> dict[str, object]:
    return {field.rpartition("/")[2]: entry.value for field, entry in form.heads.items()}


def test_the_columns_of_yueyang(tmp_path):
    (form,) = read(tmp_path, YUEYANG)
    assert (form.of, form.layout, form.year, form.agency) == ("department", "department", 2022, "某县科技局")
    assert items(form, "level1", "level2", "name", "weight", "score", "reason")[1:3] == [
        ("投入", "预算配置", "“三公”经费变动率", 5, 4, "接待批次增加"),
        ("投入", "预算配置", "公务招待费变动率", 5, 5, None),
    ]
    assert items(form, "standard")[0] == ("≤100%计5分，每超1个百分点扣0.5分",)
    assert heads(form) == {"weight": 32, "score": 29, "result": "优"}
    assert form.told == ()


def test_the_columns_of_chongqing(tmp_path):
    (form,) = read(tmp_path, CHONGQING)
    assert (form.of, form.year) == ("department", 2022)
    assert items(form, "name", "value", "unit", "share", "weight", "score")[1] == (
        "政府采购执行率", "72.74", "%", "100", 2, 2,
    )  # fmt: skip
    assert heads(form)["score"] == Decimal("97.5")
    told = " ".join(text for text, _ in form.told)
    assert "“年初指标值”没有对应的栏目" in told
    assert "“是否核心指标”没有对应的栏目" in told
    assert "等 11 格没有对应的栏目" in told


def test_where_both_stand_the_value_reached_counts(tmp_path):
    cells = {"D3": "指标值", "G3": "完成值", "D4": "≤100%", "G4": "98%", "D5": "≤0", "G5": "-3%"}
    (form,) = read(tmp_path, YUEYANG | cells)
    assert [value for (value,) in items(form, "value")][:2] == ["98%", "-3%"]


def test_forms_of_both_sorts_in_one_workbook_and_on_one_sheet(tmp_path):
    both = YUEYANG | national("乙", items=RIGHT, top=20)
    forms = read(tmp_path, national("甲", items=RIGHT), both, CHONGQING)
    assert [(form.sheet, form.of, form.text("name"), len(form.items)) for form in forms] == [
        (0, "project", "甲", 6),
        (1, "department", "", 7),
        (1, "project", "乙", 6),
        (2, "department", "", 4),
    ]
    low = {shifted(area, 40): value for area, value in YUEYANG.items()}
    forms = read(tmp_path, national("甲", items=RIGHT) | low)
    assert [(form.of, len(form.items)) for form in forms] == [("project", 6), ("department", 7)]
    assert not [text for text, _ in forms[0].told if "控制率" in text]


def test_goals_and_other_tables_are_no_form(tmp_path):
    goal = {
        "A1:F1": "部门整体支出绩效目标表", "A2": "一级指标", "B2": "二级指标", "C2": "三级指标",
        "D2": "指标值类型", "E2": "指标值", "F2": "评分标准", "A3": "产出", "C3": "完成数", "E3": "≥3",
    }  # fmt: skip
    untitled = {area: value for area, value in YUEYANG.items() if area != "A1:G1"}
    assert read(tmp_path, goal, untitled) == []


def test_a_list_of_other_scores_is_no_summary_of_ours(tmp_path):
    cells = {"A1:C1": "项目支出绩效自评结果汇总表", "A2": "序号", "B2": "项目名称", "C2": "得分", "B3": "甲"}
    path = write(tmp_path / "表.xlsx", {"表": cells})
    assert find_summaries(worked.edition(), read_workbook(path).grids) == ()


def shifted(area: str, rows: int) -> str:
    """The same area some rows lower."""
    return ":".join(f"{part[0]}{int(part[1:]) + rows}" for part in area.split(":"))
