"""Stated weights, scores, values and the total of the department's form beside those computed here."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from typing import TYPE_CHECKING

from app.calculation.engine import compute
from app.calculation.scoring.choice import department_scheme_of
from app.calculation.scoring.department import TOTAL
from app.calculation.scoring.measure import Measure, parse_measure
from app.calculation.scoring.rules import UNKNOWN
from app.domain.address import Address
from app.domain.amount import plain_decimal, round_half_up
from app.domain.problem import Outcome
from app.domain.report import Report, Value
from app.intake.form_scores import settle_score
from app.intake.plan import Item

if TYPE_CHECKING:
    from app.intake.form_plan import Planner

_UNCOUNTED = "；补齐以前这一项无法评价，这个得分不计入合计"


def settle_department(planner: Planner) -> None:
    """Weights first, for scores follow from them; then the stated scores."""
    if not _here(planner):
        return
    scheme = department_scheme_of(planner.edition, planner.after(planner.changes()))
    usual = {item.row: item.weight for item in scheme.items} if scheme is not None else {}
    for n, item in _open(planner, "weight"):
        if item.address.row in usual:
            planner.items[n] = _weight(planner, item, usual[str(item.address.row)])
    outcomes = _outcomes(planner, planner.after(planner.changes()))
    for n, item in _open(planner, "score"):
        if item.address.row != TOTAL:
            planner.items[n] = _score(planner, item, outcomes)


def compare_department(planner: Planner, after: Report) -> None:
    """Values and sums that we compute: what the file says of them."""
    if not _here(planner):
        return
    outcomes = _outcomes(planner, after)
    for column in ("value", "weight", "score", "result"):
        for n, item in _open(planner, column):
            found = outcomes.get(item.address)
            if found is None or found.value is None:
                told = found.reason.text if found is not None and found.reason is not None else ""
                why = f"由软件计算，现在还不能算{f'（{told}）' if told else ''}，文件里的没有导入"
                planner.items[n] = item._replace(state="refused", why=why)
            else:
                told = _differs(item.entry.value, found.value)
                planner.items[n] = item._replace(state="differs" if told else "agrees", why=told)


def _here(planner: Planner) -> bool:
    return bool(planner.department) and any(i.address.table == planner.department for i in planner.items)


def _open(planner: Planner, column: str) -> list[tuple[int, Item]]:
    """The items of a column that are to be settled."""
    return [
        (n, item)
        for n, item in enumerate(planner.items)
        if item.state == "agrees" and item.address.table == planner.department
        and item.address.column == column
    ]  # fmt: skip


def _outcomes(planner: Planner, after: Report) -> Mapping[Address, Outcome]:
    """What is computed, with the year before, for changes are scored, too."""
    return compute(planner.aim.model, after, planner.aim.before).cells


def _weight(planner: Planner, item: Item, usual: Decimal) -> Item:
    """A weight that is the scheme's needs no typing."""
    stated, chosen = Decimal(str(item.entry.value)), planner.choices[item.block]
    if item.old is not None and item.old == stated:
        return item._replace(state="same", why="")
    if stated == usual and item.old is None:
        return item
    if item.place in chosen.left:
        return item._replace(state="left")
    if item.entry.open and item.place not in chosen.taken:
        return item._replace(state="asked")
    if stated == usual:
        return item._replace(state="clear", why="与方案的分值相同，不再直接填列")
    return item._replace(state="set", why=f"方案里是 {plain_decimal(usual)} 分，照文件取")


def _score(planner: Planner, item: Item, outcomes: Mapping[Address, Outcome]) -> Item:
    """A stated score as one of a project's; one that cannot be reckoned with yet says so."""
    if item.entry.open and item.place not in planner.choices[item.block].taken:
        return item._replace(state="asked")
    result = outcomes.get(item.address._replace(column="result"))
    lacking = result is not None and result.value == UNKNOWN
    return settle_score(planner, item, outcomes, _UNCOUNTED if lacking else "")


def _differs(theirs: Value | None, ours: Value) -> str:
    """What is to be told of a figure of the file that is ours to compute; empty when it is the same."""
    if isinstance(theirs, int | Decimal) and isinstance(ours, int | Decimal):
        return "" if theirs == ours else f"软件算出的是 {plain_decimal(ours)}"
    if str(theirs).strip() == str(ours) or _alike(parse_measure(str(theirs)), parse_measure(str(ours))):
        return ""
    return f"软件算出的是“{ours}”"


def _alike(theirs: Measure, ours: Measure) -> bool:
    """Whether two figures are the same to the places that are written: 98.3%, 98.32 % and 0.9832."""
    if theirs.number is None or ours.number is None:
        return False
    numbers = (
        [theirs.number, theirs.number * 100] if not theirs.unit and ours.unit == "%" else [theirs.number]
    )
    return any(round_half_up(ours.number, max(_places(n), 0)) == n for n in numbers)


def _places(number: Decimal) -> int:
    return -int(number.normalize().as_tuple().exponent)
