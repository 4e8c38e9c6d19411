"""`python -m ui.snapshot FILE OUT.png`: the main window as a picture, with or without a display."""

from __future__ import annotations

import argparse
import os
import sys
import tempfile
from collections.abc import Sequence
from pathlib import Path


def main(argv: Sequence[str] | None = None) -> int:
    """Render and save; exit code 1 when the file could not be opened."""
    given = _parse(argv)
    display = os.environ.get("DISPLAY") or os.environ.get("WAYLAND_DISPLAY")
    if sys.platform.startswith("linux") and not display:
        os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
    os.environ["QT_SCALE_FACTOR"] = str(given.scale)
    from PySide6.QtCore import Qt
    from PySide6.QtWidgets import QApplication

    from app.domain.address import parse_address
    from app.storage.settings import Settings
    from ui.main import make_application, make_window

    app = QApplication.instance() or make_application([])
    with tempfile.TemporaryDirectory() as folder:  # the officer's own choices stay out of it
        window = make_window(Settings(Path(folder) / "settings.json"))
        window.theme.choose("dark" if given.dark else "light")
        window.session.set_zoom(given.zoom)
        window.start(given.file)
        if given.file is not None and window.session.document is None:
            print(window.message.text, file=sys.stderr)  # noqa: T201 - the command line's output
            return 1
        width, height = (int(part) for part in given.size.split("x"))
        window.setWindowState(Qt.WindowState.WindowNoState)
        window.resize(width, height)
        window.show()
        bench = window.workbench
        if bench is not None:
            bench.restore_sizes()
            if given.table:
                bench.show_table(given.table)
            if given.select:
                _select(window, given.select, parse_address)
        for _ in range(5):
            app.processEvents()
        saved = window.grab().save(str(given.out))
        window.close()
        window.deleteLater()
    return 0 if saved else 1


def _select(window: object, target: str, parse: object) -> None:
    session = window.session  # type: ignore[attr-defined]
    if "/" in target:
        session.reveal(parse(target))  # type: ignore[operator]
        session.select(parse(target))  # type: ignore[operator]
    else:
        session.select(target)


def _parse(argv: Sequence[str] | None) -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="ui.snapshot", description="把主窗口存成图片")
    parser.add_argument("file", type=Path, nargs="?", help="文档；写 - 表示开始页")
    parser.add_argument("out", type=Path, help="图片（.png）")
    parser.add_argument("--size", default="1366x768", help="窗口大小，逻辑像素")
    parser.add_argument("--scale", type=float, default=1.0, help="屏幕缩放，1.5 即 150%%")
    parser.add_argument("--zoom", type=float, default=1.0, help="显示比例")
    parser.add_argument("--dark", action="store_true", help="深色")
    parser.add_argument("--table", default="", help="先看哪张表")
    parser.add_argument("--select", default="", help="选中的单元格地址或比率")
    given = parser.parse_args(argv)
    if given.file is not None and str(given.file) == "-":
        given.file = None
    return given


def _hush() -> None:
    """Without a display Qt says at every window that nobody manages it; everything else is passed on."""
    from PySide6.QtCore import QtMsgType, qInstallMessageHandler

    def tell(_kind: QtMsgType, _context: object, text: str) -> None:
        if "does not support propagateSizeHints" not in text:
            print(text, file=sys.stderr)  # noqa: T201 - the command line's output

    qInstallMessageHandler(tell)


if __name__ == "__main__":
    _hush()
    raise SystemExit(main())
