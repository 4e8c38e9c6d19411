"""The preview as an officer uses it: look, choose, remember, print or save."""

from __future__ import annotations

import pytest
from PySide6.QtCore import QPoint, QPointF, Qt
from PySide6.QtGui import QWheelEvent
from PySide6.QtPrintSupport import QPrinter
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from app.exchange.paper_readback import plain, read_pdf
from app.exchange.setup import COVER
from app.years import begin_year
from tests.ui.printing.support import fonts
from ui.printing.preview import PreviewDialog
from ui.printing.printer import NO_PRINTER, print_work, printer_names
from ui.printing.verb import Taken


@pytest.fixture
def shown(desk, qtbot):
    """Opens the preview as Ctrl+P does, without waiting for its end."""

    def show(table="accounts", *, single=True):
        printing = desk.window.files.printing
        dialog = printing.dialog(desk.document, Taken(desk.document), table, single=single)
        qtbot.addWidget(dialog)
        dialog.show()
        QApplication.processEvents()
        return dialog

    return show


@pytest.fixture
def closing(monkeypatch):
    """The dialogs that are opened in turn: each is given to one of these, which closes it."""
    deeds = []

    def run(dialog):
        dialog.show()
        QApplication.processEvents()
        deeds.pop(0)(dialog)
        QApplication.processEvents()
        return dialog.result()

    monkeypatch.setattr(PreviewDialog, "exec", run)
    return deeds


def names(dialog):
    return [leaf.name for leaf in dialog.job.leaves]


def test_the_key_shows_the_present_table_alone(desk, closing):
    desk.go("project/1/name")
    seen = []
    closing.append(lambda dialog: (seen.append(names(dialog)), dialog.reject()))
    desk.act("print")
    assert seen == [["项目资金支出明细及自评得分表"]]
    assert "Ctrl+P" in [key.toString() for key in desk.window.commands.actions["print"].shortcuts()]


def test_print_all_shows_every_ticked_table(desk, closing):
    seen = []
    closing.append(lambda dialog: (seen.extend(dict.fromkeys(names(dialog))), dialog.reject()))
    desk.act("print_all")
    assert seen == [
        "收支预决算情况表",
        "“三公”经费情况表",
        "项目资金支出明细及自评得分表",
        "比率一览",
        "校验结果",
    ]


def test_looking_changes_nothing(desk, closing):
    before, undo = desk.document.digest(), desk.document.undo_text
    closing.append(lambda dialog: dialog.reject())
    desk.act("print_all")
    assert desk.document.digest() == before and desk.document.undo_text == undo


def test_settings_are_remembered_per_table_and_taken_back_in_one_step(desk, closing):
    before = desk.document.digest()

    def choose(dialog):
        dialog.setup.paper.setCurrentIndex(dialog.setup.paper.findData("A3"))
        dialog.setup.margins[0].setValue(25)
        dialog.setup.upright.setChecked(True)
        dialog.list.choose_table("project")
        dialog.setup.scale.setValue(80)
        dialog.reject()

    def look(dialog):
        assert dialog.chosen["accounts"].paper == "A3"
        assert dialog.chosen["accounts"].margins == (25, 15, 15, 15)
        assert dialog.chosen["accounts"].orientation == "portrait"
        assert dialog.chosen["project"].scale == 80
        assert dialog.chosen["sangong"] == dialog.default_of("sangong")
        assert dialog.setup.paper.currentData() == "A3"
        assert (dialog.job.leaves[0].width, dialog.job.leaves[0].height) == (16838, 23811)
        dialog.reject()

    closing += [choose, look]
    desk.act("print")
    assert desk.document.undo_text == "打印设置"
    desk.act("print")
    desk.act("undo")
    assert desk.document.digest() == before


def test_settings_survive_the_program(desk, closing, sample):
    closing.append(lambda dialog: (dialog.list.ticked.emit(COVER, True), dialog.reject()))
    desk.act("print_all")
    desk.session.open(sample)
    seen = []
    closing.append(lambda dialog: (seen.append(names(dialog)[0]), dialog.reject()))
    desk.act("print_all")
    assert seen == ["封面"]


