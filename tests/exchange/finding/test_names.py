"""Names compared as people mean them."""

from __future__ import annotations

import pytest

from app.exchange.finding.names import Match, names_of, plain
from app.storage.editions import load_edition

NAMES = names_of(load_edition("cn-2022"), 2022)
ACCOUNTS, SANGONG, PROJECT = NAMES["accounts"], NAMES["sangong"], NAMES["project"]


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("一、“三公”经费（万元）", "三公经费"),
        ("　其中：一般公共预算财政拨款", "一般公共预算财政拨款"),
        ("（1）公务用车\n购置费", "公务用车购置费"),
        ("2.公务用车购置及运行维护费", "公务用车购置及运行维护费"),
        ("因公出国(境)费", "因公出国(境)费"),
        ("因公出国（境）费", "因公出国(境)费"),
        ("2022年决算数", "2022年决算数"),
        ("3.5", "3.5"),  # a number keeps its beginning
        ("一、", "一、"),
    ],
)
def test_plain(text, name):
    assert plain(text) == name


@pytest.mark.parametrize(
    ("parts", "key"),
    [
        (["年初预算数"], "initial"),
        (["调整后预算数"], "adjusted"),
        (["全年（调整）预算数"], "adjusted"),
        (["预算", "全年预算数"], "adjusted"),
        (["2022年决算数"], "final"),
        (["2021年决算数"], "prior"),
        (["2020年决算数"], None),  # of a year that has no column
        (["较年初预算", "较年初增减额"], "change_initial"),
        (["预算数"], None),  # a question
        (["备注"], None),
    ],
)
def test_columns(parts, key):
    found = ACCOUNTS.column(parts)
    assert (found.key if found else None) == key


def test_a_name_that_is_nearly_one_is_proposed_and_marked():
    assert ACCOUNTS.row("使用非财政拨款节余") == Match("nonfiscal_surplus", sure=False)
    assert ACCOUNTS.row("其他杂项") is None


def test_a_name_that_comes_twice_is_told_by_its_section():
    assert ACCOUNTS.row("总计") is None
    assert ACCOUNTS.row("总计", "收 入") == Match("income_grand")
    assert ACCOUNTS.row("总计", "支出") == Match("outlay_grand")


def test_printed_labels_count():
    assert PROJECT.column(["分配资金"]) == Match("final")


@pytest.mark.parametrize("table", list(NAMES))
def test_every_name_of_the_edition_finds_itself(table):
    names = NAMES[table]
    for row in names.table.row.values():
        assert names.row(f"{row.prefix}{row.number}{row.label}", names.sections[row.key]) == Match(row.key)
    for column in names.table.columns:
        assert names.column([column.group, column.label] if column.group else [column.label]) == Match(
            column.key
        )


@pytest.mark.parametrize(
    ("names", "text", "key"),
    [
        (ACCOUNTS, "其中：一般公共预算拨款", "general_public_budget"),
        (ACCOUNTS, "政府性基金拨款", "government_fund_budget"),
        (SANGONG, "公务接待", "reception"),
        (SANGONG, "接待费", "reception"),
        (SANGONG, "其中：购置费", "vehicle_purchase"),
        (SANGONG, "      运行维护费", "vehicle_operation"),
        (SANGONG, "因公出国费用", "abroad"),
    ],
)
def test_short_names_of_rows(names, text, key):
    assert names.row(text) == Match(key)
