"""The open document: navigator, table, problems, ratios and explanation, in panes the officer can size."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QFontMetrics, QPainter
from PySide6.QtWidgets import (
    QApplication,
    QHBoxLayout,
    QLabel,
    QPushButton,
    QSplitter,
    QSplitterHandle,
    QStackedWidget,
    QVBoxLayout,
    QWidget,
)

from app.document import Effect
from app.domain.address import Address
from ui.explanation_panel import ExplanationPanel
from ui.find_bar import FindBar
from ui.grid.view import TableView
from ui.icons import icon
from ui.memory import Memory
from ui.navigator import Navigator
from ui.problem_panel import ProblemPanel
from ui.ratio_panel import RatioPanel
from ui.session import Session
from ui.theme import colours, muted, scaled


class _Handle(QSplitterHandle):
    """A hairline instead of dots."""

    def paintEvent(self, event: object) -> None:
        painter = QPainter(self)
        c = colours(self.palette())
        painter.fillRect(self.rect(), c.base)
        middle = self.rect()
        if self.orientation() == Qt.Orientation.Horizontal:
            middle.setX(middle.center().x())
            middle.setWidth(1)
        else:
            middle.setY(middle.center().y())
            middle.setHeight(1)
        painter.fillRect(middle, c.line if self.underMouse() else c.grid)


class Panes(QSplitter):
    """A splitter that keeps all its panes."""

    def __init__(self, orientation: Qt.Orientation, name: str) -> None:
        super().__init__(orientation)
        self.setObjectName(name)
        self.setChildrenCollapsible(False)
        self.setHandleWidth(5)

    def createHandle(self) -> QSplitterHandle:
        return _Handle(self.orientation(), self)


class _Titled(QWidget):
    """A pane with a quiet heading."""

    def __init__(self, title: str, content: QWidget, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.heading = QLabel(title, self)
        self.heading.setBuddy(content)
        self.content = content
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(0)
        layout.addWidget(self.heading)
        layout.addWidget(content, 1)

    def apply_look(self, zoom: float) -> None:
        """Sizes from the font."""
        font = scaled(QApplication.font(), zoom)
        self.heading.setFont(scaled(font, 1.0, font.Weight.DemiBold))
        em = QFontMetrics(font).height()
        self.heading.setContentsMargins(round(em * 0.75), em // 2, em // 2, em // 4)


class Workbench(QWidget):
    """Builds the panes; the main window wires them to the session."""

    table_shown = Signal(str)
    view_made = Signal(object)  # TableView

    def __init__(self, session: Session, memory: Memory, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._session, self._memory = session, memory
        self.views: dict[str, TableView] = {}
        self.table = ""
        self.navigator = Navigator(session)
        self.problems = ProblemPanel(session)
        self.ratios = RatioPanel(session)
        self.explanation = ExplanationPanel(session)
        self.find = FindBar()
        self._stack = QStackedWidget()
        self._make_heading()
        self._ratio_pane = _Titled("比率", self.ratios)
        self._explanation_pane = _Titled("这个数怎么来的", self.explanation)
        self._place()

    def _make_heading(self) -> None:
        self._title = QLabel()
        self._unit = QLabel()
        self._filled = QLabel()
        self._add = QPushButton(icon("add", "accent"), "")
        self._add.setAutoDefault(False)
        self._heading = QHBoxLayout()
        self._heading.addWidget(self._title)
        self._heading.addWidget(self._unit)
        self._heading.addStretch(1)
        self._heading.addWidget(self._filled)
        self._heading.addWidget(self._add)

    def _place(self) -> None:
        centre = QWidget()
        column = QVBoxLayout(centre)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addLayout(self._heading)
        column.addWidget(self.find)
        column.addWidget(self._stack, 1)
        self.middle = Panes(Qt.Orientation.Vertical, "middle")
        self.middle.addWidget(centre)
        self.middle.addWidget(self.problems)
        self.side = Panes(Qt.Orientation.Vertical, "side")
        self.side.addWidget(self._ratio_pane)
        self.side.addWidget(self._explanation_pane)
        self.across = Panes(Qt.Orientation.Horizontal, "across")
        for pane in (self.navigator, self.middle, self.side):
            self.across.addWidget(pane)
        for splitter, stretches in ((self.across, (0, 1, 0)), (self.middle, (1, 0)), (self.side, (1, 1))):
            for place, stretch in enumerate(stretches):
                splitter.setStretchFactor(place, stretch)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(self.across)
        for pane in (centre, self.problems, self._ratio_pane, self._explanation_pane):
            pane.setAutoFillBackground(True)
            pane.setBackgroundRole(pane.palette().ColorRole.Base)
        self.explanation.viewport().setAutoFillBackground(False)
        self.explanation.widget().setAutoFillBackground(False)

    # ---------------------------------------------------------------- looks

    def apply_look(self, zoom: float) -> None:
        """Sizes from the font; the grid keeps its own."""
        font = scaled(QApplication.font(), zoom)
        em = QFontMetrics(font).height()
        self._title.setFont(scaled(font, 1.28, font.Weight.DemiBold))
        quiet = muted(QApplication.palette())
        for label in (self._unit, self._filled):
            label.setFont(font)
            label.setPalette(quiet)
        self._add.setFont(font)
        self._heading.setContentsMargins(round(em * 0.75), em // 2, em // 2, em // 2)
        self._heading.setSpacing(em)
        self.ratios.setFont(font)
        self.ratios.scheduleDelayedItemsLayout()
        self.navigator.set_font_scale(zoom)
        for pane in (self.problems, self.explanation, self.find, self._ratio_pane, self._explanation_pane):
            pane.apply_look(zoom)

    def restore_sizes(self) -> None:
        """As they were, or a first layout for this window."""
        em = QFontMetrics(QApplication.font()).height()
        width, height = max(self.width(), em * 60), max(self.height(), em * 36)
        left, right = round(em * 11.5), round(em * 18)
        lower = round(height * 0.26)
        defaults = {
            self.across: [left, width - left - right, right],
            self.middle: [height - lower, lower],
            self.side: [round(height * 0.52), round(height * 0.48)],
        }
        for splitter, sizes in defaults.items():
            state = self._memory.bytes(f"splitter_{splitter.objectName()}")
            if state.isEmpty() or not splitter.restoreState(state):
                splitter.setSizes(sizes)

    def remember(self) -> None:
        """Sizes, and every table as it stands."""
        for splitter in (self.across, self.middle, self.side):
            self._memory.put_bytes(f"splitter_{splitter.objectName()}", splitter.saveState())
        tables = dict(self._memory.get("tables", {}))
        tables.update({key: view.state() for key, view in self.views.items()})
        self._memory.put("tables", tables)

    # ---------------------------------------------------------------- the tables

    @property
    def view(self) -> TableView | None:
        """The table in sight."""
        return self.views.get(self.table)

    def refill(self) -> None:
        """Another document or year: the tables of its edition, each built when first shown."""
        self.drop_views()
        document = self._session.document
        if document is None:
            return
        wanted = str(self._memory.get("table", ""))
        edition = document.model.edition
        if wanted not in edition.table:
            wanted = _first_table(document)
        self.show_table(wanted)

    def drop_views(self) -> None:
        """Forget the tables of the document that was open."""
        if self.views:
            tables = dict(self._memory.get("tables", {}))
            tables.update({key: view.state() for key, view in self.views.items()})
            self._memory.put("tables", tables)
        for view in self.views.values():
            self._stack.removeWidget(view)
            view.deleteLater()
        self.views = {}
        self.table = ""

    def show_table(self, key: str) -> None:
        """Bring one table into sight."""
        document = self._session.document
        if document is None or key not in document.model.edition.table or key == self.table:
            return
        if key not in self.views:
            view = TableView(self._session, key)
            self.views[key] = view
            self._stack.addWidget(view)
            view.restore(dict(self._memory.get("tables", {})).get(key, {}))
            self.view_made.emit(view)
        self.table = key
        self._memory.put("table", key)
        self._stack.setCurrentWidget(self.views[key])
        self._show_sources()
        table = document.model.edition.table[key]
        self._title.setText(table.title or table.label)
        self._add.setText(f"添加{table.item or '一行'}")
        self._add.setToolTip(f"在末尾添加一个{table.item or '行'}（Ctrl+Shift++）")
        self._add.setVisible(table.kind == "list" and not document.read_only)
        self.show_heading()
        self.find.use(self.views[key].model())
        self.navigator.choose(key)
        self.problems.show_table(key)
        self.table_shown.emit(key)

    def show_heading(self) -> None:
        """Unit of money and how much is filled."""
        document, progress = self._session.document, self.navigator.progress
        if document is None or progress is None or not self.table:
            return
        table = document.model.edition.table[self.table]
        money = any(column.kind.name == "money" for column in table.columns)
        self._unit.setText(f"单位：{self._session.money_unit.label}" if money else "")
        filled, required = progress.of(self.table)
        rows = len(document.report.tables.get(self.table, {})) if table.kind == "list" else None
        count = "" if rows is None else f"{rows} 个{table.item}　" if table.item else f"{rows} 行　"
        text = f"{count}已填 {filled}/{required}" if required else count.strip()
        if text != self._filled.text():
            self._filled.setText(text)

    @property
    def add_button(self) -> QPushButton:
        """Adds a row to a list table."""
        return self._add

    def follow(self, effect: Effect) -> None:
        """What an act changed in the heading; the tables follow by themselves."""
        self.show_heading()

    def show_selection(self, target: object) -> None:
        """Outline the cells a figure came from."""
        self._show_sources()

    def _show_sources(self) -> None:
        e = self.explanation.explanation
        cells: set[Address] = set(e.cells) if e is not None else set()
        if self.view is not None:
            self.view.set_sources(cells)

    def reveal(self, address: object) -> None:
        """Go to a cell, whichever table it is in."""
        if isinstance(address, Address):
            self.show_table(address.table)
            if self.view is not None and self.table == address.table:
                self.view.go_to(address)

    # ---------------------------------------------------------------- focus

    def panes(self) -> list[QWidget]:
        """What F6 goes round."""
        table = [self.view] if self.view is not None else []
        everything = [self.navigator.list, *table, self.problems.list, self.ratios, self.explanation]
        return [pane for pane in everything if pane.isVisible()]

    def cycle(self, by: int) -> None:
        """Focus to the next pane."""
        panes = self.panes()
        focus = QApplication.focusWidget()
        here = next((n for n, pane in enumerate(panes) if focus is pane or pane.isAncestorOf(focus or pane)), -1)
        target = panes[(here + by) % len(panes)] if panes else None
        if target is not None:
            target.setFocus(Qt.FocusReason.TabFocusReason)

    def focus_grid(self) -> None:
        """Back to typing."""
        if self.view is not None:
            self.view.setFocus(Qt.FocusReason.OtherFocusReason)


def _first_table(document: object) -> str:
    """The table a new officer starts with: the first one that has numbers to fill in."""
    edition = document.model.edition  # type: ignore[attr-defined]
    money = (table.key for table in edition.tables if any(column.kind.name == "money" for column in table.columns))
    return next(money, edition.tables[0].key)
