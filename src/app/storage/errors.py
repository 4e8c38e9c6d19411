"""What can go wrong with a document, put into words an officer can act on."""

from __future__ import annotations

import errno
import os
import sqlite3
from pathlib import Path


class DocumentError(Exception):
    """`str()` is Chinese: what happened, what it means for the data, what to do."""


_DISK_FULL = frozenset({errno.ENOSPC, errno.EFBIG, getattr(errno, "EDQUOT", errno.ENOSPC)})
_REFUSED = frozenset({errno.EACCES, errno.EPERM, errno.EROFS})
_UNHARMED = "原有数据没有受影响"


def damaged(path: Path, what: str) -> DocumentError:
    """The bytes of a document are not those that were saved; it stays closed."""
    return DocumentError(
        f"“{path.name}”已损坏：{what}。为免用错数据，没有继续，文件也没有改动。请从备份恢复，或换一份完好的文件"
    )


def reading_failed(path: Path, error: BaseException) -> DocumentError:
    """Why a document could not be read."""
    if isinstance(error, DocumentError):
        return error
    name = _sqlite_name(error)
    if name.startswith(("SQLITE_BUSY", "SQLITE_LOCKED")):
        return DocumentError(f"“{path.name}”正被另一个程序写入，暂时读不了。文件没有改动，请稍后再打开")
    if name.startswith(("SQLITE_READONLY", "SQLITE_CANTOPEN")) and os.path.lexists(f"{path}-journal"):
        return DocumentError(
            f"“{path.name}”上次保存时中断，先要恢复才能打开，而所在位置不能写入。文件没有改动。"
            f"请把它连同“{path.name}-journal”一起复制到能写入的文件夹，再打开复制的那一份"
        )
    unreachable = ("SQLITE_IOERR", "SQLITE_CANTOPEN", "SQLITE_PERM", "SQLITE_READONLY")
    if name.startswith(unreachable) or isinstance(error, OSError):
        return DocumentError(
            f"读不了“{path.name}”（{_cause(error)}）。文件没有改动。"
            "请检查磁盘、U 盘或网络是否连好、有无权限，再打开"
        )
    return damaged(path, "内部结构与保存时不一致")


def writing_failed(path: Path, error: BaseException) -> DocumentError:
    """Why a change was not saved; nothing of it remains."""
    if isinstance(error, DocumentError):
        return error
    name = _sqlite_name(error)
    if name == "SQLITE_FULL" or (isinstance(error, OSError) and error.errno in _DISK_FULL):
        return DocumentError(
            f"没有保存：“{path.name}”所在的磁盘已满。这一步没有写入，{_UNHARMED}。请腾出空间后再做一次"
        )
    if name.startswith(("SQLITE_BUSY", "SQLITE_LOCKED")):
        return DocumentError(
            f"没有保存：“{path.name}”正被另一个程序占用。这一步没有写入，{_UNHARMED}。请稍后再做一次"
        )
    refused = isinstance(error, OSError) and error.errno in _REFUSED
    if refused or name.startswith(("SQLITE_READONLY", "SQLITE_PERM", "SQLITE_CANTOPEN")):
        return DocumentError(
            f"没有保存：不能写入“{path}”。这一步没有写入，{_UNHARMED}。请检查权限，或把文档复制到别的文件夹再改"
        )
    if name.startswith(("SQLITE_CORRUPT", "SQLITE_NOTADB", "SQLITE_CONSTRAINT", "SQLITE_SCHEMA")):
        return damaged(path, "写入时发现内部结构不对")
    if isinstance(error, UnicodeError):
        return DocumentError(
            f"没有保存：文字里有无法保存的字符。这一步没有写入，{_UNHARMED}。请删去后再做一次"
        )
    return DocumentError(
        f"没有保存：写“{path.name}”时出错（{_cause(error)}）。这一步没有写入，{_UNHARMED}。"
        "请检查磁盘、U 盘或网络是否连好，再做一次；若仍不行，请关闭后重新打开"
    )


def cause_of(error: BaseException) -> str:
    """Why the system refused, in a few Chinese words."""
    number = getattr(error, "errno", None)
    known = {
        errno.ENOENT: "文件或文件夹不存在",
        errno.ENOTDIR: "上级不是文件夹",
        errno.EACCES: "没有权限",
        errno.EPERM: "没有权限",
        errno.EROFS: "所在的磁盘是只读的",
        errno.EIO: "磁盘读写出错",
        errno.EBUSY: "正被占用",
        errno.ENAMETOOLONG: "文件名太长",
        errno.EISDIR: "它是文件夹",
        **dict.fromkeys(_DISK_FULL, "磁盘空间不足"),
    }
    return known.get(number or 0, f"原因不明，错误号 {number}" if number else "原因不明")


def _sqlite_name(error: BaseException) -> str:
    return str(getattr(error, "sqlite_errorname", "")) if isinstance(error, sqlite3.Error) else ""


def _cause(error: BaseException) -> str:
    if isinstance(error, OSError):
        return cause_of(error)
    return _sqlite_name(error) or type(error).__name__
