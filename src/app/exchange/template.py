"""The fill-in form (模板): all tables of an edition as a workbook to be filled in and imported back."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from io import BytesIO
from pathlib import Path
from typing import Any

from app.calculation.engine import compute
from app.calculation.model import Model
from app.domain.edition import Sheet, SheetColumn, Table
from app.domain.report import POSITION_STEP, Record, Report
from app.exchange import readback
from app.exchange.files import put_in_place, write_through
from app.exchange.layout import Source, table_page
from app.exchange.marker import NAME, write_marker
from app.exchange.page import Look, Page, PageColumn, PageRow
from app.exchange.sheet import SheetWriter
from app.exchange.step import Step
from app.exchange.xlsx import ExportResult, sheet_names

BLANK_ROWS = 200  # of every list, below what is filled in already
_GUIDE = (
    "1. 白底的格填写，灰底的由公式计算，不用填。选中一格，会显示怎么填。",
    "2. 金额单位为万元，最多 6 位小数（精确到分）。没有发生的填 0；不清楚、不适用的空着，空着不等于 0。",
    "3. 合计按分项自动计算。只有合计、没有分项的，可以直接在合计格里填数。",
    "4. 列表（如项目）从第一行往下填，一行一个，不要留空行；需要更多的行，撤销工作表保护（没有密码）后插入。",
    "5. 不要改表名、栏目和左边的行名，它们用来认出每一格；也不要删去隐藏的工作表。",
    "6. 填好后保存，在自评通里用“文件 → 导入”读回来：先看预览，再写入，可以撤销。",
)


def write_template(
    model: Model,
    report: Report,
    path: Path,
    *,
    unit_name: str = "",
    progress: Callable[[int, int], None] | None = None,
    cancelled: Callable[[], bool] | None = None,
) -> ExportResult:
    """The form for `report`'s year, with what it holds; read back and put in place whole.

    Raises `ExportError`, `Cancelled`.
    """
    roomy = _with_room(model, report)
    results = compute(model, roomy)
    source = Source(model, roomy, results, unit_name)
    pages = [
        _guide(source),
        *(
            _open(model, roomy, table, table_page(source, _sheet(table)))
            for table in model.edition.sheets_of_entry
        ),
    ]
    names = sheet_names(pages)
    step = Step(sum(len(page.rows) for page in pages) * 10 // 9 + 1, progress, cancelled)
    with put_in_place(path, ".xlsx") as aside:
        import xlsxwriter

        content = BytesIO()
        font = {"font_name": "宋体", "font_size": 10}
        book: Any = xlsxwriter.Workbook(content, {"in_memory": True, "default_format_properties": font})
        book.set_properties({"title": f"{report.year}年度填报模板", "subject": model.edition.title})
        writer = SheetWriter(book, model, roomy, results, pages, names, step, form=True)
        for number in range(len(pages)):
            writer.write(number)
        write_marker(book, model, report, results, pages, names, form=True)
        book.close()
        write_through(aside, content.getbuffer())
        cells = readback.check(aside, pages, names, [NAME])
    step.finish()
    return ExportResult(path, cells, len(pages))


def _with_room(model: Model, report: Report) -> Report:
    """A copy with empty rows at the end of every list."""
    tables = {table: dict(records) for table, records in report.tables.items()}
    for table in model.edition.sheets_of_entry:
        if table.kind == "list":
            records = tables.setdefault(table.key, {})
            last = max((record.position for record in records.values()), default=0)
            first = report.next_row(table.key)
            for number in range(BLANK_ROWS):
                row = first + number
                records[row] = Record(row, {}, last + POSITION_STEP * (number + 1), f"blank-{row}")
    return Report(report.year, tables)


def _sheet(table: Table) -> Sheet:
    """A page with every column of a table; what is filled in in forms is not among them."""
    notes = (f"注：{table.hint}",) if table.hint and table.kind == "fixed" else ()
    number = [SheetColumn("#")] if table.kind == "list" else []
    columns = (*number, *(SheetColumn(column.key) for column in table.columns if not column.form))
    title = table.title or table.label
    return Sheet(table.key, table.label, title, table=table.key, columns=columns, data=True, notes=notes)


def _open(model: Model, report: Report, table: Table, page: Page) -> Page:
    """The page with what is to be filled in opened: entered cells, and totals that may be typed."""
    opened: dict[tuple[int, str], Look] = {}

    def look(row: PageRow, at: int) -> Look:
        known, column = row.looks[at], table.column.get(page.columns[at].key)
        if column is None or column.computed or known.source != "cell":
            return known
        if table.kind == "fixed" and known.computed and not table.row[str(row.row)].direct:
            return known
        key = (id(known), column.key)
        return opened.setdefault(key, replace(known, open=True))

    rows = [
        replace(
            row,
            looks=tuple(look(row, at) for at in range(len(row.looks))),
            blank=row.blank or (table.kind == "list" and not _filled(report, table, row)),
        )
        for row in page.rows
    ]
    return replace(page, rows=tuple(rows))


def _filled(report: Report, table: Table, row: PageRow) -> bool:
    record = report.tables.get(table.key, {}).get(row.row)
    return record is not None and bool(record.cells)


def _guide(source: Source) -> Page:
    """The first sheet: how to fill in the others."""
    look = Look(wrap=True)
    rows = tuple(PageRow((line,), (look,)) for line in _GUIDE)
    columns = (PageColumn("text", "说明", width=90),)
    left = source.left()
    return Page("guide", "填表说明", "填表说明", left, "", columns, rows, orientation="portrait", data=True)
