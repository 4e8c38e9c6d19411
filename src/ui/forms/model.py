"""One official form for a view. It holds no values: every cell is read from the session's document."""

from __future__ import annotations

from collections.abc import Callable, Collection
from dataclasses import replace
from typing import Any

from PySide6.QtCore import QModelIndex, QObject, QPersistentModelIndex, Qt

from app.calculation import entry, labels
from app.domain.act import SetCell
from app.domain.address import Address
from app.domain.amount import WAN, MoneyUnit, Refused
from app.domain.edition import Kind, Row
from app.domain.report import Report, Value, subject
from app.exchange.form_page import FormSheet, Spot
from app.exchange.form_values import measure
from app.indicators import offered, typed_actual, typed_target
from ui.forms.lines import Lines, Role, changed, lines_of, put
from ui.grid.cells import CellModel
from ui.grid.heads import spoken
from ui.grid.look import HEADING, Look, Reader
from ui.grid.problems import ProblemIndex, worst
from ui.session import Session

Index = QModelIndex | QPersistentModelIndex
Place = tuple[int, int]
_NOTHING = FormSheet("", "", "", (), (), ())
_BESIDE = Look("", "absent", "muted")
_ALIGN = {
    "left": int(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter),
    "center": int(Qt.AlignmentFlag.AlignCenter),
    "right": int(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter),
}


