"""Rows of a list over the years: which are the same, and their figures by year."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence

from app.calculation.evaluate import EMPTY, fold
from app.comparison.sources import Year, entered, tables
from app.comparison.values import Figure, Group, Line, Step
from app.domain.address import Address
from app.domain.edition import Column, Edition, Row, Table
from app.domain.frozen import frozen
from app.domain.problem import Outcome
from app.domain.report import Record, Value

Name = tuple[Value | None, ...]
WHOLE = frozenset({"money", "count"})  # kinds that are integers


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
    by_lineage: dict[str, Item] = {}
    by_name: dict[Name | None, list[Item]] = {}
    for place in sorted(range(len(years)), key=lambda at: years[at].year, reverse=True):
        records = years[place].report.rows(table.key) if table.key in years[place].edition.table else []
        counts = Counter(_name(record, *naming) for record in records)
        left = []
        for record in records:
            known = by_lineage.get(record.lineage) if record.lineage else None
            if known is not None and place not in known.records:
                known.records[place] = record
            else:
                left.append(record)
        for record in left:
            name = _name(record, *naming)
            same = by_name.get(name, []) if name is not None else []
            if counts[name] == 1 and len(same) == 1 and place not in same[0].records:
                same[0].records[place] = record
            else:
                items.append(Item({place: record}))
        by_name = {}
        for item in items:
            nearest = item.records[min(item.records, key=lambda at: years[at].year)]
            by_name.setdefault(_name(nearest, *naming), []).append(item)
            for record in item.records.values():
                if record.lineage:
                    by_lineage.setdefault(record.lineage, item)
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
    values = (record.cells.get(column) for column in identity)
    plain = tuple(value.strip() if isinstance(value, str) else value for value in values)
    return plain if plain[list(identity).index(named)] else None


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
    known = [
        table.key in year.edition.table and column.key in year.edition.table[table.key].column
        for year in years
    ]
    lanes: dict[int, dict[int, Value | None]] = {place: {} for place in range(len(years))}
    for number, item in enumerate(items):
        for place, record in item.records.items():
            lanes[place][number] = record.cells.get(column.key)
    values = pivot(lanes, len(items), whole=column.kind.name in WHOLE)
    none = [year.absent(f"没有这个{table.item or '行'}") for year in years]
    unknown = [year.absent(f"的版式没有“{column.label}”") for year in years]
    same = ("",) * len(steps)
    lines = []
    for item, row, found in zip(items, rows, values, strict=True):
        figures = []
        for place, value in enumerate(found):
            record = item.records.get(place)
            if record is None:
                figures.append(none[place])
            elif not known[place]:
                figures.append(unknown[place])
            elif value is None:
                lack = f"缺少：{years[place].year} 年“{row.label}”的{column.label}"
                figures.append(Figure(EMPTY, Address(table.key, record.row, column.key), lack))
            else:
                figures.append(Figure(Outcome(value=value), Address(table.key, record.row, column.key)))
        lines.append(Line(row, column.kind, f"“{row.label}”的{column.label}", tuple(figures), same))
    lines += _total(years, steps, table, column, lanes)
    title = f"{table.label}·{column.label}"
    return Group(f"{table.key}.{column.key}", title, tuple(lines), table.key, column.key)


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
    steps: Sequence[Step],
    table: Table,
    column: Column,
    lanes: Mapping[int, Mapping[int, Value | None]],
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
    return [Line(row, column.kind, name, tuple(figures), ("",) * len(steps))]


def all_lists(years: Sequence[Year], steps: Sequence[Step], columns: frozenset[str]) -> list[Group]:
    """Groups of every list table."""
    lists = [table for table in tables(years).values() if table.kind == "list"]
    return [group for table in lists for group in list_groups(years, steps, table, columns)]
