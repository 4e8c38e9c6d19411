"""The projects with the state of their forms: a list that is searched and walked through by keyboard."""

from __future__ import annotations

from typing import Any

from PySide6.QtCore import (
    QAbstractListModel,
    QEvent,
    QModelIndex,
    QPersistentModelIndex,
    QRect,
    QSize,
    Qt,
    Signal,
)
from PySide6.QtGui import QFontMetrics, QKeyEvent, QPainter, QPen
from PySide6.QtWidgets import QApplication, QLineEdit, QListView, QStyledItemDelegate, QVBoxLayout, QWidget

from app.calculation.entry import show_kind
from app.calculation.scoring.project import COMPLETE, NO_FORM, OPEN
from app.document import Document
from app.domain.address import Address
from app.domain.frozen import frozen
from ui import icons
from ui.theme import SMALL, colours, fill, own_viewport, quiet_bars, scaled, standing

Index = QModelIndex | QPersistentModelIndex
ENTRY = Qt.ItemDataRole.UserRole
_SIGNS = {COMPLETE: ("ok", "ok"), OPEN: ("warning", "warning"), NO_FORM: ("document", "muted")}


@frozen
class ProjectEntry:
    """One project: its place in the list from 1, name, state of its form, score and grade."""

    row: int
    number: int
    name: str
    state: str
    score: str
    grade: str

    @property
    def told(self) -> str:
        """All of it in words."""
        parts = (f"{self.number}　{self.name or '（未命名）'}", self.state, self.score, self.grade)
        return "　".join(part for part in parts if part)


def entry_of(document: Document, row: int, number: int) -> ProjectEntry:
    """What a project looks like in the list."""
    tables = document.model.edition.forms.tables
    table = document.model.edition.table[tables.project]

    def seen(column: str) -> str:
        known = table.column.get(column)
        value = document.value(Address(table.key, row, column)) if known is not None else None
        return show_kind(known.kind, value) if known is not None and value is not None else ""

    state = seen("form_state") or NO_FORM
    return ProjectEntry(row, number, seen(table.name_column), state, seen("score"), seen("grade"))


