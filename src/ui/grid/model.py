"""One table of the edition for a view. It holds no values: every cell is read from the session's document."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

from PySide6.QtCore import QModelIndex, QObject, QPersistentModelIndex, Qt
from PySide6.QtGui import QFont

from app.calculation import labels
from app.document import Effect
from app.domain.address import Address, parse_address
from app.domain.edition import Row
from app.domain.problem import SEVERITIES, Problem, Severity
from app.domain.report import NOTE
from ui.grid import rows as row_steps
from ui.grid.cells import CellModel
from ui.grid.look import HEADING, NUMERIC, Look, Reader
from ui.grid.problems import RANK, ProblemIndex
from ui.session import Session

Index = QModelIndex | QPersistentModelIndex
_CACHED = 20_000  # cells kept ready to paint
_SEPARATE = 64  # more changed rows than this are told as one rectangle
_RIGHT = int(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
_LEFT = int(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)


class TableModel(CellModel):
    """Rows and columns of one table; the order of list rows is the only thing remembered."""

    def __init__(
        self, session: Session, table: str, problems: ProblemIndex, parent: QObject | None = None
    ) -> None:
        super().__init__(parent)
        document = session.document
        if document is None:
            raise ValueError("no document")
        self.session = session
        self.table = document.model.edition.table[table]
        self.reader = Reader(session, self.table, problems)
        self.columns = self.table.columns
        self._problems = problems
        self._place = {column.key: index for index, column in enumerate(self.columns)}
        self._looks: dict[Address, Look] = {}
        self._rows: list[str | int] = []
        self._index: dict[str | int, int] = {}
        self._take(self._present())

    # ---------------------------------------------------------------- rows

    @property
    def is_list(self) -> bool:
        """Whether the officer adds the rows."""
        return self.table.kind == "list"

    @property
    def lines(self) -> Sequence[str | int]:
        """Keys of the rows in order; of section lines too."""
        return self._rows

    def _present(self) -> list[str | int]:
        document = self.session.document
        if not self.is_list:
            return [row.key for row in self.table.rows]
        return [record.row for record in document.report.rows(self.table.key)] if document else []

    def _take(self, rows: list[str | int]) -> None:
        self._rows = rows
        self._index = {row: index for index, row in enumerate(rows)}

    def line(self, row: int) -> Row | None:
        """The edition's row at a place of a fixed table."""
        return None if self.is_list else self.table.rows[row]

    def is_heading(self, row: int) -> bool:
        """Whether a section line without cells stands there."""
        return not self.is_list and self.table.rows[row].heading

    # ---------------------------------------------------------------- cells

    def address(self, row: int, column: int) -> Address | None:
        """What stands at a place of the view; None in a section line."""
        if self.is_heading(row):
            return None
        return Address(self.table.key, self._rows[row], self.columns[column].key)

    def place(self, address: Address) -> tuple[int, int] | None:
        """Where an address stands in the view."""
        row, column = self._index.get(address.row), self._place.get(address.column)
        if address.table != self.table.key or row is None or column is None:
            return None
        return row, column

    def look(self, row: int, column: int) -> Look:
        """The cell as it is painted, kept until it changes."""
        address = self.address(row, column)
        if address is None:
            return HEADING
        look = self._looks.get(address)
        if look is None:
            if len(self._looks) >= _CACHED:
                self._looks.clear()
            look = self._looks[address] = self.reader.look(address)
        return look

    def exists(self, row: int, column: int) -> bool:
        """Whether there is a cell at all."""
        address = self.address(row, column)
        return address is not None and self.reader.has(address)

    def writable(self, row: int, column: int) -> bool:
        """Whether the officer may type there."""
        if self.columns[column].formula:
            return False
        address = self.address(row, column)
        return address is not None and self.reader.has(address) and self.session.typable(address)

    def blank(self, row: int, column: int) -> bool:
        """Whether nothing is shown there."""
        address = self.address(row, column)
        return address is None or not self.reader.has(address) or self.reader.value(address) is None

    def row_severity(self, row: int) -> Severity | None:
        """The worst problem that names a cell of this row."""
        if self.is_heading(row):
            return None
        key, line = self.table.key, self._rows[row]
        found = (self._problems.severity(Address(key, line, column.key)) for column in self.columns)
        return min((one for one in found if one is not None), key=RANK.__getitem__, default=None)

    def column_problems(self, column: int) -> list[Problem]:
        """Problems about a whole column, worst first."""
        return self._problems.of_column(self.table.key, self.columns[column].key)

    def refusal(self, row: int, column: int) -> str:
        """Why the officer cannot type there; empty when he can."""
        address = self.address(row, column)
        if address is None:
            return "这是分栏标题，不用填"
        if not self.reader.has(address):
            return f"{labels.quoted(self.name(address))}不用填：这一行没有这一项"
        return self.session.locked(address)

    def name(self, address: Address) -> str:
        """What messages call the cell."""
        document = self.session.document
        if document is None:
            return str(address)
        return labels.describe(document.model.edition, document.report, address)

    # ---------------------------------------------------------------- Qt: reading

    def rowCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008 - Qt's own default
        return 0 if parent.isValid() else len(self._rows)

    def columnCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008
        return 0 if parent.isValid() else len(self.columns)

    def flags(self, index: Index) -> Qt.ItemFlag:
        if not index.isValid() or self.is_heading(index.row()):
            return Qt.ItemFlag.NoItemFlags
        flags = Qt.ItemFlag.ItemIsEnabled | Qt.ItemFlag.ItemIsSelectable
        if self.writable(index.row(), index.column()):
            flags |= Qt.ItemFlag.ItemIsEditable
        return flags

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        """For accessibility, tool tips and tests; painting reads `look` at once instead of role by role."""
        if not index.isValid():
            return None
        row, column = index.row(), index.column()
        if role == Qt.ItemDataRole.DisplayRole:
            return self.look(row, column).text
        if role == Qt.ItemDataRole.TextAlignmentRole:
            return _RIGHT if self.look(row, column).right else _LEFT
        if role == Qt.ItemDataRole.FontRole:
            return self._font(row)
        address = self.address(row, column)
        if address is None:
            return None
        match role:
            case Qt.ItemDataRole.EditRole:
                return self.reader.edit_text(address) if self.reader.has(address) else ""
            case Qt.ItemDataRole.UserRole:
                return address
            case Qt.ItemDataRole.ToolTipRole:
                return self.reader.tip(address)
            case Qt.ItemDataRole.AccessibleTextRole:
                return self._spoken(address, row, column)
            case Qt.ItemDataRole.AccessibleDescriptionRole:
                return self.reader.tip(address)
        return None

    def _font(self, row: int) -> QFont | None:
        line = self.line(row)
        if line is None or not (line.total or line.heading):
            return None
        font = QFont()
        font.setWeight(QFont.Weight.Bold)
        return font

    def _spoken(self, address: Address, row: int, column: int) -> str:
        look = self.look(row, column)
        parts = [self.name(address), look.text or "空", look.mark, "有批注" if look.note else ""]
        return "，".join(part for part in parts if part)

    def headerData(
        self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole
    ) -> Any:
        if orientation == Qt.Orientation.Horizontal:
            return self._column_head(section, role) if 0 <= section < len(self.columns) else None
        if not 0 <= section < len(self._rows):
            return None
        line = self.line(section)
        if role in {Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.AccessibleTextRole}:
            return str(section + 1) if line is None else f"{line.prefix}{line.number}{line.label}"
        if role == Qt.ItemDataRole.ToolTipRole:
            return (line.hint if line is not None else "") or None
        return None

    def _column_head(self, section: int, role: int) -> Any:
        column = self.columns[section]
        if role == Qt.ItemDataRole.DisplayRole:
            return column.label
        if role == Qt.ItemDataRole.AccessibleTextRole:
            return f"{column.group} {column.label}".strip()
        if role == Qt.ItemDataRole.ToolTipRole:
            told = [f"{SEVERITIES[p.severity]}：{p.message}" for p in self.column_problems(section)]
            return "\n".join(text for text in (column.label, column.hint, *told) if text)
        return None

    # ---------------------------------------------------------------- Qt: writing

    def setData(self, index: Index, value: Any, role: int = Qt.ItemDataRole.EditRole) -> bool:
        """Typed text goes to the session; the cell shows it when the document has it."""
        if role != Qt.ItemDataRole.EditRole or not index.isValid():
            return False
        address = self.address(index.row(), index.column())
        return address is not None and self.session.enter(address, str(value))

    # ---------------------------------------------------------------- what happened

    def take(self, effect: Effect, marked: Iterable[Address]) -> None:
        """An act has changed the document: tell views what to read again, and nothing more."""
        if self.table.key in effect.structure:
            self._reorder(self._present())
        self.read_again((*effect.changed, *marked))
        if self.table.key in effect.structure:
            self._looks.clear()  # names in messages carry running numbers

    def read_again(self, cells: Iterable[Address]) -> None:
        """These cells may look another way."""
        touched: dict[int, tuple[int, int]] = {}
        for address in cells:
            cell = _noted(address) if address.table == NOTE else address
            if cell is None or (place := self.place(cell)) is None:
                continue
            self._looks.pop(cell, None)
            row, column = place
            first, last = touched.get(row, (column, column))
            touched[row] = (min(first, column), max(last, column))
        self._tell(touched)

    def _tell(self, touched: dict[int, tuple[int, int]]) -> None:
        if len(touched) > _SEPARATE:
            first = min(span[0] for span in touched.values())
            last = max(span[1] for span in touched.values())
            self.dataChanged.emit(self.index(min(touched), first), self.index(max(touched), last))
            return
        for row, (first, last) in touched.items():
            self.dataChanged.emit(self.index(row, first), self.index(row, last))

    def refresh(self) -> None:
        """Every shown text may differ: another money unit."""
        self._looks.clear()
        if self._rows and self.columns:
            self.dataChanged.emit(self.index(0, 0), self.index(len(self._rows) - 1, len(self.columns) - 1))

    def _reorder(self, new: list[str | int]) -> None:
        for step in row_steps.steps(self._rows, new):
            if step.kind == "remove":
                self.beginRemoveRows(QModelIndex(), step.first, step.last)
                self._take(self._rows[: step.first] + self._rows[step.last + 1 :])
                self.endRemoveRows()
            elif step.kind == "insert":
                self.beginInsertRows(QModelIndex(), step.first, step.last)
                self._take([*self._rows[: step.first], *step.rows, *self._rows[step.first :]])
                self.endInsertRows()
            else:
                self._permute(list(step.rows))

    def _permute(self, new: list[str | int]) -> None:
        self.layoutAboutToBeChanged.emit()
        before = self.persistentIndexList()
        old = self._rows
        self._take(new)
        self.changePersistentIndexList(
            before, [self.index(self._index[old[index.row()]], index.column()) for index in before]
        )
        self.layoutChanged.emit()

    def numeric(self, column: int) -> bool:
        """Whether the column's cells are numbers."""
        return self.columns[column].kind.name in NUMERIC


def _noted(address: Address) -> Address | None:
    try:
        return parse_address(str(address.row))
    except ValueError:
        return None
