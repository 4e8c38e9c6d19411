"""One worksheet of an .xlsx, read in one pass: values, and what a reader of values alone would not see."""

from __future__ import annotations

import re
from collections.abc import Iterator
from decimal import Decimal

from app.domain.frozen import frozen
from app.exchange.reading.cells import is_number_text, iso, number
from app.exchange.reading.draft import EXTERNAL, STALE, UNCACHED, Draft
from app.exchange.reading.formats import Look
from app.exchange.reading.grid import Cell, Doubt, Value, column_of
from app.exchange.reading.limits import COLUMNS, check_place
from app.exchange.reading.markup import Attributes, Damaged, Handlers, handle
from app.exchange.reading.xlsx_styles import Texts, plain_text

_RANGE = re.compile(r"\$?([A-Za-z]{1,3})\$?(\d{1,7})(?::\$?([A-Za-z]{1,3})\$?(\d{1,7}))?", re.ASCII)
_OTHER_FILE = re.compile(r"\[\d+\]")
_CACHE = 50_000  # numbers of which one object serves all cells
_TRUE = {"1", "true"}


@frozen
class Book:
    """What the sheets of a workbook share."""

    texts: Texts
    looks: list[Look | None]
    epoch_1904: bool
    recalculate: bool  # formulas are to be computed when it is opened: what is stored is perhaps no result


@frozen
class Results:
    """What the formulas of a sheet have for results: whether any has one, and which have an empty one."""

    computed: bool
    empty: list[Cell]


def read_sheet(chunks: Iterator[bytes], draft: Draft, book: Book) -> Results:
    """Fill the draft. Raises `Damaged`, and `ReadingError` beyond the limits."""
    sheet = _Sheet(draft, book)

    def checked() -> Iterator[bytes]:
        for chunk in chunks:
            yield chunk
            draft.check()

    handle(checked(), sheet.handlers)
    return Results(sheet.computed, sheet.empty)


