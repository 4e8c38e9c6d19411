"""Differences and rates are those of exact arithmetic, or a reason why there is none."""

from __future__ import annotations

from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.comparison.build import make_steps
from app.comparison.changes import change
from app.comparison.lists import pivot
from app.comparison.values import Change, Comparison, Figure, Line
from app.domain.amount import MAX_FEN
from app.domain.edition import Kind, Row
from app.domain.problem import Outcome

MONEY, PERCENT, SCORE = Kind("money"), Kind("percent", "%"), Kind("number", "分")
amounts = st.integers(-MAX_FEN, MAX_FEN)
numbers = st.decimals(-(10**6), 10**6, places=12, allow_nan=False, allow_infinity=False)


def changed(kind: Kind, base: int | Decimal | None, now: int | Decimal | None, differs: str = "") -> Change:
    """The change of one line from 2021 to 2022."""
    lacks = ("缺少：2021 年某数", "缺少：2022 年某数")
    figures = tuple(
        Figure(Outcome(value=value), None, "" if value is not None else lack)
        for value, lack in zip((base, now), lacks, strict=True)
    )
    line = Line(Row("r", "某数"), kind, "某数", figures, (differs,))
    steps = make_steps((2021, 2022), None)
    comparison = Comparison("某局", (2021, 2022), steps, (), ())
    return change(comparison, line, steps[0])


@given(amounts, amounts)
def test_amounts_change_as_fractions_do(base: int, now: int) -> None:
    found = changed(MONEY, base, now)
    assert isinstance(found.amount.value, int)
    assert found.amount.value == now - base
    assert found.rate is not None
    if base <= 0:
        assert found.rate.value is None
        assert found.rate.reason is not None
        assert found.rate.reason.kind == ("negative_base" if base else "zero_base")
    else:
        exact = Fraction(now - base, base)
        assert abs(Fraction(found.rate.value) - exact) <= abs(exact) / 10**49


@given(numbers, numbers)
def test_numbers_change_as_fractions_do(base: Decimal, now: Decimal) -> None:
    found = changed(SCORE, base, now)
    assert Fraction(found.amount.value) == Fraction(now) - Fraction(base)


@given(numbers, numbers)
def test_percentages_change_by_points_and_have_no_rate(base: Decimal, now: Decimal) -> None:
    found = changed(PERCENT, base, now)
    assert found.rate is None
    assert found.kind.unit == "个百分点"
    assert Fraction(found.amount.value) == (Fraction(now) - Fraction(base)) * 100


@pytest.mark.parametrize(
    ("base", "now", "told"),
    [
        (None, 1, "缺少：2021 年某数"),
        (1, None, "缺少：2022 年某数"),
        (None, None, "缺少：2021 年某数；缺少：2022 年某数"),
    ],
)
def test_a_blank_is_missing_and_never_zero(base, now, told):
    found = changed(MONEY, base, now)
    for outcome in (found.amount, found.rate):
        assert outcome is not None
        assert outcome.value is None
        assert (outcome.reason.kind, outcome.reason.text) == ("missing", told)


def test_the_base_is_named_with_its_year():
    found = changed(MONEY, 0, 5)
    assert found.amount.value == 5
    assert found.rate.reason.text == "不适用：2021 年某数为 0，不作百分比比较"
    assert changed(MONEY, -1, 5).rate.reason.text == "不适用：2021 年某数为负数，不作百分比比较"


def test_another_basis_is_not_compared_though_both_figures_are_there():
    found = changed(PERCENT, Decimal("0.5"), Decimal("0.6"), "口径不同：……")
    assert found.amount.value is None
    assert found.amount.reason.kind == "other_basis"


@given(st.lists(st.tuples(st.integers(0, 5), st.integers(0, 2), amounts), max_size=12))
def test_the_pivot_keeps_integers_to_the_last_digit(entries):
    lanes: dict[int, dict[int, int]] = {0: {}, 1: {}, 2: {}}
    for line, lane, value in entries:
        lanes[lane][line] = value
    rows = pivot(lanes, 6, whole=True)
    for line, row in enumerate(rows):
        for lane, value in enumerate(row):
            assert value == lanes[lane].get(line)
            assert value is None or type(value) is int


def test_the_pivot_keeps_decimals_as_they_are():
    assert pivot({0: {0: Decimal("91.10")}, 1: {1: Decimal(3)}}, 2, whole=False) == [
        (Decimal("91.10"), None),
        (None, Decimal(3)),
    ]
    assert str(pivot({0: {0: Decimal("91.10")}}, 1, whole=False)[0][0]) == "91.10"
