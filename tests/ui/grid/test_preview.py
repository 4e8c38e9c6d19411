"""A paste of several cells is shown before it lands: what is written, what is not and why."""

from __future__ import annotations

import random

import pytest
from PySide6.QtCore import Qt

from app.domain.amount import YUAN
from ui.grid import moves
from ui.grid.clipboard import to_tsv
from ui.grid.preview import counted
from ui.grid.preview_cells import LANDING

K = Qt.Key

RED = '<table><tr><td><font color="#FF0000">1,234.50</font></td><td>2</td></tr></table>'


def shown(h) -> list[list[str]]:
    cells = h.preview.cells
    return [
        [cells.index(row, column).data() or "" for column in range(cells.columnCount())]
        for row in range(cells.rowCount())
    ]


def listed(h) -> list[str]:
    return [h.preview.list.item(row).text() for row in range(h.preview.list.count())]


def test_old_and_new_are_shown_and_nothing_is_written_yet(hands, sample):
    h = hands(sample).clipboard("1044.45\t1500\n119.18\t").at("accounts/personnel/initial")
    acts = len(h.acts())
    h.press(K.Key_V, ctrl=True)
    assert shown(h) == [["1,044.45", "1,547.39 → 1,500.00"], ["119.18", "119.53 → （空）"]]
    assert h.preview.count.text() == "将写入 2 格，2 格不变，0 格不能写"
    assert len(h.acts()) == acts
    assert h.preview.focusWidget() is h.preview.accept_button
    h.qtbot.keyClick(h.preview.focusWidget(), K.Key_Return)
    assert h.value("accounts/personnel/adjusted") == 15_000_000_00
    assert h.value("accounts/public/adjusted") is None
    assert h.acts()[0] == "粘贴 4 个单元格"
    h.session.undo()
    assert h.value("accounts/public/adjusted") == 1_195_300_00


def test_escape_leaves_everything(hands, sample):
    h = hands(sample).clipboard("1\t2").at("accounts/personnel/initial")
    digest = h.session.document.digest()
    h.press(K.Key_V, ctrl=True)
    h.qtbot.keyClick(h.preview.focusWidget(), K.Key_Escape)
    assert h.preview is None
    assert h.session.document.digest() == digest


def test_one_cell_lands_at_once(hands, document):
    h = hands(document).clipboard("5").at("accounts/personnel/initial").press(K.Key_V, ctrl=True)
    assert h.preview is None
    assert h.value("accounts/personnel/initial") == 5 * 10**6


def test_what_cannot_be_taken_is_named_with_its_reason(hands, sample):
    h = hands(sample).at("accounts/outlay_basic/initial")
    h.clipboard("9\t8\nabc\t1.1234567\n-\t7").press(K.Key_V, ctrl=True)
    assert h.preview.count.text() == "将写入 2 格，0 格不变，4 格不能写"
    told = listed(h)
    assert "2 格由软件计算或不用填" in told
    assert any(one.startswith("“人员经费·年初预算数”：“abc”不是金额") for one in told)
    assert any("“人员经费·全年预算数”：“1.1234567”小数太多" in one for one in told)
    assert any("“一般公用经费·年初预算数”：“-”按空白处理" in one for one in told)
    h.preview.list.setCurrentRow(1)
    where = h.preview.view.currentIndex().data(LANDING)
    assert (where.row, where.column) == h.view.table.place(_address("accounts/personnel/initial"))
    assert "“abc”不写入" in h.preview.detail.text()
    h.qtbot.keyClick(h.preview.accept_button, K.Key_Return)
    assert h.value("accounts/public/adjusted") == 7 * 10**6
    assert h.value("accounts/personnel/initial") == 10_444_500_00


def test_nothing_can_be_pasted(hands, sample):
    h = hands(sample).clipboard("1%\t2%").at("accounts/personnel/rate").press(K.Key_V, ctrl=True)
    assert not h.preview.accept_button.isEnabled()
    acts = len(h.acts())
    h.qtbot.keyClick(h.preview.focusWidget(), K.Key_Return)
    assert len(h.acts()) == acts
    h.qtbot.keyClick(h.preview, K.Key_Escape)


