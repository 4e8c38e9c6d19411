"""What a workbook holds, whatever program wrote it: values from A1 on, and what is doubtful about them."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from typing import Literal, TypeAlias

from app.domain.frozen import frozen

Value: TypeAlias = str | Decimal | date | bool | None
Cell: TypeAlias = tuple[int, int]  # row and column, 0-based: (0, 0) is A1

DoubtKind: TypeAlias = Literal[
    "error",  # #DIV/0! and the like; no value
    "uncached",  # a formula that was never computed; no value
    "stale",  # a formula whose stored 0 was perhaps never computed
    "external",  # a formula that takes from another file
    "precision",  # more digits than a workbook keeps
    "red",  # shown in red, stored positive
    "minus",  # shown with a minus or in parentheses, stored positive
    "scaled",  # shown in thousands or 万, stored in full
    "invisible",  # the format shows nothing
    "date",  # a date that is perhaps a number
    "time",  # a time of day or a duration, given as text
    "text_number",  # a number stored as text
    "covered",  # lies under a merged cell, nobody sees it
    "scope",  # a figure of a narrower scope than what it would fill
    "unknown",  # could not be read; no value, or the text as it stands
]


class ReadingError(Exception):
    """A file that is not read; `str()` is Chinese: what is wrong, that nothing changed, what to do."""


@frozen
class Doubt:
    """Why a cell is not simply what it looks like; `text` is a sentence for the officer."""

    kind: DoubtKind
    text: str


@frozen
class Grid:
    """One worksheet. Rows begin at row 1 and column A, each ends with its last filled cell.

    A number is a `Decimal` of at most 15 digits: what Excel shows and what was typed. A percentage is as
    stored (98.32 % is 0.9832) and its cell stands in `percent`. Text stays text, also of digits.
    """

    name: str
    rows: tuple[tuple[Value, ...], ...]
    hidden: bool  # also "very hidden"
    percent: frozenset[Cell]
    units: Mapping[Cell, str]  # 万元 written by the number format, not part of the value
    doubts: Mapping[Cell, tuple[Doubt, ...]]
    formulas: Mapping[Cell, str]  # "" where the formula's text is not known; cut after some length
    merged: tuple[tuple[int, int, int, int], ...]  # top, left, bottom, right, inclusive
    hidden_rows: frozenset[int]
    hidden_columns: frozenset[int]

    @property
    def width(self) -> int:
        """Number of columns up to the last filled one."""
        return max(map(len, self.rows), default=0)

    def at(self, row: int, column: int) -> Value:
        """The value of a cell; None when it is empty or beyond what is filled."""
        if 0 <= row < len(self.rows) and 0 <= column < len(self.rows[row]):
            return self.rows[row][column]
        return None


@frozen
class Workbook:
    """All worksheets in their order, and sentences on the file as a whole."""

    grids: tuple[Grid, ...]
    notes: tuple[str, ...]


def letters(column: int) -> str:
    """The letters of a column: 0 → A, 27 → AB."""
    text = ""
    column += 1
    while column:
        column, rest = divmod(column - 1, 26)
        text = chr(65 + rest) + text
    return text


def place(row: int, column: int) -> str:
    """How Excel calls a cell: (11, 2) → C12."""
    return f"{letters(column)}{row + 1}"


def column_of(text: str) -> int:
    """The column of letters: AB → 27; -1 for anything else."""
    if not re.fullmatch("[A-Za-z]{1,3}", text):
        return -1
    number = 0
    for letter in text.upper():
        number = number * 26 + ord(letter) - 64
    return number - 1
