"""A finance bureau's own rules, adopted by one TOML file that extends the shipped edition."""

from __future__ import annotations

from decimal import Decimal
from pathlib import Path

import pytest

from app.calculation.engine import compute
from app.calculation.entry import parse_cell
from app.calculation.prepare import compile_edition
from app.document import create
from app.domain.address import parse_address
from app.domain.amount import WAN
from app.domain.report import POSITION_STEP, Record, Report
from app.storage.editions import EditionError, dump_edition, load_edition, restore_edition

DATA = Path(__file__).parents[1] / "data"
CITY = load_edition(DATA / "edition-bureau.toml")
DAZHOU = load_edition(DATA / "edition-dazhou.toml")
BASE = load_edition("cn-2022")


def scored(edition, cells: dict[str, str]):
    """Results of a report typed in; indicators belong to project 1."""
    report = Report(2022)
    for place, text in cells.items():
        address = parse_address(place)
        table = edition.table.get(address.table)
        parent = 1 if table is not None and table.parent else None
        position = address.row * POSITION_STEP if isinstance(address.row, int) else 0
        rows = report.tables.setdefault(address.table, {})
        record = rows.setdefault(address.row, Record(address.row, {}, position, "", parent))
        found = parse_cell(edition, address, text, WAN) if table is not None else text
        assert found is not None
        record.cells[address.column] = found
    return compute(compile_edition(edition), report)


def value(results, place: str):
    return results.cells[parse_address(place)].value


def form(final: str = "100", *, actual: str = "10", judged: str = "25") -> dict[str, str]:
    return {
        "project/1/name": "甲",
        "project/1/scheme": "某市（15/50/25/10）",
        "project/1/adjusted": "100",
        "project/1/final": final,
        "indicator/1/level1": "产出指标",
        "indicator/1/name": "场次",
        "indicator/1/direction": "≥",
        "indicator/1/target": "10",
        "indicator/1/actual": actual,
        "indicator/1/weight": "50",
        "indicator/2/level1": "效益指标",
        "indicator/2/name": "效果",
        "indicator/2/direction": "定性",
        "indicator/2/actual": "明显",
        "indicator/2/weight": "25",
        "indicator/2/score": judged,
        "indicator/3/level1": "满意度指标",
        "indicator/3/name": "满意度",
        "indicator/3/direction": "≥",
        "indicator/3/target": "90%",
        "indicator/3/actual": "95%",
        "indicator/3/weight": "10",
    }


def test_the_shipped_schemes_stay_and_the_own_one_stands_where_it_says():
    assert [scheme.key for scheme in CITY.forms.schemes][:2] == ["national", "city"]
    assert {scheme.key for scheme in BASE.forms.schemes} < {scheme.key for scheme in CITY.forms.schemes}
    choices = CITY.table["project"].column["scheme"].kind.choices
    assert "某市（15/50/25/10）" in choices
    assert restore_edition(dump_edition(CITY)) == CITY


@pytest.mark.parametrize(
    ("final", "execution", "total", "grade"),
    [
        ("100", 15, 100, "优秀"),
        ("95", 15, 100, "优秀"),
        ("94.99", 12, 97, "优秀"),
        ("85", 12, 97, "优秀"),
        ("84.99", 6, 84, "合格"),  # capped at 84
        ("60", 6, 84, "合格"),
        ("59.99", 0, 60, "不合格"),  # no band fits, capped at 60
    ],
)
def test_own_bands_caps_and_grade_words(final, execution, total, grade):
    results = scored(CITY, form(final))
    assert value(results, "project/1/execution_score") == execution
    assert value(results, "project/1/score") == total
    assert value(results, "project/1/grade") == grade
    assert value(results, "project/1/weights_told") is None


def test_own_pass_line_overshoot_and_decimals():
    assert value(scored(CITY, form(actual="5.9")), "indicator/1/proposed") == 0
    assert value(scored(CITY, form(actual="6.666")), "indicator/1/proposed") == Decimal("33.3")
    assert value(scored(CITY, form(actual="14.9")), "indicator/1/result") == "完成"
    assert value(scored(CITY, form(actual="15")), "indicator/1/proposed") == 49


def test_own_edges_of_the_degrees():
    assert value(scored(CITY, form(judged="22.5")), "indicator/2/result") == "完成"
    assert value(scored(CITY, form(judged="22.4")), "indicator/2/result") == "未完成"


