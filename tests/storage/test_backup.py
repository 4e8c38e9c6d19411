"""Copies are verified, belong to their document, are thinned out, and can be put back."""

from __future__ import annotations

import contextlib
import os
import sqlite3
import time
from datetime import timedelta

import pytest

from app.document import DocumentError, create, open_document
from app.storage import backup as module
from app.storage.backup import KEEP_DAYS, KEEP_LAST, backup, list_backups, restore, source_of, verify
from app.storage.lock import lock_path
from tests.storage.support import TINY, cell, dice, leftovers, now, random_changes
from tests.storage.test_read_only import crash


def spoil(path, sql="UPDATE record SET cells = '{}'"):
    with contextlib.closing(sqlite3.connect(path)) as database:
        database.execute(sql)
        database.commit()


@pytest.fixture
def filled(document):
    document.write([cell(document.report, "accounts", "staff", "final", 5)], "改")
    return document


def values(path):
    with open_document(path, read_only=True) as document:
        return document.report.tables["accounts"]["staff"].cells


def test_a_copy_holds_everything(filled, path, home):
    copy = filled.make_backup()
    assert home in copy.parents
    assert now().strftime("%Y%m%d-") in copy.name
    assert verify(copy) == filled._store.meta["digest"]
    with open_document(copy, read_only=True) as other:
        assert other.report == filled.report
        assert other.acts() == filled.acts()
    assert [entry.path for entry in list_backups(path)] == [copy]
    assert list_backups(path)[0].size == copy.stat().st_size
    assert abs(list_backups(path)[0].time - now()) < timedelta(seconds=5)
    assert source_of(copy) == path
    assert sorted(entry.name for entry in copy.parent.iterdir()) == [copy.name, "source.json"]


def test_nothing_new_gives_no_new_copy(filled):
    first = filled.make_backup()
    assert filled.make_backup() == first
    filled.write([cell(filled.report, "accounts", "staff", "final", 6)], "改")
    assert filled.make_backup() != first


def test_closing_makes_a_copy_only_after_writing(filled, path):
    assert filled.close() == ""
    assert len(list_backups(path)) == 1
    with open_document(path) as document:
        document.select_year(2022)
    assert len(list_backups(path)) == 1
    with open_document(path) as document:
        document.undo()
    assert len(list_backups(path)) == 2


def test_documents_of_one_name_are_kept_apart(filled, path, tmp_path):
    (tmp_path / "b").mkdir()
    other = tmp_path / "b" / path.name
    create(other, "别的单位", 2022, TINY).close()
    one, two = filled.make_backup(), backup(other)
    assert [entry.path for entry in list_backups(path)] == [one]
    assert [entry.path for entry in list_backups(other)] == [two]
    assert source_of(two) == other
    assert list_backups(tmp_path / "没有.zpt") == []


def test_a_copy_that_is_not_right_is_not_kept(filled, path, monkeypatch):
    real = module.connect

    def meddle(place, mode):
        database = real(place, mode)
        return Meddling(database, place) if mode == "ro" and place == path else database

    class Meddling:
        def __init__(self, database, place):
            self.database = database

        def __getattr__(self, name):
            return getattr(self.database, name)

        def backup(self, target):
            self.database.backup(target)
            target.execute("UPDATE record SET cells = '{}'")

    monkeypatch.setattr(module, "connect", meddle)
    with pytest.raises(DocumentError):
        filled.make_backup()
    assert list_backups(path) == []
    assert "备份" in filled.close() or filled.read_only


def test_a_damaged_document_gives_no_copy(filled, path):
    filled.close()
    first = list_backups(path)
    spoil(path)
    with pytest.raises(DocumentError, match="损坏"):
        backup(path)
    assert list_backups(path) == first


def test_no_room_for_copies(filled, path, home, monkeypatch):
    (home / "backups").write_text("in the way")
    with pytest.raises(DocumentError, match="不受影响"):
        filled.make_backup()
    assert "没有做成" in filled.close()
    assert values(path) == {"final": 5}


