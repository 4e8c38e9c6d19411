"""Deeds on rows as changes, what changes make of a report's records, and what came of them.

The functions here only compute; `Document.write` takes what they give.
"""

from __future__ import annotations

import os
import re
from collections.abc import Collection, Iterable, Mapping, Sequence

from app.domain.act import AddRow, Change, MoveRow, RemoveRow, RowChange, SetCell, SetYear
from app.domain.address import Address
from app.domain.edition import Edition
from app.domain.frozen import frozen
from app.domain.problem import Results
from app.domain.report import (
    CARRIED,
    EXPLANATION,
    NOTE,
    POSITION_STEP,
    SYSTEM_TABLES,
    Record,
    Report,
    Value,
    carried_mark,
    subject,
)

Key = tuple[str, str | int]  # table, row


@frozen
class Effect:
    """What came of one deed.

    `changed` holds entered and computed addresses whose shown value may differ, `structure` the tables
    whose rows came, went or moved, `place` the first cell of the deed. When undo went to another year,
    `switched` is true, `year` is the year now shown, and everything has to be read anew.
    """

    text: str
    changed: frozenset[Address]
    structure: frozenset[str]
    year: int
    switched: bool = False
    place: Address | None = None


def add_row(
    report: Report,
    table: str,
    cells: Mapping[str, Value] | None = None,
    index: int | None = None,
    parent: int | None = None,
) -> list[Change]:
    """Changes that add a row to a list table before place `index`, last when None."""
    return add_rows(report, table, [cells or {}], index, parent)


def add_rows(
    report: Report,
    table: str,
    rows: Sequence[Mapping[str, Value]],
    index: int | None = None,
    parent: int | None = None,
    lineages: Sequence[str] = (),
    ids: Sequence[int] = (),
) -> list[Change]:
    """Changes that add rows with these cells, in this order, before place `index`.

    `lineages` are those of the rows they continue from another year; where there is none, a new one is made.
    `ids` are theirs where they are known already, else the next free ones.
    """
    present = report.rows(table)
    place = len(present) if index is None else min(max(index, 0), len(present))
    moved, positions = _make_room(table, present, place, len(rows))
    first = report.next_row(table)
    numbers = ids or range(first, first + len(rows))
    lineages = [known or os.urandom(16).hex() for known in lineages or [""] * len(rows)]
    return moved + [
        AddRow(table, number, position, lineage, dict(cells), parent)
        for number, cells, position, lineage in zip(numbers, rows, positions, lineages, strict=True)
    ]


def remove_rows(report: Report, table: str, rows: Collection[int], edition: Edition) -> list[Change]:
    """Changes that take list rows away, with notes and marks on their cells and the 说明 that name them,
    and the rows of another list that belong to them.

    All must go: the number of a row that is gone may be given to another one.
    """
    below = edition.children.get(table)
    children = [record for record in report.rows(below) if record.parent in rows] if below else []
    inner = remove_rows(report, str(below), [int(r.row) for r in children], edition) if children else []
    names = "|".join(str(row) for row in rows)
    # A problem's key is check:row where the check tries row by row, otherwise it may name an address.
    checks = "|".join(re.escape(check.key) for check in edition.checks if check.each == table)
    named = re.compile(rf"(?:.*[^\w])?{re.escape(table)}/(?:{names})(?:[^\w].*)?|(?:{checks}):(?:{names})")
    changes: list[Change] = inner
    for system in (NOTE, EXPLANATION):
        for name, record in report.tables.get(system, {}).items():
            if rows and named.fullmatch(str(name)):
                changes += _emptied(system, record)
    marks = report.tables.get(CARRIED, {})
    names_of_rows = [f"{table}/{row}" for row in rows]
    changes += [
        change for name in names_of_rows if name in marks for change in _emptied(CARRIED, marks[name])
    ]
    return changes + [_gone(table, record) for record in report.rows(table) if record.row in rows]


def touching(report: Report, changes: Collection[Change]) -> list[Change]:
    """Changes that take the mark 带入 off the cells that these changes set."""
    if not report.tables.get(CARRIED):
        return []
    cells = dict.fromkeys(change.address for change in changes if isinstance(change, SetCell))
    return confirm(report, (address for address in cells if carried_mark(address) not in cells))


def confirm(report: Report, cells: Iterable[Address]) -> list[Change]:
    """Changes that take the mark 带入 off these cells: they have been looked at."""
    marks = ((mark, report.get(mark)) for mark in map(carried_mark, cells))
    return [SetCell(mark, year, None) for mark, year in marks if year is not None]


