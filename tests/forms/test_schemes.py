"""The shipped rules, schemes and indicators are whole, and score as they say."""

from __future__ import annotations

from decimal import Decimal

import pytest

from app.calculation.engine import compute
from app.calculation.scoring.measure import parse_measure
from app.domain.address import Address
from app.domain.report import Record, Report
from tests.worked import edition, model, put_all

FORMS = edition().forms
SCHEMES = pytest.mark.parametrize("scheme", FORMS.schemes, ids=lambda scheme: scheme.key)
RULES = pytest.mark.parametrize("rule", FORMS.rules, ids=lambda rule: rule.key)
DEPARTMENTS = pytest.mark.parametrize("scheme", FORMS.departments, ids=lambda scheme: scheme.key)


def scored(cells: dict[str, str]):
    """Results of a report with one project and the indicators in `cells`."""
    report = Report(2022)
    put_all(report, cells)
    for record in report.tables.get("indicator", {}).values():
        report.tables["indicator"][record.row] = Record(
            record.row, record.cells, record.position, record.lineage, 1
        )
    return compute(model(), report)


def project(scheme: str, final: str = "100", **more: str) -> dict[str, str]:
    cells = {"project/1/name": "甲", "project/1/adjusted": "100", "project/1/final": final}
    return cells | {"project/1/scheme": scheme} | more


def item(row: int, level: str, weight: str, **texts: str) -> dict[str, str]:
    cells = {
        "level1": level,
        "name": f"指标{row}",
        "weight": weight,
        "direction": "≥",
        "target": "10",
        "actual": "10",
    }
    return {f"indicator/{row}/{column}": text for column, text in (cells | texts).items() if text}


def value(results, address: str):
    table, row, column = address.split("/")
    return results.cells[Address(table, int(row) if row.isdigit() else row, column)].value


# -- what ships


def test_the_national_scheme_is_the_first():
    assert FORMS.schemes[0].key == "national"
    assert FORMS.departments[0].key == "common"
    assert len({scheme.label for scheme in FORMS.schemes}) == len(FORMS.schemes)


@SCHEMES
def test_scheme_makes_the_whole(scheme):
    given = [level.weight for level in scheme.levels]
    if None not in given:
        inside = any(level.execution for level in scheme.levels)
        assert sum(given) + (0 if inside else scheme.execution_weight) == scheme.total == 100
    else:
        assert set(given) == {None}
    assert scheme.source
    assert scheme.layout in FORMS.layout


@RULES
def test_rule_tells_whence_it_is(rule):
    assert rule.source
    assert rule.label


@DEPARTMENTS
def test_department_scheme_makes_the_whole(scheme):
    assert sum(item.weight for item in scheme.items) == 100
    rows = [item.row for item in scheme.items]
    assert len(set(rows)) == len(rows)
    assert scheme.source
    levels = [item.level1 for item in scheme.items]
    assert levels == sorted(levels, key=["投入", "过程", "产出", "效果"].index)


def test_every_figure_of_the_common_framework_is_a_ratio_or_ticked_or_judged():
    for item in FORMS.departments[0].items:
        rule = FORMS.rule[item.rule]
        assert item.value in edition().ratio or item.criteria or rule.kind == "degrees", item.row


def test_every_row_of_the_department_table_is_used():
    used = {item.row for scheme in FORMS.departments for item in scheme.items}
    assert used == set(edition().table["department"].row) - {"department_total"}


def test_library_has_the_usual_indicators_of_every_kind():
    assert 60 <= len(FORMS.library) <= 100
    for scheme in (FORMS.scheme["全国通用"], FORMS.scheme["全国通用（含成本指标）"]):
        for level in scheme.levels:
            for kind in level.kinds:
                assert [e for e in FORMS.library if (e.level1, e.level2) == (level.name, kind)], kind
    names = [(entry.level2, entry.name) for entry in FORMS.library]
    assert len(set(names)) == len(names)


@pytest.mark.parametrize("entry", FORMS.library, ids=lambda entry: entry.key)
def test_a_quantitative_indicator_of_the_library_can_be_scored(entry):
    if entry.direction == "定性":
        assert entry.target
    elif entry.target:
        assert parse_measure(entry.target).number is not None
        assert entry.unit