class _Sheet:
    """The state between the elements of one worksheet."""

    def __init__(self, draft: Draft, book: Book) -> None:
        self.draft, self.book = draft, book
        self.looks = {str(number): look for number, look in enumerate(book.looks) if look}
        self.numbers: dict[str, Decimal] = {}
        self.columns: dict[str, int] = {}
        self.pieces: list[str] = []  # text since the last tag
        self.row, self.row_text = -1, ""
        self.cells: list[Value] = []
        self.column = -1
        self.kind, self.style = "n", ""
        self.raw: str | None = None  # of <v>
        self.formula: str | None = None
        self.inline: list[str] = []
        self.hints = 0
        self.computed = False
        self.empty: list[Cell] = []

    def handlers(self, prefix: str) -> Handlers:
        """What to do with elements that have this prefix."""
        cell, value, row, formula = prefix + "c", prefix + "v", prefix + "row", prefix + "f"
        text, hint = prefix + "t", prefix + "rPh"
        others = {
            prefix + "col": self._col,
            prefix + "mergeCell": self._merge,
        }
        pieces = self.pieces
        clear = pieces.clear
        start_cell, end_cell = self._start_cell, self._end_cell

        def start(name: str, attributes: Attributes) -> None:
            clear()
            if name == value:  # as many of them as cells: no more questions
                return
            if name == cell:
                start_cell(attributes)
            elif name == row:
                self._start_row(attributes)
            elif name == hint:
                self.hints += 1
            elif name in others:
                others[name](attributes)

        def end(name: str) -> None:
            if name == value:
                self.raw = "".join(pieces)
            elif name == cell:
                end_cell()
            elif name == row:
                self.draft.row(self.row, self.cells)
            elif name == formula:
                self.formula = "".join(pieces)
            elif name == text:
                if not self.hints:
                    self.inline.append("".join(pieces))
            elif name == hint:
                self.hints -= 1

        return start, end, pieces.append

    def _start_row(self, attributes: Attributes) -> None:
        self.row_text = attributes.get("r", "")
        row = _number(self.row_text) - 1 if self.row_text else self.row + 1
        if row <= self.row:
            raise Damaged("rows out of order")
        self.row = row
        self.cells = []
        self.column = -1
        if attributes.get("hidden") in _TRUE or attributes.get("ht") in ("0", "0.0"):
            self.draft.hide_row(row)

    def _start_cell(self, attributes: Attributes) -> None:
        reference = attributes.get("r")
        if reference:
            name = reference.rstrip("0123456789")
            column = self.columns.get(name)
            if column is None:
                column = self.columns[name] = column_of(name)
            if column < 0 or reference[len(name) :] != (self.row_text or str(self.row + 1)):
                raise Damaged(f"cell {reference} in row {self.row + 1}")
            self.column = column
        else:
            self.column += 1
        self.kind = attributes.get("t", "n")
        self.style = attributes.get("s", "")
        self.raw = self.formula = None
        if self.inline:
            self.inline = []

    def _end_cell(self) -> None:
        raw, kind = self.raw, self.kind
        if self.formula is None:
            if kind == "n":
                if not raw:
                    return
                value: Value = self.numbers.get(raw)
                if value is None or self.style in self.looks:
                    value = self._number(raw)
            elif kind == "s":
                if raw is None:
                    return
                value = self._shared(raw)
            else:
                value = self._other(kind)
        else:
            value = self._computed(self.formula)
        if value is None:
            return
        cells, column = self.cells, self.column
        gap = column - len(cells)
        if gap == 0:
            cells.append(value)
        elif gap < 0:
            if cells[column] is not None:
                raise Damaged("a cell twice")
            cells[column] = value
        else:
            if column >= COLUMNS:
                check_place(self.row, column)
            cells.extend([None] * gap)
            cells.append(value)

    def _cell(self) -> Cell:
        return self.row, self.column

    def _number(self, raw: str) -> Value:
        value, doubt = number(raw.strip())
        if doubt:
            self.draft.doubt(self._cell(), doubt)
        elif value is not None and len(self.numbers) < _CACHE:
            value = self.numbers.setdefault(raw, value)
        if value is None:
            return None
        look = self.looks.get(self.style)
        return self.draft.number(self._cell(), value, look, self.book.epoch_1904) if look else value

    def _shared(self, raw: str) -> Value:
        texts = self.book.texts
        index = _number(raw.strip())
        if not 0 <= index < len(texts.all):
            raise Damaged(f"shared text {raw}")
        return self.draft.text(self._cell(), texts.all[index], index in texts.numbers)

    def _other(self, kind: str) -> Value:
        """A cell that is neither a number nor a shared text."""
        raw = self.raw or ""
        if kind in ("inlineStr", "str"):
            text = plain_text("".join(self.inline) if self.inline else raw)
            self.draft.tally.text(text)
            return self.draft.text(self._cell(), text, is_number_text(text))
        if not raw:
            return None
        if kind == "b":
            return raw.strip() in _TRUE
        if kind == "e":
            self.draft.error(self._cell(), raw)
            return None
        if kind == "d":
            day, doubt = iso(raw.strip())
            if doubt:
                self.draft.doubt(self._cell(), doubt)
            return day
        if kind == "n":
            return self._number(raw)
        if kind == "s":
            return self._shared(raw)
        self.draft.doubt(self._cell(), Doubt("unknown", "这一格的种类认不出，按文字读入；请在原表里核对。"))
        return raw

    def _computed(self, formula: str) -> Value:
        """The stored result of a formula."""
        cell, draft = self._cell(), self.draft
        draft.formula(cell, formula)
        if _OTHER_FILE.search(formula):
            draft.doubt(cell, EXTERNAL)
        if not self.raw and self.kind != "str" and not self.inline:
            if self.raw is None:
                draft.doubt(cell, UNCACHED)
            else:
                self.empty.append(cell)
            return None
        self.computed = self.computed or self.raw != "0"
        if self.book.recalculate and self.raw == "0" and self.kind == "n":
            draft.doubt(cell, STALE)
        return self._other(self.kind)

    def _col(self, attributes: Attributes) -> None:
        if attributes.get("hidden") in _TRUE or attributes.get("width") in ("0", "0.0"):
            first, last = _number(attributes.get("min", "0")), _number(attributes.get("max", "0"))
            self.draft.hidden_columns.append((first - 1, last - 1))

    def _merge(self, attributes: Attributes) -> None:
        found = _RANGE.fullmatch(attributes.get("ref", ""))
        if found and found[3]:
            left, top, right, bottom = found.groups()
            self.draft.merge(int(top) - 1, column_of(left), int(bottom) - 1, column_of(right))


def _number(text: str) -> int:
    """A whole number of the markup; `Damaged` for anything else."""
    if not (text.isascii() and text.isdigit() and len(text) < 10):
        raise Damaged(f"{text[:20]} is no number")
    return int(text)
