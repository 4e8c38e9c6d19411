"""Each verb as a user types it: what it prints, what it gives back, and that a refusal changes nothing."""

from __future__ import annotations

import hashlib
import json
import os
import subprocess
import sys
from contextlib import suppress
from pathlib import Path

import pytest

from app.cli import VERBS, main
from app.document import open_document

DONE, FOUND, REFUSED = 0, 1, 2
CELL = "accounts/personnel/final"


@pytest.fixture(autouse=True)
def _home(tmp_path, monkeypatch):
    monkeypatch.setenv("ZIPINGTONG_HOME", str(tmp_path / "home"))


@pytest.fixture
def run(capsys):
    """Runs a verb and gives exit code, what it printed, what it complained."""

    def run(*arguments):
        capsys.readouterr()
        code = None
        with suppress(SystemExit):
            code = main([str(argument) for argument in arguments])
        printed = capsys.readouterr()
        return (REFUSED if code is None else code), printed.out, printed.err

    return run


@pytest.fixture
def done(run):
    """Runs a verb that has to succeed and gives what it printed."""

    def done(*arguments):
        code, printed, complained = run(*arguments)
        assert (code, complained) == (DONE, "")
        return printed

    return done


@pytest.fixture(scope="session")
def made(tmp_path_factory):
    """An empty document of 2022 and one with the sample, made once."""
    folder = tmp_path_factory.mktemp("made")
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("ZIPINGTONG_HOME", str(folder / "home"))
        assert main(["new", str(folder / "empty.zpt"), "--unit", "测试局", "--year", "2022"]) == DONE
        name = str(folder / "sample.zpt")
        assert main(["new", name, "--unit", "测试局", "--year", "2022", "--sample"]) == DONE
    return folder


@pytest.fixture
def empty(made, tmp_path):
    return copied(made / "empty.zpt", tmp_path)


@pytest.fixture
def sample(made, tmp_path):
    return copied(made / "sample.zpt", tmp_path)


def copied(source, folder):
    path = folder / source.name
    path.write_bytes(source.read_bytes())
    return path


def digest(path):
    with open_document(path, read_only=True) as document:
        return document.digest_all()


def bytes_of(path):
    return hashlib.sha256(path.read_bytes()).hexdigest()


def shown(done, path):
    return json.loads(done("show", path, "--json"))


def is_plain_chinese(text):
    """A sentence an officer can read: no traceback, no name of an exception, no usage in English."""
    assert text.strip()
    assert any("\u4e00" <= letter <= "\u9fff" for letter in text)
    assert not [
        word
        for word in ("Traceback", "Error", "usage:", "error:", "invalid", "argument", "None", "Decimal")
        if word in text
    ], text
    return True


# ---------------------------------------------------------------- new


def test_new(done, tmp_path):
    path = tmp_path / "自评 2022.zpt"
    printed = done("new", path, "--unit", "测试局", "--year", "2022")
    assert "已新建" in printed
    assert "2022 年度" in printed
    data = shown(done, path)
    assert (data["unit"], data["year"]) == ("测试局", 2022)
    assert data["problems"] == []
    assert {address for address in data["cells"] if not address.startswith("profile/unit_name/")} == set()


def test_new_with_the_sample(done, tmp_path):
    path = tmp_path / "a.zpt"
    done("new", path, "--unit", "测试局", "--year", "2022", "--sample")
    assert shown(done, path)["cells"]["accounts/personnel/final"] == "1513.69"


@pytest.mark.parametrize("kind", ["document", "foreign", "folder"])
def test_new_leaves_what_is_there(run, sample, tmp_path, kind):
    path = {"document": sample, "foreign": tmp_path / "a.txt", "folder": tmp_path / "folder"}[kind]
    if kind == "foreign":
        path.write_text("明细")
    elif kind == "folder":
        path.mkdir()
    before = bytes_of(path) if path.is_file() else ""
    code, printed, complained = run("new", path, "--unit", "另一局", "--year", "2022")
    assert (code, printed) == (REFUSED, "")
    assert f"“{path.name}”已经存在，没有新建" in complained
    assert (bytes_of(path) if path.is_file() else "") == before