def with_marks(report: Report, changes: Sequence[Change]) -> list[Change]:
    """The changes, and for each note that is taken away that its mark goes along."""
    gone = [
        change.address
        for change in changes
        if isinstance(change, SetCell) and change.new is None and change.address[::2] == (NOTE, "text")
    ]
    if not gone:
        return list(changes)
    told = entered(changes)
    marks = [address._replace(column="done") for address in gone]
    return [
        *changes,
        *(
            SetCell(mark, old, None)
            for mark in marks
            if mark not in told and (old := report.get(mark)) is not None
        ),
    ]


def clear(report: Report, edition: Edition) -> list[Change]:
    """Changes that take away everything that was entered in a year."""
    lists = [table.key for table in edition.tables if table.kind == "list"]
    rows = [_gone(table, record) for table in lists for record in report.rows(table)]
    cells = [SetCell(address, old, None) for address, old in report.cells() if address.table not in lists]
    return [*rows, *cells]


def _emptied(table: str, record: Record) -> list[Change]:
    cells = record.cells.items()
    return [SetCell(Address(table, record.row, column), value, None) for column, value in cells]


def _gone(table: str, record: Record) -> RemoveRow:
    cells = dict(record.cells)
    return RemoveRow(table, int(record.row), record.position, record.lineage, cells, record.parent)


def move_rows(report: Report, table: str, rows: Collection[int], to_index: int) -> list[Change]:
    """Changes that bring list rows, in their order, to place `to_index` among the rows that stay."""
    moving = [record for record in report.rows(table) if record.row in rows]
    staying = [record for record in report.rows(table) if record.row not in rows]
    place = min(max(to_index, 0), len(staying))
    if report.rows(table) == staying[:place] + moving + staying[place:]:
        return []
    moved, positions = _make_room(table, staying, place, len(moving))
    moved += [
        MoveRow(table, int(record.row), record.position, position)
        for record, position in zip(moving, positions, strict=True)
        if record.position != position
    ]
    return moved


def order_rows(report: Report, table: str, order: Sequence[int]) -> list[Change]:
    """Changes that put the rows of a list into this order, which names each of them once."""
    present = report.rows(table)
    if sorted(order) != sorted(int(record.row) for record in present):
        raise ValueError(f"{table}: an order of other rows")
    positions = {row: record.position for row, record in zip(order, present, strict=True)}
    return [
        MoveRow(table, int(record.row), record.position, positions[int(record.row)])
        for record in present
        if record.position != positions[int(record.row)]
    ]


def _make_room(
    table: str, present: Sequence[Record], place: int, count: int
) -> tuple[list[Change], list[int]]:
    """Positions for `count` rows before `present[place]`; all are spaced anew when the gap is used up."""
    before = present[place - 1].position if place else 0
    if place == len(present):
        return [], [before + POSITION_STEP * (number + 1) for number in range(count)]
    step = (present[place].position - before) // (count + 1)
    if step > 0:
        return [], [before + step * (number + 1) for number in range(count)]
    moved: list[Change] = []
    for number, record in enumerate(present):
        new = POSITION_STEP * (number + 1 + (count if number >= place else 0))
        if new != record.position:
            moved.append(MoveRow(table, int(record.row), record.position, new))
    return moved, [POSITION_STEP * (place + number + 1) for number in range(count)]


def effective(changes: Iterable[Change]) -> list[Change]:
    """The changes without those that change nothing."""
    return [
        change
        for change in changes
        if not (
            (isinstance(change, SetCell) and _same(change.old, change.new))
            or (isinstance(change, MoveRow) and change.old == change.new)
        )
    ]


def stage(edition: Edition, report: Report, changes: Iterable[Change]) -> dict[Key, Record | None]:
    """The records as the changes leave them, None for those that are gone; the report stays as it is.

    `ValueError` when a change does not fit what is there: an `old` that is another, an unknown cell or
    row, two rows in one place. That is a mistake of the program, not of the officer.
    """
    staged: dict[Key, Record | None] = {}
    ordered: set[str] = set()
    for change in changes:
        if isinstance(change, SetYear):
            continue  # tells of the year, not of what stands in it
        if isinstance(change, SetCell):
            _set(edition, report, staged, change)
        else:
            ordered.add(change.table)
            _structure(edition, report, staged, change)
    for key, record in staged.items():
        if record is not None and isinstance(key[1], str) and not record.cells:
            staged[key] = None
    for table in ordered:
        kept = {
            row: record.position
            for row, record in report.tables.get(table, {}).items()
            if (table, row) not in staged
        }
        for (name, row), record in staged.items():
            if name == table and record is not None:
                kept[row] = record.position
        if len(set(kept.values())) != len(kept):
            raise ValueError(f"{table}: two rows in one position")
    return staged


def put(report: Report, staged: Mapping[Key, Record | None]) -> None:
    """Make the staged records the report's."""
    for (table, row), record in staged.items():
        if record is not None:
            report.tables.setdefault(table, {})[row] = record
            continue
        records = report.tables.get(table, {})
        records.pop(row, None)
        if not records:
            report.tables.pop(table, None)


