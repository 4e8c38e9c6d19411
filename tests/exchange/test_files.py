"""An export is put in place whole, or what was there stays."""

from __future__ import annotations

import errno
import os
import random
import subprocess
import sys
import time
from pathlib import Path

import pytest

from app.exchange import files, readback, xlsx
from app.exchange.files import ExportError, put_in_place, write_through
from app.exchange.marker import NAME
from app.exchange.step import Cancelled
from tests.exchange.support import opened, printed, sample

ROOT = Path(__file__).parents[2]
CHILD = """
import sys
sys.path[:0] = [{root!r}, {src!r}]
from pathlib import Path
from tests.exchange.support import sample
made = sample()
print("ready", flush=True)
{body}
"""


def child(body: str, **options) -> subprocess.Popen:
    text = CHILD.format(root=str(ROOT), src=str(ROOT / "src"), body=body)
    return subprocess.Popen([sys.executable, "-c", text], stdout=subprocess.PIPE, text=True, **options)


@pytest.fixture
def old(tmp_path):
    """A target with something in it."""
    path = tmp_path / "报表.xlsx"
    path.write_bytes(b"old")
    return path


def alone(path: Path) -> bool:
    """Nothing was left beside it."""
    return [found.name for found in path.parent.iterdir()] == [path.name]


def test_replaces_the_old_file_whole(old):
    result = sample().export(old)
    assert result.path == old
    assert opened(old).sheetnames[0] == "收支预决算情况表"
    assert alone(old)


def test_progress_goes_from_start_to_end(old):
    told = []
    sample().export(old, progress=lambda done, total: told.append((done, total)))
    assert [done for done, _ in told] == sorted(done for done, _ in told)
    assert told[-1][0] == told[-1][1] > 0
    assert len({total for _, total in told}) == 1
    assert len(told) > 10


@pytest.mark.parametrize("after", [0, 3, 9])
def test_cancelled(old, after):
    asked = iter(range(100))
    with pytest.raises(Cancelled):
        sample().export(old, cancelled=lambda: next(asked) >= after)
    assert old.read_bytes() == b"old"
    assert alone(old)


def test_progress_may_call_it_off(old):
    class Stop(Exception):
        pass

    def stop(done, total):
        raise Stop

    with pytest.raises(Stop):
        sample().export(old, progress=stop)
    assert old.read_bytes() == b"old"
    assert alone(old)


@pytest.mark.slow
def test_killed_at_any_moment_leaves_a_whole_file(tmp_path):
    """Twenty kills: the target is always one of the workbooks that were put in place."""
    path = tmp_path / "报表.xlsx"
    sample().export(path)
    rng = random.Random(7)  # noqa: S311
    for _ in range(20):
        process = child(f"while True: made.export(Path({str(path)!r}))")
        assert process.stdout.readline() == "ready\n"
        time.sleep(rng.uniform(0.05, 0.45))
        process.kill()
        process.wait()
        process.stdout.close()
        book = opened(path)
        pages = sample().pages()
        assert len(printed(book)) == len(pages) == 9
        assert readback.check(path, pages, xlsx.sheet_names(pages), [NAME]) > 1000


@pytest.mark.skipif(sys.platform == "win32", reason="no RLIMIT_FSIZE there")
@pytest.mark.parametrize("limit", [0, 1, 4096, 20_000])
def test_full_disk(old, limit):
    import resource

    body = f"""
import resource
from app.exchange.files import ExportError
resource.setrlimit(resource.RLIMIT_FSIZE, ({limit}, {limit}))
try:
    made.export(Path({str(old)!r}))
except ExportError as error:
    print(error, flush=True)
"""
    assert resource.RLIMIT_FSIZE is not None
    process = child(body)
    out, _ = process.communicate(timeout=60)
    assert "磁盘空间不足" in out
    assert "原来的文件没有改动" in out
    assert old.read_bytes() == b"old"
    assert alone(old)


def test_what_is_read_back_must_be_what_was_computed(old, monkeypatch):
    """A workbook with one wrong number is not put in place."""
    plain = xlsx.SheetWriter._cell

    def wrong(self, sheet, at, column, value, *more):
        plain(self, sheet, at, column, value + 1 if value == 1_633_220_000 else value, *more)

    monkeypatch.setattr(xlsx.SheetWriter, "_cell", wrong)
    with pytest.raises(ExportError, match=r"第 \d+ 行第 \d+ 列应为"):
        sample().export(old)
    assert old.read_bytes() == b"old"
    assert alone(old)


def test_a_damaged_workbook_is_not_put_in_place(old, monkeypatch):
    def cut_short(path, content):
        write_through(path, bytes(content[:-900]))

    monkeypatch.setattr(xlsx, "write_through", cut_short)
    with pytest.raises(ExportError, match="读不回来"):
        sample().export(old)
    assert old.read_bytes() == b"old"
    assert alone(old)


def test_open_in_excel(old, monkeypatch):
    def refuse(self, target):
        raise PermissionError(errno.EACCES, "used by another process")

    monkeypatch.setattr(Path, "replace", refuse)
    with pytest.raises(ExportError, match="请先在 Excel/WPS 里关闭它"):
        sample().export(old)
    assert old.read_bytes() == b"old"
    assert alone(old)


def test_folder_gone(tmp_path):
    with pytest.raises(ExportError, match="不存在"):
        sample().export(tmp_path / "没有" / "报表.xlsx")


def test_a_folder_of_that_name(tmp_path):
    with pytest.raises(ExportError, match="文件夹"):
        sample().export(tmp_path)


def test_never_over_a_document(tmp_path):
    path = tmp_path / "单位.zpt"
    path.write_bytes(b"SQLite format 3\0 and more")
    with pytest.raises(ExportError, match="自评通文件"):
        sample().export(path)
    assert path.read_bytes().startswith(b"SQLite")


@pytest.mark.parametrize(
    ("number", "told"),
    [
        (errno.ENOSPC, "磁盘空间不足"),
        (errno.EDQUOT, "磁盘空间不足"),
        (errno.EROFS, "只读"),
        (errno.EACCES, "没有权限"),
        (errno.ENOENT, "不存在"),
        (errno.EPERM, "没有权限"),
        (errno.EBUSY, "正被其他程序使用"),
        (errno.ENAMETOOLONG, "太长"),
        (errno.EIO, "写不进.*原因不明"),
    ],
)
def test_reasons(old, number, told):
    with pytest.raises(ExportError, match=told) as refused, put_in_place(old):
        raise OSError(number, os.strerror(number))
    assert os.strerror(number) not in str(refused.value)
    assert old.read_bytes() == b"old"
    assert alone(old)


def test_what_killed_exports_left_is_swept(old):
    left, fresh = (old.parent / f"{files._TEMP}{name}.tmp" for name in ("1-1", "2-2"))
    for path in (left, fresh):
        path.write_bytes(b"half")
    os.utime(left, (1, 1))
    with put_in_place(old) as aside:
        aside.write_bytes(b"new")
    assert not left.exists()
    assert fresh.exists()
    assert old.read_bytes() == b"new"


@pytest.mark.skipif(not hasattr(os, "geteuid") or os.geteuid() == 0, reason="root may write everywhere")
def test_read_only_file(old):
    old.chmod(0o444)
    with pytest.raises(ExportError, match="只读"):
        sample().export(old)
