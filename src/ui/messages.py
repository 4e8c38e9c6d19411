"""The message line and the banner: what happened, what it means, what to do. Never a modal box."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QFontMetrics, QPainter, QPen
from PySide6.QtWidgets import (
    QApplication,
    QHBoxLayout,
    QLabel,
    QPushButton,
    QSizePolicy,
    QToolButton,
    QWidget,
)

from ui.icons import icon, paint
from ui.theme import colours, fill, scaled


def full_stop(text: str) -> str:
    """What is said ends like a sentence."""
    return text if not text or text[-1] in "。！？…" else f"{text}。"


class Banner(QWidget):
    """A sentence over the full width, with what can be done about it; hidden when there is nothing to say.

    Its parts are made when there is something to say for the first time.
    """

    def __init__(self, name: str, parent: QWidget | None = None, closable: bool = True) -> None:
        super().__init__(parent)
        self.setAccessibleName(name)
        self.kind = "info"
        self._closable = closable
        self._zoom = 1.0
        self._made = False
        self.hide()

    def _make(self) -> None:
        self._made = True
        self._text = QLabel(self)
        self._text.setWordWrap(True)
        self._text.setTextFormat(Qt.TextFormat.PlainText)
        self._text.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        self._text.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Preferred)
        self._actions = QHBoxLayout()
        self._close = QToolButton(self)
        self._close.setIcon(icon("close"))
        self._close.setAutoRaise(True)
        self._close.setToolTip("收起（Esc）")
        self._close.setAccessibleName("收起这条消息")
        self._close.clicked.connect(self.clear)
        self._close.setVisible(self._closable)
        self._layout = QHBoxLayout(self)
        self._layout.addWidget(self._text, 1)
        self._layout.addLayout(self._actions)
        self._layout.addWidget(self._close, 0, Qt.AlignmentFlag.AlignTop)
        self.apply_look(self._zoom)

    def apply_look(self, zoom: float) -> None:
        """Sizes from the font."""
        self._zoom = zoom
        if not self._made:
            return
        font = scaled(QApplication.font(), zoom)
        self.setFont(font)
        em = QFontMetrics(font).height()
        self._layout.setContentsMargins(round(em * 2.1), em // 3, em // 2, em // 3)
        self._layout.setSpacing(em // 2)

    @property
    def text(self) -> str:
        """What is being said; empty when nothing."""
        return "" if self.isHidden() else self._text.text()

    def say(self, kind: str, text: str, *actions: tuple[str, Callable[[], object]]) -> None:
        """`kind` is info, warning or error; each action becomes a button."""
        if not self._made:
            self._make()
        self.kind = kind
        self._text.setText(full_stop(text))
        while self._actions.count():
            button = self._actions.takeAt(0).widget()
            if button is not None:
                button.hide()
                button.deleteLater()
        for label, act in actions:
            button = QPushButton(label, self)
            button.setAutoDefault(False)
            button.clicked.connect(lambda _=False, act=act: act())
            self._actions.addWidget(button)
        self.setVisible(bool(text))
        self.update()

    def clear(self) -> None:
        """Say nothing."""
        self.hide()

    def paintEvent(self, event: Any) -> None:
        c = colours(self.palette())
        colour = getattr(c, self.kind)
        em = QFontMetrics(self.font()).height()
        painter = QPainter(self)
        fill(painter, self.rect(), c.base)
        ground = type(colour)(colour)
        ground.setAlphaF(0.09 if not c.dark else 0.16)
        fill(painter, self.rect(), ground)
        painter.setPen(QPen(c.grid, 1))
        painter.drawLine(0, 0, self.width(), 0)
        painter.drawLine(0, self.height() - 1, self.width(), self.height() - 1)
        top = (self.height() - em) / 2 if self.height() < em * 3 else em * 0.5
        paint(painter, QRectF(em * 0.75, top, em, em), self.kind, colour)


class ElidedLabel(QWidget):
    """One line that gives way to its neighbours and shows all of itself as a tool tip."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._text = ""
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)

    def text(self) -> str:
        """What it says."""
        return self._text

    def setText(self, text: str) -> None:
        """Say something else."""
        if text != self._text:
            self._text = text
            self.setToolTip(text)
            self.setAccessibleName(text)
            self.updateGeometry()
            self.update()

    def sizeHint(self) -> QSize:
        # two pixels more: eliding works with fractions that the advance leaves out
        return QSize(self.fontMetrics().horizontalAdvance(self._text) + 2, self.fontMetrics().height() + 4)

    def minimumSizeHint(self) -> QSize:
        return QSize(0, self.fontMetrics().height() + 4)

    def paintEvent(self, event: Any) -> None:
        painter = QPainter(self)
        painter.setPen(self.palette().color(self.foregroundRole()))
        text = self.fontMetrics().elidedText(self._text, Qt.TextElideMode.ElideRight, self.width())
        painter.drawText(self.rect(), Qt.AlignmentFlag.AlignVCenter, text)
