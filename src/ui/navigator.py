"""The tables of the report at the left: how far each is filled and where the problems are."""

from __future__ import annotations

from collections import Counter
from typing import Any

from PySide6.QtCore import (
    QAbstractListModel,
    QItemSelectionModel,
    QModelIndex,
    QPersistentModelIndex,
    QRect,
    QRectF,
    QSize,
    Qt,
    Signal,
)
from PySide6.QtGui import QFontMetrics, QPainter, QPen
from PySide6.QtWidgets import (
    QApplication,
    QLabel,
    QListView,
    QStyledItemDelegate,
    QVBoxLayout,
    QWidget,
)

from app.document import Effect
from app.domain.problem import Problem
from ui import icons
from ui.progress import Progress, problems_by_table
from ui.session import Session
from ui.theme import SMALL, colours, own_viewport, scaled, standing

Index = QModelIndex | QPersistentModelIndex
KEY = Qt.ItemDataRole.UserRole
_ENTRY = Qt.ItemDataRole.UserRole + 1
# keys of lines that are no tables; no table can be called so
COMPARISON = "#years"
FORMS = "#forms"  # the projects' self-evaluation forms


class _Entry:
    """What one line shows."""

    __slots__ = ("count", "errors", "filled", "key", "label", "required", "warnings")

    def __init__(self, key: str, label: str) -> None:
        self.key, self.label = key, label
        self.filled = self.required = self.errors = self.warnings = 0
        self.count: int | None = None  # rows of a list table

    def state(self) -> str:
        """In words, for the tool tip and for screen readers."""
        if self.key == COMPARISON:
            return "各年的表、比率和项目并列"
        if self.key == FORMS:
            return f"{self.count or 0} 个项目有自评表" if self.count else "还没有项目填自评表"
        words = []
        if self.count is not None:
            words.append(f"{self.count} 行")
        if not self.filled and not self.count:
            words.append("还没有填")
        elif self.filled >= self.required:
            words.append("必填项已填全")
        else:
            words.append(f"必填项已填 {self.filled}/{self.required}")
        if self.errors:
            words.append(f"错误 {self.errors}")
        if self.warnings:
            words.append(f"警告 {self.warnings}")
        return "，".join(words)


class _Model(QAbstractListModel):
    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.entries: list[_Entry] = []

    def rowCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008
        return 0 if parent.isValid() else len(self.entries)

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        entry = self.entries[index.row()]
        match role:
            case Qt.ItemDataRole.DisplayRole:
                return entry.label
            case Qt.ItemDataRole.ToolTipRole | Qt.ItemDataRole.AccessibleDescriptionRole:
                return f"{entry.label}：{entry.state()}"
        if role == KEY:
            return entry.key
        return entry if role == _ENTRY else None

    def reset(self, entries: list[_Entry]) -> None:
        self.beginResetModel()
        self.entries = entries
        self.endResetModel()

    def touch(self, row: int) -> None:
        self.dataChanged.emit(self.index(row), self.index(row))


