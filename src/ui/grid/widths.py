"""Column widths in digits, so that they keep their meaning at every zoom; remembered table by table."""

from __future__ import annotations

from collections.abc import Iterable
from decimal import Decimal
from typing import Any

from app.domain.address import Address
from app.domain.amount import MoneyUnit, format_money
from app.domain.edition import Column
from ui.grid.look import derived
from ui.grid.metrics import Metrics
from ui.grid.model import TableModel

LABELS = "#"  # the frozen first column in the remembered state
_FORM_DIGITS = 52  # the one column of a form
_FITTED = 60  # a column fitted to its texts is not wider than this


class Widths:
    """What the officer has set, else what the edition proposes."""

    def __init__(self) -> None:
        self._set: dict[str, dict[str, float]] = {}

    def column(self, table: TableModel, place: int, metrics: Metrics) -> int:
        """Pixels of a column."""
        column = table.columns[place]
        own = self._set.get(table.table.key, {}).get(column.key)
        if own is None:
            if table.reader.mixed:
                return metrics.width(max(column.width, _FORM_DIGITS))
            return max(metrics.width(column.width), self.figures(table, place, metrics))
        return metrics.width(own)

    def figures(
        self, table: TableModel, place: int, metrics: Metrics, cells: Iterable[Address] | None = None
    ) -> int:
        """Pixels that show every amount of a column, or of some of its cells; 0 where its width is set."""
        column = table.columns[place]
        if column.kind.name != "money" or column.key in self._set.get(table.table.key, {}):
            return 0
        unit = table.session.money_unit
        extremes = _extremes(_amounts(table, column, cells), unit, column.kind.places)
        texts = {format_money(value, unit, column.kind.places) for value in extremes}
        widest = max((metrics.strong_text.horizontalAdvance(text) for text in texts), default=0)
        return widest + 2 * metrics.pad + 2 if widest else 0

    def labels(self, table: TableModel, natural: int, metrics: Metrics) -> int:
        """Pixels of the frozen first column."""
        own = self._set.get(table.table.key, {}).get(LABELS)
        return natural if own is None else max(metrics.width(own), metrics.width(3))

    def remember(self, table: TableModel, place: int | None, pixels: int, metrics: Metrics) -> None:
        """The officer has set a width; `place` None is the first column."""
        key = LABELS if place is None else table.columns[place].key
        self._set.setdefault(table.table.key, {})[key] = round(metrics.digits(pixels), 2)

    def forget(self, table: TableModel, place: int | None) -> None:
        """Back to what the edition proposes."""
        key = LABELS if place is None else table.columns[place].key
        self._set.get(table.table.key, {}).pop(key, None)

    @staticmethod
    def fitting(table: TableModel, place: int, metrics: Metrics) -> int:
        """Pixels that show the longest text of a column."""
        measure = metrics.strong_text
        texts = {table.look(row, place).text for row in range(table.rowCount())}
        lines = {line for text in texts for line in text.split("\n")}
        longest = max((measure.horizontalAdvance(line) for line in sorted(lines, key=len)[-200:]), default=0)
        head = max(metrics.text.horizontalAdvance(table.columns[place].label[:4]), 1)
        wanted = max(longest, head) + 2 * metrics.pad + 2
        return int(min(max(wanted, metrics.width(4)), metrics.width(_FITTED)))

    def state(self) -> dict[str, dict[str, float]]:
        """For the settings."""
        return {table: dict(widths) for table, widths in self._set.items() if widths}

    def restore(self, state: Any) -> None:
        """From the settings; whatever is not understood is left out."""
        self._set = {}
        if not isinstance(state, dict):
            return
        for table, widths in state.items():
            if isinstance(widths, dict):
                self._set[str(table)] = {
                    str(key): float(value)
                    for key, value in widths.items()
                    if isinstance(value, int | float) and 1 <= value <= 400
                }


def _amounts(table: TableModel, column: Column, cells: Iterable[Address] | None) -> Iterable[object]:
    """The values of a column; of an entered column of a list without an address for each."""
    if cells is not None:
        return [table.reader.value(cell) for cell in cells if table.reader.has(cell)]
    document = table.session.document
    if document is not None and table.is_list and not derived(column):
        records = document.report.tables.get(table.table.key, {})
        return [record.cells.get(column.key) for record in records.values()]
    key, lines = table.table.key, table.lines
    return _amounts(table, column, [Address(key, line, column.key) for line in lines])


def _extremes(values: Iterable[object], unit: MoneyUnit, places: int) -> set[int | Decimal]:
    """Smallest and largest amount for every number of decimals: the longest text is one of theirs."""
    step = 10 ** max(unit.places - places, 0)
    found: dict[int, tuple[int | Decimal, int | Decimal]] = {}
    for value in values:
        if value is None or not isinstance(value, int | Decimal):
            continue
        shown = places
        if value % step:
            digits = str(value)
            whole = isinstance(value, int)
            shown = unit.places - (len(digits) - len(digits.rstrip("0"))) if whole else unit.places
        low, high = found.get(shown, (value, value))
        found[shown] = (min(low, value), max(high, value))
    return {value for pair in found.values() for value in pair}
