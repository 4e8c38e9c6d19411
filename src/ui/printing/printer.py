"""A job on a printer: the system's dialog, then the sheets, beside the window."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from ui.printing.fonts import Fonts
from ui.printing.leaf import Job
from ui.printing.pdf import draw_all
from ui.work import Work

if TYPE_CHECKING:
    from PySide6.QtCore import QObject
    from PySide6.QtPrintSupport import QPrinter
    from PySide6.QtWidgets import QWidget

NO_PRINTER = (
    "没有找到打印机。请接好打印机并在系统设置里添加；"
    "也可以先存为 PDF，拿到接有打印机的电脑上打印，印出来是一样的。"
)
_BROKEN = "打印没有完成。请检查打印机后再试一次；也可以先存为 PDF。"


class PrintError(Exception):
    """The printer did not take it; `str()` says so in Chinese."""


def printer_names() -> list[str]:
    """The printers of this machine; none where there is no print service, or no part of Qt to reach it."""
    try:
        from PySide6.QtPrintSupport import QPrinterInfo
    except ImportError:  # a library of the print service is missing
        return []
    return list(QPrinterInfo.availablePrinterNames())


def ask_printer(job: Job, parent: QWidget) -> QPrinter | None:
    """The printer chosen in the system's dialog, None when it was closed."""
    from PySide6.QtPrintSupport import QAbstractPrintDialog, QPrintDialog, QPrinter

    from ui.printing.pdf import sheet_layout

    printer = QPrinter(QPrinter.PrinterMode.HighResolution)
    printer.setDocName(job.title)
    printer.setPageLayout(sheet_layout(job.leaves[0]))
    printer.setFromTo(1, len(job.leaves))
    dialog = QPrintDialog(printer, parent)
    dialog.setMinMax(1, len(job.leaves))
    dialog.setOption(QAbstractPrintDialog.PrintDialogOption.PrintPageRange)
    return printer if dialog.exec() else None


def print_work(make: Callable[[Fonts], Job], printer: QPrinter, parent: QObject | None = None) -> Work:
    """Draws what `make` sets, the chosen sheets of it, on `printer`."""
    from app.exchange.files import ExportError

    first, last = printer.fromPage(), printer.toPage()

    def deed(work: Work) -> object:
        fonts = Fonts()
        whole = make(fonts)
        if whole.trouble:
            raise PrintError(whole.trouble)
        chosen = range(first - 1, last) if first else range(len(whole.leaves))
        done = 0

        def step(sheets: int) -> None:
            nonlocal done
            done += sheets
            work.check()
            work.progressed.emit(done, len(chosen))

        draw_all(whole, fonts, printer, step, only=chosen)
        if printer.printerState() == printer.PrinterState.Error:
            raise PrintError("打印机报告出错，可能没有印完。请检查打印机和纸张后再印一次。")
        return done

    return Work(deed, (ExportError, PrintError), _BROKEN, parent)
