"""Pages on sheets of paper: everything is there, inside its cell, inside the margins, large enough."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace
from itertools import pairwise

import pytest

from app.exchange.page import text_of
from app.exchange.setup import PAPERS, Setup, default_setup
from tests.exchange.support import case, report_of, sample
from tests.ui.printing.support import fonts, job_of, page_of
from ui.printing.compose import compose
from ui.printing.leaf import MILLIMETRE, POINT

LONG = (
    "关于进一步加强基层科普能力建设并推进全民科学素质行动计划实施的若干专项补助资金项目（含上年结转和市县配套）"
    * 2
)


@pytest.fixture(scope="module")
def faces(qapp):
    return fonts()


def projects(count, **cells):
    row = {
        "name": "科普经费",
        "content": "活动",
        "goal": "完成",
        "final": 123_456,
        "adjusted": 123_456,
        "score": 90,
    }
    return case(report_of({}, [{**row, "name": f"项目{n}", **cells} for n in range(1, count + 1)]))


def everything(leaves):
    return "".join(text.text for leaf in leaves for text in leaf.texts).replace(" ", "")


def inside(leaf, faces):
    """Every text lies within the margins, every line of the table too."""
    left, top, right, bottom = (side * MILLIMETRE for side in leaf.margins)
    for text in leaf.texts:
        wide = faces.metrics(text.face).horizontalAdvance(text.text)
        assert left - 1 <= text.x and text.x + wide <= leaf.width - right + 1, text
        assert top - 1 <= text.y - faces.metrics(text.face).ascent() * 0.9, text
        assert text.y + faces.metrics(text.face).descent() * 0.6 <= leaf.height - bottom + 1, text
    for rule in leaf.rules:
        assert left - 1 <= min(rule.x1, rule.x2) and max(rule.x1, rule.x2) <= leaf.width - right + 1
        assert top - 1 <= rule.y1 and rule.y2 <= leaf.height - bottom + 1


@pytest.mark.parametrize("paper", sorted(PAPERS))
@pytest.mark.parametrize("orientation", ["portrait", "landscape"])
@pytest.mark.parametrize("scale", [0, 70, 120])
def test_every_page_stays_within_its_margins(faces, paper, orientation, scale):
    for page in sample().pages():
        setup = Setup(paper=paper, orientation=orientation, scale=scale, margins=(25, 20, 10, 12))
        leaves, _ = compose(page, setup, faces)
        for leaf in leaves:
            assert (leaf.width, leaf.height) == tuple(round(side * MILLIMETRE) for side in setup.size)
            inside(leaf, faces)


@pytest.mark.parametrize("scale", [0, 150])
def test_every_text_of_the_page_is_on_paper(faces, scale):
    for page in sample().pages():
        leaves, _ = compose(page, replace(default_setup(page), scale=scale), faces)
        said = everything(leaves)
        for row in page.rows:
            for index in range(1 if row.section else len(row.cells)):
                told = "" if row.hidden else text_of(row, index)
                assert told.replace(" ", "").replace("\n", "") in said, (page.key, told)
        for text in (page.title, page.left, page.right, *page.notes, *(label for label, _ in page.foot)):
            assert text.replace(" ", "") in said


def test_no_two_texts_lie_on_each_other(faces):
    for page in sample().pages():
        for leaf in compose(page, default_setup(page), faces)[0]:
            places = sorted(
                (text.y, text.x, text.x + faces.metrics(text.face).horizontalAdvance(text.text))
                for text in leaf.texts
            )
            for (y, _, right), (below, left, _) in pairwise(places):
                assert y != below or right <= left + 1


def test_headings_title_and_unit_on_every_sheet(faces):
    leaves, _ = compose(page_of(projects(200), "project"), Setup(), faces)
    assert len(leaves) > 3
    for number, leaf in enumerate(leaves):
        said = [text.text for text in leaf.texts]
        assert {"序号", "项目名称", "分配资金", "综合得分", "单位：万元"} <= set(said)
        assert ("项目资金支出明细及自评得分表（续）" in said) == bool(number)
        assert ("单位负责人：" in said) == (leaf is leaves[-1])


def test_a_list_is_numbered_to_its_end_and_the_total_is_not_alone(faces):
    page = page_of(projects(200), "project")
    leaves, _ = compose(page, Setup(), faces)
    names = Counter(text.text for leaf in leaves for text in leaf.texts if text.text.startswith("项目"))
    assert all(names[f"项目{n}"] == 1 for n in range(1, 201))
    last = [text.text for text in leaves[-1].texts]
    assert "合计" in last and "项目200" in last


@pytest.mark.parametrize("count", range(30, 62))
def test_no_sheet_for_the_signatures_alone(faces, count):
    leaves, _ = compose(page_of(projects(count), "project"), Setup(), faces)
    assert any(text.text.startswith("项目") and text.text[2:].isdigit() for text in leaves[-1].texts)


def test_long_names_wrap_and_are_whole(faces):
    leaves, _ = compose(page_of(projects(3, name=LONG), "project"), Setup(), faces)
    assert everything(leaves).count(LONG) == 3
    for leaf in leaves:
        inside(leaf, faces)


def test_a_cell_longer_than_a_sheet_goes_on_on_the_next(faces):
    text = "第一年完成科普活动若干场次。" * 400
    leaves, _ = compose(page_of(projects(1, content=text), "project"), Setup(), faces)
    assert len(leaves) > 1
    assert (
        "".join(t.text for leaf in leaves for t in leaf.texts if t.text[:1] not in "部项单注").count(
            "若干场次"
        )
        > 300
    )
    for leaf in leaves:
        inside(leaf, faces)


def test_what_is_longer_than_a_sheet_leaves_no_half_sheet_blank(faces):
    rows = [{"name": "甲", "final": 1}, {"name": "乙", "final": 1, "content": "第一年完成若干场次。" * 500}]
    leaves, _ = compose(page_of(case(report_of({}, rows)), "project"), Setup(), faces)
    first = max(text.y for text in leaves[0].texts)
    assert first > leaves[0].height * 0.85
    assert [text.text for text in leaves[0].texts].count("乙") == 1


def test_one_sheet_if_it_can_be_read(faces):
    page = page_of(sample(), "accounts")
    small = Setup(single=True, paper="B5", orientation="landscape")
    leaves, told = compose(page, small, faces)
    assert len(leaves) == 1 and "小于 8 磅" in told
    inside(leaves[0], faces)
    assert len(compose(page, replace(small, single=False), faces)[0]) > 1
    many = page_of(projects(400), "project")
    leaves, told = compose(many, Setup(single=True), faces)
    assert len(leaves) > 5 and "看不清" in told


def test_large_amounts_fit_their_cells(faces):
    page = page_of(projects(2, final=99_999_999_999_999, adjusted=1), "project")
    for setup in (Setup(), Setup(orientation="landscape", scale=60)):
        for leaf in compose(page, setup, faces)[0]:
            assert any("99,999,999.999999" in text.text for text in leaf.texts)
            inside(leaf, faces)


def test_by_itself_type_is_eight_points_or_more(faces):
    for page in sample().pages():
        leaves, told = compose(page, default_setup(page), faces)
        assert told == ""
        assert min(text.face.size for leaf in leaves for text in leaf.texts) >= 8 * POINT


def test_smaller_type_is_told(faces):
    page = page_of(sample(), "accounts")
    leaves, told = compose(page, Setup(orientation="portrait", paper="B5"), faces)
    assert "小于 8 磅" in told and "收支预决算情况表" in told
    for leaf in leaves:
        inside(leaf, faces)


def test_a_scale_too_large_for_the_paper_is_made_smaller_and_told(faces):
    page = page_of(sample(), "accounts")
    leaves, told = compose(page, Setup(orientation="landscape", scale=200), faces)
    assert "按 200% 放不下" in told
    for leaf in leaves:
        inside(leaf, faces)


def test_the_main_table_stands_on_one_sheet(faces):
    page = page_of(sample(), "accounts")
    assert len(compose(page, default_setup(page), faces)[0]) == 1


def test_an_empty_table_says_so(faces):
    empty = case(report_of({}, []))
    for key in ("accounts", "sangong", "project"):
        page = page_of(empty, key)
        assert "本表无数据" in page.notes[0]
        said = everything(compose(page, default_setup(page), faces)[0])
        assert "本表无数据" in said
    assert not any("无数据" in note for page in sample().pages() for note in page.notes)


def test_the_cover_has_title_unit_and_year(faces):
    job = job_of(sample(), faces, only=("cover",))
    said = [text.text for text in job.leaves[0].texts]
    assert said[:2] == ["2022 年度", "部门整体支出绩效自评表"]
    assert "部门（单位）：石家庄市科学技术协会" in said
    assert not job.leaves[0].numbered
    inside(job.leaves[0], faces)
