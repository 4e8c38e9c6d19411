"""What the colours and signs of the cells mean."""

from __future__ import annotations

from typing import Any

from PySide6.QtCore import QRect, QSize, Qt
from PySide6.QtGui import QFontMetrics, QPainter, QPen
from PySide6.QtWidgets import QSizePolicy, QWidget

from ui.importing.headers import match_colour
from ui.importing.preview import Cell
from ui.importing.view import ground, paint_sign
from ui.theme import SMALL, colours, fill, scaled

_SIGNS = (
    (Cell("", False, "set"), "写入空格"),
    (Cell("", False, "over"), "改掉原有的"),
    (Cell("", False, "open", False), "打了钩才写入（空格键）"),
    (Cell("", False, "refused"), "不能写入"),
    (Cell("", False, "differs"), "与软件算出的不同"),
    (Cell("≈", False, "heading"), "名称相近，请核对"),
)


class Legend(QWidget):
    """One line; what does not fit is left out from the end."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Preferred)
        self.setAccessibleName("图例：" + "，".join(text for _, text in _SIGNS))

    def sizeHint(self) -> QSize:
        em = QFontMetrics(self.font()).height()
        return QSize(em * 40, round(em * 1.4))

    def minimumSizeHint(self) -> QSize:
        return QSize(0, self.sizeHint().height())

    def paintEvent(self, event: Any) -> None:
        painter, c = QPainter(self), colours(self.palette())
        em = QFontMetrics(self.font()).height()
        painter.setFont(scaled(self.font(), SMALL))
        left, high = 0, round(em * 1.15)
        top = (self.height() - high) // 2
        for cell, text in _SIGNS:
            wide = painter.fontMetrics().horizontalAdvance(text)
            if left + em * 2 + wide > self.width():
                break
            swatch = QRect(left, top, round(em * 1.5), high)
            fill(painter, swatch, ground(cell, c))
            paint_sign(painter, swatch, cell, em, c)
            painter.setPen(match_colour("near", c))
            painter.drawText(swatch, Qt.AlignmentFlag.AlignCenter, cell.text)
            painter.setPen(QPen(c.grid, 1))
            painter.drawRect(swatch.adjusted(0, 0, -1, -1))
            painter.setPen(c.muted)
            painter.drawText(swatch.right() + em // 3, top, wide + 4, high, 0x0080, text)  # AlignVCenter
            left = swatch.right() + em // 3 + wide + em
