"""A document of three years as a department would have it: the sample and the two years before it."""

from __future__ import annotations

from decimal import Decimal
from pathlib import Path

from app.calculation.entry import parse_cell
from app.document import Document, create
from app.domain.act import Change, SetCell
from app.domain.address import Address, parse_address
from app.domain.amount import WAN, round_half_up
from app.edits import add_rows
from app.samples import load_sample, sample_changes
from app.storage.editions import edition_for

UNIT = "石家庄市科学技术协会"
# what the years before differ by: of each figure of the sample so much; projects that were not there yet
FORM_SCORES = {  # what the sample's forms give
    "科普经费": Decimal(91),
    "全民素质经费": Decimal(89),
    "老科技工作者协会经费": Decimal(95),
}
EARLIER = {2021: ("0.934", 3), 2020: ("0.871", 5)}


def make_years(path: Path, years: tuple[int, ...] = (2020, 2021, 2022)) -> Document:
    """The document, open at its last year; projects carry their lineage through the years."""
    document = create(path, UNIT, years[0], edition_for(years[0]), user="测试")
    lineages = [f"{number:032x}" for number in range(40)]
    for year in years:
        if year not in document.years:
            document.add_year(year, edition_for(year))
        document.write(_changes(document, year, lineages), f"填入 {year} 年")
    return document


def _changes(document: Document, year: int, lineages: list[str]) -> list[Change]:
    edition, report = document.model.edition, document.report
    sample = load_sample()
    share, fewer = EARLIER.get(year, ("1", 0))
    cells = [change for change in sample_changes(edition, report, sample) if isinstance(change, SetCell)]
    changes: list[Change] = []
    for change in cells:
        value = change.new
        table = edition.table.get(change.address.table)
        if table is not None and isinstance(value, int):
            kind = table.kind_of(change.address.row, change.address.column).name
            value = scaled(value, share, 2 if kind == "money" else -6)
        if change.address.table in edition.table:
            changes.append(SetCell(change.address, report.get(change.address), value))
    rows = []
    for typed in sample.rows["project"][: len(sample.rows["project"]) - fewer]:
        row = {
            column: parse_cell(edition, Address("project", 1, column), text) for column, text in typed.items()
        }
        row["final"] = scaled(row["final"], share, 3)
        row["adjusted"] = row["final"]
        row["score"] = min(Decimal(100), row.get("score", FORM_SCORES.get(typed["name"])) - 2022 + year)
        rows.append({key: value for key, value in row.items() if value is not None})
    return [*changes, *add_rows(report, "project", rows, lineages=lineages[: len(rows)])]


def scaled(value: int, share: str, places: int) -> int:
    """So much of an amount, at some decimals of 万元; of a count with -6, a whole number."""
    if places < 0:
        return int(round_half_up(value * Decimal(share), 0))
    exact = Decimal(value).scaleb(-WAN.places) * Decimal(share)
    return int(round_half_up(exact, places).scaleb(WAN.places))


def put(document: Document, **cells: str) -> None:
    """Set cells of the year shown by address with `__` for `/`, as typed; an empty text clears."""
    changes = []
    for where, text in cells.items():
        address = parse_address(where.replace("__", "/"))
        value = parse_cell(document.model.edition, address, text)
        changes.append(SetCell(address, document.report.get(address), value))
    document.write(changes, "填数")
