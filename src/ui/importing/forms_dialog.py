"""The preview of filled forms: each with its project, its sheet with marks, and what to look at."""

from __future__ import annotations

from collections.abc import Callable, Collection
from dataclasses import replace

from PySide6.QtCore import QObject, Signal
from PySide6.QtGui import QFontMetrics
from PySide6.QtWidgets import QLabel, QWidget

from app.exchange.finding.entries import Way
from app.intake.deed import Aim
from app.intake.form_words import sum_up
from app.intake.forms import FormChoice, FormsPlan, FormsSource, plan_forms
from app.intake.source import Place
from ui.importing.column import column
from ui.importing.forms_list import FormList, FormsAttention
from ui.importing.forms_preview import FormsPreview
from ui.importing.forms_strip import FormStrip
from ui.importing.shell import Shell, Sizes
from ui.latest import Latest
from ui.memory import Memory
from ui.work import Work

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


class FormsDialog(Shell):
    """Choices of each form, the plan follows; `write` is asked to do it and gives why not."""

    help_topic = "import#forms"
    preview: FormsPreview
    planner: FormsPlanner

    def __init__(
        self, aim: Aim, source: FormsSource, closed: str, write: Callable[[FormsPlan], str], memory: Memory,
        parent: QWidget,
    ) -> None:  # fmt: skip
        """`closed` is why nothing can be written into the year, empty when it can."""
        super().__init__(f"导入自评表：{source.name}", "forms", memory, parent)
        self._why_closed, self._write = closed, write
        self._wanted = [FormChoice()] * len(source.forms)  # the newest choices, though their plan is to come
        self.preview = FormsPreview(aim, source)
        self.planner = FormsPlanner(aim, source, self)
        self._make_parts()
        self._place()
        self._wire()
        self._ask()

    # ---------------------------------------------------------------- parts

    def _make_parts(self) -> None:
        self.make_head()
        self.forms = FormList(self.preview, self)
        self.strip = FormStrip(self.preview, self)
        self.make_sheet()
        self.view.columns.matched = self.view.rows.matched = False
        self.make_list(FormsAttention(self.preview, self))
        self.make_foot()

    def _place(self) -> None:
        em = QFontMetrics(self.font()).height()
        self.detail.setContentsMargins(round(em * 0.6), em // 3, round(em * 0.6), em // 3)
        self.look.setContentsMargins(round(em * 0.6), em // 3, round(em * 0.6), em // 3)
        middle = column([self.strip, self.view, self.detail], 1)
        bottom = column([self.look, self.list], 1)
        where = QLabel(f"导入到 {self.preview.aim.year} 年度", self)
        sizes = Sizes(window=(76, 46), across=(17, 59), upright=(30, 11))
        self.lay_out([where], self.forms, middle, bottom, sizes)

    # ---------------------------------------------------------------- the wiring, all of it

    def _wire(self) -> None:
        self.planner.planned.connect(self._planned)
        self.planner.refused.connect(lambda why: self.banner.say("error", why))
        self.planner.busy.connect(self.show_busy)
        self.planner.progressed.connect(self.show_progress)
        self.forms.currentRowChanged.connect(lambda _: self._show_form())
        self.forms.used_changed.connect(lambda n, used: self._choose(n, used=used))
        self.strip.row_wanted.connect(lambda n, row: self._choose(n, row=row))
        self.strip.way_wanted.connect(self._choose_way)
        self.strip.replacing_wanted.connect(lambda n, on: self._choose(n, replaces=on))
        self.view.moved.connect(self._moved)
        self.view.tick_wanted.connect(self._tick)
        self.list.jumped.connect(self.jump)

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
        self.show_list()
        told = sum_up(self.preview.source, plan)
        self.show_sum_up(told, plan.count("set", "clear"), bool(plan.changes))
        if why := self.closed():
            self.banner.say("warning", why)
        elif not plan.rows and any(chosen.used for chosen in choices):
            told = "没有一份能对应到项目：在左边选一份，在上面“这份自评表是”里指明是哪个项目"
            self.banner.say("warning", told)

    def closed(self) -> str:
        return self._why_closed

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
        at = self.at()
        number = self.preview.form_at(at[0], at[1])
        if number >= 0 and number != self.forms.currentRow():
            self.forms.blockSignals(True)
            self.forms.setCurrentRow(number)
            self.forms.blockSignals(False)
            self.strip.show_form(number, self.forms.where_to(number))
        self.show_detail()

    def turn_to(self, sheet: int, row: int, column: int) -> None:
        number = self.preview.form_at(sheet, row)
        if number >= 0:
            self.forms.setCurrentRow(number)

    # ---------------------------------------------------------------- the end

    def write(self) -> str:
        assert self.preview.plan is not None
        return self._write(self.preview.plan)


def ticks(choice: FormChoice, places: Collection[Place], *, ticked: bool) -> FormChoice:
    """The choice with these cells taken although doubtful, or left although they are not."""
    here = frozenset(places)
    if ticked:
        return replace(choice, taken=choice.taken | here, left=choice.left - here)
    return replace(choice, taken=choice.taken - here, left=choice.left | here)
