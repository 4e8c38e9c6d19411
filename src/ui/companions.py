"""What stands beside the table: the problems under it, at its right the ratios and the explanation.

They are made, and what they need is imported, when the table is on the screen: typing can begin before.
"""

from __future__ import annotations

from PySide6.QtWidgets import QApplication, QWidget

from app.document import Effect
from app.domain.address import Address
from ui.explanation_panel import ExplanationPanel
from ui.problem_panel import ProblemPanel
from ui.ratio_panel import RatioPanel
from ui.session import Session
from ui.theme import quiet_bars, scaled


class Companions:
    """Three panes that follow the same table and the same selection."""

    def __init__(self, session: Session) -> None:
        self.problems = ProblemPanel(session)
        self.ratios = RatioPanel(session)
        self.explanation = ExplanationPanel(session)
        self.explanation.viewport().setAutoFillBackground(False)
        self.explanation.widget().setAutoFillBackground(False)

    def apply_look(self, zoom: float) -> None:
        """Sizes from the font."""
        self.ratios.setFont(scaled(QApplication.font(), zoom))
        self.ratios.scheduleDelayedItemsLayout()
        self.problems.apply_look(zoom)
        self.explanation.apply_look(zoom)
        for area in (self.ratios, self.explanation, self.problems.list):
            quiet_bars(area)

    def refill(self) -> None:
        """Another document or year."""
        self.problems.refill()
        self.ratios.refill()

    def follow(self, effect: Effect) -> None:
        """What an act changed."""
        self.explanation.follow(effect)
        self.ratios.follow(effect)
        self.problems.follow(effect)

    def reread(self) -> None:
        """Another unit of money or another zoom."""
        self.ratios.ratios.reread()
        self.explanation.refresh()

    def show_target(self, target: object) -> None:
        """Another cell or ratio is selected."""
        self.explanation.show_target(target)
        self.ratios.show_selection(target)

    def sources(self) -> frozenset[Address]:
        """The cells the figure explained came from."""
        told = self.explanation.explanation
        return frozenset(told.cells) if told is not None else frozenset()

    def panes(self) -> list[QWidget]:
        """What can have the focus, in the order F6 goes."""
        return [self.problems.list, self.ratios, self.explanation]