def _same(left: Value | None, right: Value | None) -> bool:
    return type(left) is type(right) and left == right


def _current(report: Report, staged: dict[Key, Record | None], key: Key) -> Record | None:
    """The record as staged so far, as a copy of our own."""
    if key not in staged:
        record = report.tables.get(key[0], {}).get(key[1])
        if record is None:
            return None
        staged[key] = Record(record.row, dict(record.cells), record.position, record.lineage, record.parent)
    return staged[key]


def _set(edition: Edition, report: Report, staged: dict[Key, Record | None], change: SetCell) -> None:
    address = change.address
    key = (address.table, address.row)
    record = _current(report, staged, key)
    if record is None:
        if not isinstance(address.row, str) or not _has(edition, address):
            raise ValueError(f"{address}: no such cell")
        record = staged[key] = Record(address.row)
    elif not _has(edition, address):
        raise ValueError(f"{address}: no such cell")
    if not _same(record.cells.get(address.column), change.old):
        raise ValueError(f"{address}: holds {record.cells.get(address.column)!r}, not {change.old!r}")
    if change.new is None:
        record.cells.pop(address.column, None)
    else:
        record.cells[address.column] = change.new


def _structure(edition: Edition, report: Report, staged: dict[Key, Record | None], change: RowChange) -> None:
    key = (change.table, change.row)
    listed = edition.table.get(change.table)
    if listed is None or listed.kind != "list":
        raise ValueError(f"{change.table}: not a list table")
    record = _current(report, staged, key)
    if isinstance(change, AddRow):
        if record is not None:
            raise ValueError(f"{key}: is there already")
        if unknown := change.cells.keys() - listed.column.keys():
            raise ValueError(f"{change.table}: no columns {sorted(unknown)}")
        staged[key] = Record(change.row, dict(change.cells), change.position, change.lineage, change.parent)
    elif record is None:
        raise ValueError(f"{key}: no such row")
    elif isinstance(change, MoveRow):
        if record.position != change.old:
            raise ValueError(f"{key}: stands at {record.position}, not {change.old}")
        record.position = change.new
    else:
        gone = Record(change.row, dict(change.cells), change.position, change.lineage, change.parent)
        if record != gone:
            raise ValueError(f"{key}: is {record}, not {gone}")
        staged[key] = None


def _has(edition: Edition, address: Address) -> bool:
    """Whether the edition has such a cell; that a list row is there, the caller knows."""
    if address.table in SYSTEM_TABLES:
        return isinstance(address.row, str)
    table = edition.table.get(address.table)
    if table is None:
        return False
    if table.kind == "fixed":
        return isinstance(address.row, str) and table.has(address.row, address.column)
    return isinstance(address.row, int) and address.column in table.column


def entered(changes: Iterable[Change]) -> frozenset[Address]:
    """Addresses of the cells the changes set."""
    return frozenset(change.address for change in changes if isinstance(change, SetCell))


def reached(edition: Edition, changes: Iterable[Change]) -> frozenset[Address]:
    """What the changes reach beside the rows that come, go or move: the cells they set, and for a row that
    belongs to another, that one, at the name of the list."""
    above = {
        Address(edition.table[change.table].parent, change.parent, change.table)
        for change in changes
        if isinstance(change, AddRow | RemoveRow) and change.parent is not None
    }
    return entered(changes) | above


def rows_of(changes: Iterable[Change]) -> frozenset[tuple[str, int]]:
    """List rows that come, go or move."""
    return frozenset((change.table, change.row) for change in changes if isinstance(change, RowChange))


def structure(changes: Iterable[Change]) -> frozenset[str]:
    """Tables whose rows come, go or move."""
    return frozenset(change.table for change in changes if isinstance(change, RowChange))


def effect(
    edition: Edition, changes: Collection[Change], before: Results, after: Results, text: str, year: int
) -> Effect:
    """What the changes did to what is shown."""
    whole = frozenset(
        Address(change.table, change.row, column.key)
        for change in changes
        if isinstance(change, AddRow | RemoveRow)
        for column in edition.table[change.table].columns
        if not column.form  # a form that comes or goes is told by its table's rows
    )
    changed = entered(changes) | whole | after.changed
    return Effect(text, changed, structure(changes), year, place=place_of(edition, changes))


def place_of(edition: Edition, changes: Iterable[Change]) -> Address | None:
    """Where an officer sees what the changes did first; a note is seen at its cell."""
    for change in changes:
        if isinstance(change, SetYear):
            continue
        if not isinstance(change, SetCell):
            table = edition.table[change.table]
            return Address(change.table, change.row, table.name_column or table.columns[0].key)
        address = subject(change.address)
        if address.table in edition.table:
            return address
    return None