def test_the_last_ten_and_one_a_day(filled, path):
    source = filled.make_backup()
    today = now()
    made = []
    for hours in range(0, 24 * (KEEP_DAYS + 20), 7):
        name = (today - timedelta(hours=hours, seconds=60)).strftime("%Y%m%d-%H%M%S.zpt")
        copy = source.with_name(name)
        copy.write_bytes(source.read_bytes())
        made.append(copy)
    filled.write([cell(filled.report, "accounts", "staff", "final", 6)], "改")
    newest = filled.make_backup()
    kept = [entry.path for entry in list_backups(path)]
    assert kept[0] == newest
    assert set(made[: KEEP_LAST - 2]) <= set(kept)
    days = [entry.time.date() for entry in list_backups(path)[KEEP_LAST:]]
    assert len(days) == len(set(days))
    assert KEEP_DAYS - 4 <= len(days) <= KEEP_DAYS
    assert min(days) >= (today - timedelta(days=KEEP_DAYS)).date()
    by_day = {}
    for copy in made:
        by_day.setdefault(copy.name[:8], copy)
    assert all(by_day[entry.path.name[:8]] == entry.path for entry in list_backups(path)[KEEP_LAST:])


def test_copies_within_one_second_do_not_collide(filled):
    copies = []
    for number in range(4):
        filled.write([cell(filled.report, "accounts", "staff", "budget", number + 1)], "改")
        copies.append(filled.make_backup())
    assert len(set(copies)) == 4
    assert [entry.path for entry in list_backups(filled.path)] == copies[::-1]


def test_restoring_keeps_the_present_state(filled, path):
    copy = filled.make_backup()
    filled.write([cell(filled.report, "accounts", "staff", "final", 6)], "改")
    filled.close(backup=False)
    before = restore(copy, path)
    assert values(path) == {"final": 5}
    assert values(before) == {"final": 6}
    assert leftovers(path) == []
    restore(before, path)
    assert values(path) == {"final": 6}
    with open_document(path) as document:
        assert document.undo().text == "改"


def test_restoring_over_a_damaged_file_keeps_it_as_it_is(filled, path):
    copy = filled.make_backup()
    filled.close()
    spoil(path)
    damaged = path.read_bytes()
    kept = restore(copy, path)
    assert kept.name == f"{path.name}.damaged"
    assert kept.read_bytes() == damaged
    assert values(path) == {"final": 5}
    path.write_bytes(b"garbage")
    again = restore(copy, path)
    assert again != kept
    assert kept.read_bytes() == damaged
    assert again.read_bytes() == b"garbage"
    assert leftovers(path) == sorted([kept.name, again.name])


def test_restoring_where_nothing_is(filled, path):
    copy = filled.make_backup()
    filled.close()
    path.unlink()
    assert restore(copy, path) is None
    assert values(path) == {"final": 5}
    assert leftovers(path) == []


def test_the_journal_of_the_old_bytes_does_not_spoil_the_new(filled, path, tmp_path):
    copy = filled.make_backup()
    filled.write([cell(filled.report, "accounts", "staff", "final", 6)], "改")
    filled.close()
    (tmp_path / "b").mkdir()
    torn = tmp_path / "b" / "断.zpt"
    crash(path, torn)
    torn.write_bytes(b"garbage" + torn.read_bytes()[7:])  # beyond opening, with a hot journal beside it
    kept = restore(copy, torn)
    assert values(torn) == {"final": 5}
    assert leftovers(torn) == sorted([kept.name, f"{kept.name}-journal"])


def test_restoring_into_an_open_document_is_refused(filled, path):
    copy = filled.make_backup()
    before = path.read_bytes()
    with pytest.raises(DocumentError, match="没有恢复"):
        restore(copy, path)
    assert path.read_bytes() == before
    assert lock_path(path).exists()
    filled.write([cell(filled.report, "accounts", "staff", "final", 7)], "改")


@pytest.mark.parametrize("kind", ["damaged", "foreign", "missing"])
def test_only_a_whole_copy_is_restored(filled, path, tmp_path, kind):
    copy = filled.make_backup()
    filled.close()
    if kind == "damaged":
        spoil(copy)
    elif kind == "foreign":
        copy.write_bytes(b"PK\x03\x04")
    else:
        copy.unlink()
    before = path.read_bytes()
    with pytest.raises(DocumentError):
        restore(copy, path)
    assert path.read_bytes() == before
    assert leftovers(path) == []


def test_copies_while_another_writes(filled, path):
    """A copy is of one moment, also in the midst of work."""
    random = dice(4)
    for _ in range(15):
        filled.write(random_changes(random, filled.report), "改")
        with open_document(filled.make_backup(), read_only=True) as copy:
            assert copy.report == filled.report


def test_time(filled):
    """Generous: so that a copy at closing is not felt."""
    start = time.perf_counter()
    filled.make_backup()
    assert time.perf_counter() - start < 2
    assert os.path.exists(filled.path)  # noqa: PTH110
