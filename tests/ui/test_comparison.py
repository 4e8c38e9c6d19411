"""年度对比: what an officer does with several years side by side."""

from __future__ import annotations

import re
import shutil
from pathlib import Path

import pytest
from PySide6.QtCore import QItemSelectionModel, Qt
from PySide6.QtGui import QGuiApplication, QImage, QPainter
from PySide6.QtSvg import QSvgRenderer
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QDialog, QFileDialog

from app.domain.address import Address
from app.domain.amount import YUAN
from app.storage.editions import edition_for
from tests.ui.conftest import Desk
from tests.years import make_years
from ui.comparison.pane import CHARTS, EMPTY, TABLE
from ui.navigator import COMPARISON
from ui.year_dialogs import NewYearDialog


@pytest.fixture(scope="session")
def years_file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """2020 to 2022; copy it, do not open it."""
    folder = tmp_path_factory.mktemp("years")
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("ZIPINGTONG_HOME", str(folder / "home"))
        make_years(folder / "三年.zpt").close(backup=False)
    return folder / "三年.zpt"


@pytest.fixture
def years(qtbot, window, tmp_path: Path, years_file: Path) -> Desk:
    """The window with three years."""
    window.start(Path(shutil.copy(years_file, tmp_path / "三年.zpt")))
    window.show()
    QApplication.processEvents()
    return Desk(qtbot, window)


def compare(desk: Desk):
    """Goes to the comparison; gives its pane."""
    desk.act("compare")
    assert desk.bench.comparing is not None
    return desk.bench.comparing.pane


def row_of(table, label: str) -> int:
    cells = table.cells_
    rows = range(cells.rowCount())
    return next(row for row in rows if cells.line(row).label == label and not cells.line(row).heading)


def shown(table, label: str) -> list[str]:
    row = row_of(table, label)
    return [table.cells_.index(row, column).data() for column in range(table.cells_.columnCount())]


def put_cursor(table, label: str, column: int) -> None:
    table.go_to(row_of(table, label), column)
    QApplication.processEvents()


def headings(table) -> list[str]:
    return [f"{column.group}{column.label}" for column in table.cells_.columns]


def test_it_stands_under_the_tables_and_in_the_menu(years):
    bench = years.bench
    for _ in range(10):
        bench.navigator.step(1)
    assert bench.navigator.list.currentIndex().data() == "年度对比"
    assert bench.compares
    assert bench.comparing.pane.isVisible() and not bench.view.isVisible()
    years.act("previous_table")
    assert not bench.compares
    assert bench.forms.shown and not bench.comparing.pane.isVisible()
    years.act("previous_table")
    assert bench.view.isVisible() and not bench.comparing.pane.isVisible()
    years.act("compare")
    assert bench.compares
    assert bench.navigator.list.currentIndex().data(Qt.ItemDataRole.UserRole) == COMPARISON
    assert bench.comparing.pane.table.hasFocus()


def test_years_with_their_changes(years):
    table = compare(years).table
    first, second = "2021 年较 2020 年", "2022 年较 2021 年"
    changes = [f"{step}{what}" for step in (first, second) for what in ("增减额", "增减率")]
    assert headings(table) == ["2020 年", "2021 年", "2022 年", *changes]
    assert shown(table, "本年支出合计") == [
        "1,718.33", "1,842.63", "1,972.83", "124.30", "7.23%", "130.20", "7.07%",
    ]  # fmt: skip
    assert table.cells_.index(row_of(table, "本年支出合计"), 6).data(Qt.ItemDataRole.FontRole).bold()


def test_a_year_is_taken_out_and_a_base_is_chosen(years):
    pane = compare(years)
    pane.years[2020].click()
    step = "2022 年较 2021 年"
    assert headings(pane.table) == ["2021 年", "2022 年", f"{step}增减额", f"{step}增减率"]
    pane.years[2020].click()
    pane.against.setCurrentIndex(pane.against.findData(2020))
    pane.against.activated.emit(pane.against.currentIndex())
    assert headings(pane.table)[3] == "2021 年较 2020 年增减额"
    assert headings(pane.table)[5] == "2022 年较 2020 年增减额"
    pane.years[2020].click()  # the base goes: back to year against year
    assert pane.against.currentData() is None


def test_another_column(years):
    pane = compare(years)
    assert [pane.measure.itemText(at) for at in range(3)] == ["决算数", "年初预算数", "全年预算数"]
    pane.measure.setCurrentIndex(1)
    pane.measure.activated.emit(1)
    assert shown(pane.table, "人员经费")[2] == "1,044.45"


