"""The preview of filled forms: each with its project, its sheet with marks, and what to look at."""

from __future__ import annotations

from collections.abc import Callable, Collection
from dataclasses import replace
from typing import cast

from PySide6.QtCore import QObject, Qt, Signal
from PySide6.QtGui import QCloseEvent, QFontMetrics, QKeyEvent, QPalette, QShortcut, QShowEvent
from PySide6.QtWidgets import QComboBox, QDialog, QHBoxLayout, QLabel, QProgressBar, QVBoxLayout, QWidget

from app.exchange.finding.entries import Way
from app.intake.deed import Aim
from app.intake.form_words import sum_up
from app.intake.forms import FormChoice, FormsPlan, FormsSource, plan_forms
from app.intake.source import Place
from ui.dialogs import buttons
from ui.importing.attention import AttentionList
from ui.importing.column import column
from ui.importing.forms_list import FormList, FormsAttention
from ui.importing.forms_preview import FormsPreview
from ui.importing.forms_strip import FormStrip
from ui.importing.legend import Legend
from ui.importing.model import SheetModel
from ui.importing.preview import Preview
from ui.importing.view import SheetView
from ui.latest import Latest
from ui.memory import Memory
from ui.messages import Banner, ElidedLabel
from ui.panes import Panes
from ui.theme import scaled
from ui.topics import helped
from ui.work import Work

_ENTER = {Qt.Key.Key_Return, Qt.Key.Key_Enter}
_WRITE = ("Ctrl+Return", "Ctrl+Enter")
_WRITE_TIP = "写入以后可以撤销。在哪里都可以按 Ctrl+Enter 写入；只按 Enter 不会写入，除非光标在这个按钮上"
_BROKEN = "没有算完，文档没有改动。请取消后再试一次。"
_AT_ONCE = 4  # forms that are planned at once


class FormsPlanner(Latest):
    """Plans made anew after every choice: at once for a few forms, beside the window for many."""

    planned = Signal(object, object)  # choices, FormsPlan

    def __init__(self, aim: Aim, source: FormsSource, parent: QObject) -> None:
        super().__init__((), _BROKEN, parent)
        self._aim, self._source = aim, source
        self._small = len(source.forms) <= _AT_ONCE and len(aim.report.tables.get("indicator", ())) < 500
        self.made.connect(lambda made: self.planned.emit(*made))

    def plan(self, choices: list[FormChoice]) -> None:
        """Plan these choices."""

        def deed(work: Work) -> object:
            total, done = len(self._source.forms), 0

            def step(forms: int) -> None:
                nonlocal done
                done += forms
                work.check()
                work.progressed.emit(done, total)

            return choices, plan_forms(self._aim, self._source, choices, step)

        self.ask(deed, at_once=self._small)


