"""How problems are listed: wrapped sentences with their 说明, and the keys that work on them."""

from __future__ import annotations

from typing import Any

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, QRect, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QFontMetrics, QKeyEvent, QPainter, QPen
from PySide6.QtWidgets import QLineEdit, QStyledItemDelegate, QTreeView, QWidget

from app.domain.problem import Problem
from ui.icons import paint
from ui.problem_model import EXPLAINED, PROBLEM
from ui.theme import colours, own_viewport, standing

Index = QModelIndex | QPersistentModelIndex
_WRAP = Qt.TextFlag.TextWordWrap


class ProblemDelegate(QStyledItemDelegate):
    """Icon, sentence over as many lines as it needs, 说明 under it; the editor stands over the 说明."""

    def _parts(self, option: Any, index: Index, width: int) -> tuple[int, int, int]:
        """Height of a text line's unit, of the sentence, of the 说明."""
        metrics = QFontMetrics(option.font)
        em = metrics.height()
        room = max(em * 6, width - round(em * 2.6))
        problem: Problem = index.data(PROBLEM)
        sentence = metrics.boundingRect(0, 0, room, 10_000, _WRAP, problem.message).height()
        explained = index.data(EXPLAINED)
        if not explained:
            return em, sentence, 0
        under = metrics.boundingRect(0, 0, room, 10_000, _WRAP, f"说明：{explained}").height()
        return em, sentence, under

    def sizeHint(self, option: Any, index: Index) -> QSize:
        view = option.widget
        width = view.viewport().width() if isinstance(view, QTreeView) else 400
        em, sentence, under = self._parts(option, index, width)
        if isinstance(view, ProblemList) and view.edited == index.row():
            under = round(em * 1.8)  # room for the editor under the sentence
        return QSize(0, sentence + under + round(em * 0.7))

    def paint(self, painter: QPainter, option: Any, index: Index) -> None:
        problem: Problem = index.data(PROBLEM)
        c = colours(option.palette)
        rect = QRect(option.rect)
        em, sentence, under = self._parts(option, index, rect.width())
        stands = standing(option, index)
        selected, hovered, focused = stands.selected, stands.hovered, stands.focused
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        if selected or hovered:
            focus = selected and focused
            painter.setPen(QPen(c.accent, 1) if focus else Qt.PenStyle.NoPen)
            painter.setBrush(c.selection if selected else c.heading)
            painter.drawRoundedRect(QRectF(rect).adjusted(em * 0.25 + 0.5, 0.5, -em * 0.25 - 0.5, -0.5), 4, 4)
        left, top = rect.left() + round(em * 1.95), rect.top() + round(em * 0.35)
        room = rect.width() - round(em * 2.6)
        spot = QRect(rect.left() + round(em * 0.7), top + round(em * 0.02), em, em)
        paint(painter, spot, problem.severity, getattr(c, problem.severity))
        painter.setFont(option.font)
        painter.setPen(c.selected_text if selected else c.text)
        painter.drawText(QRect(left, top, room, sentence), _WRAP, problem.message)
        if under:
            painter.setPen(c.selected_text if selected else c.muted)
            painter.drawText(
                QRect(left, top + sentence, room, under), _WRAP, f"说明：{index.data(EXPLAINED)}"
            )
        painter.restore()

    def createEditor(self, parent: QWidget, option: Any, index: Index) -> QWidget:
        editor = QLineEdit(parent)
        editor.setAccessibleName("说明")
        editor.setPlaceholderText("写明为什么这样，例如：统计口径不同、追加文号")
        return editor

    def updateEditorGeometry(self, editor: QWidget, option: Any, index: Index) -> None:
        em = QFontMetrics(option.font).height()
        height = min(option.rect.height(), round(em * 1.7))
        box = QRect(option.rect.left() + round(em * 1.7), 0, option.rect.width() - round(em * 2.3), height)
        box.moveBottom(option.rect.bottom() - 2)
        editor.setGeometry(box)


class ProblemList(QTreeView):
    """Says something even when there is nothing to list."""

    jumped = Signal(bool)  # Enter; True for a double click
    mended = Signal()

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        own_viewport(self)
        self.empty = ""
        self.edited = -1  # line whose 说明 is being typed

    def paintEvent(self, event: Any) -> None:
        super().paintEvent(event)
        if self.model().rowCount() or not self.empty:
            return
        painter = QPainter(self.viewport())
        painter.setPen(colours(self.palette()).muted)
        em = QFontMetrics(self.font()).height()
        area = self.viewport().rect().adjusted(em, em // 2, -em, -em // 2)
        painter.drawText(area, Qt.AlignmentFlag.AlignTop | Qt.TextFlag.TextWordWrap, self.empty)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        editing = self.state() == QTreeView.State.EditingState
        if event.key() in {Qt.Key.Key_Return, Qt.Key.Key_Enter} and not editing:
            self.jumped.emit(False)
        elif event.key() == Qt.Key.Key_Delete and not editing:
            self.mended.emit()
        else:
            super().keyPressEvent(event)

    def mouseDoubleClickEvent(self, event: Any) -> None:
        if self.indexAt(event.position().toPoint()).isValid():
            self.jumped.emit(True)

    def edit(  # type: ignore[override]
        self, index: Any, trigger: Any = QTreeView.EditTrigger.AllEditTriggers, event: Any = None
    ) -> bool:
        """The line grows, so that the sentence stays readable beside what is typed about it."""
        before, self.edited = self.edited, index.row()
        opened = bool(super().edit(index, trigger, event))
        if not opened:
            self.edited = before
        else:
            self.doItemsLayout()
            self.scrollTo(index)
        return opened

    def closeEditor(self, editor: QWidget, hint: Any) -> None:
        super().closeEditor(editor, hint)
        self.edited = -1
        self.scheduleDelayedItemsLayout()

    def resizeEvent(self, event: Any) -> None:
        super().resizeEvent(event)
        self.scheduleDelayedItemsLayout()  # sentences wrap anew
