"""The department's own form into the document: what is taken, what is only compared, what is told."""

from __future__ import annotations

from decimal import Decimal

import pytest

from app.calculation.entry import parse_cell
from app.calculation.scoring.choice import DEPARTMENT_SCHEME
from app.domain.act import SetCell
from app.domain.address import Address
from app.domain.report import note_address
from app.exchange.forms_out import Choice, export_workbook
from app.intake.form_words import as_data, lines, own_scores, sum_up
from app.intake.forms import DEPARTMENT
from tests.form_books import CHONGQING, RIGHT, YUEYANG, national, write
from tests.intake.test_forms import imported, planned, source_of, states


def put(document, **cells: str) -> None:
    """Type into cells of the department's table: goal_ticks="1、3"."""
    changes = []
    for name, text in cells.items():
        row, _, column = name.rpartition("__")
        address = Address("department", f"department_{row}", column)
        value = parse_cell(document.model.edition, address, text)
        changes.append(SetCell(address, document.report.get(address), value))
    document.write(changes, "填")


def typed(document, row: str) -> dict[str, object]:
    record = document.report.tables.get("department", {}).get(f"department_{row}")
    return dict(record.cells) if record is not None else {}


def notes(made) -> str:
    return "\n".join(text for text, _ in made.told)


@pytest.fixture
def filled(sample):
    put(
        sample, goal__ticks="1、3", rules__ticks="0", compliance__ticks="1、2、3、4、5",
        social__actual="达成预期指标",
        social__score="4.5", staffing__excluded="不适用", completion__weight="6", completion__score="5.5",
        completion__reason="有一笔跨年\n支付", done__reason="两项延期",
    )  # fmt: skip
    return sample


def out(document, path):
    choice = Choice(document.model, document.report, document.results, document.unit)
    export_workbook(choice, path)
    return path


def test_our_own_forms_come_back_unchanged(filled, tmp_path):
    made = planned(filled, out(filled, tmp_path / "出.xlsx"))[1]
    assert made.changes == ()
    assert states(made, "refused", "differs", "asked") == {}
    assert DEPARTMENT in made.rows.values()
    assert len(made.rows) == 4


def test_our_own_form_fills_an_empty_document(filled, empty, tmp_path):
    made = imported(empty, out(filled, tmp_path / "出.xlsx"))
    assert typed(empty, "goal")["ticks"] == "1、3"
    assert typed(empty, "rules")["ticks"] == "0"
    assert typed(empty, "compliance")["ticks"] == "1、2、3、4、5"
    assert typed(empty, "social") == {"actual": "达成预期指标", "score": Decimal("4.5")}
    assert typed(empty, "staffing") == {"excluded": "不适用"}
    assert typed(empty, "completion")["weight"] == 6
    assert typed(empty, "completion")["reason"] == "有一笔跨年\n支付"
    assert "weight" not in typed(empty, "goal")
    assert "score" not in typed(empty, "goal")  # follows from the ticks
    told = states(made, "refused")
    assert any("现在还不能算" in why and "没有导入" in why for why in told.values())
    (note,) = source_of(empty, tmp_path / "出.xlsx").book.notes
    assert note.endswith("起是项目自评结果汇总表，数来自各份自评表，没有导入")
    empty.undo()
    assert not empty.report.rows("project")
    assert typed(empty, "goal") == {}


def test_another_departments_form(sample, tmp_path):
    path = write(tmp_path / "岳阳.xlsx", {"评分表": YUEYANG})
    source, made = planned(sample, path)
    assert made.rows == {0: DEPARTMENT}
    assert "C6“公务招待费变动率”（分值 5 分，自评 5 分）这里没有这个指标，没有导入" in notes(made)
    assert "表上的单位是“某县科技局”" in notes(made)
    assert "“在职人员控制率”、“‘三公’经费变动率”的评分标准与这里的写法不同" in notes(made)
    assert "“投入（15分）”" not in notes(made)  # three indicators of 5 points
    assert states(made, "differs")["G11"].startswith("软件算出的是“无法评价")
    assert "现在还不能算" in states(made, "refused")["F11"]
    assert "哪几条" in states(made, "refused")["F9"]
    own = {item.entry.place: item.why for item in own_scores(made)}
    assert own["F7"] == "文件里是 4 分，软件算出 3.93 分，相差 0.07 分"
    assert own["F4"].endswith("补齐以前这一项无法评价，这个得分不计入合计")
    imported(sample, path)
    assert typed(sample, "staffing") == {"weight": 5, "score": 5}
    assert typed(sample, "sangong_change")["reason"] == "接待批次增加"
    assert typed(sample, "rules") == {"ticks": "1、2、3"}  # full marks leave nothing else
    note = sample.report.get(note_address(Address("department", "department_completion", "score")))
    assert note.startswith("取自文件“岳阳.xlsx”（评分表!F7）：文件里是 4 分")
    assert "1 份自评表，写入" in sum_up(source, made)
    assert "→ 部门整体自评，7 个指标" in "\n".join(lines(_aim(sample), source, made))
    (form,) = as_data(_aim(sample), source, made)["forms"]
    assert (form["of"], form["project"], form["imported"]) == ("department", None, True)
    assert planned(sample, path)[1].changes == ()


