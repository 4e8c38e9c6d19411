"""The naming column of a list, kept in sight while the others scroll under it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, QRect, Qt
from PySide6.QtGui import QMouseEvent, QPainter, QPaintEvent, QPen, QWheelEvent
from PySide6.QtWidgets import QApplication, QStyleOptionViewItem, QWidget

from ui.theme import colours, fill

if TYPE_CHECKING:
    from ui.grid.sheet import Sheet

_WIDEST = 0.55  # of the view: a wider column would leave no room for the others


class Pinned(QWidget):
    """Painted with the view's own heading and delegate; there only while the column is scrolled away."""

    def __init__(self, view: Sheet) -> None:
        super().__init__(view)
        self._view = view
        self.setAttribute(Qt.WidgetAttribute.WA_OpaquePaintEvent)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.hide()

    @property
    def column(self) -> int:
        """Which column may be kept in sight; -1 for none."""
        table = self._view.table
        if table is None or not table.is_list or not table.columns:
            return -1
        return 0 if table.columns[0].key == table.table.name_column else -1

    @property
    def reach(self) -> int:
        """Pixels of the viewport it covers now."""
        return self.width() if self.isVisible() else 0

    def follow(self) -> None:
        """The view has been scrolled, resized or given another table."""
        view, column = self._view, self.column
        width = view.columnWidth(column) if column >= 0 else 0
        away = column >= 0 and view.horizontalScrollBar().value() > 0
        if not away or not width or width > view.viewport().width() * _WIDEST:
            self.hide()
            return
        heading, edge = view.frame_.columns.height(), view.frameWidth()
        left = edge + view.frame_.labels.width()
        self.setGeometry(left, edge, width, heading + view.viewport().height())
        self.show()
        self.raise_()
        self.update()

    def unpin(self) -> None:
        """Scroll the column itself into sight, to type in it."""
        if self.isVisible():
            self._view.horizontalScrollBar().setValue(0)

    # ---------------------------------------------------------------- painting

    def paintEvent(self, event: QPaintEvent) -> None:
        view, table, column = self._view, self._view.table, self.column
        painter = QPainter(self)
        c = colours(view.palette())
        fill(painter, self.rect(), c.base)
        if table is None or column < 0:
            return
        heading = view.frame_.columns.height()
        painter.save()
        painter.setClipRect(0, heading, self.width(), self.height() - heading)
        option = QStyleOptionViewItem()
        for row in self._rows():
            index = table.index(row, column)
            top = heading + view.rowViewportPosition(row)
            option.rect = QRect(0, top, self.width(), view.rowHeight(row))  # type: ignore[attr-defined]
            view.cells.paint(painter, option, index)
            if view.currentIndex() == index:
                painter.setPen(QPen(c.accent, 2))
                painter.drawRect(option.rect.adjusted(1, 1, -2, -2))  # type: ignore[attr-defined]
        painter.restore()
        view.frame_.columns.paintSection(painter, QRect(0, 0, self.width(), heading), column)
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
        row = view.rowAt(int(event.position().y()) - view.frame_.columns.height())
        if row < 0 or not view.finish_editing():
            return
        view.setFocus(Qt.FocusReason.MouseFocusReason)
        if event.modifiers() & Qt.KeyboardModifier.ShiftModifier:
            view.selector.extend(row, self.column)
        else:
            view.selector.go(row, self.column)
        if event.type() == QEvent.Type.MouseButtonDblClick:
            view.editing.start()
