"""批注列表: every note of the year, with jump and mark, in the place of the problems while it is wanted."""

from __future__ import annotations

from typing import Any

from PySide6.QtCore import QEvent, QModelIndex, QPersistentModelIndex, QSize, Qt, Signal
from PySide6.QtGui import QFontMetrics, QKeyEvent, QMouseEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import (
    QApplication,
    QHBoxLayout,
    QLabel,
    QSizePolicy,
    QStyledItemDelegate,
    QToolButton,
    QTreeView,
    QVBoxLayout,
    QWidget,
)

from app.calculation.notes import Note
from app.document import Effect
from app.domain.report import NOTE as NOTES
from ui.chip import Chip
from ui.icons import icon
from ui.note_model import NoteModel
from ui.session import Session
from ui.theme import colours, framed, own_viewport, quiet_bars, scaled

_PLACE_WIDTH = 19  # lines of text


class NotePanel(QWidget):
    """The lower middle of the window, in turn with the problems."""

    help_topic = "entry#notes"

    closed = Signal()
    grid_wanted = Signal()  # a double click: go on typing there
    edit_wanted = Signal(object)  # Address of the cell whose note is to be written

    def __init__(self, session: Session, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._session = session
        self.notes = NoteModel(session, self)
        self._title = QLabel("批注", self)
        self.only_open = Chip("只看未处理", parent=self)
        self.only_open.setToolTip("不显示已处理的批注")
        self.only_open.toggled.connect(self._filter)
        self._back = QToolButton(self)
        self._back.setIcon(icon("close"))
        self._back.setAutoRaise(True)
        self._back.setToolTip("收起批注列表，回到校验（Ctrl+Shift+M）")
        self._back.setAccessibleName("收起批注列表")
        self._back.clicked.connect(self.closed)
        self.list = NoteList(self)
        self.list.setModel(self.notes)
        self.list.jumped.connect(self._jump)
        self.list.ticked.connect(self._tick)
        self.list.edited.connect(self._edit)
        head = QWidget(self)
        head.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)
        self._head = QHBoxLayout(head)
        for widget in (self._title, self.only_open):
            self._head.addWidget(widget)
        self._head.addStretch(1)
        self._head.addWidget(self._back)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(0)
        layout.addWidget(head)
        self._body = QHBoxLayout()
        self._body.addWidget(self.list)
        layout.addLayout(self._body, 1)
        self.setFocusProxy(self.list)

    def apply_look(self, zoom: float) -> None:
        """Sizes from the font."""
        font = scaled(QApplication.font(), zoom)
        self.setFont(font)
        em = QFontMetrics(font).height()
        self._title.setFont(scaled(font, 1.0, font.Weight.Bold))
        self._head.setContentsMargins(round(em * 0.75), em // 4, em // 2, em // 8)
        self._head.setSpacing(em // 2)
        self.list.setFont(font)
        self.list.setPalette(framed(QApplication.palette()))
        self.list.setColumnWidth(0, round(em * 2.3))
        self._body.setContentsMargins(round(em * 0.5), 0, 0, 0)  # the boxes under the title
        self.list.setColumnWidth(1, round(em * _PLACE_WIDTH))
        quiet_bars(self.list)

    # ---------------------------------------------------------------- what is shown

    def refill(self) -> None:
        """Read again; the cursor stays on its note, or where it was."""
        here = self.list.currentIndex()
        row, note = max(here.row(), 0), self._current()
        self.notes.refill()
        found = self.notes.row_of(note)
        row = found if found >= 0 else min(row, self.notes.rowCount() - 1)
        if row >= 0:
            self.list.setCurrentIndex(self.notes.index(row, 1))
        count = f"{self.notes.total} 条，{self.notes.open} 条未处理" if self.notes.total else ""
        self._title.setText(f"批注　{count}".rstrip("　"))

    def follow(self, effect: Effect) -> None:
        """What an act changed."""
        if self.isHidden():
            return
        if effect.structure or any(cell.table == NOTES for cell in effect.changed):
            self.refill()
        else:
            self.list.viewport().update()  # rows of lists are called by their names

    def _filter(self, only_open: bool) -> None:
        self.notes.only_open = only_open
        self.refill()

    # ---------------------------------------------------------------- what is done

    def _current(self) -> Note | None:
        return self.notes.note(self.list.currentIndex().row())

    def _jump(self, typing: bool) -> None:
        note = self._current()
        if note is not None:
            self._session.reveal(note.cell)
            if typing:
                self.grid_wanted.emit()

    def _tick(self) -> None:
        note = self._current()
        if note is not None:
            self.notes.mark(self.list.currentIndex().row(), not note.done)

    def _edit(self) -> None:
        note = self._current()
        if note is not None:
            self.edit_wanted.emit(note.cell)


class _Rows(QStyledItemDelegate):
    """Lines as far apart as those of the problems."""

    def sizeHint(self, option: Any, index: QModelIndex | QPersistentModelIndex) -> QSize:
        hint = super().sizeHint(option, index)
        return QSize(hint.width(), round(QFontMetrics(option.font).height() * 1.7))


class NoteList(QTreeView):
    """Enter jumps, Space ticks, F2 writes."""

    jumped = Signal(bool)  # Enter; True for a double click
    ticked = Signal()
    edited = Signal()

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        own_viewport(self, self.palette().ColorRole.Base)
        self.setAccessibleName("批注列表")
        self.setRootIsDecorated(False)
        self.setUniformRowHeights(True)
        self.setHeaderHidden(True)
        self.setItemDelegate(_Rows(self))
        self.setAllColumnsShowFocus(True)
        self.setFrameShape(QTreeView.Shape.NoFrame)
        self.setEditTriggers(QTreeView.EditTrigger.NoEditTriggers)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in {Qt.Key.Key_Return, Qt.Key.Key_Enter}:
            self.jumped.emit(False)
        elif event.key() == Qt.Key.Key_Space:
            self.ticked.emit()
        elif event.key() == Qt.Key.Key_F2 and not event.modifiers():
            self.edited.emit()
        else:
            super().keyPressEvent(event)

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        index = self.indexAt(event.position().toPoint())
        if index.isValid() and index.column():
            self.jumped.emit(True)

    def viewportEvent(self, event: QEvent) -> bool:
        done = super().viewportEvent(event)
        if isinstance(event, QPaintEvent) and not self.model().rowCount():
            painter = QPainter(self.viewport())
            painter.setPen(colours(self.palette()).muted)
            em = QFontMetrics(self.font()).height()
            box = self.viewport().rect().adjusted(em, em // 2, -em, 0)
            painter.drawText(
                box, Qt.TextFlag.TextWordWrap, "没有批注。在表格里按 Shift+F2，给选中的格写来源或说明。"
            )
            painter.end()
        return bool(done)
