"""The verbs of the file menu, with the dialogs they need; each does its work through the session."""

from __future__ import annotations

import contextlib
import os
import shutil
from collections.abc import Callable, Sequence
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, cast

from PySide6.QtWidgets import QWidget

from app.document import DocumentError
from ui.memory import Memory
from ui.messages import Banner
from ui.session import Session
from ui.status import StatusLine

_LOG_LENGTH = 5000


if TYPE_CHECKING:
    from app.comparison.values import Comparison
    from ui.importing.forms_verb import FormsImporting
    from ui.importing.verb import Importing
    from ui.main_window import MainWindow
    from ui.printing.verb import Printing
    from ui.runner import Runner
    from ui.work import Work

NOT_EXPORTED = "导出已取消，没有写文件。"
SUFFIX = ".zpt"
FILTER = f"自评通文档 (*{SUFFIX})"


class Files:
    """Asks where, does it, says what came of it in the message line.

    Dialogs are imported when they are needed: a start should not wait for them.
    """

    def __init__(
        self, session: Session, memory: Memory, window: QWidget, status: StatusLine, message: Banner
    ) -> None:
        self._session, self._memory, self._window = session, memory, window
        self._status, self._message = status, message
        self._runner: Runner | None = None

    def _folder(self) -> Path:
        from ui.dialogs import documents_folder

        folder = Path(self._memory.get("folder", "") or documents_folder())
        return folder if folder.is_dir() else documents_folder()

    def _here(self) -> Path:
        """Where the open document lies, else where the last one was."""
        document = self._session.document
        return document.path.parent if document is not None else self._folder()

    # ---------------------------------------------------------------- opening

    def new(self) -> None:
        """Unit, year, place."""
        from ui.dialogs import NewDialog

        dialog = NewDialog(self._folder(), self._window)
        if dialog.exec():
            path = dialog.path()
            if self._session.create(path, dialog.unit.text().strip(), dialog.year.value()):
                self._memory.put("folder", str(path.parent))
                self._session.said.emit("info", f"已新建 {path}。从左边选一张表开始填，每一步自动保存。")

    def open(self) -> None:
        """A document from the disk."""
        from PySide6.QtWidgets import QFileDialog

        path, _ = QFileDialog.getOpenFileName(
            self._window, "打开", str(self._here()), f"{FILTER};;所有文件 (*)"
        )
        if path:
            self.open_path(Path(path))

    def open_path(self, path: Path) -> None:
        """A document that was named."""
        if self._session.open(path):
            self._memory.put("folder", str(Path(path).absolute().parent))

    def sample(self) -> None:
        """The 2022 report, as a document of the officer's own to try things on."""
        from app.samples import load_sample
        from ui.dialogs import documents_folder

        sample = load_sample()
        path = free_name(documents_folder() / f"样例-{sample.year}年绩效自评{SUFFIX}")
        if self._session.create(path, sample.unit, sample.year, sample=True):
            self._session.said.emit("info", f"样例取自公开的 {sample.year} 年度报告，可以随意修改：{path}")

    def take_over(self, path: Path) -> None:
        """Edit what another has open, or left locked on another machine; only the officer can know."""
        from ui.dialogs import agreed

        warning = f"请先确认没有别人正在编辑“{path.name}”。\n如果还有人在编辑，对方之后的修改会写不进去。"
        if agreed(self._window, "接管编辑", warning):
            self._session.open(path, steal=True)

    # ---------------------------------------------------------------- copies

    def save_copy(self) -> None:
        """A verified copy somewhere else; the open document stays the open one."""
        from PySide6.QtWidgets import QFileDialog

        document = self._session.document
        if document is None:
            return
        proposed = free_name(self._folder() / f"{document.path.stem}-副本{SUFFIX}")
        name, _ = QFileDialog.getSaveFileName(self._window, "另存副本", str(proposed), FILTER)
        if name:
            self.copy_to(Path(name if name.lower().endswith(SUFFIX) else name + SUFFIX))

    def copy_to(self, target: Path) -> None:
        """Aside first, then into place."""
        from app.storage.backup import backup

        document = self._session.document
        if document is None:
            return
        if target.exists() and target.samefile(document.path):
            self._session.said.emit("error", "副本不能盖住正打开的这份文档，没有另存。请换一个名字。")
            return
        aside = target.with_name(f".~{target.name}.{os.getpid()}")
        try:
            shutil.copyfile(backup(document.path), aside)
            aside.replace(target)
        except (DocumentError, OSError) as error:
            self._session.said.emit("error", f"没有另存副本：{error}。正打开的文档不受影响。")
        else:
            self.say_done(f"已另存副本 {target}", target)
        finally:
            with contextlib.suppress(OSError):
                aside.unlink(missing_ok=True)

    def restore(self, path: Path | None = None) -> None:
        """Choose a backup of the open document (or of one that does not open) and go back to it."""
        from app.storage.backup import list_backups
        from ui.dialogs import RestoreDialog

        document = self._session.document
        path = path or (document.path if document is not None else self._ask_which())
        if path is None:
            return
        dialog = RestoreDialog(path, list_backups(path), self._window)
        if dialog.exec():
            chosen = dialog.chosen()
            if chosen is not None and self._confirm_restore(path):
                self.restore_from(chosen, path)

    def _ask_which(self) -> Path | None:
        """No document is open: which one is to be brought back; it may be damaged, or gone."""
        from PySide6.QtWidgets import QFileDialog

        options = QFileDialog.Option.DontConfirmOverwrite
        dialog = QFileDialog(
            self._window, "从备份恢复哪一份文档", str(self._folder()), f"{FILTER};;所有文件 (*)"
        )
        dialog.setFileMode(QFileDialog.FileMode.AnyFile)
        dialog.setAcceptMode(QFileDialog.AcceptMode.AcceptOpen)
        dialog.setOption(options)
        return Path(dialog.selectedFiles()[0]) if dialog.exec() and dialog.selectedFiles() else None

    def _confirm_restore(self, path: Path) -> bool:
        from ui.dialogs import agreed

        question = f"用选中的备份替换现在的“{path.name}”？\n替换前，现在的文件会先备份一份，可以再换回来。"
        return agreed(self._window, "从备份恢复", question)

    def restore_from(self, copy: Path, path: Path) -> None:
        """Close, put the copy in place, open again."""
        from app.storage.backup import restore

        document = self._session.document
        if document is not None and document.path == path:
            self._session.close()
        try:
            kept = restore(copy, path)
        except DocumentError as error:
            self._session.open(path)
            self._session.said.emit("error", str(error))
            return
        if self._session.open(path):
            told = f"，恢复前的文件留在 {kept}" if kept is not None else ""
            self._session.said.emit("info", f"已从备份恢复“{path.name}”{told}。")

    # ---------------------------------------------------------------- export and log

    def export(self) -> None:
        """The workbook in the report's table format."""
        from ui.export import ExportDialog

        document = self._session.document
        if document is None or self.busy():
            return
        several = self._memory.get("export_years", False) if len(document.years) > 1 else None
        dialog = ExportDialog(
            self.export_path(".xlsx"),
            self._memory.get("export_data", True),
            several,
            self._window,
        )
        if dialog.exec():
            years = dialog.with_years.isChecked()
            if several is not None:
                self._memory.put("export_years", years)
            self._memory.put("export_folder", str(dialog.path().parent))
            self._memory.put("export_data", not dialog.without_data.isChecked())
            self.export_to(dialog.path(), data=not dialog.without_data.isChecked(), years=years)

    def export_path(self, suffix: str) -> Path:
        """The name an export gets by itself."""
        document = self._session.document
        return self._export_folder() / f"{document.path.stem if document is not None else ''}{suffix}"

    def _export_folder(self) -> Path:
        """Where the last export went, else beside the document."""
        folder = Path(self._memory.get("export_folder", "") or self._here())
        return folder if folder.is_dir() else self._here()

    def export_to(self, path: Path, *, data: bool = True, years: bool = False) -> None:
        """Start writing; the window stays usable."""
        from ui.export import Export

        document = self._session.document
        assert document is not None
        try:
            comparison = self._compared() if years else None
        except DocumentError as error:
            self._session.said.emit("error", f"没有导出：{error}")
            return
        work = Export(document, path, data, comparison, self._window)
        self.begin(
            work,
            f"正在导出 {path.name} …",
            lambda done: self.exported(path, getattr(done, "warnings", ())),
            NOT_EXPORTED,
        )

    def _compared(self) -> Comparison:
        """The years as they were put side by side last, else the latest ones."""
        from app.comparison.build import LATEST, compare

        document, chosen = self._session.document, self._session.compared
        assert document is not None
        if chosen is not None and set(chosen[0]) <= set(document.years):
            return compare(document, *chosen)
        return compare(document, document.years[-LATEST:])

    def exported(self, path: Path, warnings: Sequence[str]) -> None:
        """Say that it is there, and what to know of it."""
        told = "；".join(warnings)
        self.say_done(f"已导出 {path}" + (f"。注意：{told}" if told else ""), path)

    @cached_property
    def printing(self) -> Printing:
        """What paper needs is loaded when something is printed for the first time."""
        from ui.printing.verb import Printing

        return Printing(self._session, self._memory, self, self._window)

    def template(self) -> None:
        """The form to be filled in elsewhere and imported back."""
        from ui.export import TemplateDialog

        document = self._session.document
        if document is None or self.busy():
            return
        proposed = self._export_folder() / f"{document.year}年度填报模板.xlsx"
        dialog = TemplateDialog(proposed, document.year, self._window)
        if dialog.exec():
            self._memory.put("export_folder", str(dialog.path().parent))
            self.template_to(dialog.path(), filled=dialog.filled.isChecked())

    def template_to(self, path: Path, *, filled: bool) -> None:
        """Start writing the form."""
        from ui.export import template_work

        document = self._session.document
        assert document is not None
        work = template_work(document, path, filled, self._window)
        told = f"已导出填报模板 {path}。填好后用“文件 → 导入”读回来"
        self.begin(work, f"正在导出 {path.name} …", lambda _: self.say_done(told, path), NOT_EXPORTED)

    # ---------------------------------------------------------------- import

    @cached_property
    def importing(self) -> Importing:
        """What the import needs is loaded when something is imported for the first time."""
        from ui.importing.verb import Importing

        return Importing(self._session, self._memory, self, cast("MainWindow", self._window))

    def import_workbook(self) -> None:
        """A workbook of whatever program, looked through before anything is written."""
        self.importing.ask()

    @cached_property
    def forms_importing(self) -> FormsImporting:
        """The same for filled forms."""
        from ui.importing.forms_verb import FormsImporting

        return FormsImporting(self._session, self._memory, self, cast("MainWindow", self._window))

    def import_forms(self) -> None:
        """Filled forms from one workbook or many, looked through before anything is written."""
        self.forms_importing.ask()

    def take(self, path: Path, *left: Path) -> None:
        """A file that was dropped: a document is opened, a workbook imported; what is left alone is told.

        Several workbooks are looked through for forms first.
        """
        opens = path.suffix.lower() == SUFFIX
        names = "".join(f"“{other.name}”" for other in left)
        one, verb = ("打开一份文档", "打开") if opens else ("导入一个工作簿", "导入")
        told = f"一次只能{one}：{verb}的是“{path.name}”，{names}没有{verb}" if left else ""
        if left and not opens and self._session.document is not None:
            self.forms_importing.read([path, *left], lambda: self.importing.read(path, told))
            return
        if not opens:
            self.importing.read(path, told)
            return
        self.open_path(path)
        if told and self._message.kind != "error":
            self._message.say("info", told)

    # ---------------------------------------------------------------- long work

    @property
    def running(self) -> Work | None:
        """The work under way beside the window."""
        return self._runner.running if self._runner is not None else None

    def busy(self) -> bool:
        """Whether long work is under way; that is said then."""
        return self._runner is not None and self._runner.busy()

    def begin(self, work: Work, told: str, done: Callable[[object], object], called_off: str) -> None:
        """Start work beside the window; `done` gets what came of it, `called_off` is said when it was."""
        from ui.runner import Runner

        if self._runner is None:
            self._runner = Runner(self._session, self._status, self._message)
        self._runner.begin(work, told, done, called_off)

    def say_done(self, text: str, path: Path, count: int = 1) -> None:
        """That files are there: `path`, the only one or one of `count` in its folder."""
        from PySide6.QtCore import QUrl
        from PySide6.QtGui import QDesktopServices

        def show(place: Path) -> None:
            QDesktopServices.openUrl(QUrl.fromLocalFile(str(place)))
            self._message.clear()

        actions = [("打开所在文件夹", lambda: show(path.parent))]
        if path.suffix in {".xlsx", ".pdf"} and count == 1:
            actions.insert(0, ("打开", lambda: show(path)))
        self._message.say("ok", text, *actions)

    def log(self) -> None:
        """The acts of the document."""
        from ui.dialogs import LogDialog

        document = self._session.document
        if document is None:
            return
        try:
            dialog = LogDialog(document.acts(_LOG_LENGTH), self._window)
        except DocumentError as error:
            self._session.said.emit("error", str(error))
            return
        dialog.exec()


def free_name(path: Path) -> Path:
    """`path`, numbered when it is taken."""
    number, free = 2, path
    while free.exists():
        free = path.with_name(f"{path.stem}（{number}）{path.suffix}")
        number += 1
    return free
