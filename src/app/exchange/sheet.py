"""One page as a worksheet: headings, cells with their formulas, foot, and how it is printed."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from decimal import Decimal
from functools import cache
from math import ceil
from typing import TYPE_CHECKING

from app.calculation.model import Model
from app.domain.address import Address
from app.domain.amount import WAN
from app.domain.problem import Reason, Results
from app.domain.report import Report
from app.exchange.formats import Formats
from app.exchange.live import ColumnFormula, Live, first_row, letters, safe_in_formula
from app.exchange.page import (
    NO_FIGURE,
    NUMERIC,
    Look,
    Page,
    PageRow,
    Shown,
    decimals,
    reason_text,
    text_width,
)
from app.exchange.readback import clean, stored

if TYPE_CHECKING:
    from xlsxwriter.format import Format
    from xlsxwriter.workbook import Workbook
    from xlsxwriter.worksheet import Worksheet

_ROW_HEIGHT, _LINE_HEIGHT, _MOST_LINES = 20, 14, 28  # points; Excel's highest row has 409
_TITLE_HEIGHT, _HEADING_HEIGHT = 36, 32
_MARGINS = {"left": 0.5, "right": 0.5, "top": 0.7, "bottom": 0.7}  # inches
_A4 = 9
_DIGIT = 0.96  # half a Chinese character of the body beside a digit of the column's width
_POINTS = 5.25  # a digit of a column's width on paper
_A4_ROOM = {"landscape": (770, 490), "portrait": (523, 740)}  # points between the margins
_SLIGHTLY = 1.15  # pages a sheet may need and still be drawn together on one
_EVERY = 500  # rows between two steps of progress
_RIGHT_WIDTH = 14  # 单位：万元 needs so much
Put = Callable[[int, int, Shown, PageRow], object]


class Cancelled(Exception):
    """The export was called off; nothing was put into place."""


class Step:
    """How far the export is, in rows, and whether it is still wanted."""

    def __init__(
        self, total: int, progress: Callable[[int, int], None] | None, cancelled: Callable[[], bool] | None
    ) -> None:
        self.done, self.total = 0, total
        self.progress, self.cancelled = progress, cancelled

    def check(self) -> None:
        """Tell, and stop when called off."""
        if self.cancelled is not None and self.cancelled():
            raise Cancelled
        if self.progress is not None:
            self.progress(self.done, self.total)

    def add(self, rows: int) -> None:
        """So many rows more."""
        self.done += rows
        self.check()

    def finish(self) -> None:
        """All is in place; calling off comes too late."""
        if self.progress is not None:
            self.progress(self.total, self.total)


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


class SheetWriter:
    """Writes pages into one workbook."""

    def __init__(
        self,
        book: Workbook,
        model: Model,
        report: Report,
        results: Results,
        pages: Sequence[Page],
        names: Sequence[str],
        step: Step,
    ) -> None:
        self.book, self.model, self.pages, self.names, self.step = book, model, pages, names, step
        self.kind = plain_worksheet()
        self.formats = Formats(book)
        self.live = Live(model, report, results, pages, names)

    def write(self, number: int) -> None:
        """The page as the next sheet."""
        page, self.live.here = self.pages[number], number
        sheet = self.book.add_worksheet(self.names[number], worksheet_class=self.kind)
        sheet.set_default_row(_ROW_HEIGHT)
        self.tall = 0  # points the rows of this sheet are higher than plain ones
        for index, column in enumerate(page.columns):
            sheet.set_column(index, index, column.width + 0.7)
        self._head(sheet, page)
        table = self.model.edition.table.get(page.table)
        if table is not None and table.kind == "list":
            self._list(sheet, number, page)
        else:
            self._rows(sheet, number, page, range(len(page.rows)))
        last = self._foot(sheet, page)
        _set_up(sheet, page, last, _ROW_HEIGHT * (last + 1) + self.tall)

    def _height(self, sheet: Worksheet, row: int, height: int) -> None:
        sheet.set_row(row, height)
        self.tall += height - _ROW_HEIGHT

    # -- around the table

    def _head(self, sheet: Worksheet, page: Page) -> None:
        parts, last = self.formats.parts, len(page.columns) - 1
        self._height(sheet, 0, _TITLE_HEIGHT)
        _merge(sheet, (0, 0, 0, last), page.title, parts["title"])
        right, width = last, page.columns[last].width
        while right > 1 and width < _RIGHT_WIDTH:
            right -= 1
            width += page.columns[right].width
        if not page.right or right == 0:
            right = last + 1
        else:
            _merge(sheet, (1, right, 1, last), page.right, parts["right"])
        _merge(sheet, (1, 0, 1, right - 1), page.left, parts["left"])
        lines = _lines(page.left, sum(column.width for column in page.columns[:right]))
        self._height(sheet, 1, max(_ROW_HEIGHT, 6 + _LINE_HEIGHT * lines))
        self._headings(sheet, page)

    def _headings(self, sheet: Worksheet, page: Page) -> None:
        top, bottom = first_row(page) - page.heading_rows, first_row(page) - 1
        heading, columns = self.formats.parts["heading"], page.columns
        for row in range(top, bottom + 1):
            self._height(sheet, row, _HEADING_HEIGHT if row == bottom else _ROW_HEIGHT)
        index = 0
        while index < len(columns):
            group, end = columns[index].group, index
            while group and end + 1 < len(columns) and columns[end + 1].group == group:
                end += 1
            if end == index:
                _merge(sheet, (top, index, bottom, index), columns[index].heading, heading)
            else:
                _merge(sheet, (top, index, top, end), group, heading)
                for below in range(index, end + 1):
                    sheet.write_string(bottom, below, columns[below].heading, heading)
            index = end + 1

    def _foot(self, sheet: Worksheet, page: Page) -> int:
        """Notes and signatures; the last row used."""
        row, last = first_row(page) + len(page.rows), len(page.columns) - 1
        width = sum(column.width for column in page.columns)
        for note in page.notes:
            self._height(sheet, row, 4 + _LINE_HEIGHT * _lines(note, width))
            _merge(sheet, (row, 0, row, last), note, self.formats.parts["note"])
            row += 1
        if page.foot:
            room = width * 9 // 10 // len(page.foot)
            fields = [f"{label}：{value}" for label, value in page.foot]
            padded = [field + "　" * max(1, (room - text_width(field)) // 2) for field in fields]
            self._height(sheet, row, _TITLE_HEIGHT)
            _merge(sheet, (row, 0, row, last), "".join(padded).rstrip("　"), self.formats.parts["foot"])
            row += 1
        return row - 1

    # -- rows

    def _rows(self, sheet: Worksheet, number: int, page: Page, rows: range) -> None:
        """Rows set one by one, each cell as its look says."""
        top, last = first_row(page), len(page.columns) - 1
        widths = [column.width for column in page.columns]
        for index in rows:
            row = page.rows[index]
            at = top + index
            if row.section:
                _merge(sheet, (at, 0, at, last), str(row.cells[0]), self.formats.parts["section"])
                continue
            lines = 1
            for column, (value, look) in enumerate(zip(row.cells, row.looks, strict=True)):
                formula = self._formula(number, page, row, at, column) if look.source else None
                self._cell(sheet, at, column, value, look, row, formula)
                if look.wrap and value is not None:
                    lines = max(lines, _cell_lines(row, column, widths[column]))
            if lines > 1:
                self._height(sheet, at, 6 + _LINE_HEIGHT * lines)
            if not index % _EVERY:
                self.step.check()
        self.step.add(len(rows))

    def _formula(self, number: int, page: Page, row: PageRow, at: int, column: int) -> str | None:
        source = row.looks[column].source
        if source == "cell":
            address = Address(page.table, row.row, page.columns[column].key)
            # a list without rows is printed as one empty line
            return self.live.cell(address, (number, at, column)) if address in self.live.cells else None
        if source == "ratio":
            return self.live.ratio(str(row.row))
        return self.live.total(page.table, page.columns[column].key) if source == "sum" else None

    def _cell(
        self,
        sheet: Worksheet,
        at: int,
        column: int,
        value: Shown,
        look: Look,
        row: PageRow,
        formula: str | None,
    ) -> None:
        kept = stored(value, look.kind)
        if isinstance(value, Reason):
            seen = reason_text(value, look, row.blank)
            face = "words" if look.words or not kept else NO_FIGURE if seen else "hidden"
            shape = self.formats.cell(look, look.kind.places, face)
        elif isinstance(value, str) or value is None:
            shape = self.formats.cell(look, look.kind.places)
        else:
            shape = self.formats.cell(look, decimals(value, look.kind))
        if formula is not None and not (isinstance(kept, str) and not safe_in_formula(kept)):
            sheet.write_formula(at, column, formula, shape, kept)
        elif kept == "":
            sheet.write_blank(at, column, None, shape)
        elif isinstance(kept, str):
            sheet.write_string(at, column, kept, shape)
        elif isinstance(kept, float):
            sheet.write_number(at, column, kept, shape)
        else:
            sheet.write_datetime(at, column, kept, shape)

    # -- lists: one way of writing per column, for thousands of rows

    def _list(self, sheet: Worksheet, number: int, page: Page) -> None:
        top = first_row(page)
        count = sum(bool(row.row) for row in page.rows)  # then come an empty line or the total
        looks = page.rows[0].looks
        puts = [self._put(sheet, number, page, column, look) for column, look in enumerate(looks)]
        wraps = [(i, c.width // 2) for i, c in enumerate(page.columns) if looks[i].wrap]
        for index in range(count):
            row = page.rows[index]
            at = top + index
            for put, value in zip(puts, row.cells, strict=True):
                put(at, index, value, row)
            for column, short in wraps:
                text = row.cells[column]
                if isinstance(text, str) and (len(text) > short or "\n" in text):
                    lines = max(_cell_lines(row, i, page.columns[i].width) for i, _ in wraps)
                    if lines > 1:
                        self._height(sheet, at, 6 + _LINE_HEIGHT * lines)
                    break
            if not index % _EVERY:
                self.step.add(min(_EVERY, count - index))
        self._rows(sheet, number, page, range(count, len(page.rows)))

    def _put(self, sheet: Worksheet, number: int, page: Page, column: int, look: Look) -> Put:
        """What writes a list's column: called with sheet row, list row, value and the row."""
        key = page.columns[column].key
        formula = self.live.column(page.table, key, number) if look.source == "cell" else None
        if formula is not None:
            return self._formula_put(sheet, column, look, formula, page.table)
        if look.computed or look.kind.name == "date":
            return lambda at, index, value, row: self._cell(sheet, at, column, value, look, row, None)
        if look.kind.name in NUMERIC:
            return self._number_put(sheet, column, look)
        blank, write, shape = sheet.write_blank, sheet.write_string, self.formats.cell(look)

        def put(at: int, index: int, value: Shown, row: PageRow) -> None:
            if isinstance(value, str):
                write(at, column, clean(value), shape)
            else:
                blank(at, column, None, shape)

        return put

    def _number_put(self, sheet: Worksheet, column: int, look: Look) -> Put:
        """Entered numbers; a format for each count of decimals."""
        blank, write, kind = sheet.write_blank, sheet.write_number, look.kind
        empty = self.formats.cell(look, kind.places)
        shapes = [self.formats.cell(look, places) for places in range(max(WAN.places, kind.places) + 1)]

        def put(at: int, index: int, value: Shown, row: PageRow) -> None:
            if isinstance(value, int | Decimal):
                write(at, column, stored(value, kind), shapes[decimals(value, kind)])
            else:
                blank(at, column, None, empty)

        return put

    def _formula_put(
        self, sheet: Worksheet, column: int, look: Look, formula: ColumnFormula, table: str
    ) -> Put:
        write, own, shape = sheet.write_formula, formula.own, self.formats.cell(look)

        def put(at: int, index: int, value: Shown, row: PageRow) -> None:
            text: str | None = formula.at(index)
            if isinstance(value, str) and safe_in_formula(value):
                write(at, column, text, shape, value)
                return
            if isinstance(value, Reason) and not all(
                cell.table == table and cell.row == row.row and cell.column in own for cell in value.cells
            ):
                text = None  # the formula cannot know what is missing further away
            self._cell(sheet, at, column, value, look, row, text)

        return put


