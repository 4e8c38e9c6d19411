"""Editions: the shipped one is whole, wrong ones are refused in plain words, text keeps everything."""

import re
import shutil
import subprocess
import sys
import time
from pathlib import Path

import pytest

from app.calculation.model import ModelError
from app.calculation.prepare import compile_edition
from app.domain.edition import Check, Edition, Ratio, Sheet
from app.storage.editions import (
    EditionError,
    dump_edition,
    edition_for,
    list_editions,
    load_edition,
    restore_edition,
)
from app.storage.resources import resource_path

BASE = load_edition("cn-2022")
NEXT_FILE = Path(__file__).parents[1] / "data" / "edition-2027.toml"
SHIPPED = resource_path("editions", "cn-2022")


@pytest.fixture
def folder(tmp_path):
    """A copy of the shipped edition that a test may spoil."""
    copy = tmp_path / "editions" / "cn-2022"
    shutil.copytree(SHIPPED, copy)
    return copy


def problems_of(source, user_folder=None):
    with pytest.raises(EditionError) as caught:
        load_edition(source, user_folder)
    return caught.value.problems


def spoil(folder, name, old, new):
    path = folder / name
    text = path.read_text("utf-8")
    assert old in text
    path.write_text(text.replace(old, new, 1), "utf-8")
    return problems_of(folder)


# -- the shipped edition


def test_tables_in_order():
    assert [table.key for table in BASE.tables] == [
        "profile",
        "accounts",
        "sangong",
        "sangong_counts",
        "project",
        "indicator",
        "figures",
        "department",
    ]
    assert BASE.years == (2014, 2099)
    assert BASE.foot == ("单位负责人", "财务负责人", "填表人", "日期")


def test_compiles():
    assert compile_edition(BASE).edition is BASE


@pytest.mark.parametrize("ratio", BASE.ratios, ids=lambda ratio: ratio.key)
def test_ratio_is_well_formed(ratio: Ratio):
    assert ratio.theme in BASE.themes
    assert ratio.basis
    assert ratio.source
    assert ratio.unit in {"%", "万元", "个", "分"}
    assert ratio.family == "" or BASE.ratio[ratio.family].family == ""


@pytest.mark.parametrize("check", BASE.checks, ids=lambda check: check.key)
def test_check_is_well_formed(check: Check):
    assert check.label
    assert check.source
    assert check.message.endswith("。")
    assert "!" not in re.sub(r"[^{]*\{|\}[^{]*", "", check.message)  # would be read as a conversion


@pytest.mark.parametrize("sheet", BASE.sheets, ids=lambda sheet: sheet.key)
def test_sheet_is_well_formed(sheet: Sheet):
    assert sheet.title
    assert sheet.content != "table" or sheet.table in BASE.table


def test_labels_tell_ratios_apart():
    labels = [ratio.label for ratio in BASE.ratios]
    assert len(set(labels)) == len(labels)


def test_report_table_has_exactly_the_reports_columns():
    sheet = next(sheet for sheet in BASE.sheets if sheet.key == "project")
    assert [(column.key, column.label) for column in sheet.columns] == [
        ("#", "序号"),
        ("name", "项目名称"),
        ("content", "项目内容"),
        ("final", "分配资金"),
        ("goal", "绩效目标"),
        ("score", "综合得分"),
    ]
    assert sheet.total == ("final",)
    assert sheet.orientation == "portrait"


def test_every_table_is_printed_or_among_the_data_sheets():
    for table in BASE.tables:
        printed = {
            column.key for sheet in BASE.sheets if sheet.table == table.key for column in sheet.columns
        }
        whole = any(s.table == table.key and (not s.columns or s.content == "rest") for s in BASE.sheets)
        assert whole or printed >= set(table.column), table.key


@pytest.mark.parametrize(
    ("row", "missing"),
    [
        ("fiscal_appropriation", set()),
        ("general_public_budget", {"rate", "share"}),
        ("income", set()),
        ("income_grand", {"rate", "share"}),
        ("carry_in", {"rate", "share", "change_initial", "change_initial_rate"}),
        ("surplus_distribution", {"rate", "share", "change_initial", "change_initial_rate"}),
        ("outlay_sangong", {"rate", "share", "reason"}),
        ("outlay", set()),
        ("outlay_grand", {"rate", "share"}),
    ],
)
def test_cells_that_do_not_exist(row, missing):
    accounts = BASE.table["accounts"]
    assert {column for column in accounts.column if not accounts.has(row, column)} == missing