def test_new_where_there_is_no_folder(run, tmp_path):
    code, _, complained = run("new", tmp_path / "no" / "a.zpt", "--unit", "测试局", "--year", "2022")
    assert code == REFUSED
    assert is_plain_chinese(complained)
    assert not (tmp_path / "no").exists()


@pytest.mark.parametrize("year", ["1", "1949", "3000", "20220"])
def test_new_for_a_year_without_an_edition(run, tmp_path, year):
    code, _, complained = run("new", tmp_path / "a.zpt", "--unit", "测试局", "--year", year)
    assert code == REFUSED
    assert is_plain_chinese(complained)
    assert f"{year} 年度" in complained
    assert list(tmp_path.glob("*.zpt")) == []


# ---------------------------------------------------------------- set

# typed → what `show --json` gives
TAKEN = {
    "1513.69": "1513.69",
    "１２３．４５": "123.45",
    "１，２３４．５": "1234.50",
    "1,234,567.8": "1234567.80",
    "12万": "12.00",
    "12 万元": "12.00",
    "3亿": "30000.00",
    "10270元": "1.027",
    "-5元": "-0.0005",
    "1.027": "1.027",
    "0.000001": "0.000001",
    "1.2300000": "1.23",
    "（1,234.50）": "-1234.50",
    "(1,234.50)": "-1234.50",
    "（12万元）": "-12.00",
    "△1,234.50": "-1234.50",
    "▲5": "-5.00",
    "-5.14": "-5.14",
    "−5.14": "-5.14",
    "－５．１４": "-5.14",
    "-1,234.50": "-1234.50",
    "+5": "5.00",
    "￥5": "5.00",
    ".5": "0.50",
    "12.": "12.00",
    " 12 ": "12.00",
    "12\n": "12.00",
    "-0": "0.00",
    "0": "0.00",
    "007": "7.00",
    "1000000000": "1000000000.00",
}
REFUSED_MONEY = [
    "abc",
    "人员经费",
    "1,2,3",
    "1,23",
    "12,34.5",
    "1e5",
    "1E5",
    "NaN",
    "nan",
    "inf",
    "Infinity",
    "10¹⁵",
    "²",
    "٣",
    "壹佰",
    "Ⅷ",
    "0x10",
    "1_000",
    "1 234",
    "1..2",
    "1.2.3",
    "5万5",
    "万",
    "元",
    "(5",
    "5)",
    "()",
    "△-5",
    "(-5)",
    "+-5",
    "100%",
    "１２％",
    "=1+1",
    "=5",
    "'5",
    "5。",
    "1.0000001",
    "0.0000001",
    "0.001元",
    "1000000000.000001",
    "10000000000",
    "99999999999999999999999",
    "1" * 100_000,
    "长" * 100_000,
    "\x00",
    "1\u200b2",
    "\ufeff5",
]


def test_taken_amounts(done, empty):
    rows = (
        "personnel public outlay_project outlay_to_superior outlay_business carry_in carry_out other_income"
    )
    columns = ("initial", "adjusted", "final", "prior")
    places = [f"accounts/{row}/{column}" for row in rows.split() for column in columns]
    typed = dict(zip(places, TAKEN, strict=False))
    assert len(typed) == len(TAKEN)
    assert done("set", empty, *(part for pair in typed.items() for part in pair)) == "已写入 31 格。\n"
    cells = shown(done, empty)["cells"]
    assert {typed[place]: cells[place] for place in typed} == TAKEN


def test_a_negative_amount_alone(done, empty):
    assert done("set", empty, CELL, "-1,234.50") == "已写入 1 格。\n"
    assert shown(done, empty)["cells"][CELL] == "-1234.50"


@pytest.mark.parametrize("typed", ["", "  ", "-", "—", "——", "/", "　"])
def test_blank_clears(done, empty, typed):
    done("set", empty, CELL, "5")
    done("set", empty, CELL, typed)
    assert CELL not in shown(done, empty)["cells"]


