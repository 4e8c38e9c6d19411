"""One writer: the second is told who, where and since when; what the dead left behind is taken over."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from app.document import DocumentError, create, open_document
from app.storage.lock import Lock, LockHeld, lock_path
from app.storage.process import started
from tests.storage.support import TINY, cell, leftovers

OPENER = """
import sys
from pathlib import Path
from tests.storage.support import install, cell
install()
from app.document import open_document
document = open_document(Path(sys.argv[1]), user="李会计")
print(document.read_only, flush=True)
sys.stdin.readline()
if not document.read_only:
    document.close()
"""


def environment():
    root = Path(__file__).parents[2]
    return {**os.environ, "PYTHONPATH": f"{root / 'src'}{os.pathsep}{root}", "PYTHONUTF8": "1"}


@pytest.fixture
def opener():
    """Starts another process that opens a document and waits; gives it and its `read_only`."""
    started_here = []

    def start(path):
        child = subprocess.Popen(
            [sys.executable, "-c", OPENER, str(path)],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            encoding="utf-8",
            env=environment(),
        )
        started_here.append(child)
        return child, child.stdout.readline().strip()

    yield start
    for child in started_here:
        child.kill()
        child.wait()
        child.stdin.close()
        child.stdout.close()


def write_lock(path, **other):
    holder = {"pid": os.getpid(), "start": started(os.getpid()), "host": os.uname().nodename}
    lock = lock_path(path)
    lock.write_text(json.dumps({**holder, "user": "赵会计", "time": "2022-08-15T09:30:00", **other}), "utf-8")
    return lock


def test_the_same_process(document, path):
    with open_document(path) as second:
        assert "本程序" in second.read_only
        assert second.unit == "某单位"
        with pytest.raises(DocumentError, match="本程序"):
            second.write([cell(second.report, "accounts", "staff", "final", 1)], "改")
    document.write([cell(document.report, "accounts", "staff", "final", 1)], "改")


def test_another_process_has_it(path, opener, document):
    document.close()
    child, reason = opener(path)
    assert reason == ""
    before = path.read_bytes()
    with open_document(path) as second:
        assert "李会计" in second.read_only
        assert "本机" in second.read_only
        assert "起" in second.read_only
    assert path.read_bytes() == before
    child.communicate("\n")
    assert leftovers(path) == []
    with open_document(path) as third:
        assert third.read_only == ""


def test_another_process_finds_it_taken(path, opener, document):
    _, reason = opener(path)
    assert "王会计" in reason
    assert lock_path(path).exists()
    document.write([cell(document.report, "accounts", "staff", "final", 1)], "改")


def test_what_a_killed_process_left_is_taken_over(path, opener, document):
    document.close()
    child, _ = opener(path)
    child.kill()
    child.wait()
    assert lock_path(path).exists()
    with open_document(path) as second:
        assert second.read_only == ""
        second.write([cell(second.report, "accounts", "staff", "final", 1)], "改")
    assert leftovers(path) == []


def test_a_zombie_counts_as_dead(path, opener, document):
    document.close()
    child, _ = opener(path)
    child.kill()
    os.waitid(os.P_PID, child.pid, os.WEXITED | os.WNOWAIT)  # ended, but nobody has asked how
    with open_document(path) as second:
        assert second.read_only == ""


def test_a_number_given_to_another_process(path, document):
    document.close()
    write_lock(path, pid=os.getppid(), start="an earlier one")
    with open_document(path) as second:
        assert second.read_only == ""
    write_lock(path, pid=os.getppid(), start=started(os.getppid()))
    with open_document(path) as second:
        assert "赵会计" in second.read_only


def test_another_machine_is_never_taken_over_silently(path, document):
    document.close()
    lock = write_lock(path, host="财务科-03", pid=2**22 + 1)
    text = lock.read_text("utf-8")
    with open_document(path) as second:
        for word in ("赵会计", "财务科-03", "2022-08-15 09:30:00", "接管"):
            assert word in second.read_only
    assert lock.read_text("utf-8") == text  # only looked at
    with open_document(path, steal=True) as third:
        assert third.read_only == ""
        third.write([cell(third.report, "accounts", "staff", "final", 1)], "改")
    assert leftovers(path) == []


def test_who_was_stolen_from_cannot_overwrite(path, document):
    with open_document(path, steal=True) as thief:
        thief.write([cell(thief.report, "accounts", "staff", "final", 1)], "改")
        with pytest.raises(DocumentError, match="重新打开"):
            document.write([cell(document.report, "accounts", "staff", "final", 2)], "改")
        assert document.report.tables == {}
        document.close()
        assert lock_path(path).exists()  # the thief's
        thief.write([cell(thief.report, "accounts", "staff", "final", 3)], "改")
    assert leftovers(path) == []


def test_a_reader_keeps_reading_while_another_writes(path, document):
    with open_document(path, read_only=True) as reader:
        document.write([cell(document.report, "accounts", "staff", "final", 1)], "改")
        document.add_year(2023, TINY)
        document.write([cell(document.report, "accounts", "staff", "final", 2)], "改")
        reader._book._reports.clear()
        reader.select_year(2022)
        assert reader.report.tables["accounts"]["staff"].cells == {"final": 1}
        reader.select_year(2023)
        assert reader.report.tables["accounts"]["staff"].cells == {"final": 2}


def test_a_document_that_was_replaced_is_not_written_to(path, document, tmp_path):
    (tmp_path / "b").mkdir()
    other = tmp_path / "b" / "other.zpt"
    create(other, "别的单位", 2022, TINY).close()
    other.replace(path)
    before = path.read_bytes()
    with pytest.raises(DocumentError, match="换掉"):
        document.write([cell(document.report, "accounts", "staff", "final", 2)], "改")
    assert document.report.tables == {}
    assert path.read_bytes() == before


@pytest.mark.parametrize("text", ["", "{", "[]", '{"pid": "7"}', "\udcff"])
def test_a_lock_nobody_can_read(path, document, text):
    document.close()
    lock_path(path).write_bytes(text.encode("utf-8", "surrogateescape"))
    with open_document(path) as second:  # perhaps being written just now
        assert "请稍后" in second.read_only
    os.utime(lock_path(path), (1, 1))
    with open_document(path) as third:
        assert third.read_only == ""
    assert leftovers(path) == []


def test_of_two_who_take_over_one_gets_it(path, document):
    """The other finds that the lock it was about to clear is a new one, and puts it back."""
    document.close()
    write_lock(path, pid=2**22 + 1)
    stale = lock_path(path).read_text("utf-8")
    slow = object.__new__(Lock)
    slow.path = lock_path(path)
    quick = Lock(path)
    slow._clear(stale)
    assert json.loads(lock_path(path).read_text("utf-8"))["pid"] == os.getpid()
    with pytest.raises(LockHeld):
        Lock(path)
    quick.release()
    assert leftovers(path) == []


def test_started():
    assert started(os.getpid())
    assert started(os.getpid()) == started(os.getpid())
    assert started(1) not in {"", None, started(os.getpid())}  # not the parent: it may be of the same tick
    assert started(2**22 + 1) is None
    assert started(0) is None
    assert started(-1) is None
