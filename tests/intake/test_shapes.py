"""Workbooks as departments have them: titles, unit rows, two-line headings, halves, rows along the top."""

from __future__ import annotations

from dataclasses import replace

import pytest

from app.exchange.finding.block import Target
from app.exchange.finding.entries import Way
from app.intake.deed import lines, sum_up
from app.intake.plan import plan
from app.intake.rows import NEW, SKIP
from app.intake.source import Choices
from tests.intake.support import entered, imported, planned, states, write

HAND = [
    ["某局2022年部门收支预决算情况表"],
    [None, None, None, "单位：元"],
    ["项  目", "2022年年初预算", "全年预算数", "决算数", "差异原因"],
    ["收入"],
    ["一、财政拨款收入", 14762400, 17036300.5, 17036300.5, "追加"],
    ["二、上级补助收入", "—", "—", "—"],
    ["六、其他收入", None, None, "１２，０００"],
    ["本年收入合计", 14762400, 17036300.5, 17048300.5],
    ["年初结余和结转", 0, 3029000, 3029000],
    ["支出"],
    ["（一）基本支出", 11636300, 16669200, 16332300],
    ["人员支出", 10444500, 15473900, 15136900],
    ["日常公用经费", 1191800, 1195300, 1195300],
    ["项目支出", 3126100, 3396100, "#REF!"],
    ["其他杂项", 1, 2, 3],
    ["年末结转和结余", "", "", 337000.123],
    ["注：本表数据取自部门决算。"],
]


def test_a_table_made_by_hand(empty, tmp_path):
    path = write(tmp_path / "hand.xlsx", {"Sheet1": HAND})
    source, made = imported(empty, path)
    got = entered(empty.report)
    assert got["accounts/fiscal_appropriation/final"] == 1_703_630_050  # 17,036,300.50 元
    assert got["accounts/other_income/final"] == 1_200_000
    assert got["accounts/carry_in/initial"] == 0  # 0 is not blank
    assert "accounts/superior_subsidy/final" not in got  # a dash is
    assert got["accounts/fiscal_appropriation/reason"] == "追加"
    assert got["accounts/personnel/initial"] == 1_044_450_000
    found = states(made)
    assert found["refused"] == ["accounts/outlay_project/final", "accounts/carry_out/final"]
    assert found["nothing"] == [f"accounts/superior_subsidy/{c}" for c in ("initial", "adjusted", "final")]
    assert "accounts/outlay_basic/final" in found["differs"]  # 15,136,900 + 1,195,300 is not 16,332,300
    assert "accounts/income/final" in found["agrees"]
    told = list(made.told)
    assert told == ["Sheet1 第 15 行“其他杂项”没有对应的行，没有导入"]
    assert "2 格不能写入" in sum_up(source, made)


def test_undo_takes_the_whole_import_back(empty, tmp_path):
    before = empty.digest()
    imported(empty, write(tmp_path / "hand.xlsx", {"Sheet1": HAND}))
    assert empty.digest() != before
    effect = empty.undo()
    assert empty.digest() == before and effect.text == "导入“hand.xlsx”"


def test_finer_than_a_fen_is_rounded_only_when_asked(empty, tmp_path):
    path = write(tmp_path / "hand.xlsx", {"Sheet1": HAND})
    _, made = planned(empty, path, choices=[Choices(way=Way(rounding=True))])
    carry_out = next(i for i in made.items if str(i.address) == "accounts/carry_out/final")
    assert (carry_out.state, carry_out.entry.value) == ("set", 33_700_012)


PROJECTS = [
    ["2022年度项目支出情况"],
    ["序号", "项目名称", "资金情况", None, "自评得分"],
    [None, None, "预算数", "执行数", None],
    [None, None, "(万元)", "(万元)", None],
    [1, "普法经费", 3, 3.5, 95],
    [2, "培训费", 2, "2.0万", 88.5],
    [None, "合计", 5, 5.5, None],
    ["单位负责人：张三"],
]
MERGED = {"项目": ["A2:A3", "B2:B3", "C2:D2", "E2:E3"]}


def test_a_list_under_two_lines_of_headings_and_units(empty, tmp_path):
    path = write(tmp_path / "p.xlsx", {"项目": PROJECTS}, MERGED)
    source, made = imported(empty, path)
    rows = [record.cells for record in empty.report.rows("project")]
    assert [(r["name"], r["final"]) for r in rows] == [("普法经费", 3_500_000), ("培训费", 2_000_000)]
    assert [str(r["score"]) for r in rows] == ["95", "88.5"]
    assert made.added == {"project": 2}
    assert any("合计行" in told for told in made.told)
    assert any("C 列“预算数(万元)”不能确定是哪一栏" in told for told in made.told)
    assert source.blocks[0].asked == {2: ("initial", "adjusted")}


def test_a_vague_heading_is_settled_by_the_officer(empty, tmp_path):
    path = write(tmp_path / "p.xlsx", {"项目": PROJECTS}, MERGED)
    _, made = imported(empty, path, choices=[Choices(columns={2: Target("adjusted")})])
    assert [r.cells["adjusted"] for r in empty.report.rows("project")] == [3_000_000, 2_000_000]
    assert not any("不能确定" in told for told in made.told)


