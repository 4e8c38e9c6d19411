"""A small flat switch: filled while it is on, with a clear focus ring."""

from __future__ import annotations

from typing import Any

from PySide6.QtCore import QRect, QRectF, QSize, Qt
from PySide6.QtGui import QFontMetrics, QPainter, QPen
from PySide6.QtWidgets import QAbstractButton, QWidget

from ui.icons import paint
from ui.theme import colours

_MNEMONIC = Qt.TextFlag.TextShowMnemonic


class Chip(QAbstractButton):
    """Text with an optional icon in a colour of the theme; a mnemonic in the text is underlined."""

    def __init__(self, text: str, mark: str = "", role: str = "text", parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._mark, self._role = mark, role
        self.setText(text)
        self.setCheckable(True)
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.setCursor(Qt.CursorShape.ArrowCursor)
        self.setAttribute(Qt.WidgetAttribute.WA_Hover)

    def sizeHint(self) -> QSize:
        metrics = QFontMetrics(self.font())
        em = metrics.height()
        icon = round(em * 1.15) if self._mark else 0
        wide = metrics.size(_MNEMONIC, self.text()).width()
        return QSize(wide + icon + round(em * 1.0), round(em * 1.55))

    def minimumSizeHint(self) -> QSize:
        return self.sizeHint()

    def paintEvent(self, event: Any) -> None:
        c = colours(self.palette())
        em = QFontMetrics(self.font()).height()
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        box = QRectF(self.rect()).adjusted(0.5, 0.5, -0.5, -0.5)
        on, hover = self.isChecked(), self.underMouse() and self.isEnabled()
        painter.setBrush(c.heading if on or hover else Qt.BrushStyle.NoBrush)
        edge = c.accent if self.hasFocus() else c.line if on or hover else c.grid
        painter.setPen(QPen(edge, 1))
        painter.drawRoundedRect(box, box.height() / 4, box.height() / 4)
        left = em // 2
        if self._mark:
            spot = QRect(left, (self.height() - em) // 2, em, em)
            paint(painter, spot, self._mark, getattr(c, self._role) if on else c.muted)
            left += round(em * 1.15)
        painter.setPen(c.text if on and self.isEnabled() else c.muted)
        flags = Qt.AlignmentFlag.AlignVCenter | _MNEMONIC
        painter.drawText(self.rect().adjusted(left, 0, 0, 0), flags, self.text())
