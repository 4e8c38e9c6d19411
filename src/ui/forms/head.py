"""Over a form: which project, next and previous, what may be added, and the scheme."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtGui import QFontMetrics
from PySide6.QtWidgets import QApplication, QHBoxLayout, QMenu, QSizePolicy, QToolButton, QWidget

from app.calculation.scoring.department import TOTAL
from app.document import Document
from app.domain.address import Address
from ui.forms.projects import entry_of
from ui.forms.scheme_menu import SchemeButton
from ui.icons import icon
from ui.messages import ElidedLabel
from ui.session import Session
from ui.theme import LARGE, scaled


class FormHead(QWidget):
    """One line; in a narrow pane its buttons keep only their icons."""

    list_wanted = Signal()
    step_wanted = Signal(int)
    table_wanted = Signal()

    def __init__(self, session: Session, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)
        self.projects = self._tool(
            "项目", "down", "选项目：名称、自评表的状态、得分（Ctrl+F）", self.list_wanted.emit
        )
        self.previous = self._tool("", "left", "上一个项目（Alt+PageUp）", lambda: self.step_wanted.emit(-1))
        self.next = self._tool("", "right", "下一个项目（Alt+PageDown）", lambda: self.step_wanted.emit(1))
        self.name = ElidedLabel(self)
        self.name.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.state = ElidedLabel(self)
        self.add = QToolButton(self)
        self.add.setText("添加指标")
        self.add.setIcon(icon("add", "accent"))
        self.add.setToolTip("从指标库、上年度、别的项目取指标，或添加空白的（Ctrl+Insert、Insert）")
        self.add.setAccessibleName("添加指标")
        self.add.setPopupMode(QToolButton.ToolButtonPopupMode.InstantPopup)
        self.add.setMenu(QMenu(self.add))
        self.scheme = SchemeButton(session, self)
        self.back = self._tool("项目表", "close", "回到项目表的这一行（F4）", self.table_wanted.emit)
        self._layout = QHBoxLayout(self)
        for widget in (
            self.projects,
            self.previous,
            self.next,
            self.name,
            self.state,
            self.add,
            self.scheme,
            self.back,
        ):
            self._layout.addWidget(widget, 1 if widget is self.name else 0)

    def _tool(self, text: str, name: str, tip: str, act: Callable[[], object]) -> QToolButton:
        button = QToolButton(self)
        button.setText(text)
        button.setIcon(icon(name))
        button.setToolTip(tip)
        button.setAccessibleName(text or tip)
        button.setAutoRaise(True)
        button.clicked.connect(lambda _=False: act())
        return button

    def apply_look(self, zoom: float) -> None:
        """Sizes from the font."""
        font = scaled(QApplication.font(), zoom)
        em = QFontMetrics(font).height()
        for widget in (self.state, self.add, self.scheme, *self._tools()):
            widget.setFont(font)
        self.name.setFont(scaled(font, LARGE, font.Weight.Bold))
        for button in (self.add, *self._tools()):
            button.setIconSize(QSize(em, em))
        self._layout.setContentsMargins(em // 2, em // 3, em // 2, em // 3)
        self._layout.setSpacing(em // 3)
        self._fold()

    def _tools(self) -> tuple[QToolButton, ...]:
        return self.projects, self.previous, self.next, self.back

    def tell(self, document: Document, row: int | None, rows: Sequence[int], *, department: bool) -> None:
        """What the form in sight is about, how far it is, and what it comes to."""
        self.scheme.show_scheme(document, row)
        self.scheme.setVisible(department or row is not None)
        self.previous.setEnabled(row is not None and row != rows[0])
        self.next.setEnabled(row is not None and row != rows[-1])
        tables = document.model.edition.forms.tables
        if department:
            table = document.model.edition.table[tables.department]
            score = document.value(Address(table.key, TOTAL, "score"))
            result = document.value(Address(table.key, TOTAL, "result"))
            shown = [f"{score} 分" if score is not None else "", str(result or "")]
            self.show_department(table.title or table.label, "　".join(part for part in shown if part))
        elif row is None:
            self.show_project(
                f"{document.model.edition.table[tables.project].label}自评表", "", "", can_add=False
            )
        else:
            number = rows.index(row) + 1
            entry = entry_of(document, row, number)
            parts = (entry.state, entry.score and f"{entry.score} 分", entry.grade)
            state = "　".join(part for part in parts if part)
            place = f"项目 {number}/{len(rows)}"
            self.show_project(entry.name or "（未命名）", place, state, can_add=not document.closed)

    def show_project(self, name: str, place: str, state: str, *, can_add: bool) -> None:
        """A project's form."""
        self.name.setText(name)
        self.projects.setText(place)
        self.state.setText(state)
        for widget in (*self._tools(), self.add):
            widget.show()
        self.add.setEnabled(can_add)
        self._fold()

    def show_department(self, title: str, state: str) -> None:
        """The department's form."""
        self.name.setText(title)
        self.state.setText(state)
        for widget in (*self._tools(), self.add):
            widget.hide()
        self._fold()

    def resizeEvent(self, event: object) -> None:
        super().resizeEvent(event)  # type: ignore[arg-type]
        self._fold()

    def _fold(self) -> None:
        """Words beside the icons while there is room for the name."""
        beside, alone = Qt.ToolButtonStyle.ToolButtonTextBesideIcon, Qt.ToolButtonStyle.ToolButtonIconOnly
        words = (self.projects, self.add, self.back)
        for button in words:
            button.setToolButtonStyle(beside)
        self.state.show()
        em = QFontMetrics(self.name.font()).height()
        shown = [w for w in (*self._tools(), self.state, self.add, self.scheme) if not w.isHidden()]
        needed = sum(widget.sizeHint().width() + self._layout.spacing() for widget in shown)
        if needed + em * 8 > self.width():
            self.state.hide()
            needed -= self.state.sizeHint().width()
        if needed + em * 6 > self.width():
            for button in (self.back, self.add):
                button.setToolButtonStyle(alone)
