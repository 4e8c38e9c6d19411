"""The open document: navigator, table, problems, ratios and explanation, in panes the officer can size."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QApplication, QVBoxLayout, QWidget

from app.document import Effect
from app.domain.address import Address
from app.domain.edition import Edition
from ui.grid.view import GridView
from ui.heading import Heading
from ui.memory import Memory
from ui.navigator import COMPARISON, FORMS, Navigator
from ui.pane_sizes import FORM_LINES, TABLE_LINES, PaneSizes
from ui.panes import Panes, Slot
from ui.session import Session
from ui.theme import quiet_bars

if TYPE_CHECKING:
    from ui.bars import Bars
    from ui.companions import Companions
    from ui.comparison.place import Comparing
    from ui.explanation_panel import ExplanationPanel
    from ui.forms.place import FormPlace
    from ui.note_panel import NotePanel
    from ui.problem_panel import ProblemPanel
    from ui.ratio_panel import RatioPanel


class Workbench(QWidget):
    """Builds the panes; the main window wires them to the session."""

    furnished = Signal()
    comparing_made = Signal()
    forms_made = Signal()
    view_switched = Signal()  # what is typed into is another view

    def __init__(self, session: Session, memory: Memory, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._session, self._memory = session, memory
        self.navigator = Navigator(session)
        self.companions: Companions | None = None  # made by `furnish`, when the table is on the screen
        self._bars: Bars | None = None  # made when one is first needed
        self.notes: NotePanel | None = None  # made when it is first asked for
        self.comparing: Comparing | None = None  # so is this
        self.forms: FormPlace | None = None  # and this
        self.view = GridView(session)
        self.view.setFrameShape(GridView.Shape.NoFrame)
        self.view.restore(memory.get("grid", {}))
        self.view.filtered.connect(self._filtered)
        self.heading = Heading()
        self._problem_pane = Slot()
        self._ratio_pane = Slot("比率")
        self._explanation_pane = Slot("这个数怎么来的")
        self._place()

    def _place(self) -> None:
        centre = QWidget()
        self._column = QVBoxLayout(centre)
        self._column.setContentsMargins(0, 0, 0, 0)
        self._column.setSpacing(0)
        self._column.addWidget(self.heading)
        self._column.addWidget(self.view, 1)
        self.middle = Panes(Qt.Orientation.Vertical, "middle")
        self.middle.addWidget(centre)
        self.middle.addWidget(self._problem_pane)
        self.side = Panes(Qt.Orientation.Vertical, "side")
        self.side.addWidget(self._ratio_pane)
        self.side.addWidget(self._explanation_pane)
        self.across = Panes(Qt.Orientation.Horizontal, "across")
        self.across.addWidget(self.navigator)
        self.across.addWidget(self.middle)
        self.across.addWidget(self.side)
        self.sizes = PaneSizes(
            self.across, self.middle, self.side, self._session, self._memory, lambda: self.compares
        )
        for splitter, stretches in ((self.across, (0, 1, 0)), (self.middle, (1, 0)), (self.side, (1, 1))):
            for place, stretch in enumerate(stretches):
                splitter.setStretchFactor(place, stretch)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(self.across)
        for pane in (centre, self._problem_pane, self._ratio_pane, self._explanation_pane):
            pane.setAutoFillBackground(True)
            pane.setBackgroundRole(pane.palette().ColorRole.Base)

    # ---------------------------------------------------------------- the panes beside the table

    def furnish(self) -> Companions:
        """The panes beside the table, made when they are first asked for."""
        if self.companions is None:
            from ui.companions import Companions

            made = self.companions = Companions(self._session)
            self._problem_pane.fill(made.problems)
            self._ratio_pane.fill(made.ratios)
            self._explanation_pane.fill(made.explanation)
            self.navigator.mark_problems()
            self.view.mark_problems()
            made.apply_look(self._session.zoom)
            made.refill()
            made.problems.show_table(self.table)
            made.show_target(self._session.selection)
            self.show_selection(self._session.selection)
            self.furnished.emit()
        return self.companions

    @property
    def problems(self) -> ProblemPanel:
        """Under the table."""
        return self.furnish().problems

    @property
    def ratios(self) -> RatioPanel:
        """At the right, above."""
        return self.furnish().ratios

    @property
    def explanation(self) -> ExplanationPanel:
        """At the right, below."""
        return self.furnish().explanation

    # ---------------------------------------------------------------- looks

    def apply_look(self, zoom: float) -> None:
        """Sizes from the font; the grid keeps its own."""
        self.heading.apply_look(zoom)
        self.navigator.set_font_scale(zoom)
        self.sizes.give_room()
        for pane in (self._ratio_pane, self._explanation_pane):
            pane.apply_look(zoom)
        for area in (self.view, self.navigator.list):
            quiet_bars(area)
        if self.companions is not None:
            self.companions.apply_look(zoom)
        for part in (self._bars, self.notes):
            if part is not None:
                part.apply_look(zoom)
        if self.comparing is not None:
            self.comparing.pane.apply_look(zoom)
        if self.forms is not None:
            self.forms.pane.apply_look(zoom)

    def restore_sizes(self) -> None:
        """As they were, or a first layout for this window."""
        self.sizes.restore(self.width(), self.height())

    def remember(self) -> None:
        """Sizes and column widths."""
        self.sizes.remember()
        self._memory.put("grid", self.view.state())

    # ---------------------------------------------------------------- the tables

    @property
    def table(self) -> str:
        """Key of the table in sight, or of that whose form is."""
        if self.forms is not None and self.forms.shown:
            return self.forms.table
        return self.view.table.table.key if self.view.table is not None else ""

    def refill(self) -> None:
        """Another document or year: the table that was in sight, else the first one to fill in."""
        document = self._session.document
        if document is None:
            return
        edition = document.model.edition
        if self.notes is not None:
            self.notes.refill()
        formed = self.forms is not None and self.forms.shown
        wanted = str(self._memory.get("table", "")) if formed else self.table
        wanted = wanted or str(self._memory.get("table", ""))
        compared = self.comparing is not None and self.comparing.stays
        known = wanted in edition.table and not edition.table[wanted].parent
        if formed and self.forms is not None and edition.forms_text:
            self.forms.refill()
        else:
            self.show_table(wanted if known else _first_table(edition))
        if compared:
            self.show_comparison()

    def show_table(self, key: str) -> None:
        """Bring one table into sight, a form, or the comparison of the years."""
        document = self._session.document
        if key == COMPARISON and document is not None:
            self.show_comparison()
            return
        if document is not None and (key == FORMS or self._is_department(key)):
            self.show_form(department=key != FORMS)
            return
        if document is None or not self.view.show_table(key):
            return
        self._step_back()
        self._memory.put("table", key)
        table = document.model.edition.table[key]
        self.heading.name(table, can_add=not document.closed)
        self.show_heading()
        if self._bars is not None:
            self._bars.use_table()
        self.navigator.choose(key)
        if self.companions is not None:
            self.companions.problems.show_table(key)

    def _step_back(self) -> None:
        """What stands in the place of the table leaves it."""
        if self.compares and self.comparing is not None:
            self.comparing.leave()
        if self.forms is not None and self.forms.shown:
            self.forms.leave()
            self.view_switched.emit()
            self.view.announce()  # while it was away another cell was told of

    # ---------------------------------------------------------------- the forms

    def _is_department(self, key: str) -> bool:
        """Whether a table is seen as the department's form; others are told without reading the forms."""
        document = self._session.document
        table = document.model.edition.table.get(key) if document is not None else None
        if document is None or table is None or table.kind == "list":
            return False
        scored = any(column.scored for column in table.columns)
        return scored and key == document.model.edition.forms.tables.department

    def show_form(self, row: int | None = None, *, department: bool = False) -> None:
        """A project's form, the one shown last when none is named, or the department's."""
        forms = self._make_forms()
        if department:
            forms.show_department()
        else:
            forms.show(row)
        self._formed()

    def _make_forms(self) -> FormPlace:
        if self.forms is None:
            from ui.forms.place import FormPlace

            self.forms = FormPlace(self, self._session, self._memory)
            self.forms_made.emit()
        if self.compares and self.comparing is not None:
            self.comparing.leave()
        return self.forms

    def _formed(self) -> None:
        if self.companions is not None:
            self.companions.problems.show_table(self.table)
        self.view_switched.emit()

    def has_form(self, address: Address) -> bool:
        """Whether a cell is seen in a form rather than in a table."""
        document = self._session.document
        if document is None or not document.model.edition.forms_text:
            return False
        if self.forms is not None and self.forms.shown and self.forms.pane.knows(address):
            return True
        return _seen_in_form(document.model.edition, address)

    # ---------------------------------------------------------------- the years side by side

    @property
    def compares(self) -> bool:
        """Whether the comparison stands in the place of the table."""
        return self.comparing is not None and self.comparing.shown

    def show_comparison(self) -> Comparing:
        """Bring it into sight; it is made when it is first asked for."""
        if self.forms is not None and self.forms.shown:
            self.forms.leave()
            self.view_switched.emit()
        if self.comparing is None:
            from ui.comparison.place import Comparing

            self.comparing = Comparing(self, self._session)
            self.comparing_made.emit()
        self.comparing.show()
        return self.comparing

    def add_to_middle(self, pane: QWidget) -> None:
        """Another pane in the place of the table."""
        self._column.addWidget(pane, 1)

    def step_aside(self, away: bool, *, alone: bool = True) -> None:
        """The table makes room, and when `alone` the panes that belong to it; or they come back."""
        self.view.away = away
        self.sizes.least = FORM_LINES if away and not alone else TABLE_LINES
        for pane in (self.heading, self.view):
            pane.setVisible(not away)
        self._problem_pane.setVisible(not away or not alone)
        if self._bars is not None and away:
            self._bars.hide()
        self.view.actions_.refresh()
        self.sizes.give_room()
        self.sizes.give_height()

    @property
    def entry(self) -> str:
        """The line of the navigator that is in sight."""
        if self.compares:
            return COMPARISON
        return self.forms.entry if self.forms is not None and self.forms.shown else self.table

    # ---------------------------------------------------------------- what stands over and beside it

    def show_heading(self) -> None:
        """Unit of money, how much is filled, and what the filter leaves in sight."""
        document, progress = self._session.document, self.navigator.progress
        formed = self.forms is not None and self.forms.shown
        if document is None or progress is None or not self.table or formed:
            return
        table = document.model.edition.table[self.table]
        self.heading.tell(document, table, progress, self._session.money_unit)
        if self._bars is not None:
            self._bars.show_filter()

    def follow(self, effect: Effect) -> None:
        """What an act changed in the heading; the tables follow by themselves."""
        self.show_heading()
        if self.notes is not None:
            self.notes.follow(effect)
        if self.comparing is not None:
            self.comparing.pane.follow()
        if self.forms is not None:
            self.forms.follow(effect)

    def show_selection(self, target: object) -> None:
        """Outline the cells a figure came from."""
        if self.companions is not None:
            self.view.set_sources(self.companions.sources())
            if self.forms is not None and self.forms.shown:
                self.forms.pane.set_sources(self.companions.sources())

    def reveal(self, address: object) -> None:
        """Go to a cell, whichever table it is in."""
        if not isinstance(address, Address):
            return
        if self.has_form(address):
            if self._make_forms().reveal(address):
                self._formed()
            return
        self.show_table(address.table)
        self.view.go_to(address)

    def summary(self) -> str:
        """求和 平均 计数 of what is selected in the table or the form."""
        formed = self.forms is not None and self.forms.shown
        found = self.forms.pane.summary() if formed and self.forms is not None else self.view.summary()
        if found.count < 2:
            return ""
        parts = [("求和", found.sum), ("平均", found.mean), ("计数", str(found.count))]
        return "　".join(f"{name} {text}" for name, text in parts if text)

    # ---------------------------------------------------------------- focus

    def panes(self) -> list[QWidget]:
        """What F6 goes round."""
        aside: list[QWidget] = [self.notes.list] if self.notes is not None else []
        aside += [] if self.comparing is None else [self.comparing.pane.table]
        aside += [] if self.forms is None else self.forms.pane.panes()
        everything = [self.navigator.list, self.view, *aside, *self.furnish().panes()]
        return [pane for pane in everything if pane.isVisible()]

    def cycle(self, by: int) -> None:
        """Focus to the next pane."""
        panes = self.panes()
        focus = QApplication.focusWidget()
        inside = (n for n, pane in enumerate(panes) if focus and (focus is pane or pane.isAncestorOf(focus)))
        here = next(inside, -1)
        target = panes[(here + by) % len(panes)] if panes else None
        if target is not None:
            target.setFocus(Qt.FocusReason.TabFocusReason)

    def _filtered(self) -> None:
        self.bars.filtered()

    @property
    def bars(self) -> Bars:
        """Find bar and filter bar."""
        if self._bars is None:
            from ui.bars import Bars

            self._bars = Bars(self.view, self._column, self._session.zoom)
            self._bars.left.connect(self.focus_grid)
        return self._bars

    def toggle_notes(self) -> NotePanel:
        """The list of notes in the place of the problems, and back again."""
        if self.notes is None:
            from ui.note_panel import NotePanel

            self.notes = NotePanel(self._session)
            self.notes.apply_look(self._session.zoom)
            self.notes.closed.connect(self.toggle_notes)
            self.notes.grid_wanted.connect(self.focus_grid)
            self.notes.hide()
            self._problem_pane.add(self.notes)
        wanted = self.notes.isHidden()
        self.problems.setVisible(not wanted)
        self.notes.setVisible(wanted)
        if wanted:
            self.notes.refill()
            self.notes.list.setFocus(Qt.FocusReason.ShortcutFocusReason)
        else:
            self.focus_grid()
        return self.notes

    @property
    def asking(self) -> bool:
        """While the session looks at a typed text: the answer is shown where it was typed."""
        views = [self.view.editing]
        if self.forms is not None:
            views += [self.forms.pane.view.editing, self.forms.pane.detail.view.editing]
        return any(editing.asking for editing in views)

    def take_over_focus(self, *_: object) -> None:
        """A table was clicked at the left: typing goes to it, unless a refused text is waiting."""
        formed = self.forms is not None and not self.forms.pane.settled
        if self.view.editing.editor is None and not formed:
            self.focus_grid()

    def focus_grid(self) -> None:
        """Back to typing, or to the comparison."""
        if self.compares and self.comparing is not None:
            self.comparing.pane.focus()
            return
        if self.forms is not None and self.forms.shown:
            self.forms.pane.focus()
            return
        self.view.setFocus(Qt.FocusReason.OtherFocusReason)


def _first_table(edition: Edition) -> str:
    """The table a new officer starts with: the first one that has numbers to fill in."""
    for table in edition.tables:
        if not table.parent and any(column.kind.name == "money" for column in table.columns):
            return table.key
    return edition.tables[0].key


def _seen_in_form(edition: Edition, address: Address) -> bool:
    """Whether a cell has its place in a form: of an indicator, of the department, or hidden in the table."""
    tables = edition.forms.tables
    if address.table in {tables.items, tables.department}:
        return True
    column = (
        edition.table[address.table].column.get(address.column) if address.table in edition.table else None
    )
    return address.table == tables.project and column is not None and column.form
