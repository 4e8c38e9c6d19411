"""One plan of an import of forms in the making: every cell, then the scores, then the changes."""

from __future__ import annotations

import os
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from decimal import Decimal

from app.calculation.bases import SCHEME
from app.calculation.engine import figures
from app.calculation.scoring.choice import scheme_of
from app.domain.act import AddRow, Change, SetCell
from app.domain.address import Address, parse_address
from app.domain.amount import plain_decimal
from app.domain.edition import Column
from app.domain.problem import Outcome
from app.domain.report import POSITION_STEP, Report, Value
from app.edits import put, remove_rows, stage
from app.exchange.finding.compare import agrees
from app.exchange.finding.entries import Entry
from app.exchange.finding.form_read import ReadForm
from app.exchange.finding.names import plain
from app.exchange.finding.values import NO_UNIT
from app.exchange.reading.grid import Cell
from app.intake.deed import Aim
from app.intake.department import plan_department
from app.intake.department_scores import compare_department, settle_department
from app.intake.form_rows import FormRows
from app.intake.form_scores import settle_scores
from app.intake.forms import FormChoice, FormsPlan, FormsSource
from app.intake.plan import Item, State
from app.intake.rows import NEW, SKIP
from app.intake.source import Place

_FEW = 5  # cells that are named


