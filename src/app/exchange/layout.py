"""What is printed: an edition's sheets with a report's figures, as neutral pages."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from contextlib import suppress
from dataclasses import dataclass, field, replace
from decimal import Decimal
from functools import cache, cached_property
from itertools import islice
from math import ceil

from app.calculation.environment import Workspace, workspace
from app.calculation.evaluate import evaluate
from app.calculation.formula import Call, Vector
from app.calculation.labels import describe
from app.calculation.model import Model
from app.domain.address import Address, parse_address
from app.domain.amount import group, plain_money
from app.domain.edition import Column, Edition, Kind, Row, Sheet, SheetColumn, Table
from app.domain.problem import Outcome, Reason, Results
from app.domain.report import NOTE, Record, Report
from app.exchange.page import (
    NO_FIGURE,
    NUMERIC,
    RUNNING,
    TEXT,
    Align,
    Look,
    Page,
    PageColumn,
    PageRow,
    Shown,
    bold,
    date_text,
    decimals,
    text_width,
)
from app.exchange.widths import shared

_LABEL_LIMIT = 40  # widest column of row labels, in digits
_NARROW = 80  # up to so many digits a page is widened for the line under its title
_LACKING_NAMED = 3  # more cells missing below totals than this are not named
ABOVE = "above"  # the column with the names of the rows that a list's rows belong to
_ABOVE_LOOK = Look(wrap=True)
_ABOVE = Column(ABOVE, "所属项目", TEXT, width=24)
_RUNNING_LOOK = Look(RUNNING, "center")
_ABSENT = Look(TEXT, "center")


def build(
    model: Model,
    report: Report,
    results: Results,
    *,
    unit_name: str,
    data: bool = True,
    whole: Collection[str] = (),
) -> list[Page]:
    """Every page in the edition's order; without `data`, none that only makes the workbook complete.

    A data page that adds nothing to the pages before it is left out, but for one of each table in `whole`.
    """
    from app.exchange.listing import listing_page

    source = Source(model, report, results, unit_name)
    pages: list[Page] = []
    for sheet in model.edition.sheets:
        if sheet.data and not data:
            continue
        if sheet.content == "table":
            pages.append(table_page(source, sheet))
        elif sheet.content == "rest":
            pages += rest_pages(source, sheet)
        else:
            pages.append(listing_page(source, sheet))
    if data:  # whatever an edition forgot to print is not lost
        pages += rest_pages(source, Sheet("rest", "其他数据", "其他数据", "rest", data=True))
    homes: set[tuple[str, str]] = set()
    kept: list[Page] = []
    for page in pages:
        asked = page.table in whole and not any(other.table == page.table for other in kept)
        if not page.data or asked or _adds(report, page, homes):
            kept.append(page)
            homes.update((page.table, column.key) for column in page.columns)
    return kept


def heading(edition: Edition, unit_name: str, year: int) -> str:
    """What the whole is called: title of the workbook and of the PDF."""
    return edition.worded([edition.heading], unit_name, year)[0] or edition.title


def _adds(report: Report, page: Page, homes: set[tuple[str, str]]) -> bool:
    """Whether a figure or text stands in a column that no earlier page has."""
    if not page.table:  # a list of what was written beside the tables: numbered
        return any(row.cells[0] is not None for row in page.rows)
    fresh = [i for i, column in enumerate(page.columns) if (page.table, column.key) not in homes]
    return any(
        row.looks[i].source == "cell"
        and row.cells[i] is not None
        and not isinstance(row.cells[i], Reason)
        and report.get(Address(page.table, row.row, page.columns[i].key)) is not None
        for row in page.rows
        for i in fresh
    )


@dataclass
class Source:
    """The report being laid out, with what is read from it more than once."""

    model: Model
    report: Report
    results: Results
    unit_name: str
    printed: dict[str, set[str]] = field(default_factory=dict)  # table → columns that have a page
    _records: dict[str, list[Record]] = field(default_factory=dict)

    def records(self, table: str) -> list[Record]:
        """Rows of a list table in order."""
        if table not in self._records:
            self._records[table] = self.report.rows(table)
        return self._records[table]

    def shown(self, address: Address) -> Shown:
        """The value of a cell, or the reason why it has none."""
        outcome = self.results.cells.get(address)
        if outcome is None:
            return self.report.get(address)
        return outcome.value if outcome.reason is None else outcome.reason

    def workspace(self) -> Workspace:
        """Where formulas look up names in the finished results."""
        return workspace(self.model, self.report, self.results)

    def left(self) -> str:
        """The line under every title: whose figures, of which year."""
        return f"部门（单位）：{' '.join(self.unit_name.split())}　　{self.report.year} 年度"

    @cached_property
    def noted(self) -> set[tuple[str, str | int]]:
        """Rows of tables with a note beside one of their cells."""
        found: set[tuple[str, str | int]] = set()
        for key in self.report.tables.get(NOTE, {}):
            with suppress(ValueError):
                address = parse_address(str(key))
                found.add((address.table, address.row))
        return found

    def foot(self) -> tuple[tuple[str, str], ...]:
        """Signature fields, filled where a table of single values has a row of that name."""
        return tuple((field, self.signature(field)) for field in self.model.edition.foot)

    def signature(self, field: str) -> str:
        rows = [
            (table, row)
            for table in self.model.edition.tables
            if table.kind == "fixed" and len(table.columns) == 1
            for row in table.row.values()
        ]
        named = [found for found in rows if found[1].label == field]
        named += [found for found in rows if found[1].label.endswith(field) and found[1].label != field]
        for table, row in named:
            value = self.report.get(Address(table.key, row.key, table.columns[0].key))
            if value is not None:
                kind = table.kind_of(row.key, table.columns[0].key)
                return date_text(str(value)) if kind.name == "date" else str(value)
        return ""


def table_page(source: Source, sheet: Sheet) -> Page:
    """A table as printed."""
    table = source.model.edition.table[sheet.table]
    columns = sheet.columns or tuple(SheetColumn(column.key) for column in table.columns)
    if table.kind == "list" and not sheet.columns:
        columns = (SheetColumn("#"), *columns)
    page = _list_page if table.kind == "list" else _fixed_page
    return page(source, sheet, table, columns)


def rest_pages(source: Source, sheet: Sheet) -> list[Page]:
    """What no earlier page has printed, one page per table."""
    pages = []
    for table in source.model.edition.tables:
        left = [c for c in table.columns if c.key not in source.printed.get(table.key, set())]
        left = [c for c in left if _kept(source, table, c)]
        if not left or (sheet.table and sheet.table != table.key):
            continue
        known = [table.name_column] if table.kind == "list" and table.name_column else []
        names = ([ABOVE] if table.parent else []) + known
        names += [column.key for column in left if column.key not in names]
        columns = tuple(map(SheetColumn, ["#", *names] if table.kind == "list" else names))
        own = sheet if sheet.table else _named_after(sheet, table)
        page = _list_page if table.kind == "list" else _fixed_page
        pages.append(page(source, own, table, columns))
    return pages


def _kept(source: Source, table: Table, column: Column) -> bool:
    """Whether a column belongs among the data: not what scoring gives, nor what no form has filled in."""
    if column.scored and not column.typed:
        return False
    if not column.form:
        return True
    return any(column.key in record.cells for record in source.report.tables.get(table.key, {}).values())


def _named_after(sheet: Sheet, table: Table) -> Sheet:
    key, name = f"{sheet.key}_{table.key}", f"{table.label}其他数据"
    return replace(sheet, key=key, name=name, title=name, table=table.key)


def _page(
    source: Source, sheet: Sheet, table: Table, columns: Sequence[PageColumn], rows: Iterable[PageRow]
) -> Page:
    printed = (table.column.get(column.key) for column in columns)
    money = any(column is not None and column.kind.name == "money" for column in printed)
    mixed = table.kind == "fixed" and len(table.columns) == 1
    foot = () if sheet.data else source.foot()
    rows = tuple(rows)
    notes = sheet.notes if sheet.data else (*sheet.notes, *source.model.edition.foot_notes)
    if all(map(_is_empty, rows)):
        notes = (sheet.empty_note or source.model.edition.empty_note, *notes)
    right = "单位：万元" if money and not mixed else ""
    lacking = _lacking(source, table, columns)
    columns = _widened(columns, source.left(), right)
    source.printed.setdefault(table.key, set()).update(column.key for column in columns)
    return Page(
        sheet.key, sheet.name, sheet.title, source.left(), right, tuple(columns), rows,
        table.key, (*lacking, *filter(None, notes)), foot, sheet.orientation, sheet.data,
    )  # fmt: skip


def _lacking(source: Source, table: Table, columns: Sequence[PageColumn]) -> tuple[str, ...]:
    """A note where totals are sums of what is filled so far."""
    if table.kind == "list":
        return ()
    cells = source.results.cells
    totals = (cells.get(Address(table.key, row, column.key)) for row in table.row for column in columns)
    found = dict.fromkeys(cell for total in totals if total is not None for cell in total.missing)
    if not found:
        return ()
    named = islice(found, _LACKING_NAMED)
    names = "、".join(describe(source.model.edition, source.report, cell) for cell in named)
    more = "等" if len(found) > _LACKING_NAMED else ""
    return (f"注：{names}{more}未填全，合计为已填各项之和。",)


def _widened(columns: Sequence[PageColumn], left: str, right: str) -> Sequence[PageColumn]:
    """The first named column of a narrow page made wider, so that the line under the title stays one."""
    need = min(text_width(left) + (16 if right else 2), _NARROW)
    lack = need - sum(column.width for column in columns)
    if lack <= 0:
        return columns
    first = next((index for index, column in enumerate(columns) if column.key != "#"), 0)
    wider = replace(columns[first], width=columns[first].width + lack)
    return (*columns[:first], wider, *columns[first + 1 :])


# -- tables with the rows of the edition


def _fixed_page(source: Source, sheet: Sheet, table: Table, columns: Sequence[SheetColumn]) -> Page:
    known = [table.column[column.key] for column in columns]
    mixed = len(table.columns) == 1
    rows = []
    for row in table.rows:
        label = f"{row.prefix}{row.number}{row.label}"
        if row.heading:
            line = Look(bold=True)
            rows.append(PageRow((label,) + (None,) * len(known), (line,) * (len(known) + 1), section=True))
        elif any(table.has(row.key, column.key) for column in known):
            named = _with_unit(label, row.kind) if mixed else label
            rows.append(_fixed_row(source, table, row, named, known))
    if not sheet.data:
        rows = _hidden(source, table, rows)
    labels = [f"{'　' * row.looks[0].indent}{row.cells[0]}" for row in rows if not row.hidden]
    heading = PageColumn("", "项目", width=_fit(labels, 16, _LABEL_LIMIT))
    shown = [
        _column(given, column, [row.cells[i + 1] for row in rows], [row.looks[i + 1].kind for row in rows])
        for i, (given, column) in enumerate(zip(columns, known, strict=True))
    ]
    return _page(source, sheet, table, (heading, *shown), rows)


def _hidden(source: Source, table: Table, rows: Sequence[PageRow]) -> list[PageRow]:
    """Details that nobody filled are not seen; the numbered lines of the form are, filled or not.

    A table without any entry is a form, and stays whole.

    其中： stays where one of the rows that lean on it does.
    """
    if all(row.section or _is_empty(row) for row in rows):
        return list(rows)
    made: list[PageRow] = []
    leant = False  # a row below is seen that leans on the next 其中： above
    for row in reversed(rows):
        known = table.row.get(str(row.row))
        if known is None:
            made.append(row)
            leant = False
            continue
        leans = bool(known.prefix) and not known.prefix.strip()
        noted = (table.key, known.key) in source.noted
        detail = known.optional and known.level > 0
        seen = not detail or noted or not _is_empty(row) or (leant and not leans)
        leant = (leant or seen) if leans else False
        made.append(row if seen else replace(row, hidden=True))
    return made[::-1]


def _is_empty(row: PageRow) -> bool:
    """No figure and no text of a report in it."""
    cells = zip(row.cells, row.looks, strict=True)
    return all(look.source != "cell" or cell is None or isinstance(cell, Reason) for cell, look in cells)


def _with_unit(label: str, kind: Kind | None) -> str:
    unit = "" if kind is None else "万元" if kind.name == "money" else kind.unit
    return f"{label}（{unit}）" if unit else label


def _fixed_row(source: Source, table: Table, row: Row, label: str, columns: Sequence[Column]) -> PageRow:
    cells: list[Shown] = [label]
    looks = [Look(indent=row.level, wrap=True, bold=row.total)]
    for column in columns:
        if not table.has(row.key, column.key):
            cells.append(NO_FIGURE if column.kind.name in NUMERIC else None)
            looks.append(_ABSENT)
            continue
        address = Address(table.key, row.key, column.key)
        kind = table.kind_of(row.key, column.key)
        computed = column.computed or (row.key in source.model.total_rows and kind.name in NUMERIC)
        look = _look(kind, computed, len(table.columns) == 1)
        cells.append(source.shown(address))
        looks.append(bold(look) if row.total else look)
    entered = (cell for cell, column in zip(cells[1:], columns, strict=True) if not column.computed)
    blank = not any(isinstance(cell, int | Decimal) for cell in entered)
    return PageRow(tuple(cells), tuple(looks), row.key, blank=blank)


# -- tables with rows of the officer


def _list_page(source: Source, sheet: Sheet, table: Table, columns: Sequence[SheetColumn]) -> Page:
    records = source.records(table.key)
    vectors = [_vector(source, table, column.key, records) for column in columns]
    known = [table.column.get(column.key, _ABOVE if column.key == ABOVE else None) for column in columns]
    looks = tuple(
        _RUNNING_LOOK if c is None else _ABOVE_LOOK if c is _ABOVE else _look(c.kind, c.computed, False)
        for c in known
    )
    rows = [
        PageRow(cells, looks, record.row)
        for cells, record in zip(zip(*vectors, strict=True), records, strict=True)
    ] or [PageRow((None,) * len(columns), looks)]
    shown = [
        PageColumn("#", column.label or "序号", width=column.width or 6)
        if column.key == "#"
        else _column(column, table.column.get(column.key, _ABOVE), vector)
        for column, vector in zip(columns, vectors, strict=True)
    ]
    shown = shared(shown, rows)
    if sheet.total:
        rows.append(_total_row(source, sheet, table, columns))
    return _page(source, sheet, table, shown, rows)


def _owners(source: Source, table: Table, records: Sequence[Record]) -> list[Shown]:
    """Names of the rows that the rows of a list belong to."""
    above = source.model.edition.table[table.parent]
    owners = source.report.tables.get(above.key, {})
    return [owners[record.parent or 0].cells.get(above.name_column) for record in records]


def _vector(source: Source, table: Table, key: str, records: Sequence[Record]) -> Sequence[Shown]:
    if key == "#":
        return range(1, len(records) + 1)
    if key == ABOVE:
        return _owners(source, table, records)
    if table.column[key].typed:
        return [source.shown(Address(table.key, record.row, key)) for record in records]
    if not table.column[key].computed:
        return [record.cells.get(key) for record in records]
    none, cells = Outcome(), source.results.cells
    outcomes = (cells.get(Address(table.key, record.row, key), none) for record in records)
    return [outcome.value if outcome.reason is None else outcome.reason for outcome in outcomes]


def _total_row(source: Source, sheet: Sheet, table: Table, columns: Sequence[SheetColumn]) -> PageRow:
    """The last row: sums of some columns, its label in the first column of text."""
    env = source.workspace()
    cells: list[Shown] = []
    looks = []
    for column in columns:
        kind = TEXT if column.key == "#" else table.column[column.key].kind
        if column.key in sheet.total:
            answer = evaluate(Call("sum", (Vector(table.key, column.key),)), env)
            cells.append(None if isinstance(answer, bool) else answer)
            looks.append(Look(kind, "right", "sum", bold=True, computed=True))
        else:
            named = sheet.total_label in cells
            cells.append(None if named or column.key == "#" else sheet.total_label)
            looks.append(Look(bold=True, align="center"))
    return PageRow(tuple(cells), tuple(looks))


# -- looks and widths


@cache
def _look(kind: Kind, computed: bool, mixed: bool) -> Look:
    """How an entered or computed cell is set; `mixed` tables hold texts and numbers below each other."""
    words = kind.name == "text" and not computed
    align: Align = "center"
    if words or (kind.name in {"money", "percent"} and not mixed):
        align = "left" if words else "right"
    return Look(kind, align, "cell", computed=computed, wrap=words)


def _column(
    given: SheetColumn, column: Column, cells: Sequence[Shown], kinds: Sequence[Kind] | None = None
) -> PageColumn:
    """As wide as the sheet or the table says, and no number cut off; a heading may take two lines."""
    heading = given.label or column.label
    widths = [given.width or column.width, ceil(text_width(heading) / 2) + 3]
    if kinds is None:
        widths.append(_widest_number(cells, column.kind))
    else:
        widths += [_widest_number([cell], kind) for cell, kind in zip(cells, kinds, strict=True)]
    return PageColumn(given.key, heading, column.group, max(widths))


def _widest_number(cells: Iterable[Shown], kind: Kind) -> int:
    """Digits the widest number needs, with its separators, sign and decimals."""
    if kind.name not in NUMERIC:
        return 0
    numbers = [cell for cell in cells if isinstance(cell, int | Decimal)]
    widest = max([0, *(abs(int(number)) for number in numbers)])
    if kind.name == "money":
        hidden = any(number % 10_000 for number in numbers)
        places = max(decimals(number, kind) for number in numbers) if hidden else kind.places
        return len(group(plain_money(widest).partition(".")[0])) + places + 4
    return len(f"{widest:,}") + kind.places + 5


def _fit(texts: Iterable[str], least: int, most: int) -> int:
    return min(max([least, *(text_width(text) + 2 for text in texts)]), most)
