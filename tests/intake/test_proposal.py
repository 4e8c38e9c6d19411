"""What is decided about a workbook, step by step, and what the plan makes of it."""

from __future__ import annotations

import pytest

from app.domain.act import SetCell
from app.domain.address import Address, parse_address
from app.domain.amount import Refused
from app.exchange.finding.block import Target
from app.exchange.finding.entries import Way
from app.intake.deed import aim_at, carry_out, lines, save
from app.intake.matches import ASK, LEFT, column_match, column_options, row_match, row_options
from app.intake.plan import Item
from app.intake.proposal import (
    Proposal,
    asked_once,
    assigned,
    planned,
    turned,
    with_column,
    with_row,
    with_ticks,
    with_used,
    with_way,
)
from app.intake.rows import NEW, SKIP
from app.intake.source import titled_years
from tests.books import accounts, hand, projects, write
from tests.intake.support import proposal_of


def at(proposal: Proposal, place: str, sheet: int = 0) -> Item:
    """The item of a cell, by its place on a sheet."""
    plan = planned(proposal)
    return next(item for item in plan.items if item.entry.place == place and item.entry.sheet == sheet)


def block_of(proposal: Proposal, table: str):
    return next(block for block in proposal.source.blocks if block.table == table)


def test_a_sheet_that_is_left_alone_is_told_and_writes_nothing(document, tmp_path):
    start = proposal_of(document, hand(tmp_path / "a.xlsx"))
    made = planned(with_used(start, block_of(start, "project"), False))
    assert {item.entry.sheet for item in made.items} == {0}
    assert "工作表“项目”选了不导入" in made.told
    assert made.places["工作表“项目”选了不导入"] == (1, 0, 0)


def test_without_a_unit_no_money_is_written_until_one_is_chosen(document, tmp_path):
    path = write(tmp_path / "a.xlsx", {"收支": accounts(2021, unit="")})
    start = proposal_of(document, path)
    block = block_of(start, "accounts")
    money = [i for i in planned(start).items if isinstance(i.entry.text, str) and i.entry.at[1] in {1, 2, 3}]
    assert all(item.state != "set" for item in money)
    assert at(with_way(start, block, Way("元")), "B5").entry.value == 1476240000
    assert at(with_way(start, block, Way("千元")), "B5").entry.value == 1476240000000


def test_finer_than_a_fen_is_refused_or_rounded_as_chosen(document, tmp_path):
    path = write(tmp_path / "a.xlsx", {"收支": accounts(2021, odd=3396100.125)})
    start = proposal_of(document, path)
    assert at(start, "D12").state == "refused"
    chosen = with_way(start, block_of(start, "accounts"), Way(rounding=True))
    assert at(chosen, "D12").entry.value == 339610013


def test_a_vague_column_waits_for_an_answer(document, tmp_path):
    start = proposal_of(document, hand(tmp_path / "a.xlsx"))
    block, table = block_of(start, "project"), document.model.edition.table["project"]
    assert column_match(table, block, start.of(block), 2) == (ASK, "open")
    options = column_options(table, block, start.of(block), 2)
    assert options[0].text == LEFT
    assert {option.target.column for option in options[1:3]} == set(block.asked[2])
    chosen = with_column(start, block, 2, Target("initial"))
    assert column_match(table, block, chosen.of(block), 2) == ("年初预算数", "chosen")
    assert at(chosen, "C4", 1).entry.value == 4000000
    assert not any("不能确定" in told for told in planned(chosen).told)


def test_a_column_taken_by_another_heading_leaves_the_first(document, tmp_path):
    start = proposal_of(document, hand(tmp_path / "a.xlsx"))
    block, table = block_of(start, "accounts"), document.model.edition.table["accounts"]
    texts = [option.text for option in column_options(table, block, start.of(block), 1)]
    assert "决算数（现在是 D 列）" in texts
    chosen = with_column(start, block, 1, Target("final"))
    assert column_match(table, block, chosen.of(block), 3) == (LEFT, "left")
    plan = planned(chosen)
    assert (
        len({change.address for change in plan.changes if hasattr(change, "address")})
        == plan.count("set") - 6
    )
    assert any("D 列“决算数”选了不导入" in told for told in plan.told)


def test_an_unknown_row_can_be_given_its_place(document, tmp_path):
    start = proposal_of(document, hand(tmp_path / "a.xlsx"))
    block, plan = block_of(start, "accounts"), planned(start)
    assert row_match(start.aim, block, start.of(block), plan, 0, 10) == (LEFT, "left")
    options = row_options(start.aim, block, start.of(block), plan, 0, 10)
    taken = next(option for option in options if option.target == "public")
    assert "（现在是第 10 行）" in taken.text
    chosen = with_row(start, block, 10, "public", plan)
    after = planned(chosen)
    assert row_match(chosen.aim, block, chosen.of(block), after, 0, 10).standing == "chosen"
    assert row_match(chosen.aim, block, chosen.of(block), after, 0, 9) == (LEFT, "left")
    assert at(chosen, "D11").address == Address("accounts", "public", "final")