class FormModel(CellModel):
    """The cells of a form, merged ones at every place they cover."""

    figures_right = False

    def __init__(self, session: Session, problems: ProblemIndex, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.session = session
        self._problems = problems
        self._readers: dict[str, Reader] = {}
        self._looks: dict[Place, Look] = {}
        self.sheet, self._hint = _NOTHING, ""
        self._worded: frozenset[str] = frozenset()
        self.lines: Lines = lines_of(_NOTHING)

    # ---------------------------------------------------------------- which form

    def show(self, sheet: FormSheet | None, hint: str = "", worded: frozenset[str] = frozenset()) -> None:
        """Another form, or the same with other lines; `worded` are the columns of which it makes the text."""
        self.beginResetModel()
        self._worded = worded
        self.sheet, self._hint = sheet or _NOTHING, hint
        self.lines = lines_of(self.sheet, hint)
        self._readers.clear()
        self._looks.clear()
        self.endResetModel()

    def reread(self, cells: Collection[Address]) -> None:
        """These cells hold something else; nothing but they looks another way."""
        report, places = self.session.document.report if self.session.document else None, self.lines.places
        for place in {place for cell in cells if (place := places.get(subject(cell))) is not None}:
            spot = self.lines.covers[place]
            if spot.parts and report is not None:
                put(self.lines, replace(spot, value=measure_of(report, spot.parts)))
            self._repaint(place)

    def follow(self, sheet: FormSheet, hint: str, cells: Collection[Address]) -> bool:
        """The same form after an edit: what differs is painted anew; False when its lines are others."""
        spots = None if hint != self._hint else changed(self.lines, self.sheet, sheet)
        if spots is None:
            return False
        self.sheet = sheet
        places = self.lines.places
        touched = {(spot.row, spot.column) for spot in spots}
        touched |= {place for cell in cells if (place := places.get(subject(cell))) is not None}
        for place in touched:
            self._repaint(place)
        return True

    def mark(self, cells: Collection[Address]) -> None:
        """These cells are in other problems than before."""
        places = self.lines.places
        for place in {place for cell in cells if (place := places.get(cell)) is not None}:
            self._repaint(place)

    def _repaint(self, place: Place) -> None:
        self._looks.pop(place, None)
        spot = self.lines.covers[place]
        last = self.index(spot.row + spot.down - 1, spot.column + spot.across - 1)
        self.dataChanged.emit(self.index(*place), last)

    def read_again(self) -> None:
        """Every text may be another: another unit of money, other problems."""
        self._looks.clear()
        if self.rowCount():
            self.dataChanged.emit(
                self.index(0, 0), self.index(self.rowCount() - 1, self.columnCount() - 1)
            )  # fmt: skip

    # ---------------------------------------------------------------- places

    def spot(self, row: int, column: int) -> Spot | None:
        """The cell that covers a place."""
        return self.lines.covers.get((row, column))

    def role(self, row: int) -> Role:
        """What a line is; empty for lines of the form itself."""
        return self.lines.roles[row]

    def anchor(self, row: int, column: int) -> Place:
        """The first place of the cell there."""
        spot = self.spot(row, column)
        return (row, column) if spot is None else (spot.row, spot.column)

    def address(self, row: int, column: int) -> Address | None:
        """What stands there; None for a fixed text."""
        spot = self.spot(row, column)
        return spot.address if spot is not None else None

    def place(self, address: Address) -> Place | None:
        """Where an address, also a part of a composite cell, stands."""
        return self.lines.places.get(address)

    def home(self, row: int) -> int:
        """Home passes over what is printed before the first cell of a line."""
        columns = range(self.columnCount())
        return next((column for column in columns if self.address(row, column) is not None), 0)

    def item(self, row: int) -> int | str | None:
        """The item a line belongs to."""
        return self.lines.items.get(row)

    def is_heading(self, row: int) -> bool:
        """The title and the notes are no cells."""
        return bool(self.role(row)) and row not in self.lines.items

    def line(self, row: int) -> Row | None:
        return None

    def of_items(self, spot: Spot) -> list[Address]:
        """The cells a merged one stands for: those of all items it covers."""
        if spot.address is None or spot.item is None or spot.down == 1:
            return [spot.address] if spot.address is not None else []
        rows = range(spot.row, spot.row + spot.down)
        items = [item for row in rows if (item := self.item(row)) is not None]
        return [spot.address._replace(row=item) for item in dict.fromkeys(items)]

    # ---------------------------------------------------------------- what is seen

    def _reader(self, table: str) -> Reader:
        document = self.session.document
        assert document is not None
        if table not in self._readers:
            self._readers[table] = Reader(self.session, document.model.edition.table[table], self._problems)
        return self._readers[table]

    def look(self, row: int, column: int) -> Look:
        """The cell as it is painted, kept until it changes."""
        place = self.anchor(row, column)
        look = self._looks.get(place)
        if look is None:
            look = self._looks[place] = self._look(self.spot(*place))
        return look

    def _look(self, spot: Spot | None) -> Look:
        if spot is None:
            return _BESIDE
        if spot.address is None:
            if self.role(spot.row):
                return replace(_BESIDE, text=spot.text, wraps=True)
            base = HEADING if spot.heading else _BESIDE if spot.item is None else Look("", "computed")
            return replace(base, text=self._printed(spot), wraps=True, strong=spot.look.bold)
        base = self._reader(spot.address.table).look(spot.address)
        cells = spot.parts or tuple(self.of_items(spot))
        severity = worst(self._problems.severity(cell) for cell in cells)
        text = spot.text if spot.parts or spot.address.column in self._worded else base.text
        choices = base.choices or (base.state == "input" and bool(self._offered(spot.address)))
        return replace(
            base, text=text, severity=severity, strong=spot.look.bold, choices=choices, right=False
        )

    def _printed(self, spot: Spot) -> str:
        """A text of the form itself; heads of money name the unit in which it is shown."""
        if not spot.heading:
            return spot.text
        return spot.text.replace(f"（{WAN.label}）", f"（{self.session.money_unit.label}）")

    def align(self, row: int, column: int) -> int:
        """Qt's flags for the text of a cell."""
        spot = self.spot(row, column)
        return _ALIGN[spot.look.align if spot is not None else "center"]

    def _offered(self, address: Address) -> tuple[str, ...]:
        document = self.session.document
        return offered(document.model.edition, document.report, address) if document is not None else ()

    def kind(self, address: Address) -> Kind:
        """Kind of one cell, with what may be chosen there."""
        kind = self._reader(address.table).kind(address)
        offers = self._offered(address)
        return replace(kind, name="choice", choices=offers) if offers else kind

    def name(self, address: Address) -> str:
        """What messages call the cell."""
        document = self.session.document
        assert document is not None
        return labels.describe(document.model.edition, document.report, address)

    def blank(self, row: int, column: int) -> bool:
        """Whether nothing is shown there."""
        return not self.look(row, column).text

    def copy_text(self, row: int, column: int) -> tuple[str, str]:
        """What a copy carries."""
        spot = self.spot(row, column)
        if spot is None or spot.address is None or spot.parts:
            return self.look(row, column).text, ""
        return self._reader(spot.address.table).copy_text(spot.address)

    # ---------------------------------------------------------------- what may be typed

    def writable(self, row: int, column: int) -> bool:
        """At the first place of a cell that can be typed into."""
        return self.anchor(row, column) == (row, column) and self.typable(row, column)

    def typable(self, row: int, column: int) -> bool:
        """Whether the cell that covers a place can be typed into."""
        address = self.address(row, column)
        return address is not None and not self._elsewhere(address) and self.session.typable(address)

    def refusal(self, row: int, column: int) -> str:
        """Why the officer cannot type there; empty when he can."""
        address = self.address(row, column)
        if address is None:
            return "这是表上印好的文字，不用填"
        return self._elsewhere(address) or self.session.locked(address)

    def _elsewhere(self, address: Address) -> str:
        """That a cell is of another table: the unit's name must not change by what is meant for one form."""
        document = self.session.document
        if document is None:
            return ""
        edition = document.model.edition
        tables = edition.forms.tables
        if address.table in {tables.project, tables.items, tables.department}:
            return ""
        name = labels.quoted(self.name(address))
        return f"{name}取自{labels.quoted(edition.table[address.table].label)}，各张表共用，请到那里改"

    def read(
        self, row: int, column: int, text: str, get: Callable[[Address], Value | None], unit: MoneyUnit
    ) -> dict[Address, Value | None]:
        """The cells a typed text goes to, with their values; raises `Refused`."""
        document, spot = self.session.document, self.spot(row, column)
        assert document is not None
        if spot is None or spot.address is None:
            raise Refused(self.refusal(row, column))
        if len(spot.parts) == 3:
            return _checked(document.model.edition, typed_target(get, spot.parts, text))
        if len(spot.parts) == 2:
            return _checked(document.model.edition, typed_actual(get, spot.parts, text))
        value = entry.parse_kind(entry.kind_at(document.model.edition, spot.address), text, unit)
        return dict.fromkeys(self.of_items(spot), value)

    def setData(self, index: Index, value: Any, role: int = Qt.ItemDataRole.EditRole) -> bool:
        """Typed text goes to the session, as one act whatever number of cells it is for."""
        document, spot = self.session.document, self.spot(index.row(), index.column())
        if role != Qt.ItemDataRole.EditRole or document is None or spot is None or spot.address is None:
            return False
        if not spot.parts and len(self.of_items(spot)) == 1 and not self._elsewhere(spot.address):
            return self.session.enter(spot.address, str(value))
        if why := self.refusal(index.row(), index.column()):
            self.session.said.emit("error", why)
            return False
        report = document.report
        try:
            cells = self.read(index.row(), index.column(), str(value), report.get, self.session.money_unit)
        except Refused as refused:
            name = labels.quoted(self.name(spot.address))
            self.session.said.emit("error", f"{name}没有写入：{refused}。原来的数没有动。")
            return False
        changes = [SetCell(cell, old, new) for cell, new in cells.items() if (old := report.get(cell)) != new]
        several = f"（{len(cells)} 个指标）" if not spot.parts else ""
        return not changes or self.session.write(changes, f"修改 {self.name(spot.address)}{several}")

    # ---------------------------------------------------------------- Qt's questions

    def rowCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008 - Qt's own default
        return 0 if parent.isValid() else len(self.lines.roles)

    def columnCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008 - the same
        return 0 if parent.isValid() else len(self.sheet.widths)

    def flags(self, index: Index) -> Qt.ItemFlag:
        if not index.isValid() or self.is_heading(index.row()):
            return Qt.ItemFlag.NoItemFlags
        flags = Qt.ItemFlag.ItemIsEnabled | Qt.ItemFlag.ItemIsSelectable
        if self.typable(index.row(), index.column()):
            flags |= Qt.ItemFlag.ItemIsEditable
        return flags

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        """For accessibility, tool tips and tests; painting reads `look` at once."""
        if not index.isValid():
            return None
        row, column = index.row(), index.column()
        spot, look = self.spot(row, column), self.look(row, column)
        match role:
            case Qt.ItemDataRole.DisplayRole:
                return look.text
            case Qt.ItemDataRole.TextAlignmentRole:
                return self.align(row, column)
            case Qt.ItemDataRole.AccessibleTextRole:
                return look.text if spot is None or spot.address is None else self._spoken(spot, look)
        if spot is None or spot.address is None:
            return None
        match role:
            case Qt.ItemDataRole.EditRole:
                return look.text if spot.parts else self._reader(spot.address.table).edit_text(spot.address)
            case Qt.ItemDataRole.UserRole:
                return spot.address
            case Qt.ItemDataRole.ToolTipRole | Qt.ItemDataRole.AccessibleDescriptionRole:
                return self._reader(spot.address.table).tip(spot.address)
        return None

    def _spoken(self, spot: Spot, look: Look) -> str:
        assert spot.address is not None
        return spoken(self.name(spot.address), look)


def _checked(edition: Any, cells: dict[Address, Value | None]) -> dict[Address, Value | None]:
    """The same, every text held against what its column allows."""
    return {
        cell: None if value is None else entry.parse_kind(entry.kind_at(edition, cell), str(value))
        for cell, value in cells.items()
    }


def measure_of(report: Report, parts: tuple[Address, ...]) -> str | None:
    """What direction, number and unit look like together."""
    *direction, text, unit = (report.get(part) for part in parts)
    return measure(direction[0] if direction else None, text, unit)
