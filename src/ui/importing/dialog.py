"""The preview: everything a workbook would change, cell by cell, before anything is written."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial

from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import (
    QCloseEvent,
    QFontMetrics,
    QKeyEvent,
    QPalette,
    QShortcut,
    QShowEvent,
)
from PySide6.QtWidgets import (
    QComboBox,
    QDialog,
    QHBoxLayout,
    QLabel,
    QProgressBar,
    QPushButton,
    QVBoxLayout,
    QWidget,
)

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
from ui.dialogs import buttons
from ui.importing.attention import AttentionList, AttentionModel
from ui.importing.chooser import Choice, Chooser
from ui.importing.column import column
from ui.importing.legend import Legend
from ui.importing.model import SheetModel
from ui.importing.planning import Planner
from ui.importing.preview import Preview
from ui.importing.strip import Strip
from ui.importing.tables import TableList
from ui.importing.view import SheetView
from ui.memory import Memory
from ui.messages import Banner, ElidedLabel
from ui.panes import Panes
from ui.theme import scaled
from ui.topics import helped

Year = tuple[int, str, str]  # year, how it is listed, why nothing can be written into it
_ENTER = {Qt.Key.Key_Return, Qt.Key.Key_Enter}
_WRITE = ("Ctrl+Return", "Ctrl+Enter")
_WRITE_TIP = "写入以后可以撤销。在哪里都可以按 Ctrl+Enter 写入；只按 Enter 不会写入，除非光标在这个按钮上"
_EMPTY = (
    "这份工作簿里没有认出有数可填的表。可以在左边选一张工作表，在下面“这张工作表是”里指定它是哪张表；"
    "或者在 Excel、WPS 里把表名、栏目、行名改成与本软件一致，再导入一次。"
)


class ImportDialog(QDialog):
    """Choices go into the proposal, the plan follows; `write` is asked to do it and gives why not."""

    help_topic = "import#preview"

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
        super().__init__(parent)
        self.setWindowTitle(f"导入“{start.source.path.name}”")
        helped(self)
        self.setModal(True)
        self.setSizeGripEnabled(True)
        self._aim_at, self._write, self._memory = aim_at, write, memory
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
        self._closed = {year: why for year, _, why in years}
        for year, text, _ in years:
            self.year.addItem(text, year)
        self.year.setCurrentIndex(self.year.findData(self.proposal.aim.year))
        self.sum_up = ElidedLabel(self)
        self.progress = QProgressBar(self)
        self.progress.setTextVisible(False)
        self.progress.setAccessibleName("进度")
        self.progress.hide()
        self.banner = Banner("提示", self)
        self.tables = TableList(self.preview, self)
        self.table = Choice(self)
        self.table.setEnabled(False)  # until the sheets are known
        self._table_label = QLabel("这张工作表是(&T)", self)
        self._table_label.setBuddy(self.table)
        self.strip = Strip(self.preview, self)
        self.sheet = SheetModel(self.preview, self)
        self.view = SheetView(self.sheet, self)
        self.detail = QLabel(self)
        self.detail.setWordWrap(True)
        self.detail.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        self.attention = AttentionModel(self.preview, self)
        self.list = AttentionList(self.attention, self)
        self.look = QLabel(self)
        self.look.setBuddy(self.list)
        self.look.setFont(scaled(self.font(), 1.0, self.font().Weight.Bold))
        self.tick_all = QPushButton(self)
        self.box = buttons(self, "写入")
        self.accept_button = self.box.buttons()[0]
        self.accept_button.setEnabled(False)
        for keys in _WRITE:
            QShortcut(keys, self, self.accept)

    def _place(self) -> None:
        em = QFontMetrics(self.font()).height()
        top = QHBoxLayout()
        label = QLabel("导入到(&Y)", self)
        label.setBuddy(self.year)
        top.addWidget(label)
        top.addWidget(self.year)
        top.addWidget(self.sum_up, 1)
        top.addWidget(self.progress)
        top.setSpacing(round(em * 0.6))
        top.setContentsMargins(em, round(em * 0.7), em, round(em * 0.6))
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
        bottom.setAutoFillBackground(True)
        bottom.setBackgroundRole(QPalette.ColorRole.Base)
        bottom.layout().insertLayout(0, heading)  # type: ignore[union-attr]
        self.upright = Panes(Qt.Orientation.Vertical, "import_upright")
        self.upright.addWidget(middle)
        self.upright.addWidget(bottom)
        self.across = Panes(Qt.Orientation.Horizontal, "import_across")
        self.across.addWidget(left)
        self.across.addWidget(self.upright)
        foot = QHBoxLayout()
        foot.addWidget(Legend(self), 1)
        foot.addWidget(self.box)
        foot.setContentsMargins(em, round(em * 0.6), em, round(em * 0.7))
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(0)
        layout.addLayout(top)
        layout.addWidget(self.banner)
        layout.addWidget(self.across, 1)
        layout.addLayout(foot)
        self.resize(em * 76, em * 44)
        self.restoreGeometry(self._memory.bytes("import_geometry"))
        if not self.across.restoreState(self._memory.bytes("import_across")):
            self.across.setSizes([em * 16, em * 60])
        if not self.upright.restoreState(self._memory.bytes("import_upright")):
            self.upright.setSizes([em * 30, em * 9])

    # ---------------------------------------------------------------- the wiring, all of it

    def _wire(self) -> None:
        self.planner.planned.connect(self._planned)
        self.planner.refused.connect(self._refused)
        self.planner.busy.connect(self._busy)
        self.planner.progressed.connect(self._progressed)
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
        self.list.jumped.connect(self._jump)
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
        self.attention.reread()
        asked = len(asked_once(plan))
        self.look.setText(
            f"要看的　{self.attention.rowCount():,} 条" if self.attention.rowCount() else "要看的"
        )
        self.tick_all.setText(f"要问的 {asked:,} 格全部打钩(&A)")
        if not asked and self.tick_all.hasFocus():
            self.list.setFocus()  # or it would go to the next button, and that one writes
        self.tick_all.setVisible(bool(asked))
        written = plan.count("set", "clear")
        self.sum_up.setText(sum_up(proposal.source, plan))
        self.accept_button.setText(f"写入 {written:,} 格")
        self._allow_writing(bool(plan.changes))
        if why := self._closed.get(proposal.aim.year, ""):
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

    def _busy(self, busy: bool) -> None:
        self.progress.setVisible(busy)
        self.progress.setRange(0, 0)
        self._allow_writing(not busy and self.preview.plan is not None)
        if busy:
            self.sum_up.setText("正在逐格对应…")

    def _allow_writing(self, ready: bool) -> None:
        """A locked year takes nothing; the button says why."""
        why = self._closed.get(self.proposal.aim.year, "")
        self.accept_button.setEnabled(ready and not why)
        self.accept_button.setToolTip(why or _WRITE_TIP)

    def _progressed(self, done: int, total: int) -> None:
        self.progress.setRange(0, total)
        self.progress.setValue(done)

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
        index = self.view.currentIndex()
        at = self.sheet.sheet, max(index.row(), 0), max(index.column(), 0)
        if at[1] != self.preview.row_seen:
            self.preview.row_seen = at[1]
            self.view.columns.viewport().update()
        self.strip.show_at(*at)
        block = next(iter(self.preview.blocks(at[0])), None)
        known = self.proposal.aim.model.edition.table
        self.table.setEnabled(bool(self.preview.grid(at[0]).rows))
        self.table.show_text(known[block.table].label if block is not None else "没有认出，请选择")
        item = self.preview.item(*at)
        told = self.preview.say(item) if item is not None else self.preview.plainly(*at)
        self.detail.setText(told if index.isValid() else "")

    def _column_wanted(self, column: int) -> None:
        header = self.view.columns
        self.strip.ask_column(column, header, QPoint(header.sectionViewportPosition(column), header.height()))

    def _row_wanted(self, row: int) -> None:
        header = self.view.rows
        below = header.sectionViewportPosition(row) + header.sectionSize(row)
        self.strip.ask_row(row, header, QPoint(header.width() // 3, below))

    def _jump(self, _twice: bool = False) -> None:
        index = self.list.currentIndex()
        place = self.attention.line(index.row()).place if index.isValid() else None
        if place is None:
            return
        sheet, row, column = place
        self.tables.setCurrentRow(self.tables.line_of(sheet, self.preview.block_at(sheet, row, column)))
        self.view.go(row, column)
        self.view.setFocus()

    # ---------------------------------------------------------------- the end

    def accept(self) -> None:
        """Write; the dialog stays when that fails."""
        if self.preview.plan is None or not self.accept_button.isEnabled():
            return
        why = self._write(self.proposal, self.preview.plan)
        if why:
            self.banner.say("error", why)
        else:
            super().accept()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Enter opens the choice that has the focus; a stray one must not write, whatever the default is."""
        if event.key() not in _ENTER:
            super().keyPressEvent(event)
        elif isinstance(focused := self.focusWidget(), QComboBox):
            focused.showPopup()

    def done(self, result: int) -> None:
        self.planner.stop()
        self._memory.put_bytes("import_geometry", self.saveGeometry())
        self._memory.put_bytes("import_across", self.across.saveState())
        self._memory.put_bytes("import_upright", self.upright.saveState())
        super().done(result)

    def closeEvent(self, event: QCloseEvent) -> None:
        self.planner.stop()
        super().closeEvent(event)

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self.view.setFocus()
