"""A list at the left of a preview: lines of several texts, each with a check box and a sign."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from PySide6.QtCore import QRect, QRectF, QSize, Qt
from PySide6.QtGui import QFont, QFontMetrics, QKeyEvent, QMouseEvent, QPainter, QPen
from PySide6.QtWidgets import QListWidget, QListWidgetItem, QStyledItemDelegate, QWidget

from ui.icons import paint
from ui.importing.view import paint_box
from ui.theme import SMALL, colours, quiet_bars, scaled, standing

TEXTS = Qt.ItemDataRole.UserRole
MARK, TICK = TEXTS + 1, TEXTS + 2
GAP = "　"  # between parts of one text


class LineDelegate(QStyledItemDelegate):
    """Check box and name; under it where it goes; under that what is written."""

    def sizeHint(self, option: Any, index: Any) -> QSize:
        em = QFontMetrics(option.font).height()
        lines = len(index.data(TEXTS))
        return QSize(em * 10, round(em * (0.9 + 1.15 * lines)))

    def paint(self, painter: QPainter, option: Any, index: Any) -> None:
        c, rect = colours(option.palette), QRect(option.rect)
        em = QFontMetrics(option.font).height()
        stands = standing(option, index)
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        if stands.selected or stands.hovered:
            painter.setPen(QPen(c.accent, 1) if stands.selected and stands.focused else Qt.PenStyle.NoPen)
            painter.setBrush(c.selection if stands.selected else c.heading)
            painter.drawRoundedRect(QRectF(rect).adjusted(em * 0.25, 1.5, -em * 0.25, -1.5), 4, 4)
        tick, mark = index.data(TICK), index.data(MARK)
        top, left = rect.top() + round(em * 0.42), rect.left() + round(em * 2.0)
        if tick is not None:
            paint_box(painter, QRectF(rect.left() + em * 0.8, top + em * 0.14, em * 0.8, em * 0.8), tick, c)
        right = rect.right() - round(em * 0.7)
        if mark:
            paint(painter, QRectF(right - em * 0.9, top, em * 0.95, em * 0.95), mark, getattr(c, mark))
            right -= round(em * 1.2)
        for number, text in enumerate(index.data(TEXTS)):
            painter.setFont(
                scaled(option.font, 1.0, QFont.Weight.Bold) if not number else scaled(option.font, SMALL)
            )
            quiet = number >= 2 or tick is False or (number == 1 and tick is None)
            plain = c.selected_text if stands.selected else c.muted if quiet else c.text
            painter.setPen(plain)
            line = QRect(left, top + round(em * 1.15 * number), right - left, round(em * 1.2))
            shown = painter.fontMetrics().elidedText(text, Qt.TextElideMode.ElideRight, line.width())
            painter.drawText(line, Qt.AlignmentFlag.AlignVCenter, shown)
        painter.restore()


class LineList(QListWidget):
    """Space or a click on the box takes a line or leaves it; whoever inherits fills the lines and decides."""

    def __init__(self, name: str, parent: QWidget) -> None:
        super().__init__(parent)
        self.setAccessibleName(name)
        self.setItemDelegate(LineDelegate(self))
        self.setFrameShape(QListWidget.Shape.NoFrame)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setMouseTracking(True)
        quiet_bars(self)

    def put_lines(self, count: int, at: int) -> None:
        """So many lines, told anew, with the cursor on one of them."""
        self.blockSignals(True)
        while self.count() > count:
            self.takeItem(self.count() - 1)
        for row in range(count):
            item = self.item(row) or QListWidgetItem()
            self.tell(row, item)  # before it is there: a line without texts has no height
            if row == self.count():
                self.addItem(item)
        self.setCurrentRow(at)
        self.blockSignals(False)
        self.doItemsLayout()

    def tell(self, row: int, item: QListWidgetItem) -> None:
        """Say what a line is; with `say`."""
        raise NotImplementedError

    def toggle(self, row: int) -> None:
        """Take a line that was left, leave one that was taken."""
        raise NotImplementedError

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Space:
            self.toggle(self.currentRow())
        else:
            super().keyPressEvent(event)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        super().mousePressEvent(event)
        index = self.indexAt(event.position().toPoint())
        em = QFontMetrics(self.font()).height()
        if index.isValid() and event.position().x() < em * 1.9:
            self.toggle(index.row())


def say(item: QListWidgetItem, texts: Sequence[str], mark: str, tick: bool | None) -> None:
    """Put texts, sign and check box into a line; no box where `tick` is None."""
    item.setData(TEXTS, list(texts))
    item.setData(MARK, mark)
    item.setData(TICK, tick)
    item.setToolTip("\n".join(texts))
    item.setData(Qt.ItemDataRole.AccessibleTextRole, "，".join(texts))