@pytest.mark.parametrize("typed", REFUSED_MONEY, ids=lambda typed: ascii(typed[:12]))
def test_refused_amounts(run, sample, typed):
    before = bytes_of(sample)
    code, printed, complained = run("set", sample, CELL, typed)
    assert (code, printed) == (REFUSED, "")
    assert is_plain_chinese(complained)
    assert complained.startswith("“人员经费·决算数”没有写入：")
    assert complained.endswith("原来的数没有动。\n")
    assert len(complained) < 200
    assert bytes_of(sample) == before


# address, typed, what the complaint holds
REFUSED_CELLS = [
    ("profile/staff_active/value", "-5", "“在职人员”没有写入：不能小于 0"),
    ("profile/staff_active/value", "5.5", "只能填整数"),
    ("profile/staff_active/value", "四十二", "“在职人员”没有写入：“四十二”不是数字"),
    ("profile/staff_active/value", "1e2", "不是数字"),
    ("profile/staff_active/value", "NaN", "不是数字"),
    ("profile/staff_active/value", "9" * 16, "太大"),
    ("sangong_counts/vehicles_owned/count", "2辆", "“公务用车保有量”没有写入"),
    ("profile/report_date/value", "2023-02-30", "不是日期"),
    ("profile/report_date/value", "昨天", "“报告日期”没有写入"),
    ("profile/unit_name/value", "字" * 100_000, "文字有 100,000 个字，一个单元格最多 32,000 个字"),
    ("accounts/personnel/reason", "字" * 32_001, "“人员经费·增减原因”没有写入"),
    ("accounts/personnel/reason", "a\x07b", "控制字符"),
    ("project/1/category", "重要", "请填：重点、一般"),
    ("project/1/score", "90.555", "最多 2 位小数"),
    ("project/1/score", "优", "不是数字"),
    ("project/1/final", "一百", "执行数”没有写入"),
    # computed
    ("accounts/personnel/rate", "98", "“执行（到位）率”由软件计算（决算数 ÷ 全年预算数）"),
    ("accounts/outlay/final", "1972.83", "“本年支出合计”由软件计算（基本支出 ＋ 项目支出"),
    ("accounts/outlay_basic/final", "1633.22", "“基本支出”由软件计算（人员经费 ＋ 一般公用经费）"),
    ("accounts/outlay_sangong/final", "4.66", "由软件计算"),
    ("sangong/sangong_total/final", "4.66", "由软件计算"),
    ("project/1/grade", "优", "“等级”由软件计算"),
    ("project/1/rate", "100", "由软件计算"),
    # not there
    ("accounts/personnel/finall", "5", "没有可以填的格"),
    ("accounts/nobody/final", "5", "accounts/nobody/final 没有写入"),
    ("nowhere/personnel/final", "5", "没有可以填的格"),
    ("accounts/section_income/final", "5", "没有这一行"),
    ("accounts/carry_in/rate", "5", "没有这一栏"),
    ("accounts/carry_in_personnel/initial", "5", "没有这一栏"),
    ("accounts/1/final", "5", "没有写入"),
    ("project/99/name", "甲", "project/99/name 没有写入"),
    ("project/-1/name", "甲", "没有写入"),
    ("project/甲/name", "甲", "没有写入"),
    ("accounts", "5", "“accounts”不是单元格地址；应写作 表/行/列"),
    ("accounts/personnel", "5", "不是单元格地址"),
    ("accounts//final", "5", "不是单元格地址"),
    ("", "5", "不是单元格地址"),
    ("人员经费·决算数", "5", "不是单元格地址"),
]


@pytest.mark.parametrize(
    ("address", "typed", "told"), REFUSED_CELLS, ids=[f"{c[0]}={c[1][:6]}" for c in REFUSED_CELLS]
)
def test_refused_cells(run, sample, address, typed, told):
    before = bytes_of(sample)
    code, printed, complained = run("set", sample, address, typed)
    assert (code, printed) == (REFUSED, "")
    assert is_plain_chinese(complained)
    assert told in complained
    assert bytes_of(sample) == before


