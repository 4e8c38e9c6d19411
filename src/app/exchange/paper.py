"""What XlsxWriter does not do by itself: plain formulas, merged text, heights, and the print set-up."""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import cache
from typing import TYPE_CHECKING

from app.domain.problem import Reason
from app.exchange.live import first_row, letters
from app.exchange.page import Page, PageRow, text_width
from app.exchange.setup import Setup

if TYPE_CHECKING:
    from xlsxwriter.format import Format
    from xlsxwriter.worksheet import Worksheet

MOST_LINES = 28  # Excel's highest row has 409 points
_DIGIT = 0.97  # half a Chinese character of the body beside a digit of the column's width
# what a line is not broken within: a number or word, with the marks that may not begin or end a line
_UNIT = re.compile(r"[（“‘《〈【〔]*(?:[!-~]+|.)[，。、；：？！）”’》〉】〕…]*")
_POINTS = 5.25  # a digit of a column's width on paper
_INCH = 25.4  # mm
_MARGINS = (10, 18, 10, 18)  # mm: left, top, right, bottom; the page number stands in the lowest
_PAPERS = {"A4": 9, "A3": 8, "B5": 13}  # Excel's numbers
_POINT = _INCH / 72
_SLIGHTLY = 1.15  # pages a sheet may need and still be drawn together on one
_SMALLEST = 0.78  # of the body's ten points; smaller is not drawn together


@cache
def plain_worksheet() -> type:
    """A worksheet that takes formulas as they are.

    XlsxWriter searches every formula, its quoted texts too, for the names of some sixty newer functions.
    Ours use none of them, and a project may be called “FILTER(”; it takes half of the time.
    """
    from xlsxwriter.worksheet import CellFormulaTuple, Worksheet

    class PlainWorksheet(Worksheet):  # type: ignore[misc]
        def _write_formula(
            self, row: int, col: int, formula: str, cell_format: Format = None, value: object = ""
        ) -> int:
            if self._check_dimensions(row, col):
                return -1
            self.table[row][col] = CellFormulaTuple(formula.removeprefix("="), cell_format, value)
            return 0

    return PlainWorksheet


def merge(sheet: Worksheet, area: tuple[int, int, int, int], text: str, shape: Format) -> None:
    """Text over several cells; written apart, since `merge_range` would take = for a formula."""
    top, left, bottom, right = area
    if (top, left) != (bottom, right):
        sheet.merge_range(top, left, bottom, right, "", shape)
    sheet.write_string(top, left, text, shape)


def lines_of(text: str, width: int) -> int:
    """Lines a row gives to a text in a column, as near as can be told without the printer's fonts."""
    return min(line_count(text, width), MOST_LINES)


def line_count(text: str, width: int) -> int:
    """Lines a text would take in a row of any height."""
    return sum(_lines(part, max(2, int(width / _DIGIT))) for part in text.split("\n"))


def _lines(text: str, width: int) -> int:
    if text_width(text) <= width:
        return 1
    lines, used = 1, 0
    for unit in _UNIT.findall(text):
        wide = text_width(unit)
        if used and used + wide > width:
            lines, used = lines + 1, 0
        lines += (used + wide - 1) // width
        used = (used + wide - 1) % width + 1
    return lines


def cell_lines(row: PageRow, column: int, width: int) -> int:
    """Lines one cell takes; more than one only where it wraps."""
    value, look = row.cells[column], row.looks[column]
    if not look.wrap:
        return 1
    text = value.text if isinstance(value, Reason) and look.words else value
    return lines_of(text, width - look.indent * 2) if isinstance(text, str) else 1


def set_up(sheet: Worksheet, page: Page, heights: Sequence[int], setup: Setup) -> None:
    """Paper as `setup` says, repeated headings, page numbers, what stays in view; `heights` in points."""
    top, last = first_row(page), len(heights) - 1
    wide = sum(column.width + 1 for column in page.columns)
    depth = fit(sheet, setup, wide, heights, len(page.columns))
    if depth:
        sheet.set_h_pagebreaks(_breaks(page, heights, depth))
    sheet.repeat_rows(top - page.heading_rows, top - 1)
    known = next((index for index, column in enumerate(page.columns) if column.key != "#"), 0)
    sheet.freeze_panes(top, known + 1)
    area = f"A1:{letters(len(page.columns) - 1)}{last + 1}"
    sheet.ignore_errors({"number_stored_as_text": area, "formula_differs": area, "formula_range": area})


def fit(sheet: Worksheet, setup: Setup, digits: int, heights: Sequence[int], columns: int) -> float:
    """Paper, scale and margins for a sheet so wide; the points of its rows on one page, 0 if it has one."""
    sheet.set_paper(_PAPERS[setup.paper])
    if setup.orientation == "landscape":
        sheet.set_landscape()
    else:
        sheet.set_portrait()
    margins = _MARGINS if setup.margins == Setup().margins else setup.margins
    room = (setup.size[0] - margins[0] - margins[2]) / _POINT
    depth = (setup.size[1] - margins[1] - margins[3]) / _POINT
    wide = _POINTS * digits
    scale = min(1.0, room / wide)
    pages = sum(heights) * scale / depth
    # one page also where it should fit anyway: no page for the signatures alone, whatever the printer's room
    single = setup.single or (pages <= _SLIGHTLY and scale / max(pages, 1.0) >= _SMALLEST)
    if setup.scale and not setup.single and setup.scale / 100 * wide <= room:  # else columns would be cut off
        sheet.set_print_scale(setup.scale)
    else:
        sheet.fit_to_pages(1, int(single))
    sheet.center_horizontally()
    left, upper, right, lower = (side / _INCH for side in margins)
    sheet.set_margins(left=left, right=right, top=upper, bottom=lower)
    sheet.set_footer("&C第 &P 页 共 &N 页")
    sheet.print_area(0, 0, len(heights) - 1, columns - 1)
    sheet.hide_gridlines(2)
    return 0.0 if single else depth / scale


def _breaks(page: Page, heights: Sequence[int], depth: float) -> list[int]:
    """A sheet with the rows of the edition is parted before the last section that the first page reaches."""
    if page.table == "":
        return []
    top = first_row(page)
    sections = [top + index for index, row in enumerate(page.rows) if row.section and index]
    reached = [row for row in sections if sum(heights[:row]) < depth]
    return reached[-1:]
