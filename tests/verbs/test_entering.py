"""`new`, `set`, `add-row`: what is taken, what is refused, and that a refusal changes nothing."""

from __future__ import annotations

import pytest

from app.document import open_document
from tests.verbs.support import CELL, REFUSED, bytes_of, is_plain_chinese, shown


def test_new(done, tmp_path):
    path = tmp_path / "自评 2022.zpt"
    printed = done("new", path, "--unit", "测试局", "--year", "2022")
    assert "已新建" in printed
    assert "2022 年度" in printed
    data = shown(done, path)
    assert (data["unit"], data["year"]) == ("测试局", 2022)
    assert data["problems"] == []
    assert {address for address in data["cells"] if not _made_by_us(address)} == set()


def _made_by_us(address):
    """The unit's name, and the standards and weights of the department's own score."""
    return address.startswith(("profile/unit_name/", "department/"))


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
    ("project/2/score", "90.555", "最多 2 位小数"),
    ("project/2/score", "优", "不是数字"),
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
    assert not [address for address in shown(done, empty)["cells"] if not _made_by_us(address)]


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


def test_add_row(done, empty):
    assert done("add-row", empty, "project", "name=普法经费", "final=1.5", "score=90") == "已增加 project/1\n"
    assert done("add-row", empty, "project", "name=a=b", "final=-2", "category=重点") == "已增加 project/2\n"
    assert done("add-row", empty, "project") == "已增加 project/3\n"
    data = shown(done, empty)
    projects = next(table for table in data["tables"] if table["key"] == "project")
    assert [row["label"] for row in projects["rows"]] == ["普法经费", "a=b", ""]
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


def test_a_target_is_taken_apart_as_in_the_form(done, empty):
    done("add-row", empty, "project", "name=甲", "scheme=四川（10+90）")
    done("add-row", empty, "indicator", "--project", "1", "name=长度", "target=≥12公里", "actual=11.5公里")
    done("add-row", empty, "indicator", "--project", "1", "name=效果", "target=提升", "direction=定性")
    cells = shown(done, empty)["cells"]
    assert [cells[f"indicator/1/{part}"] for part in ("direction", "target", "unit", "actual")] == [
        "≥", "12", "公里", "11.5",
    ]  # fmt: skip
    assert (cells["indicator/2/direction"], cells["indicator/2/target"]) == ("定性", "提升")
    assert "已写入 1 格" in done("set", empty, "indicator/1/target", "不高于95%")
    cells = shown(done, empty)["cells"]
    assert [cells[f"indicator/1/{part}"] for part in ("direction", "target", "unit")] == ["≤", "95", "%"]


@pytest.mark.parametrize("column", ["project", "department"])
def test_only_a_scheme_of_the_edition_can_be_chosen_for_the_year(run, empty, column):
    code, _, error = run("set", empty, f"setting/scheme/{column}", "火星")
    assert code == REFUSED
    assert "不在可选项里，请填：" in error
