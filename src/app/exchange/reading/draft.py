"""One worksheet while it is being read."""

from __future__ import annotations

from decimal import Decimal

from app.exchange.reading.cells import TEXT_NUMBER, look_doubts, shown
from app.exchange.reading.formats import Look
from app.exchange.reading.grid import Cell, Doubt, Grid, Value
from app.exchange.reading.limits import SLOTS, Tally, check_place, too_large

_FORMULA = 120  # characters of a formula that are kept
UNCACHED = Doubt("uncached", "公式没有算过的结果，请用 Excel 或 WPS 打开，保存一次，再导入。")
STALE = Doubt(
    "stale",
    "公式的结果存的是 0，而文件注明要在打开时才计算，这个 0 可能没有算过；"
    "请用 Excel 或 WPS 打开，保存一次，再导入。",
)
EXTERNAL = Doubt("external", "公式取自别的文件，读到的是上次保存时的数；请核对是否最新。")
_COVERED = Doubt("covered", "这一格被合并的格盖住，表上看不见，里面还有内容；请核对要不要。")


class Draft:
    """Values, row by row, and remarks of one sheet; `finish` makes the grid."""

    def __init__(self, name: str, hidden: bool, tally: Tally) -> None:
        self.name, self.hidden, self.tally = name, hidden, tally
        self.rows: list[tuple[Value, ...]] = []
        self.percent: set[Cell] = set()
        self.units: dict[Cell, str] = {}
        self.doubts: dict[Cell, tuple[Doubt, ...]] = {}
        self.formulas: dict[Cell, str] = {}
        self.merged: list[tuple[int, int, int, int]] = []
        self.hidden_rows: list[tuple[int, int]] = []  # first and last
        self.hidden_columns: list[tuple[int, int]] = []
        self._told = 0

    def row(self, row: int, cells: list[Value]) -> None:
        """The cells of a row, later than all rows before; empty ones at its end are dropped."""
        while cells and cells[-1] is None:
            cells.pop()
        if not cells:
            return
        check_place(row, len(cells) - 1)
        gap = row - len(self.rows)
        self.tally.row(len(cells) + gap, list(map(type, cells)).count(Decimal))
        self.rows.extend([()] * gap)
        self.rows.append(tuple(cells))

    def doubt(self, cell: Cell, *doubts: Doubt) -> None:
        """Say something about a cell."""
        if doubts:
            self.doubts[cell] = self.doubts.get(cell, ()) + doubts

    def formula(self, cell: Cell, text: str) -> None:
        """The cell holds a formula."""
        self.formulas[cell] = text if len(text) <= _FORMULA else text[: _FORMULA - 1] + "…"

    def number(self, cell: Cell, value: Decimal, look: Look, epoch_1904: bool = False) -> Value:
        """The value of a number as its look means it, with what has to be said about it."""
        if look.sort == "percent":
            self.percent.add(cell)
        if look.unit:
            self.units[cell] = look.unit
        result, doubt = shown(value, look, epoch_1904)
        if doubt:
            self.doubt(cell, doubt)
        if isinstance(result, Decimal):
            self.doubt(cell, *look_doubts(result, look))
        return result

    def text(self, cell: Cell, text: str, is_number: bool) -> str | None:
        """The value of a text; nothing for an empty one."""
        if is_number:
            self.doubt(cell, TEXT_NUMBER)
        return text or None

    def error(self, cell: Cell, name: str) -> None:
        """The cell shows an error instead of a value."""
        self.doubt(cell, Doubt("error", f"这一格是错误值 {name[:20]}，没有数可读；请在原表里改好公式。"))

    def hide_row(self, row: int, count: int = 1) -> None:
        """So many rows from this one on are hidden; asked for in their order."""
        if self.hidden_rows and self.hidden_rows[-1][1] + 1 == row:
            self.hidden_rows[-1] = self.hidden_rows[-1][0], row + count - 1
        else:
            self.hidden_rows.append((row, row + count - 1))

    def merge(self, top: int, left: int, bottom: int, right: int) -> None:
        """Cells merged into one."""
        if 0 <= top <= bottom and 0 <= left <= right and (top, left) != (bottom, right):
            self.merged.append((top, left, bottom, right))

    def check(self) -> None:
        """Tell how much memory the remarks take; to be asked now and then."""
        ranges = len(self.merged) + len(self.hidden_rows) + len(self.hidden_columns)
        size = ranges * 150 + len(self.percent) * 150 + len(self.units) * 200
        size += len(self.formulas) * 300 + len(self.doubts) * 550
        self.tally.remarks(size - self._told)
        self._told = size

    def finish(self) -> Grid:
        """The sheet as a value."""
        self._covered()
        self.check()
        return Grid(
            name=self.name,
            rows=tuple(self.rows),
            hidden=self.hidden,
            percent=frozenset(self.percent),
            units=self.units,
            doubts=self.doubts,
            formulas=self.formulas,
            merged=tuple(self.merged),
            hidden_rows=_within(self.hidden_rows, len(self.rows)),
            hidden_columns=_within(self.hidden_columns, max(map(len, self.rows), default=0)),
        )

    def _covered(self) -> None:
        seen = 0
        for top, left, bottom, right in self.merged:
            for row in range(top, min(bottom + 1, len(self.rows))):
                cells = self.rows[row]
                seen += min(right + 1, len(cells)) - left + 8 if left < len(cells) else 1
                for column, value in enumerate(cells[left : right + 1], left):
                    if value is not None and (row, column) != (top, left):
                        self.doubt((row, column), _COVERED)
            if seen > SLOTS:
                raise too_large("这份工作簿里合并的格太多太大")


def _within(ranges: list[tuple[int, int]], end: int) -> frozenset[int]:
    """All numbers of the ranges, from 0 up to `end`."""
    found: set[int] = set()
    for first, last in ranges:
        if len(found) == end:
            break
        found.update(range(max(first, 0), min(last + 1, end)))
    return frozenset(found)
