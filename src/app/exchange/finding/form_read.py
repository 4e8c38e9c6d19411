"""One form on its part of a sheet: every value with the cell it stands in, and what is not taken."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from decimal import Decimal

from app.domain.address import parse_address
from app.domain.edition import Edition, Kind
from app.domain.frozen import frozen
from app.exchange.finding.entries import Entry, Way
from app.exchange.finding.form_items import ItemTable, read_items
from app.exchange.finding.form_part import Box, Part
from app.exchange.finding.form_values import cell_of, points_in, units_named
from app.exchange.finding.form_words import Of, Slot, Words, form_plain
from app.exchange.finding.names import plain
from app.exchange.finding.sheet_text import NOTE
from app.exchange.finding.values import UNITS
from app.exchange.reading.grid import Cell, place

_YEARS = (re.compile(r"(20\d\d)\s*年度"), re.compile(r"(20\d\d)\s*年(?!\s*\d)"))
_SAYS = re.compile(r"\w")
_TITLE_ROWS = 4
_FEW = 6  # cells that are named one by one
_AGENCY = re.compile(r"^(?:部门|预算单位|填报单位|填报部门)$|(?:单位|部门)名称$")


@frozen
class ReadItem:
    """One indicator: its sheet row, and what each of its columns says."""

    row: int
    cells: Mapping[str, Entry]


@frozen
class ReadForm:
    """A filled form as it was found. Cells are those of the sheet; rows `top` to `end` (not included).

    `heads` are the values of the project's own row and of single cells elsewhere (their field is an address
    then), stated figures among them. `money` is the unit the form names, `schemes` those whose layout and
    weights it has, `told` is what was not taken or is doubtful, with the cell to look at.
    """

    sheet: int
    top: int
    end: int
    layout: str
    title: str
    heads: Mapping[str, Entry]
    items: tuple[ReadItem, ...]
    year: int = 0
    money: str = ""
    schemes: tuple[str, ...] = ()
    told: tuple[tuple[str, Cell], ...] = ()
    labels: frozenset[Cell] = frozenset()
    of: Of = "project"
    agency: str = ""  # whose form it says it is, where that is the department's

    @property
    def scheme(self) -> str:
        """The scheme it most likely follows; empty when none fits."""
        return self.schemes[0] if self.schemes else ""

    def text(self, field: str) -> str:
        """What a head says, as text; empty when it is not there."""
        entry = self.heads.get(field)
        return str(entry.value) if entry is not None and entry.value is not None else ""


def read_form(
    edition: Edition, words: Sequence[Words], part: Part, sheet: int, anchors: Sequence[int], way: Way
) -> ReadForm:
    """The form on a part of a sheet; `anchors` are the rows with the headings of its items."""
    return _Reader(edition, words, part, sheet, anchors, way).read()


class _Reader:
    """The state while one form is read."""

    def __init__(
        self,
        edition: Edition,
        words: Sequence[Words],
        part: Part,
        sheet: int,
        anchors: Sequence[int],
        way: Way,
    ) -> None:
        self.edition, self.part, self.sheet, self.anchors, self.way = edition, part, sheet, anchors, way
        self.words = sorted(words, key=lambda one: -_likeness(one, part))
        self.project = edition.table[edition.forms.tables.project]
        self.used: set[Cell] = set()
        self.money = ""
        self.told: list[tuple[str, Cell]] = []

    def read(self) -> ReadForm:
        """Items first: what stands among them is no head."""
        first = self.anchors[0]
        labels = [b.value for b in self.part.boxes if b.row <= first and isinstance(b.value, str)]
        units = units_named([text for text in labels if len(text) <= 60])
        self.money = units.pop() if len(units) == 1 else ""
        table = ItemTable(self.edition, self.words, self.part, self.sheet, self.anchors, self.money, self.way)
        items = tuple(ReadItem(row, cells) for row, cells in read_items(table))
        self.used |= table.used
        self.told += table.told
        self.body = range(first, table.end)
        heads = dict(self._heads())
        left = list(self._left(table))
        if table.department and len(left) > _FEW:
            told = "、".join(text.split("没有对应的栏目")[0] for text, _ in left[:_FEW])
            left = [(f"{told}等 {len(left)} 格没有对应的栏目，没有导入", left[0][1])]
        self.told += left
        title, year = self._title()
        return ReadForm(
            self.sheet, self.part.top, self.part.end, self.words[0].layout.key, title, heads, items, year,
            self.money, self._schemes(heads, items), tuple(self.told), frozenset(self._labels()),
            self.words[0].layout.of, self._agency() if table.department else "",
        )  # fmt: skip

    def _agency(self) -> str:
        """What stands after 部门（单位）： or 单位名称： above the items."""
        for name, (box, text) in self.part.inline.items():
            if box.row < self.anchors[0] and _AGENCY.search(name) and len(text) > 1 and not UNITS.get(text):
                return " ".join(text.split())
        return ""

    # -- heads

    def _heads(self) -> Iterator[tuple[str, Entry]]:
        found: set[str] = set()
        for number, words in enumerate(self.words):
            for slot in words.slots:
                if (number and slot.field in found) or (kind := self._kind(slot.field)) is None:
                    continue
                box = self._box(words, slot, exact=number > 0)
                if slot.field in found:  # printed twice: 自评得分 and 合计 of Yinchuan's form
                    self.used |= {box.at} if box is not None else set()
                    continue
                if box is None or (number and box.at in self.used):
                    continue
                found.add(slot.field)
                self.used.add(box.at)
                made = cell_of(kind, self.part.grid, self.sheet, box, slot.field, "", self.money, self.way)
                if made.text or made.why:
                    yield slot.field, made

    def _kind(self, field: str) -> Kind | None:
        if "/" in field:
            address = parse_address(field)
            table = self.edition.table.get(address.table)
            if table is None or not table.has(str(address.row), address.column):
                return None
            kind = table.kind_of(address.row, address.column)
            bounded = self.words[0].layout.of == "project"
            return kind if bounded else replace(kind, minimum=None, maximum=None)  # sums, only compared
        column = self.project.column.get(field)
        return column.kind if column is not None else None

    def _box(self, words: Words, slot: Slot, *, exact: bool) -> Box | None:
        """The cell of a value. `exact`: only labels that are just those of the layout count."""
        lefts = self._at(words, slot.left, exact=exact)
        if slot.left and not slot.above:
            for left in lefts:
                box = self.part.after(left, self._is_label)
                if box is not None:
                    return box
            return self._inline(words, slot.left)
        aboves = self._at(words, slot.above, exact=exact, body=True)
        if not slot.left:
            box = next(
                (self.part.box(a.bottom + 1, a.column) for a in aboves if a.row not in self.body), None
            )
            return None if box is None or self._is_label(box) else box
        for left in lefts:
            over = [
                a
                for a in aboves
                if (a.bottom < left.bottom + (a.row < left.row) or self._unmerged(left, a))
                and a.column > left.right
            ]
            if over:
                nearest = max(over, key=lambda a: (a.row, -a.column))
                row = max(left.row, nearest.bottom + 1)  # 预期目标 stands beside 年度总体目标, its text below
                below = self.part.under(row, nearest.column, nearest.right)
                return None if self._is_label(below) else below
        return None

    def _at(self, words: Words, label: str, *, exact: bool, body: bool = False) -> list[Box]:
        """Where a label stands, outside the items or (`body`) among their headings, too."""
        if not label:
            return []
        names = [label] if exact else [name for name, own in words.names.items() if own == label]
        names.sort(key=lambda name: name != label)  # just that label first
        boxes = [box for name in names for box in self.part.words.get(name, ())]
        return [box for box in boxes if box.row not in self.body or (body and box.row in self.anchors)]

    def _unmerged(self, left: Box, above: Box) -> bool:
        """Whether a heading stands beside a label that should reach over the text below it, too."""
        below = self.part.box(left.row + 1, left.column)
        return left.row == left.bottom == above.row == above.bottom and below.value is None

    def _inline(self, words: Words, label: str) -> Box | None:
        for name, own in words.names.items():
            if own == label and name in self.part.inline:
                box, text = self.part.inline[name]
                if text and box.row not in self.body:
                    return box._replace(value=text)
        return None

    def _is_label(self, box: Box) -> bool:
        if not isinstance(box.value, str):
            return False
        name = form_plain(box.value)
        return any(name in words.names for words in self.words)

    # -- what else there is

    def _title(self) -> tuple[str, int]:
        rows = range(self.part.top, min(self.part.top + _TITLE_ROWS, self.anchors[0]))
        texts = [b.value for b in self.part.boxes if b.row in rows and isinstance(b.value, str)]
        titles = frozenset().union(*(words.titles for words in self.words))
        title = next((t for t in texts if any(known in form_plain(t) for known in titles)), "")
        found = ({int(year) for text in texts for year in shape.findall(text)} for shape in _YEARS)
        years = next((years for years in found if years), set())
        return " ".join(title.split()), years.pop() if len(years) == 1 else 0

    def _labels(self) -> Iterator[Cell]:
        for box in self.part.boxes:
            if box.at not in self.used and self._is_label(box):
                yield box.at

    def _left(self, table: ItemTable) -> Iterator[tuple[str, Cell]]:
        """What says something and was not taken."""
        labelled = [box.row for box in self.part.boxes if self._is_label(box)]
        first, last = min(labelled, default=self.part.top), max(labelled, default=self.part.end)
        foot = {form_plain(name) for words in self.words for name in words.layout.foot}
        for box in self.part.boxes:
            if box.at in self.used or self._is_label(box) or not first <= box.row <= last + 1:
                continue
            if box.row in table.rows or box.row in self.anchors:
                continue
            text = box.value
            if isinstance(text, str):
                inline = re.split("[:：]", text)[0]
                if not _SAYS.search(text) or NOTE.match(text) or form_plain(inline) in foot:
                    continue
                if any(form_plain(inline) == name for words in self.words for name in words.names):
                    continue
            shown = " ".join(str(text).split())[:20]
            yield f"{place(*box.at)}“{shown}”没有对应的栏目，没有导入", box.at

    # -- which scheme

    def _schemes(self, heads: Mapping[str, Entry], items: Sequence[ReadItem]) -> tuple[str, ...]:
        """The schemes whose weights are those of the form; where none are, those with its layout."""
        forms = self.edition.forms
        stated = heads.get("execution_weight")
        execution = stated.value if stated is not None else None
        if execution is None:
            execution = self._execution_points()
        levels: dict[str, Decimal] = {}
        for item in items:
            level, weight = item.cells.get("level1"), item.cells.get("weight")
            if level is not None and weight is not None and isinstance(weight.value, Decimal):
                name = plain(str(level.value))
                levels[name] = levels.get(name, Decimal(0)) + weight.value
        found: dict[int, list[str]] = {}
        for scheme in forms.schemes if self.words[0].layout.of == "project" else ():
            if scheme.layout == self.words[0].layout.key:
                wanted = {plain(level.name): level.weight for level in scheme.levels}
                given = {name: weight for name, weight in wanted.items() if weight is not None}
                fits = execution in {None, scheme.execution_weight} and set(levels) <= set(wanted)
                exact = bool(given) and all(levels.get(name, given[name]) == given[name] for name in given)
                found.setdefault(fits + (fits and exact), []).append(scheme.label)
        return tuple(found[max(found)]) if found else ()

    def _execution_points(self) -> Decimal | None:
        """The weight of the execution rate that a label gives: 预算执行情况（20分）."""
        for box in self.part.boxes:
            if box.row < self.anchors[0] and self._is_label(box) and (points := points_in(box.value)):
                return Decimal(points)
        return None


def _likeness(words: Words, part: Part) -> int:
    """How many of a layout's words stand on the part, and whether it has its title."""
    exact = {name for name, own in words.names.items() if name == own and name in part.words}
    alike = {own for name, own in words.names.items() if name in part.words} - exact
    titles = [title for title in words.titles if any(title in text for text in part.words)]
    return 3 * len(exact) + len(alike) + max(map(len, titles), default=0)
