"""What stands between heading and table while it is wanted: the find bar and the filter bar."""

from __future__ import annotations

from PySide6.QtCore import QObject, Signal
from PySide6.QtWidgets import QVBoxLayout

from ui.filter_bar import FilterBar
from ui.find_bar import FindBar
from ui.grid.view import GridView


class Bars(QObject):
    """Each bar is made when it is first needed; both belong to one table view."""

    left = Signal()  # back to typing

    def __init__(self, view: GridView, column: QVBoxLayout, zoom: float) -> None:
        super().__init__(view)
        self._view, self._column, self._zoom = view, column, zoom
        self.find: FindBar | None = None
        self.filter: FilterBar | None = None

    def apply_look(self, zoom: float) -> None:
        """Sizes from the font."""
        self._zoom = zoom
        for bar in (self.find, self.filter):
            if bar is not None:
                bar.apply_look(zoom)

    def hide(self) -> None:
        """The table is not in sight."""
        for bar in (self.find, self.filter):
            if bar is not None:
                bar.hide()

    def find_text(self, replace: bool) -> None:
        """Look for a text in the table in sight, and put another in its place."""
        if self.find is None:
            self.find = FindBar()
            self.find.apply_look(self._zoom)
            self.find.closed.connect(self.left)
            self.find.found.connect(self._view.go_to_place)
            self.find.replacing.connect(self._view.deeds.replace)
            self._column.insertWidget(1, self.find)
        self.find.start(self._view.table, replace)

    def show_filter(self) -> None:
        """How many rows of the table are in sight, where that is not all of them."""
        table = self._view.table
        if self.filter is None and table is not None and table.conditions:
            self.filter = FilterBar()
            self.filter.apply_look(self._zoom)
            self.filter.cleared.connect(self._clear)
            self._column.insertWidget(self._column.count() - 1, self.filter)
        if self.filter is not None:
            self.filter.show_state(table)

    def _clear(self) -> None:
        self._view.filter_again(clear=True)
        self.left.emit()

    def filtered(self) -> None:
        """Other rows are in sight: a search goes through those."""
        self.show_filter()
        if self.find is not None:
            self.find.read_again()

    def use_table(self) -> None:
        """Another table is shown."""
        self.show_filter()
        if self.find is not None:
            self.find.use(self._view.table)
