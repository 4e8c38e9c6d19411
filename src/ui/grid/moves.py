"""Places and rectangles of cells, and where the cursor goes.

Pure functions of a table's shape, the same for keys with and without Shift.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING, Literal, NamedTuple, Protocol

Place = tuple[int, int]
Direction = Literal["up", "down", "left", "right"]
_DELTA: dict[Direction, Place] = {"up": (-1, 0), "down": (1, 0), "left": (0, -1), "right": (0, 1)}


class Range(NamedTuple):
    """A rectangle of cells, ends included."""

    top: int
    left: int
    bottom: int
    right: int

    @property
    def height(self) -> int:
        """Rows."""
        return self.bottom - self.top + 1

    @property
    def width(self) -> int:
        """Columns."""
        return self.right - self.left + 1

    def places(self) -> Iterator[Place]:
        """Its cells, row by row."""
        for row in range(self.top, self.bottom + 1):
            for column in range(self.left, self.right + 1):
                yield row, column


if TYPE_CHECKING:  # making a Protocol takes a while of the start

    class Shape(Protocol):
        """What of a table decides about moves."""

        def rowCount(self) -> int: ...
        def columnCount(self) -> int: ...
        def is_heading(self, row: int) -> bool: ...
        def anchor(self, row: int, column: int) -> Place: ...
        def writable(self, row: int, column: int) -> bool: ...
        def blank(self, row: int, column: int) -> bool: ...


def _along(shape: Shape, place: Place, direction: Direction) -> Iterator[Place]:
    """Places from the next one to the edge; section lines and the rest of a merged cell are passed over."""
    down, right = _DELTA[direction]
    row, column = place[0] + down, place[1] + right
    here = shape.anchor(*place)
    while 0 <= row < shape.rowCount() and 0 <= column < shape.columnCount():
        if not shape.is_heading(row) and (found := shape.anchor(row, column)) != here:
            here = found
            yield row, column
        row, column = row + down, column + right


def step(shape: Shape, place: Place, direction: Direction, count: int = 1) -> Place:
    """`count` cells on, or as far as it goes."""
    target = place
    for number, found in enumerate(_along(shape, place, direction), 1):
        target = found
        if number >= count:
            break
    return target


def edge(shape: Shape, place: Place, direction: Direction) -> Place:
    """Ctrl+arrow: the end of the filled run, else the next filled cell, else the border."""
    target = place
    run: bool | None = None
    for found in _along(shape, place, direction):
        filled = not shape.blank(*found)
        if run is None:
            run = filled and not shape.blank(*place)
        if run and not filled:
            return target
        target = found
        if not run and filled:
            return target
    return target


def first(shape: Shape) -> Place:
    """Ctrl+Home."""
    row = next((r for r in range(shape.rowCount()) if not shape.is_heading(r)), 0)
    return row, 0


def last(shape: Shape) -> Place:
    """Ctrl+End."""
    row = next((r for r in reversed(range(shape.rowCount())) if not shape.is_heading(r)), 0)
    return row, max(shape.columnCount() - 1, 0)


def enter(shape: Shape, place: Place, back: bool = False) -> Place:
    """Enter: down the column to the next cell that can be filled in; one down when there is none."""
    direction: Direction = "up" if back else "down"
    found = next((p for p in _along(shape, place, direction) if shape.writable(*p)), None)
    return found or step(shape, place, direction)


def tab(shape: Shape, place: Place, back: bool = False) -> Place:
    """Tab: the next cell that can be filled in, on to the following rows; stays when there is none."""
    return next(_writable_after(shape, place, back), place)


def _writable_after(shape: Shape, place: Place, back: bool) -> Iterator[Place]:
    row, column = place
    width, pace = shape.columnCount(), -1 if back else 1
    column += pace
    while 0 <= row < shape.rowCount():
        if not shape.is_heading(row):
            while 0 <= column < width:
                if shape.writable(row, column):
                    yield row, column
                column += pace
        row += pace
        column = width - 1 if back else 0


def around(cells: list[Place], place: Place, back: bool, by_rows: bool) -> Place:
    """Within a selected block: Tab goes by rows, Enter by columns, from the last on to the first."""
    key: Callable[[Place], Place] = (lambda p: p) if by_rows else (lambda p: (p[1], p[0]))
    ordered = sorted(cells, key=key)
    if place not in ordered:
        return ordered[0]
    return ordered[(ordered.index(place) + (-1 if back else 1)) % len(ordered)]
