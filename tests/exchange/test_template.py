"""The fill-in form: what is locked, hinted, checked, and that it is one with the document."""

from __future__ import annotations

import pytest

from app.calculation.prepare import compile_edition
from app.domain.report import Report
from app.exchange.files import ExportError
from app.exchange.marker import NAME
from app.exchange.template import BLANK_ROWS, write_template
from app.storage.editions import load_edition
from tests.exchange.support import model, opened, printed, sample


@pytest.fixture(scope="module")
def empty(tmp_path_factory):
    path = tmp_path_factory.mktemp("form") / "t.xlsx"
    write_template(compile_edition(load_edition("cn-2022")), Report(2023), path)
    return opened(path)


@pytest.fixture(scope="module")
def filled(tmp_path_factory):
    path = tmp_path_factory.mktemp("form") / "t.xlsx"
    write_template(sample().model, sample().report, path, unit_name="某局")
    return opened(path)


def test_every_table_has_its_sheet(empty):
    edition = model().edition
    assert [s.title for s in printed(empty)] == [
        "填表说明",
        *(table.label for table in edition.sheets_of_entry),
    ]
    assert empty[NAME].sheet_state == "veryHidden"


def test_only_what_is_to_be_filled_in_is_unlocked(filled):
    edition = model().edition
    for table in edition.sheets_of_entry:
        sheet = filled[table.label]
        assert sheet.protection.sheet and not sheet.protection.password
        headings = {
            cell.value: cell.column
            for row in sheet.iter_rows(min_row=3, max_row=4)
            for cell in row
            if cell.value
        }
        for column in (column for column in table.columns if not column.form):
            at = headings[column.label]
            cells = [row[at - 1] for row in sheet.iter_rows(min_row=4)]
            unlocked = [cell for cell in cells if not cell.protection.locked]
            if column.computed:
                assert unlocked == [], column.key
            elif table.kind == "list":
                assert len(unlocked) >= BLANK_ROWS
            else:
                typed = [
                    r
                    for r in table.row.values()
                    if table.has(r.key, column.key) and (not r.formula or r.direct)
                ]
                numeric = column.kind.name != "text" or any(r.kind for r in table.row.values())
                wanted = typed if numeric else [r for r in table.row.values() if table.has(r.key, column.key)]
                assert len(unlocked) == len(wanted), column.key


def test_hints_and_checks(empty):
    rules = {
        (sheet.title, rule.type, rule.promptTitle, str(rule.prompt)[:6])
        for sheet in printed(empty)
        for rule in sheet.data_validations.dataValidation
    }
    kinds = {kind for _, kind, _, _ in rules}
    assert {"decimal", "whole", "list", "date"} <= kinds
    assert ("收支预决算", "decimal", "年初结转和结余", "预算表里叫“") in rules
    lists = [r.formula1 for r in empty["项目"].data_validations.dataValidation if r.type == "list"]
    assert '"重点,一般"' in lists


def test_computed_cells_are_formulas_also_in_blank_rows(filled):
    sheet = filled["项目"]
    grades = [row[-2] for row in sheet.iter_rows(min_row=4, max_row=3 + 17 + BLANK_ROWS)]
    assert all(cell.data_type == "f" for cell in grades)
    line = next(r for r in filled["收支预决算"].iter_rows() if r[0].value == "一、基本支出")
    assert str(line[3].value).startswith("=") and not line[3].protection.locked  # may be typed over


def test_nothing_of_ours_is_written_over(tmp_path):
    place = tmp_path / "x.zpt"
    place.write_bytes(b"SQLite format 3\0")
    with pytest.raises(ExportError):
        write_template(sample().model, sample().report, place)
    assert place.read_bytes() == b"SQLite format 3\0"
