"""Left: every form that was found, the project it goes to, and what becomes of it; below: what to look at."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import cast

from PySide6.QtCore import QObject, Signal
from PySide6.QtWidgets import QListWidgetItem, QWidget

from app.calculation.labels import row_name
from app.intake.form_words import own_scores
from app.intake.forms import DEPARTMENT
from app.intake.plan import Item
from ui.importing.attention import AttentionModel, Line
from ui.importing.forms_preview import FormsPreview
from ui.importing.lines import GAP, LineList, say
from ui.importing.preview import Preview


class FormList(LineList):
    """One line per form; Space or a click on the box takes it or leaves it."""

    used_changed = Signal(int, bool)

    def __init__(self, preview: FormsPreview, parent: QWidget) -> None:
        super().__init__("自评表", parent)
        self._preview = preview

    def refill(self) -> None:
        """Another plan; the line stays where it is."""
        self.put_lines(len(self._preview.source.forms), max(self.currentRow(), 0))

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

    def tell(self, row: int, item: QListWidgetItem) -> None:
        form, used = self._preview.form(row), self._preview.choices[row].used
        counts = self._preview.counts(row)
        look = self._preview.looked_at(row)
        plan = self._preview.plan
        unresolved = used and plan is not None and row not in plan.rows
        bad = bool(counts["refused"]) or unresolved
        mark = "error" if bad else "warning" if counts["asked"] + counts["differs"] + look else ""
        name = form.text("name") or ("（没有项目名称）" if form.of == "project" else form.title)
        parts = [f"写入 {counts['set'] + counts['clear']:,}"]
        parts += [f"不能写入 {counts['refused']:,}"] if counts["refused"] else []
        parts += [f"不一致 {counts['differs']:,}"] if counts["differs"] else []
        parts += [f"请核对 {look:,}"] if look else []
        parts += [f"没有选 {counts['asked'] + counts['left']:,}"] if counts["asked"] + counts["left"] else []
        texts = [name, f"→ {self.where_to(row)}" if used else self.where_to(row)]
        texts += [GAP.join(parts)] if used and not unresolved else []
        texts.append(self._preview.source.place_of(form))
        say(item, texts, mark if used else "", used)

    def toggle(self, row: int) -> None:
        if 0 <= row < len(self._preview.choices):
            self.used_changed.emit(row, not self._preview.choices[row].used)


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
