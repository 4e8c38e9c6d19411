"""The order of a list by one of its columns, as Excel has it: blanks last, equal rows as they stood."""

from __future__ import annotations

from app.document import Document
from app.domain.address import Address
from app.domain.report import Record, Value


def sorted_rows(document: Document, table: str, column: str, *, descending: bool = False) -> list[int]:
    """Row ids of a list, by the values shown in `column`: entered or computed."""
    records = document.report.rows(table)
    values = {int(record.row): _value(document, table, column, record) for record in records}
    filled = [row for row, value in values.items() if value is not None]
    blank = [row for row, value in values.items() if value is None]
    return sorted(filled, key=lambda row: _key(values[row]), reverse=descending) + blank


def _value(document: Document, table: str, column: str, record: Record) -> Value | None:
    if document.model.edition.table[table].column[column].computed:
        outcome = document.cells.get(Address(table, record.row, column))
        return outcome.value if outcome is not None else None
    return record.cells.get(column)


def _key(value: Value | None) -> tuple[bytes, Value]:
    """Texts by pinyin: GBK has the common characters in that order."""
    if isinstance(value, str):
        return value.casefold().encode("gbk", "replace"), value
    return b"", 0 if value is None else value