def test_set_several_at_once(done, empty):
    pairs = {"accounts/personnel/final": "434.89", "accounts/public/final": "77.4"}
    pairs |= {"accounts/outlay_project/final": "286.83", "profile/staff_active/value": "１２"}
    assert done("set", empty, *(part for pair in pairs.items() for part in pair)) == "已写入 4 格。\n"
    cells = shown(done, empty)["cells"]
    assert cells["accounts/outlay/final"] == "799.12"
    assert cells["profile/staff_active/value"] == "12"


def test_several_are_one_deed_in_the_log(done, empty):
    done("set", empty, "accounts/personnel/final", "1", "accounts/public/final", "2")
    with open_document(empty) as document:
        assert document.undo_text == "修改 人员经费·决算数、一般公用经费·决算数"
        document.undo()
    assert not [a for a in shown(done, empty)["cells"] if not a.startswith("profile/unit_name/")]


def test_one_refused_keeps_all_out(run, sample):
    before = bytes_of(sample)
    code, _, complained = run("set", sample, CELL, "7", "accounts/public/final", "abc", CELL, "8")
    assert code == REFUSED
    assert "“一般公用经费·决算数”没有写入" in complained
    assert bytes_of(sample) == before


def test_address_without_a_value(run, sample):
    before = bytes_of(sample)
    code, _, complained = run("set", sample, CELL)
    assert code == REFUSED
    assert "成对" in complained
    assert bytes_of(sample) == before


def test_a_total_alone_then_its_parts(done, run, empty):
    done("set", empty, "accounts/outlay_basic/final", "100")
    assert shown(done, empty)["cells"]["accounts/outlay_basic/final"] == "100.00"
    done("set", empty, "accounts/personnel/final", "60", "accounts/public/final", "39")
    data = shown(done, empty)
    assert data["cells"]["accounts/outlay_basic/final"] == "99.00"
    (problem,) = [p for p in data["problems"] if p["code"] == "direct_total"]
    assert (problem["severity"], problem["cells"]) == ("error", ["accounts/outlay_basic/final"])
    assert all(part in problem["message"] for part in ("100.00", "99.00", "1.00"))
    done("set", empty, "accounts/outlay_basic/final", "")
    assert run("set", empty, "accounts/outlay_basic/final", "100")[0] == REFUSED
    assert not [p for p in shown(done, empty)["problems"] if p["code"] == "direct_total"]


def test_set_in_a_year_that_is_not_there(run, sample):
    before = bytes_of(sample)
    code, _, complained = run("set", sample, CELL, "5", "--year", "2021")
    assert (code, complained) == (REFUSED, "文件里没有 2021 年度，只有 2022。\n")
    assert bytes_of(sample) == before


def test_set_in_the_year_named(done, empty):
    done("set", empty, CELL, "5", "--year", "2022")
    assert shown(done, empty)["cells"][CELL] == "5.00"


def test_note_of_a_cell(done, sample):
    done("set", sample, f"note/{CELL}/text", "决算报表财决04表")
    with open_document(sample, read_only=True) as document:
        notes = document.report.tables["note"]
        assert notes[CELL].cells["text"] == "决算报表财决04表"


def test_explanation_stands_with_its_problem(done, sample):
    problem = "public_over_initial:public"
    done("set", sample, f"explanation/{problem}/text", "年中追加 0.35 万元")
    (found,) = [p for p in shown(done, sample)["problems"] if p["code"] == "public_over_initial"]
    assert found["note"] == "年中追加 0.35 万元"
    assert "说明：年中追加 0.35 万元" in done("check", sample)


@pytest.mark.parametrize(
    "text", ['=HYPERLINK("http://a")', "+1", "@SUM(A1)", "第一行\n第二行", "“引号”", "甲" * 32_000]
)
def test_any_text_is_kept_as_it_is(done, empty, text):
    done("set", empty, "accounts/personnel/reason", text)
    assert shown(done, empty)["cells"]["accounts/personnel/reason"] == text


# ---------------------------------------------------------------- add-row


