"""Tables with the rows of the layout over the years: a group for each table and column."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from app.calculation.labels import describe
from app.comparison.sources import SUMS, Year, differing, editions, entered, tables
from app.comparison.values import Figure, Group, Line, Measure, Step
from app.domain.address import Address
from app.domain.edition import Column, Kind, Row, Table


def fixed_groups(
    years: Sequence[Year], steps: Sequence[Step], offered: Sequence[Measure], chosen: frozenset[str]
) -> list[Group]:
    groups = []
    for table in tables(editions(years)).values():
        if table.kind != "fixed":
            continue
        single = len(table.columns) == 1
        order = (
            [table.columns[0]]
            if single
            else [
                column
                for measure in offered
                for column in entered(table)
                if column.key == measure.key in chosen
            ]
        )
        groups += [group for column in order if (group := _group(years, steps, table, column, single))]
    return groups


def _group(
    years: Sequence[Year], steps: Sequence[Step], table: Table, column: Column, single: bool
) -> Group | None:
    lines = [
        line
        for row in merged_rows(years, table.key)
        if (line := _line(years, steps, table, column, row)) is not None
    ]
    lines = [
        line
        for line, after in zip(lines, [*lines[1:], None], strict=True)
        if not line.row.heading or (after is not None and not after.row.heading)
    ]
    if not any(not line.row.heading for line in lines):
        return None
    title = table.label if single else f"{table.title or table.label}·{column.label}"
    return Group(f"{table.key}.{column.key}", title, tuple(lines), table.key, column.key)


def merged_rows(years: Sequence[Year], table: str) -> list[Row]:
    """Rows of all layouts: as the latest has them, one it has no more behind what it used to follow."""
    rows: list[Row] = []
    places: dict[str, int] = {}
    for edition in editions(years):
        before = -1
        for row in edition.table[table].rows if table in edition.table else ():
            if row.key not in places:
                rows.insert(before + 1, row)
                places = {each.key: place for place, each in enumerate(rows)}
            before = places[row.key]
    return rows


def _line(
    years: Sequence[Year], steps: Sequence[Step], table: Table, column: Column, row: Row
) -> Line | None:
    """One row over the years; None where it holds no figures."""
    if row.heading:
        return Line(row, Kind("text"), row.label, (), ("",) * len(steps))
    figures: list[Figure] = []
    kind: Kind | None = None
    name = ""
    for year in years:
        own = year.edition.table.get(table.key)
        if own is None or not own.has(row.key, column.key):
            figures.append(
                year.absent(
                    "的版式没有这一行" if own is None or row.key not in own.row else "的版式没有这一格"
                )
            )
            continue
        own_kind = own.kind_of(row.key, column.key)
        if own_kind.name not in SUMS:
            return None
        address = Address(table.key, row.key, column.key)
        kind, name = own_kind, describe(year.edition, year.report, address)  # the latest year's stay
        figures.append(year.figure(address))
    if kind is None:
        return None
    targets = [figure.place for figure in figures]
    named = (
        row if kind.name == "money" or not kind.unit else replace(row, label=f"{row.label}（{kind.unit}）")
    )
    return Line(named, kind, name, tuple(figures), differing(years, steps, targets, name))
