"""What cells show, say and tell views; zoom, widths and where the officer was."""

from __future__ import annotations

import time

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QAbstractItemModelTester

from app.domain.act import SetCell
from app.domain.address import Address, parse_address
from app.domain.amount import YUAN
from app.domain.report import NOTE
from app.edits import add_rows
from ui.theme import make_palette

K = Qt.Key
TABLES = ("profile", "accounts", "sangong", "sangong_counts", "project")


@pytest.mark.parametrize("key", TABLES)
def test_qt_finds_no_fault(hands, sample, key):
    h = hands(sample, key)
    QAbstractItemModelTester(h.view.model(), QAbstractItemModelTester.FailureReportingMode.Warning)
    h.session.enter(parse_address("accounts/personnel/final"), "1")
    h.view.viewport().repaint()


@pytest.mark.parametrize(
    ("address", "text", "tone", "state"),
    [
        ("accounts/personnel/final", "1,513.69", "", "input"),
        ("accounts/personnel/rate", "97.82%", "", "computed"),
        ("accounts/personnel/change_prior", "缺数", "muted", "computed"),
        ("accounts/superior_subsidy/change_initial", "", "muted", "computed"),  # nothing entered there
        ("accounts/carry_in/rate", "—", "muted", "absent"),
        ("accounts/outlay_basic/final", "1,633.22", "", "computed"),
        ("sangong/sangong_total/change_initial_rate", "−52.45%", "negative", "computed"),
        ("sangong/abroad/change_initial_rate", "不适用", "muted", "computed"),
    ],
)
def test_what_a_cell_shows(hands, sample, address, text, tone, state):
    key = address.split("/", maxsplit=1)[0]
    look = hands(sample, key).look(address)
    assert (look.text, look.tone, look.state) == (text, tone, state)


def test_incomplete_totals_are_marked(hands, document):
    h = hands(document).at("accounts/personnel/final").type("5").press(K.Key_Return)
    assert h.look("accounts/outlay_basic/final").mark == "未填全"
    assert "未填全" in _role(h, "accounts/outlay_basic/final", Qt.ItemDataRole.ToolTipRole)


def test_tool_tips_say_everything(hands, sample):
    h = hands(sample)
    tip = _role(h, "accounts/personnel/change_prior", Qt.ItemDataRole.ToolTipRole)
    assert "缺少" in tip
    assert "由软件计算" in tip
    assert "不用填" in _role(h, "accounts/carry_in/rate", Qt.ItemDataRole.ToolTipRole)
    assert "批注：" in _role(h, "accounts/fiscal_appropriation/adjusted", Qt.ItemDataRole.ToolTipRole)
    assert "警告" in _role(h, "accounts/public/final", Qt.ItemDataRole.ToolTipRole)


def test_roles(hands, sample):
    h = hands(sample)
    assert _role(h, "accounts/personnel/final", Qt.ItemDataRole.EditRole) == "1513.69"
    assert _role(h, "accounts/personnel/final", Qt.ItemDataRole.UserRole) == parse_address(
        "accounts/personnel/final"
    )
    assert "人员经费·决算数，1,513.69" in _role(
        h, "accounts/personnel/final", Qt.ItemDataRole.AccessibleTextRole
    )
    assert _role(h, "accounts/income/final", Qt.ItemDataRole.FontRole).bold()
    assert (
        _role(h, "accounts/personnel/final", Qt.ItemDataRole.TextAlignmentRole) & Qt.AlignmentFlag.AlignRight
    )


def test_only_what_changed_is_told(hands, sample):
    h = hands(sample)
    told = []
    h.view.model().dataChanged.connect(lambda a, b: told.append((a.row(), a.column(), b.row(), b.column())))
    h.session.enter(parse_address("accounts/personnel/reason"), "因")
    row, column = h.view.table.place(parse_address("accounts/personnel/reason"))
    assert (row, column, row, column) in told
    assert all(bottom - top == 0 for top, _, bottom, _ in told)
    assert len(told) < 5


def test_notes_mark_their_cell(hands, sample):
    h = hands(sample)
    assert not h.look("accounts/personnel/final").note
    note = Address(NOTE, "accounts/personnel/final", "text")
    h.session.write([SetCell(note, None, "财决01表")], "批注")
    assert h.look("accounts/personnel/final").note


def test_problems_mark_cells_rows_and_columns(hands, sample):
    h = hands(sample)
    assert h.look("accounts/public/final").severity == "warning"
    row, _ = h.view.table.place(parse_address("accounts/public/final"))
    assert h.view.table.row_severity(row) == "warning"
    h.session.enter(parse_address("accounts/public/final"), "1")
    assert h.look("accounts/public/final").severity != "warning"
    h.view.show_table("project")
    column = next(n for n, c in enumerate(h.view.table.columns) if c.key == "goal")
    assert h.view.table.column_problems(column)  # the empty column: its heading is marked, not each cell
    assert h.look("project/1/goal").severity is None


def test_sources_are_outlined(hands, sample):
    h = hands(sample)
    h.view.viewport().repaint()
    before = h.view.grab().toImage()
    h.view.set_sources({parse_address("accounts/public/final")})
    assert h.view.grab().toImage() != before
    h.view.set_sources(set())
    assert h.view.grab().toImage() == before


