"""One start, measured from inside: `python start.py empty | table | whole FILE`.

Prints the monotonic clock when the window is on the screen, painted and idle, and the memory then (MiB):
an empty one, ours with the table to type into, ours with all its panes.
"""

from __future__ import annotations

import os
import sys
import time
from pathlib import Path


def resident() -> float:
    """Resident memory in MiB."""
    pages = int(Path("/proc/self/statm").read_text().split()[1])
    return pages * os.sysconf("SC_PAGE_SIZE") / 2**20


def report_when_idle(app: object, window: object, *, whole: bool = False) -> None:
    from PySide6.QtCore import QTimer

    def shown() -> None:
        # before that nothing is painted at all
        paints = window.windowHandle().isExposed() and window.updatesEnabled()  # type: ignore[attr-defined]
        if whole and window.workbench.companions is None:  # type: ignore[attr-defined]
            paints = False
        QTimer.singleShot(0, painted if paints else shown)

    def painted() -> None:
        QTimer.singleShot(0, ready)  # what was asked for while painting comes first

    def ready() -> None:
        # the parent notes the same clock when it starts this process
        print(f"{time.monotonic():.6f} {resident():.1f}", flush=True)
        os._exit(0)

    QTimer.singleShot(0, shown)
    app.exec()  # type: ignore[attr-defined]


def empty() -> None:
    from PySide6.QtWidgets import QApplication, QMainWindow

    app = QApplication([])
    window = QMainWindow()
    window.resize(1366, 768)
    window.show()
    report_when_idle(app, window)


def sample(path: str, *, whole: bool) -> None:
    from ui.main import start

    report_when_idle(*start([path]), whole=whole)


if __name__ == "__main__":
    empty() if sys.argv[1] == "empty" else sample(sys.argv[2], whole=sys.argv[1] == "whole")