def test_values_coefficients_and_a_total_at_the_top(sample, tmp_path):
    made = planned(sample, write(tmp_path / "重庆.xlsx", {"自评": CHONGQING}))[1]
    assert states(made, "agrees")["F6"] == ""  # 98.32 with % beside it
    assert "现在还不能算（缺少：政府采购实际金额" in states(made, "refused")["F7"]
    assert "得分系数 90、分值 10 分，应得 9 分，写的是 9.5 分" in notes(made)
    assert "各指标得分相加是 26.5，合计写的是 97.5，相差 71" in notes(made)
    assert "E2" in states(made, "refused")
    assert "“年初指标值”没有对应的栏目" in notes(made)


def test_a_figure_of_ours_is_compared_not_taken(sample, tmp_path):
    cells = CHONGQING | {"F6": 95.1}
    made = planned(sample, write(tmp_path / "重庆.xlsx", {"自评": cells}))[1]
    assert states(made, "differs")["F6"] == "软件算出的是“98.32%”"
    assert not [item for item in made.items if item.address.column == "value" and item.state == "set"]


def test_ticks_as_marks_and_in_words(empty, tmp_path):
    cells = YUEYANG | {
        "D8": "☑1.有制度\n□2.合法、完整\n√3.有效执行", "F8": 2, "D9": "符合第 1、2、4 条", "F9": 3,
    }  # fmt: skip
    imported(empty, write(tmp_path / "岳阳.xlsx", {"评分表": cells}))
    assert typed(empty, "rules") == {"ticks": "1、3"}
    assert typed(empty, "compliance") == {"ticks": "1、2、4", "reason": "一笔超范围"}


def test_a_name_that_is_only_like_one_of_ours_is_asked_about(empty, tmp_path):
    cells = YUEYANG | {"C5": "“三公”经费的变动率"}
    path = write(tmp_path / "岳阳.xlsx", {"评分表": cells})
    made = planned(empty, path)[1]
    asked = states(made, "asked")
    assert set(asked) == {"E5", "F5", "G5"}
    assert "不一定就是" in asked["F5"]
    imported(empty, path, taken=frozenset({(0, 4, 5)}))
    assert typed(empty, "sangong_change") == {"score": 4}


def test_the_scheme_whose_indicators_and_weights_these_are_is_chosen(empty, filled, tmp_path):
    address = DEPARTMENT_SCHEME
    label = filled.model.edition.forms.departments[1].label
    filled.write([SetCell(address, filled.report.get(address), label)], "方案")
    put(filled, adjustment__reason="上级追加")
    filled.write(
        [SetCell(a := Address("department", "department_completion", "weight"), filled.report.get(a), None)],
        "清空",
    )
    made = imported(empty, out(filled, tmp_path / "出.xlsx"))
    assert empty.report.get(address) == label
    assert any(item.address == address for item in made.items)
    assert planned(empty, tmp_path / "出.xlsx")[1].changes == ()


def test_projects_and_the_department_in_several_files(empty, tmp_path):
    sheets = national("甲", items=RIGHT, total=(100, 98.3)), YUEYANG, CHONGQING
    paths = [write(tmp_path / f"{n}.xlsx", {"表": cells}) for n, cells in enumerate(sheets)]
    made = planned(empty, *paths)[1]
    assert made.rows == {0: 1, 1: DEPARTMENT}
    assert made.fresh == {0}
    assert "前面已有一份部门整体的自评表，这一份没有导入" in notes(made)


def test_a_form_without_one_indicator_of_ours_is_left_out(empty, tmp_path):
    cells = {
        "A1:F1": "2022年度部门整体支出绩效自评表", "A2": "一级指标", "B2": "二级指标", "C2": "三级指标",
        "D2": "年度指标值", "E2": "分值", "F2": "得分", "A3": "产出指标", "B3": "数量指标", "C3": "修路里程",
        "D3": "≥30公里", "E3": 50, "F3": 50,
    }  # fmt: skip
    made = planned(empty, write(tmp_path / "湖南.xlsx", {"表": cells}))[1]
    assert made.rows == {}
    assert made.changes == ()
    assert "“修路里程”（分值 50 分，自评 50 分）这里没有这个指标" in notes(made)
    assert "没有一个指标是这里的部门整体自评里有的" in notes(made)


def _aim(document):
    from app.intake.deed import aim_at

    return aim_at(document, document.year)
