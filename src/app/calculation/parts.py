"""Totals and their parts: whether a total may take a figure of its own (直接填列)."""

from __future__ import annotations

from collections.abc import Callable

from app.calculation.formula import Cell, SameColumn, leaves
from app.calculation.model import Model
from app.domain.address import Address
from app.domain.report import Value


def parts(model: Model, address: Address) -> list[Address]:
    """The cells a total adds up; none for an entered cell."""
    formula = model.formula(*address)
    if formula is None:
        return []
    return [
        Address(leaf.table, leaf.row, leaf.column if isinstance(leaf, Cell) else address.column)
        for leaf in leaves(formula.tree)
        if isinstance(leaf, Cell | SameColumn)
    ]


def any_filled(model: Model, address: Address, value: Callable[[Address], Value | None]) -> bool:
    """Whether some part of a total, or a part of a part, has a figure; `value` gives what is entered."""
    return any(value(part) is not None or any_filled(model, part, value) for part in parts(model, address))


def upwards(model: Model, table: str) -> list[str]:
    """Rows of a fixed table that are totals, parts before what they are part of."""
    return [row.key for row, _ in model.totals.get(table, ())]
