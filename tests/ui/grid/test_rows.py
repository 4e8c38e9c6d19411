"""From one order of rows to another."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from ui.grid.rows import steps

ORDERS = st.lists(st.integers(0, 12), unique=True)


@given(ORDERS, ORDERS)
def test_steps_lead_from_one_order_to_the_other(old, new):
    rows = list(old)
    for step in steps(old, new):
        if step.kind == "remove":
            del rows[step.first : step.last + 1]
        elif step.kind == "order":
            assert sorted(rows) == sorted(step.rows)
            rows = list(step.rows)
        else:
            rows[step.first : step.first] = step.rows
    assert rows == new


def test_one_new_row_is_one_step():
    assert [step.kind for step in steps([1, 2, 3], [1, 9, 2, 3])] == ["insert"]
    assert [step.kind for step in steps([1, 2, 3], [1, 3])] == ["remove"]
    assert [step.kind for step in steps([1, 2, 3], [2, 1, 3])] == ["order"]
    assert steps([1, 2], [1, 2]) == []
