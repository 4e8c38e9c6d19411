"""Whether records hold what their edition has room for: what is computed on must be of its kind.

Digests show accidents; this shows a file that somebody made to trip the program.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from decimal import Decimal
from functools import partial

from app.domain.edition import Edition, Kind, Table
from app.domain.report import DONE, NOTE, SYSTEM_TABLES, Record, Report

_INTEGER: frozenset[type] = frozenset({int})
_EXACT: frozenset[type] = frozenset({int, Decimal})
_WORDS: frozenset[type] = frozenset({str})
_NOTED = frozenset({"text", "done"})
_TYPES = {"money": _INTEGER, "count": _INTEGER, "number": _EXACT, "percent": _EXACT}


def misfit(edition: Edition, report: Report) -> str:
    """The first row that does not fit, as table/row; empty when all do."""
    for table, records in report.tables.items():
        if found := misfit_rows(edition, table, records.values()):
            return found
        known = edition.table.get(table)
        above = report.tables.get(known.parent, {}) if known is not None and known.parent else None
        if above is not None and (lost := [r.row for r in records.values() if r.parent not in above]):
            return f"{table}/{lost[0]}"
    return ""


def misfit_rows(edition: Edition, table: str, records: Iterable[Record]) -> str:
    """The same for some records of one table."""
    known = edition.table.get(table)
    fits: Callable[[Record], bool]
    if table == NOTE:
        fits = _fits_note
    elif table in SYSTEM_TABLES:
        fits = _fits_system
    elif known is None:
        fits = _fits_nowhere
    elif known.kind == "fixed":
        fits = partial(_fits_fixed, known)
    else:
        fits = partial(_fits_list, {column.key: _types(column.kind) for column in known.columns})
    return next((f"{table}/{record.row}" for record in records if not fits(record)), "")


def fits_kind(kind: Kind, value: object) -> bool:
    """Whether a stored value is of the type this kind of cell holds."""
    return type(value) in _types(kind)


def _types(kind: Kind) -> frozenset[type]:
    return _TYPES.get(kind.name, _WORDS)


def _fits_list(types: dict[str, frozenset[type]], record: Record) -> bool:
    if type(record.row) is not int:
        return False
    for column, value in record.cells.items():
        if column not in types or type(value) not in types[column]:
            return False
    return True


def _fits_fixed(table: Table, record: Record) -> bool:
    row = record.row
    return isinstance(row, str) and all(
        table.has(row, column) and type(value) in _types(table.kind_of(row, column))
        for column, value in record.cells.items()
    )


def _fits_system(record: Record) -> bool:
    return isinstance(record.row, str) and all(type(value) is str for value in record.cells.values())


def _fits_note(record: Record) -> bool:
    return _fits_system(record) and record.cells.get("done", DONE) == DONE and record.cells.keys() <= _NOTED


def _fits_nowhere(_: Record) -> bool:
    return False
