"""Starts the window: surroundings first, then the application, the session, the window."""

from __future__ import annotations

import gc
import os
import sys
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

# Nothing made while starting is garbage, and looking for it takes a tenth of the start; see `_started`.
gc.disable()

_TURNS = 4  # of the event loop: painting is one, what it asks for comes in the next
_PANES_MS = 25  # after the table: what the officer types first is not kept waiting
_SIGN_MS = 150  # after the window
_FONTS_MS = 1500  # when nobody waits for anything
_NO_FONT = (
    "No Chinese font is installed on this computer: all texts are shown as boxes. Nothing is damaged. "
    "Please install one, for example fonts-noto-cjk or fonts-wqy-microhei, and start again.\n\n"
    "这台电脑没有装中文字体，文字都显示成方框，数据没有问题。请安装一种中文字体后重新打开。"
)

if TYPE_CHECKING:
    from types import TracebackType

    from PySide6.QtWidgets import QApplication, QWidget

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
    from PySide6.QtCore import QTimer

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
    QTimer.singleShot(_FONTS_MS, window, lambda: tell_missing_font(window))
    return app, window


def tell_missing_font(window: QWidget) -> None:
    """Say, in letters that every machine has, why all texts are boxes; nothing where there is a font."""
    from PySide6.QtGui import QFontDatabase

    if not QFontDatabase.families(QFontDatabase.WritingSystem.SimplifiedChinese):
        from PySide6.QtWidgets import QMessageBox

        print(_NO_FONT, file=sys.stderr)  # noqa: T201 - whoever started it from a terminal reads it there
        QMessageBox.warning(window, "自评通 Zipingtong", _NO_FONT)


def _paint_when_exposed(window: MainWindow, tries: int = 100) -> None:
    """Let the window paint once the display shows it, or after a tenth of a second all the same."""
    from PySide6.QtCore import QTimer

    if window.windowHandle().isExposed() or not tries:
        QTimer.singleShot(0, lambda: _paint(window))  # after what else the display said
    else:
        QTimer.singleShot(1, lambda: _paint_when_exposed(window, tries - 1))


def _paint(window: MainWindow) -> None:
    """Paint; the panes' time begins once the table is on the screen, however long that takes here."""
    window.setUpdatesEnabled(True)
    _when_idle(_TURNS, lambda: _furnish_soon(window))


def _when_idle(turns: int, then: Callable[[], None]) -> None:
    """Call `then` after so many turns of the event loop in which nothing else was waiting."""
    from PySide6.QtCore import QTimer

    QTimer.singleShot(0, (lambda: _when_idle(turns - 1, then)) if turns else then)


def _furnish_soon(window: MainWindow) -> None:
    from PySide6.QtCore import QTimer

    QTimer.singleShot(_PANES_MS, window.furnish)


def _crashed(kind: type[BaseException], error: BaseException, trace: TracebackType | None) -> None:
    """Show every unexpected error instead of losing it; what shows it is read when there is one."""
    from ui.crash import tell

    tell(kind, error, trace)


def make_application(argv: Sequence[str]) -> QApplication:
    """The one QApplication, speaking Chinese."""
    prepare_input_method()
    from PySide6.QtCore import QLibraryInfo, QLocale, QTimer, QTranslator
    from PySide6.QtWidgets import QApplication

    from app.storage.paths import can_be_shown

    # See `Theme`. Qt takes only what can be encoded, and what is a document does not concern it.
    app = QApplication(["zipingtong", "-style", "fusion", *filter(can_be_shown, argv)])
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
    """Reach fcitx where it is the input method in use; only before QApplication is made."""
    if not sys.platform.startswith("linux"):
        return
    for name, value in input_method_changes(os.environ, _fcitx_runs).items():
        if value is None:
            os.environ.pop(name, None)
        else:
            os.environ[name] = value


def input_method_changes(environ: Mapping[str, str], runs: Callable[[], bool]) -> dict[str, str | None]:
    """What to set in the environment, None to take away, so that Chinese can be typed through fcitx.

    PySide's wheel has a plugin for ibus and none for fcitx, which answers at ibus's door too: that takes
    both variables, each alone does not do. A choice of another input method for Qt is left alone. `runs`
    is asked whether fcitx runs only where nothing names an input method at all.
    """
    for_qt = [environ.get(name, "").lower() for name in ("QT_IM_MODULE", "QT_IM_MODULES")]
    for_all = [environ.get(name, "").lower() for name in ("XMODIFIERS", "GTK_IM_MODULE")]
    named = any("fcitx" in text for text in (*for_qt, *for_all))
    if any(for_qt) and not any("fcitx" in text for text in for_qt):
        half = named and for_qt[0] == "ibus" and "IBUS_USE_PORTAL" not in environ
        return {"IBUS_USE_PORTAL": "1"} if half else {}
    bare = not any(for_all) and bool(environ.get("DISPLAY")) and not environ.get("WAYLAND_DISPLAY")
    if not named and not (bare and runs()):
        return {}
    return {"QT_IM_MODULE": "ibus", "IBUS_USE_PORTAL": "1", "QT_IM_MODULES": None}


def _fcitx_runs(program: str = "/usr/bin/fcitx5", processes: str = "/proc") -> bool:
    """Whether a process of that name is there; where it is not installed that is known at once."""
    if not os.path.exists(program):  # noqa: PTH110 - a Path here is one more import of the start
        return False
    for number in filter(str.isdigit, os.listdir(processes)):  # noqa: PTH208
        try:
            with open(f"{processes}/{number}/comm", encoding="utf-8", errors="replace") as comm:  # noqa: PTH123
                if comm.read().strip() == "fcitx5":
                    return True
        except OSError:
            continue  # it has ended meanwhile
    return False
