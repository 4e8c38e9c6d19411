"""The manual in the program: F1 where one is, its window, and that it speaks of what there is."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QAction, QColor, QImage, QKeySequence, QShortcut, QTextDocument
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QDialog

from app.manual.pages import manual_for
from ui.commands import COMMANDS
from ui.help import KEYS, AboutDialog, ShortcutsDialog
from ui.manual.window import ManualWindow
from ui.theme import colours
from ui.topics import topic_of

NAMES = {
    "Insert": "Ins", "Delete": "Del", "PgDown": "PgDn", "PgUp": "PgUp", "↑": "Up", "↓": "Down", "←": "Left",
    "→": "Right", "Return": "Enter",
}  # fmt: skip
KEY = re.compile(r"(?:(?:Ctrl|Alt|Shift)\+)+\S+|F\d+|Enter|Tab|Esc|Delete|Insert|[←→↑↓]")


@pytest.fixture
def help_(desk) -> ManualWindow:
    """The manual, open."""
    desk.act("manual")
    assert QTest.qWaitForWindowActive(desk.window.verbs.manual)
    desk.window.verbs.manual.go("entry")
    return desk.window.verbs.manual


def here(window) -> str:
    browser = window.verbs.manual.browser
    return browser.page + (f"#{browser.anchor}" if browser.anchor else "")


def press_f1(widget) -> None:
    """With the focus there, in a window that a window manager may take its time to activate."""
    widget.window().activateWindow()
    assert QTest.qWaitForWindowActive(widget.window())
    if not widget.hasFocus():
        widget.setFocus()
    QApplication.processEvents()
    QTest.keyClick(widget, Qt.Key.Key_F1)
    QApplication.processEvents()


# ---------------------------------------------------------------- F1


def test_f1_in_the_table_tells_of_entering(desk) -> None:
    desk.bench.focus_grid()
    press_f1(desk.bench.view)
    assert desk.window.verbs.manual.isVisible()
    assert here(desk.window).startswith("tables")


def test_f1_while_typing_keeps_what_is_typed(desk) -> None:
    desk.go("accounts/personnel/final")
    desk.keys(desk.bench.view, Qt.Key.Key_7)
    editor = desk.bench.view.editing.editor
    press_f1(editor)
    assert here(desk.window).startswith("tables")
    assert desk.bench.view.editing.editor is editor and editor.entered() == "7"


def test_f1_on_a_ratio_opens_its_entry(desk) -> None:
    desk.bench.ratios.setFocus()
    desk.session.select("public_control_rate")
    press_f1(desk.bench.ratios)
    assert here(desk.window) == "ratios#ratio-public_control_rate"


def test_f1_on_a_problem_opens_the_check_that_found_it(desk) -> None:
    problems = desk.bench.problems
    for code in dict.fromkeys(problem.code for problem in desk.document.results.problems):
        desk.take_problem(code)
        problems.list.setFocus()
        press_f1(problems.list)
        assert here(desk.window) == f"checks#check-{code}"


def test_f1_on_an_explanation_opens_the_ratio_or_how_it_is_read(desk) -> None:
    desk.session.select("public_control_rate")
    assert topic_of(desk.bench.explanation) == "ratios#ratio-public_control_rate"
    desk.session.select(desk.go("accounts/personnel/final"))
    press_f1(desk.bench.explanation)
    assert here(desk.window) == "ratios#explanation"


def test_f1_on_the_list_of_tables_tells_of_the_table(desk) -> None:
    desk.bench.show_table("project")
    desk.bench.navigator.list.setFocus()
    press_f1(desk.bench.navigator.list)
    assert here(desk.window) == "tables#table-project"


def test_f1_in_notes_comparison_and_search(desk) -> None:
    desk.act("notes")
    press_f1(desk.bench.notes.list)
    assert here(desk.window) == "entry#notes"
    desk.act("notes")
    desk.act("find")
    press_f1(desk.bench.bars.find.text)
    assert here(desk.window) == "entry#find"
    desk.act("compare")
    press_f1(desk.bench.comparing.pane)
    assert here(desk.window) == "next-year#compare"


def test_f1_on_the_start_page_tells_of_the_first_day(start) -> None:
    press_f1(start.start_page)
    assert here(start) == "first-day"


def dialogs(desk, tmp_path: Path) -> dict[str, QDialog]:
    """Every dialog that has a page, by the place it must lead to."""
    from app.carry import Offer
    from app.domain.address import Address
    from ui.dialogs import LogDialog, NewDialog, NoteDialog, RestoreDialog
    from ui.export import ExportDialog, TemplateDialog
    from ui.grid.clipboard import Pasted
    from ui.grid.filter_dialog import FilterDialog
    from ui.grid.pasting import Paste
    from ui.grid.preview import Preview
    from ui.year_dialogs import NewYearDialog, OffersDialog, YearsDialog

    window, document, view = desk.window, desk.document, desk.bench.view
    assert QTest.qWaitForWindowActive(window)  # else a window manager would do that over the dialog
    deed = Paste(view, view.table, document, Pasted([["1", "2"]])).deed()
    offer = Offer(Address("accounts", "personnel", "prior"), None, 100)
    return {
        "first-day#new": NewDialog(tmp_path, window),
        "files#restore": RestoreDialog(document.path, [], window),
        "files#log": LogDialog([], window),
        "entry#notes": NoteDialog("甲", "", window),
        "printing#excel": ExportDialog(tmp_path / "甲.xlsx", True, None, window),
        "import#form": TemplateDialog(tmp_path / "甲.xlsx", 2022, window),
        "next-year#new": NewYearDialog(document, window),
        "next-year#check": OffersDialog(document, [offer], desk.session.money_unit, window),
        "next-year#list": YearsDialog(document, {}, window),
        "entry#paste": Preview(view.table, deed, None, False, view),
        "entry#filter": FilterDialog(view.table, 0, view),
        "window#keys": ShortcutsDialog(window),
        "index": AboutDialog(window),
    }


def test_f1_in_every_dialog_leads_to_its_section(desk, tmp_path: Path) -> None:
    for topic, dialog in dialogs(desk, tmp_path).items():
        dialog.open()
        QApplication.processEvents()
        press_f1(dialog)
        assert here(desk.window) == topic
        dialog.reject()
        dialog.deleteLater()


def test_f1_in_the_import_preview(desk, tmp_path: Path) -> None:
    from app.exchange.template import write_template
    from ui.importing.dialog import ImportDialog

    write_template(desk.document.model, desk.document.report, tmp_path / "表.xlsx")
    desk.window.files.importing.read(tmp_path / "表.xlsx")
    desk.qtbot.waitUntil(lambda: desk.window.files.importing.dialog is not None)
    dialog = desk.window.files.importing.dialog
    assert isinstance(dialog, ImportDialog)
    desk.qtbot.waitUntil(lambda: dialog.preview.plan is not None and not dialog.progress.isVisible())
    press_f1(dialog.view)
    assert here(desk.window) == "import#preview"
    dialog.reject()


def test_every_dialog_of_the_program_has_a_page(desk) -> None:
    """A dialog that is added says where its help is, or is named here."""
    sources = {path: path.read_text("utf-8") for path in (Path(__file__).parents[2] / "src/ui").rglob("*.py")}
    for path, text in sources.items():
        for name in re.findall(r"^class (\w+)\(QDialog\)", text, re.MULTILINE):
            assert text.count("helped(self)") >= 1, f"{path.name}: {name}"


def test_the_manual_can_be_used_while_a_dialog_waits(desk, tmp_path: Path) -> None:
    """What a modal dialog shuts out does not get clicks; its own windows do, and they outlive it."""
    dialog = dialogs(desk, tmp_path)["next-year#new"]
    dialog.setModal(True)
    dialog.show()
    QApplication.processEvents()
    press_f1(dialog)
    manual = desk.window.verbs.manual
    assert manual.parentWidget() is dialog
    manual.browser.setFocus()
    place = manual.search.mapTo(manual, QPoint(20, manual.search.height() // 2))
    QTest.mouseClick(manual.windowHandle(), Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier, place)
    QApplication.processEvents()
    assert manual.focusWidget() is manual.search
    dialog.reject()
    QApplication.processEvents()
    assert manual.isVisible() and manual.parentWidget() is None
    assert here(desk.window) == "next-year#new"


def test_closed_with_the_dialog_it_stays_closed(desk, tmp_path: Path) -> None:
    dialog = dialogs(desk, tmp_path)["next-year#new"]
    dialog.open()
    press_f1(dialog)
    manual = desk.window.verbs.manual
    manual.close()
    dialog.reject()
    QApplication.processEvents()
    assert not manual.isVisible()
    desk.act("manual")
    assert manual.isVisible()


# ---------------------------------------------------------------- the window


def unseen(browser) -> list[str]:
    """Texts that have no place on the page."""
    document = browser.document()
    document.documentLayout().blockBoundingRect(document.lastBlock())  # Qt lays long texts out bit by bit
    found, block = [], document.begin()
    while block.isValid():
        if block.text() and block.layout().boundingRect().height() < 4:
            found.append(block.text())
        block = block.next()
    return found


def test_opened_for_the_first_time_all_of_the_page_is_there(desk) -> None:
    desk.bench.ratios.setFocus()
    desk.session.select("sangong_control_rate")
    press_f1(desk.bench.ratios)
    browser = desk.window.verbs.manual.browser
    assert unseen(browser) == []
    top = browser.cursorForPosition(QPoint(browser.viewport().width() // 2, 4)).block().text()
    assert top == "“三公”经费控制率"


def test_made_very_narrow_and_wide_again_all_of_the_page_is_there(help_) -> None:
    help_.go("entry")
    for width in (60, 1200):
        help_.resize(width, 600)
        QApplication.processEvents()
    assert unseen(help_.browser) == []


def test_contents_go_along_with_the_page(help_) -> None:
    help_.go("entry#filter")
    assert help_.contents.currentItem().text(0) == "筛选"
    help_.browser.backward()
    assert help_.browser.page == "entry" and help_.contents.currentItem().text(0) == "录入与表格"
    help_.browser.forward()
    assert help_.browser.anchor == "filter"


def test_a_page_chosen_in_the_contents_is_shown(help_) -> None:
    item = next(
        help_.contents.topLevelItem(place)
        for place in range(help_.contents.topLevelItemCount())
        if help_.contents.topLevelItem(place).text(0) == "导入"
    )
    help_.contents.setCurrentItem(item)
    assert help_.browser.page == "import"
    assert help_.browser.toPlainText().startswith("导入")


def test_searching_lists_what_is_found_and_marks_it_there(help_) -> None:
    help_.search.setText("角标")
    QTest.keyClick(help_.search, Qt.Key.Key_Return)
    assert help_.browser.toPlainText().startswith("“角标”找到")
    assert help_.browser.textCursor().hasSelection()  # the first link: Enter opens it
    QTest.keyClick(help_.browser, Qt.Key.Key_Return)
    assert help_.browser.page
    marked = [one.cursor.selectedText() for one in help_.browser.extraSelections()]
    assert marked and set(marked) == {"角标"}
    QTest.keyClick(help_, Qt.Key.Key_Escape)
    assert help_.isVisible() and help_.search.text() == "" and not help_.browser.extraSelections()
    QTest.keyClick(help_, Qt.Key.Key_Escape)
    assert not help_.isVisible()


def test_what_is_not_found_is_said(help_) -> None:
    help_.search.setText("<b>没有")
    help_.look_for()
    assert "没有找到“<b>没有”" in help_.browser.toPlainText()


def test_nothing_outside_the_manual_is_read_or_opened(help_, monkeypatch) -> None:
    from PySide6.QtCore import QUrl
    from PySide6.QtGui import QDesktopServices

    opened = []
    monkeypatch.setattr(QDesktopServices, "openUrl", opened.append)
    before = help_.browser.source()
    for address in ("https://example.org/", "file:///etc/passwd", "mailto:a@example.org"):
        help_.browser.anchorClicked.emit(QUrl(address))
        for kind in (QTextDocument.ResourceType.HtmlResource, QTextDocument.ResourceType.ImageResource):
            assert help_.browser.loadResource(kind.value, QUrl(address)) is None
    assert opened == [] and help_.browser.source() == before


def pictures(browser) -> list[tuple[float, QImage]]:
    """Width and picture of all that is shown."""
    found, block = [], browser.document().begin()
    while block.isValid():
        for piece in block:
            form = piece.fragment().charFormat()
            if form.isImageFormat():
                place = browser.source().resolved(form.toImageFormat().name())
                kind = QTextDocument.ResourceType.ImageResource.value
                found.append((form.toImageFormat().width(), browser.document().resource(kind, place)))
        block = block.next()
    return found


@pytest.mark.parametrize("zoom", [1.0, 1.5, 2.0])
@pytest.mark.parametrize("width", [560, 900, 1400])
def test_nothing_is_wider_than_the_window(help_, zoom: float, width: int) -> None:
    help_.resize(width, 600)
    help_.set_zoom(zoom)
    for page in help_.manual.pages:
        help_.go(page)
        QApplication.processEvents()
        browser = help_.browser
        assert browser.document().size().width() <= browser.viewport().width() + 1, page
        for wide, picture in pictures(browser):
            assert 0 < wide <= browser.viewport().width() and not picture.isNull()


def test_zoom_and_place_are_remembered(desk, help_) -> None:
    QTest.keyClick(help_, Qt.Key.Key_Equal, Qt.KeyboardModifier.ControlModifier)
    size = help_.browser.font().pointSizeF()
    help_.resize(777, 555)
    desk.window.remember()
    again = ManualWindow(desk.window.memory, desk.document.model)
    desk.qtbot.addWidget(again)
    assert again.browser.font().pointSizeF() == size > QApplication.font().pointSizeF()
    assert (again.width(), again.height()) == (777, 555)


def at_the_top(browser) -> str:
    return browser.cursorForPosition(QPoint(browser.viewport().width() // 2, 0)).block().text()


def test_zooming_keeps_the_place(help_) -> None:
    help_.go("checks")
    bar = help_.browser.verticalScrollBar()
    bar.setValue(bar.maximum() // 2)
    before = at_the_top(help_.browser)
    help_.zoom_by(5)
    assert bar.value() and at_the_top(help_.browser) == before


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_colours_follow_the_theme(desk, help_, theme: str) -> None:
    desk.window.theme.choose(theme)
    QApplication.processEvents()
    help_.go("window")
    c = colours(help_.palette())
    assert c.dark == (theme == "dark")
    for _ in range(3):  # the window first hears of it, then dresses anew
        QApplication.processEvents()
    sheet = help_.browser.document().defaultStyleSheet()
    assert c.accent.name() in sheet and c.text.name() in sheet
    ground = QColor(help_.browser.viewport().grab().toImage().pixel(2, 2))
    assert ground.name() == c.base.name()


def test_another_document_brings_its_own_layout(desk, help_) -> None:
    """The window keeps one manual; F1 renews it where the layout of the document is another."""
    before = help_.manual
    desk.act("manual")
    assert desk.window.verbs.manual.manual is before
    help_.use(manual_for(None).model)
    assert help_.manual is not before
    desk.act("manual")
    assert help_.manual.model is desk.document.model


# ---------------------------------------------------------------- what it speaks of


def written(manual) -> str:
    return "\n".join(page.text for page in manual.pages.values())


def plain(text: str) -> str:
    return re.sub(r"\(&\w\)|…|&", "", text).partition("\t")[0]


def test_every_menu_entry_is_spoken_of(desk, help_) -> None:
    text = written(help_.manual)
    names = [plain(command.text) for command in COMMANDS]
    names += [plain(action.text()) for action in desk.bench.view.actions_for_menu() if action.text()]
    assert [name for name in names if name not in text] == []


def normal(key: str) -> str:
    *held, last = key.removesuffix("+").split("+") if key != "+" else [key]
    last = "+" if key.endswith("++") else NAMES.get(last, last)
    return "+".join((*held, last))


def known_keys(desk, help_) -> set[str]:
    from ui.importing.shell import WRITE

    known = {key for command in COMMANDS for key in command.shortcuts} | set(WRITE)
    sources: list[QAction | QShortcut] = [*desk.bench.view.actions_for_menu(), *help_.findChildren(QShortcut)]
    for one in sources:
        sequences = one.shortcuts() if isinstance(one, QAction) else one.keys()
        known |= {QKeySequence(sequence).toString() for sequence in sequences}
    for _, keys in KEYS:
        for told, _ in keys:
            several = re.sub(r"（.*", "", told).split(" / ")
            prefix = several[0].rpartition("+")[0]
            known |= {key if "+" in key or not prefix else f"{prefix}+{key}" for key in several}
            known |= set(told.split("（")[0].split(" "))
    return {normal(key) for key in known}


def test_every_key_named_is_a_key_of_the_program(desk, help_) -> None:
    known = known_keys(desk, help_)
    named = {key for key in re.findall(r"`([^`]+)`", written(help_.manual)) if KEY.fullmatch(key)}
    assert len(named) > 30
    assert {key for key in named if normal(key) not in known} == set()
