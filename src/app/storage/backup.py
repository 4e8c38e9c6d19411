"""Verified copies of documents in the user's data folder, and the way back.

A copy is made through SQLite's backup interface under another name, read back, compared, and only then
put into place. Kept: the last ten, and one a day for thirty days.
"""

from __future__ import annotations

import contextlib
import json
import os
import shutil
import sqlite3
import time
from collections.abc import Iterator
from datetime import datetime, timedelta
from pathlib import Path
from typing import NamedTuple

from app.storage.codec import fingerprint
from app.storage.errors import DocumentError, cause_of
from app.storage.file import Store, connect
from app.storage.lock import Lock, LockHeld
from app.storage.paths import backups_folder, sync_file, sync_folder
from app.storage.sniff import has_journal

KEEP_LAST = 10
KEEP_DAYS = 30
_TIME = "%Y%m%d-%H%M%S"
_ERRORS = (sqlite3.Error, OSError)


class Backup(NamedTuple):
    """One copy of a document."""

    path: Path
    time: datetime  # local
    size: int  # bytes


def backup(document: Path) -> Path:
    """A verified copy of the document's present state; the newest copy when nothing changed since.

    Raises `DocumentError` when the document is damaged or the copy could not be made; a copy that was
    not verified is never left behind.
    """
    document = _normal(document)
    root = verify(document)
    present = list_backups(document)
    if present and _root(present[0].path) == root:
        return present[0].path
    folder = _folder(document)
    try:
        folder.mkdir(parents=True, exist_ok=True)
        source = json.dumps({"path": str(document)}, ensure_ascii=False)
        (folder / "source.json").write_text(source, "utf-8")
        with _copied(document, folder / f".new.{os.getpid()}") as aside:
            target = _free_name(folder)
            aside.replace(target)
        sync_folder(folder)
    except _ERRORS as error:
        raise DocumentError(
            f"没有做成“{document.name}”的备份：不能写入“{folder}”（{cause_of(error)}）。文档本身已经保存，不受影响。"
            "请检查磁盘空间和权限"
        ) from error
    _prune(document)
    return target


def list_backups(document: Path) -> list[Backup]:
    """Copies of this document, the newest first."""
    found = []
    folder = _folder(_normal(document))
    for path in folder.glob("*.zpt") if folder.is_dir() else ():
        try:
            made = datetime.strptime(path.stem[:15], _TIME)  # noqa: DTZ007 - local, as the name is read by people
            found.append(Backup(path, made, path.stat().st_size))
        except (ValueError, OSError):
            continue
    return sorted(found, key=lambda entry: entry.path.stem, reverse=True)


def source_of(path: Path) -> Path | None:
    """The document a copy was made of, None when that is not known."""
    try:
        return Path(json.loads((path.parent / "source.json").read_text("utf-8"))["path"])
    except (OSError, ValueError, KeyError, TypeError):
        return None


def restore(copy: Path, target: Path) -> Path | None:
    """Put a copy in the place of `target`; raises `DocumentError` and changes nothing when it cannot.

    Gives where the state before went: a backup, a file beside the target ending in .damaged when it
    could not be read, None when there was none.
    """
    target = _normal(target)
    verify(copy)
    try:
        lock = Lock(target)
    except LockHeld as held:
        raise DocumentError(f"没有恢复：{held}。文件没有改动。请先关闭它，再恢复") from held
    except OSError as error:
        raise _not_restored(target, error) from error
    try:
        with _copied(copy, target.with_name(f".~{target.name}.{os.getpid()}")) as aside:
            before = _put_aside(target)
            # A journal left by an interrupted write belongs to the old bytes and would ruin the new.
            Path(f"{target}-journal").unlink(missing_ok=True)
            aside.replace(target)
            sync_folder(target.parent)
    except _ERRORS as error:
        raise _not_restored(target, error) from error
    finally:
        lock.release()
    return before


def verify(path: Path) -> str:
    """Read every record of every year; the root digest. Raises `DocumentError` for any damage."""
    with contextlib.closing(Store(path, writable=False)) as store:
        for year in store.years:
            store.load(year)
            store.edition(year)
        return store.meta["digest"]


@contextlib.contextmanager
def _copied(source: Path, aside: Path) -> Iterator[Path]:
    """A verified copy at `aside`, on the disk; what is still there in the end is removed."""
    try:
        aside.unlink(missing_ok=True)
        mode = "rw" if has_journal(source) else "ro"
        with (
            contextlib.closing(connect(source, mode)) as origin,
            contextlib.closing(connect(aside, "rwc")) as copy,
        ):
            origin.backup(copy)
            root = origin.execute("SELECT value FROM meta WHERE key = 'digest'").fetchone()
        sync_file(aside)
        if (verify(aside),) != root:
            raise DocumentError(f"“{source.name}”在复制时又有改动，没有做成备份。文档不受影响，请再试一次")
        yield aside
    finally:
        for left in (aside, Path(f"{aside}-journal")):
            with contextlib.suppress(OSError):
                left.unlink(missing_ok=True)


def _put_aside(target: Path) -> Path | None:
    """Keep what is at `target`: as a backup, or as it is when it cannot be read."""
    if not os.path.lexists(target):
        return None
    try:
        return backup(target)
    except DocumentError:
        number = 1
        while os.path.lexists(kept := Path(f"{target}{'' if number == 1 else f'-{number}'}.damaged")):
            number += 1
        shutil.copyfile(target, kept)
        if has_journal(target):
            shutil.copyfile(f"{target}-journal", f"{kept}-journal")
        return kept


def _prune(document: Path) -> None:
    """Remove what need not be kept."""
    entries = list_backups(document)
    oldest = datetime.now() - timedelta(days=KEEP_DAYS)  # noqa: DTZ005 - names are in local time
    kept = {entry.path for entry in entries[:KEEP_LAST]}
    days = set()
    for entry in entries:
        day = entry.time.date()
        if entry.time >= oldest and day not in days:
            days.add(day)
            kept.add(entry.path)
    for entry in entries:
        if entry.path not in kept:
            with contextlib.suppress(OSError):
                entry.path.unlink()


def _free_name(folder: Path) -> Path:
    """A name that sorts after all there are, also within one second."""
    stem = time.strftime(_TIME)
    same = [path.stem for path in folder.glob(f"{stem}*.zpt")]
    number = max((int(name[len(stem) + 1 :] or 0) for name in same), default=-1) + 1
    return folder / f"{stem}{f'-{number:03d}' if number else ''}.zpt"


def _root(path: Path) -> str:
    try:
        with contextlib.closing(Store(path, writable=False)) as store:
            return store.meta["digest"]
    except DocumentError:
        return ""


def _folder(document: Path) -> Path:
    """One folder per document, told apart by the whole path."""
    name = fingerprint(os.path.normcase(document))[:8]
    return backups_folder() / f"{document.stem[:40]}-{name}"


def _normal(document: Path) -> Path:
    return document.resolve() if document.is_symlink() else document.absolute()


def _not_restored(target: Path, error: BaseException) -> DocumentError:
    return DocumentError(
        f"没有恢复“{target.name}”：不能写入“{target.parent}”（{cause_of(error)}）。原来的文件没有改动。请检查磁盘空间和权限"
    )
