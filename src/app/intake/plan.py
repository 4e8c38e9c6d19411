"""A workbook into the document: what each of its cells would change, and the one act that does it.

Nothing is written here: a `Plan` is made anew with every choice of the officer and handed to
`Document.write` once it is agreed to.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import replace
from functools import cached_property
from typing import Literal, NamedTuple

from app.calculation.engine import begin
from app.calculation.model import Model
from app.calculation.parts import any_filled, upwards
from app.domain.act import AddRow, Change, SetCell
from app.domain.address import Address
from app.domain.edition import Table
from app.domain.frozen import frozen
from app.domain.report import Report, Value
from app.edits import add_rows, put, stage
from app.exchange.finding.block import Block
from app.exchange.finding.compare import agrees
from app.exchange.finding.entries import Entry, entries_of
from app.exchange.finding.names import Match, plain
from app.exchange.marker import RowIdentity, content
from app.exchange.readback import clean
from app.exchange.step import no_collecting
from app.intake.restored import absent, restored
from app.intake.rows import SKIP, RowFinder
from app.intake.source import Choices, Place, Source, columns_of
from app.intake.untaken import untaken

State = Literal[
    "set",  # would be written
    "clear",  # would be blanked
    "same",  # is there already
    "asked",  # taken only when the officer says so
    "left",  # the officer does not want it
    "nothing",  # a dash: blank
    "refused",  # cannot be taken, and why
    "agrees",  # computed by us: the file has the same
    "differs",  # computed by us: the file has something else
]


class Item(NamedTuple):
    """One cell of the workbook and what would become of it."""

    block: int
    entry: Entry
    address: Address  # a new list row has the number it will get
    old: Value | None
    state: State
    why: str = ""

    @property
    def place(self) -> Place:
        """Where it stands in the workbook."""
        return self.entry.sheet, *self.entry.at


@frozen
class Plan:
    """Everything an import would do."""

    items: tuple[Item, ...]
    changes: tuple[Change, ...]
    added: Mapping[str, int]  # new rows by table
    rows: Mapping[tuple[int, int], int]  # block, sheet row → the list row it becomes
    told: tuple[str, ...]  # what is to be known of the whole
    places: Mapping[str, Place]  # where to look for some of that

    def count(self, *states: State) -> int:
        """How many cells are in one of these states."""
        return sum(item.state in states for item in self.items)


def plan(
    model: Model,
    report: Report,
    source: Source,
    choices: Sequence[Choices] = (),
    before: Report | None = None,
    step: Callable[[int], None] | None = None,
) -> Plan:
    """What importing `source` into `report` would do; `before` is the previous year, for checks only."""
    with no_collecting():
        made = _Planner(model, report, source, choices)
        made.read(step)
        return made.finish(before)


class _Planner:
    """One plan in the making."""

    def __init__(self, model: Model, report: Report, source: Source, choices: Sequence[Choices]) -> None:
        self.model, self.report, self.source = model, report, source
        self.choices = [choices[n] if n < len(choices) else Choices() for n in range(len(source.blocks))]
        self.own = source.marker
        self.items: list[Item] = []
        self.homed: dict[str, set[str]] = {}  # columns of a table that an earlier sheet of ours holds
        self.rows = RowFinder(report, source.book, source.marker)

    # -- reading

    def read(self, step: Callable[[int], None] | None) -> None:
        """Every cell of the blocks that are used."""
        blanks = self.own is not None
        for number, (found, chosen) in enumerate(zip(self.source.blocks, self.choices, strict=True)):
            if not chosen.used:
                continue
            table = self.model.edition.table[found.table]
            block = _as_chosen(found, chosen)
            if table.kind == "list":
                block = self.rows.place(number, block, table, chosen.rows)
            grid = self.source.book.grids[block.sheet]
            homed = self.homed.setdefault(table.key, set())
            for entry in entries_of(self.model, block, grid, chosen.way, step, blanks=blanks):
                if not (entry.formula and entry.column in homed):  # a later sheet of ours refers to the first
                    self._take(number, block, table, entry, chosen)
            homed.update(target.column for target in block.columns.values() if blanks)

    def _take(self, number: int, block: Block, table: Table, entry: Entry, chosen: Choices) -> None:
        row = self.rows.rows.get((number, entry.at[0]), entry.row) if table.kind == "list" else entry.row
        address = Address(table.key, row, entry.column)
        entry = self._exact(address, entry)
        computed = self._computed(table, address) if not entry.why else False
        old = self.report.get(address)
        state: State = "set"
        why = entry.why or entry.doubt
        place = (entry.sheet, *entry.at)
        if entry.why:
            state = "refused"
        elif computed:
            state = "agrees"  # settled once everything else is known
        elif entry.value is None and not entry.nothing and not (self.own and old is not None):
            return
        elif (type(entry.value) is type(old) and entry.value == old) or self._spelt(table, entry, old):
            state = "nothing" if entry.nothing else "same"
        elif place in chosen.left:
            state = "left"
        elif entry.value is None:
            state = "clear" if self.blank_tells or place in chosen.taken else "asked"
            why = why or (
                f"“{entry.text}”表示没有数；要清空这一格请打钩" if entry.nothing else "文件里是空的"
            )
        elif entry.open and place not in chosen.taken:
            state = "asked"
        self.items.append(Item(number, entry, address, old, state, why))

    def _computed(self, table: Table, address: Address) -> bool:
        """Whether the program computes this cell itself, so that the file's figure is only compared."""
        column = table.column[address.column]
        if column.computed:
            return True
        if not column.typed:
            return self.model.formula(*address) is not None
        row = self.rows.origins.get((table.key, int(address.row))) if table.kind == "list" else address.row
        here = Address(table.key, address.row if row is None else row, address.column)
        return self.own is not None and here in self.own.computed

    def _spelt(self, table: Table, entry: Entry, old: Value | None) -> bool:
        """Whether a name that found its row here is only spaced another way: it is not a new name."""
        if not (isinstance(old, str) and isinstance(entry.value, str)) or self.own is not None:
            return False
        named = table.kind == "list" and entry.column in (table.name_column, *table.identity)
        return named and plain(old) == plain(entry.value)

    @cached_property
    def blank_tells(self) -> bool:
        """Whether a blank cell was emptied: in a workbook of ours, in a form only while it is up to date.

        A form that was handed out before the year was filled in is blank where nobody was asked.
        """
        return self.own is not None and self.own.form in {"", content(self.report)}

    def _exact(self, address: Address, entry: Entry) -> Entry:
        """The entry with the value as it was, where a workbook of ours shows it a little otherwise."""
        if self.own is None or entry.value is None:
            return entry
        row = (
            self.rows.origins.get((address.table, int(address.row)))
            if isinstance(address.row, int)
            else address.row
        )
        kept = self.own.cells.get(Address(address.table, row, address.column)) if row is not None else None
        shown = clean(kept) if isinstance(kept, str) else kept
        return entry._replace(value=kept) if shown is not None and shown == entry.value else entry

    # -- the whole

    def finish(self, before: Report | None) -> Plan:
        """Totals settled, figures of ours compared, changes made, what is left out told."""
        self._settle_rivals()
        self._settle_totals()
        changes = self._changes()
        self._compare(changes, before)
        added = {table: len(rows) for table, rows in self.rows.new.items() if rows}
        left = dict(untaken(self.source, self.choices, self.report.year))
        told = (*self.rows.told, *left)
        return Plan(tuple(self.items), tuple(changes), added, dict(self.rows.rows), told, left)

    def _settle_rivals(self) -> None:
        """One cell that two places of the workbook give: equal figures count once, others are a question."""
        claims: dict[Address, list[int]] = {}
        for n, item in enumerate(self.items):
            if item.state in {"set", "clear", "same"}:
                claims.setdefault(item.address, []).append(n)
        for found in claims.values():
            if len(found) < 2:
                continue
            items = [self.items[n] for n in found]
            ticked = [n for n, i in zip(found, items, strict=True) if i.place in self.choices[i.block].taken]
            equal = len({(type(item.entry.value), item.entry.value) for item in items}) == 1
            kept = found[0] if equal else next(iter(ticked), None)
            for n, item in zip(found, items, strict=True):
                other = next(i for i in items if i.place != item.place)
                if n != kept:
                    self.items[n] = item._replace(
                        state="same" if equal else "asked", why=self._rivalry(other, equal=equal)
                    )

    def _rivalry(self, other: Item, *, equal: bool) -> str:
        place = f"{self.source.book.grids[other.entry.sheet].name}!{other.entry.place}"
        if equal:
            return f"与 {place} 是同一格，数相同"
        return f"{place} 是同一格，那里是“{other.entry.text}”；要哪一个，请打钩"

    def _settle_totals(self) -> None:
        """A total takes the file's figure only where none of its parts has one."""
        staged = {i.address: i.entry.value for i in self.items if i.state in {"set", "clear"}}

        def value(address: Address) -> Value | None:
            return staged[address] if address in staged else self.report.get(address)

        totals = {i.address: n for n, i in enumerate(self.items) if i.state == "agrees"}
        for table in self.model.edition.tables:
            for row in upwards(self.model, table.key):
                for column in table.columns:
                    address = Address(table.key, row, column.key)
                    place = totals.get(address)
                    if place is None or column.computed or not table.row[row].direct:
                        continue
                    item = self.items[place]
                    summed = item.entry.formula and (self.own is not None or item.entry.value == 0)
                    if item.entry.value is None or summed or any_filled(self.model, address, value):
                        continue  # 0 as the sum of blanks says nothing
                    chosen = self.choices[item.block]
                    if item.place in chosen.left or (item.entry.open and item.place not in chosen.taken):
                        state: State = "left" if item.place in chosen.left else "asked"
                        self.items[place] = item._replace(state=state, why=item.entry.doubt)
                        continue
                    same = type(item.old) is type(item.entry.value) and item.old == item.entry.value
                    self.items[place] = item._replace(state="same" if same else "set", why=item.entry.doubt)
                    staged[address] = item.entry.value

    def _changes(self) -> list[Change]:
        cells: dict[tuple[str, int], dict[str, Value]] = {
            (table, row): {} for table, rows in self.rows.new.items() for row in rows
        }
        changes: list[Change] = []
        for item in self.items:
            if item.state not in {"set", "clear"}:
                continue
            key = (item.address.table, item.address.row)
            if key in cells and item.entry.value is not None:
                cells[key][item.address.column] = item.entry.value
            elif key not in cells:
                changes.append(SetCell(item.address, item.old, item.entry.value))
        for table, rows in self.rows.new.items():
            changes = self._added(table, rows, cells) + changes
        return self._beside(changes)

    def _added(
        self,
        table: str,
        rows: Mapping[int, RowIdentity | None],
        cells: Mapping[tuple[str, int], dict[str, Value]],
    ) -> list[Change]:
        """The new rows of one table; rows of our own workbook come back as who they were."""
        if not rows:
            return []
        if not self.report.tables.get(table) and all(rows.values()):
            return [
                AddRow(table, row, who.position, who.lineage, cells[table, row], self._above(table, who))
                for row, who in rows.items()
                if who is not None
            ]
        if self.model.edition.table[table].parent:
            return self._added_below(table, rows, cells)
        lineages = [who.lineage if who is not None else "" for who in rows.values()]
        return add_rows(
            self.report,
            table,
            [cells[table, row] for row in rows],
            lineages=lineages,
            ids=list(rows),
        )

    def _above(self, table: str, who: RowIdentity) -> int | None:
        """The row here that a row of our own workbook belongs to."""
        parent = self.model.edition.table[table].parent
        return self.rows.ids.get((parent, who.parent)) if parent and who.parent else None

    def _added_below(
        self,
        table: str,
        rows: Mapping[int, RowIdentity | None],
        cells: Mapping[tuple[str, int], dict[str, Value]],
    ) -> list[Change]:
        """New rows that belong to rows of another list; those without one are left out."""
        below: dict[int, list[int]] = {}
        for row, who in rows.items():
            above = self._above(table, who) if who is not None else None
            if above is not None:
                below.setdefault(above, []).append(row)
        order = [(above, row) for above, found in below.items() for row in found]
        made = add_rows(
            self.report, table, [cells[table, row] for _, row in order],
            lineages=[who.lineage if (who := rows[row]) is not None else "" for _, row in order],
            ids=[row for _, row in order],
        )  # fmt: skip
        owner = {row: above for above, row in order}
        return [replace(c, parent=owner[c.row]) if isinstance(c, AddRow) else c for c in made]

    def _beside(self, changes: Sequence[Change]) -> list[Change]:
        """The changes with what our own workbook holds beside its sheets."""
        if self.own is None:
            return list(changes)
        written = {change.address for change in changes if isinstance(change, SetCell)}
        used = {b.table for b, c in zip(self.source.blocks, self.choices, strict=True) if c.used}
        more, told = restored(self.model, self.report, self.own, self.rows, used, written)
        self.rows.told += told + absent(self.report, self.model, self.own, self.rows, used)
        return [*changes, *more]

    def _compare(self, changes: Collection[Change], before: Report | None) -> None:
        """What the file says of figures that we compute."""
        checked = [n for n, item in enumerate(self.items) if item.state == "agrees"]
        if not checked:
            return
        after = Report(self.report.year, {table: dict(rows) for table, rows in self.report.tables.items()})
        put(after, stage(self.model.edition, self.report, changes))
        outcomes = begin(self.model, after, before).cells
        for n in checked:
            item = self.items[n]
            kind = self.model.edition.table[item.address.table].kind_of(item.address.row, item.address.column)
            told = agrees(kind, item.entry, outcomes.get(item.address))
            self.items[n] = item._replace(state="differs" if told else "agrees", why=told)


def _as_chosen(block: Block, chosen: Choices) -> Block:
    """The block with the officer's columns and rows."""
    columns = {
        at: replace(target, row=target.row or block.along.get(at, ""))
        for at, target in columns_of(block, chosen).items()
    }
    rows = dict(block.rows)
    for row, wanted in chosen.rows.items():
        if isinstance(wanted, str):
            if wanted:
                rows[row] = Match(wanted)
            else:
                rows.pop(row, None)
        elif row not in rows and wanted != SKIP:
            rows[row] = Match("")
    return replace(block, columns=columns, rows=dict(sorted(rows.items())))