# -- what the schemes do


@pytest.mark.parametrize(
    ("final", "cap"),
    [
        ("49.99", 59), ("50", 69), ("59.99", 69), ("60", 79), ("69.99", 79), ("70", 89), ("79.99", 89),
        ("80", None), ("100", None),
    ],
)  # fmt: skip
def test_low_execution_caps_the_total(final, cap):
    cells = project("全国通用（执行率低则总分封顶）", final)
    cells |= item(1, "产出指标", "50") | item(2, "效益指标", "40")
    results = scored(cells)
    whole = Decimal(90) + Decimal(final) / 10
    assert value(results, "project/1/score_cap") == cap
    assert value(results, "project/1/score") == (min(whole, cap) if cap else round(whole, 2))


@pytest.mark.parametrize(
    ("actual", "score", "result"), [("12.9", 50, "完成"), ("13", 48, "明显超额"), ("9", 45, "未完成")]
)
def test_thirty_per_cent_over_costs_two_points(actual, score, result):
    cells = project("全国通用（超目标 30% 减 2 分）") | item(1, "产出指标", "50", actual=actual)
    results = scored(cells)
    assert value(results, "indicator/1/proposed") == score
    assert value(results, "indicator/1/result") == result
    national = scored(cells | {"project/1/scheme": "全国通用"})  # tells it, takes nothing off
    assert value(national, "indicator/1/proposed") == (50 if result != "未完成" else 45)
    assert value(national, "indicator/1/result") == result


@pytest.mark.parametrize(
    ("scheme", "score", "result"),
    [("全国通用", "24", "完成"), ("全国通用", "23.99", "未完成"), ("湖北（20+80）", "24", "完成")],
)
def test_edges_of_qualitative_degrees(scheme, score, result):
    cells = project(scheme) | item(
        1, "产出指标", "30", direction="定性", target="明显", actual="明显", score=score
    )
    assert value(scored(cells), "indicator/1/result") == result


@pytest.mark.parametrize(("scheme", "edges"), [("全国通用", (80, 60)), ("湖北（20+80）", (80, 50))])
def test_degrees_bound_the_judgement(scheme, edges):
    steps = FORMS.rule[FORMS.scheme[scheme].degrees].steps
    assert tuple(step.at_least * 100 for step in steps[:2]) == edges


@pytest.mark.parametrize(
    ("scheme", "words"),
    [
        ("全国通用", ["优", "良", "中", "差"]),
        ("上海（优、良、合格、不合格）", ["优", "良", "合格", "不合格"]),
    ],
)
def test_grade_words_are_the_scheme_s(scheme, words):
    cells = {}
    for row, score in enumerate(("90", "89.99", "60", "59.99"), 1):
        cells |= {f"project/{row}/{column}": text for column, text in (("score", score), ("scheme", scheme))}
    results = scored(cells)
    assert [value(results, f"project/{row}/grade") for row in range(1, 5)] == words
    counts = [results.ratios[f"score_{name}_count"].value for name in ("excellent", "good", "fair", "poor")]
    assert counts == [1, 1, 1, 1]


def test_hubei_gives_the_execution_rate_twenty_points():
    results = scored(project("湖北（20+80）", "98") | item(1, "产出指标", "80"))
    assert value(results, "project/1/execution_score") == Decimal("19.60")
    assert value(results, "project/1/score") == Decimal("99.60")
    assert not [problem for problem in results.problems if problem.code.startswith("form_")]


def test_yinchuan_counts_the_execution_rate_within_its_level():
    cells = project("银川（10/25/30/35）")
    for row, (level, weight) in enumerate(
        [("项目决策", "10"), ("项目管理", "15"), ("项目产出", "30"), ("项目效益", "35")], 1
    ):
        cells |= item(row, level, weight)
    results = scored(cells)
    assert value(results, "project/1/weights_told") is None
    assert value(results, "project/1/score") == 100


