"""Filled forms into the document: projects, indicators, scores as stated and as computed, one step."""

from __future__ import annotations

from decimal import Decimal
from pathlib import Path

import pytest

from app.calculation.engine import compute
from app.calculation.entry import parse_cell
from app.document import Document
from app.domain.act import AddRow
from app.domain.address import Address
from app.domain.report import POSITION_STEP, note_address
from app.edits import remove_rows
from app.exchange.finding.entries import Way
from app.exchange.forms_out import Choice, export_files, export_workbook
from app.exchange.reading.workbook import read_workbook
from app.intake.deed import aim_at, write
from app.intake.form_words import lines, own_scores, sum_up
from app.intake.forms import FormChoice, FormsPlan, FormsSource, find_source, plan_forms
from app.intake.rows import NEW
from tests import form_books as forms
from tests.form_books import HUBEI, RIGHT, SICHUAN, WRONG, national


def source_of(document: Document, *paths: Path) -> FormsSource:
    return find_source([(path, read_workbook(path)) for path in paths], document.model.edition)


def planned(document: Document, *paths: Path, **choices) -> tuple[FormsSource, FormsPlan]:
    source = source_of(document, *paths)
    chosen = [FormChoice(**choices)] * len(source.forms)
    return source, plan_forms(aim_at(document, document.year), source, chosen)


def imported(document: Document, *paths: Path, **choices) -> FormsPlan:
    source, made = planned(document, *paths, **choices)
    write(document, aim_at(document, document.year), made.changes, source.name)
    return made


def file(tmp_path, name="表.xlsx", **given) -> Path:
    cells = national(given.pop("project", "甲项目"), **{"items": RIGHT, "total": (100, 98.3), **given})
    return forms.write(tmp_path / name, {"自评表": cells})


def states(made: FormsPlan, *wanted: str) -> dict[str, str]:
    return {item.entry.place: item.why for item in made.items if item.state in wanted}


def value(document: Document, address: str) -> object:
    table, row, column = address.split("/")
    found = document.results.cells.get(Address(table, int(row), column))
    return found.value if found is not None else document.report.get(Address(table, int(row), column))


def test_a_right_form_is_taken_without_a_word(empty, tmp_path):
    made = imported(empty, file(tmp_path))
    assert states(made, "refused", "differs", "asked") == {}
    assert made.told == ()
    assert own_scores(made) == []
    (project,) = empty.report.rows("project")
    assert project.cells["adjusted_fiscal"] == 43_200_000
    assert "adjusted" not in project.cells
    assert "score" not in project.cells
    assert value(empty, "project/1/adjusted") == 43_200_000
    assert value(empty, "project/1/execution_score") == Decimal("8.62")
    assert value(empty, "project/1/score") == Decimal("98.30")
    assert value(empty, "project/1/form_state") == "已完成"
    assert [record.parent for record in empty.report.rows("indicator")] == [1] * 6
    typed = [record.cells["name"] for record in empty.report.rows("indicator") if "score" in record.cells]
    assert typed == ["科普覆盖面"]  # judged by the officer; all other scores follow from the figures
    assert not [p for p in empty.results.problems if p.severity == "error"]


def test_published_errors_are_told_with_the_right_figure_and_the_scores_stay_the_forms(empty, tmp_path):
    made = imported(empty, file(tmp_path, items=WRONG, execution=(10, 100, 9), total=(100, 101)))
    told = states(made, "differs")
    assert told == {
        "H7": "软件算出的是 86.20%", "G19": "软件算出的是 98",
        "H19": "表上各项得分相加是 99",  # 12 of 10 makes no total of ours
    }  # fmt: skip
    own = {item.entry.place: item.why for item in own_scores(made)}
    assert own == {
        "I7": "文件里是 9 分，软件算出 8.62 分，相差 0.38 分",
        "H14": "文件里是 20 分，软件算出 14.55 分，相差 5.45 分",
        "H15": "文件里是 20 分，软件算出 14.55 分，相差 5.45 分",
        "H18": "文件里是 12 分，软件算出 10 分，相差 2 分",
    }
    assert value(empty, "project/1/execution_score") == 9
    note = empty.report.get(note_address(Address("indicator", 1, "score")))
    assert note == "取自文件“表.xlsx”（自评表!H14）：文件里是 20 分，软件算出 14.55 分，相差 5.45 分"
    errors = [problem.message for problem in empty.results.problems if problem.severity == "error"]
    assert any("应得 8.62 分" in text for text in errors)
    assert any("应得 14.55 分" in text for text in errors)
    assert any("超过分值" in text for text in errors)
    assert any("合计 98 分" in text for text in errors)


