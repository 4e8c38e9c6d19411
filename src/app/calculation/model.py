"""An edition made ready to compute: its formulas by what they fill, and the steps of computing in order.

What a change can reach is known by (table, column): a `Step` reads some columns and ratios and writes
one; steps stand in an order in which nothing is read before it is written. `prepare` makes models.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import cached_property

from app.calculation.formula import Here, Parent, Vector, leaves
from app.calculation.resolve import Formula
from app.domain.edition import Check, Edition, Row
from app.domain.frozen import frozen

Place = tuple[str, str]  # (table, column), or ("ratio", key) / ("check", key)
SUMMED = frozenset({"money", "count", "number"})  # kinds of columns that totals run down


class ModelError(ValueError):
    """An edition whose formulas cannot stand; `problems` are Chinese sentences naming the entry."""

    def __init__(self, problems: list[str]) -> None:
        super().__init__("\n".join(problems))
        self.problems = problems


@frozen
class Template:
    """A message: texts and expressions in turn."""

    parts: tuple[tuple[str, str | Formula | None], ...]  # literal before, then special name or formula


@frozen
class Rule:
    """A check made ready. `left`, `right`, `when` are None where the check has none."""

    check: Check
    left: Formula | None
    right: Formula | None
    when: Formula | None
    message: Template

    @cached_property
    def rowwise(self) -> bool:
        """True when each row stands alone, so that an edit tries only its own row.

        A rule that reads anything beside its row, or gives way to another rule, is tried on all rows.
        """
        check = self.check
        if not check.each or check.per != "row" or check.unique or check.unless:
            return False
        formulas = [formula for formula in (self.left, self.right, self.when) if formula is not None]
        formulas += [part for _, part in self.message.parts if isinstance(part, Formula)]
        read = (leaf for formula in formulas for leaf in leaves(formula.tree))
        return all(
            (isinstance(leaf, Here) and leaf.table == check.each)
            or isinstance(leaf, Parent)
            or (isinstance(leaf, Vector) and leaf.own)
            for leaf in read
        )

    @cached_property
    def above(self) -> frozenset[Place]:
        """What it reads of the row that each row belongs to."""
        formulas = [formula for formula in (self.left, self.right, self.when) if formula is not None]
        formulas += [part for _, part in self.message.parts if isinstance(part, Formula)]
        read = (leaf for formula in formulas for leaf in leaves(formula.tree))
        return frozenset((leaf.table, leaf.column) for leaf in read if isinstance(leaf, Parent))


@frozen
class Step:
    """One piece of computing: totals of a column, a computed column, a ratio, a rule, or the scores of forms.

    Scores are many places at once: `writes` beside the target.
    """

    kind: str  # totals | column | ratio | rule | forms | department
    target: Place
    reads: frozenset[Place]
    writes: frozenset[Place] = frozenset()


@frozen
class Rest:
    """What is computed from the cells: ratios, rules, and all steps in their order."""

    ratios: Mapping[str, Formula]
    rules: Mapping[str, Rule]
    steps: tuple[Step, ...]


@frozen
class Model:
    """An edition with its formulas; frozen, shared by all years that follow it.

    `cell_steps` compute the tables; they are empty where a cell reads a ratio and cannot come first.
    """

    edition: Edition
    totals: Mapping[str, tuple[tuple[Row, Formula], ...]]
    columns: Mapping[Place, Formula]
    cell_steps: tuple[Step, ...]
    read_rest: Callable[[], Rest]

    @cached_property
    def rest(self) -> Rest:
        """Ratios and rules, read when they are first asked for; raises `ModelError`."""
        return self.read_rest()

    @property
    def ratios(self) -> Mapping[str, Formula]:
        """Formulas of the ratios by key."""
        return self.rest.ratios

    @property
    def rules(self) -> Mapping[str, Rule]:
        """Checks made ready, by key."""
        return self.rest.rules

    @property
    def steps(self) -> tuple[Step, ...]:
        """Everything there is to compute, in order."""
        return self.rest.steps

    @cached_property
    def total_rows(self) -> Mapping[str, tuple[Row, Formula]]:
        """Row formulas by row key."""
        return {row.key: (row, formula) for rows in self.totals.values() for row, formula in rows}

    def parts(self, table: str, column: str) -> frozenset[str]:
        """Columns of its own row that a computed column of a list reads."""
        key = (table, column)
        if key not in self._parts:
            read = leaves(self.columns[key].tree) if key in self.columns else ()
            self._parts[key] = frozenset(leaf.column for leaf in read if isinstance(leaf, Here))
        return self._parts[key]

    @cached_property
    def _parts(self) -> dict[Place, frozenset[str]]:
        return {}

    def formula(self, table: str, row: str | int, column: str) -> Formula | None:
        """The formula of one cell: a computed column's, else the row's, else None for an entered cell."""
        if (table, column) in self.columns:
            return self.columns[(table, column)]
        if self.edition.table[table].column[column].kind.name not in SUMMED:
            return None
        found = self.total_rows.get(str(row)) if self.edition.table[table].kind == "fixed" else None
        return found[1] if found is not None else None
