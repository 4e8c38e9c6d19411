"""Ctrl+F and Ctrl+H: looks through labels and shown values of the current table, and replaces in them."""

from __future__ import annotations

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtGui import QFontMetrics, QKeyEvent
from PySide6.QtWidgets import (
    QApplication,
    QGridLayout,
    QHBoxLayout,
    QLabel,
    QLineEdit,
    QPushButton,
    QToolButton,
    QWidget,
)

from ui.grid.cells import CellModel
from ui.grid.search import places
from ui.icons import icon
from ui.theme import scaled

_LONG = 500  # rows
_PAUSE_MS = 150


class FindBar(QWidget):
    """`found` carries row and column of the view's model; `replacing` what, by what, and in which places."""

    help_topic = "entry#find"

    found = Signal(int, int)
    replacing = Signal(str, str, list)
    closed = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._model: CellModel | None = None
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
        self._layout = QGridLayout(self)
        self._layout.setColumnStretch(0, 1)
        self._layout.addWidget(self.text, 0, 0)
        self._layout.addWidget(self.count, 0, 1)
        for place, (name, tip, act) in enumerate(
            (
                ("up", "上一处（Shift+Enter）", lambda: self.step(-1)),
                ("down", "下一处（Enter）", lambda: self.step(1)),
                ("close", "收起（Esc）", self.leave),
            )
        ):
            button = QToolButton(self)
            button.setIcon(icon(name))
            button.setAutoRaise(True)
            button.setToolTip(tip)
            button.setAccessibleName(tip)
            button.clicked.connect(act)
            self._layout.addWidget(button, 0, 2 + place)
        self._second = QWidget(self)
        self.by = QLineEdit(self._second)
        self.by.setAccessibleName("替换为")
        self.by.setPlaceholderText("替换为；空着就是去掉。算出来的数不会动")
        self.by.setClearButtonEnabled(True)
        self.one = QPushButton("替换(&R)", self._second)
        self.all = QPushButton("全部替换(&A)", self._second)
        self.one.clicked.connect(self.replace_one)
        self.all.clicked.connect(self.replace_all)
        self._line = QHBoxLayout(self._second)
        self._line.setContentsMargins(0, 0, 0, 0)
        self._line.addWidget(self.by, 1)
        for push in (self.one, self.all):
            push.setAutoDefault(False)
            self._line.addWidget(push)
        self._layout.addWidget(self._second, 1, 0, 1, 5)
        for before, after in ((self.text, self.by), (self.by, self.one), (self.one, self.all)):
            QWidget.setTabOrder(before, after)
        self.apply_look(1.0)
        self.hide()

    def apply_look(self, zoom: float) -> None:
        """Sizes from the font."""
        font = scaled(QApplication.font(), zoom)
        self.setFont(font)
        em = QFontMetrics(font).height()
        self._layout.setContentsMargins(round(em * 0.75), em // 4, em // 2, em // 4)
        self._layout.setSpacing(em // 4)
        self._line.setSpacing(em // 4)

    def start(self, model: CellModel | None, replace: bool = False) -> None:
        """Search in this table, and replace in it when that is wanted."""
        self._model = model
        self._second.setVisible(replace)
        self._allow()
        self.show()
        self.text.setFocus(Qt.FocusReason.ShortcutFocusReason)
        self.text.selectAll()
        self._search()

    def use(self, model: CellModel | None) -> None:
        """Another table is shown."""
        self._model = model
        if self.isVisible():
            self._allow()
            self._search(move=False)

    def read_again(self) -> None:
        """The table has other values, or other rows in sight; the place reached is kept."""
        if self.isVisible():
            at = self._hits[self._at] if self._at >= 0 else None
            self._search(move=False)
            self._at = self._hits.index(at) if at in self._hits else -1
            self._show_count()

    def _allow(self) -> None:
        document = self._model.session.document if self._model is not None else None
        for button in (self.one, self.all):
            button.setEnabled(document is not None and not document.read_only)

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
            hidden = self._model is not None and bool(self._model.hidden)
            self.count.setText("显示的行里没有找到" if hidden else "本表没有找到")
        else:
            self.count.setText(f"{self._at + 1}/{len(self._hits)}")

    # ---------------------------------------------------------------- replacing

    def replace_one(self) -> None:
        """The place that was found, and on to the next."""
        if self._at < 0:
            self.step(1)
            return
        here = self._hits[self._at]
        self.replacing.emit(self.text.text(), self.by.text(), [here])
        self._search(move=False)
        if self._hits:
            self._at = next((at for at, place in enumerate(self._hits) if place > here), 0) - 1
            self.step(1)

    def replace_all(self) -> None:
        """All places, as one act."""
        if self._soon.isActive():
            self._search(move=False)
        if self._hits:
            self.replacing.emit(self.text.text(), self.by.text(), list(self._hits))
            self._search(move=False)
        else:
            self._show_count()

    def leave(self) -> None:
        """Back to the table."""
        self.hide()
        self.closed.emit()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in {Qt.Key.Key_Return, Qt.Key.Key_Enter}:
            back = event.modifiers() & Qt.KeyboardModifier.ShiftModifier
            if self.by.hasFocus() and self.one.isEnabled():
                self.replace_one()
            else:
                self.step(-1 if back else 1)
        elif event.key() == Qt.Key.Key_Escape:
            self.leave()
        else:
            super().keyPressEvent(event)
