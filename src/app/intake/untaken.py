"""What an import leaves out, put into words: nothing of a workbook is dropped without a word."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from decimal import Decimal

from app.exchange.finding.block import Block
from app.exchange.finding.sheet_text import HEAD, counting
from app.exchange.reading.grid import Grid, letters
from app.intake.rows import SKIP
from app.intake.source import TRANSLATED, Choices, Place, Source

_YEAR = re.compile(r"((?:19|20)\d\d)\s*年")
_NAMED = 30  # more rows of one sheet than this are counted


def untaken(source: Source, choices: Sequence[Choices], year: int) -> Iterator[tuple[str, Place]]:
    """Sentences on sheets, rows and columns with figures not taken, and on a title of another year.

    Each with the sheet, row and column to look at.
    """
    for number, grid in enumerate(source.book.grids):
        found = [
            (block, chosen)
            for block, chosen in zip(source.blocks, choices, strict=True)
            if block.sheet == number
        ]
        used = [(block, chosen) for block, chosen in found if chosen.used]
        if not used:
            figures = any(isinstance(value, Decimal) for row in grid.rows for value in row)
            if found:
                yield f"工作表“{grid.name}”选了不导入", (number, 0, 0)
            elif figures and source.marker is None:
                yield f"工作表“{grid.name}”没有认出是哪张表，没有导入", (number, 0, 0)
            continue
        taken = {row for block, _ in used for row in block.rows}
        told: set[int] = set()
        for block, chosen in used:
            yield from _rows(grid, block, chosen, taken | told)
            told |= set(block.skipped)
        yield from _columns(grid, used, silent=source.marker is not None or grid.name.startswith(TRANSLATED))
        yield from _hidden(grid, used)
        if said := other_year(grid, year):
            text = f"工作表“{grid.name}”的表题写的是 {said} 年，现在导入到 {year} 年度，请核对"
            yield text, (number, 0, 0)


def _rows(grid: Grid, block: Block, chosen: Choices, known: set[int]) -> Iterator[tuple[str, Place]]:
    label = max(block.labels, 0)
    skipped = {row: told for row, told in block.skipped.items() if told and row not in known}
    left = {row: _skipped(told) for row, told in skipped.items() if row not in chosen.rows}
    for row, wanted in chosen.rows.items():
        if wanted in {"", SKIP}:
            left[row] = f"“{grid.at(row, label) or ''}”选了不导入"
    for row, text in list(left.items())[:_NAMED]:
        yield f"{grid.name} 第 {row + 1} 行{text}", (block.sheet, row, label)
    if len(left) > _NAMED:
        place = block.sheet, list(left)[_NAMED], label
        yield f"{grid.name} 另有 {len(left) - _NAMED} 行没有导入", place


def _skipped(told: str) -> str:
    return (
        f"是{told}，没有导入" if told in {"合计行", "分类行"} else f"“{told.strip()}”没有对应的行，没有导入"
    )


def _hidden(grid: Grid, used: Sequence[tuple[Block, Choices]]) -> Iterator[tuple[str, Place]]:
    """Hidden rows and columns whose cells are taken."""
    rows = sorted({row for block, _ in used for row in block.rows} & set(grid.hidden_rows))
    columns = sorted({column for block, _ in used for column in block.columns} & set(grid.hidden_columns))
    if rows:
        shown = "、".join(str(row + 1) for row in rows[:_NAMED]) + (" 等" if len(rows) > _NAMED else "")
        yield f"{grid.name} 隐藏的第 {shown} 行也会导入，请核对", (used[0][0].sheet, rows[0], 0)
    if columns:
        shown = "、".join(map(letters, columns))
        yield f"{grid.name} 隐藏的 {shown} 列也会导入，请核对", (used[0][0].sheet, 0, columns[0])


def _columns(
    grid: Grid, used: Sequence[tuple[Block, Choices]], *, silent: bool
) -> Iterator[tuple[str, Place]]:
    """Columns with something beside the rows that are taken, and those that are not wanted.

    `silent`: only figures count, texts are ours.
    """
    wanted = [(block, {**block.columns, **chosen.columns}) for block, chosen in used]
    taken = {c for _, columns in wanted for c, target in columns.items() if target is not None}
    left = {c for _, columns in wanted for c, target in columns.items() if target is None} - taken
    taken |= {block.labels for block, _ in used} - left
    headings = {column: text for block, _ in used for column, text in block.headings.items()}
    asked = {column for block, _ in used for column in block.asked}
    rows = [grid.rows[row] for row in sorted({row for block, _ in used for row in block.rows})]
    for column in range(grid.width):
        filled = [v for row in rows if column < len(row) and (v := row[column]) is not None]
        figures = [v for v in filled if isinstance(v, Decimal)]
        heading = headings.get(column, "").strip()
        texts = bool(filled) and bool(heading) and not silent and column not in asked
        nothing = not (figures or texts) or heading in _COUNTING or (not heading and counting(figures))
        if column in taken or (nothing and column not in left):
            continue
        named = f"{grid.name} {letters(column)} 列" + (f"“{heading}”" if heading else "（没有表头）")
        block = next((b for b, _ in used if column in b.headings), used[0][0])
        place = block.sheet, block.header[1], column
        if column in left:
            yield f"{named}选了不导入", place
        elif column in asked:
            yield f"{named}不能确定是哪一栏，没有导入，请指明", place
        else:
            yield f"{named}没有对应的栏目，没有导入", place


_COUNTING = frozenset({"序号", "行次", "编号", "栏次"})


def other_year(grid: Grid, year: int) -> int:
    """The year a title names, when it is another one; 0 for none."""
    texts = [str(value) for row in grid.rows[: min(HEAD, 4)] for value in row[:8] if isinstance(value, str)]
    years = {int(found) for text in texts for found in _YEAR.findall(text)}
    return years.pop() if len(years) == 1 and year not in years else 0
