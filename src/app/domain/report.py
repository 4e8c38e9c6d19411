"""One unit's one year: what was entered, and nothing that was computed.

Every value, also notes, explanations of problems and the officer's choices, is a cell with an
address, so that one road serves edits, undo, storage and digests. Only `Document` changes a Report.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from decimal import Decimal

from app.domain.address import Address, parse_address

# 分 and counts are int, exact numbers Decimal; text, choices and ISO dates str. Blank cells are absent.
Value = int | Decimal | str

# Tables every edition has beside its own; their rows are named by what they belong to.
NOTE = "note"  # row: address of a cell, column text: 来源/说明, column done: DONE once dealt with
EXPLANATION = "explanation"  # row: key of a problem, column text: 说明
SETTING = "setting"  # row: a ratio family, column main: the ratio chosen as the main basis
CARRIED = "carried"  # row: table/row, column: the same there, text: the year it was taken over from
PRINT = "print"  # row: key of a page, or the cover; columns: how it is put on paper, see app.exchange.setup
DONE = "已处理"  # the one value of the mark of a note
SYSTEM_TABLES = (NOTE, EXPLANATION, SETTING, CARRIED, PRINT)

POSITION_STEP = 1 << 20  # gap between neighbouring rows of a list, so that a row moves alone


def note_address(cell: Address) -> Address:
    """Where the note of a cell is kept."""
    return Address(NOTE, str(cell), "text")


def mark_address(cell: Address) -> Address:
    """Where it is kept that the note of a cell has been dealt with."""
    return Address(NOTE, str(cell), "done")


@dataclass(slots=True)
class Record:
    """One row of one table. In fixed and system tables `position` and `lineage` stay empty."""

    row: str | int
    cells: dict[str, Value] = field(default_factory=dict)
    position: int = 0
    lineage: str = ""
    parent: int | None = None


@dataclass(slots=True)
class Report:
    """`tables[table][row]` is a Record; rows of list tables are ordered by `position`."""

    year: int
    tables: dict[str, dict[str | int, Record]] = field(default_factory=dict)

    def get(self, address: Address) -> Value | None:
        """The entered value, None when blank."""
        record = self.tables.get(address.table, {}).get(address.row)
        return None if record is None else record.cells.get(address.column)

    def rows(self, table: str) -> list[Record]:
        """Records of a list table in the officer's order."""
        return sorted(self.tables.get(table, {}).values(), key=lambda record: record.position)

    def families(self, table: str) -> dict[int, list[Record]]:
        """Row of another list → the records of `table` that belong to it, in the officer's order."""
        found: dict[int, list[Record]] = {}
        for record in self.rows(table):
            if record.parent is not None:
                found.setdefault(record.parent, []).append(record)
        return found

    def column(self, table: str, column: str) -> list[Value | None]:
        """One column of a list table, in the order of `rows`."""
        return [record.cells.get(column) for record in self.rows(table)]

    def cells(self) -> Iterator[tuple[Address, Value]]:
        """Every entered value with its address."""
        for table, records in self.tables.items():
            for row, record in records.items():
                for column, value in record.cells.items():
                    yield Address(table, row, column), value

    def next_row(self, table: str) -> int:
        """An id for a row about to be added to a list table."""
        return max((row for row in self.tables.get(table, {}) if isinstance(row, int)), default=0) + 1

    def index_of(self, table: str, row: int) -> int:
        """Place of a list row in the officer's order, from 0."""
        records = self.tables[table]
        position = records[row].position
        return sum(record.position < position for record in records.values())


def carried_mark(address: Address) -> Address:
    """Where it is kept that a cell was taken over from the year before and not looked at since."""
    return Address(CARRIED, f"{address.table}/{address.row}", address.column)


def carried_cells(report: Report) -> Iterator[Address]:
    """The cells that still bear that mark."""
    for name, record in report.tables.get(CARRIED, {}).items():
        for column in record.cells:
            yield parse_address(f"{name}/{column}")


def subject(address: Address) -> Address:
    """The cell a note or a mark is about; any other address, or one that names no cell, itself."""
    about = {NOTE: str(address.row), CARRIED: f"{address.row}/{address.column}"}.get(address.table)
    try:
        return parse_address(about) if about is not None else address
    except ValueError:
        return address
