"""The forms of the open document as the window shows them: the official ones, and the fields beside them."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from functools import cached_property

from app.calculation.bases import SCHEME
from app.calculation.environment import workspace
from app.calculation.scoring.choice import department_scheme_of, scheme_of
from app.document import Document
from app.domain.address import Address
from app.domain.edition import Column, Table
from app.domain.forms import FormLayout
from app.domain.frozen import frozen
from app.domain.report import SETTING, Record
from app.exchange.form_layout import form_of_department, form_of_project
from app.exchange.form_page import FormSheet, Spot
from app.exchange.form_places import Places
from app.exchange.form_source import FormSource
from app.exchange.page import TEXT, Align, Look

_ACROSS = 4  # fields in one line of the details
_LABEL, _FIELD = 12, 13  # their widths, in digits
_HEAD = Look(TEXT, "center", wrap=True)


@dataclass
class _OneForm(FormSource):
    """Reads the items of the one project that is asked for, not of all."""

    row: int = 0

    @cached_property
    def children(self) -> dict[int, list[Record]]:
        table = self.model.edition.forms.tables.items
        records = self.report.tables.get(table, {})
        items = workspace(self.model, self.report, self.results).family(table, self.row)
        return {self.row: [records[item] for item in items]}


class Forms:
    """Lays forms out; where cells stand is kept between two edits."""

    def __init__(self) -> None:
        self._places: dict[tuple[str, int], Places] = {}
        self._edition: object = None

    def _source(self, document: Document, row: int = 0) -> FormSource:
        if self._edition is not document.model.edition:
            self._edition, self._places = document.model.edition, {}
        source = _OneForm(document.model, document.report, document.results, document.unit, row=row)
        source._places = self._places  # noqa: SLF001 - a cache that would be thrown away with the source
        return source

    def project(self, document: Document, row: int) -> FormSheet | None:
        """The form of a project, in the layout of its scheme."""
        layout = layout_of(document, row)
        return None if layout is None else form_of_project(self._source(document, row), layout, row)

    def department(self, document: Document) -> FormSheet | None:
        """The department's own form."""
        layout = layout_of(document, None)
        return None if layout is None else form_of_department(self._source(document), layout)


def layout_of(document: Document, row: int | None) -> FormLayout | None:
    """The layout of the scheme chosen for a project, or for the department."""
    edition, report = document.model.edition, document.report
    scheme = department_scheme_of(edition, report) if row is None else scheme_of(edition, report, row)
    return edition.forms.layout.get(scheme.layout) if scheme is not None else None


def worded(layout: FormLayout) -> frozenset[str]:
    """Columns of which the layout makes another text than the tables have: with a label, or boxes."""
    cells = (cell for line in layout.lines for cell in line.cells)
    return frozenset(cell.field for cell in cells if cell.field and (cell.label or cell.show == "ticks"))


def reshapes(document: Document, layout: FormLayout, cells: Collection[Address]) -> bool:
    """Whether changed cells may give the form other lines, or other texts than those of the cells alone."""
    edition = document.model.edition
    columns = worded(layout) | {cell.field for line in layout.lines for cell in line.cells if cell.merge}
    return any(
        cell.column in columns
        or cell.column == SCHEME
        or cell.table == SETTING
        or (cell.table in edition.table and str(cell) == edition.unit_cell)
        for cell in cells
    )


# ---------------------------------------------------------------- the fields beside a form


@frozen
class Fields:
    """Columns of one row, to be shown beside a form."""

    table: Table
    row: int | str
    columns: tuple[Column, ...]

    @property
    def key(self) -> tuple[str, int | str, tuple[str, ...]]:
        """What tells them from others."""
        return self.table.key, self.row, tuple(column.key for column in self.columns)


def details(document: Document, sheet: FormSheet, spot: Spot | None) -> Fields:
    """What else there is to say of the indicator the cursor is on, or of the project."""
    edition = document.model.edition
    tables = edition.forms.tables
    if spot is not None and spot.item is not None and spot.address is not None:
        table = edition.table[spot.address.table]
        own = _own(sheet, table.key, spot.item)
        item = spot.item
        columns = [
            column
            for column in table.columns
            if column.key not in own
            and (not column.computed or _says_something(document, Address(table.key, item, column.key)))
        ]
        return Fields(table, item, tuple(columns))
    if sheet.row is None:
        return Fields(edition.table[tables.department], "", ())
    table = edition.table[tables.project]
    own = _own(sheet, table.key, sheet.row)
    elsewhere = _elsewhere(document, sheet)
    columns = [
        column
        for column in table.columns
        if column.form
        and not column.computed  # the lines over the form and the explanation tell those
        and column.key not in own
        and (
            column.key not in elsewhere
            or document.report.get(Address(table.key, sheet.row, column.key)) is not None
        )
    ]
    return Fields(table, sheet.row, tuple(columns))


def _says_something(document: Document, address: Address) -> bool:
    """Whether a computed cell has a value, or a reason why not."""
    outcome = document.cells.get(address)
    return outcome is not None and (outcome.reason is None or outcome.reason.kind != "empty")


def _own(sheet: FormSheet, table: str, row: int | str) -> set[str]:
    """Columns of a row that have a cell of their own in the form; one joined with others does not count."""
    alone = (spot for spot in sheet.spots if spot.address is not None and not (spot.item and spot.down > 1))
    return {
        spot.address.column
        for spot in alone
        if spot.address is not None and (spot.address.table, spot.address.row) == (table, row)
    }


def _elsewhere(document: Document, sheet: FormSheet) -> set[str]:
    """Columns that only other layouts of project forms print."""
    layouts = [one for one in document.model.edition.forms.layouts if one.of == "project"]
    return {
        cell.field
        for one in layouts
        if one.key != sheet.key
        for line in one.lines
        if not line.each
        for cell in line.cells
    }


def fields_sheet(fields: Fields) -> FormSheet:
    """Label and value side by side; long texts have half a line."""
    table, row, columns = fields.table, fields.row, fields.columns
    spots: list[Spot] = []
    short = [column for column in columns if not column.kind.multiline]
    line = 0
    for place, column in enumerate(short):
        line = place // _ACROSS
        spots += _pair(table, row, column, line, place % _ACROSS * 2, 1)
    used = len(short) % _ACROSS
    if used:
        spots += [Spot(line, at, None, _HEAD) for at in range(used * 2, _ACROSS * 2)]
    line = -(-len(short) // _ACROSS)
    for place, column in enumerate(column for column in columns if column.kind.multiline):
        half = place % 2 * _ACROSS
        spots += _pair(table, row, column, line + place // 2, half, _ACROSS - 1)
    longs = len(columns) - len(short)
    if longs % 2:
        spots.append(Spot(line + longs // 2, _ACROSS, None, _HEAD, 1, _ACROSS))
    lines = line + -(-longs // 2)
    widths = (_LABEL, _FIELD) * _ACROSS
    return FormSheet("details", "", "", widths, (1,) * lines, tuple(spots))


def _pair(table: Table, row: int | str, column: Column, line: int, at: int, across: int) -> list[Spot]:
    address = Address(table.key, row, column.key)
    kind = table.kind_of(row, column.key)
    align: Align = "right" if kind.name == "money" else "left"
    look = Look(kind, align, "cell", wrap=True, computed=column.computed)
    return [
        Spot(line, at, column.label, _HEAD, heading=True),
        Spot(line, at + 1, None, look, 1, across, address, (), row),
    ]
