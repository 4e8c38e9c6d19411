"""Published accounts (部门决算公开表) into our tables: recognised, checked, and laid out as sheets of ours.

What comes out is read like any other workbook, so that preview, questions and undo are the same. The
tables, their checks and where their figures go stand in the edition marked `accounts`.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from decimal import Decimal
from functools import cached_property
from pathlib import Path

from app.calculation.engine import compute
from app.calculation.model import Model
from app.calculation.prepare import compile_edition
from app.domain.address import Address
from app.domain.amount import YUAN, money_decimal
from app.domain.edition import Edition, Feed, Table
from app.domain.problem import SEVERITIES, Results
from app.domain.report import Report
from app.edits import put, stage
from app.exchange.finding.block import Block
from app.exchange.finding.blocks import find_blocks
from app.exchange.finding.entries import Way
from app.exchange.finding.values import UNITS
from app.exchange.reading.grid import Doubt, Grid, Value, Workbook, letters
from app.intake.plan import Plan, plan
from app.intake.source import OURS, TRANSLATED, Choices, Source
from app.intake.untaken import other_year

_EDITION = "accounts"
_HEAD = 3  # rows above its figures


@dataclass(eq=False)
class Accounts:
    """The accounts in a workbook: figures by table, and what the checks say."""

    model: Model
    book: Workbook
    blocks: tuple[Block, ...]
    year: int

    @property
    def unit_known(self) -> bool:
        """Whether the accounts name a unit; without one it is asked, and figures go on as they stand."""
        return any(block.unit for block in self.blocks)

    @cached_property
    def read(self) -> tuple[Report, Plan]:
        """The accounts as a report of their own edition."""
        report = Report(self.year)
        book = replace(self.book, grids=tuple(self._named(n, grid) for n, grid in enumerate(self.book.grids)))
        raw = Choices() if self.unit_known else Choices(way=Way(OURS))
        source = Source(Path(_EDITION), book, self.blocks)
        made = plan(self.model, report, source, [raw] * len(self.blocks))
        put(report, stage(self.model.edition, report, made.changes))
        return report, made

    @cached_property
    def results(self) -> Results:
        """Everything computed of them."""
        return compute(self.model, self.read[0])

    def _named(self, number: int, grid: Grid) -> Grid:
        """A row named in the column of codes (合计 over two columns) gets its name where names stand."""
        for block in self.blocks:
            if block.sheet == number and self.model.edition.table[block.table].keeps_total:
                rows = [
                    _shifted(row, block.labels) if n in block.rows else row for n, row in enumerate(grid.rows)
                ]
                grid = replace(grid, rows=tuple(rows))
        return grid


def _shifted(row: tuple[Value, ...], name: int) -> tuple[Value, ...]:
    left = row[name - 1] if 0 < name <= len(row) else None
    blank = name >= len(row) or row[name] is None
    if not (blank and isinstance(left, str) and not left.strip().isdigit()):
        return row
    longer = [*row, *[None] * (name + 1 - len(row))]
    longer[name - 1], longer[name] = None, left
    return tuple(longer)


def find_accounts(book: Workbook, year: int, ours: Mapping[int, int]) -> Accounts | None:
    """The accounts in a workbook; None when no sheet is one.

    `ours` are the best scores of sheets as tables of our own edition: the better reading wins.
    """
    from app.storage.editions import load_edition

    model = compile_edition(load_edition(_EDITION))
    found = find_blocks(model.edition, book, year)
    straight = _straightened(model.edition, book, found)
    if straight is not book:
        book, found = straight, find_blocks(model.edition, straight, year)
    titled = [block for block in found if block.score >= 50 and block.score > ours.get(block.sheet, 0)]
    return Accounts(model, book, tuple(titled), year) if titled else None


def _straightened(edition: Edition, book: Workbook, blocks: list[Block]) -> Workbook:
    """Totals whose name is merged over further columns of figures: the figure under its own heading."""
    grids = list(book.grids)
    for block in blocks:
        money = min((c for c in block.columns if c > block.labels), default=-1)
        if not edition.table[block.table].keeps_total or money < 0:
            continue
        grid = grids[block.sheet]
        for merge in grid.merged:
            row, left, bottom, right = merge
            named = left in (block.labels - 1, block.labels) and row == bottom > block.header[1]
            if named and right >= money and isinstance(value := grid.at(row, right + 1), Decimal):
                cells = list(grid.rows[row])
                cells[money], cells[right + 1] = value, None
                rest = tuple(other for other in grid.merged if other != merge)
                rows = (*grid.rows[:row], tuple(cells), *grid.rows[row + 1 :])
                grids[block.sheet] = grid = replace(grid, rows=rows, merged=rest)
    return book if grids == list(book.grids) else replace(book, grids=tuple(grids))


def translated(accounts: Accounts, edition: Edition) -> Workbook | None:
    """The workbook with the sheets of the accounts replaced by sheets of our tables; None when none of their
    figures is one of ours."""
    sheets = {block.sheet for block in accounts.blocks}
    rest = tuple(grid for n, grid in enumerate(accounts.book.grids) if n not in sheets)
    made = tuple(
        grid for table in edition.tables if (grid := _laid_out(accounts, edition, table)) is not None
    )
    if not made:
        return None
    return replace(accounts.book, grids=(*made, *rest), notes=(*accounts.book.notes, *told(accounts)))


@dataclass(eq=False)
class _Sheet:
    """One of our tables being laid out: rows by key, headings in the order they come."""

    cells: dict[tuple[str, str], tuple[Value, str, str]] = field(default_factory=dict)
    headings: dict[str, None] = field(default_factory=dict)


def _laid_out(accounts: Accounts, edition: Edition, table: Table) -> Grid | None:
    """The figures for one table of ours: labels, one column a heading, and where each comes from."""
    sheet = _Sheet()
    objections = {problem.code: problem.message for problem in accounts.results.problems}
    for feed in accounts.model.edition.feeds:
        home, _, row = feed.to.partition("/")
        if home != table.key or row not in table.row:
            continue
        heading = feed.heading or table.column[feed.column].label
        value = _figure(accounts, feed)
        if value is None or (row, heading) in sheet.cells:
            continue
        sheet.headings[heading] = None
        sheet.cells[row, heading] = value, _source(accounts, feed), objections.get(feed.unless, "")
    return _grid(accounts, table, sheet) if sheet.cells else None


def _grid(accounts: Accounts, table: Table, sheet: _Sheet) -> Grid:
    headings = list(sheet.headings)
    rows: list[tuple[Value, ...]] = [
        (table.title or table.label,),
        ("单位：元" if accounts.unit_known else None,),
        ("项目", *headings, *(f"{heading}的来源" for heading in headings)),
    ]
    doubts: dict[tuple[int, int], tuple[Doubt, ...]] = {}
    for row in table.rows:
        named = f"{row.prefix}{row.number}{row.label}"
        if row.heading:
            rows.append((named,))
        elif any((row.key, heading) in sheet.cells for heading in headings):
            found = [sheet.cells.get((row.key, heading), (None, "", "")) for heading in headings]
            for column, (_, _, objection) in enumerate(found, 1):
                if objection:
                    doubts[len(rows), column] = (Doubt("scope", objection),)
            rows.append(
                (named, *(value for value, _, _ in found), *(source or None for _, source, _ in found))
            )
    rows += [(note,) for note in dict.fromkeys(note for block in accounts.blocks for note in block.notes)]
    return Grid(
        f"{TRANSLATED}{table.label}",
        tuple(rows),
        False,
        frozenset(),
        {},
        doubts,
        {},
        (),
        frozenset(),
        frozenset(),
    )


def _figure(accounts: Accounts, feed: Feed) -> Decimal | None:
    """What a feed gives, in 元."""
    row, dot, column = feed.figure.partition(".")
    if dot:
        address = Address(accounts.model.edition.table_of_row[row], row, column)
        value = accounts.read[0].get(address)
    else:
        outcome = accounts.results.ratios.get(feed.figure)
        value = outcome.value if outcome is not None else None
    if value is None or isinstance(value, str):
        return None
    return money_decimal(value, YUAN if accounts.unit_known else UNITS[OURS]).normalize()


def _source(accounts: Accounts, feed: Feed) -> str:
    """Which cell of the file a figure comes from, or which figure of its tables it is."""
    row, dot, column = feed.figure.partition(".")
    if not dot:
        return accounts.model.edition.ratio[feed.figure].label
    address = Address(accounts.model.edition.table_of_row[row], row, column)
    places = [
        f"{accounts.book.grids[item.entry.sheet].name}!{letters(item.entry.at[1])}{item.entry.at[0] + 1}"
        for item in accounts.read[1].items
        if item.address == address
    ]
    return places[0] if places else ""


def told(accounts: Accounts) -> list[str]:
    """What was recognised, what the checks found, what could not be read."""
    edition, (_, made) = accounts.model.edition, accounts.read
    tables = dict.fromkeys(edition.table[block.table].label for block in accounts.blocks)
    found = [f"认出部门决算公开表 {len(tables)} 张：{'、'.join(tables)}"]
    if not accounts.unit_known:
        found.append(f"部门决算公开表没有写明金额单位，请先选；下面核对的差额按{OURS}说")
    years = {
        said
        for block in accounts.blocks
        if (said := other_year(accounts.book.grids[block.sheet], accounts.year))
    }
    found += [
        f"部门决算公开表的表题写的是 {said} 年，现在导入到 {accounts.year} 年度，请核对"
        for said in sorted(years)
    ]
    found += [
        f"{SEVERITIES[problem.severity]}：{problem.message}"
        for problem in accounts.results.problems
        if problem.code not in {feed.unless for feed in edition.feeds}
    ]
    own = {accounts.book.grids[block.sheet].name for block in accounts.blocks}
    found += [left for left in made.told if any(left.startswith(f"{name} ") for name in own)]
    for item in made.items:
        if item.state == "refused":
            name = accounts.book.grids[item.entry.sheet].name
            found.append(f"{name}!{item.entry.place}：{item.why}")
    return found
