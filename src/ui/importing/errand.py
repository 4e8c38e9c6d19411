"""What every import does around its preview: where files are looked for, the write, the sum-up kept."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QDialog, QWidget

from app.document import Document
from app.exchange.step import Cancelled
from app.intake.deed import save
from ui.importing.writing import watched
from ui.memory import Memory
from ui.session import Session

FILTER = "工作簿 (*.xlsx *.xlsm *.xls *.ods *.et);;所有文件 (*)"
BROKEN = (
    "没有读完，没有导入，文件和文档都没有改动。"
    "请再试一次；还不行，在 Excel 或 WPS 里另存为新的 .xlsx 再导入。"
)
CALLED_OFF = "导入已取消，文件和文档都没有改动。"


def folder_of(memory: Memory, document: Document) -> str:
    """Where the last import was from, as far as it is there; else where the document is."""
    folder = Path(memory.get("import_folder", "") or document.path.parent)
    return str(folder if folder.is_dir() else document.path.parent)


def remember_folder(memory: Memory, name: str) -> None:
    """The next import is looked for beside this file."""
    memory.put("import_folder", str(Path(name).parent))


def open_preview(dialog: QDialog, gone: Callable[[int], None]) -> None:
    """Open a preview; it takes itself away, and `gone` is told."""
    dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
    dialog.finished.connect(gone)
    dialog.open()


def write_watched(
    session: Session, over: QWidget, deed: Callable[[Document, Callable[[int, int], None]], None]
) -> str:
    """Write it all as one step, which can be called off; why not, else empty."""
    told: list[str] = []

    def listen(kind: str, text: str) -> None:
        if kind == "error":
            told.append(text)

    session.said.connect(listen)
    try:
        with watched(over, "正在写入，完成前可以取消。") as step:
            done = session.change_years(lambda document: deed(document, step))
    except Cancelled:
        return "已取消，什么都没有写入"
    finally:
        session.said.disconnect(listen)
    return "" if done else (told or ["没有写入"])[-1]


def ask_where(session: Session, window: QWidget, other: Path, stem: str) -> Path | None:
    """Where the sum-up goes: beside the document, or beside the file `other`; None when nowhere."""
    from PySide6.QtWidgets import QFileDialog

    from ui.files import free_name

    document = session.document
    folder = document.path.parent if document is not None else other.parent
    proposed = free_name(folder / f"{stem}-导入结果.txt")
    name, _ = QFileDialog.getSaveFileName(window, "保存导入结果", str(proposed), "文本文件 (*.txt)")
    if not name:
        return None
    return Path(name if name.lower().endswith(".txt") else f"{name}.txt")


def keep_sum_up(session: Session, path: Path, told: Iterable[str]) -> None:
    """Write the sum-up, whole or not at all."""
    from app.exchange.files import ExportError

    try:
        with _waiting():
            save(path, told)
    except ExportError as error:
        session.said.emit("error", str(error))
    else:
        session.said.emit("info", f"已保存导入结果 {path}")


@contextmanager
def _waiting() -> Iterator[None]:
    QApplication.setOverrideCursor(Qt.CursorShape.WaitCursor)
    try:
        yield
    finally:
        QApplication.restoreOverrideCursor()
