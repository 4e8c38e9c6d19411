"""A hidden sheet in our own workbooks: which table each sheet holds, who its list rows are, and what the
sheets do not show. With it a workbook comes back as the document it came from, to the last digit.

Only text cells: a keyword, then what it says. Whoever moves or deletes it loses no figure; the tables are
found by their names then.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import field
from decimal import Decimal
from hashlib import blake2b
from typing import TYPE_CHECKING

from app.calculation.model import Model
from app.domain.address import Address, parse_address
from app.domain.amount import significant
from app.domain.frozen import frozen
from app.domain.problem import Results
from app.domain.report import SYSTEM_TABLES, Report, Value
from app.exchange.page import Page
from app.exchange.reading.grid import Workbook

if TYPE_CHECKING:
    from xlsxwriter.workbook import Workbook as Book

NAME = "自评通"
_HEAD, _SHEET, _ROW, _CELL, _COMPUTED = "自评通工作簿", "表", "行", "格", "算"
_VERSION, _FORM = "1", "模板"
_DIGITS = 15  # what a number cell holds
_PIECE = 32_000  # characters of one cell
_NUMBER = re.compile(r"-?[0-9]{1,40}(?:\.[0-9]{1,40})?")
_ESCAPED = re.compile(r"\\(.)")
_ENDS = {"r": "\r", "n": "\n"}
_TYPES: dict[type, str] = {int: "i", Decimal: "d", str: "s"}


@frozen
class RowIdentity:
    """A list row as it was written: its running number tells which."""

    row: int
    position: int
    lineage: str
    parent: int = 0  # the row it belongs to, 0 for none


@frozen
class Marker:
    """What the hidden sheet says."""

    edition: str
    year: int
    sheets: Mapping[str, str] = field(default_factory=dict)  # name → table
    rows: Mapping[str, Mapping[int, RowIdentity]] = field(default_factory=dict)  # table → 序号 → who
    cells: Mapping[Address, Value] = field(default_factory=dict)  # what no sheet shows as it is
    computed: frozenset[Address] = frozenset()  # shown where a figure may be typed, but nobody typed it
    form: str = ""  # of one to be filled in: what the year held then, as `content` gives it


def write_marker(
    book: Book,
    model: Model,
    report: Report,
    results: Results,
    pages: Sequence[Page],
    names: Sequence[str],
    *,
    form: bool = False,
) -> None:
    """The last sheet, which no menu of Excel shows."""
    sheet = book.add_worksheet(NAME)
    kind = (_FORM, content(report)) if form else ()
    lines: list[tuple[str, ...]] = [(_HEAD, _VERSION, model.edition.id, str(report.year), *kind)]
    lines += [(_SHEET, name, page.table) for page, name in zip(pages, names, strict=True) if page.table]
    for table in model.edition.tables:
        for number, record in enumerate(report.rows(table.key) if table.kind == "list" else (), 1):
            who = f"{number} {record.row} {record.position} {record.lineage} {record.parent or 0}"
            lines.append((_ROW, table.key, who))
    for address, value in hidden_cells(model, report, results):
        text = _dump(value)
        pieces = [text[at : at + _PIECE] for at in range(0, len(text), _PIECE)]
        lines.append((_CELL, str(address), *pieces))
    lines += [(_COMPUTED, str(address)) for address in computed_cells(model, report, results)]
    for row, line in enumerate(lines):
        for column, text in enumerate(line):
            sheet.write_string(row, column, text)
    sheet.very_hidden()


def content(report: Report) -> str:
    """A digest of the figures and texts of a year, without notes and marks."""
    digest = blake2b(digest_size=16)
    for address, value in sorted((str(address), _dump(value)) for address, value in report.cells()):
        if address.partition("/")[0] not in SYSTEM_TABLES:
            digest.update(f"{address}\0{value}\0".encode())
    return digest.hexdigest()


def hidden_cells(model: Model, report: Report, results: Results) -> Iterator[tuple[Address, Value]]:
    """Entered cells that no sheet gives back as they are: notes, marks, typed totals beside their parts…"""
    for address, value in report.cells():
        outcome = results.cells.get(address)
        known = model.edition.table.get(address.table)
        column = known.column.get(address.column) if known is not None else None
        over = column is not None and column.override  # what was typed is what is shown
        summed = outcome is not None and not outcome.direct and not over
        if address.table in SYSTEM_TABLES or summed or not _comes_back(value):
            yield address, value


def computed_cells(model: Model, report: Report, results: Results) -> Iterator[Address]:
    """Cells that show what is computed although a figure might have been typed."""
    typed = {(table.key, c.key) for table in model.edition.tables for c in table.columns if c.typed}
    for address, outcome in results.cells.items():
        shown = (address.table, address.column) in typed and outcome.value is not None
        if shown and report.get(address) is None:
            yield address


def _comes_back(value: Value) -> bool:
    """Whether a cell of a workbook holds the value to the last digit."""
    if isinstance(value, str):
        return "\r" not in value
    if not isinstance(value, Decimal):
        return True
    return len(value.as_tuple().digits) <= _DIGITS and f"{value:f}" == significant(value)  # 90.0 is not 90


def read_marker(book: Workbook) -> Marker | None:
    """What the hidden sheet says; None where there is none, or where it was written over."""
    grid = next((grid for grid in book.grids if grid.name == NAME), None)
    if grid is None or not grid.rows or grid.rows[0][:2] != (_HEAD, _VERSION):
        return None
    try:
        return _read([[str(cell or "") for cell in row] for row in grid.rows])
    except (ValueError, KeyError, IndexError):
        return None


def _read(lines: list[list[str]]) -> Marker:
    sheets: dict[str, str] = {}
    rows: dict[str, dict[int, RowIdentity]] = {}
    cells: dict[Address, Value] = {}
    computed: set[Address] = set()
    for line in lines[1:]:
        match line:
            case [word, name, table, *_] if word == _SHEET:
                sheets[name] = table
            case [word, table, who, *_] if word == _ROW:
                number, row, position, lineage, *parent = who.split(" ")
                above = int(parent[0]) if parent else 0
                rows.setdefault(table, {})[int(number)] = RowIdentity(int(row), int(position), lineage, above)
            case [word, address, *pieces] if word == _CELL:
                cells[_address(address)] = _load("".join(pieces))
            case [word, address, *_] if word == _COMPUTED:
                computed.add(parse_address(address))
    form = lines[0][5] if lines[0][4:5] == [_FORM] else ""
    return Marker(lines[0][2], int(lines[0][3]), sheets, rows, cells, frozenset(computed), form)


def _dump(value: Value) -> str:
    """A value with the letter of its type; ends of lines written out, since XML makes them all alike."""
    if isinstance(value, str):
        text = value.replace("\\", "\\\\").replace("\r", "\\r").replace("\n", "\\n")
    else:
        text = f"{value:f}" if isinstance(value, Decimal) else str(value)
    return _TYPES[type(value)] + text


def _load(text: str) -> Value:
    kind, rest = text[:1], text[1:]
    if kind == _TYPES[str]:
        return _ESCAPED.sub(lambda found: _ENDS.get(found[1], found[1]), rest)
    if kind not in _TYPES.values() or not _NUMBER.fullmatch(rest):
        raise ValueError(text)
    return Decimal(rest) if kind == _TYPES[Decimal] else int(rest)


def _address(text: str) -> Address:
    address = parse_address(text)
    return address._replace(row=str(address.row)) if address.table in SYSTEM_TABLES else address
