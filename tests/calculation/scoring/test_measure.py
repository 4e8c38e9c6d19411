from __future__ import annotations

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.calculation.scoring.measure import parse_measure, same_unit


@pytest.mark.parametrize(
    ("text", "direction", "number", "unit"),
    [
        ("≥95%", "≥", "95", "%"),
        (">=95％", "≥", "95", "%"),
        ("不低于 90 %", "≥", "90", "%"),
        ("≤100万元", "≤", "100", "万元"),
        ("不超过3天", "≤", "3", "天"),
        ("=2个", "=", "2", "个"),
        ("1,200人次", "", "1200", "人次"),
        ("２０场", "", "20", "场"),
        ("90%以上", "≥", "90", "%"),
        ("30日以内", "≤", "30", "日"),
        ("0.5", "", "0.5", ""),
        ("-3", "", "-3", ""),
    ],
)
def test_read(text, direction, number, unit):
    found = parse_measure(text)
    assert (found.direction, found.number, found.unit) == (direction, Decimal(number), unit)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "提升",
        "有效提升",
        "12月底前",
        "2022年12月31日",
        "3000多个",
        "5-8次",
        "1e5",
        "12,34",
        "约20",
        "NaN",
        "3余次",
    ],
)
def test_no_figure_to_reckon_with(text):
    assert parse_measure(text).number is None
    assert parse_measure(text).text == text


@given(st.text(max_size=30))
def test_any_text_is_read_without_an_error_and_kept(text):
    assert parse_measure(text).text == text


@given(st.decimals(min_value=0, max_value=10**9, places=2), st.sampled_from(["", "%", "万元", "人次"]))
def test_a_number_comes_back(number, unit):
    found = parse_measure(f"≥{number}{unit}")
    assert (found.direction, found.number, found.unit) == ("≥", number, unit)


def test_a_unit_that_is_not_written_is_the_others():
    assert same_unit("", "%")
    assert not same_unit("元", "万元")
