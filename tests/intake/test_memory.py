"""What was chosen for a workbook is there again for the next one of the same shape, and for no other."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from app.document import Document
from app.exchange.finding.block import Target
from app.exchange.finding.entries import Way
from app.exchange.template import write_template
from app.intake import memory
from app.intake.deed import carry_out
from app.intake.memory import LIMIT, recall, remember, shape_of, store
from app.intake.proposal import (
    Proposal,
    assigned,
    dropped,
    key_of,
    planned,
    with_column,
    with_row,
    with_ticks,
    with_used,
    with_way,
)
from app.intake.rows import NEW, SKIP
from tests.books import accounts, hand, projects, write
from tests.intake.support import proposal_of


def block_of(proposal: Proposal, table: str):
    return next(block for block in proposal.source.blocks if block.table == table)


def chosen_all(document: Document, path: Path) -> Proposal:
    """Every sort of choice that is kept."""
    made = proposal_of(document, path)
    money, listed = block_of(made, "accounts"), block_of(made, "project")
    made = with_way(made, money, Way("千元", rounding=True))
    made = with_column(made, money, 4, None)
    made = with_row(made, money, 10, "public", planned(made))
    made = with_column(made, listed, 2, Target("initial"))
    return with_row(made, listed, 3, SKIP, planned(made))


def test_choices_come_back_for_the_next_years_file(document, tmp_path):
    before = chosen_all(document, hand(tmp_path / "a.xlsx", 2021))
    remember(store(), before)
    path = write(tmp_path / "b.xlsx", {"Sheet1": accounts(2022, odd=7), "项目": projects(2022)})
    after = recall(store(), proposal_of(document, path, 2022))
    money, listed = block_of(after, "accounts"), block_of(after, "project")
    assert after.recalled == {key_of(money), key_of(listed)}
    assert after.of(money).way == Way("千元", rounding=True)
    assert after.of(money).columns == before.of(block_of(before, "accounts")).columns
    assert after.of(money).rows == {9: "", 10: "public"}
    assert after.of(listed).columns == {2: Target("initial")}
    assert after.of(listed).rows == {3: SKIP}


def test_a_file_of_another_shape_gets_nothing(document, tmp_path):
    remember(store(), chosen_all(document, hand(tmp_path / "a.xlsx")))
    other = write(tmp_path / "b.xlsx", {"Sheet1": accounts(2021, vague="支出决算数")})
    assert recall(store(), proposal_of(document, other)).recalled == frozenset()
    unit = write(tmp_path / "c.xlsx", {"Sheet1": accounts(2021, unit="万元")})
    assert recall(store(), proposal_of(document, unit)).recalled == frozenset()


def test_without_choices_nothing_is_kept(document, tmp_path):
    remember(store(), proposal_of(document, hand(tmp_path / "a.xlsx")))
    assert not store().path.exists()


def test_ticks_of_single_cells_are_not_kept(document, tmp_path):
    made = proposal_of(document, hand(tmp_path / "a.xlsx"))
    plan = planned(made)
    remember(store(), with_ticks(made, plan, plan.items[:3], ticked=False))
    assert not store().path.exists()


def test_going_back_to_what_was_found_forgets(document, tmp_path):
    path = hand(tmp_path / "a.xlsx")
    remember(store(), chosen_all(document, path))
    again = recall(store(), proposal_of(document, path))
    again = dropped(again, block_of(again, "accounts"))
    assert again.of(block_of(again, "accounts")).columns == {}
    assert again.recalled == {key_of(block_of(again, "project"))}
    remember(store(), again)
    third = recall(store(), proposal_of(document, path))
    assert third.recalled == {key_of(block_of(third, "project"))}


def test_a_table_that_was_not_wanted_is_not_wanted_again(document, tmp_path):
    path = hand(tmp_path / "a.xlsx")
    made = proposal_of(document, path)
    remember(store(), with_used(made, block_of(made, "project"), False))
    again = recall(store(), proposal_of(document, path))
    assert not again.of(block_of(again, "project")).used
    assert again.of(block_of(again, "accounts")).used


def test_a_sheet_said_to_be_a_table_is_one_again(document, tmp_path):
    path = write(tmp_path / "a.xlsx", {"表甲": [["经济分类", "决算数"], ["人员经费", 3]]})
    made = proposal_of(document, path)
    assert made.source.blocks == ()
    told = assigned(made, 0, "accounts")
    remember(store(), told)
    again = recall(store(), proposal_of(document, path))
    assert again.told == {0: "accounts"}
    assert key_of(block_of(again, "accounts")) in again.recalled
    assert dropped(again, block_of(again, "accounts")).told == {}


def test_a_list_row_comes_back_by_its_name(document, tmp_path):
    first = proposal_of(document, write(tmp_path / "a.xlsx", {"项目": projects(2021)}))
    carry_out(document, first.aim, first.source, planned(first))
    renamed = write(tmp_path / "b.xlsx", {"项目": projects(2021, ("普法宣传", "培训费"))})
    made = proposal_of(document, renamed)
    block = block_of(made, "project")
    made = with_row(made, block, 3, 1, planned(made))
    made = with_row(made, block, 4, NEW, planned(made))
    remember(store(), made)
    again = recall(store(), proposal_of(document, renamed))
    assert again.of(block_of(again, "project")).rows == {3: 1, 4: NEW}


def test_only_the_last_shapes_are_kept(document, tmp_path, monkeypatch):
    monkeypatch.setattr(memory, "LIMIT", 2)
    assert LIMIT == 50
    paths = [
        write(tmp_path / f"{n}.xlsx", {f"表{mark}": [[f"{mark}项目支出"], *projects(2021)[1:]]})
        for n, mark in enumerate(("甲", "乙", "丙"))
    ]
    for path in paths:
        made = proposal_of(document, path)
        remember(store(), with_column(made, block_of(made, "project"), 2, Target("initial")))
    found = [bool(recall(store(), proposal_of(document, path)).recalled) for path in paths]
    assert found == [False, True, True]


@pytest.mark.parametrize(
    "text",
    [
        "",
        "{",
        "[]",
        '{"shapes": 5}',
        '{"shapes": [1, {"shape": 2, "table": "x"}, {"shape": "y", "table": []}]}',
    ],
)
def test_a_damaged_file_counts_as_empty_and_is_mended(document, tmp_path, text):
    store().path.parent.mkdir(parents=True, exist_ok=True)
    store().path.write_text(text, "utf-8")
    path = hand(tmp_path / "a.xlsx")
    assert recall(store(), proposal_of(document, path)).recalled == frozenset()
    remember(store(), chosen_all(document, path))
    assert len(recall(store(), proposal_of(document, path)).recalled) == 2


def test_entries_of_another_edition_or_of_nonsense_are_passed_by(document, tmp_path):
    path = hand(tmp_path / "a.xlsx")
    remember(store(), chosen_all(document, path))
    kept = json.loads(store().path.read_text("utf-8"))
    for entry in kept["shapes"]:
        entry["unit"] = ["元"]
        entry["rounding"] = "yes"
        entry["columns"] = [[2, ["gone", ""]], [3, "x"], [[], None], 5, [4, [1, 2, 3]], [1, [{}, []]]]
        entry["rows"] = [["其他杂项", 0, "row", "gone"], ["普法经费", {}, "name", []], [1], "x"]
        entry["told"] = 1
    store().path.write_text(json.dumps(kept), "utf-8")
    made = recall(store(), proposal_of(document, path))
    for block in made.source.blocks:
        choices = made.of(block)
        assert (choices.way, choices.columns, choices.rows) == (Way(), {}, {})


def test_our_own_workbooks_are_not_remembered(document, tmp_path):
    path = tmp_path / "模板.xlsx"
    write_template(document.model, document.report, path)
    made = proposal_of(document, path)
    remember(store(), with_used(made, made.source.blocks[0], False))
    assert not store().path.exists()


def test_nothing_but_labels_and_choices_is_kept(document, tmp_path):
    remember(store(), chosen_all(document, hand(tmp_path / "a.xlsx")))
    text = store().path.read_text("utf-8")
    assert "普法经费" in text  # the row that is skipped, by its name
    assert "培训费" not in text and "14762400" not in text and "某局" not in text


def test_the_shape_does_not_hang_on_years_and_figures(document, tmp_path):
    table = document.model.edition.table["accounts"]
    shapes = set()
    for year, odd in ((2021, 5), (2022, "—"), (2023, None)):
        path = write(tmp_path / f"{year}.xlsx", {f"{year}年": accounts(year, odd=odd)})
        made = proposal_of(document, path, year if year in (2021, 2022) else 2021)
        block = block_of(made, "accounts")
        shapes.add(shape_of(made.source.book.grids[0], block, table))
    assert len(shapes) == 1
