"""The same workbook as LibreOffice saves it: .xls and .ods say what .xlsx says."""

from __future__ import annotations

import io
import random
from datetime import datetime
from decimal import Decimal
from pathlib import Path

import pytest

from app.exchange.reading.grid import Grid, Workbook, place
from app.exchange.reading.workbook import read_workbook
from tests.exchange.reading.support import kinds, new_book
from tests.exchange.support import convert, needs_libreoffice, read

pytestmark = needs_libreoffice


def make(path: Path) -> Path:
    """A sheet with one of everything, and 3,000 amounts of up to 15 digits."""
    chance = random.Random(2022)  # noqa: S311 - no secret
    with new_book(path) as book:
        sheet = book.add_worksheet("收支表")

        def look(**properties: object) -> object:
            return book.add_format(properties)

        sheet.merge_range("A1:D1", "部门收支表")
        sheet.write("B3", 1513.69, look(num_format="#,##0.00"))
        sheet.write("B4", 0.9832, look(num_format="0.00%"))
        sheet.write("B5", 5.14, look(font_color="#FF0000"))
        sheet.write("B6", -5.14, look(num_format="#,##0.00;[Red]#,##0.00"))
        sheet.write_datetime("B7", datetime(2022, 3, 5), look(num_format="yyyy-mm-dd"))  # noqa: DTZ001
        sheet.write_datetime("B8", datetime(2022, 3, 5, 14, 30), look(num_format=22))  # noqa: DTZ001
        sheet.write_string("B9", "１，２３４.50")
        sheet.write_formula("B11", "=1/0", None, "#DIV/0!")
        sheet.write_formula("B12", "=B3*2", None, 3027.38)
        sheet.write("B14", 12.5, look(num_format='0.00"万元"'))
        sheet.write("B15", 123456, look(num_format="#,##0,"))
        sheet.write("B16", 123, look(num_format="(#,##0)"))
        sheet.write("B17", 0.5, look(num_format="hh:mm"))
        sheet.write_rich_string("B19", "甲", look(bold=True), "乙  丙", "丁")
        sheet.write("B20", "换行\n第二行\u00a0尾")
        sheet.write("C20", "科普" * 5000)
        sheet.write("E22", "尾")
        sheet.set_row(18, None, None, {"hidden": True})
        sheet.set_column("D:D", None, None, {"hidden": True})
        hidden = book.add_worksheet("隐藏")
        hidden.write("A1", 1)
        hidden.hide()
        amounts = book.add_worksheet("金额")
        for number in range(3000):
            amount = Decimal(chance.randrange(-(10**15) + 1, 10**15)).scaleb(-chance.randrange(9))
            amounts.write_number(number // 10, number % 10, amount)
    return path


@pytest.fixture(scope="module")
def books(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    folder = tmp_path_factory.mktemp("conversions")
    whole = make(folder / "all.xlsx")
    return {"xlsx": whole, "xls": convert(whole, folder, "xls"), "ods": convert(whole, folder, "ods")}


def values(book: Workbook) -> list[tuple[tuple[object, ...], ...]]:
    return [grid.rows for grid in book.grids]


def told(grid: Grid) -> dict[str, list[str]]:
    return {place(*cell): kinds(grid, place(*cell)) for cell in grid.doubts}


@pytest.mark.parametrize("kind", ["xls", "ods"])
def test_values_and_doubts_are_those_of_the_xlsx(books: dict[str, Path], kind: str) -> None:
    ours, other = read_workbook(books["xlsx"]), read_workbook(books[kind])
    assert values(other) == values(ours)
    assert sum(len(row) for row in ours.grids[2].rows) == 3000
    for left, right in zip(ours.grids, other.grids, strict=True):
        assert told(right) == told(left)
        assert (right.name, right.hidden, right.merged) == (left.name, left.hidden, left.merged)
        assert (right.hidden_rows, right.hidden_columns) == (left.hidden_rows, left.hidden_columns)
        assert (right.percent, dict(right.units)) == (left.percent, dict(left.units))
        assert right.formulas.keys() == left.formulas.keys()
    assert told(ours.grids[0]) == {
        "B5": ["red"],
        "B8": ["time"],
        "B9": ["text_number"],
        "B11": ["error"],
        "B15": ["scaled"],
        "B16": ["minus"],
        "B17": ["time"],
    }


@pytest.mark.parametrize("kind", ["xlsx", "xls", "ods"])
def test_another_reader_finds_the_same_amounts(books: dict[str, Path], kind: str) -> None:
    ours = read_workbook(books[kind]).grids[2]
    for row, theirs in enumerate(read(books[kind])["金额"]):
        assert [Decimal(format(value, ".15g")) for value in theirs] == list(ours.rows[row])


def test_xlrd_finds_the_same_in_the_xls(books: dict[str, Path]) -> None:
    xlrd = pytest.importorskip("xlrd")
    theirs = xlrd.open_workbook(books["xls"], logfile=io.StringIO(), formatting_info=True)
    ours = read_workbook(books["xls"])
    for sheet, grid in zip(theirs.sheets(), ours.grids, strict=True):
        for row in range(sheet.nrows):
            for column in range(sheet.ncols):
                cell = sheet.cell(row, column)
                value = grid.at(row, column)
                if cell.ctype == xlrd.XL_CELL_TEXT:
                    assert value == (cell.value or None)
                elif cell.ctype == xlrd.XL_CELL_NUMBER:
                    assert value == Decimal(format(cell.value, ".15g"))
                elif cell.ctype in (xlrd.XL_CELL_EMPTY, xlrd.XL_CELL_BLANK, xlrd.XL_CELL_ERROR):
                    assert value is None