def test_a_locked_year_can_be_printed_and_says_that_nothing_is_kept(desk, closing):
    assert desk.session.change_years(lambda document: document.lock_year(document.year))
    before = desk.document.digest()

    def choose(dialog):
        assert "不会记住" in dialog.setup.told.text()
        dialog.setup.upright.setChecked(True)
        assert dialog.job.leaves[0].width < dialog.job.leaves[0].height
        dialog.reject()

    closing.append(choose)
    desk.act("print")
    assert desk.document.digest() == before


def test_ticks_choose_the_tables(shown):
    dialog = shown(single=False)
    dialog.list.topLevelItem(1).setCheckState(0, Qt.CheckState.Unchecked)
    assert "收支预决算情况表" not in names(dialog)
    for index in range(dialog.list.topLevelItemCount()):
        dialog.list.topLevelItem(index).setCheckState(0, Qt.CheckState.Unchecked)
    assert dialog.job.leaves == () and not dialog.tools.print.isEnabled() and not dialog.tools.pdf.isEnabled()
    assert "没有选" in dialog.banner.text
    dialog.list.topLevelItem(0).setCheckState(0, Qt.CheckState.Checked)
    assert names(dialog) == ["封面"] and dialog.tools.print.isEnabled()


def test_ticking_means_all_ticked_tables(shown):
    dialog = shown()
    assert names(dialog) == ["收支预决算情况表"]
    dialog.list.topLevelItem(0).setCheckState(0, Qt.CheckState.Checked)
    assert dialog.tools.all.isChecked() and names(dialog)[0] == "封面" and len(set(names(dialog))) == 6


def test_another_table_in_the_list_is_shown(shown):
    dialog = shown()
    dialog.list.choose_table("profile")
    assert names(dialog) == ["单位概况"] and dialog.setup.name.text() == "单位概况"


def test_the_list_leads_to_a_sheet_and_follows_the_reading(shown):
    dialog = shown(single=False)
    dialog.list.choose_table("ratios")
    assert dialog.job.leaves[dialog.view.sheet].key == "ratios"
    dialog.tools.sheet.setValue(1)
    assert dialog.view.sheet == 0
    dialog.view.verticalScrollBar().setValue(dialog.view.verticalScrollBar().maximum())
    assert dialog.job.leaves[dialog.view.sheet].key == "problems"
    assert dialog.setup.name.text() == "校验结果"
    assert dialog.tools.sheet.value() == dialog.view.sheet + 1


def test_one_setting_for_all_leaves_their_direction(shown):
    dialog = shown(single=False)
    dialog.setup.margins[2].setValue(30)
    dialog.setup.paper.setCurrentIndex(dialog.setup.paper.findData("A3"))
    dialog.setup.all.click()
    assert {setup.paper for setup in dialog.chosen.values()} == {"A3"}
    assert {setup.margins[2] for setup in dialog.chosen.values()} == {30}
    assert dialog.chosen["accounts"].orientation != dialog.chosen["project"].orientation
    dialog.setup.usual.click()
    key = dialog.job.leaves[dialog.view.sheet].key
    assert dialog.chosen[key] == dialog.default_of(key)


def test_zoom_by_keys_wheel_and_list(shown, qtbot):
    dialog = shown()
    dialog.activateWindow()
    qtbot.waitUntil(dialog.isActiveWindow)  # a window manager takes its time, and shortcuts wait for it
    dialog.view.set_zoom(1.0)
    QTest.keyClick(dialog, Qt.Key.Key_Equal, Qt.KeyboardModifier.ControlModifier)
    assert dialog.view.factor == 1.25
    turn = QWheelEvent(
        QPointF(50, 50), QPointF(50, 50), QPoint(), QPoint(0, -120), Qt.MouseButton.NoButton,
        Qt.KeyboardModifier.ControlModifier, Qt.ScrollPhase.NoScrollPhase, False,
    )  # fmt: skip
    QApplication.sendEvent(dialog.view.viewport(), turn)
    assert dialog.view.factor == 1.0 and dialog.tools.zoom.currentText() == "100%"
    dialog.tools.zoom.setCurrentIndex(dialog.tools.zoom.findText("适合页宽"))
    dialog.tools.zoom.activated.emit(dialog.tools.zoom.currentIndex())
    place = dialog.view._places[0]
    assert 0 <= dialog.view.viewport().width() - place.width() - 2 * dialog.view._gap < dialog.view._gap


