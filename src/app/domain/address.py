"""Where one value lives: table, row, column."""

from __future__ import annotations

from typing import NamedTuple


class Address(NamedTuple):
    """`row` is a row key in a fixed table, the row's stable id (int) in a list table."""

    table: str
    row: str | int
    column: str

    def __str__(self) -> str:
        return f"{self.table}/{self.row}/{self.column}"


def parse_address(text: str) -> Address:
    """`accounts/personnel/final`, `project/3/score`; raises `ValueError` when it is none."""
    table, _, rest = text.partition("/")
    row, _, column = rest.rpartition("/")
    if not (table and row and column):
        raise ValueError(f"“{text}”不是单元格地址；应写作 表/行/列，例如 accounts/personnel/final")
    return Address(table, int(row) if row.isascii() and row.isdigit() else row, column)
