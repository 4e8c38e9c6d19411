"""What an import leaves out, put into words: nothing of a workbook is dropped without a word."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace
from decimal import Decimal

from app.exchange.finding.block import Block, Target
from app.exchange.finding.sheet_text import HEAD, counting
from app.exchange.reading.grid import Grid, letters
from app.intake.source import Choices, Source

_YEAR = re.compile(r"((?:19|20)\d\d)\s*年")
_NAMED = 3  # more rows of one sheet than this are counted


def untaken(source: Source, choices: Sequence[Choices], year: int) -> Iterator[str]:
    """Sentences on sheets, rows and columns with figures not taken, and on a title of another year."""
    grids = source.book.grids
    both = zip(source.blocks, choices, strict=True)
    used = [replace(b, columns={**b.columns, **_wanted(c)}) for b, c in both if c.used]
    for number, grid in enumerate(grids):
        blocks = [block for block in used if block.sheet == number]
        if not blocks:
            if (
                any(isinstance(value, Decimal) for row in grid.rows for value in row)
                and source.marker is None
            ):
                yield f"工作表“{grid.name}”没有认出是哪张表，没有导入"
            continue
        for block in blocks:
            yield from _rows(grid, block)
        yield from _columns(grid, blocks)
        if said := _other_year(grid, year):
            yield f"工作表“{grid.name}”的表题写的是 {said} 年，现在导入到 {year} 年度，请核对"


def _wanted(chosen: Choices) -> dict[int, Target]:
    return {column: target for column, target in chosen.columns.items() if target is not None}


def _rows(grid: Grid, block: Block) -> Iterator[str]:
    left = {row: told for row, told in block.skipped.items() if told}
    for row, told in list(left.items())[:_NAMED]:
        named = "合计行" if told == "合计行" else f"“{told.strip()}”没有对应的行"
        yield f"{grid.name} 第 {row + 1} 行{'是' if told == '合计行' else ''}{named}，没有导入"
    if len(left) > _NAMED:
        yield f"{grid.name} 另有 {len(left) - _NAMED} 行没有对应的行，没有导入"


def _columns(grid: Grid, blocks: Sequence[Block]) -> Iterator[str]:
    """Columns with figures beside the rows that are taken."""
    used = {column for block in blocks for column in (*block.columns, block.labels)}
    headings = {column: text for block in blocks for column, text in block.headings.items()}
    asked = {column for block in blocks for column in block.asked}
    rows = sorted({row for block in blocks for row in block.rows})
    for column in range(grid.width):
        figures = [v for row in rows if isinstance(v := grid.at(row, column), Decimal)]
        heading = headings.get(column, "").strip()
        if column in used or not figures or heading in _COUNTING or (not heading and counting(figures)):
            continue
        named = f"{grid.name} {letters(column)} 列" + (f"“{heading}”" if heading else "（没有表头）")
        if column in asked:
            yield f"{named}不能确定是哪一栏，没有导入，请在预览里选"
        else:
            yield f"{named}没有对应的栏目，没有导入"


_COUNTING = frozenset({"序号", "行次", "编号", "栏次"})


def _other_year(grid: Grid, year: int) -> int:
    """The year a title names, when it is another one; 0 for none."""
    texts = [str(value) for row in grid.rows[: min(HEAD, 4)] for value in row[:8] if isinstance(value, str)]
    years = {int(found) for text in texts for found in _YEAR.findall(text)}
    return years.pop() if len(years) == 1 and year not in years else 0
