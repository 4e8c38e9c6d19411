"""One writer per document: a small file beside it says who, where and since when.

`.~lock.NAME#` is JSON. It is made so that only one can make it, and taken away at closing. What a
crashed process of this machine left behind is taken over without a word; another machine cannot be
asked, so there the officer decides (`steal`).
"""

from __future__ import annotations

import contextlib
import json
import os
import time
from pathlib import Path
from typing import Any

from app.storage.errors import cause_of
from app.storage.process import host_name, started, user_name

_PATIENCE = 0.25  # seconds for another process to finish writing its lock
_ABANDONED = 10.0  # seconds after which a lock nobody wrote into counts as left behind
_held: set[str] = set()  # texts of the locks this process holds


class LockHeld(Exception):
    """Another has the document; `str()` says in Chinese who, where and since when."""


def lock_path(document: Path) -> Path:
    """The lock file of a document."""
    return document.with_name(f".~lock.{document.name}#")


def take(document: Path, user: str, *, steal: bool = False) -> tuple[Lock | None, str]:
    """The lock of a document, or None and a Chinese sentence why it can only be looked at."""
    # The mode is asked as well: for the superuser `access` says yes to everything.
    if not document.stat().st_mode & 0o222 or not os.access(document, os.W_OK):
        return None, "文档是只读文件，只能查看和导出。要修改，请去掉文件的只读属性，或另存一份再改"
    try:
        return Lock(document, user, steal=steal), ""
    except LockHeld as held:
        return None, str(held)
    except OSError as error:
        return None, (
            f"文档所在的文件夹“{document.parent}”不能写入（{cause_of(error)}），只能查看和导出。"
            "要修改，请把文档复制到能写入的文件夹"
        )


class Lock:
    """The right to write to one document, held until `release`."""

    def __init__(self, document: Path, user: str = "", *, steal: bool = False) -> None:
        """Take it; raises `LockHeld`, or `OSError` where no file can be made."""
        self.path = lock_path(document)
        self._text = json.dumps(
            {
                "pid": os.getpid(),
                "start": started(os.getpid()) or "",
                "host": host_name(),
                "user": user or user_name(),
                "time": time.strftime("%Y-%m-%dT%H:%M:%S"),
                "mark": os.urandom(8).hex(),
            },
            ensure_ascii=False,
        )
        self._take(steal)
        _held.add(self._text)

    def release(self) -> None:
        """Give it back; a lock that another took over stays theirs."""
        _held.discard(self._text)
        try:
            if self.path.read_text("utf-8") == self._text:
                self.path.unlink()
        except (OSError, UnicodeError):
            pass  # gone with the folder or the network; a stale lock is recognised later

    def _take(self, steal: bool) -> None:
        for _ in range(5):
            if self._create():
                return
            found = _read(self.path)
            if found is None:
                continue  # given back just now
            if not steal:
                self._insist_stale(found)
            self._clear(found)
        raise LockHeld("文档正被反复打开和关闭，请稍后再打开")

    def _create(self) -> bool:
        try:
            descriptor = os.open(self.path, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o644)
        except FileExistsError:
            return False
        try:
            os.write(descriptor, self._text.encode())
        except OSError:
            os.close(descriptor)
            self.path.unlink(missing_ok=True)
            raise
        os.close(descriptor)
        return True

    def _insist_stale(self, text: str) -> None:
        """Raise `LockHeld` unless the holder is known to have ended."""
        holder = _holder(text)
        if holder is None:
            if _age(self.path) < _ABANDONED:
                raise LockHeld("文档正在被打开，请稍后再试")
            return
        who = f"“{holder['user']}”" if holder["user"] else "另一位用户"
        since = holder["time"].replace("T", " ")
        if holder["host"] != host_name():
            raise LockHeld(
                f"文档已由{who}在电脑“{holder['host']}”上打开（{since} 起），只能查看。"
                "确知那边已经关闭时，可以在窗口里选择“接管编辑”"
            )
        if holder["pid"] == os.getpid() and holder["start"] == (started(os.getpid()) or ""):
            if text in _held:
                raise LockHeld(f"文档已在本程序中打开（{since} 起），这里只能查看")
            return
        own = "" if holder["user"] in ("", user_name()) else f"由用户“{holder['user']}”"
        alive = started(holder["pid"])
        if alive is not None and ("" in (alive, holder["start"]) or alive == holder["start"]):
            raise LockHeld(
                f"文档已{own}在本机的另一个窗口中打开（{since} 起），这里只能查看。请在那边关闭后再打开"
            )

    def _clear(self, text: str) -> None:
        """Take away the lock with this text. Renamed first: of two who want it, one gets it."""
        aside = self.path.with_name(f"{self.path.name}{os.getpid()}")
        try:
            self.path.replace(aside)
        except FileNotFoundError:
            return
        if _read(aside) != text:  # a new one, made since we looked
            with contextlib.suppress(OSError):
                os.link(aside, self.path)
        aside.unlink(missing_ok=True)


def _read(path: Path) -> str | None:
    """The text of a lock, None when it is gone; waits a little for one being written."""
    end = time.monotonic() + _PATIENCE
    while True:
        try:
            text = path.read_text("utf-8", "replace")
        except FileNotFoundError:
            return None
        if text or time.monotonic() > end or _age(path) > _ABANDONED:
            return text
        time.sleep(0.02)


def _holder(text: str) -> dict[str, Any] | None:
    """Who a lock's text names, None when it names nobody."""
    try:
        found = json.loads(text)
    except ValueError:
        return None
    kinds = {"pid": int, "start": str, "host": str, "user": str, "time": str}
    if not isinstance(found, dict) or any(type(found.get(key)) is not kind for key, kind in kinds.items()):
        return None
    return found


def _age(path: Path) -> float:
    try:
        return time.time() - path.stat().st_mtime
    except OSError:
        return 0.0
