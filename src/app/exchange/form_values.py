"""What stands in the cells of a form: values with their addresses, measures, equal cells joined."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from decimal import Decimal
from functools import cache
from typing import Literal

from app.calculation.evaluate import evaluate
from app.calculation.formula import Call, Vector
from app.domain.address import Address, parse_address
from app.domain.amount import plain_decimal
from app.domain.edition import Kind
from app.domain.forms import FormCell, ScoreItem
from app.domain.problem import Reason
from app.domain.report import Value
from app.exchange.form_page import Spot
from app.exchange.form_places import Places
from app.exchange.form_source import FormSource
from app.exchange.page import RUNNING, TEXT, Align, Look, Shown

TICKED, UNTICKED = "■", "□"
QUALITATIVE, UNNAMED = "定性", "未命名"
_SIGNS = {"=": "＝"}  # a cell that begins with an ASCII = would be taken for a formula when typed into
_NUMBER = re.compile(r"[-−－+]?[¥￥]?\d")
_COUNTED = re.compile(r"[\d万亿千百十]$")
_OVER_ALL = re.compile(r"(sum|mean|count)\((\w+)\)")
_MEASURES = {"target": ("direction", "target", "unit"), "actual": ("actual", "unit")}


Cells = Mapping[str, Value]
# what a cell shows in a row (None: a line left blank) with these entries and this number: value, how it is
# set, its address, and the cells it is put together from
Made = tuple[Shown, Look, Address | None, tuple[Address, ...]]
Maker = Callable[[int | str | None, Cells, int], Made]


@dataclass
class Filler:
    """Puts values into the cells of one layout."""

    source: FormSource
    table: str  # of the form's own row
    item_table: str
    scored: Mapping[str, ScoreItem] = field(default_factory=dict)  # of the department, by row
    _makers: dict[int, Maker] = field(default_factory=dict)

    def spots(self, found: Places, row: int | str, items: Sequence[int | str]) -> tuple[Spot, ...]:
        """All cells of the form of `row`, equal neighbours below each other joined where that is asked."""
        made: list[Spot] = []
        above = _Joining(found, made)
        tables, makers = self.source.report.tables, self._makers
        own = tables.get(self.table, {}).get(row)
        own_cells: Cells = own.cells if own is not None else {}
        records = tables.get(self.item_table, {})
        inner = [(item, records[item].cells if item in records else {}) for item in items]
        for number, place in enumerate(found.places):
            if place.fixed is not None:
                made.append(place.fixed)
                continue
            item, cell = place.item, place.cell
            maker = makers.get(id(cell)) or self._maker(cell, item is not None)
            of: int | str | None = row
            if item is None:
                value, look, address, parts = maker(row, own_cells, 0)
            elif item < len(inner):
                of, cells = inner[item]
                value, look, address, parts = maker(of, cells, item)
            else:
                of = None
                value, look, address, parts = maker(None, {}, item)
            spot = Spot(
                place.row, place.column, value, look, place.down, place.across, address, parts,
                None if item is None else of, False,
            )  # fmt: skip
            if not cell.merge or value is None or not above.grown(number, spot):
                made.append(spot)
        return tuple(_unsaid(made))

    def _maker(self, cell: FormCell, each: bool) -> Maker:
        """How a cell of the layout gets its value; found out once."""
        made = self._found(cell, self.item_table if each else self.table)
        self._makers[id(cell)] = made
        return made

    def _found(self, cell: FormCell, table: str) -> Maker:
        name, edition = cell.field, self.source.model.edition
        if not name or name == "#":
            return self._text(cell)
        if "/" in name:
            return self._elsewhere(cell, parse_address(name))
        if over := _OVER_ALL.fullmatch(name):
            return self._constant(*self._over_all(over, cell))
        if name in edition.ratio:
            return self._constant(*self._ratio(cell))
        if self.scored and name in {"level1", "level2", "name"}:
            return self._of_item(cell)
        return self._value(cell, table, name)

    def _constant(self, value: Shown, look: Look) -> Maker:
        made: Made = (value, look, None, ())
        return lambda row, cells, number: made

    def _text(self, cell: FormCell) -> Maker:
        look = Look(TEXT, cell.align or "center", bold=cell.bold, wrap=True)
        if cell.field:
            running = replace(look, kind=RUNNING, wrap=False)
            return lambda row, cells, number: (None if row is None else number + 1, running, None, ())

        def made(row: int | str | None, cells: Cells, number: int) -> Made:
            text = cell.label.replace("{number}", str(number + 1))
            return self.source.worded([text])[0] or None, look, None, ()

        return made

    def _elsewhere(self, cell: FormCell, address: Address) -> Maker:
        """A cell of another table: the same in every line."""
        maker = self._value(cell, address.table, address.column, address.row)
        return lambda row, cells, number: maker(address.row, {}, number)

    def _value(self, cell: FormCell, table: str, name: str, at: int | str = 0) -> Maker:
        """The value of a column in the row; `at` is the row of a table with kinds of its own."""
        known = self.source.model.edition.table.get(table)
        if known is None or name not in known.column:
            return self._constant(None, _look(TEXT, False, cell.align, cell.bold))
        kind, source = known.kind_of(at, name), self.source
        if cell.show:
            return self._shown(cell, table, name, kind)
        look = _look(kind, known.column[name].computed, cell.align, cell.bold)
        blank: Made = (None, look, None, ())
        formula = (table, name) in source.model.columns or known.column[name].scored or known.kind == "fixed"
        outcomes, label = source.results.cells, cell.label

        def made(row: int | str | None, cells: Cells, number: int) -> Made:
            if row is None:
                return blank
            address = Address(table, row, name)
            value: Shown = cells.get(name)
            if formula:
                outcome = outcomes.get(address)
                if outcome is not None:
                    value = outcome.value if outcome.reason is None else outcome.reason
                elif not cells:
                    value = source.report.get(address)
            if label and value is not None:
                value = f"{source.worded([label])[0]}{value}"
            return value, look, address, ()

        return made

    def _shown(self, cell: FormCell, table: str, name: str, kind: Kind) -> Maker:
        """A value in another shape: put together, as boxes, with the reason in words."""
        source, words = self.source, cell.show == "words"
        look = _look(kind if words else TEXT, False, cell.align, cell.bold, words=words)
        choices, columns = cell.choices or kind.choices, _MEASURES.get(name, (name,))

        def made(row: int | str | None, cells: Cells, number: int) -> Made:
            if row is None:
                return None, look, None, ()
            address = Address(table, row, name)
            if words:
                return source.shown(address), look, address, ()
            if cell.show == "ticks":
                value = cells.get(name)
                boxes = (f"{TICKED if choice == value else UNTICKED}{choice}" for choice in choices)
                return "　".join(boxes), look, address, ()
            text = measure(cells.get("direction"), cells.get(name), cells.get("unit"), name == "target")
            return text, look, address, tuple([Address(table, row, column) for column in columns])

        return made

    def _of_item(self, cell: FormCell) -> Maker:
        """What the department's scheme says of an indicator, and what the row is called."""
        look, rows = (
            _look(TEXT, False, cell.align, cell.bold),
            self.source.model.edition.table[self.table].row,
        )

        def made(row: int | str | None, cells: Cells, number: int) -> Made:
            if row is None:
                return None, look, None, ()
            name = str(row)
            value = rows[name].label if cell.field == "name" else str(getattr(self.scored[name], cell.field))
            return value, look, None, ()

        return made

    def _over_all(self, over: re.Match[str], cell: FormCell) -> tuple[Shown, Look]:
        """A sum or mean over all rows of the list."""
        column = self.source.model.edition.table[self.table].column.get(over[2])
        kind = TEXT if column is None else column.kind
        answer = evaluate(Call(over[1], (Vector(self.table, over[2]),)), self.source.workspace())
        return None if isinstance(answer, bool) else answer, _look(kind, True, cell.align, cell.bold, "own")

    def _ratio(self, cell: FormCell) -> tuple[Shown, Look]:
        ratio = self.source.model.edition.ratio[cell.field]
        outcome = self.source.results.ratios.get(cell.field)
        name = {"%": "percent", "万元": "money"}.get(ratio.unit, "number")
        kind = Kind(name, ratio.unit, ratio.places)  # type: ignore[arg-type]  # one of the three
        value: Shown = None
        if outcome is not None:
            value = outcome.value if outcome.reason is None else outcome.reason
        return value, _look(kind, True, cell.align, cell.bold, "own")

    def signature(self, label: str, row: int | str) -> str:
        """What stands behind a signature field: of the project, else of the unit."""
        table = self.source.model.edition.table.get(self.table)
        if table is not None and table.kind == "list":
            named = (column.key for column in table.columns if column.label == label)
            for key in named:
                value = self.source.report.get(Address(self.table, row, key))
                if value is not None:
                    return str(value)
        return self.source.signed(label)


