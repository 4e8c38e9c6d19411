"""`show`, `check`, `edition`, and files that are none of ours."""

from __future__ import annotations

import json
import os
from pathlib import Path

import pytest

from app.document import open_document
from tests.verbs.support import CELL, FOUND, REFUSED, bytes_of, is_plain_chinese, shown


def test_show_lists_ratios_and_problems(done, sample):
    printed = done("show", sample)
    assert "【预算执行】" in printed
    assert "98.32%" in printed
    assert "不适用：因公出国（境）费·年初预算数为 0" in printed
    assert "校验：错误 0，警告 8，提示 7" in printed


def test_show_changes_nothing(done, sample):
    before = bytes_of(sample)
    shown(done, sample)
    done("show", sample)
    done("check", sample)
    assert bytes_of(sample) == before


def test_show_json_is_chinese_as_it_is(done, sample):
    assert "\\u" not in done("show", sample, "--json")


def test_check_without_errors(done, sample):
    assert done("check", sample).startswith("校验：错误 0，警告 8，提示 7\n")
    assert json.loads(done("check", sample, "--json")) == shown(done, sample)["problems"]


def test_check_with_an_error(run, sample):
    run("set", sample, "accounts/carry_out/final", "30")
    code, printed, complained = run("check", sample)
    assert (code, complained) == (FOUND, "")
    assert printed.startswith("校验：错误 2，")
    assert "[错误] 决算数收支不平：收入总计 2,006.53 万元，比支出总计 2,002.83 万元多 3.70 万元" in printed
    code, printed, _ = run("check", sample, "--json")
    assert code == FOUND
    assert {p["code"] for p in json.loads(printed) if p["severity"] == "error"} == {
        "balance",
        "carry_out_parts",
    }


@pytest.mark.parametrize("verb", ["show", "check"])
def test_a_year_that_is_not_there(run, sample, verb):
    code, printed, complained = run(verb, sample, "--year", "2021")
    assert (code, printed) == (REFUSED, "")
    assert "没有 2021 年度" in complained


def test_while_the_document_is_open(run, done, sample):
    with open_document(sample):
        assert shown(done, sample)["cells"][CELL] == "1513.69"
        code, _, complained = run("set", sample, CELL, "5")
        assert code == REFUSED
        assert "没有写入" in complained
        assert is_plain_chinese(complained)
    assert shown(done, sample)["cells"][CELL] == "1513.69"


@pytest.mark.parametrize("kind", ["random", "empty", "text", "xlsx", "missing", "folder"])
@pytest.mark.parametrize("verb", ["set", "add-row", "show", "check", "export"])
def test_foreign_file(run, tmp_path, kind, verb):
    path = tmp_path / "自评.zpt"
    content = {"random": os.urandom(5000), "empty": b"", "text": "自评".encode(), "xlsx": b"PK\x03\x04" * 99}
    if kind in content:
        path.write_bytes(content[kind])
    elif kind == "folder":
        path.mkdir()
    more = {"set": [CELL, "5"], "add-row": ["project"], "export": ["--to", tmp_path / "out.xlsx"]}
    code, printed, complained = run(verb, path, *more.get(verb, []))
    assert (code, printed) == (REFUSED, "")
    assert "自评.zpt" in complained
    assert is_plain_chinese(complained)
    assert not (tmp_path / "out.xlsx").exists()
    if kind in content:
        assert path.read_bytes() == content[kind]
    else:
        assert path.exists() == (kind == "folder")


GOOD = """
id = "try"
title = "试用版"
years = [2020, 2030]
tables = ["small"]
themes = ["全部"]

[[table]]
key = "small"
label = "小表"
title = "小表"
kind = "fixed"

[[table.column]]
key = "final"
label = "决算数"
kind = "money"

[[table.row]]
key = "part"
label = "分项"

[[table.row]]
key = "whole"
label = "总数"

[[ratio]]
key = "share"
label = "占比"
theme = "全部"
formula = "part.final / whole.final"
source = "试用"
"""


def test_shipped_edition(done):
    printed = done("edition", "cn-2022")
    assert "8 张表" in printed
    assert printed.endswith("可以使用。\n")


def test_good_edition_from_a_file(done, tmp_path):
    path = tmp_path / "try.toml"
    path.write_text(GOOD, "utf-8")
    assert "试用版：1 张表 2 行，1 个比率，0 条校验，可以使用。" in done("edition", path)


@pytest.mark.parametrize(
    ("old", "new", "told"),
    [
        ('id = "try"', 'id = "try', "不是正确的 TOML"),
        ("part.final / whole.final", "part.final / nobody.final", "nobody"),
        ("part.final / whole.final", "part.final /", "比率"),
        ("part.final / whole.final", "__import__('os').system('true')", "比率"),
        ("part.final / whole.final", "part.final + 1", "金额"),
        ('title = "试用版"', 'titel = "试用版"', "titel"),
        ("years = [2020, 2030]", 'years = "2020"', "years"),
        ('kind = "money"', 'kind = "geld"', "geld"),
        ('key = "whole"', 'key = "part"', "part"),
        ('theme = "全部"', 'theme = "别的"', "别的"),
    ],
)
def test_bad_edition(run, tmp_path, old, new, told):
    path = tmp_path / "try.toml"
    assert old in GOOD
    path.write_text(GOOD.replace(old, new), "utf-8")
    code, printed, complained = run("edition", path)
    assert (code, printed) == (FOUND, "")
    assert told in complained
    assert is_plain_chinese(complained)


@pytest.mark.parametrize("source", ["cn-1999", "nowhere.toml", "/nowhere/edition.toml"])
def test_edition_that_is_not_there(run, source):
    code, printed, complained = run("edition", source)
    assert (code, printed) == (FOUND, "")
    assert Path(source).name.split(".")[0] in complained
    assert "Traceback" not in complained
