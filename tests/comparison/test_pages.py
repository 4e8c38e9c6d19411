"""A comparison as text, as data and as pages of a workbook."""

from __future__ import annotations

import json
from decimal import Decimal
from math import isclose

import pytest

from app.comparison.build import compare
from app.comparison.changes import change
from app.comparison.pages import comparison_pages, export_comparison
from app.comparison.show import as_data, as_text
from app.domain.act import SetCell
from app.domain.address import Address
from app.domain.report import SETTING
from app.exchange import xlsx
from app.exchange.files import ExportError
from app.exchange.live import first_row
from app.exchange.readback import stored
from tests.comparison.support import line_of, put_in
from tests.exchange.support import needs_libreoffice, opened, read, recalculate


@pytest.fixture
def mixed(three):
    """Three years with a blank, a change of basis and a negative figure in them."""
    put_in(three, 2020, accounts__personnel__final="")
    put_in(three, 2021, accounts__carry_out__final="-5.14")
    main = Address(SETTING, "budget_execution_rate", "main")
    three.write([SetCell(main, None, "budget_execution_rate_by_income")], "选主口径")
    return three


def test_the_text_has_every_figure_in_its_column(three):
    lines = list(as_text(compare(three, three.years)))
    assert lines[0] == "石家庄市科学技术协会 年度对比：2020、2021、2022 年，逐年比较（金额单位：万元）"
    (outlay,) = [line for line in lines if line.strip().startswith("本年支出合计 ")]
    shown = ["1,718.33", "1,842.63", "1,972.83", "124.30", "7.23%", "130.20", "7.07%"]
    assert outlay.split()[1:] == shown
    assert "【比率·预算执行】（增减为个百分点）" in "\n".join(lines)
    assert not [line for line in lines if line.strip().startswith("上级补助收入")]  # nothing was entered


def test_words_stand_where_there_is_no_number(mixed):
    lines = list(as_text(compare(mixed, mixed.years)))
    found = {line.split()[0]: line.split()[1:] for line in lines if line.strip()}
    assert found["人员经费"] == ["1,413.79", "1,513.69", "缺数", "缺数", "99.90", "7.07%"]
    assert found["预算执行率（各年主口径）"][-1] == "口径不同"
    assert found["年末结转和结余"] == ["29.35", "−5.14", "33.70", "−34.49", "−117.51%", "38.84", "不适用"]


def test_data_are_exact_and_plain(mixed):
    comparison = compare(mixed, mixed.years)
    data = json.loads(json.dumps(as_data(comparison), ensure_ascii=False))
    assert (data["years"], data["base"], data["money"]) == ([2020, 2021, 2022], None, "万元")
    lines = {(group["key"], line["key"]): line for group in data["groups"] for line in group["lines"]}
    carried = lines["accounts.final", "carry_out"]
    assert [figure["value"] for figure in carried["figures"]] == ["29.35", "-5.14", "33.70"]
    assert carried["figures"][0]["place"] == "accounts/carry_out/final"
    first, second = carried["changes"]
    assert (first["year"], first["base"], first["value"], first["unit"]) == (2021, 2020, "-34.49", "万元")
    assert first["rate"]["value"] == "-117.51"
    exact = Decimal(-3449) / Decimal(2935) * 100
    assert abs(Decimal(first["rate"]["exact"]) - exact) < Decimal("1e-20")
    reason = "不适用：2021 年年末结转和结余·决算数为负数，不作百分比比较"
    assert second["rate"] == {"value": None, "reason": reason}
    rate = lines["ratio.预算执行", "budget_execution_rate main"]
    assert rate["figures"][2]["basis"] == "当年收入口径"
    assert rate["changes"][1]["value"] is None
    assert rate["changes"][1]["reason"].startswith("口径不同：")
    assert rate["changes"][0]["unit"] == "个百分点"
    incomplete = lines["accounts.final", "outlay_basic"]["figures"][0]
    assert incomplete["incomplete"] == ["accounts/personnel/final"]