def test_enter_in_a_box_does_not_print(shown):
    dialog = shown()
    box = dialog.setup.margins[0]
    box.setFocus()
    box.lineEdit().selectAll()
    QTest.keyClicks(box, "22")
    QTest.keyClick(box, Qt.Key.Key_Return)
    assert dialog.isVisible() and dialog.ending == ""
    assert dialog.chosen["accounts"].margins[0] == 22


def test_size_and_zoom_are_remembered(shown, desk):
    dialog = shown()
    dialog.resize(780, 650)
    dialog.view.set_zoom(0.5)
    dialog.reject()
    again = shown()
    assert (again.width(), again.height()) == (780, 650)
    assert again.view.zoom == 0.5


def test_small_type_is_told_in_the_preview(shown):
    dialog = shown()
    dialog.setup.upright.setChecked(True)
    dialog.setup.paper.setCurrentIndex(dialog.setup.paper.findData("B5"))
    assert "小于 8 磅" in dialog.banner.text


def test_another_font_is_told_once(shown, desk, monkeypatch):
    monkeypatch.setattr("ui.printing.fonts.QFontDatabase.families", lambda *_: ["WenQuanYi Micro Hei"])
    first = shown()
    assert "没有宋体" in first.banner.text
    first.reject()
    assert shown().banner.text == ""


def test_without_a_chinese_font_nothing_can_be_printed(shown, monkeypatch):
    monkeypatch.setattr("ui.printing.fonts.QFontDatabase.families", lambda *_: [])
    dialog = shown()
    assert "没有装中文字体" in dialog.banner.text
    assert not dialog.tools.print.isEnabled() and not dialog.tools.pdf.isEnabled()


def saved(desk, qtbot, closing, monkeypatch, path, name="print"):
    monkeypatch.setattr("ui.export.SaveDialog.exec", lambda dialog: dialog.place.setText(str(path)) or True)
    closing.append(lambda dialog: dialog.tools.pdf.click())
    desk.act(name)
    qtbot.waitUntil(lambda: desk.window.files.running is None)


def test_the_pdf_has_the_sheets_of_the_preview(desk, qtbot, closing, monkeypatch, tmp_path):
    path = tmp_path / "收支.pdf"
    saved(desk, qtbot, closing, monkeypatch, path)
    (text,) = read_pdf(path.read_bytes())
    assert "收支预决算情况表" in plain(text) and "1,972.83" in text
    assert "已导出" in desk.window.message.text


def test_export_pdf_without_looking(desk, qtbot, monkeypatch, tmp_path):
    path = tmp_path / "全部.pdf"
    monkeypatch.setattr("ui.export.SaveDialog.exec", lambda dialog: dialog.place.setText(str(path)) or True)
    desk.act("export_pdf")
    qtbot.waitUntil(lambda: desk.window.files.running is None)
    assert len(read_pdf(path.read_bytes())) > 5


def test_a_pdf_that_cannot_be_written_is_told_and_the_old_one_stays(
    desk, qtbot, closing, monkeypatch, tmp_path
):
    path = tmp_path / "旧.pdf"
    path.write_bytes(b"old")

    def full(path, content):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("ui.printing.pdf.write_through", full)
    saved(desk, qtbot, closing, monkeypatch, path)
    assert "磁盘空间不足" in desk.window.message.text
    assert path.read_bytes() == b"old"


def test_without_a_printer_the_preview_stays_and_says_what_to_do(shown, monkeypatch):
    monkeypatch.setattr("ui.printing.preview.printer_names", list)
    dialog = shown()
    dialog.tools.print.click()
    assert dialog.isVisible() and dialog.ending == ""
    assert dialog.banner.text == NO_PRINTER and "存为 PDF" in NO_PRINTER


