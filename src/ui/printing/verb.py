"""The verbs 打印本表, 打印全部 and 导出 PDF: the preview, what it settles, and what is done after it."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, cast

from app.document import Document
from app.exchange.caution import cautions
from app.exchange.layout import build
from app.exchange.setup import Setup, setup_changes, setups
from app.exchange.xlsx import ExportResult
from ui.memory import Memory
from ui.printing.export import write_job
from ui.printing.fonts import Fonts
from ui.printing.job import about_report, about_years, make_job
from ui.printing.preview import PreviewDialog, once
from ui.printing.printer import ask_printer, print_work
from ui.session import Session
from ui.work import Work

if TYPE_CHECKING:
    from PySide6.QtWidgets import QWidget

    from app.calculation.model import Model
    from app.comparison.values import Comparison
    from app.domain.problem import Results
    from app.domain.report import Report
    from app.exchange.forms_out import FormPage
    from app.exchange.page import Page
    from ui.files import Files

_NOT_EXPORTED = "导出已取消，没有写文件。"
_NOT_PRINTED = "打印已取消，已经送到打印机的页可能还会印出来。"
_NOT_DONE = "导出没有完成，原来的文件没有改动。请再试一次。"


class Taken:
    """What can be printed as it is now, safe from what is typed later."""

    def __init__(
        self,
        document: Document,
        table: str = "",
        years: Comparison | None = None,
        form: int | str | None = None,
    ) -> None:
        """The year shown, with `table` even where that is empty, and the `form` of a project even where that
        is blank; or the `years` side by side instead."""
        from ui.export import copy_report

        edition, unit, year = document.model.edition, document.unit, document.year
        self.report, self.author = copy_report(document.report), unit
        if years is None:
            results = document.results
            self.pages: list[Page | FormPage] = [
                *build(document.model, self.report, results, unit_name=unit, whole=[table]),
                *_forms(document.model, self.report, results, unit, form),
            ]
            self.about = about_report(edition, unit, year)
            self.cautions = cautions(document.model, self.report, results)
        else:
            from app.comparison.pages import comparison_pages
            from app.comparison.words import heading

            self.pages = [*comparison_pages(years, edition.foot_notes)]
            self.about = about_years(edition, unit, year, heading(years))
            self.cautions = ()
        self.chosen = setups(self.report, self.pages)


def _forms(
    model: Model, report: Report, results: Results, unit: str, form: int | str | None
) -> list[FormPage]:
    """The self-evaluation forms that are filled in, and the one in sight, after the tables."""
    from app.exchange.forms_out import Choice, form_pages

    if form is None and not report.tables.get(model.edition.forms.tables.items):
        return []
    pages = form_pages(Choice(model, report, results, unit, demanding=False))
    if isinstance(form, int) and not any(page.row == form for page in pages):
        pages += form_pages(Choice(model, report, results, unit, rows=[form], further=False))
    return pages


class Printing:
    """One preview at a time; the work after it goes on beside the window."""

    def __init__(self, session: Session, memory: Memory, files: Files, window: QWidget) -> None:
        self._session, self._memory, self._files, self._window = session, memory, files, window

    def preview(
        self,
        table: str,
        *,
        single: bool,
        years: Comparison | None = None,
        form: int | str | None = None,
    ) -> None:
        """Show the sheets, beginning with those of `table`, or of the `form` of a project or the department;
        the `years` side by side instead of the year's.

        Who thinks better of saving or printing is back in the preview.
        """
        document = self._session.document
        if document is None or self._files.busy():
            return
        taken = Taken(document, table, years, form)
        dialog = self.dialog(document, taken, table, single=single, form=form)
        while dialog.exec():
            if self._ask_pdf(taken, dialog) if dialog.ending == "pdf" else self._ask_printer(taken, dialog):
                break
        self._keep(document, dialog)

    def dialog(
        self,
        document: Document,
        taken: Taken,
        table: str,
        *,
        single: bool,
        form: int | str | None = None,
    ) -> PreviewDialog:
        """The preview, not shown yet."""
        mine = [page.key for page in taken.pages if page.key == f"form_{form}" or page.table == table]
        mine.sort(key=lambda key: key != f"form_{form}")
        why = document.read_only or document.closed
        return PreviewDialog(
            taken.pages,
            taken.chosen,
            lambda wanted, kept, step: make_job(taken.pages, wanted, Fonts(), taken.about, kept, step),
            mine[0] if mine else "",
            self._memory,
            single=single,
            lasting=f"{why.rstrip('。')}。打印设置这次有效，不会记住。" if why else "",
            parent=self._window,
        )

    def _keep(self, document: Document, dialog: PreviewDialog) -> None:
        """What was chosen, as one deed."""
        if document.read_only or document.closed:
            return
        chosen = [(key, setup, dialog.default_of(key)) for key, setup in dialog.chosen.items()]
        self._session.write(setup_changes(document.report, chosen), "打印设置")

    # ---------------------------------------------------------------- PDF

    def export_pdf(self) -> None:
        """The tables ticked in the preview, without looking at them first."""
        document = self._session.document
        if document is not None and not self._files.busy():
            taken = Taken(document)
            name = f"-{document.year}年度" if len(document.years) > 1 else ""
            path = self._ask_path(name)
            if path is not None:
                self.write_pdf(taken, taken.chosen, path)

    def _ask_pdf(self, taken: Taken, dialog: PreviewDialog) -> bool:
        path = self._ask_path(f"-{dialog.name}")
        if path is not None:
            self.write_pdf(taken, dialog.wanted, path)
        return path is not None

    def _ask_path(self, name: str) -> Path | None:
        """Where to; `name` goes behind the document's own."""
        from ui.dialogs import clean_name
        from ui.export import SaveDialog

        proposed = self._files.export_path(f"{clean_name(name)}.pdf")
        dialog = SaveDialog("导出 PDF", proposed, self._window, suffix=".pdf")
        dialog.help_topic = "printing#pdf"
        if not dialog.exec():
            return None
        self._memory.put("export_folder", str(dialog.path().parent))
        return dialog.path()

    def write_pdf(self, taken: Taken, chosen: Mapping[str, Setup], path: Path) -> None:
        """Start writing; the window stays usable."""
        from app.exchange.files import ExportError

        def deed(work: Work) -> object:
            progress, off = work.progressed.emit, work.cancelled
            pages, about = taken.pages, taken.about
            return write_job(
                path, pages, chosen, about, author=taken.author, progress=progress, cancelled=off
            )

        work = Work(deed, (ExportError, OSError), _NOT_DONE, self._window)
        self._files.begin(
            work,
            f"正在导出 {path.name} …",
            lambda done: self._exported(taken, cast(ExportResult, done)),
            _NOT_EXPORTED,
        )

    def _exported(self, taken: Taken, done: ExportResult) -> None:
        fonts = Fonts()
        told = once(self._memory, fonts.notice)
        warnings = [text for text in done.warnings if told or text != fonts.notice]
        self._files.exported(done.path, [*taken.cautions, *warnings])

    # ---------------------------------------------------------------- printer

    def _ask_printer(self, taken: Taken, dialog: PreviewDialog) -> bool:
        printer = ask_printer(dialog.job, self._window)
        if printer is None:
            return False
        wanted = dialog.wanted
        work = print_work(
            lambda fonts: make_job(taken.pages, wanted, fonts, taken.about), printer, self._window
        )
        name = printer.printerName()
        self._files.begin(
            work, f"正在送往打印机“{name}”…", lambda done: self._printed(name, done), _NOT_PRINTED
        )
        return True

    def _printed(self, name: str, done: object) -> None:
        self._session.said.emit("info", f"已送往打印机“{name}”，共 {done} 张")
