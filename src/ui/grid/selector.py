"""Cursor and selection of the grid, with Excel's habit: the cursor stays where a selection was begun."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QItemSelection, QItemSelectionModel

from app.domain.address import Address
from ui.grid import moves
from ui.grid.moves import Range

if TYPE_CHECKING:
    from ui.grid.cell_view import CellView

_ALONE = QItemSelectionModel.SelectionFlag.ClearAndSelect
_KEEP = QItemSelectionModel.SelectionFlag.NoUpdate
_MOST_CELLS = 10_000  # selections beyond this are not gone round cell by cell


class Selector:
    """Moves the cursor of one view and reads what is selected."""

    def __init__(self, view: CellView) -> None:
        self._view = view
        self._extent: moves.Place | None = None

    # ---------------------------------------------------------------- the cursor

    @property
    def place(self) -> moves.Place:
        """Row and column of the cursor, the first cell when there is none."""
        index, table = self._view.currentIndex(), self._view.table
        if index.isValid():
            return index.row(), index.column()
        return moves.first(table) if table is not None else (0, 0)

    @property
    def address(self) -> Address | None:
        """What the cursor stands on."""
        index, table = self._view.currentIndex(), self._view.table
        return table.address(index.row(), index.column()) if table is not None and index.isValid() else None

    def go(self, row: int, column: int) -> None:
        """The cursor and a selection of this one cell."""
        table = self._view.table
        if table is None or not (0 <= row < table.rowCount() and 0 <= column < table.columnCount()):
            return
        index = table.index(row, column)
        self._view.selectionModel().setCurrentIndex(index, _ALONE)
        self._extent = None
        self._view.scrollTo(index)

    def go_within(self, row: int, column: int) -> None:
        """The cursor to another cell of the selection, which stays."""
        table = self._view.table
        if table is not None:
            index = table.index(row, column)
            self._view.selectionModel().setCurrentIndex(index, _KEEP)
            self._view.scrollTo(index)

    # ---------------------------------------------------------------- selecting

    @property
    def extent(self) -> moves.Place:
        """The far end of the selection."""
        return self._extent or self.place

    def forget_extent(self) -> None:
        """The selection was begun anew."""
        self._extent = None

    def came_back(self, pressed: moves.Place) -> None:
        """The mouse has dragged a selection: the cursor returns to where it was pressed."""
        table = self._view.table
        if table is not None:
            self._extent = self.place
            self._view.selectionModel().setCurrentIndex(table.index(*pressed), _KEEP)

    def extend(self, row: int, column: int) -> None:
        """Select from the cursor to here."""
        if self._view.table is not None:
            self._extent = (row, column)
            top, left = self.place
            self._select(Range(min(top, row), min(left, column), max(top, row), max(left, column)))
            self._view.scrollTo(self._view.table.index(row, column))

    def select(self, wanted: Range) -> None:
        """As much of a rectangle as there is, the cursor at its corner."""
        table = self._view.table
        if table is None:
            return
        bottom = min(wanted.bottom, table.rowCount() - 1)
        right = min(wanted.right, table.columnCount() - 1)
        if wanted.top <= bottom and wanted.left <= right:
            self.go(wanted.top, wanted.left)
            self._extent = (bottom, right)
            self._select(Range(wanted.top, wanted.left, bottom, right))

    def select_lines(self, *, rows: bool, columns: bool) -> None:
        """Whole rows or columns of what is selected, or both; the cursor stays."""
        table, ranges = self._view.table, self.ranges()
        if table is None or not ranges:
            return
        top = 0 if columns else min(place.top for place in ranges)
        bottom = table.rowCount() - 1 if columns else max(place.bottom for place in ranges)
        left = 0 if rows else min(place.left for place in ranges)
        right = table.columnCount() - 1 if rows else max(place.right for place in ranges)
        self._extent = (bottom, right)
        self._select(Range(top, left, bottom, right))

    def _select(self, place: Range) -> None:
        table = self._view.table
        if table is not None:
            first, last = table.index(place.top, place.left), table.index(place.bottom, place.right)
            self._view.selectionModel().select(QItemSelection(first, last), _ALONE)

    # ---------------------------------------------------------------- what is selected

    def ranges(self) -> list[Range]:
        """The selected rectangles; the cursor's cell when nothing is selected."""
        if self._view.table is None:
            return []
        selection = self._view.selectionModel().selection()
        parts = [selection.at(place) for place in range(selection.count())]
        found = [Range(r.top(), r.left(), r.bottom(), r.right()) for r in parts if r.isValid()]
        if not found and self._view.currentIndex().isValid():
            row, column = self.place
            found = [Range(row, column, row, column)]
        return sorted(found)

    def cells(self) -> list[moves.Place]:
        """Places of the selection, section lines left out; empty for very large ones."""
        table, ranges = self._view.table, self.ranges()
        if table is None or sum(place.height * place.width for place in ranges) > _MOST_CELLS:
            return []
        return [
            (row, column)
            for place in ranges
            for row in range(place.top, place.bottom + 1)
            if not table.is_heading(row)
            for column in range(place.left, place.right + 1)
        ]

    def lines(self) -> list[int]:
        """Rows the selection touches."""
        return sorted({row for place in self.ranges() for row in range(place.top, place.bottom + 1)})
