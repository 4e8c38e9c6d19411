"""The document file: one SQLite database, read with verification, written one transaction per act.

Every record has a digest, a year's digest is the sum of its records', and the root digest covers the
years and everything in `meta`. So the file tells by itself whether it is what was saved.
"""

from __future__ import annotations

import contextlib
import os
import sqlite3
import sys
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import quote_from_bytes

from app.domain.report import Record, Report
from app.storage import sniff
from app.storage.codec import MODULUS, fingerprint, load_cells, record_digest
from app.storage.draft import Draft, Key, YearInfo, root_digest
from app.storage.errors import DocumentError, damaged, reading_failed, writing_failed
from app.storage.schema import VERSION, strangers

PATIENCE = 2.0  # seconds to wait for another program's write
# MemoryError and OverflowError: a damaged length field makes SQLite ask for gigabytes.
READ_ERRORS = (sqlite3.Error, OSError, ValueError, TypeError, MemoryError, OverflowError)


def connect(path: Path, mode: str) -> sqlite3.Connection:
    """A connection in `mode` (ro, rw, rwc) that trusts nothing the file brings along."""
    text = path.absolute().as_posix()
    place = quote_from_bytes(os.fsencode(text if text.startswith("/") else f"/{text}"))
    database = sqlite3.connect(
        f"file://{place}?mode={mode}", uri=True, isolation_level=None, timeout=PATIENCE
    )
    try:
        if sys.version_info >= (3, 12):
            database.setconfig(sqlite3.SQLITE_DBCONFIG_DEFENSIVE, True)
        for pragma in (
            "trusted_schema = OFF",
            "cell_size_check = ON",
            "synchronous = FULL",
            "foreign_keys = ON",
        ):
            database.execute(f"PRAGMA {pragma}")
        if mode == "ro":
            database.execute("PRAGMA query_only = ON")
    except BaseException:
        database.close()
        raise
    return database


