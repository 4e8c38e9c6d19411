"""What the cells of a block say: each with its place, the value it would become or why it cannot."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from decimal import Decimal
from typing import NamedTuple

from app.calculation.model import Model
from app.domain.amount import MoneyUnit, Refused, parse_decimal
from app.domain.edition import Kind, Table
from app.domain.frozen import frozen
from app.domain.report import Value
from app.exchange.finding.block import Block
from app.exchange.finding.values import UNITS, is_nothing, read_value, seen, unit_in
from app.exchange.reading.grid import DoubtKind, Grid, place
from app.exchange.reading.grid import Value as Cell

# Doubts that leave it open what the figure is: it is taken only when the officer says so.
OPEN: frozenset[DoubtKind] = frozenset(
    {"stale", "precision", "red", "minus", "scaled", "date", "time", "covered", "scope"}
)
_EVERY = 500  # rows between two steps of progress


@frozen
class Way:
    """How a block is read: what the officer chose beside what was found."""

    unit: str = ""  # 万元, 元…; the block's own when empty
    rounding: bool = False  # finer than 分: round half up instead of refusing


class Entry(NamedTuple):
    """One cell of the sheet. `row` is a row key of a fixed table, or the sheet row of a list's row."""

    sheet: int
    at: tuple[int, int]
    row: str | int
    column: str
    value: Value | None
    text: str
    why: str = ""  # why it cannot be taken
    doubt: str = ""  # what to look at before it is taken
    open: bool = False  # taken only when the officer says so
    nothing: bool = False  # a dash or 无 that stands for a blank
    formula: bool = False  # the workbook computes it

    @property
    def place(self) -> str:
        """C12, as Excel calls it."""
        return place(*self.at)


def entries_of(
    model: Model,
    block: Block,
    grid: Grid,
    way: Way,
    step: Callable[[int], None] | None = None,
    *,
    blanks: bool = False,
) -> Iterator[Entry]:
    """Every cell of the block that is not empty, with `blanks` the empty ones too, row by row.

    Of what we compute ourselves only figures to compare with. `step` gets rows done.
    """
    table = model.edition.table[block.table]
    units = {c: _unit(unit_in(block.headings.get(c, "")) or way.unit or block.unit) for c in block.columns}
    plain = Way(way.unit or block.unit, way.rounding)
    listed = table.kind == "list"
    done = 0
    for row, match in block.rows.items():
        labelled = None if listed else _label_unit(block, grid, row)
        for column, target in block.columns.items():
            key = target.row or match.key
            known = listed or table.has(key, target.column)
            value = grid.at(row, column)
            doubts = grid.doubts.get((row, column), ())
            if value is None and not doubts:
                if blanks and known:
                    yield Entry(block.sheet, (row, column), key or row, target.column, None, "")
                continue
            shown = seen(value, (row, column) in grid.percent)
            if not known:
                if isinstance(value, Decimal):
                    told = "这一行没有这一栏" if key else "没有对应的行"
                    yield Entry(block.sheet, (row, column), key or row, target.column, None, shown, told)
                continue
            unit = _unit(grid.units.get((row, column), "")) or labelled or units[column]
            target_cell = key or row, target.column
            typed = table.column[target.column].typed
            entry = _entry(table, block, grid, (row, column), value, target_cell, unit, plain, shown)
            if not (match.sure and target.sure):
                entry = entry._replace(open=True, doubt=_likeness(table, block, grid, row, column))
            if not entry.why or typed or model.formula(table.key, *target_cell) is None:
                yield entry
        done += 1
        if step is not None and not done % _EVERY:
            step(_EVERY)


def _entry(
    table: Table,
    block: Block,
    grid: Grid,
    at: tuple[int, int],
    value: Cell,
    target: tuple[str | int, str],
    unit: MoneyUnit | None,
    way: Way,
    shown: str,
) -> Entry:
    kind = table.kind_of(*target)
    return entry_at(kind, grid, Entry(block.sheet, at, *target, None, shown), value, unit, way)


def entry_at(kind: Kind, grid: Grid, entry: Entry, value: Cell, unit: MoneyUnit | None, way: Way) -> Entry:
    """`entry` with what its cell of the sheet says: a value of this kind, or why it is none.

    `value` is that of the cell, or the part of its text that is meant.
    """
    at = entry.at
    doubts = grid.doubts.get(at, ())
    told = "；".join(doubt.text for doubt in doubts) if doubts else ""
    if value is None:
        return entry._replace(text=entry.text or "（空）", why=told)
    if kind.name == "percent":
        return entry._replace(value=_rate(value))
    try:
        read = read_value(kind, value, unit, percent=at in grid.percent, rounding=way.rounding)
    except Refused as refused:
        return entry._replace(why=str(refused))
    if at[0] in grid.hidden_rows or at[1] in grid.hidden_columns:
        told = "；".join(filter(None, ["在隐藏的行或列里", told]))
    return entry._replace(
        value=read,
        doubt=told,
        open=bool(doubts) and any(doubt.kind in OPEN for doubt in doubts),
        nothing=read is None and is_nothing(value),
        formula=at in grid.formulas,
    )


def _likeness(table: Table, block: Block, grid: Grid, row: int, column: int) -> str:
    """That a name is only like one of ours, or comes more than once, with both names."""
    match, target = block.rows[row], block.columns[column]
    told = []
    if not match.sure and match.key:
        label = grid.at(row, block.labels)
        told.append(f"行名“{label}”不一定就是“{table.row[match.key].label}”")
    if not target.sure:
        told.append(f"栏目“{block.headings.get(column, '')}”不一定就是“{table.column[target.column].label}”")
    return "，".join(told) + "：核对后再选"


def _rate(value: object) -> Decimal | None:
    """A share as written, to be compared with ours; None for what is none."""
    if isinstance(value, Decimal):
        return value
    try:
        share = parse_decimal(str(value).strip().rstrip("%％"))
    except Refused:
        return None
    return share / 100 if share is not None and str(value).strip()[-1:] in "%％" else share


def _unit(label: str) -> MoneyUnit | None:
    return UNITS.get(label)


def _label_unit(block: Block, grid: Grid, row: int) -> MoneyUnit | None:
    """The unit a label names in brackets: 固定资产净值（元）."""
    text = grid.at(row, block.labels) if block.labels >= 0 else None
    return _unit(unit_in(text)) if isinstance(text, str) else None
