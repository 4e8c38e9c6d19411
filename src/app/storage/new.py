"""Making a document file: built aside, put into place when it is whole."""

from __future__ import annotations

import contextlib
import os
import sqlite3
import time
from pathlib import Path

from app.storage.draft import Draft
from app.storage.errors import DocumentError, writing_failed
from app.storage.file import connect
from app.storage.paths import sync_folder
from app.storage.schema import build

# A project with its texts is about 1 kB and shall lie within its page: measured against 4096, a file a third
# smaller, written and read faster; 16384 gains nothing more.
PAGE_SIZE = 8192


def create_file(path: Path, unit: str, year: int, edition_id: str, edition_text: str) -> None:
    """A document with one empty year; raises `DocumentError`, and leaves nothing when it does."""
    aside = path.with_name(f".~{path.name}.{os.getpid()}")
    try:
        if os.path.lexists(path):
            raise DocumentError(
                f"“{path.name}”已经存在，没有新建，原文件没有改动。请换一个文件名，或直接打开它"
            )
        aside.unlink(missing_ok=True)
        database = connect(aside, "rwc")
        try:
            database.execute(f"PRAGMA page_size = {PAGE_SIZE:d}")
            database.execute("BEGIN IMMEDIATE")
            build(database)
            draft = Draft(path, database, {}, {}, {})
            draft.meta |= {
                "unit": unit,
                "created": time.strftime("%Y-%m-%dT%H:%M:%S"),
                "id": os.urandom(16).hex(),
                "done": "0",  # the act to undo next
                "next": "0",  # the act to redo next
                "last": "0",  # the newest act
            }
            draft.add_year(year, edition_id, edition_text)
            draft.finish()
            database.execute("COMMIT")
        finally:
            database.close()
        aside.rename(path)
        sync_folder(path.parent)
    except (sqlite3.Error, OSError, UnicodeError) as error:
        raise writing_failed(path, error) from error
    finally:
        for left in (aside, Path(f"{aside}-journal")):
            with contextlib.suppress(OSError):
                left.unlink(missing_ok=True)
