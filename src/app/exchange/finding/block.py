"""One table of an edition found on a sheet: which rows and columns mean what."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import field

from app.domain.frozen import frozen
from app.exchange.finding.names import Match


@frozen
class Target:
    """What a column of the sheet holds: a column of the table, and its row where rows run along the top."""

    column: str
    row: str = ""
    sure: bool = True


@frozen
class Block:
    """One table found on one sheet. Rows and columns are those of the sheet, from 0.

    `rows` gives the row of a fixed table for each sheet row; of a list it names the sheet rows that hold
    one row each, with the key "". `asked` are headings that may mean several columns.
    """

    sheet: int
    table: str
    header: tuple[int, int]  # first and last line of the headings
    labels: int  # the column of labels, of names in a list; -1 where rows run along the top
    columns: Mapping[int, Target]
    rows: Mapping[int, Match]
    headings: Mapping[int, str]  # of every column with something in it, also those that are not taken
    asked: Mapping[int, tuple[str, ...]] = field(default_factory=dict)
    unit: str = ""  # 万元, 元…; empty when the sheet does not say
    notes: tuple[str, ...] = ()
    score: int = 0
    along: Mapping[int, str] = field(default_factory=dict)  # rows of the table along the top, by column
    skipped: Mapping[int, str] = field(default_factory=dict)  # rows with figures that are not taken, and why
