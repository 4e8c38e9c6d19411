"""Columns of text share the width of a sheet; what no row can show is told."""

from __future__ import annotations

import pytest

from app.exchange.page import text_width
from app.exchange.paper import MOST_LINES, line_count
from tests.exchange.support import case, report_of

TEXT = "开展科普活动若干场次，覆盖城乡居民，"


def page(**texts):
    pages = case(report_of({}, [{"name": "科普经费", "final": 10_000, **texts}])).pages()
    return next(page for page in pages if page.key == "project")


def widths(page):
    return {column.key: column.width for column in page.columns}


def test_short_texts_leave_the_columns_as_the_sheet_says():
    assert widths(page(content="科普", goal="完成")) == widths(page())


def test_a_long_text_takes_room_from_the_others_and_the_sheet_stays_as_wide():
    plain, long = widths(page()), widths(page(content=TEXT * 12))
    assert long["content"] > plain["content"]
    assert sum(long.values()) == sum(plain.values())
    assert min(long[key] for key in ("name", "content", "goal")) >= 14


@pytest.mark.parametrize("times", [8, 20])
def test_what_fits_into_the_highest_row_is_exported_without_a_word(times, tmp_path):
    made = case(report_of({}, [{"name": "甲", "final": 1, "adjusted": 1, "content": TEXT * times}]))
    assert made.export(tmp_path / "out.xlsx").warnings == ()


def test_what_does_not_fit_is_told(tmp_path):
    text = TEXT * 100
    made = case(report_of({}, [{"name": "甲", "final": 1, "adjusted": 1, "content": text}]))
    (told,) = made.export(tmp_path / "out.xlsx").warnings
    assert "1 格文字太长（项目内容）" in told
    width = widths(made.pages()[2])["content"]
    assert line_count(text, width) > MOST_LINES
    assert text_width(text) > width * MOST_LINES
