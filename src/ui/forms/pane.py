"""The forms: a project's or the department's, edited in place, with all the wiring between their parts."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtGui import QFontMetrics, QKeySequence, QPalette, QShortcut
from PySide6.QtWidgets import QApplication, QHBoxLayout, QVBoxLayout, QWidget

from app.calculation.scoring.weights import weights
from app.document import Document, Effect
from app.domain.address import Address
from app.exchange.form_page import FormSheet
from ui.forms.build import Forms, layout_of, reshapes, worded
from ui.forms.detail import Detail
from ui.forms.dock import Dock
from ui.forms.head import FormHead
from ui.forms.projects import ProjectList
from ui.forms.view import FormView
from ui.forms.weights_bar import WeightsBar
from ui.grid.problems import ProblemIndex
from ui.memory import Memory
from ui.panes import Panes
from ui.session import Session
from ui.theme import quiet_bars

if TYPE_CHECKING:
    from ui.grid.summary import Summary

_DETAIL_MOST = 0.36  # of the height, for the fields beside the form
_ROWS_LEAST = 9  # lines that the form itself has, as far as one line of fields is left
_NO_PROJECTS = "还没有项目。先在“项目”表里添加项目（F4 回到项目表），再来填自评表。"
_NO_ITEMS = "还没有指标。从指标库添加（Ctrl+Insert）、取上年度或别的项目的，或添加空白指标（Insert）。"


class FormPane(QWidget):
    """`table_wanted` carries the address in the project table to go back to."""

    table_wanted = Signal(object)
    shown = Signal()  # another form is in sight

    def __init__(
        self, session: Session, memory: Memory, problems: ProblemIndex, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self.setAutoFillBackground(True)
        self.setBackgroundRole(QPalette.ColorRole.Base)
        self._session, self._memory = session, memory
        self._forms = Forms()
        self.row: int | None = None  # the project in sight
        self.department = False  # or the department
        self.sheet: FormSheet | None = None
        self._share = float(memory.get("form_details", 0.0))  # of the height, as the officer set it
        self.head = FormHead(session, self)
        self.bar = WeightsBar(self)
        self.list = ProjectList(self)
        self.view = FormView(session, problems)
        self.detail = Detail(session, problems)
        self.parts = Panes(Qt.Orientation.Vertical, "form")
        self.parts.addWidget(self.view)
        self.parts.addWidget(self.detail)
        self.parts.setStretchFactor(0, 1)
        self.parts.setStretchFactor(1, 0)
        across = QHBoxLayout()
        across.setSpacing(0)
        across.addWidget(self.parts, 1)
        self.dock = Dock(self.list, across, self, self.head)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(0)
        layout.addWidget(self.head)
        layout.addWidget(self.bar)
        layout.addLayout(across, 1)
        self._share_out = QTimer(self)
        self._share_out.setSingleShot(True)
        self._share_out.timeout.connect(self._give_height)
        menu = self.head.add.menu()
        for action in self.view.actions_.adding():
            menu.addAction(action)
        self._wire()

    # ---------------------------------------------------------------- the wiring, all of it

    def _wire(self) -> None:
        view, head = self.view, self.head
        view.selectionModel().currentChanged.connect(lambda *_: self._moved())
        head.list_wanted.connect(self.find_text)
        head.step_wanted.connect(self.step)
        head.table_wanted.connect(self.leave)
        self.list.chosen.connect(self._chosen)
        self.list.left.connect(self._put_list_away)
        self.detail.resized.connect(lambda: self._share_out.start(0))
        self.parts.splitterMoved.connect(self._keep_height)
        self.parts.resized.connect(lambda: self._share_out.start(0))
        for keys, by in (("Alt+PgDown", 1), ("Alt+PgUp", -1)):
            shortcut = QShortcut(QKeySequence(keys), self)
            shortcut.setContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)
            shortcut.activated.connect(lambda by=by: self.step(by))

    @property
    def document(self) -> Document | None:
        """The open document."""
        return self._session.document

    # ---------------------------------------------------------------- which form

    def help_topic(self) -> str:
        """The page about forms."""
        return "forms#department" if self.department else "forms"

    def refill(self) -> None:
        """Another document or year: the same project where it is there, else the first."""
        document = self._session.document
        if document is None:
            self.view.show_form(None)
            return
        if self.department:
            self.show_department()
            return
        rows, wanted = (
            self._rows(),
            self.row if self.row is not None else int(self._memory.get("form_row", 0)),
        )
        self.show_project(wanted if wanted in rows else rows[0] if rows else None)

    def show_project(self, row: int | None) -> None:
        """The form of one project."""
        if not self.settle():
            return
        document = self._session.document
        assert document is not None
        self.department, self.row = False, row
        self.sheet = self._forms.project(document, row) if row is not None else None
        self._show_all()
        if row is not None:
            self._memory.put("form_row", row)

    def show_department(self) -> None:
        """The department's own form."""
        document = self._session.document
        if document is None or not self.settle():
            return
        self.department, self.row = True, None
        self.sheet = self._forms.department(document)
        self._show_all()

    def _show_all(self) -> None:
        document = self._session.document
        assert document is not None
        sheet = self.sheet
        if sheet is None:
            sheet = FormSheet("", "", "", (60,), (), (), notes=() if self.department else (_NO_PROJECTS,))
        layout = layout_of(document, self.row)
        self.view.show_form(sheet, self._hint(), worded(layout) if layout is not None else frozenset())
        self.detail.setVisible(False)
        if self.sheet is not None:
            self.detail.show_spot(self.sheet, None, anew=True)
            self.view.first()
        self._tell()
        self._dock()
        if not self.list.isHidden():
            self.list.read(document, self.row)
        self.shown.emit()

    def _hint(self) -> str:
        document = self._session.document
        if document is None or self.row is None:
            return ""
        tables = document.model.edition.forms.tables
        has_items = (
            any(spot.item is not None for spot in self.sheet.spots) if self.sheet is not None else True
        )
        return "" if has_items or not tables.items else _NO_ITEMS

    def _tell(self) -> None:
        """What stands over the form, and whether its weights are right."""
        document = self._session.document
        assert document is not None
        self.head.tell(document, self.row, self._rows(), department=self.department)
        found = None
        if self.row is not None and not self._hint():
            found = weights(document.model, document.report, document.results, self.row)
        self.bar.show_weights(found)

    def _rows(self) -> list[int]:
        document = self._session.document
        if document is None:
            return []
        table = document.model.edition.forms.tables.project
        return [int(record.row) for record in document.report.rows(table)] if table else []

    # ---------------------------------------------------------------- what happened

    def follow(self, effect: Effect) -> None:
        """After an edit: the same form with what it holds now."""
        document = self._session.document
        if document is None:
            return
        tables = document.model.edition.forms.tables
        if not self.department and (
            self.row is None or self.row not in document.report.tables.get(tables.project, {})
        ):
            self.refill()
            return
        before, layout = self.sheet, layout_of(document, self.row)
        if (
            before is not None
            and layout is not None
            and layout.key == before.key
            and not effect.structure
            and not reshapes(document, layout, effect.changed)
        ):
            self._tell_edit(document, effect, None)
            return
        self.sheet = (
            self._forms.department(document)
            if self.department or self.row is None
            else self._forms.project(document, self.row)
        )
        if self.sheet is None or before is None or self.sheet.key != before.key:
            self._show_all()
            return
        self._tell_edit(document, effect, self.sheet)

    def _tell_edit(self, document: Document, effect: Effect, sheet: FormSheet | None) -> None:
        """The parts follow; `sheet` is the form with other lines or texts, None where it has the same."""
        assert self.sheet is not None
        self.view.follow(effect, sheet, self._hint())
        self.detail.follow(effect, self.sheet, self.view.current_spot())
        self._tell()
        tables = document.model.edition.forms.tables
        if not self.list.isHidden():
            if tables.project in effect.structure:
                self.list.read(document, self.row)
            else:
                self.list.list.viewport().update()

    def view_changed(self) -> None:
        """Another unit of money, another zoom."""
        for view in (self.view, self.detail.view):
            view.editing.finish()
            view.table.read_again()
            view.restyle()

    def _moved(self) -> None:
        if self.sheet is not None:
            self.detail.show_spot(self.sheet, self.view.current_spot())

    # ---------------------------------------------------------------- going about

    def knows(self, address: Address) -> bool:
        """Whether the form in sight, or the fields beside it, have a cell at an address."""
        return self.sheet is not None and self.view.table.place(address) is not None

    def reveal(self, address: Address) -> bool:
        """Go to a cell of any form; False when no form has it."""
        from ui.forms.going import reveal

        return self.settle() and reveal(self, address)

    def step(self, by: int) -> None:
        """The next or previous project."""
        rows = self._rows()
        if self.department or self.row is None or self.row not in rows:
            return
        place = rows.index(self.row) + by
        if 0 <= place < len(rows):
            self.show_project(rows[place])
            self.list.mark(self.row)
        else:
            self._session.said.emit("info", "已经是最后一个项目。" if by > 0 else "已经是第一个项目。")

    def leave(self) -> None:
        """Back to the project's line in its table."""
        document = self._session.document
        if document is None or not self.settle():
            return
        tables = document.model.edition.forms.tables
        row = self.row if self.row is not None else 0
        name = document.model.edition.table[tables.project].name_column
        self.table_wanted.emit(Address(tables.project, row, name))

    @property
    def settled(self) -> bool:
        """Whether no editor is open."""
        return self.view.editing.editor is None and self.detail.view.editing.editor is None

    def settle(self) -> bool:
        """Write what stands in an open editor; False when it is refused and stays."""
        return self.view.finish_editing() and self.detail.view.finish_editing()

    # ---------------------------------------------------------------- the list of projects

    def find_text(self) -> None:
        """The list of projects with the cursor in its search line."""
        document = self._session.document
        if not self.department and document is not None and self.settle():
            self.dock.ask(document, self.row)

    def _chosen(self, row: int) -> None:
        self.list.search.clear()
        self.dock.put_away()
        self.show_project(row)
        self.focus()

    def _dock(self) -> None:
        natural = 0 if self.department or len(self._rows()) < 2 else self.view.natural_width()
        self.dock.arrange(natural, self._session.document, self.row)

    def resizeEvent(self, event: Any) -> None:
        super().resizeEvent(event)
        self._dock()

    # ---------------------------------------------------------------- sizes and focus

    def apply_look(self, zoom: float) -> None:
        """Sizes from the font."""
        for part in (self.head, self.bar, self.list, self.detail):
            part.apply_look(zoom)
        em = QFontMetrics(self.head.name.font()).height()
        self.parts.setContentsMargins(em // 3, 0, 0, 0)
        self.view.restyle()
        quiet_bars(self.view)
        self._share_out.start(0)

    def _give_height(self) -> None:
        """The fields beside the form have the room they need, or what the officer gave them."""
        whole = sum(self.parts.sizes())
        if not whole or self.detail.isHidden():
            return
        if self._share:
            below = min(round(whole * self._share), whole)
        else:
            most = min(round(whole * _DETAIL_MOST), whole - _ROWS_LEAST * self.view.metrics.row)
            below = min(self.detail.natural_height(), max(most, self.detail.least_height()))
        self.parts.setSizes([whole - below, below])

    def _keep_height(self, *_: int) -> None:
        above, below = self.parts.sizes()
        self._share = below / max(above + below, 1)
        self._memory.put("form_details", self._share)

    def focus(self) -> None:
        """Back to typing."""
        self.view.setFocus(Qt.FocusReason.OtherFocusReason)

    def set_sources(self, cells: frozenset[Address]) -> None:
        """Outline the cells a figure comes from."""
        for view in (self.view, self.detail.view):
            view.set_sources(cells)

    def summary(self) -> Summary:
        """求和 平均 计数 of what is selected where the cursor is."""
        return (self.detail.view if self.detail.view.hasFocus() else self.view).summary()

    def panes(self) -> list[QWidget]:
        """What F6 goes round."""
        listed: list[QWidget] = [self.list.list] if self.dock.docked else []
        return [*listed, self.view, self.detail.criteria, self.detail.view]

    def _put_list_away(self) -> None:
        self.dock.put_away()
        self.focus()

    def keyPressEvent(self, event: Any) -> None:
        if event.key() == Qt.Key.Key_Escape and QApplication.focusWidget() is not self.view:
            self._put_list_away()
        else:
            super().keyPressEvent(event)
