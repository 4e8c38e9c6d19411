"""The preview: everything a workbook would change, cell by cell, before anything is written."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial

from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QFontMetrics
from PySide6.QtWidgets import QComboBox, QHBoxLayout, QLabel, QPushButton, QVBoxLayout, QWidget

from app.exchange.finding.block import Block
from app.intake.deed import Aim, sum_up
from app.intake.matches import Option
from app.intake.plan import Item, Plan
from app.intake.proposal import (
    Proposal,
    asked_once,
    assigned,
    dropped,
    turned,
    with_column,
    with_row,
    with_ticks,
    with_used,
    with_way,
)
from ui.importing.attention import AttentionModel
from ui.importing.chooser import Choice, Chooser
from ui.importing.column import column
from ui.importing.planning import Planner
from ui.importing.preview import Preview
from ui.importing.shell import Shell, Sizes
from ui.importing.strip import Strip
from ui.importing.tables import TableList
from ui.memory import Memory

Year = tuple[int, str, str]  # year, how it is listed, why nothing can be written into it
_EMPTY = (
    "这份工作簿里没有认出有数可填的表。可以在左边选一张工作表，在下面“这张工作表是”里指定它是哪张表；"
    "或者在 Excel、WPS 里把表名、栏目、行名改成与本软件一致，再导入一次。"
)


class ImportDialog(Shell):
    """Choices go into the proposal, the plan follows; `write` is asked to do it and gives why not."""

    help_topic = "import#preview"
    preview: Preview
    planner: Planner

    def __init__(
        self,
        proposal: Callable[[], Proposal],
        start: Proposal,
        years: Sequence[Year],
        aim_at: Callable[[int], Aim | str],
        write: Callable[[Proposal, Plan], str],
        memory: Memory,
        parent: QWidget,
    ) -> None:
        super().__init__(f"导入“{start.source.path.name}”", "import", memory, parent)
        self._aim_at, self._write = aim_at, write
        self._note: tuple[str, tuple[str, Callable[[], object]]] | None = (
            None  # said where there is nothing worse
        )
        self.preview = Preview(start)
        self.planner = Planner(start.book, self)
        self._make_parts(years)
        self._place()
        self._wire()
        self._ask(proposal)

    @property
    def proposal(self) -> Proposal:
        """What is decided so far."""
        return self.preview.proposal

    # ---------------------------------------------------------------- parts

    def _make_parts(self, years: Sequence[Year]) -> None:
        self.year = QComboBox(self)
        self._why_closed = {year: why for year, _, why in years}
        for year, text, _ in years:
            self.year.addItem(text, year)
        self.year.setCurrentIndex(self.year.findData(self.proposal.aim.year))
        self.make_head()
        self.tables = TableList(self.preview, self)
        self.table = Choice(self)
        self.table.setEnabled(False)  # until the sheets are known
        self._table_label = QLabel("这张工作表是(&T)", self)
        self._table_label.setBuddy(self.table)
        self.strip = Strip(self.preview, self)
        self.make_sheet()
        self.make_list(AttentionModel(self.preview, self))
        self.tick_all = QPushButton(self)
        self.make_foot()

    def _place(self) -> None:
        em = QFontMetrics(self.font()).height()
        label = QLabel("导入到(&Y)", self)
        label.setBuddy(self.year)
        left = column([self.tables], 0)
        which = QVBoxLayout()
        which.addWidget(self._table_label)
        which.addWidget(self.table)
        which.setContentsMargins(round(em * 0.7), em // 2, em // 2, em // 2)
        which.setSpacing(em // 4)
        left.layout().addLayout(which)  # type: ignore[union-attr]
        middle = column([self.strip, self.view, self.detail], 1)
        self.detail.setContentsMargins(round(em * 0.7), em // 3, em // 2, em // 3)
        self.detail.setMinimumHeight(round(em * 2.9))
        self.detail.setAlignment(Qt.AlignmentFlag.AlignTop)
        heading = QHBoxLayout()
        heading.addWidget(self.look, 1)
        heading.addWidget(self.tick_all)
        heading.setContentsMargins(round(em * 0.7), em // 3, em // 2, em // 4)
        bottom = column([self.list], 0)
        bottom.layout().insertLayout(0, heading)  # type: ignore[union-attr]
        sizes = Sizes(window=(76, 44), across=(16, 60), upright=(30, 9))
        self.lay_out([label, self.year], left, middle, bottom, sizes)

    # ---------------------------------------------------------------- the wiring, all of it

    def _wire(self) -> None:
        self.planner.planned.connect(self._planned)
        self.planner.refused.connect(self._refused)
        self.planner.busy.connect(self.show_busy)
        self.planner.progressed.connect(self.show_progress)
        self.year.activated.connect(self._turn)
        self.tables.currentRowChanged.connect(lambda _: self._show_sheet())
        self.tables.used_changed.connect(lambda b, used: self._choose(with_used(self.proposal, b, used)))
        self.table.wanted.connect(self._ask_table)
        self.strip.way_wanted.connect(lambda b, way: self._choose(with_way(self.proposal, b, way)))
        self.strip.column_wanted.connect(lambda b, c, to: self._choose(with_column(self.proposal, b, c, to)))
        self.strip.row_wanted.connect(self._choose_row)
        self.strip.drop_wanted.connect(lambda block: self._ask(partial(dropped, self.proposal, block)))
        self.view.moved.connect(self._moved)
        self.view.tick_wanted.connect(self._tick)
        self.view.columns.wanted.connect(self._column_wanted)
        self.view.rows.wanted.connect(self._row_wanted)
        self.list.jumped.connect(self.jump)
        self.tick_all.clicked.connect(self._tick_all)

    # ---------------------------------------------------------------- choices and plans

    def _choose(self, proposal: Proposal) -> None:
        self.preview.proposal = proposal  # the next choice builds on it, though its plan is still to come
        self._ask(lambda: proposal)

    def _ask(self, make: Callable[[], Proposal]) -> None:
        self.banner.clear()
        self.planner.plan(make)

    def _planned(self, proposal: Proposal, plan: Plan) -> None:
        first = self.preview.plan is None
        self.preview.put(proposal, plan)
        self.year.setCurrentIndex(self.year.findData(proposal.aim.year))
        self.tables.refill()
        self._show_sheet(same=not first)
        self.show_list()
        asked = len(asked_once(plan))
        self.tick_all.setText(f"要问的 {asked:,} 格全部打钩(&A)")
        if not asked and self.tick_all.hasFocus():
            self.list.setFocus()  # or it would go to the next button, and that one writes
        self.tick_all.setVisible(bool(asked))
        self.show_sum_up(sum_up(proposal.source, plan), plan.count("set", "clear"), bool(plan.changes))
        if why := self.closed():
            self.banner.say("warning", f"{why}；或者在“导入到”里换一个年度")
        elif not proposal.source.blocks:
            self.banner.say("warning", _EMPTY)
        else:
            self._say_note()

    def tell(self, text: str, action: tuple[str, Callable[[], object]]) -> None:
        """Say something of the workbook whenever there is nothing worse to be said."""
        self._note = text, action
        if self.preview.plan is not None and not self.banner.isVisible():
            self._say_note()

    def _say_note(self) -> None:
        if self._note is not None:
            self.banner.say("info", *self._note)

    def _refused(self, why: str) -> None:
        self.banner.say("error", why)
        self.year.setCurrentIndex(self.year.findData(self.proposal.aim.year))

    def closed(self) -> str:
        return self._why_closed.get(self.proposal.aim.year, "")

    def _turn(self) -> None:
        aim = self._aim_at(int(self.year.currentData()))
        if isinstance(aim, str):
            self.year.setCurrentIndex(self.year.findData(self.proposal.aim.year))
            self.banner.say("error", aim)
        elif aim.year != self.proposal.aim.year:
            self._ask(partial(turned, self.proposal, aim))

    def _choose_row(self, block: Block, row: int, wanted: str | int) -> None:
        plan = self.preview.plan
        if plan is not None:
            self._choose(with_row(self.proposal, block, row, wanted, plan))

    def _tick(self, places: list[tuple[int, int]], ticked: bool) -> None:
        found = (self.preview.item(self.sheet.sheet, *at) for at in places)
        self._tick_items([item for item in found if item is not None], ticked)

    def _tick_items(self, items: list[Item], ticked: bool) -> None:
        if self.preview.plan is not None and items:
            self._choose(with_ticks(self.proposal, self.preview.plan, items, ticked))

    def _tick_all(self) -> None:
        if self.preview.plan is not None:
            self._tick_items(asked_once(self.preview.plan), ticked=True)

    def _ask_table(self) -> None:
        sheet = self.sheet.sheet
        tables = self.proposal.aim.model.edition.sheets_of_entry
        options = [Option(table.label, table.key) for table in tables]
        block = next(iter(self.preview.blocks(sheet)), None)
        now = next((o.text for o in options if block is not None and o.target == block.table), "")

        def take(option: Option) -> None:
            self._ask(partial(assigned, self.proposal, sheet, str(option.target)))

        self.chooser = Chooser("这张工作表是", options, now, take, self)
        self.chooser.open_at(self.table, QPoint(0, self.table.height()))

    # ---------------------------------------------------------------- what is looked at

    def _show_sheet(self, same: bool = False) -> None:
        current = self.tables.current()
        if current is None:
            return
        sheet, block = current
        if (
            same
            and sheet == self.sheet.sheet
            and self.sheet.columnCount()
            and self.view.currentIndex().isValid()
        ):
            self.sheet.reread()
            self._moved()
            return
        self.sheet.show_sheet(sheet)
        labelled = {row for each in self.preview.blocks(sheet) for row in each.rows}
        self.view.fit(self.preview.grid(sheet), labelled)
        row = min(block.rows, default=0) if block is not None else 0
        column = min(block.columns, default=0) if block is not None else 0
        self.view.setCurrentIndex(self.sheet.index(row, column))
        self._moved()

    def _moved(self) -> None:
        at = self.at()
        if at[1] != self.preview.row_seen:
            self.preview.row_seen = at[1]
            self.view.columns.viewport().update()
        self.strip.show_at(*at)
        block = next(iter(self.preview.blocks(at[0])), None)
        known = self.proposal.aim.model.edition.table
        self.table.setEnabled(bool(self.preview.grid(at[0]).rows))
        self.table.show_text(known[block.table].label if block is not None else "没有认出，请选择")
        self.show_detail()

    def _column_wanted(self, column: int) -> None:
        header = self.view.columns
        self.strip.ask_column(column, header, QPoint(header.sectionViewportPosition(column), header.height()))

    def _row_wanted(self, row: int) -> None:
        header = self.view.rows
        below = header.sectionViewportPosition(row) + header.sectionSize(row)
        self.strip.ask_row(row, header, QPoint(header.width() // 3, below))

    def turn_to(self, sheet: int, row: int, column: int) -> None:
        self.tables.setCurrentRow(self.tables.line_of(sheet, self.preview.block_at(sheet, row, column)))

    # ---------------------------------------------------------------- the end

    def write(self) -> str:
        assert self.preview.plan is not None
        return self._write(self.proposal, self.preview.plan)
