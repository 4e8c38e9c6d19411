"""The proposal on the screen and its plan, with what the views ask of both."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator
from decimal import Decimal
from functools import partial
from typing import Literal, NamedTuple

from app.calculation.entry import show
from app.exchange.finding.block import Block
from app.exchange.finding.values import NO_UNIT, seen
from app.exchange.reading.grid import Cell as At
from app.exchange.reading.grid import Grid, Value, letters, place
from app.intake.deed import line, numbering
from app.intake.matches import NOTHING, Matched, column_match, row_match
from app.intake.plan import Item, Plan
from app.intake.proposal import Proposal
from app.intake.source import Choices, Place, columns_of

Standing = Literal[
    "outside",  # no part of a table
    "heading",
    "label",
    "left",  # in a table, not taken
    "set",  # into a blank cell
    "over",  # in place of what is there
    "clear",
    "same",  # also agrees, nothing
    "open",  # asked or left: can be ticked
    "refused",
    "differs",
]
STANDINGS: dict[str, Standing] = {
    "clear": "clear",
    "same": "same",
    "agrees": "same",
    "nothing": "same",
    "asked": "open",
    "left": "open",
    "refused": "refused",
    "differs": "differs",
}


class Cell(NamedTuple):
    """One cell of the sheet as it is painted; `ticked` None where there is nothing to tick."""

    text: str
    right: bool
    standing: Standing
    ticked: bool | None = None


class Preview:
    """Changes as a whole, with `put`; everything else only looks."""

    def __init__(self, proposal: Proposal) -> None:
        self.proposal = proposal
        self.plan: Plan | None = None
        self.row_seen = 0  # where the cursor is: of tables below one another the headings tell of that one
        self.without_unit: set[int] = set()  # blocks with money of which no unit is known
        self.displaced: dict[Place, str] = {}  # headings of columns whose match another column has got
        self._numbers = numbering(proposal.aim)
        self._items: dict[int, dict[tuple[int, int], Item]] = {}
        self._counts: dict[int, Counter[str]] = {}

    def put(self, proposal: Proposal, plan: Plan) -> None:
        """Another proposal, and what it would do."""
        if proposal.aim is not self.proposal.aim:
            self._numbers = numbering(proposal.aim)
        self.proposal, self.plan = proposal, plan
        self._items.clear()
        self._counts.clear()
        for item in plan.items:
            self._counts.setdefault(item.block, Counter())[item.state] += 1
        self.without_unit = {item.block for item in plan.items if item.why == NO_UNIT}
        self.displaced = dict(self._displaced())

    # ---------------------------------------------------------------- sheets and blocks

    @property
    def grids(self) -> tuple[Grid, ...]:
        """The worksheets."""
        return self.proposal.source.book.grids

    def grid(self, sheet: int) -> Grid:
        """One worksheet."""
        return self.grids[sheet]

    def blocks(self, sheet: int) -> list[Block]:
        """The tables on a sheet."""
        return [block for block in self.proposal.source.blocks if block.sheet == sheet]

    def number(self, block: Block) -> int:
        """Which of all blocks it is, as the plan counts them."""
        return next(n for n, other in enumerate(self.proposal.source.blocks) if other is block)

    def counts(self, block: Block) -> Counter[str]:
        """How many cells of a block are in each state."""
        return self._counts.get(self.number(block), Counter())

    def block_at(self, sheet: int, row: int, column: int) -> Block | None:
        """The table a cell belongs to: its columns, or labels at the left, and begun above it."""
        blocks = self.blocks(sheet)
        named = [b for b in blocks if column in {b.labels, *b.headings, *b.columns, *b.asked}]
        fitting = named or [b for b in blocks if b.labels <= column] or blocks
        above = [block for block in fitting if block.header[0] <= row]
        if above:
            return max(above, key=lambda block: (block.header[0], block.labels))
        return min(fitting, key=lambda block: block.header[0], default=None)

    def choices(self, block: Block) -> Choices:
        """What is decided about it."""
        return self.proposal.of(block)

    # ---------------------------------------------------------------- matches

    def column(self, sheet: int, column: int) -> Matched:
        """What a column of the sheet is taken as in the table that the cursor is in."""
        block = self.block_at(sheet, self.row_seen, column)
        return self.column_of(block, column) if block is not None else NOTHING

    def column_of(self, block: Block, column: int) -> Matched:
        """What a column of the sheet is in one table."""
        if not self.choices(block).used:
            return NOTHING
        table = self.proposal.aim.model.edition.table[block.table]
        return column_match(table, block, self.choices(block), column)

    def _displaced(self) -> Iterator[tuple[Place, str]]:
        for block in self.proposal.source.blocks:
            choices = self.choices(block)
            now = {(to.row, to.column): column for column, to in columns_of(block, choices).items()}
            for column, target in choices.columns.items():
                was = block.columns.get(column)
                other = now.get((was.row, was.column)) if was is not None and target is None else None
                if other is not None:
                    name = self.column_of(block, other).text
                    sheet = self.grid(block.sheet).name
                    told = f"{sheet} {letters(column)} 列原来对应“{name}”，现在由 {letters(other)} 列对应"
                    yield (block.sheet, block.header[1], column), told

    def row(self, sheet: int, row: int) -> Matched:
        """What a row of the sheet is taken as; of two halves side by side, the first that takes it."""
        for block in self.blocks(sheet):
            found = self.row_of(block, row)
            if found.standing != "none":
                return found
        return NOTHING

    def row_of(self, block: Block, row: int) -> Matched:
        """What a row of the sheet is in one table."""
        if self.plan is None or not self.choices(block).used:
            return NOTHING
        number = self.number(block)
        return row_match(self.proposal.aim, block, self.choices(block), self.plan, number, row)

    # ---------------------------------------------------------------- cells

    def item(self, sheet: int, row: int, column: int) -> Item | None:
        """What becomes of a cell."""
        if sheet not in self._items:
            found = self.plan.items if self.plan is not None else ()
            self._items[sheet] = {item.entry.at: item for item in found if item.entry.sheet == sheet}
        return self._items[sheet].get((row, column))

    def cell(self, sheet: int, row: int, column: int) -> Cell:
        """As it is painted: the text of the file, and what becomes of it."""
        item = self.item(sheet, row, column)
        around = partial(self._around, sheet, row, column)
        return painted(self.grid(sheet), (row, column), item, around, self._chosen)

    def _chosen(self, item: Item) -> bool:
        """Whether it is written because the officer ticked it."""
        return item.place in self.choices(self.proposal.source.blocks[item.block]).taken

    def _around(self, sheet: int, row: int, column: int) -> Standing:
        block = self.block_at(sheet, row, column)
        if block is None or not self.choices(block).used:
            return "left"
        if block.header[0] <= row <= block.header[1]:
            return "heading"
        if row < block.header[0]:
            return "outside"
        if column == block.labels and self.row_of(block, row).standing not in {"left", "none"}:
            return "label"
        taken = column in columns_of(block, self.choices(block))
        return "left" if taken or column in block.headings or column == block.labels else "outside"

    def plainly(self, sheet: int, row: int, column: int) -> str:
        """A cell that nothing becomes of."""
        text = self.cell(sheet, row, column).text
        where = f"{self.grid(sheet).name}!{place(row, column)}"
        block = self.block_at(sheet, row, column)
        if (
            text
            and block is not None
            and column == block.labels
            and self._around(sheet, row, column) == "label"
        ):
            return f"{where}：{text}（对应“{self.row_of(block, row).text}”）"
        inside = any(row in block.rows or row in block.skipped for block in self.blocks(sheet))
        return f"{where}：{text}" + ("（不导入）" if inside and text else "")

    def say(self, item: Item) -> str:
        """Where it stands, what it is, old and new, and why, in one line."""
        return line(self.proposal.aim, self.proposal.source, item, self._numbers)

    def change(self, item: Item) -> str:
        """Old → new, for a tip."""
        edition = self.proposal.aim.model.edition
        old, new = (show(edition, item.address, v) or "空" for v in (item.old, item.entry.value))
        return f"{old} → {new}" + (f"\n{item.why}" if item.why else "")


def painted(
    grid: Grid, at: At, item: Item | None, around: Callable[[], Standing], chosen: Callable[[Item], bool]
) -> Cell:
    """A cell of the file with what becomes of it; `around` tells how it stands where nothing does."""
    value = grid.at(*at)
    text, right = seen_as(value, at in grid.percent), isinstance(value, Decimal)
    if item is None:
        return Cell(text, right, around())
    if item.state == "set":
        return Cell(text, right, "set" if item.old is None else "over", True if chosen(item) else None)
    standing = STANDINGS[item.state]
    return Cell(text or "（空）", right, standing, False if standing == "open" else None)


def seen_as(value: Value, percent: bool) -> str:
    """As Excel shows it."""
    return str(value).upper() if isinstance(value, bool) else seen(value, percent)
