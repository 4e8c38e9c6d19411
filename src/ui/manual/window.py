"""The manual beside the work: contents, search, the page; where one came from, and how large it is."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QEvent, QSize, Qt, QTimer
from PySide6.QtGui import QCloseEvent, QFontMetrics, QKeySequence, QShortcut
from PySide6.QtWidgets import (
    QApplication,
    QDialog,
    QHBoxLayout,
    QLineEdit,
    QToolButton,
    QVBoxLayout,
    QWidget,
)

from app.calculation.model import Model
from app.manual.pages import INDEX, Manual, manual_for
from ui.icons import icon
from ui.manual.browser import Browser
from ui.manual.contents import Contents
from ui.memory import Memory
from ui.panes import Panes
from ui.session import ZOOM_MAX, ZOOM_MIN, ZOOM_STEP
from ui.theme import scaled

_PAUSE_MS = 200
_CONTENTS, _CONTENTS_MOST = 14.0, 0.3  # lines of text at 100 %; share of the window
_PAGE_LEAST = 14  # lines of text
_KIND = Qt.WindowType.Window


class ManualWindow(QWidget):
    """Not modal. Asked for in a dialog it belongs to that while it is open, or it could not be used."""

    def __init__(self, memory: Memory, model: Model | None) -> None:
        super().__init__(None, _KIND)
        self.setAttribute(Qt.WidgetAttribute.WA_QuitOnClose, on=False)
        self.setWindowTitle("使用手册 — 自评通")
        self._memory, self._model = memory, model
        self.manual: Manual = manual_for(model)
        self._zoom = min(max(float(memory.get("manual_zoom", 1.0)), ZOOM_MIN), ZOOM_MAX)
        self._left = float(
            memory.get("manual_contents", QFontMetrics(QApplication.font()).height() * _CONTENTS)
        )
        self.contents = Contents(self)
        self.browser = Browser(self.manual, self)
        self.search = QLineEdit(self)
        self.search.setPlaceholderText("在手册里查找（Ctrl+F）")
        self.search.setAccessibleName("在手册里查找")
        self.search.setClearButtonEnabled(True)
        self._soon = QTimer(self)
        self._soon.setSingleShot(True)
        self._soon.setInterval(_PAUSE_MS)
        self.home = self._button("使用手册", "回到开头（Alt+Home）", "document", self.go_home)
        self.back = self._button("后退", "后退（Alt+←）", "left", self.browser.backward)
        self.forward = self._button("前进", "前进（Alt+→）", "right", self.browser.forward)
        self._place()
        self._wire()
        self.contents.fill(self.manual)
        self._look()
        if not self.restoreGeometry(memory.bytes("manual_geometry")):
            em = QFontMetrics(QApplication.font()).height()
            room = self.screen().availableSize()
            self.resize(min(em * 66, room.width() * 9 // 10), min(em * 46, room.height() * 9 // 10))

    def _button(self, name: str, tip: str, picture: str, act: Callable[[], object]) -> QToolButton:
        button = QToolButton(self)
        button.setIcon(icon(picture))
        button.setAutoRaise(True)
        button.setToolTip(tip)
        button.setAccessibleName(name)
        button.clicked.connect(lambda _=False: act())
        return button

    def _place(self) -> None:
        head = QHBoxLayout()
        for button in (self.home, self.back, self.forward):
            head.addWidget(button)
        head.addStretch(1)
        head.addWidget(self.search, 2)
        self._head = head
        self.across = Panes(Qt.Orientation.Horizontal, "manual_across")
        self.across.addWidget(self.contents)
        self.across.addWidget(self.browser)
        self.across.setStretchFactor(1, 1)
        self.across.resized.connect(self._give_room)
        self.across.splitterMoved.connect(self._keep_width)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(0)
        layout.addLayout(head)
        layout.addWidget(self.across, 1)

    def _wire(self) -> None:
        browser, contents = self.browser, self.contents
        contents.wanted.connect(self._go_along)
        contents.read.connect(browser.setFocus)
        browser.sourceChanged.connect(lambda _: contents.mark(browser.page, browser.anchor))
        browser.backwardAvailable.connect(self.back.setEnabled)
        browser.forwardAvailable.connect(self.forward.setEnabled)
        browser.zoom_requested.connect(self.zoom_by)
        self.back.setEnabled(False)
        self.forward.setEnabled(False)
        self.search.textEdited.connect(lambda _: self._soon.start())
        self.search.returnPressed.connect(self._read_found)
        self._soon.timeout.connect(self.look_for)
        keys: dict[str, Callable[[], object]] = {
            "Ctrl+F": self._begin_search,
            "Ctrl+=": lambda: self.zoom_by(1),
            "Ctrl++": lambda: self.zoom_by(1),
            "Ctrl+-": lambda: self.zoom_by(-1),
            "Ctrl+0": lambda: self.set_zoom(1.0),
            "Alt+Left": browser.backward,
            "Alt+Right": browser.forward,
            "Alt+Home": self.go_home,
            "F1": lambda: self.go("window#manual"),
            "F6": self._other_pane,
            "Ctrl+W": self.close,
            "Esc": self._leave,
        }
        for key, act in keys.items():
            QShortcut(QKeySequence(key), self, act)

    # ---------------------------------------------------------------- where to

    def use(self, model: Model | None) -> None:
        """The manual for the edition of another document, where that is another one."""
        if model is self._model or model is None:
            return
        self._model = model
        self.manual = self.browser.manual = manual_for(model)
        self.contents.fill(self.manual)
        if self.browser.source().isValid():
            self.browser.reload()

    def go(self, target: str) -> None:
        """A page or one of its sections."""
        self.browser.words = []
        self.browser.go(target)

    def go_home(self) -> None:
        """The first page."""
        self.go(INDEX)

    def _go_along(self, target: str) -> None:
        self.browser.go(target)

    def attend(self, owner: QDialog | None) -> None:
        """Come into sight; a dialog that is open lets only windows of its own be used."""
        if owner is not self.parentWidget():
            self._belong(owner)
            if owner is not None:
                owner.finished.connect(lambda _=0: self._outlive(owner))
        if self.isMinimized():
            self.showNormal()
        self.show()
        self.raise_()
        self.activateWindow()
        self.browser.setFocus()

    def _belong(self, owner: QDialog | None) -> None:
        place = self.geometry()
        self.setParent(owner, _KIND)
        self.setAttribute(Qt.WidgetAttribute.WA_QuitOnClose, on=False)
        self.setGeometry(place)

    def _outlive(self, owner: QDialog) -> None:
        if self.parentWidget() is owner:
            seen = self.isVisible()
            self._belong(None)
            if seen:
                self.setAttribute(Qt.WidgetAttribute.WA_ShowWithoutActivating)
                self.show()
                self.setAttribute(Qt.WidgetAttribute.WA_ShowWithoutActivating, on=False)

    # ---------------------------------------------------------------- looking for words

    def _begin_search(self) -> None:
        self.search.setFocus(Qt.FocusReason.ShortcutFocusReason)
        self.search.selectAll()

    def look_for(self) -> None:
        """What is found of the words in the line; without any, back to where one was."""
        self._soon.stop()
        text = self.search.text().strip()
        self.browser.words = text.split()
        if text:
            self.browser.search(text)

    def _read_found(self) -> None:
        self.look_for()
        self.browser.setFocus()
        if self.search.text().strip():
            self.browser.focusNextPrevChild(True)  # the first thing found: Enter opens it

    def _other_pane(self) -> None:
        (self.contents if self.browser.hasFocus() else self.browser).setFocus()

    def _leave(self) -> None:
        """Esc: first the words that were looked for, then the window."""
        if self.search.text():
            self.search.clear()
            self.browser.words = []
            self.browser.apply_marks()
            self.browser.setFocus()
        else:
            self.close()

    # ---------------------------------------------------------------- looks and memory

    def zoom_by(self, steps: int) -> None:
        """Larger or smaller by tenths."""
        self.set_zoom(self._zoom + steps * ZOOM_STEP)

    def set_zoom(self, zoom: float) -> None:
        """100 % to 200 %."""
        zoom = round(min(max(zoom, ZOOM_MIN), ZOOM_MAX), 2)
        if zoom != self._zoom:
            self._zoom = zoom
            self._memory.put("manual_zoom", zoom)
            self._look()

    def _look(self) -> None:
        font = scaled(QApplication.font(), self._zoom)
        em = QFontMetrics(font).height()
        for widget in (self.search, self.home, self.back, self.forward):
            widget.setFont(scaled(QApplication.font(), 1 + (self._zoom - 1) * 0.5))
        for button in (self.home, self.back, self.forward):
            button.setIconSize(QSize(em, em))
        self.browser.setMinimumWidth(QFontMetrics(QApplication.font()).height() * _PAGE_LEAST)
        self._head.setContentsMargins(em // 2, em // 3, em // 2, em // 3)
        self._head.setSpacing(em // 4)
        self._give_room()
        self.contents.apply_look(font)
        self.browser.apply_look(font, self._zoom)

    def _give_room(self) -> None:
        """The contents grow with their text, as far as the page keeps most of the window."""
        whole = sum(self.across.sizes())
        left = round(min(self._left * self._zoom, whole * _CONTENTS_MOST))
        if whole:
            self.across.setSizes([left, whole - left])

    def _keep_width(self, *_: int) -> None:
        self._left = self.across.sizes()[0] / self._zoom

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() == QEvent.Type.PaletteChange and hasattr(self, "across"):
            QTimer.singleShot(0, self._look)

    def remember(self) -> None:
        """Size and place, for the next time."""
        self._memory.put_bytes("manual_geometry", self.saveGeometry())
        self._memory.put("manual_contents", self._left)

    def closeEvent(self, event: QCloseEvent) -> None:
        self.remember()
        super().closeEvent(event)
