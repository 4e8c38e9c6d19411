"""Published accounts: nine tables recognised by title, checked, and laid out as tables of ours."""

from __future__ import annotations

import pytest

from app.calculation.prepare import compile_edition
from app.exchange.finding.block import Target
from app.exchange.reading.workbook import read_workbook
from app.intake.accounts import find_accounts
from app.intake.source import Choices
from app.storage.editions import edition_for, list_editions, load_edition
from tests.intake.support import entered, imported, planned, states, write

FUNCTIONS = ["一、一般公共服务支出", "八、社会保障和就业支出", "十九、住房保障支出"]
NOTE = "注：本表反映“三公”经费情况。其中，预算数为“三公”经费全年预算数，反映按规定程序调整后的预算数。"


def sheets(**changed) -> tuple[dict, dict]:
    """Accounts of a department with fiscal money only; figures made up, all identities hold."""
    total = [
        ["收入支出决算总表"],
        ["公开01表", None, None, "单位：万元"],
        ["收入", None, "支出", None],
        ["项目", "决算数", "项目", "决算数"],
        ["一、一般公共预算财政拨款收入", 300.5, FUNCTIONS[0], 250],
        ["二、政府性基金预算财政拨款收入", None, FUNCTIONS[1], 30.5],
        ["五、事业收入", None, FUNCTIONS[2], 20],
        ["本年收入合计", 300.5, "本年支出合计", 300.5],
        ["使用非财政拨款结余", None, "结余分配", None],
        ["年初结转和结余", 12.3, "年末结转和结余", 12.3],
        ["总计", 312.8, "总计", 312.8],
    ]
    head = [["项目", None], ["功能分类科目编码", "科目名称"]]
    outlay = [
        ["支出决算表"],
        ["单位：万元"],
        [*head[0], "本年支出合计", "基本支出", "项目支出", "上缴上级支出", "经营支出", "对附属单位补助支出"],
        [*head[1]],
        ["合计", None, 300.5, 200.5, 100],
        [201, "一般公共服务支出", 250, 150, 100],
        [20139, "社会工作事务", 250, 150, 100],
        [2013901, "行政运行", 150, 150],
        [2013999, "其他支出", 100, None, 100],
        [208, "社会保障和就业支出", 30.5, 30.5],
        [20805, "养老支出", 30.5, 30.5],
        [2080505, "养老保险缴费", 30.5, 30.5],
        [221, "住房保障支出", 20, 20],
        [22102, "住房改革支出", 20, 20],
        [2210201, "住房公积金", 20, 20],
    ]
    public = [
        ["一般公共预算财政拨款支出决算表"],
        ["单位：万元"],
        [*head[0], "合计", "基本支出", "项目支出"],
        [*head[1]],
    ]
    public += [row[:5] for row in outlay[4:]]
    basic = [
        ["一般公共预算财政拨款基本支出决算表"],
        ["单位：万元"],
        ["经济分类科目编码", "科目名称", "决算数", "经济分类科目编码", "科目名称", "决算数"],
        [301, "工资福利支出", 160, 302, "商品和服务支出", 30.5],
        [30101, "基本工资", 100, 30201, "办公费", 28],
        [30102, "津贴补贴", 60, 30217, "公务接待费", 2.5],
        [303, "对个人和家庭的补助", 10],
        [30302, "退休费", 10],
        ["人员经费合计", None, 170, "公用经费合计", None, 30.5],
    ]
    three = [
        ["财政拨款“三公”经费支出决算表"],
        ["单位：万元"],
        [
            "合计",
            None,
            "因公出国（境）费",
            None,
            "公务用车购置及运行维护费",
            None,
            None,
            None,
            None,
            None,
            "公务接待费",
            None,
        ],
        [
            None,
            None,
            None,
            None,
            "小计",
            None,
            "公务用车购置费",
            None,
            "公务用车运行维护费",
            None,
            None,
            None,
        ],
        ["预算数", "决算数"] * 6,
        [9, 6.5, 0, 0, 5, 4, 0, 0, 5, 4, 4, 2.5],
        [NOTE],
    ]
    made = {"Z01": total, "Z03": outlay, "Z05": public, "Z06": basic, "Z07": three} | changed
    merged = {
        "Z01": ["A3:B3", "C3:D3"],
        "Z03": ["A3:B3", *(f"{c}3:{c}4" for c in "CDEFGH")],
        "Z05": ["A3:B3", *(f"{c}3:{c}4" for c in "CDE")],
        "Z07": ["A3:B4", "C3:D4", "E3:J3", "E4:F4", "G4:H4", "I4:J4", "K3:L4"],
    }
    return {name: rows for name, rows in made.items() if rows}, {
        n: m for n, m in merged.items() if made.get(n)
    }


