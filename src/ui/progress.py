"""How much of a report is filled in: required inputs only, row by row so that an edit costs one row."""

from __future__ import annotations

from collections import Counter

from app.document import Document, Effect
from app.domain.edition import Table
from app.domain.problem import Problem


class Progress:
    """Filled and required inputs of every table of the year shown."""

    def __init__(self, document: Document) -> None:
        self._document = document
        self._required = {table.key: _required(table) for table in document.model.edition.tables}
        self._filled: dict[str, dict[str | int, int]] = {key: {} for key in self._required}
        for table in self._required:
            self._recount(table)

    def follow(self, effect: Effect) -> None:
        """Count again what an act touched."""
        for table in effect.structure:
            if table in self._required:
                self._recount(table)
        for address in effect.changed:
            if address.table in self._required and address.table not in effect.structure:
                self._count(address.table, address.row)

    def of(self, table: str) -> tuple[int, int]:
        """Filled and required inputs of one table."""
        required = self._required[table]
        if isinstance(required, tuple):
            return sum(self._filled[table].values()), len(required) * len(self._filled[table])
        return sum(self._filled[table].values()), sum(map(len, required.values()))

    def all(self) -> tuple[int, int]:
        """Filled and required inputs of the whole report."""
        pairs = [self.of(table) for table in self._required]
        return sum(filled for filled, _ in pairs), sum(required for _, required in pairs)

    def _recount(self, table: str) -> None:
        required = self._required[table]
        rows = self._document.report.tables.get(table, {}) if isinstance(required, tuple) else required
        self._filled[table] = {}
        for row in rows:
            self._count(table, row)

    def _count(self, table: str, row: str | int) -> None:
        required = self._required[table]
        columns = required if isinstance(required, tuple) else required.get(str(row), ())
        record = self._document.report.tables.get(table, {}).get(row)
        if isinstance(required, tuple) and record is None:
            self._filled[table].pop(row, None)
            return
        self._filled[table][row] = 0 if record is None else sum(column in record.cells for column in columns)


def _required(table: Table) -> tuple[str, ...] | dict[str, tuple[str, ...]]:
    """Columns that count: for every row of a list table alike, for each row of a fixed one."""
    columns = tuple(column.key for column in table.columns if not column.computed and not column.optional)
    if table.kind == "list":
        return columns
    return {
        row.key: tuple(column for column in columns if table.has(row.key, column))
        for row in table.row.values()
        if not row.optional and not row.formula
    }


def problems_by_table(problems: tuple[Problem, ...]) -> dict[str, Counter[str]]:
    """Severities counted per table; a problem belongs to the table of its first cell."""
    found: dict[str, Counter[str]] = {}
    for problem in problems:
        if problem.cells:
            found.setdefault(problem.cells[0].table, Counter())[problem.severity] += 1
    return found