def test_rows_of_a_list_can_be_new_skipped_or_another(document, tmp_path):
    start = proposal_of(document, hand(tmp_path / "a.xlsx"))
    carry_out(document, start.aim, start.source, planned(start))
    again = proposal_of(document, hand(tmp_path / "b.xlsx"))
    block, number = block_of(again, "project"), 1
    plan = planned(again)
    assert sorted(now for (which, _), now in plan.rows.items() if which == number) == [1, 2]
    assert row_match(again.aim, block, again.of(block), plan, number, 3).text == "项目 1“普法经费”"
    other = with_row(again, block, 4, 1, plan)
    swapped = planned(other)
    assert swapped.rows == {(number, 4): 1}
    assert at(other, "B5", 1).old == "普法经费"
    fresh = planned(with_row(again, block, 3, NEW, plan))
    assert fresh.rows[number, 3] == 3 and fresh.added == {"project": 1}
    skipped = planned(with_row(again, block, 3, SKIP, plan))
    assert (number, 3) not in skipped.rows
    assert any("“普法经费”选了不导入" in told for told in skipped.told)


def test_a_dash_over_a_figure_is_asked_and_taken_when_ticked(document, tmp_path):
    place = parse_address("accounts/superior_subsidy/final")
    document.write([SetCell(place, None, 100)], "填")
    start = proposal_of(document, hand(tmp_path / "a.xlsx"))
    item = at(start, "D6")
    assert (item.address, item.state) == (place, "asked")
    ticked = with_ticks(start, planned(start), [item], True)
    assert at(ticked, "D6").state == "clear"
    left = with_ticks(ticked, planned(ticked), [at(ticked, "D6"), at(ticked, "D5")], False)
    assert at(left, "D6").state in {"asked", "left"} and at(left, "D5").state == "left"
    assert parse_address("accounts/fiscal_appropriation/final") not in {
        getattr(change, "address", None) for change in planned(left).changes
    }


def test_two_sheets_that_give_one_cell_are_a_question(document, tmp_path):
    other = [list(row) for row in accounts(2021)]
    other[4][3] = 99
    path = write(tmp_path / "a.xlsx", {"一": accounts(2021), "二": other})
    start = proposal_of(document, path)
    plan = planned(start)
    rivals = [item for item in plan.items if item.state == "asked"]
    assert [(item.entry.sheet, item.entry.place) for item in rivals] == [(0, "D5"), (1, "D5")]
    assert "二!D5" in rivals[0].why and "99" in rivals[0].why
    assert asked_once(plan) == []
    first = with_ticks(start, plan, [rivals[0]], True)
    second = with_ticks(first, planned(first), [rivals[1]], True)
    assert (at(second, "D5", 0).state, at(second, "D5", 1).state) == ("asked", "set")
    carry_out(document, start.aim, start.source, planned(second))
    assert document.report.get(parse_address("accounts/fiscal_appropriation/final")) == 9900


def test_a_sheet_nobody_knows_can_be_said_to_be_a_table(document, tmp_path):
    sheets = {"表甲": [["经济分类", "决算数（万元）"], ["人员经费", 3]], "空": [["没有"]]}
    start = proposal_of(document, write(tmp_path / "a.xlsx", sheets))
    assert start.source.blocks == ()
    made = assigned(start, 0, "accounts")
    assert [block.table for block in made.source.blocks] == ["accounts"]
    assert at(made, "B2").entry.value == 3000000
    with pytest.raises(Refused, match="找不到“收支预决算”"):
        assigned(start, 1, "accounts")


def test_another_year_means_other_columns_and_keeps_the_choices(document, tmp_path):
    start = proposal_of(document, hand(tmp_path / "a.xlsx"))
    block = block_of(start, "accounts")
    chosen = with_way(start, block, Way("千元", rounding=True))
    next_year = turned(chosen, aim_at(document, 2022))
    there = block_of(next_year, "accounts")
    assert block.columns[1] == Target("initial")
    assert 1 not in there.columns  # the year before's budget is no column of ours
    assert next_year.of(there).way == Way("千元", rounding=True)
    assert next_year.aim.edition is not None
    assert titled_years(start.book) == {2021}


def test_the_sum_up_is_a_text_file_with_every_cell(document, tmp_path):
    start = proposal_of(document, hand(tmp_path / "a.xlsx"))
    plan = planned(start)
    path = tmp_path / "结果.txt"
    save(path, lines(start.aim, start.source, plan))
    raw = path.read_bytes()
    assert raw.startswith(b"\xef\xbb\xbf") and raw.endswith(b"\r\n")
    text = raw.decode("utf-8-sig")
    assert text.count("→") == plan.count("set", "clear", "asked", "left")
    assert "Sheet1!D9 人员经费·决算数：空 → 1,513.69" in text
    assert "第 11 行“其他杂项”没有对应的行" in text


def test_a_list_of_many_rows_is_summed_up_in_running_numbers(document, tmp_path):
    start = proposal_of(document, write(tmp_path / "a.xlsx", {"项目": projects(2021)}))
    carry_out(document, start.aim, start.source, planned(start))
    again = proposal_of(document, write(tmp_path / "b.xlsx", {"项目": projects(2021)}))
    block = block_of(again, "project")
    made = with_column(again, block, 2, Target("adjusted"))
    told = list(lines(made.aim, made.source, planned(made)))
    assert "  项目!C5 项目 2“培训费”·全年预算数：空 → 5.00" in told