class Store:
    """An open document file. `meta` and `years` are what it holds of these tables."""

    def __init__(self, path: Path, *, writable: bool) -> None:
        """Open and verify the head; raises `DocumentError` and leaves the file as it is."""
        self.path = path
        self.writable = writable
        self.meta: dict[str, str] = {}
        self.years: dict[int, YearInfo] = {}
        self._digests: dict[int, dict[Key, int]] = {}
        self._database: sqlite3.Connection | None = None
        sniff.refuse_foreign(path)
        try:
            self._file = sniff.identity(path)
            with self.reading() as database:
                self._verify_file(database)
                self.meta, self.years = self._head(database)
            if writable and sniff.has_journal(path):
                # Cut off before it was begun in earnest: SQLite lets it lie until the next write.
                with contextlib.suppress(sqlite3.Error):
                    self.database().execute(f"PRAGMA user_version = {VERSION:d}")
        except BaseException:
            self.close()
            raise

    # ---------------------------------------------------------------- connection

    def database(self) -> sqlite3.Connection:
        """The connection, made anew when the last one failed."""
        if self._database is None:
            # An interrupted write is rolled back by whoever may write, also when only reading is wanted.
            writing = self.writable or sniff.has_journal(self.path)
            self._database = connect(self.path, "rw" if writing else "ro")
            sniff.connected(self._file)
        return self._database

    def close(self) -> None:
        """Let go of the file; nothing is left beside it."""
        if self._database is not None:
            self._database.close()
            self._database = None
            sniff.disconnected(self._file)

    @contextlib.contextmanager
    def reading(self) -> Iterator[sqlite3.Connection]:
        """One consistent view of the file; whatever goes wrong comes out as `DocumentError`."""
        try:
            database = self.database()
            database.execute("BEGIN")
            yield database
        except READ_ERRORS as error:
            raise reading_failed(self.path, error) from error
        finally:
            self._leave_transaction()

    def _leave_transaction(self) -> None:
        """Take back what is not committed; when even that fails, the next use reconnects."""
        try:
            if self._database is not None and self._database.in_transaction:
                self._database.execute("ROLLBACK")
        except sqlite3.Error:
            self.close()

    # ---------------------------------------------------------------- reading

    def _verify_file(self, database: sqlite3.Connection) -> None:
        (version,) = database.execute("PRAGMA user_version").fetchone()
        sniff.refuse_version(self.path, version)
        if names := strangers(database):
            raise DocumentError(
                f"“{self.path.name}”的内部结构不是自评通保存的样子（{'、'.join(names)[:80]}），可能已损坏，"
                "或被别的程序改动过。为安全起见没有打开，文件也没有改动。请从备份恢复，或向提供者要一份完好的文件"
            )
        (pages,), (size,) = (
            database.execute(f"PRAGMA {name}").fetchone() for name in ("page_count", "page_size")
        )
        if self.path.stat().st_size < pages * size:
            raise damaged(self.path, "文件长度不对，可能复制或下载没有完成")
        if database.execute("PRAGMA quick_check(1)").fetchone() != ("ok",):
            raise damaged(self.path, "内部结构与保存时不一致")

    def _head(self, database: sqlite3.Connection) -> tuple[dict[str, str], dict[int, YearInfo]]:
        meta = dict(database.execute("SELECT key, value FROM meta").fetchall())
        rows = database.execute("SELECT year, edition, state, digest FROM year").fetchall()
        years = {year: YearInfo(edition, state, int(digest, 16)) for year, edition, state, digest in rows}
        if not years or meta.get("digest") != root_digest(meta, years):
            raise damaged(self.path, "总校验值不符")
        return meta, years

    def load(self, year: int) -> Report:
        """One year's report, every record verified; raises `DocumentError`."""
        with self.reading() as database:
            self._follow(database)
            rows = database.execute(
                "SELECT tbl, row, parent, position, lineage, cells, digest FROM record WHERE year = ?",
                (year,),
            ).fetchall()
            digests: dict[Key, int] = {}
            for table, row, parent, position, lineage, cells, digest in rows:
                if record_digest(year, table, row, parent, position, lineage, cells) != digest:
                    raise damaged(self.path, f"{year} 年的数据（{table}/{row}）与保存时不一致")
                digests[table, row] = int(digest, 16)
            if sum(digests.values()) % MODULUS != self.years[year].digest:
                raise damaged(self.path, f"{year} 年的数据与保存时不一致，有缺失或多余")
            report = Report(year)
            for row, cells in zip(rows, load_cells([row[5] for row in rows]), strict=True):
                record = Record(row[1], cells, row[3], row[4], row[2])
                report.tables.setdefault(row[0], {})[row[1]] = record
        self._digests[year] = digests
        return report

    def edition(self, year: int, digest: str = "") -> str:
        """The resolved text of a year's edition, or of the one with this digest; raises `DocumentError`."""
        digest = digest or self.years[year].edition
        with self.reading() as database:
            found = database.execute("SELECT id, text FROM edition WHERE digest = ?", (digest,)).fetchone()
            if found is None or fingerprint(*found) != digest:
                raise damaged(self.path, f"{year} 年所用的版式与保存时不一致")
        return str(found[1])

    def _follow(self, database: sqlite3.Connection) -> None:
        """See that the file is still at our last act; a reader goes along with another's writing."""
        if self._root(database) == self.meta["digest"]:
            return
        if self.writable:
            raise _changed_elsewhere(self.path)
        self.meta, self.years = self._head(database)

    @staticmethod
    def _root(database: sqlite3.Connection) -> str:
        found = database.execute("SELECT value FROM meta WHERE key = 'digest'").fetchone()
        return str(found[0]) if found else ""

    # ---------------------------------------------------------------- writing

    @contextlib.contextmanager
    def writing(self) -> Iterator[Draft]:
        """One transaction. On any failure file and memory stay as they were and `DocumentError` comes out.

        `ValueError` and `TypeError` of a wrong request pass through unchanged.
        """
        if not self.writable:
            raise DocumentError(f"没有保存：“{self.path.name}”是以只读方式打开的。请另存一份再改")
        finished = ""  # root digest that a commit brings, once one is tried
        try:
            if sniff.identity(self.path) != self._file:
                raise _changed_elsewhere(self.path)
            database = self.database()
            database.execute("BEGIN IMMEDIATE")
            if self._root(database) != self.meta["digest"]:
                raise _changed_elsewhere(self.path)
            draft = Draft(self.path, database, self.meta, self.years, self._digests)
            yield draft
            finished = draft.finish()
            database.execute("COMMIT")
        except (sqlite3.Error, OSError, UnicodeError, MemoryError) as error:
            self._leave_transaction()
            self.close()  # a handle that failed once may go on failing after the stick is back
            if not finished or not self._arrived(finished):
                raise writing_failed(self.path, error) from error
        except BaseException:
            self._leave_transaction()
            raise
        self.meta, self.years = draft.meta, draft.years
        for year, key, digest in draft.digests:
            if digest is None:
                self._digests[year].pop(key, None)
            else:
                self._digests.setdefault(year, {})[key] = digest

    def _arrived(self, root: str) -> bool:
        """Whether a commit that reported an error reached the file nevertheless."""
        try:
            return self._root(self.database()) == root
        except (sqlite3.Error, OSError):
            return False


def _changed_elsewhere(path: Path) -> DocumentError:
    return DocumentError(
        f"没有保存：“{path.name}”在打开以后被换掉，或被别处改动过。这一步没有写入，磁盘上的内容也没有动。"
        "请关闭后重新打开，再做一次"
    )
