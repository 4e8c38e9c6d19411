"""The frozen first column: labels of a fixed table with their indent, running numbers of a list."""

from __future__ import annotations

from collections.abc import Iterable

from PySide6.QtCore import QEvent, QObject, QPoint, QPointF, QRect, QSize, Qt, Signal
from PySide6.QtGui import QMouseEvent, QPainter, QPaintEvent, QPalette, QPen
from PySide6.QtWidgets import QHeaderView, QWidget

from app.domain.edition import Row
from ui.grid.cells import CellModel
from ui.grid.marks import mixed, paint_mark
from ui.grid.metrics import Metrics
from ui.theme import Colours, colours, fill, own_viewport

_GRIP = 4  # px beside the edge where the mouse takes hold of it
_LONGEST = 26  # characters a label column starts with at most


class RowHeader(QHeaderView):
    """A vertical header that reads like the first column of an official table."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(Qt.Orientation.Vertical, parent)
        own_viewport(self, QPalette.ColorRole.Button)
        self._table: CellModel | None = None
        self._metrics = Metrics(self.font())
        self._width = 60
        self.setSectionsClickable(True)
        self.setHighlightSections(True)
        self.setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
        self.setAccessibleName("行标题")
        self.viewport().setMouseTracking(True)

    def set_up(self, table: CellModel, metrics: Metrics, width: int) -> None:
        """Another table or another zoom."""
        self._table, self._metrics = table, metrics
        self.setMinimumSectionSize(metrics.text.height())
        self.setDefaultSectionSize(metrics.row)
        self.set_width(width)

    def set_width(self, width: int) -> None:
        """Of the label column, in pixels."""
        self._width = width
        self.setFixedWidth(width)
        self.updateGeometry()

    def sizeHint(self) -> QSize:
        return QSize(self._width, self.length())

    def update_rows(self, rows: Iterable[int]) -> None:
        """Their marks may differ."""
        for row in rows:
            top = self.sectionViewportPosition(row)
            self.viewport().update(0, top, self.width(), self.sectionSize(row))

    # ---------------------------------------------------------------- texts

    def _margin(self) -> int:
        """Room for the row mark."""
        return round(self._metrics.glyph * 1.15)

    def _indent(self, row: int) -> float:
        """Level, and behind 其中： the same indent for the rows that follow under it."""
        table = self._table
        line = table.line(row) if table is not None else None
        if table is None or line is None:
            return 0.0
        return line.level * self._metrics.glyph

    def natural_width(self) -> int:
        """Width that shows every label whole, within reason."""
        table, measure = self._table, self._metrics.strong_text
        if table is None:
            return self._width
        if table.is_list:
            digits = max(len(str(table.total)), 3)
            return round(self._margin() + digits * self._metrics.digit + 2 * self._metrics.pad)
        lines = [line for row in range(table.rowCount()) if (line := table.line(row)) is not None]
        guess = self._metrics.guess
        guessed = {row: self._indent(row) + guess(_text(line)) for row, line in enumerate(lines)}
        close = max(guessed.values(), default=0.0) * 0.8  # only what may be the longest is laid out
        needed = max(
            (
                self._indent(row) + measure.horizontalAdvance(_text(lines[row]))
                for row, width in guessed.items()
                if width >= close
            ),
            default=0.0,
        )
        longest = _LONGEST * self._metrics.glyph
        return round(self._margin() + min(needed, longest) + 2 * self._metrics.pad)

    def lines_needed(self, row: int) -> int:
        """Lines a label takes in the width there is."""
        line = self._table.line(row) if self._table is not None else None
        if line is None:
            return 1
        room = max(self._width - self._margin() - self._metrics.pad - round(self._indent(row)), 1)
        text = _text(line)
        if self._metrics.guess(text) * 1.2 <= room:  # surely one line
            return 1
        return -(-self._metrics.strong_text.horizontalAdvance(text) // room)

    # ---------------------------------------------------------------- painting

    def paintSection(self, painter: QPainter, rect: QRect, logicalIndex: int) -> None:
        table = self._table
        if table is None or not rect.isValid() or logicalIndex >= table.rowCount():
            return
        c = colours(self.palette())
        line = table.line(logicalIndex)
        strong = line is not None and (line.total or line.heading)
        selected = self._selected(logicalIndex)
        painter.save()
        ground = c.heading if line is None or line.heading else c.base
        fill(painter, rect, mixed(ground, c.accent, 0.14) if selected else ground)
        painter.setFont(self._metrics.strong if strong else self._metrics.font)
        if line is None:
            painter.setPen(c.accent if table.hidden else c.text if selected else c.muted)
            inner = rect.adjusted(self._margin(), 0, -self._metrics.pad, 0)
            painter.drawText(
                inner,
                Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter,
                str(table.number(logicalIndex)),
            )
        else:
            self._paint_label(painter, rect, logicalIndex, line, c)
        severity = table.row_severity(logicalIndex)
        if severity is not None:
            size = self._metrics.text.height() * 0.42
            center = QPointF(rect.left() + self._margin() / 2, rect.center().y() + 0.5)
            paint_mark(painter, center, size, severity, c)
        self._paint_lines(painter, rect, logicalIndex, c)
        painter.restore()

    def paintEvent(self, event: QPaintEvent) -> None:
        """Under the last row there is nothing, not an empty heading."""
        super().paintEvent(event)
        painter = QPainter(self.viewport())
        rest = self.viewport().rect().adjusted(0, self.length() - self.offset(), 0, 0)
        fill(painter, rest, colours(self.palette()).base)
        painter.end()

    def _paint_label(self, painter: QPainter, rect: QRect, row: int, line: Row, c: Colours) -> None:
        measure = painter.fontMetrics()
        left = rect.left() + self._margin() + (0 if line.heading else round(self._indent(row)))
        right = rect.right() - self._metrics.pad
        flags = Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter
        if line.prefix:
            painter.setPen(c.muted)
            painter.drawText(QRect(left, rect.top(), right - left, rect.height()), flags, line.prefix)
            left += measure.horizontalAdvance(line.prefix)
        painter.setPen(c.text)
        text, room = f"{line.number}{line.label}", QRect(left, rect.top(), right - left, rect.height())
        if measure.horizontalAdvance(text) <= room.width():
            painter.drawText(room, flags, text)
        else:
            painter.drawText(room, int(flags | Qt.TextFlag.TextWrapAnywhere), text)

    def _paint_lines(self, painter: QPainter, rect: QRect, row: int, c: Colours) -> None:
        table = self._table
        painter.setPen(QPen(c.line, 1))
        painter.drawLine(rect.topRight(), rect.bottomRight())
        below = table.line(row + 1) if table is not None and row + 1 < table.rowCount() else None
        ruled = below is not None and below.total
        painter.setPen(QPen(c.line if ruled else c.grid, 1))
        painter.drawLine(rect.bottomLeft(), rect.bottomRight())

    def _selected(self, row: int) -> bool:
        selection = self.selectionModel()
        return selection is not None and selection.rowIntersectsSelection(row)


def _text(line: Row) -> str:
    return f"{line.prefix}{line.number}{line.label}"


class Corner(QWidget):
    """What the labels are, above them; a click selects everything."""

    pressed = Signal()

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.text = ""
        self._metrics = Metrics(self.font())
        self.setMouseTracking(True)
        self.setAccessibleName("全选")
        self.setToolTip("单击全选")

    def set_up(self, text: str, metrics: Metrics) -> None:
        """Another table or another zoom."""
        self.text, self._metrics = text, metrics
        self.update()

    def paintEvent(self, event: QEvent) -> None:
        painter = QPainter(self)
        c = colours(self.palette())
        fill(painter, self.rect(), c.heading)
        painter.setFont(self._metrics.font)
        painter.setPen(c.text)
        painter.drawText(self.rect(), Qt.AlignmentFlag.AlignCenter, self.text)
        painter.setPen(QPen(c.line, 1))
        rect = self.rect()
        painter.drawLine(rect.bottomLeft(), rect.bottomRight())
        painter.drawLine(rect.topRight(), rect.bottomRight())
        painter.end()

    def mousePressEvent(self, event: QMouseEvent) -> None:
        self.pressed.emit()


class EdgeDrag(QObject):
    """Lets the mouse take hold of a widget's right edge."""

    dragged = Signal(int)  # new width
    fitted = Signal()  # double click

    def __init__(self, *widgets: QWidget) -> None:
        super().__init__(widgets[0])
        self._dragging = False
        for widget in widgets:
            widget.installEventFilter(self)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if not isinstance(event, QMouseEvent) or not isinstance(watched, QWidget):
            return False
        at: QPoint = event.position().toPoint()
        near = at.x() >= watched.width() - _GRIP
        if event.type() == QEvent.Type.MouseButtonDblClick and near:
            self.fitted.emit()
            return True
        if event.type() == QEvent.Type.MouseButtonPress and near:
            self._dragging = True
            return True
        if event.type() == QEvent.Type.MouseMove:
            if self._dragging:
                self.dragged.emit(at.x())
                return True
            if near:
                watched.setCursor(Qt.CursorShape.SplitHCursor)
                return True
            watched.unsetCursor()
        if event.type() == QEvent.Type.MouseButtonRelease and self._dragging:
            self._dragging = False
            return True
        return False
