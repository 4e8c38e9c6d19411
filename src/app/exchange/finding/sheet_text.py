"""A sheet as the finder reads it: headings with merged cells filled, the unit it names, its notes."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from functools import cached_property
from itertools import pairwise

from app.exchange.finding.names import plain
from app.exchange.reading.grid import Grid, Value

HEAD = 40  # rows in which titles and headings are looked for
DEPTH = 6  # headings have no more lines
NOTE = re.compile(r"\s*(?:注|备注|说明|附注|填表说明)\s*\d*\s*[:：、.]")
TOTAL = frozenset({"合计", "总计", "小计", "项目合计", "共计"})
NUMBERING = frozenset({"序号", "行次", "编号", "栏次"})
_UNITS = re.compile(
    r"单位[:：为]?(?:人民币)?([万千百亿]?元)(?=$|[^\u4e00-\u9fff]|20\d\d|部门|编制|填报|日期)"
)
_NAMED = re.compile(r"[（(]([万千百亿]?元)[）)]$")  # at the end of a title
_ALONE = re.compile(r"\s*[（(]?\s*([万千百亿]?元)\s*[)）]?\s*")  # in a cell of its own
_NOTED = re.compile(r"金额单位[:：为]?(?:均为)?([万千百亿]?元)")


@dataclass(eq=False)
class SheetText:
    """A grid with what is asked of it more than once."""

    grid: Grid

    @cached_property
    def top(self) -> list[list[Value]]:
        """The first rows with merged cells filled, for reading headings."""
        width = self.grid.width
        rows = [[*row, *[None] * (width - len(row))] for row in self.grid.rows[: HEAD + DEPTH]]
        for top, left, bottom, right in self.grid.merged:
            for row in range(top, min(bottom + 1, len(rows))):
                for column in range(left, min(right + 1, width)):
                    rows[row][column] = self.grid.at(top, left)
        return rows

    def unit_above(self, row: int) -> str:
        """The unit of money named above a row, in a line of its own or a title; none where two are named.

        What another table above has between its title and its figures counts only where nothing nearer does.
        """
        units: set[str] = set()
        for values in reversed(self.grid.rows[: row + 1]):
            if not any(isinstance(value, Decimal) for value in values):
                texts = [value for value in values if isinstance(value, str)]
                units |= units_in("".join(texts))
                units |= {found[1] for text in texts if (found := _ALONE.fullmatch(text))}
            elif units:
                break
        if not units:
            units = {found[1] for note in self.notes if (found := _NOTED.search(note))}
        return units.pop() if len(units) == 1 else ""

    @cached_property
    def notes(self) -> tuple[str, ...]:
        """Lines that begin with 注 or 说明."""
        rows = self.grid.rows[:HEAD] + self.grid.rows[-HEAD:]  # above or below a long list
        texts = (text for row in rows for text in row[:3] if isinstance(text, str))
        return tuple(dict.fromkeys(text for text in texts if NOTE.match(text)))

    def titled(self, titles: frozenset[str]) -> int:
        """How well the sheet's name or first rows name a table: 100 equal, up to 99 within a longer text."""
        if plain(self.grid.name) in titles:
            return 100
        said = [plain(text) for row in self.grid.rows[:6] for text in row if isinstance(text, str)]
        long = [title for title in titles if len(title) > 3]  # 项目 is also what heads a column
        if any(text in long for text in said):
            return 100
        within = [len(title) for title in long if any(title in text for text in said)]
        return min(50 + max(within, default=-50), 99)  # the longest says most

    def path(self, column: int, top: int, bottom: int) -> list[str]:
        """The lines of a heading from the top, each once."""
        parts: list[str] = []
        for row in range(top, bottom + 1):
            value = self.top[row][column] if row < len(self.top) and column < len(self.top[row]) else None
            if isinstance(value, str) and value.strip() and value not in parts[-1:]:
                parts.append(value)
        return parts

    def figures_in(self, row: int, columns: Sequence[int]) -> int:
        """How many of these columns hold a number in a row."""
        return sum(isinstance(self.grid.at(row, column), Decimal) for column in columns)


def units_in(line: str) -> set[str]:
    """Units a line names: 单 位 ： 万 元, or the end of a title （万元）."""
    joined = "".join(line.split())
    return {found[1] for found in (_UNITS.search(joined), _NAMED.search(joined)) if found}


def heading(path: list[str]) -> list[str]:
    """The lines of a heading without titles and units above it."""
    return [part for part in path if not _UNITS.search("".join(part.split()))]


def counting(numbers: Sequence[Decimal]) -> bool:
    """Whether these only number the columns: 1 2 3 …"""
    return len(numbers) > 1 and all(b - a == 1 for a, b in pairwise(numbers))