@dataclass(eq=False)
class Planner:
    """Reads the forms one by one; scores wait until everything else is staged."""

    aim: Aim
    source: FormsSource
    forms: Sequence[ReadForm]
    choices: Sequence[FormChoice]
    items: list[Item] = field(default_factory=list)
    told: list[tuple[str, Place]] = field(default_factory=list)
    notes: list[SetCell] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.edition, self.report = self.aim.model.edition, self.aim.report
        self.rows = FormRows(self.edition, self.report)
        self.projects, self.below = self.rows.projects, self.rows.items
        self.department = self.edition.forms.tables.department
        self._beside_items: list[Item] = []
        self._start = 0  # of the items of the form at hand
        self.homes: dict[int, int] = {}  # form → project
        self.fresh: dict[tuple[str, int], int | None] = {}  # new rows, and the project they belong to
        self.gone: list[int] = []

    def made(self, step: Callable[[int], None] | None) -> FormsPlan:
        """The plan of all forms that are used."""
        for number, (form, chosen) in enumerate(zip(self.forms, self.choices, strict=True)):
            if chosen.used:
                self._form(number, form, chosen)
            if step is not None:
                step(1)
        settle_scores(self)
        settle_department(self)
        changes = self.changes()
        after = self.after(changes)
        self._compare(after)
        compare_department(self, after)
        told = [(f"{self.called(n)}：{text}", self.at(n)) for n, text in self.rows.told] + self.told
        added: dict[str, int] = {}
        for table, _ in self.fresh:
            added[table] = added.get(table, 0) + 1
        rows = {n: row for n, row in self.homes.items() if row != SKIP}
        new = frozenset(n for n, row in rows.items() if (self.projects.key, row) in self.fresh)
        return FormsPlan(
            tuple(self.items), tuple(changes), rows, new, added, len(self.gone), tuple(told), after
        )

    # -- one form

    def _form(self, number: int, form: ReadForm, chosen: FormChoice) -> None:
        row = self.rows.project(number, form, chosen.row) if form.of == "project" else SKIP
        self.told += [(f"{self.called(number)}：{text}", (form.sheet, *at)) for text, at in form.told]
        if form.year and form.year != self.aim.year:
            text = f"表上写的是 {form.year} 年度，现在导入到 {self.aim.year} 年度，请核对"
            self.told.append((f"{self.called(number)}：{text}", self.at(number)))
        if form.of == "department":
            plan_department(self, number, form, chosen)
            return
        if row == SKIP:
            self.homes[number] = SKIP
            return
        if row == NEW:
            row = self.rows.next(self.projects.key)
            self.fresh[self.projects.key, row] = None
        self.homes[number] = row
        self._start = len(self.items)
        for entry in form.heads.values():
            self._head(number, row, entry, chosen)
        self._scheme(number, row, form, chosen)
        self._indicators(number, row, form, chosen)
        self._asked_unit(number)

    def _head(self, number: int, row: int, entry: Entry, chosen: FormChoice) -> None:
        if "/" in entry.column:
            self._beside(number, entry, chosen)
            return
        address = Address(self.projects.key, row, entry.column)
        self.take(number, address, entry, self.projects.column[entry.column], chosen)

    def _beside(self, number: int, entry: Entry, chosen: FormChoice) -> None:
        """A cell of another table, like the department's name: never overwritten without being asked."""
        address = parse_address(entry.column)
        old = self.report.get(address)
        if entry.value is None:
            return
        before = [i for i in self._beside_items if i.address == address]
        same = old is not None and plain(str(old)) == plain(str(entry.value))
        if any(plain(str(i.entry.value)) == plain(str(entry.value)) for i in before):
            self.items.append(Item(number, entry, address, old, "same", "与前面的自评表相同"))
            return
        state: State = "same" if same else "set" if old is None and not before else "asked"
        place = (entry.sheet, *entry.at)
        if place in chosen.left and state == "set":
            state = "left"
        elif place in chosen.taken and state == "asked":
            state = "set"
        why = f"这里填的是“{old}”，要改成文件里的请打钩" if state == "asked" and old is not None else ""
        item = Item(number, entry, address, old, state, why)
        self.items.append(item)
        if state != "same":
            self._beside_items.append(item)

    def take(self, number: int, address: Address, entry: Entry, column: Column, chosen: FormChoice) -> None:
        """One cell: what becomes of it, as far as that is known before scores are made."""
        old = self.report.get(address)
        place = (entry.sheet, *entry.at)
        why = entry.why or entry.doubt
        state: State = "set"
        if entry.why:
            state = "refused"
        elif column.scored or column.formula:
            state = "agrees"  # settled later
            if entry.value is None:
                return
        elif entry.value is None:
            if not entry.nothing:
                return
            state = "nothing" if old is None else "clear" if place in chosen.taken else "asked"
            why = "" if old is None else f"“{entry.text}”表示没有数；要清空这一格请打钩"
        elif old is not None and _equal(old, entry.value, named=address.column == self.projects.name_column):
            state = "same"
        elif place in chosen.left:
            state = "left"
        elif entry.open and place not in chosen.taken:
            state = "asked"
        self.items.append(Item(number, entry, address, old, state, why))

    def _scheme(self, number: int, row: int, form: ReadForm, chosen: FormChoice) -> None:
        """The project's scheme, where the form follows another one than the year's."""
        now = scheme_of(self.edition, self.report, row)
        if not form.schemes or now is None or now.label in form.schemes:
            return
        address = Address(self.projects.key, row, SCHEME)
        at = self._title_cell(form)
        entry = Entry(form.sheet, at, "", SCHEME, form.scheme, form.title)
        why = f"表样和分值合“{form.scheme}”，本年度的方案是“{now.label}”"
        state: State = "left" if (form.sheet, *at) in chosen.left else "set"
        self.items.append(Item(number, entry, address, self.report.get(address), state, why))

    def _indicators(self, number: int, row: int, form: ReadForm, chosen: FormChoice) -> None:
        rows, rest = self.rows.indicators(row, form.items)
        known = self.report.tables.get(self.below.key, {})
        for item, inner in zip(form.items, rows, strict=True):
            if inner not in known:
                self.fresh[self.below.key, inner] = row
            for entry in item.cells.values():
                address = Address(self.below.key, inner, entry.column)
                self.take(number, address, entry, self.below.column[entry.column], chosen)
        unsigned = [i for i in self.items if i.block == number and i.state == "set" and "没有写 ≥" in i.why]
        if unsigned:
            names = "、".join(i.entry.place for i in unsigned[:_FEW])
            more = " 等" if len(unsigned) > _FEW else ""
            text = f"{len(unsigned)} 个指标没有写 ≥、≤、=（{names}{more}），指标性质按通常的取，请核对"
            self.told.append((f"{self.called(number)}：{text}", unsigned[0].place))
        if not rest:
            return
        if chosen.replaces:
            self.gone += rest
            text = f"这个项目原有的 {len(rest)} 个指标文件里没有，导入时删去"
        else:
            text = f"这个项目原有的 {len(rest)} 个指标文件里没有，留着；要删去，请选“以文件为准”"
        self.told.append((f"{self.called(number)}：{text}", self.at(number)))

    def _asked_unit(self, number: int) -> None:
        if any(item.why == NO_UNIT for item in self.items[self._start :]):
            self.told.append((f"{self.called(number)}：{NO_UNIT}", self.at(number)))

    # -- the whole

    def after(self, changes: Sequence[Change]) -> Report:
        """The year as these changes leave it."""
        made = Report(self.report.year, {table: dict(rows) for table, rows in self.report.tables.items()})
        put(made, stage(self.edition, self.report, changes))
        return made

    def outcomes(self, after: Report) -> dict[Address, Outcome]:
        """What is computed of it."""
        return dict(figures(self.aim.model, after).cells)

    def changes(self) -> list[Change]:
        """What has been settled so far, in the order it is to be written."""
        cells: dict[tuple[str, int], dict[str, Value]] = {key: {} for key in self.fresh}
        found: list[Change] = []
        for item in self.items:
            if item.state not in {"set", "clear"}:
                continue
            key = (item.address.table, item.address.row)
            value = item.entry.value if item.state == "set" else None
            if key in cells:
                if value is not None:
                    cells[key][item.address.column] = value
            else:
                found.append(SetCell(item.address, item.old, value))
        added: list[Change] = []
        for table in (self.projects.key, self.below.key):
            last = max((record.position for record in self.report.rows(table)), default=0)
            rows = [(row, parent) for (home, row), parent in self.fresh.items() if home == table]
            for place, (row, parent) in enumerate(rows, 1):
                position = last + place * POSITION_STEP
                lineage = os.urandom(16).hex()
                added.append(AddRow(table, row, position, lineage, cells[table, row], parent))
        gone = remove_rows(self.report, self.below.key, self.gone, self.edition) if self.gone else []
        return [*added, *found, *self.notes, *gone]

    def _compare(self, after: Report) -> None:
        """What the file says of figures that we compute."""
        own = self.department  # compared for itself
        items = enumerate(self.items)
        open_ = [n for n, item in items if item.state == "agrees" and item.address.table != own]
        outcomes = self.outcomes(after) if open_ else {}
        for n in open_:
            item = self.items[n]
            kind = self.edition.table[item.address.table].kind_of(*item.address[1:])
            outcome = outcomes.get(item.address)
            told = agrees(kind, item.entry, outcome)
            if item.address[::2] == (self.projects.key, "score") and (
                outcome is None or outcome.value is None
            ):
                told = self._added_up(item)
            self.items[n] = item._replace(state="differs" if told else "agrees", why=told or item.why)

    def _added_up(self, total: Item) -> str:
        """A stated total beside the stated scores, where there is none of ours."""
        form = self.forms[total.block]
        cells = [form.heads.get("execution_score"), *(item.cells.get("score") for item in form.items)]
        points = [cell.value for cell in cells if cell is not None and isinstance(cell.value, Decimal)]
        summed = sum(points, Decimal(0))
        if len(points) < len(cells) or summed == total.entry.value:
            return ""
        return f"表上各项得分相加是 {plain_decimal(summed)}"

    # -- words

    def called(self, number: int) -> str:
        """What a form is called in messages."""
        form = self.forms[number]
        name = form.text(self.projects.name_column) if form.of == "project" else "部门整体"
        return f"自评表 {number + 1}“{name}”" if name else f"自评表 {number + 1}"

    def at(self, number: int) -> Place:
        """Where it begins."""
        form = self.forms[number]
        return form.sheet, *self._title_cell(form)

    def _title_cell(self, form: ReadForm) -> Cell:
        grid = self.source.book.grids[form.sheet]
        values = grid.rows[form.top] if form.top < len(grid.rows) else ()
        return form.top, next((c for c, value in enumerate(values) if value not in {None, ""}), 0)


def _equal(old: Value, new: Value, *, named: bool) -> bool:
    """Whether a value is here already; a name only spaced otherwise is no new one."""
    if named and isinstance(old, str) and isinstance(new, str):
        return plain(old) == plain(new)
    if isinstance(old, str) or isinstance(new, str):
        return type(old) is type(new) and old == new
    return Decimal(old) == Decimal(new)
