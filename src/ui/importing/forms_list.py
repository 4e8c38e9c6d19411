"""Left: every form that was found, the project it goes to, and what becomes of it; below: what to look at."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import cast

from PySide6.QtCore import QObject, Qt, Signal
from PySide6.QtGui import QFontMetrics, QKeyEvent, QMouseEvent
from PySide6.QtWidgets import QListWidget, QListWidgetItem, QWidget

from app.calculation.labels import row_name
from app.intake.form_words import own_scores
from app.intake.forms import DEPARTMENT
from app.intake.plan import Item
from ui.importing.attention import AttentionModel, Line
from ui.importing.forms_preview import FormsPreview
from ui.importing.preview import Preview
from ui.importing.tables import MARK, TEXTS, TICK, LineDelegate
from ui.theme import quiet_bars

_GAP = "　"


class FormList(QListWidget):
    """One line per form; Space or a click on the box takes it or leaves it."""

    used_changed = Signal(int, bool)

    def __init__(self, preview: FormsPreview, parent: QWidget) -> None:
        super().__init__(parent)
        self._preview = preview
        self.setAccessibleName("自评表")
        self.setItemDelegate(LineDelegate(self))
        self.setFrameShape(QListWidget.Shape.NoFrame)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setMouseTracking(True)
        quiet_bars(self)

    def refill(self) -> None:
        """Another plan; the line stays where it is."""
        at = max(self.currentRow(), 0)
        self.blockSignals(True)
        for number in range(len(self._preview.source.forms)):
            item = self.item(number) or QListWidgetItem()
            self._tell(number, item)
            if number == self.count():
                self.addItem(item)
        self.setCurrentRow(at)
        self.blockSignals(False)
        self.doItemsLayout()

    def where_to(self, number: int) -> str:
        """The project a form goes to, in words."""
        plan = self._preview.plan
        if not self._preview.choices[number].used:
            return "不导入"
        row = plan.rows.get(number) if plan is not None else None
        if plan is None or row is None:
            form = self._preview.form(number)
            return "还没有指明是哪个项目" if form.of == "project" else "没有导入，见下面“要看的”"
        if row == DEPARTMENT:
            edition = self._preview.aim.model.edition
            return edition.table[edition.forms.tables.department].label
        if number in plan.fresh:
            return "新项目"
        return row_name(
            self._preview.aim.model.edition, self._preview.aim.report,
            self._preview.aim.model.edition.forms.tables.project, row,
        )  # fmt: skip

    def _tell(self, number: int, item: QListWidgetItem) -> None:
        form, used = self._preview.form(number), self._preview.choices[number].used
        counts = self._preview.counts(number)
        look = self._preview.looked_at(number)
        plan = self._preview.plan
        unresolved = used and plan is not None and number not in plan.rows
        bad = bool(counts["refused"]) or unresolved
        mark = "error" if bad else "warning" if counts["asked"] + counts["differs"] + look else ""
        name = form.text("name") or ("（没有项目名称）" if form.of == "project" else form.title)
        parts = [f"写入 {counts['set'] + counts['clear']:,}"]
        parts += [f"不能写入 {counts['refused']:,}"] if counts["refused"] else []
        parts += [f"不一致 {counts['differs']:,}"] if counts["differs"] else []
        parts += [f"请核对 {look:,}"] if look else []
        parts += [f"没有选 {counts['asked'] + counts['left']:,}"] if counts["asked"] + counts["left"] else []
        texts = [name, f"→ {self.where_to(number)}" if used else self.where_to(number)]
        texts += [_GAP.join(parts)] if used and not unresolved else []
        texts.append(self._preview.source.place_of(form))
        item.setData(TEXTS, texts)
        item.setData(MARK, mark if used else "")
        item.setData(TICK, used)
        item.setToolTip("\n".join(texts))
        item.setData(Qt.ItemDataRole.AccessibleTextRole, "，".join(texts))

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Space:
            self._toggle(self.currentRow())
        else:
            super().keyPressEvent(event)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        super().mousePressEvent(event)
        index = self.indexAt(event.position().toPoint())
        em = QFontMetrics(self.font()).height()
        if index.isValid() and event.position().x() < em * 1.9:
            self._toggle(index.row())

    def _toggle(self, number: int) -> None:
        if 0 <= number < len(self._preview.choices):
            self.used_changed.emit(number, not self._preview.choices[number].used)


class FormsAttention(AttentionModel):
    """What to look at: what was not taken, what differs, scores that are the form's own."""

    def __init__(self, preview: FormsPreview, parent: QObject) -> None:
        super().__init__(cast(Preview, preview), parent)
        self._forms = preview
        self._own: set[int] = set()

    def _notes(self) -> Iterator[Line]:
        for note in (*self._forms.source.failed, *self._forms.source.book.notes):
            yield Line("warning", note, None)
        for note, place in self._forms.plan.told if self._forms.plan is not None else ():
            yield Line("warning", note, place)

    def _found(self, items: Iterable[Item]) -> list[Item]:
        plan = self._forms.plan
        if plan is None:
            return []
        scores = own_scores(plan)
        self._own = {id(item) for item in scores}
        rest = [i for i in plan.items if id(i) in self._forms.marked and id(i) not in self._own]
        listed = super()._found(items)
        grave = [item for item in listed if item.state in {"refused", "differs"}]
        return [*grave, *scores, *(item for item in listed if item not in grave), *rest]

    def line(self, row: int) -> Line:
        """What stands there."""
        found = super().line(row)
        item = self._items[row - len(self._told)] if row >= len(self._told) else None
        if item is not None and item.state == "set" and id(item) not in self._own:
            return Line("info", found.message, found.place)
        return found
