"""What the charts of the layout draw."""

from __future__ import annotations

from dataclasses import replace

from app.comparison.charts import drawings
from app.domain.edition import Chart
from app.storage.editions import EditionError, dump_edition, restore_edition
from tests.comparison.support import WAN, projects, put_in
from tests.worked import edition


def drawing(document, key):
    return next(one for one in drawings(document, document.years) if one.key == key)


def test_budget_outlay_and_carry_over_by_year(three):
    found = drawing(three, "budget")
    assert found.categories == ("2020 年", "2021 年", "2022 年")
    assert [one.label for one in found.series] == [
        "本年支出合计·年初预算数", "本年支出合计·全年预算数", "本年支出合计·决算数", "年末结转和结余·决算数",
    ]  # fmt: skip
    assert found.series[2].values == (1_718_330_000, 1_842_630_000, 1_972_830_000)
    assert found.label(found.series[2].values[2]) == "1,972.83"
    assert not found.lack


def test_what_is_blank_in_some_years_is_told_and_not_drawn_as_zero(three):
    put_in(three, 2020, accounts__carry_out__final="", accounts__carry_out_personnel__final="")
    found = drawing(three, "budget")
    assert found.series[3].values[0] is None
    assert found.notes == ("年末结转和结余·决算数：2020 年没有数",)


def test_without_any_figure_a_chart_says_what_is_missing(two):
    for found in drawings(two, two.years):
        assert found.lack.startswith("还画不出来：")
        assert not found.series
    assert "没有填本年支出合计·年初预算数、" in drawing(two, "budget").lack
    assert drawing(two, "projects").lack == "还画不出来：2022 年没有填项目的执行数。"


def test_the_largest_projects_and_the_rest_as_one(two):
    projects(two, 2022, *((f"项目{number}", "", number, "") for number in range(1, 26)))
    found = drawing(two, "projects")
    assert found.flat
    assert found.title == "项目支出构成（2022 年）"
    assert found.categories[:2] == ("项目25", "项目24")
    assert found.categories[-1] == "其余 5 个项目"
    (one,) = found.series
    assert len(one.values) == 21
    assert one.values[-1] == (1 + 2 + 3 + 4 + 5) * WAN
    assert sum(one.values) == sum(range(1, 26)) * WAN


def test_scores_by_the_grades_of_the_layout(three):
    found = drawing(three, "scores")
    assert found.categories == (
        "优（90 及以上）",
        "良（80 至 90 以下）",
        "中（60 至 80 以下）",
        "差（60 以下）",
    )
    assert found.series[-1].label == "2022 年"
    assert found.series[-1].values == (15, 2, 0, 0)
    assert [sum(one.values) for one in found.series] == [12, 14, 17]


def test_charts_are_kept_with_the_year():
    shipped = edition()
    assert len(shipped.charts) == 4
    assert restore_edition(dump_edition(shipped)).charts == shipped.charts
    assert restore_edition(dump_edition(replace(shipped, charts=()))).charts == ()


def load(tmp_path, text: str):
    path = tmp_path / "own.toml"
    path.write_text('id = "own"\ntitle = "自"\nyears = [2030, 2031]\nextends = "cn-2022"\n' + text, "utf-8")
    from app.storage.editions import load_edition

    return load_edition(path)


def problems(tmp_path, text: str) -> str:
    try:
        load(tmp_path, text)
    except EditionError as error:
        return "\n".join(error.problems)
    return ""


def test_an_own_layout_adds_and_replaces_charts(tmp_path):
    text = '[[chart]]\nkey = "sangong"\ntitle = "“三公”"\nkind = "years"\ncells = ["sangong_total.final"]\n'
    charts = load(tmp_path, text).charts
    assert [chart.key for chart in charts] == ["budget", "sangong", "projects", "scores"]
    assert charts[1] == Chart("sangong", "“三公”", "years", ("sangong_total.final",))


def test_a_chart_that_cannot_stand_is_told(tmp_path):
    head = '[[chart]]\nkey = "new"\ntitle = "新"\n'
    assert "cells：没有“outlay.rat”" in problems(tmp_path, head + 'kind = "years"\ncells = ["outlay.rat"]\n')
    assert "要写 cells" in problems(tmp_path, head + 'kind = "years"\n')
    items = head + 'kind = "items"\ntable = "{}"\ncolumn = "{}"\n'
    assert "table：没有“accounts”" in problems(tmp_path, items.format("accounts", "final"))
    assert "column：没有栏目“finl”" in problems(tmp_path, items.format("project", "finl"))
    bands = head + 'kind = "bands"\ntable = "project"\ncolumn = "score"\nbands = "grades"\n'
    assert "bands：没有等级表“grades”" in problems(tmp_path, bands)
    assert "以下之一" in problems(tmp_path, head + 'kind = "pie"\n')