class FormsDialog(QDialog):
    """Choices of each form, the plan follows; `write` is asked to do it and gives why not."""

    help_topic = "import#forms"

    def __init__(
        self, aim: Aim, source: FormsSource, closed: str, write: Callable[[FormsPlan], str], memory: Memory,
        parent: QWidget,
    ) -> None:  # fmt: skip
        """`closed` is why nothing can be written into the year, empty when it can."""
        super().__init__(parent)
        self.setWindowTitle(f"导入自评表：{source.name}")
        helped(self)
        self.setModal(True)
        self.setSizeGripEnabled(True)
        self._closed, self._write, self._memory = closed, write, memory
        self._wanted = [FormChoice()] * len(source.forms)  # the newest choices, though their plan is to come
        self.preview = FormsPreview(aim, source)
        self.planner = FormsPlanner(aim, source, self)
        self._make_parts()
        self._place()
        self._wire()
        self._ask()

    # ---------------------------------------------------------------- parts

    def _make_parts(self) -> None:
        self.sum_up = ElidedLabel(self)
        self.progress = QProgressBar(self)
        self.progress.setTextVisible(False)
        self.progress.setAccessibleName("进度")
        self.progress.hide()
        self.banner = Banner("提示", self)
        self.forms = FormList(self.preview, self)
        self.strip = FormStrip(self.preview, self)
        seen = cast(Preview, self.preview)  # asked for what both have
        self.sheet = SheetModel(seen, self)
        self.view = SheetView(self.sheet, self)
        self.view.columns.matched = self.view.rows.matched = False
        self.detail = QLabel(self)
        self.detail.setWordWrap(True)
        self.detail.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        self.attention = FormsAttention(self.preview, self)
        self.list = AttentionList(self.attention, self)
        self.look = QLabel(self)
        self.look.setBuddy(self.list)
        self.look.setFont(scaled(self.font(), 1.0, self.font().Weight.Bold))
        self.box = buttons(self, "写入")
        self.accept_button = self.box.buttons()[0]
        self.accept_button.setEnabled(False)
        for keys in _WRITE:
            QShortcut(keys, self, self.accept)

    def _place(self) -> None:
        em = QFontMetrics(self.font()).height()
        top = QHBoxLayout()
        top.addWidget(QLabel(f"导入到 {self.preview.aim.year} 年度", self))
        top.addWidget(self.sum_up, 1)
        top.addWidget(self.progress)
        top.setSpacing(round(em * 0.6))
        top.setContentsMargins(em, round(em * 0.7), em, round(em * 0.6))
        self.detail.setContentsMargins(round(em * 0.6), em // 3, round(em * 0.6), em // 3)
        self.look.setContentsMargins(round(em * 0.6), em // 3, round(em * 0.6), em // 3)
        middle = column([self.strip, self.view, self.detail], 1)
        bottom = column([self.look, self.list], 1)
        bottom.setAutoFillBackground(True)
        bottom.setBackgroundRole(QPalette.ColorRole.Base)
        self.upright = Panes(Qt.Orientation.Vertical, "forms_upright")
        self.upright.addWidget(middle)
        self.upright.addWidget(bottom)
        self.across = Panes(Qt.Orientation.Horizontal, "forms_across")
        self.across.addWidget(self.forms)
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
        self.resize(em * 76, em * 46)
        self.restoreGeometry(self._memory.bytes("forms_geometry"))
        if not self.across.restoreState(self._memory.bytes("forms_across")):
            self.across.setSizes([em * 17, em * 59])
        if not self.upright.restoreState(self._memory.bytes("forms_upright")):
            self.upright.setSizes([em * 30, em * 11])

    # ---------------------------------------------------------------- the wiring, all of it

    def _wire(self) -> None:
        self.planner.planned.connect(self._planned)
        self.planner.refused.connect(lambda why: self.banner.say("error", why))
        self.planner.busy.connect(self._busy)
        self.planner.progressed.connect(self._progressed)
        self.forms.currentRowChanged.connect(lambda _: self._show_form())
        self.forms.used_changed.connect(lambda n, used: self._choose(n, used=used))
        self.strip.row_wanted.connect(lambda n, row: self._choose(n, row=row))
        self.strip.way_wanted.connect(self._choose_way)
        self.strip.replacing_wanted.connect(lambda n, on: self._choose(n, replaces=on))
        self.view.moved.connect(self._moved)
        self.view.tick_wanted.connect(self._tick)
        self.list.jumped.connect(self._jump)

    # ---------------------------------------------------------------- choices and plans

    def _ask(self) -> None:
        self.banner.clear()
        self.planner.plan(list(self._wanted))

    def _choose(self, number: int, **chosen: object) -> None:
        self._wanted[number] = replace(self._wanted[number], **chosen)  # type: ignore[arg-type]
        self._ask()

    def _choose_way(self, number: int, way: Way) -> None:
        self._choose(number, way=way)

    def _tick(self, places: list[tuple[int, int]], ticked: bool) -> None:
        by_form: dict[int, set[Place]] = {}
        for at in places:
            item = self.preview.item(self.sheet.sheet, *at)
            if item is not None:
                by_form.setdefault(item.block, set()).add(item.place)
        for number, here in by_form.items():
            self._wanted[number] = ticks(self._wanted[number], here, ticked=ticked)
        if by_form:
            self._ask()

    def _planned(self, choices: list[FormChoice], plan: FormsPlan) -> None:
        first = self.preview.plan is None
        self.preview.put(choices, plan)
        self.forms.refill()
        self._show_form(same=not first)
        self.attention.reread()
        rows = self.attention.rowCount()
        self.look.setText(f"要看的　{rows:,} 条" if rows else "要看的")
        self.sum_up.setText(sum_up(self.preview.source, plan))
        self.accept_button.setText(f"写入 {plan.count('set', 'clear'):,} 格")
        self._allow(bool(plan.changes))
        if self._closed:
            self.banner.say("warning", self._closed)
        elif not plan.rows and any(chosen.used for chosen in choices):
            told = "没有一份能对应到项目：在左边选一份，在上面“这份自评表是”里指明是哪个项目"
            self.banner.say("warning", told)

    def _busy(self, busy: bool) -> None:
        self.progress.setVisible(busy)
        self.progress.setRange(0, 0)
        self._allow(not busy and self.preview.plan is not None)
        if busy:
            self.sum_up.setText("正在逐格对应…")

    def _allow(self, ready: bool) -> None:
        self.accept_button.setEnabled(ready and not self._closed)
        self.accept_button.setToolTip(self._closed or _WRITE_TIP)

    def _progressed(self, done: int, total: int) -> None:
        self.progress.setRange(0, total)
        self.progress.setValue(done)

    # ---------------------------------------------------------------- what is looked at

    def _show_form(self, same: bool = False) -> None:
        number = max(self.forms.currentRow(), 0)
        form = self.preview.form(number)
        self.strip.show_form(number, self.forms.where_to(number))
        if form.sheet != self.sheet.sheet or not self.sheet.columnCount():
            self.sheet.show_sheet(form.sheet)
            self.view.fit(self.preview.grid(form.sheet), range(len(self.preview.grid(form.sheet).rows)))
        else:
            self.sheet.reread()
        if same and self.preview.form_at(form.sheet, self.view.currentIndex().row()) == number:
            self._moved()
            return
        first = form.heads.get("name")
        self.view.go(*(first.at if first is not None else (form.top, 0)))
        self.view.horizontalScrollBar().setValue(0)  # the labels stand at the left

    def _moved(self) -> None:
        index = self.view.currentIndex()
        at = self.sheet.sheet, max(index.row(), 0), max(index.column(), 0)
        number = self.preview.form_at(at[0], at[1])
        if number >= 0 and number != self.forms.currentRow():
            self.forms.blockSignals(True)
            self.forms.setCurrentRow(number)
            self.forms.blockSignals(False)
            self.strip.show_form(number, self.forms.where_to(number))
        item = self.preview.item(*at)
        told = self.preview.say(item) if item is not None else self.preview.plainly(*at)
        self.detail.setText(told if index.isValid() else "")

    def _jump(self, _twice: bool = False) -> None:
        index = self.list.currentIndex()
        place = self.attention.line(index.row()).place if index.isValid() else None
        if place is None:
            return
        sheet, row, at = place
        number = self.preview.form_at(sheet, row)
        if number >= 0:
            self.forms.setCurrentRow(number)
        self.view.go(row, at)
        self.view.setFocus()

    # ---------------------------------------------------------------- the end

    def accept(self) -> None:
        """Write; the dialog stays when that fails."""
        if self.preview.plan is None or not self.accept_button.isEnabled():
            return
        why = self._write(self.preview.plan)
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
        self._memory.put_bytes("forms_geometry", self.saveGeometry())
        self._memory.put_bytes("forms_across", self.across.saveState())
        self._memory.put_bytes("forms_upright", self.upright.saveState())
        super().done(result)

    def closeEvent(self, event: QCloseEvent) -> None:
        self.planner.stop()
        super().closeEvent(event)

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self.view.setFocus()


def ticks(choice: FormChoice, places: Collection[Place], *, ticked: bool) -> FormChoice:
    """The choice with these cells taken although doubtful, or left although they are not."""
    here = frozenset(places)
    if ticked:
        return replace(choice, taken=choice.taken | here, left=choice.left - here)
    return replace(choice, taken=choice.taken - here, left=choice.left | here)
