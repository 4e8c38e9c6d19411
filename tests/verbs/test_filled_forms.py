"""`import` of filled forms: several workbooks, a report in words and as JSON, exit codes."""

from __future__ import annotations

import json

import pytest

from app.cli import main
from tests.books import accounts
from tests.books import write as write_book
from tests.form_books import HUBEI, RIGHT, SICHUAN, WRONG, YUEYANG, beside_tables, national, write


@pytest.fixture
def file(tmp_path):
    path = tmp_path / "局.zpt"
    assert main(["new", str(path), "--unit", "某局", "--year", "2022"]) == 0
    return path


def form(tmp_path, name, **given):
    cells = national(given.pop("project", "甲"), **{"items": RIGHT, "total": (100, 98.3), **given})
    return write(tmp_path / name, {"自评表": cells})


def test_a_workbook_of_forms_is_known_by_itself(file, tmp_path, capsys):
    path = form(tmp_path, "甲.xlsx")
    assert main(["import", str(file), str(path), "--dry-run"]) == 0
    assert "只是试算" in capsys.readouterr().out
    assert main(["import", str(file), str(path)]) == 0
    told = capsys.readouterr().out
    assert "已导入。" in told
    assert "“甲.xlsx”：1 份自评表，其中 1 个是新项目" in told
    assert main(["import", str(file), str(path), "--forms"]) == 0
    assert "没有要写入的。" in capsys.readouterr().out


def test_several_workbooks_and_what_is_wrong_in_them(file, tmp_path, capsys):
    paths = [
        form(tmp_path, "甲.xlsx"),
        form(tmp_path, "乙.xlsx", project="乙", items=WRONG, execution=(10, 100, 9)),
    ]
    paths.append(write(tmp_path / "丙.xlsx", {"四川": SICHUAN, "湖北": HUBEI}))
    (tmp_path / "坏.xlsx").write_text("no workbook", "utf-8")
    paths.append(tmp_path / "坏.xlsx")
    assert main(["import", str(file), *map(str, paths), "--json"]) == 1
    told = json.loads(capsys.readouterr().out)
    assert [found["name"] for found in told["forms"]][:3] == ["甲", "乙", "工资性支出"]
    assert [found["layout"] for found in told["forms"]] == ["national", "national", "sichuan", "hubei"]
    assert told["rows_added"] == {"project": 4, "indicator": 18}
    cell = next(c for c in told["cells"] if c["place"] == "I7" and c["form"] == 1)
    assert (cell["state"], cell["new"], cell["why"]) == (
        "set",
        "9",
        "文件里是 9 分，软件算出 8.62 分，相差 0.38 分",
    )
    assert any("坏.xlsx" in note for note in told["notes"])


def test_what_holds_no_form_is_said(file, tmp_path, capsys):
    path = write_book(tmp_path / "决算.xlsx", {"Sheet1": accounts(2022)})
    assert main(["import", str(file), str(path), "--forms"]) == 2
    assert "没有认出填好的自评表" in capsys.readouterr().err


def test_a_workbook_without_a_form_beside_others_is_named(file, tmp_path, capsys):
    other = write_book(tmp_path / "决算.xlsx", {"Sheet1": accounts(2022)})
    main(["import", str(file), str(form(tmp_path, "甲.xlsx")), str(other)])
    assert "注意：“决算.xlsx”里没有认出填好的项目自评表，没有导入" in capsys.readouterr().out


def test_forms_beside_other_tables_are_told_of(file, tmp_path, capsys):
    path = beside_tables(tmp_path / "都有.xlsx", accounts(2022), national("甲", items=RIGHT))
    main(["import", str(file), str(path)])
    assert "里面还有 1 份填好的自评表，加 --forms" in capsys.readouterr().out
    assert main(["import", str(file), str(path), "--forms"]) in {0, 1}
    assert "项目 1“甲”（新项目）" in capsys.readouterr().out


def test_a_unit_that_is_not_written_is_given(file, tmp_path, capsys):
    path = form(tmp_path, "甲.xlsx", unit="")
    assert main(["import", str(file), str(path), "--dry-run"]) == 1
    assert "加 --unit 万元" in capsys.readouterr().out
    assert main(["import", str(file), str(path), "--unit", "万元"]) == 0


def test_indicators_that_the_file_has_not_go_with_replace(file, tmp_path, capsys):
    assert main(["import", str(file), str(form(tmp_path, "甲.xlsx"))]) == 0
    fewer = form(tmp_path, "新.xlsx", items=RIGHT[:2])
    main(["import", str(file), str(fewer), "--dry-run"])
    assert "加 --replace" in capsys.readouterr().out
    main(["import", str(file), str(fewer), "--replace"])
    assert "删去 4 个原有的指标" in capsys.readouterr().out


@pytest.mark.parametrize("scheme", ["全国通用", "四川（10+90）", "湖北（20+80）", "银川（10/25/30/35）"])
def test_a_form_of_ours_is_no_list_of_projects(file, tmp_path, capsys, scheme):
    sample = tmp_path / "样例.zpt"
    main(["new", str(sample), "--unit", "某局", "--year", "2022", "--sample"])
    main(["set", str(sample), "setting/scheme/project", scheme])
    main(["export", str(sample), "--forms", str(tmp_path / "表")])
    main(["import", str(file), str(tmp_path / "表" / "科普经费.xlsx")])
    told = capsys.readouterr().out
    assert "1 份自评表，其中 1 个是新项目" in told
    assert "没有对应的栏目" not in told
    main(["score", str(file), "--json"])
    assert [found["name"] for found in json.loads(capsys.readouterr().out)["projects"]] == ["科普经费"]


def test_the_departments_form_is_known_by_itself(file, tmp_path, capsys):
    path = write(tmp_path / "部门.xlsx", {"评分表": YUEYANG})
    capsys.readouterr()
    assert main(["import", str(file), str(path), "--json"]) == 1
    told = json.loads(capsys.readouterr().out)
    assert [(found["of"], found["imported"]) for found in told["forms"]] == [("department", True)]
    assert any("公务招待费变动率" in note for note in told["notes"])
    main(["score", str(file), "--json"])
    items = json.loads(capsys.readouterr().out)["department"]["items"]
    assert next(item["weight"] for item in items if "变动率" in item["name"]) == "5"


def test_the_summary_and_the_departments_form_of_ours_are_named(file, tmp_path, capsys):
    sample = tmp_path / "样例.zpt"
    main(["new", str(sample), "--unit", "某局", "--year", "2022", "--sample"])
    main(["export", str(sample), "--forms", str(tmp_path), "--one"])
    (book,) = tmp_path.glob("*.xlsx")
    capsys.readouterr()
    assert main(["import", str(sample), str(book)]) == 0
    told = capsys.readouterr().out
    assert "没有要写入的。" in told
    assert "起是项目自评结果汇总表，数来自各份自评表，没有导入" in told
    assert "→ 部门整体自评，28 个指标" in told
    main(["export", str(sample), "--forms", str(tmp_path / "各一份")])
    capsys.readouterr()
    assert main(["import", str(file), str(tmp_path / "各一份" / "项目支出绩效自评结果汇总表.xlsx")]) == 2
    assert "起是项目自评结果汇总表，数来自各份自评表，没有导入" in capsys.readouterr().err
