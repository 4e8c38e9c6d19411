"""A table with headings that is typed into and scrolled as in Excel; `GridView` gives it its tables."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QEvent, QItemSelection, QModelIndex, QPersistentModelIndex, QPoint, Signal
from PySide6.QtGui import QMouseEvent, QPainter, QPaintEvent, QResizeEvent
from PySide6.QtWidgets import QAbstractItemView, QWidget

from ui.grid.actions import GridActions
from ui.grid.cell_view import CellView
from ui.grid.frame import Frame
from ui.grid.model import TableModel
from ui.grid.overlay import Overlay
from ui.grid.pinned import Pinned
from ui.grid.row_deeds import RowDeeds
from ui.session import Session

if TYPE_CHECKING:
    from ui.grid.summary import Summary

Index = QModelIndex | QPersistentModelIndex


class Sheet(CellView):
    """The cells of one table, with headings, frozen columns, a filter and rows that come and go."""

    widths_changed = Signal()  # `state()` differs
    filtered = Signal()  # other rows of the table are in sight

    deeds: RowDeeds
    actions_: GridActions

    def __init__(self, session: Session, parent: QWidget | None = None) -> None:
        super().__init__(session, parent)
        self.table: TableModel | None = None
        self.previews = True  # whether a paste is shown before it lands, also when all of it goes in
        self.pinned = Pinned(self)
        self.frame_ = Frame(self)
        self.overlay = Overlay(self)
        self.deeds = RowDeeds(self)
        self.actions_ = GridActions(self)
        self.setAccessibleName("数据表")

    # ---------------------------------------------------------------- where the officer is

    def summary(self) -> Summary:
        """求和 平均 计数 of the selection."""
        from ui.grid.summary import Summary, summarise

        return summarise(self.table, self.ranges()) if self.table is not None else Summary()

    def selectionChanged(self, selected: QItemSelection, deselected: QItemSelection) -> None:
        super().selectionChanged(selected, deselected)
        self.frame_.columns.viewport().update()
        self.frame_.labels.viewport().update()

    def uncover(self, index: Any) -> None:
        """A frozen column is painted over itself: it is scrolled into sight to be typed into."""
        if self.pinned.covers(index.column()):
            self.pinned.unpin()

    def pressed_beside(self, event: QMouseEvent) -> bool:
        """“＋ 添加项目” under the last row."""
        on_adder = self.overlay.on_adder(event.position().toPoint())
        if on_adder:
            self.deeds.append_row()
        return on_adder

    # ---------------------------------------------------------------- headings and the filter

    def filter_column(self, place: int) -> None:
        """Ask what of a column is to stay in sight."""
        from ui.grid.filtering import ask

        ask(self, place)

    def filter_again(self, clear: bool = False) -> None:
        """Hold the rows against the conditions anew, or show all of them."""
        from ui.grid.filtering import apply

        if self.table is not None and self.table.conditions:
            apply(self, {} if clear else self.table.conditions)

    def show_column_menu(self, place: int, at: QPoint) -> None:
        """What can be done with a column, the cursor being put into it."""
        from ui.grid.column_menu import column_menu

        if self.editing.finish():
            column_menu(self, place).popup(at)

    # ---------------------------------------------------------------- events

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() in {QEvent.Type.FontChange, QEvent.Type.PaletteChange} and hasattr(self, "frame_"):
            self.frame_.restyle()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self.frame_.resized(self.width())

    def updateGeometries(self) -> None:
        super().updateGeometries()
        if hasattr(self, "frame_"):
            self.frame_.place_corner()
            self.pinned.follow()

    def scrollContentsBy(self, dx: int, dy: int) -> None:
        super().scrollContentsBy(dx, dy)
        self.pinned.follow()

    def scrollTo(
        self, index: Index, hint: QAbstractItemView.ScrollHint = QAbstractItemView.ScrollHint.EnsureVisible
    ) -> None:
        """A cell under the frozen columns is not in sight; those themselves always are."""
        bar = self.horizontalScrollBar()
        before, pinned = bar.value(), self.pinned.covers(index.column())
        super().scrollTo(index, hint)
        if pinned:
            bar.setValue(before)
        elif (hidden := self.pinned.reach - self.visualRect(index).left()) > 0:
            bar.setValue(bar.value() - hidden)

    def paintEvent(self, event: QPaintEvent) -> None:
        super().paintEvent(event)
        painter = QPainter(self.viewport())
        self.overlay.paint(painter)
        painter.end()
        if self.pinned.reach:
            self.pinned.update()
