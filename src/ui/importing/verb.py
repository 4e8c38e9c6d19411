"""The verb 导入: which workbook, read beside the window, looked through, written as one step."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

from app.document import Document, DocumentError
from app.intake.deed import Aim, aim_at, carry_out, lines, sum_up
from app.intake.forms import FormsSource
from app.intake.forms import find_source as find_forms_source
from app.intake.memory import recall, remember, store
from app.intake.plan import Plan
from app.intake.proposal import Proposal, propose
from app.intake.source import Source, find_source, marked_year, titled_years
from ui.importing.dialog import ImportDialog, Year
from ui.importing.errand import (
    BROKEN,
    CALLED_OFF,
    FILTER,
    ask_where,
    folder_of,
    keep_sum_up,
    open_preview,
    remember_folder,
    write_watched,
)
from ui.memory import Memory
from ui.session import Session
from ui.work import Work

if TYPE_CHECKING:
    from app.exchange.reading.grid import Workbook
    from ui.files import Files
    from ui.main_window import MainWindow


class Importing:
    """Made when something is imported for the first time."""

    def __init__(self, session: Session, memory: Memory, files: Files, window: MainWindow) -> None:
        self._session, self._memory, self._files, self._window = session, memory, files, window
        self.dialog: ImportDialog | None = None
        self._done = self._told = ""  # the import as undo names it, and what was said of it
        session.changed.connect(lambda _: self._forget_undone())

    def ask(self) -> None:
        """A workbook from the disk."""
        from PySide6.QtWidgets import QFileDialog

        document = self._session.document
        if document is None or self._session.refuses("没有导入") or self._files.busy():
            return
        start = folder_of(self._memory, document)
        name, _ = QFileDialog.getOpenFileName(self._window, "导入", start, FILTER)
        if name:
            remember_folder(self._memory, name)
            self.read(Path(name))

    def read(self, path: Path, besides: str = "") -> None:
        """Start reading; the window stays usable. `besides` is said when the preview opens."""
        from app.exchange.reading.grid import ReadingError
        from app.exchange.reading.workbook import read_workbook

        document = self._session.document
        if document is None:
            told = f"没有导入“{path.name}”：请先打开或新建一份文档，再把工作簿导入进去。"
            self._session.said.emit("error", told)
            return
        if self._session.refuses("没有导入") or self._files.busy() or self.dialog is not None:
            return

        edition = document.model.edition

        def deed(work: Work) -> object:
            book = read_workbook(path, work.progressed.emit, work.cancelled)
            return book, find_forms_source([(path, book)], edition)

        work = Work(deed, (ReadingError,), BROKEN, self._window)
        told = f"正在读 {path.name} …"

        def done(found: object) -> None:
            if besides:
                self._window.message.say("info", besides)
            self._sort_out(document, path, found)

        self._files.begin(work, told, done, CALLED_OFF)

    def _sort_out(self, document: Document, path: Path, found: Any) -> None:
        """Forms have a preview of their own; where there is more, the officer is told of them."""
        book: Workbook = found[0]
        forms: FormsSource = found[1]
        if not forms.forms:
            self._look_at(document, path, book)
            return
        year = marked_year(book) or document.year
        aim = self._aim(year)
        if isinstance(aim, str) or not find_source(path, book, aim.model.edition, year).blocks:
            self._files.forms_importing.look_at(document, forms)
            return
        self._look_at(document, path, book)
        if self.dialog is not None:
            dialog = self.dialog

            def instead() -> None:
                dialog.reject()
                self._files.forms_importing.look_at(document, forms)

            told = f"里面还有 {len(forms.forms)} 份填好的自评表，这里不导入"
            dialog.tell(told, ("导入自评表", instead))

    # ---------------------------------------------------------------- the preview

    def _look_at(self, document: Document, path: Path, book: object) -> None:
        """Show what it would change, in the year it is of, else in the one shown."""
        from app.exchange.reading.grid import Workbook

        assert isinstance(book, Workbook)
        if self._session.document is not document:
            self._session.said.emit("error", f"没有导入“{path.name}”：打开的文档已经换了。请再导入一次。")
            return
        if not self._window.verbs.settle():
            told = f"“{path.name}”已读好。先写完正在填的格，再继续导入"
            again = ("继续导入", lambda: self._go_on(document, path, book))
            self._window.message.say("info", told, again)
            return
        year = marked_year(book) or document.year
        aim = self._aim(year)
        if isinstance(aim, str):
            self._window.message.say("error", f"没有导入“{path.name}”：{aim}")
            return
        kept = store()
        dialog = ImportDialog(
            lambda: recall(kept, propose(path, book, aim)),
            Proposal(book, aim, Source(path, book, ())),
            years_for(document, book, year),
            self._aim,
            self._write,
            self._memory,
            self._window,
        )
        self.dialog = dialog
        open_preview(dialog, self._closed)

    def _go_on(self, document: Document, path: Path, book: object) -> None:
        self._window.message.clear()
        self._look_at(document, path, book)

    def _closed(self, _result: int) -> None:
        self.dialog = None

    def _aim(self, year: int) -> Aim | str:
        """The year to import into, or why it cannot be."""
        from app.calculation.model import ModelError
        from app.storage.editions import EditionError

        document = self._session.document
        assert document is not None
        try:
            return aim_at(document, year)
        except (DocumentError, EditionError, ModelError) as error:
            return str(error)

    # ---------------------------------------------------------------- the deed

    def _write(self, proposal: Proposal, plan: Plan) -> str:
        """Write it all as one step; why not, else empty."""
        aim, source = proposal.aim, proposal.source
        why = write_watched(
            self._session,
            self.dialog or self._window,
            lambda document, step: carry_out(document, aim, source, plan, step),
        )
        if why:
            return why
        remember(store(), proposal)
        where = f"新建的 {aim.year} 年度" if aim.edition is not None else f" {aim.year} 年度"
        self._window.message.say(
            "ok", f"已导入到{where}。{sum_up(source, plan)}。可以撤销",
            ("保存导入结果(&J)…", lambda: self.keep(proposal, plan)),
        )  # fmt: skip
        self._told = self._window.message.text
        document = self._session.document
        self._done = document.undo_text if document is not None else ""
        return ""

    def _forget_undone(self) -> None:
        """What was said of an import no longer holds once it is taken back."""
        document, message = self._session.document, self._window.message
        undone = document is not None and document.redo_text == self._done
        if self._told and undone and message.text == self._told:
            message.clear()
            self._told = ""

    def keep(self, proposal: Proposal, plan: Plan) -> None:
        """The sum-up as a text file."""
        source = proposal.source.path
        path = ask_where(self._session, self._window, source, source.stem)
        if path is not None:
            self.keep_at(path, proposal, plan)

    def keep_at(self, path: Path, proposal: Proposal, plan: Plan) -> None:
        """Write the sum-up, whole or not at all."""
        keep_sum_up(self._session, path, lines(proposal.aim, proposal.source, plan))


def years_for(document: Document, book: Workbook, wanted: int) -> list[Year]:
    """The years of the document; then those that could come: the one wanted, those in titles, the next."""
    years: list[Year] = []
    for year in document.years:
        why = document.closed_in(year)
        years.append((year, f"{year} 年度（已锁定）" if why else f"{year} 年度", why))
    first, last = min(document.years), max(document.years)
    further = {wanted, *titled_years(book), first - 1, last + 1} - set(document.years)
    return years + [(year, f"新建 {year} 年度", "") for year in sorted(further, reverse=True)]