def test_a_replaced_rule_scores_anew_and_the_shipped_edition_does_not():
    cells = {
        "setting/scheme/department": "岳阳市评分表",
        "profile/staff_active/value": "50",
        "profile/staff_quota/value": "46",
    }
    place = "department/department_staffing/proposed"
    results = [scored(edition, cells) for edition in (CITY, BASE)]
    assert value(results[0], place) == Decimal("0.65")  # 8.70 points over, each 0.5
    assert value(results[1], place) == Decimal("1.00")  # eight whole ones


def test_a_city_s_own_department_form_with_indicators_of_its_own():
    assert sum(item.weight for item in DAZHOU.forms.department_scheme["达州市评分表"].items) == 100
    cells = {"setting/scheme/department": "达州市评分表"}
    cells |= {
        f"department/{row}/{column}": text
        for row, column, text in [
            ("dazhou_relevance", "actual", "符合"), ("dazhou_relevance", "score", "5"),
            ("dazhou_clarity", "actual", "符合"), ("dazhou_clarity", "score", "5"),
            ("dazhou_reason", "actual", "符合"), ("dazhou_reason", "score", "4"),
            ("dazhou_budget", "ticks", "1"),
            ("dazhou_management", "ticks", "1、2、3、5、6、7、8"),
            ("dazhou_future", "actual", "较好"), ("dazhou_future", "score", "13"),
        ]
    }  # fmt: skip
    cells |= {
        "figures/work_done/value": "19",
        "figures/survey_satisfied/value": "85",
        "figures/survey_valid/value": "100",
    }
    results = scored(DAZHOU, cells)
    assert value(results, "department/dazhou_budget/score") == 5
    assert value(results, "department/dazhou_management/score") == 28
    assert value(results, "department/dazhou_duty/score") == 19
    assert value(results, "department/department_satisfaction/score") == 9
    assert value(results, "department/department_total/score") == 88
    assert value(results, "department/department_total/result") == "良"


def test_a_document_keeps_the_bureau_s_rules(tmp_path):
    with create(tmp_path / "a.zpt", "某局", 2022, CITY) as document:
        assert "某市（15/50/25/10）" in document.model.edition.forms.scheme


@pytest.mark.parametrize(
    ("old", "new", "told"),
    [
        ('degrees = "degrees_city"', 'degrees = "degrees_town"', "degrees_town"),
        ('bands = "grade_city"', 'bands = "grade_town"', "grade_town"),
        ("places = 1", "decimals = 1", "decimals"),
        ("at_least = 0.95", "at_least = '95%'", "at_least"),
        ('extends = "cn-2022"', 'extends = "cn-2021"', "cn-2021"),
        (
            'label = "等级（某市）"',
            "label = “等级（某市）”",
            "第 9 行第 9 个字符附近写法不对，不是正确的 TOML：引号",
        ),
        (
            "caps = [{ below = 0.6, most = 60 }",
            "caps = [{ below = 0.6, top = 60 }",
            "caps 第 1 个：不认识的字段 top",
        ),
        ("below = 0.6, most", "below = 60, most", "below 是执行率，在 0 和 1 之间，80% 写 0.8，现在是 60"),
        ("most = 84", "most = 840", "most 要在 0 和 100 之间"),
        ("at_least = 0.9 }", "at_least = 90 }", "75% 写 0.75"),
        ("overshoot = 0.5", "overshoot = 50", "30% 写 0.3"),
        ("places = 1", "places = 9", "小数位数"),
        ('name = "效益指标"', 'name = "产出指标"', "一级指标“产出指标”重复"),
    ],
)
def test_a_mistake_is_told_with_its_place(tmp_path, old, new, told):
    text = (DATA / "edition-bureau.toml").read_text("utf-8")
    assert old in text
    path = tmp_path / "bureau.toml"
    path.write_text(text.replace(old, new, 1), "utf-8")
    with pytest.raises(EditionError) as caught:
        load_edition(path)
    assert told in str(caught.value)
    assert "bureau.toml" in str(caught.value)


@pytest.mark.parametrize(
    ("old", "new", "told"),
    [
        ("weight = 10, ", "weight = 9, ", "各项分值之和是"),
        ('rule = "degrees" }', 'rule = "criteria" }', "按条款计分，缺少 criteria"),
    ],
)
def test_a_mistake_in_the_department_s_form_is_told(tmp_path, old, new, told):
    path = tmp_path / "dazhou.toml"
    text = (DATA / "edition-dazhou.toml").read_text("utf-8")
    assert old in text
    path.write_text(text.replace(old, new, 1), "utf-8")
    with pytest.raises(EditionError) as caught:
        load_edition(path)
    assert told in str(caught.value)
