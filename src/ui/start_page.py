"""What is shown while no document is open: new, open, sample, and the recent documents."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path
from typing import Any

from PySide6.QtCore import (
    QAbstractListModel,
    QModelIndex,
    QPersistentModelIndex,
    QRect,
    QRectF,
    QSize,
    Qt,
    Signal,
)
from PySide6.QtGui import QFont, QFontMetrics, QKeyEvent, QPainter, QPen
from PySide6.QtWidgets import (
    QApplication,
    QHBoxLayout,
    QLabel,
    QListView,
    QMenu,
    QPushButton,
    QSizePolicy,
    QStyledItemDelegate,
    QVBoxLayout,
    QWidget,
)

from app.storage.settings import Recent
from ui.icons import app_picture, icon, paint
from ui.theme import SMALL, colours, muted, quiet_bars, scaled, standing

Index = QModelIndex | QPersistentModelIndex
WORKBOOKS = (".xlsx", ".xlsm", ".xls", ".ods", ".et", ".xltx")
_RECENT = Qt.ItemDataRole.UserRole


class _Model(QAbstractListModel):
    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.entries: list[Recent] = []

    def rowCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008
        return 0 if parent.isValid() else len(self.entries)

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        entry = self.entries[index.row()]
        if role in {Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.AccessibleTextRole}:
            return f"{entry.unit} {_years(entry)}"
        if role == Qt.ItemDataRole.ToolTipRole:
            return str(entry.path)
        return entry if role == _RECENT else None

    def reset(self, entries: list[Recent]) -> None:
        self.beginResetModel()
        self.entries = entries
        self.endResetModel()


class _Delegate(QStyledItemDelegate):
    """Unit and years; under it the place; at the right the last change."""

    def sizeHint(self, option: Any, index: Index) -> QSize:
        height = QFontMetrics(option.font).height()
        return QSize(height * 16, round(height * 2.9))

    def paint(self, painter: QPainter, option: Any, index: Index) -> None:
        entry: Recent = index.data(_RECENT)
        c = colours(option.palette)
        rect = QRect(option.rect)
        em = QFontMetrics(option.font).height()
        stands = standing(option, index)
        selected, hovered, focused = stands.selected, stands.hovered, stands.focused
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        if selected or hovered:
            focus = selected and focused
            painter.setPen(QPen(c.accent, 1) if focus else Qt.PenStyle.NoPen)
            painter.setBrush(c.selection if selected else c.heading)
            painter.drawRoundedRect(QRectF(rect).adjusted(0.5, 1.5, -0.5, -1.5), 5, 5)
        size = round(em * 1.35)
        spot = QRect(rect.left() + em // 2, rect.center().y() - size // 2, size, size)
        text = c.selected_text if selected else c.text
        paint(painter, spot, "document", c.accent)
        left, right = spot.right() + round(em * 0.6), rect.right() - em // 2
        half = rect.height() // 2
        small = scaled(option.font, SMALL)
        when = _when(entry.changed)
        painter.setFont(small)
        width = painter.fontMetrics().horizontalAdvance(when)
        painter.setPen(c.muted)
        flags = Qt.AlignmentFlag.AlignVCenter
        upper = QRect(left, rect.top() + em // 3, right - left, half - em // 3)
        lower = QRect(left, rect.top() + half, right - left, half - em // 3)
        painter.drawText(upper, flags | Qt.AlignmentFlag.AlignRight, when)
        place = painter.fontMetrics().elidedText(str(entry.path), Qt.TextElideMode.ElideMiddle, lower.width())
        painter.drawText(lower, flags, place)
        painter.setFont(scaled(option.font, 1.0, QFont.Weight.Bold))
        painter.setPen(text)
        name = f"{entry.unit or entry.path.stem}　{_years(entry)}"
        room = upper.width() - width - em
        painter.drawText(
            upper, flags, painter.fontMetrics().elidedText(name, Qt.TextElideMode.ElideRight, room)
        )
        painter.restore()


class _Recents(QListView):
    chosen = Signal(object)  # Path
    forgotten = Signal(object)  # Path

    def keyPressEvent(self, event: QKeyEvent) -> None:
        index = self.currentIndex()
        if index.isValid() and event.key() in {Qt.Key.Key_Return, Qt.Key.Key_Enter}:
            self.chosen.emit(index.data(_RECENT).path)
        elif index.isValid() and event.key() == Qt.Key.Key_Delete:
            self.forgotten.emit(index.data(_RECENT).path)
        else:
            super().keyPressEvent(event)

    def contextMenuEvent(self, event: Any) -> None:
        index = self.indexAt(event.pos())
        if index.isValid():
            path = index.data(_RECENT).path
            menu = QMenu(self)
            menu.addAction("打开(&O)", lambda: self.chosen.emit(path))
            menu.addAction("从列表去掉(&R)", lambda: self.forgotten.emit(path))
            menu.exec(event.globalPos())
            menu.deleteLater()


class StartPage(QWidget):
    """Asks for what the main window then does."""

    help_topic = "first-day"

    new_wanted = Signal()
    open_wanted = Signal()
    sample_wanted = Signal()
    path_wanted = Signal(object)  # Path
    forgotten = Signal(object)  # Path

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setAutoFillBackground(True)
        self.setBackgroundRole(self.palette().ColorRole.Base)
        self._sign = QLabel(self)
        self._name = QLabel("自评通", self)
        self._what = QLabel("部门整体支出绩效自评：数只填一次，表、比率、核对随之而成", self)
        self._what.setWordWrap(True)
        self._buttons = [
            self._button("新建(&N)…", "new", "Ctrl+N", self.new_wanted),
            self._button("打开(&O)…", "open", "Ctrl+O", self.open_wanted),
            self._button("打开样例(&S)", "sample", "取自一份公开的 2022 年度报告", self.sample_wanted),
        ]
        self._buttons[0].setDefault(True)
        self._recent_heading = QLabel("最近的文档(&R)", self)
        self._model = _Model(self)
        self.recents = _Recents(self)
        self.recents.setAccessibleName("最近的文档")
        self.recents.setModel(self._model)
        self.recents.setItemDelegate(_Delegate(self.recents))
        self.recents.setMouseTracking(True)
        self.recents.setFrameShape(QListView.Shape.NoFrame)
        self.recents.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.recents.clicked.connect(lambda index: self.path_wanted.emit(index.data(_RECENT).path))
        self.recents.chosen.connect(self.path_wanted)
        self.recents.forgotten.connect(self.forgotten)
        self._recent_heading.setBuddy(self.recents)
        self._empty = QLabel("还没有打开过文档。新建一份，或把 .zpt 文件拖到这个窗口里。", self)
        self._empty.setWordWrap(True)
        self._hint = QLabel("已有 Excel、WPS 的表：打开文档后，用“文件 → 导入”，或把文件拖进窗口。", self)
        self._hint.setWordWrap(True)
        self._secret = QLabel("请勿处理涉密数据。数据只存在本机的文件里，本软件不联网。", self)
        self._secret.setWordWrap(True)
        self._place()
        self.apply_look(1.0)

    def _button(self, text: str, name: str, tip: str, signal: Any) -> QPushButton:
        button = QPushButton(icon(name, "accent"), text, self)
        button.setToolTip(tip)
        button.setAutoDefault(True)
        button.clicked.connect(signal)
        button.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Preferred)
        return button

    def _place(self) -> None:
        middle = QWidget(self)
        self._middle = middle
        self._column = QVBoxLayout(middle)
        self._column.addStretch(2)
        title = QHBoxLayout()
        title.addWidget(self._sign)
        title.addWidget(self._name, 1)
        self._column.addLayout(title)
        self._column.addWidget(self._what)
        self._row = QHBoxLayout()
        for button in self._buttons:
            self._row.addWidget(button, 1)
        self._column.addLayout(self._row)
        self._column.addWidget(self._recent_heading)
        self._column.addWidget(self._empty)
        self._column.addWidget(self.recents, 20)
        self._column.addStretch(3)
        self._column.addWidget(self._hint)
        self._column.addWidget(self._secret)
        outer = QHBoxLayout(self)
        outer.addStretch(1)
        outer.addWidget(middle, 100)
        outer.addStretch(1)

    def apply_look(self, zoom: float) -> None:
        """Sizes from the font, colours from the palette."""
        font = scaled(QApplication.font(), zoom)
        self.setFont(font)
        em = QFontMetrics(font).height()
        self._name.setFont(scaled(font, 2.2, QFont.Weight.Bold))
        ratio = self.devicePixelRatioF()
        sign = app_picture(round(em * 2.8 * ratio))
        sign.setDevicePixelRatio(ratio)
        self._sign.setPixmap(sign)
        self._column.setSpacing(em // 2)
        self._column.setContentsMargins(em, em, em, em)
        self._middle.setMaximumWidth(em * 52)
        quiet_bars(self.recents)
        self._fit_recents()
        self._row.setContentsMargins(0, round(em * 1.2), 0, round(em * 1.4))
        self._row.setSpacing(round(em * 0.75))
        self._recent_heading.setFont(scaled(font, SMALL, QFont.Weight.Bold))
        quiet = muted(QApplication.palette())
        for label in (self._what, self._recent_heading, self._empty, self._hint, self._secret):
            label.setPalette(quiet)
        for button in self._buttons:
            button.setMinimumHeight(round(em * 2.6))
            button.setIconSize(QSize(round(em * 1.3), round(em * 1.3)))

    def show_recent(self, entries: list[Recent]) -> None:
        """The documents opened last."""
        self._model.reset(entries)
        self.recents.setVisible(bool(entries))
        self._empty.setVisible(not entries)
        self._fit_recents()
        if entries:
            self.recents.setCurrentIndex(self._model.index(0))

    def _fit_recents(self) -> None:
        """As high as its lines; it scrolls when the window is lower than that."""
        line = self.recents.sizeHintForRow(0) if self._model.entries else 0
        self.recents.setMaximumHeight(line * len(self._model.entries) + 4)

    def take_focus(self) -> None:
        """Enter does the likely thing: open the last document, or make the first one."""
        (self.recents if self._model.entries else self._buttons[0]).setFocus()


def _years(entry: Recent) -> str:
    if not entry.years:
        return ""
    first, last = min(entry.years), max(entry.years)
    return f"{first} 年" if first == last else f"{first}–{last} 年"


def _when(changed: str) -> str:
    try:
        at = datetime.fromisoformat(changed)
    except ValueError:
        return ""
    today = datetime.now().astimezone().date()
    if at.date() == today:
        return f"今天 {at:%H:%M}"
    return f"{at.month} 月 {at.day} 日" if at.year == today.year else f"{at:%Y-%m-%d}"


def droppable(paths: list[str]) -> list[Path]:
    """The documents among dropped files, then the workbooks: the first is the one that is taken."""
    known = (".zpt", *WORKBOOKS)
    found = [Path(path) for path in paths if Path(path).suffix.lower() in known]
    return sorted(found, key=lambda path: known.index(path.suffix.lower()))
