"""What the charts of a layout draw: categories, series of exact figures, and what is missing."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal

from app.calculation.labels import describe
from app.comparison.sources import Year, load
from app.comparison.words import number
from app.document import Document
from app.domain.address import Address
from app.domain.amount import WAN, MoneyUnit, round_half_up
from app.domain.edition import Bands, Chart, Kind
from app.domain.frozen import frozen
from app.domain.report import Value

_COUNT = Kind("count", "个")


@frozen
class Series:
    """One figure for each category; None where there is none."""

    label: str
    values: tuple[int | Decimal | None, ...]


@frozen
class Drawing:
    """A chart ready to be drawn. `flat` bars lie; `lack` says what is missing when nothing can be drawn."""

    key: str
    title: str
    kind: Kind
    categories: tuple[str, ...] = ()
    series: tuple[Series, ...] = ()
    flat: bool = False
    notes: tuple[str, ...] = ()
    lack: str = ""

    def label(self, value: int | Decimal, unit: MoneyUnit = WAN) -> str:
        """The exact figure as written at its bar."""
        return number(self.kind, value, unit)


def drawings(document: Document, years: Sequence[int]) -> list[Drawing]:
    """The charts of the latest year's layout, over these years; raises `DocumentError`."""
    loaded = load(document, sorted(years))
    if not loaded:
        return []
    return [_draw(chart, loaded) for chart in loaded[-1].edition.charts]


def _draw(chart: Chart, years: Sequence[Year]) -> Drawing:
    if chart.kind == "years":
        return _over_years(chart, years)
    return _items(chart, years[-1]) if chart.kind == "items" else _graded(chart, years)


def _over_years(chart: Chart, years: Sequence[Year]) -> Drawing:
    """Years beside each other, in each a bar for every cell."""
    latest = years[-1]
    series, notes = [], []
    kind = Kind("money")
    for name in chart.cells:
        row, _, column = name.partition(".")
        address = Address(latest.edition.table_of_row[row], row, column)
        kind = latest.edition.table[address.table].kind_of(row, column)
        values = tuple(_number(_value(year, address)) for year in years)
        label = describe(latest.edition, latest.report, address)
        lacking = [str(year.year) for year, value in zip(years, values, strict=True) if value is None]
        if lacking and len(lacking) < len(years):
            notes.append(f"{label}：{'、'.join(lacking)} 年没有数")
        series.append(Series(label, values))
    there = [one for one in series if any(value is not None for value in one.values)]
    notes += [f"{one.label}：各年都没有数" for one in series if one not in there]
    if not there:
        names = "、".join(one.label for one in series)
        return Drawing(chart.key, chart.title, kind, lack=f"还画不出来：各年都没有填{names}。")
    categories = tuple(f"{year.year} 年" for year in years)
    return Drawing(chart.key, chart.title, kind, categories, tuple(there), notes=tuple(notes))


def _value(year: Year, address: Address) -> Value | None:
    """A cell's value; None too where the year's layout has no such cell."""
    table = year.edition.table.get(address.table)
    if table is None or not table.has(str(address.row), address.column):
        return None
    return year.figure(address).value


def _items(chart: Chart, year: Year) -> Drawing:
    """The rows of a list by amount, the largest first; what is beyond `most` is added up."""
    table = year.edition.table[chart.table]
    column = table.column[chart.column]
    title = f"{chart.title}（{year.year} 年）"
    named = [
        (str(record.cells.get(table.name_column) or f"未命名{table.item}"), value)
        for record in year.report.rows(table.key)
        if (value := _number(record.cells.get(chart.column))) is not None
    ]
    if not named:
        lack = f"还画不出来：{year.year} 年没有填{table.item}的{column.label}。"
        return Drawing(chart.key, title, column.kind, lack=lack)
    ordered = sorted(named, key=lambda pair: pair[1], reverse=True)
    shown, rest = ordered[: chart.most], ordered[chart.most :]
    if rest:
        shown.append((f"{chart.rest} {len(rest)} 个{table.item}", sum(value for _, value in rest)))
    blank = len(year.report.tables.get(table.key, {})) - len(named)
    notes = (f"另有 {blank} 个{table.item}没有填{column.label}",) if blank else ()
    values = tuple(value for _, value in shown)
    categories = tuple(name for name, _ in shown)
    series = (Series(column.label, values),)
    return Drawing(chart.key, title, column.kind, categories, series, flat=True, notes=notes)


def _graded(chart: Chart, years: Sequence[Year]) -> Drawing:
    """How many rows of each year come into each grade, the highest first."""
    latest = years[-1].edition
    bands = next(one for one in latest.bands if one.key == chart.bands)
    table = latest.table[chart.table]
    column = table.column[chart.column]
    words = (*(step.label for step in bands.steps), bands.below)
    series, notes = [], []
    for year in years:
        own = next((one for one in year.edition.bands if one.key == chart.bands), None)
        if own != bands:
            notes.append(f"{year.year} 年的等级划分不同，没有画在一起")
            continue
        records = year.report.rows(table.key)
        numbers = [_number(record.cells.get(chart.column)) for record in records]
        scores = [score for score in numbers if score is not None]
        if len(scores) < len(records):
            notes.append(f"{year.year} 年有 {len(records) - len(scores)} 个{table.item}没有{column.label}")
        if scores:
            found = [bands.word(round_half_up(score, column.kind.places)) for score in scores]
            series.append(Series(f"{year.year} 年", tuple(found.count(word) for word in words)))
    if not series:
        lack = f"还画不出来：各年都没有填{table.item}的{column.label}。"
        return Drawing(chart.key, chart.title, _COUNT, lack=lack)
    categories = tuple(_range(bands, word) for word in words)
    kind = Kind("count", f"{table.item}个数")
    return Drawing(chart.key, chart.title, kind, categories, tuple(series), notes=tuple(notes))


def _range(bands: Bands, word: str) -> str:
    """A grade with the scores that belong to it: 良（80 至 90 以下）."""
    above = ""
    for step in bands.steps:
        if step.label == word:
            return (
                f"{word}（{step.at_least} 至 {above} 以下）" if above else f"{word}（{step.at_least} 及以上）"
            )
        above = str(step.at_least)
    return f"{word}（{above} 以下）"


def _number(value: Value | None) -> int | Decimal | None:
    return value if isinstance(value, int | Decimal) else None
