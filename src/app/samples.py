"""The sample that comes with the program: a published report's figures, as the officer would type them."""

from __future__ import annotations

from app.calculation.entry import parse_cell
from app.domain.act import AddRow, Change, SetCell
from app.domain.address import Address, parse_address
from app.domain.edition import Edition
from app.domain.frozen import frozen
from app.domain.report import NOTE, POSITION_STEP, Report, Value
from app.storage.resources import resource_path

SAMPLE_YEAR = 2022


def load_sample(year: int = SAMPLE_YEAR) -> Sample:
    """The sample of one year, everything as text, money in 万元; `LookupError` when there is none."""
    import tomllib

    path = resource_path("samples", f"{year}.toml")
    if not path.is_file():
        raise LookupError(f"没有 {year} 年度的样例")
    with path.open("rb") as file:
        data = tomllib.load(file)
    return Sample(data["unit"], data["year"], data["cells"], data["notes"], data["rows"])


def sample_changes(edition: Edition, report: Report, sample: Sample | None = None) -> list[Change]:
    """What fills `report` with the sample: its cells, its rows behind those there, its notes.

    List rows are numbered from 1 in a sample, in notes and as `parent` of other rows; here they get ids.
    """
    sample = sample or load_sample()
    changes: list[Change] = []
    for text, typed in sample.cells.items():
        address = parse_address(text)
        value = parse_cell(edition, address, typed)
        changes.append(SetCell(address, report.get(address), value))
    moved: dict[str, int] = {}  # table → what comes before the first row of the sample
    for table, rows in sample.rows.items():
        first, last = report.next_row(table), max((r.position for r in report.rows(table)), default=0)
        moved[table] = first - 1
        above = edition.table[table].parent
        for number, columns in enumerate(rows):
            row = first + number
            cells: dict[str, Value] = {}
            parent = moved[above] + int(columns["parent"]) if above else None
            for column, typed in columns.items():
                if column == "parent":
                    continue
                value = parse_cell(edition, Address(table, row, column), typed)
                if value is not None:
                    cells[column] = value
            lineage = f"sample-{sample.year}-{table}-{number + 1}"
            position = last + (number + 1) * POSITION_STEP
            changes.append(AddRow(table, row, position, lineage, cells, parent))
    for text, note in sample.notes.items():
        about = parse_address(text)
        if isinstance(about.row, int):
            about = about._replace(row=about.row + moved[about.table])
        address = Address(NOTE, str(about), "text")
        changes.append(SetCell(address, report.get(address), note))
    return changes


@frozen
class Sample:
    """`cells` and `notes` by address, `rows` by list table in order, column → text."""

    unit: str
    year: int
    cells: dict[str, str]
    notes: dict[str, str]
    rows: dict[str, list[dict[str, str]]]
