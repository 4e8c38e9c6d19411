"""The window: start page or workbench, menus, and all the wiring between session and views in one block."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QEvent, QSize, Qt, QTimer
from PySide6.QtGui import QFontMetrics
from PySide6.QtWidgets import QApplication, QMainWindow, QMenu, QStackedWidget, QToolBar, QVBoxLayout, QWidget

from app.document import Document, DocumentError, Effect
from app.domain.address import Address
from app.domain.amount import MONEY_UNITS
from ui.commands import Commands
from ui.files import Files
from ui.memory import Memory
from ui.messages import Banner
from ui.session import Session
from ui.status import StatusLine, zoom_by
from ui.theme import Theme, scaled, zoomed
from ui.verbs import Verbs
from ui.workbench import Workbench
from ui.years import Years

if TYPE_CHECKING:
    from PySide6.QtWidgets import QDialog

    from ui.grid.actions import Actions


class MainWindow(QMainWindow):
    """One window, one document at a time."""

    def __init__(self, session: Session, memory: Memory, theme: Theme) -> None:
        super().__init__()
        self.session, self.memory, self.theme = session, memory, theme
        self.setAcceptDrops(True)
        self.setWindowTitle("自评通")
        self.start_page: QWidget | None = None
        self.workbench: Workbench | None = None
        self.banner = Banner("提示", self, closable=False)
        self.message = Banner("消息", self)
        self.status = StatusLine(session, self)
        self.pages = QStackedWidget(self)
        body = QWidget(self)
        layout = QVBoxLayout(body)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(0)
        for widget in (self.banner, self.pages, self.message, self.status):
            layout.addWidget(widget, 1 if widget is self.pages else 0)
        self.setCentralWidget(body)
        self.files = Files(session, memory, self, self.status, self.message)
        self.years = Years(session, self)
        self.commands = Commands(self, session)
        self.verbs = Verbs(self)
        self.commands.fill_menus(self.menuBar())
        self.tools = QToolBar("工具栏", self)
        self.tools.setObjectName("tools")
        self.tools.setMovable(False)
        self.tools.setContextMenuPolicy(Qt.ContextMenuPolicy.PreventContextMenu)
        self.tools.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonTextBesideIcon)
        self.commands.fill_tools(self.tools)
        self.addToolBar(self.tools)
        self.setContextMenuPolicy(Qt.ContextMenuPolicy.PreventContextMenu)
        self._recall()
        self._wire()
        self._look()

    def start(self, path: Path | None) -> None:
        """Open a document, or show the start page; the one not shown is not built."""
        if path is None or not self.session.open(path):
            self._opened()

    def furnish(self) -> None:
        """The panes beside the table, once the table is on the screen."""
        if self.workbench is not None and self.session.document is not None and self._complete():
            self.workbench.furnish()

    def _complete(self) -> bool:
        """Ratios and checks are computed; False when the document had to be closed because they cannot be."""
        document = self.session.document
        try:
            _ = document.results if document is not None else None
        except DocumentError as error:
            self.session.close()
            self.message.say("error", str(error))
            return False
        return True

    # ---------------------------------------------------------------- the wiring, all of it

    def _wire(self) -> None:
        session, commands, verbs = self.session, self.commands, self.verbs
        settled = verbs.when_settled
        session.opened.connect(self._opened)
        session.changed.connect(self._changed)
        session.said.connect(self._said)
        session.selected.connect(self._selected)
        session.revealed.connect(self._revealed)
        session.view_changed.connect(self._view_changed)
        session.refused.connect(self._refused)
        commands.bind(
            {
                "new": settled(self.files.new),
                "open": settled(self.files.open),
                "sample": settled(self.files.sample),
                "save_copy": settled(self.files.save_copy),
                "restore": settled(self.files.restore),
                "import": settled(self.files.import_workbook),
                "import_forms": settled(self.files.import_forms),
                "export": settled(self.files.export),
                "template": settled(self.files.template),
                "print": settled(lambda: verbs.print(single=True)),
                "print_all": settled(lambda: verbs.print(single=False)),
                "export_pdf": settled(verbs.export_pdf),
                "export_forms": settled(verbs.export_forms),
                "log": settled(self.files.log),
                "close": settled(session.close),
                "quit": self.close,
                "years": settled(self.years.show_list),
                "new_year": settled(self.years.new),
                "check_year": settled(self.years.compare),
                "lock_year": settled(self.years.lock),
                "follow": settled(self.years.follow),
                "remove_year": settled(self.years.remove),
                "compare": settled(verbs.compare_years),
                "undo": settled(session.undo),
                "redo": settled(session.redo),
                "sentence": verbs.copy_sentence,
                "find": verbs.find_text,
                "replace": lambda: verbs.find_text(replace=True),
                "next_table": lambda: verbs.step_table(1),
                "previous_table": lambda: verbs.step_table(-1),
                "form": settled(verbs.open_form),
                "larger": lambda: zoom_by(session, 1),
                "smaller": lambda: zoom_by(session, -1),
                "normal": lambda: session.set_zoom(1.0),
                "other_unit": settled(verbs.other_unit),
                "side": verbs.toggle_side,
                "notes": verbs.show_notes,
                "next_pane": lambda: verbs.cycle(1),
                "previous_pane": lambda: verbs.cycle(-1),
                "manual": self.show_manual,
                "shortcuts": verbs.show_shortcuts,
                "about": verbs.show_about,
            }
        )
        commands.units.triggered.connect(verbs.choose_unit)
        self.status.unit_wanted.connect(settled(verbs.other_unit))
        commands.themes.triggered.connect(verbs.choose_theme)
        commands.recent.aboutToShow.connect(
            lambda: commands.fill_recent(self.memory.recent(), verbs.open_settled)
        )
        commands.year.activated.connect(settled(lambda: session.select_year(commands.year.currentData())))

    def _wire_start(self, page: Any) -> None:
        page.new_wanted.connect(self.files.new)
        page.open_wanted.connect(self.files.open)
        page.sample_wanted.connect(self.files.sample)
        page.path_wanted.connect(self.files.open_path)
        page.forgotten.connect(self.verbs.forget)

    def _wire_workbench(self, bench: Workbench) -> None:
        verbs = self.verbs
        bench.navigator.table_chosen.connect(verbs.choose_table)
        bench.navigator.list.released.connect(bench.take_over_focus)
        view = bench.view
        view.note_requested.connect(verbs.edit_note)
        view.sentence_requested.connect(verbs.copy_sentence)
        view.selection_moved.connect(lambda: self.status.show_summary(bench.summary()))
        view.zoom_requested.connect(lambda steps: zoom_by(self.session, steps))
        bench.comparing_made.connect(lambda: self._wire_comparison(bench))
        bench.heading.add.clicked.connect(verbs.when_settled(verbs.add_row))
        view.form_requested.connect(verbs.open_form)
        bench.forms_made.connect(lambda: self._wire_forms(bench))
        bench.view_switched.connect(lambda: self._show_actions(bench))
        self._show_actions(bench)
        bench.furnished.connect(lambda: bench.problems.grid_wanted.connect(bench.focus_grid))

    def _wire_comparison(self, bench: Workbench) -> None:
        if bench.comparing is not None:
            pane = bench.comparing.pane
            pane.jump_wanted.connect(self.verbs.jump_to_year)
            pane.zoom_requested.connect(lambda steps: zoom_by(self.session, steps))
            pane.new_year_wanted.connect(self.commands.actions["new_year"].trigger)

    def _wire_forms(self, bench: Workbench) -> None:
        verbs = self.verbs
        if bench.forms is None:
            return
        pane = bench.forms.pane
        pane.table_wanted.connect(verbs.leave_form)
        for view in (pane.view, pane.detail.view):
            view.note_requested.connect(verbs.edit_note)
            view.sentence_requested.connect(verbs.copy_sentence)
            view.selection_moved.connect(lambda: self.status.show_summary(bench.summary()))
            view.zoom_requested.connect(lambda steps: zoom_by(self.session, steps))

    def _show_actions(self, bench: Workbench) -> None:
        """The menus carry what can be done in the view that is in sight."""
        formed = bench.forms is not None and bench.forms.shown
        parts: Actions = bench.view.actions_
        if formed and bench.forms is not None:
            parts = bench.forms.pane.view.actions_
        parts.refresh()
        editing = [action for action in parts.for_menu() if action not in parts.twins]
        self.commands.take_over(editing, parts.rows())

    # ---------------------------------------------------------------- what the session tells

    def _opened(self) -> None:
        document, painting = self.session.document, self.updatesEnabled()
        if painting and not self._complete():  # at the start the checks come after the table
            return
        self.setUpdatesEnabled(False)
        self.status.show_summary("")
        if document is not None:
            self.message.clear()
        self.banner.clear()
        if document is None:
            self._show_start()
        else:
            self._show_bench(furnish=painting)
            self.memory.remember(document)
            self.memory.put("last", str(document.path))
            if document.read_only:
                self._say_read_only(document.read_only, document.path)
            elif document.closed:
                self._say_closed(document)
        self.setWindowTitle(f"{document.unit} {document.year} 年 — 自评通" if document else "自评通")
        self.tools.setVisible(document is not None)
        self.status.setVisible(document is not None)
        self.commands.show_years()
        self.commands.show_state()
        self.commands.show_choices(self.theme.choice)
        self.status.show_saved()
        self.setUpdatesEnabled(painting)

    def _show_start(self) -> None:
        from ui.start_page import StartPage

        if self.start_page is None:
            self.start_page = StartPage(self)
            self.pages.addWidget(self.start_page)
            self._wire_start(self.start_page)
        page: Any = self.start_page
        page.apply_look(self.session.zoom)
        page.show_recent(self.memory.recent())
        self.pages.setCurrentWidget(page)
        page.take_focus()

    def _show_bench(self, furnish: bool) -> None:
        bench = self.workbench
        if bench is None:
            bench = self.workbench = Workbench(self.session, self.memory, self)
            bench.apply_look(self.session.zoom)
            self._wire_workbench(bench)
            bench.resize(self.pages.size())
            bench.restore_sizes()
        bench.navigator.refill()
        if bench.companions is not None:
            bench.companions.refill()
        bench.refill()
        self.pages.addWidget(bench)  # filled before it is seen: what is hidden is laid out once, at the end
        self.pages.setCurrentWidget(bench)
        if furnish:
            bench.furnish()  # else the start does, once the table is on the screen
        bench.focus_grid()

    def _changed(self, effect: Effect) -> None:
        bench = self.workbench
        if bench is None:
            return
        bench.navigator.follow(effect)
        if bench.companions is not None:
            bench.companions.follow(effect)
        bench.follow(effect)
        self.status.show_saved()
        self.commands.show_state()

    def _selected(self, target: object) -> None:
        bench = self.workbench
        if bench is not None and self.session.document is not None:
            if bench.companions is not None:
                bench.companions.show_target(target)
            bench.show_selection(target)
        self.commands.show_state()

    def _revealed(self, address: Address) -> None:
        if self.workbench is not None:
            self.workbench.reveal(address)

    def _view_changed(self) -> None:
        self._look()
        self.commands.show_choices(self.theme.choice)
        if self.workbench is not None and self.session.document is not None:
            if self.workbench.companions is not None:
                self.workbench.companions.reread()
            self.workbench.show_heading()
            if self.workbench.compares:
                self.workbench.show_comparison()
            if self.workbench.forms is not None:
                self.workbench.forms.pane.view_changed()

    def _said(self, kind: str, text: str) -> None:
        if kind == "error":
            if self.workbench is None or not self.workbench.asking:
                self.message.say("error", text)  # else the editor says it where it was typed
            return
        if not text and self.message.kind == "error":
            self.message.clear()
        self.status.say(text)
        if text and self.session.document is None:
            self.message.say("info", text)

    def _refused(self, path: Path, why: str) -> None:
        from app.storage.backup import list_backups

        actions = []
        if list_backups(path):
            actions.append(("从备份恢复…", lambda: self.files.restore(path)))
        self.message.say("error", why, *actions)

    def _say_read_only(self, why: str, path: Path) -> None:
        from app.storage.lock import lock_path

        actions = [("重新打开", lambda: self.session.open(path)), ("另存副本…", self.files.save_copy)]
        if lock_path(path).exists():
            actions.append(("接管编辑…", lambda: self.files.take_over(path)))
        self.banner.say("warning", f"只读：{why}", *actions)

    def _say_closed(self, document: Document) -> None:
        broken = document.broken_seal()
        self.banner.say("error" if broken else "info", broken or document.closed, ("解锁…", self.years.lock))

    def show_manual(self, widget: QWidget | None = None, dialog: QDialog | None = None) -> None:
        """The page of the manual for what has the focus, or for `widget` in an open `dialog`."""
        self.verbs.show_manual(widget or QApplication.focusWidget(), dialog)

    # ---------------------------------------------------------------- looks and memory

    def _look(self) -> None:
        zoom = self.session.zoom
        self.status.apply_look(zoom)
        for banner in (self.banner, self.message):
            banner.apply_look(zoom)
        if self.workbench is not None:
            self.workbench.apply_look(zoom)
        if self.start_page is not None:
            self.start_page.apply_look(zoom)  # type: ignore[attr-defined]
        font = scaled(QApplication.font(), 1 + (zoom - 1) * 0.5)  # menus and tools grow, moderately
        if font != self.tools.font():
            menus, tools = self.menuBar().findChildren(QMenu), self.tools.findChildren(QWidget)
            for widget in (self.menuBar(), *menus, self.tools, *tools):
                widget.setFont(font)
        em = QFontMetrics(font).height()
        self.tools.setIconSize(QSize(round(em * 1.15), round(em * 1.15)))
        self.commands.margin.setFixedWidth(em // 2)

    def _recall(self) -> None:
        self.session.money_unit = MONEY_UNITS.get(str(self.memory.get("unit", "")), self.session.money_unit)
        self.session.zoom = min(max(float(self.memory.get("zoom", 1.0)), 1.0), 2.0)
        if not self.restoreGeometry(self.memory.bytes("geometry")):
            self._take_room()

    def _take_room(self) -> None:
        """The size of a first start: as designed, three quarters of a large screen, all of a small one."""
        room = self.screen().availableSize()
        width, height = max(1366, room.width() * 3 // 4), max(768, room.height() * 3 // 4)
        frame = 3 * QFontMetrics(self.font()).height()  # title bar and borders, known only once it is shown
        self.resize(min(width, room.width()), min(height, room.height() - frame))
        if width > room.width() or height + frame > room.height():
            self.setWindowState(Qt.WindowState.WindowMaximized)

    def remember(self) -> None:
        """Everything about the window, for the next start."""
        memory = self.memory
        memory.put_bytes("geometry", self.saveGeometry())
        memory.put("unit", self.session.money_unit.label)
        memory.put("zoom", self.session.zoom)
        memory.put("theme", self.theme.choice)
        document = self.session.document
        memory.put("last", str(document.path) if document is not None else "")
        if self.workbench is not None:
            self.workbench.remember()
        if self.verbs.manual is not None:
            self.verbs.manual.remember()
        if document is not None:
            memory.remember(document)
        memory.save()

    # ---------------------------------------------------------------- Qt's events

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() == QEvent.Type.PaletteChange and hasattr(self, "commands"):
            QTimer.singleShot(0, self._look)

    def wheelEvent(self, event: Any) -> None:
        zoomed(event, lambda steps: zoom_by(self.session, steps))

    def keyPressEvent(self, event: Any) -> None:
        if event.key() == Qt.Key.Key_Escape and self.message.isVisible():
            self.message.clear()
        elif event.key() == Qt.Key.Key_Escape and self.workbench is not None:
            self.workbench.focus_grid()
        else:
            super().keyPressEvent(event)

    def dragEnterEvent(self, event: Any) -> None:
        if self._dropped(event):
            event.acceptProposedAction()

    def dropEvent(self, event: Any) -> None:
        found = self._dropped(event)
        if found:
            event.acceptProposedAction()
            QTimer.singleShot(0, self.verbs.when_settled(lambda: self.files.take(*found)))

    def _dropped(self, event: Any) -> list[Path]:
        from ui.start_page import droppable

        return droppable([url.toLocalFile() for url in event.mimeData().urls()])

    def closeEvent(self, event: Any) -> None:
        if not self.verbs.settle():
            event.ignore()
            return
        if self.files.running is not None:
            self.files.running.cancel()
            self.files.running.wait(5000)
        self.remember()
        if self.verbs.manual is not None:
            self.verbs.manual.close()
        if self.session.document is not None:
            problem = self.session.document.close()
            self.session.document = None
            if problem:
                print(problem)  # noqa: T201 - the window is gone
        event.accept()
        QApplication.processEvents()
