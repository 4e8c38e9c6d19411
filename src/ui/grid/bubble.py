"""Why a text was not taken, right under it."""

from __future__ import annotations

from typing import cast

from PySide6.QtCore import QPoint, QRect, Qt
from PySide6.QtGui import QFontMetrics, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QWidget

from ui.theme import colours, fill

_FLAGS = int(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter | Qt.TextFlag.TextWordWrap)
_LONGEST = 30  # characters in a line


class Bubble(QWidget):
    """Painted by itself, so that it looks the same under every style and style sheet."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self._text = ""
        self.setAccessibleName("没有写入的原因")
        self.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        self.hide()

    def text(self) -> str:
        """What it says."""
        return self._text

    def tell(self, text: str, under: QWidget | None) -> None:
        """Show `text` under a widget, or above it where there is no room."""
        if under is None:
            return
        self._text = text
        self.setAccessibleDescription(text)
        self.setFont(under.font())
        around = cast(QWidget, self.parentWidget())
        room, measure = around.rect(), QFontMetrics(under.font())
        pad = self._pad()
        widest = min(measure.horizontalAdvance("汉") * _LONGEST, room.width() - 2 * pad - 8)
        box = measure.boundingRect(QRect(0, 0, max(widest, 1), 10_000), _FLAGS, text)
        self.resize(box.width() + 2 * pad + 2, box.height() + 2 * pad)
        below = under.mapTo(around, QPoint(0, under.height() + 3))
        above = below.y() - under.height() - self.height() - 6
        top = below.y() if below.y() + self.height() <= room.bottom() else above
        self.move(max(min(below.x(), room.right() - self.width()), 0), max(top, 0))
        self.show()
        self.raise_()
        self.update()

    def _pad(self) -> int:
        return max(QFontMetrics(self.font()).height() // 2, 4)

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        c = colours(self.palette())
        fill(painter, self.rect(), c.base)
        painter.setPen(QPen(c.error, 1))
        painter.drawRect(self.rect().adjusted(0, 0, -1, -1))
        pad = self._pad()
        painter.drawText(self.rect().adjusted(pad, 0, 2 - pad, 0), _FLAGS, self._text)
        painter.end()
