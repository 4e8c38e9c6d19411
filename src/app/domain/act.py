"""What one deed of the officer changed, and its mirror."""

from __future__ import annotations

from dataclasses import field

from app.domain.address import Address
from app.domain.frozen import frozen
from app.domain.report import Value

ABSENT, OPEN = "", "open"  # states of a year


@frozen
class SetCell:
    """A cell changes from `old` to `new`; None is blank."""

    address: Address
    old: Value | None
    new: Value | None


@frozen
class AddRow:
    """A row comes into a list table, with its cells."""

    table: str
    row: int
    position: int
    lineage: str
    cells: dict[str, Value] = field(default_factory=dict)
    parent: int | None = None


@frozen
class RemoveRow:
    """A row leaves a list table; it carries all that is needed to bring it back."""

    table: str
    row: int
    position: int
    lineage: str
    cells: dict[str, Value] = field(default_factory=dict)
    parent: int | None = None


@frozen
class MoveRow:
    """A row of a list table takes another position."""

    table: str
    row: int
    old: int
    new: int


@frozen
class SetYear:
    """The act's year goes from state `old` to `new`; changes beside it tell what stands in the year."""

    old: str
    new: str
    edition: str  # digest of the edition it follows while it is there


RowChange = AddRow | RemoveRow | MoveRow
Change = SetCell | RowChange | SetYear


@frozen
class Act:
    """One deed: its changes in order, when, by whom, and a Chinese sentence that names it."""

    id: int
    year: int
    time: str  # ISO, local, seconds
    user: str
    text: str
    changes: tuple[Change, ...]


def mirror(changes: tuple[Change, ...]) -> tuple[Change, ...]:
    """The changes that take these back."""
    return tuple(_mirror(change) for change in reversed(changes))


def _mirror(change: Change) -> Change:
    match change:
        case SetCell(address, old, new):
            return SetCell(address, new, old)
        case AddRow(table, row, position, lineage, cells, parent):
            return RemoveRow(table, row, position, lineage, cells, parent)
        case RemoveRow(table, row, position, lineage, cells, parent):
            return AddRow(table, row, position, lineage, cells, parent)
        case MoveRow(table, row, old, new):
            return MoveRow(table, row, new, old)
        case SetYear(before, after, edition):
            return SetYear(after, before, edition)
