"""`zipingtong export --to OUT.pdf`, as its own process without a display."""

from __future__ import annotations

import os
import random
import subprocess
import sys
import time
from pathlib import Path

import pytest

from app.exchange.paper_readback import plain, read_pdf

ROOT = Path(__file__).parents[3]
LIMITED = """
import resource, sys
resource.setrlimit(resource.RLIMIT_FSIZE, ({0}, {0}))
from app.cli import main
sys.exit(main(sys.argv[1:]))
"""


@pytest.fixture
def environment(tmp_path):
    bare = {name: value for name, value in os.environ.items() if name not in {"DISPLAY", "QT_QPA_PLATFORM"}}
    return {
        **bare,
        "PYTHONPATH": str(ROOT / "src"),
        "PYTHONUTF8": "1",
        "ZIPINGTONG_HOME": str(tmp_path / "home"),
    }


@pytest.fixture
def run(environment):
    def run(*arguments, code=0, script=None):
        command = ["-c", script] if script else ["-m", "app.cli"]
        done = subprocess.run(
            [sys.executable, *command, *map(str, arguments)],
            env=environment, capture_output=True, text=True, timeout=60, check=False,
        )  # fmt: skip
        assert done.returncode == code, done.stdout + done.stderr
        return done.stdout + done.stderr

    return run


def test_the_pdf_of_the_sample(run, sample, tmp_path):
    out = tmp_path / "自评表.pdf"
    said = run("export", sample, "--to", out)
    texts = read_pdf(out.read_bytes())
    assert f"已导出 {out}（{len(texts)} 页" in said and "逐页读回核对" in said
    assert plain(texts[0]).startswith("收支预决算情况表")


def test_single_tables_by_name(run, sample, tmp_path):
    out = tmp_path / "a.pdf"
    run("export", sample, "--to", out, "--only", "“三公”经费情况表", "profile")
    texts = [plain(text) for text in read_pdf(out.read_bytes())]
    assert [text[:4] for text in texts] == ["“三公”", "单位概况"]
    run("export", sample, "--to", out, "--only", "“三公”统计数")  # nothing is filled in there
    assert "本表无数据" in read_pdf(out.read_bytes())[0]
    assert "没有“三公”这张表" in run("export", sample, "--to", out, "--only", "三公", code=2)
    assert "以 .pdf 结尾" in run("export", sample, "--to", tmp_path / "a.xlsx", "--only", "profile", code=2)


def test_forms_by_project_and_together(run, sample, tmp_path):
    folder = tmp_path / "自评表"
    assert "共 1 张自评表" in run("export", sample, "--forms", folder, "--project", "1", "--pdf")
    texts = read_pdf((folder / "科普经费.pdf").read_bytes())
    assert plain(texts[0]).startswith("附件1项目支出绩效自评表")
    said = run("export", sample, "--forms", folder, "--pdf", "--one")
    assert "2022年度自评表.pdf" in said and "逐页读回核对" in said
    whole = "".join(plain(text) for text in read_pdf((folder / "2022年度自评表.pdf").read_bytes()))
    assert "部门整体支出绩效自评表" in whole and "项目支出绩效自评结果汇总表" in whole


def test_what_was_ticked_in_the_preview_counts(run, sample, tmp_path):
    from app.document import open_document
    from app.domain.act import SetCell
    from app.domain.address import Address

    with open_document(sample) as document:
        document.write(
            [
                SetCell(Address("print", key, "wanted"), None, word)
                for key, word in (("ratios", "否"), ("cover", "是"))
            ],
            "打印设置",
        )
    run("export", sample, "--to", tmp_path / "a.pdf")
    texts = [plain(text) for text in read_pdf((tmp_path / "a.pdf").read_bytes())]
    assert texts[0].startswith("2022年度部门整体支出绩效自评表")
    assert not any("比率一览" in text for text in texts)


def test_where_it_cannot_be_written(run, sample, tmp_path):
    assert "不存在" in run("export", sample, "--to", tmp_path / "没有" / "a.pdf", code=2)
    folder = tmp_path / "b.pdf"
    folder.mkdir()
    assert "是一个文件夹" in run("export", sample, "--to", folder, code=2)


@pytest.mark.skipif(sys.platform == "win32", reason="no RLIMIT_FSIZE there")
@pytest.mark.parametrize("limit", [0, 4096, 50_000])
def test_a_full_disk_leaves_the_old_file(run, sample, tmp_path, limit):
    out = tmp_path / "out" / "a.pdf"
    out.parent.mkdir()
    out.write_bytes(b"old")
    said = run("export", sample, "--to", out, code=2, script=LIMITED.format(limit))
    assert "磁盘空间不足" in said and "原来的文件没有改动" in said
    assert out.read_bytes() == b"old"
    assert [file.name for file in out.parent.iterdir()] == ["a.pdf"]


@pytest.mark.slow
def test_killed_at_any_moment_leaves_a_whole_file(environment, run, sample, tmp_path):
    out = tmp_path / "a.pdf"
    run("export", sample, "--to", out)
    whole = len(read_pdf(out.read_bytes()))
    dice = random.Random(5)  # noqa: S311 - moments, no secrets
    for _ in range(12):
        command = [sys.executable, "-m", "app.cli", "export", str(sample), "--to", str(out)]
        child = subprocess.Popen(
            command, env=environment, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
        )
        time.sleep(dice.uniform(0.2, 0.9))
        child.kill()
        child.wait()
        assert len(read_pdf(out.read_bytes())) == whole
