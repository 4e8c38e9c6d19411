"""Workbooks written for import tests, and documents to import them into."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from app.document import Document
from app.domain.report import Report, Value
from app.exchange.reading.grid import Workbook
from app.exchange.reading.workbook import read_workbook
from app.exchange.xlsx import export
from app.intake.deed import aim_at, carry_out
from app.intake.plan import Plan, plan
from app.intake.proposal import Proposal, propose
from app.intake.source import Choices, Source, find_source

Sheet = Sequence[Sequence[object]]


def write(path: Path, sheets: dict[str, Sheet], merged: dict[str, Sequence[str]] | None = None) -> Path:
    """A workbook with these cells; None leaves a cell empty, a text with = is a formula."""
    import xlsxwriter

    with xlsxwriter.Workbook(path) as book:
        for name, rows in sheets.items():
            sheet = book.add_worksheet(name)
            for at, row in enumerate(rows):
                for column, value in enumerate(row):
                    if isinstance(value, str) and not value.startswith("="):
                        sheet.write_string(at, column, value)
                    elif value is not None:
                        sheet.write(at, column, value)
            for area in (merged or {}).get(name, ()):
                first = area.partition(":")[0]
                row, column = int("".join(c for c in first if c.isdigit())) - 1, ord(first[0]) - 65
                value = rows[row][column] if column < len(rows[row]) else ""
                sheet.merge_range(area, value if value is not None else "")
    return path


def proposal_of(document: Document, path: Path, year: int = 0) -> Proposal:
    """A file as it is proposed for a year, the one shown when none is given."""
    return propose(path, read_workbook(path), aim_at(document, year or document.year))


def planned(
    document: Document, path: Path, year: int | None = None, choices: Sequence[Choices] = ()
) -> tuple[Source, Plan]:
    """What importing a file would do."""
    book: Workbook = read_workbook(path)
    aim = aim_at(document, year or document.year)
    source = find_source(path, book, aim.model.edition, aim.year)
    return source, plan(aim.model, aim.report, source, choices, aim.before)


def imported(
    document: Document, path: Path, year: int | None = None, choices: Sequence[Choices] = ()
) -> tuple[Source, Plan]:
    """The file imported."""
    source, made = planned(document, path, year, choices)
    carry_out(document, aim_at(document, year or document.year), source, made)
    return source, made


def exported(document: Document, path: Path) -> Path:
    """The document's year as its workbook."""
    export(document.model, document.report, document.results, path, unit_name=document.unit)
    return path


def entered(report: Report) -> dict[str, Value]:
    """Every entered value of the tables by address."""
    return {str(address): value for address, value in report.cells()}


def states(made: Plan) -> dict[str, list[str]]:
    """Addresses by state."""
    found: dict[str, list[str]] = {}
    for item in made.items:
        found.setdefault(item.state, []).append(str(item.address))
    return found
