"""A page of the report set on sheets of paper: title, headings on every sheet, rows, notes, signatures."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import NamedTuple

from app.calculation.labels import quoted
from app.exchange.page import NO_FIGURE, Align, Page, PageRow, text_of
from app.exchange.pagination import group_starts, paginate
from app.exchange.setup import Setup
from ui.printing.columns import LEAST, measure, small_type
from ui.printing.drawing import Drawing
from ui.printing.fonts import Fonts
from ui.printing.leaf import MILLIMETRE, POINT, Face, Fill, Leaf
from ui.printing.setter import LINE, TITLE, Setter

CONTINUED = "（续）"
_SLIGHTLY = 0.35  # of a second sheet: so much is drawn together on the first, if the type stays large enough
_CLOSE = 0.1  # so little air
_CLOSER = ((1.0, 0.18), *((size, _CLOSE) for size in (1.0, 0.96, 0.92, 0.88)))  # sizes and air, in turn
_SMALLEST = 5 * POINT  # smaller is not drawn together on one sheet
_OFTEN = 20  # rows between two checks
_PIECE = 8  # lines of a row higher than a sheet that stay together


class Set(NamedTuple):
    """One row made ready: its height, and the lines of each cell."""

    height: float
    cells: tuple[tuple[str, ...], ...]
    row: PageRow
    ends: bool = True  # a line below it
    part: bool = False  # of a row higher than a sheet: its lines go on from those above


# what was set already, by page and setup
Composed = dict[tuple[str, Setup], tuple[list[Leaf], str]]


def compose(
    page: Page, setup: Setup, fonts: Fonts, check: Callable[[], object] = lambda: None
) -> tuple[list[Leaf], str]:
    """The sheets of one page, and a sentence when its type had to be small.

    `check` is called now and then; an exception it raises ends the work.
    """
    made = _Composer(page, setup, fonts, check)
    leaves, usual = made.leaves(), made.measure
    if len(leaves) > 1 and setup.single:
        return made.on_one_sheet(leaves)
    if len(leaves) == 2 and not setup.scale and made.filled < _SLIGHTLY:
        for scale, air in _CLOSER:
            size = int(usual.size * scale)
            if scale < 1 and size < LEAST:
                break
            made.take(replace(usual, size=size, air=air))
            closer = made.leaves()
            if len(closer) == 1:
                return closer, usual.told
    return leaves, usual.told


class _Composer(Setter):
    """One page while it is set."""

    def __init__(self, page: Page, setup: Setup, fonts: Fonts, check: Callable[[], object]) -> None:
        self.page, self.setup, self.check = page, setup, check
        self.rows = [row for row in page.rows if not row.hidden]
        self.width, self.height = (round(side * MILLIMETRE) for side in setup.size)
        left, self.top, right, bottom = (side * MILLIMETRE for side in setup.margins)
        right, self.bottom = self.width - right, self.height - bottom
        self.filled = 0.0  # share of the last sheet that is used
        super().__init__(fonts, left, right, measure(page, self.rows, setup, right - left, fonts))

    def on_one_sheet(self, several: list[Leaf]) -> tuple[list[Leaf], str]:
        """As small as one sheet asks for; `several` are kept where that could not be read."""
        usual = self.measure
        if usual.size <= _SMALLEST:
            return several, usual.told
        smallest, size = _SMALLEST, usual.size  # between these the largest that fits is looked for
        found: list[Leaf] = []
        while size - smallest > 1 or not found:
            tried = (smallest + size) // 2 if found else smallest
            self.take(replace(usual, size=tried, air=_CLOSE))
            leaves = self.leaves()
            if len(leaves) == 1:
                found, smallest = leaves, tried
            elif not found:
                least = _SMALLEST / POINT
                return (
                    several,
                    f"{quoted(self.page.name)}缩到一张纸上，字会小于 {least:g} 磅，看不清，仍分几张",
                )
            else:
                size = tried
        return found, small_type(self.page, self.setup, smallest) if smallest < LEAST else usual.told

    def leaves(self) -> list[Leaf]:
        """The sheets, laid out from the beginning."""
        heading, tail = self._headings(), self.tail(self.page.notes, self.page.foot)
        above = self._opening(first=True)
        first = self.bottom - self.top - above.height - heading.height
        rest = self.bottom - self.top - self._opening(first=False).height - heading.height
        rows: list[Set] = []
        for index, row in enumerate(self.rows):
            if not index % _OFTEN:
                self.check()
            rows += self._pieces(self._set(row), min(first, rest))
        starts = group_starts([each.row for each in rows])
        sheets = paginate([each.height for each in rows], starts, first, rest, tail.height)
        done = []
        for number, sheet in enumerate(sheets):
            drawn = Drawing()
            y = self.top + drawn.put(self._opening(first=not number), self.top)
            if len(sheet):
                y += drawn.put(heading, y)
            top = y
            for index in sheet:
                self._draw(drawn, rows[index], y)
                y += rows[index].height
            if len(sheet):
                self.frame(drawn, top - heading.height, y)
            if number == len(sheets) - 1:
                y += drawn.put(tail, y)
            self.filled = (y - self.top) / (self.bottom - self.top)
            done.append(self._leaf(drawn))
        return done

    def _leaf(self, drawn: Drawing) -> Leaf:
        return Leaf(
            self.page.key, self.page.name, self.width, self.height, self.setup.margins,
            tuple(drawn.texts), tuple(drawn.rules), tuple(drawn.fills),
        )  # fmt: skip

    # -- around the table

    def _opening(self, first: bool) -> Drawing:
        """Title and the line under it; on further sheets one line that says what goes on."""
        drawn, page = Drawing(), self.page
        y = 0.0
        if first:
            y += self.lines(drawn, page.title, Face("title", TITLE, bold=True), y, "center") + TITLE * 0.4
        left = page.left if first else f"{page.title}{CONTINUED}"
        drawn.height = y + self.both(drawn, left, page.right, y)
        return drawn

    def _headings(self) -> Drawing:
        """One or two rows of column headings, shaded."""
        drawn, columns = Drawing(), self.page.columns
        face = Face("body", self.measure.size, bold=True)
        two = self.page.heading_rows == 2
        names = [self.named(column.heading, index, face) for index, column in enumerate(columns)]
        inner = [n for n, column in zip(names, columns, strict=True) if column.group]
        outer = [n for n, column in zip(names, columns, strict=True) if not column.group]
        upper = self.room(1) if two else 0.0
        lower = self.room(max((len(lines) for lines in inner), default=0)) if two else 0.0
        lower = max(lower, self.room(max((len(lines) for lines in outer), default=1)) - upper)
        index = 0
        while index < len(columns):
            end = index
            group = columns[index].group
            while group and end + 1 < len(columns) and columns[end + 1].group == group:
                end += 1
            if end > index:
                self.cell(
                    drawn, self.wrapped(group, index, end, face), (index, end), 0, upper, face, "center"
                )
                drawn.rule(self.edges[index], upper, self.edges[end + 1], upper)
                for below in range(index, end + 1):
                    self.cell(drawn, names[below], (below, below), upper, lower, face, "center")
                    if below > index:
                        drawn.rule(self.edges[below], upper, self.edges[below], upper + lower)
            else:
                self.cell(drawn, names[index], (index, index), 0, upper + lower, face, "center")
            if index:
                drawn.rule(self.edges[index], 0, self.edges[index], upper + lower)
            index = end + 1
        drawn.height = upper + lower
        drawn.rule(self.edges[0], drawn.height, self.edges[-1], drawn.height)
        drawn.fills.append(Fill(self.edges[0], 0, self.edges[-1] - self.edges[0], drawn.height))
        return drawn

    # -- rows

    def _set(self, row: PageRow) -> Set:
        """The lines of every cell."""
        last = len(self.page.columns) - 1
        if row.section:
            text = str(row.cells[0] or "")
            cells: tuple[tuple[str, ...], ...] = (
                self.wrapped(text, 0, last, self.face(row.looks[0]), row.looks[0].indent),
            )
        else:
            cells = tuple(
                self.wrapped(text_of(row, index), index, index, self.face(look), look.indent)
                for index, look in enumerate(row.looks)
            )
        return Set(self.room(max(map(len, cells))), cells, row)

    def _pieces(self, row: Set, room: float) -> list[Set]:
        """A row higher than a sheet is set in pieces, which fill sheets without a line between them."""
        if row.height <= room:
            return [row]
        count = max(map(len, row.cells))
        starts = range(0, count, _PIECE)
        pieces = []
        for at in starts:
            cells = tuple(cell[at : at + _PIECE] for cell in row.cells)
            lines = max(map(len, cells))
            ends = (at == 0) + (at == starts[-1])  # the air is above the first and below the last
            height = self.measure.size * (lines * LINE + ends * self.measure.air)
            pieces.append(Set(height, cells, row.row, ends=at == starts[-1], part=True))
        return pieces

    def _draw(self, drawn: Drawing, row: Set, y: float) -> None:
        last = len(self.page.columns) - 1
        for index, lines in enumerate(row.cells):
            look = row.row.looks[index]
            span = (0, last) if row.row.section else (index, index)
            align: Align = "left" if row.row.section else look.align
            if lines == (NO_FIGURE,):
                align = "center"
            top, height = y, row.height
            if row.part:
                height = len(lines) * self.measure.size * LINE
                top += 0.0 if row.ends else row.height - max(map(len, row.cells)) * self.measure.size * LINE
            self.cell(drawn, lines, span, top, height, self.face(look), align, look.indent)
            if index and not row.row.section:
                drawn.rule(self.edges[index], y, self.edges[index], y + row.height)
        if row.ends:
            drawn.rule(self.edges[0], y + row.height, self.edges[-1], y + row.height)
