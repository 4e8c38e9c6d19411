"""Deeds on blocks of cells: what a paste, a fill or a clearing writes, as one act, and what it leaves out."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from app.calculation import entry
from app.calculation.labels import quoted
from app.calculation.parts import any_filled, upwards
from app.document import Document
from app.domain.act import SetCell
from app.domain.address import Address
from app.domain.amount import MoneyUnit, Refused, is_blank_mark
from app.domain.edition import Kind
from app.domain.report import Value
from app.edits import add_rows
from ui.grid.cells import CellModel
from ui.grid.clipboard import Pasted
from ui.grid.deed import Deed, Landing
from ui.grid.look import NUMERIC
from ui.grid.model import TableModel
from ui.grid.moves import Range

_NONE = frozenset({"无"})  # what tables write for no figure, beside dashes
RED = "红字而没有负号：Excel 里可能是负数"


class Block:
    """Deeds on some cells; nothing is written here, the view takes the deeds to the session."""

    def __init__(self, model: CellModel, document: Document) -> None:
        self._cells = model
        self._document = document
        self._edition = document.model.edition
        self._report = document.report

    def clear(self, ranges: Sequence[Range]) -> Deed:
        """Blank every entered cell; what is computed stays."""
        raise NotImplementedError

    def write(self, texts: Iterable[tuple[int, int, str]], unit: MoneyUnit | None = None) -> Deed:
        """Each text into its cell, read in `unit`."""
        raise NotImplementedError

    def name_of(self, landing: Landing) -> str:
        """What messages call the cell a text goes to."""
        raise NotImplementedError

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
            if self._cells.is_heading(row):
                continue
            for column in range(left, right + 1):
                source = (top, column) if down else (row, left)
                if (row, column) != source and (text := self._text(*source)) is not None:
                    texts.append((row, column, text))
        return self.write(texts)

    def _neighbour(self, row: int) -> int:
        row -= 1
        while row >= 0 and self._cells.is_heading(row):
            row -= 1
        return row

    def _text(self, row: int, column: int) -> str | None:
        return None if self._cells.address(row, column) is None else self._cells.copy_text(row, column)[0]

    # ---------------------------------------------------------------- pasting

    def paste(self, ranges: Sequence[Range], pasted: Pasted) -> Deed:
        """One text fills the selection; a block goes to its corner, repeated where it fits whole."""
        texts = pasted.texts
        height, width = len(texts), pasted.width
        if height == width == 1:
            places = sorted({place for one in ranges for place in one.places()})
        else:
            corner = ranges[0]
            fits = len(ranges) == 1 and corner.height % height == 0 and corner.width % width == 0
            down, across = (corner.height, corner.width) if fits else (height, width)
            places = list(
                Range(corner.top, corner.left, corner.top + down - 1, corner.left + across - 1).places()
            )
        top, left = (places[0][0], places[0][1]) if places else (0, 0)
        deed = self.write(
            [(row, column, texts[(row - top) % height][(column - left) % width]) for row, column in places],
            pasted.unit,
        )
        if pasted.red:
            deed.landings = [
                one._replace(why=RED)
                if one.fate == "written"
                and one.new is not None
                and ((one.row - top) % height, (one.column - left) % width) in pasted.red
                else one
                for one in deed.landings
            ]
        return deed


class TableBlock(Block):
    """Deeds on one table, whose rows are added where a paste goes beyond its end."""

    def __init__(self, model: TableModel, document: Document) -> None:
        super().__init__(model, document)
        self._table = model

    # ---------------------------------------------------------------- clearing

    def clear(self, ranges: Sequence[Range]) -> Deed:
        """Blank every entered cell; what is computed stays."""
        deed, table = Deed(), self._table
        for place in ranges:
            names = [
                table.columns[c].key
                for c in range(place.left, place.right + 1)
                if not table.columns[c].computed
            ]
            for row in table.lines[place.top : place.bottom + 1]:
                record = self._report.tables.get(table.table.key, {}).get(row)
                if record is None:
                    continue
                for name in names:
                    if (old := record.cells.get(name)) is not None:
                        deed.changes.append(SetCell(Address(table.table.key, row, name), old, None))
        deed.changes = list(dict.fromkeys(deed.changes))  # ranges may overlap
        return deed

    # ---------------------------------------------------------------- writing

    def write(self, texts: Iterable[tuple[int, int, str]], unit: MoneyUnit | None = None) -> Deed:
        """Each text into its cell, read in `unit`; rows beyond the end of a list are added."""
        unit = unit or self._table.session.money_unit
        deed, table, report = Deed(), self._table, self._report
        staged: dict[Address, Value | None] = {}
        totals: dict[Address, Landing] = {}
        new: dict[int, dict[str, Value]] = {}
        width, height = len(table.columns), table.rowCount()
        kinds = [column.kind for column in table.columns] if table.is_list else []
        for row, column, text in texts:
            address = None
            if column >= width or (row >= height and not table.is_list):
                landing = Landing(row, column, text, "outside")
            elif row >= height:
                landing = self._read(row, column, text, kinds[column], unit)
                if landing.fate == "written" and not text.strip():
                    continue
                if landing.new is not None:
                    new.setdefault(row, {})[table.columns[column].key] = landing.new
            elif not table.writable(row, column):
                landing = Landing(row, column, text, "computed")
            else:
                address = table.address(row, column)
                assert address is not None
                kind = kinds[column] if kinds else entry.kind_at(self._edition, address)
                landing = self._read(row, column, text, kind, unit)._replace(old=report.get(address))
                if landing.stuck:
                    pass
                elif table.is_list or self._document.model.formula(*address) is None:
                    staged[address] = landing.new
                else:
                    totals[address] = landing
                    continue
            if landing.fate in {"written", "refused"} or text.strip():
                deed.landings.append(landing)
        self._settle_totals(deed, staged, totals)
        deed.changes += [
            SetCell(address, one.old, one.new)
            for one in deed.landings
            if one.fate == "written"
            and one.row < height
            and not one.same
            and (address := table.address(one.row, one.column)) is not None
        ]
        places = {row: place for place, row in enumerate(sorted(new), 1)}
        if places:
            deed.changes += add_rows(report, table.table.key, [new[row] for row in places])
            deed.added = len(places)
            deed.landings = [one._replace(added=places.get(one.row, 0)) for one in deed.landings]
        return deed

    def _read(self, row: int, column: int, text: str, kind: Kind, unit: MoneyUnit) -> Landing:
        if self._table.columns[column].computed:
            return Landing(row, column, text, "computed")
        if kind.name in NUMERIC and (is_blank_mark(text) or text.strip() in _NONE):
            return Landing(row, column, text, "written", blanked=bool(text.strip()))
        try:
            return Landing(row, column, text, "written", None, entry.parse_kind(kind, text, unit))
        except Refused as refused:
            return Landing(row, column, text, "refused", why=str(refused))

    def _settle_totals(
        self, deed: Deed, staged: dict[Address, Value | None], totals: dict[Address, Landing]
    ) -> None:
        """A total takes a figure only where none of its parts will have one."""
        model = self._document.model

        def value(address: Address) -> Value | None:
            return staged[address] if address in staged else self._report.get(address)

        order = upwards(model, self._table.table.key)
        for address in sorted(totals, key=lambda one: order.index(str(one.row))):
            landing = totals[address]
            if landing.new is not None and any_filled(model, address, value):
                landing = landing._replace(fate="computed", new=None)
            else:
                staged[address] = landing.new
            deed.landings.append(landing)

    def name_of(self, landing: Landing) -> str:
        """What messages call the cell a text goes to."""
        return name_of(self._table, landing)


def name_of(table: TableModel, landing: Landing) -> str:
    """What messages call the cell a text goes to."""
    address = table.address(landing.row, landing.column) if landing.row < table.rowCount() else None
    if address is not None:
        return quoted(table.name(address))
    column = table.columns[landing.column].label
    if not landing.added:
        return f"不新增的行“{column}”"
    return f"新增的第 {table.number(table.rowCount() + landing.added - 1)} 行“{column}”"