def file(tmp_path, **changed):
    rows, merged = sheets(**changed)
    return write(tmp_path / "决算.xlsx", rows, merged)


def test_the_accounts_fill_our_tables(empty, tmp_path):
    source, made = imported(empty, file(tmp_path))
    got = entered(empty.report)
    wan = 1_000_000
    assert {k: v for k, v in got.items() if k.startswith("accounts/")} == {
        "accounts/fiscal_appropriation/final": 300_500_000,
        "accounts/general_public_budget/final": 300_500_000,
        "accounts/carry_in/final": 12_300_000,
        "accounts/personnel/final": 170 * wan,
        "accounts/public/final": 30_500_000,
        "accounts/outlay_project/final": 100 * wan,
        "accounts/carry_out/final": 12_300_000,
    }
    assert got["sangong/vehicle_operation/adjusted"] == 5 * wan  # the note says 全年预算数
    assert got["sangong/reception/final"] == 2_500_000
    assert states(made).get("differs") is None and states(made).get("asked") is None
    assert made.told == () and source.book.notes[0].startswith("认出部门决算公开表 5 张")
    assert not any("错误" in note or "警告" in note for note in source.book.notes)
    assert {"accounts/outlay_basic/final", "accounts/outlay_grand/final"} <= set(states(made)["agrees"])


def test_the_source_of_every_figure_is_told(empty, tmp_path):
    source, _ = planned(empty, file(tmp_path))
    grid = next(grid for grid in source.book.grids if "收支预决算" in grid.name)
    row = next(row for row in grid.rows if row[0] == "年初结转和结余")
    assert row[-1] == "Z01!B10"


def test_a_narrower_scope_is_not_filled_without_asking(empty, tmp_path):
    rows = sheets()[0]["Z03"]
    wider = [row[:] for row in rows]
    wider[4][2:4] = [310.5, 210.5]  # business income paid for more basic outlay
    source, made = planned(empty, file(tmp_path, Z03=wider))
    found = states(made)
    assert found["asked"] == ["accounts/personnel/final", "accounts/public/final"]
    assert all("口径较窄" in item.why for item in made.items if item.state == "asked")
    assert any(
        "收入支出决算总表本年支出合计 300.50 万元，比支出决算表合计 310.50 万元少" in n
        for n in source.book.notes
    )


def test_without_the_table_of_outlay_scope_cannot_be_told(empty, tmp_path):
    _, made = planned(empty, file(tmp_path, Z03=None, Z05=None))
    assert states(made)["asked"] == ["accounts/personnel/final", "accounts/public/final"]


def test_the_basis_of_the_budget_is_asked_where_no_note_tells(empty, tmp_path):
    three = sheets()[0]["Z07"][:-1]
    path = file(tmp_path, Z07=three)
    source, made = planned(empty, path)
    assert not any(a.endswith(("/initial", "/adjusted")) for a in states(made)["set"])
    block = next(n for n, b in enumerate(source.blocks) if b.table == "sangong")
    assert any("“预算数”不能确定是哪一栏" in told for told in made.told)
    choices = [Choices() for _ in source.blocks]
    choices[block] = Choices(columns={next(iter(source.blocks[block].asked)): Target("initial")})
    imported(empty, path, choices=choices)
    assert entered(empty.report)["sangong/reception/initial"] == 4_000_000


