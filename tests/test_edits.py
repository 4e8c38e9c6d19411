"""Rows come, go and move as asked; what does not fit is refused."""

from __future__ import annotations

from copy import deepcopy

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.domain.act import AddRow, MoveRow, RemoveRow, SetCell, mirror
from app.domain.address import Address
from app.domain.report import EXPLANATION, NOTE, POSITION_STEP, Record, Report
from app.edits import add_row, add_rows, effective, move_rows, order_rows, put, remove_rows, stage
from tests.storage.support import TINY, cell


def do(report, changes):
    put(report, stage(TINY, report, changes))
    return report


def order(report):
    return [record.row for record in report.rows("project")]


def report_of(positions):
    report = Report(2022)
    for row, position in enumerate(sorted(positions), 1):
        report.tables.setdefault("project", {})[row] = Record(row, {}, position, f"l{row}")
    return report


spacings = st.sets(st.integers(1, 30), max_size=12)  # so narrow that rows often have to be spaced anew


@given(spacings, st.integers(-2, 14), st.integers(1, 4))
def test_rows_come_where_asked(positions, index, count):
    report = report_of(positions)
    before, undone = order(report), deepcopy(report)
    changes = add_rows(report, "project", [{"name": str(n)} for n in range(count)], index)
    do(report, changes)
    place = min(max(index, 0), len(before))
    new = [len(before) + 1 + n for n in range(count)]
    assert order(report) == before[:place] + new + before[place:]
    assert [report.tables["project"][row].cells["name"] for row in new] == [str(n) for n in range(count)]
    assert len({record.lineage for record in report.rows("project")}) == len(before) + count
    assert do(report, mirror(tuple(changes))) == undone


@given(spacings, st.sets(st.integers(1, 12), max_size=5), st.integers(-2, 14))
def test_rows_move_where_asked(positions, rows, index):
    report = report_of(positions)
    rows &= set(order(report))
    undone = deepcopy(report)
    staying = [row for row in order(report) if row not in rows]
    place = min(max(index, 0), len(staying))
    changes = move_rows(report, "project", rows, index)
    do(report, changes)
    assert order(report) == staying[:place] + sorted(rows) + staying[place:]
    assert do(report, mirror(tuple(changes))) == undone


def test_a_row_moves_alone_while_there_is_room():
    report = do(Report(2022), add_rows(Report(2022), "project", [{}] * 1000))
    assert len(move_rows(report, "project", {1000}, 0)) == 1
    assert len(add_row(report, "project", {}, 500)) == 1
    assert move_rows(report, "project", {5}, 4) == []
    for _ in range(60):  # always into the same gap, until all are spaced anew
        do(report, add_row(report, "project", {}, 1))
    assert order(report)[:3] == [1, 1060, 1059]
    assert min(record.position for record in report.rows("project")) > 0


def test_what_hangs_on_a_row_goes_with_it():
    report = do(Report(2022), add_rows(Report(2022), "project", [{"name": str(n)} for n in range(12)]))
    hanging = [
        (NOTE, "project/1/name"),
        (NOTE, "project/1/score"),
        (EXPLANATION, "scored:1"),
        (EXPLANATION, "direct_total:project/1/score"),
    ]
    staying = [
        (NOTE, "project/11/name"),
        (NOTE, "project/2/name"),
        (NOTE, "accounts/staff/final"),
        (NOTE, "otherproject/1/name"),
        (EXPLANATION, "scored:11"),
        (EXPLANATION, "another:1"),
        (EXPLANATION, "scored"),
    ]
    for table, row in hanging + staying:
        do(report, [cell(report, table, row, "text", "说明")])
    before = deepcopy(report)
    changes = remove_rows(report, "project", [1], TINY)
    do(report, changes)
    left = [(table, row) for table in (NOTE, EXPLANATION) for row in report.tables[table]]
    assert sorted(left) == sorted(staying)
    assert 1 not in order(report)
    assert do(report, mirror(tuple(changes))) == before
    assert remove_rows(report, "project", [], TINY) == []


