"""One page as a worksheet: headings, cells with their formulas, foot, and how it is printed."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from decimal import Decimal
from typing import TYPE_CHECKING

from app.calculation.model import Model
from app.domain.address import Address
from app.domain.amount import WAN
from app.domain.problem import Reason, Results
from app.domain.report import Report
from app.exchange.form import guard
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
from app.exchange.paper import cell_lines, lines_of, merge, plain_worksheet, set_up
from app.exchange.readback import clean, stored
from app.exchange.setup import default_setup, read_setup
from app.exchange.step import Step

if TYPE_CHECKING:
    from xlsxwriter.workbook import Workbook
    from xlsxwriter.worksheet import Worksheet

ROW_HEIGHT, LINE_HEIGHT = 17, 14  # points
_TITLE_HEIGHT, _HEADING_HEIGHT = 36, 32
_EVERY = 500  # rows between two steps of progress
_RIGHT_WIDTH = 14  # 单位：万元 needs so much
Put = Callable[[int, int, Shown, PageRow], object]


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
        *,
        form: bool = False,
    ) -> None:
        self.book, self.model, self.pages, self.names, self.step = book, model, pages, names, step
        self.kind = plain_worksheet()
        self.formats = Formats(book, form=form)
        self.form = form
        self.live = Live(model, report, results, pages, names)

    def write(self, number: int) -> None:
        """The page as the next sheet."""
        page, self.live.here = self.pages[number], number
        sheet = self.book.add_worksheet(self.names[number], worksheet_class=self.kind)
        sheet.set_default_row(ROW_HEIGHT)
        self.heights: dict[int, int] = {}  # of rows that are not plain
        for index, column in enumerate(page.columns):
            sheet.set_column(index, index, column.width + 0.3)
        self._head(sheet, page)
        table = self.model.edition.table.get(page.table)
        if table is not None and table.kind == "list":
            self._list(sheet, number, page)
        else:
            self._rows(sheet, number, page, range(len(page.rows)))
        if page.rows and any(look.source == "ratio" for row in page.rows for look in row.looks):
            self._unfilled(sheet, page)
        last = self._foot(sheet, page)
        heights = [self.heights.get(row, ROW_HEIGHT) for row in range(last + 1)]
        set_up(sheet, page, heights, read_setup(self.live.report, page.key, default_setup(page)))
        if self.form:
            guard(sheet, page, self.model.edition)

    def _height(self, sheet: Worksheet, row: int, height: int) -> None:
        sheet.set_row(row, height)
        self.heights[row] = height

    # -- around the table

    def _head(self, sheet: Worksheet, page: Page) -> None:
        parts, last = self.formats.parts, len(page.columns) - 1
        self._height(sheet, 0, _TITLE_HEIGHT)
        merge(sheet, (0, 0, 0, last), page.title, parts["title"])
        right, width = last, page.columns[last].width
        while right > 1 and width < _RIGHT_WIDTH:
            right -= 1
            width += page.columns[right].width
        if not page.right or right == 0:
            right = last + 1
        else:
            merge(sheet, (1, right, 1, last), page.right, parts["right"])
        merge(sheet, (1, 0, 1, right - 1), page.left, parts["left"])
        lines = lines_of(page.left, sum(column.width for column in page.columns[:right]))
        self._height(sheet, 1, max(ROW_HEIGHT, 6 + LINE_HEIGHT * lines))
        self._headings(sheet, page)

    def _headings(self, sheet: Worksheet, page: Page) -> None:
        top, bottom = first_row(page) - page.heading_rows, first_row(page) - 1
        heading, columns = self.formats.parts["heading"], page.columns
        for row in range(top, bottom + 1):
            self._height(sheet, row, _HEADING_HEIGHT if row == bottom else ROW_HEIGHT)
        index = 0
        while index < len(columns):
            group, end = columns[index].group, index
            while group and end + 1 < len(columns) and columns[end + 1].group == group:
                end += 1
            if end == index:
                merge(sheet, (top, index, bottom, index), columns[index].heading, heading)
            else:
                merge(sheet, (top, index, top, end), group, heading)
                for below in range(index, end + 1):
                    sheet.write_string(bottom, below, columns[below].heading, heading)
            index = end + 1

    def _foot(self, sheet: Worksheet, page: Page) -> int:
        """Notes and signatures; the last row used."""
        row, last = first_row(page) + len(page.rows), len(page.columns) - 1
        width = sum(column.width for column in page.columns)
        for note in page.notes:
            self._height(sheet, row, 4 + LINE_HEIGHT * lines_of(note, width))
            merge(sheet, (row, 0, row, last), note, self.formats.parts["note"])
            row += 1
        if page.foot:
            room = width * 9 // 10 // len(page.foot)
            fields = [f"{label}：{value}" for label, value in page.foot]
            padded = [field + "　" * max(1, (room - text_width(field)) // 2) for field in fields]
            self._height(sheet, row, _TITLE_HEIGHT)
            merge(sheet, (row, 0, row, last), "".join(padded).rstrip("　"), self.formats.parts["foot"])
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
                merge(sheet, (at, 0, at, last), str(row.cells[0]), self.formats.parts["section"])
                continue
            lines = 1
            for column, (value, look) in enumerate(zip(row.cells, row.looks, strict=True)):
                formula = self._formula(number, page, row, at, column) if look.source else None
                self._cell(sheet, at, column, value, look, row, formula)
                if look.wrap and value is not None:
                    lines = max(lines, cell_lines(row, column, widths[column]))
            if row.hidden:
                sheet.set_row(at, None, None, {"hidden": True})
                self.heights[at] = 0
            elif lines > 1:
                self._height(sheet, at, 6 + LINE_HEIGHT * lines)
            if not index % _EVERY:
                self.step.check()
        self.step.add(len(rows))

    def _unfilled(self, sheet: Worksheet, page: Page) -> None:
        """Ratios without any number read 未填, until there are numbers."""
        top = first_row(page)
        for column in {i for row in page.rows for i, look in enumerate(row.looks) if look.source == "ratio"}:
            area = (top, column, top + len(page.rows) - 1, column)
            sheet.conditional_format(
                *area,
                {
                    "type": "formula",
                    "criteria": f"=AND(ISTEXT({letters(column)}{top + 1}),LEN({letters(column)}{top + 1})=0)",
                    "format": self.formats.unfilled,
                },
            )

    def _formula(self, number: int, page: Page, row: PageRow, at: int, column: int) -> str | None:
        source = row.looks[column].source
        if source == "cell":
            address = Address(page.table, row.row, page.columns[column].key)
            # a list without rows is printed as one empty line
            return self.live.cell(address, (number, at, column)) if address in self.live.cells else None
        if source == "ratio":
            return self.live.ratio(str(row.row))
        if source == "own":
            return row.formulas[column] or None if row.formulas else None
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
        if formula is None and kept == "" and look.words and isinstance(value, Reason):
            formula = '=""'  # a text without letters: 未填 is seen in its place
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
                    lines = max(cell_lines(row, i, page.columns[i].width) for i, _ in wraps)
                    if lines > 1:
                        self._height(sheet, at, 6 + LINE_HEIGHT * lines)
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
