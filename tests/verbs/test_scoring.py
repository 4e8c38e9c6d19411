"""`score`: every score with its reasoning, as text and as JSON."""

from __future__ import annotations

import json

import pytest

from app.verbs.opening import DONE


def test_every_score_says_how_it_came_about(done, sample):
    printed = done("score", sample)
    assert "1. 科普经费：91 分，优，方案：全国通用" in printed
    assert "    执行率 = 220.84 ÷ 220.84 = 100%（不先舍入）" in printed
    assert "    得分 = 分值 10 × 90% = 9 分" in printed
    assert "2. 党组织活动经费：90 分，优，直接填列，没有自评表" in printed
    assert "17 个项目自评：优 15 个、良 2 个，平均 91.47 分" in printed
    assert "部门整体自评（共性指标框架）" in printed


def test_one_project_as_data(done, sample):
    data = json.loads(done("score", sample, "--project", "5", "--json"))
    (project,) = data["projects"]
    assert (project["number"], project["score"], project["grade"], project["form"]) == (5, "89", "良", True)
    assert project["execution"]["score"] == "10"
    assert len(project["indicators"]) == 7
    late = next(item for item in project["indicators"] if item["name"] == "活动按期完成率")
    assert (late["target"], late["actual"], late["weight"], late["score"]) == ("100", "80", "10", "8")
    assert (late["result"], late["typed"]) == ("未完成", False)
    assert any("× 80% = 8 分" in line for line in late["reasoning"])
    assert "department" not in data


def test_all_as_data_holds_the_department_without_a_grade(done, sample):
    data = json.loads(done("score", sample, "--json"))
    assert len(data["projects"]) == 17
    assert data["department"]["grade"] is None
    assert data["department"]["score"] is None
    assert data["department_sentence"].endswith("不评等级。")


@pytest.mark.parametrize("number", ["0", "18", "-1"])
def test_no_such_project(run, sample, number):
    code, printed, complained = run("score", sample, f"--project={number}")
    assert code != DONE
    assert printed == ""
    assert "一共 17 个" in complained


def test_an_indicator_is_added_to_a_project_by_its_number(run, done, empty):
    done("add-row", empty, "project", "name=甲", "adjusted=43.2", "final=37.24")
    cells = ("level1=产出指标", "name=场次", "direction=≥", "target=10", "actual=9", "weight=90")
    done("add-row", empty, "--project", "1", "indicator", *cells)
    data = json.loads(done("score", empty, "--project", "1", "--json"))
    assert data["projects"][0]["score"] == "89.62"
    assert data["projects"][0]["execution"]["rate"] == "86.20%"
    code, _, complained = run("add-row", empty, "indicator", "name=别的")
    assert code != DONE
    assert "--project" in complained
    code, _, complained = run("add-row", empty, "--project", "1", "project", "name=乙")
    assert code != DONE
