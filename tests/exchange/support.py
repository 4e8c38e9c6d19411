"""Reports to export, and LibreOffice made to compute everything anew."""

from __future__ import annotations

import shutil
import subprocess
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import pytest

from app.calculation.engine import compute
from app.calculation.model import Model
from app.calculation.prepare import compile_edition
from app.domain.address import Address
from app.domain.problem import Results
from app.domain.report import POSITION_STEP, Record, Report
from app.edits import put, stage
from app.exchange.layout import build
from app.exchange.live import first_row
from app.exchange.marker import NAME
from app.exchange.page import NUMERIC, Page
from app.exchange.xlsx import ExportResult, export, sheet_names
from app.samples import sample_changes
from app.storage.editions import load_edition

UNIT = "石家庄市科学技术协会"
SOFFICE = shutil.which("soffice") or shutil.which("libreoffice")
needs_libreoffice = [
    pytest.mark.libreoffice,
    pytest.mark.skipif(SOFFICE is None, reason="LibreOffice is not installed"),
]
_ALWAYS = """<?xml version="1.0" encoding="UTF-8"?>
<oor:items xmlns:oor="http://openoffice.org/2001/registry" xmlns:xs="http://www.w3.org/2001/XMLSchema"
 xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance">
<item oor:path="/org.openoffice.Office.Calc/Formula/Load"><prop oor:name="OOXMLRecalcMode" oor:op="fuse">
<value>0</value></prop></item></oor:items>
"""


def printed(book) -> list:
    """The sheets people see."""
    return [sheet for sheet in book if sheet.title != NAME]


@dataclass(frozen=True)
class Case:
    """A report with all that is computed from it."""

    model: Model
    report: Report
    results: Results

    def pages(self, *, data: bool = True) -> list[Page]:
        return build(self.model, self.report, self.results, unit_name=UNIT, data=data)

    def export(self, path: Path, **options) -> ExportResult:
        return export(self.model, self.report, self.results, path, unit_name=UNIT, **options)


@cache
def model() -> Model:
    """The national edition."""
    return compile_edition(load_edition("cn-2022"))


def sample_report() -> Report:
    report = Report(2022)
    edition = model().edition
    put(report, stage(edition, report, sample_changes(edition, report)))
    return report


def case(report: Report, of: Model | None = None) -> Case:
    return Case(of or model(), report, compute(of or model(), report))


@cache
def sample() -> Case:
    """The 2022 report."""
    return case(sample_report())


def report_of(cells: dict[str, object], projects: list[dict[str, object]] = ()) -> Report:
    """A report from `table/row/column` → value and the cells of its projects."""
    report = Report(2022)
    for place, value in cells.items():
        table, row, column = place.split("/")
        report.tables.setdefault(table, {}).setdefault(row, Record(row)).cells[column] = value
    for number, project in enumerate(projects, 1):
        filled = {key: value for key, value in project.items() if value is not None}
        record = Record(number, filled, number * POSITION_STEP, f"lineage {number}")
        report.tables.setdefault("project", {})[number] = record
    return report


def inputs() -> list[Address]:
    """Every number of the fixed tables that can be entered, totals aside."""
    return [
        Address(table.key, row, column.key)
        for table in model().edition.tables
        if table.kind == "fixed"
        for row in table.row
        for column in table.columns
        if table.has(row, column.key)
        and not column.computed
        and table.kind_of(row, column.key).name in NUMERIC
        and row not in model().total_rows
    ]


def full_report() -> Report:
    """Every number filled, so that every figure of the edition has a value."""
    cells: dict[str, object] = {
        str(place): 1_000_000 + 123_457 * number if _money(place) else 10 + number
        for number, place in enumerate(inputs())
    }
    names = ["科普经费", "公务用车租赁", "培训", "会议", "设备"]
    projects = [
        {
            "name": name,
            "category": "重点" if number % 2 else "一般" if number else None,
            "initial": 50_000_000 + number * 1_270_000,
            "adjusted": 60_000_000 + number * 3_330_000,
            "final": 59_000_000 + number * 1_110_070,
            "score": 55 + number * 11,
        }
        for number, name in enumerate(names)
    ]
    return report_of(cells, projects)


def _money(place: Address) -> bool:
    return model().edition.table[place.table].kind_of(place.row, place.column).name == "money"


def read(path: Path) -> dict[str, list[list[object]]]:
    """Values of every sheet, from A1 on."""
    from python_calamine import CalamineWorkbook

    with CalamineWorkbook.from_path(path) as book:
        return {
            name: book.get_sheet_by_name(name).to_python(skip_empty_area=False) for name in book.sheet_names
        }


def opened(path: Path, *, values: bool = False):
    """The workbook in openpyxl: formulas, or the values stored with them."""
    from openpyxl import load_workbook

    return load_workbook(path, data_only=values)


def body(case_: Case, values: dict[str, list[list[object]]], *, data: bool = True):
    """(page, row, column number, value on the page, value in the workbook) of every body cell."""
    pages = case_.pages(data=data)
    for page, name in zip(pages, sheet_names(pages), strict=True):
        for number, row in enumerate(page.rows, first_row(page)):
            read_row = values[name][number] if number < len(values[name]) else []
            for index, cell in enumerate(row.cells):
                yield page, row, index, cell, read_row[index] if index < len(read_row) else ""


def recalculate(path: Path, folder: Path) -> Path:
    """The workbook saved by LibreOffice after computing every formula anew."""
    return convert(path, folder, "xlsx:Calc MS Excel 2007 XML")


def convert(path: Path, folder: Path, kind: str) -> Path:
    """The workbook saved by LibreOffice as another kind of file."""
    profile, out = folder / "profile", folder / "recalculated"
    if not profile.exists():
        (profile / "user").mkdir(parents=True)
        (profile / "user" / "registrymodifications.xcu").write_text(_ALWAYS, encoding="utf-8")
    out.mkdir(exist_ok=True)
    command = [str(SOFFICE), f"-env:UserInstallation={profile.as_uri()}", "--headless", "--norestore"]
    command += ["--convert-to", kind, "--outdir", str(out), str(path)]
    subprocess.run(command, check=True, capture_output=True, timeout=180)
    return out / f"{path.stem}.{kind.partition(':')[0]}"
