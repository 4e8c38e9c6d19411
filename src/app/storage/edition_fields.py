"""TOML values → frozen dataclasses by their type hints, strictly; what is wrong is told, nothing guessed."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import MISSING, fields, is_dataclass
from decimal import Decimal
from difflib import get_close_matches
from functools import cache
from types import UnionType
from typing import Any, Literal, TypeVar, cast, get_args, get_origin, get_type_hints

T = TypeVar("T")
_SIMPLE: dict[object, tuple[tuple[type, ...], str]] = {
    str: ((str,), "文字"),
    int: ((int,), "整数"),
    bool: ((bool,), " true 或 false"),
    Decimal: ((int, Decimal), "数"),
}


def make(
    cls: type[T],
    data: dict[str, Any],
    place: str,
    problems: list[str],
    *,
    built: tuple[str, ...] = (),
) -> T | None:
    """A dataclass from an entry's fields; None, with the reasons added to `problems`, when it cannot be.

    Fields named in `built` are taken as they are.
    """
    before = len(problems)
    known = {entry.name: entry for entry in fields(cls)}  # type: ignore[arg-type]
    hints = _hints(cast(type, cls))
    for name in data:
        if name not in known:
            problems.append(f"{place}：不认识的字段 {name}{like(name, known)}")
    for name, entry in known.items():
        if name not in data and entry.default is MISSING:
            problems.append(f"{place}：缺少字段 {name}")
    values = {
        name: value if name in built else convert(hints[name], value, f"{place}：字段 {name} ", problems)
        for name, value in data.items()
        if name in known
    }
    return cls(**values) if len(problems) == before else None


def convert(hint: object, value: object, place: str, problems: list[str]) -> object:
    """`value` as the type `hint`; a wrong one is told and given back as it is."""
    if get_origin(hint) is UnionType:
        hint = next(arg for arg in get_args(hint) if arg is not type(None))
    args = get_args(hint)
    if get_origin(hint) is Literal:
        if isinstance(value, str) and value in args:
            return value
        expected = "以下之一：" + "、".join(str(arg) or "（空）" for arg in args)
    elif get_origin(hint) is tuple:
        return _convert_list(args, value, place, problems)
    elif isinstance(hint, type) and is_dataclass(hint):
        if isinstance(value, dict):
            return make(hint, value, place.strip(), problems)
        expected = "一组字段 { … }"
    else:
        allowed, expected = _SIMPLE[hint]
        if isinstance(value, allowed) and (hint is bool or not isinstance(value, bool)):
            return Decimal(value) if hint is Decimal and isinstance(value, int) else value
    problems.append(f"{place}应为{expected}，现在是 {_shown(value)}")
    return value


def like(name: str, known: Iterable[str]) -> str:
    """A guess at what a misspelt name was meant to be."""
    near = get_close_matches(name, list(known), 1)
    return f"，是不是 {near[0]}？" if near else ""


def _convert_list(args: tuple[object, ...], value: object, place: str, problems: list[str]) -> object:
    free = args[-1] is Ellipsis
    if not isinstance(value, list) or not (free or len(value) == len(args)):
        problems.append(f"{place}应为列表{'' if free else f'，恰好 {len(args)} 项'}，现在是 {_shown(value)}")
        return value
    several = len(value) > 1 and isinstance(args[0], type) and is_dataclass(args[0])
    return tuple(
        convert(args[0], item, f"{place.rstrip()} 第 {number} 个 " if several else place, problems)
        for number, item in enumerate(value, 1)
    )


@cache
def _hints(cls: type) -> dict[str, object]:
    return get_type_hints(cls)


def _shown(value: object) -> str:
    if isinstance(value, str):
        text = f"“{value}”"
    else:
        text = str(value).lower() if isinstance(value, bool) else str(value)
    return text if len(text) <= 40 else f"{text[:39]}…"