def test_lines_without_figures_only_when_wanted(years):
    pane = compare(years)
    with pytest.raises(StopIteration):
        row_of(pane.table, "上级补助收入")
    few = pane.table.cells_.rowCount()
    pane.filled.click()
    assert pane.table.cells_.rowCount() > few
    assert shown(pane.table, "上级补助收入") == [""] * 7


def test_amounts_in_yuan(years):
    pane = compare(years)
    years.session.set_money_unit(YUAN)
    QApplication.processEvents()
    assert pane.unit.text() == "单位：元"
    assert shown(pane.table, "人员经费")[2] == "15,136,900.00"
    assert shown(pane.table, "在职人员（人）")[2] == "42"


def test_enter_goes_to_the_cell_of_its_year(years):
    table = compare(years).table
    put_cursor(table, "人员经费", 0)
    years.keys(table, Qt.Key.Key_Return)
    assert years.document.year == 2020
    assert not years.bench.compares
    assert years.bench.view.current_address() == Address("accounts", "personnel", "final")
    assert years.bench.view.hasFocus()


def test_a_double_click_on_a_change_goes_to_its_later_year(years):
    table = compare(years).table
    years.session.select_year(2020)
    QApplication.processEvents()
    assert years.bench.compares  # another year changes nothing in it
    row = row_of(table, "科普经费")
    index = table.cells_.index(row, 3)
    table.scrollTo(index)
    QApplication.processEvents()
    QTest.mouseDClick(table.viewport(), Qt.MouseButton.LeftButton, pos=table.visualRect(index).center())
    assert years.document.year == 2021
    assert years.bench.view.current_address() == Address("project", 1, "final")


def test_a_ratio_leads_to_its_explanation(years):
    table = compare(years).table
    put_cursor(table, "“三公”经费控制率〔年初预算口径〕", 1)
    table.jump()
    QApplication.processEvents()
    assert years.document.year == 2021
    assert years.session.selection == "sangong_control_rate"
    assert not years.bench.compares


def test_what_is_not_there_leads_nowhere(years):
    table = compare(years).table
    put_cursor(table, "科普讲座及专家咨询", 0)
    assert shown(table, "科普讲座及专家咨询")[0] == "—"
    table.jump()
    assert years.bench.compares
    tip = table.cells_.index(row_of(table, "科普讲座及专家咨询"), 0).data(Qt.ItemDataRole.ToolTipRole)
    assert "2020 年没有这个项目" in tip


def test_it_follows_edits_while_it_is_seen(years, qtbot):
    pane = compare(years)
    assert years.enter("accounts/personnel/final", "1600")
    qtbot.waitUntil(lambda: shown(pane.table, "人员经费")[2] == "1,600.00")
    years.act("undo")
    assert not years.bench.compares  # undo shows what it took back
    pane = compare(years)
    assert shown(pane.table, "人员经费")[2] == "1,513.69"


def test_bases_that_differ_are_named_in_grey_with_the_reason(years):
    from app.domain.act import SetCell
    from app.domain.report import SETTING

    main = Address(SETTING, "budget_execution_rate", "main")
    assert years.session.write([SetCell(main, None, "budget_execution_rate_by_income")], "选主口径")
    table = compare(years).table
    label = "预算执行率（各年主口径）"
    assert shown(table, label) == ["98.32%", "98.32%", "115.80%", "0.00", "", "口径不同", ""]
    row = row_of(table, label)
    assert table.cells_.look(row, 5).tone == "muted"
    tip = table.cells_.index(row, 5).data(Qt.ItemDataRole.ToolTipRole)
    assert "2021 年为全年预算口径，2022 年为当年收入口径" in tip


def test_negative_changes_are_in_the_colour_of_warning(years):
    table = compare(years).table
    row = row_of(table, "“三公”经费控制率〔年初预算口径〕")
    assert table.cells_.look(row, 3).text.startswith("−")
    assert table.cells_.look(row, 3).tone == "negative"


def test_what_is_seen_as_zero_is_not_in_red(years):
    table = compare(years).table
    row = row_of(table, "预算执行率〔全年预算口径〕")
    line = next(line for group in table.cells_.comparison.groups for line in group.lines
                if line.row.key == "budget_execution_rate")  # fmt: skip
    assert line.figures[2].value < line.figures[1].value
    assert (table.cells_.look(row, 5).text, table.cells_.look(row, 5).tone) == ("0.00", "")


def test_a_block_is_copied_with_exact_numbers(years):
    table = compare(years).table
    model = table.selectionModel()
    row = row_of(table, "本年支出合计")
    for column in (2, 3, 4):
        model.select(
            table.cells_.index(row, column),
            QItemSelectionModel.SelectionFlag.Select
            if column > 2
            else QItemSelectionModel.SelectionFlag.ClearAndSelect,
        )
    QTest.keyClick(table, Qt.Key.Key_C, Qt.KeyboardModifier.ControlModifier)
    mime = QGuiApplication.clipboard().mimeData()
    assert mime.text() == "1972.83\t124.30\t7.23%"
    assert 'x:num="1972.83"' in mime.html()
    assert 'x:num="0.072337676697724"' in mime.html()


