"""How an exported file gets into place: written aside, checked, then put there whole, or not at all."""

from __future__ import annotations

import errno
import os
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from itertools import count
from pathlib import Path

MADE_HERE = "由自评通导出"  # stands among the properties of a workbook we export
_TEMP = ".zipingtong-export-"
_COUNT = count()
_LEFT_BEHIND = 3600.0  # seconds after which a temporary file of a killed export is swept
_FULL = {errno.ENOSPC, errno.EDQUOT, errno.EFBIG}
_UNTOUCHED = "原来的文件没有改动"
_IN_USE = {errno.EBUSY, errno.ETXTBSY}
_SHARING = {32, 33}  # Windows: the file, or a part of it, is held by another process


class ExportError(Exception):
    """An export that was not put into place; `str()` is a Chinese sentence that says why and what to do."""


@contextmanager
def put_in_place(path: Path, suffix: str = "") -> Iterator[Path]:
    """A temporary file beside `path` to write and check; it takes the place of `path` when all went well.

    With `suffix` another kind of file is not written under that name.

    On any exception, and for whoever is killed meanwhile, what was at `path` stays as it was.
    """
    with put_all_in_place([path], suffix) as asides:
        yield asides[0]


@contextmanager
def put_all_in_place(paths: Sequence[Path], suffix: str = "") -> Iterator[list[Path]]:
    """The same for several files of one folder: none is put into place before all are written and checked."""
    paths = [path.absolute() for path in paths]
    asides = [_aside(path, suffix) for path in paths]
    at = paths[0]
    try:
        _sweep(at.parent)
        yield asides
        for at, aside in zip(paths, asides, strict=True):
            _replace(aside, at)
    except OSError as error:
        raise ExportError(explain_error(error, at)) from error
    finally:
        for aside in asides:
            with suppress(OSError):
                aside.unlink(missing_ok=True)


def _aside(path: Path, suffix: str) -> Path:
    """Where a file is written first; refused what must not be written."""
    try:
        _refuse(path)
    except OSError as error:  # the folder may not even be looked into
        raise ExportError(explain_error(error, path)) from error
    if suffix and path.suffix.lower() != suffix:
        raise ExportError(f"导出的文件要以 {suffix} 结尾，不能是“{path.name}”。请换一个文件名。")
    return path.parent / f"{_TEMP}{os.getpid()}-{time.monotonic_ns():x}-{next(_COUNT):x}.tmp"


def write_through(path: Path, content: bytes | memoryview) -> None:
    """Write a new file and wait until the disk has it."""
    with path.open("xb") as file:
        file.write(content)
        file.flush()
        os.fsync(file.fileno())


def _refuse(path: Path) -> None:
    """What must not be replaced by a workbook."""
    if path.is_dir():
        raise ExportError(f"“{path.name}”是一个文件夹，请换一个文件名。")
    if path.exists() and not path.is_file():
        raise ExportError(f"“{path.name}”不是普通文件，不能导出到那里。请换一个文件名。")
    if not path.parent.is_dir():
        raise ExportError(f"文件夹“{path.parent}”不存在，可能已被移走或 U 盘已拔出。请换一个位置再导出。")
    try:
        with path.open("rb") as file:
            if file.read(15) == b"SQLite format 3":
                raise ExportError(f"“{path.name}”是自评通文件，不能用导出的表覆盖它。请换一个文件名。")
    except OSError:
        return  # not there yet, or not readable: putting it into place will tell
    if not os.access(path, os.W_OK):
        raise ExportError(f"“{path.name}”是只读文件，没有导出。请去掉只读属性或换一个文件名。")


def _replace(aside: Path, path: Path) -> None:
    try:
        aside.replace(path)
    except PermissionError as error:
        raise ExportError(_in_use(path)) from error


def _in_use(path: Path) -> str:
    return f"“{path.name}”正被其他程序使用，没有导出，{_UNTOUCHED}。请先在 Excel/WPS 里关闭它，再导出一次。"


def _sweep(folder: Path) -> None:
    """Remove what killed exports left behind."""
    with suppress(OSError):
        for left in folder.glob(f"{_TEMP}*.tmp"):
            with suppress(OSError):
                if time.time() - left.stat().st_mtime > _LEFT_BEHIND:
                    left.unlink()


def explain_error(error: OSError, path: Path) -> str:
    """Why a file could not be written, and what to do; none of the system's own English words."""
    if error.errno in _FULL:
        return f"磁盘空间不足，没有导出，{_UNTOUCHED}。请腾出空间或换一个磁盘，再导出一次。"
    if error.errno == errno.EROFS:
        return f"“{path.parent}”是只读的，不能写入。请换一个位置再导出。"
    if error.errno in _IN_USE or getattr(error, "winerror", None) in _SHARING:
        return _in_use(path)
    if isinstance(error, PermissionError):
        return f"没有权限写入文件夹“{path.parent}”，{_UNTOUCHED}。请换一个位置再导出。"
    if isinstance(error, FileNotFoundError):
        return f"文件夹“{path.parent}”不存在，可能已被移走或 U 盘已拔出。请换一个位置再导出。"
    if error.errno == errno.ENAMETOOLONG:
        return f"文件名“{path.name[:20]}…”太长，请换一个短一些的名字。"
    number = f"，错误号 {error.errno}" if error.errno else ""
    return f"写不进“{path.name}”（原因不明{number}），{_UNTOUCHED}。请换一个位置再导出一次。"
