"""What a workbook leaves open is asked or told, never guessed and never dropped."""

from __future__ import annotations

from dataclasses import replace

import pytest

from app.domain.act import SetCell
from app.domain.address import Address
from app.domain.report import NOTE, subject
from app.exchange.reading.workbook import read_workbook
from app.exchange.step import Cancelled
from app.exchange.template import write_template
from app.intake.deed import aim_at, carry_out
from app.intake.plan import plan
from app.intake.source import Choices, find_source
from app.years import begin_year
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


# -- what is beside the sheets of our own workbook


def test_a_note_written_here_in_the_meantime_stays(sample, tmp_path):
    note = next(address for address, _ in sample.report.cells() if address.table == NOTE)
    path = exported(sample, tmp_path / "w.xlsx")
    old = sample.report.get(note)
    sample.write([SetCell(note, old, "新写的")], "改批注")
    _, made = imported(sample, path)
    assert sample.report.get(note) == "新写的" and made.changes == ()
    assert sum("保留这里的" in told for told in made.told) == 1


def test_nothing_comes_with_tables_that_are_not_taken(sample, empty, tmp_path):
    path = exported(sample, tmp_path / "w.xlsx")
    source, _ = planned(empty, path)
    _, made = planned(empty, path, choices=[Choices(used=False)] * len(source.blocks))
    assert made.changes == ()
    only = [Choices(used=block.table == "sangong") for block in source.blocks]
    _, made = planned(empty, path, choices=only)
    assert {subject(change.address).table for change in made.changes} == {"sangong"}


def test_what_comes_beside_the_sheets_is_counted(sample, empty, tmp_path):
    _, made = imported(empty, exported(sample, tmp_path / "w.xlsx"))
    notes = sum(address.table == NOTE for address, _ in sample.report.cells())
    assert any(told == f"文件里的批注 {notes} 处一并带回" for told in made.told)


def test_a_project_emptied_in_a_form_stays_and_is_told(sample, tmp_path):
    import openpyxl

    path = tmp_path / "form.xlsx"
    write_template(sample.model, sample.report, path)
    book = openpyxl.load_workbook(path)
    sheet = book["项目"]
    row = next(row for row in sheet.iter_rows() if row[0].value == 3)
    for cell in row[1:]:
        if not str(cell.value).startswith("="):
            cell.value = None
    book.save(path)
    count = len(sample.report.rows("project"))
    _, made = imported(sample, path)
    assert len(sample.report.rows("project")) == count
    assert sum("在文件里删掉或清空了，这里没有删" in told for told in made.told) == 1


# -- lists


@pytest.mark.parametrize("rows", [[["公务用车租赁经费", 9]], [["普法经费", 2], ["普法经费", 3]]])
def test_names_that_come_another_number_of_times_are_not_doubled(sample, tmp_path, rows):
    sheet = [["项目资金支出明细"], ["单位：万元"], ["项目名称", "执行数"], *rows]
    count = len(sample.report.rows("project"))
    _, made = imported(sample, write(tmp_path / "w.xlsx", {"S": sheet}))
    assert len(sample.report.rows("project")) == count
    assert sum("不能确定哪个是哪个，没有导入" in told for told in made.told) == 1


def test_a_name_spaced_another_way_is_no_new_name(sample, tmp_path):
    sheet = [["项目资金支出明细"], ["单位：万元"], ["项目名称", "执行数"], [" 普法 经费 ", 2]]
    _, made = imported(sample, write(tmp_path / "w.xlsx", {"S": sheet}))
    assert [change.address.column for change in made.changes] == ["final"]


def test_columns_of_text_that_have_no_home_are_told(empty, tmp_path):
    sheet = [["项目资金支出明细"], ["万元"], ["项目名称", "主管科室", "执行数"], ["A", "办公室", 2]]
    got, told = cells(empty, sheet, tmp_path)
    assert told == ["S B 列“主管科室”没有对应的栏目，没有导入"]
    assert got["project/1/final"] == 2_000_000  # 万元 stands in a cell of its own


