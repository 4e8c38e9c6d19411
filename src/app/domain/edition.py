"""An official layout as data: frozen values, one per TOML entry, field for field.

What a budget line, ratio, check or sheet is stands in `resources/editions/`; nothing here knows one.
Formulas are kept as text; `app.calculation.prepare` reads, names and orders them.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import field
from decimal import Decimal
from functools import cached_property
from typing import TYPE_CHECKING, Literal

from app.domain.frozen import frozen
from app.domain.problem import Severity

if TYPE_CHECKING:
    from app.domain.forms import Forms

KindName = Literal["money", "percent", "number", "count", "text", "choice", "date"]


@frozen
class Kind:
    """What a cell holds. `places` is for showing money and percent, and the most a number may have."""

    name: KindName
    unit: str = ""
    places: int = 2
    minimum: Decimal | None = None
    maximum: Decimal | None = None
    choices: tuple[str, ...] = ()
    multiline: bool = False


@frozen
class Column:
    """One column of a table. With `formula` it is computed, row by row, over this row's columns.

    `bands` names the band table that turns the formula's number into a word (得分 → 等级).
    """

    key: str
    label: str
    kind: Kind
    group: str = ""  # upper heading shared with its neighbours
    formula: str = ""
    bands: str = ""
    hint: str = ""
    short: str = ""  # label for narrow places and sentences (年初预算); label when empty
    width: int = 12  # in digits, a first guess the officer may change
    optional: bool = False  # does not count for progress
    also: tuple[str, ...] = ()  # what other tables call it
    vague: tuple[str, ...] = ()  # what may mean this column or another one
    noted: tuple[str, ...] = ()  # words in a table's notes that say a vague name means this one
    scored: bool = False  # filled by scoring, see `app.calculation.scoring`
    direct: bool = False  # a computed figure that may be typed while there is nothing to compute it from
    override: bool = False  # a typed figure goes before the computed one
    form: bool = False  # seen in the form of the row, not in the table

    @property
    def computed(self) -> bool:
        """True when the officer cannot type here."""
        return (bool(self.formula) or self.scored) and not self.typed

    @property
    def typed(self) -> bool:
        """True for a computed column in which a figure may stand all the same."""
        return self.direct or self.override


@frozen
class Row:
    """One row of a fixed table. With `formula` its input columns are totals over the parts.

    `of` makes it an of-which row: never added, and checked to be no more than that row.
    `columns`, when given, are the only columns that exist in this row; `without` takes some away.
    """

    key: str
    label: str
    level: int = 0
    number: str = ""  # 一、 二、 as printed before the label
    prefix: str = ""  # 其中： as printed before the label
    heading: bool = False  # a section line without cells
    total: bool = False  # printed semi-bold with a rule above
    formula: str = ""
    required: tuple[str, ...] = ()
    direct: bool = True  # a total may be typed while its parts are blank
    of: str = ""
    base: str = ""  # the row shares are taken of
    columns: tuple[str, ...] = ()
    without: tuple[str, ...] = ()
    kind: Kind | None = None  # in a table of mixed kinds
    optional: bool = False
    hint: str = ""
    subject: str = ""  # how messages and sentences name it; label when empty
    also: tuple[str, ...] = ()  # what other tables call it


@frozen
class Sentence:
    """How a row of a table is put into words: now against base, and the reason after it."""

    now: str
    base: str
    reason: str = ""
    verb: str = "支出"


@frozen
class Table:
    """A fixed table has the rows named here; a list table has rows the officer adds."""

    key: str
    label: str
    kind: Literal["fixed", "list"]
    columns: tuple[Column, ...]
    rows: tuple[Row, ...] = ()
    title: str = ""  # as printed; label when empty
    hint: str = ""  # what to do while it is empty
    item: str = ""  # what one row of a list table is called: 项目
    name_column: str = ""  # the column that names a row of a list table
    sentence: Sentence | None = None
    also: tuple[str, ...] = ()  # other titles of the same table
    identity: tuple[str, ...] = ()  # columns of a list that tell rows of one name apart
    keeps_total: bool = False  # a row named 合计 is a row like any other
    parent: str = ""  # list table whose rows these rows belong to

    @cached_property
    def column(self) -> Mapping[str, Column]:
        """Columns by key."""
        return {column.key: column for column in self.columns}

    @cached_property
    def row(self) -> Mapping[str, Row]:
        """Rows by key, section lines left out."""
        return {row.key: row for row in self.rows if not row.heading}

    def has(self, row: str, column: str) -> bool:
        """Whether a fixed table has a cell there."""
        place = self.row.get(row)
        if place is None or column not in self.column:
            return False
        return column not in place.without and (not place.columns or column in place.columns)

    def kind_of(self, row: str | int, column: str) -> Kind:
        """Kind of one cell; a row may have its own."""
        place = self.row.get(row) if isinstance(row, str) else None
        return place.kind if place is not None and place.kind is not None else self.column[column].kind


@frozen
class Band:
    """`label` from `at_least` (included) up to the next band."""

    at_least: Decimal
    label: str


@frozen
class Bands:
    """Grades from the highest down; a number below all has `below`."""

    key: str
    label: str
    steps: tuple[Band, ...]
    below: str

    def word(self, value: Decimal | int) -> str:
        """The word for an official (already rounded) score."""
        return next((step.label for step in self.steps if value >= step.at_least), self.below)


@frozen
class Ratio:
    """One figure beside the tables, on one basis. A family is the same figure on several bases."""

    key: str
    label: str
    formula: str
    unit: str = "%"  # %, 万元 (money), or what is counted: 个, 分
    places: int = 2
    family: str = ""  # key of its family; its own key when empty
    theme: str = ""  # group in the panel
    basis: str = ""
    source: str = ""
    hint: str = ""
    sentence: str = ""  # with {value}; 〈label〉为 {value} when empty


@frozen
class Check:
    """A rule the figures should keep. Which of the forms it takes, its fields tell:

    comparison (`left op right`), `require` (columns not blank), `unique` (columns together),
    `evaluable` (ratios that have no value), or a bare `when` that is itself the finding.
    """

    key: str
    label: str
    severity: Severity
    message: str
    left: str = ""
    op: Literal["", "==", "<=", ">=", "<", ">", "!="] = ""
    right: str = ""
    columns: tuple[str, ...] = ()  # row formulas on both sides, tried in each of these columns
    each: str = ""  # table whose rows are tried one by one
    rows: tuple[str, ...] = ()  # of a fixed table; all input rows when empty
    having: str = ""  # only rows that rows of this list belong to
    when: str = ""
    require: tuple[str, ...] = ()
    unique: tuple[str, ...] = ()
    evaluable: tuple[str, ...] = ()
    unless: str = ""  # silent for rows that this other check already reports
    per: Literal["row", "column", "table"] = "row"
    tolerance: Literal["none", "tail"] = "none"
    cells: tuple[str, ...] = ()  # further columns or row.column names to jump to
    source: str = ""
    fix: Literal["", "carry"] = ""  # carry: one step takes the year before's figure


@frozen
class Carry:
    """What a new year takes over from the year before: `old` there becomes each of `new` here.

    Both are columns, carried row by row, or single cells written row.column. With `same` the two are one
    figure: they are compared as long as both years are there.
    """

    key: str
    table: str
    old: str
    new: tuple[str, ...]
    without: tuple[str, ...] = ()  # rows of a fixed table that stay blank
    same: bool = False


@frozen
class SheetColumn:
    """One printed column: a table column, or the running number when `key` is `#`."""

    key: str
    label: str = ""
    width: int = 0


@frozen
class Sheet:
    """One page of the workbook and of the paper.

    `content`: table (rows of `table`), rest (every input not printed before), ratios, problems, notes.
    """

    key: str
    name: str  # of the worksheet
    title: str
    content: Literal["table", "rest", "ratios", "problems", "notes"] = "table"
    table: str = ""
    columns: tuple[SheetColumn, ...] = ()  # all of the table when empty
    total: tuple[str, ...] = ()  # columns added up in a last row of a list table
    total_label: str = "合计"
    orientation: Literal["portrait", "landscape"] = "landscape"
    data: bool = False  # one of the data sheets that an option leaves out
    notes: tuple[str, ...] = ()
    empty_note: str = ""  # instead of the edition's
    warn_unless: str = ""  # a condition over the table's rows; where one fails the export says `warning`
    warning: str = ""


@frozen
class Chart:
    """One chart of the years. What it draws:

    years: the cells (`row.column`) in every year; items: a list's rows by their amount, the largest `most`
    and the rest as one; bands: how many rows of a list come into each grade of `bands`.
    """

    key: str
    title: str
    kind: Literal["years", "items", "bands"]
    cells: tuple[str, ...] = ()
    table: str = ""
    column: str = ""
    bands: str = ""
    most: int = 20
    rest: str = "其余"
    hint: str = ""


@frozen
class Feed:
    """A figure of published accounts that fills a cell of a report.

    `figure` is a ratio's key or row.column; `to` table/row of the report, in its column `column`. With
    `heading` the column is not certain: the heading is matched like one of a workbook. What the check
    `unless` objects to, only the officer takes.
    """

    key: str
    figure: str
    to: str
    column: str = ""
    heading: str = ""
    unless: str = ""


@frozen
class Edition:
    """An official layout with everything computed from it; frozen once published."""

    id: str
    title: str
    years: tuple[int, int]  # first and last year it is valid for
    tables: tuple[Table, ...]
    ratios: tuple[Ratio, ...] = ()
    checks: tuple[Check, ...] = ()
    bands: tuple[Bands, ...] = ()
    sheets: tuple[Sheet, ...] = ()
    charts: tuple[Chart, ...] = ()
    carries: tuple[Carry, ...] = ()
    feeds: tuple[Feed, ...] = ()
    accounts: bool = (
        False  # tables of published accounts: figures are taken from them, no document follows it
    )
    foot: tuple[str, ...] = ()  # signature fields under every sheet
    foot_notes: tuple[str, ...] = ()  # 注： lines under every sheet
    empty_note: str = ""  # the sentence under a table in which nothing is filled in
    heading: str = ""  # title of workbook and PDF, with {unit} and {year}
    cover: tuple[str, ...] = ()  # lines of the cover's title, and those at its foot; with the same
    cover_foot: tuple[str, ...] = ()
    themes: tuple[str, ...] = ()  # order of ratio groups
    unit_cell: str = ""  # address of the cell that holds the unit's name
    forms_text: str = ""  # `forms` as text, which is read when they are asked for
    source: str = field(default="", compare=False)  # the resolved text it was built from

    def worded(self, lines: Iterable[str], unit_name: str, year: int) -> tuple[str, ...]:
        """Lines of the heading or the cover, with the unit's name and the year in their places."""
        unit = " ".join(unit_name.split())
        return tuple(line.replace("{unit}", unit).replace("{year}", str(year)) for line in lines)

    @cached_property
    def forms(self) -> Forms:
        """Self-evaluation forms, their layouts and how they are scored."""
        from app.domain.forms_text import restore_forms  # the start of the program needs none of it

        return restore_forms(self.forms_text)

    @cached_property
    def table(self) -> Mapping[str, Table]:
        """Tables by key."""
        return {table.key: table for table in self.tables}

    @cached_property
    def sheets_of_entry(self) -> tuple[Table, ...]:
        """The tables that are filled in as tables; the others are filled in as forms."""
        department = self.forms.tables.department if self.forms_text else ""
        return tuple(table for table in self.tables if not table.parent and table.key != department)

    @cached_property
    def children(self) -> Mapping[str, str]:
        """List table → the list table whose rows belong to its rows."""
        return {table.parent: table.key for table in self.tables if table.parent}

    @cached_property
    def ratio(self) -> Mapping[str, Ratio]:
        """Ratios by key."""
        return {ratio.key: ratio for ratio in self.ratios}

    @cached_property
    def families(self) -> Mapping[str, tuple[Ratio, ...]]:
        """Ratios by family, the default basis first."""
        found: dict[str, list[Ratio]] = {}
        for ratio in self.ratios:
            found.setdefault(ratio.family or ratio.key, []).append(ratio)
        return {family: tuple(members) for family, members in found.items()}

    @cached_property
    def table_of_row(self) -> Mapping[str, str]:
        """Row key → table key; row keys are unique over the fixed tables."""
        return {row.key: table.key for table in self.tables for row in table.rows if not row.heading}