def test_inputs_are_not_totals():
    accounts = BASE.table["accounts"]
    assert {row.key for row in accounts.rows if row.formula} == {
        "income",
        "income_grand",
        "outlay_basic",
        "outlay",
        "outlay_sangong",
        "outlay_grand",
    }


def test_glossary_names_every_key():
    glossary = (resource_path().parent / "docs" / "glossary.md").read_text("utf-8")
    keys = {table.key for table in BASE.tables} | set(BASE.families) | set(BASE.table_of_row)
    keys |= {column.key for table in BASE.tables for column in table.columns}
    assert {key for key in keys if f"`{key}`" not in glossary} == set()


# -- as text


@pytest.mark.parametrize("edition", [BASE, load_edition(NEXT_FILE)], ids=lambda edition: edition.id)
def test_restored_edition_is_equal(edition: Edition):
    text = dump_edition(edition)
    restored = restore_edition(text)
    assert restored == edition
    assert restored.source == edition.source == text
    assert dump_edition(restored) == text


def test_restoring_is_fast():
    text = dump_edition(BASE)
    times = []
    for _ in range(20):
        start = time.perf_counter()
        restore_edition(text)
        times.append(time.perf_counter() - start)
    assert min(times) < 0.003


def test_restoring_does_not_read_toml():
    slow = "('tomllib', 'app.storage.edition_build')"
    code = f"import sys, app.storage.editions; print([name in sys.modules for name in {slow}])"
    source = resource_path().parent / "src"
    run = subprocess.run([sys.executable, "-c", code], cwd=source, capture_output=True, text=True, check=True)
    assert run.stdout.strip() == "[False, False]"


@pytest.mark.parametrize(
    "text",
    ["", "{}", "[]", "null", '{"id":"x"}', '{"id":"x","title":"y","years":[1,2],"tables":[{"new":1}]}'],
)
def test_a_text_that_is_no_edition(text):
    with pytest.raises(EditionError, match="版本"):
        restore_edition(text)


# -- finding


def test_latest_valid_edition_for_a_year(tmp_path):
    shutil.copy(NEXT_FILE, tmp_path)
    assert edition_for(2026, tmp_path).id == "cn-2022"
    assert edition_for(2027, tmp_path).id == "test-2027"
    assert edition_for(2027).id == "cn-2022"
    with pytest.raises(EditionError, match="2013"):
        edition_for(2013, tmp_path)


def test_list_has_shipped_and_own_and_leaves_out_what_is_no_edition(tmp_path):
    shutil.copy(NEXT_FILE, tmp_path)
    (tmp_path / "broken.toml").write_text("id = ", "utf-8")
    (tmp_path / "notes.txt").write_text("x", "utf-8")
    assert [info.id for info in list_editions(tmp_path)] == ["accounts", "cn-2022", "test-2027"]
    assert [info.id for info in list_editions(tmp_path / "missing")] == ["accounts", "cn-2022"]


def test_by_id_by_file_and_by_folder():
    assert load_edition(SHIPPED) == load_edition(SHIPPED / "edition.toml") == BASE
    assert "找不到版本“cn-1999”" in problems_of("cn-1999")[0]
    assert "cn-2022" in problems_of("cn-1999")[0]
    assert "nowhere.toml：读不了" in problems_of("nowhere.toml")[0]


# -- one edition over another


def test_extending_replaces_and_adds_in_place():
    edition = load_edition(NEXT_FILE)
    assert edition.ratio["carry_over_rate"].formula == "carry_out.final / outlay.final"
    keys = [ratio.key for ratio in edition.ratios]
    assert keys.index("outlay_per_head") == keys.index("staff_control_rate") + 1
    assert [key for key in keys if key != "outlay_per_head"] == [ratio.key for ratio in BASE.ratios]
    assert edition.tables == BASE.tables
    assert edition.foot == BASE.foot
    compile_edition(edition)


def extending(tmp_path, text, edition_id="next"):
    path = tmp_path / f"{edition_id}.toml"
    head = f'id = "{edition_id}"\ntitle = "测试"\nyears = [2030, 2031]\nextends = "cn-2022"\n'
    path.write_text(head + text, "utf-8")
    return path


