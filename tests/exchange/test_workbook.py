"""What stands in the workbook: structure, values, formulas, looks, print set-up."""

from __future__ import annotations

import json
import re
from decimal import Decimal
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.calculation.prepare import compile_edition
from app.domain.amount import money_decimal
from app.domain.edition import Edition, Kind
from app.domain.problem import Reason
from app.edits import put, stage
from app.exchange.caution import cautions
from app.exchange.live import first_row, letters
from app.exchange.page import NUMERIC, text_of, text_width
from app.exchange.paper import lines_of
from app.exchange.readback import stored
from app.exchange.setup import Setup, setup_changes
from app.exchange.xlsx import sheet_names
from app.storage.editions import load_edition
from tests.exchange.support import (
    body,
    case,
    full_report,
    model,
    opened,
    printed,
    read,
    report_of,
    sample,
    sample_report,
)

GOLDEN = Path(__file__).parent.parent / "golden" / "workbook-2022.json"
SENTENCES = {"words", "numbers", "basis", "source", "severity", "message", "explanation", "cells", "note"}
TINY = Decimal("1E-15")
PROJECTS = "项目资金支出明细及自评得分表"


@pytest.fixture(scope="module")
def written(tmp_path_factory):
    path = tmp_path_factory.mktemp("workbook") / "样例.xlsx"
    result = sample().export(path)
    return path, result, opened(path)


def plain(value):
    if hasattr(value, "isoformat"):
        return value.isoformat()[:10]
    return value


