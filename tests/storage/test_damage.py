"""Damaged, foreign, newer and malicious files: refused in Chinese, left as they are, never silently wrong."""

from __future__ import annotations

import re
import shutil
import sqlite3
import zipfile
from contextlib import closing
from copy import deepcopy

import pytest

from app.document import DocumentError, create, open_document
from app.edits import add_rows
from app.storage.codec import fingerprint, record_digest
from app.storage.draft import YearInfo, root_digest
from app.storage.new import PAGE_SIZE as PAGE
from app.storage.schema import VERSION
from tests.storage.support import TINY, cell, dice, leftovers, random_changes

FLIPS, TRUNCATIONS = 300, 60


@pytest.fixture
def good(path):
    """Two years, an overflowing text, acts done, undone and abandoned."""
    random = dice(5)
    with create(path, "某单位", 2021, TINY, user="王") as document:
        document.write(add_rows(document.report, "project", [{"name": f"项目{n}"} for n in range(6)]), "加")
        document.add_year(2022, TINY)
        for _ in range(12):
            document.write(random_changes(random, document.report), "改")
        document.write([cell(document.report, "accounts", "staff", "why", "长" * 9000)], "写")
        document.undo()
        document.undo()
        document.write([cell(document.report, "accounts", "goods", "final", 77)], "又改")
        document.undo()
        document.write([cell(document.report, "accounts", "staff", "why", "长" * 3000)], "写")
        document.write([cell(document.report, "accounts", "staff", "final", 1)], "改")
        document.undo()
    return path


def look(path):
    """Everything the document says; `DocumentError` when it says it is damaged."""
    with open_document(path, user="王") as document:
        try:
            log = document.history(1000)
            texts = (document.undo_text, document.redo_text)
        except DocumentError as error:
            assert_clear(error)
            log = texts = None  # the log tells that it is damaged; data are judged all the same
        found = {"unit": document.unit, "years": document.years, "saved": document.saved_at}
        for year in document.years:
            document.select_year(year)
            found[year] = (document.report, document.digest(), document.model.edition.id)
        document.close(backup=False)
    return found, log, texts


def assert_clear(error):
    text = str(error)
    assert re.search(r"[一-鿿]{4}", text), text
    assert "请" in text, text
    assert "Error" not in text, text
    assert "Traceback" not in text, text


def refused(path):
    """The file is refused with a clear message and stays as it is, with nothing beside it."""
    before = path.read_bytes()
    with pytest.raises(DocumentError) as told:
        look(path)
    assert_clear(told.value)
    assert path.read_bytes() == before
    assert leftovers(path) == []
    return str(told.value)


def judge(path, truth):
    """True when the damage was told; fails when it was not and something is wrong."""
    before = path.read_bytes()
    try:
        found, log, texts = look(path)
    except DocumentError as error:
        assert_clear(error)
        assert path.read_bytes() == before
        assert leftovers(path) == []
        return True
    assert found == truth[0]
    if log is None:
        return True
    assert (log, texts) == truth[1:]
    # What looks whole must also bear writing.
    with open_document(path) as document:
        document.write([cell(document.report, "accounts", "goods", "budget", 4321)], "改")
        expected = deepcopy(document.report)
        while document.undo():
            pass
        while document.redo():
            pass
        assert document.report == expected
        document.close(backup=False)
    assert look(path)[0][2022][0] == expected
    return False


def test_bit_flips_are_told_or_harmless(good):
    whole, truth = good.read_bytes(), look(good)
    random = dice(20220815)
    places = [*range(100), *(random.randrange(len(whole)) for _ in range(FLIPS - 100))]
    told = 0
    for place in places:
        flipped = bytearray(whole)
        flipped[place] ^= 1 << random.randrange(8)
        good.write_bytes(flipped)
        told += judge(good, truth)
    assert told > FLIPS // 3  # else the flips hit nothing and the test says nothing


def test_truncation_is_told(good):
    whole, truth = good.read_bytes(), look(good)
    random = dice(1)
    sizes = {0, 1, 15, 16, 99, 100, 101, PAGE - 1, PAGE, PAGE + 1, len(whole) - 1, len(whole) - PAGE}
    sizes |= {random.randrange(len(whole)) for _ in range(TRUNCATIONS)}
    for size in sizes:
        good.write_bytes(whole[:size])
        assert judge(good, truth), size


