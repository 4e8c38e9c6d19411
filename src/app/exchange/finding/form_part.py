"""The part of a sheet that one form stands on: its cells with what is merged, and where its words are."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from functools import cached_property
from typing import NamedTuple

from app.exchange.finding.form_words import form_plain
from app.exchange.reading.grid import Cell, Grid, Value

WIDE = 60  # columns in which a form stands
HIGH = 3_000  # rows that one form has at most
_INLINE = re.compile(r"\s*([^:：]{2,20})[:：](.*)", re.DOTALL)


class Box(NamedTuple):
    """One cell, merged or not, with what it holds."""

    row: int
    column: int
    bottom: int
    right: int
    value: Value

    @property
    def at(self) -> Cell:
        """Its first cell."""
        return self.row, self.column


class Part:
    """Rows `top` to `end` (not included) of a sheet."""

    def __init__(self, grid: Grid, top: int, end: int) -> None:
        self.grid, self.top, self.end = grid, top, min(end, top + HIGH)
        self._merged: dict[Cell, tuple[int, int, int, int]] = {}
        room = 2 * HIGH * WIDE  # areas that overlap could be endless
        for first, left, last, right in grid.merged:
            if first >= self.end or last < top or left >= WIDE:
                continue
            area = first, left, min(last, self.end - 1), min(right, WIDE - 1)
            room -= (area[2] - max(first, top) + 1) * (area[3] - left + 1)
            if room < 0:
                break
            for row in range(max(first, top), area[2] + 1):
                self._merged.update(((row, column), area) for column in range(left, area[3] + 1))

    def box(self, row: int, column: int) -> Box:
        """The cell there, whole where it is merged."""
        area = self._merged.get((row, column), (row, column, row, column))
        return Box(*area, self.grid.at(area[0], area[1]))

    def row(self, row: int) -> list[Box]:
        """The cells of a row that hold something, also those that begin above it."""
        found: list[Box] = []
        column, width = 0, min(WIDE, max(self.grid.width, 1))
        while column < width:
            box = self.box(row, column)
            if box.value is not None and box.value != "":
                found.append(box)
            column = box.right + 1
        return found

    @cached_property
    def boxes(self) -> tuple[Box, ...]:
        """Everything that holds something, row by row."""
        rows = range(self.top, min(self.end, len(self.grid.rows)))
        return tuple(box for row in rows for box in self.row(row) if row in {box.row, self.top})

    @cached_property
    def words(self) -> dict[str, list[Box]]:
        """The texts of the part as they are compared, and where they stand."""
        found: dict[str, list[Box]] = {}
        for box in self.boxes:
            if isinstance(box.value, str) and len(box.value) <= WIDE:
                found.setdefault(form_plain(box.value), []).append(box)
        return found

    @cached_property
    def inline(self) -> dict[str, tuple[Box, str]]:
        """Words with their value behind a colon in the same cell: 项目名称：科普经费."""
        found: dict[str, tuple[Box, str]] = {}
        for box in self.boxes:
            parts = _INLINE.fullmatch(box.value) if isinstance(box.value, str) else None
            if parts is not None:
                found.setdefault(form_plain(parts[1]), (box, parts[2].strip()))
        return found

    def after(self, box: Box, stop: Callable[[Box], bool]) -> Box | None:
        """The cell at the right that belongs to a label: the first with something before the next label."""
        column, first = box.right + 1, None
        while column < min(WIDE, max(self.grid.width, box.right + 2)):
            beside = self.box(box.row, column)
            if beside.value is not None and beside.value != "":
                return first if stop(beside) else beside
            first = first or beside
            column = beside.right + 1
        return first

    def under(self, row: int, left: int, right: int) -> Box:
        """The cell of a row within some columns: the first with something, else the first."""
        boxes = list(self._within(row, left, right))
        return next((box for box in boxes if box.value is not None and box.value != ""), boxes[0])

    def _within(self, row: int, left: int, right: int) -> Iterator[Box]:
        column = left
        while column <= right:
            box = self.box(row, column)
            yield box
            column = box.right + 1
