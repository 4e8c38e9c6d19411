"""The indicators of a form: rows under headings, names merged over several, measures taken apart."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from decimal import Decimal

from app.calculation.scoring.measure import Measure, parse_measure
from app.domain.edition import Edition, Kind
from app.exchange.finding.entries import Entry, Way
from app.exchange.finding.form_part import Box, Part
from app.exchange.finding.form_values import (
    cell_of,
    level_name,
    measured,
    points_in,
    reached,
    text_entry,
    usual_direction,
)
from app.exchange.finding.form_words import Words, form_plain
from app.exchange.finding.names import names_in, plain
from app.exchange.finding.sheet_text import NOTE, TOTAL
from app.exchange.reading.grid import Cell, letters, place

_NUMBERED = re.compile(r"\s*指标\s*\d+\s*(?:[:：、.]\s*|$)")
_POINTS = re.compile(r"\s*[(（]\s*\d{1,3}(?:\.\d+)?\s*分\s*[)）]$")
_SAYS = re.compile(r"\w")
_DOTS = re.compile(r"[\s.…。·]*")
LEVELS = ("level1", "level2")
LINES = Kind("text", multiline=True)
REACHED, SHARE = "完成", "得分系数"  # in headings of a department's form


class ItemTable:
    """The headings over the items of one form, and what reading them gives beside the items."""

    def __init__(
        self,
        edition: Edition,
        words: Sequence[Words],
        part: Part,
        sheet: int,
        anchors: Sequence[int],
        money: str,
        way: Way,
    ) -> None:
        self.edition, self.words, self.part, self.sheet = edition, words, part, sheet
        self.anchors, self.money, self.way = anchors, money, way
        self.department = words[0].layout.of == "department"
        tables = edition.forms.tables
        self.table = edition.table[tables.department if self.department else tables.items]
        self.used: set[Cell] = set()
        self.told: list[tuple[str, Cell]] = []
        self.rows: set[int] = set()  # of items, also of those left out
        self.columns: dict[str, Box] = {}
        self.tails = frozenset().union(*(one.tails for one in words))
        self.end = part.end
        self._headings()

    def _headings(self) -> None:
        """Which column each heading is; the best layout decides, then the others, then likeness."""
        names = names_in(self.edition, self.table, 0)
        self.others: list[Box] = []
        for box in self.part.row(self.anchors[0]):
            if not isinstance(box.value, str):
                continue
            fields = [one.items.get(one.label(box.value), "") for one in self.words]
            field = next((field for field in fields if field and field not in self.columns), "")
            if self.department:
                field = field or self._further(box, any(fields))
            elif not field and not any(fields):
                match = names.column([box.value])
                if match is not None and match.key not in self.columns:
                    field = match.key
                    if not match.sure:
                        label = self.table.column[field].label
                        told = f"栏目“{box.value.strip()}”按“{label}”读入，请核对"
                        self.told.append((told, box.at))
            if field:
                self.columns[field] = box
            else:
                self.others.append(box)
        self.others = [box for box in self.others if box.column > self.first]  # 绩效指标 at the side is none

    def _further(self, box: Box, known: bool) -> str:
        """A column that forms of a department have beside those of the layouts; empty for none."""
        name = form_plain(str(box.value))
        if known and REACHED in name and "value" in self.columns:  # 指标值 was the target, then
            self.others.append(self.columns.pop("value"))
            return "value"
        if name == SHARE:
            return "share" if "share" not in self.columns else ""
        items = names_in(self.edition, self.edition.table[self.edition.forms.tables.items], 0)
        if items.columns.get(plain(name)) == ("unit",):
            return "unit" if "unit" not in self.columns else ""
        found = names_in(self.edition, self.table, 0).columns.get(plain(name), ())
        typed = [key for key in found if not self.table.column[key].scored and key not in self.columns]
        return typed[0] if len(typed) == 1 and not known else ""

    def kind(self, field: str) -> Kind | None:
        """What a column of the items holds; None for a column that is none of ours."""
        column = self.table.column.get(field)
        if self.department and (column is None or column.kind.name == "text"):
            return LINES  # the levels and the name are not its columns
        return column.kind if column is not None else None

    @property
    def first(self) -> int:
        """The first column of the items."""
        return min((box.column for box in self.columns.values()), default=0)


def read_items(table: ItemTable) -> Iterator[tuple[int, Mapping[str, Entry]]]:
    """Each indicator: sheet row and entries by column. Sets where the items end."""
    levels: dict[str, Entry] = {}
    stated: dict[str, tuple[str, Cell, Decimal]] = {}
    part, above = table.part, {box.bottom for box in table.columns.values()}
    if not above:
        table.end = table.anchors[0] + 1
        table.told.append(("没有找到指标的表头，指标没有导入", (table.anchors[0], 0)))
        return
    row = max(above) + 1
    last = min(part.end, len(part.grid.rows))
    filled: set[int] = set()
    while row < last:
        boxes = [box for box in part.row(row) if box.row == row]
        if row in table.anchors:
            levels.clear()
            row += 1
            continue
        if _ends(table, boxes):
            break
        table.rows.add(row)
        found = dict(_row(table, row, levels, stated))
        if found:
            yield row, found
        filled |= {n for n, other in enumerate(table.others) if _beneath(part, other, row)}
        row += 1
    table.end = row
    for number in sorted(filled):
        box = table.others[number]
        heading = " ".join(str(box.value).split())
        table.told.append((f"{letters(box.column)} 列“{heading}”没有对应的栏目，没有导入", box.at))
    for name, at, difference in _differing(stated):
        table.told.append((f"{name}{difference}", at))


def _ends(table: ItemTable, boxes: list[Box]) -> bool:
    """Whether a row is below the items: a total, or whatever else the layouts have there."""
    texts = [box for box in boxes if isinstance(box.value, str)]
    if not texts:
        return False
    first = str(texts[0].value)
    name = form_plain(first)
    plainly = texts[0].column <= table.first
    return (name in table.tails and plainly) or bool(NOTE.match(first) and plainly)


def _beneath(part: Part, heading: Box, row: int) -> bool:
    box = part.under(row, heading.column, heading.right)
    return box.value is not None and bool(_SAYS.search(str(box.value)))


def _row(
    table: ItemTable, row: int, levels: dict[str, Entry], stated: dict[str, tuple[str, Cell, Decimal]]
) -> Iterator[tuple[str, Entry]]:
    """What one row says; nothing for a row without an indicator."""
    raw: dict[str, Entry] = {}
    for field, heading in table.columns.items():
        box = table.part.under(row, heading.column, heading.right)
        kind = table.kind(field)
        if box.value is None or kind is None:
            continue
        if box.row < row and field not in LEVELS:
            continue  # merged with the row above, and taken there
        table.used.add(box.at)
        raw[field] = cell_of(kind, table.part.grid, table.sheet, box, field, row, table.money, table.way)
        if field in LEVELS and isinstance(box.value, str):
            name = level_name(table.edition, box.value)
            raw[field] = raw[field]._replace(value=name or None)
            if (points := points_in(box.value)) and field == LEVELS[0]:
                stated.setdefault(name, (" ".join(box.value.split()), box.at, Decimal(points)))
    for field in LEVELS:
        if field in raw:
            if levels.get(field) is None or raw[field].value != levels[field].value:
                for under in LEVELS[LEVELS.index(field) :]:
                    levels.pop(under, None)
            levels[field] = raw[field]
    rest = {field: entry for field, entry in raw.items() if field not in LEVELS}
    named = _name(raw)
    if named is None:
        if any(_SAYS.search(entry.text) for field, entry in rest.items() if field != "name"):
            table.told.append((f"第 {row + 1} 行没有三级指标的名称，没有导入", (row, table.first)))
        return
    if not any(_SAYS.search(entry.text) for field, entry in rest.items() if field != "name"):
        over = table.columns.get("name")
        whole = table.part.box(*named.at)
        if named.doubt or (over is not None and whole.right > over.right):
            table.told.append((f"{place(*named.at)}“{named.text}”不像指标，没有导入", named.at))
            return
        told = f"{place(*named.at)}“{named.text}”除了名称什么都没有填"
        table.told.append((told, named.at))
    yield from ((field, levels[field]._replace(row=row)) for field in LEVELS if field in levels)
    yield "name", named
    yield from _measures(table, str(named.value or ""), rest, levels)
    yield from (
        (field, entry)
        for field, entry in rest.items()
        if field not in {"name", "target", "actual", "unit", "direction"}
    )
    weight = rest.get("weight")
    if "weight" not in table.columns and (points := points_in(named.text)):
        column = table.table.column["weight"]
        box = Box(*named.at, *named.at, points)
        weight = cell_of(
            column.kind, table.part.grid, table.sheet, box, "weight", row, table.money, table.way
        )
        yield "weight", weight._replace(doubt=f"没有分值一栏，按名称里写的 {points} 分取，请核对")
    level = levels.get("level1")
    if (
        level is not None
        and str(level.value) in stated
        and weight is not None
        and isinstance(weight.value, Decimal)
    ):
        text, at, left = stated[str(level.value)]
        stated[str(level.value)] = text, at, left - weight.value


def _name(raw: Mapping[str, Entry]) -> Entry | None:
    """The name of the indicator, without 指标1：; the second level's where only that is filled."""
    entry = raw.get("name")
    if entry is not None:
        text = entry.text if entry.value is None else str(entry.value)
        stripped = _NUMBERED.sub("", text, count=1).strip() if _NUMBERED.match(text) else text.strip()
        if form_plain(stripped) in TOTAL or _DOTS.fullmatch(stripped):
            return None
        return entry._replace(value=_POINTS.sub("", stripped) or stripped)
    second = raw.get("level2")
    if second is not None and second.value is not None:
        told = "没有写三级指标，用二级指标的名称"
        return text_entry(second, "name", str(second.value), told) if _fresh(second, raw) else None
    return None


