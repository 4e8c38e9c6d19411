"""Conditions of checks over whole columns of a list: a thousand rows at once where that means the same."""

from __future__ import annotations

from dataclasses import fields, is_dataclass
from typing import TYPE_CHECKING, Any, cast

from app.calculation.evaluate import evaluate
from app.calculation.formula import AGGREGATES, Base, Call, Here, Node, Parent, Vector, leaves, walk
from app.calculation.vectors import each as vector_of

if TYPE_CHECKING:
    from app.calculation.environment import Workspace
    from app.calculation.model import Rule

FEW = 50  # fewer rows are tried one by one


def likely(rule: Rule, env: Workspace, rows: list[str | int]) -> list[str | int]:
    """Those of the rows that meet `when`, found over whole columns: ten times as fast as row by row.

    All of them where the condition cannot be read so. What was read for it is not kept: later edits try
    single rows, and every column that is remembered has to be thought of with each of them.
    """
    if rule.when is None or not rule.rowwise or not _by_columns(rule.when.tree) or len(rows) < FEW:
        return rows
    known = set(env.columns)
    found = {row for row, holds in zip(env.rows(rule.check.each), kept(rule, env), strict=True) if holds}
    for node in env.columns.keys() - known:
        env.columns.pop(node)
    return [row for row in rows if row in found]


def _by_columns(node: Node) -> bool:
    """Whether a condition on a row means the same read over columns."""
    apart = AGGREGATES | {"prior"}
    return not any(
        isinstance(part, Parent | Vector | Base) or (isinstance(part, Call) and part.name in apart)
        for part in walk(node)
    )


def kept(rule: Rule, env: Workspace) -> list[bool]:
    """Which rows of a list table meet `when`."""
    count = len(env.rows(rule.check.each))
    if rule.when is None:
        return [True] * count
    if any(
        isinstance(leaf, Parent) or (isinstance(leaf, Vector) and leaf.own) for leaf in leaves(rule.when.tree)
    ):
        return [meets(rule, env, row) for row in env.rows(rule.check.each)]
    truths = vector_of(_as_vector(rule.when.tree), env)
    return [truth is True for truth in truths] if len(truths) == count else [truths[0] is True] * count


def _as_vector(node: Node) -> Node:
    """A row condition as a condition over columns."""
    if isinstance(node, Here):
        return Vector(node.table, node.column)
    made: dict[str, Any] = {}
    for part in fields(node):
        value = getattr(node, part.name)
        if isinstance(value, tuple):
            value = tuple(item if isinstance(item, str) else _as_vector(item) for item in value)
        elif is_dataclass(value):
            value = _as_vector(cast(Node, value))
        made[part.name] = value
    return type(node)(**made)


def meets(rule: Rule, env: Workspace, row: str | int) -> bool:
    """Whether one row meets `when`."""
    env.row, env.column = row, ""
    return rule.when is None or evaluate(rule.when.tree, env) is True