def test_scores_left_alone_are_computed(empty, tmp_path):
    path = file(tmp_path, items=WRONG, execution=(10, 100, 9))
    imported(empty, path, left=frozenset({(0, 6, 8), (0, 13, 7)}))
    assert value(empty, "project/1/execution_score") == Decimal("8.62")
    assert value(empty, "indicator/1/score") == Decimal("14.55")


def test_the_import_is_one_step_and_the_same_again_changes_nothing(empty, tmp_path):
    paths = [file(tmp_path, "一.xlsx", project="一"), file(tmp_path, "二.xlsx", project="二", items=WRONG)]
    paths.append(forms.write(tmp_path / "三.xlsx", {"四川": SICHUAN, "湖北": HUBEI}))
    imported(empty, *paths)
    assert len(empty.report.rows("project")) == 4
    assert empty.undo_text == "导入“一.xlsx”等 3 个文件"
    schemes = [record.cells.get("scheme") for record in empty.report.rows("project")]
    assert schemes == [None, None, "四川（10+90）", "湖北（20+80）"]
    _, again = planned(empty, *paths)
    assert again.changes == ()
    empty.undo()
    assert not empty.report.rows("project")
    assert not empty.report.rows("indicator")


def test_a_form_finds_its_project_and_says_what_it_changes(sample, tmp_path):
    before = sample.report.rows("project")[-1]
    name = before.cells["name"]
    source, made = planned(sample, file(tmp_path, project=f" {name}"))
    assert made.rows == {0: before.row}
    assert made.fresh == frozenset()
    olds = {item.address.column: item.old for item in made.items if item.address.table == "project"}
    assert olds["score"] == before.cells["score"]
    assert "同名" not in str(made.told)
    assert "1 份自评表，写入" in sum_up(source, made)


def test_the_officer_says_which_project_and_what_becomes_of_its_indicators(empty, tmp_path):
    imported(empty, file(tmp_path))
    fewer = file(tmp_path, "新.xlsx", project="改了名", items=RIGHT[:2])
    _, made = planned(empty, fewer)
    assert made.fresh == {0}
    _, kept = planned(empty, fewer, row=1)
    assert kept.rows == {0: 1}
    assert kept.removed == 0
    assert any("原有的 4 个指标文件里没有，留着" in text for text, _ in kept.told)
    imported(empty, fewer, row=1, replaces=True)
    assert [record.cells["name"] for record in empty.report.rows("indicator")] == ["培训人次", "讲座场次"]
    assert empty.report.rows("project")[0].cells["name"] == "改了名"


def test_two_forms_of_one_project_are_not_both_taken(empty, tmp_path):
    _, made = planned(empty, file(tmp_path, "一.xlsx"), file(tmp_path, "二.xlsx"))
    assert made.rows == {0: 1}
    assert any("同名" in text for text, _ in made.told)


def test_a_form_without_a_name_waits_for_the_officer(empty, tmp_path):
    path = file(tmp_path, project=None)
    _, made = planned(empty, path)
    assert made.changes == ()
    assert any("没有项目名称" in text for text, _ in made.told)
    _, made = planned(empty, path, row=NEW)
    assert made.added == {"project": 1, "indicator": 6}


def test_totals_are_taken_where_the_form_has_no_parts(empty, tmp_path):
    blank = (None, None, None)
    imported(empty, file(tmp_path, funds=((40, 43.2, 37.24), blank, blank, blank)))
    (project,) = empty.report.rows("project")
    assert project.cells["adjusted"] == 43_200_000
    parts = ((40, 43.2, 37.24), (40, 40, 37.24), (0, 3.2, 0), (0, 0, 0))
    imported(empty, file(tmp_path, funds=parts))
    (project,) = empty.report.rows("project")
    assert "adjusted" not in project.cells  # the same figure comes from its parts now
    assert value(empty, "project/1/adjusted") == 43_200_000


def test_parts_that_do_not_make_the_total_are_told(empty, tmp_path):
    funds = ((40, 44, 37.24), (40, 43.2, 37.24), (0, 0, 0), (0, 0, 0))
    made = imported(empty, file(tmp_path, funds=funds))
    assert states(made, "differs")["E7"].startswith("文件里是 44.00，软件算出的是 43.20")


def test_without_a_unit_amounts_wait_until_one_is_chosen(empty, tmp_path):
    path = file(tmp_path, unit="")
    _, made = planned(empty, path)
    assert made.count("refused") == 12
    assert any("没有写明金额单位" in text for text, _ in made.told)
    imported(empty, path, way=Way("千元"))
    assert value(empty, "project/1/final") == 3_724_000


def test_the_departments_name_is_not_overwritten_unasked(empty, tmp_path):
    unit = Address("profile", "unit_name", "value")
    imported(empty, file(tmp_path))
    assert empty.report.get(unit) == "某局"
    other = forms.write(tmp_path / "四川.xlsx", {"表": SICHUAN})
    made = imported(empty, other)
    assert "B4" in states(made, "asked")
    assert empty.report.get(unit) == "某局"


