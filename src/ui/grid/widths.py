"""Column widths in digits, so that they keep their meaning at every zoom; remembered table by table."""

from __future__ import annotations

from typing import Any

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
            own = max(column.width, _FORM_DIGITS) if table.reader.mixed else column.width
        return metrics.width(own)

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