def test_sums_and_tables_that_do_not_agree_are_told(empty, tmp_path):
    rows = [row[:] for row in sheets()[0]["Z06"]]
    rows[4][2] = 101.5  # 基本工资
    rows[8][2] = 170.01  # 人员经费合计
    total = [row[:] for row in sheets()[0]["Z01"]]
    total[4][3] = 240  # 一般公共服务
    source, made = planned(empty, file(tmp_path, Z06=rows, Z01=total))
    notes = "\n".join(source.book.notes)
    assert "301 工资福利支出各款之和 161.50 万元，比该类 160.00 万元多 1.50 万元" in notes
    assert "属于尾差" in notes  # 170.01 against 170
    assert "一般公共服务支出：收入支出决算总表 240.00 万元，比支出决算表 250.00 万元少 10.00 万元" in notes
    assert "收入支出决算总表各功能分类之和 290.50 万元，比本年支出合计 300.50 万元少" in notes
    assert "accounts/outlay_basic/final" in states(made)["differs"]


def test_more_reception_in_basic_outlay_than_in_all_is_told(empty, tmp_path):
    three = [row[:] for row in sheets()[0]["Z07"]]
    three[5] = [9, 6, 0, 0, 5, 4, 0, 0, 5, 4, 4, 2]
    source, _ = planned(empty, file(tmp_path, Z07=three))
    assert any(
        "基本支出决算表 30217 2.50 万元，超过“三公”表公务接待费决算数 2.00 万元" in n
        for n in source.book.notes
    )


def test_amounts_in_yuan(empty, tmp_path):
    total = [[v * 10_000 if isinstance(v, (int, float)) else v for v in row] for row in sheets()[0]["Z01"]]
    total[1][3] = "金额单位：元"
    imported(empty, file(tmp_path, Z01=total))
    assert entered(empty.report)["accounts/carry_in/final"] == 12_300_000


@pytest.mark.parametrize("name", ["公开02表", "三公", "表九"])
def test_neither_number_nor_order_matters(empty, tmp_path, name):
    rows, merged = sheets()
    path = write(
        tmp_path / "a.xlsx",
        {"Z07x": rows["Z07"], name: rows["Z01"], "Z0": rows["Z03"]},
        {"Z07x": merged["Z07"], name: merged["Z01"], "Z0": merged["Z03"]},
    )
    imported(empty, path)
    got = entered(empty.report)
    assert got["accounts/carry_out/final"] == 12_300_000 and got["sangong/reception/final"] == 2_500_000


def test_our_own_tables_are_not_taken_for_accounts(sample, tmp_path):
    from tests.intake.support import exported

    book = read_workbook(exported(sample, tmp_path / "a.xlsx"))
    assert find_accounts(book, 2022, dict.fromkeys(range(len(book.grids)), 200)) is None


def test_no_document_follows_the_accounts():
    assert any(info.accounts for info in list_editions())
    assert not edition_for(2024).accounts
    model = compile_edition(load_edition("accounts"))
    ours = load_edition("cn-2022")
    for feed in model.edition.feeds:
        table, _, row = feed.to.partition("/")
        assert ours.table[table].has(row, feed.column or "initial"), feed.key


def test_all_tables_below_one_another_on_one_sheet(empty, tmp_path):
    rows, merged = sheets()
    all_rows, areas, top = [], [], 0
    for name, part in rows.items():
        for area in merged.get(name, ()):
            first, last = area.split(":")
            areas.append(":".join(f"{cell[0]}{int(cell[1:]) + top}" for cell in (first, last)))
        all_rows += [*part, [None]]
        top = len(all_rows)
    path = write(tmp_path / "一张表.xlsx", {"决算": all_rows}, {"决算": areas})
    source, made = imported(empty, path)
    got = entered(empty.report)
    assert got["accounts/personnel/final"] == 170_000_000 and got["sangong/reception/final"] == 2_500_000
    assert source.book.notes[0].startswith("认出部门决算公开表 5 张")
    assert states(made).get("asked") is None
