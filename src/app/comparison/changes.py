"""Difference and rate of change between two years: exact, with the reasons of the formula language."""

from __future__ import annotations

from decimal import Decimal, localcontext

from app.calculation.evaluate import no_base
from app.comparison.values import Change, Comparison, Figure, Line, Step
from app.domain.amount import CONTEXT
from app.domain.edition import Kind
from app.domain.problem import Outcome, Reason

POINTS = "个百分点"


def change(comparison: Comparison, line: Line, step: Step) -> Change:
    """How a line changed over one step; ratios in percent change by points and have no rate."""
    kind = change_kind(line.kind)
    now, base = line.figures[step.now], line.figures[step.base]
    rated = line.kind.name != "percent"
    differs = line.differs[comparison.steps.index(step)]
    reason = Reason("other_basis", differs) if differs else None
    if reason is None and (lacks := [figure.lack for figure in (base, now) if figure.lack]):
        reason = Reason("missing", "；".join(dict.fromkeys(lacks)))
    if reason is not None:
        why = Outcome(reason=reason)
        return Change(kind, why, why if rated else None)
    a, b = _number(now), _number(base)
    with localcontext(CONTEXT):
        difference: int | Decimal = a - b
        if not rated:
            return Change(kind, Outcome(value=Decimal(difference) * 100), None)
        if b <= 0:
            rate = Outcome(reason=no_base(b, f"{comparison.years[step.base]} 年{line.name}"))
        else:
            rate = Outcome(value=Decimal(difference) / Decimal(b))
    return Change(kind, Outcome(value=difference), rate)


def _number(figure: Figure) -> int | Decimal:
    """A figure that lacks nothing is a number."""
    if isinstance(figure.value, int | Decimal):
        return figure.value
    raise TypeError(f"no number: {figure}")


def change_kind(kind: Kind) -> Kind:
    """What the difference of two figures is: that of percentages is in 个百分点."""
    return Kind("number", POINTS, kind.places) if kind.name == "percent" else kind