def test_pages_of_garbage_are_told(good):
    whole, truth = good.read_bytes(), look(good)
    random = dice(2)
    harmless = set()
    for page in range(len(whole) // PAGE):
        for filling in (bytes(PAGE), random.randbytes(PAGE), whole[:PAGE]):
            damaged = whole[: page * PAGE] + filling + whole[(page + 1) * PAGE :]
            if damaged != whole:
                good.write_bytes(damaged)
                if not judge(good, truth):
                    harmless.add(page)
    with closing(sqlite3.connect(f"file:{good}?mode=ro", uri=True)) as database:
        good.write_bytes(whole)
        (free,) = database.execute("PRAGMA freelist_count").fetchone()
    assert len(harmless) <= free  # what is in no use may hold anything


def test_an_old_page_put_back_is_told(good):
    """A lost write: every page is valid in itself, but one is of an earlier moment."""
    old = good.read_bytes()
    with open_document(good) as document:
        document.write([cell(document.report, "accounts", "staff", "final", 99)], "改")
        document.close(backup=False)
    whole, truth = good.read_bytes(), look(good)
    stale = [n for n in range(len(old) // PAGE) if old[n * PAGE :][:PAGE] != whole[n * PAGE :][:PAGE]]
    assert len(stale) > 3
    told = 0
    for page in stale[1:]:
        good.write_bytes(whole[: page * PAGE] + old[page * PAGE :][:PAGE] + whole[(page + 1) * PAGE :])
        told += judge(good, truth)
    assert told > len(stale[1:]) // 2  # the others are in no use


def zipped(path):
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("xl/workbook.xml", "<workbook/>")


def other_database(path):
    with closing(sqlite3.connect(path)) as database:
        database.execute("CREATE TABLE t (a)")
        database.commit()


FOREIGN = {
    "empty": (lambda path: path.write_bytes(b""), "0 字节"),
    "text": (lambda path: path.write_text("部门,金额\n" * 50, "gbk"), "不是自评通文档"),
    "short": (lambda path: path.write_bytes(b"SQLite format 3\0"), "不是自评通文档"),
    "random": (lambda path: path.write_bytes(dice(3).randbytes(50_000)), "不是自评通文档"),
    "xlsx": (zipped, "Excel"),
    "xls": (lambda path: path.write_bytes(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(1000)), "Excel"),
    "pdf": (lambda path: path.write_bytes(b"%PDF-1.7" + bytes(1000)), "PDF"),
    "database": (other_database, "别的程序"),
}


@pytest.mark.parametrize("kind", FOREIGN)
def test_foreign_files_stay_untouched(path, kind):
    make, word = FOREIGN[kind]
    make(path)
    assert word in refused(path)


def test_a_missing_file_and_a_folder(tmp_path):
    for place in (tmp_path / "没有.zpt", tmp_path):
        with pytest.raises(DocumentError) as told:
            open_document(place)
        assert_clear(told.value)


def test_a_newer_file_is_refused_by_version(good):
    with closing(sqlite3.connect(good)) as database:
        database.execute(f"PRAGMA user_version = {VERSION + 6}")
    assert f"第 {VERSION + 6} 版" in refused(good)
    assert f"第 {VERSION} 版" in refused(good)


def test_a_file_in_wal_mode_is_not_touched(good):
    with closing(sqlite3.connect(good)) as database:
        database.execute("PRAGMA journal_mode = WAL")
        database.execute("PRAGMA user_version")
    refused(good)


@pytest.mark.parametrize(
    "sql",
    [
        "CREATE TRIGGER t AFTER INSERT ON act BEGIN UPDATE record SET cells = '{}'; END",
        "CREATE VIEW v AS SELECT load_extension('x')",
        "CREATE TABLE stranger (a)",
        "CREATE INDEX i ON record (cells)",
        "ALTER TABLE record RENAME COLUMN lineage TO descent",
        "DROP TABLE act",
        "CREATE VIRTUAL TABLE f USING fts5(a)",
    ],
)
def test_foreign_structure_is_refused(good, sql):
    with closing(sqlite3.connect(good)) as database:
        database.execute(sql)
        database.commit()
    assert "内部结构" in refused(good)


def forge(path, sql, *values, year=2022):
    """Change the file with digests that fit, as somebody would who means harm."""
    with closing(sqlite3.connect(path)) as database:
        database.execute(sql, values)
        rows = database.execute(
            "SELECT year, tbl, row, parent, position, lineage, cells FROM record WHERE year = ?", (year,)
        ).fetchall()
        total = 0
        for row in rows:
            digest = record_digest(*row)
            total += int(digest, 16)
            database.execute(
                "UPDATE record SET digest = ? WHERE year = ? AND tbl = ? AND row = ?", (digest, *row[:3])
            )
        database.execute("UPDATE year SET digest = ? WHERE year = ?", (f"{total % 2**128:032x}", year))
        meta = dict(database.execute("SELECT key, value FROM meta"))
        years = {y: YearInfo(e, s, int(d, 16)) for y, e, s, d in database.execute("SELECT * FROM year")}
        database.execute("UPDATE meta SET value = ? WHERE key = 'digest'", (root_digest(meta, years),))
        database.commit()


@pytest.mark.parametrize(
    "cells",
    [
        '{"final":1.5}',
        '{"final":"text"}',
        '{"why":3}',
        '{"nobody":3}',
        "[" * 50_000,
        '{"final":{"d":"1"}}',
        "null",
    ],
)
def test_forged_cells_are_refused(good, cells):
    forge(good, "UPDATE record SET cells = ? WHERE year = 2022 AND tbl = 'accounts' AND row = 'goods'", cells)
    refused(good)


def test_forging_as_such_works(good):
    """Else the tests above would pass for the wrong reason."""
    forge(good, """UPDATE record SET cells = '{"final":5}' WHERE year = 2022 AND row = 'goods'""")
    assert look(good)[0][2022][0].tables["accounts"]["goods"].cells == {"final": 5}


def test_forged_acts_are_not_replayed(good):
    with closing(sqlite3.connect(good)) as database:
        number = dict(database.execute("SELECT key, value FROM meta"))["done"]
        row = list(database.execute("SELECT * FROM act WHERE id = ?", (number,)).fetchone())
        row[5] = '[{"set":["accounts","goods","final"],"old":1.5,"new":2}]'
        row[9] = fingerprint(*row[:9])
        database.execute("UPDATE act SET changes = ?, digest = ? WHERE id = ?", (row[5], row[9], number))
        database.commit()
    with open_document(good) as document:
        before = document.digest()
        for deed in (document.undo, document.acts):
            with pytest.raises(DocumentError) as told:
                deed()
            assert_clear(told.value)
        assert document.digest() == before
        document.write([cell(document.report, "accounts", "staff", "final", 8)], "可以继续填")


def test_a_damaged_log_does_not_stop_the_work(good):
    with closing(sqlite3.connect(good)) as database:
        database.execute("UPDATE act SET text = text || '?'")
        database.commit()
    with open_document(good) as document:
        with pytest.raises(DocumentError, match="操作记录"):
            document.undo()
        assert document.undo_text == ""
        document.write([cell(document.report, "accounts", "staff", "final", 8)], "改")
        assert document.undo().text == "改"


@pytest.mark.parametrize(
    "damage", ["DELETE FROM act WHERE id = 5", "UPDATE act SET state = 'x' WHERE id = 5"]
)
def test_a_log_with_a_hole_says_so(good, damage):
    with closing(sqlite3.connect(good)) as database:
        database.execute(damage)
        database.commit()
    with open_document(good) as document, pytest.raises(DocumentError, match="操作记录"):
        document.history(1000)


@pytest.mark.parametrize(
    "damage",
    [
        "UPDATE record SET cells = '{}' WHERE year = 2022 AND tbl = 'accounts'",
        "DELETE FROM record WHERE year = 2021 AND row = 3",
        "UPDATE record SET position = position + 1 WHERE row = 2",
        "UPDATE year SET state = 'closed'",
        "UPDATE year SET digest = '00' WHERE year = 2021",
        "UPDATE meta SET value = '别的单位' WHERE key = 'unit'",
        "DELETE FROM meta WHERE key = 'saved'",
        "DELETE FROM year",
        "UPDATE edition SET text = text || ' '",
        "UPDATE edition SET id = 'other'",
    ],
)
def test_changes_from_outside_are_told(good, damage):
    with closing(sqlite3.connect(good)) as database:
        assert database.execute(damage).rowcount
        database.commit()
    refused(good)


def test_a_damaged_year_leaves_the_others(good):
    with closing(sqlite3.connect(good)) as database:
        database.execute("DELETE FROM record WHERE year = 2021 AND row = 3")
        database.commit()
    with pytest.raises(DocumentError, match="2021"):  # the year before is needed for comparing
        open_document(good)


def test_a_copy_is_the_same(good, tmp_path):
    """The baseline of all tests here: nothing is refused that is whole."""
    (tmp_path / "b").mkdir()
    copy = shutil.copy(good, tmp_path / "b" / "抄.zpt")
    assert look(good) == look(copy)
