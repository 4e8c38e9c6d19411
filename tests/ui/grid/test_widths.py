"""Columns of amounts are wide enough for what stands in them."""

from __future__ import annotations

from decimal import Decimal

import pytest

from app.domain.amount import WAN, YUAN, format_money
from ui.grid.widths import _extremes


def widths(view) -> dict[str, int]:
    return {column.key: view.columnWidth(place) for place, column in enumerate(view.table.columns)}


def whole(view, column: str) -> bool:
    """Whether every amount of a column is shown as a number."""
    place = [each.key for each in view.table.columns].index(column)
    measure = view.frame_.metrics.strong_text
    texts = [view.table.look(row, place).text for row in range(view.table.rowCount())]
    pad = view.frame_.metrics.pad
    room = view.columnWidth(place) - 2 * pad - 1 + pad // 2
    return all(measure.horizontalAdvance(text) <= room for text in texts)


@pytest.mark.parametrize("zoom", [1.0, 1.5, 2.0])
def test_amounts_are_shown_whole_in_both_units(hands, sample, zoom):
    h = hands(sample)
    h.at("accounts/personnel/final")
    h.session.set_zoom(zoom)
    proposed = widths(h.view)
    h.session.set_money_unit(YUAN)
    assert whole(h.view, "final")
    assert widths(h.view)["final"] > proposed["final"]
    h.session.set_money_unit(WAN)
    assert widths(h.view) == proposed


def test_a_column_grows_with_what_is_typed(hands, sample):
    h = hands(sample)
    h.at("accounts/personnel/final")
    before = widths(h.view)
    h.session.enter(h.view.current_address(), "123456789.123456")
    assert widths(h.view)["final"] > before["final"]
    assert whole(h.view, "final")
    assert widths(h.view)["initial"] == before["initial"]


def test_a_width_that_was_set_is_kept(hands, sample):
    h = hands(sample)
    h.at("accounts/personnel/final")
    place = h.view.currentIndex().column()
    h.view.setColumnWidth(place, 60)
    h.session.set_money_unit(YUAN)
    assert abs(h.view.columnWidth(place) - 60) <= 1
    h.session.enter(h.view.current_address(), "1234567890.12")
    assert abs(h.view.columnWidth(place) - 60) <= 1


@pytest.mark.parametrize("unit", [WAN, YUAN])
def test_the_longest_amount_is_among_the_extremes(unit):
    values = [0, -100, 1_234_567, 99_990_000, 100_000_000, -123_456_789, Decimal("1234.5"), None, "x"]
    longest = max(len(format_money(value, unit)) for value in values if not isinstance(value, str | None))
    assert max(len(format_money(value, unit)) for value in _extremes(values, unit, 2)) == longest
