"""The cells of a paste preview: old and new value of each, told by colour and by sign what becomes of it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from PySide6.QtCore import (
    QAbstractTableModel,
    QModelIndex,
    QObject,
    QPersistentModelIndex,
    QPointF,
    QRect,
    Qt,
)
from PySide6.QtGui import QFont, QFontMetrics, QPainter, QPen
from PySide6.QtWidgets import QStyledItemDelegate, QTableView

from app.calculation import entry
from app.domain.amount import shorten
from app.domain.edition import Kind
from app.domain.problem import Severity
from app.domain.report import Value
from ui.grid.deed import Landing
from ui.grid.look import NUMERIC
from ui.grid.marks import mixed, paint_mark
from ui.grid.model import TableModel
from ui.theme import colours, fill, standing

Index = QModelIndex | QPersistentModelIndex
LANDING = Qt.ItemDataRole.UserRole
ARROW = " → "
_BLANK = "（空）"
_LONG = 24  # characters of a text in a cell; the line below says it whole
_LABEL = 14
_MEASURED = 300  # rows looked at for the widths
_WIDEST = 30  # characters


class PreviewCells(QAbstractTableModel):
    """Rows and columns of the table that texts go to; rows about to be added stand last."""

    def __init__(self, table: TableModel, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._table = table
        self._cells: dict[tuple[int, int], Landing] = {}
        self._rows: list[int] = []
        self._columns: list[int] = []
        self._added: dict[int, int] = {}  # rows about to be added, and which of them

    def show(self, landings: Sequence[Landing]) -> None:
        """Another paste, or the same read in another way."""
        self.beginResetModel()
        self._cells = {(one.row, one.column): one for one in landings}
        self._rows = sorted({row for row, _ in self._cells})
        self._columns = sorted({column for _, column in self._cells})
        self._added = {one.row: one.added for one in landings if one.added}
        self.endResetModel()

    # ---------------------------------------------------------------- places

    def place(self, row: int, column: int) -> QModelIndex:
        """Where a cell of the table stands here."""
        return self.index(self._rows.index(row), self._columns.index(column))

    def first(self) -> QModelIndex:
        """The first cell to look at: one that does not go in, else the upper left one."""
        odd = min((place for place, one in self._cells.items() if one.stuck or one.why), default=None)
        return self.place(*odd) if odd is not None else self.index(0, 0)

    def landing(self, index: Index) -> Landing | None:
        """What goes to a cell; None between the cells of scattered selections."""
        if not index.isValid():
            return None
        return self._cells.get((self._rows[index.row()], self._columns[index.column()]))

    # ---------------------------------------------------------------- texts

    def texts(self, one: Landing) -> tuple[str, str]:
        """Old and new value as people read them; of what does not go in, the text itself as new."""
        kind = self._kind(one)
        return self._text(kind, one.old), one.text.strip() if one.stuck else self._text(kind, one.new)

    def _text(self, kind: Kind | None, value: Value | None) -> str:
        if value is None or kind is None:
            return ""
        return entry.show_kind(kind, value, self._table.session.money_unit)

    def _kind(self, one: Landing) -> Kind | None:
        if one.column >= len(self._table.columns):
            return None
        inside = one.row < self._table.rowCount()
        address = self._table.address(one.row, one.column) if inside else None
        return self._table.columns[one.column].kind if address is None else self._table.reader.kind(address)

    def _shown(self, one: Landing) -> str:
        old, new = self.texts(one)
        if one.stuck or one.same:
            return shorten(new, _LONG)
        if not old:
            return shorten(new, _LONG) if new else _BLANK if one.blanked else ""
        return f"{shorten(old, _LONG)}{ARROW}{shorten(new, _LONG) if new else _BLANK}"

    # ---------------------------------------------------------------- Qt's questions

    def rowCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008
        return 0 if parent.isValid() else len(self._rows)

    def columnCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008
        return 0 if parent.isValid() else len(self._columns)

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        one = self.landing(index)
        if one is None:
            return None
        if role in {Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.AccessibleTextRole}:
            return self._shown(one)
        if role == LANDING:
            return one
        if role == Qt.ItemDataRole.TextAlignmentRole:
            kind = self._kind(one)
            right = kind is not None and kind.name in NUMERIC
            return int(
                (Qt.AlignmentFlag.AlignRight if right else Qt.AlignmentFlag.AlignLeft)
                | Qt.AlignmentFlag.AlignVCenter
            )
        return None

    def headerData(
        self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole
    ) -> Any:
        if role not in {Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.AccessibleTextRole}:
            return None
        if orientation == Qt.Orientation.Horizontal:
            place = self._columns[section]
            known = self._table.columns
            return known[place].label if place < len(known) else "表格以外"
        return self._label(self._rows[section])

    def _label(self, row: int) -> str:
        table = self._table
        if row >= table.rowCount():
            if not table.is_list:
                return "表格以外"
            added = self._added.get(row)  # blank lines between them are left out
            return f"{table.number(table.rowCount() + added - 1)}（新增）" if added else "不新增"
        told = str(table.headerData(row, Qt.Orientation.Vertical) or "").strip()
        if table.is_list and table.table.name_column:
            place = [column.key for column in table.columns].index(table.table.name_column)
            return f"{told}　{shorten(table.look(row, place).text, _LABEL)}".rstrip("　")
        return told

    # ---------------------------------------------------------------- sizes

    def fit(self, view: QTableView) -> tuple[int, int]:
        """Sizes of rows and columns from their texts; the pixels all of it would take."""
        measure = QFontMetrics(view.font())
        em = measure.height()
        row = round(em * 1.7)
        view.verticalHeader().setDefaultSectionSize(row)
        view.verticalHeader().setDefaultAlignment(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)
        wide = 0
        for column in range(self.columnCount()):
            texts = [str(self.headerData(column, Qt.Orientation.Horizontal))]
            texts += [
                str(self.index(at, column).data() or "") for at in range(min(self.rowCount(), _MEASURED))
            ]
            longest = max(measure.horizontalAdvance(text) for text in texts)
            width = min(longest, em * _WIDEST) + round(em * 2.2)
            view.setColumnWidth(column, width)
            wide += width
        labels = max((measure.horizontalAdvance(self._label(at)) for at in self._rows[:_MEASURED]), default=0)
        labels = min(labels, em * _WIDEST) + em
        view.verticalHeader().setFixedWidth(labels)
        return wide + labels + em, row * self.rowCount() + round(em * 2.5)


class PreviewDelegate(QStyledItemDelegate):
    """Plain what is written, quiet what stays, struck through and marked what does not go in."""

    def paint(self, painter: QPainter, option: Any, index: Index) -> None:
        one: Landing | None = index.data(LANDING)
        c = colours(option.palette)
        rect = QRect(option.rect)
        stands = standing(option, index)
        severity: Severity | None = None
        if one is not None and one.fate in {"refused", "outside"}:
            severity = "error"
        elif one is not None and (one.why or one.blanked):
            severity = "warning"
        quiet = one is None or one.same or one.fate == "computed"
        ground = c.computed if quiet else c.base
        if severity == "error":
            ground = mixed(c.base, c.error, 0.1)
        elif severity == "warning":
            ground = mixed(c.base, c.warning, 0.14)
        painter.save()
        fill(painter, rect, c.selection if stands.selected else ground)
        em = QFontMetrics(option.font).height()
        if severity is not None:
            spot = QPointF(rect.left() + em * 0.6, rect.center().y() + 0.5)
            paint_mark(painter, spot, em * 0.42, severity, c)
        font = QFont(option.font)
        font.setStrikeOut(one is not None and one.stuck)
        painter.setFont(font)
        text = str(index.data() or "")
        align = Qt.AlignmentFlag(index.data(Qt.ItemDataRole.TextAlignmentRole) or 0)
        inner = rect.adjusted(round(em * 1.1), 0, -round(em * 0.5), 0)
        before, arrow, after = text.partition(ARROW)
        measure = painter.fontMetrics()
        if not arrow or measure.horizontalAdvance(text) > inner.width():
            painter.setPen(c.muted if quiet else c.text)
            painter.drawText(
                inner, align, measure.elidedText(text, Qt.TextElideMode.ElideRight, inner.width())
            )
        else:  # the old value steps back behind the new one
            width = measure.horizontalAdvance(text)
            left = inner.right() + 1 - width if align & Qt.AlignmentFlag.AlignRight else inner.left()
            told = measure.horizontalAdvance(before + arrow)
            box = QRect(left, inner.top(), width + 2, inner.height())
            painter.setPen(c.muted)
            painter.drawText(box, Qt.AlignmentFlag.AlignVCenter, before + arrow)
            painter.setPen(c.text)
            painter.drawText(box.adjusted(told, 0, 0, 0), Qt.AlignmentFlag.AlignVCenter, after)
        painter.setPen(QPen(c.grid, 1))
        painter.drawLine(rect.bottomLeft(), rect.bottomRight())
        painter.drawLine(rect.topRight(), rect.bottomRight())
        painter.restore()