def test_extending_rows_columns_tables_and_removing(tmp_path):
    path = extending(
        tmp_path,
        """
remove = ["check.project_below_90", "row.contact_phone", "column.project.remark", "sheet.notes"]

[[row]]
table = "accounts"
key = "special_account"
label = "其中：财政专户管理资金"
after = "institution_income"
optional = true

[[column]]
table = "project"
key = "code"
label = "项目代码"
kind = "text"
after = "name"

[[table]]
key = "staff"
label = "人员名单"
kind = "list"
item = "人"
name_column = "person"
column = [{ key = "person", label = "姓名", kind = "text" }]

[[table]]
key = "profile"
title = "单位基本情况"
""",
    )
    edition = load_edition(path)
    assert "project_below_90" not in {check.key for check in edition.checks}
    assert "contact_phone" not in edition.table_of_row
    columns = list(edition.table["project"].column)
    assert columns[:2] == ["name", "code"]
    assert "remark" not in columns
    rows = list(edition.table["accounts"].row)
    assert rows.index("special_account") == rows.index("institution_income") + 1
    assert [table.key for table in edition.tables][-1] == "staff"
    assert edition.table["profile"].title == "单位基本情况"
    assert edition.table["profile"].label == "单位概况"
    compile_edition(edition)


def test_removing_a_table_takes_its_rows_and_columns(tmp_path):
    path = extending(tmp_path, 'remove = ["table.sangong_counts"]\n')
    told = problems_of(path)
    assert "没有表“sangong_counts”" in "\n".join(told)  # its data sheet still prints it
    assert not any("[[row]]" in problem for problem in told)


def test_what_is_still_named_cannot_be_removed(tmp_path):
    told = problems_of(extending(tmp_path, 'remove = ["row.personnel"]\n'))
    assert "required：没有行“personnel”" in "\n".join(told)
    assert "cn-2022/tables/accounts.toml：[[row]] outlay_basic" in "\n".join(told)


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ('remove = ["ratio.nothing"]', "remove：没有“ratio.nothing”"),
        ("remove = [1]", "字段 remove 应为文字"),
        ('[[ratio]]\nkey = "x"\nlabel = "x"\nformula = "1"\nsource = "s"\nafter = "zzz"', "after：没有“zzz”"),
        ('[[row]]\nkey = "x"\nlabel = "x"', "缺少字段 table"),
        ('[[row]]\ntable = "zzz"\nkey = "x"\nlabel = "x"', "没有表“zzz”"),
        ('[ratio]\nkey = "x"', "要写成 [[ratio]]"),
    ],
)
def test_extending_wrongly(tmp_path, text, told):
    assert told in "\n".join(problems_of(extending(tmp_path, text)))


def test_extending_nothing_and_in_a_circle(tmp_path):
    path = extending(tmp_path, "")
    text = path.read_text("utf-8")
    path.write_text(text.replace('extends = "cn-2022"', 'extends = "cn-1999"'), "utf-8")
    assert "extends：找不到版本“cn-1999”" in problems_of(path)[0]
    path.write_text(text.replace('extends = "cn-2022"', 'extends = "next"'), "utf-8")
    assert "绕成了圈" in problems_of(path, tmp_path)[0]


# -- refused


