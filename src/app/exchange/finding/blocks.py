"""Where the tables of an edition stand in a workbook.

A sheet may hold one table under two lines of headings, two halves side by side, or its rows along the
top. Titles and names decide, never the number of a table or the order of its columns.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace

from app.domain.edition import Edition, Table
from app.exchange.finding.block import Block
from app.exchange.finding.fixed import across, down
from app.exchange.finding.lists import list_blocks
from app.exchange.finding.names import Names, names_in, names_of
from app.exchange.finding.sheet_text import SheetText
from app.exchange.finding.stacked import moved, parts
from app.exchange.reading.grid import Grid, Workbook


def find_blocks(edition: Edition, book: Workbook, year: int, *, ours: bool = False) -> list[Block]:
    """Every table of the edition that the workbook seems to hold of a year, best first on each sheet.

    What is filled in as a form is a table in a workbook of `ours` only.
    """
    names = names_of(edition, year)
    tables = edition.tables if ours else edition.sheets_of_entry
    return [
        block for number, grid in enumerate(book.grids) for block in blocks_of(tables, names, grid, number)
    ]


def blocks_of(tables: Sequence[Table], names: Mapping[str, Names], grid: Grid, number: int) -> list[Block]:
    """The tables on one sheet, below one another or not."""
    titles = {title for known in names.values() for title in known.titles}
    return [
        moved(block, top)
        for top, part in parts(grid, titles)
        for block in _of_part(tables, names, part, number)
    ]


def _of_part(tables: Sequence[Table], names: Mapping[str, Names], grid: Grid, number: int) -> list[Block]:
    """The tables under one title. What two tables claim, the better one keeps."""
    sheet = SheetText(grid)
    found = [block for table in tables for block in _of_table(table, names[table.key], sheet, number)]
    found.sort(key=lambda block: -block.score)
    kept: list[Block] = []
    for block in found:
        if not any(_overlap(block, other) for other in kept):
            kept.append(block)
    return kept


def read_as(edition: Edition, grid: Grid, number: int, table: str, year: int) -> list[Block]:
    """The sheet as this table, when the officer says that it is one."""
    sheet, known = SheetText(grid), edition.table[table]
    return _of_table(known, names_in(edition, known, year), sheet, number, told=True)


def _overlap(block: Block, other: Block) -> bool:
    """Whether two blocks claim the same part of a sheet."""
    across = {block.labels, *block.columns, *block.asked} & {other.labels, *other.columns, *other.asked}
    return bool(across - {-1}) and min(block.rows) <= max(other.rows) and min(other.rows) <= max(block.rows)


def _of_table(table: Table, names: Names, sheet: SheetText, number: int, told: bool = False) -> list[Block]:
    titled = 100 if told else sheet.titled(names.titles)
    if table.kind == "list":
        parts = list_blocks(table, names, sheet, number)
        enough = [part for part in parts if len(part.columns) > 1 or titled]
        return [replace(part, score=part.score + titled) for part in enough]
    blocks = down(table, names, sheet, number, titled)
    if not blocks:
        found = across(table, names, sheet, number)
        blocks = [found] if found is not None else []
    return [replace(block, score=block.score + titled) for block in blocks]
