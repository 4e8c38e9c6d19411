"""The frame of both previews: what stands where, what is remembered, what writes, how it ends."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple, cast

from PySide6.QtCore import Qt
from PySide6.QtGui import QCloseEvent, QFontMetrics, QKeyEvent, QPalette, QShortcut, QShowEvent
from PySide6.QtWidgets import QComboBox, QDialog, QHBoxLayout, QLabel, QProgressBar, QVBoxLayout, QWidget

from ui.dialogs import buttons
from ui.importing.attention import AttentionList, AttentionModel
from ui.importing.forms_preview import FormsPreview
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

WRITE = ("Ctrl+Return", "Ctrl+Enter")
_ENTER = {Qt.Key.Key_Return, Qt.Key.Key_Enter}
_WRITE_TIP = "写入以后可以撤销。在哪里都可以按 Ctrl+Enter 写入；只按 Enter 不会写入，除非光标在这个按钮上"


class Sizes(NamedTuple):
    """How large a preview and its panes are at first, in heights of the font."""

    window: tuple[int, int]
    across: tuple[int, int]
    upright: tuple[int, int]


class Shell(QDialog):
    """Inherited, since Qt tells only the dialog itself of keys and of its end.

    An heir makes its parts in the order of the Tab key, these with `make_…`, then it calls `lay_out`.
    """

    preview: Preview | FormsPreview
    planner: Latest

    def __init__(self, title: str, kept: str, memory: Memory, parent: QWidget) -> None:
        """Size and place are remembered under the name `kept`."""
        super().__init__(parent)
        self.setWindowTitle(title)
        helped(self)
        self.setModal(True)
        self.setSizeGripEnabled(True)
        self._kept, self._memory = kept, memory

    # ---------------------------------------------------------------- what an heir says

    def closed(self) -> str:
        """Why nothing can be written into the year; empty when it can."""
        raise NotImplementedError

    def write(self) -> str:
        """Do what is planned; why it was not done, else empty."""
        raise NotImplementedError

    def turn_to(self, sheet: int, row: int, column: int) -> None:
        """Show what the cell is part of."""
        raise NotImplementedError

    # ---------------------------------------------------------------- parts

    def make_head(self) -> None:
        """Above: one line on the whole, how far it is, what is to be said."""
        self.sum_up = ElidedLabel(self)
        self.progress = QProgressBar(self)
        self.progress.setTextVisible(False)
        self.progress.setAccessibleName("进度")
        self.progress.hide()
        self.banner = Banner("提示", self)

    def make_sheet(self) -> None:
        """In the middle: the sheet, and the cell of the cursor in words."""
        self.sheet = SheetModel(cast(Preview, self.preview), self)  # asked for what both have
        self.view = SheetView(self.sheet, self)
        self.detail = QLabel(self)
        self.detail.setWordWrap(True)
        self.detail.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)

    def make_list(self, attention: AttentionModel) -> None:
        """Below: what to look at, under a heading."""
        self.attention = attention
        self.list = AttentionList(attention, self)
        self.look = QLabel(self)
        self.look.setBuddy(self.list)
        self.look.setFont(scaled(self.font(), 1.0, self.font().Weight.Bold))

    def make_foot(self) -> None:
        """The buttons, and the keys that write."""
        self.box = buttons(self, "写入")
        self.accept_button = self.box.buttons()[0]
        self.accept_button.setEnabled(False)
        for keys in WRITE:
            QShortcut(keys, self, self.accept)

    def lay_out(
        self, where: Sequence[QWidget], left: QWidget, middle: QWidget, bottom: QWidget, sizes: Sizes
    ) -> None:
        """Put all in place, as large as it was the last time; `where` tells what it is imported into."""
        em = QFontMetrics(self.font()).height()
        top = QHBoxLayout()
        for widget in where:
            top.addWidget(widget)
        top.addWidget(self.sum_up, 1)
        top.addWidget(self.progress)
        top.setSpacing(round(em * 0.6))
        top.setContentsMargins(em, round(em * 0.7), em, round(em * 0.6))
        bottom.setAutoFillBackground(True)
        bottom.setBackgroundRole(QPalette.ColorRole.Base)
        self.upright = Panes(Qt.Orientation.Vertical, f"{self._kept}_upright")
        self.upright.addWidget(middle)
        self.upright.addWidget(bottom)
        self.across = Panes(Qt.Orientation.Horizontal, f"{self._kept}_across")
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
        self.resize(em * sizes.window[0], em * sizes.window[1])
        self.restoreGeometry(self._memory.bytes(f"{self._kept}_geometry"))
        for panes, wide in ((self.across, sizes.across), (self.upright, sizes.upright)):
            if not panes.restoreState(self._memory.bytes(panes.objectName())):
                panes.setSizes([em * each for each in wide])

    # ---------------------------------------------------------------- plans

    def show_busy(self, busy: bool) -> None:
        """A plan is being made, or is there."""
        self.progress.setVisible(busy)
        self.progress.setRange(0, 0)
        self.allow_writing(not busy and self.preview.plan is not None)
        if busy:
            self.sum_up.setText("正在逐格对应…")

    def show_progress(self, done: int, total: int) -> None:
        """How far the plan is."""
        self.progress.setRange(0, total)
        self.progress.setValue(done)

    def show_list(self) -> None:
        """What to look at, of a new plan."""
        self.attention.reread()
        rows = self.attention.rowCount()
        self.look.setText(f"要看的　{rows:,} 条" if rows else "要看的")

    def show_sum_up(self, told: str, cells: int, ready: bool) -> None:
        """What a new plan does on the whole."""
        self.sum_up.setText(told)
        self.accept_button.setText(f"写入 {cells:,} 格")
        self.allow_writing(ready)

    def allow_writing(self, ready: bool) -> None:
        """A locked year takes nothing; the button says why."""
        why = self.closed()
        self.accept_button.setEnabled(ready and not why)
        self.accept_button.setToolTip(why or _WRITE_TIP)

    # ---------------------------------------------------------------- what is looked at

    def at(self) -> tuple[int, int, int]:
        """Sheet, row and column of the cursor."""
        index = self.view.currentIndex()
        return self.sheet.sheet, max(index.row(), 0), max(index.column(), 0)

    def show_detail(self) -> None:
        """The cell of the cursor in words."""
        at = self.at()
        item = self.preview.item(*at)
        told = self.preview.say(item) if item is not None else self.preview.plainly(*at)
        self.detail.setText(told if self.view.currentIndex().isValid() else "")

    def jump(self, _twice: bool = False) -> None:
        """To the cell that the line below is about."""
        index = self.list.currentIndex()
        place = self.attention.line(index.row()).place if index.isValid() else None
        if place is None:
            return
        self.turn_to(*place)
        self.view.go(*place[1:])
        self.view.setFocus()

    # ---------------------------------------------------------------- the end

    def accept(self) -> None:
        """Write; the dialog stays when that fails."""
        if self.preview.plan is None or not self.accept_button.isEnabled():
            return
        why = self.write()
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
        self._memory.put_bytes(f"{self._kept}_geometry", self.saveGeometry())
        for panes in (self.across, self.upright):
            self._memory.put_bytes(panes.objectName(), panes.saveState())
        super().done(result)

    def closeEvent(self, event: QCloseEvent) -> None:
        self.planner.stop()
        super().closeEvent(event)

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self.view.setFocus()
