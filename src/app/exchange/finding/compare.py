"""A figure of the file beside the one we compute: equal, a tail, or told."""

from __future__ import annotations

from decimal import Decimal

from app.calculation.entry import show_kind
from app.domain.amount import round_half_up
from app.domain.edition import Kind
from app.domain.problem import Outcome
from app.exchange.finding.entries import Entry

_PLACES = 4  # of a share: 98.32 % is 0.9832


def agrees(kind: Kind, entry: Entry, outcome: Outcome | None) -> str:
    """Empty when the file says what we compute, or nothing; else both, for the officer."""
    theirs = entry.value
    if theirs is None:
        return ""
    ours = outcome.value if outcome is not None else None
    if ours is None:
        return ""  # nothing to compare with: parts are missing, or the base is 0
    if entry.formula and isinstance(theirs, str) != isinstance(ours, str):
        return ""  # old formats keep 0 for a word that a formula gives
    if isinstance(theirs, str) or isinstance(ours, str):
        return "" if str(theirs).strip() == str(ours) else f"软件算出的是“{ours}”"
    if kind.name == "percent":
        rates = (Decimal(theirs), Decimal(theirs) / 100)  # 98.32 % and 98.32 both occur
        near = any(round_half_up(rate, _PLACES) == round_half_up(Decimal(ours), _PLACES) for rate in rates)
    else:
        near = theirs == ours
    if near or not isinstance(theirs, int) or not isinstance(ours, int):
        return "" if near else f"软件算出的是 {show_kind(kind, ours)}"
    apart = show_kind(kind, abs(theirs - ours))
    return f"文件里是 {show_kind(kind, theirs)}，软件算出的是 {show_kind(kind, ours)}，相差 {apart}"
