"""Column headings in two levels: a group above its columns, texts broken instead of shortened."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QEvent, QPoint, QPointF, QRect, QSize, Qt, Signal
from PySide6.QtGui import QContextMenuEvent, QMouseEvent, QPainter, QPaintEvent, QPalette, QPen
from PySide6.QtWidgets import QHeaderView, QWidget

from app.domain.edition import Column
from ui.grid.marks import mixed, paint_mark
from ui.grid.metrics import Breaks, Metrics
from ui.grid.model import TableModel
from ui.icons import paint
from ui.theme import Colours, colours, fill, own_viewport


class ColumnHeader(QHeaderView):
    """Paints `Column.group` over neighbours that share it, and in lists where a column is filtered."""

    filter_wanted = Signal(int)  # a column, by the mark in its heading
    menu_wanted = Signal(int, QPoint)  # a column, and where on the screen

    def __init__(self, parent: QWidget) -> None:
        super().__init__(Qt.Orientation.Horizontal, parent)
        own_viewport(self, QPalette.ColorRole.Button)
        self._columns: Sequence[Column] = ()
        self._metrics = Metrics(self.font())
        self._breaks = Breaks()
        self._hovered = -1
        self.setSectionsClickable(True)
        self.setHighlightSections(True)
        self.setSectionResizeMode(QHeaderView.ResizeMode.Interactive)
        self.setAccessibleName("列标题")

    def set_up(self, columns: Sequence[Column], metrics: Metrics) -> None:
        """Another table or another zoom."""
        self._columns, self._metrics, self._breaks = columns, metrics, Breaks()
        self.setMinimumSectionSize(metrics.width(3))
        self.resize_to_texts()

    def resize_to_texts(self) -> None:
        """Widths have changed: texts may need more or fewer lines."""
        self.headerDataChanged(Qt.Orientation.Horizontal, 0, max(len(self._columns) - 1, 0))
        self.updateGeometry()

    # ---------------------------------------------------------------- sizes

    @property
    def grouped(self) -> bool:
        """Whether there is an upper level at all."""
        return any(column.group for column in self._columns)

    def _band(self) -> int:
        return self._metrics.text.height() + self._gap() if self.grouped else 0

    def _gap(self) -> int:
        return max(round(self._metrics.text.height() * 0.5), 6)

    def sizeHint(self) -> QSize:
        inner = 2 * self._metrics.pad
        tallest = self._metrics.text.height()
        for place, column in enumerate(self._columns):
            room = self.sectionSize(place) - inner - 2 * self._mark_room(place)
            needed = self._breaks.height(self._metrics.text, column.label, room)
            if self.grouped and not column.group:
                needed -= self._band()
            tallest = max(tallest, needed)
        return QSize(self.length(), tallest + self._gap() + self._band())

    # ---------------------------------------------------------------- the filter's mark

    def _filtered(self, place: int) -> bool:
        model = self.model()
        return isinstance(model, TableModel) and self._columns[place].key in model.conditions

    def _mark_room(self, place: int) -> int:
        """Pixels the mark takes from the label at its right, and the same at its left to keep it centred."""
        return self._side() if self._filtered(place) else 0

    def _side(self) -> int:
        return round(self._metrics.text.height() * 0.85)

    def _mark(self, rect: QRect) -> QRect:
        """Where in a heading the mark stands: clear of the edge that the mouse takes hold of."""
        side, gap = self._side(), max(self._metrics.pad // 2, 4)
        return QRect(rect.right() - gap - side, rect.bottom() - gap // 2 - side, side, side)

    def _section(self, place: int) -> QRect:
        return QRect(self.sectionViewportPosition(place), 0, self.sectionSize(place), self.height())

    def _offers(self) -> bool:
        model = self.model()
        return isinstance(model, TableModel) and model.is_list

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        super().mouseMoveEvent(event)
        self._hover(self.logicalIndexAt(event.position().toPoint()) if self._offers() else -1)

    def leaveEvent(self, event: QEvent) -> None:
        super().leaveEvent(event)
        self._hover(-1)

    def _hover(self, place: int) -> None:
        if place != self._hovered:
            self._hovered = place
            self.viewport().update()

    def mousePressEvent(self, event: QMouseEvent) -> None:
        at = event.position().toPoint()
        place = self.logicalIndexAt(at)
        on_mark = place >= 0 and self._offers() and self._mark(self._section(place)).contains(at)
        if on_mark and event.button() == Qt.MouseButton.LeftButton:
            self.filter_wanted.emit(place)
        else:
            super().mousePressEvent(event)

    def contextMenuEvent(self, event: QContextMenuEvent) -> None:
        place = self.logicalIndexAt(event.pos())
        if place >= 0:
            self.menu_wanted.emit(place, event.globalPos())

    # ---------------------------------------------------------------- groups

    def _span(self, place: int) -> tuple[int, int]:
        """First and last column of the group a column stands in."""
        group = self._columns[place].group
        first = last = place
        while first > 0 and self._columns[first - 1].group == group:
            first -= 1
        while last + 1 < len(self._columns) and self._columns[last + 1].group == group:
            last += 1
        return first, last

    # ---------------------------------------------------------------- painting

    def paintSection(self, painter: QPainter, rect: QRect, logicalIndex: int) -> None:
        self.paint_section(painter, rect, logicalIndex, self.viewport().rect())

    def paint_section(self, painter: QPainter, rect: QRect, logicalIndex: int, within: QRect) -> None:
        """One heading; the name of its group stays within what is seen of the headings."""
        if not rect.isValid() or logicalIndex >= len(self._columns):
            return
        c = colours(self.palette())
        column = self._columns[logicalIndex]
        painter.save()
        painter.setClipRect(rect)
        painter.setFont(self._metrics.font)
        selected = self._selected(logicalIndex)
        fill(painter, rect, c.heading)
        lower = rect.adjusted(0, self._band(), 0, 0) if column.group else rect
        if selected:
            fill(painter, lower, mixed(c.heading, c.accent, 0.16))
        if column.group:
            self._paint_group(painter, rect, logicalIndex, within)
        side = self._metrics.pad + self._mark_room(logicalIndex)
        painter.setPen(c.text)
        self._paint_label(painter, lower.adjusted(side, 0, -side, 0), column.label)
        self._paint_mark(painter, rect, logicalIndex, c)
        found = model.column_problems(logicalIndex) if isinstance(model := self.model(), TableModel) else []
        if found:
            size = self._metrics.text.height() * 0.42
            center = QPointF(rect.left() + self._metrics.pad / 2 + size / 2, lower.center().y() + 0.5)
            paint_mark(painter, center, size, found[0].severity, c)
        painter.setPen(QPen(c.grid, 1))
        painter.drawLine(lower.topRight(), lower.bottomRight())
        painter.setPen(QPen(c.accent if selected else c.line, 1))
        painter.drawLine(rect.bottomLeft(), rect.bottomRight())
        if selected:
            painter.drawLine(rect.left(), rect.bottom() - 1, rect.right(), rect.bottom() - 1)
        painter.restore()

    def paintEvent(self, event: QPaintEvent) -> None:
        """Beside the last column there is nothing, not an empty heading."""
        super().paintEvent(event)
        painter = QPainter(self.viewport())
        rest = self.viewport().rect().adjusted(self.length() - self.offset(), 0, 0, 0)
        fill(painter, rest, colours(self.palette()).base)
        painter.end()

    def _paint_group(self, painter: QPainter, rect: QRect, place: int, within: QRect) -> None:
        c = colours(self.palette())
        first, last = self._span(place)
        left = rect.left() - self.sectionPosition(place) + self.sectionPosition(first)
        right = left + self.sectionPosition(last) + self.sectionSize(last) - self.sectionPosition(first)
        band = QRect(left, rect.top(), right - left, self._band())
        painter.setPen(c.muted)
        shown = band.intersected(within)  # stays in sight while its columns scroll
        fits = self._metrics.text.horizontalAdvance(self._columns[place].group) <= shown.width()
        painter.drawText(shown if fits else band, Qt.AlignmentFlag.AlignCenter, self._columns[place].group)
        painter.setPen(QPen(c.grid, 1))
        painter.drawLine(rect.left(), band.bottom(), rect.right(), band.bottom())
        if place == last:
            painter.drawLine(rect.right(), band.top(), rect.right(), band.bottom())

    def _paint_label(self, painter: QPainter, inner: QRect, text: str) -> None:
        text, width, flags = self._breaks.find(self._metrics.text, text, inner.width())
        box = QRect(inner.center().x() - width // 2, inner.top(), width, inner.height())
        painter.drawText(box, flags, text)

    def _paint_mark(self, painter: QPainter, rect: QRect, place: int, c: Colours) -> None:
        """A funnel where the column is filtered, a small arrow under the mouse where it can be."""
        spot = self._mark(rect)
        if self._filtered(place):
            fill(painter, spot, c.selection)
            paint(painter, spot, "filter", c.accent)
        elif place == self._hovered and self._offers():
            fill(painter, spot, c.base)
            paint(painter, spot, "down", c.muted)

    def _selected(self, place: int) -> bool:
        selection = self.selectionModel()
        return selection is not None and selection.columnIntersectsSelection(place)
