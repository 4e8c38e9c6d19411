"""Filled forms on the screen and the plan of their import, with what the views ask of both."""

from __future__ import annotations

from collections import Counter
from functools import partial

from app.calculation.entry import show
from app.calculation.labels import describe
from app.exchange.finding.forms import ReadForm
from app.exchange.reading.grid import Cell as At
from app.exchange.reading.grid import Grid, place
from app.intake.deed import Aim
from app.intake.form_words import doubtful, line, own_scores
from app.intake.forms import FormChoice, FormsPlan, FormsSource
from app.intake.matches import NOTHING, Matched
from app.intake.plan import Item
from ui.importing.preview import Cell, Standing, painted

_RANK = ("refused", "differs", "asked", "set", "clear", "left", "agrees", "same", "nothing")


class FormsPreview:
    """Changes as a whole, with `put`; everything else only looks. Speaks as `ui.importing.preview` does."""

    row_seen = 0

    def __init__(self, aim: Aim, source: FormsSource) -> None:
        self.aim, self.source = aim, source
        self.choices = [FormChoice()] * len(source.forms)
        self.plan: FormsPlan | None = None
        self.marked: set[int] = set()  # ids of items to look at that are written
        self._items: dict[tuple[int, At], Item] = {}
        self._counts: dict[int, Counter[str]] = {}

    def put(self, choices: list[FormChoice], plan: FormsPlan) -> None:
        """Other choices, and what they would do."""
        self.choices, self.plan = choices, plan
        self.marked = {id(item) for item in (*own_scores(plan), *doubtful(plan))}
        self._items.clear()
        self._counts.clear()
        for item in plan.items:
            self._counts.setdefault(item.block, Counter())[item.state] += 1
            key = item.entry.sheet, item.entry.at
            other = self._items.get(key)
            if other is None or self._rank(item) < self._rank(other):
                self._items[key] = item

    def _rank(self, item: Item) -> tuple[int, bool]:
        """What is gravest comes first."""
        return _RANK.index(item.state), id(item) not in self.marked

    # ---------------------------------------------------------------- forms

    def counts(self, form: int) -> Counter[str]:
        """How many cells of a form are in each state."""
        return self._counts.get(form, Counter())

    def looked_at(self, form: int) -> int:
        """How many cells of a form are written and should be looked at."""
        items = self.plan.items if self.plan is not None else ()
        return sum(item.block == form and id(item) in self.marked for item in items)

    def form_at(self, sheet: int, row: int) -> int:
        """The form a cell belongs to; -1 for none."""
        forms = enumerate(self.source.forms)
        return next((n for n, form in forms if form.sheet == sheet and form.top <= row < form.end), -1)

    def form(self, number: int) -> ReadForm:
        """One form as it was found."""
        return self.source.forms[number]

    # ---------------------------------------------------------------- as the views ask

    def grid(self, sheet: int) -> Grid:
        """One worksheet."""
        return self.source.book.grids[sheet]

    def item(self, sheet: int, row: int, column: int) -> Item | None:
        """What becomes of a cell; of what one cell gives to several, what is gravest."""
        return self._items.get((sheet, (row, column)))

    def cell(self, sheet: int, row: int, column: int) -> Cell:
        """As it is painted: the text of the file, and what becomes of it."""
        around = partial(self._around, sheet, row, column)
        return painted(self.grid(sheet), (row, column), self.item(sheet, row, column), around, self._chosen)

    def _chosen(self, item: Item) -> bool:
        """Whether it is written because the officer ticked it, or until it is unticked."""
        return item.place in self.choices[item.block].taken or id(item) in self.marked

    def _around(self, sheet: int, row: int, column: int) -> Standing:
        number = self.form_at(sheet, row)
        if number < 0 or not self.choices[number].used:
            return "left"
        return "heading" if (row, column) in self.form(number).labels else "outside"

    def column(self, _sheet: int, _column: int) -> Matched:
        """A form has no columns that are matched."""
        return NOTHING

    row = column

    def say(self, item: Item) -> str:
        """Where it stands, what it is, old and new, and why, in one line."""
        assert self.plan is not None
        return line(self.aim.model.edition, self.source, self.plan, item)

    def change(self, item: Item) -> str:
        """Old → new of everything the cell gives, for a tip."""
        edition = self.aim.model.edition
        items = [i for i in self.plan.items if i.place == item.place] if self.plan is not None else [item]
        told = []
        for each in items:
            known = edition.table.get(each.address.table)
            label = describe(edition, None, each.address)
            column = known.column[each.address.column].label if known is not None else label
            old, new = (show(edition, each.address, v) or "空" for v in (each.old, each.entry.value))
            told.append(f"{column}：{old} → {new}" + (f"\n{each.why}" if each.why else ""))
        return "\n".join(told)

    def plainly(self, sheet: int, row: int, column: int) -> str:
        """A cell that nothing becomes of."""
        text = self.cell(sheet, row, column).text
        inside = bool(text) and self._around(sheet, row, column) == "outside"
        left = inside and self.form_at(sheet, row) >= 0
        return f"{self.grid(sheet).name}!{place(row, column)}：{text}" + ("（不导入）" if left else "")
