"""What the window itself can do, apart from files: find, notes, sentences, going from table to table."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QTimer
from PySide6.QtGui import QAction

from app.domain.act import SetCell
from app.domain.address import Address
from app.domain.amount import MONEY_UNITS
from app.domain.report import note_address

if TYPE_CHECKING:
    from PySide6.QtWidgets import QDialog, QWidget

    from ui.main_window import MainWindow
    from ui.manual.window import ManualWindow


class Verbs:
    """Each is bound to a command or a signal in the window's wiring."""

    def __init__(self, window: MainWindow) -> None:
        self._window = window
        self.manual: ManualWindow | None = None  # made when it is first asked for

    def settle(self) -> bool:
        """Write what stands in an open editor; False when it was refused and stays in sight."""
        bench = self._window.workbench
        if bench is None or self._window.session.document is None:
            return True
        if not bench.view.finish_editing():
            return False
        if bench.forms is not None and not bench.forms.pane.settle():
            return False
        return bench.companions is None or bench.companions.explanation.keep_note()

    def open_settled(self, path: Path) -> None:
        """Open a document that was named, when nothing unfinished stands in the present one."""
        if self.settle():
            self._window.files.open_path(path)

    def when_settled(self, deed: Callable[[], object]) -> Callable[[], object]:
        """The deed, done only when an open editor could be written first."""
        return lambda: deed() if self.settle() else None

    def find_text(self, replace: bool = False) -> None:
        """Ctrl+F and Ctrl+H."""
        bench = self._window.workbench
        if bench is None or self._window.session.document is None:
            return
        if bench.comparing is not None and bench.compares:
            bench.comparing.pane.find_text()
        elif bench.forms is not None and bench.forms.shown and replace:
            told = "自评表里没有替换。项目的各栏可以回到项目表（F4）替换。"
            self._window.session.said.emit("info", told)
        elif bench.forms is not None and bench.forms.shown:
            bench.forms.pane.find_text()
        else:
            bench.bars.find_text(replace)

    def edit_note(self, address: object = None) -> None:
        """Shift+F2: the note of a cell."""
        from app.calculation.labels import describe
        from ui.dialogs import NoteDialog

        document = self._window.session.document
        target = address if isinstance(address, Address) else self._window.session.selection
        if document is None or not isinstance(target, Address):
            return
        place = note_address(target)
        name = describe(document.model.edition, document.report, target)
        old = document.report.get(place)
        dialog = NoteDialog(name, str(old or ""), self._window)
        while dialog.exec():
            new = dialog.text.toPlainText().strip() or None
            text = f"{'批注' if new else '删除批注'} {name}"
            if new == old or self._window.session.write([SetCell(place, old, new)], text):
                return  # refused: what was typed stays in the dialog

    def show_notes(self) -> None:
        """The list of all notes, or back to the problems."""
        bench = self._window.workbench
        if bench is not None and self._window.session.document is not None:
            first = bench.notes is None
            panel = bench.toggle_notes()
            if first:
                panel.edit_wanted.connect(self.edit_note)

    def copy_sentence(self, _address: object = None) -> None:
        """The selected figure in words."""
        if self._window.workbench is not None:
            self._window.workbench.explanation.copy_sentence()

    def choose_table(self, key: str) -> None:
        """A table was chosen at the left; a refused text keeps the officer where it stands."""
        bench = self._window.workbench
        if bench is None:
            return
        if self.settle():
            bench.show_table(key)
        else:
            # after the press that asked for the other table is through, or it would mark that one again
            QTimer.singleShot(0, lambda: bench.navigator.choose(bench.entry))

    def open_form(self, row: object = None) -> None:
        """F4: the form of the project the cursor is on, and from a form back to its line in the table."""
        bench, document = self._window.workbench, self._window.session.document
        if bench is None or document is None:
            return
        if not document.model.edition.children:
            self._window.session.said.emit("info", "这个年度所用的版式没有自评表。")
            return
        if bench.forms is not None and bench.forms.shown:
            bench.forms.pane.leave()
            return
        if not isinstance(row, int):
            address, tables = bench.view.current_address(), document.model.edition.forms.tables
            here = bench.table == tables.project and address is not None
            row = address.row if here and address is not None else None
        bench.show_form(row if isinstance(row, int) else None)
        bench.focus_grid()

    def leave_form(self, address: Address) -> None:
        """From a form to a line of the table."""
        bench = self._window.workbench
        if bench is not None:
            bench.show_table(address.table)
            bench.view.go_to(address)
            bench.focus_grid()

    def print(self, *, single: bool) -> None:
        """The preview of the table shown, or of all; of the years side by side while they are shown."""
        bench, document = self._window.workbench, self._window.session.document
        if bench is None or document is None:
            return
        printing = self._window.files.printing
        if bench.compares and bench.comparing is not None:
            years = bench.comparing.pane.comparison
            if years is not None and any(group.filled for group in years.groups):
                printing.preview("", single=False, years=years)
                return
        form: int | str | None = None
        if bench.forms is not None and bench.forms.shown:
            form = "department" if bench.forms.pane.department else bench.forms.pane.row
        printing.preview(bench.table, single=single, form=form)

    def export_pdf(self) -> None:
        """The tables that are printed, as a PDF."""
        self._window.files.printing.export_pdf()

    def export_forms(self) -> None:
        """Self-evaluation forms into a folder."""
        from ui.forms.export import ask_and_export

        window = self._window
        ask_and_export(window.session, window.memory, window.files, self._project(), window)

    def _project(self) -> int | None:
        """The project whose form or line is in sight."""
        bench, document = self._window.workbench, self._window.session.document
        if bench is None or document is None:
            return None
        if bench.forms is not None and bench.forms.shown:
            return None if bench.forms.pane.department else bench.forms.pane.row
        address = bench.view.current_address()
        there = address is not None and address.table == document.model.edition.forms.tables.project
        return address.row if there and address is not None and isinstance(address.row, int) else None

    def compare_years(self) -> None:
        """The years side by side, in the place of the table."""
        bench = self._window.workbench
        if bench is not None and self._window.session.document is not None:
            bench.show_comparison().pane.focus()

    def jump_to_year(self, year: int, target: object) -> None:
        """From a figure of the comparison to where it stands: its year, then its cell or its ratio."""
        bench, session = self._window.workbench, self._window.session
        if bench is None or session.document is None or not self.settle():
            return
        session.select_year(year)
        if isinstance(target, Address):
            session.reveal(target)
            bench.focus_grid()
        else:
            bench.show_table(bench.table)
            bench.ratios.setFocus()
            session.select(str(target))

    def add_row(self) -> None:
        """The button above a list: a row at its end, and the cursor in it."""
        if self._window.workbench is not None:
            self._window.workbench.focus_grid()
            self._window.workbench.view.deeds.append_row()

    def toggle_side(self) -> None:
        """Ratios and explanation away, or back."""
        if self._window.workbench is not None:
            self._window.workbench.sizes.toggle_side()

    def choose_unit(self, action: QAction) -> None:
        """万元 or 元; a refused text keeps its unit."""
        if self.settle():
            self._window.session.set_money_unit(MONEY_UNITS[action.data()])
        self._window.commands.show_choices(self._window.theme.choice)  # the action ticked itself

    def step_table(self, by: int) -> None:
        """Next or previous table."""
        if self._window.workbench is not None:
            self._window.workbench.navigator.step(by)

    def cycle(self, by: int) -> None:
        """Focus to the next or previous pane."""
        if self._window.workbench is not None:
            self._window.workbench.cycle(by)

    def other_unit(self) -> None:
        """From 万元 to 元 and back."""
        units = list(MONEY_UNITS.values())
        here = units.index(self._window.session.money_unit)
        self._window.session.set_money_unit(units[(here + 1) % len(units)])

    def choose_theme(self, action: QAction) -> None:
        """Light, dark or as the system."""
        self._window.theme.choose(str(action.data()))
        self._window.memory.put("theme", self._window.theme.choice)

    def forget(self, path: Path) -> None:
        """Take a document off the recent ones."""
        self._window.memory.forget(path)
        if self._window.start_page is not None:
            self._window.start_page.show_recent(self._window.memory.recent())  # type: ignore[attr-defined]

    def show_manual(self, widget: QWidget | None, dialog: QDialog | None) -> None:
        """F1: the page for what has the focus."""
        from ui.manual.window import ManualWindow
        from ui.topics import topic_of

        document, topic = self._window.session.document, topic_of(widget)
        model = document.model if document is not None else None
        if self.manual is None:
            self.manual = ManualWindow(self._window.memory, model)
        self.manual.use(model)
        self.manual.attend(dialog)  # in its size before the page is laid out
        self.manual.go(topic)

    def show_shortcuts(self) -> None:
        """Ctrl+F1."""
        from ui.help import ShortcutsDialog

        ShortcutsDialog(self._window).exec()

    def show_about(self) -> None:
        """What this is."""
        from ui.help import AboutDialog

        AboutDialog(self._window).exec()
