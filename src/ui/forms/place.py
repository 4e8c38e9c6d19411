"""Puts the forms in the place of the table, and the table back; says which addresses are seen in a form."""

from __future__ import annotations

from typing import TYPE_CHECKING

from app.domain.address import Address
from app.edits import Effect
from ui.forms.pane import FormPane
from ui.navigator import FORMS

if TYPE_CHECKING:
    from ui.memory import Memory
    from ui.session import Session
    from ui.workbench import Workbench


class FormPlace:
    """While a form is shown the table steps aside; problems, ratios and explanation stay."""

    def __init__(self, bench: Workbench, session: Session, memory: Memory) -> None:
        self._bench, self._session = bench, session
        self.shown = False
        self._behind = False  # something happened while no form was in sight
        self.pane = FormPane(session, memory, bench.view.problems)
        self.pane.view.away = self.pane.detail.view.away = True
        self.pane.hide()
        bench.add_to_middle(self.pane)
        self.pane.apply_look(session.zoom)

    @property
    def table(self) -> str:
        """Key of the table whose form is in sight."""
        document = self._session.document
        if document is None:
            return ""
        tables = document.model.edition.forms.tables
        return tables.department if self.pane.department else tables.project

    @property
    def entry(self) -> str:
        """The line of the navigator."""
        return self.table if self.pane.department else FORMS

    def show(self, row: int | None = None) -> None:
        """A project's form, the one shown last when none is named."""
        self._set(True)
        if row is not None and (row != self.pane.row or self._behind):
            self.pane.show_project(row)
        elif self._behind or self.pane.department or self.pane.sheet is None:
            self.pane.department = False
            self.pane.refill()
        self._settled()

    def show_department(self) -> None:
        """The department's own form."""
        self._set(True)
        if self._behind or not self.pane.department:
            self.pane.show_department()
        self._settled()

    def _settled(self) -> None:
        self._behind = False
        self._bench.navigator.choose(self.entry)
        self.pane.view.announce()

    def _take_problems(self) -> None:
        """The marks of the form are of this moment, whichever view hears of it first."""
        document = self._session.document
        if document is not None and document.finished:
            self._bench.view.problems.update(document.results.problems)

    def refill(self) -> None:
        """Another document or year."""
        if self.shown:
            self._bench.view.problems.clear()
            self._take_problems()
            self.pane.refill()
            self._settled()
        else:
            self._behind = True

    def follow(self, effect: Effect) -> None:
        """What an act changed; while out of sight it is only remembered that something did."""
        if self.shown:
            self._take_problems()
            self.pane.follow(effect)
        else:
            self._behind = True

    def reveal(self, address: Address) -> bool:
        """Go to a cell of a form."""
        self._set(True)
        done = self.pane.reveal(address)
        self._settled()
        return done

    def leave(self) -> None:
        """The table comes back."""
        self._set(False)

    def _set(self, shown: bool) -> None:
        if shown == self.shown:
            return
        self.shown = shown
        self._bench.step_aside(shown, alone=False)
        self.pane.view.away = self.pane.detail.view.away = not shown
        self.pane.setVisible(shown)
        self.pane.view.actions_.refresh()