def test_add_row(done, empty):
    assert done("add-row", empty, "project", "name=普法经费", "final=1.5", "score=90") == "已增加 project/1\n"
    assert done("add-row", empty, "project", "name=a=b", "final=-2", "category=重点") == "已增加 project/2\n"
    assert done("add-row", empty, "project") == "已增加 project/3\n"
    data = shown(done, empty)
    assert [row["label"] for row in data["tables"][-1]["rows"]] == ["普法经费", "a=b", ""]
    cells = {address: value for address, value in data["cells"].items() if address.startswith("project/")}
    assert cells == {
        "project/1/name": "普法经费",
        "project/1/final": "1.50",
        "project/1/score": "90",
        "project/1/grade": "优",
        "project/2/name": "a=b",
        "project/2/final": "-2.00",
        "project/2/category": "重点",
    }
    done("set", empty, "project/3/name", "老干部经费")
    assert shown(done, empty)["cells"]["project/3/name"] == "老干部经费"


@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        (["accounts"], "“accounts”不是可以加行的表；可以加行的有：project"),
        (["nowhere"], "不是可以加行的表"),
        (["project", "name"], "“name”要写成 列=值"),
        (["project", "=5"], "要写成 列=值"),
        (["project", "nothing=5"], "可以填的列有：name、content"),
        (["project", "rate=5"], "可以填的列有"),
        (["project", "grade=优"], "可以填的列有"),
        (["project", "name=甲", "final=abc"], "“abc”不是金额"),
        (["project", "category=重要"], "请填：重点、一般"),
        (["project", "score=1e2"], "不是数字"),
        (["project", f"name={'字' * 100_000}"], "文字有 100,000 个字"),
    ],
)
def test_add_row_refused(run, sample, arguments, told):
    before = bytes_of(sample)
    code, printed, complained = run("add-row", sample, *arguments)
    assert (code, printed) == (REFUSED, "")
    assert told in complained
    assert is_plain_chinese(complained)
    assert bytes_of(sample) == before


# ---------------------------------------------------------------- show, check


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


# ---------------------------------------------------------------- files that are none of ours


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


# ---------------------------------------------------------------- export


def test_export(done, run, sample, tmp_path):
    out = tmp_path / "自评 2022.xlsx"
    before = bytes_of(sample)
    printed = done("export", sample, "--to", out)
    assert f"已导出 {out}" in printed
    assert out.read_bytes().startswith(b"PK")
    assert bytes_of(sample) == before
    smaller = tmp_path / "b.xlsx"
    done("export", sample, "--to", smaller, "--no-data")
    assert smaller.stat().st_size < out.stat().st_size
    for bad in (sample, tmp_path / "no" / "out.xlsx"):
        code, _, complained = run("export", sample, "--to", bad)
        assert code == REFUSED
        assert is_plain_chinese(complained)
    assert bytes_of(sample) == before


# ---------------------------------------------------------------- edition

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
    assert "5 张表" in printed
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


# ---------------------------------------------------------------- how it is called


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


# ---------------------------------------------------------------- once faults


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


# -- what a target may be, and what becomes of the output


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


# ---------------------------------------------------------------- compare


@pytest.fixture(scope="module")
def several(tmp_path_factory):
    """2020 to 2022."""
    from tests.years import make_years

    folder = tmp_path_factory.mktemp("several")
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("ZIPINGTONG_HOME", str(folder / "home"))
        make_years(folder / "three.zpt").close(backup=False)
    return folder / "three.zpt"


def test_compare_lists_the_years_side_by_side(done, several):
    printed = done("compare", several, "--years", "2021,2022")
    line = next(line for line in printed.splitlines() if line.strip().startswith("本年支出合计 "))
    assert line.split() == ["本年支出合计", "1,842.63", "1,972.83", "130.20", "7.07%"]
    assert "2020" not in printed.splitlines()[0]


def test_compare_takes_all_years_when_none_is_named(done, several):
    assert done("compare", several).startswith("石家庄市科学技术协会 年度对比：2020、2021、2022 年，逐年比较")
    assert "各年与 2020 年比较" in done("compare", several, "--base", "2020")


