"""Frozen columns: kept in sight while the others scroll under them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, QRect, Qt
from PySide6.QtGui import QMouseEvent, QPainter, QPaintEvent, QPen, QWheelEvent
from PySide6.QtWidgets import QApplication, QStyleOptionViewItem, QWidget

from ui.theme import colours, fill

if TYPE_CHECKING:
    from ui.grid.sheet import Sheet

_WIDEST = 0.55  # of the view: wider ones would leave no room for the others


class Pinned(QWidget):
    """Painted with the view's own headings and delegate; there only while the columns are scrolled away.

    The naming column of a list is frozen by itself; the officer may freeze other columns, or none.
    """

    def __init__(self, view: Sheet) -> None:
        super().__init__(view)
        self._view = view
        self._frozen: dict[str, str] = {}  # table → its last frozen column, empty for none
        self._shown = 0  # columns painted now: those that leave room for the others
        self.setAttribute(Qt.WidgetAttribute.WA_OpaquePaintEvent)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.hide()

    # ---------------------------------------------------------------- which columns

    @property
    def count(self) -> int:
        """How many columns of the table are frozen, from the first on."""
        table = self._view.table
        if table is None:
            return 0
        keys = [column.key for column in table.columns]
        last = self._frozen.get(table.table.key, table.table.name_column if table.is_list else "")
        if table.table.key not in self._frozen and last != keys[0]:
            return 0
        return keys.index(last) + 1 if last in keys else 0

    def freeze(self, count: int) -> None:
        """Keep so many columns in sight."""
        table = self._view.table
        if table is not None:
            self._frozen[table.table.key] = table.columns[count - 1].key if count else ""
            self._view.updateGeometries()
            self._view.scrollTo(self._view.currentIndex())

    def covers(self, column: int) -> bool:
        """Whether a column is painted here now."""
        return self.isVisible() and column < self._shown

    @property
    def reach(self) -> int:
        """Pixels of the viewport it covers now."""
        return self.width() if self.isVisible() else 0

    def state(self) -> dict[str, str]:
        """For the settings."""
        return dict(self._frozen)

    def restore(self, state: object) -> None:
        """From the settings; whatever is not understood is left out."""
        known = state if isinstance(state, dict) else {}
        self._frozen = {str(table): key for table, key in known.items() if isinstance(key, str)}

    def follow(self) -> None:
        """The view has been scrolled, resized or given another table."""
        view, room = self._view, self._view.viewport().width() * _WIDEST
        widths = [view.columnWidth(column) for column in range(self.count)]
        while widths and sum(widths) > room:
            widths.pop()
        self._shown = len(widths)
        if not widths or view.horizontalScrollBar().value() <= 0:
            self.hide()
            return
        heading, edge = view.frame_.columns.height(), view.frameWidth()
        left = edge + view.frame_.labels.width()
        self.setGeometry(left, edge, sum(widths), heading + view.viewport().height())
        self.show()
        self.raise_()
        self.update()

    def unpin(self) -> None:
        """Scroll the columns themselves into sight, to type in them."""
        if self.isVisible():
            self._view.horizontalScrollBar().setValue(0)

    # ---------------------------------------------------------------- painting

    def paintEvent(self, event: QPaintEvent) -> None:
        view, table = self._view, self._view.table
        painter = QPainter(self)
        c = colours(view.palette())
        fill(painter, self.rect(), c.base)
        if table is None:
            return
        heading = view.frame_.columns.height()
        painter.save()
        painter.setClipRect(0, heading, self.width(), self.height() - heading)
        option = QStyleOptionViewItem()
        current = view.currentIndex()
        for column in range(self._shown):
            left, width = view.frame_.columns.sectionPosition(column), view.columnWidth(column)
            for row in self._rows():
                index = table.index(row, column)
                box = QRect(left, heading + view.rowViewportPosition(row), width, view.rowHeight(row))
                option.rect = box  # type: ignore[attr-defined]
                view.cells.paint(painter, option, index)
                if current == index:
                    painter.setPen(QPen(c.accent, 2))
                    painter.drawRect(box.adjusted(1, 1, -2, -2))
        painter.restore()
        for column in range(self._shown):
            left, width = view.frame_.columns.sectionPosition(column), view.columnWidth(column)
            view.frame_.columns.paint_section(painter, QRect(left, 0, width, heading), column, self.rect())
        painter.setPen(QPen(c.line, 1))
        painter.drawLine(self.rect().topRight(), self.rect().bottomRight())
        painter.end()

    def _rows(self) -> range:
        view = self._view
        first = view.rowAt(0)
        last = view.rowAt(view.viewport().height() - 1)
        if first < 0:
            return range(0)
        return range(first, (last if last >= 0 else view.verticalHeader().count() - 1) + 1)

    # ---------------------------------------------------------------- the mouse

    def event(self, event: QEvent) -> bool:
        """Presses count as presses on the cell; the wheel goes to the view."""
        if isinstance(event, QWheelEvent):
            return bool(QApplication.sendEvent(self._view.viewport(), event))
        if isinstance(event, QMouseEvent):
            if event.type() in {QEvent.Type.MouseButtonPress, QEvent.Type.MouseButtonDblClick}:
                self._pressed(event)
            return True
        return super().event(event)

    def _pressed(self, event: QMouseEvent) -> None:
        view = self._view
        at = event.position().toPoint()
        row = view.rowAt(at.y() - view.frame_.columns.height())
        ends = [view.frame_.columns.sectionPosition(column + 1) for column in range(self._shown - 1)]
        column = sum(at.x() >= end for end in ends)
        if row < 0 or not view.finish_editing():
            return
        view.setFocus(Qt.FocusReason.MouseFocusReason)
        if event.modifiers() & Qt.KeyboardModifier.ShiftModifier:
            view.selector.extend(row, column)
        else:
            view.selector.go(row, column)
        if event.type() == QEvent.Type.MouseButtonDblClick:
            view.editing.start()
