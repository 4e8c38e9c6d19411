"""A year as a PDF, from what is open: the same sheets as the preview shows."""

from __future__ import annotations

import sys
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from app.calculation.labels import quoted
from app.calculation.model import Model
from app.domain.problem import Results
from app.domain.report import Report
from app.exchange.caution import cautions
from app.exchange.files import ExportError
from app.exchange.layout import build
from app.exchange.page import Page
from app.exchange.setup import COVER, COVER_SETUP, Setup, setups
from app.exchange.step import Step
from app.exchange.xlsx import ExportResult
from ui.printing.fonts import Fonts
from ui.printing.job import about_report, make_job
from ui.printing.leaf import About
from ui.printing.pdf import save_pdf

if TYPE_CHECKING:
    from app.exchange.forms_out import Choice, FormPage, FormsResult

Progress = Callable[[int, int], None]
_DRAWN = 20  # a sheet drawn counts as so many rows set


def export_pdf(
    model: Model,
    report: Report,
    results: Results,
    path: Path,
    *,
    unit_name: str,
    data: bool = True,
    only: Sequence[str] = (),
    progress: Progress | None = None,
    cancelled: Callable[[], bool] | None = None,
) -> ExportResult:
    """The tables that the document remembers to print, or just the pages `only`; as `write_job`.

    Without `data` no page that only makes the workbook complete.
    """
    asked = {sheet.table for sheet in model.edition.sheets if sheet.key in only}
    pages = build(model, report, results, unit_name=unit_name, data=data, whole=asked)
    chosen = setups(report, pages)
    empty = [sheet.name for sheet in model.edition.sheets if sheet.key in only and sheet.key not in chosen]
    if empty:
        raise ExportError(f"{quoted(empty[0])}没有数据，没有导出。")
    if only:
        chosen = {key: replace(setup, wanted=key in only) for key, setup in chosen.items()}
    done = write_job(
        path, pages, chosen, about_report(model.edition, unit_name, report.year),
        author=unit_name, progress=progress, cancelled=cancelled,
    )  # fmt: skip
    return replace(done, warnings=(*cautions(model, report, results), *done.warnings))


def export_forms_pdf(
    choice: Choice,
    path: Path,
    *,
    progress: Progress | None = None,
    cancelled: Callable[[], bool] | None = None,
) -> FormsResult:
    """All chosen forms in one PDF, a bookmark for each; as `write_job`."""
    from app.exchange.forms_out import FormsResult, form_pages, told

    pages = form_pages(choice)
    done = _write_forms(choice, pages, path, progress, cancelled)
    return FormsResult((path,), len(pages), done.cells, (*told(choice), *done.warnings))


def export_forms_pdfs(
    choice: Choice,
    folder: Path,
    *,
    progress: Progress | None = None,
    cancelled: Callable[[], bool] | None = None,
) -> FormsResult:
    """A PDF for each form in `folder`."""
    from app.exchange.forms_out import FormsResult, form_pages, made_paths, told

    pages = form_pages(choice)
    paths, cells, warnings = made_paths(choice, folder, ".pdf"), 0, dict[str, None]()
    for number, (page, path) in enumerate(zip(pages, paths, strict=True)):
        done = _write_forms(choice, [page], path, None, cancelled)
        cells += done.cells
        warnings.update(dict.fromkeys(done.warnings))
        if progress is not None:
            progress(number + 1, len(pages))
    return FormsResult(tuple(paths), len(pages), cells, (*told(choice), *warnings))


def _write_forms(
    choice: Choice,
    pages: Sequence[FormPage],
    path: Path,
    progress: Progress | None,
    cancelled: Callable[[], bool] | None,
) -> ExportResult:
    chosen = {page.key: Setup(orientation=page.orientation) for page in pages}
    title = pages[0].name if len(pages) == 1 else f"{choice.report.year}年度项目支出绩效自评表"
    return write_job(
        path, pages, {COVER: COVER_SETUP, **chosen}, About(title),
        author=choice.unit_name, progress=progress, cancelled=cancelled,
    )  # fmt: skip


def write_job(
    path: Path,
    pages: Sequence[Page | FormPage],
    chosen: Mapping[str, Setup],
    about: About,
    *,
    author: str,
    progress: Progress | None = None,
    cancelled: Callable[[], bool] | None = None,
) -> ExportResult:
    """Write, read back, compare, put in place; `ExportError` says why not, `Cancelled` on request."""
    fonts = Fonts()
    rows = sum(len(page.rows) for page in pages if chosen[page.key].wanted)
    step = Step(rows * 2 + 1, progress, cancelled)
    job = make_job(pages, chosen, fonts, about, progress=step.add)
    step.total = rows + len(job.leaves) * _DRAWN + 1
    cells = save_pdf(job, fonts, Path(path), author=author, progress=lambda done: step.add(done * _DRAWN))
    step.finish()
    notice = [fonts.notice] if fonts.notice else []
    return ExportResult(Path(path), cells, len(job.leaves), (*job.notices, *notice))


def ensure_application() -> object:
    """What fonts need: a running Qt application, or one that shows nothing; keep it while they are used."""
    from PySide6.QtCore import QLoggingCategory
    from PySide6.QtGui import QGuiApplication

    running = QGuiApplication.instance()
    if running is not None:
        return running
    QLoggingCategory.setFilterRules("qt.text.font.db=false")  # of scripts that no font here has
    # no display is needed, and none is asked for
    quiet = ["-platform", "offscreen"] if sys.platform.startswith("linux") else []
    return QGuiApplication(["zipingtong", *quiet])
