"""Deeds on blocks of a form's cells: a paste of indicator lines goes field by field, new ones are added."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from app.calculation import entry, labels
from app.document import Document
from app.domain.act import SetCell
from app.domain.address import Address
from app.domain.amount import MoneyUnit, Refused
from app.domain.report import Value
from app.exchange.form_page import Spot
from app.indicators import PLACED, Get, add_items, typed_actual, typed_target
from ui.forms.model import FormModel
from ui.grid.block import Block
from ui.grid.clipboard import Pasted
from ui.grid.deed import Deed, Landing
from ui.grid.moves import Range


class FormBlock(Block):
    """Merged cells are written once; in the lines of items each item gets its own text."""

    def __init__(self, model: FormModel, document: Document) -> None:
        super().__init__(model, document)
        self._model = model
        self._staged: dict[Address, Value | None] = {}

    def _get(self, address: Address) -> Value | None:
        return self._staged[address] if address in self._staged else self._report.get(address)

    # ---------------------------------------------------------------- clearing

    def clear(self, ranges: Sequence[Range]) -> Deed:
        """Blank every entered cell; of a target also its direction and unit."""
        deed = Deed()
        for spot in self.spots(ranges):
            if spot.address is None or not self._model.typable(spot.row, spot.column):
                continue
            cells = spot.parts if len(spot.parts) == 3 else spot.parts[:1] or self._model.of_items(spot)
            deed.changes += [
                SetCell(cell, old, None) for cell in cells if (old := self._report.get(cell)) is not None
            ]
        deed.changes = list(dict.fromkeys(deed.changes))
        return deed

    def spots(self, ranges: Sequence[Range]) -> list[Spot]:
        """The cells that these ranges touch, each once."""
        found = (self._model.spot(*place) for one in ranges for place in one.places())
        return list({(spot.row, spot.column): spot for spot in found if spot is not None}.values())

    # ---------------------------------------------------------------- pasting

    def paste(self, ranges: Sequence[Range], pasted: Pasted) -> Deed:
        """One text fills what is selected; lines on lines of items go field by field, others cell by cell."""
        texts = pasted.texts
        if len(texts) == pasted.width == 1:
            return self.write(
                [(spot.row, spot.column, texts[0][0]) for spot in self.spots(ranges)], pasted.unit
            )
        top, left = ranges[0].top, ranges[0].left
        if self._model.item(top) is not None:
            return self._paste_items(top, left, texts, pasted.unit)
        cells: list[tuple[int, int, str]] = []
        row = top
        for line in texts:
            columns = self._columns(row, left)
            cells += [(row, column, text) for column, text in zip(columns, line, strict=False)]
            row += 1
        return self.write(cells, pasted.unit)

    def _columns(self, row: int, left: int) -> list[int]:
        """Columns of a line in which a cell begins, from `left` on; one that began above counts too."""
        columns = range(left, self._model.columnCount())
        return [
            column for column in columns if self._model.anchor(row, column)[1] == column or column == left
        ]

    def _paste_items(self, top: int, left: int, texts: list[list[str]], unit: MoneyUnit | None) -> Deed:
        """Each line is one item; beyond the last one items are added, of the same kind where none is told."""
        model, deed = self._model, Deed()
        found = [spot for column in self._columns(top, left) if (spot := model.spot(top, column)) is not None]
        fields = [spot for spot in found if spot.item is not None and spot.address is not None]
        rows = [row for row in sorted(model.lines.items) if row >= top]
        new: list[dict[str, Value]] = []
        above: dict[str, str] = {}
        for number, line in enumerate(texts):
            row = rows[number] if number < len(rows) else model.rowCount() + number
            cells: dict[str, Value] = {}
            for spot, written in zip(fields, line, strict=False):
                assert spot.address is not None
                text, column = written, spot.address.column
                if column in PLACED:
                    text = above[column] = written.strip() or above.get(column, "")
                item = model.item(row) if row < model.rowCount() else None
                landing = self._field(spot, row, item, text, cells, unit)
                if landing.fate != "written" or text.strip():
                    deed.landings.append(landing)
            if row >= model.rowCount() and cells:
                new.append(cells)
        deed.changes += [
            SetCell(cell, old, value)
            for cell, value in self._staged.items()
            if (old := self._report.get(cell)) != value
        ]
        if new and model.sheet.row is not None:
            last = model.item(max(model.lines.items))
            table = fields[0].address.table if fields and fields[0].address is not None else ""
            deed.changes += add_items(
                self._report, table, model.sheet.row, new, after=last if isinstance(last, int) else None
            )
            deed.added = len(new)
        return deed

    def _field(
        self,
        spot: Spot,
        row: int,
        item: int | str | None,
        text: str,
        cells: dict[str, Value],
        unit: MoneyUnit | None,
    ) -> Landing:
        """One field of one item, there already or new; `cells` gathers what a new one holds."""
        assert spot.address is not None
        address = spot.address._replace(row=item if item is not None else spot.address.row)
        column = spot.column
        table = self._edition.table[address.table]
        if table.column[address.column].computed or (
            item is not None and not self._model.session.typable(address)
        ):
            return Landing(row, column, text, "computed")
        parts = tuple(part._replace(row=address.row) for part in spot.parts)
        try:
            if item is None:
                values = self._values(address, parts, text, lambda cell: cells.get(cell.column), unit)
                cells.update({cell.column: value for cell, value in values.items() if value is not None})
                return Landing(row, column, text, "written", None, values.get(address), added=1)
            values = self._values(address, parts, text, self._get, unit)
        except Refused as refused:
            return Landing(row, column, text, "refused", why=str(refused))
        self._staged.update(values)
        return Landing(row, column, text, "written", self._report.get(address), values.get(address))

    def _values(
        self, address: Address, parts: tuple[Address, ...], text: str, get: Get, unit: MoneyUnit | None
    ) -> dict[Address, Value | None]:
        unit = unit or self._model.session.money_unit
        if len(parts) == 3:
            return typed_target(get, parts, text)
        if len(parts) == 2:
            return typed_actual(get, parts, text)
        return {address: entry.parse_kind(entry.kind_at(self._edition, address), text, unit)}

    # ---------------------------------------------------------------- writing

    def write(self, texts: Iterable[tuple[int, int, str]], unit: MoneyUnit | None = None) -> Deed:
        """Each text into its cell; what cannot be typed into is passed over."""
        deed, model = Deed(), self._model
        for row, column, text in texts:
            if row >= model.rowCount() or column >= model.columnCount():
                landing = Landing(row, column, text, "outside")
            elif not model.typable(row, column):
                landing = Landing(row, column, text, "computed")
            else:
                landing = self._written(row, column, text, unit or model.session.money_unit)
            if landing.fate in {"written", "refused"} or text.strip():
                deed.landings.append(landing)
        deed.changes = [
            SetCell(cell, old, value)
            for cell, value in self._staged.items()
            if (old := self._report.get(cell)) != value
        ]
        return deed

    def _written(self, row: int, column: int, text: str, unit: MoneyUnit) -> Landing:
        address = self._model.address(row, column)
        assert address is not None
        try:
            values = self._model.read(row, column, text, self._get, unit)
        except Refused as refused:
            return Landing(row, column, text, "refused", why=str(refused))
        self._staged.update(values)
        return Landing(row, column, text, "written", self._report.get(address), values.get(address))

    def name_of(self, landing: Landing) -> str:
        """What messages call the cell a text goes to."""
        inside = landing.row < self._model.rowCount() and landing.column < self._model.columnCount()
        address = self._model.address(landing.row, landing.column) if inside else None
        return labels.quoted(self._model.name(address)) if address is not None else "新增的指标"
