"""求和 平均 计数 of what is selected, exact."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal, localcontext

from app.domain.address import Address
from app.domain.amount import CONTEXT, MoneyUnit, format_money, group, plain_decimal, round_half_up
from app.domain.edition import Kind
from app.domain.frozen import frozen
from app.domain.report import Value
from ui.grid.look import NUMERIC, derived
from ui.grid.model import TableModel
from ui.grid.moves import Range

_PLACES = 6  # of an average that goes on and on


@frozen
class Summary:
    """Texts for the status bar; sum and mean are empty where the numbers are not of one kind."""

    sum: str = ""
    mean: str = ""
    count: int = 0  # cells that show something
    numbers: int = 0


def summarise(table: TableModel, ranges: Sequence[Range]) -> Summary:
    """Over the cells of these ranges, each once."""
    count = numbers = 0
    total: int | Decimal = 0
    kinds: set[tuple[str, str]] = set()
    shown: Kind | None = None
    with localcontext(CONTEXT):
        for column, rows in _by_column(table, ranges).items():
            values = _values(table, column, rows)
            count += len(values)
            if not table.reader.mixed:
                kind = table.columns[column].kind
                if kind.name not in NUMERIC or not values:
                    continue
                kinds.add((kind.name, kind.unit))
                shown = kind
                total += sum(value for value in values if not isinstance(value, str))
                numbers += sum(not isinstance(value, str) for value in values)
    if len(kinds) != 1 or not numbers or shown is None:
        return Summary(count=count, numbers=numbers)
    unit = table.session.money_unit
    with localcontext(CONTEXT):
        mean = Decimal(total) / numbers
        return Summary(figure_text(total, shown, unit), figure_text(mean, shown, unit), count, numbers)


def _by_column(table: TableModel, ranges: Sequence[Range]) -> dict[int, list[str | int]]:
    found: dict[int, list[str | int]] = {}
    if len(ranges) == 1:
        place = ranges[0]
        rows = list(table.lines[place.top : place.bottom + 1])
        return dict.fromkeys(range(place.left, place.right + 1), rows)
    cells = {
        (column, row)
        for place in ranges
        for column in range(place.left, place.right + 1)
        for row in range(place.top, place.bottom + 1)
    }
    for column, row in sorted(cells):
        found.setdefault(column, []).append(table.lines[row])
    return found


def _values(table: TableModel, column: int, rows: Sequence[str | int]) -> list[Value]:
    document = table.session.document
    if document is None:
        return []
    key, name = table.table.key, table.columns[column].key
    records = document.report.tables.get(key, {})
    if table.is_list and not derived(
        table.columns[column]
    ):  # straight from the records: this is the long case
        cells = (records[row].cells.get(name) for row in rows if row in records)
        return [value for value in cells if value is not None]
    read = table.reader.value
    found = (read(Address(key, row, name)) for row in rows)
    return [value for value in found if value is not None]


def figure_text(value: int | Decimal, kind: Kind, unit: MoneyUnit) -> str:
    """A sum or a mean as the status bar shows it."""
    if kind.name == "money":
        return format_money(value, unit, kind.places)
    if kind.name == "percent":
        return group(format(round_half_up(Decimal(value) * 100, kind.places), "f")).replace("-", "−") + "%"
    number = Decimal(value)
    if number != number.to_integral_value():
        number = round_half_up(number, _PLACES).normalize(CONTEXT)
    return group(plain_decimal(number)).replace("-", "−")
