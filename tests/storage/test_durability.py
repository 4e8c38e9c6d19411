"""What `write` returned for is on the disk, whatever happens next; what failed left no trace."""

from __future__ import annotations

import contextlib
import json
import os
import signal
import sqlite3
import subprocess
import sys
import time
from concurrent.futures import ThreadPoolExecutor
from copy import deepcopy
from pathlib import Path

import pytest

from app.document import DocumentError, create, open_document
from app.domain.report import Report
from app.edits import put, stage
from app.storage.codec import dump_cells, record_digest
from app.storage.lock import lock_path
from tests.storage.support import TINY, cell, dice, leftovers
from tests.storage.test_lock import environment

KILLS = 100

# An officer in a hurry. After every deed that returned: the log's ends and the year's digest.
WORKER = """
import sys
from pathlib import Path
from random import Random
from tests.storage.support import install, random_changes, cell
install()
from app.document import open_document
from app.edits import add_rows
random = Random(int(sys.argv[2]))
document = open_document(Path(sys.argv[1]))
assert not document.read_only, document.read_only
print("open", flush=True)
def told():
    meta = document._store.meta
    print(f'{meta["done"]} {meta["last"]} {document.digest()}', flush=True)
while True:
    kind = random.randrange(12)
    if kind < 2:
        document.undo()
    elif kind == 2:
        document.redo()
    elif kind == 3:  # a paste of 200 cells
        missing = 100 - len(document.report.rows("project"))
        if missing > 0:
            document.write(add_rows(document.report, "project", [{"name": "新"}] * missing), "加")
            told()
        paste = [
            cell(document.report, "project", record.row, column, value)
            for record in document.report.rows("project")[:100]
            for column, value in (("name", str(random.random())), ("amount", random.randrange(10**9)))
        ]
        document.write(paste, "粘贴")
    else:
        document.write(random_changes(random, document.report), "改")
    told()
"""


def year_digest(report):
    total = 0
    for table, records in report.tables.items():
        for row, record in records.items():
            fields = (row, record.parent, record.position, record.lineage, dump_cells(record.cells))
            total += int(record_digest(report.year, table, *fields), 16)
    return f"{total % 2**128:032x}"


def replayed(document, done):
    """The report made from nothing by the acts up to `done`."""
    entries = {entry.id: entry for entry in document._log.recent(10**9)}
    chain = []
    while done:
        chain.append(entries[done])
        done = entries[done].before
    report = Report(2022)
    for entry in reversed(chain):
        put(report, stage(TINY, report, document._log.act(entry).changes))
    return report


def kill_once(path, seed):
    """Let an officer work, kill, look; True when a write was interrupted, None when nothing was done yet."""
    command = [sys.executable, "-c", WORKER, str(path), str(seed)]
    # Unbuffered: readline must not read ahead what communicate, which reads the pipe itself, would miss.
    pipe, env = subprocess.PIPE, environment()
    child = subprocess.Popen(command, stdout=pipe, stderr=pipe, bufsize=0, env=env)
    child.stdout.readline()
    time.sleep(dice(seed).random() ** 2 * 0.15)
    child.kill()
    output, errors = child.communicate()
    assert child.returncode == -signal.SIGKILL, errors.decode()
    lines = [line for line in output.decode().splitlines(keepends=True) if line.endswith("\n")]
    interrupted = path.with_name(f"{path.name}-journal").exists()
    with open_document(path) as document:
        assert document.read_only == ""  # the lock of the dead was taken over
        meta = document._store.meta
        assert replayed(document, int(meta["done"])) == document.report
        assert year_digest(document.report) == document.digest()
        if lines:
            done, last, digest = lines[-1].split()
            assert int(meta["last"]) >= int(last)
            assert year_digest(replayed(document, int(done))) == digest
            # At most the one deed under way goes beyond what was reported.
            around = {int(done), int(last) + 1}
            states = {entry.id: entry for entry in document._log.recent(10**9)}
            if int(done):
                around.add(states[int(done)].before)
            around |= {entry.id for entry in states.values() if entry.before == int(done)}
            assert int(meta["done"]) in around
        document.close(backup=False)
    assert leftovers(path) == []
    return interrupted if lines else None


