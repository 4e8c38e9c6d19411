"""The verbs 打印本表, 打印全部 and 导出 PDF: the preview, what it settles, and what is done after it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, cast

from app.calculation.model import Model
from app.document import Document
from app.domain.problem import Results
from app.domain.report import Report
from app.exchange.page import Page
from app.exchange.setup import Setup, setup_changes, setups
from app.exchange.xlsx import ExportResult
from ui.memory import Memory
from ui.printing.export import paper_job, paper_pages, write_job
from ui.printing.fonts import Fonts
from ui.printing.preview import PreviewDialog, once
from ui.printing.printer import ask_printer, print_work
from ui.session import Session
from ui.work import Work

if TYPE_CHECKING:
    from PySide6.QtWidgets import QWidget

    from ui.files import Files

_NOT_EXPORTED = "导出已取消，没有写文件。"
_NOT_PRINTED = "打印已取消，已经送到打印机的页可能还会印出来。"
_NOT_DONE = "导出没有完成，原来的文件没有改动。请再试一次。"


class Taken:
    """The year as it is now, safe from what is typed later, with its pages."""

    def __init__(self, document: Document, more: Sequence[Page] = ()) -> None:
        """`more`, the years side by side, are printed instead of the edition's pages."""
        from ui.export import copy_report

        self.model: Model = document.model
        self.report: Report = copy_report(document.report)
        self.results: Results = document.results
        self.unit = document.unit
        self.pages = list(more) or paper_pages(self.model, self.report, self.results, self.unit)


class Printing:
    """One preview at a time; the work after it goes on beside the window."""

    def __init__(self, session: Session, memory: Memory, files: Files, window: QWidget) -> None:
        self._session, self._memory, self._files, self._window = session, memory, files, window

    def preview(self, table: str, *, single: bool, more: Sequence[Page] = ()) -> None:
        """Show the sheets, beginning with those of `table`; `more` are printed instead of the edition's."""
        document = self._session.document
        if document is None or self._files.busy():
            return
        taken = Taken(document, more)
        dialog = self.dialog(document, taken, table, single=single)
        dialog.exec()
        self._keep(document, dialog)
        if dialog.ending == "pdf":
            self._ask_pdf(taken, dialog.wanted)
        elif dialog.ending == "print":
            self._ask_printer(taken, dialog)

    def dialog(self, document: Document, taken: Taken, table: str, *, single: bool) -> PreviewDialog:
        """The preview, not shown yet."""
        mine = [page.key for page in taken.pages if page.table == table]
        why = document.read_only or document.closed
        return PreviewDialog(
            taken.pages,
            setups(taken.report, taken.pages),
            lambda wanted, kept, step: paper_job(
                taken.model, taken.report, taken.unit, taken.pages, wanted, Fonts(), step, kept
            ),
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
            self._ask_pdf(taken, setups(taken.report, taken.pages))

    def _ask_pdf(self, taken: Taken, chosen: Mapping[str, Setup]) -> None:
        from ui.export import SaveDialog

        dialog = SaveDialog("导出 PDF", self._files.export_path(".pdf"), self._window, suffix=".pdf")
        dialog.help_topic = "printing#pdf"
        if dialog.exec():
            self._memory.put("export_folder", str(dialog.path().parent))
            self.write_pdf(taken, chosen, dialog.path())

    def write_pdf(self, taken: Taken, chosen: Mapping[str, Setup], path: Path) -> None:
        """Start writing; the window stays usable."""
        from app.exchange.files import ExportError

        def deed(work: Work) -> object:
            return write_job(
                taken.model, taken.report, taken.results, path, taken.pages, chosen,
                unit_name=taken.unit, progress=work.progressed.emit, cancelled=work.cancelled,
            )  # fmt: skip

        work = Work(deed, (ExportError, OSError), _NOT_DONE, self._window)
        told = f"正在导出 {path.name} …"
        self._files.begin(
            work, told, lambda done: self._exported(path, cast(ExportResult, done)), _NOT_EXPORTED
        )

    def _exported(self, path: Path, done: ExportResult) -> None:
        fonts = Fonts()
        told = once(self._memory, fonts.notice)
        self._files.exported(path, [text for text in done.warnings if told or text != fonts.notice])

    # ---------------------------------------------------------------- printer

    def _ask_printer(self, taken: Taken, dialog: PreviewDialog) -> None:
        printer = ask_printer(dialog.job, self._window)
        if printer is None:
            return
        wanted = dialog.wanted
        work = print_work(
            lambda fonts: paper_job(taken.model, taken.report, taken.unit, taken.pages, wanted, fonts),
            printer,
            self._window,
        )
        name = printer.printerName()
        self._files.begin(
            work, f"正在送往打印机“{name}”…", lambda done: self._printed(name, done), _NOT_PRINTED
        )

    def _printed(self, name: str, done: object) -> None:
        self._session.said.emit("info", f"已送往打印机“{name}”，共 {done} 张")
