"""What is told without a rule: figures typed beside computed ones, and those of the year before."""

from __future__ import annotations

from decimal import Decimal
from itertools import islice
from typing import TYPE_CHECKING, cast

from app.calculation.labels import describe, quoted
from app.calculation.messages import money_text, show, yuan_text
from app.calculation.tails import is_tail_of_sum
from app.domain.address import Address
from app.domain.amount import WAN
from app.domain.problem import Outcome, Problem
from app.domain.report import CARRIED, carried_cells

if TYPE_CHECKING:
    from app.calculation.environment import Workspace

CELLS_NAMED = 500  # more cells than this are not named


def direct_conflicts(env: Workspace) -> list[Problem]:
    """Totals that were typed and now have parts: the sum counts, both are shown until one is dropped."""
    problems = []
    for table, rows in env.model.totals.items():
        for row, formula in rows:
            record = env.report.tables.get(table, {}).get(row.key)
            for column, typed in record.cells.items() if record is not None else ():
                address = Address(table, row.key, column)
                outcome = env.cells.get(address)
                if outcome is None or outcome.direct or not isinstance(typed, int):
                    continue
                if isinstance(outcome.value, int):
                    env.row, env.column = row.key, column
                    rounding = is_tail_of_sum(typed, outcome.value, formula.tree, env)
                    problems.append(_conflict(env, address, typed, outcome, rounding))
    return problems


def typed_beside(env: Workspace, address: Address) -> Problem | None:
    """A figure typed in a list row beside the one that its parts or its form give; None for no such thing."""
    typed, outcome = env.report.get(address), env.cells.get(address)
    if outcome is None or outcome.direct or not isinstance(typed, int | Decimal):
        return None
    if not isinstance(outcome.value, int | Decimal):
        return None
    env.row, env.column = address.row, address.column
    if env.model.edition.table[address.table].column[address.column].kind.name == "money":
        summed = int(outcome.value)
        rounding = abs(int(typed) - summed) * 100 <= 10**WAN.places
        return _conflict(env, address, int(typed), outcome, rounding)
    name, number = quoted(labels_of(env, address)), show(outcome.value, "number")
    same = typed == outcome.value
    told = "两数相同，可删去直接填列的数" if same else "现按自评表计算；请核对后删去直接填列的数，或改自评表"
    message = f"{name}直接填列 {show(typed, 'number')}，自评表得 {number}，{told}。"
    severity = "info" if same else "error"
    return Problem("direct_total", f"direct_total:{address}", severity, message, (address,), "clear")  # type: ignore[arg-type]


def labels_of(env: Workspace, address: Address) -> str:
    """The full name of a cell, its row included."""
    return describe(env.model.edition, env.report, address)


def unconfirmed(env: Workspace) -> dict[str | int, Problem]:
    """What was taken over from the year before and nobody has touched or confirmed yet."""
    marks = env.report.tables.get(CARRIED, {})
    count = sum(len(record.cells) for record in marks.values())
    if not count:
        return {}
    cells = tuple(islice(carried_cells(env.report), CELLS_NAMED))
    message = f"有 {count} 格是从上一年度带入的，还没有核对。改过或确认过的就不再提示。"
    return {"": Problem("carried", "carried", "info", message, cells, "confirm")}


def untaken(env: Workspace) -> list[Problem]:
    """Figures of the year before that are blank here although that year is in the document and has them."""
    before = env.prior()
    if before is None:
        return []
    edition, cells = env.model.edition, []
    for carry in edition.carries:
        table = edition.table[carry.table]
        for row in table.row.values() if carry.same else ():
            there = before.outcome(Address(table.key, row.key, carry.old))
            for new in carry.new:
                here = Address(table.key, row.key, new)
                if row.formula or not table.has(row.key, new) or there.value is None:
                    continue
                if env.report.get(here) is None:
                    cells.append(here)
    if not cells:
        return []
    message = f"有 {len(cells)} 格上年数空着，上一年度里有这些数，可以一次取来。"
    return [Problem("carried_blank", "carried_blank", "info", message, tuple(cells), "take")]


def _conflict(env: Workspace, address: Address, typed: int, outcome: Outcome, rounding: bool) -> Problem:
    summed = int(cast(int, outcome.value))
    difference = abs(typed - summed)
    apart = f"相差 {money_text(difference)} 万元（{yuan_text(difference)}）"
    severity = "info"
    if typed == summed:
        told = "两数相同，可删去直接填列的数"
    elif rounding:
        told = f"{apart}，属于尾差。现按分项之和计算，可删去直接填列的数"
    elif outcome.missing:
        severity = "error"
        lacking = "、".join(env.called(cell) for cell in outcome.missing[:4])
        told = f"{apart}。还没有填：{lacking}。请补齐分项，或删去直接填列的数"
    else:
        severity = "error"
        told = f"{apart}。现按分项之和计算；请核对后删去直接填列的数或分项"
    message = f"{quoted(labels_of(env, address))}直接填列 {money_text(typed)} 万元，"
    message += f"分项之和 {money_text(summed)} 万元，{told}。"
    return Problem("direct_total", f"direct_total:{address}", severity, message, (address,), "clear")  # type: ignore[arg-type]
