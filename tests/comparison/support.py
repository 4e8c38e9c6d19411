"""Finding one line of a comparison, and putting figures into years."""

from __future__ import annotations

from decimal import Decimal

from app.comparison.changes import change
from app.comparison.values import Change, Comparison, Group, Line
from app.document import Document
from app.edits import add_rows
from tests.years import put

WAN = 1_000_000


def group_of(comparison: Comparison, key: str) -> Group:
    return next(group for group in comparison.groups if group.key == key)


def line_of(comparison: Comparison, group: str, key: str) -> Line:
    """A line by the key of its row, or by its label in a list."""
    lines = group_of(comparison, group).lines
    return next(line for line in lines if key in {line.row.key, line.row.label})


def ratio_line(comparison: Comparison, key: str) -> Line:
    return next(
        line for group in comparison.groups if not group.table for line in group.lines if line.row.key == key
    )


def changes(comparison: Comparison, line: Line) -> list[Change]:
    return [change(comparison, line, step) for step in comparison.steps]


def put_in(document: Document, year: int, **cells: str) -> None:
    """Figures of one year; the year shown stays."""
    shown = document.year
    document.select_year(year)
    put(document, **cells)
    document.select_year(shown)


def projects(document: Document, year: int, *rows: tuple[str, str, int, str]) -> None:
    """Projects of one year: name, unit, amount in 万元, lineage (a new one when empty)."""
    shown = document.year
    document.select_year(year)
    made = [
        {
            k: v
            for k, v in {"name": name, "unit": unit, "final": amount * WAN, "score": Decimal(90)}.items()
            if v
        }
        for name, unit, amount, _ in rows
    ]
    lineages = [lineage or f"{year}-{number}" for number, (_, _, _, lineage) in enumerate(rows)]
    document.write(add_rows(document.report, "project", made, lineages=lineages), "增加项目")
    document.select_year(shown)
