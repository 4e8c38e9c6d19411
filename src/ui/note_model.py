"""The notes of the year shown, each with its mark; those dealt with can be left out."""

from __future__ import annotations

from typing import Any

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QObject, QPersistentModelIndex, Qt

from app.calculation import labels
from app.calculation.notes import Note, list_notes
from app.domain.act import SetCell
from app.domain.report import DONE, mark_address
from ui.session import Session

Index = QModelIndex | QPersistentModelIndex
NOTE = Qt.ItemDataRole.UserRole
_HEADINGS = ("处理", "位置", "批注")
_MARK, _PLACE, _TEXT = range(3)


class NoteModel(QAbstractTableModel):
    """Reads the document; ticking a note writes its mark."""

    def __init__(self, session: Session, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._session = session
        self._all: list[Note] = []
        self._shown: list[Note] = []
        self.only_open = False

    @property
    def total(self) -> int:
        """All notes, left out or not."""
        return len(self._all)

    @property
    def open(self) -> int:
        """Notes that have not been dealt with."""
        return sum(not note.done for note in self._all)

    def refill(self) -> None:
        """Read again."""
        document = self._session.document
        self.beginResetModel()
        self._all = list_notes(document.model.edition, document.report) if document is not None else []
        self._shown = [note for note in self._all if not (self.only_open and note.done)]
        self.endResetModel()

    def note(self, row: int) -> Note | None:
        """What stands in a line."""
        return self._shown[row] if 0 <= row < len(self._shown) else None

    def row_of(self, note: Note | None) -> int:
        """Line of a note's cell, -1 when it is not shown."""
        if note is None:
            return -1
        return next((row for row, one in enumerate(self._shown) if one.cell == note.cell), -1)

    def mark(self, row: int, done: bool) -> bool:
        """Write that a note has been dealt with, or that it has not; undone like anything else."""
        note, document = self.note(row), self._session.document
        if note is None or document is None or note.done == done:
            return False
        place = mark_address(note.cell)
        name = labels.describe(document.model.edition, document.report, note.cell)
        text = f"{'批注已处理' if done else '批注改为未处理'} {name}"
        change = SetCell(place, document.report.get(place), DONE if done else None)
        return self._session.write([change], text)

    def _place(self, note: Note) -> str:
        document = self._session.document
        if document is None:
            return ""
        edition = document.model.edition
        table = edition.table.get(note.cell.table)
        name = labels.describe(edition, document.report, note.cell)
        return f"{table.label}　{name}" if table is not None else name

    # ---------------------------------------------------------------- Qt's questions

    def rowCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008
        return 0 if parent.isValid() else len(self._shown)

    def columnCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008
        return 0 if parent.isValid() else len(_HEADINGS)

    def flags(self, index: Index) -> Qt.ItemFlag:
        flags = Qt.ItemFlag.ItemIsEnabled | Qt.ItemFlag.ItemIsSelectable
        document = self._session.document
        if index.column() == _MARK and document is not None and not document.read_only:
            flags |= Qt.ItemFlag.ItemIsUserCheckable
        return flags

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        note = self._shown[index.row()]
        column = index.column()
        if role == NOTE:
            return note
        if role == Qt.ItemDataRole.CheckStateRole and column == _MARK:
            return Qt.CheckState.Checked if note.done else Qt.CheckState.Unchecked
        if role == Qt.ItemDataRole.DisplayRole and column != _MARK:
            return self._place(note) if column == _PLACE else " ".join(note.text.split())
        if role == Qt.ItemDataRole.ToolTipRole:
            return f"{self._place(note)}\n{note.text}"
        if role == Qt.ItemDataRole.AccessibleTextRole:
            return f"{'已处理' if note.done else '未处理'}，{self._place(note)}：{note.text}"
        return None

    def setData(self, index: Index, value: Any, role: int = Qt.ItemDataRole.EditRole) -> bool:
        if role != Qt.ItemDataRole.CheckStateRole or index.column() != _MARK:
            return False
        return self.mark(index.row(), Qt.CheckState(value) == Qt.CheckState.Checked)

    def headerData(
        self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole
    ) -> Any:
        if orientation == Qt.Orientation.Horizontal and role == Qt.ItemDataRole.DisplayRole:
            return _HEADINGS[section]
        return None
