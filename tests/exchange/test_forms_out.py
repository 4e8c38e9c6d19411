"""Forms go out as workbooks that are official, exact, safe, and whole."""

from __future__ import annotations

import json
import subprocess
from pathlib import Path

import pytest

from app.exchange.files import ExportError
from app.exchange.form_sheet import fitted_widths, line_heights
from app.exchange.forms_out import export_files, export_workbook
from app.exchange.names import file_names, sheet_names
from app.exchange.paper import line_count
from app.exchange.readback import check_cells
from app.exchange.step import Cancelled
from tests import worked
from tests.exchange.form_support import choice, filled, long, with_scheme
from tests.exchange.support import SOFFICE, needs_libreoffice

GOLDEN = Path(__file__).parents[1] / "golden" / "forms-2022.json"
LAYOUTS = [layout.key for layout in worked.edition().forms.layouts if layout.of == "project"]


def opened(path: Path):
    import openpyxl

    return openpyxl.load_workbook(path)


def found(sheet, text: str):
    return next(cell for row in sheet.iter_rows() for cell in row if cell.value == text)


def test_a_workbook_has_the_department_the_summary_and_a_sheet_for_each_form(tmp_path: Path):
    done = export_workbook(choice(filled()), tmp_path / "out.xlsx")
    assert opened(done.paths[0]).sheetnames == [
        "部门整体支出绩效自评表",
        "项目支出绩效自评结果汇总表",
        "科普经费",
    ]
    assert done.forms == 3
    assert done.cells > 100


@pytest.mark.parametrize("key", LAYOUTS)
def test_the_headings_of_the_indicators_are_on_every_printed_page(tmp_path: Path, key: str):
    report = with_scheme(long(filled()), key)
    export_workbook(choice(report, rows=[1], further=False), tmp_path / "out.xlsx")
    sheet = opened(tmp_path / "out.xlsx").worksheets[0]
    assert sheet.print_title_rows == "${0}:${0}".format(found(sheet, "三级指标").row)


def test_a_form_looks_official(tmp_path: Path):
    export_workbook(choice(filled(), rows=[1], further=False), tmp_path / "out.xlsx")
    sheet = opened(tmp_path / "out.xlsx")["科普经费"]
    assert (sheet["A1"].value, sheet["A2"].value, sheet["A3"].value) == (
        "附件1", "项目支出绩效自评表", "（2022 年度）",
    )  # fmt: skip
    total = found(sheet, "年度资金总额")
    amounts = [sheet.cell(total.row, column) for column in range(4, 10)]
    assert [cell.value for cell in amounts] == [None, 43.2, 37.24, 10, pytest.approx(37.24 / 43.2), 8.62]
    assert amounts[1].number_format == "#,##0.00"
    assert amounts[4].number_format == "#,##0.00%"
    assert all(cell.border.left.style == "thin" for cell in amounts)
    output = found(sheet, "产出指标")
    assert f"B{output.row}:B{output.row + 2}" in {str(area) for area in sheet.merged_cells.ranges}
    assert sheet.page_setup.paperSize == 9
    assert sheet.sheet_properties.pageSetUpPr.fitToPage  # one page wide
    assert sheet["A2"].font.name == "黑体"
    assert total.font.name == "宋体"


@pytest.mark.parametrize("key", LAYOUTS)
def test_every_layout_has_all_values_and_heads(tmp_path: Path, key: str):
    asked = choice(with_scheme(filled(), key), rows=[1], further=False)
    export_workbook(asked, tmp_path / "out.xlsx")
    (form,) = asked.forms()
    assert form.key == key
    cells = [cell for row in opened(tmp_path / "out.xlsx").active.iter_rows() for cell in row]
    values = [cell.value for cell in cells if cell.value is not None]
    for spot in form.spots:
        if isinstance(spot.value, str):
            assert spot.value in values
    assert pytest.approx(43.2) in [value for value in values if isinstance(value, float)]


