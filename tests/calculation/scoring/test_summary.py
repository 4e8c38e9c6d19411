from __future__ import annotations

from decimal import Decimal

from app.calculation.engine import compute
from app.calculation.environment import workspace
from app.calculation.explain import explain
from app.calculation.scoring.summary import department_sentence, project_sentence, rate_projects
from app.domain.address import Address
from app.domain.report import Record, Report
from tests.test_samples import EDITION, REPORT, RESULTS
from tests.worked import model

D = Decimal


def test_the_sentence_for_the_report_counts_grades_and_names_those_below_the_line():
    rating = rate_projects(model(), REPORT, RESULTS)
    assert (len(rating.rated), rating.unrated, rating.mean, rating.line) == (17, (), D("91.47"), 90)
    assert dict(rating.counts) == {"优": 15, "良": 2, "中": 0, "差": 0}
    assert project_sentence(rating) == (
        "17 个项目自评：优 15 个、良 2 个，平均 91.47 分。"
        "90 分以下的 2 个：全民素质经费（89 分）、青少年计算机大赛（82 分）。"
    )


def test_it_can_be_copied_from_the_mean():
    assert explain(model(), REPORT, RESULTS, "score_mean").sentence.startswith("17 个项目自评：优 15 个")


def test_projects_without_a_score_are_named_and_none_at_all_is_no_sentence():

    report = Report(
        2022, {"project": {1: Record(1, {"name": "甲", "score": D(95)}, 1), 2: Record(2, {"name": "乙"}, 2)}}
    )
    told = project_sentence(rate_projects(model(), report, compute(model(), report)))
    assert told == "1 个项目自评：优 1 个，平均 95.00 分。还没有得分的 1 个：乙。"
    nothing = Report(2022)
    assert project_sentence(rate_projects(model(), nothing, compute(model(), nothing))) == ""


def test_the_department_gets_no_grade_from_a_part_nor_from_its_projects():
    told = department_sentence(workspace(model(), REPORT, RESULTS))
    assert "项无法评价（绩效目标合理性、" in told
    assert told.endswith("不评等级。")
    assert "等级为" not in told
    total = Address(EDITION.forms.tables.department, "department_total", "score")
    assert explain(model(), REPORT, RESULTS, total).sentence == told
