"""Rows of a list over the years: which are the same, and their figures by year."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence

from app.calculation.evaluate import EMPTY, fold
from app.comparison.sources import Year, differing, editions, entered, tables
from app.comparison.values import Figure, Group, Line, Step
from app.domain.address import Address
from app.domain.edition import Column, Edition, Row, Table
from app.domain.frozen import frozen
from app.domain.problem import Outcome
from app.domain.report import Record, Value

Name = tuple[str, ...]


@frozen
class Item:
    """One row through the years: its record in each year that has it, by place in the years."""

    records: dict[int, Record]

    @property
    def latest(self) -> Record:
        """The newest of them; years stand in rising order."""
        return self.records[max(self.records)]


def list_groups(
    years: Sequence[Year], steps: Sequence[Step], table: Table, columns: frozenset[str]
) -> list[Group]:
    """A group for each chosen amount of a list, and for its entered figures that are no amounts."""
    wanted = [column for column in entered(table) if column.key in columns or column.kind.name != "money"]
    items = match(years, table)
    identity = identity_columns([year.edition for year in years], table)
    labels = _labels(items, table, identity)
    rows = [Row(str(number), label) for number, label in enumerate(labels)]
    return [_group(years, steps, table, column, items, rows) for column in wanted] if items else []


def match(years: Sequence[Year], table: Table) -> list[Item]:
    """The rows of all years, those of the latest year first, in its order.

    A row continues another when it carries its lineage, else when both are the only ones of their year
    with the same identity (name and unit). Nothing is guessed beyond that.
    """
    naming = identity_columns([year.edition for year in years], table), table.name_column
    items: list[Item] = []
    names: list[Name | None] = []  # of the items, in the year nearest to the one that is looked at
    by_lineage: dict[str, int] = {}
    for place in sorted(range(len(years)), key=lambda at: years[at].year, reverse=True):
        records = years[place].report.rows(table.key) if table.key in years[place].edition.table else []
        own = [_name(record, *naming) for record in records]
        counts, known = Counter(own), Counter(names)
        by_name = {name: number for number, name in enumerate(names)}
        found = [by_lineage.get(record.lineage) if record.lineage else None for record in records]
        taken = {number for number in found if number is not None}
        for record, name, carried in zip(records, own, found, strict=True):
            at = carried
            if at is not None and place in items[at].records:
                at = None  # two rows of a year cannot both continue one
            if at is None and name is not None and counts[name] == known[name] == 1:
                at = by_name[name] if by_name[name] not in taken else None
            if at is None:
                at = len(items)
                items.append(Item({}))
                names.append(None)
            items[at].records[place] = record
            names[at] = name
            if record.lineage:
                by_lineage.setdefault(record.lineage, at)
    return items


def identity_columns(editions: Sequence[Edition], table: Table) -> tuple[str, ...]:
    """What tells rows apart: as a check of the layout has it that names the naming column, else that alone.

    Of several such checks the one with the fewest columns, of those as many the one with more text.
    """
    found: list[tuple[str, ...]] = []
    for edition in editions:
        for check in edition.checks:
            named = check.each == table.key and table.name_column in check.unique
            texts = all(
                column in table.column and table.column[column].kind.name in {"text", "choice"}
                for column in check.unique
            )
            if named and texts:
                found.append(check.unique)
    return min(found, key=len, default=(table.name_column,))


def _name(record: Record, identity: Sequence[str], named: str) -> Name | None:
    """What a row is known by; None for one without a name."""
    cells = record.cells
    if not str(cells.get(named) or "").strip():
        return None
    return tuple([str(cells.get(column) or "").strip() for column in identity])


def _labels(items: Sequence[Item], table: Table, identity: Sequence[str]) -> list[str]:
    """Names of the rows; those that several share get what else tells them apart."""
    latest = [item.latest for item in items]
    names = [str(record.cells.get(table.name_column, "") or f"未命名{table.item}") for record in latest]
    counts = Counter(names)
    labels = []
    for name, record in zip(names, latest, strict=True):
        cells = (record.cells.get(key) for key in identity if key != table.name_column)
        others = [str(cell) for cell in cells if cell]
        labels.append(f"{name}（{'，'.join(others)}）" if counts[name] > 1 and others else name)
    return labels


# ---------------------------------------------------------------- figures


def _group(
    years: Sequence[Year],
    steps: Sequence[Step],
    table: Table,
    column: Column,
    items: Sequence[Item],
    rows: Sequence[Row],
) -> Group:
    lanes: dict[int, dict[int, Value | None]] = {place: {} for place in range(len(years))}
    for number, item in enumerate(items):
        for place, record in item.records.items():
            lanes[place][number] = record.cells.get(column.key)
    whole = all(isinstance(value, int | None) for lane in lanes.values() for value in lane.values())
    values = pivot(lanes, len(items), whole=whole)
    blanks = [_blank(year, table, column) for year in years]
    targets = [None if unknown else Address(table.key, "", column.key) for _, unknown in blanks]
    differs = differing(years, steps, targets, column.label)
    lines = []
    for item, row, found in zip(items, rows, values, strict=True):
        name = f"“{row.label}”的{column.label}"
        figures = []
        for place, value in enumerate(found):
            there = item.records.get(place)
            absent, unknown = blanks[place]
            if there is None or unknown is not None:
                figures.append(unknown or absent)
                continue
            lack = "" if value is not None else f"缺少：{years[place].year} 年{name}"
            outcome = EMPTY if value is None else Outcome(value=value)
            figures.append(Figure(outcome, Address(table.key, there.row, column.key), lack))
        lines.append(Line(row, column.kind, name, tuple(figures), differs))
    lines += _total(years, table, column, lanes, differs)
    title = f"{table.label}·{column.label}"
    return Group(f"{table.key}.{column.key}", title, tuple(lines), table.key, column.key)


def _blank(year: Year, table: Table, column: Column) -> tuple[Figure, Figure | None]:
    """What a year shows of a row that it has not, and of one that it has where it has no such column."""
    own = year.edition.table.get(table.key)
    known = own is not None and column.key in own.column
    without = None if known else year.absent(f"的版式没有“{column.label}”")
    return year.absent(f"没有这个{table.item or '行'}"), without


def pivot(
    lanes: Mapping[int, Mapping[int, Value | None]], lines: int, *, whole: bool
) -> list[tuple[Value | None, ...]]:
    """Columns by line (`lanes[column][line]`) as rows of exact values, None where nothing stands.

    Integers stay integers (`Int64`), everything else stays the object it is.
    """
    import pandas

    columns = {
        place: pandas.Series(list(lane.values()), index=list(lane), dtype="Int64" if whole else object)
        for place, lane in lanes.items()
    }
    frame = pandas.DataFrame(columns, index=range(lines))
    plain = frame.astype(object).where(frame.notna(), None)
    return list(plain.itertuples(index=False, name=None))


def _total(
    years: Sequence[Year],
    table: Table,
    column: Column,
    lanes: Mapping[int, Mapping[int, Value | None]],
    differs: tuple[str, ...],
) -> list[Line]:
    """The last line, where a printed page of the list adds the column up."""
    sheets = (sheet for year in reversed(years) for sheet in year.edition.sheets if sheet.table == table.key)
    sheet = next((sheet for sheet in sheets if column.key in sheet.total), None)
    if sheet is None:
        return []
    name = f"{table.label}{column.label}{sheet.total_label}"
    figures = []
    for place, year in enumerate(years):
        answer = fold("sum", list(lanes[place].values()))
        if isinstance(answer, bool) or not isinstance(answer, Value):
            figures.append(Figure(EMPTY, None, f"缺少：{year.year} 年{name}"))
        else:
            figures.append(Figure(Outcome(value=answer)))
    row = Row("total", sheet.total_label, total=True)
    return [Line(row, column.kind, name, tuple(figures), differs)]


def all_lists(years: Sequence[Year], steps: Sequence[Step], columns: frozenset[str]) -> list[Group]:
    """Groups of every list table."""
    lists = [table for table in tables(editions(years)).values() if table.kind == "list"]
    return [group for table in lists for group in list_groups(years, steps, table, columns)]