class _Delegate(QStyledItemDelegate):
    """State mark, label, and at the right the number of rows and of problems."""

    def sizeHint(self, option: Any, index: Index) -> QSize:
        height = QFontMetrics(option.font).height()
        return QSize(height * 8, round(height * 2.1))

    def paint(self, painter: QPainter, option: Any, index: Index) -> None:
        entry: _Entry = index.data(_ENTRY)
        palette, rect = option.palette, QRect(option.rect)
        c = colours(palette)
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        stands = standing(option, index)
        selected, hovered, focused = stands.selected, stands.hovered, stands.focused
        em = QFontMetrics(option.font).height()
        if selected or hovered:
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(c.selection if selected else c.heading)
            painter.drawRoundedRect(QRectF(rect).adjusted(em * 0.3, 1, -em * 0.3, -1), 4, 4)
        if focused and selected:
            painter.setPen(QPen(c.accent, 1))
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.drawRoundedRect(QRectF(rect).adjusted(em * 0.3 + 0.5, 1.5, -em * 0.3 - 0.5, -1.5), 4, 4)
        text = c.selected_text if selected else c.text
        box = QRectF(rect.left() + em * 0.75, rect.center().y() - em * 0.27 + 0.5, em * 0.55, em * 0.55)
        self._mark(painter, box, entry, c.accent if entry.filled or entry.count else c.muted)
        right = rect.right() - round(em * 0.8)
        painter.setFont(scaled(option.font, SMALL))
        metrics = QFontMetrics(painter.font())
        problems, role = (entry.errors, "error") if entry.errors else (entry.warnings, "warning")
        if problems:
            width = metrics.horizontalAdvance(str(problems))
            painter.setPen(getattr(c, role))
            where = QRect(right - width, rect.top(), width, rect.height())
            painter.drawText(where, Qt.AlignmentFlag.AlignVCenter, str(problems))
            size = round(em * 0.95)
            right -= width + size + 2
            spot = QRect(right, rect.center().y() - size // 2 + 1, size, size)
            icons.paint(painter, spot, "error" if role == "error" else "warning", getattr(c, role))
            right -= em // 2
        if entry.count is not None:
            width = metrics.horizontalAdvance(str(entry.count))
            painter.setPen(text if selected else c.muted)
            where = QRect(right - width, rect.top(), width, rect.height())
            painter.drawText(where, Qt.AlignmentFlag.AlignVCenter, str(entry.count))
            right -= width + em // 2
        painter.setFont(option.font)
        painter.setPen(text)
        left = rect.left() + round(em * 1.75)
        label = option.fontMetrics.elidedText(entry.label, Qt.TextElideMode.ElideRight, right - left)
        painter.drawText(
            QRect(left, rect.top(), right - left, rect.height()), Qt.AlignmentFlag.AlignVCenter, label
        )
        painter.restore()

    def _mark(self, painter: QPainter, box: QRectF, entry: _Entry, colour: Any) -> None:
        painter.setPen(QPen(colour, 1.4))
        full = entry.required and entry.filled >= entry.required
        painter.setBrush(colour if full else Qt.BrushStyle.NoBrush)
        painter.drawEllipse(box)
        if entry.filled and not full:
            painter.setBrush(colour)
            painter.drawPie(box, 90 * 16, 180 * 16)


class _List(QListView):
    """Tells of every click, on an entry or beside them."""

    released = Signal()

    def mouseReleaseEvent(self, event: Any) -> None:
        super().mouseReleaseEvent(event)
        self.released.emit()


class Navigator(QWidget):
    """Choose a table here; `table_chosen` carries its key."""

    table_chosen = Signal(str)

    def __init__(self, session: Session, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._session = session
        self.progress: Progress | None = None
        self._problems: tuple[Problem, ...] = ()
        self._model = _Model(self)
        self._unit = QLabel(self)
        self._unit.setWordWrap(True)
        self._unit.setTextFormat(Qt.TextFormat.PlainText)
        self._total = QLabel(self)
        self._bar = _Bar(self)
        self.list = _List(self)
        own_viewport(self.list)
        self.list.setAccessibleName("报表")
        self.list.setModel(self._model)
        self.list.setItemDelegate(_Delegate(self.list))
        self.list.setFrameShape(QListView.Shape.NoFrame)
        self.list.setMouseTracking(True)
        self.list.setEditTriggers(QListView.EditTrigger.NoEditTriggers)
        self.list.viewport().setAutoFillBackground(False)
        self.list.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.list.selectionModel().currentChanged.connect(self._chosen)
        self._layout = QVBoxLayout(self)
        self._layout.setSpacing(0)
        self._layout.addWidget(self._unit)
        self._layout.addWidget(self.list, 1)
        self._layout.addWidget(self._total)
        self._layout.addWidget(self._bar)
        self.setFocusProxy(self.list)

    def set_font_scale(self, zoom: float) -> None:
        """Follow the zoom of the window."""
        font = scaled(QApplication.font(), zoom)
        self.setFont(font)
        self.list.setFont(font)
        self._unit.setFont(scaled(font, 1.0, font.Weight.Bold))
        em = QFontMetrics(font).height()
        self._unit.setContentsMargins(em // 2 + 4, em // 2 + 2, em // 2, em // 2)
        self._total.setContentsMargins(em // 2 + 4, em // 2, em // 2, em // 4)
        self._bar.setFixedHeight(max(10, round(em * 0.8)))
        self._bar.set_margin(em // 2 + 4)

    # ---------------------------------------------------------------- what it shows

    def refill(self) -> None:
        """Another document or year."""
        document = self._session.document
        if document is None:
            self.progress = None
            self._model.reset([])
            return
        self.progress = Progress(document)
        self._unit.setText(document.unit)
        edition = document.model.edition
        entries: list[_Entry] = []
        for table in edition.tables:
            if table.parent:
                continue  # seen in the forms of the rows they belong to
            entries.append(_Entry(table.key, table.label))
            if table.key in edition.children:
                entries.append(_Entry(FORMS, f"{table.label}自评表"))
        for entry in entries:
            self._count(entry)
        self._model.reset([*entries, _Entry(COMPARISON, "年度对比")])
        if document.finished:
            self.mark_problems()
        self._show_total()

    def mark_problems(self) -> None:
        """The checks are done: how many of each table failed."""
        self._count_problems(force=True)

    def follow(self, effect: Effect) -> None:
        """Only the lines an act touched."""
        if self.progress is None:
            return
        self.progress.follow(effect)
        touched = {address.table for address in effect.changed} | effect.structure
        document = self._session.document
        children = set(document.model.edition.children.values()) if document is not None else set()
        for row, entry in enumerate(self._model.entries):
            if entry.key in touched or (entry.key == FORMS and not touched.isdisjoint(children)):
                self._count(entry, effect.structure)
                self._model.touch(row)
        self._count_problems()
        self._show_total()

    def _count(self, entry: _Entry, structure: frozenset[str] | None = None) -> None:
        """`structure`: the tables whose rows an act has changed; None for all."""
        document = self._session.document
        assert document is not None
        assert self.progress is not None
        edition = document.model.edition
        if entry.key == FORMS:
            items = next(iter(edition.children.values()))
            entry.filled, entry.required = self.progress.of(items)
            if structure is None or items in structure:
                records = document.report.tables.get(items, {}).values()
                entry.count = len({record.parent for record in records})
            return
        entry.filled, entry.required = self.progress.of(entry.key)
        if edition.table[entry.key].kind == "list":
            entry.count = len(document.report.tables.get(entry.key, {}))

    def _count_problems(self, force: bool = False) -> None:
        document = self._session.document
        assert document is not None
        problems = document.results.problems
        if problems is self._problems and not force:
            return
        self._problems = problems
        found = problems_by_table(problems)
        for parent, child in document.model.edition.children.items():
            if parent in document.model.edition.table:
                found[FORMS] = found.get(child, Counter())
        for row, entry in enumerate(self._model.entries):
            counts = found.get(entry.key, Counter())
            errors, warnings = counts.get("error", 0), counts.get("warning", 0)
            if (errors, warnings) != (entry.errors, entry.warnings):
                entry.errors, entry.warnings = errors, warnings
                self._model.touch(row)

    def _show_total(self) -> None:
        assert self.progress is not None
        filled, required = self.progress.all()
        text = f"必填项 已填 {filled}/{required}"
        if text != self._total.text():
            self._total.setText(text)
            self._bar.set_share(filled / required if required else 0.0)

    # ---------------------------------------------------------------- choosing

    def choose(self, table: str) -> None:
        """Mark a table without asking for it again."""
        for row, entry in enumerate(self._model.entries):
            if entry.key == table:
                which = QItemSelectionModel.SelectionFlag.ClearAndSelect
                self.list.selectionModel().setCurrentIndex(self._model.index(row), which)

    def help_topic(self) -> str:
        """What belongs into the table the cursor is on."""
        key = self.list.currentIndex().data(KEY)
        return {COMPARISON: "next-year#compare", FORMS: "forms"}.get(key, f"tables#table-{key}")

    def step(self, by: int) -> None:
        """Next or previous table."""
        row = self.list.currentIndex().row() + by
        if 0 <= row < len(self._model.entries):
            self.list.setCurrentIndex(self._model.index(row))

    def _chosen(self, current: QModelIndex) -> None:
        if current.isValid():
            self.table_chosen.emit(current.data(KEY))


class _Bar(QWidget):
    """A thin line: how much of the required is filled."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self._share, self._margin = 0.0, 8

    def set_share(self, share: float) -> None:
        self._share = share
        self.update()

    def set_margin(self, margin: int) -> None:
        self._margin = margin
        self.update()

    def paintEvent(self, event: Any) -> None:
        c = colours(self.palette())
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(Qt.PenStyle.NoPen)
        track = QRectF(self._margin, 0, max(0, self.width() - 2 * self._margin), 4)
        painter.setBrush(c.grid)
        painter.drawRoundedRect(track, 2, 2)
        track.setWidth(track.width() * min(1.0, self._share))
        painter.setBrush(c.ok if self._share >= 1 else c.accent)
        painter.drawRoundedRect(track, 2, 2)