def test_whole_rows_are_copied_with_their_labels(years):
    table = compare(years).table
    flags = QItemSelectionModel.SelectionFlag
    index = table.cells_.index(row_of(table, "本年支出合计"), 0)
    table.selectionModel().select(index, flags.ClearAndSelect | flags.Rows)
    table.copy()
    head, line = QGuiApplication.clipboard().text().split("\n")
    assert head.split("\t")[:2] == ["项目", "2020 年"]
    assert line.split("\t")[:2] == ["本年支出合计", "1718.33"]


def test_find_looks_through_the_comparison(years):
    table = compare(years).table
    years.act("find")
    pane = years.bench.comparing.pane
    assert pane.find_bar.isVisible()
    pane.find_bar.text.setText("老科技")
    QApplication.processEvents()
    assert table.currentIndex().row() == row_of(table, "老科技工作者协会经费")


def test_the_table_behind_it_is_left_alone(years):
    compare(years)
    before = years.document.digest_all()
    for action in years.bench.view.actions_for_menu():
        assert action.isSeparator() or not action.isEnabled(), action.text()
    years.keys(years.bench.comparing.pane.table, Qt.Key.Key_Delete, Qt.Key.Key_Insert)
    assert years.document.digest_all() == before
    years.act("previous_table")  # the department's form
    years.act("previous_table")
    assert years.bench.view.actions_.copy.isEnabled()


def test_with_one_year_it_says_what_to_do(desk, monkeypatch):
    pane = compare(desk)
    assert pane.stack.currentIndex() == EMPTY
    assert "只有一个年度" in pane._empty.text.text()
    monkeypatch.setattr(NewYearDialog, "exec", lambda _dialog: int(QDialog.DialogCode.Accepted))
    pane._empty.button.click()
    QApplication.processEvents()
    assert desk.document.years == [2022, 2023]
    assert pane.stack.currentIndex() == TABLE
    assert sorted(pane.years) == [2022, 2023]


def test_with_one_year_chosen_it_asks_for_another(years):
    pane = compare(years)
    pane.years[2020].click()
    pane.years[2021].click()
    assert pane.stack.currentIndex() == EMPTY
    assert "至少选两个年度" in pane._empty.text.text()
    pane.years[2021].click()
    assert pane.stack.currentIndex() == TABLE


def test_another_document_begins_with_its_table(years, sample):
    compare(years)
    assert years.session.open(sample)
    QApplication.processEvents()
    assert not years.bench.compares
    assert years.bench.view.isVisible()


# ---------------------------------------------------------------- charts


def charts(desk):
    pane = compare(desk)
    pane.as_charts.click()
    QApplication.processEvents()
    assert pane.stack.currentIndex() == CHARTS
    return pane.charts


def colours_in(picture: QImage) -> set[str]:
    points = ((x, y) for x in range(0, picture.width(), 7) for y in range(0, picture.height(), 7))
    return {picture.pixelColor(x, y).name() for x, y in points}


def test_every_chart_of_the_layout_is_drawn(years):
    found = charts(years)
    assert [drawing.key for drawing in found.drawings] == ["budget", "sangong", "projects", "scores"]
    for drawing in found.drawings:
        found.choose(drawing.key)
        QApplication.processEvents()
        assert found.shown is drawing
        assert "#1f5fa8" in colours_in(found.plot.image()) or years.window.theme.dark


def test_charts_follow_the_theme(years):
    found = charts(years)
    years.window.theme.choose("dark")
    QApplication.processEvents()
    dark = colours_in(found.plot.image())
    assert {"#191c20", "#6fabff"} <= dark
    years.window.theme.choose("light")
    QApplication.processEvents()
    light = colours_in(found.plot.image())
    assert {"#ffffff", "#1f5fa8"} <= light


def unlike(one: QImage, other: QImage) -> float:
    """Share of small squares whose mean lightness is another: patterns are even there, letters are not."""
    size = other.size() / 6
    one, other = (each.scaled(size, mode=Qt.TransformationMode.SmoothTransformation) for each in (one, other))
    points = [(x, y) for x in range(size.width()) for y in range(size.height())]
    far = (abs(one.pixelColor(x, y).lightness() - other.pixelColor(x, y).lightness()) > 24 for x, y in points)
    return sum(far) / len(points)


