"""The worksheet in the middle: each cell tells by colour and by a sign what becomes of it."""

from __future__ import annotations

from collections.abc import Collection
from typing import Any

from PySide6.QtCore import QPointF, QRect, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QColor, QFontMetrics, QKeyEvent, QMouseEvent, QPainter, QPalette, QPen
from PySide6.QtWidgets import (
    QAbstractButton,
    QAbstractItemView,
    QStyledItemDelegate,
    QTableView,
    QVBoxLayout,
    QWidget,
)

from app.exchange.reading.grid import Grid
from ui.grid.marks import mixed, paint_mark, triangle
from ui.grid.metrics import tabular
from ui.importing.headers import MatchHeader
from ui.importing.model import CELL, MATCHED, Index, SheetModel
from ui.importing.preview import Cell
from ui.theme import Colours, colours, fill, own_viewport, quiet_bars, standing

_MERGED = 300  # more merged cells are shown unmerged
_ENDS = 12  # first and last rows in which titles and notes stand
_MEASURED = 200  # rows that column widths come from


def ground(cell: Cell, c: Colours) -> QColor:
    """The ground of a cell."""
    shares = {
        "set": (c.ok, 0.14),
        "over": (c.accent, 0.2),
        "clear": (c.accent, 0.2),
        "open": (c.warning, 0.1),
        "refused": (c.error, 0.1),
        "differs": (c.warning, 0.1),
    }
    if cell.standing == "heading":
        return c.heading
    over = shares.get(cell.standing)
    return mixed(c.base, *over) if over is not None else c.base


