"""The steps of the self-test that need Qt: window, charts and PDF, drawn without a display."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager

from app.selftest import Failed, Step, Trial

_QUIET = "does not support propagateSizeHints"  # said at every window that nobody manages


def _shown(run: Callable[[Trial], str]) -> Callable[[Trial], str]:
    """The step, run with an application that draws into memory, whatever display there is."""

    def inside(trial: Trial) -> str:
        os.environ["QT_QPA_PLATFORM"] = "offscreen"
        from PySide6.QtWidgets import QApplication

        from ui.main import make_application

        with _hushed():
            if QApplication.instance() is None:
                make_application([])
            return run(trial)

    return inside


@contextmanager
def _hushed() -> Iterator[None]:
    """Keep to ourselves what Qt says about missing window managers; all else is passed on."""
    from PySide6.QtCore import QtMsgType, qInstallMessageHandler

    def tell(_kind: QtMsgType, _context: object, text: str) -> None:
        if _QUIET not in text:
            print(text, file=sys.stderr)  # noqa: T201 - the command line's answer

    before = qInstallMessageHandler(tell)
    try:
        yield
    finally:
        qInstallMessageHandler(before)  # Qt still speaks when Python is gone


def _delete() -> None:
    """Delete now what was said to be deleted later: no event loop follows."""
    from PySide6.QtCore import QCoreApplication, QEvent

    QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)


def _pdf(trial: Trial) -> str:
    """All tables on paper; the text of the PDF is read back before it counts."""
    from app.exchange.files import ExportError
    from ui.printing.export import export_pdf

    document = trial.document
    try:
        done = export_pdf(
            document.model,
            document.report,
            document.results,
            trial.folder / "样例.pdf",
            unit_name=document.unit,
        )
    except ExportError as error:
        raise Failed(str(error)) from None
    return f"{done.pages} 页，{done.cells} 处文字"


def _window(trial: Trial) -> str:
    """The main window on the document, painted; a copy is opened, the document itself is in use."""
    import shutil

    from PySide6.QtCore import QCoreApplication
    from PySide6.QtGui import QFontDatabase

    from app.storage.settings import Settings
    from ui.main import make_window

    path = trial.folder / "窗口.zpt"
    shutil.copyfile(trial.document.path, path)
    window = make_window(Settings(trial.folder / "settings.json"))
    try:
        window.start(path)
        if window.session.document is None:
            raise Failed(window.message.text)
        window.resize(1366, 768)
        window.show()
        for _ in range(5):
            QCoreApplication.processEvents()
        picture = window.grab().toImage()
        points = [(x, y) for x in range(0, picture.width(), 7) for y in range(0, picture.height(), 7)]
        if len({picture.pixel(x, y) for x, y in points}) < 5:
            raise Failed("窗口是空白的")
    finally:
        window.close()
        window.deleteLater()
        _delete()
    if QCoreApplication.translate("QPlatformTheme", "Cancel") != "取消":
        raise Failed("对话框的按钮不是中文，缺少 qtbase_zh_CN.qm")
    chinese = QFontDatabase.families(QFontDatabase.WritingSystem.SimplifiedChinese)
    return "" if chinese else "注意，这台电脑没有中文字体，字会显示成方框，请安装一种（如 fonts-noto-cjk）"


def _chart(trial: Trial) -> str:
    """A chart over the years, as a picture."""
    from app.comparison.charts import drawings
    from ui.comparison.plot import Plot

    document = trial.document
    drawn = [drawing for drawing in drawings(document, document.years) if not drawing.lack]
    plot = Plot()
    plot.resize(800, 500)
    for drawing in drawn:
        plot.draw(drawing)
        if plot.grab().toImage().isNull():
            raise Failed(f"“{drawing.title}”没有画出来")
    plot.deleteLater()
    _delete()
    return f"{len(drawn)} 张"


STEPS = (
    Step("画出主窗口", _shown(_window)),
    Step("画出年度对比的图", _shown(_chart)),
    Step("导出 PDF 并读回", _shown(_pdf)),  # last: without a Chinese font it is refused
)