def test_money_unit_and_zoom(hands, sample):
    h = hands(sample)
    width, height = h.view.columnWidth(0), h.view.rowHeight(1)
    h.session.set_money_unit(YUAN)
    assert h.shown("accounts/personnel/final") == "15,136,900.00"
    h.session.set_zoom(2.0)
    assert h.view.columnWidth(0) == pytest.approx(2 * width, rel=0.1)
    assert h.view.rowHeight(1) == pytest.approx(2 * height, rel=0.1)


@pytest.mark.parametrize("key", TABLES)
@pytest.mark.parametrize("zoom", [1.0, 1.25, 1.5, 2.0])
def test_headings_and_numbers_have_room(hands, sample, key, zoom):
    h = hands(sample, key)
    h.session.set_zoom(zoom)
    header, metrics = h.view.frame_.columns, h.view.frame_.metrics
    for place, column in enumerate(h.view.table.columns):
        inner = header.sectionSize(place) - 2 * metrics.pad
        broken, width, flags = header._breaks.find(metrics.text, column.label, inner)
        box = metrics.text.boundingRect(0, 0, width, 10_000, flags, broken)
        assert box.width() <= inner, column.label
        assert box.height() <= header.height(), column.label
        for row in range(h.view.table.rowCount()):
            look = h.view.table.look(row, place)
            if look.right:
                assert metrics.strong_text.horizontalAdvance(look.text) <= inner + metrics.pad, look.text
    labels = h.view.frame_.labels
    assert labels.width() >= min(labels.natural_width(), h.view.width() * 0.44)
    if not h.view.table.is_list:
        for row in range(h.view.table.rowCount()):
            assert labels.sectionSize(row) >= metrics.rows(labels.lines_needed(row))
            assert labels.lines_needed(row) <= 3


def test_widths_are_remembered_in_digits(hands, sample):
    h = hands(sample)
    h.view.setColumnWidth(0, 200)
    state = h.view.state()
    h.view.setColumnWidth(0, 90)
    h.view.restore(state)
    assert h.view.columnWidth(0) == pytest.approx(200, abs=1)
    h.session.set_zoom(2.0)
    assert h.view.columnWidth(0) > 380
    h.view.restore({"widths": {"accounts": {"initial": "wide"}, "gone": 3}})
    assert h.view.columnWidth(0) == h.view.frame_.metrics.width(12)


def test_double_click_on_a_border_fits(hands, sample):
    h = hands(sample, "project")
    before = h.view.columnWidth(0)
    h.view.frame_.columns.sectionHandleDoubleClicked.emit(0)
    assert h.view.columnWidth(0) > before


def test_tables_remember_where_the_officer_was(hands, sample):
    h = hands(sample).at("accounts/outlay_project/final")
    scroll = h.view.verticalScrollBar().value()
    h.view.show_table("project")
    h.view.show_table("accounts")
    assert h.where() == "accounts/outlay_project/final"
    assert h.view.verticalScrollBar().value() == scroll


def test_go_to_switches_the_table(hands, sample):
    h = hands(sample)
    assert h.view.go_to(parse_address("project/4/score"))
    assert h.where() == "project/4/score"
    assert not h.view.go_to(parse_address("project/99/score"))
    assert not h.view.go_to(parse_address("nowhere/4/score"))


def test_light_and_dark(hands, sample, qapp, qtbot):
    h = hands(sample)
    light = h.view.grab().toImage()
    qapp.setPalette(make_palette(True))
    qtbot.waitUntil(lambda: h.view.cells.colours.dark)
    assert h.view.grab().toImage() != light
    qapp.setPalette(make_palette(False))


def test_another_year_and_no_document(hands, sample):
    h = hands(sample)
    h.session.opened.emit()
    assert h.shown("accounts/personnel/final") == "1,513.69"
    h.session.document = None
    h.session.opened.emit()
    assert h.view.model() is None
    h.press(K.Key_Return, K.Key_Delete)
    assert h.view.summary().count == 0


def test_ten_thousand_rows(hands, document):
    rows = [
        {"name": f"项目{n}", "final": n * 100, "adjusted": n * 100 + 7, "score": 90} for n in range(1, 10_001)
    ]
    document.write(add_rows(document.report, "project", rows), "添加")
    h = hands(document, "project")
    model, address = h.view.table, Address("project", 5_000, "final")
    h.view.go_to(address)
    h.view.viewport().repaint()
    spent = []
    take = model.take

    def timed(effect, marked):
        start = time.perf_counter()
        take(effect, marked)
        spent.append(time.perf_counter() - start)

    model.take = timed
    for number in range(5):
        h.session.enter(address, str(number + 1))
        h.view.viewport().repaint()
    assert min(spent) < 0.005
    h.press(K.Key_A, ctrl=True)
    start = time.perf_counter()
    found = h.view.summary()
    assert time.perf_counter() - start < 0.5
    assert found.count == 10_000 * 6  # name, adjusted, final, rate, score, grade


def _role(h, address, role):
    place = h.view.table.place(parse_address(address))
    return h.view.model().data(h.view.model().index(*place), role)
