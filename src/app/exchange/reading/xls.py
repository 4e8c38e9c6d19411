"""An .xls (also WPS's .et): the sheets of its workbook stream.

Our own reader, because the libraries at hand follow a hostile file without end or into gigabytes, and
none of them tells which cells are formulas.
"""

from __future__ import annotations

import struct
from collections.abc import Callable
from decimal import Decimal

from app.exchange.reading.biff import Globals, records
from app.exchange.reading.cells import from_double, is_number_text
from app.exchange.reading.draft import STALE, UNCACHED, Draft
from app.exchange.reading.formats import Look
from app.exchange.reading.grid import Cell, Doubt, Grid, Value, Workbook
from app.exchange.reading.limits import SLOTS, Tally, too_large
from app.exchange.reading.markup import Damaged
from app.exchange.step import Step

_ERRORS = {0: "#NULL!", 7: "#DIV/0!", 15: "#VALUE!", 23: "#REF!", 29: "#NAME?", 36: "#NUM!", 42: "#N/A"}
_ROWS, _COLUMNS = 65_536, 256
_CALCULATE_ON_LOAD = 2
_EMPTY_TEXT = 3
_EVERY = 4096  # records between two looks at the clock


def read_xls(data: bytes, macros: bool, step: Step) -> Workbook:
    """All worksheets of a workbook stream. Raises `Damaged`, and `ReadingError` beyond the limits."""
    try:
        return _read(data, macros, step)
    except (struct.error, IndexError, OverflowError) as error:  # a record shorter than its kind
        raise Damaged(str(error)) from error


def _read(data: bytes, macros: bool, step: Step) -> Workbook:
    tally = Tally()
    book = Globals(data, tally)
    tables = [entry for entry in book.entries if entry.worksheet]
    if len({entry.start for entry in tables}) < len(tables):
        raise Damaged("a sheet twice")
    step.total = len(data)
    sheets = []
    for entry in tables:
        sheet = _Sheet(Draft(entry.name, entry.hidden, tally), book)
        sheet.read(entry.start, step)
        sheets.append(sheet)
    never = [sheet.empty for sheet in sheets if sheet.draft.formulas]
    # A formula may well give an empty text; when all of them do, nobody ever computed them.
    if never and all(len(sheet.empty) == len(sheet.draft.formulas) for sheet in sheets):
        for sheet in sheets:
            for cell in sheet.empty:
                sheet.draft.doubt(cell, UNCACHED)
    grids = tuple(sheet.draft.finish() for sheet in sheets)
    return Workbook(grids, tuple(_notes(book, grids, macros, sheets)))


def _notes(book: Globals, grids: tuple[Grid, ...], macros: bool, sheets: list[_Sheet]) -> list[str]:
    notes = []
    if macros:
        notes.append("文件里有宏，没有运行，也没有读。")
    if book.external:
        notes.append("文件引用了别的文件，那些数是上次保存时的；没有去打开别的文件。")
    if skipped := len(book.entries) - len(grids):
        notes.append(f"有 {skipped} 张表不是普通的工作表（图表页、宏表等），没有读。")
    if any(sheet.manual for sheet in sheets) and any(grid.formulas for grid in grids):
        notes.append(
            "文件设成了手动计算，公式的结果可能不是最新的；请在 Excel 或 WPS 里按 F9 重算，保存，再导入。"
        )
    return notes