def test_rows_about_to_be_added(hands, sample):
    h = hands(sample, "project").clipboard("甲\t内容\n乙\t").at("project/17/name").press(K.Key_V, ctrl=True)
    rows = [h.preview.cells.headerData(row, Qt.Orientation.Vertical) for row in range(2)]
    assert rows[0].startswith("17")
    assert rows[1] == "18（新增）"
    assert h.preview.count.text().endswith("新增 1 行")
    h.qtbot.keyClick(h.preview.focusWidget(), K.Key_Escape)
    assert h.view.model().rowCount() == 17


def test_rows_after_a_blank_line_are_numbered_as_they_land(hands, sample):
    h = hands(sample, "project")
    keys = [each.key for each in h.view.table.columns]
    between = "\t" * (keys.index("initial") - keys.index("name"))
    h.clipboard(f"甲{between}1\n{between}\n乙{between}abc\n{between}xyz\n丙{between}2")
    h.at("project/17/name").press(K.Key_V, ctrl=True)
    cells = h.preview.cells
    heads = [cells.headerData(row, Qt.Orientation.Vertical) for row in range(1, cells.rowCount())]
    assert heads == ["18（新增）", "不新增", "19（新增）"]
    assert any(one.startswith("新增的第 18 行“年初预算数”：“abc”") for one in listed(h))
    assert any(one.startswith("不新增的行“年初预算数”：“xyz”") for one in listed(h))
    h.qtbot.keyClick(h.preview.accept_button, K.Key_Return)
    names = [record.cells["name"] for record in h.session.document.report.rows("project")]
    assert names[16:] == ["甲", "乙", "丙"]


def test_problems_are_shown_whole_in_a_narrow_preview(hands, sample):
    h = hands(sample).at("accounts/personnel/initial")
    h.clipboard("abc\t1.1234567\ndef\t-").press(K.Key_V, ctrl=True)
    for width in (330, 900, 330):
        h.preview.resize(width, h.preview.height())
        h.qtbot.wait(1)
        area, line = h.preview.list.viewport(), h.preview.list.sizeHintForRow(0)
        assert not h.preview.list.horizontalScrollBar().isVisible()
        assert area.height() >= 2 * line
        rects = [h.preview.list.visualItemRect(h.preview.list.item(row)) for row in range(4)]
        assert all(rect.right() <= area.width() for rect in rects)
        whole = [rect for rect in rects if rect.bottom() <= area.height()]
        assert whole and area.height() - whole[-1].bottom() < line  # none is cut in the middle


def test_without_problems_it_can_be_left_out_from_now_on(hands, sample):
    h = hands(sample).clipboard("1\t2").at("accounts/personnel/initial").press(K.Key_V, ctrl=True)
    h.preview.quiet.setChecked(True)
    h.qtbot.keyClick(h.preview.accept_button, K.Key_Return)
    h.clipboard("3\t4").press(K.Key_V, ctrl=True)
    assert h.preview is None
    assert h.value("accounts/personnel/adjusted") == 4 * 10**6
    assert h.view.state()["previews"] is False
    h.clipboard("3\tabc").press(K.Key_V, ctrl=True)  # a problem is always shown
    assert h.preview is not None
    assert h.preview.quiet.isChecked()
    h.qtbot.keyClick(h.preview.accept_button, K.Key_Return)
    assert not h.view.previews
    h.clipboard("-\t4").press(K.Key_V, ctrl=True)
    assert h.preview is not None
    h.qtbot.keyClick(h.preview, K.Key_Escape)


def test_red_without_a_minus_is_asked_about(hands, document):
    h = hands(document).clipboard("1234.5\t2", RED).at("accounts/personnel/final").press(K.Key_V, ctrl=True)
    assert "1 格是红字而没有负号" in h.preview.count.text()
    assert any("红字而没有负号" in one for one in listed(h))
    assert shown(h)[0][0] == "1,234.50"
    h.preview.red.setChecked(True)
    assert shown(h)[0][0] == "−1,234.50"
    h.qtbot.keyClick(h.preview.accept_button, K.Key_Return)
    assert h.value("accounts/personnel/final") == -12_345_000_00


