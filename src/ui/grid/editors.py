"""Editors that open over a cell: one line, a choice from a list, a text of several lines."""

from __future__ import annotations

from typing import cast

from PySide6.QtCore import QEvent, QModelIndex, QPersistentModelIndex, QRect, QSize, Qt, QTimer, Signal
from PySide6.QtGui import QKeyEvent, QPainter, QPaintEvent, QPen, QTextCursor
from PySide6.QtWidgets import QCompleter, QFrame, QLineEdit, QPlainTextEdit, QWidget

from app.domain.amount import WAN, MoneyUnit
from app.domain.edition import Kind
from ui.grid.look import NUMERIC
from ui.grid.metrics import Metrics
from ui.theme import colours, quiet_bars

_LONGEST = 1_000_000  # QLineEdit's own limit of 32,767 would cut a pasted text without a word
_TEXT_LINES = 10
_TEXT_DIGITS, _LONG_DIGITS = 34, 62  # widths of a short text, and of one that would be very high
_SHORT_LINES = 5


class Editor:
    """What every editor has. `typed`: opened by typing, so arrows commit as in Excel; F2 ends that.

    `waiting`: opened blank for a composition of which nothing has come, so it says nothing of its cell.
    """

    index: QPersistentModelIndex
    loaded = False
    typed = False
    waiting = False
    original = ""
    unit: MoneyUnit = WAN  # its text is read in, also when the unit shown changes meanwhile
    cell = QRect()

    def load(self, text: str) -> None:
        """Start with `text`, or blank when typing has opened the editor."""
        self.loaded, self.original = True, text
        self.put("" if self.typed else text)
        self.waiting = self.typed

    def look_at_text(self) -> None:
        """The text has changed, or only what is being composed in it."""
        self.waiting = self.waiting and not self.entered()

    def put(self, text: str) -> None:
        """Show `text`, cursor at its end."""
        raise NotImplementedError

    def entered(self) -> str:
        """What stands in the editor."""
        raise NotImplementedError

    def place(self, rect: QRect) -> None:
        """Lie over the cell, as large as the text asks for."""
        self.cell = QRect(rect)
        self.fit()

    def fit(self) -> None:
        """Grow or shrink with the text."""
        raise NotImplementedError

    def mark_refused(self, refused: bool) -> None:
        """A frame that says whether the text stands refused."""
        raise NotImplementedError

    def open_list(self) -> None:
        """Show the choices, where there are any."""


class LineEditor(QLineEdit, Editor):
    """Grows sideways while the text is longer than the cell."""

    finished = Signal()  # taken from a list

    def __init__(self, kind: Kind, metrics: Metrics, right: bool, parent: QWidget) -> None:
        super().__init__(parent)
        self.kind = kind
        self._metrics = metrics
        self._refused = False
        self.setMaxLength(_LONGEST)
        self.setFrame(False)
        self.setFont(metrics.font)
        self.setTextMargins(max(metrics.pad - 2, 0), 0, max(metrics.pad - 2, 0), 0)
        if right:
            self.setAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
        self.textChanged.connect(lambda _text: self.fit())

    def put(self, text: str) -> None:
        self.setText(text)
        self.end(False)

    def entered(self) -> str:
        return self.text()

    def fit(self) -> None:
        room = cast(QWidget, self.parentWidget()).rect()
        needed = self._metrics.text.horizontalAdvance(self.text()[:2000]) + 4 * self._metrics.pad
        width = min(max(self.cell.width(), needed), max(room.width(), self.cell.width()))
        left = max(min(self.cell.left(), room.right() + 1 - width), min(self.cell.left(), 0))
        self.setGeometry(QRect(left, self.cell.top(), width, self.cell.height()))

    def mark_refused(self, refused: bool) -> None:
        self._refused = refused
        self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        super().paintEvent(event)
        c = colours(self.palette())
        painter = QPainter(self)
        painter.setPen(QPen(c.error if self._refused else c.accent, 2))
        painter.drawRect(self.rect().adjusted(1, 1, -1, -1))
        painter.end()


class ChoiceEditor(LineEditor):
    """Takes typing and offers the list; part of a choice is enough when it is the only one."""

    def __init__(self, kind: Kind, metrics: Metrics, parent: QWidget) -> None:
        super().__init__(kind, metrics, False, parent)
        completer = QCompleter(list(kind.choices), self)
        completer.setFilterMode(Qt.MatchFlag.MatchContains)
        completer.setMaxVisibleItems(12)
        completer.popup().setFont(metrics.font)
        completer.popup().setAccessibleName("可选项")
        completer.activated.connect(lambda _text: self.finished.emit())
        self.returnPressed.connect(
            self.finished
        )  # Enter while the list is open comes here, not to the delegate
        self.setCompleter(completer)

    def open_list(self) -> None:
        """The whole list, whatever stands in the cell."""
        self.completer().setCompletionPrefix("")
        popup = self.completer().popup()
        popup.setMinimumWidth(popup.sizeHintForColumn(0) + 3 * self.fontMetrics().averageCharWidth())
        self.completer().complete()

    def entered(self) -> str:
        text = self.text().strip()
        if text and text not in self.kind.choices:
            meant = [choice for choice in self.kind.choices if text in choice]
            if len(meant) == 1:
                return meant[0]
        return text

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in {Qt.Key.Key_Down, Qt.Key.Key_Up} and not self.completer().popup().isVisible():
            self.open_list()
            return
        super().keyPressEvent(event)


