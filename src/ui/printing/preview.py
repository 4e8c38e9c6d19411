"""The preview: the sheets as they will be printed, which tables, and how each is put on paper."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING, Any, Literal

from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QFontMetrics, QShortcut
from PySide6.QtWidgets import QDialog, QSplitter, QVBoxLayout, QWidget

from app.exchange.setup import COVER, COVER_SETUP, Setup, default_setup
from ui.latest import Latest
from ui.memory import Memory
from ui.messages import Banner
from ui.printing.compose import Composed
from ui.printing.fonts import Fonts
from ui.printing.leaf import Job
from ui.printing.page_list import PageList
from ui.printing.printer import NO_PRINTER, printer_names
from ui.printing.setup_panel import SetupPanel
from ui.printing.sheets import WHOLE, WIDTH, SheetsView
from ui.printing.tools import Tools
from ui.topics import helped
from ui.work import Work

if TYPE_CHECKING:
    from app.exchange.forms_out import FormPage
    from app.exchange.page import Page

Compose = Callable[[Mapping[str, Setup], Composed, Callable[[int], None]], Job]
Ending = Literal["", "print", "pdf"]
_AT_ONCE = 1_500  # rows; setting them takes less than a tenth of a second
_BROKEN = "没有排成页，文档没有改动。请关闭后再试一次。"
_NOTHING = "没有选要打印的表。请在左边打钩。"


class PreviewDialog(QDialog):
    """Choices go into `chosen`; `ending` says what is wanted when it closes."""

    help_topic = "printing#print"

    def __init__(
        self,
        pages: Sequence[Page | FormPage],
        chosen: Mapping[str, Setup],
        compose: Compose,
        key: str,
        memory: Memory,
        *,
        single: bool,
        lasting: str = "",
        parent: QWidget | None = None,
    ) -> None:
        """`key` is the page to begin with, alone when `single`; `lasting` says why nothing is remembered."""
        super().__init__(parent)
        self.setWindowTitle("打印预览")
        self.setWindowFlag(Qt.WindowType.WindowMaximizeButtonHint)
        helped(self)
        self.pages = {page.key: page for page in pages}
        self.chosen: dict[str, Setup] = dict(chosen)
        self.ending: Ending = ""
        self.job = Job("", (), ())
        self._compose, self._memory, self._single = compose, memory, single
        self._composed: Composed = {}
        self._key = key if key in self.pages else next(iter(self.pages), COVER)
        self._small = sum(len(page.rows) for page in pages) <= _AT_ONCE
        self._fonts = Fonts()
        self._instead = once(memory, self._fonts.notice)
        self._latest = Latest((), _BROKEN, self)
        self._make_parts([(page.key, page.name) for page in pages])
        if lasting:
            self.setup.told.setText(lasting)
        self._place()
        self._wire()
        self._recall()
        self.list.blockSignals(True)
        self.list.choose_table(self._key)
        self.list.blockSignals(False)
        self._show_setup()
        self._refresh()
        self.view.setFocus()

    @property
    def wanted(self) -> dict[str, Setup]:
        """The setups of what is printed now: of one table alone, or of all that are ticked."""
        if not self._single:
            return self.chosen
        return {key: replace(setup, wanted=key == self._key) for key, setup in self.chosen.items()}

    @property
    def name(self) -> str:
        """What is printed now, for the name of a file: the table that is alone, or the whole."""
        names = list(dict.fromkeys(leaf.name for leaf in self.job.leaves))
        return names[0] if len(names) == 1 else self.job.title

    # ---------------------------------------------------------------- parts

    def _make_parts(self, names: Sequence[tuple[str, str]]) -> None:
        self.tools = Tools(self._single, self)
        self.banner = Banner("提示", self)
        self.list = PageList(names, self)
        self.view = SheetsView(self._fonts, self)
        self.setup = SetupPanel(self)

    def _place(self) -> None:
        em = QFontMetrics(self.font()).height()
        self.split = QSplitter(Qt.Orientation.Horizontal, self)
        self.split.setChildrenCollapsible(False)
        for part, weight in ((self.list, 0), (self.view, 1), (self.setup, 0)):
            self.split.addWidget(part)
            self.split.setStretchFactor(self.split.count() - 1, weight)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(em // 2, em // 2, em // 2, em // 2)
        layout.setSpacing(em // 2)
        layout.addWidget(self.tools)
        layout.addWidget(self.split, 1)
        layout.addWidget(self.banner)  # below: it comes and goes, and nothing is to move under the hand
        self.split.setSizes([em * 13, em * 44, em * 15])

    def _recall(self) -> None:
        em = QFontMetrics(self.font()).height()
        if not self.restoreGeometry(self._memory.bytes("preview_geometry")):
            room = self.screen().availableSize()
            self.resize(QSize(em * 76, em * 50).boundedTo(room - QSize(0, em * 3)))
        self.split.restoreState(self._memory.bytes("preview_split"))
        zoom: Any = self._memory.get("preview_zoom", WIDTH)
        self.view.set_zoom(zoom if zoom in {WIDTH, WHOLE} else float(self._memory.get("preview_factor", 1.0)))
        self._show_zoom()

    def _wire(self) -> None:
        tools = self.tools
        tools.print.clicked.connect(lambda: self._end("print"))
        tools.pdf.clicked.connect(lambda: self._end("pdf"))
        tools.close_button.clicked.connect(self.reject)
        tools.scope_chosen.connect(self._choose_scope)
        tools.zoom_chosen.connect(self.view.set_zoom)
        tools.sheet_chosen.connect(self.view.go_to)
        self.view.zoom_changed.connect(self._show_zoom)
        self.view.sheet_changed.connect(self._read)
        self.list.ticked.connect(self._tick)
        self.list.table_chosen.connect(self._choose)
        self.list.sheet_chosen.connect(self.view.go_to)
        self.setup.changed.connect(self._change)
        self.setup.spread.connect(self._spread)
        self.setup.reset.connect(self._reset)
        self._latest.made.connect(self._made)
        self._latest.refused.connect(lambda why: self.banner.say("error", why))
        self._latest.busy.connect(tools.progress.setVisible)
        self._latest.progressed.connect(tools.show_progress)
        for keys, deed in (
            ("Ctrl+P", lambda: self._end("print")),
            ("Ctrl+S", lambda: self._end("pdf")),
            ("Ctrl+=", lambda: self.view.step_zoom(1)),
            ("Ctrl++", lambda: self.view.step_zoom(1)),
            ("Ctrl+-", lambda: self.view.step_zoom(-1)),
            ("Ctrl+0", lambda: self.view.set_zoom(1.0)),
        ):
            QShortcut(keys, self, deed)

    # ---------------------------------------------------------------- choices

    def _choose_scope(self, single: bool) -> None:
        self._single = single
        self._refresh()

    def _choose(self, key: str) -> None:
        if key != self._key:
            self._key = key
            self._show_setup()
            if self._single:
                self._refresh()

    def _tick(self, key: str, on: bool) -> None:
        self.chosen[key] = replace(self.chosen[key], wanted=on)
        if self._single:
            self.tools.all.click()  # whoever ticks tables means to print those
        else:
            self._refresh()

    def _change(self, setup: Setup) -> None:
        self.chosen[self._key] = replace(setup, wanted=self.chosen[self._key].wanted)
        self._refresh()

    def _spread(self) -> None:
        """Paper, size and margins for all; upright or wide stays each table's own."""
        shown = self.chosen[self._key]
        for key, setup in self.chosen.items():
            self.chosen[key] = replace(setup, paper=shown.paper, scale=shown.scale, margins=shown.margins)
        self._refresh()

    def _reset(self) -> None:
        usual = self.default_of(self._key)
        self.chosen[self._key] = replace(usual, wanted=self.chosen[self._key].wanted)
        self._show_setup()
        self._refresh()

    def default_of(self, key: str) -> Setup:
        """How a table is printed when nothing was chosen."""
        return COVER_SETUP if key == COVER else default_setup(self.pages[key])

    def _show_setup(self) -> None:
        name = "封面" if self._key == COVER else self.pages[self._key].name
        self.setup.show_setup(name, self.chosen[self._key])

    # ---------------------------------------------------------------- setting

    def _refresh(self) -> None:
        chosen, kept = self.wanted, dict(self._composed)

        def deed(work: Work) -> object:
            done, total = 0, sum(len(page.rows) for page in self.pages.values())

            def step(rows: int) -> None:
                nonlocal done
                done += rows
                work.check()
                work.progressed.emit(done, total)

            return self._compose(chosen, kept, step), kept

        self.tools.allow(False)  # until these sheets are there
        self._latest.ask(deed, at_once=self._small)

    def _made(self, made: tuple[Job, Composed]) -> None:
        self.job, self._composed = made
        self.list.show_job(self.job, self.chosen)
        self.view.show_job(self.job)
        count = self.view.count
        self.tools.show_sheets(self.view.sheet, count)
        self.tools.allow(bool(count) and not self.job.trouble)
        notices = (*self.job.notices, self._instead)
        if self.job.trouble:
            self.banner.say("error", self.job.trouble)
        elif not count:
            self.banner.say("info", _NOTHING)
        elif any(notices):
            self.banner.say("warning", "；".join(notice.rstrip("。") for notice in notices if notice))
        else:
            self.banner.clear()

    # ---------------------------------------------------------------- looking

    def _read(self, index: int) -> None:
        self.tools.show_sheets(index, self.view.count)
        if not self._single and index < len(self.job.leaves):
            self._key = self.job.leaves[index].key
            self.list.mark_sheet(index, self._key)
            self._show_setup()

    def _show_zoom(self) -> None:
        self.tools.show_zoom(self.view.zoom, self.view.factor)

    # ---------------------------------------------------------------- the end

    def _end(self, ending: Ending) -> None:
        if not self.tools.print.isEnabled():
            return
        if ending == "print" and not printer_names():
            self.banner.say("error", NO_PRINTER)  # saving as PDF is one click away
            return
        self.ending = ending
        self.accept()

    def done(self, result: int) -> None:
        self._latest.stop()
        self._memory.put_bytes("preview_geometry", self.saveGeometry())
        self._memory.put_bytes("preview_split", self.split.saveState())
        fits = isinstance(self.view.zoom, str)
        self._memory.put("preview_zoom", self.view.zoom if fits else "")
        if not fits:
            self._memory.put("preview_factor", self.view.zoom)
        super().done(result)


def once(memory: Memory, notice: str) -> str:
    """What is to be told of the fonts of this machine: nothing when it was told before."""
    if notice == memory.get("fonts_told", ""):
        return ""
    memory.put("fonts_told", notice)
    return notice