def test_red_with_its_exact_value_needs_no_question(hands, document):
    html = RED.replace("<td>", '<td x:num="-1234.5">', 1)
    h = hands(document).clipboard("1234.5\t2", html).at("accounts/personnel/final")
    h.press(K.Key_V, ctrl=True)
    assert not h.preview.red.isVisible()
    assert shown(h)[0][0] == "−1,234.50"
    h.qtbot.keyClick(h.preview, K.Key_Escape)


def test_a_single_red_number_is_shown_too(hands, document):
    html = '<table><tr><td style="color:red">5</td></tr></table>'
    h = hands(document).clipboard("5", html).at("accounts/personnel/final").press(K.Key_V, ctrl=True)
    assert h.preview is not None
    h.qtbot.keyClick(h.preview, K.Key_Escape)
    assert h.value("accounts/personnel/final") is None


def test_values_stand_in_the_unit_shown(hands, sample):
    h = hands(sample)
    h.session.set_money_unit(YUAN)
    h.clipboard("10444500\t1").at("accounts/personnel/initial").press(K.Key_V, ctrl=True)
    assert shown(h)[0] == ["10,444,500.00", "15,473,900.00 → 1.00"]
    h.qtbot.keyClick(h.preview, K.Key_Escape)


def test_the_count_is_the_deed(hands, sample):
    h = hands(sample).clipboard("1\t2").at("accounts/personnel/initial").press(K.Key_V, ctrl=True)
    deed = h.preview.deed
    assert counted(deed).startswith(f"将写入 {len(deed.changes)} 格")
    h.qtbot.keyClick(h.preview, K.Key_Escape)


def _address(text):
    from app.domain.address import parse_address

    return parse_address(text)


def test_undo_shows_the_first_cell_of_the_block(hands, sample):
    h = hands(sample).clipboard("1\t2\n3\t4").at("accounts/personnel/initial").paste()
    effect = h.session.document.undo()
    assert str(effect.place) == "accounts/personnel/initial"
    effect = h.session.document.redo()
    assert str(effect.place) == "accounts/personnel/initial"


TEXTS = [
    "",
    " ",
    "-",
    "无",
    "abc",
    "1",
    "1,234.5",
    "-5.14",
    "(3)",
    "1.1234567",
    "97%",
    "12万",
    "重点",
    "一般",
    "2022-4-17",
    "甲\n乙",
]


@pytest.mark.parametrize("seed", range(12))
@pytest.mark.parametrize("table", ["accounts", "project", "profile"])
def test_what_is_shown_is_what_is_written(hands, sample, table, seed):
    """Any block anywhere: each cell ends as the preview says, no other changes, and undo brings all back."""
    chance = random.Random(f"{table}{seed}")  # noqa: S311 - the same blocks each time
    h = hands(sample, table)
    model = h.view.table
    block = [[chance.choice(TEXTS) for _ in range(chance.randint(1, 6))] for _ in range(chance.randint(2, 7))]
    place = moves.step(
        model, (chance.randrange(model.rowCount()), chance.randrange(model.columnCount())), "down"
    )
    h.view.selector.go(*place)
    report = h.session.document.report
    before, digest = dict(report.cells()), h.session.document.digest()
    h.clipboard(to_tsv(block)).press(K.Key_V, ctrl=True)
    preview = h.preview
    if preview is None:  # nothing but blanks onto one cell that can hold them
        return
    deed = preview.deed
    height = model.rowCount()
    h.qtbot.keyClick(preview.accept_button if preview.accept_button.isEnabled() else preview, K.Key_Return)
    if (left := h.preview) is not None:
        h.qtbot.keyClick(left, K.Key_Escape)
    wanted = dict(before)
    for one in deed.landings:
        if one.fate == "written" and one.row < height:
            address = model.address(one.row, one.column)
            if one.new is None:
                wanted.pop(address, None)
            else:
                wanted[address] = one.new
    after = dict(report.cells())
    assert {
        cell: value
        for cell, value in after.items()
        if model.place(cell) is None or model.place(cell)[0] < height
    } == wanted
    assert model.rowCount() == height + deed.added
    if deed.changes:
        h.session.undo()
    assert h.session.document.digest() == digest