class ProjectModel(QAbstractListModel):
    """All projects, or those whose name holds what is looked for; entries are made when they are seen."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self._document: Document | None = None
        self._all: list[int] = []
        self._shown: list[int] = []
        self._wanted = ""

    def read(self, document: Document) -> None:
        """The projects of the year in their order."""
        self._document = document
        records = document.report.rows(document.model.edition.forms.tables.project)
        self._all = [int(record.row) for record in records]
        self.search(self._wanted)

    def search(self, text: str) -> None:
        """Only projects whose name or number holds the text."""
        self._wanted = text
        self.beginResetModel()
        wanted = text.casefold().strip()
        self._shown = [row for row in self._all if not wanted or wanted in self._name(row).casefold()]
        self.endResetModel()

    def _name(self, row: int) -> str:
        document = self._document
        assert document is not None
        tables = document.model.edition.forms.tables
        record = document.report.tables.get(tables.project, {}).get(row)
        cells = record.cells if record is not None else {}
        return str(cells.get(document.model.edition.table[tables.project].name_column, ""))

    def place(self, row: int) -> int:
        """Where a project stands among those shown; −1 when it does not."""
        return self._shown.index(row) if row in self._shown else -1

    def rowCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008 - Qt's own default
        return 0 if parent.isValid() else len(self._shown)

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        if self._document is None or not 0 <= index.row() < len(self._shown):
            return None
        row = self._shown[index.row()]
        if role in {
            Qt.ItemDataRole.DisplayRole,
            Qt.ItemDataRole.AccessibleTextRole,
            Qt.ItemDataRole.ToolTipRole,
        }:
            return entry_of(self._document, row, self._all.index(row) + 1).told
        return entry_of(self._document, row, self._all.index(row) + 1) if role == ENTRY else None


class _Delegate(QStyledItemDelegate):
    def sizeHint(self, option: Any, index: Index) -> QSize:
        em = QFontMetrics(option.font).height()
        return QSize(em * 14, round(em * 2.9))

    def paint(self, painter: QPainter, option: Any, index: Index) -> None:
        entry: ProjectEntry = index.data(ENTRY)
        c, rect = colours(option.palette), QRect(option.rect)
        stands = standing(option, index)
        em = QFontMetrics(option.font).height()
        fill(painter, rect, c.selection if stands.selected else c.heading if stands.hovered else c.base)
        sign, role = _SIGNS.get(entry.state, ("document", "muted"))
        size = round(em * 0.95)
        spot = QRect(rect.left() + em // 2, rect.top() + round(em * 0.35), size, size)
        icons.paint(painter, spot, sign, getattr(c, role))
        left, right = spot.right() + em // 2, rect.right() - em // 2
        painter.setFont(option.font)
        painter.setPen(c.selected_text if stands.selected else c.text)
        name = f"{entry.number}　{entry.name or '（未命名）'}"
        shown = option.fontMetrics.elidedText(name, Qt.TextElideMode.ElideRight, right - left)
        painter.drawText(
            QRect(left, rect.top(), right - left, round(em * 1.55)), Qt.AlignmentFlag.AlignVCenter, shown
        )
        painter.setFont(scaled(option.font, SMALL))
        painter.setPen(c.selected_text if stands.selected else c.muted)
        below = QRect(left, rect.top() + round(em * 1.4), right - left, round(em * 1.3))
        painter.drawText(below, Qt.AlignmentFlag.AlignVCenter, entry.state)
        score = "　".join(part for part in (entry.score, entry.grade) if part)
        painter.drawText(below, int(Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignRight), score)


class ProjectList(QWidget):
    """Search line over the list; `chosen` carries a project's row."""

    help_topic = "forms#projects"
    chosen = Signal(int)
    left = Signal()  # Esc: back to the form

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setAutoFillBackground(True)
        self.search = QLineEdit(self)
        self.search.setPlaceholderText("查找项目（Ctrl+F）")
        self.search.setAccessibleName("查找项目")
        self.search.setClearButtonEnabled(True)
        self.model = ProjectModel(self)
        self.list = QListView(self)
        own_viewport(self.list)
        self.list.setAccessibleName("项目")
        self.list.setModel(self.model)
        self.list.setItemDelegate(_Delegate(self.list))
        self.list.setFrameShape(QListView.Shape.NoFrame)
        self.list.setMouseTracking(True)
        self.list.setUniformItemSizes(True)
        self.list.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(1, 1, 1, 1)
        layout.setSpacing(0)
        layout.addWidget(self.search)
        layout.addWidget(self.list, 1)
        self.search.textChanged.connect(self._searched)
        self.list.clicked.connect(self._take)
        self.list.activated.connect(self._take)
        self.search.installEventFilter(self)
        self.list.installEventFilter(self)
        self.setFocusProxy(self.search)

    def apply_look(self, zoom: float) -> None:
        """Sizes from the font."""
        font = scaled(QApplication.font(), zoom)
        for widget in (self, self.search, self.list):
            widget.setFont(font)
        em = QFontMetrics(font).height()
        self.search.setMinimumHeight(round(em * 1.8))
        self.search.setTextMargins(em // 3, 0, em // 3, 0)
        quiet_bars(self.list)
        self.list.scheduleDelayedItemsLayout()

    def paintEvent(self, event: Any) -> None:
        """A line round it, since it may stand over the form."""
        super().paintEvent(event)
        painter = QPainter(self)
        painter.setPen(QPen(colours(self.palette()).line, 1))
        painter.drawRect(self.rect().adjusted(0, 0, -1, -1))
        painter.end()

    def read(self, document: Document, row: int | None) -> None:
        """The projects anew, the present one marked."""
        self.model.read(document)
        self.mark(row)

    def mark(self, row: int | None) -> None:
        """The project whose form is in sight."""
        place = self.model.place(row) if row is not None else -1
        if place >= 0:
            self.list.setCurrentIndex(self.model.index(place))

    def _searched(self, text: str) -> None:
        self.model.search(text)
        if self.model.rowCount():
            self.list.setCurrentIndex(self.model.index(0))

    def _take(self, index: QModelIndex) -> None:
        entry = index.data(ENTRY)
        if entry is not None:
            self.chosen.emit(entry.row)

    def eventFilter(self, watched: Any, event: QEvent) -> bool:
        """Arrows in the search line walk through the list, Enter takes, Esc goes back."""
        if isinstance(event, QKeyEvent) and event.type() == QEvent.Type.KeyPress:
            key = event.key()
            if key == Qt.Key.Key_Escape:
                self.left.emit()
                return True
            if key in {Qt.Key.Key_Return, Qt.Key.Key_Enter}:
                self._take(self.list.currentIndex())
                return True
            if watched is self.search and key in {
                Qt.Key.Key_Up, Qt.Key.Key_Down, Qt.Key.Key_PageUp, Qt.Key.Key_PageDown,
            }:  # fmt: skip
                QApplication.sendEvent(self.list, event)
                return True
        return super().eventFilter(watched, event)
