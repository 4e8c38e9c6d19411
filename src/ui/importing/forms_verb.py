"""The verb 导入自评表: which workbooks, read beside the window, looked through, written as one step."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from app.document import Document, DocumentError
from app.intake.deed import Aim, aim_at, write
from app.intake.form_words import lines, sum_up
from app.intake.forms import FormsPlan, FormsSource, find_source
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
from ui.importing.forms_dialog import FormsDialog
from ui.memory import Memory
from ui.session import Session
from ui.work import Work

if TYPE_CHECKING:
    from app.domain.edition import Edition
    from app.exchange.reading.grid import Workbook
    from ui.files import Files
    from ui.main_window import MainWindow

_NONE = (
    "没有认出填好的自评表，没有导入。表上要有“项目支出绩效自评表”“部门整体支出绩效自评表”这样的表题"
    "和指标的表头，项目的还要有项目名称。"
)


def read_all(paths: Sequence[Path], edition: Edition, work: Work) -> FormsSource:
    """The workbooks and the forms in them; those that cannot be read are told in the source."""
    from app.exchange.reading.grid import ReadingError
    from app.exchange.reading.workbook import read_workbook

    sizes = [path.stat().st_size if path.is_file() else 0 for path in paths]
    read: list[tuple[Path, Workbook]] = []
    failed: list[str] = []
    for number, path in enumerate(paths):
        before, whole = sum(sizes[:number]), max(sum(sizes), 1)

        def tell(
            done: int, total: int, before: int = before, whole: int = whole, number: int = number
        ) -> None:
            work.progressed.emit(before + sizes[number] * done // max(total, 1), whole)

        try:
            read.append((path, read_workbook(path, tell, work.cancelled)))
        except ReadingError as error:
            failed.append(str(error))
    if not read:
        raise ReadingError("　".join(failed))
    return find_source(read, edition, failed, work.check)


class FormsImporting:
    """Made when forms are imported for the first time."""

    def __init__(self, session: Session, memory: Memory, files: Files, window: MainWindow) -> None:
        self._session, self._memory, self._files, self._window = session, memory, files, window
        self.dialog: FormsDialog | None = None

    def ask(self) -> None:
        """Workbooks from the disk, one or many."""
        from PySide6.QtWidgets import QFileDialog

        document = self._session.document
        if document is None or self._session.refuses("没有导入") or self._files.busy():
            return
        start = folder_of(self._memory, document)
        title = "导入自评表：可以选几个文件"
        names, _ = QFileDialog.getOpenFileNames(self._window, title, start, FILTER)
        if names:
            remember_folder(self._memory, names[0])
            self.read([Path(name) for name in names])

    def read(self, paths: Sequence[Path], otherwise: Callable[[], object] | None = None) -> None:
        """Start reading; the window stays usable. `otherwise` is done where there is no form in them."""
        from app.exchange.reading.grid import ReadingError

        document = self._session.document
        if document is None:
            told = "没有导入：请先打开或新建一份文档，再把自评表导入进去。"
            self._session.said.emit("error", told)
            return
        if self._session.refuses("没有导入") or self._files.busy() or self.dialog is not None:
            return
        edition = document.model.edition

        def deed(work: Work) -> object:
            return read_all(paths, edition, work)

        def done(found: object) -> None:
            if otherwise is not None and isinstance(found, FormsSource) and not found.forms:
                otherwise()
            else:
                self.look_at(document, found)

        work = Work(deed, (ReadingError,), BROKEN, self._window)
        named = f"“{paths[0].name}”" if len(paths) == 1 else f"{len(paths)} 个工作簿"
        self._files.begin(work, f"正在读 {named} …", done, CALLED_OFF)

    def look_at(self, document: Document, found: object) -> None:
        """Show what the forms would change in the year shown."""
        assert isinstance(found, FormsSource)
        if self._session.document is not document:
            self._session.said.emit("error", f"没有导入{found.name}：打开的文档已经换了。请再导入一次。")
            return
        if not found.forms:
            told = "　".join((*found.failed, f"{found.name}里{_NONE}"))
            self._window.message.say("error", f"{told}别的表用“文件 → 导入”，一次一个工作簿。")
            return
        if not self._window.verbs.settle():
            again = ("继续导入", lambda: self._go_on(document, found))
            told = f"{found.name}已读好。先写完正在填的格，再继续导入"
            self._window.message.say("info", told, again)
            return
        try:
            aim = aim_at(document, document.year)
        except DocumentError as error:
            self._window.message.say("error", f"没有导入{found.name}：{error}")
            return
        closed = document.closed_in(document.year)
        dialog = FormsDialog(aim, found, closed, self._writer(aim, found), self._memory, self._window)
        self.dialog = dialog
        open_preview(dialog, self._gone)

    def _go_on(self, document: Document, found: FormsSource) -> None:
        self._window.message.clear()
        self.look_at(document, found)

    def _gone(self, _result: int) -> None:
        self.dialog = None

    # ---------------------------------------------------------------- the deed

    def _writer(self, aim: Aim, source: FormsSource) -> Callable[[FormsPlan], str]:
        def put(plan: FormsPlan) -> str:
            return self._write(aim, source, plan)

        return put

    def _write(self, aim: Aim, source: FormsSource, plan: FormsPlan) -> str:
        """Write it all as one step; why not, else empty."""
        why = write_watched(
            self._session,
            self.dialog or self._window,
            lambda document, step: write(document, aim, plan.changes, source.name, step),
        )
        if why:
            return why
        text = "\n".join(lines(aim, source, plan))  # as it was when it was written
        self._window.message.say(
            "ok", f"已导入到 {aim.year} 年度。{sum_up(source, plan)}。可以撤销",
            ("保存导入结果(&J)…", lambda: self.keep(source, text)),
        )  # fmt: skip
        return ""

    def keep(self, source: FormsSource, text: str) -> None:
        """The sum-up as a text file."""
        path = ask_where(self._session, self._window, source.paths[0], "自评表")
        if path is not None:
            keep_sum_up(self._session, path, text.split("\n"))
