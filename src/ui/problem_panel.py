"""校验: one line per problem, chips to filter, Enter walks through its cells, 说明 typed in place."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtGui import QFontMetrics
from PySide6.QtWidgets import (
    QApplication,
    QHBoxLayout,
    QLabel,
    QMenu,
    QSizePolicy,
    QToolButton,
    QTreeView,
    QVBoxLayout,
    QWidget,
)

from app.document import Effect
from app.domain.problem import SEVERITIES, Problem
from app.domain.report import EXPLANATION
from ui.chip import Chip
from ui.icons import icon
from ui.problem_list import ProblemDelegate, ProblemList
from ui.problem_model import PROBLEM, ProblemModel
from ui.session import Session
from ui.theme import scaled

if TYPE_CHECKING:
    from app.mending import Mending


class ProblemPanel(QWidget):
    """The lower middle of the window."""

    grid_wanted = Signal()  # a double click: go on typing there

    def __init__(self, session: Session, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._session = session
        self._table = ""
        self._walk: tuple[str, int] = ("", 0)  # problem and the cell of it shown last
        self.problems = ProblemModel(session, self)
        self._title = QLabel("校验", self)
        self._chips: dict[str, Chip] = {}
        for severity, word in SEVERITIES.items():
            chip = Chip(word, severity, severity, self)
            chip.setChecked(True)
            chip.setToolTip(f"显示或隐藏{word}")
            chip.toggled.connect(self._filter)
            self._chips[severity] = chip
        self._only = Chip("只看本表", parent=self)
        self._only.setToolTip("只看当前报表的问题")
        self._only.toggled.connect(self._filter)
        self._mend = self._tool("清除直接填列的数", "clear", "清除这一格，可以撤销（Delete）")
        self._mend.clicked.connect(self.mend)
        self._explain = self._tool("写说明…", "note", "给这条问题写说明，随校验结果一起保存和导出（F2）")
        self._explain.clicked.connect(self.edit_explanation)
        self.list = ProblemList(self)
        self.list.setAccessibleName("校验问题")
        self.list.setModel(self.problems)
        self.list.setItemDelegate(ProblemDelegate(self.list))
        self.list.setHeaderHidden(True)
        self.list.setRootIsDecorated(False)
        self.list.setIndentation(0)
        self.list.setMouseTracking(True)
        self.list.setFrameShape(QTreeView.Shape.NoFrame)
        self.list.setEditTriggers(QTreeView.EditTrigger.EditKeyPressed)
        self.list.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.list.setContextMenuPolicy(Qt.ContextMenuPolicy.CustomContextMenu)
        self.list.jumped.connect(self.jump)
        self.list.mended.connect(self.mend)
        self.list.customContextMenuRequested.connect(self._show_menu)
        self.list.selectionModel().currentChanged.connect(self._show_actions)
        head = QWidget(self)
        head.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)  # see resizeEvent
        self._head = QHBoxLayout(head)
        for widget in (self._title, *self._chips.values()):
            self._head.addWidget(widget)
        self._head.addStretch(1)
        for widget in (self._mend, self._explain, self._only):
            self._head.addWidget(widget)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(0)
        layout.addWidget(head)
        layout.addWidget(self.list, 1)
        self.setFocusProxy(self.list)

    def _tool(self, text: str, name: str, tip: str) -> QToolButton:
        button = QToolButton(self)
        button.setText(text)
        button.setToolTip(tip)
        button.setAutoRaise(True)
        if name:
            button.setIcon(icon(name))
            button.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonTextBesideIcon)
        return button

    def apply_look(self, zoom: float) -> None:
        """Sizes from the font."""
        font = scaled(QApplication.font(), zoom)
        self.setFont(font)
        em = QFontMetrics(font).height()
        self._title.setFont(scaled(font, 1.0, font.Weight.Bold))
        self._head.setContentsMargins(round(em * 0.75), em // 4, em // 2, em // 8)
        self._head.setSpacing(em // 4)
        self._title.setContentsMargins(0, 0, em // 2, 0)
        for button in (self._mend, self._explain):
            button.setIconSize(QSize(em, em))
        self.list.scheduleDelayedItemsLayout()
        self._fold_head()

    def resizeEvent(self, event: Any) -> None:
        super().resizeEvent(event)
        self._fold_head()

    def _fold_head(self) -> None:
        """In a narrow pane the buttons keep only their icons, and the chips speak for the title."""
        beside = Qt.ToolButtonStyle.ToolButtonTextBesideIcon
        buttons = [button for button in (self._mend, self._explain) if button.isVisibleTo(self)]
        for button in buttons:
            button.setToolButtonStyle(beside)
        self._title.show()
        if self._head.minimumSize().width() > self.width():
            for button in buttons:
                button.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonIconOnly)
            self._title.setVisible(self._head.minimumSize().width() <= self.width())

    # ---------------------------------------------------------------- from the session

    def refill(self) -> None:
        """Another document or year."""
        self.problems.refill()
        self._show_counts()
        self._show_actions()

    def follow(self, effect: Effect) -> None:
        """After an act: read again, stay on the same problem."""
        current = self.current()
        if self.problems.refill():
            row = self.problems.row_of(current.key) if current is not None else -1
            if row >= 0:
                self.list.setCurrentIndex(self.problems.index(row))
            self._show_counts()
        elif any(address.table == EXPLANATION for address in effect.changed):
            self.problems.touch()
            self.list.scheduleDelayedItemsLayout()
        self._show_actions()

    def show_table(self, table: str) -> None:
        """Which table 只看本表 means."""
        self._table = table
        if self._only.isChecked():
            self._filter()

    def _filter(self) -> None:
        hidden = {severity for severity, chip in self._chips.items() if not chip.isChecked()}
        current = self.current()
        self.problems.filter(hidden, self._table if self._only.isChecked() else "")
        row = self.problems.row_of(current.key) if current is not None else -1
        if row >= 0:
            self.list.setCurrentIndex(self.problems.index(row))
        self._show_counts()
        self._show_actions()

    def _show_counts(self) -> None:
        for severity, word in SEVERITIES.items():
            text = f"{word} {self.problems.counts[severity]}"
            if text != self._chips[severity].text():
                self._chips[severity].setText(text)
                self._chips[severity].updateGeometry()
        if self.problems.total:
            self.list.empty = "按现在的筛选没有要显示的问题。点上面的“错误、警告、提示”可以重新显示。"
        else:
            self.list.empty = "没有发现问题。填数时会随时核对勾稽关系。"

    def _show_actions(self) -> None:
        problem = self.current()
        read_only = self._session.document is None or bool(self._session.document.closed)
        self._explain.setEnabled(problem is not None and not read_only)
        step = self._step(problem)
        self._mend.setVisible(step is not None)
        if step is not None:
            self._mend.setText(step.label)
            self._mend.setToolTip(f"{step.label}，可以撤销（Delete）")
            self._mend.setIcon(icon("clear" if problem is not None and problem.fix == "clear" else "ok"))
        self._mend.setEnabled(not read_only)
        self._fold_head()

    # ---------------------------------------------------------------- from the officer

    def current(self) -> Problem | None:
        """The problem the cursor is on."""
        index = self.list.currentIndex()
        problem: Problem | None = index.data(PROBLEM) if index.isValid() else None
        return problem

    def help_topic(self) -> str:
        """The entry of the check that found the problem the cursor is on."""
        problem = self.current()
        return f"checks#check-{problem.code}" if problem is not None else "checks"

    def jump(self, to_grid: bool = False) -> None:
        """Show the first cell of the problem; again, the next one."""
        problem = self.current()
        if problem is None or not problem.cells:
            return
        key, place = self._walk
        place = (place + 1) % len(problem.cells) if key == problem.key and not to_grid else 0
        self._walk = (problem.key, place)
        self._session.reveal(problem.cells[place])
        if len(problem.cells) > 1:
            more = "，再按回车看下一处" if not to_grid else ""
            self._session.said.emit("info", f"第 {place + 1} 处，共 {len(problem.cells)} 处{more}")
        if to_grid:
            self.grid_wanted.emit()
        else:
            self.list.setFocus()

    def mend(self) -> None:
        """The one step that mends it; Ctrl+Z takes it back."""
        step = self._step(self.current())
        if step is not None and self._session.write(step.changes, step.text):
            self._session.said.emit("info", f"已{step.text}，Ctrl+Z 可以撤销")

    def _step(self, problem: Problem | None) -> Mending | None:
        document = self._session.document
        if problem is None or document is None or not problem.fix:
            return None
        from app.mending import mending

        return mending(document, problem)

    def edit_explanation(self) -> None:
        """Type the 说明 in place."""
        index = self.list.currentIndex()
        if index.isValid():
            self.list.setFocus()
            self.list.scrollTo(index)
            self.list.edit(index)

    def _show_menu(self, place: Any) -> None:
        problem = self.current()
        if problem is None:
            return
        menu = QMenu(self)
        menu.addAction("转到单元格(&G)\tEnter", self.jump)
        explain = menu.addAction(self._explain.icon(), "写说明(&E)…\tF2", self.edit_explanation)
        explain.setEnabled(self._explain.isEnabled())
        if (step := self._step(problem)) is not None:
            mend = menu.addAction(self._mend.icon(), f"{step.label}(&D)\tDelete", self.mend)
            mend.setEnabled(self._mend.isEnabled())
        text = problem.message
        menu.addAction(icon("copy"), "复制这句话(&C)", lambda: QApplication.clipboard().setText(text))
        menu.exec(self.list.viewport().mapToGlobal(place))
        menu.deleteLater()