class TextEditor(QPlainTextEdit, Editor):
    """Several lines; grows over the cells below and beside. `large`: asked for, most of the view."""

    def __init__(self, metrics: Metrics, parent: QWidget) -> None:
        super().__init__(parent)
        self._metrics = metrics
        self._refused = self.large = self._fitting = False
        self.setPlaceholderText("Enter 写入，Alt+Enter 换行，F2 放大")
        self.setFont(metrics.font)
        self.setFrameStyle(QFrame.Shape.Box | QFrame.Shadow.Plain)
        self.setLineWidth(2)
        self.setTabChangesFocus(False)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.document().setDocumentMargin(max(metrics.pad - 2, 2))
        quiet_bars(self)
        self.textChanged.connect(self.fit)
        # a pasted paragraph is laid out only after its text has changed
        self.document().documentLayout().documentSizeChanged.connect(lambda _size: self.fit())

    def put(self, text: str) -> None:
        self.setPlainText(text)
        self.moveCursor(QTextCursor.MoveOperation.End)

    def entered(self) -> str:
        return self.toPlainText()

    def enlarge(self) -> None:
        """As much room as there is, or back to as much as the text asks for."""
        self.large = not self.large
        self.fit()
        self.ensureCursorVisible()

    def fit(self) -> None:
        if self._fitting:  # another width lays the text out anew, which asks again
            return
        self._fitting = True
        room = cast(QWidget, self.parentWidget()).rect()
        lines = self._lines_at(_LONG_DIGITS if self.large else _TEXT_DIGITS)
        if not self.large and lines > _SHORT_LINES:
            lines = self._lines_at(_LONG_DIGITS)
        most = _TEXT_LINES
        spacing, edges = self._metrics.text.lineSpacing(), self._edges()
        if self.large:
            most = max((room.height() - edges) // spacing, 1)
        height = (most if self.large else min(lines, most)) * spacing + edges
        height = min(max(height, self.cell.height()), room.height())
        width = self.width()
        left = max(min(self.cell.left(), room.right() + 1 - width), 0)
        top = max(min(self.cell.top(), room.bottom() + 1 - height), 0)
        policy = Qt.ScrollBarPolicy
        self.setVerticalScrollBarPolicy(
            policy.ScrollBarAsNeeded if lines > most else policy.ScrollBarAlwaysOff
        )
        self.setGeometry(QRect(left, top, width, height))
        if lines <= most:
            self.verticalScrollBar().setValue(0)  # the first line is in sight when all are
        else:
            self.ensureCursorVisible()
        self._fitting = False

    def _edges(self) -> int:
        return round(2 * self.document().documentMargin()) + 2 * self.frameWidth()

    def _lines_at(self, digits: int) -> int:
        """Lines the text takes when the editor is so wide, or as wide as its cell."""
        room = cast(QWidget, self.parentWidget()).rect()
        width = min(max(self.cell.width(), self._metrics.width(digits)), room.width())
        if self.width() != width:
            self.resize(width, max(self.height(), 1))
        return max(round(self.document().size().height()), 1)

    def mark_refused(self, refused: bool) -> None:
        self._refused = refused
        self.update()

    def event(self, event: QEvent) -> bool:
        """The frame in our colours: a style would draw its own."""
        if event.type() != QEvent.Type.Paint:
            return super().event(event)
        c = colours(self.palette())
        painter = QPainter(self)
        painter.setPen(QPen(c.error if self._refused else c.accent, 2))
        painter.drawRect(self.rect().adjusted(1, 1, -1, -1))
        painter.end()
        return True

    def sizeHint(self) -> QSize:
        return QSize(self.width(), self.height())


def make_editor(
    kind: Kind, metrics: Metrics, right: bool, index: QModelIndex | QPersistentModelIndex, parent: QWidget
) -> QWidget:
    """The editor for one kind of cell."""
    editor: LineEditor | TextEditor
    if kind.name == "choice":
        editor = ChoiceEditor(kind, metrics, parent)
    elif kind.multiline:
        editor = TextEditor(metrics, parent)
    else:
        editor = LineEditor(kind, metrics, right and kind.name in NUMERIC, parent)
    editor.index = QPersistentModelIndex(index)
    editor.setAutoFillBackground(True)
    return editor


def open_list_soon(editor: Editor) -> None:
    """After the event that opened the editor is through, or the click would close the list again."""
    QTimer.singleShot(0, editor.open_list)
