"""What many tests start from: the shipped edition, its model, empty and sample reports."""

from __future__ import annotations

from functools import cache

from app.calculation.entry import parse_cell
from app.calculation.model import Model
from app.calculation.prepare import compile_edition
from app.domain.act import AddRow, SetCell
from app.domain.address import Address, parse_address
from app.domain.edition import Edition
from app.domain.report import POSITION_STEP, Record, Report

EDITION_ID = "cn-2022"


@cache
def edition() -> Edition:
    """The shipped edition, read once."""
    from app.storage.editions import load_edition

    return load_edition(EDITION_ID)


@cache
def model() -> Model:
    """Its model, compiled once."""
    return compile_edition(edition())


def put(report: Report, **cells: str) -> list[Address]:
    """Set cells by address with `__` for `/`, texts as an officer types them; an empty text clears."""
    return put_all(report, {where.replace("__", "/"): text for where, text in cells.items()})


def put_all(report: Report, cells: dict[str, str]) -> list[Address]:
    """Set cells by address text; gives the addresses."""
    addresses = []
    for where, text in cells.items():
        address = parse_address(where)
        value = parse_cell(edition(), address, text)
        record = report.tables.setdefault(address.table, {}).setdefault(address.row, Record(address.row))
        if isinstance(address.row, int) and not record.position:
            record.position = address.row * POSITION_STEP
        if value is None:
            record.cells.pop(address.column, None)
        else:
            record.cells[address.column] = value
        addresses.append(address)
    return addresses


def sample() -> Report:
    """The 2022 sample as a report."""
    from app.samples import sample_changes

    report = Report(2022)
    for change in sample_changes(edition(), report):
        if isinstance(change, SetCell):
            record = report.tables.setdefault(change.address.table, {}).setdefault(
                change.address.row, Record(change.address.row)
            )
            assert change.new is not None
            record.cells[change.address.column] = change.new
        elif isinstance(change, AddRow):
            report.tables.setdefault(change.table, {})[change.row] = Record(
                change.row, dict(change.cells), change.position, change.lineage, change.parent
            )
    return report
