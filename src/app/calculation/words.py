"""The formula in the officer's words, and the same with this year's numbers."""

from __future__ import annotations

from decimal import Decimal
from typing import Protocol

from app.calculation.formula import (
    Binary,
    Call,
    Compare,
    Contains,
    If,
    Leaf,
    Logic,
    Node,
    Number,
    OneOf,
    Text,
    Unary,
    Vector,
)


class Read(Protocol):
    """How references are put into text; may have `fold(call)` to put whole aggregates into text."""

    def __call__(self, leaf: Leaf, /) -> str: ...


_SIGNS = {"+": "＋", "-": "－", "*": "×", "/": "÷"}
COMPARISONS = {"<": "＜", "<=": "≤", "==": "＝", "!=": "≠", ">=": "≥", ">": "＞"}
BLANK = "（空）"  # how a reader says that a cell is blank
_NAMES = {
    "total": "合计（每行都填）",
    "sum": "合计",
    "mean": "平均",
    "count": "个数",
    "min": "最小",
    "max": "最大",
}


def words(node: Node, read: Read) -> str:
    """`node` with every reference put into text by `read`; brackets only where needed."""
    return _say(node, read, 0)


def _say(node: Node, read: Read, level: int) -> str:
    match node:
        case Number(value):
            return format(value, "f")
        case Text(value):
            return f"“{value}”"
        case Unary("-", operand):
            return f"－{_say(operand, read, 3)}"
        case Unary(_, Call("blank", (filled,))):
            return f"{_say(filled, read, 1)}已填"
        case Unary(_, operand):
            return f"不是（{_say(operand, read, 0)}）"
        case Binary(op, left, right):
            own = 1 if op in "+-" else 2
            text = f"{_say(left, read, own)} {_SIGNS[op]} {_say(right, read, own + (op in '-/'))}"
            return f"（{text}）" if own < level else text
        case Compare(op, left, right):
            return f"{_say(left, read, 1)} {COMPARISONS[op]} {_say(right, read, 1)}"
        case OneOf(item, options):
            return f"{_say(item, read, 1)}为{'、'.join(options)}"
        case Contains(word, item):
            return f"{_say(item, read, 1)}含“{word}”"
        case Logic(op, operands):
            word = " 且 " if op == "and" else " 或 "
            told = [_say(operand, read, 1) for operand in operands]
            nested = [isinstance(operand, Logic) for operand in operands]
            return word.join(
                f"（{text}）" if inner else text for text, inner in zip(told, nested, strict=True)
            )
        case If(condition, yes, no):
            return f"{_say(condition, read, 0)}时为 {_say(yes, read, 0)}，否则为 {_say(no, read, 0)}"
        case Call():
            return _call(node, read, level)
    return read(node)  # type: ignore[arg-type]


def _call(node: Call, read: Read, level: int) -> str:
    first = node.args[0]
    match node.name:
        case "prior":
            return f"上年{_say(first, read, 3)}"
        case "or_zero":
            text = _say(first, read, level)
            return "0" if text == BLANK else text
        case "blank":
            return f"{_say(first, read, 1)}未填"
        case "abs":
            return f"|{_say(first, read, 0)}|"
        case "round":
            places = node.args[1]
            return f"{_say(first, read, 3)}（取 {_say(places, read, 0)} 位小数）"
        case "change":
            now, base = _say(first, read, 1), _say(node.args[1], read, 2)
            text = f"（{now} － {base}） ÷ {base}"
            return f"（{text}）" if level > 2 else text
        case "sum" if not isinstance(first, Vector) and node.where is None and len(node.args) > 1:
            text = " ＋ ".join(_say(arg, read, 1) for arg in node.args)
            return f"（{text}）" if level > 1 else text
    told = fold(node) if (fold := getattr(read, "fold", None)) is not None else None
    if told is not None:
        return f"（{told}）" if level > 1 and " ÷ " in told else str(told)
    given = "、".join(_say(arg, read, 0) for arg in node.args)
    conditions = [_say(node.where, read, 0)] if node.where is not None else []
    if node.weight is not None:
        conditions.append(f"以{_say(node.weight, read, 0)}为权重")
    name = "加权平均" if node.weight is not None else _NAMES[node.name]
    return f"{given}{name}" + (f"（{'，'.join(conditions)}）" if conditions else "")


def trailing(value: Decimal, places: int = 6) -> str:
    """An unrounded number for reading: cut after `places` decimals with … when it goes on."""
    text = format(value, "f")
    whole, dot, decimals = text.partition(".")
    if len(decimals.rstrip("0")) <= places:
        decimals = decimals.rstrip("0")
        return f"{whole}.{decimals}" if decimals else whole
    return f"{whole}{dot}{decimals[:places]}…"