def test_printing_goes_through_the_systems_dialog(desk, qtbot, closing, monkeypatch, tmp_path):
    printer = QPrinter(QPrinter.PrinterMode.HighResolution)
    printer.setOutputFormat(QPrinter.OutputFormat.PdfFormat)
    printer.setOutputFileName(str(tmp_path / "印.pdf"))
    monkeypatch.setattr("ui.printing.preview.printer_names", lambda: ["办公室"])
    asked = []
    monkeypatch.setattr(
        "ui.printing.verb.ask_printer", lambda job, parent: asked.append(job.title) or printer
    )
    closing.append(lambda dialog: dialog.tools.print.click())
    desk.act("print")
    qtbot.waitUntil(lambda: desk.window.files.running is None)
    assert asked == ["石家庄市科学技术协会2022年度部门整体支出绩效自评表（收支预决算情况表）"]
    assert "共 1 张" in desk.window.status.said()
    assert len(read_pdf((tmp_path / "印.pdf").read_bytes())) == 1


def test_who_closes_the_systems_dialog_is_back_in_the_preview(desk, closing, monkeypatch):
    monkeypatch.setattr("ui.printing.preview.printer_names", lambda: ["办公室"])
    monkeypatch.setattr("ui.printing.verb.ask_printer", lambda job, parent: None)
    again = []
    closing += [
        lambda dialog: (dialog.setup.margins[0].setValue(33), dialog.tools.print.click()),
        lambda dialog: (again.append(dialog.chosen["accounts"].margins[0]), dialog.reject()),
    ]
    desk.act("print")
    assert desk.window.files.running is None and again == [33]
    assert desk.document.undo_text == "打印设置"


def test_who_does_not_save_is_back_in_the_preview(desk, closing, monkeypatch):
    proposed = []
    monkeypatch.setattr("ui.export.SaveDialog.exec", lambda dialog: proposed.append(dialog.path().name))
    again = []
    closing += [
        lambda dialog: dialog.tools.pdf.click(),
        lambda dialog: (dialog.tools.all.click(), dialog.tools.pdf.click()),
        lambda dialog: (again.append(dialog.isVisible()), dialog.reject()),
    ]
    desk.act("print")
    assert again == [True] and desk.window.files.running is None
    assert proposed == [
        "报告-收支预决算情况表.pdf",
        "报告-石家庄市科学技术协会2022年度部门整体支出绩效自评表.pdf",
    ]


def test_an_empty_table_is_printed_as_such(desk, closing):
    desk.bench.show_table("sangong_counts")
    seen = []
    closing.append(lambda dialog: (seen.append((names(dialog), dialog.job)), dialog.reject()))
    desk.act("print")
    ((tables, job),) = seen
    assert tables == ["“三公”统计数"]
    assert any("本表无数据" in text.text for text in job.leaves[0].texts)


def test_one_sheet_for_all(shown):
    dialog = shown()
    dialog.setup.paper.setCurrentIndex(dialog.setup.paper.findData("B5"))
    assert dialog.view.count > 1
    dialog.setup.single.setChecked(True)
    assert dialog.view.count == 1 and "小于 8 磅" in dialog.banner.text
    assert dialog.chosen["accounts"].single


def test_a_machine_without_a_print_service():
    assert printer_names() == []  # none is set up where the tests run; asking must not fail


def test_what_the_printer_gets_is_what_the_preview_shows(shown, qtbot, tmp_path):
    """A printer that writes a file instead of paper: the same road, sheets 2 and 3 only."""
    dialog = shown(single=False)
    printer = QPrinter(QPrinter.PrinterMode.HighResolution)
    printer.setOutputFormat(QPrinter.OutputFormat.PdfFormat)
    printer.setOutputFileName(str(tmp_path / "印.pdf"))
    printer.setFromTo(2, 3)
    faces = fonts()
    work = print_work(lambda _: dialog.job, printer)
    with qtbot.waitSignal(work.done, timeout=20_000) as finished:
        work.start()
    work.wait()
    assert finished.args == [2] and faces.any
    texts = [plain(text) for text in read_pdf((tmp_path / "印.pdf").read_bytes())]
    assert len(texts) == 2
    number = f"第2页共{len(dialog.job.leaves)}页"
    assert "“三公”经费情况表" in texts[0] and number in texts[0].replace("⻚", "页")


