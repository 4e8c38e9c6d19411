"""What a new year takes over from the year before, and what has come to differ since.

Which cells these are stands in the edition (`Carry`); every cell taken over bears a mark until the
officer has changed or confirmed it. Nothing here applies itself: a later correction is offered.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping

from app.calculation.engine import compute_cells
from app.calculation.model import Model
from app.calculation.scoring.choice import DEPARTMENT_SCHEME, PROJECT_SCHEME
from app.domain.act import Change, SetCell
from app.domain.address import Address
from app.domain.edition import Carry, Edition, Kind, Table
from app.domain.frozen import frozen
from app.domain.problem import Outcome
from app.domain.report import Report, Value, carried_mark
from app.edits import add_rows
from app.storage.fits import fits_kind


@frozen
class Offer:
    """A cell that could take the year before's figure: what it holds `now`, what stands there `then`."""

    address: Address
    now: Value | None
    then: Value


@frozen
class Before:
    """The year before, with its computed cells."""

    model: Model
    report: Report
    cells: Mapping[Address, Outcome]

    def value(self, address: Address) -> Value | None:
        """What stands in a cell, entered or computed; None for a blank, a reason, or no such cell."""
        outcome = self.cells.get(address)
        return self.report.get(address) if outcome is None else outcome.value

    def typed(self, address: Address) -> bool:
        """Whether the officer entered what stands there."""
        outcome = self.cells.get(address)
        return outcome is None or outcome.direct


def before(model: Model, report: Report) -> Before:
    """The year before, its tables computed."""
    return Before(model, report, compute_cells(model, report))


def take_over(
    model: Model, year: int, old: Before, keep: Mapping[str, Collection[int]] | None = None
) -> list[Change]:
    """Changes that fill a new, empty year with what carries over from `old`, all of it marked.

    `keep` names the list rows that go on, by table; all of them when None. They keep their lineage.
    """
    report, edition = Report(year), model.edition
    changes: list[Change] = []
    marks: list[Address] = []
    for table in edition.tables:
        entries = [carry for carry in edition.carries if carry.table == table.key]
        if table.kind == "list" and entries:
            wanted = None if keep is None else keep.get(table.key, ())
            added, marked = _rows(table, entries, report, old, wanted)
            changes += added
            marks += marked
    for carry in edition.carries:
        for address, value in _cells(model, carry, old):
            changes.append(SetCell(address, None, value))
            marks.append(address)
    changes += _choices(edition, old)
    year_before = str(old.report.year)
    return changes + [SetCell(carried_mark(address), None, year_before) for address in marks]


def _choices(edition: Edition, old: Before) -> list[Change]:
    """The schemes chosen for the year before, where the new year's edition has them too."""
    known = {PROJECT_SCHEME: edition.forms.scheme, DEPARTMENT_SCHEME: edition.forms.department_scheme}
    chosen = ((address, labels, old.report.get(address)) for address, labels in known.items())
    return [SetCell(address, None, label) for address, labels, label in chosen if label in labels]


def _rows(
    table: Table, entries: Collection[Carry], report: Report, old: Before, keep: Collection[int] | None
) -> tuple[list[Change], list[Address]]:
    """Rows of a list that go on in the new year, and their cells."""
    known = old.model.edition.table.get(table.key)
    if known is None or known.kind != "list":
        return [], []
    records = [record for record in old.report.rows(table.key) if keep is None or record.row in keep]
    cells: list[dict[str, Value]] = []
    for record in records:
        made: dict[str, Value] = {}
        for carry in entries:
            value = old.value(Address(table.key, record.row, carry.old))
            if value is not None:
                made |= {new: value for new in carry.new if _takes(table.column[new].kind, value)}
        cells.append(made)
    first = report.next_row(table.key)
    marks = [Address(table.key, first + n, column) for n, made in enumerate(cells) for column in made]
    return add_rows(report, table.key, cells, lineages=[record.lineage for record in records]), marks


def _cells(model: Model, carry: Carry, old: Before) -> Iterator[tuple[Address, Value]]:
    """Cells of a fixed table with what they take over; a total only where the year before typed it."""
    table = model.edition.table[carry.table]
    if table.kind == "list":
        return
    for there, here in _pairs(table, carry):
        value = old.value(there)
        total = model.formula(*here) is not None
        if value is None or (total and not old.typed(there)):
            continue
        if _takes(table.kind_of(here.row, here.column), value):
            yield here, value


def _pairs(table: Table, carry: Carry) -> Iterator[tuple[Address, Address]]:
    """The cell of the year before with the one of the new year, for each."""
    row, dot, column = carry.old.rpartition(".")
    for new in carry.new:
        if dot:
            new_row, _, new_column = new.rpartition(".")
            yield Address(table.key, row, column), Address(table.key, new_row, new_column)
            continue
        for place in table.row:
            if place not in carry.without and table.has(place, new):
                yield Address(table.key, place, column), Address(table.key, place, new)


def offers(model: Model, report: Report, old: Before, about: Collection[Address] = ()) -> list[Offer]:
    """Where this year differs from what it would take over today.

    Only of figures that are the same in both years, and of cells that still bear the mark or are asked
    `about`: what the officer has changed on purpose is not offered back.
    """
    found = []
    for carry in model.edition.carries:
        table = model.edition.table[carry.table]
        pairs = _cells(model, carry, old) if table.kind == "fixed" else _continued(table, carry, report, old)
        for address, then in pairs:
            now = report.get(address)
            same = type(now) is type(then) and now == then
            asked = carry.same or address in about or report.get(carried_mark(address)) is not None
            if asked and not same:
                found.append(Offer(address, now, then))
    return found


def _continued(table: Table, carry: Carry, report: Report, old: Before) -> Iterator[tuple[Address, Value]]:
    """Cells of list rows that go on from the year before."""
    lineages = {record.lineage: record.row for record in old.report.rows(table.key)}
    for record in report.rows(table.key):
        there = lineages.get(record.lineage)
        value = None if there is None else old.value(Address(table.key, there, carry.old))
        for new in carry.new if value is not None else ():
            if value is not None and _takes(table.column[new].kind, value):
                yield Address(table.key, record.row, new), value


def _takes(kind: Kind, value: Value) -> bool:
    """Whether the new year's layout has room for it: another layout may have other choices."""
    return fits_kind(kind, value) and (not kind.choices or value in kind.choices)


def carried_lists(edition: Edition) -> list[Table]:
    """List tables whose rows may go on in a new year."""
    keys = {carry.table for carry in edition.carries}
    return [table for table in edition.tables if table.kind == "list" and table.key in keys]
