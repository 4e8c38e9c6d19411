"""What the workbench is divided into: splitters with a hairline, and panes whose content comes later."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QFontMetrics, QPainter, QResizeEvent
from PySide6.QtWidgets import QApplication, QLabel, QSplitter, QSplitterHandle, QVBoxLayout, QWidget

from ui.theme import colours, fill, scaled


class _Handle(QSplitterHandle):
    """A hairline instead of dots."""

    def paintEvent(self, event: object) -> None:
        painter = QPainter(self)
        c = colours(self.palette())
        fill(painter, self.rect(), c.base)
        middle = self.rect()
        if self.orientation() == Qt.Orientation.Horizontal:
            middle.setX(middle.center().x())
            middle.setWidth(1)
        else:
            middle.setY(middle.center().y())
            middle.setHeight(1)
        fill(painter, middle, c.line if self.underMouse() else c.grid)


class Panes(QSplitter):
    """A splitter that keeps all its panes."""

    resized = Signal()

    def __init__(self, orientation: Qt.Orientation, name: str) -> None:
        super().__init__(orientation)
        self.setObjectName(name)
        self.setChildrenCollapsible(False)
        self.setHandleWidth(5)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self.resized.emit()

    def createHandle(self) -> QSplitterHandle:
        return _Handle(self.orientation(), self)


class Slot(QWidget):
    """A pane with a quiet heading, or without one; its content comes later."""

    def __init__(self, title: str = "", parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.heading = QLabel(title, self)
        self.heading.setVisible(bool(title))
        self._layout = QVBoxLayout(self)
        self._layout.setContentsMargins(0, 0, 0, 0)
        self._layout.setSpacing(0)
        self._layout.addWidget(self.heading)
        self._layout.addStretch(1)

    def fill(self, content: QWidget) -> None:
        """Put the content in place."""
        self._layout.takeAt(1)
        self._layout.addWidget(content, 1)
        self.heading.setBuddy(content)

    def add(self, content: QWidget) -> None:
        """Another content, shown in turn with the first."""
        self._layout.addWidget(content, 1)

    def apply_look(self, zoom: float) -> None:
        """Sizes from the font."""
        font = scaled(QApplication.font(), zoom)
        self.heading.setFont(scaled(font, 1.0, font.Weight.Bold))
        em = QFontMetrics(font).height()
        self.heading.setContentsMargins(round(em * 0.75), em // 2, em // 2, em // 4)
