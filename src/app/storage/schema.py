"""The tables of a document file, word for word; a file with anything else in it is refused."""

from __future__ import annotations

import sqlite3

APPLICATION_ID = 0x5A50_5401  # "ZPT" and a 1, in the header of every document
VERSION = 1  # user_version; raised with every change of the tables

_TABLES = {
    "meta": """CREATE TABLE meta (
  key TEXT PRIMARY KEY,
  value TEXT NOT NULL
) STRICT, WITHOUT ROWID""",
    "edition": """CREATE TABLE edition (
  digest TEXT PRIMARY KEY,
  id TEXT NOT NULL,
  text TEXT NOT NULL
) STRICT, WITHOUT ROWID""",
    "year": """CREATE TABLE year (
  year INTEGER PRIMARY KEY,
  edition TEXT NOT NULL REFERENCES edition (digest),
  state TEXT NOT NULL,
  digest TEXT NOT NULL
) STRICT""",
    "record": """CREATE TABLE record (
  year INTEGER NOT NULL REFERENCES year (year),
  tbl TEXT NOT NULL,
  row ANY NOT NULL,
  parent INTEGER,
  position INTEGER NOT NULL,
  lineage TEXT NOT NULL,
  cells TEXT NOT NULL,
  digest TEXT NOT NULL,
  PRIMARY KEY (year, tbl, row)
) STRICT, WITHOUT ROWID""",
    "act": """CREATE TABLE act (
  id INTEGER PRIMARY KEY,
  year INTEGER NOT NULL REFERENCES year (year),
  time TEXT NOT NULL,
  user TEXT NOT NULL,
  text TEXT NOT NULL,
  changes TEXT NOT NULL,
  state TEXT NOT NULL,
  before INTEGER NOT NULL,
  after INTEGER NOT NULL,
  digest TEXT NOT NULL
) STRICT""",
}
_EXPECTED = {("table", name, name, sql) for name, sql in _TABLES.items()}


def build(database: sqlite3.Connection) -> None:
    """Make the tables in an empty database, inside the caller's transaction."""
    database.execute(f"PRAGMA application_id = {APPLICATION_ID:d}")
    database.execute(f"PRAGMA user_version = {VERSION:d}")
    for sql in _TABLES.values():
        database.execute(sql)


def strangers(database: sqlite3.Connection) -> list[str]:
    """Names of what the file holds and should not, lacks and should hold, or holds otherwise."""
    found = set(database.execute("SELECT type, name, tbl_name, sql FROM sqlite_master").fetchall())
    return sorted({str(name) for _, name, _, _ in found ^ _EXPECTED})
