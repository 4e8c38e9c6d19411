"""How the lines of the ratio panel are painted; none of them is a widget."""

from __future__ import annotations

from typing import Any

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, QRect, QRectF, QSize, Qt
from PySide6.QtGui import QFont, QFontMetrics, QPainter, QPen
from PySide6.QtWidgets import QStyle, QStyledItemDelegate, QTreeView

from ui import icons
from ui.ratio_model import NODE, Node
from ui.theme import LARGE, SMALL, colours, scaled

Index = QModelIndex | QPersistentModelIndex


class RatioDelegate(QStyledItemDelegate):
    """Paints the three sorts of lines; nothing here is a widget."""

    def sizeHint(self, option: Any, index: Index) -> QSize:
        height = QFontMetrics(option.font).height()
        factor = (1.75, 2.55, 1.7)[index.data(NODE).level]
        return QSize(height * 10, round(height * factor))

    def paint(self, painter: QPainter, option: Any, index: Index) -> None:
        node: Node = index.data(NODE)
        c = colours(option.palette)
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        rect = QRect(option.rect)
        em = QFontMetrics(option.font).height()
        if node.ratio is None:
            painter.setFont(scaled(option.font, SMALL, QFont.Weight.DemiBold))
            painter.setPen(c.muted)
            area = rect.adjusted(em * 3 // 4, em // 4, -em // 2, -em // 8)
            painter.drawText(area, Qt.AlignmentFlag.AlignBottom, node.label)
            painter.restore()
            return
        self._ground(painter, option, rect, em)
        self._line(painter, option, node, rect, em)
        painter.restore()

    def _ground(self, painter: QPainter, option: Any, rect: QRect, em: int) -> None:
        c = colours(option.palette)
        selected = bool(option.state & QStyle.StateFlag.State_Selected)
        if not selected and not option.state & QStyle.StateFlag.State_MouseOver:
            return
        box = QRectF(rect).adjusted(em * 0.25 + 0.5, 1.5, -em * 0.25 - 0.5, -1.5)
        focus = selected and bool(option.state & QStyle.StateFlag.State_HasFocus)
        painter.setPen(QPen(c.accent, 1) if focus else Qt.PenStyle.NoPen)
        painter.setBrush(c.selection if selected else c.heading)
        painter.drawRoundedRect(box, 4, 4)

    def _line(self, painter: QPainter, option: Any, node: Node, rect: QRect, em: int) -> None:
        c = colours(option.palette)
        selected = bool(option.state & QStyle.StateFlag.State_Selected)
        main = node.level == 1
        text = c.selected_text if selected else c.text
        left = rect.left() + round(em * (1.45 if main else 2.1))
        right = rect.right() - round(em * 0.75)
        top, bottom = rect, QRect()
        if main:
            middle = rect.top() + round(rect.height() * 0.55)
            top = QRect(rect.left(), rect.top() + em // 5, rect.width(), middle - rect.top() - em // 5)
            bottom = QRect(rect.left(), middle, rect.width(), rect.bottom() - middle - em // 5)
        small = scaled(option.font, SMALL)
        if main and self._is_narrow(option, node, right - left, em):
            top, bottom = bottom, top  # name above, value beside the basis
        # the value, at the right
        large = scaled(option.font, LARGE, QFont.Weight.DemiBold)
        painter.setFont(large if main and node.value else option.font)
        value = node.value or ("不适用" if node.reason else "—")
        painter.setPen(text if node.value else c.muted)
        if node.value.startswith("−"):
            painter.setPen(c.negative)
        width = painter.fontMetrics().horizontalAdvance(value)
        flags = Qt.AlignmentFlag.AlignVCenter
        painter.drawText(QRect(right - width, top.top(), width, top.height()), flags, value)
        room = right - width - em // 2
        if node.old:
            room = self._old(painter, option, node, room, top, em)
        # fold mark
        if main and node.children:
            tree = option.widget
            opened = isinstance(tree, QTreeView) and tree.isExpanded(option.index)
            size = round(em * 0.8)
            above = min(top, bottom, key=lambda part: part.top()) if bottom.height() else top
            spot = QRect(rect.left() + round(em * 0.45), above.center().y() - size // 2 + 1, size, size)
            icons.paint(painter, spot, "down" if opened else "right", c.muted)
        narrow = main and top.top() > bottom.top()
        upper, lower = (bottom, top) if narrow else (top, bottom)
        elide = Qt.TextElideMode.ElideRight
        end = right if narrow else room
        painter.setFont(option.font)
        painter.setPen(text)
        name = node.label if main else node.basis or node.label
        name = painter.fontMetrics().elidedText(name, elide, end - left)
        painter.drawText(QRect(left, upper.top(), end - left, upper.height()), flags, name)
        if main:
            end = room if narrow else right
            painter.setFont(small)
            painter.setPen(c.muted)
            under = painter.fontMetrics().elidedText(node.reason or node.basis, elide, end - left)
            painter.drawText(QRect(left, lower.top(), end - left, lower.height()), flags, under)

    def _is_narrow(self, option: Any, node: Node, width: int, em: int) -> bool:
        """Whether a large value would leave no room for its name."""
        value = node.value or "不适用"
        taken = QFontMetrics(scaled(option.font, LARGE, QFont.Weight.DemiBold)).horizontalAdvance(value)
        wanted = min(QFontMetrics(option.font).horizontalAdvance(node.label), em * 6)
        return width - taken - em // 2 < wanted

    def _old(self, painter: QPainter, option: Any, node: Node, room: int, top: QRect, em: int) -> int:
        """The value of a moment ago, and an arrow to the new one; gives the room left of it."""
        c = colours(option.palette)
        painter.setFont(scaled(option.font, SMALL))
        text = f"{node.old} →"
        width = painter.fontMetrics().horizontalAdvance(text)
        box = QRectF(room - width - em * 0.5, top.center().y() - em * 0.6, width + em * 0.5, em * 1.25)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(c.changed)
        painter.drawRoundedRect(box, 4, 4)
        painter.setPen(c.muted if not c.dark else c.text)
        painter.drawText(box, Qt.AlignmentFlag.AlignCenter, text)
        return round(box.left()) - em // 4
