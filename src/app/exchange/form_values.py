"""What stands in the cells of a form: values with their addresses, measures, equal cells joined."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from functools import cache, cached_property
from typing import Literal

from app.calculation.evaluate import evaluate
from app.calculation.formula import Call, Vector
from app.domain.address import Address, parse_address
from app.domain.amount import plain_decimal
from app.domain.edition import Kind
from app.domain.forms import DepartmentScheme, FormCell, FormLayout, Scheme, ScoreItem
from app.domain.report import SETTING, Record, Value
from app.exchange.form_page import Spot
from app.exchange.form_places import Place, Places, places
from app.exchange.layout import Source
from app.exchange.page import TEXT, Align, Look, Shown

TICKED, UNTICKED = "■", "□"
QUALITATIVE, UNNAMED = "定性", "未命名"
_SIGNS = {"=": "＝"}  # a cell that begins with an ASCII = would be taken for a formula when typed into
_NUMBER = re.compile(r"[-−－+]?[¥￥]?\d")
_COUNTED = re.compile(r"[\d万亿千百十]$")
_FIELD = re.compile(r"\{([^{}]+)\}")
_OVER_ALL = re.compile(r"(sum|mean|count)\((\w+)\)")
_MEASURES = {"target": ("direction", "target", "unit"), "actual": ("actual", "unit")}


@dataclass
class FormSource(Source):
    """The report being laid out as forms; made once for many forms."""

    _places: dict[tuple[str, int], Places] = field(default_factory=dict)
    _signed: dict[str, str] = field(default_factory=dict)

    @cached_property
    def children(self) -> dict[int | None, list[Record]]:
        """Items of each project in their order."""
        found: dict[int | None, list[Record]] = {}
        for record in self.records(self.model.edition.forms.tables.items):
            found.setdefault(record.parent, []).append(record)
        return found

    @cached_property
    def schemes(self) -> tuple[Mapping[str, Scheme], Scheme | None]:
        """Schemes by label, and the one of the year."""
        forms = self.model.edition.forms
        chosen = self.report.get(Address(SETTING, "scheme", "project"))
        return forms.scheme, forms.scheme.get(str(chosen)) or next(iter(forms.schemes), None)

    @cached_property
    def department_scheme(self) -> DepartmentScheme | None:
        """The department's own scheme of the year."""
        forms = self.model.edition.forms
        chosen = self.report.get(Address(SETTING, "scheme", "department"))
        return forms.department_scheme.get(str(chosen)) or next(iter(forms.departments), None)

    def scheme_of(self, row: int) -> Scheme | None:
        """How a project's form is scored: as chosen for it, else for the year."""
        known, of_year = self.schemes
        own = self.report.get(Address(self.model.edition.forms.tables.project, row, "scheme"))
        return known.get(str(own)) or of_year

    def worded(self, texts: Iterable[str], row: int | None = None) -> tuple[str, ...]:
        """Texts around a form; {year}, {unit}, {scheme} and fields like {填表人} are filled in."""

        def put(found: re.Match[str]) -> str:
            if found[1] == "scheme":
                scheme = self.scheme_of(row) if row is not None else None
                return scheme.title if scheme is not None else ""
            return self.signed(found[1])

        made = self.model.edition.worded(texts, self.unit_name, self.report.year)
        return tuple(_FIELD.sub(put, text) if "{" in text else text for text in made)

    def signed(self, field: str) -> str:
        """What is filled in for a signature field of the unit; looked up once."""
        if field not in self._signed:
            self._signed[field] = self.signature(field)
        return self._signed[field]

    def places(self, layout: FormLayout, count: int) -> Places:
        """Where the cells of a layout stand with so many items."""
        key = (layout.key, count)
        if key not in self._places:
            self._places[key] = places(layout, count)
        return self._places[key]