def test_golden_structure(written):
    """Every sheet, heading, formula and value. To renew: delete the file, run, read the difference.

    Sentences (公式、口径、依据, problems, notes) are left out: others word them.
    """
    path, _, book = written
    values = opened(path, values=True)
    found: dict[str, dict[str, object]] = {}
    for page, sheet in zip(sample().pages(), printed(book), strict=True):
        cells = found[sheet.title] = {}
        for cell in (cell for row in sheet.iter_rows() for cell in row if cell.value is not None):
            said = page.columns[cell.column - 1].key in SENTENCES and cell.row > first_row(page)
            if cell.data_type == "f":
                cells[cell.coordinate] = [cell.value, plain(values[sheet.title][cell.coordinate].value)]
            elif not said:
                cells[cell.coordinate] = plain(cell.value)
    if not GOLDEN.exists():
        GOLDEN.write_text(json.dumps(found, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")
    wanted = json.loads(GOLDEN.read_text(encoding="utf-8"))
    assert list(found) == list(wanted)
    for name, cells in wanted.items():
        assert found[name] == cells, name


def test_every_number_and_text_is_as_computed(written):
    """Compared without our own comparison: entered amounts exactly, endless decimals to 15 digits."""
    path, result, _ = written
    filled = 0
    for _, row, index, cell, found in body(sample(), read(path)):
        look = row.looks[index]
        if isinstance(cell, int | Decimal):
            exact = money_decimal(cell) if look.kind.name == "money" else Decimal(cell)
            difference = abs(Decimal(repr(float(found))) - exact)
            assert difference == 0 if len(exact.as_tuple().digits) <= 15 else difference < abs(exact) * TINY
        elif isinstance(cell, Reason):
            assert found == ("" if cell.kind == "empty" else cell.text)
        elif look.kind.name == "date":
            assert found.isoformat() == cell
        else:
            assert found == (cell or "")
        filled += found != ""
    assert result.cells == filled
    assert result.pages == 9
    assert result.warnings == ()


@given(st.integers(-(10**15), 10**15))
def test_an_amount_is_the_nearest_double(fen):
    found = stored(fen, Kind("money"))
    assert Decimal(repr(found)) == money_decimal(fen)
    assert float(f"{found:.16G}") == found  # as XlsxWriter writes it


def test_the_report_table_has_its_six_columns(written):
    sheet = written[2][PROJECTS]
    headings = [cell.value for cell in sheet[3]]
    assert headings == ["序号", "项目名称", "项目内容", "分配资金", "绩效目标", "综合得分"]
    assert sheet["A1"].value == PROJECTS
    assert sheet["D21"].value == '=IF(COUNT(D4:D20)=0,"",SUM(D4:D20))'
    assert sheet["F4"].value == 91


def test_totals_columns_and_ratios_are_live(written):
    formulas = {
        (sheet.title, cell.coordinate)
        for sheet in written[2]
        for row in sheet.iter_rows()
        for cell in row
        if cell.data_type == "f"
    }
    pages = sample().pages()
    for page, name in zip(pages, sheet_names(pages), strict=True):
        for number, row in enumerate(page.rows, first_row(page) + 1):
            for index, look in enumerate(row.looks):
                if look.source and look.computed and not _lacks_what_is_not_printed(row.cells[index], pages):
                    assert (name, f"{letters(index)}{number}") in formulas, (name, row.row, index)


def _lacks_what_is_not_printed(cell, pages):
    """A page nobody filled is left out; what needs a figure from it can only say so."""
    columns = {(page.table, column.key) for page in pages for column in page.columns}
    return isinstance(cell, Reason) and any((c.table, c.column) not in columns for c in cell.cells)


def test_entered_decimals_are_shown(written):
    """1.027 stays 1.027 and looks like it; 16 looks like 16.00."""
    sheet = written[2][PROJECTS]
    shown = {row[1].value: (row[3].value, row[3].number_format) for row in sheet.iter_rows(4, 20)}
    assert sheet["D16"].value == 1.027
    assert sheet["D16"].number_format == "#,##0.000"
    assert shown["全民素质经费"] == (12, "#,##0.00")
    assert sheet["D21"].number_format == "#,##0.000"


def test_reasons_keep_their_words_behind_a_dash(written):
    sheet = written[2]["“三公”经费情况表"]
    values = opened(written[0], values=True)[sheet.title]
    assert values["F5"].value == "缺少：因公出国（境）费·全年预算数，补录后自动计算"
    assert sheet["F5"].number_format == '#,##0.00%;-#,##0.00%;#,##0.00%;"—"'
    assert values["H5"].value == "不适用：因公出国（境）费·年初预算数为 0，不作百分比比较"


def test_negatives_have_their_sign_and_no_colour(written):
    sheet = written[2]["“三公”经费情况表"]
    assert sheet["G10"].number_format == "#,##0.00"
    assert "Red" not in {cell.number_format for row in sheet.iter_rows() for cell in row}


def test_print_setup(written):
    for sheet in printed(written[2]):
        setup = sheet.page_setup
        assert str(setup.paperSize) == "9"
        assert sheet.sheet_properties.pageSetUpPr.fitToPage
        assert setup.fitToHeight in {0, None}  # a missing number means one page
        assert setup.fitToWidth in {1, None}
        assert sheet.print_options.horizontalCentered
        assert sheet.oddFooter.center.text == "第 &P 页 共 &N 页"
        assert sheet.print_title_rows
        assert sheet.print_area
        assert sheet.freeze_panes
        assert setup.orientation == ("portrait" if sheet.title in _portrait() else "landscape")
    project = written[2][PROJECTS]
    assert project.print_title_rows == "$3:$3"
    assert project.print_area == f"'{PROJECTS}'!$A$1:$F$23"
    assert written[2]["收支预决算情况表"].print_title_rows == "$3:$4"


def test_paper_is_as_the_preview_was_set(tmp_path):
    report = sample_report()
    chosen = Setup(paper="A3", orientation="portrait", scale=70, margins=(20, 25, 10, 30))
    wide = Setup(orientation="landscape")
    large = Setup(orientation="landscape", scale=150)  # columns would be cut off: as wide as the page instead
    entries = [("accounts", chosen, wide), ("project", Setup(single=True), Setup()), ("sangong", large, wide)]
    changes = setup_changes(report, entries)
    put(report, stage(model().edition, report, changes))
    path = tmp_path / "out.xlsx"
    case(report).export(path)
    book = opened(path)
    sheet, other = book["收支预决算情况表"], book["项目资金支出明细及自评得分表"]
    setup, margins = sheet.page_setup, sheet.page_margins
    assert (setup.paperSize, setup.orientation, setup.scale) == (8, "portrait", 70)
    sides = (margins.left, margins.top, margins.right, margins.bottom)
    assert [round(side * 25.4) for side in sides] == [20, 25, 10, 30]
    assert book["“三公”经费情况表"].sheet_properties.pageSetUpPr.fitToPage
    assert other.page_setup.fitToHeight != 0 and other.sheet_properties.pageSetUpPr.fitToPage


def _portrait():
    pages = sample().pages()
    names = zip(pages, sheet_names(pages), strict=True)
    return {name for page, name in names if page.orientation == "portrait"}


def test_official_looks(written):
    sheet = written[2]["收支预决算情况表"]
    assert sheet["A1"].font.name == "黑体"
    assert sheet["A1"].font.sz == 16
    assert sheet["A1"].alignment.horizontal == "center"
    assert sheet["A2"].value == "部门（单位）：石家庄市科学技术协会　　2022 年度"
    assert sheet["L2"].value == "单位：万元"
    assert sheet["L2"].alignment.horizontal == "right"
    assert "B3:C3" in {str(area) for area in sheet.merged_cells.ranges}
    assert "A3:A4" in {str(area) for area in sheet.merged_cells.ranges}
    assert sheet["B4"].font.bold
    assert sheet["B6"].font.name == "宋体"
    assert sheet["B15"].font.bold  # 本年收入合计
    assert sheet["B6"].border.left.style == "thin"
    texts = [cell.value for row in sheet.iter_rows() for cell in row if isinstance(cell.value, str)]
    assert any(text.startswith("注：因四舍五入") for text in texts)
    foot = next(text for text in texts if text.startswith("单位负责人："))
    assert re.search("财务负责人：.*填表人：.*日期：2023年4月17日", foot)


def test_signatures_come_from_the_profile():
    report = sample_report()
    report.tables["profile"]["head_of_unit"] = type(report.tables["profile"]["unit_name"])(
        "head_of_unit", {"value": "张三"}
    )
    foot = dict(case(report).pages()[0].foot)
    assert foot == {"单位负责人": "张三", "财务负责人": "", "填表人": "", "日期": "2023年4月17日"}


def test_no_number_is_too_wide_for_its_column(tmp_path):
    """Also the largest amounts there are."""
    report = full_report()
    for record in report.tables["accounts"].values():
        record.cells.update(dict.fromkeys(record.cells, 999999999999999))
    for page in case(report).pages():
        for row in page.rows:
            for index, column in enumerate(page.columns):
                if row.looks[index].kind.name in NUMERIC and not isinstance(row.cells[index], Reason):
                    assert text_width(text_of(row, index)) <= column.width, (page.name, column.heading)


def test_long_names_wrap_in_a_row_high_enough(tmp_path):
    name = "关于进一步加强全市科学技术普及和公民科学素质提升工作的若干重点项目经费安排" * 2 + "（二期工程）"
    made = case(report_of({}, [{"name": name[:80], "final": 10_000}]))
    made.export(tmp_path / "out.xlsx")
    sheet = opened(tmp_path / "out.xlsx")[PROJECTS]
    assert sheet["B4"].value == name[:80]
    assert sheet["B4"].alignment.wrap_text
    lines = -(-text_width(name[:80]) // round(sheet.column_dimensions["B"].width))
    assert lines >= 3
    assert sheet.row_dimensions[4].height > 6 + 14 * lines - 0.75  # heights are whole pixels


def test_details_without_entry_are_hidden_and_numbered_lines_are_not(written):
    sheet = written[2]["收支预决算情况表"]
    hidden = {
        sheet.cell(number, 1).value.strip() for number, row in sheet.row_dimensions.items() if row.hidden
    }
    assert "备查：年初调整数" in hidden
    assert not {"二、上级补助收入", "结余分配", "支出总计", "其中：年末基本支出结转（人员经费）"} & hidden
    assert len(hidden) == 12
    assert sheet["E7"].value is None
    assert sheet.row_dimensions[7].hidden


def rows_of(cells, page=0):
    return {row.row: row for row in case(report_of(cells)).pages()[page].rows}


def test_what_stays_seen_though_optional():
    only = "accounts/carry_in_public/final"
    rows = rows_of({only: 10_000})
    assert not rows["carry_in_public"].hidden
    assert not rows["carry_in_personnel"].hidden  # it says 其中：
    assert rows["carry_in_project"].hidden
    report = report_of({"accounts/income/final": 10_000})
    record = type(report.tables["accounts"]["income"])
    place = "accounts/carry_in_project/final"
    report.tables["note"] = {place: record(place, {"text": "待查"})}
    assert not next(r for r in case(report).pages()[0].rows if r.row == "carry_in_project").hidden
    assert not any(row.hidden for row in rows_of({}).values())  # a form to fill by hand


def test_the_first_table_fits_one_page_or_breaks_before_a_section(written, tmp_path):
    assert not written[2]["收支预决算情况表"].row_breaks.brk
    case(full_report()).export(tmp_path / "full.xlsx")
    sheet = opened(tmp_path / "full.xlsx")["收支预决算情况表"]
    assert [sheet.cell(mark.id + 1, 1).value for mark in sheet.row_breaks.brk] == ["支出"]


def test_totals_not_fully_filled_are_told():
    page = case(report_of({"accounts/personnel/final": 10_000})).pages()[0]
    assert page.notes[0] == ("注：一般公用经费·决算数、项目支出·决算数未填全，合计为已填各项之和。")
    cells = {f"accounts/personnel/{column}": 10_000 for column in ("initial", "adjusted", "final")}
    assert "等未填全" in case(report_of(cells)).pages()[0].notes[0]
    assert not any("未填全" in note for page in sample().pages() for note in page.notes)


def test_lines_are_not_underestimated():
    sentence = (
        "有 2 个项目名称、实施单位相同，执行数也相同：项目 6“公务用车租赁经费” 4.38、项目 14“公务用车"
        + ("租赁经费” 4.38 万元。请核对是否重复填列；由不同单位实施的，请填实施单位。")
    )
    assert lines_of(sentence, 64) == 3
    assert lines_of("项" * 100, 20) == 10
    assert lines_of("", 20) == lines_of("项目", 4) == 1
    assert lines_of("项目\n内容", 20) == 2


def test_many_cells_of_one_column_are_counted():
    page = next(page for page in sample().pages() if page.key == "problems")
    where = [row.cells[4] for row in page.rows]
    assert "项目内容（17 个项目）" in where
    assert "项目执行数（17 个项目）、项目支出·决算数" in where


def test_data_pages_without_entry_are_left_out():
    data = [page.key for page in sample().pages() if page.data]
    assert data == ["profile", "project_rest", "indicator", "notes"]
    assert not any(page.data for page in case(report_of({})).pages())


def test_ratios_without_any_number_read_unfilled(tmp_path):
    made = case(report_of({}))
    row = next(r for page in made.pages() if page.key == "ratios" for r in page.rows if r.row == "score_mean")
    assert text_of(row, 3) == "未填"
    made.export(tmp_path / "out.xlsx")
    sheet = opened(tmp_path / "out.xlsx")["比率一览"]
    assert len(sheet.conditional_formatting) == 1


def test_the_line_under_the_title_has_room():
    for page in case(full_report()).pages():
        assert text_width(page.left) <= sum(column.width for column in page.columns), page.name


def test_without_data_sheets(tmp_path):
    result = sample().export(tmp_path / "out.xlsx", data=False)
    book = opened(tmp_path / "out.xlsx")
    assert result.pages == len(book.sheetnames) == 5
    texts = [str(c.value) for sheet in book for row in sheet.iter_rows() for c in row if c.data_type == "f"]
    assert not any("其他数据" in text or "单位概况" in text for text in texts)


def test_every_input_is_somewhere():
    full = case(full_report())
    printed = {
        (page.table, row.row, page.columns[index].key)
        for page in full.pages()
        for row in page.rows
        for index, look in enumerate(row.looks)
        if look.source == "cell"
    }
    assert {tuple(address) for address, _ in full.report.cells()} <= printed


def test_what_an_edition_forgets_to_print_comes_at_the_end():
    edition = load_edition("cn-2022")
    parts = {name: getattr(edition, name) for name in Edition.__dataclass_fields__}
    few = Edition(**{**parts, "sheets": tuple(s for s in edition.sheets if s.key == "accounts")})
    pages = case(full_report(), compile_edition(few)).pages()
    assert [page.name for page in pages] == [
        "收支预决算情况表", "单位概况其他数据", "“三公”经费其他数据", "“三公”统计数其他数据", "项目其他数据",
        "其他数据其他数据", "部门整体自评其他数据",
    ]  # fmt: skip


def test_a_later_page_refers_to_the_first(tmp_path):
    sample().export(tmp_path / "out.xlsx")
    sheet = opened(tmp_path / "out.xlsx")["项目其他数据"]
    assert sheet["B4"].value == f"=IF('{PROJECTS}'!B4=\"\",\"\",'{PROJECTS}'!B4)"


def test_problems_and_their_explanations():
    report = sample_report()
    key = sample().results.problems[0].key
    record = type(report.tables["profile"]["unit_name"])
    report.tables["explanation"] = {key: record(key, {"text": "年中追加，见文件"})}
    page = next(page for page in case(report).pages() if page.key == "problems")
    assert [column.heading for column in page.columns] == ["序号", "级别", "问题", "说明", "位置"]
    assert page.rows[0].cells[3] == "年中追加，见文件"
    assert len(page.rows) == len(sample().results.problems)


def test_main_basis_is_marked():
    report = sample_report()
    record = type(report.tables["profile"]["unit_name"])
    family, chosen = "budget_execution_rate", "budget_execution_rate_by_resources"
    report.tables["setting"] = {family: record(family, {"main": chosen})}
    page = next(page for page in case(report).pages() if page.key == "ratios")
    rows = {row.row: row.cells[0] for row in page.rows}
    assert rows[chosen] == "★ 预算执行率"
    assert rows[family] == "预算执行率"


def test_caution_where_the_budget_was_not_spent(tmp_path):
    report = report_of({}, [{"name": "甲", "final": 10_000, "adjusted": 20_000}])
    assert "全年预算数" in case(report).export(tmp_path / "out.xlsx").warnings[0]
    same = report_of({}, [{"name": "甲", "final": 10_000, "adjusted": 10_000}, {"name": "乙", "final": 5}])
    made = case(same)
    assert cautions(made.model, made.report, made.results) == ()


def test_sheet_names_are_safe():
    from dataclasses import replace

    page = sample().pages()[0]
    names = ["收[支]:*?/\\表", "x" * 40, "X" * 40, "history", "", "'引号'"]
    made = sheet_names([replace(page, name=name) for name in names])
    assert made[0] == "收 支      表"[: len(made[0])]
    assert all(0 < len(name) <= 31 and not set("[]:*?/\\") & set(name) for name in made)
    assert len({name.casefold() for name in made}) == len(made)
    assert "history" not in {name.casefold() for name in made}
    assert not any(name.startswith("'") or name.endswith("'") for name in made)


def test_properties(written):
    found = written[2].properties
    assert found.title == "石家庄市科学技术协会2022年度部门整体支出绩效自评表"
    assert found.creator == "石家庄市科学技术协会"


def test_xlsxwriter_is_asked_by_names_it_has():
    """The shortcut around its search of formulas overrides a method of its own."""
    from xlsxwriter.worksheet import CellFormulaTuple, Worksheet

    assert CellFormulaTuple._fields == ("formula", "format", "value")
    assert callable(Worksheet._write_formula)
    assert model().edition.id == "cn-2022"
