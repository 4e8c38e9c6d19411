"""The table of a comparison: labels that stay, years and changes beside them, copied as in Excel."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QModelIndex, QSignalBlocker, Qt, Signal
from PySide6.QtGui import (
    QGuiApplication,
    QKeyEvent,
    QKeySequence,
    QMouseEvent,
    QPainter,
    QPaintEvent,
    QPalette,
    QPen,
    QResizeEvent,
    QWheelEvent,
)
from PySide6.QtWidgets import QAbstractItemView, QTableView, QWidget

from app.comparison.values import Comparison
from app.domain.amount import MoneyUnit
from ui.comparison.model import AMOUNT, ComparisonModel, Index
from ui.grid.clipboard import to_mime
from ui.grid.delegate import CellDelegate
from ui.grid.header import ColumnHeader
from ui.grid.metrics import Metrics
from ui.grid.rowheader import Corner, RowHeader
from ui.session import Session
from ui.theme import colours, own_viewport, zoomed

_FIGURE, _AMOUNT, _RATE = 12, 11, 9  # digits of the columns, at the least
_LABELS_MOST = 0.4  # of the view's width


class ComparisonTable(QTableView):
    """Read only; Enter or a double click leads to where a figure stands."""

    jump_wanted = Signal(int, object)  # year, Address or key of a ratio
    zoom_requested = Signal(int)

    def __init__(self, session: Session, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        own_viewport(self, QPalette.ColorRole.Base)
        self.cells_ = ComparisonModel(session, self)
        self._zoom, self._natural = 1.0, 1
        self._metrics = Metrics(self.font())
        self._painter = CellDelegate(self)
        self._columns = ColumnHeader(self)
        self._labels = RowHeader(self)
        self._corner = Corner(self)
        self._corner.pressed.connect(self.selectAll)
        self.setModel(self.cells_)
        self.setItemDelegate(self._painter)
        self.setHorizontalHeader(self._columns)
        self.setVerticalHeader(self._labels)
        self.setShowGrid(False)
        self.setWordWrap(False)
        self.setCornerButtonEnabled(False)
        self.setFrameShape(QTableView.Shape.NoFrame)
        self.setHorizontalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setSelectionMode(QAbstractItemView.SelectionMode.ExtendedSelection)
        self.setTabKeyNavigation(False)
        self.setAccessibleName("年度对比")

    # ---------------------------------------------------------------- what it shows

    def show_comparison(self, comparison: Comparison, *, filled: bool, unit: MoneyUnit) -> None:
        """Another comparison; the cursor stays on the same figure where that is still there."""
        at = self.currentIndex()
        here = self.cells_.target(at.row(), at.column()) if at.isValid() else None
        scroll = self.verticalScrollBar().value()
        self.cells_.show(comparison, filled=filled, unit=unit)
        self.restyle(self._zoom)
        self.verticalScrollBar().setValue(scroll)
        place = self.cells_.find(*here) if here is not None else None
        self.go_to(*(place or self._first()))

    def _first(self) -> tuple[int, int]:
        """Where to begin: the latest year's figure in the first line."""
        lines = (self.cells_.line(row) for row in range(self.cells_.rowCount()))
        row = next((place for place, line in enumerate(lines) if line is not None and not line.heading), 0)
        comparison = self.cells_.comparison
        return row, len(comparison.years) - 1 if comparison is not None else 0

    def go_to(self, row: int, column: int) -> None:
        """Put the cursor there."""
        self.setCurrentIndex(self.cells_.index(row, column))

    def currentChanged(self, current: Index, previous: Index) -> None:
        super().currentChanged(current, previous)
        self._painter.current = (current.row(), current.column()) if current.isValid() else None
        self.viewport().update()

    # ---------------------------------------------------------------- looks

    def restyle(self, zoom: float) -> None:
        """Another comparison, zoom, font or palette."""
        self._zoom = zoom
        metrics = self._metrics = Metrics(self.font(), zoom)
        self._painter.prepare(metrics, self.palette())
        with QSignalBlocker(self._columns):
            for column in range(self.cells_.columnCount()):
                self.setColumnWidth(column, self._column_width(column, metrics))
        self._columns.set_up(self.cells_.columns, metrics)
        self._labels.set_up(self.cells_, metrics, 1)
        self._natural = self._labels.natural_width()
        self._fit_labels()
        self._corner.set_up("项目", metrics)
        self.updateGeometries()

    def _column_width(self, column: int, metrics: Metrics) -> int:
        what = self.cells_.place_of(column).what
        least = _FIGURE if not what else _AMOUNT if what == AMOUNT else _RATE
        texts = (self.cells_.look(row, column).text for row in self.cells_.widest(column))
        widest = max((metrics.strong_text.horizontalAdvance(text) for text in texts), default=0)
        return max(metrics.width(least), widest + 2 * metrics.pad + 2)

    def _fit_labels(self) -> None:
        """As wide as the labels but never most of the view; what is cut then takes more lines."""
        room = max(round(self.width() * _LABELS_MOST), self._metrics.width(8))
        self._labels.set_width(min(self._natural, room))
        with QSignalBlocker(self._labels):
            for row in range(self.cells_.rowCount()):
                height = self._metrics.rows(self._labels.lines_needed(row))
                if self._labels.sectionSize(row) != height:
                    self._labels.resizeSection(row, height)
        self.updateGeometries()

    def updateGeometries(self) -> None:
        super().updateGeometries()
        if hasattr(self, "_corner"):
            self._corner.setGeometry(0, 0, self._labels.width(), self._columns.height())
            self._corner.raise_()

    # ---------------------------------------------------------------- deeds

    def jump(self, index: QModelIndex | None = None) -> None:
        """To where the figure under the cursor stands."""
        at = index if index is not None else self.currentIndex()
        found = self.cells_.target(at.row(), at.column()) if at.isValid() else None
        if found is not None:
            self.jump_wanted.emit(*found)

    def copy(self) -> None:
        """The smallest rectangle round the selection, with labels and headings when a whole row is in it."""
        indexes = self.selectedIndexes()
        if not indexes:
            return
        rows = sorted({index.row() for index in indexes})
        columns = sorted({index.column() for index in indexes})
        block = [[self.cells_.copied(row, column) for column in columns] for row in rows]
        if len(columns) == self.cells_.columnCount():
            block = self.cells_.with_headings(rows, block)
        QGuiApplication.clipboard().setMimeData(to_mime(block, self.cells_.unit))

    # ---------------------------------------------------------------- Qt's events

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in {Qt.Key.Key_Return, Qt.Key.Key_Enter}:
            self.jump()
        elif event.matches(QKeySequence.StandardKey.Copy):
            self.copy()
        else:
            super().keyPressEvent(event)
            return
        event.accept()

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        self.jump(self.indexAt(event.position().toPoint()))

    def wheelEvent(self, event: QWheelEvent) -> None:
        if not zoomed(event, self.zoom_requested.emit):
            super().wheelEvent(event)

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        changed = {QEvent.Type.FontChange, QEvent.Type.PaletteChange}
        if event.type() in changed and hasattr(self, "_natural"):
            self.restyle(self._zoom)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        if event.size().width() != event.oldSize().width():
            self._fit_labels()

    def paintEvent(self, event: QPaintEvent) -> None:
        super().paintEvent(event)
        if self.currentIndex().isValid():
            painter = QPainter(self.viewport())
            c = colours(self.palette())
            painter.setPen(QPen(c.accent if self.hasFocus() else c.line, 2))
            painter.drawRect(self.visualRect(self.currentIndex()).adjusted(0, 0, -1, -1))
            painter.end()
