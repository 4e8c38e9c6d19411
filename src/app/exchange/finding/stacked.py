"""Tables below one another on a sheet: cut apart at the lines that are titles."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import replace
from itertools import pairwise

from app.exchange.finding.block import Block
from app.exchange.finding.names import plain
from app.exchange.reading.grid import Grid, Value

_LONG = 4  # characters of a title; 项目 is also what heads a column
_LEAST = 3  # rows of a table with its title


def parts(grid: Grid, titles: Collection[str]) -> list[tuple[int, Grid]]:
    """The sheet cut before each title but the first, with the row each part begins at."""
    long = [title for title in titles if len(title) >= _LONG]
    starts = [row for row, values in enumerate(grid.rows) if _is_title(values, long)]
    starts = [row for at, row in enumerate(starts) if at == 0 or row - starts[at - 1] >= _LEAST]
    if len(starts) < 2:
        return [(0, grid)]
    edges = [0, *starts[1:], len(grid.rows)]
    return [(top, _cut(grid, top, end)) for top, end in pairwise(edges)]


def _is_title(values: tuple[Value, ...], titles: Collection[str]) -> bool:
    """Whether a line says little but the title of a table."""
    filled = [value for value in values if value is not None and value != ""]
    if not 0 < len(filled) <= 3 or not all(isinstance(value, str) for value in filled):
        return False
    said = [plain(str(value)) for value in filled]
    return any(
        text == title or (title in text and len(text) < 3 * len(title)) for text in said for title in titles
    )


def _cut(grid: Grid, top: int, end: int) -> Grid:
    """Some rows of a sheet as one of their own, without its name: it may name another table."""
    merged = tuple(
        (first - top, left, last - top, right)
        for first, left, last, right in grid.merged
        if top <= first < end
    )
    return replace(grid, name="", rows=grid.rows[top:end], merged=merged)


def moved(block: Block, by: int) -> Block:
    """A block found on a part, with the rows of the whole sheet."""
    first, last = block.header
    return replace(
        block,
        header=(first + by, last + by),
        rows={row + by: match for row, match in block.rows.items()},
        skipped={row + by: told for row, told in block.skipped.items()},
    )
