"""A comparison for a view: lines under their groups, the years' figures and their changes beside them."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from PySide6.QtCore import QModelIndex, QObject, QPersistentModelIndex, Qt

from app.comparison.changes import change
from app.comparison.show import points, unit_of
from app.comparison.values import Comparison, Figure, Group, Line, Target
from app.comparison.words import amount_text, figure_text, rate_text
from app.domain.address import Address
from app.domain.amount import WAN, MoneyUnit, decimals_of, money_decimal, significant
from app.domain.edition import Column, Kind, Row
from app.domain.frozen import frozen
from app.domain.problem import Outcome
from ui.grid.cells import CellModel
from ui.grid.clipboard import CopiedCell
from ui.grid.heads import strong_font
from ui.grid.look import DIRECT, HEADING, PARTIAL, Look
from ui.session import Session

Index = QModelIndex | QPersistentModelIndex
_RIGHT = int(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
_RATE = Kind("percent", "%")
_MONEY = Kind("money")
_BLANK = Look("", "computed")
_DIGITS = 15  # what the number cells of other programs hold
AMOUNT, RATE = "amount", "rate"


@frozen
class Place:
    """What a column shows: the figure of a year, or the amount or rate of a step."""

    what: str  # "" for a figure
    at: int  # in the comparison's years or steps


class ComparisonModel(CellModel):
    """Holds one comparison; every text is made when it is first seen."""

    def __init__(self, session: Session, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.session = session
        self.comparison: Comparison | None = None
        self.unit: MoneyUnit = WAN
        self._rows: list[tuple[Row, Group, Line | None]] = []
        self._places: list[Place] = []
        self._cells: dict[tuple[int, int], tuple[Look, str, Outcome | None, Kind]] = {}

    def show(self, comparison: Comparison, *, filled: bool, unit: MoneyUnit) -> None:
        """Another comparison, with all lines or only those that hold figures."""
        self.beginResetModel()
        self.comparison, self.unit = comparison, unit
        self._cells = {}
        self._rows = [row for group in comparison.groups for row in _rows(group, filled)]
        self._places = [Place("", at) for at in range(len(comparison.years))]
        columns = [Column(str(year), f"{year} 年", _MONEY) for year in comparison.years]
        for at, step in enumerate(comparison.steps):
            self._places += [Place(AMOUNT, at), Place(RATE, at)]
            title = comparison.title(step)
            columns += [Column(f"{AMOUNT}{at}", "增减额", _MONEY, title)]
            columns += [Column(f"{RATE}{at}", "增减率", _RATE, title)]
        self.columns = tuple(columns)
        self.endResetModel()

    # ---------------------------------------------------------------- what stands where

    def line(self, row: int) -> Row | None:
        return self._rows[row][0]

    def place_of(self, column: int) -> Place:
        """What a column shows."""
        return self._places[column]

    def figure(self, row: int, column: int) -> tuple[int, Figure] | None:
        """The year a cell belongs to and its figure; a change belongs to its later year."""
        line, comparison = self._rows[row][2], self.comparison
        if line is None or comparison is None:
            return None
        place = self._places[column]
        at = comparison.steps[place.at].now if place.what else place.at
        return comparison.years[at], line.figures[at]

    def target(self, row: int, column: int) -> tuple[int, Target] | None:
        """Where in the document a cell leads: year, and cell or ratio."""
        found = self.figure(row, column)
        return (found[0], found[1].place) if found is not None and found[1].place is not None else None

    def find(self, year: int, target: Target) -> tuple[int, int] | None:
        """Row and column of a figure."""
        comparison = self.comparison
        if comparison is None or year not in comparison.years:
            return None
        at = comparison.years.index(year)
        for row, (_, _, line) in enumerate(self._rows):
            if line is not None and line.figures[at].place == target:
                return row, at
        return None

    def address(self, row: int, column: int) -> Address | None:
        return None  # sources and fresh changes of the year shown are not marked here

    # ---------------------------------------------------------------- how it looks

    def look(self, row: int, column: int) -> Look:
        if self._rows[row][2] is None:
            return HEADING
        return self._cell(row, column)[0]

    def _cell(self, row: int, column: int) -> tuple[Look, str, Outcome | None, Kind]:
        """Look, tool tip, outcome and its kind."""
        known = self._cells.get((row, column))
        if known is None:
            known = self._cells[row, column] = self._make(row, column)
        return known

    def _make(self, row: int, column: int) -> tuple[Look, str, Outcome | None, Kind]:
        line, comparison, place = self._rows[row][2], self.comparison, self._places[column]
        assert line is not None
        assert comparison is not None
        outcome: Outcome | None
        if not place.what:
            figure = line.figures[place.at]
            outcome, kind, text = figure.outcome, line.kind, figure_text(line, figure, self.unit)
            tip = self._figure_tip(comparison.years[place.at], line, figure)
        else:
            step = comparison.steps[place.at]
            found, amount = change(comparison, line, step), place.what == AMOUNT
            outcome, kind = (found.amount, found.kind) if amount else (found.rate, _RATE)
            if outcome is None:
                return _BLANK, "", None, kind
            text = amount_text(line, step, found, self.unit) if amount else rate_text(line, step, found)
            tip = self._change_tip(f"{line.name}，{comparison.title(step)}", kind, outcome, text)
        value = outcome.value
        # −0.004 points are seen as 0.00, and so not in red
        tone = "muted" if value is None else "negative" if text.startswith("−") else ""
        mark = "" if place.what else PARTIAL if outcome.missing else DIRECT if outcome.direct else ""
        state = "computed" if place.what else "input"
        return Look(text, state, tone, True, mark), tip, outcome, kind  # type: ignore[arg-type]

    def _figure_tip(self, year: int, line: Line, figure: Figure) -> str:
        """Everything there is to say about a year's figure, one idea a line."""
        unit = self.unit.label if line.kind.name == "money" else unit_of(line.kind)
        text = figure_text(line, figure, self.unit)
        lines = [f"{year} 年{line.name}" + (f"：{text}{'' if unit == '%' else ' ' + unit}" if text else "")]
        if figure.basis:
            lines.append(f"口径：{figure.basis}")
        lines += [figure.lack] if figure.lack else []
        if figure.place is not None:
            lines.append(f"回车或双击：到 {year} 年的这一处")
        return "\n".join(lines)

    def _change_tip(self, name: str, kind: Kind, outcome: Outcome, text: str) -> str:
        if outcome.reason is not None:
            return f"{name}\n{outcome.reason.text}"
        unit = self.unit.label if kind.name == "money" else unit_of(kind)
        return f"{name}：{text}{'' if unit == '%' else ' ' + unit}"

    def copied(self, row: int, column: int) -> CopiedCell:
        """What a copy carries: the text without separators, and the exact number if it is one."""
        if self._rows[row][2] is None:
            return CopiedCell("")
        look, _, outcome, kind = self._cell(row, column)
        value = outcome.value if outcome is not None else None
        if value is None or isinstance(value, str):
            return CopiedCell(look.text)
        exact = money_decimal(value, self.unit) if kind.name == "money" else Decimal(value)
        return CopiedCell(look.text.replace(",", "").replace("−", "-"), significant(exact, _DIGITS))

    def with_headings(self, rows: list[int], block: list[list[CopiedCell]]) -> list[list[CopiedCell]]:
        """A block of whole rows with the labels at its left and the headings above."""
        heads = [CopiedCell(f"{column.group}{column.label}") for column in self.columns]
        labels = (str(self.headerData(row, Qt.Orientation.Vertical)).strip("　") for row in rows)
        lines = [[CopiedCell(name), *cells] for name, cells in zip(labels, block, strict=True)]
        return [[CopiedCell("项目"), *heads], *lines]

    def widest(self, column: int) -> list[int]:
        """Rows that hold the longest texts of a column: the extremes of each kind and number of decimals."""
        found: dict[tuple[str, int, bool], tuple[Decimal, int]] = {}
        for row, (_, _, line) in enumerate(self._rows):
            if line is None:
                continue
            size = self._size(line, self._places[column])
            places = decimals_of(size) if isinstance(size, int) else 0
            key = (line.kind.name, places if size is not None else -1, size is not None and size < 0)
            large = abs(Decimal(size or 0))
            if key not in found or large > found[key][0]:
                found[key] = (large, row)
        return [row for _, row in found.values()]

    def _size(self, line: Line, place: Place) -> int | Decimal | None:
        """A number as large as what a cell shows."""
        if not place.what:
            value = line.figures[place.at].value
            return value if isinstance(value, int | Decimal) else None
        assert self.comparison is not None
        step = self.comparison.steps[place.at]
        now, base = line.figures[step.now].value, line.figures[step.base].value
        if not isinstance(now, int | Decimal) or not isinstance(base, int | Decimal):
            return None
        if place.what == AMOUNT:
            return now - base
        return Decimal(now - base) / Decimal(base) if base > 0 else None

    # ---------------------------------------------------------------- Qt

    def rowCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008 - Qt's own default
        return 0 if parent.isValid() else len(self._rows)

    def columnCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008
        return 0 if parent.isValid() else len(self.columns)

    def flags(self, index: Index) -> Qt.ItemFlag:
        if not index.isValid() or self._rows[index.row()][2] is None:
            return Qt.ItemFlag.NoItemFlags
        return Qt.ItemFlag.ItemIsEnabled | Qt.ItemFlag.ItemIsSelectable

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        if not index.isValid():
            return None
        row, column = index.row(), index.column()
        match role:
            case Qt.ItemDataRole.DisplayRole:
                return self.look(row, column).text
            case Qt.ItemDataRole.TextAlignmentRole:
                return _RIGHT
            case Qt.ItemDataRole.FontRole:
                return strong_font(self._rows[row][0])
        if self._rows[row][2] is None:
            return None
        if role in {Qt.ItemDataRole.ToolTipRole, Qt.ItemDataRole.AccessibleDescriptionRole}:
            return self._cell(row, column)[1]
        if role == Qt.ItemDataRole.AccessibleTextRole:
            line = self._rows[row][0]
            head = self.columns[column]
            return f"{line.label}，{head.group}{head.label}，{self.look(row, column).text or '空'}"
        return None

    def headerData(
        self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole
    ) -> Any:
        horizontal = orientation == Qt.Orientation.Horizontal
        if not 0 <= section < (len(self.columns) if horizontal else len(self._rows)):
            return None
        if role not in {Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.AccessibleTextRole}:
            return None
        if horizontal:
            column = self.columns[section]
            short = role == Qt.ItemDataRole.DisplayRole
            return column.label if short else f"{column.group} {column.label}".strip()
        line = self._rows[section][0]
        return f"{line.prefix}{line.number}{line.label}"


def _rows(group: Group, filled: bool) -> list[tuple[Row, Group, Line | None]]:
    """The lines of a group under its title; a section line only where lines stand under it."""
    found: list[tuple[Row, Group, Line | None]] = []
    waiting: Row | None = None
    for line in group.lines:
        if line.row.heading:
            waiting = Row(line.row.key, f"　{line.row.label}", heading=True)
        elif line.filled or not filled:
            if waiting is not None:
                found.append((waiting, group, None))
                waiting = None
            found.append((line.row, group, line))
    title = f"{group.title}{points(group)}"
    return [(Row(group.key, title, heading=True), group, None), *found] if found else []
