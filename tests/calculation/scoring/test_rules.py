from __future__ import annotations

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.calculation.scoring.rules import (
    DONE,
    OVER,
    SHORT,
    WAITING,
    Given,
    degree_of,
    judged,
    score,
    ticked,
)
from app.domain.forms import ScoreRule, ScoreStep

D = Decimal
PROPORTION = ScoreRule("p", "按比例", "proportion")
WHOLE = ScoreRule("w", "全有或全无", "whole")
DEGREES = ScoreRule(
    "d",
    "三档",
    "degrees",
    steps=(
        ScoreStep(at_least=D("0.8"), word="好"),
        ScoreStep(at_least=D("0.5"), word="中"),
        ScoreStep(at_least=D(0), word="差"),
    ),
)
KEY_SPENDING = ScoreRule(
    "k",
    "重点支出安排率",
    "bands",
    measure="value",
    full=D(5),
    steps=(
        ScoreStep(D(5), at_least=D("0.9")),
        ScoreStep(D(4), at_least=D("0.8")),
        ScoreStep(D(3), at_least=D("0.7")),
        ScoreStep(D(2), at_least=D("0.6")),
    ),
)
ADJUSTMENT = ScoreRule(
    "a",
    "预算调整率",
    "bands",
    measure="value",
    full=D(3),
    steps=(
        ScoreStep(D(3), at_most=D(0)),
        ScoreStep(D(2), at_most=D("0.1")),
        ScoreStep(D(1), at_most=D("0.2")),
        ScoreStep(D("0.5"), at_most=D("0.3")),
    ),
)


def points(rule, direction, target, number, weight="10", **more):
    return score(rule, Given(D(weight), direction, D(target), D(number), **more))


@pytest.mark.parametrize(
    ("direction", "target", "number", "proposed", "result"),
    [
        ("≥", "100", "100", "10", DONE),
        ("≥", "100", "86.2037", "8.62", SHORT),
        ("≥", "6", "12", "10", DONE),
        ("≥", "0", "0", "10", DONE),
        ("≤", "10", "8", "10", DONE),
        ("≤", "10", "12.5", "8", SHORT),
        ("≤", "0", "0", "10", DONE),
        ("≤", "0", "2", "0", SHORT),
        ("=", "10", "10", "10", DONE),
        ("=", "10", "8", "8", SHORT),
        ("=", "10", "30", "0", SHORT),
    ],
)
def test_by_proportion(direction, target, number, proposed, result):
    found = points(PROPORTION, direction, target, number)
    assert (found.proposed, found.result) == (D(proposed), result)


def test_half_up_once_at_the_end():
    assert points(PROPORTION, "≥", "43.2", "37.24").proposed == D("8.62")
    assert points(PROPORTION, "≥", "200", "1.9", weight="1").proposed == D("0.01")
    assert points(PROPORTION, "≥", "1000", "125", weight="1", places=2).proposed == D("0.13")


def test_below_the_pass_line_there_is_nothing():
    rule = ScoreRule("p", "", "proportion", pass_line=D("0.6"))
    assert points(rule, "≥", "10", "5.9").proposed == 0
    assert points(rule, "≥", "10", "6").proposed == 6


def test_all_or_nothing():
    assert points(WHOLE, "≥", "10", "9.99").proposed == 0
    assert points(WHOLE, "≤", "10", "9.99").proposed == 10


@pytest.mark.parametrize(
    ("value", "proposed"),
    [
        ("0.95", "5"),
        ("0.9", "5"),
        ("0.8999", "4"),
        ("0.8", "4"),
        ("0.7", "3"),
        ("0.65", "2"),
        ("0.5999", "0"),
    ],
)
def test_bands_hold_their_lower_bound(value, proposed):
    assert points(KEY_SPENDING, "≥", "1", value, weight="5").proposed == D(proposed)


