"""Which rows of a list a filter leaves in sight: one condition a column, all of them together.

A filter only looks. It compares what is shown: a rate at the decimals of its column, a blank as a blank.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Mapping
from decimal import Decimal

from app.calculation import entry
from app.document import Document
from app.domain.address import Address
from app.domain.amount import MoneyUnit, round_half_up
from app.domain.edition import Column, Kind
from app.domain.frozen import frozen
from app.domain.report import Value
from app.sorting import collated

NUMBERS = frozenset({"money", "percent", "number", "count"})  # kinds that are compared as numbers


@frozen
class Chosen:
    """One of these texts; the empty one stands for blank."""

    texts: frozenset[str]


@frozen
class Within:
    """A number not below `low` and not above `high`, each where it is given; a blank is neither."""

    low: Decimal | int | None = None
    high: Decimal | int | None = None


@frozen
class Filled:
    """Whether the cell has a value."""

    filled: bool


Condition = Chosen | Within | Filled


def filtered_out(document: Document, table: str, conditions: Mapping[str, Condition]) -> frozenset[int]:
    """Ids of the rows that do not meet every condition, by column."""
    out: set[int] = set()
    known = document.model.edition.table[table]
    for key, condition in conditions.items():
        kind = known.column[key].kind
        out |= {
            row for row, value in _values(document, table, key).items() if not _meets(condition, kind, value)
        }
    return frozenset(out)


def texts_of(document: Document, table: str, column: str, without: Collection[int] = ()) -> dict[str, int]:
    """The texts of a column with the number of their rows, in the order of a sort, blank last.

    Rows in `without` are left out. Choices come in the order of the edition.
    """
    known = document.model.edition.table[table].column[column]
    counts: Counter[str] = Counter()
    for row, value in _values(document, table, column).items():
        if row not in without:
            counts[_text(value)] += 1
    order = {choice: place for place, choice in enumerate(known.kind.choices)}
    texts = sorted(counts, key=lambda text: (not text, order.get(text, len(order)), collated(text)))
    return {text: counts[text] for text in texts}


def told(column: Column, condition: Condition, unit: MoneyUnit) -> str:
    """A condition in words: 类别：重点; 执行数 ≥ 100.00."""
    match condition:
        case Filled(filled):
            return f"{column.label}{'非空白' if filled else '空白'}"
        case Chosen(texts):
            shown = [text.split("\n")[0] or "（空白）" for text in sorted(texts, key=collated)]
            return (
                f"{column.label}：" + "、".join(shown[:3]) + (f"等 {len(shown)} 种" if len(shown) > 3 else "")
            )
        case Within(low, high):
            least, most = (bound_text(column.kind, bound, unit) for bound in (low, high))
            if least == most:
                return f"{column.label} = {least}"
            if not most:
                return f"{column.label} ≥ {least}"
            return f"{column.label} ≤ {most}" if not least else f"{column.label} 从 {least} 到 {most}"


def read_bound(kind: Kind, text: str, unit: MoneyUnit) -> Decimal | int | None:
    """A typed bound as a value of the column, of a rate the figure before %; raises `Refused`."""
    if kind.name == "percent":
        value = entry.parse_kind(Kind("number", places=6), text.strip().removesuffix("%"))
    else:
        value = entry.parse_kind(Kind(kind.name, places=kind.places), text, unit)
    return None if isinstance(value, str) else value


def bound_text(kind: Kind, bound: Decimal | int | None, unit: MoneyUnit, grouped: bool = True) -> str:
    """A bound as it is typed; empty where there is none."""
    if bound is None:
        return ""
    if kind.name == "percent":
        return f"{entry.show_kind(Kind('number'), bound, unit, grouped)}%"
    return entry.show_kind(kind, bound, unit, grouped)


def _values(document: Document, table: str, column: str) -> dict[int, Value | None]:
    """By row; of an entered column straight from the records."""
    records, known = document.report.tables.get(table, {}), document.model.edition.table[table].column[column]
    if known.formula or known.scored:
        return {int(row): document.value(Address(table, row, column)) for row in records}
    return {int(row): record.cells.get(column) for row, record in records.items()}


def _text(value: Value | None) -> str:
    return "" if value is None else str(value)


def _meets(condition: Condition, kind: Kind, value: Value | None) -> bool:
    match condition:
        case Filled(filled):
            return (value is not None) is filled
        case Chosen(texts):
            return _text(value) in texts
        case Within(low, high):
            if value is None or isinstance(value, str):
                return False
            if kind.name == "percent":
                value = round_half_up(Decimal(value) * 100, kind.places)
            return (low is None or value >= low) and (high is None or value <= high)