def test_compare_json(done, several):
    data = json.loads(
        done("compare", several, "--years", "2020，2022", "--json", "--columns", "initial,final")
    )
    assert data["years"] == [2020, 2022]
    groups = {group["key"]: group for group in data["groups"]}
    assert {"accounts.initial", "accounts.final", "project.final", "project.score"} <= set(groups)
    outlay = next(line for line in groups["accounts.final"]["lines"] if line["key"] == "outlay")
    (change,) = outlay["changes"]
    assert (change["value"], change["rate"]["value"]) == ("254.50", "14.81")


def test_compare_into_a_workbook(done, several, tmp_path):
    told = done("compare", several, "--to", tmp_path / "对比.xlsx")
    assert told.startswith(f"已导出 {tmp_path / '对比.xlsx'}（3 页，")
    assert (tmp_path / "对比.xlsx").read_bytes()[:2] == b"PK"


def test_compare_changes_nothing(done, several):
    before = bytes_of(several)
    done("compare", several)
    assert bytes_of(several) == before


@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        (("--years", "2019,2022"), "文件里没有 2019 年度，只有 2020、2021、2022。"),
        (("--years", "去年"), "“去年”不是年度；--years 写作 2021,2022，文件里有 2020、2021、2022 年度。"),
        (("--years", "2022"), "要比较，至少要有两个年度；文件里有 2020、2021、2022 年度。"),
        (("--base", "2019"), "基年 2019 要在所比的年度里：2020、2021、2022。"),
        (("--columns", "rate"), "没有“rate”这一栏，可以比的有：final（决算数）、initial（年初预算数）"),
        (("--json", "--to", "out.xlsx"), "--to 不能这样用"),
    ],
)
def test_compare_says_what_cannot_be_compared(run, several, arguments, told):
    code, printed, complained = run("compare", several, *arguments)
    assert (code, printed) == (REFUSED, "")
    assert told in complained


def test_compare_of_one_year_is_told(run, sample):
    code, _, complained = run("compare", sample)
    assert code == REFUSED
    assert "至少要有两个年度" in complained


# -- years


def test_a_new_year_and_closing_one(tmp_path, capsys):
    file = str(tmp_path / "a.zpt")
    assert main(["new", file, "--unit", "某局", "--year", "2022", "--sample"]) == 0
    assert main(["new-year", file, "--from", "2022", "--drop", "3", "4"]) == 0
    assert "已新建 2023 年度" in capsys.readouterr().out
    assert main(["new-year", file, "--from", "2022"]) == 2
    assert main(["new-year", file, "--from", "2020"]) == 2
    assert main(["new-year", file, "--from", "2023", "--drop", "99"]) == 2
    told = capsys.readouterr().err
    assert "已经有 2023 年度" in told and "没有 2020 年度" in told and "1 到 15" in told
    assert main(["lock", file, "--year", "2022"]) == 0
    assert main(["set", file, "--year", "2022", "accounts/public/final", "1"]) == 2
    assert "已上报锁定" in capsys.readouterr().err
    assert main(["show", file, "--year", "2022", "--json"]) == 0
    assert json.loads(capsys.readouterr().out)["locked"]["intact"] is True
    assert main(["unlock", file, "--year", "2022"]) == 0
    assert main(["unlock", file, "--year", "2022"]) == 2
    assert main(["set", file, "--year", "2022", "accounts/public/final", "1"]) == 0


# -- workbooks