@dataclass
class Filler:
    """Puts values into the places of one form."""

    source: FormSource
    table: str  # of the form's own row
    row: int | str
    item_table: str
    items: Sequence[int | str]
    scored: dict[str, ScoreItem] = field(default_factory=dict)  # of the department, by row

    def spots(self, found: Places) -> tuple[Spot, ...]:
        """All cells, equal neighbours below each other joined where the layout says so."""
        made: list[Spot] = []
        joined: dict[int, Spot] = {}  # place → the spot it has gone into
        last: dict[int, tuple[int, object]] = {}  # column → index in `made` of a spot that may grow
        for number, place in enumerate(found.places):
            if place.fixed is not None:
                made.append(place.fixed)
                continue
            spot = self._spot(place)
            if place.cell.merge and spot.value is not None:
                grown = self._grown(found, number, spot, joined, last, made)
                if grown:
                    continue
                last[place.column] = (len(made), spot.value)
            made.append(spot)
        return tuple(made)

    def _grown(
        self,
        found: Places,
        number: int,
        spot: Spot,
        joined: dict[int, Spot],
        last: dict[int, tuple[int, object]],
        made: list[Spot],
    ) -> bool:
        """Whether the spot went into the one above it: both read the same, and so do those to the left."""
        before = last.get(spot.column)
        if before is None:
            return False
        index, value = before
        above = made[index]
        left = number - 1
        if (
            value != spot.value
            or above.row + above.down != spot.row
            or (found.leans(number) and left not in joined)
        ):
            return False
        made[index] = _replaced(above, above.down + spot.down)
        joined[number] = made[index]
        return True

    def _spot(self, place: Place) -> Spot:
        cell, item = place.cell, None
        table, row = self.table, self.row
        if place.item is not None:
            if place.item >= len(self.items):  # the blank line of a form without items
                kind = self._kind(self.item_table, cell.field)
                return self._made(place, None, _look(kind, False, cell.align, cell.bold))
            table, row = self.item_table, self.items[place.item]
            item = row
        if not cell.field or cell.field == "#":
            text: Shown = (place.item or 0) + 1 if cell.field else self._worded(cell.label, place.item)
            return Spot(
                place.row, place.column, text, place.look, place.down, place.across, None, (), item,
                not cell.field,
            )  # fmt: skip
        if "/" in cell.field:
            address = parse_address(cell.field)
        elif over := _OVER_ALL.fullmatch(cell.field):
            return self._made(place, *self._over_all(over, cell))
        elif cell.field in self.source.model.edition.ratio:
            return self._made(place, *self._ratio(cell))
        elif (fixed := self._of_item(row, cell.field)) is not None:
            return self._made(place, fixed, _look(TEXT, False, cell.align, cell.bold), item)
        else:
            address = Address(table, row, cell.field)
        return self._valued(place, cell, address, item)

    def _valued(self, place: Place, cell: FormCell, address: Address, item: int | str | None) -> Spot:
        """A cell that shows the value at an address."""
        known = self.source.model.edition.table.get(address.table)
        if known is None or address.column not in known.column:
            return self._made(place, None, _look(TEXT, False, cell.align, cell.bold), item)
        column = known.column[address.column]
        value = self.source.shown(address)
        parts: tuple[Address, ...] = ()
        kind = known.kind_of(address.row, address.column)
        if cell.show == "measure":
            names = _MEASURES.get(address.column, (address.column,))
            parts = tuple(Address(address.table, address.row, name) for name in names)
            value = self._measure(parts)
            kind = TEXT
        elif cell.show == "ticks":
            value = "　".join(
                f"{TICKED if c == value else UNTICKED}{c}" for c in cell.choices or kind.choices
            )
            kind = TEXT
        if cell.label and value is not None:
            value = f"{self._worded(cell.label, place.item)}{value}"
        look = _look(kind, column.computed, cell.align, cell.bold)
        return Spot(
            place.row, place.column, value, look, place.down, place.across, address, parts, item
        )  # fmt: skip

    def _made(self, place: Place, value: Shown, look: Look, item: int | str | None = None) -> Spot:
        return Spot(place.row, place.column, value, look, place.down, place.across, None, (), item)

    def _kind(self, table: str, column: str) -> Kind:
        known = self.source.model.edition.table[table].column.get(column)
        return TEXT if known is None else known.kind

    def _worded(self, label: str, item: int | None) -> str:
        if "{" not in label:
            return label
        label = label.replace("{number}", str((item or 0) + 1))
        return self.source.worded([label])[0]

    def _measure(self, parts: tuple[Address, ...]) -> str | None:
        get = self.source.report.get
        if len(parts) == 3:
            return measure(get(parts[0]), get(parts[1]), get(parts[2]))
        return measure(None, get(parts[0]), get(parts[1]) if len(parts) > 1 else None)

    def _of_item(self, row: int | str, name: str) -> str | None:
        """What the department's scheme says of an indicator, and what the row is called."""
        item = self.scored.get(str(row))
        if item is None:
            return None
        if name in {"level1", "level2"}:
            return str(getattr(item, name))
        return self.source.model.edition.table[self.table].row[item.row].label if name == "name" else None

    def _over_all(self, over: re.Match[str], cell: FormCell) -> tuple[Shown, Look]:
        """A sum or mean over all rows of the list."""
        kind = self._kind(self.table, over[2])
        answer = evaluate(Call(over[1], (Vector(self.table, over[2]),)), self.source.workspace())
        if isinstance(answer, Decimal) and kind.name == "number":
            kind = Kind("number", kind.unit, 2)
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

    def signature(self, label: str) -> str:
        """What stands behind a signature field: of the project, else of the unit."""
        table = self.source.model.edition.table.get(self.table)
        if table is not None and table.kind == "list" and isinstance(self.row, int):
            for column in table.columns:
                if column.label == label:
                    value = self.source.report.get(Address(self.table, self.row, column.key))
                    if value is not None:
                        return str(value)
        return self.source.signed(label)


def measure(direction: Value | None, text: Value | None, unit: Value | None) -> str | None:
    """A target or an actual as a form shows it: ≥95%, ＝12 个; a qualitative one as its words alone."""
    if text is None:
        return None
    shown = plain_decimal(text) if isinstance(text, Decimal) else str(text)
    if direction == QUALITATIVE:
        return shown
    tail = "" if unit is None or shown.endswith(str(unit)) or not _COUNTED.search(shown) else str(unit)
    head = str(direction) if direction is not None and _NUMBER.match(shown) else ""
    return f"{_SIGNS.get(head, head)}{shown}{tail}"


def _replaced(spot: Spot, down: int) -> Spot:
    return Spot(
        spot.row, spot.column, spot.value, spot.look, down, spot.across, spot.address, spot.parts, spot.item,
        spot.heading,
    )  # fmt: skip


@cache
def _look(
    kind: Kind, computed: bool, align: Align | str, bold: bool, source: Literal["cell", "own"] = "cell"
) -> Look:
    """How a value is set: amounts and rates to the right, long texts to the left, the rest in the middle."""
    set_to: Align = "center"
    if align in ("left", "center", "right"):
        set_to = align
    elif kind.name in {"money", "percent"}:
        set_to = "right"
    elif kind.multiline:
        set_to = "left"
    words = kind.name in {"text", "choice"}
    return Look(kind, set_to, source, bold, wrap=words, computed=computed)
