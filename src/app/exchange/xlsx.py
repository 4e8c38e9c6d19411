"""The workbook: pages as sheets with live formulas that carry their values."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from io import BytesIO
from pathlib import Path
from typing import Any

from app.calculation.model import Model
from app.domain.frozen import frozen
from app.domain.problem import Results
from app.domain.report import Report
from app.exchange import names, readback
from app.exchange.caution import cautions
from app.exchange.files import MADE_HERE, put_in_place, write_through
from app.exchange.layout import build, heading
from app.exchange.marker import NAME, write_marker
from app.exchange.page import Page
from app.exchange.sheet import SheetWriter
from app.exchange.step import Cancelled, Step, no_collecting
from app.exchange.widths import overlong

Progress = Callable[[int, int], None]

__all__ = ["Cancelled", "ExportResult", "export", "sheet_names"]


@frozen
class ExportResult:
    """What was put into place: filled cells compared with the pages, number of pages, and what to know."""

    path: Path
    cells: int
    pages: int
    warnings: tuple[str, ...] = ()


def export(
    model: Model,
    report: Report,
    results: Results,
    path: Path,
    *,
    unit_name: str,
    data: bool = True,
    more: Sequence[Page] = (),
    progress: Progress | None = None,
    cancelled: Callable[[], bool] | None = None,
) -> ExportResult:
    """Write, read back, compare, then put in place whole; `ExportError` says why not, `Cancelled` on request.

    `more` are pages that come after those of the edition. `progress(done, total)` is called along the way;
    an exception it raises ends the export as well.
    """
    with no_collecting():
        pages = [*build(model, report, results, unit_name=unit_name, data=data), *more]
        done = _export(model, report, results, Path(path), pages, unit_name, progress, cancelled, marked=data)
    return replace(done, warnings=(*cautions(model, report, results), *done.warnings))


def export_pages(
    model: Model, report: Report, results: Results, path: Path, pages: Sequence[Page], *, unit_name: str
) -> ExportResult:
    """These pages and no others, in the same way; raises `ExportError`."""
    with no_collecting():
        return _export(model, report, results, Path(path), pages, unit_name, None, None)


def _export(
    model: Model,
    report: Report,
    results: Results,
    path: Path,
    pages: Sequence[Page],
    unit_name: str,
    progress: Progress | None,
    cancelled: Callable[[], bool] | None,
    *,
    marked: bool = False,
) -> ExportResult:
    called = sheet_names(pages)
    # the last tenth of the way is saving and reading back
    step = Step(sum(len(page.rows) for page in pages) * 10 // 9 + 1, progress, cancelled)
    with put_in_place(path, ".xlsx") as aside:
        content = _workbook(model, report, results, pages, called, unit_name, step, marked=marked)
        write_through(aside, content)
        step.check()
        cells = readback.check(aside, pages, called, [NAME] if marked else [])
        step.check()
    step.finish()
    return ExportResult(path, cells, len(pages), overlong(pages))


def _workbook(
    model: Model,
    report: Report,
    results: Results,
    pages: Sequence[Page],
    called: Sequence[str],
    unit_name: str,
    step: Step,
    *,
    marked: bool,
) -> memoryview:
    """The bytes of the workbook. In memory: no figures are left in a folder of temporary files.

    Only a workbook with everything in it is `marked`: one for the report holds what is seen, nothing else.
    """
    import xlsxwriter

    content = BytesIO()
    font = {"font_name": "宋体", "font_size": 10}
    book: Any = xlsxwriter.Workbook(content, {"in_memory": True, "default_format_properties": font})
    book.set_properties(
        {
            "title": heading(model.edition, unit_name, report.year),
            "subject": model.edition.title,
            "author": unit_name,
            "company": unit_name,
            "comments": MADE_HERE,
        }
    )
    writer = SheetWriter(book, model, report, results, pages, called, step)
    for number in range(len(pages)):
        writer.write(number)
    if marked:
        write_marker(book, model, report, results, pages, called)
    book.close()
    return content.getbuffer()


def sheet_names(pages: Sequence[Page]) -> list[str]:
    """The pages' names as Excel takes them."""
    return names.sheet_names(((page.name, page.key) for page in pages), [NAME])
