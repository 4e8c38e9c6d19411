"""Sources of funds that a form has no line for, so that its total is more than its lines."""

from __future__ import annotations

from typing import TYPE_CHECKING

from app.calculation.formula import Here, leaves
from app.domain.amount import format_money
from app.domain.forms import Scheme

if TYPE_CHECKING:
    from app.calculation.environment import Workspace

_TOTALS = ("adjusted", "final")


def funds_without_line(env: Workspace, row: int, scheme: Scheme) -> str:
    """What is entered for sources that the scheme's layout does not print, beside others that it does."""
    edition = env.model.edition
    table = edition.table[edition.forms.tables.project]
    layout = edition.forms.layout.get(scheme.layout)
    shown = layout.fields if layout is not None else frozenset()
    cells = env.report.tables[table.key][row].cells
    told = []
    for total in _TOTALS:
        formula = env.model.formula(table.key, row, total)
        parts = [leaf.column for leaf in leaves(formula.tree) if isinstance(leaf, Here)] if formula else []
        if shown.isdisjoint(parts):
            continue  # only the total is printed
        told += [
            f"{table.column[part].label} {format_money(value)} 万元"
            for part in parts
            if part not in shown and isinstance(value := cells.get(part), int) and value
        ]
    return "、".join(told)
