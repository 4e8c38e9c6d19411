"""A worksheet as it stands in the file, cell by cell as the view asks for it."""

from __future__ import annotations

from typing import Any

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QObject, QPersistentModelIndex, Qt

from app.exchange.reading.grid import letters
from ui.importing.preview import Preview

Index = QModelIndex | QPersistentModelIndex
CELL = Qt.ItemDataRole.UserRole  # preview.Cell
MATCHED = Qt.ItemDataRole.UserRole + 1  # matches.Matched, of headers


class SheetModel(QAbstractTableModel):
    """Holds nothing: the preview is asked for what is seen."""

    def __init__(self, preview: Preview, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._preview = preview
        self.sheet = 0
        self._size = 0, 0  # asked for all the time; a grid counts its columns every time

    def show_sheet(self, sheet: int) -> None:
        """Another worksheet."""
        self.beginResetModel()
        self.sheet = sheet
        grid = self._preview.grid(sheet)
        self._size = len(grid.rows), grid.width
        self.endResetModel()

    def reread(self) -> None:
        """Another plan for the same sheet."""
        rows, columns = self.rowCount(), self.columnCount()
        if rows and columns:
            self.dataChanged.emit(self.index(0, 0), self.index(rows - 1, columns - 1))
            self.headerDataChanged.emit(Qt.Orientation.Horizontal, 0, columns - 1)
            self.headerDataChanged.emit(Qt.Orientation.Vertical, 0, rows - 1)

    def rowCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008
        return 0 if parent.isValid() else self._size[0]

    def columnCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008
        return 0 if parent.isValid() else self._size[1]

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        at = self.sheet, index.row(), index.column()
        if role == CELL:
            return self._preview.cell(*at)
        if role == Qt.ItemDataRole.DisplayRole:
            return self._preview.cell(*at).text
        if role == Qt.ItemDataRole.ToolTipRole:
            item = self._preview.item(*at)
            return self._preview.change(item) if item is not None else self._preview.cell(*at).text
        if role == Qt.ItemDataRole.AccessibleTextRole:
            item = self._preview.item(*at)
            return self._preview.say(item) if item is not None else self._preview.cell(*at).text
        return None

    def headerData(
        self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole
    ) -> Any:
        across = orientation == Qt.Orientation.Horizontal
        if role == Qt.ItemDataRole.DisplayRole:
            return letters(section) if across else str(section + 1)
        if role not in {MATCHED, Qt.ItemDataRole.ToolTipRole, Qt.ItemDataRole.AccessibleTextRole}:
            return None
        found = (self._preview.column if across else self._preview.row)(self.sheet, section)
        if role == MATCHED:
            return found
        name = f"{letters(section)} 列" if across else f"第 {section + 1} 行"
        return f"{name}：{told(found.text, found.standing)}" if found.text else name


def told(text: str, standing: str) -> str:
    """A match in words."""
    how = {"near": "（名称相近，请核对）", "chosen": "（选定的）", "open": "（含义不定）"}
    return f"{text}{how.get(standing, '')}"