@pytest.mark.parametrize(
    ("value", "proposed"),
    [("0", "3"), ("0.0001", "2"), ("0.1", "2"), ("0.2", "1"), ("0.3", "0.5"), ("0.31", "0")],
)
def test_bands_hold_their_upper_bound(value, proposed):
    assert points(ADJUSTMENT, "≤", "1", value, weight="3").proposed == D(proposed)


def test_points_of_bands_follow_another_weight():
    assert points(ADJUSTMENT, "≤", "1", "0.1", weight="6").proposed == 4


@pytest.mark.parametrize(
    ("whole", "value", "proposed"),
    [
        (True, "1", "5"), (True, "1.0099", "5"), (True, "1.01", "4.5"), (True, "1.025", "4"),
        (True, "1.2", "0"),
        (False, "1.005", "4.75"), (False, "1.025", "3.75"), (False, "0.5", "5"),
    ],
)  # fmt: skip
def test_so_much_off_for_every_point_beyond(whole, value, proposed):
    rule = ScoreRule("x", "", "deduct", full=D(5), limit=D(1), points=D("0.5"), whole_steps=whole)
    assert points(rule, "≤", "1", value, weight="5").proposed == D(proposed)


def test_so_much_off_for_every_point_below():
    rule = ScoreRule("x", "", "deduct", limit=D(1), side="under", points=D("0.1"))
    assert points(rule, "≥", "1", "0.95").proposed == 5


def test_deviation_bands():
    rule = ScoreRule(
        "x",
        "",
        "bands",
        measure="deviation",
        full=D(5),
        steps=(ScoreStep(D(5), at_most=D("0.1")), ScoreStep(D(3), at_most=D("0.15"))),
    )
    assert points(rule, "=", "100", "90", weight="5").proposed == 5
    assert points(rule, "=", "100", "114", weight="5").proposed == 3
    assert points(rule, "=", "100", "116", weight="5").proposed == 0


def test_far_over_the_target_is_told_and_may_cost_points():
    over = {"overshoot": D("0.3"), "overshoot_deduct": D(2)}
    assert points(PROPORTION, "≥", "10", "12.9", **over).result == DONE
    found = points(PROPORTION, "≥", "10", "13", **over)
    assert (found.result, found.proposed, found.taken) == (OVER, 8, 2)
    assert points(PROPORTION, "≤", "10", "1", **over).result == DONE


def test_a_degree_leaves_its_range_to_the_officer():
    found = judged(DEGREES, D(10), "中")
    assert (found.proposed, found.low, found.high, found.result) == (None, 5, 8, WAITING)
    assert judged(DEGREES, D(10), "").high == 10
    assert [degree_of(DEGREES, D(10), D(p)).word for p in ("10", "8", "7.99", "5", "4.99", "0")] == list(
        "好好中中差差"
    )


def test_ticked_criteria():
    found = ticked([D(1), D(1), D(2)], [1, 3], D(8), 2)
    assert (found.proposed, found.result) == (6, SHORT)
    assert ticked([D(1)] * 3, [1, 2, 3], D(3), 2).result == DONE
    assert ticked([D(1)] * 3, [], D(3), 2).proposed == 0


NUMBERS = st.decimals(min_value=0, max_value=10**6, places=4)


@given(
    st.sampled_from([PROPORTION, WHOLE, KEY_SPENDING, ADJUSTMENT]),
    st.sampled_from("≥≤="),
    NUMBERS,
    NUMBERS,
    st.decimals(min_value=0, max_value=100, places=2),
)
def test_a_score_lies_between_nothing_and_the_weight(rule, direction, target, number, weight):
    found = score(rule, Given(weight, direction, target, number, D("0.3"), D(2)))
    assert found.proposed is not None
    assert 0 <= found.proposed <= weight


@given(NUMBERS, NUMBERS, NUMBERS)
def test_more_of_what_is_wanted_is_never_worth_less(target, one, other):
    low, high = sorted((one, other))
    assert points(PROPORTION, "≥", target, low).exact <= points(PROPORTION, "≥", target, high).exact
    assert points(PROPORTION, "≤", target, low).exact >= points(PROPORTION, "≤", target, high).exact
