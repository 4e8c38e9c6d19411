"""What cannot be written to opens for reading, says why, and nothing changes."""

from __future__ import annotations

import os
import subprocess
import sys

import pytest

from app.document import DocumentError, open_document
from tests.storage.support import TINY, cell, leftovers
from tests.storage.test_lock import environment

# An officer who may not write: the superuser may everywhere, so the child becomes somebody else.
VISITOR = """
import os, sys
from pathlib import Path
from tests.storage.support import install, cell
install()
from app.document import open_document, DocumentError
if os.getuid() == 0:
    os.setgid(65534)
    os.setuid(65534)
try:
    with open_document(Path(sys.argv[1])) as document:
        print(document.read_only, document.report.tables, sep="\\n")
except DocumentError as error:
    print(error)
"""


def visit(path):
    path.parent.chmod(0o555)
    try:
        ran = subprocess.run(
            [sys.executable, "-c", VISITOR, str(path)],
            capture_output=True,
            encoding="utf-8",
            env=environment(),
            check=False,
        )
    finally:
        path.parent.chmod(0o755)
    assert ran.returncode == 0, ran.stderr
    return ran.stdout.splitlines()


@pytest.fixture
def filled(document, path):
    document.write([cell(document.report, "accounts", "staff", "final", 5)], "改")
    document.close(backup=False)
    return path


def test_a_read_only_file(filled):
    filled.chmod(0o444)
    before = filled.read_bytes()
    with open_document(filled) as document:
        assert "只读文件" in document.read_only
        assert document.report.tables["accounts"]["staff"].cells == {"final": 5}
        for deed in (
            lambda: document.write([cell(document.report, "accounts", "staff", "final", 6)], "改"),
            document.undo,
            document.redo,
            lambda: document.add_year(2023, TINY),
        ):
            with pytest.raises(DocumentError, match="只读"):
                deed()
        assert document.acts() != []
        assert document.undo_text == ""
    assert filled.read_bytes() == before
    assert leftovers(filled) == []


def test_read_only_when_asked(filled):
    with open_document(filled, read_only=True) as document:
        assert document.read_only
        assert leftovers(filled) == []
    filled.parent.chmod(0o755)


@pytest.fixture
def public(tmp_path_factory):
    """A folder that somebody else can reach."""
    folder = tmp_path_factory.mktemp("public")
    parents = [folder, *folder.parents]
    modes = {parent: parent.stat().st_mode for parent in parents if not parent.stat().st_mode & 0o005}
    for parent in modes:
        parent.chmod(0o755)
    yield folder
    for parent, mode in modes.items():
        parent.chmod(mode)


@pytest.mark.skipif(os.name != "posix", reason="folders have modes only here")
def test_a_read_only_folder(filled, public):
    path = filled.rename(public / "只读.zpt")
    path.chmod(0o666)
    before = path.read_bytes()
    reason, tables = visit(path)
    assert "文件夹" in reason
    assert "'final': 5" in tables
    assert path.read_bytes() == before
    assert leftovers(path) == []


@pytest.mark.skipif(os.name != "posix", reason="folders have modes only here")
def test_an_interrupted_write_in_a_read_only_folder(filled, public):
    """It can only be recovered where writing is possible; the message says so."""
    path = public / "中断.zpt"
    crash(filled, path)
    path.chmod(0o666)
    (told,) = visit(path)
    assert "中断" in told
    assert "-journal" in told
    with open_document(path) as document:
        assert document.report.tables["accounts"]["staff"].cells == {"final": 5}
        document.close(backup=False)
    assert leftovers(path) == []


def test_an_interrupted_write_is_recovered_also_for_reading(filled, tmp_path):
    (tmp_path / "b").mkdir()
    path = tmp_path / "b" / "中断.zpt"
    crash(filled, path)
    with open_document(path, read_only=True) as document:
        assert document.report.tables["accounts"]["staff"].cells == {"final": 5}
    assert leftovers(path) == []


def crash(source, target):
    """Copy a document and its journal at a moment when the pages are written and not committed."""
    import sqlite3

    database = sqlite3.connect(source, isolation_level=None)
    database.execute("PRAGMA cache_size = 1")
    database.execute("PRAGMA cache_spill = 1")
    database.execute("BEGIN")
    database.execute("UPDATE record SET cells = '{}'")
    for number in range(100, 160):  # more than the cache holds, so that pages reach the file
        row = (number, 2022, "", "", "x" * 4000, "", "done", 0, 0, "")
        database.execute("INSERT INTO act VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)", row)
    target.write_bytes(source.read_bytes())
    journal = source.with_name(f"{source.name}-journal").read_bytes()
    target.with_name(f"{target.name}-journal").write_bytes(journal)
    database.execute("ROLLBACK")
    database.close()
    assert target.read_bytes() != source.read_bytes()
