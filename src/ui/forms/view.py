"""An official form as a view that is typed into: columns share the width there is, lines hold their texts."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, QItemSelection, QModelIndex, QPersistentModelIndex, QRect, Qt, QTimer
from PySide6.QtGui import QFocusEvent, QFontMetrics, QPainter, QPaintEvent, QPen, QResizeEvent
from PySide6.QtWidgets import QAbstractItemView, QHeaderView, QWidget

from app.document import Effect
from app.domain.address import Address
from app.exchange.form_page import FormSheet, Spot
from ui.forms.actions import FormActions
from ui.forms.deeds import FormDeeds
from ui.forms.delegate import FormDelegate
from ui.forms.model import FormModel
from ui.grid import moves
from ui.grid.cell_view import CellView
from ui.grid.delegate import CellDelegate
from ui.grid.metrics import Metrics
from ui.grid.problems import ProblemIndex
from ui.grid.selector import Selector
from ui.session import Session
from ui.theme import colours

if TYPE_CHECKING:
    from ui.grid.summary import Summary

Index = QModelIndex | QPersistentModelIndex
_NARROWEST, _WIDEST = 0.75, 1.3  # of the widths the layout gives; less room is scrolled
_MOST_LINES = 40
_MOST_CELLS = 2000


class FormView(CellView):
    """Shows one `FormSheet`: an official form, or the fields beside it."""

    narrowest, widest = _NARROWEST, _WIDEST
    cells: FormDelegate
    deeds: FormDeeds
    actions_: FormActions

    def __init__(self, session: Session, problems: ProblemIndex, parent: QWidget | None = None) -> None:
        super().__init__(session, parent)
        self._problems = problems
        self.table: FormModel = FormModel(session, problems, self)
        self.selector = _Selector(self)
        self.deeds = FormDeeds(self)
        self.actions_ = FormActions(self)
        self.setFrameShape(CellView.Shape.NoFrame)
        self.setShowGrid(False)
        self.setWordWrap(False)
        self.setCornerButtonEnabled(False)
        self.setHorizontalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        for header in (self.horizontalHeader(), self.verticalHeader()):
            header.hide()
            header.setMinimumSectionSize(1)
            header.setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
        self.setModel(self.table)
        self._worded: frozenset[str] = frozenset()
        self._spans: list[tuple[int, int, int, int]] = []
        self._later = QTimer(self)  # while panes are being laid out there are many sizes
        self._later.setSingleShot(True)
        self._later.timeout.connect(self.fit)
        self.restyle()

    def make_delegate(self) -> CellDelegate:
        return FormDelegate(self)

    # ---------------------------------------------------------------- which form

    def show_form(
        self, sheet: FormSheet | None, hint: str = "", worded: frozenset[str] = frozenset()
    ) -> None:
        """Put a form in sight; the cursor goes to its first cell that can be filled in."""
        self.editing.drop()
        self.cells.current, self.cells.chosen = None, frozenset()
        self.cells.fresh = self.cells.sources = frozenset()
        self._worded = worded
        self.table.show(sheet, hint, worded)
        self._span()
        self.fit()
        self.setAccessibleName(sheet.title if sheet is not None else "自评表")
        self.scrollToTop()

    def follow(self, effect: Effect, sheet: FormSheet | None, hint: str) -> None:
        """The same form after an edit, the cursor where it was; without a sheet its lines are the same."""
        if sheet is None or self.table.follow(sheet, hint, effect.changed):
            if sheet is None:
                self.table.reread(effect.changed)
            self.table.mark(self._problems.touched)
            self.fit()
        else:
            here, place = self.current_address(), self.selector.place
            across, down = self.horizontalScrollBar().value(), self.verticalScrollBar().value()
            self.editing.close()
            self.table.show(sheet, hint, self._worded)
            self._span()
            self.fit()
            self.horizontalScrollBar().setValue(across)
            self.verticalScrollBar().setValue(down)
            found = self.table.place(here) if here is not None else None
            self.selector.go(*(found or (min(place[0], self.table.rowCount() - 1), place[1])))
        results = self.session.document.cells if self.session.document is not None else {}
        if not effect.structure:
            places = self.table.lines.places
            self.freshen([cell for cell in effect.changed if cell in places and cell in results])
        self.sync_input_method()
        self.actions_.refresh()
        self.told.start()

    def first(self) -> None:
        """The cursor to the first cell that can be typed into, or that holds something at all."""
        held = [(spot.row, spot.column) for spot in self.table.lines.spots if spot.address is not None]
        typed = (place for place in held if self.table.typable(*place))
        self.selector.go(*next(typed, held[0] if held else moves.first(self.table)))

    def go_to(self, address: Address) -> bool:
        """The cursor to a cell; False when the form has none at this address."""
        place = self.table.place(address)
        if place is None or not self.finish_editing():
            return False
        self.selector.go(*place)
        return True

    def current_spot(self) -> Spot | None:
        """The cell the cursor is on."""
        return self.table.spot(*self.selector.place) if self.currentIndex().isValid() else None

    def summary(self) -> Summary:
        """求和 平均 计数 of the selection."""
        from ui.forms.summary import summarise

        return summarise(self.table, self.chosen_spots())

    def chosen_spots(self) -> list[Spot]:
        """The selected cells, each once."""
        return [spot for place in sorted(self.cells.chosen) if (spot := self.table.spot(*place)) is not None]

    # ---------------------------------------------------------------- sizes

    def restyle(self) -> None:
        """Another zoom, font or palette."""
        self.metrics = Metrics(self.font(), self.session.zoom)
        self.cells.prepare(self.metrics, self.palette())
        self.verticalHeader().setDefaultSectionSize(self.metrics.row)
        self.fit()

    def natural_width(self) -> int:
        """As wide as the layout has it."""
        return sum(self.metrics.width(digits) for digits in self.table.sheet.widths)

    def fit(self) -> None:
        """Columns over the width there is, lines as high as their texts."""
        natural = [self.metrics.width(digits) for digits in self.table.sheet.widths]
        if not natural:
            return
        room = self.viewport().width() - 1
        share = min(max(room / sum(natural), self.narrowest), self.widest)
        widths = [round(width * share) for width in natural]
        if self.narrowest < share < self.widest:
            widths[-1] += room - sum(widths)
        for column, width in enumerate(widths):
            if self.columnWidth(column) != width:
                self.setColumnWidth(column, width)
        for row, height in enumerate(self._heights(widths)):
            if self.rowHeight(row) != height:
                self.setRowHeight(row, height)

    def _heights(self, widths: list[int]) -> list[int]:
        metrics, model = self.metrics, self.table
        spacing = metrics.text.lineSpacing()
        edge = metrics.row - spacing
        heights = [
            edge + spacing * max(lines, 1) if not role else _of_role(role, metrics, spacing)
            for role, lines in zip(model.lines.roles, model.lines.heights, strict=True)
        ]
        tall: list[tuple[Spot, int]] = []
        for spot in model.lines.spots:
            text = model.look(spot.row, spot.column).text
            if not text:
                continue
            width = sum(widths[spot.column : spot.column + spot.across])
            needed = edge // (2 if model.role(spot.row) else 1) + spacing * self._lines_of(spot, text, width)
            if spot.down > 1:
                tall.append((spot, needed))
            elif model.role(spot.row) != "title":
                heights[spot.row] = max(heights[spot.row], needed)
        for spot, needed in tall:
            rows = range(spot.row, spot.row + spot.down)
            lacking = needed - sum(heights[row] for row in rows)
            if lacking > 0:
                heights[rows[-1]] += lacking
        return heights

    def _lines_of(self, spot: Spot, text: str, width: int) -> int:
        room = max(width - 2 * self.metrics.pad - 1, 1)
        if "\n" not in text and self.metrics.guess(text) * 1.1 <= room:
            return 1
        font = self.cells.font_of(self.table.role(spot.row), spot.look.bold)
        return len(self.cells.wrapped(text, font, QFontMetrics(font), room, _MOST_LINES))

    def _span(self) -> None:
        if self._spans:
            self.clearSpans()
        self._spans = [
            (spot.row, spot.column, spot.down, spot.across)
            for spot in self.table.lines.spots
            if spot.down > 1 or spot.across > 1
        ]
        for span in self._spans:
            self.setSpan(*span)

    # ---------------------------------------------------------------- events

    def selectionChanged(self, selected: QItemSelection, deselected: QItemSelection) -> None:
        ranges = self.selector.ranges()
        if sum(one.height * one.width for one in ranges) <= _MOST_CELLS:
            found = (self.table.anchor(*place) for one in ranges for place in one.places())
            self.cells.chosen = frozenset(found)
        super().selectionChanged(selected, deselected)

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() in {QEvent.Type.FontChange, QEvent.Type.PaletteChange} and hasattr(self, "_later"):
            self.restyle()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        if event.size().width() != event.oldSize().width():
            self._later.start(0)
        current = self.currentIndex()
        if current.isValid() and self.visualRect(current).bottom() <= event.oldSize().height():
            across = self.horizontalScrollBar().value()
            self.scrollTo(current)  # what was in sight stays so when the fields below take room
            self.horizontalScrollBar().setValue(across)

    def focusInEvent(self, event: QFocusEvent) -> None:
        by_mouse = event.reason() == Qt.FocusReason.MouseFocusReason
        if self.table.sheet.lines and not self.currentIndex().isValid() and not by_mouse:
            self.first()  # Qt would take the first cell, which is a printed one
        super().focusInEvent(event)

    def paintEvent(self, event: QPaintEvent) -> None:
        super().paintEvent(event)
        if not self.currentIndex().isValid() or self.table.is_heading(self.currentIndex().row()):
            return
        c = colours(self.palette())
        frame = self.visualRect(self.currentIndex())
        if len(self.selector.ranges()) == 1:
            for place in self.cells.chosen:
                frame = frame.united(self.visualRect(self.table.index(*place)))
        painter = QPainter(self.viewport())
        painter.setPen(QPen(c.accent if self.hasFocus() or self.editing.editor is not None else c.muted, 2))
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.drawRect(QRect(frame).adjusted(0, 0, -1, -1))
        painter.end()


class _Selector(Selector):
    """A merged cell counts once."""

    _view: FormView

    def cells(self) -> list[moves.Place]:
        return sorted({self._view.table.anchor(*place) for place in super().cells()})


def _of_role(role: str, metrics: Metrics, spacing: int) -> int:
    return round(spacing * 2.1) if role == "title" else round(spacing * 1.35)
