"""One table of the edition for a view. It holds no values: every cell is read from the session's document."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QModelIndex, QObject, QPersistentModelIndex, Qt

from app.calculation import labels
from app.document import Effect
from app.domain.address import Address
from app.domain.edition import Kind, Row
from app.domain.problem import Problem, Severity
from app.domain.report import subject
from ui.grid import rows as row_steps
from ui.grid.cells import CellModel
from ui.grid.heads import column_head, row_head, spoken, strong_font
from ui.grid.look import HEADING, NUMERIC, Look, Reader
from ui.grid.problems import ProblemIndex, worst
from ui.grid.rows import Lines
from ui.session import Session

if TYPE_CHECKING:
    from app.filtering import Condition

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
        self.columns = tuple(column for column in self.table.columns if not column.form)
        self._problems = problems
        self._place = {column.key: index for index, column in enumerate(self.columns)}
        self._looks: dict[Address, Look] = {}
        self.conditions: dict[str, Condition] = {}  # of the filter, by column
        self._lines = Lines(self._every())

    # ---------------------------------------------------------------- rows

    @property
    def is_list(self) -> bool:
        """Whether the officer adds the rows."""
        return self.table.kind == "list"

    @property
    def lines(self) -> Sequence[str | int]:
        """Keys of the rows in sight, in order; of section lines too."""
        return self._lines.shown

    @property
    def hidden(self) -> frozenset[str | int]:
        """List rows the filter has left out."""
        return self._lines.hidden

    @property
    def total(self) -> int:
        """Rows of the table, those that are filtered out too."""
        return self._lines.total

    def number(self, row: int) -> int:
        """The running number of a row among all, also of one about to be added behind the last."""
        return self._lines.number(row)

    def _every(self) -> list[str | int]:
        document = self.session.document
        if not self.is_list:
            return [row.key for row in self.table.rows]
        return [record.row for record in document.report.rows(self.table.key)] if document else []

    def filter(self, conditions: Mapping[str, Condition]) -> None:
        """Leave only the rows in sight that meet all conditions; none of them shows every row."""
        from app.filtering import filtered_out

        document = self.session.document
        if document is None or not self.is_list:
            return
        self.beginResetModel()
        self.conditions = dict(conditions)
        hidden = filtered_out(document, self.table.key, conditions) if conditions else ()
        self._lines = Lines(self._every(), hidden)
        self.endResetModel()

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
        return Address(self.table.key, self._lines.shown[row], self.columns[column].key)

    def place(self, address: Address) -> tuple[int, int] | None:
        """Where an address stands in the view."""
        row, column = self._lines.places.get(address.row), self._place.get(address.column)
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

    @property
    def figures_right(self) -> bool:  # type: ignore[override]
        """Where every row has a kind of its own, nothing is lined up."""
        return not self.reader.mixed

    def has(self, address: Address) -> bool:
        """Whether there is such a cell."""
        return self.reader.has(address)

    def kind(self, address: Address) -> Kind:
        """Kind of one cell."""
        return self.reader.kind(address)

    def copy_text(self, row: int, column: int) -> tuple[str, str]:
        """The text as shown without separators, and the exact number."""
        address = self.address(row, column)
        return ("", "") if address is None else self.reader.copy_text(address)

    def exists(self, row: int, column: int) -> bool:
        """Whether there is a cell at all."""
        address = self.address(row, column)
        return address is not None and self.reader.has(address)

    def writable(self, row: int, column: int) -> bool:
        """Whether the officer may type there."""
        if self.columns[column].computed:
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
        key, line = self.table.key, self._lines.shown[row]
        found = (self._problems.severity(Address(key, line, column.key)) for column in self.columns)
        return worst(found)

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
        return 0 if parent.isValid() else len(self._lines.shown)

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
            return strong_font(self.line(row))
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
                return spoken(self.name(address), self.look(row, column))
            case Qt.ItemDataRole.AccessibleDescriptionRole:
                return self.reader.tip(address)
        return None

    def headerData(
        self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole
    ) -> Any:
        if orientation == Qt.Orientation.Horizontal:
            return column_head(self, section, role) if 0 <= section < len(self.columns) else None
        return row_head(self, section, role) if 0 <= section < len(self.lines) else None

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
        if self.hidden and any(self._conceals(cell) for cell in effect.changed):
            self.filter({})  # undo has changed what is out of sight
        elif self.table.key in effect.structure:
            self._reorder()
        self.read_again((*effect.changed, *marked))
        if self.table.key in effect.structure:
            self._looks.clear()  # names in messages carry running numbers

    def _conceals(self, cell: Address) -> bool:
        """Whether an entered cell is filtered out."""
        return (
            cell.table == self.table.key
            and cell.row in self.hidden
            and not self.columns[self._place[cell.column]].computed
        )

    def read_again(self, cells: Iterable[Address]) -> None:
        """These cells may look another way."""
        touched: dict[int, tuple[int, int]] = {}
        for address in cells:
            cell = subject(address)
            if (place := self.place(cell)) is None:
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
        if self._lines.shown and self.columns:
            self.dataChanged.emit(
                self.index(0, 0), self.index(len(self._lines.shown) - 1, len(self.columns) - 1)
            )

    def _reorder(self) -> None:
        """Rows have come, gone or moved: in few steps to what is in sight now."""
        target = Lines(self._every(), self.hidden)
        shown = list(self.lines)
        for step in row_steps.steps(shown, target.shown):
            if step.kind == "remove":
                self.beginRemoveRows(QModelIndex(), step.first, step.last)
                del shown[step.first : step.last + 1]
                self._lines = Lines(shown)
                self.endRemoveRows()
            elif step.kind == "insert":
                self.beginInsertRows(QModelIndex(), step.first, step.last)
                shown[step.first : step.first] = step.rows
                self._lines = Lines(shown)
                self.endInsertRows()
            else:
                shown = list(step.rows)
                self._permute(shown)
        self._lines = target

    def _permute(self, new: list[str | int]) -> None:
        self.layoutAboutToBeChanged.emit()
        before = self.persistentIndexList()
        old = self._lines
        self._lines = Lines(new)
        places = self._lines.places
        self.changePersistentIndexList(
            before, [self.index(places[old.shown[index.row()]], index.column()) for index in before]
        )
        self.layoutChanged.emit()

    def numeric(self, column: int) -> bool:
        """Whether the column's cells are numbers."""
        return self.columns[column].kind.name in NUMERIC
