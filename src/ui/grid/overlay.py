"""Painted over the cells: the frame round the selection, and under the last row how to go on."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QPoint, QRect, Qt
from PySide6.QtGui import QPainter, QPen

from ui.theme import colours

if TYPE_CHECKING:
    from ui.grid.model import TableModel
    from ui.grid.sheet import Sheet


class Overlay:
    """Belongs to one view."""

    def __init__(self, view: Sheet) -> None:
        self._view = view

    def paint(self, painter: QPainter) -> None:
        """After the cells."""
        table = self._view.table
        if table is None:
            return
        self._paint_selection(painter)
        if table.is_list:
            self._paint_end(painter)

    def _paint_selection(self, painter: QPainter) -> None:
        view = self._view
        c = colours(view.palette())
        index = view.currentIndex()
        ranges = view.ranges()
        if not index.isValid() or not ranges or view.table is None:
            return
        accent = c.accent if view.hasFocus() or view.editing.editor is not None else c.muted
        if len(ranges) == 1:
            place = ranges[0]
            first = view.visualRect(view.table.index(place.top, place.left))
            last = view.visualRect(view.table.index(place.bottom, place.right))
            painter.setPen(QPen(accent, 2))
            painter.drawRect(first.united(last).adjusted(0, 0, -1, -1))
        else:
            painter.setPen(QPen(accent, 2))
            painter.drawRect(view.visualRect(index).adjusted(0, 0, -1, -1))

    # ---------------------------------------------------------------- the end of a list

    def _end(self) -> int:
        """First pixel under the last row."""
        view = self._view
        return int(view.verticalHeader().length() - view.verticalOffset())

    def _adder(self) -> QRect:
        """Where “＋ 添加项目” stands."""
        view, table = self._view, self._view.table
        metrics = view.frame_.metrics
        top = self._end()
        if table is not None and not table.rowCount():
            top += metrics.rows(3)
        width = metrics.text.horizontalAdvance(self._adder_text()) + 4 * metrics.pad
        left = view.pinned.reach + metrics.pad  # not under the naming column that stays in sight
        return QRect(left, top + metrics.pad, width, metrics.row)

    def _adder_text(self) -> str:
        table = self._view.table
        item = table.table.item if table is not None else ""
        return f"＋ 添加{item or '一行'}　Insert"

    def _paint_end(self, painter: QPainter) -> None:
        view, table = self._view, self._view.table
        if table is None or view.read_only():
            return
        c, metrics = colours(view.palette()), view.frame_.metrics
        painter.setFont(metrics.font)
        if not table.rowCount():
            painter.setPen(c.muted)
            box = QRect(
                2 * metrics.pad, metrics.pad, view.viewport().width() - 4 * metrics.pad, metrics.rows(3)
            )
            painter.drawText(
                box, int(Qt.AlignmentFlag.AlignVCenter | Qt.TextFlag.TextWordWrap), self._empty(table)
            )
        painter.setPen(c.accent)
        painter.drawText(
            self._adder().adjusted(metrics.pad, 0, 0, 0),
            int(Qt.AlignmentFlag.AlignVCenter),
            self._adder_text(),
        )

    @staticmethod
    def _empty(table: TableModel) -> str:
        """Why no row is in sight, and how to go on."""
        return "没有符合筛选条件的行。清除筛选，或换一个条件。" if table.hidden else table.table.hint

    def on_adder(self, at: QPoint) -> bool:
        """Whether the mouse is on “＋ 添加项目”."""
        table = self._view.table
        return (
            table is not None and table.is_list and not self._view.read_only() and self._adder().contains(at)
        )
