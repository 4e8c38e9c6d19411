"""A form set on sheets of paper: merged cells go on from sheet to sheet, nothing is cut off."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from math import ceil
from typing import NamedTuple

from app.calculation.labels import quoted
from app.exchange.form_page import FormSheet, Spot
from app.exchange.page import NO_FIGURE
from app.exchange.pagination import paginate
from app.exchange.setup import Setup
from ui.printing.columns import LEAST
from ui.printing.compose import CONTINUED
from ui.printing.drawing import Drawing
from ui.printing.fonts import Fonts
from ui.printing.form_columns import SMALLEST, measure_form
from ui.printing.leaf import MILLIMETRE, POINT, Face, Leaf
from ui.printing.setter import LINE, PLAIN, TITLE, Setter

_CLOSE = 0.12  # above and below the lines of a cell, of the size of type
_SLIGHTLY = 0.35  # of a second sheet: so much is drawn together on the first
_CLOSER = (1.0, 0.96, 0.92, 0.89)
_SHORT = 3  # lines
_PIECE = 10  # lines of a row higher than a sheet that stay together


class Part(NamedTuple):
    """One cell made ready: the rows it takes, the lines of its text."""

    spot: Spot
    top: int
    bottom: int  # the row after its last one
    lines: tuple[str, ...]


def compose_form(
    form: FormSheet, setup: Setup, fonts: Fonts, key: str, name: str, check: Callable[[], object]
) -> tuple[list[Leaf], str]:
    """The sheets of one form, and a sentence when its type had to be small."""
    check()
    made = _FormComposer(form, setup, fonts, key, name)
    leaves, usual = made.leaves(), made.measure
    told = made.told(usual.size)
    if len(leaves) > 1 and setup.single:
        return made.on_one_sheet(leaves)
    if len(leaves) == 2 and not setup.scale and made.filled < _SLIGHTLY:
        for scale in _CLOSER:
            size = int(usual.size * scale)
            if scale < 1 and size < LEAST:
                break
            made.take(replace(usual, size=size, air=_CLOSE))
            closer = made.leaves()
            if len(closer) == 1:
                return closer, told
    return leaves, told


class _FormComposer(Setter):
    """One form while it is set."""

    def __init__(self, form: FormSheet, setup: Setup, fonts: Fonts, key: str, name: str) -> None:
        self.form, self.setup, self.key, self.name = form, setup, key, name
        self.width, self.height = (round(side * MILLIMETRE) for side in setup.size)
        left, self.top, right, bottom = (side * MILLIMETRE for side in setup.margins)
        right, self.bottom = self.width - right, self.height - bottom
        self.filled = 0.0  # share of the last sheet that is used
        self.item_rows = {spot.row for spot in form.spots if spot.item is not None}
        super().__init__(fonts, left, right, measure_form(form, setup, right - left, fonts))

    def told(self, size: int) -> str:
        """That the type is small."""
        if size >= LEAST:
            return ""
        points = int(size / POINT * 10) / 10
        return f"{quoted(self.name)}的字只有 {points:g} 磅，小于 8 磅；改用大一些的纸或窄一些的边距会好些"

    def on_one_sheet(self, several: list[Leaf]) -> tuple[list[Leaf], str]:
        """As small as one sheet asks for; `several` are kept where that could not be read."""
        usual = self.measure
        for size in range(usual.size, SMALLEST - 1, -2):
            self.take(replace(usual, size=size, air=_CLOSE))
            leaves = self.leaves()
            if len(leaves) == 1:
                return leaves, self.told(size)
        least = SMALLEST / POINT
        return several, f"{quoted(self.name)}缩到一张纸上，字会小于 {least:g} 磅，看不清，仍分几张"

    # -- rows

    def leaves(self) -> list[Leaf]:
        """The sheets, laid out from the beginning."""
        opening, further = self._opening(), self._further()
        tail = self.tail(self.form.notes, self.form.foot)
        room = self.bottom - self.top
        first, rest = room - opening.height, room - further.height
        parts, heights, starts, head = self._rows(min(first, rest) * 0.9)
        after = rest - (heights[head] if head is not None else 0.0)
        sheets = paginate(heights, starts, first, after, tail.height)
        rows = [list(sheet) for sheet in sheets]
        for number, mine in enumerate(rows):
            if head is not None and number and mine and mine[0] in self._inner:
                mine.insert(0, head)
        self._whole = {index for index, part in enumerate(parts) if self._fits(part, rows, heights)}
        self._drawn = dict[int, int]()  # part → lines of it drawn so far
        done = []
        for number, mine in enumerate(rows):
            drawn = Drawing()
            y = self.top + drawn.put(further if number else opening, self.top)
            y = self._draw(drawn, mine, heights, parts, y)
            if number == len(sheets) - 1:
                y += drawn.put(tail, y)
            self.filled = (y - self.top) / room
            done.append(
                Leaf(
                    self.key, self.name, self.width, self.height, self.setup.margins,
                    tuple(drawn.texts), tuple(drawn.rules), tuple(drawn.fills),
                )
            )  # fmt: skip
        return done

    def _fits(self, part: Part, sheets: Sequence[Sequence[int]], heights: Sequence[float]) -> bool:
        """Whether a text is so short that it stands whole on some sheet: then it is not torn apart."""
        if len(part.lines) > _SHORT and not part.spot.heading:
            return False
        pieces = (sum(heights[row] for row in rows if part.top <= row < part.bottom) for rows in sheets)
        return any(self._capacity(piece) >= len(part.lines) for piece in pieces if piece)

    def _capacity(self, height: float) -> int:
        """How many lines so high a cell holds."""
        return max(1, int((height / self.measure.size - self.measure.air) / LINE + 0.001))

    def _rows(self, room: float) -> tuple[list[Part], list[float], list[int], int | None]:
        """Cells with their lines, heights of the rows, where a sheet may begin, the row that heads the items.

        A line of the form that is higher than a sheet becomes several rows.
        """
        spots = [(spot, self._lines_of(spot)) for spot in self.form.spots]
        step, size = self.measure.size * LINE, self.measure.size
        least = [size * LINE * lines + 2 * self.measure.air * size for lines in self.form.lines]
        for spot, lines in spots:
            if spot.down == 1:
                least[spot.row] = max(least[spot.row], self.room(len(lines)))
        for spot, lines in spots:
            if spot.down > 1:
                # one line more: what is left of a sheet is seldom a whole number of lines
                need = self.room(len(lines) + (len(lines) > 3))
                lack = need - sum(least[spot.row : spot.row + spot.down])
                for row in range(spot.row, spot.row + spot.down if lack > 0 else spot.row):
                    least[row] += lack / spot.down
        heights: list[float] = []
        first: list[int] = []
        piece = _PIECE * step
        for height in least:
            count = 1 if height <= room else ceil((height + step) / piece)
            first.append(len(heights))
            heights += [height] if count == 1 else [piece] * count
        first.append(len(heights))
        parts = [Part(spot, first[spot.row], first[spot.row + spot.down], lines) for spot, lines in spots]
        head = self._head_line()
        self._inner = {row for line in self.item_rows for row in range(first[line], first[line + 1])}
        kept = {first[line + 1] for line in range(len(least) - 1) if self._only_headings(line)}
        kept |= {first[len(least) - 1]} if len(least) - 1 not in self.item_rows else set()  # the total
        starts = [row for row in first[:-1] if row not in kept]
        return parts, heights, starts, None if head is None else first[head]

    def _only_headings(self, line: int) -> bool:
        mine = [spot for spot in self.form.spots if spot.row == line]
        return (
            bool(mine)
            and all(spot.heading or spot.value is None for spot in mine)
            and line not in self.item_rows
        )

    def _head_line(self) -> int | None:
        """The line above the items that heads their columns."""
        line = min(self.item_rows, default=0) - 1
        return line if line >= 0 and self._only_headings(line) else None

    def _lines_of(self, spot: Spot) -> tuple[str, ...]:
        last, face = spot.column + spot.across - 1, self.face(spot.look)
        if spot.look.align == "center":
            return self.named(spot.text, spot.column, face, last)
        return self.wrapped(spot.text, spot.column, last, face)

    # -- drawing

    def _draw(
        self,
        drawn: Drawing,
        rows: Sequence[int],
        heights: Sequence[float],
        parts: Sequence[Part],
        y: float,
    ) -> float:
        """These rows of the table from `y` down; where they end."""
        if not rows:
            return y
        places: dict[int, tuple[float, float]] = {}
        top = y
        for row in rows:
            places[row] = (y, y + heights[row])
            y += heights[row]
        for number, part in enumerate(parts):
            mine = [row for row in rows if part.top <= row < part.bottom]
            if not mine:
                continue
            upper, lower = places[mine[0]][0], places[mine[-1]][1]
            spot = part.spot
            left, right = self.edges[spot.column], self.edges[spot.column + spot.across]
            if upper > top:
                drawn.rule(left, upper, right, upper)
            if spot.column:
                drawn.rule(left, upper, left, lower)
            self._text(drawn, number, part, upper, lower, mine[-1] == part.bottom - 1)
        self.frame(drawn, top, y)
        return y

    def _text(self, drawn: Drawing, number: int, part: Part, upper: float, lower: float, last: bool) -> None:
        """The text of a cell: whole in each of its pieces if short, else going on from piece to piece."""
        spot, lines = part.spot, part.lines
        if lines == ("",):
            return
        span, face, size = (
            (spot.column, spot.column + spot.across - 1),
            self.face(spot.look),
            self.measure.size,
        )
        align = "center" if lines == (NO_FIGURE,) else spot.look.align
        capacity, begun = self._capacity(lower - upper), self._drawn.get(number, 0)
        if number in self._whole or (not begun and len(lines) <= capacity):
            once = spot.down == 1 and not spot.heading  # a figure is not printed twice where its line goes on
            if len(lines) <= capacity and not (once and begun):
                self.cell(drawn, lines, span, upper, lower - upper, face, align)
                self._drawn[number] = len(lines)
            return
        some = lines[begun:] if last else lines[begun : begun + capacity]
        self._drawn[number] = begun + len(some)
        if some:
            height = (len(some) * LINE + self.measure.air) * size
            self.cell(drawn, some, span, upper, height, face, align)

    def _opening(self) -> Drawing:
        """What stands above the form."""
        drawn, form, y = Drawing(), self.form, 0.0
        plain = Face("body", PLAIN)
        if form.corner:
            y += self.lines(drawn, form.corner, plain, y, "left") + PLAIN * 0.3
        y += self.lines(drawn, form.title, Face("title", TITLE, bold=True), y, "center") + TITLE * 0.3
        if form.subtitle:
            y += self.lines(drawn, form.subtitle, plain, y, "center") + PLAIN * 0.3
        if form.left or form.right:
            y += self.both(drawn, form.left, form.right, y)
        drawn.height = y + PLAIN * 0.2
        return drawn

    def _further(self) -> Drawing:
        """The line above the sheets after the first."""
        drawn = Drawing()
        right = self.form.name if self.form.row is not None else ""
        drawn.height = self.both(drawn, f"{self.form.title}{CONTINUED}", right, 0.0) + PLAIN * 0.2
        return drawn