def test_rows_are_matched_by_name_or_added_or_left_out(empty, tmp_path):
    path = write(tmp_path / "p.xlsx", {"项目": PROJECTS}, MERGED)
    imported(empty, path)
    again = [row[:] for row in PROJECTS]
    again[4][3], again[5][1] = 9.5, "新的培训"
    _, made = planned(empty, write(tmp_path / "q.xlsx", {"项目": again}, MERGED))
    assert states(made)["set"] == ["project/1/final", "project/3/name", "project/3/final", "project/3/score"]
    _, made = planned(empty, tmp_path / "q.xlsx", choices=[Choices(rows={4: NEW, 5: SKIP})])
    assert {str(i.address.row) for i in made.items if i.state == "set"} == {"3"}
    _, made = planned(empty, tmp_path / "q.xlsx", choices=[Choices(rows={5: 2})])
    assert "project/2/name" in states(made)["set"]


def test_projects_of_one_name_go_one_after_the_other_and_it_is_told(sample, tmp_path):
    rows = [["序号", "项目名称", "综合得分"], [1, "公务用车租赁经费", 81], [2, "公务用车租赁经费", 82]]
    _, made = planned(sample, write(tmp_path / "p.xlsx", {"项目": rows}))
    scores = {str(i.address): str(i.entry.value) for i in made.items if i.state == "set"}
    assert list(scores.values()) == ["81", "82"] and made.added == {}
    assert made.told == ("项目“公务用车租赁经费”有 2 个，按先后对应，请核对",)


def test_two_columns_of_one_meaning_are_a_question(empty, tmp_path):
    rows = [
        ["单位：万元"],
        ["项目", "全年预算数", "调整后预算数", "决算数"],
        ["人员经费", 1, 2, 3],
        ["一般公用经费", 4, 5, 6],
    ]
    source, made = planned(empty, write(tmp_path / "a.xlsx", {"收支预决算情况表": rows}))
    assert source.blocks[0].asked == {1: ("adjusted",), 2: ("adjusted",)}
    assert states(made)["set"] == ["accounts/personnel/final", "accounts/public/final"]


def test_without_a_unit_no_amount_is_taken(empty, tmp_path):
    rows = [["项目", "年初预算数", "决算数", "增减原因"], ["人员经费", 1, 2, "增人"], ["一般公用经费", 4, 5]]
    path = write(tmp_path / "a.xlsx", {"收支预决算情况表": rows})
    _, made = planned(empty, path)
    assert states(made)["set"] == ["accounts/personnel/reason"]
    assert all("没有写明金额单位" in i.why for i in made.items if i.state == "refused")
    _, made = planned(empty, path, choices=[Choices(way=Way(unit="元"))])
    assert {str(i.address): i.entry.value for i in made.items}["accounts/public/final"] == 500


def test_halves_side_by_side(empty, tmp_path):
    rows = [
        ["收支预决算情况表"],
        ["单位：万元"],
        ["收入", None, "支出", None],
        ["项目", "决算数", "项目", "决算数"],
        ["一、财政拨款收入", 100, "人员经费", 60],
        ["二、事业收入", 20, "一般公用经费", 30],
        ["本年收入合计", 120, "项目支出", 40],
        ["年初结转和结余", 10, "年末结转和结余", 0],
        ["总计", 130, "总计", 130],
    ]
    _, made = imported(empty, write(tmp_path / "a.xlsx", {"表": rows}, {"表": ["A3:B3", "C3:D3"]}))
    got = entered(empty.report)
    assert got["accounts/institution_income/final"] == 20_000_000
    assert got["accounts/public/final"] == 30_000_000 and got["accounts/carry_out/final"] == 0
    assert {"accounts/income_grand/final", "accounts/outlay_grand/final"} <= set(states(made)["agrees"])


def test_rows_along_the_top(empty, tmp_path):
    rows = [
        ["“三公”经费情况表"],
        ["单位：万元"],
        ["合计", None, "因公出国（境）费", None, "公务用车购置及运行维护费", None, "公务接待费", None],
        ["年初预算数", "决算数"] * 4,
        [9.8, 4.66, 0, 0, 8.8, 4.66, 1, 0],
    ]
    merged = {"表": ["A3:B3", "C3:D3", "E3:F3", "G3:H3"]}
    _, made = imported(empty, write(tmp_path / "a.xlsx", {"表": rows}, merged))
    got = entered(empty.report)
    assert (got["sangong/reception/initial"], got["sangong/abroad/final"]) == (1_000_000, 0)
    assert got["sangong/vehicle/final"] == 4_660_000  # typed: its parts are not known
    assert "sangong/sangong_total/final" not in got  # its parts are
    assert "sangong/sangong_total/final" in states(made)["agrees"]