def test_hidden_rows_and_columns_are_told(empty, tmp_path):
    import openpyxl

    sheet = [["项目资金支出明细"], ["单位：万元"], ["项目名称", "执行数"], ["A", 2], ["B", 3]]
    path = write(tmp_path / "w.xlsx", {"S": sheet})
    book = openpyxl.load_workbook(path)
    book["S"].row_dimensions[5].hidden = True
    book["S"].column_dimensions["B"].hidden = True
    book.save(path)
    _, made = imported(empty, path)
    assert list(made.told) == ["S 隐藏的第 5 行也会导入，请核对", "S 隐藏的 B 列也会导入，请核对"]


def test_a_total_whose_name_covers_columns_of_figures_counts(empty, tmp_path):
    codes = ["科目代码", "科目名称", "金额"]
    sheet = [
        ["一般公共预算财政拨款基本支出决算明细表"],
        [None] * 8 + ["金额单位：万元"],
        ["人员经费", None, None, "公用经费", None, None, None, None, None],
        codes * 3,
        ["301", "工资福利支出", 900, "302", "商品和服务支出", 150.55, "307", "债务利息及费用支出", 10],
        ["303", "对个人和家庭的补助", 100, None, None, None, "310", "资本性支出", 40],
        ["人员经费合计", None, 1000, "公用经费合计", None, None, None, None, 200.55],
    ]
    merged = {"GK06": ["A3:C3", "D3:I3", "A7:B7", "D7:H7"]}
    path = write(tmp_path / "w.xlsx", {"GK06": sheet}, merged)
    source, made = planned(empty, path)
    got = {str(item.address): (item.state, item.entry.value) for item in made.items}
    assert got["accounts/public/final"] == ("asked", 200_550_000)  # whether it is all of 基本支出 is not said
    assert got["accounts/personnel/final"] == ("asked", 1_000_000_000)
    assert not any("错误" in note for note in source.book.notes)


# -- calling off


@pytest.mark.parametrize("stop", [0, 1, 5])
def test_an_import_called_off_leaves_everything_as_it_was(sample, empty, tmp_path, stop):
    path = exported(sample, tmp_path / "w.xlsx")
    source, made = planned(empty, path)
    before, results, seen = empty.digest(), empty.results, []

    def told(done, total):
        seen.append((done, total))
        if len(seen) > stop:
            raise Cancelled

    with pytest.raises(Cancelled):
        carry_out(empty, aim_at(empty, 2022), source, made, told)
    assert (empty.digest(), empty.undo_text) == (before, "") and empty.results is results
    assert len(seen) == stop + 1
    carry_out(empty, aim_at(empty, 2022), source, made, lambda done, total: None)
    assert empty.digest() == sample.digest()
    assert show_all(empty) == show_all(sample)


def show_all(document):
    """Every outcome and problem, as computed."""
    results = document.results
    return {**results.cells, **results.ratios}, [problem.message for problem in results.problems]


def test_calling_off_shows_the_year_that_was_shown(sample, tmp_path):
    begin_year(sample, 2023, sample.model.edition)
    path = exported(sample, tmp_path / "w.xlsx")
    sample.select_year(2022)
    aim = aim_at(sample, 2023)
    source = find_source(path, read_workbook(path), aim.model.edition, 2023)
    address = Address("accounts", "personnel", "final")

    def told(_done, total):
        if total > 1:
            raise Cancelled

    changed = plan(aim.model, aim.report, source, [], aim.before)
    changed = replace(changed, changes=(SetCell(address, aim.report.get(address), 1),))
    with pytest.raises(Cancelled):
        carry_out(sample, aim, source, changed, told)
    assert sample.year == 2022


def test_accounts_of_which_nothing_is_ours_are_no_table_of_ours(empty, tmp_path):
    """Figures of 财政拨款 alone would stand as those of the whole department."""
    rows = [
        ["财政拨款收入支出决算总表"],
        ["单位：万元"],
        ["项目", "决算数", "项目", "合计"],
        ["一、一般公共预算财政拨款", 300, "一、一般公共服务支出", 300],
        ["二、政府性基金预算财政拨款", None, "二、外交支出", None],
        ["本年收入合计", 300, "本年支出合计", 300],
    ]
    source, made = planned(empty, write(tmp_path / "w.xlsx", {"S": rows}))
    assert source.blocks == () and made.changes == ()
    assert [grid.name for grid in source.book.grids] == ["S"]  # it can still be said what it is
    assert any("认出部门决算公开表 1 张" in note for note in source.book.notes)
