"""A workbook that was read for the document, and what the officer decides about the tables in it."""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping
from dataclasses import field, replace
from pathlib import Path

from app.domain.edition import Edition
from app.domain.frozen import frozen
from app.exchange.finding.block import Block, Target
from app.exchange.finding.blocks import find_blocks
from app.exchange.finding.entries import Way
from app.exchange.marker import NAME, Marker, read_marker
from app.exchange.page import SIDE_BY_SIDE
from app.exchange.reading.grid import Workbook

_YEAR = re.compile(r"(20\d\d)\s*年")
TRANSLATED = "部门决算公开表 → "  # a sheet laid out from the accounts is called after our table
OURS = "万元"  # what our own workbooks are in
Place = tuple[int, int, int]  # sheet, row, column


@frozen
class Source:
    """A workbook that was read, and the tables found in it."""

    path: Path
    book: Workbook
    blocks: tuple[Block, ...]
    marker: Marker | None = None


@frozen
class Choices:
    """What the officer decided about one block, beside what was found."""

    used: bool = True
    way: Way = field(default_factory=Way)
    columns: Mapping[int, Target | None] = field(default_factory=dict)  # None: not taken
    rows: Mapping[int, str | int] = field(default_factory=dict)  # fixed: row key; list: id, NEW or SKIP
    taken: frozenset[Place] = frozenset()  # of those asked about
    left: frozenset[Place] = frozenset()


def columns_of(block: Block, choices: Choices) -> dict[int, Target]:
    """The columns that are taken, and as what."""
    both = {**block.columns, **choices.columns}
    return {column: target for column, target in both.items() if target is not None}


def find_source(path: Path, book: Workbook, edition: Edition, year: int) -> Source:
    """The workbook with its tables, as figures of `year`."""
    marker = read_marker(book)
    shown = replace(book, grids=tuple(grid for grid in book.grids if grid.name != NAME))
    if marker is not None:
        shown = replace(shown, notes=())  # its figures were compared when it was written
    blocks = _blocks(edition, shown, year, ours=marker is not None)
    if marker is None:
        blocks = _outside_forms(edition, shown, blocks)
        shown = replace(shown, notes=(*shown.notes, *summaries_told(edition, shown)))
        from app.intake.accounts import find_accounts, told, translated  # which plan an import themselves

        best = {
            number: max(b.score for b in blocks if b.sheet == number) for number in {b.sheet for b in blocks}
        }
        accounts = find_accounts(shown, year, best)
        if accounts is not None:
            laid_out = translated(accounts, edition)
            if laid_out is not None:
                shown = laid_out
                blocks = _outside_forms(edition, shown, _blocks(edition, shown, year, ours=False))
            else:  # no tables of ours, unless the officer says so
                sheets = {block.sheet for block in accounts.blocks}
                shown = replace(shown, notes=(*shown.notes, *told(accounts)))
                blocks = [block for block in blocks if block.sheet not in sheets]
    else:
        blocks, notes = _ours(marker, shown, blocks, edition)
        shown = replace(shown, notes=notes)
    return Source(path, shown, tuple(blocks), marker)


def _outside_forms(edition: Edition, book: Workbook, blocks: list[Block]) -> list[Block]:
    """What lies in no filled form: 项目名称 and 得分 of a form look like a list of projects."""
    if not blocks:
        return blocks
    from app.exchange.finding.forms import find_forms, find_summaries

    others = set(range(len(book.grids))) - {block.sheet for block in blocks}
    forms = find_forms(edition, book.grids, others)
    summaries = dict(find_summaries(edition, book.grids))
    blocks = [block for block in blocks if block.header[0] < summaries.get(block.sheet, block.header[0] + 1)]
    return [
        block
        for block in blocks
        if not any(form.sheet == block.sheet and form.top <= block.header[1] < form.end for form in forms)
    ]


def summaries_told(edition: Edition, book: Workbook, without: Collection[int] = ()) -> list[str]:
    """That a summary of forms is no list of projects: it only says what the forms say."""
    from app.exchange.finding.forms import find_summaries

    return [
        f"工作表“{book.grids[sheet].name}”第 {row + 1} 行起是项目自评结果汇总表，数来自各份自评表，没有导入"
        for sheet, row in find_summaries(edition, book.grids)
        if sheet not in without
    ]


def _ours(
    marker: Marker, book: Workbook, blocks: list[Block], edition: Edition
) -> tuple[list[Block], tuple[str, ...]]:
    """The tables of a workbook of ours where they were written, or on a sheet that got another name."""
    names = {grid.name: number for number, grid in enumerate(book.grids)}
    homes = {names[name]: table for name, table in marker.sheets.items() if name in names}
    lost: dict[str, list[str]] = {}
    for name, table in marker.sheets.items():
        if name not in names and table in edition.table:
            lost.setdefault(table, []).append(name)
    strays = [block for block in blocks if block.sheet not in homes and block.table in lost]
    kept = [block for block in blocks if homes.get(block.sheet) == block.table or block in strays]
    gone = [
        name
        for table, missing in lost.items()
        for name in missing[len({b.sheet for b in strays if b.table == table}) :]
    ]
    notes = tuple(f"文件里没有工作表“{name}”（删掉了，或表题也改了），没有导入" for name in gone)
    return [replace(block, unit=block.unit or OURS) for block in kept], notes


def _blocks(edition: Edition, book: Workbook, year: int, *, ours: bool) -> list[Block]:
    """The tables in it; sheets with several years side by side show none of one year."""
    blocks = find_blocks(edition, book, year, ours=ours)
    return [block for block in blocks if not book.grids[block.sheet].name.startswith(SIDE_BY_SIDE)]


def marked_year(book: Workbook) -> int:
    """The year one of our own workbooks is of; 0 for any other."""
    marker = read_marker(book)
    return marker.year if marker is not None else 0


def titled_years(book: Workbook) -> set[int]:
    """Years that the first rows of the sheets name."""
    texts = (
        text for grid in book.grids for row in grid.rows[:3] for text in row[:8] if isinstance(text, str)
    )
    return {int(year) for text in texts for year in _YEAR.findall(text)}