def test_a_form_of_single_values(empty, tmp_path):
    rows = [
        ["部门基本情况"],
        ["编制人数", 45],
        ["在职人数", "42"],
        ["固定资产净值（元）", 232700],
        ["联系电话", 13812345678],
    ]
    imported(empty, write(tmp_path / "a.xlsx", {"概况": rows}))
    got = entered(empty.report)
    assert got["profile/staff_quota/value"] == 45 and got["profile/staff_active/value"] == 42
    assert got["profile/fixed_assets_net/value"] == 23_270_000
    assert got["profile/contact_phone/value"] == "13812345678"


def test_a_table_that_is_not_wanted_stays_out(empty, tmp_path):
    path = write(tmp_path / "a.xlsx", {"Sheet1": HAND, "项目": PROJECTS}, MERGED)
    source, _ = planned(empty, path)
    choices = [Choices(used=block.table != "accounts") for block in source.blocks]
    _, made = planned(empty, path, choices=choices)
    assert {item.address.table for item in made.items} == {"project"}


def test_another_year_in_the_title_is_told(empty, tmp_path):
    rows = [
        ["某局2019年收支预决算情况表"],
        ["单位：万元"],
        ["项目", "决算数"],
        ["人员经费", 1],
        ["项目支出", 2],
    ]
    _, made = planned(empty, write(tmp_path / "a.xlsx", {"表": rows}))
    assert made.told == ("工作表“表”的表题写的是 2019 年，现在导入到 2022 年度，请核对",)


def test_a_sheet_that_is_nothing_of_ours_is_told(empty, tmp_path):
    path = write(tmp_path / "a.xlsx", {"Sheet1": HAND, "车辆": [["车牌", "公里"], ["冀A", 3]]})
    _, made = planned(empty, path)
    assert "工作表“车辆”没有认出是哪张表，没有导入" in made.told


def test_hidden_rows_and_red_figures_are_told(empty, tmp_path):
    import xlsxwriter

    path = tmp_path / "a.xlsx"
    with xlsxwriter.Workbook(path) as book:
        sheet = book.add_worksheet("收支预决算情况表")
        for at, row in enumerate(
            [["单位：万元"], ["项目", "决算数"], ["人员经费"], ["一般公用经费", 2], ["项目支出", 3]]
        ):
            sheet.write_row(at, 0, row)
        sheet.write_number(2, 1, 5.14, book.add_format({"font_color": "#FF0000"}))
        sheet.set_row(3, None, None, {"hidden": True})
    source, made = planned(empty, path)
    by = {str(item.address): item for item in made.items}
    assert by["accounts/personnel/final"].state == "asked" and "红色" in by["accounts/personnel/final"].why
    assert by["accounts/public/final"].state == "set" and "隐藏" in by["accounts/public/final"].why
    place = by["accounts/personnel/final"].place
    _, made = planned(empty, path, choices=[Choices(taken=frozenset({place}))])
    assert "accounts/personnel/final" in states(made)["set"]
    place = by["accounts/public/final"].place
    _, made = planned(empty, path, choices=[Choices(left=frozenset({place}))])
    assert states(made)["left"] == ["accounts/public/final"]
    assert source.blocks[0].unit == "万元"


def test_a_dash_over_a_figure_is_asked(empty, tmp_path):
    imported(empty, write(tmp_path / "a.xlsx", {"Sheet1": HAND}))
    rows = [["单位：元"], ["项目", "决算数"], ["人员经费", "—"], ["一般公用经费", 1195300]]
    path = write(tmp_path / "b.xlsx", {"收支预决算情况表": rows})
    _, made = planned(empty, path)
    assert states(made)["asked"] == ["accounts/personnel/final"]
    place = next(item.place for item in made.items if item.state == "asked")
    _, made = imported(empty, path, choices=[Choices(taken=frozenset({place}))])
    assert "accounts/personnel/final" not in entered(empty.report)


def test_the_sum_up_names_every_cell_not_simply_taken(empty, tmp_path):
    from app.intake.deed import aim_at

    source, made = planned(empty, write(tmp_path / "hand.xlsx", {"Sheet1": HAND}))
    text = "\n".join(lines(aim_at(empty, 2022), source, made))
    assert "Sheet1!D14 项目支出·决算数" in text and "Sheet1!B5 财政拨款收入·年初预算数：空 → 1,476.24" in text


def test_choices_do_not_touch_what_was_found(empty, tmp_path):
    source, made = planned(empty, write(tmp_path / "hand.xlsx", {"Sheet1": HAND}))
    again = plan(empty.model, empty.report, source)
    assert again == made
    left = plan(empty.model, empty.report, source, [Choices(columns={1: None})])
    assert not any(a.endswith("/initial") for a in states(left)["set"])
    assert replace(source, blocks=()).blocks == ()


@pytest.mark.parametrize("target", ["accounts/public", ""])
def test_a_row_is_what_the_officer_says(empty, tmp_path, target):
    rows = [["单位：万元"], ["项目", "决算数"], ["人员经费", 1], ["行政成本", 2], ["项目支出", 3]]
    path = write(tmp_path / "a.xlsx", {"收支预决算情况表": rows})
    _, made = planned(empty, path, choices=[Choices(rows={3: target.rpartition("/")[2]})])
    assert ("accounts/public/final" in states(made)["set"]) == bool(target)