def test_the_forms_are_as_they_were_found_good(tmp_path: Path):
    """Delete the golden file and run this to have it made anew; then look at what changed."""
    made = {}
    for key in LAYOUTS:
        export_workbook(choice(with_scheme(filled(), key), further=False), tmp_path / f"{key}.xlsx")
        for sheet in opened(tmp_path / f"{key}.xlsx"):
            made[f"{key} {sheet.title}"] = {
                "widths": [
                    round(sheet.column_dimensions[c].width)
                    for c in "ABCDEFGHIJK"
                    if c in sheet.column_dimensions
                ],
                "heights": [sheet.row_dimensions[row].height for row in range(1, sheet.max_row + 1)],
                "merged": sorted(str(area) for area in sheet.merged_cells.ranges),
                "cells": {
                    c.coordinate: c.value for row in sheet.iter_rows() for c in row if c.value is not None
                },
            }
    if not GOLDEN.exists():
        GOLDEN.write_text(json.dumps(made, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")
        pytest.fail(f"{GOLDEN.name} was made anew: look at it and run this again")
    assert json.loads(GOLDEN.read_text(encoding="utf-8")) == made


def test_text_is_never_a_formula(tmp_path: Path):
    report = filled()
    texts = ["=1+1", "+A1", "@x", "<r>甲</r>", "<r>&</r>x", " 前后空格 ", "a\r\nb"]
    for row, text in enumerate(texts[:4], 1):
        report.tables["indicator"][row].cells["name"] = text
    report.tables["project"][1].cells.update(goal=texts[4], goal_actual=texts[5], unit=texts[6])
    export_workbook(choice(report), tmp_path / "out.xlsx")
    sheet = opened(tmp_path / "out.xlsx")["科普经费"]
    cells = [cell for row in sheet.iter_rows() for cell in row if cell.value is not None]
    assert all(cell.data_type != "f" for cell in cells)
    assert {*texts[:6], "a\nb"} <= {cell.value for cell in cells}


def test_amounts_are_exact_and_columns_wide_enough(tmp_path: Path):
    report = filled()
    worked.put_all(report, {"project/1/adjusted_fiscal": "123456789.012345", "project/1/adjusted_carry": "0"})
    asked = choice(report, rows=[1], further=False)
    export_workbook(asked, tmp_path / "out.xlsx")
    (form,) = asked.forms()
    sheet = opened(tmp_path / "out.xlsx").active
    cell = found(sheet, 123456789.012345)
    assert cell.number_format == "#,##0.000000"
    assert fitted_widths(form)[cell.column - 1] >= len("123,456,789.012345")


def test_every_text_has_room(tmp_path: Path):
    asked = choice(long(filled()), rows=[1], further=False)
    (form,) = asked.forms()
    widths = fitted_widths(form)
    heights = line_heights(form, widths)
    for spot in form.spots:
        if isinstance(spot.value, str):
            room = sum(widths[spot.column : spot.column + spot.across])
            assert sum(heights[spot.row : spot.row + spot.down]) >= 14 * line_count(spot.value, room)
    export_workbook(asked, tmp_path / "out.xlsx")
    rows = opened(tmp_path / "out.xlsx").active.row_dimensions
    assert max(row.height for row in rows.values()) <= 409  # a higher line takes several rows
    assert sum(row.height for row in rows.values()) >= sum(heights)


def test_a_file_each(tmp_path: Path):
    report = filled()
    report.tables["project"][2].cells["name"] = "科普经费"
    done = export_files(choice(report, blank=True), tmp_path / "表")
    assert [path.name for path in done.paths] == [
        "部门整体支出绩效自评表.xlsx", "项目支出绩效自评结果汇总表.xlsx",
        "科普经费.xlsx", "科普经费（2）.xlsx",
    ]  # fmt: skip
    assert sorted(path.name for path in (tmp_path / "表").iterdir()) == sorted(p.name for p in done.paths)
    assert opened(done.paths[2]).sheetnames == ["科普经费"]


def test_nothing_is_put_in_place_when_one_cannot_be(tmp_path: Path):
    folder = tmp_path / "表"
    (folder / "科普经费.xlsx").mkdir(parents=True)
    with pytest.raises(ExportError, match="文件夹"):
        export_files(choice(filled()), folder)
    assert [path.name for path in folder.iterdir()] == ["科普经费.xlsx"]


def test_called_off_leaves_nothing(tmp_path: Path):
    with pytest.raises(Cancelled):
        export_files(choice(filled()), tmp_path / "表", cancelled=lambda: True)
    assert list((tmp_path / "表").iterdir()) == []


def test_what_is_read_back_otherwise_is_not_delivered(tmp_path: Path):
    done = export_workbook(choice(filled(), rows=[1], further=False), tmp_path / "out.xlsx")
    sheet = opened(done.paths[0]).active
    cells = [
        (c.row - 1, c.column - 1, c.value) for row in sheet.iter_rows() for c in row if c.value is not None
    ]
    assert check_cells(done.paths[0], [("科普经费", cells)]) == len(cells)
    row, column, value = cells[5]
    with pytest.raises(ExportError, match="核对"):
        check_cells(done.paths[0], [("科普经费", [*cells[:5], (row, column, f"{value}x"), *cells[6:]])])
    with pytest.raises(ExportError, match="多出"):
        check_cells(done.paths[0], [("科普经费", cells[:-1])])


def test_who_asks_for_nothing_is_told(tmp_path: Path):
    report = filled()
    report.tables["indicator"].clear()
    with pytest.raises(ExportError, match="还没有项目填了"):
        choice(report, further=False)
    with pytest.raises(ExportError, match="没有编号为 9"):
        choice(report, rows=[9])
    done = export_workbook(choice(report, blank=True, further=False), tmp_path / "out.xlsx")
    assert done.forms == 2
    assert done.warnings == ()


def test_a_form_without_total_is_told(tmp_path: Path):
    report = filled()
    del report.tables["indicator"][1].cells["actual"]
    done = export_workbook(choice(report), tmp_path / "out.xlsx")
    assert done.warnings == ("“科普经费”的自评表还没有总分：有的指标没有填完。",)


@pytest.mark.parametrize(
    ("name", "safe"),
    [
        ('a/b\\c:d*e?f"g<h>i|j', "a_b_c_d_e_f_g_h_i_j"),
        ("CON", "CON_"),
        ("nul.txt", "nul.txt_"),
        ("LPT1", "LPT1_"),
        ("经费. ", "经费"),
        ("…", "…"),
        ("..", "未命名"),
        ("第一行\n第二行\x07", "第一行 第二行"),
    ],
)
def test_names_of_files_are_safe_everywhere(name: str, safe: str):
    assert file_names([name], ".xlsx") == [f"{safe}.xlsx"]


def test_names_are_short_enough_and_no_two_alike():
    files = file_names(["经" * 300, "经" * 300, "A", "a", "甲（2）", "甲", "甲"], ".xlsx")
    assert max(len(name.encode()) for name in files) <= 255
    assert len({name.casefold() for name in files}) == len(files)
    sheets = sheet_names([("科" * 40, "x"), ("科" * 40, "x"), ("a/b", "x"), ("'", "x"), ("𠮷" * 30, "x")])
    assert max(len(name.encode("utf-16-le")) // 2 for name in sheets) <= 31
    assert len(set(sheets)) == len(sheets)


class TestLibreOffice:
    pytestmark = needs_libreoffice

    @pytest.mark.parametrize("key", LAYOUTS)
    def test_a_form_is_one_page_wide(self, tmp_path: Path, key: str):
        from pypdf import PdfReader

        assert SOFFICE is not None
        export_workbook(choice(with_scheme(filled(), key), further=False), tmp_path / "out.xlsx")
        command = [
            SOFFICE,
            f"-env:UserInstallation=file://{tmp_path}/lo",
            "--headless",
            "--convert-to",
            "pdf",
        ]
        subprocess.run(
            [*command, "--outdir", tmp_path, tmp_path / "out.xlsx"], check=True, capture_output=True
        )
        pages = PdfReader(tmp_path / "out.pdf").pages
        assert len(pages) == 1
        assert "科普经费" in pages[0].extract_text()
