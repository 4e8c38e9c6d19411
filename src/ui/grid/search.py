"""Where a text stands in a table: labels of a fixed table, shown values of all cells."""

from __future__ import annotations

from PySide6.QtCore import Qt

from app.calculation import entry
from app.domain.address import Address
from app.domain.edition import Column
from app.domain.report import Value
from ui.grid.cells import CellModel
from ui.grid.look import derived
from ui.grid.model import TableModel

Place = tuple[int, int]


def plain(text: str) -> str:
    """As people compare: without thousands separators, minus signs alike."""
    return text.replace(",", "").replace("−", "-").replace(" ", "").casefold()


def places(model: CellModel, wanted: str) -> list[Place]:
    """Row and column of every place that shows `wanted`, row by row; none for an empty text."""
    wanted = plain(wanted)
    if not wanted:
        return []
    if isinstance(model, TableModel) and model.is_list:
        return sorted(_in_list(model, wanted))
    found = _in_form(model, wanted)
    return sorted(found)


def _in_form(model: CellModel, wanted: str) -> set[Place]:
    found = set()
    for row in range(model.rowCount()):
        if wanted in plain(str(model.headerData(row, Qt.Orientation.Vertical) or "")):
            found.add((row, 0))
        for column in range(model.columnCount()):
            if wanted in plain(str(model.index(row, column).data() or "")):
                found.add((row, column))
    return found


def _in_list(model: TableModel, wanted: str) -> set[Place]:
    """Thousands of rows: a number is written out only where its digits could be those wanted."""
    document = model.session.document
    if document is None:
        return set()
    digits = "".join(filter(str.isdigit, wanted)).lstrip("0")
    records = document.report.tables.get(model.table.key, {})
    found = set()
    for at, column in enumerate(model.columns):
        result = derived(column)
        text = column.kind.name in {"text", "choice"} and not result
        rate = column.kind.name == "percent"  # shown × 100 and rounded
        if not text and not any(map(str.isdigit, wanted)) and not column.bands:
            continue
        for row, line in enumerate(model.lines):
            value: Value | None
            if result:
                value = document.value(Address(model.table.key, line, column.key))
            else:
                value = records[line].cells.get(column.key)
            if value is None:
                continue
            if text:
                if wanted in plain(str(value)):
                    found.add((row, at))
            elif (rate or digits in str(value)) and wanted in _shown(model, column, line, value):
                found.add((row, at))
    return found


def _shown(model: TableModel, column: Column, line: str | int, value: Value) -> str:
    document = model.session.document
    assert document is not None
    address = Address(model.table.key, line, column.key)
    return plain(entry.show(document.model.edition, address, value, model.session.money_unit))