class _Joining:
    """Equal cells below each other become one: where those to the left of them did, too."""

    def __init__(self, found: Places, made: list[Spot]) -> None:
        self.found, self.made = found, made
        self.last: dict[int, int] = {}  # column → index in `made` of the spot that may grow
        self.joined: set[int] = set()  # places that went into the one above

    def grown(self, number: int, spot: Spot) -> bool:
        """Whether the spot went into the one above it."""
        index = self.last.get(spot.column)
        if index is not None:
            above = self.made[index]
            leans = self.found.leans(number) and number - 1 not in self.joined
            if above.value == spot.value and above.row + above.down == spot.row and not leans:
                self.made[index] = replace(above, down=above.down + spot.down)
                self.joined.add(number)
                return True
        self.last[spot.column] = len(self.made)
        return False


def measure(
    direction: Value | None, text: Value | None, unit: Value | None, target: bool = True
) -> str | None:
    """A target, or an actual, as a form shows it: ≥95%, ＝12 个; a qualitative one as its words alone."""
    if text is None:
        return None
    shown = plain_decimal(text) if isinstance(text, Decimal) else str(text)
    if direction == QUALITATIVE:
        return shown
    tail = "" if unit is None or not _COUNTED.search(shown) or shown.endswith(str(unit)) else str(unit)
    head = str(direction) if target and direction is not None and _NUMBER.match(shown) else ""
    return f"{_SIGNS.get(head, head)}{shown}{tail}"


def _unsaid(spots: list[Spot]) -> list[Spot]:
    """Without the reasons for shares of amounts that nobody filled: a blank line is blank."""
    reasons = [index for index, spot in enumerate(spots) if isinstance(spot.value, Reason)]
    if reasons:
        amounts = {spot.row for spot in spots if spot.look.kind.name == "money" and spot.value is not None}
        rates = {spots[index].row for index in reasons if spots[index].look.kind.name == "percent"}
        for index in reasons:
            if spots[index].row in rates - amounts:
                spots[index] = replace(spots[index], value=None)
    return spots


@cache
def _look(
    kind: Kind,
    computed: bool,
    align: Align | str,
    bold: bool,
    source: Literal["cell", "own"] = "cell",
    words: bool = False,
) -> Look:
    """How a value is set: amounts and rates to the right, long texts to the left, the rest in the middle."""
    set_to: Align = "center"
    if align in ("left", "center", "right"):
        set_to = align
    elif kind.name in {"money", "percent"}:
        set_to = "right"
    elif kind.multiline:
        set_to = "left"
    wrap = words or kind.name in {"text", "choice"}
    return Look(kind, set_to, source, bold, wrap=wrap, computed=computed, words=words)
