"""Starts the window: surroundings first, then the application, the session, the window."""

from __future__ import annotations

import gc
import os
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

# Nothing made while starting is garbage, and looking for it takes a tenth of the start; see `_started`.
gc.disable()

_PANES_MS = 25  # after the table: what the officer types first is not kept waiting
_SIGN_MS = 150  # after the window

if TYPE_CHECKING:
    from types import TracebackType

    from PySide6.QtWidgets import QApplication

    from app.storage.settings import Settings
    from ui.main_window import MainWindow


def run(argv: Sequence[str], path: Path | str | None = None) -> int:
    """Open the window on `path`, on the first file named in `argv`, or where the officer was last time."""
    app, _window = start(argv, path)
    return int(app.exec())


def start(argv: Sequence[str], path: Path | str | None = None) -> tuple[QApplication, MainWindow]:
    """Everything up to the event loop: the application and its window, shown."""
    # What needs no Qt comes first: once PySide is there, it looks through the source of each new module.
    from app import document  # noqa: F401
    from app.storage.settings import Settings

    app = make_application(argv)
    sys.excepthook = _crashed
    window = make_window(Settings())
    # The display makes room for the window while the document is read. Painting waits until what the
    # display answers is known: being exposed and then activated would paint everything twice.
    window.setUpdatesEnabled(False)
    window.show()
    named = path or next((argument for argument in argv if not argument.startswith("-")), None)
    last = window.memory.get("last", "")
    window.start(Path(named) if named else Path(last) if last and Path(last).exists() else None)
    _paint_when_exposed(window)
    return app, window


def _paint_when_exposed(window: MainWindow, tries: int = 100) -> None:
    """Let the window paint once the display shows it, or after a tenth of a second all the same."""
    from PySide6.QtCore import QTimer

    if window.windowHandle().isExposed() or not tries:
        QTimer.singleShot(0, lambda: window.setUpdatesEnabled(True))  # after what else the display said
        QTimer.singleShot(_PANES_MS, window.furnish)
    else:
        QTimer.singleShot(1, lambda: _paint_when_exposed(window, tries - 1))


def _crashed(kind: type[BaseException], error: BaseException, trace: TracebackType | None) -> None:
    """Show every unexpected error instead of losing it; what shows it is read when there is one."""
    from ui.crash import tell

    tell(kind, error, trace)


def make_application(argv: Sequence[str]) -> QApplication:
    """The one QApplication, speaking Chinese."""
    prepare_input_method()
    from PySide6.QtCore import QLibraryInfo, QLocale, QTimer, QTranslator
    from PySide6.QtWidgets import QApplication

    app = QApplication(["zipingtong", "-style", "fusion", *argv])  # see `Theme`
    app.setApplicationName("zipingtong")
    app.setApplicationDisplayName("自评通")
    app.setDesktopFileName("zipingtong")
    QLocale.setDefault(QLocale(QLocale.Language.Chinese, QLocale.Country.China))
    translator = QTranslator(app)
    if translator.load("qtbase_zh_CN", QLibraryInfo.path(QLibraryInfo.LibraryPath.TranslationsPath)):
        app.installTranslator(translator)
    QTimer.singleShot(0, _started)
    QTimer.singleShot(_SIGN_MS, _show_sign)
    return app


def _started() -> None:
    """The window is there."""
    gc.freeze()  # what was made until now stays until the end
    gc.enable()


def _show_sign() -> None:
    """The program's sign in title and task bar; painting it takes as long as painting the window."""
    from PySide6.QtGui import QIcon
    from PySide6.QtWidgets import QApplication

    from ui.icons import app_picture

    QApplication.setWindowIcon(QIcon(app_picture()))


def make_window(settings: Settings) -> MainWindow:
    """Session and window, not shown yet; `window.start` puts something into it."""
    from PySide6.QtWidgets import QApplication

    from ui.main_window import MainWindow
    from ui.memory import Memory
    from ui.session import Session
    from ui.theme import Theme

    app = QApplication.instance()
    assert isinstance(app, QApplication)
    memory = Memory(settings)
    theme = Theme(app, str(memory.get("theme", "system")))
    return MainWindow(Session(), memory, theme)


def prepare_input_method() -> None:
    """Reach fcitx through its ibus door: the wheel has an ibus plugin and none for fcitx.

    Both variables are needed and only before QApplication is made.
    """
    if not sys.platform.startswith("linux"):
        return
    names = ("QT_IM_MODULE", "QT_IM_MODULES", "XMODIFIERS", "GTK_IM_MODULE")
    if any("fcitx" in os.environ.get(name, "").lower() for name in names):
        os.environ["QT_IM_MODULE"] = "ibus"
        os.environ["IBUS_USE_PORTAL"] = "1"
        os.environ.pop("QT_IM_MODULES", None)
