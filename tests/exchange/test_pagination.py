"""Rows on sheets of paper: none lost, none torn from what it belongs to, no sheet too full."""

from __future__ import annotations

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.exchange.pagination import group_starts, paginate
from tests.exchange.support import case, report_of, sample


@st.composite
def tables(draw):
    heights = draw(st.lists(st.integers(1, 40), max_size=60))
    starts = draw(st.sets(st.integers(0, max(0, len(heights) - 1))))
    first, more, tail = draw(st.integers(1, 100)), draw(st.integers(0, 60)), draw(st.integers(0, 50))
    return heights, starts, first, first + more, tail


@given(tables())
def test_every_row_once_and_no_sheet_too_full(given_table):
    heights, starts, first, rest, tail = given_table
    sheets = paginate(heights, starts, first, rest, tail)
    assert [row for sheet in sheets for row in sheet] == list(range(len(heights)))
    for number, sheet in enumerate(sheets):
        room = rest if number else first
        assert sum(heights[row] for row in sheet) <= room or len(sheet) == 1
        assert len(sheet) or number == len(sheets) - 1


@given(tables())
def test_what_fits_a_sheet_is_not_torn(given_table):
    heights, starts, first, rest, _ = given_table
    sheets = paginate(heights, starts, first, rest)
    whose = {row: number for number, sheet in enumerate(sheets) for row in sheet}
    for begin, end in pairwise(sorted({0, *starts, len(heights)})):
        if begin and sum(heights[begin:end]) <= rest:
            assert len({whose[row] for row in range(begin, end)}) == 1


@given(tables())
def test_the_tail_has_its_room(given_table):
    heights, starts, first, rest, tail = given_table
    sheets = paginate(heights, starts, first, rest, tail)
    room = rest if len(sheets) > 1 else first
    alone = len(sheets[-1]) == 0
    assert alone or not heights or sum(heights[row] for row in sheets[-1]) + tail <= room


def test_the_signatures_do_not_stand_alone():
    assert paginate([10] * 10, range(10), 100, 100, tail=15) == [range(9), range(9, 10)]
    assert paginate([10] * 9, range(9), 100, 100, tail=10) == [range(9)]


def test_a_heading_is_not_left_behind():
    # the third group is larger than a sheet: it is parted, but not after its first row
    heights = [10] * 20
    assert paginate(heights, [0, 4], 50, 50) == [
        range(4),
        range(4, 9),
        range(9, 14),
        range(14, 19),
        range(19, 20),
    ]
    assert paginate([10] * 4 + [10] * 8, [0, 4], 50, 50)[0] == range(4)


def test_groups_of_the_shipped_tables():
    pages = {page.key: page for page in sample().pages()}
    accounts = [row for row in pages["accounts"].rows if not row.hidden]
    starts = group_starts(accounts)
    inside = set(range(len(accounts))) - set(starts)
    assert starts[0] == 0
    assert all(not accounts[index].section for index in inside)
    for index in inside:
        assert accounts[index].looks[0].indent or accounts[index - 1].section
    project = pages["project"].rows
    assert group_starts(project) == list(range(len(project) - 1))  # the total stays with the last project


@pytest.mark.parametrize("count", [0, 1])
def test_short_lists(count):
    rows = report_of({}, [{"name": "甲", "final": 1}] * count)
    page = next(page for page in case(rows).pages() if page.key == "project")
    assert group_starts(page.rows) == [0]
