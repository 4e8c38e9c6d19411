"""What a workbook leaves open is asked or told, never guessed and never dropped."""

from __future__ import annotations

import pytest

from app.domain.act import SetCell
from app.exchange.template import write_template
from tests.intake.support import entered, exported, imported, planned, states, write

HEADING = ["项目名称", "年初预算数", "执行数", "绩效目标"]


def cells(document, rows, tmp_path):
    """What importing one sheet enters, and what is told."""
    _, made = imported(document, write(tmp_path / "w.xlsx", {"S": rows}))
    return entered(document.report), list(made.told)


def test_the_first_row_of_a_list_is_no_numbering_of_columns(empty, tmp_path):
    rows = [["项目资金支出明细"], ["单位：元"], HEADING, ["A", 1, 2, "补助 3"], ["B", 4, 6, None]]
    got, told = cells(empty, rows, tmp_path)
    assert [got["project/1/name"], got["project/1/initial"], got["project/2/final"]] == ["A", 100, 600]
    assert told == []


def test_a_numbering_of_columns_is_no_project(empty, tmp_path):
    rows = [["项目资金支出明细"], ["单位：元"], HEADING, ["栏次", 1, 2, 3], ["A", 4, 6, None]]
    got, _ = cells(empty, rows, tmp_path)
    assert got["project/1/name"] == "A" and "project/2/name" not in got


def test_a_section_line_is_no_project(empty, tmp_path):
    rows = [
        ["项目资金支出明细"],
        ["单位：元"],
        ["序号", *HEADING],
        ["一", "本级项目", None, None, None],
        [1, "A", 4, 6, None],
        ["（二）", "下属单位项目", None, None, None],
        [1, "B", 4, 6, None],
    ]
    got, told = cells(empty, rows, tmp_path)
    assert [got["project/1/name"], got["project/2/name"]] == ["A", "B"] and "project/3/name" not in got
    assert told == ["S 第 4 行是分类行，没有导入", "S 第 6 行是分类行，没有导入"]


def test_every_table_on_a_sheet_has_its_own_unit(empty, tmp_path):
    rows = [
        ["“三公”经费情况表"],
        ["单位：元"],
        ["项目", "年初预算数", "全年预算数", "决算数"],
        ["因公出国（境）费", 30000, 20000, 10000],
        ["公务接待费", 3, 2, 1],
        [None],
        ["某局另外的表"],
        ["单位：千元"],
        ["项目名称", "年初预算数", "全年预算数", "执行数"],
        ["A", 10, 20, 30],
    ]
    got, _ = cells(empty, rows, tmp_path)
    assert got["sangong/abroad/initial"] == 3_000_000
    assert got["project/1/final"] == 3_000_000  # 30 千元


def test_two_units_over_one_table_are_asked(empty, tmp_path):
    rows = [["项目资金支出明细"], ["单位：元"], ["单位：万元"], HEADING, ["A", 1, 2, None]]
    _, made = planned(empty, write(tmp_path / "w.xlsx", {"S": rows}))
    assert states(made)["refused"] == ["project/1/initial", "project/1/final"]
    assert {item.why for item in made.items if item.state == "refused"} == {
        "没有写明金额单位，或写了两种，请先选万元或元"
    }


def test_headings_that_are_not_merged_stay_under_their_own(empty, tmp_path):
    rows = [
        ["财政拨款“三公”经费支出决算表"],
        ["单位：万元"],
        ["合计", None, "因公出国（境）费", None, "公务用车购置及运行维护费", *[None] * 5, "公务接待费", None],
        [*[None] * 4, "小计", None, "公务用车购置费", None, "公务用车运行维护费", None, None, None],
        ["预算数", "决算数"] * 6,
        [20.5, 15.25, 3, 2.01, 12.5, 9.24, 0, 0, 12.5, 9.24, 5, 4],
        ["注：预算数为“三公”经费全年预算数，决算数包括以前年度结转资金安排的实际支出。"],
    ]
    got, _ = cells(empty, rows, tmp_path)
    assert got["sangong/reception/final"] == 4_000_000
    assert got["sangong/vehicle_operation/final"] == 9_240_000
    assert got["sangong/reception/adjusted"] == 5_000_000


def test_accounts_without_a_unit_are_read_once_it_is_said(empty, tmp_path):
    from app.exchange.finding.entries import Way
    from app.intake.source import Choices

    rows = [
        ["收入支出决算总表"],
        ["收入", None, "支出", None],
        ["项目", "决算数", "项目", "决算数"],
        ["一、一般公共预算财政拨款收入", 307.82, "一、一般公共服务支出", 307.82],
        ["二、政府性基金预算财政拨款", None, "二、外交支出", None],
        ["三、国有资本经营预算财政拨款", None, "三、国防支出", None],
        ["本年收入合计", 307.82, "本年支出合计", 307.82],
    ]
    path = write(tmp_path / "w.xlsx", {"S": rows})
    source, made = planned(empty, path)
    assert not made.count("set") and made.count("refused")
    assert any("没有写明金额单位" in note for note in source.book.notes)
    imported(empty, path, choices=[Choices(way=Way("万元"))] * len(source.blocks))
    assert entered(empty.report)["accounts/general_public_budget/final"] == 307_820_000


def test_accounts_of_another_year_are_told(empty, tmp_path):
    rows = [
        ["2019年度财政拨款收入支出决算总表"],
        [None, "单位：万元"],
        ["项目", "决算数", "项目", "合计"],
        ["一、一般公共预算财政拨款", 307.82, "一、一般公共服务支出", 307.82],
        ["二、政府性基金预算财政拨款", None, "二、外交支出", None],
        ["本年收入合计", 307.82, "本年支出合计", 307.82],
    ]
    source, _ = planned(empty, write(tmp_path / "w.xlsx", {"S": rows}))
    told = [note for note in source.book.notes if "2019" in note]
    assert told == [f"部门决算公开表的表题写的是 2019 年，现在导入到 {empty.year} 年度，请核对"]


def test_blank_cells_of_a_form_handed_out_before_are_asked(sample, empty, tmp_path):
    path = tmp_path / "form.xlsx"
    write_template(empty.model, empty.report, path)
    for address, value in list(sample.report.cells()):
        if address.table == "accounts" and address.column == "final":
            empty.write([SetCell(address, None, value)], "填写")
    before = entered(empty.report)
    _, made = imported(empty, path)
    assert entered(empty.report) == before
    assert made.count("asked") and not made.count("clear")


@pytest.mark.parametrize("name", ["收支预决算情况表", "改了名"])
def test_a_renamed_sheet_of_ours_is_still_found(sample, empty, tmp_path, name):
    path = exported(sample, tmp_path / "w.xlsx")
    import openpyxl

    book = openpyxl.load_workbook(path)
    book["收支预决算情况表"].title = name
    book.save(path)
    imported(empty, path)
    wanted = {k: v for k, v in entered(sample.report).items() if k.startswith("accounts/")}
    assert {k: v for k, v in entered(empty.report).items() if k.startswith("accounts/")} == wanted


def test_a_deleted_sheet_of_ours_is_told(sample, empty, tmp_path):
    path = exported(sample, tmp_path / "w.xlsx")
    import openpyxl

    book = openpyxl.load_workbook(path)
    del book["“三公”经费情况表"]
    book.save(path)
    source, _ = planned(empty, path)
    assert "文件里没有工作表““三公”经费情况表”（删掉了，或表题也改了），没有导入" in source.book.notes