def test_a_printer_that_does_not_start_is_told(shown, qtbot, qtlog, tmp_path):
    dialog = shown()
    printer = QPrinter(QPrinter.PrinterMode.HighResolution)
    printer.setOutputFormat(QPrinter.OutputFormat.PdfFormat)
    printer.setOutputFileName(str(tmp_path / "没有的文件夹" / "印.pdf"))
    work = print_work(lambda _: dialog.job, printer)
    with qtlog.disabled(), qtbot.waitSignal(work.failed, timeout=20_000) as failed:  # Qt grumbles
        work.start()
    work.wait()
    assert "打印没有开始" in failed.args[0]


def test_a_long_list_is_set_beside_the_window(desk, qtbot, shown):
    from app.edits import add_rows

    rows = [{"name": f"第{n}个项目", "final": n} for n in range(2_000)]
    assert desk.session.write(add_rows(desk.document.report, "project", rows), "加项目")
    dialog = shown("project")
    qtbot.waitUntil(lambda: dialog.view.count > 40, timeout=20_000)
    dialog.setup.margins[0].setValue(40)
    dialog.setup.margins[0].setValue(41)  # while it is being set
    qtbot.waitUntil(lambda: dialog.job.leaves[0].margins[0] == 41, timeout=20_000)
    dialog.setup.margins[0].setValue(42)
    dialog.reject()  # ends the thread
    assert dialog._latest._work is None and not dialog._latest._old


def test_a_long_table_can_be_called_off_while_it_is_set(desk, qtbot, shown):
    from app.edits import add_rows

    rows = [{"name": f"第{n}个项目" * 8, "content": "开展活动" * 40, "final": n} for n in range(6_000)]
    assert desk.session.write(add_rows(desk.document.report, "project", rows), "加项目")
    dialog = shown("project")
    assert not dialog.tools.print.isEnabled() and not dialog.tools.pdf.isEnabled()
    checks = []
    work = dialog._latest._work
    work.check, usual = lambda *rows: (checks.append(1), usual(*rows)), work.check
    qtbot.waitUntil(lambda: len(checks) > 2, timeout=20_000)  # within the table, not only after it
    dialog.reject()
    assert dialog._latest._work is None and dialog.view.count == 0


def test_the_years_side_by_side_are_printed_while_they_are_looked_at(desk, closing):
    edition = desk.document.model.edition
    assert desk.session.change_years(lambda document: begin_year(document, 2023, edition))
    desk.act("compare")
    seen, titles = [], []
    closing.append(
        lambda dialog: (seen.extend(names(dialog)), titles.append(dialog.job.title), dialog.reject())
    )
    desk.act("print")
    assert seen and all(name.startswith("年度对比") for name in seen)
    assert titles == ["石家庄市科学技术协会年度对比（2022、2023 年，逐年比较）"]


def test_with_one_year_there_is_nothing_side_by_side_and_the_table_is_printed(desk, closing):
    desk.act("compare")
    seen = []
    closing.append(lambda dialog: (seen.extend(names(dialog)), dialog.reject()))
    desk.act("print")
    assert seen == ["收支预决算情况表"]


def test_a_new_year_is_printed_like_the_year_before(desk, closing):
    closing.append(lambda dialog: (dialog.setup.paper.setCurrentIndex(1), dialog.reject()))
    desk.act("print")
    edition = desk.document.model.edition
    assert desk.session.change_years(lambda document: begin_year(document, 2023, edition))
    seen = []
    closing.append(lambda dialog: (seen.append(dialog.chosen["accounts"].paper), dialog.reject()))
    desk.act("print")
    assert seen == ["A3"]