def test_a_template_goes_out_and_comes_back(tmp_path, capsys):
    file, form = str(tmp_path / "a.zpt"), str(tmp_path / "t.xlsx")
    assert main(["new", file, "--unit", "某局", "--year", "2022", "--sample"]) == 0
    assert main(["template", str(tmp_path / "empty.xlsx"), "--year", "2024"]) == 0
    assert main(["template", form, "--year-from", f"{file}:2022"]) == 0
    assert main(["template", form, "--year-from", file]) == 2
    assert main(["template", form, "--year-from", f"{file}:1999"]) == 2
    assert main(["template", str(tmp_path / "t.pdf")]) == 2
    other = str(tmp_path / "b.zpt")
    assert main(["new", other, "--unit", "某局", "--year", "2023"]) == 0
    capsys.readouterr()
    assert main(["import", other, form, "--dry-run", "--json"]) == 0
    told = json.loads(capsys.readouterr().out)
    assert (told["year"], told["new_year"], told["counts"]["refused"]) == (2022, True, 0)
    assert {"sheet": "收支预决算", "address": "accounts/public/final", "new": "119.53"}.items() <= next(
        c for c in told["cells"] if c["address"] == "accounts/public/final"
    ).items()
    assert main(["show", other, "--year", "2022"]) == 2  # nothing was written
    assert main(["import", other, form]) == 0
    assert "新增 17 行" in capsys.readouterr().out
    assert main(["check", other, "--year", "2022"]) == 0


def test_what_cannot_be_imported_is_said(tmp_path, capsys):
    file = str(tmp_path / "a.zpt")
    assert main(["new", file, "--unit", "某局", "--year", "2022"]) == 0
    (tmp_path / "x.xls").write_text("<html>", "utf-8")
    assert main(["import", file, str(tmp_path / "x.xls")]) == 2
    assert main(["import", file, str(tmp_path / "none.xlsx")]) == 2
    from tests.intake.support import write

    path = write(tmp_path / "y.xlsx", {"车辆": [["车牌", "公里"], ["冀A", 3]]})
    assert main(["import", file, str(path)]) == 2
    assert "没有认出有数可填的表" in capsys.readouterr().err
    rows = [["项目", "预算数", "决算数"], ["人员经费", 1, 2], ["一般公用经费", 3, 4]]
    path = write(tmp_path / "z.xlsx", {"收支预决算情况表": rows})
    assert main(["import", file, str(path)]) == 1  # no unit
    assert main(["import", file, str(path), "--unit", "元", "--as", "预算数=initial"]) == 0
    assert main(["import", file, str(path), "--as", "预算数"]) == 2
    assert main(["show", file, "--json"]) == 0
    assert '"accounts/public/initial": "0.0003"' in capsys.readouterr().out


def test_what_an_import_leaves_open_is_said_with_what_to_add(tmp_path, capsys):
    from tests.intake.support import write

    file = str(tmp_path / "a.zpt")
    assert main(["new", file, "--unit", "某局", "--year", "2022"]) == 0
    rows = [["项目", "预算数", "决算数"], ["人员经费", 1, 2], ["一般公用经费", 3, 4]]
    path = str(write(tmp_path / "z.xlsx", {"收支预决算情况表": rows}))
    capsys.readouterr()
    assert main(["import", file, path, "--dry-run"]) == 1
    told = capsys.readouterr().out
    assert "加 --unit 万元" in told and "加 --as 预算数=年初预算数 或 预算数=全年预算数" in told
    assert main(["import", file, path, "--unit", "元", "--as", "预算=年初预算数"]) == 2
    assert "没有用上" in capsys.readouterr().err
    assert main(["import", file, path, "--unit", "元", "--as", "预算数=年初预算数"]) == 0
    assert "预算数=" not in capsys.readouterr().out


def test_a_unit_that_is_written_is_not_overruled(tmp_path, capsys):
    from tests.intake.support import write

    file = str(tmp_path / "a.zpt")
    assert main(["new", file, "--unit", "某局", "--year", "2022"]) == 0
    rows = [["单位：元"], ["项目", "决算数"], ["人员经费", 20000], ["一般公用经费", 40000]]
    path = str(write(tmp_path / "z.xlsx", {"收支预决算情况表": rows}))
    assert main(["import", file, path, "--year", "2023", "--unit", "万元"]) == 0
    told = capsys.readouterr().out
    assert "新建 2023 年度" in told and "没有用 --unit" in told
    assert main(["show", file, "--year", "2023", "--json"]) == 0
    assert '"accounts/personnel/final": "2.00"' in capsys.readouterr().out
