"""Which row of a list each row of a sheet is: one that is here, or a new one."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace

from app.domain.edition import Table
from app.domain.report import Report
from app.exchange.finding.block import Block
from app.exchange.finding.names import plain
from app.exchange.marker import Marker, RowIdentity
from app.exchange.reading.grid import Workbook

NEW, SKIP = -1, -2  # what the officer may make of a sheet row, beside a row that is here


@dataclass(eq=False)
class RowFinder:
    """Goes through the blocks one after the other; what one adds, the next one knows."""

    report: Report
    book: Workbook
    own: Marker | None
    rows: dict[tuple[int, int], int] = field(default_factory=dict)  # block, sheet row → row
    new: dict[str, dict[int, RowIdentity | None]] = field(default_factory=dict)  # row → who it was
    ids: dict[tuple[str, int], int] = field(default_factory=dict)  # rows of our own workbook → rows here
    origins: dict[tuple[str, int], int] = field(default_factory=dict)  # and back
    told: list[str] = field(default_factory=list)
    _names: dict[str, dict[int, dict[str, str]]] = field(default_factory=dict)  # of new rows
    _free: dict[str, int] = field(default_factory=dict)

    def place(self, number: int, block: Block, table: Table, wishes: Mapping[int, str | int]) -> Block:
        """The block with the rows that are taken; `wishes` are the officer's."""
        known = self._owned(self.own, block, table) if self.own is not None else self._named(block, table)
        fresh = self.new.setdefault(table.key, {})
        rows = {}
        for row, match in block.rows.items():
            wanted = int(wishes.get(row, known.get(row, NEW)))
            if wanted == SKIP:
                continue
            rows[row] = match
            if wanted == NEW:
                wanted = self._next(table.key)
                fresh[wanted] = None
                self._names.setdefault(table.key, {})[wanted] = self._called(block, table, row)
            self.rows[number, row] = wanted
        return replace(block, rows=rows)

    def _next(self, table: str) -> int:
        free = self._free.get(table) or self.report.next_row(table)
        while free in self.new[table]:
            free += 1
        self._free[table] = free + 1
        return free

    def _named(self, block: Block, table: Table) -> dict[int, int]:
        """Rows of the same name; several of one name, one after the other when both sides have as many."""
        present = {target.column for target in block.columns.values()}
        shared = [key for key in (table.name_column, *table.identity) if key in present]
        here: dict[tuple[str, ...], list[int]] = {}
        there: dict[tuple[str, ...], list[int]] = {}
        for record in self.report.rows(table.key):
            name = tuple(plain(str(record.cells.get(key, ""))) for key in shared)
            here.setdefault(name, []).append(int(record.row))
        for row, names in self._names.get(table.key, {}).items():
            here.setdefault(tuple(names.get(key, "") for key in shared), []).append(row)
        for row in block.rows:
            names = self._called(block, table, row)
            there.setdefault(tuple(names[key] for key in shared), []).append(row)
        found: dict[int, int] = {}
        for name, rows in there.items():
            ids = here.get(name, [])
            shown = self.book.grids[block.sheet].at(rows[0], block.labels)
            if any(name) and len(ids) == len(rows):
                found |= dict(zip(rows, ids, strict=True))
                if len(rows) > 1:
                    self.told.append(f"{table.item}“{shown}”有 {len(rows)} 个，按先后对应，请核对")
            elif any(name) and ids:  # as new rows they would be here twice
                found |= dict.fromkeys(rows, SKIP)
                told = f"{table.item}“{shown}”文件里有 {len(rows)} 个，这里有 {len(ids)} 个"
                self.told.append(f"{told}，不能确定哪个是哪个，没有导入，请指明")
        return found

    def _called(self, block: Block, table: Table, row: int) -> dict[str, str]:
        """What tells a sheet row from others, by column."""
        grid, keys = self.book.grids[block.sheet], (table.name_column, *table.identity)
        columns = ((t.column, c) for c, t in block.columns.items() if t.column in keys)
        return {key: plain(str(grid.at(row, column) or "")) for key, column in columns}

    def _owned(self, own: Marker, block: Block, table: Table) -> dict[int, int]:
        """Rows of our own workbook by their running number: the same row, or one that comes new."""
        grid = self.book.grids[block.sheet]
        identities = own.rows.get(table.key, {})
        lineages = {record.lineage: int(record.row) for record in self.report.rows(table.key)}
        taken = self.report.tables.get(table.key, {})
        fresh = self.new.setdefault(table.key, {})
        found: dict[int, int] = {}
        for row in block.rows:
            number = str(grid.at(row, 0))
            who = identities.get(int(number)) if number.isdecimal() else None
            if who is None:
                continue
            if (table.key, who.row) in self.ids:
                found[row] = self.ids[table.key, who.row]
                continue
            if who.lineage in lineages:
                found[row] = lineages[who.lineage]
            else:
                free = who.row not in taken and who.row not in fresh
                found[row] = who.row if free else self._next(table.key)
                fresh[found[row]] = who
            self.ids[table.key, who.row] = found[row]
            self.origins[table.key, found[row]] = who.row
        return found