def test_another_year_is_told(empty, tmp_path):
    cells = national("甲", items=RIGHT) | {"A3:I3": "（2021年度）"}
    _, made = planned(empty, forms.write(tmp_path / "旧.xlsx", {"表": cells}))
    assert any("2021 年度，现在导入到 2022 年度" in text for text, _ in made.told)


def test_everything_that_is_not_simply_taken_is_in_the_lines(empty, tmp_path):
    source, made = planned(empty, file(tmp_path, items=WRONG, execution=(10, 100, 9), total=(98, 101)))
    text = "\n".join(lines(aim_at(empty, 2022), source, made))
    assert "自评表 第 2 行起（全国通用版式） → 项目 1“甲项目”（新项目），5 个指标" in text
    assert "自评表!I7 项目 1“甲项目”·预算执行率得分：空 → 9（文件里是 9 分，软件算出 8.62 分" in text
    assert "自评表!H7" in text


# -- our own forms come back


@pytest.mark.parametrize("label", ["全国通用", "四川（10+90）", "湖北（20+80）", "银川（10/25/30/35）"])
@pytest.mark.parametrize("how", ["workbook", "files"])
def test_our_own_forms_come_back_unchanged(empty, tmp_path, label, how):
    edition = empty.model.edition
    layout = edition.forms.layout[edition.forms.scheme[label].layout]
    project = {
        "name": "科普经费", "unit": "科普中心", "scheme": label, "goal": "办好\n十二期",
        "goal_actual": "办了",
        "initial_fiscal": "0.010101", "adjusted_fiscal": "37.5", "adjusted_other": "5.7",
        "final_fiscal": "37.24", "execution_reason": "招标晚", "deviation": "无", "conclusion": "好",
        "issues": "慢", "measures": "快", "nature": "持续性项目",
    }  # fmt: skip
    items = [
        ("≥", "1200", "人次", "1100", "20", "", "天气"),
        ("=", "12", "场", "12", "10", "", ""),
        ("≤", "300", "元", "310.5", "10", "8", ""),
        ("定性", "明显扩大", "", "明显扩大", "30", "28", "尚可"),
        ("≥", "95", "%", "97.25", "20", "", ""),
    ]
    columns = ("direction", "target", "unit", "actual", "weight", "score", "deviation")
    changes: list = [AddRow("project", 1, POSITION_STEP, "p", _cells(edition, "project", project))]
    for number, item in enumerate(items, 1):
        named = {
            "level1": "产出指标" if number < 4 else "效益指标",
            "level2": "数量指标",
            "name": f"指标{number}甲",
        }
        cells = _cells(edition, "indicator", {**named, **dict(zip(columns, item, strict=True))})
        changes.append(AddRow("indicator", number, number * POSITION_STEP, f"i{number}", cells, 1))
    empty.write(changes, "填")
    choice = Choice(empty.model, empty.report, compute(empty.model, empty.report), "某局")
    if how == "workbook":
        paths = export_workbook(choice, tmp_path / "自评表.xlsx").paths
    else:
        paths = export_files(choice, tmp_path / "自评表").paths
    _, made = planned(empty, *paths)
    changed = [(str(item.address), item.old, item.entry.value) for item in made.items if item.state == "set"]
    assert changed == []
    assert made.changes == ()
    assert states(made, "refused", "differs", "asked") == {}
    kept = dict(empty.report.rows("project")[0].cells)
    inner = [(dict(record.cells), record.parent) for record in empty.report.rows("indicator")]
    empty.write(remove_rows(empty.report, "project", [1], edition), "清")
    assert not empty.report.rows("indicator")
    imported(empty, *paths)
    (back,) = empty.report.rows("project")
    heads = {cell.field for line in layout.lines if not line.each for cell in line.cells} | {"scheme"}
    printed = {cell.field for line in layout.lines if line.each for cell in line.cells}
    printed |= {"direction", "unit"}  # in one cell with the target
    expected = {key: given for key, given in kept.items() if key in heads}
    if label == "全国通用":
        del expected["scheme"]  # is the year's
    if label == "湖北（20+80）":  # has totals only
        expected |= {"adjusted": 43_200_000, "final": 37_240_000}
    assert back.cells == expected
    assert [(record.cells, record.parent) for record in empty.report.rows("indicator")] == [
        ({key: given for key, given in cells.items() if key in printed}, 1) for cells, _ in inner
    ]


def _cells(edition, table: str, texts: dict[str, str]) -> dict:
    read = {c: parse_cell(edition, Address(table, 1, c), text) for c, text in texts.items()}
    return {column: found for column, found in read.items() if found is not None}
