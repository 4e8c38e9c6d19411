"""The order of a list by one of its columns, as Excel has it: blanks last, equal rows as they stood."""

from __future__ import annotations

from app.document import Document
from app.domain.address import Address
from app.domain.report import Value


def sorted_rows(document: Document, table: str, column: str, *, descending: bool = False) -> list[int]:
    """Row ids of a list, by the values shown in `column`: entered or computed."""
    records = document.report.rows(table)
    values = {int(row.row): document.value(Address(table, row.row, column)) for row in records}
    filled = [row for row, value in values.items() if value is not None]
    blank = [row for row, value in values.items() if value is None]
    return sorted(filled, key=lambda row: _key(values[row]), reverse=descending) + blank


def collated(text: str) -> bytes:
    """Texts by pinyin: GBK has the common characters in that order."""
    return text.casefold().encode("gbk", "replace")


def _key(value: Value | None) -> tuple[bytes, Value]:
    if isinstance(value, str):
        return collated(value), value
    return b"", 0 if value is None else value