def test_pages_show_all_that_is_compared(mixed):
    comparison = compare(mixed, mixed.years)
    pages = comparison_pages(comparison, ["注：尾差。"])
    assert [page.name for page in pages] == ["年度对比（各表）", "年度对比（项目）", "年度对比（比率）"]
    for page in pages:
        assert page.orientation == "landscape"
        assert page.notes[-1] == "注：尾差。"
        assert [column.heading for column in page.columns[:4]] == ["项目", "2020 年", "2021 年", "2022 年"]
        groups = [column.group for column in page.columns[4:]]
        assert groups == ["2021 年较 2020 年"] * 2 + ["2022 年较 2021 年"] * 2
    shown = sum(not row.section for page in pages for row in page.rows)
    assert shown == sum(line.filled for group in comparison.groups for line in group.lines)
    assert any(note.startswith("注：口径不同：2021 年为全年预算口径") for note in pages[2].notes)


def test_the_workbook_is_read_back_and_has_live_formulas(mixed, tmp_path):
    comparison = compare(mixed, mixed.years)
    path = tmp_path / "对比.xlsx"
    done = export_comparison(mixed, comparison, path)
    assert done.pages == 3
    book = opened(path)
    sheet = book["年度对比（各表）"]
    rows = {sheet.cell(row, 1).value: row for row in range(1, sheet.max_row + 1)}
    row = rows["本年支出合计"]
    assert sheet.cell(row, 7).value == f'=IF(COUNT(D{row},C{row})<2,"",(D{row}-C{row}))'
    assert sheet.cell(row, 8).value == (
        f'=IF(COUNT(D{row},C{row})<2,"",IF(C{row}<=0,"不适用",(D{row}-C{row})/C{row}))'
    )
    assert not str(sheet.cell(rows["人员经费"], 5).value).startswith("=")  # 缺少 stays a value
    assert sheet.page_setup.orientation == "landscape"
    assert sheet.sheet_properties.pageSetUpPr.fitToPage  # to one page across, which is the default
    assert sheet.page_setup.fitToHeight == 0


def test_a_document_is_not_replaced_by_a_workbook(three, tmp_path):
    before = three.path.read_bytes()
    with pytest.raises(ExportError):
        export_comparison(three, compare(three, three.years), three.path)
    assert three.path.read_bytes() == before


def test_the_pages_come_behind_those_of_the_report(three, tmp_path):
    pages = comparison_pages(compare(three, three.years))
    path = tmp_path / "全部.xlsx"
    done = xlsx.export(
        three.model, three.report, three.results, path, unit_name=three.unit, data=False, more=pages
    )
    names = opened(path).sheetnames
    assert done.pages == len(names)
    assert names[-3:] == ["年度对比（各表）", "年度对比（项目）", "年度对比（比率）"]
    assert names[0] == "收支预决算情况表"


class TestAnew:
    pytestmark = needs_libreoffice

    def test_libreoffice_computes_the_same_changes(self, mixed, tmp_path):
        comparison = compare(mixed, mixed.years)
        path = tmp_path / "对比.xlsx"
        export_comparison(mixed, comparison, path)
        values = read(recalculate(path, tmp_path))
        checked = 0
        for page in comparison_pages(comparison, mixed.model.edition.foot_notes):
            for at, row in enumerate(page.rows, first_row(page)):
                for column, formula in enumerate(row.formulas):
                    wanted = stored(row.cells[column], row.looks[column].kind)
                    found = values[page.name][at][column]
                    if isinstance(wanted, float):
                        assert isclose(wanted, found, rel_tol=1e-9, abs_tol=5e-7), (page.name, at, column)
                        checked += bool(formula)
        assert checked > 200


def test_changes_on_the_page_are_those_of_the_comparison(three):
    comparison = compare(three, three.years)
    page = comparison_pages(comparison)[0]
    line = line_of(comparison, "accounts.final", "outlay")
    row = next(row for row in page.rows if row.row == "outlay")
    assert row.cells[6] == change(comparison, line, comparison.steps[1]).amount.value


@pytest.mark.parametrize("alone", [True, False])
def test_years_side_by_side_are_not_read_as_one_year(three, tmp_path, alone):
    from app.exchange.reading.workbook import read_workbook
    from app.intake.source import find_source

    comparison, path = compare(three, three.years), tmp_path / "对比.xlsx"
    if alone:
        export_comparison(three, comparison, path)
    else:
        pages = comparison_pages(comparison)
        xlsx.export(
            three.model, three.report, three.results, path, unit_name=three.unit, data=False, more=pages
        )
    source = find_source(path, read_workbook(path), three.model.edition, 2022)
    names = {source.book.grids[block.sheet].name for block in source.blocks}
    assert not [name for name in names if name.startswith("年度对比")]
    assert bool(names) is not alone
