"""What the officer chose for a workbook, kept for the next one of the same shape.

The shape of a block is its sheet's words down to the headings, without years and numbers, and the first
labels of a table with fixed rows. Kept are choices only, never figures: which table a sheet is, what its
columns and rows are, the unit, the rounding. A damaged file counts as empty.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from hashlib import sha256
from typing import Any

from app.domain.amount import Refused
from app.domain.edition import Table
from app.domain.report import Report
from app.exchange.finding.block import Block, Target
from app.exchange.finding.blocks import read_as
from app.exchange.finding.entries import Way
from app.exchange.finding.names import plain
from app.exchange.finding.values import UNITS
from app.exchange.reading.grid import Grid
from app.intake.matches import label_of
from app.intake.proposal import Proposal, assigned, decided, key_of
from app.intake.rows import NEW, SKIP
from app.intake.source import Choices
from app.storage.paths import settings_folder
from app.storage.settings import Settings

LIMIT = 50  # shapes kept, the last used ones
_KEY = "shapes"
_ABOVE = 3  # lines above the headings in which title and unit stand
_LABELS = 8  # first labels that count
_MADE = {"new": NEW, "skip": SKIP}
_NUMBERS = re.compile(r"[\d〇]+|[一二三四五六七八九十]+月")


def store() -> Settings:
    """Where shapes are kept, beside the settings: read when something is imported, not at a start."""
    return Settings(settings_folder() / "imports.json")


def shape_of(grid: Grid, block: Block, table: Table) -> str:
    """The same for two files that differ in years and figures only."""
    words = [_word(grid.name), block.table, str(block.labels)]
    for row in range(max(0, block.header[0] - _ABOVE), block.header[1] + 1):
        cells = enumerate(grid.rows[row] if row < len(grid.rows) else ())
        words += [f"{column}:{_word(text)}" for column, text in cells if isinstance(text, str)]
    if table.kind == "fixed" and block.labels >= 0:
        first = range(block.header[1] + 1, block.header[1] + 1 + _LABELS)
        words += [_word(label_of(grid, block, row)) for row in first]
    return sha256("\n".join(words).encode()).hexdigest()[:32]


def _word(text: str) -> str:
    return _NUMBERS.sub("", plain(text))


# -- kept


def remember(kept: Settings, proposal: Proposal) -> None:
    """Keep what was chosen for each block; what nothing was chosen for is forgotten."""
    if proposal.source.marker is not None:
        return  # our own workbooks are known without
    shapes = _shapes(kept)
    known = {entry["shape"]: entry for entry in shapes}
    for block in proposal.source.blocks:
        entry = _entry(proposal, block)
        known.pop(entry["shape"], None)
        if len(entry) > 2:
            known = {entry["shape"]: entry, **known}
    made = list(known.values())[:LIMIT]
    if made != shapes:
        kept.set(_KEY, made)


def _entry(proposal: Proposal, block: Block) -> dict[str, Any]:
    """One block as JSON: shape and table, and of the rest only what was chosen."""
    table, grid = proposal.aim.model.edition.table[block.table], proposal.source.book.grids[block.sheet]
    choices = proposal.of(block)
    entry: dict[str, Any] = {"shape": shape_of(grid, block, table), "table": block.table}
    if proposal.told.get(block.sheet) == block.table:
        entry["told"] = True
    if not choices.used:
        entry["used"] = False
    if choices.way.unit:
        entry["unit"] = choices.way.unit
    if choices.way.rounding:
        entry["rounding"] = True
    if choices.columns:
        entry["columns"] = [
            [column, [target.column, target.row] if target is not None else None]
            for column, target in choices.columns.items()
        ]
    if rows := list(_rows_kept(proposal.aim.report, table, grid, block, choices)):
        entry["rows"] = rows
    return entry


def _rows_kept(
    report: Report, table: Table, grid: Grid, block: Block, choices: Choices
) -> Iterator[list[str | int]]:
    """Label, which of that label, and what it is: a key, or in a list the name of a row."""
    numbered = {row: (label, nth) for label, nth, row in _labels(grid, block)}
    for row, wanted in choices.rows.items():
        label, nth = numbered.get(row, ("", 0))
        if not label:
            continue
        if isinstance(wanted, str):
            yield [label, nth, "row", wanted]
        elif wanted in {NEW, SKIP}:
            yield [label, nth, "new" if wanted == NEW else "skip", ""]
        elif record := report.tables.get(table.key, {}).get(wanted):
            yield [label, nth, "name", str(record.cells.get(table.name_column, ""))]


def _labels(grid: Grid, block: Block) -> Iterator[tuple[str, int, int]]:
    """Every label below the headings, which of its kind it is, and its row."""
    seen: dict[str, int] = {}
    for row in range(block.header[1] + 1, len(grid.rows)):
        if label := plain(label_of(grid, block, row)):
            yield label, seen.get(label, 0), row
            seen[label] = seen.get(label, 0) + 1


# -- used again


def recall(kept: Settings, proposal: Proposal) -> Proposal:
    """The proposal with what was chosen for workbooks of these shapes."""
    if proposal.source.marker is not None:
        return proposal
    shapes = {entry["shape"]: entry for entry in _shapes(kept)}
    edition = proposal.aim.model.edition
    for table in dict.fromkeys(entry["table"] for entry in shapes.values() if entry.get("told") is True):
        if table in edition.table:
            proposal = _told(proposal, table, shapes)
    for block in proposal.source.blocks:
        grid = proposal.source.book.grids[block.sheet]
        entry = shapes.get(shape_of(grid, block, edition.table[block.table]))
        if entry is not None:
            choices = _choices(entry, proposal.aim.report, edition.table[block.table], grid, block)
            proposal = decided(proposal, block, choices)
            proposal = replace(proposal, recalled=proposal.recalled | {key_of(block)})
    return proposal


def _told(proposal: Proposal, table: str, shapes: dict[str, dict[str, Any]]) -> Proposal:
    """With the sheets of which the officer once said that they are this table."""
    edition, year = proposal.aim.model.edition, proposal.aim.year
    for sheet, grid in enumerate(proposal.source.book.grids):
        for block in read_as(edition, grid, sheet, table, year):
            entry = shapes.get(shape_of(grid, block, edition.table[table]), {})
            if entry.get("told") is True and sheet not in proposal.told:
                try:
                    proposal = assigned(proposal, sheet, table)
                except Refused:
                    continue
    return proposal


def _choices(entry: dict[str, Any], report: Report, table: Table, grid: Grid, block: Block) -> Choices:
    """What was chosen, as far as it still means something."""
    unit = str(entry.get("unit", ""))
    way = Way(unit if unit in UNITS else "", entry.get("rounding") is True)
    columns = dict(_columns(entry.get("columns"), table, block))
    rows = dict(_rows(entry.get("rows"), report, table, grid, block))
    return Choices(entry.get("used") is not False, way, columns, rows)


def _columns(kept: object, table: Table, block: Block) -> Iterator[tuple[int, Target | None]]:
    for column, target in _pairs(kept, 2):
        if not isinstance(column, int):
            continue
        if target is None:
            yield column, None
        elif isinstance(target, list) and len(target) == 2:
            key, row = map(str, target)
            fits = row in table.row if block.labels < 0 else not row
            if fits and key in table.column:
                yield column, Target(key, row)


def _rows(
    kept: object, report: Report, table: Table, grid: Grid, block: Block
) -> Iterator[tuple[int, str | int]]:
    places = {(label, nth): row for label, nth, row in _labels(grid, block)}
    names: dict[str, list[int]] = {}
    for record in report.rows(table.key) if table.kind == "list" else ():
        names.setdefault(str(record.cells.get(table.name_column, "")), []).append(int(record.row))
    for label, nth, *told in _pairs(kept, 4):
        row = places.get((str(label), nth if isinstance(nth, int) else -1))
        kind, text = map(str, told)
        if row is None:
            continue
        if table.kind == "fixed":
            if kind == "row" and (not text or text in table.row):
                yield row, text
        elif kind in _MADE:
            yield row, _MADE[kind]
        elif kind == "name" and len(found := names.get(text, [])) == 1:
            yield row, found[0]


def _pairs(kept: object, length: int) -> Iterator[list[Any]]:
    """The lists of that length in what was kept, whatever it is."""
    for each in kept if isinstance(kept, list) else ():
        if isinstance(each, list) and len(each) == length and not isinstance(each[0], (list, dict)):
            yield each


def _shapes(kept: Settings) -> list[dict[str, Any]]:
    """The entries that can be used."""
    return [
        entry
        for entry in kept.get(_KEY, [])
        if isinstance(entry, dict)
        and isinstance(entry.get("shape"), str)
        and isinstance(entry.get("table"), str)
    ]
