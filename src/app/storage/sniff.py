"""Refusing what is no document of ours, before SQLite touches it."""

from __future__ import annotations

import os
from collections import Counter
from pathlib import Path

from app.storage.errors import DocumentError, damaged, reading_failed
from app.storage.schema import APPLICATION_ID, VERSION

_SQLITE = b"SQLite format 3\0"
_UNTOUCHED = "文件没有改动"
_IMPORT = "工作簿里的数要读进来，请新建或打开一个文档，再用“文件 → 导入”（命令行用 import）"
_OTHERS = (
    (b"PK\x03\x04", "它像是 Excel、Word 或压缩文件", _IMPORT),
    (b"\xd0\xcf\x11\xe0", "它像是旧版 Excel 或 Word 文件", _IMPORT),
    (b"%PDF", "它像是 PDF 文件", "请选择扩展名为 .zpt 的文件"),
)
# Files this process has open through SQLite. Opening and closing one of them by ourselves would drop
# SQLite's locks on it (a property of POSIX locks), so they are not looked into again.
_connected: Counter[tuple[int, int]] = Counter()


def identity(path: Path) -> tuple[int, int]:
    """Which file on the disk a path means at present; raises `OSError`."""
    found = path.stat()
    return found.st_dev, found.st_ino


def connected(file: tuple[int, int]) -> None:
    """This process opened the file through SQLite."""
    _connected[file] += 1


def disconnected(file: tuple[int, int]) -> None:
    """This process closed it."""
    _connected[file] -= 1
    if _connected[file] <= 0:
        del _connected[file]


def refuse_foreign(path: Path) -> None:
    """Raise `DocumentError` unless `path` is a document of a version this program reads."""
    if not path.exists():
        raise DocumentError(
            f"找不到“{path}”。可能已移动、改名或删除，或者 U 盘、网络没有连好。请检查后再打开"
        )
    if path.is_dir():
        raise DocumentError(f"“{path.name}”是文件夹，不是文档。请选择扩展名为 .zpt 的文件")
    if not path.is_file():  # reading a pipe would never end
        raise DocumentError(f"“{path.name}”不是普通文件，不是文档。请选择扩展名为 .zpt 的文件")
    try:
        if identity(path) in _connected:
            return
        with path.open("rb") as file:
            head = file.read(100)
    except OSError as error:
        raise reading_failed(path, error) from error
    if not head:
        raise DocumentError(
            f"“{path.name}”是空文件（0 字节），里面没有数据。{_UNTOUCHED}。"
            "可能复制或下载没有完成，请换一份或从备份恢复"
        )
    for mark, looks, advice in _OTHERS:
        if head.startswith(mark):
            raise DocumentError(f"“{path.name}”不是自评通文档：{looks}。{_UNTOUCHED}。{advice}")
    if not head.startswith(_SQLITE) or len(head) < 100:
        raise DocumentError(
            f"“{path.name}”不是自评通文档，或者开头已损坏。{_UNTOUCHED}。"
            "请选择扩展名为 .zpt 的文件，或从备份恢复"
        )
    if int.from_bytes(head[68:72], "big") != APPLICATION_ID:
        raise DocumentError(
            f"“{path.name}”是别的程序的数据库，不是自评通文档。{_UNTOUCHED}。请选择扩展名为 .zpt 的文件"
        )
    refuse_version(path, int.from_bytes(head[60:64], "big"))
    if head[18:20] != b"\x01\x01":
        raise damaged(path, "文件头与保存时不一致")


def refuse_version(path: Path, version: int) -> None:
    """Raise `DocumentError` for a format this program does not know."""
    if version > VERSION:
        raise DocumentError(
            f"“{path.name}”的格式是第 {version} 版，由更新的自评通保存；这里的程序只认得第 {VERSION} 版。"
            f"{_UNTOUCHED}。请升级程序后再打开"
        )
    if version != VERSION:
        raise damaged(path, "文件头与保存时不一致")


def has_journal(path: Path) -> bool:
    """Whether SQLite's rollback journal lies beside the file: a write goes on, or one was interrupted."""
    return os.path.lexists(f"{path}-journal")
