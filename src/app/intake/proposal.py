"""What an import is to do, as the officer has it before the eyes: a value made anew with every choice.

A block is known by its sheet, its table and where its labels stand, so that choices outlive a change of the
year, for which the tables are looked for anew.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Collection, Mapping
from dataclasses import field, replace
from pathlib import Path

from app.domain.amount import Refused
from app.domain.frozen import frozen
from app.exchange.finding.block import Block, Target
from app.exchange.finding.blocks import read_as
from app.exchange.finding.entries import Way
from app.exchange.reading.grid import Workbook
from app.intake.deed import Aim
from app.intake.plan import Item, Plan, plan
from app.intake.rows import SKIP
from app.intake.source import Choices, Source, columns_of, find_source

Key = tuple[int, str, int, int]  # sheet, table, column of labels, last line of the headings


@frozen
class Proposal:
    """A workbook, the year it goes to, the tables found in it, and what is decided about them."""

    book: Workbook  # as it was read
    aim: Aim
    source: Source
    chosen: Mapping[Key, Choices] = field(default_factory=dict)
    told: Mapping[int, str] = field(default_factory=dict)  # sheet → the table the officer says it is
    recalled: frozenset[Key] = frozenset()  # blocks read as the last one of their shape was

    @property
    def choices(self) -> tuple[Choices, ...]:
        """What is decided, block by block."""
        return tuple(map(self.of, self.source.blocks))

    def of(self, block: Block) -> Choices:
        """What is decided about one block."""
        return self.chosen.get(key_of(block), Choices())


def key_of(block: Block) -> Key:
    """How a block is known."""
    return block.sheet, block.table, block.labels, block.header[1]


def propose(path: Path, book: Workbook, aim: Aim) -> Proposal:
    """What was found, nothing decided."""
    return Proposal(book, aim, find_source(path, book, aim.model.edition, aim.year))


def turned(proposal: Proposal, aim: Aim) -> Proposal:
    """For another year: names with years mean other columns, choices stay."""
    if aim.model is not proposal.aim.model:
        known = aim.model.edition.table
        told = {sheet: table for sheet, table in proposal.told.items() if table in known}
        proposal = replace(proposal, told=told)
    return _found(replace(proposal, aim=aim))


def assigned(proposal: Proposal, sheet: int, table: str) -> Proposal:
    """A sheet as the table the officer says it is; `Refused` where none of it can be found there."""
    made = _found(replace(proposal, told={**proposal.told, sheet: table}))
    if not any(block.sheet == sheet and block.table == table for block in made.source.blocks):
        label = proposal.aim.model.edition.table[table].label
        name = proposal.source.book.grids[sheet].name
        raise Refused(
            f"工作表“{name}”里找不到“{label}”的栏目或行名，没有对应。"
            "请在 Excel 或 WPS 里核对表头和左边的名称，改好后再导入"
        )
    return made


def dropped(proposal: Proposal, block: Block) -> Proposal:
    """A block as it was found, without what was chosen for it the last time."""
    key = key_of(block)
    chosen = {other: choices for other, choices in proposal.chosen.items() if other != key}
    told = {sheet: table for sheet, table in proposal.told.items() if sheet != block.sheet}
    made = replace(proposal, chosen=chosen, recalled=proposal.recalled - {key})
    return made if told == proposal.told else _found(replace(made, told=told))


def planned(proposal: Proposal, step: Callable[[int], None] | None = None) -> Plan:
    """What all of it would change; `step` gets rows done and may raise `Cancelled`."""
    aim = proposal.aim
    return plan(aim.model, aim.report, proposal.source, proposal.choices, aim.before, step)


def _found(proposal: Proposal) -> Proposal:
    """The tables looked for anew, those that the officer named among them."""
    aim = proposal.aim
    source = find_source(proposal.source.path, proposal.book, aim.model.edition, aim.year)
    for sheet, table in proposal.told.items():
        grid = source.book.grids[sheet]
        blocks = [block for block in source.blocks if block.sheet != sheet]
        blocks += read_as(aim.model.edition, grid, sheet, table, aim.year)
        source = replace(source, blocks=tuple(sorted(blocks, key=lambda block: block.sheet)))
    return replace(proposal, source=source)


# -- choices about one block


def decided(proposal: Proposal, block: Block, choices: Choices) -> Proposal:
    """With other choices about one block."""
    return replace(proposal, chosen={**proposal.chosen, key_of(block): choices})


def with_used(proposal: Proposal, block: Block, used: bool) -> Proposal:
    """The table taken, or left alone."""
    return decided(proposal, block, replace(proposal.of(block), used=used))


def with_way(proposal: Proposal, block: Block, way: Way) -> Proposal:
    """Read in another unit, or with rounding."""
    return decided(proposal, block, replace(proposal.of(block), way=way))


def with_column(proposal: Proposal, block: Block, column: int, target: Target | None) -> Proposal:
    """A column of the sheet means this, or nothing; another one that meant it means nothing then."""
    choices = proposal.of(block)
    columns = dict(choices.columns)
    for other, known in columns_of(block, choices).items():
        if target is not None and other != column and _place(known) == _place(target):
            columns[other] = None
    columns[column] = target
    return decided(proposal, block, replace(choices, columns=columns))


def with_row(proposal: Proposal, block: Block, row: int, wanted: str | int, plan: Plan) -> Proposal:
    """A row of the sheet is this row of the table; another one that was it is not taken then.

    `wanted` is the key of a fixed row, "" for none; in a list the id of a row, `NEW` or `SKIP`.
    """
    choices, number = proposal.of(block), proposal.source.blocks.index(block)
    rows = dict(choices.rows)
    for other in taken_rows(block, choices, plan, number, wanted):
        if other != row:
            rows[other] = SKIP if isinstance(wanted, int) else ""
    rows[row] = wanted
    return decided(proposal, block, replace(choices, rows=rows))


def with_ticks(proposal: Proposal, plan: Plan, items: Collection[Item], ticked: bool) -> Proposal:
    """Cells taken although they are doubtful, or left although they are not.

    Of several places that give one cell only one is ticked: the others lose their ticks.
    """
    places = {item.place for item in items}
    addresses = {item.address for item in items}
    rivals = {i.place: i for i in plan.items if i.address in addresses and i.place not in places}
    for number, block in enumerate(proposal.source.blocks):
        here = frozenset(item.place for item in items if item.block == number)
        others = frozenset(place for place, item in rivals.items() if item.block == number)
        choices = proposal.of(block)
        if not ticked:
            taken, left = choices.taken - here, choices.left | here
        else:
            taken, left = (choices.taken | here) - others, choices.left - here
        if (taken, left) != (choices.taken, choices.left):
            proposal = decided(proposal, block, replace(choices, taken=taken, left=left))
    return proposal


def asked_once(plan: Plan) -> list[Item]:
    """What is asked about, without cells that several places of the workbook give."""
    asked = [item for item in plan.items if item.state == "asked"]
    places = Counter(item.address for item in asked)
    return [item for item in asked if places[item.address] == 1]


# -- what stands after the choices


def taken_rows(block: Block, choices: Choices, plan: Plan, number: int, wanted: str | int) -> list[int]:
    """Rows of the sheet that stand for one row of the table now."""
    if isinstance(wanted, int):
        return [row for (at, row), now in plan.rows.items() if at == number and now == wanted >= 0]
    rows = {**{row: match.key for row, match in block.rows.items()}, **choices.rows}
    return [row for row, key in rows.items() if wanted and key == wanted]


def _place(target: Target) -> tuple[str, str]:
    return target.row, target.column