def test_kill_at_any_moment(tmp_path, home):
    def run(worker):
        folder = tmp_path / str(worker)
        folder.mkdir()
        outcomes = []
        for number in range(KILLS // 2):
            path = folder / str(number // 10) / "a.zpt"  # ten lives each, so that replaying stays short
            if not path.exists():
                path.parent.mkdir()
                create(path, "某单位", 2022, TINY).close(backup=False)
            outcomes.append(kill_once(path, worker * 1000 + number))
        return outcomes

    with ThreadPoolExecutor(2) as pool:
        outcomes = [one for some in pool.map(run, range(2)) for one in some]
    assert sum(outcome is not None for outcome in outcomes) > KILLS // 2
    assert any(outcomes)  # some writes were caught in the middle, else this shows nothing


# The disk is full after so many bytes: for each place a new copy, a deed, room again, the deed again.
FULL = """
import copy, json, os, resource, shutil, sys
from pathlib import Path
from tests.storage.support import install, cell, TINY, leftovers
install()
from app.document import open_document, create, DocumentError
from app.edits import add_rows
source, folder = Path(sys.argv[1]), Path(sys.argv[2])
unlimited = resource.getrlimit(resource.RLIMIT_FSIZE)
report = {"failed": 0, "passed": 0, "messages": []}
for number in range(int(sys.argv[3])):
    path = folder / str(number) / "满.zpt"
    path.parent.mkdir()
    shutil.copy(source, path)
    document = open_document(path)
    before, digest = copy.deepcopy(document.report), document.digest()
    limit = number * int(sys.argv[4])
    paste = [cell(document.report, "project", n, "name", "长" * 400) for n in range(1, 101)]
    resource.setrlimit(resource.RLIMIT_FSIZE, (limit, unlimited[1]))
    try:
        document.write(paste, "粘贴")
        report["passed"] += 1
    except DocumentError as error:
        report["failed"] += 1
        report["messages"].append(str(error))
        assert document.report == before
        assert document.digest() == digest
        assert not document.undo_text == "粘贴"
        resource.setrlimit(resource.RLIMIT_FSIZE, unlimited)
        with open_document(path, read_only=True) as other:
            assert other.report == before
        document.write(paste, "粘贴")
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, unlimited)
    after = document.report
    document.close(backup=False)
    with open_document(path) as again:
        assert again.report == after
        assert again.report.tables["project"][100].cells["name"] == "长" * 400
        again.close(backup=False)
    assert leftovers(path) == [], leftovers(path)
    fresh = path.with_name("新.zpt")
    resource.setrlimit(resource.RLIMIT_FSIZE, (limit // 4, unlimited[1]))
    try:
        create(fresh, "x", 2022, TINY).close(backup=False)
        fresh.unlink()
    except DocumentError:
        assert leftovers(path) == [], leftovers(path)
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, unlimited)
print(json.dumps(report))
"""


@pytest.mark.skipif(sys.platform == "win32", reason="no limit to set")
def test_the_disk_is_full(path, tmp_path_factory):
    from app.edits import add_rows

    with create(path, "某单位", 2022, TINY) as document:
        document.write(add_rows(document.report, "project", [{"name": str(n)} for n in range(100)]), "加")
        document.close(backup=False)
    points, step = 70, 8192
    folder = tmp_path_factory.mktemp("full")
    ran = subprocess.run(
        [sys.executable, "-c", FULL, str(path), str(folder), str(points), str(step)],
        capture_output=True,
        encoding="utf-8",
        env=environment(),
        check=False,
    )
    assert ran.returncode == 0, ran.stderr
    told = json.loads(ran.stdout)
    assert told["failed"] > points // 3
    assert told["passed"] > 2, told["messages"][-1]
    assert all("没有保存" in message and "请" in message for message in told["messages"])


class Faulty:
    """A connection whose `n`-th statement fails, before or after it was carried out, or all from it on."""

    def __init__(self, real, number, how):
        self.real, self.left, self.how = real, number, how

    def __getattr__(self, name):
        return getattr(self.real, name)

    def execute(self, *arguments):
        return self._maybe(self.real.execute, *arguments)

    def executemany(self, *arguments):
        return self._maybe(self.real.executemany, *arguments)

    def _maybe(self, deed, *arguments):
        self.left -= 1
        if self.left == 0 and self.how == "after":
            deed(*arguments)
        if self.left == 0 or (self.left < 0 and self.how == "dead"):
            error = sqlite3.OperationalError("disk I/O error")
            error.sqlite_errorname = "SQLITE_IOERR_WRITE"
            raise error
        return deed(*arguments)


@pytest.mark.parametrize("how", ["before", "after", "dead"])
def test_every_statement_may_fail(path, how):
    """SQLite's own method: let the n-th fail until nothing fails any more."""
    with create(path, "某单位", 2022, TINY) as document:
        document.write([cell(document.report, "accounts", "staff", "final", 1)], "一")
        document.write([cell(document.report, "accounts", "staff", "final", 2)], "二")
        document.undo()
    for number in range(1, 100):
        with open_document(path) as document:
            report, digest = deepcopy(document.report), document.digest()
            texts = (document.undo_text, document.redo_text)
            document._store._database = Faulty(document._store.database(), number, how)
            changes = [
                cell(document.report, "accounts", "staff", "final", 10 + number),
                cell(document.report, "accounts", "goods", "why", "x" * number),
            ]
            try:
                document.write(changes, f"第{number}")
                failed = ""
            except DocumentError as error:
                failed = str(error)
                assert (document.report, document.digest()) == (report, digest)
                if how != "dead":
                    assert (document.undo_text, document.redo_text) == texts
                document.write(changes, f"第{number}")  # once more, and it goes
            after = document.report, document.digest(), document.undo_text
            document.close(backup=False)
        with open_document(path) as document:
            assert (document.report, document.digest(), document.undo_text) == after
            document.undo()
            document.close(backup=False)
        assert not failed or "没有保存" in failed
        if not failed and not (how == "after" and number < 8):
            break
    assert 8 < number < 99


def test_a_busy_file_can_be_tried_again(document, path, monkeypatch):
    import app.storage.file

    monkeypatch.setattr(app.storage.file, "PATIENCE", 0.05)
    document._store.close()
    with contextlib.closing(sqlite3.connect(path, isolation_level=None)) as other:
        other.execute("BEGIN IMMEDIATE")
        with pytest.raises(DocumentError, match="占用"):
            document.write([cell(document.report, "accounts", "staff", "final", 1)], "改")
        other.execute("ROLLBACK")
    document.write([cell(document.report, "accounts", "staff", "final", 1)], "改")


def test_the_stick_was_pulled(document, path):
    aside = path.rename(path.with_suffix(".gone"))
    with pytest.raises(DocumentError, match="U 盘"):
        document.write([cell(document.report, "accounts", "staff", "final", 1)], "改")
    assert document.report.tables == {}
    aside.rename(path)
    document.write([cell(document.report, "accounts", "staff", "final", 1)], "改")


def test_text_that_cannot_be_stored(document):
    before = document.digest()
    with pytest.raises(DocumentError, match="无法保存的字符"):
        document.write([cell(document.report, "accounts", "staff", "why", "\ud800")], "改")
    assert document.digest() == before
    assert document.report.tables == {}


def test_a_failed_opening_gives_the_lock_back(path, document):
    document.write([cell(document.report, "accounts", "staff", "final", 1)], "改")
    document.close(backup=False)
    with contextlib.closing(sqlite3.connect(path)) as database:
        database.execute("UPDATE record SET cells = '{}'")
        database.commit()
    with pytest.raises(DocumentError):
        open_document(path)
    assert not lock_path(path).exists()


def test_synchronous_is_full(document):
    """What the kill test cannot see: that the bytes are asked onto the disk before `write` returns."""
    for pragma, value in (
        ("synchronous", 2),
        ("foreign_keys", 1),
        ("trusted_schema", 0),
        ("journal_mode", "delete"),
    ):
        assert document._store.database().execute(f"PRAGMA {pragma}").fetchone() == (value,)


def test_environment():
    assert Path(environment()["PYTHONPATH"].split(os.pathsep)[0], "app").is_dir()
