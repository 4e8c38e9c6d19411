"""Reading a workbook: whatever the file is, grids of exact values or one clear sentence."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from app.exchange.reading.grid import ReadingError, Workbook
from app.exchange.reading.limits import too_large
from app.exchange.reading.markup import Damaged
from app.exchange.reading.ods import read_ods
from app.exchange.reading.package import Package
from app.exchange.reading.sniff import container, workbook_stream, zip_sort
from app.exchange.reading.xls import read_xls
from app.exchange.reading.xlsx import read_xlsx
from app.exchange.step import Step


def read_workbook(
    path: Path,
    progress: Callable[[int, int], None] | None = None,
    cancelled: Callable[[], bool] | None = None,
) -> Workbook:
    """All worksheets of an .xlsx, .xlsm, .xltx, .xls, .et or .ods, told apart by content, not by name.

    `progress` gets bytes done and in all. Raises `ReadingError`, a Chinese sentence, for everything that
    is not a sound workbook within the limits, and `Cancelled` when called off. Nothing is written anywhere.
    """
    step = Step(0, progress, cancelled)
    try:
        book = _read(path, step)
    except Damaged as error:
        raise ReadingError(
            f"“{path.name}”已损坏或不完整，没有读入任何数据，文件没有改动。可能复制或下载没有完成，"
            "请换一份；能在 Excel 或 WPS 里打开时，另存为新的 .xlsx 再导入。"
        ) from error
    except PermissionError as error:
        raise ReadingError(
            f"没有权限读“{path.name}”，或者别的程序正占用它，文件没有改动。"
            "请在别的程序里关闭它，检查权限，或复制一份再导入。"
        ) from error
    except OSError as error:
        raise ReadingError(
            f"读不了“{path.name}”（错误号 {error.errno}），文件没有改动。"
            "请检查磁盘、U 盘或网络是否连好，再导入。"
        ) from error
    except MemoryError as error:
        raise too_large(f"读“{path.name}”时内存不够") from error
    step.finish()
    if not book.grids:
        raise ReadingError(f"“{path.name}”里没有普通的工作表，没有数据可读，文件没有改动。请换一份再导入。")
    return book


def _read(path: Path, step: Step) -> Workbook:
    kind = container(path)
    if kind == "zip":
        with Package(path) as package:
            return read_ods(package, step) if zip_sort(path, package) == "ods" else read_xlsx(package, step)
    data, macros = path.read_bytes(), False
    if kind == "compound":
        data, macros = workbook_stream(path, data)
    return read_xls(data, macros, step)
