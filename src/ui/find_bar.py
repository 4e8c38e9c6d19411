"""Ctrl+F: looks through the labels and shown values of the current table."""

from __future__ import annotations

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtGui import QFontMetrics, QKeyEvent
from PySide6.QtWidgets import QApplication, QHBoxLayout, QLabel, QLineEdit, QToolButton, QWidget

from ui.grid.model import TableModel
from ui.grid.search import places
from ui.icons import icon
from ui.theme import scaled

_LONG = 500  # rows
_PAUSE_MS = 150


class FindBar(QWidget):
    """`found` carries row and column of the view's model."""

    found = Signal(int, int)
    closed = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._model: TableModel | None = None
        self._hits: list[tuple[int, int]] = []
        self._at = -1
        self.text = QLineEdit(self)
        self.text.setAccessibleName("查找")
        self.text.setPlaceholderText("在本表中查找项目名称或数字")
        self.text.setClearButtonEnabled(True)
        self.text.textChanged.connect(self._typed)
        self._soon = QTimer(self)
        self._soon.setSingleShot(True)
        self._soon.setInterval(_PAUSE_MS)
        self._soon.timeout.connect(self._search)
        self.count = QLabel(self)
        self._layout = QHBoxLayout(self)
        self._layout.addWidget(self.text, 1)
        self._layout.addWidget(self.count)
        for name, tip, act in (
            ("up", "上一处（Shift+Enter）", lambda: self.step(-1)),
            ("down", "下一处（Enter）", lambda: self.step(1)),
            ("close", "收起（Esc）", self.leave),
        ):
            button = QToolButton(self)
            button.setIcon(icon(name))
            button.setAutoRaise(True)
            button.setToolTip(tip)
            button.setAccessibleName(tip)
            button.clicked.connect(act)
            self._layout.addWidget(button)
        self.apply_look(1.0)
        self.hide()

    def apply_look(self, zoom: float) -> None:
        """Sizes from the font."""
        font = scaled(QApplication.font(), zoom)
        self.setFont(font)
        em = QFontMetrics(font).height()
        self._layout.setContentsMargins(round(em * 0.75), em // 4, em // 2, em // 4)
        self._layout.setSpacing(em // 4)

    def start(self, model: TableModel | None) -> None:
        """Search in this table."""
        self._model = model
        self.show()
        self.text.setFocus(Qt.FocusReason.ShortcutFocusReason)
        self.text.selectAll()
        self._search()

    def use(self, model: TableModel | None) -> None:
        """Another table is shown."""
        self._model = model
        if self.isVisible():
            self._search(move=False)

    def _typed(self) -> None:
        """Look at once in a small table; in a long one when the typing pauses."""
        if self._model is not None and self._model.rowCount() > _LONG:
            self._soon.start()
        else:
            self._search()

    def _search(self, move: bool = True) -> None:
        self._soon.stop()
        self._hits, self._at = places(self._model, self.text.text()) if self._model is not None else [], -1
        if self._hits and move:
            self.step(1)
        else:
            self._show_count()

    def step(self, by: int) -> None:
        """Next or previous place."""
        if self._soon.isActive():
            self._search(move=False)
        if self._hits:
            self._at = (self._at + by) % len(self._hits) if self._at >= 0 or by > 0 else len(self._hits) - 1
            self.found.emit(*self._hits[self._at])
        self._show_count()

    def _show_count(self) -> None:
        if not self.text.text():
            self.count.setText("")
        elif not self._hits:
            self.count.setText("本表没有找到")
        else:
            self.count.setText(f"{self._at + 1}/{len(self._hits)}")

    def leave(self) -> None:
        """Back to the table."""
        self.hide()
        self.closed.emit()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in {Qt.Key.Key_Return, Qt.Key.Key_Enter}:
            back = event.modifiers() & Qt.KeyboardModifier.ShiftModifier
            self.step(-1 if back else 1)
        elif event.key() == Qt.Key.Key_Escape:
            self.leave()
        else:
            super().keyPressEvent(event)
