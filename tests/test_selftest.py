"""`zipingtong --self-test`: a line for each step, an honest exit code, nothing left behind."""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
from pathlib import Path

import pytest

from app.selftest import STEPS, Failed, Step, run


@pytest.fixture
def temporary(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Where the self-test makes its folder."""
    folder = tmp_path / "tmp"
    folder.mkdir()
    monkeypatch.setattr(tempfile, "tempdir", str(folder))
    return folder


def test_the_whole_program_in_a_process_of_its_own(tmp_path: Path) -> None:
    folder = tmp_path / "tmp"
    folder.mkdir()
    environment = {**os.environ, "TMPDIR": str(folder), "ZIPINGTONG_HOME": str(tmp_path / "home")}
    command = [sys.executable, "-m", "app.cli", "--self-test"]
    environment["PYTHONPATH"] = "src"
    done = subprocess.run(command, env=environment, capture_output=True, text=True, timeout=120, check=False)
    lines = done.stdout.splitlines()
    assert (done.returncode, done.stderr) == (0, "")
    assert lines[-1] == "自检通过。"
    assert all(line.startswith("✓ ") for line in lines[:-1])
    for what in ("样例", "撤销", "Excel", "导入", "自评表", "年度对比", "手册", "PDF", "主窗口", "图"):
        assert what in done.stdout
    assert list(folder.iterdir()) == []
    assert not (tmp_path / "home").exists()


def test_a_step_that_finds_something_wrong_is_told(temporary: Path, capsys) -> None:
    def wrong(_trial) -> str:
        raise Failed("两个数不一样")

    assert run([Step("核对", wrong), Step("后面的", wrong)]) == 1
    out, err = capsys.readouterr()
    assert out.splitlines()[-1] == "✗ 核对：两个数不一样"
    assert err == ""
    assert list(temporary.iterdir()) == []


def test_a_step_that_crashes_is_told_with_the_place(temporary: Path, capsys) -> None:
    def crash(trial) -> str:
        return trial.nothing

    assert run([Step("核对", crash)]) == 1
    out, err = capsys.readouterr()
    assert out.splitlines()[-1].startswith("✗ 核对：")
    assert "test_selftest.py" in err
    assert list(temporary.iterdir()) == []


def test_the_users_own_folders_are_not_touched(temporary: Path, monkeypatch, capsys) -> None:
    monkeypatch.setenv("ZIPINGTONG_HOME", "its-own")
    seen = []

    def look(trial) -> str:
        seen.append(Path(os.environ["ZIPINGTONG_HOME"]).parent == trial.folder)
        return ""

    assert run([Step("看", look)]) == 0
    assert seen == [True]
    assert os.environ["ZIPINGTONG_HOME"] == "its-own"
    assert capsys.readouterr().out.splitlines()[1] == "✓ 看"


def test_a_wrong_digest_after_the_import_fails(temporary: Path, monkeypatch, capsys) -> None:
    """The steps can fail: here the import leaves out a cell."""
    from app.intake import deed

    carry_out = deed.carry_out

    def forgetful(document, aim, source, made, told=None) -> None:
        from dataclasses import replace

        carry_out(document, aim, source, replace(made, changes=made.changes[:-1]), told)

    monkeypatch.setattr(deed, "carry_out", forgetful)
    assert run(STEPS) == 1
    assert "✗ 把导出的 Excel 导入另一个文档" in capsys.readouterr().out