def test_lineages_may_be_kept():
    changes = add_rows(Report(2023), "project", [{}, {}], lineages=["a", "b"])
    assert [change.lineage for change in changes] == ["a", "b"]
    assert [change.position for change in changes] == [POSITION_STEP, 2 * POSITION_STEP]


def test_what_changes_nothing_is_dropped():
    address = Address("accounts", "staff", "final")
    assert effective([SetCell(address, 5, 5), MoveRow("project", 1, 7, 7)]) == []
    kept = [SetCell(address, 5, "5"), SetCell(address, None, 0), MoveRow("project", 1, 7, 8)]
    assert effective(kept) == kept


def test_empty_rows():
    """Of a fixed table they go, of a list they stay."""
    report = do(Report(2022), add_row(Report(2022), "project", {"name": "甲"}))
    do(report, [cell(report, "accounts", "staff", "final", 5), cell(report, "project", 1, "name", None)])
    do(report, [cell(report, "accounts", "staff", "final", None)])
    assert report.tables.keys() == {"project"}
    assert report.tables["project"][1].cells == {}


ROW = AddRow("project", 1, 10, "x", {"name": "甲"})
WRONG = {
    "another value": [SetCell(Address("accounts", "staff", "final"), 5, 6)],
    "unknown table": [SetCell(Address("nowhere", "staff", "final"), None, 6)],
    "unknown row": [SetCell(Address("accounts", "nobody", "final"), None, 6)],
    "unknown column": [SetCell(Address("accounts", "staff", "nothing"), None, 6)],
    "number for a row": [SetCell(Address("accounts", 3, "final"), None, 6)],
    "no such list row": [SetCell(Address("project", 9, "name"), None, "甲")],
    "text for a list row": [SetCell(Address("project", "9", "name"), None, "甲")],
    "unknown list column": [ROW, SetCell(Address("project", 1, "nothing"), None, "甲")],
    "row of a fixed table": [AddRow("accounts", 1, 10, "x")],
    "twice": [ROW, ROW],
    "in one place": [ROW, AddRow("project", 2, 10, "y")],
    "unknown column of a row": [AddRow("project", 1, 10, "x", {"nothing": 1})],
    "gone already": [RemoveRow("project", 1, 10, "x")],
    "another row": [ROW, RemoveRow("project", 1, 10, "y", {"name": "甲"})],
    "moved from elsewhere": [ROW, MoveRow("project", 1, 11, 12)],
    "moved, not there": [MoveRow("project", 1, 10, 12)],
    "a number for a note": [SetCell(Address(NOTE, 3, "text"), None, "甲")],
}


@pytest.mark.parametrize("kind", WRONG)
def test_what_does_not_fit_is_refused(kind):
    report = Report(2022)
    with pytest.raises(ValueError):  # noqa: PT011 - a mistake of the program; any words will do
        stage(TINY, report, WRONG[kind])
    assert report == Report(2022)


def test_staging_leaves_the_report_alone():
    report = do(Report(2022), [ROW])
    before = deepcopy(report)
    changes = [
        cell(report, "project", 1, "name", "乙"),
        cell(report, "accounts", "staff", "final", 1),
        MoveRow("project", 1, 10, 20),
        RemoveRow("project", 1, 20, "x", {"name": "乙"}),
    ]
    staged = stage(TINY, report, changes)
    assert report == before
    assert staged[("project", 1)] is None
    assert staged[("accounts", "staff")].cells == {"final": 1}


@given(spacings, st.randoms())
def test_rows_take_any_order_in_one_act_and_come_back(positions, random):
    report = report_of(positions)
    undone, wanted = deepcopy(report), order(report)
    random.shuffle(wanted)
    changes = order_rows(report, "project", wanted)
    do(report, changes)
    assert order(report) == wanted
    assert order_rows(report, "project", wanted) == []
    assert do(report, mirror(tuple(changes))) == undone


def test_an_order_of_other_rows_is_refused():
    report = report_of({3, 6})
    for wrong in ([1], [1, 1], [1, 2, 3]):
        with pytest.raises(ValueError, match="order"):
            order_rows(report, "project", wrong)