# long names are set a little wider in SVG
@pytest.mark.parametrize(("key", "letters"), [("budget", 0.005), ("projects", 0.03)])
def test_pictures_in_files_are_what_is_on_the_screen(years, qtbot, key, letters):
    found = charts(years)
    found.choose(key)
    qtbot.wait(50)
    seen = found.plot.canvas.viewport().grab().toImage()
    assert unlike(found.plot.image(), seen) < 0.003
    drawn = QImage(seen.size(), QImage.Format.Format_RGB32)
    drawn.fill(Qt.GlobalColor.white)
    painter = QPainter(drawn)
    QSvgRenderer(found.plot.svg()).render(painter)
    painter.end()
    assert unlike(drawn, seen) < letters


def test_a_chart_is_copied_as_a_picture(years):
    found = charts(years)
    found.copy.click()
    assert QGuiApplication.clipboard().image().width() == found.plot.canvas.viewport().width() * 2
    assert "已复制图片“预算、支出与结转”" in years.window.status.said()


@pytest.mark.parametrize(("kind", "suffix"), [("PNG 图片 (*.png)", ".png"), ("SVG 矢量图 (*.svg)", ".svg")])
def test_a_chart_is_saved(years, tmp_path, monkeypatch, kind, suffix):
    found = charts(years)
    target = tmp_path / "图"
    monkeypatch.setattr(QFileDialog, "getSaveFileName", lambda *_args, **_named: (str(target), kind))
    found.save.click()
    saved = target.with_suffix(suffix)
    content = saved.read_bytes()
    if suffix == ".svg":
        assert QSvgRenderer(content).isValid()
        assert "1,972.83" in content.decode("utf-8")
    else:
        assert "#1f5fa8" in colours_in(QImage.fromData(content))
    assert f"已保存图片 {saved}" in years.window.status.said()


def test_a_picture_that_cannot_be_written_is_told_and_the_old_one_stays(years, tmp_path, monkeypatch):
    found = charts(years)
    target = tmp_path / "图.png"
    target.write_bytes(b"old")
    monkeypatch.setattr("ui.comparison.charts.readable", lambda *_: False)
    assert not found.save_picture(target)
    assert target.read_bytes() == b"old"
    assert "没有放到位" in years.window.message.text
    assert not list(tmp_path.glob(".zipingtong-export-*"))


def test_charts_without_figures_say_what_is_missing(desk, qtbot):
    for year in (2023, 2024):
        assert desk.session.change_years(
            lambda document, year=year: document.add_year(year, edition_for(year))
        )
    pane = compare(desk)
    pane.years[2022].click()
    pane.as_charts.click()
    QApplication.processEvents()
    assert pane.charts.shown.lack.startswith("还画不出来")
    assert not pane.charts.save.isEnabled()


# ---------------------------------------------------------------- export


def test_the_comparison_goes_along_with_an_export(years, tmp_path, qtbot):
    from openpyxl import load_workbook

    from ui.export import ExportDialog

    pane = compare(years)
    pane.years[2020].click()
    dialog = ExportDialog(tmp_path / "out.xlsx", True, False, years.window)
    qtbot.addWidget(dialog)
    assert not dialog.with_years.isHidden()
    assert not dialog.with_years.isChecked()
    years.window.files.export_to(tmp_path / "out.xlsx", data=False, years=True)
    qtbot.waitUntil(lambda: years.window.files.running is None, timeout=20_000)
    book = load_workbook(tmp_path / "out.xlsx", read_only=True)
    assert book.sheetnames[-3:] == ["年度对比（各表）", "年度对比（项目）", "年度对比（比率）"]
    top = [cell.value for cell in next(book["年度对比（各表）"].iter_rows(min_row=3, max_row=3))]
    assert top[:4] == ["项目", "2021 年", "2022 年", "2022 年较 2021 年"]  # those that were looked at


def test_with_one_year_the_export_does_not_offer_it(qtbot, tmp_path):
    from ui.export import ExportDialog

    dialog = ExportDialog(tmp_path / "out.xlsx", True)
    qtbot.addWidget(dialog)
    assert dialog.with_years.isHidden()


def test_its_buttons_have_letters_of_their_own(years):
    pane = compare(years)
    pane.as_charts.click()
    buttons = [pane.as_table, pane.as_charts, pane.filled, pane.charts.copy, pane.charts.save]
    texts = [button.text() for button in buttons]
    menus = [action.text() for action in years.window.menuBar().actions()]
    letters = re.findall(r"&([A-Z])", " ".join([*texts, *menus]))
    assert all("(&" in text for text in texts) and sorted(letters) == sorted(set(letters))
    years.window.activateWindow()
    QTest.keyClick(pane.as_charts, Qt.Key.Key_B, Qt.KeyboardModifier.AltModifier)
    years.qtbot.waitUntil(pane.as_table.isChecked)  # the button is seen going down first
