"""Live formulas of a workbook: where every address stands on its sheets, and what refers to it.

The first page an address is printed on is its home; a later one refers to it.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import cached_property

from app.calculation.bases import grades_of, grades_vary
from app.calculation.environment import Workspace, workspace
from app.calculation.excel import excel, excel_bands
from app.calculation.formula import Call, Here, Leaf, Node, RatioRef, Vector, leaves
from app.calculation.model import Model
from app.calculation.words import words
from app.domain.address import Address
from app.domain.edition import Bands, Row
from app.domain.frozen import frozen
from app.domain.problem import Outcome, Results
from app.domain.report import Report
from app.exchange.page import Page

HEAD_ROWS = 2  # title and the line under it; the headings come next
_ROW = "\x01{}\x02"  # stands for a row number on that page in the formula of a whole column
_ROWS = re.compile("\x01(\\d+)\x02")
_NAME = "\x03"  # stands for a row's name there
_ERRORS = frozenset({"#DIV/0!", "#N/A", "#NAME?", "#NULL!", "#NUM!", "#REF!", "#VALUE!"})


def first_row(page: Page) -> int:
    """The sheet row, from 0, of the first row under the headings."""
    return HEAD_ROWS + page.heading_rows


def letters(column: int) -> str:
    """0 → A, 26 → AA."""
    name = ""
    while column >= 0:
        name = chr(65 + column % 26) + name
        column = column // 26 - 1
    return name


@frozen
class ColumnFormula:
    """One formula for all rows of a list: `text` with `%d` for row numbers, `tops` what to add to each.

    `own` are the columns whose blanks the formula itself words as 缺少.
    """

    text: str
    tops: tuple[int, ...]
    own: frozenset[str] = frozenset()

    def at(self, index: int) -> str:
        """The formula for the list row at `index`, from 0."""
        return self.text % tuple([top + index for top in self.tops])


@dataclass
class Live:
    """Formulas for the pages of one workbook; `names` are the sheets' names, in the order of `pages`."""

    model: Model
    report: Report
    results: Results
    pages: Sequence[Page]
    names: Sequence[str]
    here: int = 0  # the page being written
    cells: dict[Address, tuple[int, int, int]] = field(default_factory=dict)  # page, row, column
    ratios: dict[str, tuple[int, int, int]] = field(default_factory=dict)
    columns: dict[tuple[str, str], tuple[int, int]] = field(default_factory=dict)  # of lists: page, column
    _called: dict[Address, str] = field(default_factory=dict)
    _alike: dict[tuple[object, ...], str | None] = field(default_factory=dict)
    _pattern: bool = False  # writing a formula for several rows of a fixed table

    def __post_init__(self) -> None:
        for number, page in enumerate(self.pages):
            table = self.model.edition.table.get(page.table)
            if table is not None and table.kind == "list":
                for column, printed in enumerate(page.columns):
                    if printed.key in table.column:
                        self.columns.setdefault((table.key, printed.key), (number, column))
            else:
                self._settle(number, page)

    def _settle(self, number: int, page: Page) -> None:
        top = first_row(page)
        for index, row in enumerate(page.rows, top):
            for column, look in enumerate(row.looks):
                if look.source == "cell":
                    address = Address(page.table, row.row, page.columns[column].key)
                    self.cells.setdefault(address, (number, index, column))
                elif look.source == "ratio":
                    self.ratios.setdefault(str(row.row), (number, index, column))

    @cached_property
    def workspace(self) -> Workspace:
        """What names mean and are called in the finished results."""
        results = self.results
        return workspace(self.model, self.report, results)

    # -- formulas; None where only the value can be written

    def cell(self, address: Address, place: tuple[int, int, int]) -> str | None:
        """Formula of one cell of a fixed table, or the reference to its home."""
        if self.cells[address] != place:
            where = self._ref(self.cells[address])
            return f'=IF({where}="","",{where})'
        formula = self.model.formula(address.table, address.row, address.column)
        outcome = self.results.cells.get(address)
        if formula is None or outcome is None or outcome.direct:
            return None
        self.workspace.row, self.workspace.column = address.row, address.column
        if not self._says(formula.tree, outcome):
            return None
        row = self.model.edition.table[address.table].row[str(address.row)]
        if (address.table, address.column) in self.model.columns and row.base != row.key:
            return self._alike_down(address, formula.tree, row)
        return self._write(formula.tree, self._bands(address))

    def _alike_down(self, address: Address, tree: Node, row: Row) -> str | None:
        """Formula of a computed column in a fixed table's row; written once for all rows that are alike."""
        heres = [leaf for leaf in leaves(tree) if isinstance(leaf, Here)]
        found = {leaf: self.cells.get(self.workspace.place(leaf)) for leaf in heres}
        places = tuple(place and (place[0], place[2]) for place in found.values())
        key = (address.table, address.column, row.base, places)
        if key not in self._alike:
            self._pattern = True
            self._alike[key] = self._write(tree, self._bands(address))
            self._pattern = False
        text = self._alike[key]
        if text is None:
            return None
        rows = {place[0]: str(place[1] + 1) for place in found.values() if place is not None}
        name = (row.subject or row.label).replace('"', '""')
        return _ROWS.sub(lambda mark: rows[int(mark[1])], text).replace(_NAME, name)

    def ratio(self, key: str) -> str | None:
        """Formula of a ratio."""
        self.workspace.row, self.workspace.column = "", ""
        tree = self.model.ratios[key].tree
        return self._write(tree, None) if self._says(tree, self.results.ratios.get(key, Outcome())) else None

    def total(self, table: str, column: str) -> str | None:
        """Sum of a list's column, for the total row of a page."""
        return excel(Call("sum", (Vector(table, column),)), self._locate, self._name)

    def column(self, table: str, column: str, number: int) -> ColumnFormula | None:
        """What stands in every row of a list's column on page `number`; None for entered ones at home."""
        records = self.report.rows(table)
        home, at = self.columns[(table, column)]
        if not records:
            return None
        if home != number:
            where = f"{self._sheet(home)}{letters(at)}{_ROW.format(home)}"
            return self._template(f'=IF({where}="","",{where})', frozenset())
        formula = self.model.columns.get((table, column))
        if formula is None or self.model.edition.table[table].column[column].typed:
            return None  # a figure typed in some of its rows would be lost
        if self.model.edition.table[table].column[column].bands and grades_vary(
            self.model.edition, self.workspace.report, table
        ):
            return None  # every row may have grades of its own
        self.workspace.row, self.workspace.column = records[0].row, column
        text = self._write(formula.tree, self._bands(Address(table, records[0].row, column)))
        own = frozenset(leaf.column for leaf in leaves(formula.tree) if isinstance(leaf, Here))
        return None if text is None else self._template(text, own)

    def _template(self, text: str, own: frozenset[str]) -> ColumnFormula:
        """A formula with marks for row numbers, made ready for `%`."""
        tops = tuple(first_row(self.pages[int(home)]) + 1 for home in _ROWS.findall(text))
        return ColumnFormula(_ROWS.sub("%d", text.replace("%", "%%")), tops, own)

    def _bands(self, address: Address) -> Bands | None:
        edition, report = self.model.edition, self.workspace.report
        if not edition.table[address.table].column[address.column].bands:
            return None
        return grades_of(edition, report, address.table, address.column)

    def _write(self, tree: Node, bands: Bands | None) -> str | None:
        if bands is not None:
            return excel_bands(tree, bands, self._locate, self._name)
        return excel(tree, self._locate, self._name)

    def _says(self, tree: Node, outcome: Outcome) -> bool:
        """Whether the formula gives the same reason; what is missing below a total it does not see."""
        reason = outcome.reason
        if reason is None or not reason.cells:
            return True
        direct = set()
        for leaf in leaves(tree):
            if isinstance(leaf, RatioRef):
                below = self.results.ratios.get(leaf.key, Outcome()).reason
                if below is not None and below.text == reason.text and leaf.key in self.ratios:
                    return True
                if below is not None and below.kind == "empty" and self._name(leaf) not in reason.text:
                    return False
            elif not isinstance(leaf, Vector):
                direct.add(self.workspace.place(leaf))
        return direct.issuperset(reason.cells)

    def _name(self, node: Node) -> str:
        """What a part of a formula is called."""
        return words(node, self._leaf_name)

    def _leaf_name(self, leaf: Leaf) -> str:
        if isinstance(leaf, Vector | RatioRef):
            return self.workspace.name(leaf)
        if self._pattern and isinstance(leaf, Here):
            return f"{_NAME}·{self.model.edition.table[leaf.table].column[leaf.column].label}"
        address = self.workspace.place(leaf)
        if address not in self._called:
            self._called[address] = self.workspace.called(address)
        return self._called[address]

    # -- references

    def _locate(self, leaf: Node) -> str | None:
        match leaf:
            case Vector(table, column):
                return self._range(table, column)
            case RatioRef(key):
                return self._ref(self.ratios[key]) if key in self.ratios else None
            case Here(table, column) if (table, column) in self.columns:
                home, at = self.columns[(table, column)]
                return f"{self._sheet(home)}{letters(at)}{_ROW.format(home)}"
        place = self.cells.get(self.workspace.place(leaf))
        if place is not None and self._pattern and isinstance(leaf, Here):
            return f"{self._sheet(place[0])}{letters(place[2])}{_ROW.format(place[0])}"
        return None if place is None else self._ref(place)

    def _ref(self, place: tuple[int, int, int]) -> str:
        page, row, column = place
        return f"{self._sheet(page)}{letters(column)}{row + 1}"

    def _range(self, table: str, column: str) -> str | None:
        """A list's column without its total row; for the rows themselves any column of it does."""
        count = len(self.report.tables.get(table, {}))
        found = self.columns.get((table, column))
        if not column:
            found = next((place for (name, _), place in self.columns.items() if name == table), None)
        if found is None or not count:
            return None
        page, at = found
        top = first_row(self.pages[page]) + 1
        return f"{self._sheet(page)}{letters(at)}{top}:{letters(at)}{top + count - 1}"

    def _sheet(self, page: int) -> str:
        if page == self.here:
            return ""
        return "'" + self.names[page].replace("'", "''") + "'!"


def safe_in_formula(text: str) -> bool:
    """Whether a text comes back unchanged as the stored result of a formula."""
    return text not in _ERRORS and text == text.strip() and "_x" not in text and "\r" not in text