def _merge(sheet: Worksheet, area: tuple[int, int, int, int], text: str, shape: Format) -> None:
    """Text over several cells; written apart, since `merge_range` would take = for a formula."""
    top, left, bottom, right = area
    if (top, left) != (bottom, right):
        sheet.merge_range(top, left, bottom, right, "", shape)
    sheet.write_string(top, left, text, shape)


def _lines(text: str, width: int) -> int:
    """Lines a text takes in a column, as near as can be told without the printer's fonts."""
    lines = sum(max(1, ceil(text_width(part) * _DIGIT / max(1, width))) for part in text.split("\n"))
    return min(lines, _MOST_LINES)


def _cell_lines(row: PageRow, column: int, width: int) -> int:
    value, look = row.cells[column], row.looks[column]
    if not look.wrap:
        return 1
    text = value.text if isinstance(value, Reason) and look.words else value
    return _lines(text, width - look.indent * 2) if isinstance(text, str) else 1


def _set_up(sheet: Worksheet, page: Page, last: int, height: int) -> None:
    """Paper, repeated headings, page numbers, what stays in view."""
    top = first_row(page)
    sheet.set_paper(_A4)
    if page.orientation == "landscape":
        sheet.set_landscape()
    else:
        sheet.set_portrait()
    room, depth = _A4_ROOM[page.orientation]
    scale = min(1.0, room / (_POINTS * sum(column.width + 1.5 for column in page.columns)))
    sheet.fit_to_pages(1, int(1 < height * scale / depth <= _SLIGHTLY))  # no page for the signatures alone
    sheet.center_horizontally()
    sheet.set_margins(**_MARGINS)
    sheet.set_footer("&C第 &P 页 共 &N 页")
    sheet.repeat_rows(top - page.heading_rows, top - 1)
    sheet.print_area(0, 0, last, len(page.columns) - 1)
    sheet.hide_gridlines(2)
    known = next((index for index, column in enumerate(page.columns) if column.key != "#"), 0)
    sheet.freeze_panes(top, known + 1)
    area = f"A1:{letters(len(page.columns) - 1)}{last + 1}"
    sheet.ignore_errors({"number_stored_as_text": area, "formula_differs": area, "formula_range": area})