def test_a_form_without_satisfaction_gives_its_points_to_the_benefits():
    cells = project("全国通用") | item(1, "产出指标", "50") | item(2, "效益指标", "40")
    assert value(scored(cells), "project/1/weights_told") is None
    assert "满意度指标" not in str(value(scored(cells | item(2, "效益指标", "30")), "project/1/weights_told"))


@pytest.mark.parametrize(
    ("actual", "score"), [("90%", 10), ("96%", 10), ("85%", 9), ("87.5%", Decimal("9.50")), ("40%", 0)]
)
def test_satisfaction_has_its_own_line(actual, score):
    label = FORMS.rule["satisfaction"].label
    cells = project("全国通用") | item(1, "满意度指标", "10", target="≥95%", actual=actual, rule=label)
    assert value(scored(cells), "indicator/1/proposed") == score


# -- the department: published figures


@pytest.mark.parametrize(
    ("active", "quota", "score"),
    [
        ("57", "63", "5.00"),  # 茂名 2021: 90.48 %
        ("50", "46", "1.00"),  # 衡山贯塘乡 2023: 108.70 %, eight whole points over
        ("85", "64", "0.00"),  # 新邵司法局 2018: 132.81 %
        ("101", "100", "4.50"),
        ("1009", "1000", "5.00"),
    ],
)
def test_yueyang_staffing(active, quota, score):
    cells = {"profile/staff_active/value": active, "profile/staff_quota/value": quota}
    results = scored(cells | {"setting/scheme/department": "岳阳市评分表"})
    assert value(results, "department/department_staffing/proposed") == Decimal(score)


@pytest.mark.parametrize(
    ("row", "cells", "score"),
    [
        ("department_key_spending", "project/1/category=重点 project/1/final=90 project/2/final=10", "5.00"),
        ("department_key_spending", "project/1/category=重点 project/1/final=65 project/2/final=35", "2.00"),
        ("department_key_spending", "project/1/category=重点 project/1/final=59 project/2/final=41", "0.00"),
        ("department_adjustment", "accounts/income/initial=100 accounts/income/adjusted=100", "3.00"),
        ("department_adjustment", "accounts/income/initial=100 accounts/income/adjusted=85", "1.00"),
        ("department_adjustment", "accounts/income/initial=100 accounts/income/adjusted=110", "2.00"),
        ("department_adjustment", "accounts/income/initial=100 accounts/income/adjusted=131", "0.00"),
        (
            "department_sangong_control",
            "sangong/sangong_total/initial=20 sangong/sangong_total/final=9.07",
            "6.00",
        ),
        (
            "department_sangong_control",
            "sangong/sangong_total/initial=100 sangong/sangong_total/final=102.9",
            "4.00",
        ),
        (
            "department_sangong_change",
            "sangong/sangong_total/prior=100 sangong/sangong_total/final=103",
            "3.50",
        ),
        ("department_carry_over_change", "accounts/carry_out/final=0 accounts/carry_in/final=10", "3.00"),
        ("department_carry_over_change", "accounts/carry_out/final=10 accounts/carry_in/final=10", "2.00"),
        ("department_carry_over_change", "accounts/carry_out/final=11 accounts/carry_in/final=10", "0.00"),
        ("department_payment", "department/department_payment/actual=2", "2.00"),
        ("department_compliance", "department/department_compliance/actual=0", "3.00"),
        ("department_compliance", "department/department_compliance/actual=5", "0.00"),
        ("department_rules", "department/department_rules/ticks=1、3", "2.00"),
        ("department_rules", "department/department_rules/ticks=0", "0.00"),
    ],
)
def test_yueyang_standards(row, cells, score):
    given = {place: text for place, _, text in (pair.partition("=") for pair in cells.split())}
    results = scored(given | {"setting/scheme/department": "岳阳市评分表"})
    assert value(results, f"department/{row}/proposed") == Decimal(score)


def test_what_is_missing_makes_no_grade():
    results = scored({"profile/staff_active/value": "57", "profile/staff_quota/value": "63"})
    assert value(results, "department/department_staffing/score") == 4
    assert value(results, "department/department_sangong_change/score") is None
    total = results.cells[Address("department", "department_total", "score")]
    assert total.value is None
    assert total.reason is not None
    assert "无法评价" in total.reason.text
