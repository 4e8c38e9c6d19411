"""What each column and row of a sheet is matched to, in words, and what else it could be."""

from __future__ import annotations

from typing import Literal, NamedTuple

from app.calculation.labels import row_name
from app.domain.amount import shorten
from app.domain.edition import Column, Table
from app.exchange.finding.block import Block, Target
from app.exchange.reading.grid import Grid, letters
from app.intake.deed import Aim
from app.intake.plan import Plan
from app.intake.rows import NEW, SKIP
from app.intake.source import Choices, columns_of

Standing = Literal[
    "sure",  # the name is one that the edition knows
    "near",  # a name that is nearly the same
    "chosen",  # the officer said so
    "open",  # the officer has to say
    "left",  # not taken
    "new",  # a row that comes with the import
    "none",  # nothing to do with the table
]
LEFT, ASK, ADDED = "不导入", "请选择", "新增"


class Matched(NamedTuple):
    """What a column or row is matched to."""

    text: str
    standing: Standing


class Option(NamedTuple):
    """One thing it could be matched to."""

    text: str
    target: Target | str | int | None


NOTHING = Matched("", "none")
LABELS = Matched("行名", "none")


def column_match(table: Table, block: Block, choices: Choices, column: int) -> Matched:
    """What a column of the sheet is taken as."""
    if column == block.labels and column not in columns_of(block, choices):
        return LABELS
    if column in choices.columns:
        target = choices.columns[column]
        return Matched(LEFT, "left") if target is None else Matched(_target_name(table, target), "chosen")
    if found := block.columns.get(column):
        return Matched(_target_name(table, found), "sure" if found.sure else "near")
    if column in block.asked:
        return Matched(ASK, "open")
    return Matched(LEFT, "left") if column in block.headings else NOTHING


def column_options(table: Table, block: Block, choices: Choices, column: int) -> list[Option]:
    """Every column of the table, those the heading may mean first; in a table across, of every row."""
    rows = list(table.row) if block.labels < 0 else [""]
    targets = [Target(each.key, row) for row in rows for each in table.columns if _there(table, row, each)]
    asked = block.asked.get(column, ())
    targets.sort(key=lambda target: target.column not in asked)
    taken = {
        (known.row, known.column): other
        for other, known in columns_of(block, choices).items()
        if other != column
    }
    options = [Option(LEFT, None)]
    for target in targets:
        other = taken.get((target.row, target.column))
        text = _target_name(table, target)
        options.append(Option(text if other is None else f"{text}（现在是 {letters(other)} 列）", target))
    return options


def _there(table: Table, row: str, column: Column) -> bool:
    return table.has(row, column.key) if row else True


def _target_name(table: Table, target: Target) -> str:
    column = table.column[target.column]
    twice = sum(each.label == column.label for each in table.columns) > 1
    name = f"{column.group}·{column.label}" if twice and column.group else column.label
    if column.computed:
        name += "（只核对）"
    if not target.row:
        return name
    row = table.row[target.row]
    called = row.subject or row.label
    return called if len(table.columns) == 1 else f"{called}·{name}"


def row_match(aim: Aim, block: Block, choices: Choices, plan: Plan, number: int, row: int) -> Matched:
    """What a row of the sheet is taken as; `number` is the block's."""
    table = aim.model.edition.table[block.table]
    if block.labels < 0:
        return NOTHING
    if table.kind == "fixed":
        return _fixed_row(table, block, choices, row)
    now = plan.rows.get((number, row))
    if now is None:
        known = row in block.rows or row in block.skipped or row in choices.rows
        return Matched(LEFT, "left") if known else NOTHING
    if now not in aim.report.tables.get(block.table, {}):
        return Matched(f"{ADDED}{table.item}", "new")
    return Matched(row_name(aim.model.edition, aim.report, block.table, now), _list_standing(choices, row))


def _list_standing(choices: Choices, row: int) -> Standing:
    return "chosen" if row in choices.rows else "sure"


def _fixed_row(table: Table, block: Block, choices: Choices, row: int) -> Matched:
    found = block.rows.get(row)
    wanted = choices.rows.get(row)
    if wanted == "":
        return Matched(LEFT, "left")
    key = str(wanted) if wanted is not None else found.key if found is not None else ""
    if not key:
        return Matched(LEFT, "left") if block.skipped.get(row) else NOTHING
    place = table.row[key]
    sure = found is None or found.sure
    return Matched(place.subject or place.label, "chosen" if wanted else "sure" if sure else "near")


def row_options(aim: Aim, block: Block, choices: Choices, plan: Plan, number: int, row: int) -> list[Option]:
    """Every row of a fixed table; of a list those that are there, and a new one."""
    table = aim.model.edition.table[block.table]
    if table.kind == "fixed":
        keys = {**{at: match.key for at, match in block.rows.items()}, **choices.rows}
        at = {key: other for other, key in keys.items() if other != row}
        return [Option(LEFT, "")] + [
            Option(_label(place.subject or place.label, at.get(key)), key) for key, place in table.row.items()
        ]
    there = {now: other for (which, other), now in plan.rows.items() if which == number and other != row}
    options = [Option(f"{ADDED}{table.item}", NEW), Option(LEFT, SKIP)]
    for place, record in enumerate(aim.report.rows(block.table), 1):
        name = shorten(str(record.cells.get(table.name_column, "")))
        text = f"{table.item} {place}“{name}”" if name else f"{table.item} {place}"
        options.append(Option(_label(text, there.get(int(record.row))), int(record.row)))
    return options


def _label(text: str, other: int | None) -> str:
    return text if other is None else f"{text}（现在是第 {other + 1} 行）"


def label_of(grid: Grid, block: Block, row: int) -> str:
    """What the sheet itself calls a row."""
    return str(grid.at(row, block.labels) or "") if block.labels >= 0 else ""
