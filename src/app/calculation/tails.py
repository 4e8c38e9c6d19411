"""Tails (尾差): when a difference is only rounding.

A difference that half-up rounding at the coarser side's decimals explains, or of at most 0.01 万元, or of
at most 0.005 万元 × (addends + 1), is one info line that says so in 元. Figures entered in 元 (four
decimals of 万元 and more on most of them) have no tolerance.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from app.calculation.formula import Call, Cell, Node, RatioRef, SameColumn, Vector, leaves
from app.calculation.messages import money_text, yuan_text
from app.domain.amount import WAN, decimals_of, money_decimal, round_half_up, truncate

if TYPE_CHECKING:
    from app.calculation.environment import Workspace
    from app.calculation.model import Rule

TABLE_PLACES = 2  # decimals of 万元 in the official tables


def tail(rule: Rule, env: Workspace, left: int, right: int) -> str:
    """The sentence of a difference that is only a tail; empty when it is more than that."""
    if rule.left is None or rule.right is None:
        return ""
    difference = abs(left - right)
    addends = max(_addends(rule.left.tree, env), _addends(rule.right.tree, env))
    figures = [figure for side in (rule.left, rule.right) for figure in _figures(side.tree, env)]
    if not _only_rounding(left, right, addends, figures):
        return ""
    more = "多" if left > right else "少"
    names = _called(rule.left.tree, env), _called(rule.right.tree, env)
    text = f"{names[0]} {money_text(left)} 万元，比{names[1]} {money_text(right)} 万元"
    text += f"{more} {money_text(difference)} 万元（{yuan_text(difference)}），属于尾差"
    finer, coarser = (left, right) if decimals_of(left) > decimals_of(right) else (right, left)
    places = max(TABLE_PLACES, decimals_of(coarser))
    cut, half = truncate(money_decimal(finer), places), round_half_up(money_decimal(finer), places)
    if decimals_of(finer) > places and cut == money_decimal(coarser) != half:
        text += f"：{money_text(coarser)} 正好是截去末位的写法，四舍五入应为 {format(half, 'f')}"
        text += "；也可能是为使合计相符而调的尾数，可写明尾差说明"
    return text + "。"


def _called(side: Node, env: Workspace) -> str:
    """One side as the sentence names it: several figures together, not a formula."""
    if isinstance(side, Call) and side.name == "sum" and side.where is None and len(side.args) > 1:
        return f"{'、'.join(env.name(arg) for arg in side.args)}合计"
    return env.name(side)


def is_tail_of_sum(typed: int, summed: int, sum_of: Node, env: Workspace) -> bool:
    """Whether a total that was typed and the sum of its parts differ by rounding only."""
    return _only_rounding(typed, summed, _addends(sum_of, env), [typed, *_figures(sum_of, env)])


def _only_rounding(left: int, right: int, addends: int, figures: list[int]) -> bool:
    """Whether a difference is within what rounding explains; `figures` are the entered amounts."""
    difference = abs(left - right)
    # 100.00 keeps no zeros in storage: a figure counts as having the table's two decimals
    coarse = max(TABLE_PLACES, min(decimals_of(left), decimals_of(right)))
    rounded_equal = round_half_up(money_decimal(left), coarse) == round_half_up(money_decimal(right), coarse)
    fen = 10**WAN.places
    within = rounded_equal or difference * 100 <= fen or difference * 200 <= fen * (addends + 1)
    return within and not _in_yuan(figures)


def _in_yuan(figures: list[int]) -> bool:
    """Whether figures were entered to the 元: most of them need four decimals of 万元 or more."""
    told = [decimals_of(figure) >= 4 for figure in figures if figure]
    return sum(told) * 2 > len(told)


def _addends(node: Node, env: Workspace) -> int:
    """How many rounded figures stand in one side."""
    if isinstance(node, Call) and node.name == "sum":
        return sum(
            sum(value is not None for value in env.values(arg))
            if isinstance(arg, Vector)
            else _addends(arg, env)
            for arg in node.args
        )
    if isinstance(node, Cell | SameColumn):
        found = env.model.total_rows.get(node.row)
        outcome = env.outcome(env.place(node))
        if found is not None and not outcome.direct:
            return _addends(found[1].tree, env)
        return int(outcome.value is not None)
    return max(1, len(leaves(node)))


def _figures(node: Node, env: Workspace) -> list[int]:
    """The entered amounts one side comes from."""
    figures: list[int] = []
    for leaf in (leaf for leaf in leaves(node) if env.is_money(leaf)):
        if isinstance(leaf, Vector):
            figures += [value for value in env.values(leaf) if isinstance(value, int)]
        elif isinstance(leaf, Cell | SameColumn) and leaf.row in env.model.total_rows:
            outcome = env.outcome(env.place(leaf))
            if outcome.direct and isinstance(outcome.value, int):
                figures.append(outcome.value)
            else:
                figures += _figures(env.model.total_rows[leaf.row][1].tree, env)
        elif not isinstance(leaf, RatioRef):
            value = env.outcome(env.place(leaf)).value
            figures += [value] if isinstance(value, int) else []
    return figures
