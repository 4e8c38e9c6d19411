"""Left: every sheet of the workbook, the table it was found to be, and what becomes of it."""

from __future__ import annotations

from collections import Counter
from typing import Any

from PySide6.QtCore import QRect, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QFont, QFontMetrics, QKeyEvent, QMouseEvent, QPainter, QPen, QResizeEvent
from PySide6.QtWidgets import QListWidget, QListWidgetItem, QStyledItemDelegate, QWidget

from app.exchange.finding.block import Block
from ui.icons import paint
from ui.importing.preview import Preview
from ui.importing.view import paint_box
from ui.theme import SMALL, colours, quiet_bars, scaled, standing

TEXTS = Qt.ItemDataRole.UserRole
MARK, TICK = TEXTS + 1, TEXTS + 2
_BESIDE = 3.9  # em at the left and right of the texts: for the check box and for a sign
_GAP = "　"


class LineDelegate(QStyledItemDelegate):
    """Check box and name of the sheet; under it the table; under that what is written."""

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


class TableList(QListWidget):
    """One line per table found, and one per sheet in which none was."""

    used_changed = Signal(object, bool)  # Block, whether it is imported

    def __init__(self, preview: Preview, parent: QWidget) -> None:
        super().__init__(parent)
        self._preview = preview
        self.shown: list[tuple[int, Block | None]] = []
        self.setAccessibleName("工作表")
        self.setItemDelegate(LineDelegate(self))
        self.setFrameShape(QListWidget.Shape.NoFrame)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setMouseTracking(True)
        quiet_bars(self)

    def refill(self) -> None:
        """Another plan; the line stays where it is, as far as it is there. At first, a sheet with a table."""
        before, self.shown = self.shown, self._found()
        first = next((n for n, (_, block) in enumerate(self.shown) if block is not None), 0)
        at = min(self.currentRow(), len(self.shown) - 1) if before else first
        self.blockSignals(True)
        while self.count() > len(self.shown):
            self.takeItem(self.count() - 1)
        for row in range(len(self.shown)):
            item = self.item(row) or QListWidgetItem()
            self._tell(row, item)  # before it is there: a line without texts has no height
            if row == self.count():
                self.addItem(item)
        self.setCurrentRow(at)
        self.blockSignals(False)
        self.doItemsLayout()

    def line_of(self, sheet: int, block: Block | None) -> int:
        """The line of a table, else the first of its sheet."""
        exact = (n for n, line in enumerate(self.shown) if line[1] is block and line[0] == sheet)
        return next(exact, next((n for n, line in enumerate(self.shown) if line[0] == sheet), -1))

    def current(self) -> tuple[int, Block | None] | None:
        """The sheet and table the cursor is on."""
        row = self.currentRow()
        return self.shown[row] if 0 <= row < len(self.shown) else None

    def _found(self) -> list[tuple[int, Block | None]]:
        lines: list[tuple[int, Block | None]] = []
        for sheet in range(len(self._preview.grids)):
            lines += [(sheet, block) for block in self._preview.blocks(sheet)] or [(sheet, None)]
        return lines

    def _tell(self, row: int, item: QListWidgetItem) -> None:
        sheet, block = self.shown[row]
        grid = self._preview.grid(sheet)
        name = grid.name + ("（隐藏）" if grid.hidden else "")
        if block is None:
            texts, mark, tick = [name, "没有认出是哪张表" if grid.rows else "空的工作表"], "", None
        else:
            used = self._preview.choices(block).used
            counts = self._preview.counts(block) if used else Counter()
            label = self._preview.proposal.aim.model.edition.table[block.table].label
            asked = any(self._preview.column_of(block, c).standing == "open" for c in block.asked)
            mark = (
                "error"
                if counts["refused"]
                else "warning"
                if counts["asked"] + counts["differs"] or asked
                else ""
            )
            parts = counted(counts, asked) if used else ["不导入"]
            texts, tick = [name, f"→ {label}", *self._packed(parts)], used
        item.setData(TEXTS, texts)
        item.setData(MARK, mark)
        item.setData(TICK, tick)
        item.setToolTip("\n".join(texts))
        item.setData(Qt.ItemDataRole.AccessibleTextRole, "，".join(texts))

    def _packed(self, parts: list[str]) -> list[str]:
        """In one line, in two where they are longer than the list is wide."""
        em, measure = QFontMetrics(self.font()).height(), QFontMetrics(scaled(self.font(), SMALL))
        room = self.viewport().width() - round(em * _BESIDE)
        first = 1
        while first < len(parts) and measure.horizontalAdvance(_GAP.join(parts[: first + 1])) <= room:
            first += 1
        return [_GAP.join(line) for line in (parts[:first], parts[first:]) if line]

    def resizeEvent(self, event: QResizeEvent) -> None:
        """What stood in one line may need two now."""
        super().resizeEvent(event)
        for row in range(self.count()):
            self._tell(row, self.item(row))
        self.scheduleDelayedItemsLayout()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Space:
            self._toggle(self.currentRow())
        else:
            super().keyPressEvent(event)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        super().mousePressEvent(event)
        index = self.indexAt(event.position().toPoint())
        em = QFontMetrics(self.font()).height()
        if index.isValid() and event.position().x() < em * 1.9:
            self._toggle(index.row())

    def _toggle(self, row: int) -> None:
        block = self.shown[row][1] if 0 <= row < len(self.shown) else None
        if block is not None:
            self.used_changed.emit(block, not self._preview.choices(block).used)


def counted(counts: Counter[str], asked: bool) -> list[str]:
    """What becomes of the cells of one table, each in a few words."""
    written = counts["set"] + counts["clear"]
    parts = [f"写入 {written:,}"]
    parts += [f"不能写入 {counts['refused']:,}"] if counts["refused"] else []
    parts += [f"没有选 {counts['asked'] + counts['left']:,}"] if counts["asked"] + counts["left"] else []
    parts += [f"不一致 {counts['differs']:,}"] if counts["differs"] else []
    parts += ["有栏目待选"] if asked else []
    if not written and (same := counts["same"] + counts["nothing"]):
        parts.append(f"不变 {same:,}")
    return parts
