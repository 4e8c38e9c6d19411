"""What nobody caught: said plainly, with a detail to copy; the document is safe on the disk."""

from __future__ import annotations

import platform
import sys
import traceback
from types import TracebackType

from PySide6.QtCore import qVersion
from PySide6.QtWidgets import QApplication, QMessageBox


def detail(kind: type[BaseException], error: BaseException, trace: TracebackType | None) -> str:
    """What a maintainer needs."""
    head = f"自评通 Python {platform.python_version()} Qt {qVersion()} {platform.platform()}"
    return head + "\n" + "".join(traceback.format_exception(kind, error, trace))


_showing = False


def tell(kind: type[BaseException], error: BaseException, trace: TracebackType | None) -> None:
    """What `sys.excepthook` asks for."""
    global _showing  # noqa: PLW0603 - a second error while the first is shown goes to the terminal only
    text = detail(kind, error, trace)
    if sys.stderr is not None:
        sys.stderr.write(text)
    if issubclass(kind, KeyboardInterrupt) or _showing or QApplication.instance() is None:
        return
    _showing = True
    try:
        make_box(text).exec()
    finally:
        _showing = False


def make_box(text: str) -> QMessageBox:
    """The message; a function of its own so that tests need no modal loop."""
    box = QMessageBox(QApplication.activeWindow())
    box.setIcon(QMessageBox.Icon.Warning)
    box.setWindowTitle("自评通")
    box.setText("程序遇到意外错误。")
    box.setInformativeText(
        "刚才这一步可能没有完成；此前的每一步都已写入文件，不会丢失。可以接着用；"
        "如果反复出现，请关闭后重新打开，并把下面的详细信息发给维护人员。"
    )
    box.setDetailedText(text)
    copy = box.addButton("复制详细信息", QMessageBox.ButtonRole.ActionRole)
    copy.clicked.disconnect()
    copy.clicked.connect(lambda: QApplication.clipboard().setText(text))
    go_on = box.addButton("继续", QMessageBox.ButtonRole.AcceptRole)
    box.setDefaultButton(go_on)
    box.setEscapeButton(go_on)
    return box
