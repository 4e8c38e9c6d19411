"""Stated scores and sums beside the computed ones: what the officer's own score is, and what is only told.

A score that the rules give is not typed. Where the rules leave judgement, or the form states another one, the
form's is the officer's own, and the cell bears a note of where it comes from.
"""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from typing import TYPE_CHECKING

from app.calculation.scoring.rules import WAITING
from app.domain.act import SetCell
from app.domain.address import Address
from app.domain.amount import plain_decimal, round_half_up
from app.domain.problem import Outcome
from app.domain.report import note_address
from app.intake.plan import Item, State

if TYPE_CHECKING:
    from app.intake.form_plan import Planner

_PROPOSED = {"score": "proposed", "execution_score": "execution_proposed"}


def settle_scores(planner: Planner) -> None:
    """Totals of amounts first, for rates and scores follow from them; then scores, then totals of scores."""
    _settle_amounts(planner)
    after = planner.after(planner.changes())
    outcomes = planner.outcomes(after)
    for n, item in enumerate(planner.items):
        if item.state != "agrees":
            continue
        below = item.address.table == planner.below.key
        column = item.address.column
        if (below and column == "score") or (not below and column == "execution_score"):
            planner.items[n] = settle_score(planner, item, outcomes)
    _settle_total(planner)


def _settle_amounts(planner: Planner) -> None:
    """An amount that is a total: the file's figure counts where there are no parts."""
    from app.calculation.formula import leaves

    model = planner.aim.model
    staged = {item.address: item.entry.value for item in planner.items if item.state in {"set", "same"}}
    for n, item in enumerate(planner.items):
        known = planner.edition.table.get(item.address.table)
        column = known.column.get(item.address.column) if known is not None else None
        if item.state != "agrees" or column is None or not (column.formula and column.direct):
            continue
        formula = model.columns.get((item.address.table, column.key))
        names = (
            {getattr(leaf, "column", "") for leaf in leaves(formula.tree)} if formula is not None else set()
        )
        parts = [item.address._replace(column=name) for name in names if name]
        filled = any(staged.get(part, planner.report.get(part)) is not None for part in parts)
        if not filled:
            same = item.old is not None and item.old == item.entry.value
            state: State = "same" if same else "set"
            planner.items[n] = item._replace(state=state, why=item.entry.doubt)
        elif item.old is not None:
            summed = sum(int(staged.get(part, planner.report.get(part)) or 0) for part in parts)
            if summed == item.old:
                told = "由各分项合计，不再直接填列"
                planner.items[n] = item._replace(state="clear", why=told)


def settle_score(
    planner: Planner, item: Item, outcomes: Mapping[Address, Outcome], further: str = ""
) -> Item:
    """One stated score: agreed to, the officer's own, or another one than ours, and `further` words."""
    stated = Decimal(str(item.entry.value))
    chosen = planner.choices[item.block]
    found = outcomes.get(item.address._replace(column=_PROPOSED[item.address.column]))
    proposed = found.value if found is not None else None
    result = outcomes.get(item.address._replace(column="result"))
    if isinstance(proposed, int | Decimal) and Decimal(proposed) == stated and item.old in {None, stated}:
        return item._replace(state="agrees" if item.old is None else "same", why="")
    if item.old is not None and item.old == stated:
        return item._replace(state="same", why="")
    if item.place in chosen.left:
        return item._replace(state="left")
    judged = result is not None and result.value == WAITING
    if judged:
        return item._replace(state="set", why=item.entry.doubt)
    why = f"文件里是 {plain_decimal(stated)} 分，{_ours(stated, proposed, found)}{further}"
    _note(planner, item, why)
    return item._replace(state="set", why=why)


def _ours(stated: Decimal, proposed: object, found: Outcome | None) -> str:
    """What we make of it, in words."""
    if not isinstance(proposed, int | Decimal):
        reason = found.reason.text if found is not None and found.reason is not None else "无法评价"
        return f"软件不能算（{reason}）"
    ours = Decimal(proposed)
    places = max(0, -int(stated.normalize().as_tuple().exponent))  # of an exact number, an int
    if places and round_half_up(ours, places) == stated:
        return f"软件算出 {_plain(ours)} 分，只差舍入"
    return f"软件算出 {_plain(ours)} 分，相差 {_plain(abs(ours - stated))} 分"


def _note(planner: Planner, item: Item, why: str) -> None:
    """A note on the cell: where its score comes from."""
    sheet = planner.source.book.grids[item.entry.sheet].name
    file = planner.source.paths[planner.source.files[item.entry.sheet]].name
    where = note_address(item.address)
    old = planner.report.get(where)
    text = f"取自文件“{file}”（{sheet}!{item.entry.place}）：{why}"
    planner.notes.append(SetCell(where, old, f"{old}\n{text}" if old else text))


def _settle_total(planner: Planner) -> None:
    """A project's score that was typed goes where the form now gives the same."""
    stated = [
        (n, item)
        for n, item in enumerate(planner.items)
        if item.state == "agrees" and item.address.table == planner.projects.key
        and item.address.column == "score" and item.old is not None
    ]  # fmt: skip
    if not stated:
        return
    outcomes = planner.outcomes(planner.after(planner.changes()))
    for n, item in stated:
        found = outcomes.get(item.address)
        if found is not None and not found.direct and found.value == item.old:
            planner.items[n] = item._replace(state="clear", why="由自评表算出，不再直接填列")


def _plain(points: Decimal) -> str:
    return f"{points.normalize():f}" if points else "0"
