"""A page of the report set on sheets of paper: title, headings on every sheet, rows, notes, signatures."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import NamedTuple

from app.exchange.page import NO_FIGURE, Align, Look, Page, PageRow, text_of
from app.exchange.pagination import group_starts, paginate
from app.exchange.setup import Setup
from ui.printing.columns import LEAST, PADDING, Measure, measure
from ui.printing.drawing import Drawing
from ui.printing.fonts import Fonts
from ui.printing.leaf import MILLIMETRE, POINT, Face, Fill, Leaf, Rule, Text
from ui.printing.lines import broken

TITLE, PLAIN, SMALL = 16 * POINT, 10 * POINT, 9 * POINT
_THICK = 16  # of the frame; the lines in it are half a point
_LINE = 1.3  # from line to line, in sizes of type
_CONTINUED = "（续）"
_SLIGHTLY = 0.35  # of a second sheet: so much is drawn together on the first, if the type stays large enough
_CLOSER = ((1.0, 0.18), (1.0, 0.1), (0.96, 0.1), (0.92, 0.1), (0.88, 0.1))  # sizes and air, tried in turn


class Set(NamedTuple):
    """One row made ready: its height, and the lines of each cell."""

    height: float
    cells: tuple[tuple[str, ...], ...]
    row: PageRow


# what was set already, by page and setup
Composed = dict[tuple[str, Setup], tuple[list[Leaf], str]]


def compose(page: Page, setup: Setup, fonts: Fonts) -> tuple[list[Leaf], str]:
    """The sheets of one page, and a sentence when its type had to be small."""
    made = _Composer(page, setup, fonts)
    leaves, usual = made.leaves(), made.measure
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


class _Composer:
    """One page while it is set."""

    def __init__(self, page: Page, setup: Setup, fonts: Fonts) -> None:
        self.page, self.setup, self.fonts = page, setup, fonts
        self.rows = [row for row in page.rows if not row.hidden]
        self.width, self.height = (round(side * MILLIMETRE) for side in setup.size)
        self.left, self.top, right, bottom = (side * MILLIMETRE for side in setup.margins)
        self.right, self.bottom = self.width - right, self.height - bottom
        self.filled = 0.0  # share of the last sheet that is used
        self.take(measure(page, self.rows, setup, self.right - self.left, fonts))

    def take(self, given: Measure) -> None:
        """Set everything in this size."""
        self.measure = given
        self.edges = [self.left]
        for width in given.widths:
            self.edges.append(self.edges[-1] + width)

    def leaves(self) -> list[Leaf]:
        """The sheets, laid out from the beginning."""
        heading, tail = self._headings(), self._tail()
        above = self._opening(first=True)
        first = self.bottom - self.top - above.height - heading.height
        rest = self.bottom - self.top - self._opening(first=False).height - heading.height
        rows = [piece for row in self.rows for piece in self._pieces(self._set(row), min(first, rest))]
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
                self._frame(drawn, top - heading.height, y)
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
            y += self._lines(drawn, page.title, Face("title", TITLE, bold=True), y, "center") + TITLE * 0.4
        left = page.left if first else f"{page.title}{_CONTINUED}"
        face = Face("body", PLAIN)
        room = self._advance(page.right, face) + PLAIN if page.right else 0.0
        below = self._lines(drawn, left, face, y, "left", room)
        if page.right:
            self._lines(drawn, page.right, face, y + below - PLAIN * _LINE, "right")
        drawn.height = y + below + PLAIN * 0.25
        return drawn

    def _headings(self) -> Drawing:
        """One or two rows of column headings, shaded."""
        drawn, columns = Drawing(), self.page.columns
        face = Face("body", self.measure.size, bold=True)
        two = self.page.heading_rows == 2
        names = [self._named(column.heading, index, face) for index, column in enumerate(columns)]
        inner = [n for n, column in zip(names, columns, strict=True) if column.group]
        outer = [n for n, column in zip(names, columns, strict=True) if not column.group]
        upper = self._room(1) if two else 0.0
        lower = self._room(max((len(lines) for lines in inner), default=0)) if two else 0.0
        lower = max(lower, self._room(max((len(lines) for lines in outer), default=1)) - upper)
        index = 0
        while index < len(columns):
            end = index
            group = columns[index].group
            while group and end + 1 < len(columns) and columns[end + 1].group == group:
                end += 1
            if end > index:
                self._cell(
                    drawn, self._wrapped(group, index, end, face), (index, end), 0, upper, face, "center"
                )
                drawn.rule(self.edges[index], upper, self.edges[end + 1], upper)
                for below in range(index, end + 1):
                    self._cell(drawn, names[below], (below, below), upper, lower, face, "center")
                    if below > index:
                        drawn.rule(self.edges[below], upper, self.edges[below], upper + lower)
            else:
                self._cell(drawn, names[index], (index, index), 0, upper + lower, face, "center")
            if index:
                drawn.rule(self.edges[index], 0, self.edges[index], upper + lower)
            index = end + 1
        drawn.height = upper + lower
        drawn.rule(self.edges[0], drawn.height, self.edges[-1], drawn.height)
        drawn.fills.append(Fill(self.edges[0], 0, self.edges[-1] - self.edges[0], drawn.height))
        return drawn

    def _tail(self) -> Drawing:
        """Notes, and the fields to be signed in."""
        drawn, face = Drawing(), Face("body", SMALL)
        y = SMALL * 0.4
        for note in self.page.notes:
            y += self._lines(drawn, note, face, y, "left")
        if self.page.foot:
            plain = Face("body", PLAIN)
            y += PLAIN * 0.8
            part = (self.right - self.left) / len(self.page.foot)
            lines = [
                broken(f"{label}：{value}", part - PLAIN, plain, self.fonts)
                for label, value in self.page.foot
            ]
            for place, field in enumerate(lines):
                for number, line in enumerate(field):
                    base = self._base(y + number * PLAIN * _LINE, plain)
                    drawn.texts.append(Text(self.left + place * part, base, line, plain))
            y += max(len(field) for field in lines) * PLAIN * _LINE
        drawn.height = y
        return drawn

    def _lines(
        self, drawn: Drawing, text: str, face: Face, y: float, align: Align, less: float = 0.0
    ) -> float:
        """A text over the whole width; its height."""
        lines = broken(text, self.right - self.left - less, face, self.fonts)
        for number, line in enumerate(lines):
            x = self._start(line, face, self.left, self.right, align)
            drawn.texts.append(Text(x, self._base(y + number * face.size * _LINE, face), line, face))
        return len(lines) * face.size * _LINE

    # -- rows

    def _set(self, row: PageRow) -> Set:
        """The lines of every cell."""
        last = len(self.page.columns) - 1
        if row.section:
            text = str(row.cells[0] or "")
            cells: tuple[tuple[str, ...], ...] = (
                self._wrapped(text, 0, last, self._face(row.looks[0]), row.looks[0].indent),
            )
        else:
            cells = tuple(
                self._wrapped(text_of(row, index), index, index, self._face(look), look.indent)
                for index, look in enumerate(row.looks)
            )
        return Set(self._room(max(map(len, cells))), cells, row)

    def _pieces(self, row: Set, room: float) -> list[Set]:
        """A row higher than a sheet goes on on the next: no line is lost."""
        if row.height <= room:
            return [row]
        most = max(1, int((room - 2 * self.measure.air * self.measure.size) / (self.measure.size * _LINE)))
        count = max(map(len, row.cells))
        return [
            Set(self._room(max(len(cell[at : at + most]) for cell in row.cells)), cells, row.row)
            for at in range(0, count, most)
            for cells in [tuple(cell[at : at + most] for cell in row.cells)]
        ]

    def _draw(self, drawn: Drawing, row: Set, y: float) -> None:
        last = len(self.page.columns) - 1
        for index, lines in enumerate(row.cells):
            look = row.row.looks[index]
            span = (0, last) if row.row.section else (index, index)
            align: Align = "left" if row.row.section else look.align
            if lines == (NO_FIGURE,):
                align = "center"
            self._cell(drawn, lines, span, y, row.height, self._face(look), align, look.indent)
            if index and not row.row.section:
                drawn.rule(self.edges[index], y, self.edges[index], y + row.height)
        drawn.rule(self.edges[0], y + row.height, self.edges[-1], y + row.height)

    def _frame(self, drawn: Drawing, top: float, bottom: float) -> None:
        left, right = self.edges[0], self.edges[-1]
        for line in ((left, top, right, top), (left, bottom, right, bottom)):
            drawn.rules.append(Rule(*line, _THICK))
        for x in (left, right):
            drawn.rules.append(Rule(x, top, x, bottom, _THICK))

    def _cell(
        self,
        drawn: Drawing,
        lines: Sequence[str],
        span: tuple[int, int],
        y: float,
        height: float,
        face: Face,
        align: Align,
        indent: int = 0,
    ) -> None:
        """The lines of a cell, in the middle of its height."""
        padding, step = PADDING * face.size, face.size * _LINE
        left = self.edges[span[0]] + padding + indent * face.size
        right = self.edges[span[1] + 1] - padding
        top = y + (height - len(lines) * step) / 2
        for number, line in enumerate(lines):
            if line:
                x = self._start(line, face, left, right, align)
                drawn.texts.append(Text(x, self._base(top + number * step, face), line, face))

    # -- type

    def _face(self, look: Look) -> Face:
        return Face("body", self.measure.size, look.bold)

    def _room(self, lines: int) -> float:
        return self.measure.size * (lines * _LINE + 2 * self.measure.air)

    def _wrapped(self, text: str, first: int, last: int, face: Face, indent: int = 0) -> tuple[str, ...]:
        if not text:
            return ("",)
        inside = self.edges[last + 1] - self.edges[first] - (2 * PADDING + indent) * face.size
        return broken(text, inside, face, self.fonts)

    def _named(self, heading: str, index: int, face: Face) -> tuple[str, ...]:
        """A heading in lines about as long as each other: no character stands alone on the last."""
        lines = self._wrapped(heading, index, index, face)
        if len(lines) == 1 or "\n" in heading:
            return lines
        room = self.edges[index + 1] - self.edges[index] - 2 * PADDING * face.size
        narrow = self._advance(heading, face) / len(lines)
        while narrow < room:
            even = broken(heading, narrow, face, self.fonts)
            if len(even) == len(lines):
                return even
            narrow += face.size / 2
        return lines

    def _advance(self, text: str, face: Face) -> float:
        return self.fonts.metrics(face).horizontalAdvance(text)

    def _start(self, line: str, face: Face, left: float, right: float, align: Align) -> float:
        if align == "left":
            return left
        spare = right - left - self._advance(line, face)
        return left + (spare if align == "right" else spare / 2)

    def _base(self, top: float, face: Face) -> float:
        """The base line of a line that begins at `top`."""
        metrics = self.fonts.metrics(face)
        return top + (face.size * _LINE - metrics.ascent() - metrics.descent()) / 2 + metrics.ascent()
