"""What a figure or a change reads as: the number, or one word for why there is none."""

from __future__ import annotations

from decimal import Decimal

from app.calculation.entry import show_kind
from app.comparison.changes import POINTS
from app.comparison.values import Change, Comparison, Figure, Line, Step
from app.domain.amount import WAN, MoneyUnit, group, plain_decimal, round_half_up
from app.domain.edition import Kind
from app.domain.problem import Outcome
from app.domain.report import Value

ABSENT = "—"  # the year has no such row, ratio or project
_WORDS = {
    "missing": "缺数",
    "zero_base": "不适用",
    "negative_base": "不适用",
    "other_basis": "口径不同",
    "empty": "",
}


def number(kind: Kind, value: Value, unit: MoneyUnit = WAN, *, grouped: bool = True) -> str:
    """A figure as people read it, at its decimals; plain ASCII when not `grouped`."""
    if kind.name != "number" or isinstance(value, str):
        return show_kind(kind, value, unit, grouped)
    exact = Decimal(value)
    exponent = exact.as_tuple().exponent
    rounded = kind.unit == POINTS or (isinstance(exponent, int) and -exponent > kind.places)
    text = plain_decimal(round_half_up(exact, kind.places) if rounded else exact)
    return group(text).replace("-", "−") if grouped else text


def figure_text(line: Line, figure: Figure, unit: MoneyUnit = WAN) -> str:
    """What stands in a year; a blank stays blank."""
    if figure.value is not None:
        return number(line.kind, figure.value, unit)
    return ABSENT if figure.place is None and not line.row.total else _word(figure.outcome)


def amount_text(line: Line, step: Step, change: Change, unit: MoneyUnit = WAN) -> str:
    """The difference, or the word in its place."""
    return _change_text(line, step, change.amount, change.kind, unit)


def rate_text(line: Line, step: Step, change: Change) -> str:
    """The rate of change, or the word in its place; nothing for percentages, which change by points."""
    if change.rate is None:
        return ""
    return _change_text(line, step, change.rate, Kind("percent", "%"), WAN)


def _change_text(line: Line, step: Step, outcome: Outcome, kind: Kind, unit: MoneyUnit) -> str:
    if outcome.value is not None:
        return number(kind, outcome.value, unit)
    figures = line.figures[step.now], line.figures[step.base]
    if all(figure.value is None for figure in figures):
        return ""  # nothing was entered that could be compared
    absent = any(figure.place is None for figure in figures) and not line.row.total
    return ABSENT if absent else _word(outcome)


def _word(outcome: Outcome) -> str:
    return _WORDS[outcome.reason.kind] if outcome.reason is not None else ""


def heading(comparison: Comparison) -> str:
    """What is compared, in words: 2020、2021、2022 年，逐年比较."""
    years = "、".join(str(year) for year in comparison.years)
    how = f"各年与 {comparison.base} 年比较" if comparison.base is not None else "逐年比较"
    return f"{years} 年，{how}"