def _fresh(second: Entry, raw: Mapping[str, Entry]) -> bool:
    """Whether the second level's name begins in this row."""
    others = [entry.at[0] for field, entry in raw.items() if field not in LEVELS]
    return bool(others) and second.at[0] == others[0]


def _measures(
    table: ItemTable, name: str, rest: Mapping[str, Entry], levels: Mapping[str, Entry]
) -> Iterator[tuple[str, Entry]]:
    """Direction, target, unit and actual, from cells of their own or put together."""
    target, actual = rest.get("target"), rest.get("actual")
    unit = str(rest["unit"].value or "") if "unit" in rest else ""
    parts = {field: rest[field] for field in ("direction", "unit") if field in rest}
    if target is not None and target.value is not None:
        if "direction" in table.columns:
            parts["target"] = target
        else:
            level2, level1 = (str(levels[f].value) if f in levels else "" for f in ("level2", "level1"))
            said = unit or parse_measure(str(target.value)).unit
            usual = usual_direction(table.edition, name, level2, level1, said)
            parts |= {entry.column: entry for entry in measured(target, usual)}
            unit = str(parts["unit"].value or "") if "unit" in parts else unit
    elif target is not None:
        parts["target"] = target
    yield from parts.items()
    if actual is not None:
        asked = parse_measure(str(parts["target"].value or "")) if "target" in parts else Measure("")
        whole = actual.value is None or table.department
        yield "actual", actual if whole else reached(actual, unit, asked)


def _differing(stated: Mapping[str, tuple[str, Cell, Decimal]]) -> Iterator[tuple[str, Cell, str]]:
    for text, at, left in stated.values():
        if left:
            yield f"“{text}”", at, f"与下面各指标分值的合计相差 {abs(left.normalize()):f} 分"