@pytest.mark.parametrize(
    ("name", "old", "new", "told"),
    [
        (
            "tables/accounts.toml",
            'key = "personnel"\nlabel',
            'key = "personnel"\nlable',
            "tables/accounts.toml：[[row]] personnel：不认识的字段 lable，是不是 label？",
        ),
        (
            "tables/accounts.toml",
            'key = "personnel"\nlabel = "人员经费"',
            'key = "personnel"',
            "缺少字段 label",
        ),
        ("tables/accounts.toml", 'label = "人员经费"', "label = 3", "字段 label 应为文字，现在是 3"),
        ("tables/accounts.toml", "level = 1", 'level = "1"', "字段 level 应为整数，现在是 “1”"),
        ("tables/accounts.toml", "level = 1", "level = true", "字段 level 应为整数，现在是 true"),
        ("tables/accounts.toml", "total = true", "total = 1", "字段 total 应为 true 或 false"),
        ("tables/accounts.toml", "width = 10", "width = 10.5", "字段 width 应为整数"),
        (
            "tables/accounts.toml",
            'kind = "money"',
            'kind = "geld"',
            "[[column]] initial：字段 kind 应为以下之一：money",
        ),
        ("tables/accounts.toml", 'kind = "money"', "", "[[column]] initial：缺少字段 kind"),
        ("tables/accounts.toml", 'key = "public"', 'key = "personnel"', "[[row]] personnel：key 重复"),
        ("tables/accounts.toml", 'key = "public"', 'key = "lambda"', "“lambda”是公式里的保留字"),
        ("tables/accounts.toml", 'key = "public"', 'key = "sum"', "“sum”是公式里的保留字"),
        ("tables/accounts.toml", 'key = "public"', 'key = "公用"', "只能用小写英文字母"),
        ("tables/accounts.toml", 'key = "public"', 'key = "abroad"', "行的 key 在各表间不能重复"),
        ("tables/accounts.toml", 'key = "public"', 'key = "project"', "行的 key 不能与表的 key 相同"),
        ("tables/accounts.toml", 'key = "public"\n', "", "[[row]] 一般公用经费：缺少字段 key"),
        ("tables/accounts.toml", 'base = "income"', 'base = "incom"', "base：没有行“incom”"),
        ("tables/accounts.toml", 'of = "outlay"', 'of = "outlays"', "of：没有行“outlays”"),
        ("tables/accounts.toml", '["personnel", "public"]', '["personel"]', "required：没有行“personel”"),
        (
            "tables/accounts.toml",
            'without = ["rate", "share"]',
            'without = ["rat"]',
            "without：没有栏目“rat”",
        ),
        ("tables/accounts.toml", 'without = ["rate", "share"]', 'without = "rate"', "字段 without 应为列表"),
        (
            "tables/accounts.toml",
            'columns = ["adjusted"]',
            'columns = ["adjust"]',
            "columns：没有栏目“adjust”",
        ),
        ("tables/accounts.toml", 'now = "final"', 'now = "finale"', "sentence：没有栏目“finale”"),
        ("tables/accounts.toml", 'key = "accounts"', 'key = "account"', "key 应与文件名相同"),
        ("tables/accounts.toml", 'kind = "fixed"', 'kind = "list"', "不能写 [[row]]"),
        ("tables/profile.toml", 'kind = "count"\n', "", "写了 unit、minimum，却没有写 kind"),
        ("tables/profile.toml", "minimum = 0", 'minimum = "0"', "字段 minimum 应为数"),
        ("tables/project.toml", 'choices = ["重点", "一般"]\n', "", "缺少可选项 choices"),
        ("tables/project.toml", 'bands = "grade"', 'bands = "grades"', "bands：没有等级表“grades”"),
        (
            "tables/project.toml",
            'name_column = "name"',
            'name_column = "title"',
            "name_column：没有栏目“title”",
        ),
        ("tables/project.toml", 'item = "项目"\n', "", "缺少字段 item"),
        ("ratios.toml", 'source = "财预', 'sauce = "财预', "不认识的字段 sauce，是不是 source？"),
        (
            "ratios.toml",
            'key = "budget_execution_rate"',
            'key = "personnel"',
            "比率的 key 不能与行的 key 相同",
        ),
        (
            "ratios.toml",
            'key = "budget_completion_rate"',
            'key = "sangong"',
            "比率的 key 不能与表的 key 相同",
        ),
        ("ratios.toml", 'theme = "预算执行"', 'theme = "预算"', "theme：没有主题“预算”"),
        ("ratios.toml", 'family = "budget_execution_rate"', 'family = "budget"', "family：没有比率“budget”"),
        ("ratios.toml", "[[ratio]]", "[[ratios]]", "不认识的字段 ratios，这里只能写 [[ratio]]"),
        ("checks.toml", 'severity = "error"', 'severity = "fatal"', "字段 severity 应为以下之一"),
        ("checks.toml", 'op = "=="', 'op = "="', "字段 op 应为以下之一"),
        ("checks.toml", 'op = "=="\n', "", "left、op、right 要一起写"),
        ("checks.toml", 'each = "accounts"', 'each = "account"', "each：没有表“account”"),
        ("checks.toml", 'rows = ["public"]', 'rows = ["publik"]', "rows：没有行“publik”"),
        ("checks.toml", 'require = ["reason"]', 'require = ["reasons"]', "require：没有栏目“reasons”"),
        ("checks.toml", 'unique = ["unit", "name"]', 'unique = ["unit", "nam"]', "unique：没有栏目“nam”"),
        ("checks.toml", 'unless = "project_unique_amount"', 'unless = "x"', "unless：没有别的校验“x”"),
        ("checks.toml", 'evaluable = ["staff_control_rate"]', 'evaluable = ["x"]', "evaluable：没有比率“x”"),
        (
            "checks.toml",
            'columns = ["initial", "adjusted"',
            'columns = ["initial", "adjust"',
            "没有栏目“adjust”",
        ),
        ("checks.toml", 'cells = ["score"]', 'cells = ["scores"]', "cells：没有“scores”"),
        ("sheets.toml", 'table = "accounts"', 'table = "account"', "table：没有表“account”"),
        ("sheets.toml", 'table = "accounts"\n', "", "缺少字段 table"),
        ("sheets.toml", 'total = ["final"]', 'total = ["sum"]', "total：没有栏目“sum”"),
        ("sheets.toml", 'name = "比率一览"', 'name = "比率/一览"', "name 是工作表名"),
        ("edition.toml", "years = [2014, 2099]", "years = [2019]", "字段 years 应为列表，恰好 2 项"),
        ("edition.toml", "years = [2014, 2099]", "years = [2099, 2019]", "第一年 2099 不能晚于最后一年 2019"),
        ("edition.toml", 'title = "', 'titel = "', "不认识的字段 titel，是不是 title？"),
        ("edition.toml", '"profile", ', "", "tables 里没有列出“profile”"),
        ("edition.toml", '"project",', '"projects",', "tables：没有表“projects”"),
        ("edition.toml", "at_least = 80", "at_least = 95", "steps 要从高到低"),
        (
            "edition.toml",
            'label = "良"',
            'lable = "良"',
            "[[bands]] grade：字段 steps 第 2 个：不认识的字段 lable",
        ),
    ],
)
def test_refused_with_file_entry_and_field(folder, name, old, new, told):
    problems = spoil(folder, name, old, new)
    assert any(told in problem for problem in problems), problems
    assert all(re.match(r"\S+\.toml：", problem) for problem in problems), problems


