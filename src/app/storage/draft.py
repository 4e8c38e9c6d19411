"""What one transaction is about to make of the file: records, years, `meta` and their digests."""

from __future__ import annotations

import sqlite3
from collections.abc import Mapping
from pathlib import Path
from typing import NamedTuple

from app.domain.act import OPEN
from app.domain.report import Record
from app.storage.codec import MODULUS, canonical, dump_cells, fingerprint, record_digest
from app.storage.errors import damaged

Key = tuple[str, str | int]  # table, row
Staged = Mapping[Key, Record | None]  # records as they shall be; None: gone


class YearInfo(NamedTuple):
    """One line of the table `year`."""

    edition: str  # digest of its edition
    state: str  # absent for a year that was made and taken back, or deleted: undo may bring it again
    digest: int


def root_digest(meta: Mapping[str, str], years: Mapping[int, YearInfo]) -> str:
    """Digest of all of `meta` but the digest itself, and of the years with their digests."""
    rest = {key: value for key, value in meta.items() if key != "digest"}
    lines = [[year, info.edition, info.state, f"{info.digest:032x}"] for year, info in sorted(years.items())]
    return fingerprint(canonical([rest, lines]))


class Draft:
    """Written within the caller's transaction; its contents count once that is committed."""

    def __init__(
        self,
        path: Path,
        database: sqlite3.Connection,
        meta: Mapping[str, str],
        years: Mapping[int, YearInfo],
        known: Mapping[int, Mapping[Key, int]],
    ) -> None:
        """`known`: digests of the records of the years that were loaded."""
        self.database = database
        self.meta = dict(meta)
        self.years = dict(years)
        self.digests: list[tuple[int, Key, int | None]] = []
        self._path = path
        self._old_meta = meta
        self._known = known

    def add_year(self, year: int, edition_id: str, edition_text: str) -> None:
        """An empty year on an edition."""
        self.set_year(year, OPEN, self.keep_edition(edition_id, edition_text))

    def keep_edition(self, edition_id: str, edition_text: str) -> str:
        """See that the file holds an edition; its digest."""
        digest = fingerprint(edition_id, edition_text)
        self.database.execute(
            "INSERT OR IGNORE INTO edition VALUES (?, ?, ?)", (digest, edition_id, edition_text)
        )
        return digest

    def set_year(self, year: int, state: str, edition: str) -> None:
        """Give a year its state and edition, a new one its place in the file; its records stay."""
        old = self.years.get(year)
        self.years[year] = YearInfo(edition, state, 0 if old is None else old.digest)
        if old is None:
            self.database.execute("INSERT INTO year VALUES (?, ?, ?, ?)", (year, edition, state, f"{0:032x}"))
        else:
            self.one("UPDATE year SET edition = ?, state = ? WHERE year = ?", (edition, state, year))

    def save(self, year: int, staged: Staged) -> None:
        """Put records of a loaded year; list rows stay when they are empty, others go."""
        known = self._known.get(year, {})
        if not known and self.years[year].digest:
            raise ValueError(f"{year} was not loaded")
        total = self.years[year].digest
        for key, record in staged.items():
            old = known.get(key)
            new = self._put(year, key, record, old is not None)
            total += (new or 0) - (old or 0)
            self.digests.append((year, key, new))
        self.years[year] = self.years[year]._replace(digest=total % MODULUS)
        self.one("UPDATE year SET digest = ? WHERE year = ?", (f"{self.years[year].digest:032x}", year))

    def _put(self, year: int, key: Key, record: Record | None, present: bool) -> int | None:
        """Write one record; its digest, None when it is gone."""
        table, row = key
        if record is None:
            if present:
                self.one("DELETE FROM record WHERE year = ? AND tbl = ? AND row = ?", (year, table, row))
            return None
        cells = dump_cells(record.cells)
        digest = record_digest(year, table, row, record.parent, record.position, record.lineage, cells)
        rest = (record.parent, record.position, record.lineage, cells, digest)
        if present:
            self.one(
                "UPDATE record SET parent = ?, position = ?, lineage = ?, cells = ?, digest = ?"
                " WHERE year = ? AND tbl = ? AND row = ?",
                (*rest, year, table, row),
            )
        else:
            self.one("INSERT INTO record VALUES (?, ?, ?, ?, ?, ?, ?, ?)", (year, table, row, *rest))
        return int(digest, 16)

    def one(self, sql: str, values: tuple[object, ...]) -> None:
        """Run a statement that must touch exactly one row; otherwise the file is not what it was."""
        if self.database.execute(sql, values).rowcount != 1:
            raise damaged(self._path, "写入时发现记录缺失")

    def finish(self) -> str:
        """Write `meta` with the new root digest, which it gives."""
        self.meta["digest"] = root_digest(self.meta, self.years)
        old = self._old_meta
        self.database.executemany(
            "INSERT OR REPLACE INTO meta VALUES (?, ?)",
            [(key, value) for key, value in self.meta.items() if old.get(key) != value],
        )
        return self.meta["digest"]
