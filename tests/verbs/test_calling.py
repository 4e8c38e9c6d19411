"""How the command line is called, what becomes of its output, and faults there were once."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from app.cli import VERBS, main
from app.document import open_document
from tests.verbs.support import CELL, DONE, REFUSED, digest, is_plain_chinese, shown


@pytest.mark.parametrize("verb", VERBS)
def test_help(run, verb, capsys):
    with pytest.raises(SystemExit) as ended:
        main([verb, "--help"])
    assert ended.value.code == 0
    assert f"zipingtong {verb}" in capsys.readouterr().out


@pytest.mark.parametrize("verb", VERBS)
def test_nothing_named(run, verb):
    code, printed, complained = run(verb)
    assert (code, printed) == (REFUSED, "")
    assert complained


def test_the_same_cell_twice(run, done, sample):
    code, _, _ = run("set", sample, CELL, "1", CELL, "2")
    assert code in (DONE, REFUSED)
    assert shown(done, sample)["cells"][CELL] == ("2.00" if code == DONE else "1513.69")


@pytest.mark.parametrize(
    "arguments",
    [
        ["set", "a.zpt", CELL, "-abc"],
        ["set", "a.zpt", CELL, "--5"],
        ["set", "a.zpt", CELL, "5", "--year", "今年"],
        ["new", "a.zpt", "--unit", "测试局", "--year", "今年"],
        ["new", "a.zpt"],
        ["export", "a.zpt"],
    ],
)
def test_a_wrong_call_is_answered_in_chinese(run, arguments):
    code, _, complained = run(*arguments)
    assert code == REFUSED
    assert is_plain_chinese(complained)


@pytest.mark.parametrize("unit", ["", "   ", "字" * 100_000, "a\x00b", "a\nb"], ids=range(5))
def test_a_name_that_is_none(run, tmp_path, unit):
    code, _, complained = run("new", tmp_path / "a.zpt", "--unit", unit, "--year", "2022")
    assert code == REFUSED
    assert is_plain_chinese(complained)
    assert not (tmp_path / "a.zpt").exists()


@pytest.mark.parametrize(
    "address",
    [
        "note/nowhere/text",
        f"note/{CELL}/colour",
        "note/accounts/nobody/final/text",
        "setting/x/y",
        "explanation/x/y",
    ],
)
def test_no_cells_are_made_up_in_the_system_tables(run, sample, address):
    before = digest(sample)
    code, _, complained = run("set", sample, address, "5")
    assert code == REFUSED
    assert is_plain_chinese(complained)
    assert digest(sample) == before


def test_why_it_was_not_written_is_a_sentence(run, sample):
    with open_document(sample):
        _, _, complained = run("set", sample, CELL, "5")
    assert "查看没有写入" not in complained


@pytest.mark.parametrize("address", ["project/99/name", "project/甲/name", "accounts/nobody/final"])
def test_a_row_that_never_was(run, sample, address):
    _, _, complained = run("set", sample, address, "5")
    assert "没有这一行" in complained


def test_the_basis_is_said_once(done, sample):
    assert "〔资金来源口径〕〔" not in done("show", sample)


def test_show_lists_the_tables(done, sample):
    printed = done("show", sample)
    assert "人员经费" in printed
    assert "1,513.69" in printed.split("校验")[0]


def test_a_folder_that_is_not_there_is_named_as_such(run, tmp_path):
    _, _, complained = run("new", tmp_path / "no" / "a.zpt", "--unit", "测试局", "--year", "2022")
    assert "文件夹" in complained
    assert "不存在" in complained


def test_blanks_at_the_end_of_a_name(done, empty):
    for name in ("普法经费", "普法经费 ", "　普法经费"):
        done("add-row", empty, "project", f"name={name}", "final=1")
    (problem,) = [p for p in shown(done, empty)["problems"] if p["code"] == "project_unique_amount"]
    assert "有 3 个项目" in problem["message"]


def test_an_export_is_named_as_what_it_is(run, empty, tmp_path):
    for name in ("表.csv", "表", "表.docx"):
        target = tmp_path / name
        target.write_text("原来的")
        code, printed, told = run("export", empty, "--to", target)
        assert (code, printed) == (REFUSED, "")
        assert "要以 .xlsx（工作簿）或 .pdf 结尾" in told
        assert target.read_text() == "原来的"


def test_a_pipe_is_neither_opened_nor_written_to(run, empty, tmp_path):
    pipe = tmp_path / "pipe.xlsx"
    os.mkfifo(pipe)
    assert "不是普通文件" in run("export", empty, "--to", pipe)[2]
    assert "不是普通文件" in run("show", pipe)[2]
    assert pipe.is_fifo()


def test_a_full_disk_behind_the_output_is_told(empty):
    if not Path("/dev/full").exists():
        pytest.skip("no /dev/full here")
    command = [sys.executable, "-m", "app.cli"]
    for verb in (["show", str(empty)], ["check", str(empty), "--json"]):
        with Path("/dev/full").open("w") as full:
            done = subprocess.run(
                [*command, *verb], stdout=full, stderr=subprocess.PIPE, text=True, check=False
            )
        assert done.returncode == REFUSED
        assert "磁盘空间不足" in done.stderr
        assert "Traceback" not in done.stderr


def test_a_cell_given_twice_is_refused(run, empty):
    before = empty.read_bytes()
    code, _, told = run("set", empty, CELL, "1", CELL, "2")
    assert code == REFUSED
    assert "给了两次" in told
    assert empty.read_bytes() == before


def test_clearing_is_called_clearing(done, empty):
    done("set", empty, CELL, "1")
    assert done("set", empty, CELL, "—", "accounts/public/final", "2") == "已写入 1 格，已清除 1 格。\n"


def test_no_backup_is_told(run, empty, tmp_path, monkeypatch):
    (tmp_path / "file").write_text("")
    monkeypatch.setenv("ZIPINGTONG_HOME", str(tmp_path / "file"))
    code, printed, told = run("set", empty, CELL, "1")
    assert (code, printed) == (DONE, "已写入 1 格。\n")
    assert "注意：没有做成" in told


def test_an_own_edition_that_cannot_be_read_is_told(run, tmp_path, monkeypatch):
    own = tmp_path / "home" / "editions"
    own.mkdir(parents=True)
    monkeypatch.setenv("ZIPINGTONG_HOME", str(tmp_path / "home"))
    (own / "mine.toml").write_text("garbage = [")
    code, _, told = run("new", tmp_path / "a.zpt", "--unit", "局", "--year", "2024")
    assert code == REFUSED
    assert "“mine.toml”读不了" in told
    assert not (tmp_path / "a.zpt").exists()


def test_version(run):
    _, printed, _ = run("--version")
    assert printed.startswith("自评通 0.")


def test_an_incomplete_total_is_marked(done, empty):
    done("set", empty, CELL, "80")
    assert "决算数 80.00（未填全）" in done("show", empty)