class _Sheet:
    """The state between the records of one sheet."""

    def __init__(self, draft: Draft, book: Globals) -> None:
        self.draft, self.book, self.data = draft, book, book.data
        self.rows: dict[int, list[Value]] = {}
        self.slots = 0
        self.empty: list[Cell] = []  # formulas whose result is an empty text
        self.manual = False
        self.waiting: tuple[int, int] | None = None  # a formula whose text follows

    def read(self, start: int, step: Step) -> None:
        """All records of the sheet into the draft."""
        actions: dict[int, Callable[[int, int], None]] = {
            0x203: self._number,
            0x27E: self._rk,
            0xBD: self._many,
            0xFD: self._shared,
            0x204: self._label,
            0xD6: self._label,
            0x205: self._bool_or_error,
            0x06: self._formula,
            0x206: self._formula,
            0x406: self._formula,
            0x207: self._result,
            0x208: self._row,
            0x7D: self._column,
            0xE5: self._merged,
            0x0D: self._calculation,
        }
        if self.data[start : start + 2] != b"\x09\x08":
            raise Damaged("no sheet")
        told = start
        for number, (code, begin, end) in enumerate(records(self.data, start)):
            action = actions.get(code)
            if action:
                action(begin, end)
            if number % _EVERY == 0:
                step.add(end - told)
                told = end
                self.draft.check()
        for row in sorted(self.rows):
            self.draft.row(row, self.rows.pop(row))

    def _put(self, row: int, column: int, value: Value) -> None:
        if value is None:
            return
        if column >= _COLUMNS:
            raise Damaged("column")
        cells = self.rows.get(row)
        if cells is None:
            cells = self.rows[row] = []
        gap = column + 1 - len(cells)
        if gap > 0:
            self.slots += gap
            if self.slots > SLOTS:
                raise too_large("这份工作簿的内容分散得太开")
            cells.extend([None] * gap)
        cells[column] = value

    def _double(self, row: int, column: int, style: int, double: float) -> None:
        value, doubt = from_double(double)
        if doubt:
            self.draft.doubt((row, column), doubt)
        if value is not None:
            self._put(row, column, self._shown(row, column, style, value))

    def _shown(self, row: int, column: int, style: int, value: Decimal) -> Value:
        looks = self.book.looks
        look: Look | None = looks[style] if style < len(looks) else None
        return self.draft.number((row, column), value, look, self.book.epoch_1904) if look else value

    def _text(self, row: int, column: int, start: int, end: int) -> None:
        text = self.book.text(start, end)
        if self.book.unicode and len(text) < int.from_bytes(self.data[start : start + 2], "little"):
            self.draft.doubt(
                (row, column), Doubt("unknown", f"文字太长，只读到前 {len(text)} 个字；请核对。")
            )
        self.draft.tally.text(text)
        self._put(row, column, self.draft.text((row, column), text, is_number_text(text)))

    def _number(self, start: int, _end: int) -> None:
        self._double(*struct.unpack_from("<HHHd", self.data, start))

    def _rk(self, start: int, _end: int) -> None:
        row, column, style, packed = struct.unpack_from("<HHHI", self.data, start)
        self._double(row, column, style, _unpack(packed))

    def _many(self, start: int, end: int) -> None:
        row, column = struct.unpack_from("<HH", self.data, start)
        for at in range(start + 4, end - 7, 6):
            style, packed = struct.unpack_from("<HI", self.data, at)
            self._double(row, column, style, _unpack(packed))
            column += 1

    def _shared(self, start: int, _end: int) -> None:
        row, column, _, index = struct.unpack_from("<HHHI", self.data, start)
        texts = self.book.texts
        if index >= len(texts.all):
            raise Damaged("shared text")
        self._put(row, column, self.draft.text((row, column), texts.all[index], index in texts.numbers))

    def _label(self, start: int, end: int) -> None:
        row, column, _ = struct.unpack_from("<HHH", self.data, start)
        self._text(row, column, start + 6, end)

    def _bool_or_error(self, start: int, _end: int) -> None:
        row, column, _, value, is_error = struct.unpack_from("<HHHBB", self.data, start)
        self._bool_error(row, column, value, bool(is_error))

    def _bool_error(self, row: int, column: int, value: int, is_error: bool) -> None:
        if is_error:
            self.draft.error((row, column), _ERRORS.get(value, f"（{value}）"))
        else:
            self._put(row, column, bool(value))

    def _formula(self, start: int, _end: int) -> None:
        row, column, style, result, flags = struct.unpack_from("<HHH8sH", self.data, start)
        self.draft.formula((row, column), "")
        if result[6:] != b"\xff\xff":
            (double,) = struct.unpack("<d", result)
            if double == 0 and flags & _CALCULATE_ON_LOAD:
                self.draft.doubt((row, column), STALE)
            self._double(row, column, style, double)
        elif result[0] == 0:
            self.waiting = row, column
        elif result[0] == _EMPTY_TEXT:
            self.empty.append((row, column))
        else:
            self._bool_error(row, column, result[2], result[0] == 2)

    def _result(self, start: int, end: int) -> None:
        if self.waiting:
            self._text(*self.waiting, start, end)
            self.waiting = None

    def _row(self, start: int, _end: int) -> None:
        row, flags = struct.unpack_from("<H10xH", self.data, start)
        if flags & 0x20:
            self.draft.hide_row(row)

    def _column(self, start: int, _end: int) -> None:
        first, last, width, _, flags = struct.unpack_from("<HHHHH", self.data, start)
        if flags & 1 or not width:
            self.draft.hidden_columns.append((first, last))

    def _merged(self, start: int, end: int) -> None:
        for at in range(start + 2, end - 7, 8):
            top, bottom, left, right = struct.unpack_from("<HHHH", self.data, at)
            self.draft.merge(top, left, bottom, right)

    def _calculation(self, start: int, _end: int) -> None:
        (mode,) = struct.unpack_from("<h", self.data, start)
        self.manual = self.manual or mode == 0


def _unpack(packed: int) -> float:
    """The number of an RK: a whole number or the upper half of a double, perhaps in hundredths."""
    if packed & 2:
        value = float((packed - (1 << 32) if packed & 0x80000000 else packed) >> 2)
    else:
        (value,) = struct.unpack("<d", struct.pack("<Q", (packed & 0xFFFFFFFC) << 32))
    return value / 100 if packed & 1 else value