def test_a_ratio_needs_a_source(folder):
    text = (folder / "ratios.toml").read_text("utf-8")
    (folder / "ratios.toml").write_text(re.sub(r"source = .*\n", "", text, count=1), "utf-8")
    assert problems_of(folder) == ["ratios.toml：[[ratio]] budget_execution_rate：缺少依据 source"]


def test_everything_wrong_is_told_at_once(folder):
    (folder / "ratios.toml").write_text('[[ratio]]\nkey = "a"\n[[ratio]]\nkey = "b"\nlabel = 1\n', "utf-8")
    assert len(problems_of(folder)) == 4


@pytest.mark.parametrize(
    ("name", "content", "told"),
    [
        ("ratios.toml", b"[[ratio]]\nkey = \n", "ratios.toml：第 2 行第 7 个字符附近写法不对"),
        ("ratios.toml", b"[[ratio", "ratios.toml：末尾写法不对"),
        ("ratios.toml", b"\xff\xfe", "ratios.toml：不是 UTF-8"),
        ("ratio.toml", b"", "ratio.toml：不认识的文件"),
        ("tables/deep/x.toml", b"", "tables/deep/x.toml：不认识的文件"),
    ],
)
def test_files_that_cannot_be_read(folder, name, content, told):
    (folder / name).parent.mkdir(exist_ok=True)
    (folder / name).write_bytes(content)
    assert told in "\n".join(problems_of(folder))


def test_a_missing_main_file(tmp_path):
    assert "edition.toml：读不了" in problems_of(tmp_path)[0]


@pytest.mark.parametrize(
    ("text", "told"),
    [
        (
            '[[check]]\nkey = "a"\nlabel = "甲"\nseverity = "info"\nwhen = "income.final > 0"\n'
            'message = "收入 {left 万元"\nsource = "某文件"\n',
            "message 里的花括号不成对",
        ),
        (
            '[[ratio]]\nkey = "budget_execution_rate"\nlabel = "预算执行率"\ntheme = "预算执行"\n'
            'formula = "budget_execution_rate * 1"\nbasis = "甲"\nsource = "某文件"\n',
            "公式引用了自己",
        ),
        (
            '[[ratio]]\nkey = "a"\nlabel = "甲"\ntheme = "预算执行"\nformula = "\'甲\' / \'乙\'"\n'
            'basis = "甲"\nsource = "某文件"\n',
            "这里要用数，不能用“甲”",
        ),
    ],
)
def test_what_only_compiling_finds_is_told_in_words(tmp_path, text, told):
    with pytest.raises(ModelError) as error:
        compile_edition(load_edition(extending(tmp_path, text)))
    assert told in str(error.value)
