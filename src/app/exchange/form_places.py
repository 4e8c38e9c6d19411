"""Where the cells of a form stand: a layout's lines filled from left to right, like a table of a web page."""

from __future__ import annotations

from collections.abc import Iterator

from app.domain.forms import FormCell, FormLayout, FormLine
from app.domain.frozen import frozen
from app.exchange.form_page import Spot
from app.exchange.page import TEXT, Look


@frozen
class Place:
    """One cell of a layout in a form with a certain number of items; `fixed` is the whole cell if it is."""

    row: int
    column: int
    down: int
    across: int
    cell: FormCell
    look: Look
    item: int | None = None  # index of the item, from 0
    fixed: Spot | None = None


@frozen
class Places:
    """All of them, line by line, with the lines' least heights."""

    places: tuple[Place, ...]
    heights: tuple[int, ...]

    def leans(self, number: int) -> bool:
        """Whether the place to the left is one that may be joined, too: then both are joined or neither."""
        here, left = self.places[number], self.places[number - 1]
        return number > 0 and left.row == here.row and left.cell.merge


def expanded(layout: FormLayout, count: int) -> Iterator[tuple[FormLine, int | None]]:
    """The printed lines: those of the items are repeated, neighbours among them together."""
    block: list[FormLine] = []
    for line in (*layout.lines, None):
        if line is not None and line.each:
            block.append(line)
            continue
        for item in range(count if block else 0):
            for each in block:
                yield each, item
        block = []
        if line is not None:
            yield line, None


def places(layout: FormLayout, count: int) -> Places:
    """The cells of a form with `count` items."""
    lines = list(expanded(layout, count))
    width = len(layout.widths)
    taken: set[tuple[int, int]] = set()
    made: list[Place] = []
    for row, (line, item) in enumerate(lines):
        column = 0
        for cell in line.cells:
            while (row, column) in taken:
                column += 1
            down, across = cell.down or _to_end(lines, row), min(cell.span, width - column)
            if across < 1:
                break
            down = min(down, len(lines) - row)
            taken.update((row + i, column + j) for i in range(down) for j in range(across))
            made.append(_place(cell, row, column, down, across, item))
            column += across
    return Places(tuple(made), tuple(line.height for line, _ in lines))


def _to_end(lines: list[tuple[FormLine, int | None]], row: int) -> int:
    """How far it is to the end of the items that follow."""
    end = row + 1
    while end < len(lines) and lines[end][1] is None:
        end += 1
    while end < len(lines) and lines[end][1] is not None:
        end += 1
    return end - row


def _place(cell: FormCell, row: int, column: int, down: int, across: int, item: int | None) -> Place:
    look = Look(TEXT, cell.align or "center", bold=cell.bold, wrap=True)
    if cell.field or "{" in cell.label or item is not None:
        return Place(row, column, down, across, cell, look, item)
    text = cell.label or None
    fixed = Spot(row, column, text, look, down, across, heading=bool(text))
    return Place(row, column, down, across, cell, look, item, fixed)