def paint_sign(painter: QPainter, rect: QRect, cell: Cell, em: int, c: Colours) -> int:
    """The sign of a cell at its left; gives how much room it took."""
    size = round(em * 0.62)
    spot = QRectF(rect.left() + em * 0.3, rect.center().y() - size / 2 + 0.5, size, size)
    if cell.ticked is not None:
        box = QRectF(spot.left(), rect.center().y() - em * 0.38, em * 0.76, em * 0.76)
        paint_box(painter, box, cell.ticked, c)
        return round(em * 1.2)
    if cell.standing in {"refused", "differs"}:
        kind = "error" if cell.standing == "refused" else "warning"
        paint_mark(painter, QPointF(spot.center()), size, kind, c)  # type: ignore[arg-type]
        return round(em * 1.15)
    if cell.standing in {"set", "over", "clear"}:
        bar = max(2, em // 6)
        fill(
            painter,
            QRect(rect.left(), rect.top(), bar, rect.height()),
            c.ok if cell.standing == "set" else c.accent,
        )
    if cell.standing in {"over", "clear"}:
        side = em * 0.42
        right, top = rect.right() + 0.5, float(rect.top())
        triangle(painter, c.accent, (right - side, top), (right, top), (right, top + side))
    return 0


def paint_box(painter: QPainter, box: QRectF, ticked: bool, c: Colours) -> None:
    """A check box."""
    painter.save()
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setPen(QPen(c.accent if ticked else c.muted, 1.2))
    painter.setBrush(c.accent if ticked else c.base)
    painter.drawRoundedRect(box, 2, 2)
    if ticked:
        painter.setPen(QPen(c.base, max(box.width() / 7, 1.4)))
        x, y, w = box.left(), box.top(), box.width()
        painter.drawPolyline(
            [
                QPointF(x + w * 0.22, y + w * 0.52),
                QPointF(x + w * 0.43, y + w * 0.72),
                QPointF(x + w * 0.8, y + w * 0.3),
            ]
        )
    painter.restore()


class _Delegate(QStyledItemDelegate):
    def paint(self, painter: QPainter, option: Any, index: Index) -> None:
        cell: Cell = index.data(CELL)
        c, rect = colours(option.palette), QRect(option.rect)
        em = QFontMetrics(option.font).height()
        stands = standing(option, index)
        painter.save()
        painter.setClipRect(rect)
        under = ground(cell, c)
        fill(painter, rect, mixed(under, c.selection, 0.55) if stands.selected else under)
        taken = paint_sign(painter, rect, cell, em, c)
        pad = em // 2
        inner = rect.adjusted(max(pad, taken), 0, -pad, 0)
        if cell.text:
            self._write(painter, option, inner, cell, c)
        painter.setPen(QPen(c.grid, 1))
        painter.drawLine(rect.topRight(), rect.bottomRight())
        painter.drawLine(rect.bottomLeft(), rect.bottomRight())
        if stands.focused:
            painter.setPen(QPen(c.accent, 2))
            painter.drawRect(rect.adjusted(1, 1, -2, -2))
        painter.restore()

    def _write(self, painter: QPainter, option: Any, inner: QRect, cell: Cell, c: Colours) -> None:
        font = tabular(option.font)
        if cell.standing == "clear":
            font.setStrikeOut(True)
        painter.setFont(font)
        quiet = cell.standing in {"left", "outside"}
        painter.setPen(c.muted if quiet else c.error if cell.standing == "refused" else c.text)
        across = Qt.AlignmentFlag.AlignRight if cell.right else Qt.AlignmentFlag.AlignLeft
        text = cell.text.replace("\n", " ")
        if cell.right and painter.fontMetrics().horizontalAdvance(text) > inner.width():
            text = "#" * max(1, inner.width() // painter.fontMetrics().horizontalAdvance("#"))
        shown = painter.fontMetrics().elidedText(text, Qt.TextElideMode.ElideRight, inner.width())
        painter.drawText(inner, across | Qt.AlignmentFlag.AlignVCenter, shown)


class SheetView(QTableView):
    """Walks over the sheet; Space or a click ticks, F4 or a click on a heading asks for another match."""

    moved = Signal()  # the current cell
    tick_wanted = Signal(object, bool)  # list of (row, column), ticked

    def __init__(self, model: SheetModel, parent: QWidget) -> None:
        super().__init__(parent)
        own_viewport(self, QPalette.ColorRole.Base)
        self.setModel(model)
        self.setItemDelegate(_Delegate(self))
        self.setShowGrid(False)
        self.setWordWrap(False)
        self.setCornerButtonEnabled(False)
        self.setFrameShape(QTableView.Shape.NoFrame)
        corner = self.findChild(QAbstractButton)
        if corner is not None:
            ground_ = QWidget(corner)
            ground_.setAutoFillBackground(True)
            ground_.setBackgroundRole(QPalette.ColorRole.ToolTipBase)  # the ground of headings
            layout = QVBoxLayout(corner)
            layout.setContentsMargins(0, 0, 0, 0)
            layout.addWidget(ground_)
        self.setAccessibleName("工作表")
        self.setSelectionMode(QAbstractItemView.SelectionMode.ContiguousSelection)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setHorizontalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setTabKeyNavigation(False)
        self.columns = MatchHeader(Qt.Orientation.Horizontal, self)
        self.rows = MatchHeader(Qt.Orientation.Vertical, self)
        self.setHorizontalHeader(self.columns)
        self.setVerticalHeader(self.rows)
        em = QFontMetrics(self.font()).height()
        self.rows.setDefaultSectionSize(round(em * 1.7))
        self.rows.setMinimumSectionSize(round(em * 1.2))
        quiet_bars(self)
        self.selectionModel().currentChanged.connect(lambda *_: self.moved.emit())

    def minimumSizeHint(self) -> QSize:
        em = QFontMetrics(self.font()).height()
        return QSize(em * 20, em * 9)

    def fit(self, grid: Grid, labelled: Collection[int]) -> None:
        """Widths from the first rows, merged cells over their columns; `labelled` rows are not titles."""
        metrics = QFontMetrics(tabular(self.font()))
        em = metrics.height()
        self.clearSpans()
        model, high = self.model(), min(len(grid.rows), _MEASURED)
        for column in range(model.columnCount()):
            texts = (model.index(row, column).data() for row in range(high))
            merged = {top for top, left, _, right in grid.merged if left <= column <= right and left < right}
            merged |= {
                row for row, values in enumerate(grid.rows[:_ENDS]) if len([v for v in values if v]) == 1
            }
            widths = [
                metrics.horizontalAdvance(t[:60]) for row, t in enumerate(texts) if t and row not in merged
            ]
            matched = model.headerData(column, Qt.Orientation.Horizontal, MATCHED).text
            widest = max([*widths, QFontMetrics(self.font()).horizontalAdvance(matched)]) + em * 2
            self.setColumnWidth(column, min(max(widest, em * 5), em * (14 if grid.width > 2 else 50)))
        self._spread(grid, labelled)
        if len(grid.merged) <= _MERGED:
            last = len(grid.rows) - 1, grid.width - 1
            for top, left, bottom, right in grid.merged:
                high, wide = min(bottom, last[0]) - top + 1, min(right, last[1]) - left + 1
                if high * wide > 1 and high > 0 and wide > 0:
                    self.setSpan(top, left, high, wide)

    def _spread(self, grid: Grid, labelled: Collection[int]) -> None:
        """Titles and notes stand alone in their row and run over the empty cells at their right."""
        last = len(grid.rows)
        for row in {*range(min(last, _ENDS)), *range(max(0, last - _ENDS), last)} - set(labelled):
            filled = [column for column, value in enumerate(grid.rows[row]) if value is not None]
            if len(filled) == 1 and isinstance(grid.at(row, filled[0]), str) and filled[0] + 1 < grid.width:
                self.setSpan(row, filled[0], 1, grid.width - filled[0])

    def go(self, row: int, column: int) -> None:
        """Put the cursor on a cell and show it."""
        index = self.model().index(row, column)
        if index.isValid():
            self.setCurrentIndex(index)
            bar = self.horizontalScrollBar()
            across = bar.value()
            self.scrollTo(index, QAbstractItemView.ScrollHint.PositionAtCenter)
            bar.setValue(across)  # in the middle of the height; sideways only as far as it must
            self.scrollTo(index)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        index = self.currentIndex()
        if event.key() == Qt.Key.Key_F4 and index.isValid():
            beside = bool(event.modifiers() & Qt.KeyboardModifier.ShiftModifier)
            (self.rows if beside else self.columns).wanted.emit(index.row() if beside else index.column())
        elif event.key() == Qt.Key.Key_Space:
            self._tick([(index.row(), index.column()) for index in self.selectedIndexes()])
        else:
            super().keyPressEvent(event)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        super().mousePressEvent(event)
        index = self.indexAt(event.position().toPoint())
        if not index.isValid() or event.button() != Qt.MouseButton.LeftButton:
            return
        cell: Cell = index.data(CELL)
        em = QFontMetrics(self.font()).height()
        if cell.ticked is not None and event.position().x() < self.visualRect(index).left() + em * 1.3:
            self._tick([(index.row(), index.column())])

    def _tick(self, places: list[tuple[int, int]]) -> None:
        """All of them ticked, unless all are: what would be written counts as ticked."""
        cells = {at: self.model().index(*at).data(CELL) for at in places}
        takable = [at for at, cell in cells.items() if cell.standing in {"open", "set", "over", "clear"}]
        if takable:
            self.tick_wanted.emit(takable, any(cells[at].standing == "open" for at in takable))
