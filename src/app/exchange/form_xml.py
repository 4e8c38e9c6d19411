"""A worksheet written as text at once: thousands of small sheets with many merged cells take half the time.

XlsxWriter keeps an object for every cell and writes it by a chain of calls. Here a cell is a piece of XML
from the start; texts and formats still go through its tables, everything around the cells is its own.
"""

from __future__ import annotations

from datetime import date, datetime
from functools import cache
from typing import TYPE_CHECKING, Any, Protocol
from xml.sax.saxutils import escape

from app.exchange.live import letters

if TYPE_CHECKING:
    from xlsxwriter.format import Format

Kept = float | str | date


class Putting(Protocol):
    """What cells are put into."""

    def put(self, top: int, left: int, bottom: int, right: int, kept: Kept, shape: Format) -> None:
        """A value over an area of cells, all with the format; "" for none."""


@cache
def direct_worksheet() -> type:
    """The class of such sheets."""
    from xlsxwriter.worksheet import Worksheet

    class DirectWorksheet(Worksheet):  # type: ignore[misc]
        """Cells are put with `put` and `close` ends them."""

        def begin(self, columns: int) -> None:
            self._letters = [letters(column) for column in range(columns)]
            self._rows: list[list[str]] = []
            self._merged: list[str] = []

        def put(self, top: int, left: int, bottom: int, right: int, kept: Kept, shape: Format) -> None:
            """A value over an area of cells, all with the format; "" for none."""
            rows, names = self._rows, self._letters
            while len(rows) <= bottom:
                rows.append([""] * len(names))
            style = shape._get_xf_index()  # noqa: SLF001 - what XlsxWriter itself asks when it writes a cell
            if bottom > top or right > left:
                for row in range(top, bottom + 1):
                    cells = rows[row]
                    for column in range(left, right + 1):
                        cells[column] = f'<c r="{names[column]}{row + 1}" s="{style}"/>'
                area = f"{names[left]}{top + 1}:{names[right]}{bottom + 1}"
                self._merged.append(f'<mergeCell ref="{area}"/>')
            where = f'<c r="{names[left]}{top + 1}" s="{style}"'
            if isinstance(kept, str):
                if kept.startswith("<r>"):  # XlsxWriter would take it for the XML of a rich text
                    rows[top][left] = f'{where} t="inlineStr"><is><t>{escape(kept)}</t></is></c>'
                elif kept:
                    text = self.str_table._get_shared_string_index(kept)  # noqa: SLF001 - the same
                    rows[top][left] = f'{where} t="s"><v>{text}</v></c>'
                else:
                    rows[top][left] = f"{where}/>"
            else:
                number = kept if isinstance(kept, float) else self._days(kept)
                rows[top][left] = f"{where}><v>{number:.16G}</v></c>"

        def close(self, heights: list[int]) -> None:
            """All is put; the rows are so high."""
            self.dim_rowmin, self.dim_rowmax = 0, len(heights) - 1
            self.dim_colmin, self.dim_colmax = 0, len(self._letters) - 1
            self._heights = heights

        def _days(self, day: date) -> float:
            whole: float = self._convert_date_time(datetime(day.year, day.month, day.day))  # noqa: DTZ001 - a day
            return whole

        def _write_sheet_data(self) -> None:
            rows: list[str] = ["<sheetData>"]
            cells: list[Any] = self._rows
            for number, height in enumerate(self._heights):
                rows.append(f'<row r="{number + 1}" ht="{height}" customHeight="1">')
                rows += cells[number] if number < len(cells) else ()
                rows.append("</row>")
            rows.append("</sheetData>")
            self.fh.write("".join(rows))

        def _write_merge_cells(self) -> None:
            if self._merged:
                inner = "".join(self._merged)
                self.fh.write(f'<mergeCells count="{len(self._merged)}">{inner}</mergeCells>')

    return DirectWorksheet


@cache
def many_sheets() -> type:
    """A workbook that takes names of sheets as they are: each is compared with all others otherwise."""
    from xlsxwriter.workbook import Workbook

    class ManySheets(Workbook):  # type: ignore[misc]
        def _check_sheetname(self, sheetname: str, is_chartsheet: bool = False) -> str:
            return sheetname

    return ManySheets
