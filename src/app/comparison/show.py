"""A comparison as plain data (`compare --json`) and as text for a terminal."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from decimal import Decimal
from typing import Any

from app.comparison.changes import POINTS, change
from app.comparison.values import Comparison, Group, Line, Step
from app.comparison.words import amount_text, figure_text, heading, number, rate_text
from app.domain.amount import money_decimal, shorten, significant
from app.domain.edition import Kind
from app.domain.problem import Outcome
from app.exchange.page import text_width

_LABEL_MOST = 36  # characters; a longer label is cut in the text
_RATE = Kind("percent", "%")


def as_data(comparison: Comparison) -> dict[str, Any]:
    """As documented for `compare --json`: money in 万元, plain ASCII numbers, null where there is none.

    `value` is rounded as shown, `exact` is not; an amount has no `exact`, it is exact itself.
    """
    return {
        "unit": comparison.unit,
        "years": list(comparison.years),
        "base": comparison.base,
        "money": "万元",
        "groups": [
            {
                "key": group.key,
                "title": group.title,
                "table": group.table or None,
                "column": group.column or None,
                "lines": [_line(comparison, line) for line in group.lines if not line.row.heading],
            }
            for group in comparison.groups
        ],
        "notes": list(comparison.notes),
    }


def _line(comparison: Comparison, line: Line) -> dict[str, Any]:
    figures = []
    for year, figure in zip(comparison.years, line.figures, strict=True):
        told: dict[str, Any] = {"year": year, "place": str(figure.place) if figure.place else None}
        told |= _outcome(line.kind, figure.outcome)
        if figure.basis:
            told["basis"] = figure.basis
        if figure.outcome.missing:
            told["incomplete"] = [str(cell) for cell in figure.outcome.missing]
        figures.append(told)
    return {
        "key": line.row.key,
        "label": line.row.label,
        "unit": unit_of(line.kind),
        "figures": figures,
        "changes": [_change(comparison, line, step) for step in comparison.steps],
    }


def _change(comparison: Comparison, line: Line, step: Step) -> dict[str, Any]:
    found = change(comparison, line, step)
    told: dict[str, Any] = {"year": comparison.years[step.now], "base": comparison.years[step.base]}
    told |= {"unit": unit_of(found.kind), **_outcome(found.kind, found.amount)}
    told["rate"] = None if found.rate is None else _outcome(_RATE, found.rate)
    return told


def _outcome(kind: Kind, outcome: Outcome) -> dict[str, Any]:
    value, reason = outcome.value, outcome.reason
    if value is None:
        told: dict[str, Any] = {"value": None}
        if reason is not None and reason.kind != "empty":
            told["reason"] = reason.text
        return told
    told = {"value": number(kind, value, grouped=False)}
    if isinstance(value, Decimal):
        exact = money_decimal(value) if kind.name == "money" else value * (100 if kind is _RATE else 1)
        if kind.name == "percent" and kind is not _RATE:
            exact = value * 100
        told["exact"] = significant(exact)
    return told


def unit_of(kind: Kind) -> str:
    """万元, %, 个百分点, or what is counted."""
    return {"money": "万元", "percent": "%"}.get(kind.name, kind.unit)


# ---------------------------------------------------------------- for a terminal


def as_text(comparison: Comparison) -> Iterator[str]:
    """Group by group, in columns; lines without any figure are left out."""
    yield f"{comparison.unit} 年度对比：{heading(comparison)}（金额单位：万元）"
    yield from (f"注：{note}" for note in comparison.notes)
    for group in comparison.groups:
        if group.filled:
            yield f"\n【{group.title}】{points(group)}"
            yield from _table(comparison, group)


def points(group: Group) -> str:
    """A word behind the title of a group with percentages: their changes are points."""
    percent = any(line.kind.name == "percent" for line in group.lines)
    whose = "百分比的" if has_rates(group) else ""
    return f"（{whose}增减为{POINTS}）" if percent else ""


def has_rates(group: Group) -> bool:
    """Whether figures of a group change by a rate, too: percentages change by points alone."""
    return any(line.kind.name != "percent" for line in group.lines if not line.row.heading)


def _table(comparison: Comparison, group: Group) -> Iterator[str]:
    """Label, years, and for each step difference and rate under one title."""
    span = 2 if has_rates(group) else 1
    heads = [f"{year} 年" for year in comparison.years]
    titles = [comparison.title(step) for step in comparison.steps]
    rows = [_texts(comparison, line, span) for line in group.lines if line.filled]
    widths = [max(text_width(row[at]) for row in rows) for at in range(len(rows[0]))]
    for at, head in enumerate(heads, 1):
        widths[at] = max(widths[at], text_width(head))
    for place, title in enumerate(titles):
        first = 1 + len(heads) + place * span
        room = sum(widths[first : first + span]) + 2 * (span - 1)
        widths[first] += max(0, text_width(title) - room)
    spans = [sum(widths[at : at + span]) + 2 * (span - 1) for at in range(1 + len(heads), len(widths), span)]
    yield _joined(["", *heads, *titles], [*widths[: 1 + len(heads)], *spans])
    for row in rows:
        yield _joined(row, widths)


def _texts(comparison: Comparison, line: Line, span: int) -> list[str]:
    texts = [shorten(line.row.label, _LABEL_MOST), *(figure_text(line, figure) for figure in line.figures)]
    for step in comparison.steps:
        found = change(comparison, line, step)
        texts += [amount_text(line, step, found), rate_text(line, step, found)][:span]
    return texts


def _joined(row: Sequence[str], widths: Sequence[int]) -> str:
    """The first column left, the others right."""
    label = row[0] + " " * (widths[0] - text_width(row[0]))
    cells = [" " * (width - text_width(text)) + text for text, width in zip(row[1:], widths[1:], strict=True)]
    return "  ".join(["", label, *cells]).rstrip()
