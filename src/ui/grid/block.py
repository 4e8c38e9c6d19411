"""Deeds on blocks of cells: what a paste, a fill or a clearing writes, as one act, and what it leaves out."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from app.calculation import entry
from app.calculation.formula import Cell, SameColumn, leaves
from app.calculation.labels import quoted
from app.document import Document
from app.domain.act import Change, SetCell
from app.domain.address import Address
from app.domain.amount import MoneyUnit, Refused, is_blank_mark
from app.domain.report import Value
from app.edits import add_rows
from ui.grid.look import NUMERIC
from ui.grid.model import TableModel
from ui.grid.moves import Range

_NONE = frozenset({"无"})  # what tables write for no figure, beside dashes
_REASONS = 3  # refusals told word by word; the others are counted


@dataclass
class Deed:
    """The changes of one act and the account of what did not go in."""

    changes: list[Change] = field(default_factory=list)
    written: int = 0  # cells that hold what was wanted, changed or not
    added: int = 0  # rows
    computed: int = 0  # cells passed over: computed, or not there in their row
    outside: int = 0  # cells beyond the table
    nothing: list[str] = field(default_factory=list)  # dashes and 无, taken as blank
    refused: list[str] = field(default_factory=list)

    def account(self, verb: str) -> tuple[str, str]:
        """Severity and sentence for the message line; an empty sentence when all went as wished."""
        parts: list[str] = []
        if self.refused:
            shown = "；".join(self.refused[:_REASONS]) + ("……" if len(self.refused) > _REASONS else "")
            parts.append(f"{len(self.refused)} 个没有写入，原来的数没有动：{shown}")
        if self.computed:
            parts.append(f"{self.computed} 个由软件计算或不用填，已跳过")
        if self.outside:
            parts.append(f"{self.outside} 个超出表格范围，没有写入")
        if self.nothing:
            marks = "".join(f"“{mark}”" for mark in dict.fromkeys(self.nothing))
            parts.append(f"{len(self.nothing)} 个{marks}按空白处理")
        if not parts:
            return "info", ""
        if self.written:
            parts.insert(0, f"已{verb} {self.written} 个单元格")
        return ("error" if self.refused or self.outside else "info"), "；".join(parts) + "。"


class Block:
    """Deeds on one table; nothing is written here, the view takes the deeds to the session."""

    def __init__(self, model: TableModel, document: Document) -> None:
        self._table = model
        self._document = document
        self._edition = document.model.edition
        self._report = document.report

    # ---------------------------------------------------------------- clearing

    def clear(self, ranges: Sequence[Range]) -> Deed:
        """Blank every entered cell; what is computed stays."""
        deed, table = Deed(), self._table
        for place in ranges:
            names = [
                table.columns[c].key
                for c in range(place.left, place.right + 1)
                if not table.columns[c].formula
            ]
            for row in table.lines[place.top : place.bottom + 1]:
                record = self._report.tables.get(table.table.key, {}).get(row)
                if record is None:
                    continue
                for name in names:
                    if (old := record.cells.get(name)) is not None:
                        deed.changes.append(SetCell(Address(table.table.key, row, name), old, None))
        deed.changes = list(dict.fromkeys(deed.changes))  # ranges may overlap
        deed.written = len(deed.changes)
        return deed

    # ---------------------------------------------------------------- filling

    def fill(self, place: Range, down: bool) -> Deed:
        """The first row (column) of the block into the others; a single one takes its neighbour's."""
        top, left, bottom, right = place
        if down and top == bottom:
            top = self._neighbour(top)
        elif not down and left == right:
            left -= 1
        if top < 0 or left < 0:
            return Deed()
        texts: list[tuple[int, int, str]] = []
        for row in range(top, bottom + 1):
            if self._table.is_heading(row):
                continue
            for column in range(left, right + 1):
                source = (top, column) if down else (row, left)
                if (row, column) != source and (text := self._text(*source)) is not None:
                    texts.append((row, column, text))
        return self.write(texts)

    def _neighbour(self, row: int) -> int:
        row -= 1
        while row >= 0 and self._table.is_heading(row):
            row -= 1
        return row

    def _text(self, row: int, column: int) -> str | None:
        address = self._table.address(row, column)
        return None if address is None else self._table.reader.copy_text(address)[0]

    # ---------------------------------------------------------------- pasting

    def paste(self, ranges: Sequence[Range], texts: Sequence[Sequence[str]], unit: MoneyUnit | None) -> Deed:
        """One text fills the selection; a block goes to its corner, repeated where it fits whole."""
        if len(texts) == 1 and len(texts[0]) == 1:
            cells = {
                (row, column)
                for place in ranges
                for row in range(place.top, place.bottom + 1)
                for column in range(place.left, place.right + 1)
            }
            return self.write([(row, column, texts[0][0]) for row, column in sorted(cells)], unit)
        place = ranges[0]
        height, width = len(texts), len(texts[0])
        if len(ranges) == 1 and place.height % height == 0 and place.width % width == 0:
            down, across = place.height, place.width
        else:
            down, across = height, width
        return self.write(
            [
                (place.top + row, place.left + column, texts[row % height][column % width])
                for row in range(down)
                for column in range(across)
            ],
            unit,
        )

    # ---------------------------------------------------------------- writing

    def write(self, texts: Iterable[tuple[int, int, str]], unit: MoneyUnit | None = None) -> Deed:
        """Each text into its cell, read in `unit`; rows beyond the end of a list are added."""
        unit = unit or self._table.session.money_unit
        deed, table = Deed(), self._table
        staged: dict[Address, Value | None] = {}
        totals: dict[Address, tuple[Value | None, str]] = {}
        new: dict[int, dict[str, Value]] = {}
        for row, column, text in texts:
            if column >= len(table.columns) or (row >= table.rowCount() and not table.is_list):
                deed.outside += bool(text.strip())
            elif row >= table.rowCount():
                self._stage_new(deed, new.setdefault(row, {}), column, text, unit, row)
            else:
                self._stage(deed, staged, totals, (row, column, text), unit)
        self._settle_totals(deed, staged, totals)
        for address, value in staged.items():
            old = self._report.get(address)
            if old != value or type(old) is not type(value):
                deed.changes.append(SetCell(address, old, value))
        rows = [new[row] for row in sorted(new) if new[row]]
        if rows:
            deed.changes += add_rows(self._report, table.table.key, rows)
            deed.added = len(rows)
        return deed

    def _stage(
        self,
        deed: Deed,
        staged: dict[Address, Value | None],
        totals: dict[Address, tuple[Value | None, str]],
        cell: tuple[int, int, str],
        unit: MoneyUnit,
    ) -> None:
        row, column, text = cell
        table = self._table
        address = table.address(row, column)
        if address is None or not table.writable(row, column):
            deed.computed += bool(text.strip())
            return
        try:
            value = self._read(deed, address, text, unit)
        except Refused as refused:
            deed.refused.append(f"{quoted(table.name(address))}：{refused}")
            return
        if table.is_list or self._document.model.formula(*address) is None:
            staged[address] = value
            deed.written += 1
        else:
            totals[address] = (value, text)

    def _stage_new(
        self, deed: Deed, cells: dict[str, Value], column: int, text: str, unit: MoneyUnit, row: int
    ) -> None:
        known = self._table.columns[column]
        if known.formula:
            deed.computed += bool(text.strip())
            return
        try:
            value = self._read(deed, Address(self._table.table.key, 0, known.key), text, unit)
        except Refused as refused:
            deed.refused.append(f"新增的第 {row + 1} 行“{known.label}”：{refused}")
            return
        if value is not None:
            cells[known.key] = value
            deed.written += 1

    def _read(self, deed: Deed, address: Address, text: str, unit: MoneyUnit) -> Value | None:
        kind = entry.kind_at(self._edition, address)
        none = kind.name in NUMERIC and (is_blank_mark(text) or text.strip() in _NONE)
        value = None if none else entry.parse_kind(kind, text, unit)
        if none and text.strip():
            deed.nothing.append(text.strip())
        return value

    def _settle_totals(
        self,
        deed: Deed,
        staged: dict[Address, Value | None],
        totals: dict[Address, tuple[Value | None, str]],
    ) -> None:
        """A total takes a figure only where none of its parts will have one."""
        order = [row.key for row, _ in self._document.model.totals.get(self._table.table.key, ())]
        for address in sorted(totals, key=lambda one: order.index(str(one.row))):
            value, text = totals[address]
            if value is not None and any(self._filled(part, staged) for part in self._parts(address)):
                deed.computed += bool(text.strip())
            else:
                staged[address] = value
                deed.written += 1

    def _parts(self, address: Address) -> list[Address]:
        formula = self._document.model.formula(*address)
        if formula is None:
            return []
        return [
            Address(leaf.table, leaf.row, leaf.column if isinstance(leaf, Cell) else address.column)
            for leaf in leaves(formula.tree)
            if isinstance(leaf, Cell | SameColumn)
        ]

    def _filled(self, address: Address, staged: dict[Address, Value | None]) -> bool:
        if address in staged:
            if staged[address] is not None:
                return True
        elif self._report.get(address) is not None:
            return True
        return any(self._filled(part, staged) for part in self._parts(address))
