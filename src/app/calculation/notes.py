"""The notes of a year in the order of its tables, rows and columns."""

from __future__ import annotations

from app.domain.address import Address, parse_address
from app.domain.edition import Edition
from app.domain.frozen import frozen
from app.domain.report import NOTE, Report


@frozen
class Note:
    """来源 or 说明 of one cell, and whether it has been dealt with."""

    cell: Address
    text: str
    done: bool


def list_notes(edition: Edition, report: Report) -> list[Note]:
    """All of them; those of cells the edition does not have stand last."""
    found: list[Note] = []
    for key, record in report.tables.get(NOTE, {}).items():
        try:
            cell = parse_address(str(key))
        except ValueError:
            continue
        if (text := record.cells.get("text")) is not None:
            found.append(Note(cell, str(text), "done" in record.cells))
    tables = {name: place for place, name in enumerate(edition.table)}
    rows: dict[str, dict[str | int, int]] = {}
    columns: dict[str, dict[str, int]] = {}
    for name in {note.cell.table for note in found} & tables.keys():
        table = edition.table[name]
        fixed = table.kind == "fixed"
        order = list(table.row) if fixed else [record.row for record in report.rows(name)]
        rows[name] = {row: place for place, row in enumerate(order)}
        columns[name] = {column: place for place, column in enumerate(table.column)}

    def place(note: Note) -> tuple[int, int, int, str]:
        cell = note.cell
        row = rows.get(cell.table, {}).get(cell.row, len(report.tables.get(cell.table, {})))
        column = columns.get(cell.table, {}).get(cell.column, len(edition.tables))
        return tables.get(cell.table, len(tables)), row, column, str(cell)

    return sorted(found, key=place)
