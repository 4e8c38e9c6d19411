"""Where formulas look their names up: one report with what has been computed of it so far."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any, cast

from app.calculation import labels
from app.calculation.evaluate import EMPTY
from app.calculation.formula import (
    Base,
    Binary,
    Call,
    Cell,
    Here,
    Leaf,
    Node,
    Parent,
    RatioRef,
    SameColumn,
    Unary,
    Vector,
    leaves,
)
from app.calculation.model import Model, Place
from app.calculation.words import words
from app.domain.address import Address
from app.domain.problem import Outcome, Problem, Results
from app.domain.report import Report, Value


def workspace(model: Model, report: Report, results: Results) -> Workspace:
    """Where formulas look up names in finished results, to explain or print them; nothing is computed.

    Cells and ratios are those of the results themselves: copying tens of thousands would cost more than the
    explanation.
    """
    return Workspace(
        model,
        report,
        cells=cast(dict[Address, Outcome], results.cells),
        ratios=cast(dict[str, Outcome], results.ratios),
        columns=dict(results.columns),
        orders=dict(results.orders),
        families=dict(results.families),
    )


@dataclass(eq=False, repr=False)
class Workspace:
    """Results in the making, and the place (`row`, `column`) a formula stands in."""

    model: Model
    report: Report
    before: Report | None = None  # the previous year of the same document
    before_cells: Mapping[Address, Outcome] | None = None  # computed from it once a formula asks
    cells: dict[Address, Outcome] = field(default_factory=dict)
    ratios: dict[str, Outcome] = field(default_factory=dict)
    findings: dict[str, dict[str | int, Problem]] = field(default_factory=dict)
    columns: dict[Node, list[Any]] = field(default_factory=dict)
    orders: dict[str, list[str | int]] = field(default_factory=dict)
    families: dict[str, dict[int, list[int]]] = field(default_factory=dict)
    forgotten: set[Place] = field(default_factory=set)  # since something was last remembered
    row: str | int = ""
    column: str = ""

    def outcome(self, address: Address) -> Outcome:
        found = self.cells.get(address)
        if found is not None:
            return found
        value = self.report.get(address)
        return EMPTY if value is None else Outcome(value=value)

    def ratio(self, key: str) -> Outcome:
        return self.ratios.get(key, EMPTY)

    def vector(self, table: str, column: str) -> list[Value | None]:
        """A column of a list table in the officer's order, read once until something in it changes."""
        return self.remember(Vector(table, column), lambda: self._read_vector(table, column))

    def values(self, vector: Vector) -> list[Value | None]:
        """A column of a list, or of those of its rows that belong to the row a formula stands in."""
        if not vector.own:
            return self.vector(vector.table, vector.column)
        rows = self.family(vector.table, int(self.row))
        if not vector.column:
            return list(rows)
        return [self.outcome(Address(vector.table, row, vector.column)).value for row in rows]

    def family(self, table: str, parent: int) -> list[int]:
        """Rows of a list that belong to a row of another one, in the officer's order."""
        return self.family_of(table).get(parent, [])

    def family_of(self, table: str) -> dict[int, list[int]]:
        """Row → the rows of `table` that belong to it."""
        known = self.families.get(table)
        if known is None:
            found = self.report.families(table)
            known = {parent: [int(record.row) for record in records] for parent, records in found.items()}
            self.families[table] = known
        return known

    def parent_of(self, table: str, row: str | int) -> int | None:
        """The row of another list that a row belongs to."""
        record = self.report.tables.get(table, {}).get(row)
        return record.parent if record is not None else None

    def remember(self, node: Node, read: Callable[[], list[Any]]) -> list[Any]:
        """What a column, or a condition on columns, gave when it was last read."""
        known = self.columns.get(node)
        if known is None:
            self.forgotten.clear()
            known = self.columns[node] = read()
        return known

    def forget(self, place: Place) -> None:
        """A cell of this column has changed; `#` stands for the rows themselves."""
        if place in self.forgotten:
            return  # thousands of cells of one column, one after the other
        self.forgotten.add(place)
        table, column = place
        known = self.model.edition.table.get(table)
        if known is None or known.kind == "fixed":
            return  # only columns of lists are remembered
        if column == "#":
            self.orders.pop(table, None)
            self.families.pop(table, None)
        for node in list(self.columns):
            for leaf in leaves(node):
                if isinstance(leaf, Vector) and leaf.table == table and column in ("#", leaf.column):
                    self.columns.pop(node, None)

    def _read_vector(self, table: str, column: str) -> list[Value | None]:
        known = self.model.edition.table[table].column.get(column)
        records, rows = self.report.tables.get(table, {}), self.rows(table)
        if known is None or not (known.computed or known.typed):
            return [records[row].cells.get(column) for row in rows]
        if not known.typed:
            outcomes = (self.cells.get(Address(table, row, column)) for row in rows)
            return [None if outcome is None else outcome.value for outcome in outcomes]
        parts = self.model.parts(table, column)
        below = self.model.edition.children.get(table)
        scored = self.family_of(below) if known.scored and below else records if known.scored else ()
        none = parts.isdisjoint
        return [
            cells.get(column)
            if none(cells := records[row].cells) and row not in scored
            else self.outcome(Address(table, row, column)).value
            for row in rows
        ]

    def rows(self, table: str) -> list[str | int]:
        """Rows of a list table in the officer's order."""
        if table not in self.orders:
            self.orders[table] = [record.row for record in self.report.rows(table)]
        return self.orders[table]

    def place(self, leaf: Node) -> Address:
        match leaf:
            case Cell(table, row, column):
                return Address(table, row, column)
            case Here(table, column):
                return Address(table, self.row, column)
            case SameColumn(table, row):
                return Address(table, row, self.column)
            case Parent(table, column, child):
                return Address(table, self.parent_of(child, self.row) or 0, column)
            case Base(table, column):
                base = self.model.edition.table[table].row[str(self.row)].base
                return Address(table, base or str(self.row), column)
        raise TypeError(f"{leaf!r} has no one place")

    def name(self, node: Node) -> str:
        """The formula in words, for reasons."""
        return words(node, self._leaf_name)

    def _leaf_name(self, leaf: Leaf) -> str:
        edition = self.model.edition
        match leaf:
            case RatioRef(key):
                return edition.ratio[key].label
            case Vector(table, ""):
                return edition.table[table].label
            case Vector(table, column):
                return labels.column_name(edition.table[table], column)
        return self.called(self.place(leaf))

    def prior(self) -> Workspace | None:
        """The same place in the previous year, computed when a formula asks for it."""
        found = self._prior
        if found is not None:
            found.row, found.column = self.row, self.column
        return found

    @cached_property
    def _prior(self) -> Workspace | None:
        if self.before is None:
            return None
        if self.before_cells is None:
            from app.calculation.engine import compute_cells  # the engine needs this module

            self.before_cells = compute_cells(self.model, self.before)
        return Workspace(self.model, self.before, cells=dict(self.before_cells))

    def is_money(self, node: Node) -> bool:
        """Whether a resolved tree gives money: any money leaf outside a division."""
        match node:
            case Cell(table, row, column):
                return self.model.edition.table[table].kind_of(row, column).name == "money"
            case Here(table, column) | Base(table, column) | Vector(table, column) | Parent(table, column):
                known = self.model.edition.table[table].column.get(column)
                return known is not None and known.kind.name == "money"
            case SameColumn(table, row):
                return self.model.edition.table[table].kind_of(row, self.column).name == "money"
            case RatioRef(key):
                return self.model.edition.ratio[key].unit == "万元"
            case Binary("/", left, right):
                return self.is_money(left) and not self.is_money(right)
            case Binary(_, left, right):
                return self.is_money(left) or self.is_money(right)
            case Unary(_, operand):
                return self.is_money(operand)
            case Call("change" | "count" | "blank", _):
                return False
            case Call(_, args):
                return self.is_money(args[0])
        return False

    def called(self, address: Address) -> str:
        """Short name of a cell: rows of the list a formula stands in go without their name."""
        if address.table in self.model.edition.table and address.row == self.row:
            known = self.model.edition.table[address.table]
            if known.kind == "list" and address.column in known.column:
                return known.column[address.column].label
        return labels.describe(self.model.edition, self.report, address)
