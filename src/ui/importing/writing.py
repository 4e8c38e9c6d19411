"""How far a long write is, in a box of its own from which it can be called off.

The write is in the thread of the window, which owns the file; the box lets only its own events through.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QProgressDialog, QWidget

from app.exchange.step import Cancelled

PATIENCE = 300  # ms a write may take before the box comes


@contextmanager
def watched(parent: QWidget, text: str) -> Iterator[Callable[[int, int], None]]:
    """What to tell how much is done of how much; raises `Cancelled` there when it is no longer wanted."""
    box = QProgressDialog(text, "取消", 0, 1, parent)
    box.setWindowTitle("导入")
    box.setWindowModality(Qt.WindowModality.ApplicationModal)
    box.setMinimumDuration(PATIENCE)
    box.setAutoClose(False)
    box.setAutoReset(False)
    box.rejected.connect(box.cancel)  # Esc, where no shortcut of the button caught it

    def told(done: int, total: int) -> None:
        if box.maximum() != total:
            box.setMaximum(total)
        box.setValue(done)
        if box.wasCanceled():
            raise Cancelled

    try:
        yield told
    finally:
        box.close()
        box.deleteLater()
